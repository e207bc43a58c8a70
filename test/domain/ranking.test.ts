/** What is compared and who stands where: the same as a plain reading of the sidecars says. */

import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Model} from '../../store/domain/model.ts';
import {isBetter, measure, placeOf, ranked, rankOf, relativeDistance, standings, whyLeftOut, type Standing} from '../../store/domain/ranking.ts';
import {anyDirection, anyMetric, anyModels, result, shuffledModels, testedModel} from '../helpers/any-results.ts';
import {
	inOrder,
	isRawBetter,
	kindOf,
	largestGroups,
	newestNumber,
	rawDatasets,
	rawNumber,
	rawOf,
	rawRank,
	rawResults,
	rawTests,
	said,
} from '../helpers/plain-reading.ts';
import {holdsForAll} from '../helpers/property.ts';

const runs = {runs: 1500};
const byTime = {metric: 'total_time', direction: 'minimize'} as const;

function keysOf(list: ReadonlyArray<{readonly model: Model}>): string[] {
	return list.map(({model}) => model.key);
}

function only(models: readonly Model[], options: Parameters<typeof standings>[1] = byTime): Standing {
	const [standing, ...others] = standings(models, options);
	if (!standing || others.length > 0) throw new Error(`There are ${others.length + (standing ? 1 : 0)} standings.`);
	return standing;
}

describe('the results that count', () => {
	test('are the newest numbers of each model on each dataset, without NaN', () => {
		holdsForAll(
			[anyModels, anyMetric],
			(models, metric) => {
				const raw = models.map(rawOf);
				const measured = measure(models, metric);
				for (const dataset of rawDatasets(raw)) {
					const found = (measured.get(dataset) ?? []).map(({model, value}) => [model.key, value]);
					expect(found).toEqual(rawResults(raw, metric, dataset).map(({key, value}) => [key, value]));
				}
				expect([...measured.keys()].filter(dataset => !rawDatasets(raw).includes(dataset))).toEqual([]);
			},
			runs,
		);
	});

	test('of one dataset are those of all datasets that are on it', () => {
		holdsForAll([anyModels, anyMetric, fc.constantFrom('imdb', '__proto__', 'nowhere', undefined)], (models, metric, dataset) => {
			const all = measure(models, metric).get(dataset);
			expect([...measure(models, metric, {dataset})]).toEqual(all ? [[dataset, all]] : []);
		});
	});

	test.each([
		[
			'the greatest tested_at',
			[
				[1, '2024-10-21T00:00:00'],
				[2, '2024-10-20T00:00:00'],
			],
			1,
		],
		[
			'a time rather than none',
			[
				[1, '2024-10-21T00:00:00'],
				[2, null],
			],
			1,
		],
		[
			'a time rather than text that is none',
			[
				[1, '2024-10-21T00:00:00'],
				[2, 'tomorrow'],
			],
			1,
		],
		[
			'the later of equal times',
			[
				[1, '2024-10-21T00:00:00Z'],
				[2, '2024-10-21T09:00:00+09:00'],
			],
			2,
		],
		[
			'the later of those without a time',
			[
				[1, null],
				[2, null],
			],
			2,
		],
		[
			'the number where the newest is text',
			[
				[1, '2024-10-20T00:00:00'],
				['fast', '2024-10-21T00:00:00'],
			],
			1,
		],
		[
			'the number where the newest has none',
			[
				[1, '2024-10-20T00:00:00'],
				[null, '2024-10-21T00:00:00'],
			],
			1,
		],
		[
			'infinity where that is the newest',
			[
				[1, '2024-10-20T00:00:00'],
				['Infinity', '2024-10-21T00:00:00'],
			],
			Infinity,
		],
		[
			'none where the newest is NaN',
			[
				[1, '2024-10-20T00:00:00'],
				['NaN', '2024-10-21T00:00:00'],
			],
			undefined,
		],
	] as const)('of repeated tests: %s', (_, tests, value) => {
		const model = testedModel(
			'a',
			tests.map(([total_time, tested_at]) => result('imdb', {total_time}, {tested_at})),
		);
		expect(measure([model], 'total_time').get('imdb')?.[0]?.value).toBe(value);
	});
});

describe('a standing', () => {
	test('compares the largest group of one digest and one number of queries, and leaves out the others', () => {
		holdsForAll(
			[anyModels, anyMetric, anyDirection],
			(models, metric, direction) => {
				const raw = models.map(rawOf);
				const found = standings(models, {metric, direction});
				const expected = rawDatasets(raw).filter(dataset => rawResults(raw, metric, dataset).length > 0);
				expect(new Set(found.map(({dataset}) => dataset))).toEqual(new Set(expected));
				expect(found).toHaveLength(expected.length);
				for (const {dataset, group, compared, leftOut, values, best} of found) {
					const results = rawResults(raw, metric, dataset);
					const groups = largestGroups(results);
					const chosen = groups.find(([one]) => one && kindOf(one) === kindOf({queries: group?.queries, digest: group?.digest})) ?? [];
					expect(keysOf(compared).sort()).toEqual(chosen.map(({key}) => key).sort());
					expect([...keysOf(compared), ...keysOf(leftOut)].sort()).toEqual(results.map(({key}) => key).sort());
					const order = inOrder(chosen, raw, direction);
					expect([...values].map(value => value + 0)).toEqual(order.map(({value}) => value + 0));
					expect(best.model.key).toBe(order[0]?.key);
					for (const {test} of leftOut) expect(group && whyLeftOut(test, group)).toBeDefined();
					for (const {test} of compared) expect(group && whyLeftOut(test, group)).toBeUndefined();
				}
			},
			runs,
		);
	});

	test('of mixed data compares all results', () => {
		holdsForAll([anyModels, anyMetric, anyDirection], (models, metric, direction) => {
			const raw = models.map(rawOf);
			for (const standing of standings(models, {metric, direction, mixed: true})) {
				const results = rawResults(raw, metric, standing.dataset);
				expect(keysOf(ranked(standing))).toEqual(inOrder(results, raw, direction).map(({key}) => key));
				expect(standing.leftOut).toEqual([]);
				expect(standing.group).toBeUndefined();
			}
		});
	});

	test('does not depend on the order of the models', () => {
		holdsForAll([shuffledModels, anyMetric, anyDirection, fc.boolean()], ([models, others], metric, direction, mixed) => {
			const shown = (models: readonly Model[]) =>
				standings(models, {metric, direction, mixed}).map(standing => ({
					...standing,
					compared: keysOf(ranked(standing)),
					leftOut: keysOf(standing.leftOut).sort(),
					values: [...standing.values],
					best: standing.best.model.key,
				}));
			expect(shown(others)).toEqual(shown(models));
		});
	});

	test('of equally large groups is the one that was tested last', () => {
		const on = (key: string, queries: number, day: number) =>
			testedModel(key, [result('imdb', {total_time: queries}, {num_queries: queries, tested_at: `2024-10-${day}T00:00:00`})]);
		expect(only([on('a', 80, 20), on('b', 113, 21)]).group?.queries).toBe(113);
		expect(only([on('a', 80, 22), on('b', 113, 21)]).group?.queries).toBe(80);
		expect(only([on('a', 80, 10), on('b', 80, 23), on('c', 113, 22), on('d', 113, 22)]).group?.queries).toBe(80);
		expect(only([on('a', 80, 10), on('b', 80, 10), on('c', 113, 29)]).group?.queries).toBe(80);
	});

	test('keeps apart other digests, and those that say none from those that do', () => {
		const on = (key: string, digest: string | null) => testedModel(key, [result('imdb', {total_time: 1}, {dataset_digest: digest})]);
		const {group, compared, leftOut} = only([on('a', 'x'), on('b', null), on('c', 'x')]);
		expect([group?.digest, keysOf(compared), keysOf(leftOut)]).toEqual(['x', ['a', 'c'], ['b']]);
	});

	test('of tests that name no dataset is one of its own, apart from one called undefined', () => {
		const found = standings([testedModel('a', [result(undefined, {total_time: 1}), result('undefined', {total_time: 2})])], byTime);
		expect(found.map(({dataset, best}) => [dataset, best.value])).toEqual([
			['undefined', 2],
			[undefined, 1],
		]);
	});

	test('stands before those with fewer comparable results, equal ones by name', () => {
		const models = [
			testedModel('a', [result('z', {total_time: 1}), result('y', {total_time: 1}), result('x', {total_time: 1})]),
			testedModel('b', [result('z', {total_time: 1})]),
		];
		expect(standings(models, byTime).map(({dataset}) => dataset)).toEqual(['z', 'x', 'y']);
	});
});

describe('a place', () => {
	test('is one more than there are strictly better ones, of every model', () => {
		holdsForAll(
			[anyModels, anyMetric, anyDirection, fc.boolean()],
			(models, metric, direction, mixed) => {
				for (const standing of standings(models, {metric, direction, mixed})) {
					const values = standing.compared.map(({value}) => value);
					for (const model of models) {
						const place = placeOf(standing, model);
						const newest = newestNumber(rawOf(model), metric, standing.dataset);
						if (place.kind === 'unranked') expect(newest?.value ?? NaN).toBeNaN();
						else expect(place.value).toBe(newest?.value);
						expect(place.kind === 'ranked').toBe(keysOf(standing.compared).includes(model.key));
						expect(place.kind === 'left-out').toBe(keysOf(standing.leftOut).includes(model.key));
						if (place.kind === 'ranked') expect([place.rank, place.of]).toEqual([rawRank(place.value, values, direction), values.length]);
					}
				}
			},
			runs,
		);
	});

	test('says why there is none', () => {
		holdsForAll([anyModels, anyMetric], (models, metric) => {
			for (const standing of standings(models, {metric, direction: 'minimize'})) {
				for (const model of models) {
					const place = placeOf(standing, model);
					if (place.kind !== 'unranked') continue;
					const tests = rawTests(rawOf(model));
					const here = tests.filter(({dataset}) => dataset === standing.dataset).map(({performance}) => said(performance, metric));
					const values = here.filter(value => value !== undefined);
					const why = values.some(value => rawNumber(value) !== undefined)
						? 'NaN'
						: values.length > 0
							? 'text'
							: here.length > 0
								? 'not-measured'
								: tests.length > 0
									? 'not-here'
									: 'untested';
					expect(place.why).toBe(why);
				}
			}
		});
	});

	test('of a model that is not among them is the one it would have', () => {
		const standing = only([1, 2, 2, 5].map((total_time, at) => testedModel(`m${at}`, [result('imdb', {total_time})])));
		const rankWith = (total_time: number) => placeOf(standing, testedModel('x', [result('imdb', {total_time})]));
		expect([0, 1, 1.5, 2, 3, 9].map(rankWith)).toMatchObject([1, 1, 2, 2, 4, 5].map(rank => ({rank, of: 4})));
		expect(placeOf(standing, testedModel('x', [result('imdb', {total_time: 0}, {num_queries: 81})]))).toMatchObject({
			kind: 'left-out',
			reason: 'other-queries',
			value: 0,
		});
		expect(placeOf(standing, testedModel('x', [result('imdb', {total_time: 0}, {dataset_digest: 'x'})]))).toMatchObject({
			kind: 'left-out',
			reason: 'other-digest',
		});
		expect(placeOf(standing, testedModel('x', [result('tpch', {total_time: 0})]))).toEqual({kind: 'unranked', why: 'not-here'});
		expect(placeOf(standing, testedModel('x', []))).toEqual({kind: 'unranked', why: 'untested'});
	});

	test('by any values is found in a list that is best first', () => {
		const value = fc.oneof(fc.double({noNaN: true}), fc.integer({min: -2, max: 2}));
		holdsForAll([fc.array(value), value, anyDirection], (values, one, direction) => {
			const sorted = Float64Array.from([...values].sort((a, b) => (isRawBetter(a, b, direction) ? -1 : isRawBetter(b, a, direction) ? 1 : 0)));
			expect(rankOf({values: sorted, direction}, one)).toBe(rawRank(one, values, direction));
			for (const other of values) expect(isBetter(one, other, direction)).toBe(isRawBetter(one, other, direction));
		});
	});
});

test.each([
	[103, 100, 0.03],
	[97, 100, -0.03],
	[-97, -100, 0.03],
	[0, 0, 0],
	[1, 0, undefined],
	[Infinity, Infinity, 0],
	[Infinity, 1, undefined],
	[1, Infinity, undefined],
	[1, -Infinity, undefined],
])('%d lies apart from %d by %s of it', (value, from, expected) => {
	const distance = relativeDistance(value, from);
	if (expected === undefined) expect(distance).toBeUndefined();
	else expect(distance).toBeCloseTo(expected, 12);
});
