/** Pictures where one looks anyway: the strip of the side panel, and the history on a model's page. */

import {afterEach, describe, expect, test} from 'vitest';
import {displayWidth} from '../../components/cells.ts';
import {setAscii} from '../../components/glyphs.ts';
import {withChart} from '../../source/screens/detail-chart.ts';
import {parameterStrip} from '../../source/screens/parameter-strip.ts';
import {panelLines} from '../../source/screens/side-panel.ts';
import {safeText} from '../../source/text.ts';
import {defaultConfig, type Config} from '../../store/domain/config.ts';
import {foldSeeds} from '../../store/domain/configuration.ts';
import type {Model} from '../../store/domain/model.ts';
import {byAlgorithm, ranksOf} from '../../store/domain/ranks.ts';
import {rankRows} from '../../store/domain/scoring.ts';
import {madeModel} from '../helpers/made-models.ts';

afterEach(() => setAscii(false));

const config: Config = {...defaultConfig, metrics: {total_time: {direction: 'minimize', unit: 's'}}};

/** Of the hour in which it was made, with a learning rate and a result. */
function made(hour: number, lr: number, value: number, more: {readonly seed?: number; readonly queries?: number} = {}): Model {
	const two = String(hour).padStart(2, '0');
	return madeModel(`Mscn/Model/mscn_${two}`, {
		training: {hyperparams: {learning_rate: lr, ...(more.seed === undefined ? {} : {seed: more.seed})}, trained_at: `2026-11-22T${two}:00:00`},
		testing: [{dataset: 'imdb', num_queries: more.queries ?? 113, performance: {total_time: value}}],
	});
}

const sweep = [made(1, 1e-3, 140), made(2, 1e-3, 150), made(3, 3e-4, 120), made(4, 3e-4, 130), made(5, 1e-4, 125), made(6, 1e-4, 160), made(7, 3e-4, 121)];
const ranksIn = (models: readonly Model[]) => ranksOf(byAlgorithm(models), {models, config});
const plain = (lines: readonly string[]) => lines.map(line => line.replaceAll(/\u{1B}\[[\d;]*m/gu, '').trimEnd());

function modelAt(models: readonly Model[], index: number): Model {
	const model = models[index];
	if (!model) throw new Error(`no model ${index}`);
	return model;
}

describe('the strip', () => {
	const strip = (models: readonly Model[], index: number, width = 49) => plain(parameterStrip(modelAt(models, index), {config, ranks: ranksIn(models), width}));

	test('has a line for each value, the best first, each result at its place below the axis; this one is marked', () => {
		// 43 cells for 120 to 160: a cell is 0.95 s.
		expect(strip(sweep, 3)).toEqual([
			'imdb, 7 models by lr  ◆ this one',
			`     120${' '.repeat(18)}140${' '.repeat(15)}160 s`,
			'3e-4  ★•         ◆',
			`1e-4       •${' '.repeat(36)}•`,
			`1e-3                       •          •`,
		]);
	});

	test('shows how many lie in one place by the size of the sign', () => {
		const crowd = [
			...Array.from({length: 6}, (_, index) => made(index, 1e-3, 140)),
			...[6, 7, 8].map(hour => made(hour, 1e-3, 150)),
			made(9, 1e-3, 160),
			made(10, 1e-4, 100),
		];
		expect(strip(crowd, 10)[3]).toMatch(/^1e-3 +● +• +·$/);
	});

	test('is drawn with ASCII signs where others cannot be', () => {
		setAscii(true);
		const lines = strip(sweep, 3);
		expect(lines.join('\n')).toMatch(/^[ -~\n]*$/);
		expect(lines[2]).toBe('3e-4  *o         +');
	});

	test('is as wide as the panel at most, whatever the values are called', () => {
		const long = sweep.map((model, index) => ({
			...model,
			training: {...model.training, hyperparams: {모델구조: index < 2 ? '아주 긴 이름의 옵티마이저 설정' : 'b'}},
		}));
		for (const width of [36, 40, 64]) {
			for (const line of parameterStrip(modelAt(long, 0), {config, ranks: ranksIn(long), width})) expect(displayWidth(line)).toBeLessThanOrEqual(width);
		}
		expect(parameterStrip(modelAt(long, 0), {config, ranks: ranksIn(long), width: 40}).length).toBeGreaterThan(3);
	});

	test('counts a configuration by its mean where seeds are folded', () => {
		const seeds = [1e-3, 3e-4, 1e-4].flatMap((lr, at) => [0, 1].map(seed => made(at * 2 + seed, lr, 100 + at * 20 + seed * 10, {seed})));
		const more = [3e-3, 1e-2, 3e-2].flatMap((lr, at) => [0, 1].map(seed => made(6 + at * 2 + seed, lr, 200 + at * 20 + seed * 10, {seed})));
		const models = [...seeds, ...more];
		const ranks = ranksIn(models);
		const {standing} = ranks.of('mscn');
		const rows = foldSeeds(models, config);
		const scores = new Map(standing ? rankRows(rows, standing, config.seedKeys).map(score => [score.row.key, score]) : []);
		const [row] = rows;
		const lines = plain(parameterStrip(modelAt(models, 0), {config, ranks, row, scores, width: 60}));
		expect(lines[0]).toBe('imdb, 6 configurations by lr  ◆ this one');
		expect(lines.slice(2).map(line => line.trim().split(/ +/)[0])).toEqual(
			['1e-3', '3e-4', '1e-4', '3e-3', '1e-2', '0.03'].map(label => (label === '0.01' ? '0.01' : label)),
		);
	});

	test('counts models where there are only a few configurations; the mark stands at the mean', () => {
		const models = [1e-3, 1e-2].flatMap((lr, at) => [0, 1, 2, 3].map(seed => made(at * 4 + seed, lr, 100 + at * 40 + seed * 4, {seed})));
		const ranks = ranksIn(models);
		const {standing} = ranks.of('mscn');
		const rows = foldSeeds(models, config);
		const scores = new Map(standing ? rankRows(rows, standing, config.seedKeys).map(score => [score.row.key, score]) : []);
		const row = rows.find(({key}) => scores.get(key)?.rank === 2);
		// 46 cells for 100 to 152, and the mean of the second is 146.
		const lines = plain(parameterStrip(modelAt(models, 4), {config, ranks, row, scores, width: 52}));
		expect(lines[0]).toBe('imdb, 8 models by lr  ◆ this one');
		expect(lines[3]).toMatch(/^1e-2 {36,38}• {2,3}•? ?◆/);
	});

	test('is not there for a few results, for a model that nothing ranks, or in little room', () => {
		expect(strip(sweep.slice(0, 5), 0)).toEqual([]);
		expect(strip(sweep, 0, 35)).toEqual([]);
		const untested = [madeModel('Mscn/Model/a'), madeModel('Mscn/Model/b')];
		expect(strip(untested, 0)).toEqual([]);
	});

	test('stands in the panel below the results, and only where there is room', () => {
		const panel = (height: number) => plain(panelLines(modelAt(sweep, 0), {config, ranks: ranksIn(sweep), width: 50, height, now: 0}));
		const lines = panel(40);
		expect(lines.findIndex(line => line.startsWith('imdb, 7 models'))).toBeGreaterThan(lines.findIndex(line => line.startsWith('RESULTS')));
		expect(lines.findIndex(line => line.startsWith('imdb, 7 models'))).toBeLessThan(lines.indexOf('HYPERPARAMETERS'));
		expect(panel(12).some(line => line.startsWith('imdb, 7 models'))).toBe(false);
	});
});

describe('the history on a page', () => {
	const before = ['title', ...Array.from({length: 14}, (_, index) => `fact ${index}`)].map(safeText);
	const page = (
		index: number,
		{width = 120, height = 40, models = sweep}: {readonly width?: number; readonly height?: number; readonly models?: readonly Model[]} = {},
	) => {
		const {before: above, below} = withChart(modelAt(models, index), before, {config, ranks: ranksIn(models), width, height});
		return {above: plain(above), below: plain(below)};
	};

	test('stands beside the last facts where these are short, and costs no line', () => {
		const {above, below} = page(3);
		expect(below).toEqual([]);
		expect(above).toHaveLength(before.length);
		expect(above[4]).toBe('fact 3     HISTORY');
		expect(above[5]).toMatch(/^fact 4 {7}total_time on imdb of mscn: this is the 4th of 7 \(◆\); ○ was the best when it came\.$/);
		expect(above.slice(5).join('\n')).toContain('◆');
		expect(above.at(-1)).toMatch(/22 Nov/);
		for (const line of above) expect(displayWidth(safeText(line))).toBeLessThanOrEqual(120);
	});

	test('stands below the results on a narrow page that is high, and nowhere on a small one', () => {
		expect(page(3, {width: 64}).above).toEqual(before);
		expect(page(3, {width: 64}).below[1]).toBe('HISTORY');
		expect(page(3, {width: 64, height: 22}).below).toEqual([]);
		expect(page(3, {width: 50}).below).toEqual([]);
	});

	test('says where the model stands, and whether it was the best when it came', () => {
		const said = (index: number, models: readonly Model[] = sweep) => page(index, {models}).above.join(' ').replaceAll(/ +/g, ' ');
		expect(said(2)).toContain('this is the best of 7 (★)');
		expect(said(0)).toContain('this is the 5th of 7 (◆), the first of all');
		expect(said(3)).toContain('this is the 4th of 7 (◆); ○');
		const falling = [made(1, 1, 150), made(2, 1, 140), made(3, 1, 130)];
		expect(said(1, falling)).toContain('this is the 2nd of 3 (◆), the best when it came');
		expect(said(3, [...falling, made(4, 1, 100, {queries: 80})])).toContain('it is not compared, as it was measured on 80 queries');
		expect(said(3, [...falling, madeModel('Mscn/Model/x')])).toContain('it has no result there');
	});

	test('is not there for one result alone, or where nothing ranks', () => {
		expect(page(0, {models: [made(1, 1, 150)]})).toEqual({above: before, below: []});
		expect(page(0, {models: [madeModel('Mscn/Model/x'), madeModel('Mscn/Model/y')]})).toEqual({above: before, below: []});
	});
});
