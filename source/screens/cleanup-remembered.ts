/** A cleanup that was not applied, as it is remembered from one visit to the next. Pure. */

import {isObject, own, type Json, type JsonObject} from '../../store/domain/json.ts';
import {usualRule, type Chosen, type CleanupRule} from './cleanup-rule.ts';
import {emptyCleanup, type CleanupState} from './cleanup-state.ts';

/** So many keys of models that were moved by hand, and tags, are remembered. */
const most = 100_000;
const longestTime = 1e15;

/** Whether a person did something here that is not applied. @param fold Browse has its seeds folded: a rule begins with that */
export function isTouched({rule, byHand, result}: CleanupState, fold: boolean): boolean {
	if (byHand.kept.size + byHand.removed.size > 0) return true;
	return result === undefined && !isUsual(rule, fold);
}

function isUsual(rule: CleanupRule, fold: boolean): boolean {
	const usual: CleanupRule = {...usualRule, foldSeeds: fold};
	return JSON.stringify(ruleJson(rule)) === JSON.stringify(ruleJson(usual));
}

/** @param now milliseconds since 1970 @returns undefined for a plan that nobody touched */
export function cleanupJson(cleanup: CleanupState, {fold, now}: {readonly fold: boolean; readonly now: number}): Json | undefined {
	const {algorithm, rule, byHand, left = now} = cleanup;
	if (algorithm === undefined || !isTouched(cleanup, fold)) return undefined;
	const removed = [...byHand.removed].slice(0, most).map(([key, {look, leftAt}]) => ({key, look, ...(leftAt === undefined ? {} : {leftAt})}));
	return {algorithm, left, rule: ruleJson(rule), kept: [...byHand.kept].slice(0, most), removed};
}

function ruleJson({keep, foldSeeds, objective, keepBests, keepLosses, protectedTags, minAge, untested}: CleanupRule): JsonObject {
	return {
		...{keep, foldSeeds, keepBests, keepLosses, minAge},
		...(objective && {objective: {metric: objective.metric, ...(objective.dataset === undefined ? {} : {dataset: objective.dataset})}}),
		...(protectedTags && {protectedTags}),
		...(untested === undefined ? {} : {untested}),
	};
}

/** The screen as it was left; undefined where that cannot be understood. */
export function readCleanup(value: Json | undefined): CleanupState | undefined {
	if (!isObject(value)) return undefined;
	const [algorithm, left, rule] = [own(value, 'algorithm'), own(value, 'left'), readRule(own(value, 'rule'))];
	if (typeof algorithm !== 'string' || !isTime(left) || !rule) return undefined;
	return {...emptyCleanup, algorithm, rule, left, byHand: {kept: keysIn(own(value, 'kept')), removed: chosenIn(own(value, 'removed'), left)}};
}

function readRule(value: Json | undefined): CleanupRule | undefined {
	if (!isObject(value)) return undefined;
	const [keep, minAge, untested, tags] = [own(value, 'keep'), own(value, 'minAge'), own(value, 'untested'), own(value, 'protectedTags')];
	const flags = [own(value, 'foldSeeds'), own(value, 'keepBests'), own(value, 'keepLosses')];
	if (!flags.every(flag => typeof flag === 'boolean') || typeof keep !== 'number' || !Number.isSafeInteger(keep) || keep < 1) return undefined;
	if (!isTime(minAge) || (untested !== undefined && !isTime(untested))) return undefined;
	if (tags !== undefined && !(Array.isArray(tags) && tags.every(tag => typeof tag === 'string'))) return undefined;
	const [foldSeeds = false, keepBests = true, keepLosses = false] = flags;
	return {...{keep, minAge, untested, foldSeeds, keepBests, keepLosses}, protectedTags: tags, objective: readObjective(own(value, 'objective'))};
}

function readObjective(value: Json | undefined): CleanupRule['objective'] {
	if (!isObject(value)) return undefined;
	const [metric, dataset] = [own(value, 'metric'), own(value, 'dataset')];
	return typeof metric === 'string' ? {metric, dataset: typeof dataset === 'string' ? dataset : undefined} : undefined;
}

function isTime(value: Json | undefined): value is number {
	return typeof value === 'number' && value >= 0 && value < longestTime;
}

function keysIn(value: Json | undefined): ReadonlySet<string> {
	return new Set(Array.isArray(value) ? value.slice(0, most).filter(key => typeof key === 'string') : []);
}

/** What was chosen without saying which model was meant is not chosen. @param left when the visit that remembered it was left */
function chosenIn(value: Json | undefined, left: number): ReadonlyMap<string, Chosen> {
	if (!Array.isArray(value)) return new Map();
	return new Map(
		value.slice(0, most).flatMap(one => {
			if (!isObject(one)) return [];
			const [key, look, leftAt] = [own(one, 'key'), own(one, 'look'), own(one, 'leftAt')];
			return typeof key === 'string' && typeof look === 'string' ? [[key, {look, leftAt: isTime(leftAt) ? leftAt : left}] as const] : [];
		}),
	);
}
