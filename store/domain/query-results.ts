/** Results and hyperparameters as queries compare them. */

import {parseTime} from './identifier.ts';
import {own, type Json} from './json.ts';
import type {MetricRef} from './metric-ref.ts';
import type {Model, TestResult} from './model.ts';
import type {Operator} from './query-condition.ts';
import {textTest, type PatternReader} from './query-text.ts';
import {readNumber} from './query-values.ts';
import {metricNumber} from './sidecar.ts';
import {valueText} from './folded-text.ts';

/** What is asked of a metric or a hyperparameter. */
export interface ValueTest {
	/** Whether a test that says this of a metric has a result that counts. */
	readonly counts: (value: Json) => boolean;
	readonly ofResult: (value: Json) => boolean;
	readonly ofParam: (value: Json) => boolean;
}

/** How two numbers compare. NaN is equal to itself, and else to nothing and unequal to nothing. */
export function numberTest(operator: Operator, wanted: number): (value: number) => boolean {
	switch (operator) {
		case '<':
			return value => value < wanted;
		case '<=':
			return value => value <= wanted;
		case '>':
			return value => value > wanted;
		case '>=':
			return value => value >= wanted;
		case '!=':
			return value => !Number.isNaN(value) && value !== wanted;
		case ':':
		case '=':
		case '~':
			return Number.isNaN(wanted) ? value => Number.isNaN(value) : value => value === wanted;
	}
}

/**
 * Numbers compare as numbers. A value that is no number is compared as text, without case: `true`, `false`, the JSON of lists and objects;
 * such a text has no order. Of a metric, a number behind the operator asks for the newest result that is a number (as `resultOf`), a text for the newest of any kind.
 *
 * @returns a clause that says what is wrong with the value
 */
export function valueTest(operator: Operator, value: string, readPattern: PatternReader): {readonly ok: ValueTest} | {readonly error: string} {
	const wanted = operator === '~' ? undefined : readNumber(value);
	const isOrder = operator.startsWith('<') || operator.startsWith('>');
	if (isOrder && wanted === undefined) return {error: `"${value}" is not a number`};
	const text = isOrder ? undefined : textTest(operator, value, {contains: false, readPattern});
	if (text && 'error' in text) return text;
	const ofText = (json: Json) => {
		if (json === null || !text) return false;
		if (operator !== '!=') return text.ok(valueText(json));
		return !Number.isNaN(metricNumber(json)) && !text.ok(valueText(json));
	};
	if (wanted === undefined) return {ok: {counts: json => json !== null, ofResult: ofText, ofParam: ofText}};
	const compare = numberTest(operator, wanted);
	const ofNumber = (json: Json, otherwise: boolean) => {
		const number = typeof json === 'number' ? json : metricNumber(json);
		return number === undefined ? otherwise && ofText(json) : compare(number);
	};
	return {
		ok: {
			counts: json => typeof json === 'number' || metricNumber(json) !== undefined,
			ofResult: json => ofNumber(json, false),
			ofParam: json => ofNumber(json, true),
		},
	};
}

/** Whether a hyperparameter is there and passes; null is as good as absent. */
export function paramTest(name: string, passes: (value: Json) => boolean): (model: Model) => boolean {
	const read = valueReader(name);
	return ({training}) => {
		const value = training && read(training.hyperparams);
		return value !== undefined && value !== null && passes(value);
	};
}

/** What is asked of a metric: which values count as a result, and which of those pass. */
interface Asked {
	readonly counts: (value: Json) => boolean;
	readonly passes: (value: Json) => boolean;
	/** Which results may decide at all; absent: all. */
	readonly isComparable?: (metric: string, test: TestResult) => boolean;
	/** What a result that may not decide says. */
	readonly otherwise?: boolean;
}

/** Whether the newest result of a metric passes: the one on its dataset, or that on any where it names none. */
export function resultTest({metric, dataset}: MetricRef, {counts, passes, isComparable, otherwise = false}: Asked): (model: Model) => boolean {
	const read = valueReader(metric);
	return ({tests}) => {
		// Few datasets are tested twice, and only of those are the times read. A map is for those who test very often.
		const newest = tests.length > fewTests ? newestResults(tests, {read, counts}) : undefined;
		for (let at = 0; at < tests.length; at++) {
			const test = tests[at];
			if (!test || (dataset !== undefined && test.dataset !== dataset)) continue;
			const value = read(test.performance);
			if (value === undefined || !counts(value)) continue;
			if (!(isComparable && !isComparable(metric, test) ? otherwise : passes(value))) continue;
			if (newest ? newest.get(test.dataset) === test : isNewest(tests, at, {read, counts})) return true;
		}
		return false;
	};
}

const fewTests = 32;

type Reader = (values: {readonly [name: string]: Json}) => Json | undefined;

/** Reads an own property. Where no object inherits one of that name, without asking whether it is its own: 400,000 results are read for one query. */
function valueReader(name: string): Reader {
	return name in Object.prototype ? values => own(values, name) : values => values[name];
}

interface Counting {
	readonly read: Reader;
	readonly counts: (value: Json) => boolean;
}

function isNewest(tests: readonly TestResult[], at: number, {read, counts}: Counting): boolean {
	const test = tests[at];
	for (let other = 0; test && other < tests.length; other++) {
		const one = tests[other];
		if (other === at || !one || one.dataset !== test.dataset) continue;
		const value = read(one.performance);
		if (value === undefined || !counts(value)) continue;
		const [time, otherTime] = [timeOf(test), timeOf(one)];
		if (otherTime > time || (otherTime === time && other > at)) return false;
	}
	return true;
}

/** Of the tests on each dataset that have the metric, the one with the greatest `tested_at`: as `resultOf` takes it. */
function newestResults(tests: readonly TestResult[], {read, counts}: Counting): ReadonlyMap<string | undefined, TestResult> {
	const newest = new Map<string | undefined, TestResult>();
	for (const test of tests) {
		const value = read(test.performance);
		if (value === undefined || !counts(value)) continue;
		const other = newest.get(test.dataset);
		if (!other || timeOf(test) >= timeOf(other)) newest.set(test.dataset, test);
	}
	return newest;
}

function timeOf({tested_at: text}: TestResult): number {
	return (text === undefined ? undefined : parseTime(text)) ?? -Infinity;
}
