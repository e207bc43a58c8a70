/** What a run says no to before it takes it, and how it warns. */

import {plainObject} from '../../store/domain/run-changes.ts';
import type {JsonObject} from '../../store/domain/json.ts';
import {parseTime} from '../../store/domain/identifier.ts';
import {isTime} from '../../store/domain/test-performance.ts';
import type {ToldTest} from '../../store/domain/test-result.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {parseDigest} from '../registration-facts.ts';
import {safeText} from '../text.ts';
import type {NewRunOptions, RunOptions, TrainingInfo} from './run-types.ts';

/** @param at method and argument: `setNotes: text` @throws UserError `usage` */
export function checkText(value: unknown, at: string, {isFilled = false}: {readonly isFilled?: boolean} = {}): void {
	if (typeof value !== 'string') throw wrong(at, 'text', value);
	if (isFilled && value.trim() === '') throw new UserError('usage', `${at} is blank.`);
}

/** @throws UserError `usage` */
export function checkTexts(values: readonly unknown[], at: string): void {
	for (const value of values) checkText(value, at);
}

/** @throws UserError `usage` for what is neither a function nor, where it need not be there, absent */
export function checkFunction(value: unknown, at: string, {isNeeded = false}: {readonly isNeeded?: boolean} = {}): void {
	if (typeof value !== 'function' && (isNeeded || value !== undefined)) throw wrong(at, 'a function', value);
}

/** @throws UserError `usage` */
export function checkRunOptions(options: RunOptions, method: string): void {
	checkObject(options, `${method}: options`);
	const {root, now, wait} = options;
	if (root !== undefined) checkText(root, `${method}: root`, {isFilled: true});
	checkFunction(now, `${method}: now`);
	if (wait !== undefined && !(typeof wait === 'number' && wait >= 0)) throw wrong(`${method}: wait`, 'a number of milliseconds, 0 at least', wait);
}

/** @throws UserError `usage` */
export function checkNewRun(options: NewRunOptions): void {
	checkRunOptions(options, 'create');
	checkText(options.algorithm, 'create: algorithm');
	for (const name of ['name', 'id'] as const) if (options[name] !== undefined) checkText(options[name], `create: ${name}`);
}

/** @returns the hyperparameters as they are kept @throws UserError `usage` */
export function checkTraining(told: TrainingInfo): JsonObject {
	const at = (name: string) => `setTrainingInfo: ${name}`;
	checkObject(told, at('the training'));
	const {dataset, hyperparams, numQueries, trainingTime, trainedAt} = told;
	checkText(dataset, at('dataset'), {isFilled: true});
	checkCount(numQueries, at('numQueries'));
	checkTime(trainedAt, at('trainedAt'));
	if (trainingTime !== undefined && !isSeconds(trainingTime)) throw wrong(at('trainingTime'), seconds, trainingTime);
	return plainObject(hyperparams, at('hyperparams'));
}

/** @returns the test as it is kept @throws UserError `usage` */
export function checkTest(told: ToldTest, method = 'addTestResult'): ToldTest {
	const at = (name: string) => `${method}: ${name}`;
	checkObject(told, at('the test'));
	const {dataset, times, performance = {}, numQueries, testedAt, datasetDigest} = told;
	checkText(dataset, at('dataset'), {isFilled: true});
	checkCount(numQueries, at('numQueries'));
	checkTime(testedAt, at('testedAt'));
	if (datasetDigest !== undefined) checkText(datasetDigest, at('datasetDigest'));
	if (times !== undefined) checkTimes(times, at('times'));
	const plain = plainObject(performance, at('performance'));
	if (times === undefined && Object.keys(plain).length === 0) {
		throw new UserError('usage', `${method}: what was measured on ${dataset}?`, {hint: 'Give times, or performance: {total_time: 35.12}, or both.'});
	}
	return {...told, performance: plain, datasetDigest: parseDigest(datasetDigest, 'digest of the dataset')};
}

function checkTimes(times: unknown, at: string): void {
	if (!Array.isArray(times) && !(times instanceof Float64Array) && !(times instanceof Float32Array)) throw wrong(at, 'a list of seconds', times);
	for (let index = 0; index < times.length; index++) {
		const time: unknown = times[index];
		if (!isSeconds(time)) throw wrong(`${at}[${index}]`, seconds, time);
	}
}

const seconds = 'a finite number of seconds, 0 at least';

function isSeconds(value: unknown): value is number {
	return typeof value === 'number' && isTime(value);
}

function checkObject(value: unknown, at: string): void {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(at, 'an object', value);
}

/** @throws UserError `usage` for what is neither an ISO 8601 time nor absent */
export function checkTime(value: unknown, at: string): void {
	if (value === undefined || (typeof value === 'string' && parseTime(value) !== undefined)) return;
	throw wrong(at, 'an ISO 8601 time such as 2024-10-19T10:30:00', value);
}

/** @throws UserError `usage` for what is neither a whole number of at least 0 nor absent */
export function checkCount(value: unknown, at: string): void {
	if (value === undefined || (Number.isSafeInteger(value) && Number(value) >= 0)) return;
	throw wrong(at, 'a whole number, 0 at least', value);
}

function wrong(at: string, wanted: string, value: unknown): UserError {
	return new UserError('usage', `${at} must be ${wanted}, not ${said(value)}.`);
}

/** Of a text so much is said (characters). */
const longestShown = 60;

function said(value: unknown): string {
	if (typeof value === 'string') return JSON.stringify(value.length > longestShown ? `${value.slice(0, longestShown)}…` : value);
	if (typeof value === 'bigint') return `${value}n`;
	if (typeof value === 'symbol' || typeof value === 'function') return `a ${typeof value}`;
	if (typeof value !== 'object' || value === null) return String(value);
	return Array.isArray(value) ? 'a list' : 'an object';
}

/** Says something on standard error that is no reason to stop. @param text raw */
export function warn(text: string): void {
	process.emitWarning(safeText(text), {type: 'MregWarning'});
}
