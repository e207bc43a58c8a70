/** Which models are one configuration: those alike but for a seed, however their hyperparameters are written. */

import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {configurationKey, foldSeeds, isConfiguration, modelsOf, seedOf} from '../../store/domain/configuration.ts';
import {defaultConfig} from '../../store/domain/config.ts';
import type {Json, JsonObject} from '../../store/domain/json.ts';
import type {Model} from '../../store/domain/model.ts';
import {anyModels, shuffledModels, testedModel} from '../helpers/any-results.ts';
import {madeModel} from '../helpers/made-models.ts';
import {areAlike, rawRows} from '../helpers/plain-folding.ts';
import {rawOf} from '../helpers/plain-reading.ts';
import {anyJson, anyName, holdsForAll, objectOf} from '../helpers/property.ts';

const {seedKeys} = defaultConfig;
const withSeed = (key: string, hyperparams: JsonObject, rest: JsonObject = {}) =>
	madeModel(key, {algorithm: 'mscn', training: {dataset: 'imdb', hyperparams, ...rest}});
const keyOf = (hyperparams: JsonObject, rest: JsonObject = {}) => configurationKey(withSeed('a', hyperparams, rest), seedKeys);

describe('two models are one configuration', () => {
	test('where a plain reading finds them alike but for a seed', () => {
		holdsForAll(
			[anyModels],
			models => {
				for (const a of models) {
					for (const b of models) {
						const [one, two] = [configurationKey(a, seedKeys), configurationKey(b, seedKeys)];
						expect(one !== undefined && one === two).toBe(areAlike(rawOf(a), rawOf(b), seedKeys));
					}
				}
			},
			{runs: 1000},
		);
	});

	test('whatever the order of their keys, at any depth', () => {
		const reversed = (value: unknown): unknown => {
			if (Array.isArray(value)) return value.map(reversed);
			if (typeof value !== 'object' || value === null) return value;
			const entries = Object.entries(value).map(([name, inner]) => [name, reversed(inner)] as const);
			return objectOf(entries.reverse());
		};
		holdsForAll([fc.array(fc.tuple(anyName, anyJson))], entries => {
			const hyperparams = objectOf([['seed', 1], ...entries]) as JsonObject;
			expect(keyOf(reversed(hyperparams) as JsonObject)).toBe(keyOf(hyperparams));
		});
	});

	test('but not where any value differs', () => {
		const values: readonly Json[] = [
			1,
			'1',
			true,
			'true',
			'null',
			[1],
			['1'],
			[[1]],
			[1, 1],
			{},
			[],
			'',
			{a: 1},
			{a: [1]},
			{b: 1},
			{a: 1, b: 1},
			'{"a":1}',
			0.1,
			'NaN',
		];
		const keys = values.map(lr => keyOf({seed: 1, lr}));
		expect(new Set(keys).size).toBe(values.length);
		expect(new Set([...keys, keyOf({seed: 1})]).size).toBe(values.length + 1);
	});

	test('but not where names run into each other', () => {
		const texts = ['a', 'a,b', 'a":1,"b', ',', '"', 'null', '__proto__', '한글', '\n'];
		const keys = texts.flatMap(one => texts.map(two => keyOf({seed: 1, [one]: two}, {dataset: two})));
		expect(new Set(keys).size).toBe(keys.length);
	});

	test('with an own hyperparameter called __proto__ as with any other', () => {
		const odd = (value: number) => keyOf(JSON.parse(`{"seed": 1, "__proto__": ${value}, "constructor": 1}`) as JsonObject);
		expect(odd(1)).toBe(odd(1));
		expect(odd(1)).not.toBe(odd(2));
		expect(odd(1)).not.toBe(keyOf({seed: 1, constructor: 1}));
	});

	test('by the seed keys that the config names only', () => {
		const [a, b] = [withSeed('a', {init: 1, seed: 1}), withSeed('b', {init: 2, seed: 1})];
		expect(configurationKey(a, seedKeys)).not.toBe(configurationKey(b, seedKeys));
		expect(configurationKey(a, ['init'])).toBe(configurationKey(b, ['init']));
		expect(configurationKey(a, ['other'])).toBeUndefined();
		expect(configurationKey(a, [])).toBeUndefined();
	});

	test('never without a seed', () => {
		expect(keyOf({lr: 1})).toBeUndefined();
		expect(configurationKey(madeModel('a'), seedKeys)).toBeUndefined();
		expect(configurationKey(madeModel('a', {training: null}), seedKeys)).toBeUndefined();
		const models = ['a', 'b'].map(key => withSeed(key, {lr: 1}));
		expect(foldSeeds(models, {seedKeys})).toEqual(models);
	});
});

describe('folded rows', () => {
	const shown = (models: readonly Model[]) =>
		foldSeeds(models, {seedKeys}).map(row => ({models: modelsOf(row).map(({key}) => key), expected: isConfiguration(row) ? row.expected : 1}));

	test('are those of a plain reading, newest model first, with the usual number of seeds', () => {
		holdsForAll(
			[anyModels],
			models => {
				const expected = rawRows(models.map(rawOf), seedKeys).map(({models, expected}) => ({models: models.map(({key}) => key), expected}));
				expect(shown(models)).toEqual(expected);
			},
			{runs: 2000},
		);
	});

	test('hold every model once, have keys that no model and no other row has, and keep them while models come', () => {
		holdsForAll([shuffledModels], ([models, others]) => {
			const rows = foldSeeds(models, {seedKeys});
			expect(rows.flatMap(row => modelsOf(row).map(({key}) => key)).sort()).toEqual(models.map(({key}) => key).sort());
			expect(new Set(rows.map(({key}) => key)).size).toBe(rows.length);
			for (const row of rows) if (isConfiguration(row)) expect(models.map(({key}) => key)).not.toContain(row.key);
			const keys = (models: readonly Model[]) =>
				new Map(foldSeeds(models, {seedKeys}).flatMap(row => (isConfiguration(row) ? row.models.map(({key}) => [key, row.key] as const) : [])));
			const all = keys(models);
			for (const [model, key] of keys(others.slice(1))) if (all.has(model)) expect(all.get(model)).toBe(key);
		});
	});

	test.each([
		['the most common number', [5, 5, 4], [5, 5, 5]],
		['the greater of equally common ones', [5, 4], [5, 5]],
		['never fewer than there are', [3, 3, 7], [3, 3, 7]],
		['that of the others for a single model', [3, 1], [3, 3]],
		['one where nothing is repeated', [1, 1], [1, 1]],
	])('expect %s', (_, counts, expected) => {
		const models = counts.flatMap((count, lr) => Array.from({length: count}, (_, seed) => testedModel(`m${lr}_${seed}`, [], {hyperparams: {lr, seed}})));
		expect(shown(models).map(({expected}) => expected)).toEqual(expected);
	});

	test('expect what is usual in their own algorithm and training dataset', () => {
		const on = (key: string, dataset: string, lr: number, seed: number) => withSeed(key, {lr, seed}, {dataset});
		expect(shown([on('a', 'imdb', 1, 1), on('b', 'imdb', 1, 2), on('c', 'imdb', 2, 1), on('d', 'tpch', 2, 1)]).map(({expected}) => expected)).toEqual([
			2, 2, 1,
		]);
	});
});

test('a seed is the value of the first seed key that the model has', () => {
	expect(seedOf(withSeed('a', {random_seed: 2, seed: 1}), seedKeys)).toBe(1);
	expect(seedOf(withSeed('a', {random_seed: 'x'}), seedKeys)).toBe('x');
	expect(seedOf(withSeed('a', {lr: 1}), [...seedKeys, 'toString'])).toBeUndefined();
	expect(seedOf(madeModel('a'), seedKeys)).toBeUndefined();
});
