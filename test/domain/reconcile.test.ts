/** Merging what a look found into what was known: the same as doing it the slow way. */

import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Model} from '../../store/domain/model.ts';
import {reconcile} from '../../store/domain/reconcile.ts';
import {byNewest} from '../../store/domain/snapshot.ts';
import {madeModel} from '../helpers/made-models.ts';
import {holdsForAll} from '../helpers/property.ts';

function at(key: string, time: number | undefined, note = ''): Model {
	return madeModel(key, {created_at: time === undefined ? null : new Date(time).toISOString(), notes: note}, {artifact: undefined});
}

const keys = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const times = fc.constantFrom(undefined, 1, 2, 3);
const lists = fc.array(fc.tuple(keys, times), {maxLength: 8}).map(list => list.map(([key, time], index) => at(key, time, `${index}`)));
const known = lists.map(list => [...new Map(list.map(model => [model.key, model])).values()].sort(byNewest));

test('gives what a map and a sort would', () => {
	holdsForAll(
		[known, lists, fc.array(keys, {maxLength: 4})],
		(known, changed, gone) => {
			const removed = new Set(gone);
			const naive = new Map([...known, ...changed].map(model => [model.key, model]));
			for (const key of removed) naive.delete(key);
			const before = [...known];
			const merged = reconcile(known, changed, removed);
			expect(merged).toEqual([...naive.values()].sort(byNewest));
			for (const model of merged) expect(naive.get(model.key)).toBe(model);
			expect(known).toEqual(before);
		},
		{runs: 3000},
	);
});

describe('where nothing changed', () => {
	test('the list is the very same', () => {
		const models = [at('a', 2), at('b', 1)];
		expect(reconcile(models, [], new Set())).toBe(models);
	});
});

test('of a key that changed twice the last one counts', () => {
	const [first, last] = [at('a', 1, 'first'), at('a', 1, 'last')];
	expect(reconcile([], [first, last], new Set())).toEqual([last]);
});
