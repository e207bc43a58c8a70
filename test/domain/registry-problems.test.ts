/** Problems that only show when all models are looked at together. */

import {describe, expect, test} from 'vitest';
import type {Model} from '../../store/domain/model.ts';
import {registryProblems} from '../../store/domain/registry-problems.ts';
import {byNewest} from '../../store/domain/snapshot.ts';
import {madeModel} from '../helpers/made-models.ts';

const now = Date.UTC(2024, 10, 1);
const minutes = 60_000;

function problems(models: readonly Model[], rest: {drifted?: number; hasSameIds?: boolean} = {}) {
	return registryProblems([...models].sort(byNewest), {now, drifted: 0, hasSameIds: true, ...rest});
}

function made(key: string, id: string, algorithm = 'mscn', time = now - minutes): Model {
	return madeModel(key, {model_id: id, algorithm, created_at: new Date(time).toISOString()});
}

test('there are none among models that differ', () => {
	expect(problems([made('a', '1'), made('b', '2'), made('c', '1', 'lero')])).toEqual([]);
	expect(problems([])).toEqual([]);
});

describe('two models of one algorithm with one id', () => {
	test('are a problem each, whatever the case of the algorithm', () => {
		expect(problems([made('a', '1'), made('b', '1', 'MSCN'), made('c', '2')]).map(({kind, path}) => [kind, path])).toEqual([
			['same-id', 'a.json'],
			['same-id', 'b.json'],
		]);
	});

	test('are counted where there are more', () => {
		const found = problems(['a', 'b', 'c'].map(key => made(key, '1')));
		expect(found).toHaveLength(3);
		for (const {message} of found) expect(message).toMatch(/^3 models of mscn have the id 1\./);
	});

	test('are not looked for where no id stands twice', () => expect(problems([made('a', '1'), made('b', '1')], {hasSameIds: false})).toEqual([]));
});

describe('a time in the future', () => {
	test('is a problem beyond the five minutes by which clocks differ', () => {
		const found = problems([made('late', '1', 'mscn', now + 6 * minutes), made('soon', '2', 'mscn', now + 5 * minutes), made('old', '3')]);
		expect(found.map(({kind, path}) => [kind, path])).toEqual([['future-time', 'late.json']]);
	});

	test('is one of the artifact where there is no sidecar', () => {
		const model = {...made('late', '1', 'mscn', now + 60 * minutes), sidecar: undefined};
		expect(problems([model])[0]).toMatchObject({kind: 'future-time', path: 'late'});
	});
});

describe('what stands only in model_registry.json', () => {
	test.each([
		[1, '1 model has tags or a note that stand only'],
		[3, '3 models have tags or notes that stand only'],
	])('of %d is one problem', (drifted, words) => {
		expect(problems([], {drifted})).toEqual([{kind: 'registry-drift', path: 'model_registry.json', message: expect.stringContaining(words)}]);
	});
});
