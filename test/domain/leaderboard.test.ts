/** The leaderboard: every cell, rank and mean rank as a plain reading of the sidecars has them, and what would fill its holes. */

import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {defaultConfig} from '../../store/domain/config.ts';
import type {JsonObject} from '../../store/domain/json.ts';
import {
	contendersOf,
	holesOf,
	leaderboard,
	sortedByColumn,
	type Leaderboard,
	type LeaderboardCell,
	type LeaderboardColumn,
	type LeaderboardOptions,
	type LeaderboardRow,
} from '../../store/domain/leaderboard.ts';
import type {Model} from '../../store/domain/model.ts';
import {welchProbability, sampleOf} from '../../store/domain/welch.ts';
import {anyDirection, anyMetric, anyModels, result, testedModel} from '../helpers/any-results.ts';
import {madeModel} from '../helpers/made-models.ts';
import {areAlike, rawMedian, rawRows, rawScore, scoresInOrder, type RawRow, type RawScore} from '../helpers/plain-folding.ts';
import {kindOf, largestGroups, newestNumber, rawDatasets, rawOf, rawRank, rawResults, rawTests, said, type RawModel} from '../helpers/plain-reading.ts';
import {holdsForAll} from '../helpers/property.ts';

const {seedKeys} = defaultConfig;
const options: fc.Arbitrary<LeaderboardOptions> = fc.record({
	metric: anyMetric,
	direction: anyDirection,
	by: fc.constantFrom('model' as const, 'algorithm' as const),
	fold: fc.boolean(),
	mixed: fc.boolean(),
	config: fc.constant(defaultConfig),
});
const byTime: LeaderboardOptions = {metric: 'total_time', direction: 'minimize', by: 'model', config: defaultConfig};
const runs = {runs: 1500};

/** The lines: of a plain reading, by what the real ones are called. */
function plainLines(models: readonly RawModel[], {by, fold}: LeaderboardOptions): readonly (readonly RawRow[])[] {
	const rows = (some: readonly RawModel[]) => (fold ? rawRows(some, seedKeys) : some.map(model => ({models: [model], expected: 1, isFolded: false})));
	if (by === 'model') return rows(models).map(row => [row]);
	const names = models.map(({content}) => String(said(content, 'algorithm')).toLowerCase());
	return [...new Set(names)].map(name => rows(models.filter((_, at) => names[at] === name)));
}

function compared(models: readonly RawModel[], {metric, mixed}: LeaderboardOptions, {dataset, group}: LeaderboardColumn) {
	const results = rawResults(models, metric, dataset);
	// Of equally large groups that were tested at the same time any is right.
	return mixed ? results : (largestGroups(results).find(([one]) => one && kindOf(one) === kindOf({queries: group?.queries, digest: group?.digest})) ?? []);
}

function bestOf(rows: readonly RawRow[], among: ReturnType<typeof compared>, {direction}: LeaderboardOptions): RawScore | undefined {
	const scores = rows.flatMap(row => rawScore(row, among, direction) ?? []);
	return scoresInOrder(scores, direction)[0];
}

const keysIn = ({contender}: LeaderboardRow) => contender.rows.flatMap(row => ('models' in row ? row.models.map(({key}) => key) : [row.key])).sort();
const lineKeys = (rows: readonly RawRow[]) => rows.flatMap(({models}) => models.map(({key}) => key)).sort();
const rankIn = (cell: LeaderboardCell | undefined) => (cell?.kind === 'result' ? cell.score.rank : Infinity);

describe('the leaderboard', () => {
	test('has the values, ranks, marks and ties of a plain reading in its cells', () => {
		holdsForAll(
			[anyModels, options],
			(models, options) => {
				const raw = models.map(rawOf);
				const lines = plainLines(raw, options);
				const {rows, columns} = leaderboard(models, options);
				expect(rows.map(row => keysIn(row)).sort()).toEqual(lines.map(lineKeys).sort());
				for (const [at, column] of columns.entries()) {
					const among = compared(raw, options, column);
					const order = scoresInOrder(
						lines.flatMap(line => bestOf(line, among, options) ?? []),
						options.direction,
					);
					expect(column.results).toBe(order.length);
					const values = order.map(({value}) => value);
					for (const row of rows) {
						const line = lines.find(line => String(lineKeys(line)) === String(keysIn(row))) ?? [];
						const score = bestOf(line, among, options);
						const cell = row.cells[at];
						expect(cell?.kind === 'result').toBe(score !== undefined);
						if (cell?.kind !== 'result' || !score) continue;
						const place = order.findIndex(one => one.row === score.row || String(lineKeys([one.row])) === String(lineKeys([score.row])));
						const all = score.results.map(({value}) => value);
						expect([cell.score.value, cell.score.rank, cell.score.expected]).toEqual([
							score.value,
							rawRank(score.value, values, options.direction),
							score.row.expected,
						]);
						expect(cell.score.measured.map(({value}) => value)).toEqual(all);
						expect(cell.model.key).toBe(rawMedian(score));
						expect(cell.mark).toBe(place === 0 ? 'best' : place === 1 ? 'second' : undefined);
						const chance = order[0] && welchProbability(sampleOf(all), sampleOf(order[0].results.map(({value}) => value)));
						// Two seeds of one configuration, each a row of its own: what lies between them is the spread.
						const [own, first] = [score.row.models[0], order[0]?.row.models[0]];
						const isAlike =
							!options.fold && own !== undefined && first !== undefined && areAlike(own, first, seedKeys) && Number.isFinite(score.value - (values[0] ?? NaN));
						expect(cell.score.tied).toBe(place > 0 && (score.value === values[0] || isAlike || (chance ?? 0) > 0.05));
					}
				}
			},
			runs,
		);
	});

	test('says of all other cells what is there instead of a comparable result', () => {
		holdsForAll(
			[anyModels, options],
			(models, options) => {
				const {rows, columns} = leaderboard(models, options);
				for (const [at, column] of columns.entries()) {
					const among = compared(models.map(rawOf), options, column);
					for (const row of rows) {
						const cell = row.cells[at];
						if (cell?.kind === 'result') continue;
						const own = models.filter(({key}) => keysIn(row).includes(key)).map(rawOf);
						const numbers = own.flatMap(model => newestNumber(model, options.metric, column.dataset) ?? []);
						const others = numbers.filter(({value, key}) => !Number.isNaN(value) && !among.some(one => one.key === key));
						// A test there that has no number of the metric, or none of it at all.
						const texts = own.filter(model => rawTests(model).some(test => test.dataset === column.dataset));
						if (cell?.kind === 'left-out') {
							const other = others.find(({key}) => key === cell.model.key);
							expect([other?.value, other?.queries, cell.reason]).toEqual([
								cell.value,
								cell.queries,
								other?.queries === column.group?.queries ? 'other-digest' : 'other-queries',
							]);
						} else {
							expect(others).toEqual([]);
							expect(cell?.kind).toBe(texts.length > 0 ? 'unranked' : 'untested');
						}
						if (cell?.kind === 'untested') for (const {key} of cell.models) expect(own.map(model => model.key)).toContain(key);
					}
				}
			},
			runs,
		);
	});

	test('has a column for every dataset with a result, those with the most first', () => {
		holdsForAll([anyModels, options], (models, options) => {
			const raw = models.map(rawOf);
			const {columns} = leaderboard(models, options);
			const expected = rawDatasets(raw).filter(dataset => rawResults(raw, options.metric, dataset).length > 0);
			expect(new Set(columns.map(({dataset}) => dataset))).toEqual(new Set(expected));
			expect(columns).toHaveLength(expected.length);
			expect(columns.map(({results}) => results)).toEqual(columns.map(({results}) => results).sort((a, b) => b - a));
		});
	});

	test('takes mean ranks over the datasets on which every row that has any result has one', () => {
		holdsForAll(
			[anyModels, options],
			(models, options) => {
				const {rows, columns, complete} = leaderboard(models, options);
				const ranks = new Map(rows.map(row => [row, row.cells.map(rankIn)]));
				const placed = rows.filter(row => ranks.get(row)?.some(Number.isFinite));
				const full = columns.flatMap((_, at) => (placed.length > 0 && placed.every(row => Number.isFinite(ranks.get(row)?.[at])) ? [at] : []));
				expect(complete).toBe(full.length);
				for (const row of rows) {
					const own = full.map(at => ranks.get(row)?.[at] ?? NaN);
					if (own.length === 0 || !placed.includes(row)) expect(row.meanRank).toBeUndefined();
					else expect(row.meanRank).toBeCloseTo(own.reduce((sum, rank) => sum + rank, 0) / own.length, 12);
				}
				// By mean rank, then by the rank in the first column, in the next, and so on.
				const keys = rows.map(row => [row.meanRank ?? Infinity, ...(ranks.get(row) ?? [])]);
				for (const [at, key] of keys.slice(1).entries()) {
					const differing = key.findIndex((value, index) => value !== keys[at]?.[index]);
					if (differing !== -1) expect(keys[at]?.[differing]).toBeLessThan(key[differing] ?? NaN);
				}
			},
			runs,
		);
	});

	test('sorted by a column is best first or last first, without a result last and otherwise as it was', () => {
		holdsForAll([anyModels, options, fc.nat({max: 4}), fc.boolean()], (models, options, column, flipped) => {
			const board = leaderboard(models, options);
			const sorted = sortedByColumn(board, column, flipped);
			const ranks = sorted.map(({cells}) => rankIn(cells[column]));
			const finite = ranks.filter(Number.isFinite);
			expect(finite).toEqual([...finite].sort((a, b) => (flipped ? b - a : a - b)));
			expect(ranks.slice(finite.length).every(rank => rank === Infinity)).toBe(true);
			for (const rank of new Set(ranks)) {
				const same = (rows: readonly LeaderboardRow[]) => rows.filter(({cells}) => rankIn(cells[column]) === rank);
				expect(same(sorted)).toEqual(same(board.rows));
			}
		});
	});

	test('names for each hole the models that would fill it, each once a dataset', () => {
		holdsForAll([anyModels, options], (models, options) => {
			const board = leaderboard(models, options);
			const holes = holesOf(board).map(({model, dataset}) => JSON.stringify([dataset, model.key]));
			const expected = board.columns.flatMap(({dataset}, at) =>
				board.rows.flatMap(({cells}) => {
					const cell = cells[at];
					return dataset !== undefined && cell?.kind === 'untested' ? cell.models.map(({key}) => JSON.stringify([dataset, key])) : [];
				}),
			);
			expect(holes.sort()).toEqual(expected.sort());
			expect(new Set(holes).size).toBe(holes.length);
			for (const {model, dataset} of holesOf(board)) {
				expect(rawTests(rawOf(model)).filter(test => test.dataset === dataset && said(test.performance, options.metric) !== undefined)).toEqual([]);
			}
		});
	});
});

describe('a small leaderboard', () => {
	const timed = (key: string, times: JsonObject, hyperparams: JsonObject = {}): Model =>
		testedModel(
			key,
			Object.entries(times).map(([dataset, total_time]) => result(dataset, {total_time})),
			{hyperparams},
		);
	const shown = (board: Leaderboard) =>
		board.rows.map(({contender, cells, meanRank}) => [contender.key, cells.map(cell => (cell.kind === 'result' ? cell.score.rank : cell.kind)), meanRank]);

	test('ranks over complete datasets only, and ranks are shared', () => {
		const board = leaderboard([timed('a', {x: 2, y: 1, z: 1}), timed('b', {x: 1, y: 1}), timed('c', {x: 2, y: 3})], byTime);
		expect(shown(board)).toEqual([
			['b', [1, 1, 'untested'], 1],
			['a', [2, 1, 1], 1.5],
			['c', [2, 3, 'untested'], 2.5],
		]);
		expect(board.columns.map(({dataset}) => dataset)).toEqual(['x', 'y', 'z']);
		expect(board.complete).toBe(2);
		expect(holesOf(board).map(({model, dataset}) => `${model.key} ${dataset}`)).toEqual(['b z', 'c z']);
	});

	test('has no mean ranks where no dataset is complete, and one untested model does not take them away', () => {
		expect(shown(leaderboard([timed('a', {x: 1}), timed('b', {y: 1})], byTime)).map(([, , mean]) => mean)).toEqual([undefined, undefined]);
		expect(shown(leaderboard([timed('new', {}), timed('a', {x: 1}), timed('b', {x: 2})], byTime)).map(([key, , mean]) => [key, mean])).toEqual([
			['a', 1],
			['b', 2],
			['new', undefined],
		]);
	});

	test('by algorithm shows the best model on each dataset, algorithms without case', () => {
		const as = (key: string, algorithm: string, times: JsonObject) => madeModel(key, {...timed(key, times).content, algorithm});
		const models = [as('a', 'mscn', {x: 3, y: 1}), as('b', 'MSCN', {x: 1, y: 3}), as('c', 'lero', {x: 2, y: 2})];
		const board = leaderboard(models, {...byTime, by: 'algorithm'});
		expect(contendersOf(models, {...byTime, by: 'algorithm'}).map(({key, algorithm}) => [key, algorithm])).toEqual([
			['algorithm:mscn', 'mscn'],
			['algorithm:lero', 'lero'],
		]);
		expect(board.rows[0]?.cells.map(cell => cell.kind === 'result' && cell.model.key)).toEqual(['b', 'a']);
		expect(shown(board)).toEqual([
			['algorithm:mscn', [1, 1], 1],
			['algorithm:lero', [2, 2], 2],
		]);
	});

	test('of configurations has one line each, with their mean, count and what is expected', () => {
		const seeds = (name: string, lr: number, times: readonly number[]) => times.map((x, seed) => timed(`${name}${seed}`, {x}, {lr, seed}));
		const board = leaderboard([...seeds('a', 1, [4, 6, 5]), ...seeds('b', 2, [1, 3]), timed('c', {x: 9}, {lr: 3})], {...byTime, fold: true});
		expect(
			board.rows.map(({contender, cells: [cell]}) => [
				contender.kind,
				cell?.kind === 'result' && [cell.score.value, cell.score.sample.count, cell.score.expected],
			]),
		).toEqual([
			['configuration', [2, 2, 3]],
			['configuration', [5, 3, 3]],
			['model', [9, 1, 1]],
		]);
	});

	test('shows infinities of both signs as no number', () => {
		const models = ['Infinity', '-Infinity'].map((x, seed) => timed(`a${seed}`, {x}, {seed}));
		expect(leaderboard(models, {...byTime, fold: true}).rows[0]?.cells).toMatchObject([{kind: 'unranked', why: 'NaN'}]);
	});

	test('of nothing is empty', () => {
		expect(leaderboard([], byTime)).toMatchObject({columns: [], rows: [], complete: 0});
		expect(leaderboard([timed('a', {})], byTime)).toMatchObject({columns: [], rows: [{cells: [], meanRank: undefined}], complete: 0});
	});
});
