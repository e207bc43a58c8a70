/** The Leaderboard screen: what it shows, and how keys change it. */

import {describe, expect, test} from 'vitest';
import {reduceApp} from '../../source/app-reducer.ts';
import {afterKeys, appContext} from '../helpers/app-context.ts';
import {displayWidth} from '../../components/cells.ts';
import type {ActionId} from '../../source/key-binding.ts';
import {LeaderboardScreen} from '../../source/screens/leaderboard-screen.tsx';
import {
	emptyLeaderboard,
	holeCommands,
	keysUnderCursor,
	modelUnderCursor,
	openLeaderboard,
	reduceLeaderboard,
	type LeaderboardState,
} from '../../source/screens/leaderboard-state.ts';
import {leaderboardPage, leaderboardScreenGrid} from '../../source/screens/leaderboard-view.ts';
import type {ScreenContext} from '../../source/screens/screen-context.ts';
import {defaultConfig, type Config} from '../../store/domain/config.ts';
import type {Json, JsonObject} from '../../store/domain/json.ts';
import type {Model} from '../../store/domain/model.ts';
import type {Objective} from '../../store/domain/objective.ts';
import {madeModel} from '../helpers/made-models.ts';
import {renderToScreen} from '../helpers/terminal.ts';

const total: Objective = {metric: 'total_time', direction: 'minimize'};

function modelOf(key: string, results: Readonly<Record<string, Json>>, more: JsonObject = {}, queries = 113): Model {
	const testing = Object.entries(results).map(([dataset, value]) => ({dataset, num_queries: queries, performance: {total_time: value}}));
	return madeModel(key, {model_id: key.split('/').at(-1) ?? key, testing, ...more});
}

const seed = (name: string, results: Readonly<Record<string, Json>>, lr: number, of: number) =>
	modelOf(`Mscn/Model/${name}`, results, {training: {dataset: 'p', hyperparams: {learning_rate: lr, seed: of}}});

const models = [
	modelOf('Mscn/Model/mscn_20261122_031544', {imdb: 117.03, tpch: 90, stats: 35.2}, {notes: '논문 표 2 후보'}),
	modelOf('Mscn/Model/mscn_20261122_025810', {imdb: 117.41, tpch: 88}),
	modelOf('Mscn/Model/mscn_20261121_224032', {imdb: 143.68, tpch: 'bad', stats: 'NaN'}),
	modelOf('Lero/Model/lero_20261120_101010', {imdb: 108.38}, {}, 80),
];

interface Around {
	readonly width?: number;
	readonly height?: number;
	readonly config?: Partial<Config>;
	readonly objective?: Objective | undefined;
}

function contextOf(of: readonly Model[], around: Around = {}): ScreenContext {
	const {width = 100, height = 22, config = {}} = around;
	return {
		snapshot: {
			root: '/r',
			reason: 'test',
			models: of,
			problems: [],
			config: {...defaultConfig, testCommand: 'test.py --db {dataset} --load {id}', ...config},
			activity: {phase: 'live', checkedAt: 0},
			watching: true,
		},
		width,
		height,
		objectiveOf: () => ('objective' in around ? around.objective : total),
		now: 0,
	};
}

const byModel: LeaderboardState = {...emptyLeaderboard, by: 'model'};

function pressed(state: LeaderboardState, context: ScreenContext, ...actions: readonly ActionId[]): LeaderboardState {
	return actions.reduce((before, action) => reduceLeaderboard(before, action, context), state);
}

async function drawn(state: LeaderboardState, context: ScreenContext, marks: readonly string[] = []): Promise<string[]> {
	using terminal = renderToScreen(<LeaderboardScreen state={state} marks={new Set(marks)} {...context} />, {cols: context.width, rows: context.height});
	await terminal.settled();
	return terminal.screen();
}

const lineOf = (lines: readonly string[], wanted: string) => lines.find(line => line.includes(wanted)) ?? '';

describe('the screen', () => {
	test('says whose rows they are and how they are ranked', async () => {
		expect((await drawn(emptyLeaderboard, contextOf(models)))[0]).toMatch(
			/^ leaderboard {2}total_time, lowest first +rows: the best of each algorithm on each dataset$/,
		);
		expect((await drawn(openLeaderboard({algorithm: 'mscn', fold: true}), contextOf(models)))[0]).toMatch(/rows: Mscn, 3 models, folded by seed$/i);
		const keys = models.slice(0, 2).map(({key}) => key);
		expect((await drawn(openLeaderboard({keys, fold: false}), contextOf(models)))[0]).toMatch(/rows: 2 marked models \(A: all\)$/);
	});

	test('of marked models goes on to all of the tab when their marks are taken away', () => {
		const context = appContext(models);
		const marked = afterKeys(context, 'mark', 'mark', 'showLeaderboard');
		expect(marked.leaderboard.keys).toHaveLength(2);
		const {leaderboard, browse} = reduceApp(marked, {kind: 'key', action: 'markNone'}, context);
		expect([leaderboard.keys, browse.marks.size]).toEqual([undefined, 0]);
	});

	test('has ★, 2, ≠, · and words in its cells, with the points below each other', async () => {
		const lines = await drawn(byModel, contextOf(models));
		expect(lineOf(lines, '1122_031544')).toMatch(/★ 117\.03.* 2 90 .* ★ 35\.2 .*논문/);
		expect(lineOf(lines, '1122_025810')).toMatch(/2 117\.41.* ★ 88 .* · not yet/);
		expect(lineOf(lines, '1121_224032')).toMatch(/143\.68 .* not a number .* NaN/);
		expect(lineOf(lines, 'lero')).toMatch(/≠ 80 queries .* · not yet/);
		const points = lines.filter(line => /\d{3}\.\d\d/.test(line) && /mscn {2}/.test(line)).map(line => line.indexOf('.'));
		expect(new Set(points).size).toBe(1);
	});

	test('shows the cell under the cursor in brackets, and inverse', async () => {
		const context = contextOf(models);
		using terminal = renderToScreen(<LeaderboardScreen state={pressed(byModel, context, 'right')} marks={new Set()} {...context} />, {cols: 100, rows: 22});
		await terminal.settled();
		const lines = terminal.screen();
		const row = lines.findIndex(line => line.startsWith('❯'));
		expect(lines[row]).toMatch(/\[ +2 90 *\]/);
		expect(terminal.cell(row, (lines[row] ?? '').indexOf('[')).inverse).toBe(true);
	});

	test('marks rows that are marked as a whole or in part', async () => {
		const folded = [seed('a', {imdb: 1}, 0.1, 0), seed('b', {imdb: 2}, 0.1, 1), seed('c', {imdb: 3}, 0.2, 0), seed('d', {imdb: 4}, 0.2, 1)];
		const lines = await drawn({...byModel, fold: true}, contextOf(folded), ['Mscn/Model/a', 'Mscn/Model/b', 'Mscn/Model/c']);
		expect(lineOf(lines, 'lr 0.1')).toMatch(/^❯✓ +1 lr 0\.1 +2/);
		expect(lineOf(lines, 'lr 0.2')).toMatch(/^ - +2 lr 0\.2 +2/);
	});

	test('says of folded rows whether a lead is inside the spread', async () => {
		const folded = [10, 11, 12]
			.map((value, at) => seed(`a${at}`, {imdb: value}, 0.1, at))
			.concat([10.5, 11.5, 12.5].map((value, at) => seed(`b${at}`, {imdb: value}, 0.2, at)));
		const context = contextOf(folded);
		const lines = await drawn(pressed({...byModel, fold: true}, context, 'down'), context);
		expect(lineOf(lines, 'lr 0.2')).toMatch(/≈ 11\.5 ± 1\.0/);
		expect(lines.join(' ').replaceAll(/\s+/g, ' ')).toMatch(/Rank 2 of 2, 4\.5% behind lr 0\.1\. Inside the spread of the seeds \(Welch p = 0\.57\): a tie\./);
		expect(lines.join(' ')).toContain('≈ tied with best (Welch p > 0.05)');
	});

	test('says what would fill the hole one stands on', async () => {
		const context = contextOf(models);
		const state = pressed(byModel, context, 'down', 'right', 'right');
		const words = (await drawn(state, context)).join(' ').replaceAll(/\s+/g, ' ');
		expect(words).toContain('mscn_20261122_025810 is not tested on stats. To fill it: test.py --db stats --load mscn_20261122_025810');
		expect(words).toContain('3 holes: y copies the 3 commands that would fill them');
	});

	test('says what other queries a result ran', async () => {
		const context = contextOf(models);
		const state = pressed(byModel, context, 'last');
		expect((await drawn(state, context)).join(' ')).toContain('108.38, on 80 queries, the others 113 queries: not comparable');
	});

	test.each([
		[40, 6],
		[40, 8],
		[60, 12],
		[80, 22],
		[120, 22],
		[160, 43],
	])('keeps to %d cells and %d lines, with the cursor in view', async (width, height) => {
		const datasets = Object.fromEntries(Array.from({length: 12}, (_, index) => [`데이터셋_${index}`, index + 0.5]));
		const many = Array.from({length: 60}, (_, index) => modelOf(`알고리즘/Model/모델_20261122_${100_000 + index}`, datasets));
		const context = contextOf(many, {width, height});
		const state = pressed(byModel, context, 'pageDown', 'pageDown', 'right', 'right', 'right', 'right', 'right', 'right');
		const lines = await drawn(state, context);
		expect(lines.length).toBe(height);
		expect(lines.filter(line => displayWidth(line) > width)).toEqual([]);
		expect(lines.filter(line => line.startsWith('❯')).join()).toContain('[');
	});

	test('says how many datasets are out of view at either side, and moves no farther than needed', async () => {
		const datasets = Object.fromEntries(Array.from({length: 12}, (_, index) => [`set_${String(index).padStart(2, '0')}`, index + 0.5]));
		const context = contextOf([modelOf('A/Model/a', datasets), modelOf('A/Model/b', datasets)], {width: 80});
		const rule = async (state: LeaderboardState) => lineOf((await drawn(state, context)).slice(0, 6), '──');
		expect(await rule(byModel)).toMatch(/^─+ 7 more ▸$/);
		const right = pressed(byModel, context, 'right', 'right', 'right', 'right', 'right', 'right');
		expect(await rule(right)).toMatch(/^ ◂ 2 more ─+ 5 more ▸$/);
		expect(await rule(pressed(right, context, 'left', 'left'))).toMatch(/^ ◂ 2 more ─+ 5 more ▸$/);
	});

	test('lets nothing through that drives the terminal', async () => {
		const hostile = [modelOf('A/Model/\u{1B}[2J', {'\u{1B}]52;c;AAAA\u{7}': 1}, {notes: '\u{1B}[31mred'})];
		const text = (await drawn(byModel, contextOf(hostile))).join('\n');
		expect(text).toContain('\\e]52;c;AAAA\\x07');
		expect(text).toContain('\\e[2J');
		expect(text).toContain('\\e[31mred');
	});
});

describe('where there is nothing to rank it says why', () => {
	const words = async (state: LeaderboardState, context: ScreenContext) => (await drawn(state, context)).join(' ').replaceAll(/\s+/g, ' ');
	test.each<readonly [string, LeaderboardState, ScreenContext, RegExp]>([
		['no models', emptyLeaderboard, contextOf([]), /There are no models here yet/],
		['an algorithm that is gone', openLeaderboard({algorithm: 'bao', fold: false}), contextOf(models), /bao has no models any more\. 1 goes back/],
		['marked models that are gone', openLeaderboard({keys: ['x'], fold: false}), contextOf(models), /The marked models are gone/],
		['no test at all', emptyLeaderboard, contextOf([modelOf('A/Model/a', {})], {objective: undefined}), /None of 1 model has a test result yet/],
		[
			'nothing that chooses a metric',
			emptyLeaderboard,
			contextOf(models, {objective: undefined}),
			/Nothing says by which metric .* The metrics: total_time\. o chooses one/,
		],
		[
			'a metric that nobody has',
			emptyLeaderboard,
			contextOf(models, {objective: {metric: 'auc', direction: 'maximize'}}),
			/None of 4 models has a result for auc\. The metrics: total_time/,
		],
		[
			'no direction',
			emptyLeaderboard,
			contextOf(models, {objective: {metric: 'recall@10'}}),
			/It is not known whether recall@10 is better small or large.*mreg metrics set recall@10 minimize.*8/,
		],
	])('%s', async (_, state, context, wanted) => {
		expect(await words(state, context)).toMatch(wanted);
		expect(keysUnderCursor(state, context)).toEqual([]);
		expect(modelUnderCursor(state, context)).toBeUndefined();
		expect(pressed(state, context, 'down', 'right', 'sortMenu', 'mark')).toBeDefined();
	});

	test('one model only', async () => {
		expect(await words(byModel, contextOf(models.slice(0, 1)))).toContain('Only one row: it is best by itself.');
		expect(await words(emptyLeaderboard, contextOf(models.slice(0, 2)))).toContain('Only one algorithm is here: a shows its models.');
	});
});

describe('keys', () => {
	const context = contextOf(models);
	const ids = (state: LeaderboardState, of = context) => {
		const page = leaderboardPage(state, of);
		return page.kind === 'board' ? page.rows.map(({contender}) => contender.key.split('/').at(-1)) : [];
	};

	test('s sorts by the column under the cursor, then the other way round, then by mean rank again', () => {
		const at = pressed(byModel, context, 'right');
		const usual = ids(at);
		const once = pressed(at, context, 'sortMenu');
		expect(ids(once).slice(0, 2)).toEqual(['mscn_20261122_025810', 'mscn_20261122_031544']);
		const twice = pressed(once, context, 'sortMenu');
		expect(ids(twice).slice(0, 2)).toEqual(['mscn_20261122_031544', 'mscn_20261122_025810']);
		const thrice = pressed(twice, context, 'sortMenu');
		expect(thrice.sort).toBeUndefined();
		expect(ids(thrice)).toEqual(usual);
	});

	test('the cursor follows its row when the order changes, and when models come', () => {
		const at = pressed(byModel, context, 'down');
		const key = keysUnderCursor(at, context);
		expect(keysUnderCursor(pressed(at, context, 'right', 'sortMenu'), context)).toEqual(key);
		const more = contextOf([modelOf('Mscn/Model/mscn_20261123_000000', {imdb: 1, tpch: 1, stats: 1}), ...models]);
		expect(keysUnderCursor(at, more)).toEqual(key);
		expect(keysUnderCursor(at, contextOf(models.slice(2)))).toHaveLength(1);
	});

	test('sorting stays with its dataset when the order of the columns changes', () => {
		const sorted = pressed(byModel, context, 'right', 'sortMenu');
		const more = contextOf([...models, ...['x', 'y', 'z'].map(name => modelOf(`Mscn/Model/${name}`, {stats: 3}))]);
		const page = leaderboardPage(sorted, more);
		expect(page.kind === 'board' && page.board.columns[page.sorted?.column ?? -1]?.dataset).toBe('tpch');
		expect(page.kind === 'board' && page.board.columns[page.column]?.dataset).toBe('tpch');
	});

	test('a goes from algorithms to models and back, on the same model', () => {
		const models = pressed(emptyLeaderboard, context, 'byAlgorithm');
		expect(models.by).toBe('model');
		expect(modelUnderCursor(models, context)).toBe(modelUnderCursor(emptyLeaderboard, context));
		const back = pressed(models, context, 'byAlgorithm');
		expect(modelUnderCursor(back, context)).toBe(modelUnderCursor(emptyLeaderboard, context));
	});

	test('f folds, and the cursor stays with the configuration of its model', () => {
		const folded = contextOf([seed('a', {imdb: 1}, 0.1, 0), seed('b', {imdb: 2}, 0.1, 1), seed('c', {imdb: 3}, 0.2, 0), seed('d', {imdb: 4}, 0.2, 1)]);
		const at = pressed(byModel, folded, 'down', 'down', 'down', 'fold');
		expect(keysUnderCursor(at, folded)).toEqual(['Mscn/Model/c', 'Mscn/Model/d']);
		expect(keysUnderCursor(pressed(at, folded, 'fold'), folded)).toEqual(['Mscn/Model/c']);
	});

	test('a mark goes on to the next row', () => {
		expect(pressed(byModel, context, 'mark').row).toBe(1);
		expect(pressed(byModel, context, 'last', 'mark').row).toBe(3);
	});

	test('the cursor stays within rows and datasets', () => {
		const end = pressed(byModel, context, 'pageDown', 'pageDown', 'right', 'right', 'right', 'right', 'right');
		expect([end.row, end.column]).toEqual([3, 2]);
		const start = pressed(end, context, 'first', 'left', 'left', 'left', 'left');
		expect([start.row, start.column]).toEqual([0, 0]);
	});

	test('Space on an algorithm marks the models whose results stand in its row', () => {
		expect(keysUnderCursor(emptyLeaderboard, context)).toEqual(['Mscn/Model/mscn_20261122_031544', 'Mscn/Model/mscn_20261122_025810']);
	});

	test('Enter opens the model whose result it is, or that is not tested', () => {
		const on = (...keys: ActionId[]) =>
			modelUnderCursor(pressed(emptyLeaderboard, context, ...keys), context)
				?.split('/')
				.at(-1);
		expect(on()).toBe('mscn_20261122_031544');
		expect(on('right')).toBe('mscn_20261122_025810');
		expect(on('down', 'right')).toBe('lero_20261120_101010');
	});
});

describe('y', () => {
	test('gives the commands for all holes, one a line', () => {
		expect(holeCommands(byModel, contextOf(models))).toEqual({
			count: 3,
			text: [
				'test.py --db tpch --load lero_20261120_101010',
				'test.py --db stats --load mscn_20261122_025810',
				'test.py --db stats --load lero_20261120_101010',
			].join('\n'),
		});
	});

	test('says what is missing where there are none', () => {
		expect(holeCommands(byModel, contextOf(models.slice(0, 1)))).toEqual({error: 'There are no holes: every row has a result on every dataset.'});
		expect(holeCommands(byModel, contextOf(models, {config: {testCommand: undefined}}))).toMatchObject({
			error: expect.stringContaining('"testCommand"') as string,
		});
		expect(holeCommands(emptyLeaderboard, contextOf([]))).toMatchObject({error: expect.stringContaining('nothing to fill') as string});
	});

	test('asks for no test of a model without an artifact', () => {
		const gone = madeModel(
			'A/Model/gone',
			{testing: [{dataset: 'imdb', num_queries: 113, performance: {total_time: 3}}]},
			{state: 'missing', artifact: undefined},
		);
		expect(holeCommands(byModel, contextOf([modelOf('A/Model/a', {imdb: 1, tpch: 2}), gone]))).toMatchObject({
			error: expect.stringContaining('no artifact') as string,
		});
	});
});

describe('the export', () => {
	test('is what is shown, with the command that prints it and the ids', () => {
		const context = contextOf(models);
		const keys = models.slice(0, 2).map(({key}) => key);
		const state = pressed(openLeaderboard({keys, fold: false}), context, 'right', 'sortMenu');
		const {title, comments, rows} = leaderboardScreenGrid(state, context);
		expect(title).toBe('leaderboard  total_time, lowest first');
		expect(comments[0]).toBe('mreg leaderboard mscn_20261122_031544 mscn_20261122_025810 --metric total_time');
		expect(comments[2]).toBe('2 models: mscn_20261122_025810 mscn_20261122_031544');
		expect(rows.map(({cells}) => cells[2]?.text)).toEqual(['mscn_20261122_025810', 'mscn_20261122_031544']);
	});

	test('is the same value while nothing changes', () => {
		const context = contextOf(models);
		expect(leaderboardScreenGrid(byModel, context)).toBe(leaderboardScreenGrid({...byModel, row: 1}, context));
	});

	test('names a model by its key where its id is not the only one', () => {
		const twins = [modelOf('A/Model/same', {imdb: 1}), modelOf('B/Model/same', {imdb: 2})];
		const context = contextOf(twins);
		expect(leaderboardScreenGrid(byModel, context).rows.map(({cells}) => cells[2]?.text)).toEqual(['A/Model/same', 'B/Model/same']);
	});
});
