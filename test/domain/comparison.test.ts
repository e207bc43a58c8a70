/** Models side by side: every cell of the results as a plain reading of the sidecars has it, under any baseline and direction. */

import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {compareModels, winsIn, type ComparisonOptions, type ResultCell, type ResultRow} from '../../store/domain/comparison.ts';
import {defaultConfig, type Config} from '../../store/domain/config.ts';
import type {Json, JsonObject} from '../../store/domain/json.ts';
import type {Model} from '../../store/domain/model.ts';
import {directionOf} from '../../store/domain/objective.ts';
import {sampleOf, welchProbability} from '../../store/domain/welch.ts';
import {anyModels, result, testedModel} from '../helpers/any-results.ts';
import {areAlike} from '../helpers/plain-folding.ts';
import {
	inOrder,
	isRawBetter,
	kindOf,
	largestGroups,
	newestNumber,
	rawDatasets,
	rawOf,
	rawResults,
	rawTests,
	said,
	type RawModel,
} from '../helpers/plain-reading.ts';
import {holdsForAll, objectOf} from '../helpers/property.ts';

const config: Config = {
	...defaultConfig,
	// total_time is known to all, constructor to none.
	metrics: objectOf([
		['recall@10', {direction: 'maximize', unit: '%'}],
		['정확도', {direction: 'maximize'}],
		['__proto__', {direction: 'minimize'}],
	]) as Config['metrics'],
};
const {seedKeys} = config;

/** All models, some of them (also twice), which is the baseline, and whether the others' seeds tell what is a tie. */
const anyComparison = anyModels.chain(all =>
	fc.record({
		all: fc.constant(all),
		models: all.length === 0 ? fc.constant<readonly Model[]>([]) : fc.array(fc.constantFrom(...all), {maxLength: 6}),
		baseline: fc.constantFrom(undefined, 0, 1, 2, 5, 99, -1),
		bySeeds: fc.boolean(),
	}),
);

function baselineIn(models: readonly Model[], baseline = 0): number {
	return Math.min(Math.max(0, baseline), Math.max(0, models.length - 1));
}

function distinct(models: readonly Model[]): readonly RawModel[] {
	return [...new Set(models)].map(rawOf);
}

/** The results that a row compares. */
function amongOf(models: readonly Model[], {metric, dataset, group}: ResultRow) {
	const groups = largestGroups(rawResults(distinct(models), metric, dataset));
	// Of equally large groups that were tested at the same time any is right.
	return groups.find(([one]) => one && kindOf(one) === kindOf({queries: group?.queries, digest: group?.digest})) ?? [];
}

/** Whether the seeds of two models say that chance alone may part them. */
function isByChance(a: Model, b: Model, all: readonly Model[], row: ResultRow): boolean {
	if (areAlike(rawOf(a), rawOf(b), seedKeys)) return true;
	const sample = (of: Model) => {
		const family = all.filter(model => model === of || areAlike(rawOf(model), rawOf(of), seedKeys)).map(rawOf);
		return rawResults(family, row.metric, row.dataset).filter(one => kindOf(one) === kindOf({queries: row.group?.queries, digest: row.group?.digest}));
	};
	const [one, two] = [sample(a), sample(b)].map(results => sampleOf(results.map(({value}) => value)));
	return ((one && two && welchProbability(one, two)) ?? 0) > 0.05;
}

function valueIn(cell: ResultCell | undefined): number | undefined {
	return cell?.kind === 'value' ? cell.value : undefined;
}

describe('the results of a comparison', () => {
	test('are the cells of a plain reading', () => {
		holdsForAll(
			[anyComparison],
			({models, baseline}) => {
				for (const row of compareModels(models, {config, baseline}).results) {
					const among = amongOf(models, row);
					for (const [at, cell] of row.cells.entries()) {
						const raw = rawOf(models[at] ?? models[0]!);
						const newest = newestNumber(raw, row.metric, row.dataset);
						const texts = rawTests(raw).filter(test => test.dataset === row.dataset && said(test.performance, row.metric) !== undefined);
						if (among.some(({key}) => key === raw.key)) expect(cell).toMatchObject({kind: 'value', value: newest?.value});
						else if (newest && !Number.isNaN(newest.value)) {
							const reason = newest.queries === row.group?.queries ? 'other-digest' : 'other-queries';
							expect(cell).toEqual({kind: 'left-out', value: newest.value, queries: newest.queries, reason});
						} else {
							const isTested = rawTests(raw).some(test => test.dataset === row.dataset);
							expect(cell.kind).toBe(newest ? 'NaN' : texts.length > 0 ? 'text' : isTested ? 'not-measured' : 'untested');
						}
					}
				}
			},
			{runs: 1000},
		);
	});

	test('compare with the baseline: ▲ is better whatever the direction', () => {
		holdsForAll(
			[anyComparison],
			({models, baseline, all, bySeeds}) => {
				const comparison = compareModels(models, {config, baseline, all: bySeeds ? all : undefined});
				expect(comparison.baseline).toBe(baselineIn(models, baseline));
				const from = models[comparison.baseline];
				for (const row of comparison.results) {
					expect(row.direction).toBe(directionOf(config, row.metric));
					const base = valueIn(row.cells[comparison.baseline]);
					for (const [at, cell] of row.cells.entries()) {
						if (cell.kind !== 'value') continue;
						const isOther = base !== undefined && models[at] !== from;
						const {direction} = row;
						if (!isOther) expect([cell.delta, cell.relative, cell.verdict, cell.likeBaseline]).toEqual([undefined, undefined, undefined, false]);
						else {
							expect(cell.delta).toBe(cell.value === base ? 0 : cell.value - base);
							if (base !== 0 && Number.isFinite(cell.value) && Number.isFinite(base)) {
								expect(cell.relative).toBeCloseTo((cell.value - base) / Math.abs(base), 10);
							}
							const verdict =
								direction && (isRawBetter(cell.value, base, direction) ? 'better' : isRawBetter(base, cell.value, direction) ? 'worse' : undefined);
							expect(cell.verdict).toBe(verdict);
							const model = models[at];
							expect(cell.likeBaseline).toBe(
								cell.value === base || (bySeeds && model !== undefined && from !== undefined && isByChance(model, from, all, row)),
							);
						}
					}
				}
			},
			{runs: 1000},
		);
	});

	test('mark the best of two or more, and what is no more than chance behind it', () => {
		holdsForAll(
			[anyComparison],
			({models, all, bySeeds}) => {
				for (const row of compareModels(models, {config, all: bySeeds ? all : undefined}).results) {
					const {direction} = row;
					const among = amongOf(models, row);
					const best = direction && among.length > 1 ? inOrder(among, distinct(models), direction)[0] : undefined;
					for (const [at, cell] of row.cells.entries()) {
						if (cell.kind !== 'value') continue;
						const model = models[at];
						const first = models.find(({key}) => key === best?.key);
						const isBest = model !== undefined && model === first;
						expect(cell.isBest).toBe(isBest);
						const tied =
							first !== undefined && model !== undefined && !isBest && (cell.value === best?.value || (bySeeds && isByChance(model, first, all, row)));
						expect(cell.tied).toBe(tied);
					}
				}
			},
			{runs: 1000},
		);
	});

	test('have a row for each metric on each dataset, by dataset, the metric that ranks first', () => {
		holdsForAll([anyComparison, fc.constantFrom(undefined, 'imdb', '__proto__')], ({models}, dataset) => {
			const {results} = compareModels(models, {config, metric: 'recall@10', dataset});
			const expected = rawDatasets(models.map(rawOf))
				.filter(on => dataset === undefined || on === dataset)
				.flatMap(on => {
					const tests = models
						.map(rawOf)
						.flatMap(rawTests)
						.filter(test => test.dataset === on);
					const names = new Set(tests.flatMap(({performance}) => Object.keys(performance as object).filter(name => said(performance, name) !== undefined)));
					return [...names].map(name => JSON.stringify([on, name]));
				});
			expect(results.map(row => JSON.stringify([row.dataset, row.metric])).sort()).toEqual(expected.sort());
			const order = [...new Set(results.map(row => row.dataset))];
			expect(order).toEqual([...order.filter(on => on !== undefined).sort(), ...order.filter(on => on === undefined)]);
			for (const on of order) {
				const metrics = results.filter(row => row.dataset === on).map(row => row.metric);
				if (metrics.includes('recall@10')) expect(metrics[0]).toBe('recall@10');
			}
		});
	});

	test('are equal where all models say the same', () => {
		holdsForAll([anyComparison], ({models}) => {
			for (const {cells, isEqual} of compareModels(models, {config}).results) {
				const says = cells.map(cell => (cell.kind === 'value' ? cell.value + 0 : cell.kind === 'text' ? cell.text : undefined));
				expect(isEqual).toBe(says.every(one => one !== undefined && one === says[0]));
			}
		});
	});

	test('count wins, of which a tie is none, and ties over the datasets where two or more are compared', () => {
		holdsForAll([anyComparison], ({models}) => {
			const comparison = compareModels(models, {config});
			const rows = comparison.results.filter(row => row.metric === 'total_time' && amongOf(models, row).length > 1);
			const {datasets, wins, ties} = winsIn(comparison, 'total_time');
			expect(datasets).toBe(rows.length);
			const isTied = ({cells}: ResultRow) => cells.some(cell => cell.kind === 'value' && cell.tied);
			const count = (some: readonly ResultRow[]) =>
				models.map((_, at) => some.filter(({cells}) => cells[at]?.kind === 'value' && (cells[at].isBest || cells[at].tied)).length);
			expect([wins, ties]).toEqual([count(rows.filter(row => !isTied(row))), count(rows.filter(isTied))]);
		});
	});
});

describe('a small comparison', () => {
	const timed = (key: string, value: Json, more: JsonObject = {}, metric = 'total_time') => testedModel(key, [result('imdb', {[metric]: value}, more)]);
	const row = (models: readonly Model[], options: Partial<ComparisonOptions> = {}) => compareModels(models, {config, ...options}).results[0];

	test('says better and worse by the direction, and nothing without one', () => {
		const verdicts = (metric: string) =>
			row([5, 3, 8, 5].map((value, at) => timed(`m${at}`, value, {}, metric)))?.cells.map(cell => cell.kind === 'value' && cell.verdict);
		expect(verdicts('total_time')).toEqual([undefined, 'better', 'worse', undefined]);
		expect(verdicts('recall@10')).toEqual([undefined, 'worse', 'better', undefined]);
		expect(verdicts('constructor')).toEqual([undefined, undefined, undefined, undefined]);
	});

	test('without a direction marks no best but still shows how far apart', () => {
		expect(row([timed('a', 4, {}, 'constructor'), timed('b', 3, {}, 'constructor')])?.cells).toMatchObject([
			{isBest: false, tied: false},
			{isBest: false, tied: false, delta: -1, relative: -0.25},
		]);
	});

	test('leaves out other queries, and compares with no baseline that is left out', () => {
		const models = [timed('a', 1, {num_queries: 100}), timed('b', 5), timed('c', 6)];
		expect(row(models)?.cells).toMatchObject([
			{kind: 'left-out', reason: 'other-queries', queries: 100, value: 1},
			{isBest: true, delta: undefined},
			{isBest: false, delta: undefined},
		]);
		expect(row(models, {baseline: 2})?.cells[1]).toMatchObject({delta: -1, verdict: 'better'});
	});

	test('shows the newest text where a metric is no number, and NaN as such', () => {
		const told = testedModel('a', [
			result('imdb', {total_time: 'slow'}, {tested_at: '2024-10-21T00:00:00'}),
			result('imdb', {total_time: 'fast'}, {tested_at: '2024-10-20T00:00:00'}),
		]);
		expect(row([told, timed('b', 1), timed('c', 'NaN'), timed('d', null), timed('e', [1])])?.cells).toMatchObject([
			{kind: 'text', text: 'slow'},
			{kind: 'value', isBest: false},
			{kind: 'NaN'},
			{kind: 'not-measured'},
			{kind: 'text', text: '[1]'},
		]);
	});

	test('of one model, and of one that is named twice, has no best', () => {
		const one = timed('a', 1);
		for (const models of [[one], [one, one]]) {
			expect(row(models)?.cells.every(cell => cell.kind === 'value' && !cell.isBest && !cell.tied && cell.delta === undefined)).toBe(true);
		}
		expect(compareModels([], {config})).toEqual({models: [], baseline: 0, facts: [], results: []});
	});

	test('parts two equal infinities by nothing', () => {
		expect(row([timed('a', 'Infinity'), timed('b', 'Infinity')])?.cells[1]).toMatchObject({delta: 0, relative: 0, verdict: undefined, tied: true});
	});

	test('calls a lead inside the spread of the seeds a tie, also of models that are not compared, and says the spread', () => {
		const seeds = (name: string, lr: number, values: readonly number[]) =>
			values.map((total_time, seed) => testedModel(`${name}${seed}`, [result('imdb', {total_time})], {hyperparams: {lr, seed}}));
		const [a, b, c] = [seeds('a', 1, [10, 11, 12]), seeds('b', 2, [10.5, 11.5, 12.5]), seeds('c', 3, [30, 31, 32])];
		const models = [a, b, c].flatMap(([first]) => first ?? []);
		const all = [...a, ...b, ...c];
		expect(row(models, {all})?.cells).toMatchObject([{isBest: true}, {tied: true, likeBaseline: true}, {tied: false, likeBaseline: false}]);
		expect(row(models, {all})?.spread).toBeCloseTo(1 / 11, 12);
		expect(row(models)?.cells).toMatchObject([{isBest: true}, {tied: false}, {tied: false}]);
		expect(row(c, {all})?.cells).toMatchObject([{isBest: true}, {tied: true}, {tied: true}]);
	});
});
