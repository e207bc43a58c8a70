/** What a leaderboard says of its rows and cells, in exports and in the command line that prints it again. */

import {describe, expect, test} from 'vitest';
import {gridLines} from '../../source/grid-formats.ts';
import type {Grid} from '../../source/grid.ts';
import {leaderboardLine} from '../../source/leaderboard-command.ts';
import {leaderboardGrid, modelsComment} from '../../source/leaderboard-grid.ts';
import {rowNames} from '../../source/leaderboard-names.ts';
import {boardFacts, meanRankWords, placesOf, seedsOf, shownModels} from '../../source/leaderboard-words.ts';
import {defaultConfig} from '../../store/domain/config.ts';
import type {Json, JsonObject} from '../../store/domain/json.ts';
import {leaderboard, sortedByColumn, type LeaderboardOptions} from '../../store/domain/leaderboard.ts';
import type {Model} from '../../store/domain/model.ts';
import {madeModel} from '../helpers/made-models.ts';

type Results = Readonly<Record<string, Json>>;

const tested = (results: Results, queries: number) =>
	Object.entries(results).map(([dataset, value]): JsonObject => ({dataset, num_queries: queries, performance: {total_time: value}}));

const modelOf = (key: string, results: Results, {queries = 113, ...rest}: JsonObject & {queries?: number} = {}): Model =>
	madeModel(key, {model_id: key.split('/').at(-1) ?? key, testing: tested(results, queries), ...rest});

const trained = (hyperparams: JsonObject, more: JsonObject = {}): JsonObject => ({training: {dataset: 'imdb', hyperparams, ...more}});

const boardOf = (models: readonly Model[], options: Partial<LeaderboardOptions> = {}) =>
	leaderboard(models, {metric: 'total_time', direction: 'minimize', by: 'model', config: defaultConfig, ...options});

const gridOf = (models: readonly Model[], options: Partial<LeaderboardOptions> = {}) =>
	leaderboardGrid(boardOf(models, options), {comments: [], seedKeys: defaultConfig.seedKeys});

const headers = ({columns}: Grid) => columns.map(({header}) => header);
const namesIn = (models: readonly Model[], options: Partial<LeaderboardOptions> = {}) => {
	const contenders = boardOf(models, {fold: true, ...options}).rows.map(({contender}) => contender);
	const name = rowNames(contenders, {seedKeys: defaultConfig.seedKeys, nameOf: ({id}) => id});
	return contenders.map(name);
};

const seeds = (name: string, hyperparams: JsonObject, values: readonly Json[], more: JsonObject = {}) =>
	values.map((value, seed) => modelOf(`A/Model/${name}${seed}`, {imdb: value}, trained({...hyperparams, seed}, more)));

describe('the grid', () => {
	test('has a column for every dataset between the names and the mean rank', () => {
		const grid = gridOf([modelOf('A/Model/a', {imdb: 1, tpch: 4}), modelOf('B/Model/b', {imdb: 2})]);
		expect(headers(grid)).toEqual(['#', 'ALGORITHM', 'MODEL', 'imdb', 'tpch', 'mean rank']);
		expect(grid.columns[3]).toMatchObject({sub: '113 q ↓', kind: 'number'});
		expect(grid.rows.map(({cells}) => cells[2]?.text)).toEqual(['a', 'b']);
	});

	test('marks best, second and tie, and leaves holes empty', () => {
		const [first, second, third] = gridOf([modelOf('A/Model/a', {imdb: 1, tpch: 4}), modelOf('A/Model/b', {imdb: 2}), modelOf('A/Model/c', {imdb: 3})]).rows;
		expect(first?.cells.slice(3, 5)).toMatchObject([
			{value: 1, mark: 'best'},
			{value: 4, mark: 'best'},
		]);
		expect(second?.cells.slice(3, 5)).toMatchObject([
			{value: 2, mark: 'second'},
			{text: '', mark: 'untested'},
		]);
		expect(third?.cells[3]?.mark).toBeUndefined();
	});

	test('calls equal values best alike', () => {
		const {rows} = gridOf([modelOf('A/Model/a', {imdb: 1}), modelOf('A/Model/b', {imdb: 1}), modelOf('A/Model/c', {imdb: 3})]);
		expect(rows.map(({cells}) => [cells[0]?.text, cells[3]?.mark])).toEqual([
			['1', 'best'],
			['1', 'best'],
			['3', undefined],
		]);
	});

	test('underlines the second best in a paper, and says that it is tied', () => {
		const models = [...seeds('a', {lr: 1}, [10, 11, 12]), ...seeds('b', {lr: 2}, [10.5, 11.5, 12.5])];
		const grid = gridOf(models, {fold: true});
		expect(grid.rows[1]?.cells[4]).toMatchObject({value: 11.5, deviation: 1, count: 3, mark: 'second', note: '≈'});
		expect([...gridLines(grid, 'latex')].join('\n')).toMatch(/\\underline\{11\.5\} \$\\pm\$ 1(\.0)? \$\\approx\$/);
	});

	test('never shows a result that is not compared as if it were', () => {
		const models = [modelOf('A/Model/a', {imdb: 5}), modelOf('A/Model/b', {imdb: 6}), modelOf('A/Model/c', {imdb: 1}, {queries: 80})];
		const grid = gridOf(models);
		expect(grid.rows[2]?.cells[3]).toEqual({text: '', mark: 'other-data', note: '80 queries'});
		expect([...gridLines(grid, 'csv')].at(-1)).toBe(',a,c,,');
		expect([...gridLines(grid, 'table')].join('\n')).toContain('≠ 80 queries');
	});

	test('says how many seeds there are, and where some are missing', () => {
		const models = [...seeds('a', {lr: 1}, [10, 11, 12]), ...seeds('b', {lr: 2}, [20, 21, 22]), ...seeds('c', {lr: 3}, [30, 31])];
		const grid = gridOf(models, {fold: true});
		expect(headers(grid).slice(2, 4)).toEqual(['CONFIGURATION', 'n']);
		expect(grid.rows.map(({cells}) => cells[3]?.text)).toEqual(['3', '3', '2!']);
		expect(grid.rows[2]?.cells[4]).toMatchObject({count: 2, note: '2 of 3 seeds'});
	});

	test('counts a seed that is missing on one dataset only', () => {
		const models = [modelOf('A/Model/a0', {imdb: 1, tpch: 1}, trained({lr: 1, seed: 0})), modelOf('A/Model/a1', {imdb: 2}, trained({lr: 1, seed: 1}))];
		const [row] = boardOf(models, {fold: true}).rows;
		expect(row && seedsOf(row)).toEqual({count: 2, isMissing: false});
		expect(gridOf(models, {fold: true}).rows[0]?.cells.slice(4, 6)).toMatchObject([{count: 2}, {count: 1, note: '1 of 2 seeds'}]);
	});

	test('holds names from disk as they are, for the printers to make safe', () => {
		const grid = gridOf([modelOf('A/Model/\u{1B}[31m', {__proto__x: 1, '데이터 \n 셋': 2})]);
		expect(headers(grid)).toContain('데이터 \n 셋');
		expect([...gridLines(grid, 'md')].join('')).not.toContain('\u{1B}');
	});

	test('has a column for tests that name no dataset', () => {
		const grid = gridOf([madeModel('A/Model/a', {testing: [{performance: {total_time: 3}}]})]);
		expect(headers(grid)).toContain('–');
	});

	test('is in the order that is asked for, with the places of that column', () => {
		const board = boardOf([modelOf('A/Model/a', {imdb: 1, tpch: 9}), modelOf('A/Model/b', {imdb: 2, tpch: 4}), modelOf('A/Model/c', {imdb: 3})]);
		const {rows} = leaderboardGrid(board, {comments: [], rows: sortedByColumn(board, 1), sorted: 1});
		expect(rows.map(({cells}) => [cells[0]?.text, cells[2]?.text])).toEqual([
			['1', 'b'],
			['2', 'a'],
			['', 'c'],
		]);
	});
});

describe('a row is called', () => {
	test('by the hyperparameters in which it differs, not by its seed', () => {
		const models = [
			...seeds('a', {learning_rate: 3e-4, num_epoch: 200, layers: 2}, [1, 2]),
			...seeds('b', {learning_rate: 1e-3, num_epoch: 100, layers: 2}, [3, 4]),
		];
		expect(namesIn(models)).toEqual(['lr 3e-4 epoch 200', 'lr 1e-3 epoch 100']);
	});

	test('by what it was trained on, where that differs', () => {
		const models = [...seeds('a', {lr: 1}, [1, 2]), ...seeds('b', {lr: 1}, [3, 4], {num_queries: 500})];
		expect(namesIn(models)).toEqual(['– q', '500 q']);
	});

	test('by its first hyperparameters, where it is the only configuration', () => {
		expect(namesIn(seeds('a', {lr: 1, layers: 2, width: 3}, [1, 2]))).toEqual(['lr 1 layers 2']);
	});

	test('by its id, or by how many models an algorithm has', () => {
		const models = [modelOf('A/Model/a', {imdb: 1}), modelOf('A/Model/b', {imdb: 2})];
		expect(namesIn(models)).toEqual(['a', 'b']);
		expect(namesIn(models, {by: 'algorithm'})).toEqual(['2 models']);
	});

	test('also where a hyperparameter has a name that objects inherit', () => {
		const odd = (value: number) => JSON.parse(`{"__proto__": ${value}}`) as JsonObject;
		expect(namesIn([...seeds('a', odd(1), [1, 2]), ...seeds('b', odd(2), [3, 4])])).toHaveLength(2);
	});
});

test('an algorithm shows the models whose results stand in its row', () => {
	const [row] = boardOf([modelOf('A/Model/a', {imdb: 1, tpch: 9}), modelOf('A/Model/b', {imdb: 2, tpch: 4}), modelOf('A/Model/c', {imdb: 3})], {
		by: 'algorithm',
	}).rows;
	expect(row && shownModels(row).map(({id}) => id)).toEqual(['a', 'b']);
});

test('places are shared by equal mean ranks, and rows without a result have none', () => {
	const board = boardOf([
		modelOf('A/Model/a', {imdb: 1, tpch: 2}),
		modelOf('A/Model/b', {imdb: 2, tpch: 1}),
		modelOf('A/Model/c', {imdb: 3, tpch: 3}),
		modelOf('A/Model/d', {}),
	]);
	expect(board.rows.map(placesOf(board))).toEqual(['1', '1', '3', '–']);
	expect(meanRankWords(board)).toBe('ranks count only the datasets that all rows with a result have: 2 of 2');
});

test('holes are counted with the tests that would fill them, without models that cannot be tested', () => {
	const gone = madeModel('A/Model/gone', {testing: tested({imdb: 9}, 113)}, {state: 'missing', artifact: undefined});
	const board = boardOf([modelOf('A/Model/a', {imdb: 1, tpch: 2}), modelOf('A/Model/b', {imdb: 2}), gone]);
	expect(boardFacts(board)).toMatchObject({holes: 2, tests: 1, leftOut: 0, isFolded: false});
});

describe('the command line', () => {
	test('says only what does not hold by itself', () => {
		expect(leaderboardLine({metric: 'total_time', fold: false, by: 'algorithm'})).toBe('mreg leaderboard --metric total_time');
		expect(leaderboardLine({metric: 'm', algorithm: 'mscn', fold: true, by: 'model'})).toBe('mreg leaderboard --metric m --algo mscn --fold seed');
		expect(leaderboardLine({metric: 'm', fold: false, by: 'model'})).toBe('mreg leaderboard --metric m --by model');
	});

	test('quotes for the shell, and puts names like options behind --', () => {
		expect(leaderboardLine({metric: 'my metric', names: ['a b'], fold: false, by: 'model'})).toBe("mreg leaderboard 'a b' --metric 'my metric'");
		expect(leaderboardLine({metric: 'm', names: ['-x'], fold: false, by: 'model'})).toBe("mreg leaderboard --metric m -- '-x'");
	});

	test('counts the names for which a line has no room', () => {
		expect(leaderboardLine({metric: 'm', names: ['a', 'b', 'c'], fold: false, by: 'model'}, 1)).toBe('mreg leaderboard a …2 more --metric m');
	});
});

test('a comment names the models, and counts those beyond its room', () => {
	const {rows} = boardOf([modelOf('A/Model/a', {imdb: 1}), modelOf('A/Model/b', {imdb: 2})]);
	expect(modelsComment(rows, ({id}) => id)).toBe('2 models: a b');
	expect(modelsComment(rows, ({id}) => id, 1)).toBe('2 models: a and 1 more');
});
