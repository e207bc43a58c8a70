/** What happened since a time, against a plain reading of the same models. */

import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {defaultConfig, type Config} from '../../store/domain/config.ts';
import {happenedSince} from '../../store/domain/happened-since.ts';
import type {JsonObject} from '../../store/domain/json.ts';
import type {GoneModel, Model} from '../../store/domain/model.ts';
import {byAlgorithm, ranksOf} from '../../store/domain/ranks.ts';
import {madeModel} from '../helpers/made-models.ts';
import {holdsForAll} from '../helpers/property.ts';

const config: Config = {...defaultConfig, metrics: {total_time: {direction: 'minimize', unit: 's'}, auc: {direction: 'maximize'}}};
const hour = (at: number) => new Date(Date.UTC(2026, 10, 22, at)).toISOString();
const timeOf = (at: number) => Date.parse(hour(at));

/** A test at an hour: the dataset, the value, and perhaps how many queries. */
type Tested = readonly [at: number, dataset: string, value: number, queries?: number];

/** A model that was trained at an hour. @param seen the hour at which it was first seen; undefined: it was there before the index */
function model(key: string, {at = 0, seen, tests = []}: {readonly at?: number; readonly seen?: number; readonly tests?: readonly Tested[]} = {}): Model {
	const content: JsonObject = {
		model_id: key.split('/').at(-1) ?? '',
		training: {trained_at: hour(at)},
		testing: tests.map(([tested, dataset, value, queries = 113]) => ({
			dataset,
			num_queries: queries,
			tested_at: hour(tested),
			performance: {total_time: value},
		})),
	};
	return madeModel(key, content, seen === undefined ? {} : {firstSeen: timeOf(seen)});
}

function since(models: readonly Model[], at: number, {gone = [], goneMore}: {readonly gone?: readonly GoneModel[]; readonly goneMore?: number} = {}) {
	const ranks = ranksOf(byAlgorithm(models), {models, config});
	return happenedSince({models, gone, goneMore, config}, {ranks, since: timeOf(at)});
}

const bestsOf = (...of: Parameters<typeof since>) =>
	since(...of).bests.map(({algorithm, standing, from, to, improved, times}) => [algorithm, standing.dataset, from?.value, to.value, improved, times]);

describe('models that came', () => {
	test('were first seen, or made where the index is no older, after the time', () => {
		const models = [model('Mscn/a', {at: 9}), model('Mscn/b', {at: 11}), model('Mscn/c', {at: 1, seen: 11}), model('Mscn/d', {at: 11, seen: 9})];
		expect(since(models, 10).came.map(({id}) => id)).toEqual(['b', 'c']);
	});

	test('are counted by algorithm, whatever its case, the most first', () => {
		const models = [
			model('Lero/a', {at: 11}),
			model('Mscn/b', {at: 11}),
			model('Knob/c', {at: 9}),
			{...model('Mscn/d', {at: 12}), algorithm: 'MSCN', state: 'untracked' as const, growing: true},
		];
		expect(since(models, 10)).toMatchObject({
			byAlgorithm: [
				{algorithm: 'mscn', count: 2},
				{algorithm: 'lero', count: 1},
			],
			writing: 1,
		});
	});
});

describe('a best', () => {
	test('changed where a model that came is better: with the value before, and how often', () => {
		const models = [
			model('Mscn/old', {tests: [[1, 'imdb', 120]]}),
			...[119, 121, 117, 118].map((value, index) => model(`Mscn/n${index}`, {at: 10 + index, tests: [[11 + index, 'imdb', value]]})),
		];
		expect(bestsOf(models, 5)).toEqual([['mscn', 'imdb', 120, 117, true, 2]]);
	});

	test('changed where a model that was there was tested again', () => {
		const models = [
			model('Mscn/a', {
				tests: [
					[1, 'imdb', 120],
					[9, 'imdb', 100],
				],
			}),
			model('Mscn/b', {tests: [[1, 'imdb', 130]]}),
		];
		expect(bestsOf(models, 5)).toEqual([['mscn', 'imdb', 120, 100, true, 1]]);
	});

	test('is worse where what was best vanished, or has a worse result by now', () => {
		const left = model('Mscn/b', {tests: [[1, 'imdb', 130]]});
		const gone = {model: {...model('Mscn/a', {tests: [[1, 'imdb', 120]]}), state: 'gone' as const}, goneAt: timeOf(8)};
		expect(bestsOf([left], 5, {gone: [gone]})).toEqual([['mscn', 'imdb', 120, 130, false, 0]]);
		expect(bestsOf([left], 9, {gone: [gone]}), 'it vanished before').toEqual([]);
		const again = model('Mscn/a', {
			tests: [
				[1, 'imdb', 120],
				[9, 'imdb', 140],
			],
		});
		expect(bestsOf([left, again], 5)).toEqual([['mscn', 'imdb', 120, 130, false, 0]]);
	});

	test('did not change where the newcomer is on other data, or no better, or the first one came before', () => {
		const old = [1, 2].map(index => model(`Mscn/o${index}`, {tests: [[index, 'imdb', 100 + index]]}));
		expect(bestsOf([...old, model('Mscn/new', {at: 10, tests: [[10, 'imdb', 50, 80]]})], 5)).toEqual([]);
		expect(bestsOf([...old, model('Mscn/new', {at: 10, tests: [[10, 'imdb', 101]]})], 5)).toEqual([]);
	});

	test('is the first where there was none', () => {
		expect(bestsOf([model('Mscn/a'), model('Mscn/b', {at: 10, tests: [[10, 'imdb', 100]]})], 5)).toEqual([['mscn', 'imdb', undefined, 100, true, 1]]);
	});

	test('is told of the configured dataset only, where there is one', () => {
		const models = [
			model('Mscn/a', {
				tests: [
					[1, 'imdb', 9],
					[1, 'tpch', 9],
				] as const,
			}),
			model('Mscn/b', {
				at: 10,
				tests: [
					[10, 'imdb', 1],
					[10, 'tpch', 2],
				] as const,
			}),
		];
		const told = (objectives: Config['objectives']) => {
			const around = {...config, objectives};
			const ranks = ranksOf(byAlgorithm(models), {models, config: around});
			return happenedSince({models, config: around}, {ranks, since: timeOf(5)}).bests.map(({standing}) => standing.dataset);
		};
		expect(told({}).sort()).toEqual(['imdb', 'tpch']);
		expect(told({mscn: {metric: 'total_time', dataset: 'tpch'}})).toEqual(['tpch']);
	});

	test('before and now are those of a plain reading of what was there, on any models', () => {
		const anyTest = fc.tuple(fc.integer({min: 0, max: 20}), fc.constantFrom('imdb', 'tpch'), fc.integer({min: 1, max: 9}), fc.constantFrom(113, 113, 113, 80));
		const anyModel = fc.record({
			at: fc.integer({min: 0, max: 20}),
			seen: fc.option(fc.integer({min: 0, max: 20}), {nil: undefined}),
			tests: fc.array(anyTest, {maxLength: 4}),
			goneAt: fc.option(fc.integer({min: 0, max: 20}), {nil: undefined, freq: 4}),
		});
		holdsForAll([fc.array(anyModel, {maxLength: 8}), fc.integer({min: 0, max: 20})], (made, at) => {
			const all = made.map((one, index) => ({...one, model: model(`Mscn/m${index}`, one)}));
			const models = all.filter(({goneAt}) => goneAt === undefined).map(one => one.model);
			const gone = all.flatMap(({goneAt, model}) => (goneAt === undefined ? [] : [{model, goneAt: timeOf(goneAt)}]));
			const ranks = ranksOf(byAlgorithm(models), {models, config});
			const told = new Map(since(models, at, {gone}).bests.map(({standing, from, to}) => [standing.dataset, [from?.value, to.value]]));
			for (const {dataset, group, best} of models.length === 0 ? [] : ranks.of('mscn').everywhere()) {
				const values = all.flatMap(({tests, seen, at: trained, goneAt}) => {
					if ((seen ?? trained) > at || (goneAt !== undefined && goneAt <= at)) return [];
					// The last of those with the greatest time.
					const counted = tests
						.filter(([tested, on]) => tested <= at && on === dataset)
						.reduce<Tested | undefined>((last, one) => (last && last[0] > one[0] ? last : one), undefined);
					return counted && (counted[3] ?? 113) === group?.queries ? [counted[2]] : [];
				});
				const before = values.length === 0 ? undefined : Math.min(...values);
				expect(told.get(dataset), String(dataset)).toEqual(before === best.value ? undefined : [before, best.value]);
			}
		});
	});
});

describe('what vanished', () => {
	const gone = [9, 7, 3].map(at => ({model: {...model(`Mscn/g${at}`), state: 'gone' as const}, goneAt: timeOf(at)}));

	test('is what was noticed after the time', () => {
		expect(since([], 5, {gone})).toMatchObject({gone: gone.slice(0, 2), goneCount: 2});
	});

	test('counts with what is not remembered one by one, where that may have been after the time', () => {
		expect([since([], 1, {gone, goneMore: 100}).goneCount, since([], 5, {gone, goneMore: 100}).goneCount]).toEqual([103, 2]);
	});
});

test('costs no more than a few rankings of the models, however many came', () => {
	const models = Array.from({length: 20_000}, (_, index) => {
		const at = index / 2_000;
		return model(`Mscn/m${index}`, {
			at,
			tests: [
				[at, 'imdb', 1000 - (index % 977)],
				[at, 'tpch', 500 - (index % 499)],
			],
		});
	});
	const quickest = (work: () => unknown) => {
		const times = Array.from({length: 7}, () => {
			const from = performance.now();
			work();
			return performance.now() - from;
		});
		return Math.min(...times);
	};
	const ranked = () => {
		const ranks = ranksOf(byAlgorithm([...models]), {models, config});
		ranks.of('mscn').everywhere();
		return ranks;
	};
	const ranks = ranked();
	const ranking = quickest(ranked);
	for (const at of [2, 8]) {
		expect(
			quickest(() => happenedSince({models, config}, {ranks, since: timeOf(at)})),
			String(ranking),
		).toBeLessThan(4 * ranking);
	}
});
