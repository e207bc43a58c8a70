/** A cleanup that was not applied: what of it is remembered, and what of that still holds. */

import {expect, test} from 'vitest';
import {cleanupJson, readCleanup} from '../../source/screens/cleanup-remembered.ts';
import {usualRule, type CleanupRule} from '../../source/screens/cleanup-rule.ts';
import {emptyCleanup, type CleanupState} from '../../source/screens/cleanup-state.ts';
import type {Json} from '../../store/domain/json.ts';

const touched: CleanupState = {...emptyCleanup, algorithm: 'mscn', byHand: {kept: new Set(['a']), removed: new Map([['b', {look: 'x'}]])}};
const again = (state: CleanupState, fold = false) => readCleanup(JSON.parse(JSON.stringify(cleanupJson(state, {fold, now: 7}) ?? null)) as Json);

test('a plan that nobody touched is not remembered, nor one that was applied', () => {
	expect(again({...emptyCleanup, algorithm: 'mscn'})).toBeUndefined();
	expect(again({...emptyCleanup, algorithm: 'mscn', rule: {...usualRule, foldSeeds: true}}, true)).toBeUndefined();
	const applied = {done: 2, skipped: [], isPurge: false, notes: []};
	expect(again({...emptyCleanup, algorithm: 'mscn', rule: {...usualRule, keep: 3}, result: applied})).toBeUndefined();
});

const rules: readonly CleanupRule[] = [
	{...usualRule, keep: 3},
	{...usualRule, foldSeeds: true},
	{...usualRule, keepLosses: true, keepBests: false, minAge: 5_000, untested: 0},
	{...usualRule, protectedTags: ['논문']},
	{...usualRule, objective: {metric: 'q_error', dataset: 'imdb'}},
];

test.each(rules)('a rule comes back as it was: %j', rule => {
	expect(again({...emptyCleanup, algorithm: 'mscn', rule})).toMatchObject({algorithm: 'mscn', left: 7, rule});
});

test('what was moved by hand comes back, with the time of a plan that was left before', () => {
	expect(again(touched)).toMatchObject({left: 7, byHand: {kept: new Set(['a']), removed: new Map([['b', {look: 'x', leftAt: 7}]])}});
	expect(again({...touched, left: 3})?.left).toBe(3);
	const older = new Map([['b', {look: 'x', leftAt: 2}]]);
	expect(again({...touched, byHand: {...touched.byHand, removed: older}})?.byHand.removed).toEqual(older);
});

const good = {algorithm: 'mscn', left: 7, rule: {keep: 5, foldSeeds: false, keepBests: true, keepLosses: false, minAge: 0}, kept: [], removed: []};

test.each<readonly [string, Json]>([
	['no object', 'x'],
	['no algorithm', {...good, algorithm: 5}],
	['no time', {...good, left: 'now'}],
	['nothing kept', {...good, rule: {...good.rule, keep: 0}}],
	['half a model kept', {...good, rule: {...good.rule, keep: 1.5}}],
	['a wrong age', {...good, rule: {...good.rule, minAge: -1}}],
	['wrong tags', {...good, rule: {...good.rule, protectedTags: [1]}}],
	['a rule cut short', {...good, rule: {keep: 5}}],
])('%s is no plan', (_name, value) => {
	expect(readCleanup(good)).toBeDefined();
	expect(readCleanup(value)).toBeUndefined();
});

test('what was to be removed without saying which model was meant is not removed', () => {
	expect(readCleanup({...good, removed: ['a', {key: 'b'}, {key: 'c', look: 'x'}]})?.byHand.removed).toEqual(new Map([['c', {look: 'x', leftAt: 7}]]));
});
