/** How a leaderboard and a comparison are printed and exported: bytes of whole files, and that no text breaks a format. */

import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {gridLines, type GridFormat, type GridLook} from '../../source/grid-formats.ts';
import type {Grid, GridCell, GridColumn, GridRow} from '../../source/grid.ts';
import {displayWidth} from '../../source/table.ts';
import {foreignSequences} from '../helpers/control-sequences.ts';
import {expectGolden} from '../helpers/golden.ts';
import {holdsForAll} from '../helpers/property.ts';

const textColumn = (header: string): GridColumn => ({header, align: 'left', kind: 'text'});
const numberColumn = (header: string, sub?: string): GridColumn => ({header, sub, align: 'right', kind: 'number'});
const text = (words: string): GridCell => ({text: words});
const number = (value: number, more: Partial<GridCell> = {}): GridCell => ({text: String(value), value, ...more});
const mean = (value: number, deviation: number, more: Partial<GridCell> = {}) => number(value, {deviation, count: 5, ...more});
const hole: GridCell = {text: '', mark: 'untested'};
const row = (...cells: GridCell[]): GridRow => ({cells});
const section = (title: string): GridRow => ({kind: 'section', cells: [text(title)]});
const gridOf = (columns: readonly GridColumn[], rows: readonly GridRow[], more: Partial<Grid> = {}): Grid => ({
	title: '',
	comments: [],
	columns,
	rows,
	notes: [],
	...more,
});

const leaderboard: Grid = {
	title: 'leaderboard  total_time, s, lowest first',
	comments: ['mreg leaderboard --metric total_time --fold seed', '2026-11-22 08:12, 20 models', 'id "a--b" -->\nsecond line \u{1B}[2J'],
	columns: [
		{header: '#', align: 'right', kind: 'text'},
		textColumn('MODEL'),
		numberColumn('imdb ↓', '113 q'),
		numberColumn('production', '500 q'),
		numberColumn('tpch', '22 q'),
		textColumn('NOTE'),
	],
	rows: [
		row(number(1), text('mscn lr 3e-4'), mean(118.453_21, 1.183_4, {mark: 'best'}), mean(42.871, 0.46), hole, text('논문 표 2 후보')),
		row(
			number(2),
			text('lero_pair'),
			mean(119.02, 2.8, {mark: 'tied', note: '4 of 5 seeds', count: 4}),
			mean(41.2, 0.95, {mark: 'best'}),
			number(87.7, {mark: 'best'}),
			text('a|b `c` <b>&amp;</b>'),
		),
		row(
			number(3),
			text('50% of {x} \\ ~ ^ # $1'),
			mean(125.64, 0.83),
			mean(42.6, 1.1, {mark: 'second'}),
			number(93, {mark: 'second'}),
			text('line one\nline two'),
		),
		row(
			number(4),
			text('\u{1B}]52;c;AAAA\u{7}\u{1B}[31mred'),
			number(108.38, {mark: 'other-data', note: '80 queries'}),
			{text: '', mark: 'other-data', note: '80 queries'},
			number(Number.NaN),
			text('=1+1'),
		),
		row(text(''), text('[p] *x* "q", _y_'), number(-0.000_25), number(1_234_567.891), number(Number.POSITIVE_INFINITY), text('조인 5개 이상에서 과소추정')),
	],
	notes: ['★ best  2 second  ≈ tied with best (Welch p > 0.05)', '- 2 holes | 100%\nof them', '1. not a list'],
};

const comparison: Grid = {
	title: 'B and C beat A wherever both were tested.',
	comments: ['mreg compare 1121_2240 1122_0315 1121_2219 --differences --format md'],
	columns: [textColumn(''), numberColumn('A', 'baseline'), numberColumn('B', '1122_031544'), {header: 'C', sub: '1121_221907', align: 'right', kind: 'number'}],
	rows: [
		section('TRAINING'),
		row(text('took'), {text: '24 min'}, {text: '31 min'}, {text: '24 min'}),
		section('HYPERPARAMETERS'),
		row(text('learning_rate'), text('1e-3'), text('3e-4'), text('1e-3')),
		section('RESULTS: imdb, 113 queries'),
		row(text('total_time, s ↓'), number(143.68), number(117.03, {mark: 'best', note: '−18.5%'}), number(108.38, {mark: 'other-data', note: '80 queries'})),
		row(text('p95_time, s ↓'), number(3.34), number(2.69, {mark: 'better', note: '−19.5%'}), number(3.4569, {mark: 'worse', note: '+3.5%'})),
		row(text('recall@10 ?'), number(0.5), number(-0.7), hole),
		section('RESULTS: my_set | 50%'),
		row(text('q_error'), number(12.1), {text: 'not a number'}, hole),
		row(text('tags'), text('baseline'), text('논문  best')),
	],
	notes: ['▲ better, ▼ worse than A'],
};

const files: ReadonlyArray<readonly [GridFormat, string]> = [
	['md', 'md'],
	['csv', 'csv'],
	['latex', 'tex'],
	['table', 'txt'],
];

const lines = (grid: Grid, format: GridFormat, look?: GridLook): string[] => [...gridLines(grid, format, look)];
/** The one line of a table of one cell. */
function cellAs(format: GridFormat, cell: GridCell, look?: GridLook): string {
	const all = lines(gridOf([numberColumn('X')], [row(cell)]), format, look);
	const at = {md: 2, csv: 1, latex: all.indexOf('\\midrule') + 1, table: 1}[format];
	return (all[at] ?? '').trim();
}

describe.each(files)('%s', (format, ending) => {
	test('of a leaderboard equals its file', () => expectGolden(`leaderboard.${ending}`, gridLines(leaderboard, format)));
	test('of a comparison equals its file', () => expectGolden(`comparison.${ending}`, gridLines(comparison, format)));
	test('of a leaderboard with one digit equals its file', () => expectGolden(`leaderboard-digits-1.${ending}`, gridLines(leaderboard, format, {digits: 1})));

	test('lets nothing through that drives the terminal', () => {
		expect(foreignSequences(lines(leaderboard, format).join('\n'))).toEqual([]);
	});

	test('of a table without rows is its header', () => {
		expect(lines(gridOf([textColumn('A')], []), format).join('\n')).toMatch(/A/);
	});
});

test.each<readonly [GridCell, string, string, string, string]>([
	[number(117.03, {mark: 'best'}), '| **117.03** ★ |', '117.03', '\\textbf{117.03} \\\\', '★ 117.03'],
	[number(117.41, {mark: 'second'}), '| _117.41_ |', '117.41', '\\underline{117.41} \\\\', '2 117.41'],
	[number(117.41, {mark: 'tied'}), '| 117.41 ≈ |', '117.41', '117.41 $\\approx$ \\\\', '≈ 117.41'],
	[number(117.03, {mark: 'better', note: '−18.5%'}), '| 117.03 ▲ −18.5% |', '117.03', '117.03 $\\bigtriangleup$ $-$18.5\\% \\\\', '117.03 ▲ −18.5%'],
	[number(46.8, {mark: 'worse', note: '+3.5%'}), '| 46.8 ▼ +3.5% |', '46.8', '46.8 $\\bigtriangledown$ +3.5\\% \\\\', '46.8 ▼ +3.5%'],
	[
		number(108.38, {mark: 'other-data', note: '80 queries'}),
		'| 108.38 ≠ 80 queries |',
		'',
		'(108.38)\\textsuperscript{$\\neq$} 80 queries \\\\',
		'108.38 ≠ 80 queries',
	],
	[hole, '| – |', '', '-- \\\\', '–'],
	[number(Number.NaN), '| NaN |', 'NaN', 'NaN \\\\', 'NaN'],
	[number(1 / 3), '| 0.33333 |', '0.3333333333333333', '0.33333 \\\\', '0.33333'],
])('%j in each format', (cell, md, csv, latex, table) => {
	expect([cellAs('md', cell), cellAs('csv', cell), cellAs('latex', cell), cellAs('table', cell)].map(line => line.replaceAll(/ +/g, ' '))).toEqual([
		md,
		csv,
		latex,
		table,
	]);
});

test('a mean has its deviation, in CSV in columns of its own with the count', () => {
	const cell = mean(118.451_234, 1.189, {mark: 'best'});
	expect(cellAs('md', cell, {digits: 1})).toBe('| **118.5** ± 1.2 ★ |');
	expect(cellAs('latex', cell, {digits: 1})).toBe('\\textbf{118.5} $\\pm$ 1.2 \\\\');
	expect(cellAs('table', cell, {digits: 1})).toBe('★ 118.5 ± 1.2');
	expect(lines(gridOf([numberColumn('X'), numberColumn('Y')], [row(cell, number(1)), row(number(2), number(3))]), 'csv', {digits: 1})).toEqual([
		'X,X sd,X n,Y',
		'118.451234,1.189,5,1',
		'2,,,3',
	]);
});

test('a number with its own words keeps them for people in a column of texts, and its value in CSV', () => {
	const grid = gridOf([textColumn('took')], [row({text: '24 min', value: 1440})]);
	expect(lines(grid, 'md').at(-1)).toBe('| 24 min |');
	expect(lines(grid, 'csv').at(-1)).toBe('1440');
});

test('CSV tells columns of one name apart by the second line of the header', () => {
	expect(lines(gridOf([numberColumn('imdb', '80 q'), numberColumn('imdb', '113 q'), numberColumn('tpch', '22 q')], []), 'csv')).toEqual([
		'imdb 80 q,imdb 113 q,tpch',
	]);
});

test('the source of a Markdown table is aligned by display width', () => {
	const widths = lines(
		gridOf([textColumn('이름'), numberColumn('X')], [row(text('한글 이름'), number(1)), row(text('a|b'), number(22.5, {mark: 'best'}))]),
		'md',
	).map(displayWidth);
	expect(new Set(widths).size).toBe(1);
});

test('a Markdown comment ends where it should, and its command can be copied', () => {
	const [open, first, second, close] = lines(gridOf([], [], {comments: ['mreg best --metric x', '--> <script> --!> ---']}), 'md');
	expect([open, close]).toEqual(['<!--', '-->']);
	expect(first).toBe('mreg best --metric x');
	expect(second).not.toMatch(/--!?>/);
});

test('a LaTeX row does not begin with what would be an argument of the line end before it', () => {
	const starts = lines(gridOf([textColumn('X')], [row(text('[1em]')), row(text('*')), row(text('a[1]'))]), 'latex').slice(5, 8);
	expect(starts.map(line => line.trim().replaceAll(/ +/g, ' '))).toEqual(['{[}1em] \\\\', '{*} \\\\', 'a[1] \\\\']);
});

test('a printed table fits the terminal: texts are cut with an ellipsis, numbers are not', () => {
	const grid = gridOf([textColumn('NOTE'), numberColumn('X')], [row(text('긴 설명이 여기에 있습니다 그리고 더'), number(117.03, {mark: 'best'}))]);
	const [, line = ''] = lines(grid, 'table', {columns: 24});
	expect(displayWidth(line)).toBeLessThanOrEqual(24);
	expect(line).toMatch(/…\s+★ 117\.03$/);
});

test('a printed table has its points below each other', () => {
	const grid = gridOf(
		[textColumn('M'), numberColumn('X')],
		[row(text('a'), mean(118.45, 1.2, {mark: 'best'})), row(text('b'), number(9.5)), row(text('c'), mean(87.7, 10.25))],
	);
	const points = lines(grid, 'table')
		.slice(1)
		.map(line => line.indexOf('.'));
	expect(new Set(points).size).toBe(1);
});

const anyText = fc.oneof(
	fc.string({unit: 'grapheme', maxLength: 10}),
	fc.string({unit: fc.constantFrom(...'|\\`*_[]<>~$#%^&{}"\',=-\n\r\t\u{1B} a가'), maxLength: 10}),
);
const anyMark = fc.constantFrom<GridCell['mark']>(undefined, 'best', 'second', 'tied', 'better', 'worse', 'other-data', 'untested');
const optional = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, {nil: undefined});
const anyCell: fc.Arbitrary<GridCell> = fc.record({
	text: anyText,
	value: optional(fc.double()),
	deviation: optional(fc.double()),
	count: optional(fc.nat()),
	mark: anyMark,
	note: optional(anyText),
});
const anyGrid: fc.Arbitrary<Grid> = fc.record({
	title: anyText,
	comments: fc.array(anyText, {maxLength: 2}),
	columns: fc.array(
		fc.record({
			header: anyText,
			sub: optional(anyText),
			align: fc.constantFrom('left' as const, 'right' as const),
			kind: fc.constantFrom('text' as const, 'number' as const),
		}),
		{minLength: 1, maxLength: 3},
	),
	rows: fc.array(fc.record({kind: fc.constantFrom(undefined, undefined, 'section' as const), cells: fc.array(anyCell, {maxLength: 4})}), {maxLength: 4}),
	notes: fc.array(anyText, {maxLength: 2}),
});

/** The cells of a Markdown row as GitHub finds them: a bar behind a backslash is text. */
const markdownCells = (line: string) => line.replaceAll(/\\./gsu, '..').split('|').length - 2;

test('whatever the texts, each Markdown row has as many cells as the header', () => {
	holdsForAll([anyGrid], grid => {
		const all = lines({...grid, title: '', comments: [], notes: []}, 'md');
		expect(all.filter(line => !line.startsWith('| ') || !line.endsWith(' |'))).toEqual([]);
		const sections = grid.rows.flatMap(({kind}, index) => (kind === 'section' ? [index + 2] : []));
		expect(all.filter((_, index) => !sections.includes(index)).map(markdownCells)).toEqual(Array(all.length - sections.length).fill(grid.columns.length));
		expect(all.join('').replaceAll('<br>', '')).not.toMatch(/[<>]/);
	});
});

/** The fields of one line of CSV. */
const csvFields = (line: string) => line.match(/(?<=^|,)(?:"(?:[^"]|"")*"|[^",]*)(?=,|$)/gsu) ?? [];

test('whatever the texts, each line of CSV has as many fields as the header, and the numbers read back', () => {
	holdsForAll([anyGrid], grid => {
		const [header = '', ...rest] = lines(grid, 'csv').map(csvFields);
		expect(rest.map(fields => fields.length)).toEqual(rest.map(() => header.length));
		expect(rest).toHaveLength(grid.rows.filter(({kind}) => kind !== 'section').length);
	});
	holdsForAll([fc.double()], value => Object.is(Number(cellAs('csv', number(value))), value === 0 ? 0 : value));
});

test('whatever the texts, braces of LaTeX pair up and each row has its ampersands and its end', () => {
	holdsForAll([anyGrid], grid => {
		const all = lines(grid, 'latex');
		const code = all.filter(line => !line.startsWith('% ')).map(line => line.replaceAll(/\\[{}&%$#_]/g, ''));
		for (const line of code) {
			expect(line.split('{').length).toBe(line.split('}').length);
			expect(line.split('$').length % 2).toBe(1);
			expect(line).not.toMatch(/[%#_^~<>|]/);
		}
		const rows = code.filter(line => line.endsWith(' \\\\') && !line.startsWith('\\multicolumn'));
		for (const line of rows) expect(line.split('&').length).toBe(grid.columns.length);
	});
});

test('whatever the texts, no line in any format has a line end or a control character', () => {
	holdsForAll([anyGrid, fc.constantFrom(...files.map(([format]) => format)), fc.option(fc.nat(100), {nil: undefined})], (grid, format, columns) => {
		for (const line of lines(grid, format, {columns})) expect(line).not.toMatch(/\p{Cc}/u);
	});
});
