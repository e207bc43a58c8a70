/** `mreg plot` as a user runs it. */

import fs from 'node:fs';
import path from 'node:path';
import {beforeAll, describe, expect, test} from 'vitest';
import {exampleData, mreg} from '../helpers/run-mreg.ts';
import {rankedRegistry} from '../helpers/ranked-registry.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {refusal, typed} from '../helpers/typed-command.ts';
import {readXml} from '../helpers/xml.ts';

const root = rankedRegistry(
	{
		m_1: {on: {imdb: 140, tpch: 5}, params: {lr: 0.1, opt: 'adam'}, day: 1},
		m_2: {on: {imdb: 120, tpch: 6}, params: {lr: 0.1, opt: 'sgd'}, day: 2},
		m_3: {on: {imdb: 150}, params: {lr: 0.01, opt: '모멘텀'}, day: 3},
		m_4: {on: {imdb: 110}, params: {lr: 0.01, opt: 'sgd'}, day: 4},
		m_5: {on: {imdb: 90}, queries: {imdb: 80}, day: 5},
		m_6: {on: {imdb: {total_time: 130, odd: 3}}, params: {}, day: 6},
		lero_1: {folder: 'Lero', on: {imdb: 105}, day: 7},
	},
	{metrics: {total_time: {direction: 'minimize', unit: 's'}}},
);

const plot = async (...words: readonly string[]) => typed(root, ['plot', ...words]);
const mscn = async (...words: readonly string[]) => plot('--algo', 'mscn', ...words);

describe('drawn', () => {
	test('over time: title, axes, steps, who is best, and what is left out on standard error', async () => {
		const {lines, notes, code} = await mscn();
		expect(code).toBe(0);
		expect(lines[0]).toBe('mscn · total_time on imdb · 5 models');
		expect(lines[1]).toBe('total_time@imdb, s, lower is better');
		expect(lines.at(-2)).toMatch(/^★ m_4: total_time@imdb 110 s, trained 2024-10-04/);
		expect(lines.at(-1)).toBe('The line is the best so far.');
		expect(lines).toHaveLength(23);
		expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(80);
		expect(notes).toContain('1 left out: 1 on other queries or data (≠); --mixed draws these, too.');
		expect(notes).toContain('This is imdb; --dataset draws another: tpch.');
	});

	test('against numbers and words', async () => {
		const numbers = await mscn('--x', 'lr', '--dataset', 'imdb');
		expect(numbers.lines.at(-1)).toBe('The line is the best at each lr.');
		expect(numbers.notes).toEqual(['2 left out: 1 on other queries or data (≠), 1 without lr; --mixed draws these, too.']);
		expect((await mscn('--x', 'opt')).lines.join('\n')).toMatch(/adam .* sgd .* 모멘텀/);
	});

	test('against a hyperparameter by its short name, where that is of one only', async () => {
		const other = rankedRegistry({
			a: {on: {imdb: 1}, params: {learning_rate: 0.1, num_epoch: 1, epochs: 2}},
			b: {on: {imdb: 2}, params: {learning_rate: 0.2, num_epoch: 2, epochs: 3}},
		});
		const by = async (x: string) => typed(other, ['plot', '--metric', 'total_time', '--x', x]);
		expect((await by('lr')).lines.join('\n')).toContain('learning_rate');
		expect((await refusal(by('epoch'))).message).toBe('"epoch" is short for num_epoch and epochs.');
		expect((await refusal(by('learning_rat'))).hint).toBe('Did you mean learning_rate?');
	});

	test('as wide as the terminal, in ASCII where that is asked for', async () => {
		const {lines, notes} = await typed(root, ['plot', '--algo', 'mscn', '--ascii'], {columns: 50});
		for (const line of lines) expect(line).toMatch(/^[ -~]{0,50}$/);
		expect(lines.join('\n')).toMatch(/O-+\|/);
		expect(lines.join('\n')).toMatch(/\n\* m_4/);
		expect(notes[0]).toContain('1 on other queries or data (#)');
	});

	test('what is said of the best is broken where it is wider than the terminal', async () => {
		const {lines} = await typed(root, ['plot', '--algo', 'mscn'], {columns: 40});
		const from = lines.findIndex(line => line.startsWith('★'));
		expect(lines.slice(from, -1).join(' ')).toMatch(/^★ m_4: total_time@imdb 110 s, trained 2024-10-04 \d\d:\d\d$/);
		expect(Math.max(...lines.slice(from).map(line => line.length))).toBeLessThanOrEqual(40);
	});

	test('where the locale is not one of UTF-8, in ASCII of its own accord', async () => {
		const {stdout} = await mreg(['plot', '--algo', 'mscn', '--root', root], {env: {LC_ALL: 'C'}});
		expect(stdout).toMatch(/O-+\|/);
		expect(stdout).not.toMatch(/[\u2800-\u28FF]/);
	});

	test('with --mixed, all results; with --where, some models', async () => {
		expect((await mscn('--mixed')).lines[0]).toContain('6 models');
		expect((await plot('--where', 'lr=0.1')).lines[0]).toBe('mscn · total_time on imdb · 2 models');
	});

	test('a metric of which nobody said which values are better is drawn, and nothing is best', async () => {
		const {lines, notes} = await mscn('--metric', 'odd');
		expect(lines.join('\n')).not.toContain('★');
		expect(notes.join('\n')).toContain('Nobody said whether odd is better small or large');
	});
});

test('--json has the points with the values of both axes', async () => {
	const {json} = await mscn('--x', 'opt', '--json');
	const {schema, chart} = json() as {schema: number; chart: {points: readonly object[]; left_out: object; x: object; dataset: string}};
	expect(schema).toBe(1);
	expect(chart).toMatchObject({dataset: 'imdb', x: {name: 'opt', scale: 'category'}, left_out: {unmeasured: 0, other_data: 1, infinite: 0, without_x: 1}});
	expect(chart.points).toEqual([
		{key: 'Mscn/Model/m_1', model_id: 'm_1', x: 'adam', y: 140, frontier: true},
		{key: 'Mscn/Model/m_4', model_id: 'm_4', x: 'sgd', y: 110, frontier: true, best: true},
		{key: 'Mscn/Model/m_2', model_id: 'm_2', x: 'sgd', y: 120},
		{key: 'Mscn/Model/m_3', model_id: 'm_3', x: '모멘텀', y: 150, frontier: true},
	]);
	const history = (await mscn('--json')).json() as {chart: {points: ReadonlyArray<{x: string}>}};
	expect(history.chart.points.map(({x}) => new Date(x).toISOString() === x)).toEqual([true, true, true, true, true]);
});

test('--quiet prints ids, from the left', async () => {
	expect((await mscn('--quiet')).lines).toEqual(['m_1', 'm_2', 'm_3', 'm_4', 'm_6']);
});

describe('--svg', () => {
	test('writes an image to a new file, again over it, and never over one that is not its own', async () => {
		const file = path.join(temporaryFolder(), 'chart.svg');
		const {lines, notes} = await mscn('--svg', file);
		expect(lines).toEqual([]);
		expect(notes[0]).toBe(`Wrote the chart to ${file}.`);
		const text = fs.readFileSync(file, 'utf8');
		expect(readXml(text).name).toBe('svg');
		await mscn('--svg', file, '--x', 'lr');
		expect(fs.readFileSync(file, 'utf8')).not.toBe(text);
		fs.writeFileSync(file, '<svg xmlns="http://www.w3.org/2000/svg"></svg>\n');
		const error = await refusal(mscn('--svg', file));
		expect([error.exitCode, error.message]).toEqual([1, `${file} is there already. Nothing was written.`]);
		expect(fs.readFileSync(file, 'utf8')).toBe('<svg xmlns="http://www.w3.org/2000/svg"></svg>\n');
	});

	test('writes nothing into a registry that is read-only', async () => {
		const root = exampleData();
		const file = path.join(root, 'chart.svg');
		const refused = await mreg(['plot', '--algo', 'mscn', '--svg', file, '--root', root, '--read-only']);
		expect([refused.code, refused.stderr.split('\n')[0]]).toEqual([
			1,
			`mreg: ${file} lies in the registry, which was opened with --read-only. Nothing was written.`,
		]);
		expect(fs.existsSync(file)).toBe(false);
		const outside = path.join(temporaryFolder(), 'chart.svg');
		expect((await mreg(['plot', '--algo', 'mscn', '--svg', outside, '--root', root, '--read-only'])).code).toBe(0);
	});

	test('- prints it', async () => {
		expect(readXml((await mscn('--svg', '-')).lines.join('\n')).name).toBe('svg');
	});
});

test.each([
	[['--x', 'lrr'], 3, 'None of these models has the hyperparameter "lrr".'],
	[['--metric', 'nope'], 3, 'No test has the metric "nope".'],
	[['--dataset', 'nope'], 3, 'None of 6 models was tested on "nope".'],
	[['--where', 'lr>9'], 3, 'None of 6 models matches "lr>9".'],
	[['--svg', ''], 2, '--svg takes the name of a file, or - for standard output.'],
])('%j: exit %d', async (words, code, message) => {
	const error = await refusal(mscn(...words));
	expect([error.exitCode, error.message]).toEqual([code, message]);
});

describe('on ExampleData', () => {
	let example = '';
	beforeAll(() => {
		example = exampleData();
	});

	test('it runs as in its examples', async () => {
		const {stdout, stderr, code} = await mreg(['plot', '--root', example, '--algo', 'mscn', '--x', 'learning_rate', '--dataset', 'imdb']);
		expect(code).toBe(0);
		expect(stdout).toMatch(/^mscn · total_time on imdb · 15 models\n/);
		expect(stdout).toContain('1e-4');
		expect(stderr).toContain('5 left out');
	});
});
