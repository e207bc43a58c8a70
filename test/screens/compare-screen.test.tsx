/** Compare as it is seen. */

import {expect, test} from 'vitest';
import {displayWidth} from '../../components/cells.ts';
import type {ActionId} from '../../source/key-binding.ts';
import {CompareScreen} from '../../source/screens/compare-screen.tsx';
import {openCompare, reduceCompare, type CompareState} from '../../source/screens/compare-state.ts';
import type {LookedInside} from '../../source/looked-inside.ts';
import type {ScreenContext} from '../../source/screens/screen-context.ts';
import type {Model} from '../../store/domain/model.ts';
import {screenContext} from '../helpers/compare-context.ts';
import {comparable} from '../helpers/compared-models.ts';
import {madeInspection, madeTensor} from '../helpers/made-inspections.ts';
import {renderToScreen} from '../helpers/terminal.ts';

const four = [
	comparable('net_a1', {params: {lr: 1e-3, num_epoch: 50, batch: 64}, on: {imdb: {total_time: 143.68, q: 12.1}, tpch: 98.6}, notes: '기준 모델'}),
	comparable('net_b2', {params: {lr: 3e-4, num_epoch: 200, batch: 64}, on: {imdb: {total_time: 117.03, q: 11.4}}, notes: '논문 표 2 후보'}),
	comparable('net_c3', {params: {lr: 3e-4, num_epoch: 200, batch: 64}, on: {imdb: {total_time: 150.5, q: 12.6}}}),
	comparable('net_d4', {params: {lr: 1e-3, num_epoch: 50, batch: 64}, on: {imdb: {total_time: 108.38}}, queries: {imdb: 80}}),
];

interface Shown {
	readonly models?: readonly Model[];
	readonly keys?: readonly string[];
	readonly actions?: readonly ActionId[];
	readonly size?: Partial<Pick<ScreenContext, 'width' | 'height'>>;
}

/** The lines of the screen, of exactly its height, none wider than the terminal. */
async function shown({models = four, keys = models.map(({key}) => key), actions = [], size = {}}: Shown = {}): Promise<string[]> {
	const context = screenContext(models, size);
	const state = actions.reduce<CompareState>((now, action) => reduceCompare(now, action, context), openCompare(keys));
	const {width, height} = context;
	// One line more than it has: it must not reach that.
	using terminal = renderToScreen(<CompareScreen state={state} {...context} />, {cols: width, rows: height + 1});
	await terminal.until('compare');
	const lines = terminal.screen();
	expect(lines[height] ?? '').toBe('');
	for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
	return lines;
}

function has(lines: readonly string[], part: string): string {
	const line = lines.find(one => one.includes(part));
	expect(line, `${part}\n${lines.join('\n')}`).toBeDefined();
	return line ?? '';
}

test('says what is compared, the outcome, and shows sections with marks that need no colour', async () => {
	const lines = await shown({size: {height: 34}});
	expect(lines[0]).toMatch(/^ compare {2}4 models, net +baseline A {2}\(B: make the model under the cursor the baseline\) +all rows \(= differences only\)$/);
	expect(lines[1]).toMatch(/^ By total_time B is best on imdb\. B beats A wherever both were tested\./);
	expect(has(lines, '❯ A')).toMatch(/❯ A {2}baseline +B {2}★ imdb +C +D$/);
	expect(has(lines, 'a1')).toMatch(/a1 +b2 +c3 +d4$/);
	expect(has(lines, '기준 모델')).toMatch(/기준 모델 +논문 표 2 후보/);
	expect(has(lines, 'RESULTS')).toMatch(/^ RESULTS ─+ ▲ better, ▼ worse than A · ★ best · ≈★ tied · ≠ other data$/);
	expect(has(lines, 'imdb, 100 queries')).toBe(' imdb, 100 queries');
	expect(has(lines, ' lr')).toMatch(/lr +1e-3 +3e-4 +● +3e-4 +● +1e-3$/);
	expect(has(lines, '143.68')).toMatch(/total_time ↓ +143\.68 +117\.03 +−18\.5% ▲ ★ +150\.5 +\+4\.7% ▼ +108\.38 +≠ 80 queries$/);
	expect(has(lines, '  q')).toMatch(/q +\? +12\.1 +11\.4 +−0\.7 +12\.6 +\+0\.5 +–$/);
	expect(has(lines, '98.6')).toMatch(/98\.6 +not tested +not tested +not tested$/);
	expect(has(lines, '░')).toMatch(/^ +█+▏ +█+▌ +█{20} +░+$/);
	expect(has(lines, 'wins')).toMatch(/^ wins \(1 dataset\): B 1 · A 0 · C 0 · D 0 +\? = direction unknown, nothing ranked: 8 sets it +row 1\/\d+$/);
	expect(has(lines, 'mreg compare')).toBe(' mreg compare net_a1 net_b2 net_c3 net_d4');
});

test('the cell under the cursor is told in full', async () => {
	const lines = await shown({actions: ['right', 'down', 'down', 'down', 'down', 'down', 'down', 'down'], size: {height: 34}});
	expect(has(lines, 'total_time on imdb')).toBe(' B net_b2  total_time on imdb: 117.03, 18.5% better than A (143.68), best of 3');
	expect(has(lines, '❯  total_time')).toMatch(/^❯ {2}total_time/);
});

test('with differences only the hidden rows are counted', async () => {
	const lines = await shown({actions: ['differences']});
	expect(has(lines, 'HYPERPARAMETERS')).toMatch(/^ HYPERPARAMETERS ─+ 1 equal row hidden, = shows it$/);
	expect(lines.some(line => line.includes('batch'))).toBe(false);
	expect(lines[0]).toContain('differences only (= all rows)');
});

test('60 models at 80 columns: the field column stays, what is out of view is counted', async () => {
	const models = Array.from({length: 60}, (_, index) => comparable(`net_${String(index).padStart(2, '0')}`, {params: {lr: index}, on: {imdb: 100 + index}}));
	const right = Array.from({length: 30}, () => 'right' as const);
	const lines = await shown({models, actions: [...right, 'last', 'first'], size: {width: 80, height: 21}});
	const header = has(lines, '❯ AE');
	const [, before] = /^ ◂ (\d+) more/.exec(header) ?? [];
	const [, behind] = /^ (\d+) more ▸/.exec(has(lines, ' more ▸')) ?? [];
	const columns = header.match(/\bA?[A-Z]\b/g) ?? [];
	expect(Number(before) + Number(behind) + columns.length).toBe(60);
	expect(columns.length).toBeGreaterThan(1);
	expect(has(lines, ' lr')).toMatch(/lr .*30 +●/);
	expect(has(lines, 'mreg compare')).toMatch(/…\d+ more( |$)/);
});

test.each([
	[40, 5],
	[40, 8],
	[60, 10],
	[80, 14],
	[80, 21],
	[200, 60],
])('fits %i columns and %i lines, with the cursor in view', async (width, height) => {
	const lines = await shown({size: {width, height}, actions: ['last', 'right', 'right', 'right']});
	expect(lines.filter(line => line.startsWith('❯'))).toHaveLength(1);
	expect(has(lines, '❯ D')).toBeDefined();
	expect(has(lines, 'row 11/11')).toBeDefined();
});

test('fewer than two models: what to do', async () => {
	expect((await shown({keys: []})).join('\n')).toMatch(/Nothing to compare yet\.\n In Browse \(1\) mark two models or more with Space, then press c\./);
	expect((await shown({keys: [four[0]?.key ?? '']})).join('\n')).toMatch(/Only one model to compare: net_a1\./);
	expect((await shown({keys: ['Net/Model/x', 'Net/Model/y']})).join('\n')).toMatch(/2 models are gone from the disk\.\n {3}Net\/Model\/x\n {3}Net\/Model\/y/);
});

test('models that are gone while others are compared are told first', async () => {
	expect((await shown({keys: [...four.map(({key}) => key), 'Net/Model/x']}))[1]).toMatch(/^ 1 model is gone from the disk\. By total_time/);
});

test('models without any test, and with the same everything', async () => {
	const lines = await shown({models: [comparable('a'), comparable('b')], actions: ['differences', 'down']});
	expect(lines[1]).toBe(' None of these models has a test result yet.');
	expect(has(lines, 'wins')).toMatch(/^ no wins: nothing is ranked +row \d\/\d$/);
});

test('odd names, long texts and controls keep the table whole', async () => {
	const performance = JSON.parse('{"__proto__": 1, "recall@10": "n/a", "total_time": "NaN", "x\\u001b[31m": 1e300}') as never;
	const odd = [
		comparable('a\u{1B}[2J', {params: {길이: '아주 긴 값 '.repeat(20), __proto__: null}, on: {'data\nset': performance}, notes: '\u{7}울림\n둘째 줄'}),
		comparable('b'.repeat(200), {params: {길이: '짧음'}, on: {'data\nset': 1}, tags: ['태그']}),
	];
	const lines = await shown({models: odd, size: {width: 80, height: 30}});
	expect(has(lines, '   total_time')).toMatch(/NaN/);
	expect(has(lines, '길이')).toMatch(/…/);
	expect(has(lines, 'recall@10')).toMatch(/n\/a +–/);
});

test.each([40, 80, 140])('tensors with other values are marked in %i columns, and how many is said below the title', async width => {
	const models = four.slice(0, 2);
	const context = screenContext(models, {width, height: 40});
	const inside = (crc: string): LookedInside => ({mark: '', found: {inspection: madeInspection([madeTensor('fc.weight', [64, 128], {crc})])}});
	const insides = new Map(models.map((model, at) => [model.key, inside(at === 0 ? 'aaaaaaaa' : 'bbbbbbbb')]));
	const at = {...context, models, insides};
	using terminal = renderToScreen(<CompareScreen state={openCompare(models.map(({key}) => key))} {...at} />, {cols: width, rows: 41});
	await terminal.until('TENSORS');
	const lines = terminal.screen();
	expect(lines[lines.findIndex(line => line.startsWith(' TENSORS')) + 1]).toMatch(/^ values: 1 of 1 tensor differs$/);
	expect(has(lines, 'fc.weight')).toMatch(width < 80 ? /fc\.weight/ : /float32 \[\S* .*≠ values {2}●$/);
	expect(has(lines, 'format')).toMatch(/PyTorch/);
	for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
});
