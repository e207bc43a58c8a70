/** The Metrics screen: what it shows, and that the order stands still while one works through it. */

import {describe, expect, test} from 'vitest';
import {displayWidth} from '../../components/cells.ts';
import type {ActionId} from '../../source/key-binding.ts';
import {MetricsScreen} from '../../source/screens/metrics-screen.tsx';
import {emptyMetrics, metricUnderCursor, reduceMetrics, type MetricsState} from '../../source/screens/metrics-state.ts';
import {metricsView} from '../../source/screens/metrics-view.ts';
import type {ScreenContext} from '../../source/screens/screen-context.ts';
import {defaultConfig, type Config} from '../../store/domain/config.ts';
import type {JsonObject} from '../../store/domain/json.ts';
import type {Model} from '../../store/domain/model.ts';
import {madeModel} from '../helpers/made-models.ts';
import {renderToScreen} from '../helpers/terminal.ts';

const tested = (key: string, dataset: string, performance: JsonObject) => madeModel(key, {testing: [{dataset, performance}]});

const models = [
	tested('Net/Model/a', 'imdb', {total_time: 117.03, q_error: 12.1, 점수: 1}),
	tested('Net/Model/b', 'tpch', {total_time: 143.68, q_error: 'bad', zeta: 3}),
];

function contextOf(of: readonly Model[], metrics: Config['metrics'] = {}, {width = 80, height = 20} = {}): ScreenContext {
	return {
		snapshot: {
			root: '/r',
			reason: 'test',
			models: of,
			problems: [],
			config: {...defaultConfig, metrics},
			activity: {phase: 'live', checkedAt: 0},
			watching: true,
		},
		width,
		height,
		objectiveOf: () => undefined,
		now: 0,
	};
}

function pressed(state: MetricsState, context: ScreenContext, ...actions: readonly ActionId[]): MetricsState {
	return actions.reduce((before, action) => reduceMetrics(before, action, context), state);
}

const order = (state: MetricsState, {snapshot}: ScreenContext) => metricsView(state, snapshot).rows.map(({name}) => name);

async function drawn(state: MetricsState, context: ScreenContext): Promise<string[]> {
	using terminal = renderToScreen(<MetricsScreen state={state} {...context} />, {cols: context.width, rows: context.height});
	await terminal.settled();
	return terminal.screen();
}

describe('the order', () => {
	test('has those first that are not set, then by name', () => {
		expect(order(emptyMetrics, contextOf(models))).toEqual(['q_error', 'zeta', '점수', 'total_time']);
	});

	test('stays while directions are set one after the other, and the cursor goes down', () => {
		const before = contextOf(models);
		const first = pressed(emptyMetrics, before, 'minimize');
		const after = contextOf(models, {q_error: {direction: 'minimize'}});
		expect(order(first, after)).toEqual(['q_error', 'zeta', '점수', 'total_time']);
		expect(metricUnderCursor(first, after)).toBe('zeta');
		const second = pressed(first, after, 'maximize');
		expect(metricUnderCursor(second, contextOf(models, {q_error: {direction: 'minimize'}, zeta: {direction: 'maximize'}}))).toBe('점수');
	});

	test('takes the usual one again with the next visit', () => {
		expect(order(emptyMetrics, contextOf(models, {q_error: {direction: 'minimize'}}))).toEqual(['zeta', '점수', 'q_error', 'total_time']);
	});

	test('has metrics that come in behind the others, and the cursor stays on its own', () => {
		const state = pressed(emptyMetrics, contextOf(models), 'down');
		const more = contextOf([...models, tested('Net/Model/c', 'imdb', {acc: 1, aaa: 2})]);
		expect(order(state, more)).toEqual(['q_error', 'zeta', '점수', 'total_time', 'aaa', 'acc']);
		expect(metricUnderCursor(state, more)).toBe('zeta');
	});

	test('loses metrics that are gone, and the cursor stays on its own, or in its place', () => {
		const state = pressed(emptyMetrics, contextOf(models), 'down', 'down');
		expect(metricUnderCursor(state, contextOf([tested('Net/Model/b', 'tpch', {total_time: 1, 점수: 3})]))).toBe('점수');
		expect(metricUnderCursor(state, contextOf([tested('Net/Model/b', 'tpch', {total_time: 1})]))).toBe('total_time');
		expect(metricUnderCursor(state, contextOf([]))).toBeUndefined();
	});
});

describe('keys', () => {
	test('move within the list, and unset stays on the row', () => {
		const context = contextOf(models);
		expect(metricUnderCursor(pressed(emptyMetrics, context, 'last'), context)).toBe('total_time');
		expect(metricUnderCursor(pressed(emptyMetrics, context, 'last', 'minimize'), context)).toBe('total_time');
		expect(metricUnderCursor(pressed(emptyMetrics, context, 'down', 'unset'), context)).toBe('zeta');
		expect(metricUnderCursor(pressed(emptyMetrics, context, 'pageDown', 'first', 'up'), context)).toBe('q_error');
		expect(pressed(emptyMetrics, context, 'rescan')).toBe(emptyMetrics);
	});

	test('do nothing where there are no metrics', () => {
		expect(pressed(emptyMetrics, contextOf([]), 'minimize', 'down', 'last')).toEqual(emptyMetrics);
	});
});

describe('the screen', () => {
	test('has a row a metric, and says of the one under the cursor what is refused and what to type', async () => {
		const lines = await drawn(emptyMetrics, contextOf(models, {total_time: {unit: 's'}}, {width: 110}));
		expect(lines.slice(0, 6)).toEqual([
			expect.stringMatching(/^ metrics {2}4, 3 not set +- lower is better, \+ higher is better$/),
			'  METRIC      BETTER     FROM        UNIT  RESULTS  MODELS  RANGE            DATASETS',
			'❯ q_error     ? not set                          1       1  12.1             imdb',
			'  zeta        ? not set                          1       1  3                tpch',
			'  점수        ? not set                          1       1  1                imdb',
			'  total_time  ↓ lower    well-known  s           2       2  117.03 – 143.68  imdb, tpch',
		]);
		expect(lines[15]).toMatch(/^ 1\/4 ─+$/);
		expect(lines.slice(16, 19).join('')).toBe(
			' q_error: nobody said whether lower or higher is better. Until then nothing is ranked by it: no ★, no best, no leaderboard. 1 result of 1 model: imdb 12.1 (1). 1 value is NaN or no number and has no rank.',
		);
		expect(lines[19]).toBe(' mreg metrics set q_error minimize   (or maximize)');
	});

	test('says where a direction comes from, and the range on each dataset with its unit', async () => {
		const context = contextOf(models, {total_time: {direction: 'maximize', unit: 's'}}, {width: 110});
		const lines = await drawn(pressed(emptyMetrics, context, 'last'), context);
		expect(lines.join('')).toContain('total_time: higher is better, as mreg.config.json says (without that: lower).');
		expect(lines.slice(16).join('')).toContain('2 results of 2 models: imdb 117.03 s (1) · tpch 143.68 s (1).');
		expect(lines[19]).toBe(' mreg metrics set total_time maximize');
	});

	test('tells of a metric that only the config has', async () => {
		const context = contextOf(models, {later: {unit: 's'}});
		expect((await drawn(emptyMetrics, context)).join(' ')).toMatch(/later: nobody said .* No test has it\./);
	});

	test('says that a sentence goes on where its lines are too few', async () => {
		const lines = await drawn(emptyMetrics, contextOf(models, {}, {height: 8}));
		expect(lines[6]).toMatch(/^ q_error: nobody said .*[^…]…$/);
	});

	test('says what is missing where there are no tests', async () => {
		expect((await drawn(emptyMetrics, contextOf([madeModel('Net/Model/a')])))[1]).toBe('  No metrics yet: no model has a test result.');
	});

	test('keeps its width and height with many metrics of any name', async () => {
		const names = [...Array.from({length: 60}, (_, index) => `지표_${index}`), '__proto__', 'x'.repeat(300), 'a\u{1B}[2Jb', '', '-x'];
		const many = [tested('Net/Model/a', 'd'.repeat(100), Object.fromEntries(names.map(name => [name, 0.5])))];
		for (const [width, height] of [
			[38, 6],
			[80, 13],
			[160, 43],
		] as const) {
			const context = contextOf(many, {}, {width, height});
			for (const state of [emptyMetrics, pressed(emptyMetrics, context, 'last'), pressed(emptyMetrics, context, 'pageDown')]) {
				const lines = await drawn(state, context);
				expect(lines.filter(line => line.startsWith('❯'))).toHaveLength(1);
				expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width);
				expect(lines.at(-1)).toMatch(/^ mreg metrics set /);
			}
		}
	});
});
