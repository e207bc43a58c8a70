/** The Charts screen: what it shows, and how keys change it. */

import {describe, expect, test} from 'vitest';
import {displayWidth} from '../../components/cells.ts';
import {reduceApp} from '../../source/app-reducer.ts';
import {initialApp, type AppContext, type AppState} from '../../source/app-state.ts';
import type {ActionId} from '../../source/key-binding.ts';
import {ChartsScreen} from '../../source/screens/charts-screen.tsx';
import {chartCells, pointAt} from '../../source/screens/charts-cells.ts';
import {chartsModel, emptyCharts, openCharts, reduceCharts, type ChartsState} from '../../source/screens/charts-state.ts';
import {chartsPage, parameterChoices} from '../../source/screens/charts-view.ts';
import type {ScreenContext} from '../../source/screens/screen-context.ts';
import {defaultConfig, type Config} from '../../store/domain/config.ts';
import type {Json} from '../../store/domain/json.ts';
import type {Model} from '../../store/domain/model.ts';
import type {Objective} from '../../store/domain/objective.ts';
import {appContext} from '../helpers/app-context.ts';
import {madeModel} from '../helpers/made-models.ts';
import {renderToScreen} from '../helpers/terminal.ts';

const total: Objective = {metric: 'total_time', dataset: 'imdb', direction: 'minimize'};

function modelOf(
	id: string,
	day: number,
	value?: Json,
	params: Readonly<Record<string, Json>> = {},
	more: {queries?: number; tags?: readonly string[]} = {},
): Model {
	const {queries = 113, tags = []} = more;
	return madeModel(`Mscn/Model/${id}`, {
		model_id: id,
		algorithm: 'mscn',
		training: {trained_at: `2024-10-${String(day).padStart(2, '0')}T10:00:00`, hyperparams: params},
		testing: value === undefined ? [] : [{dataset: 'imdb', num_queries: queries, performance: {total_time: value}}],
		tags,
	});
}

/** By time: 140, 120 (the best when it came), 150, 110 (best), 130. */
const models = [
	modelOf('e', 9, 130, {lr: 1e-2, seed: 1}),
	modelOf('d', 7, 110, {lr: 1e-3, seed: 0}, {tags: ['paper', '논문']}),
	modelOf('c', 5, 150, {lr: 1e-2, seed: 0}),
	modelOf('b', 3, 120, {lr: 1e-3, seed: 1}),
	modelOf('a', 1, 140, {lr: 1e-4, seed: 0}),
	modelOf('other', 2, 100, {lr: 1e-4}, {queries: 80}),
	modelOf('untested', 4),
];

interface Around {
	readonly width?: number;
	readonly height?: number;
	readonly objective?: Objective | undefined;
	readonly config?: Partial<Config>;
}

function contextOf(of: readonly Model[], around: Around = {}): ScreenContext {
	const {width = 80, height = 22, config = {}} = around;
	const {snapshot} = appContext(of).screen;
	return {
		snapshot: {...snapshot, config: {...defaultConfig, metrics: {total_time: {direction: 'minimize', unit: 's'}}, ...config}},
		width,
		height,
		objectiveOf: () => ('objective' in around ? around.objective : total),
		now: 0,
	};
}

const mscn: ChartsState = {...emptyCharts, algorithm: 'mscn'};

function pressed(state: ChartsState, context: ScreenContext, ...actions: readonly ActionId[]): ChartsState {
	return actions.reduce((before, action) => reduceCharts(before, {kind: 'key', action}, context), state);
}

/** The id under the cursor. */
const under = (state: ChartsState, context: ScreenContext) => chartsModel(state, context)?.split('/').at(-1);

async function drawn(state: ChartsState, context: ScreenContext, marks: readonly string[] = []): Promise<string[]> {
	using terminal = renderToScreen(<ChartsScreen state={state} marks={new Set(marks)} {...context} />, {cols: context.width, rows: context.height});
	await terminal.settled();
	return terminal.screen();
}

describe('the cursor', () => {
	const context = contextOf(models);

	test('begins on the best, and goes through time from one model to the next', () => {
		expect(under(mscn, context)).toBe('d');
		expect(under(pressed(mscn, context, 'left'), context)).toBe('c');
		expect(under(pressed(mscn, context, 'right', 'right'), context)).toBe('e');
		expect(under(pressed(mscn, context, 'first'), context)).toBe('a');
		expect(under(pressed(mscn, context, 'last'), context)).toBe('e');
		expect(under(pressed(mscn, context, 'first', 'toBest'), context)).toBe('d');
	});

	test('goes up and down to what is nearest there, and stays where there is nothing', () => {
		expect(under(pressed(mscn, context, 'up'), context)).toBe('e');
		expect(under(pressed(mscn, context, 'up', 'up'), context)).toBe('c');
		expect(under(pressed(mscn, context, 'up', 'up', 'up'), context)).toBe('c');
		expect(under(pressed(mscn, context, 'down'), context)).toBe('d');
	});

	test('stays on its model in the other chart, and when models come and go', () => {
		const state = pressed(mscn, context, 'first');
		expect(under(pressed(state, context, 'nextChart'), context)).toBe('a');
		const more = contextOf([modelOf('new', 20, 90, {lr: 1e-3}), ...models]);
		expect(under(state, more)).toBe('a');
	});

	test('is on what stands where its model stood, when that goes away', () => {
		const state = pressed(mscn, context, 'first', 'right');
		expect(under(state, context)).toBe('b');
		expect(under(state, contextOf(models.filter(({id}) => id !== 'b')))).toBe('c');
	});

	test('of a model that is not drawn in the other chart comes back with it', () => {
		const without = contextOf([modelOf('x', 12, 125), ...models]);
		const state = pressed(mscn, without, 'last');
		expect(under(state, without)).toBe('x');
		const there = pressed(state, without, 'nextChart');
		expect(under(there, without)).toBe('d');
	});
});

describe('where several lie in one cell', () => {
	const crowded = [
		modelOf('a', 1, 140, {lr: 0.1}),
		modelOf('b', 2, 140, {lr: 0.1}),
		modelOf('c', 3, 140, {lr: 0.1}),
		modelOf('d', 4, 150, {lr: 0.1}),
		modelOf('e', 5, 110, {lr: 0.2}),
	];
	const context = contextOf(crowded, {width: 100});
	const scatter: ChartsState = {...mscn, chart: 'scatter', parameter: 'lr', cursor: 'Mscn/Model/e'};

	test('up and down go through them, and on', () => {
		const way = ['up', 'up', 'up', 'up', 'up', 'down', 'down', 'down', 'down'] as const;
		let state = scatter;
		const seen = way.map(action => under((state = pressed(state, context, action)), context));
		const [first, second, third] = seen;
		expect([first, second, third].toSorted()).toEqual(['a', 'b', 'c']);
		expect(seen.slice(3)).toEqual(['d', 'd', third, second, first, 'e']);
	});

	test('the drawing and the line below say so, and the cursor has the sign of its own model', async () => {
		const away = await drawn(scatter, context);
		expect(away.slice(2, 15).join('')).toContain('●');
		expect(away.join('\n')).not.toContain('more here');
		const there = await drawn({...scatter, cursor: 'Mscn/Model/b'}, context);
		expect(there.find(line => line.startsWith(' ❯'))).toContain('2 more here');
		expect(there.slice(2, 15).join('')).not.toContain('●');
	});
});

test('a click leads to the point that is seen there, or beside it', () => {
	const context = contextOf(models);
	const page = chartsPage({...mscn, cursor: 'Mscn/Model/d'}, context);
	if (page.kind === 'empty') throw new Error('no chart');
	const drawing = chartCells(page, context);
	if (!drawing) throw new Error('no drawing');
	for (const [index, place] of drawing.cells.entries()) {
		const cell = {column: 1 + drawing.left + (place % drawing.columns), row: 1 + drawing.top + Math.floor(place / drawing.columns)};
		expect(pointAt(page, context, cell)).toBe(index);
		expect(pointAt(page, context, {...cell, column: cell.column - 1})).toBe(index);
	}
	expect(pointAt(page, context, {column: 0, row: 0})).toBeUndefined();
});

describe('the scatter', () => {
	const context = contextOf(models);

	test('is by the hyperparameter that matters most, and stays by it when another one begins to matter more', () => {
		const state = pressed(mscn, context, 'nextChart');
		expect(state.parameter).toBe('lr');
		const changed = contextOf(models.map((model, index) => modelOf(model.id, index + 1, index, {lr: 1, epoch: index})));
		const page = chartsPage(state, changed);
		expect(page.kind === 'chart' && page.chart.x.label).toBe('lr');
	});

	test('is by another one that is chosen: seeds come last', () => {
		expect(parameterChoices(mscn, context).choices.map(({name}) => name)).toEqual(['lr', 'seed']);
		const opened = pressed(mscn, context, 'chooseParameter');
		expect(opened.menu).toBe('parameter');
		const chosen = reduceCharts(opened, {kind: 'parameter', name: 'seed'}, context);
		expect([chosen.menu, chosen.chart, chosen.parameter]).toEqual([undefined, 'scatter', 'seed']);
	});

	test('of another algorithm begins with what matters most there', () => {
		const state = pressed(mscn, context, 'nextChart');
		expect(openCharts(state, {algorithm: 'lero', cursor: 'x'})).toEqual({chart: 'scatter', algorithm: 'lero', parameter: undefined, cursor: 'x'});
	});
});

describe('the screen', () => {
	test('draws the best so far in steps, names the point under the cursor, and says what is left out', async () => {
		const lines = await drawn(mscn, contextOf(models, {width: 100}));
		expect(lines[0]).toMatch(/^ charts {2}\[over time\] {2}by a hyperparameter +mscn · total_time on imdb · 5 models$/);
		expect(lines[1]).toBe(' total_time@imdb, s, lower is better');
		expect(lines.find(line => line.startsWith(' ❯'))).toMatch(/^ ❯ d {2}110 s · 2024-10-07 10:00 · rank 1 of 5 ★ · paper, 논문$/);
		expect(lines.join('\n')).toContain('line: the best so far · 2 left out: 1 without total_time@imdb, 1 on other queries or data (≠)');
		expect(lines.at(-1)).toMatch(/^ mreg plot --algo mscn --metric total_time --dataset imdb +4\/5$/);
		expect(lines.filter(line => line.includes('★'))).toHaveLength(2);
	});

	test('in the scatter says how far from the best the point is, and how much the hyperparameter explains', async () => {
		const context = contextOf(models, {width: 100});
		const lines = await drawn(pressed(mscn, context, 'first', 'nextChart'), context, ['Mscn/Model/c']);
		expect(lines[0]).toMatch(/^ charts {3}over time {2}\[by lr\] /);
		expect(lines.find(line => line.startsWith(' ❯'))).toMatch(/^ ❯ a {2}140 s · \+27\.3% · lr 1e-4 · rank 4 of 5$/);
		expect(lines.join('\n')).toMatch(/line: the best at each lr|line: the best up to each lr/);
		expect(lines.join('\n')).toMatch(/lr explains \d+% of the ranking/);
		expect(lines.join('\n')).toMatch(/1e-4 .* 1e-2\n +lr \(log\)/);
		expect(lines.at(-1)).toMatch(/--x lr +\d\/5 · 1 marked$/);
		expect(lines.slice(2, 14).join('\n')).toContain('◆');
	});

	test.each([
		[40, 8],
		[80, 22],
		[200, 48],
	])('fits into %d x %d', async (width, height) => {
		const context = contextOf(models, {width, height});
		for (const state of [mscn, pressed(mscn, context, 'nextChart')]) {
			const lines = await drawn(state, context);
			expect(lines).toHaveLength(height);
			for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
			expect(lines.join('\n')).toContain('★');
			expect(lines.some(line => line.startsWith(' ❯'))).toBe(true);
		}
	});

	test.each<readonly [string, readonly Model[], Around]>([
		['There are no models here yet.', [], {}],
		['None of 1 model has a test result yet.', [modelOf('a', 1)], {objective: undefined}],
		['Nothing says which metric to draw. o chooses one; 8 shows them all', models, {objective: undefined}],
		['None of 1 model has a result of total_time on imdb that is a number. o chooses another metric or dataset.', [modelOf('a', 1)], {}],
	])('says %s', async (wanted, of, around) => {
		const lines = await drawn({...emptyCharts}, contextOf(of, around));
		expect(
			lines
				.map(line => line.trim())
				.filter(Boolean)
				.join(' '),
		).toContain(wanted);
	});

	test('says where there is no hyperparameter to draw by', async () => {
		const context = contextOf([modelOf('a', 1, 5, {lr: 1}), modelOf('b', 2, 6, {lr: 1})]);
		expect((await drawn({...emptyCharts, chart: 'scatter'}, context)).join('\n')).toContain('No hyperparameter has several values');
	});

	test('many points above a word stand side by side, the best of them in the middle', async () => {
		const many = Array.from({length: 120}, (_, index) => modelOf(`m${index}`, 1, 100 + index, {opt: index % 2 === 0 ? 'adam' : 'sgd'}));
		const lines = (await drawn({...emptyCharts, chart: 'scatter'}, contextOf(many))).slice(2, 16);
		const column = (sign: RegExp) => lines.flatMap(line => [...line.matchAll(sign)].map(({index}) => index));
		expect(new Set(column(/[\u2801-\u28FF]/g)).size).toBeGreaterThan(10);
		expect(column(/[★○]/g).map(at => Math.round(((at - 6) / 72) * 4))).toEqual([1, 3]);
	});

	test('in little room both charts still have a name', async () => {
		const long = contextOf(
			models.map(model => ({...model, training: {...model.training, hyperparams: {learning_rate: model.training?.hyperparams['lr'] ?? 1}}})),
			{width: 60},
		);
		expect((await drawn(mscn, long))[0]).toMatch(/^ \[time\] {2}learning_rate .*mscn · total_time on imdb$/);
		expect((await drawn({...mscn, chart: 'scatter'}, long))[0]).toMatch(/^ {2}time {2}\[learning_rate\] /);
		expect((await drawn(mscn, {...long, width: 40}))[0]).toMatch(/^ \[time\] {2}learning_… .*mscn/);
	});

	test('draws one model, equal values, and a metric of which nobody said which values are better', async () => {
		expect((await drawn(emptyCharts, contextOf([modelOf('a', 1, 5)]))).join('\n')).toContain('1 model');
		expect((await drawn(emptyCharts, contextOf([modelOf('a', 1, 5), modelOf('b', 2, 5)]))).join('\n')).toContain('rank 1 of 2');
		const unset = (await drawn(emptyCharts, contextOf(models, {objective: {metric: 'total_time', dataset: 'imdb'}}))).join('\n');
		expect(unset).toContain('which values are better is not set: 8 sets it');
		expect(unset).not.toContain('★');
	});
});

describe('among the other screens', () => {
	const context: AppContext = {...appContext(models), screen: contextOf(models)};
	const after = (state: AppState, ...actions: readonly ActionId[]) =>
		actions.reduce((before, action) => reduceApp(before, {kind: 'key', action}, context), state);
	const opened = after({...initialApp, browse: {...initialApp.browse, algorithm: 'mscn', cursor: 'Mscn/Model/b'}}, 'showCharts');

	test('it opens on the model of Browse, Space marks and Enter leads to Detail', () => {
		expect(opened.charts.cursor).toBe('Mscn/Model/b');
		expect([...after(opened, 'right', 'mark').browse.marks]).toEqual(['Mscn/Model/c']);
		expect([...after(opened, 'mark', 'mark').browse.marks]).toEqual([]);
		expect(after(opened, 'right', 'open').routes.at(-1)).toEqual({screen: 'detail', key: 'Mscn/Model/c'});
		expect(after(opened, 'right', 'open', 'back').charts.cursor).toBe('Mscn/Model/c');
	});

	test('o asks what ranks this algorithm, and escape goes one step back', () => {
		const asked = after(opened, 'objective');
		expect([asked.browse.menu, asked.browse.choice?.algorithm]).toEqual(['objective', 'mscn']);
		expect(after(asked, 'escape').browse.menu).toBeUndefined();
		const chosen = after(opened, 'chooseParameter');
		expect(after(chosen, 'escape').charts.menu).toBeUndefined();
		expect(after(chosen, 'escape').routes.at(-1)?.screen).toBe('charts');
		expect(after(chosen, 'escape', 'escape').routes.at(-1)?.screen).toBe('browse');
	});

	test('c compares the one under the cursor with the best', () => {
		expect(after(opened, 'compare').routes.at(-1)?.screen).toBe('compare');
		expect(after(opened, 'compare').compare.keys).toContain('Mscn/Model/b');
	});
});
