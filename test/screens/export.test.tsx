/** The Export screen: the preview is the text that is written, in every format. */

import {until} from '../helpers/until.ts';
import {useState, type ReactNode} from 'react';
import {describe, expect, test} from 'vitest';
import {displayWidth} from '../../components/cells.ts';
import type {Grid} from '../../source/grid.ts';
import {gridLines} from '../../source/grid-formats.ts';
import type {ActionId} from '../../source/key-binding.ts';
import {ExportScreen} from '../../source/screens/export-screen.tsx';
import {emptyExport, exportText, reduceExport, type ExportState} from '../../source/screens/export-state.ts';
import {exportedGrid, exportFileName} from '../../source/screens/export-text.ts';
import type {ScreenContext} from '../../source/screens/screen-context.ts';
import {defaultConfig} from '../../store/domain/config.ts';
import {renderToScreen} from '../helpers/terminal.ts';

const grid: Grid = {
	title: 'leaderboard  total_time, s, lowest first',
	comments: ['mreg leaderboard --metric total_time'],
	columns: [
		{header: 'MODEL', align: 'left', kind: 'text'},
		{header: 'imdb ↓', sub: '113 q', align: 'right', kind: 'number'},
	],
	rows: [
		{kind: 'section', cells: [{text: 'mscn'}]},
		{cells: [{text: '모델 a\u{1B}[2J'}, {text: '117.03', value: 117.034_567, deviation: 1.5, count: 5, mark: 'best'}]},
		{cells: [{text: 'b'}, {text: 'NaN', value: NaN}]},
		{cells: [{text: 'c'}]},
	],
	notes: ['★ best'],
};

const long: Grid = {...grid, rows: Array.from({length: 50}, (_, index) => ({cells: [{text: `m${index} ${'x'.repeat(100)}`}, {text: '', value: index}]}))};

function contextOf({width = 80, height = 12} = {}): ScreenContext {
	return {
		snapshot: {
			root: '/r',
			reason: 'test',
			models: [],
			problems: [],
			config: defaultConfig,
			activity: {phase: 'live', checkedAt: 0},
			watching: true,
		},
		width,
		height,
		objectiveOf: () => undefined,
		now: 0,
	};
}

const pressed = (state: ExportState, of: Grid, ...actions: readonly ActionId[]) =>
	actions.reduce((before, action) => reduceExport(before, {kind: 'key', action}, of, contextOf()), state);

async function drawn(state: ExportState, of: Grid, context = contextOf()): Promise<string[]> {
	const screen = <ExportScreen {...context} state={state} grid={of} dispatch={() => undefined} onSubmit={() => undefined} />;
	using terminal = renderToScreen(screen, {cols: context.width, rows: context.height});
	await terminal.settled();
	return terminal.screen();
}

describe('the text', () => {
	test('is what the formats make of the grid, to the end of the last line', () => {
		for (const format of ['md', 'csv', 'latex'] as const) {
			expect(exportText(grid, {...emptyExport, format, digits: 1})).toBe([...gridLines(grid, format, {digits: 1})].map(line => `${line}\n`).join(''));
		}
	});

	test('as JSON has raw values, the section of each row, and strings for NaN', () => {
		const text = exportText(grid, {...emptyExport, format: 'json', digits: 1});
		expect(text.endsWith('}\n')).toBe(true);
		expect(text).not.toContain('\u{1B}');
		expect(JSON.parse(text)).toEqual({
			schema: 1,
			title: grid.title,
			columns: grid.columns,
			rows: [
				{section: 'mscn', cells: [{text: '모델 a\u{1B}[2J'}, {text: '117.03', value: 117.034_567, deviation: 1.5, count: 5, mark: 'best'}]},
				{section: 'mscn', cells: [{text: 'b'}, {text: 'NaN', value: 'NaN'}]},
				{section: 'mscn', cells: [{text: 'c'}, {text: ''}]},
			],
			comments: grid.comments,
			notes: grid.notes,
		});
	});

	test('is made once for a grid, a format and its digits', () => {
		const first = exportedGrid(long, {format: 'md', digits: 2});
		expect(exportedGrid(long, {format: 'md', digits: 2})).toBe(first);
		expect(exportedGrid(long, {format: 'md', digits: 3})).not.toBe(first);
		expect(exportedGrid(long, {format: 'csv', digits: 3})).toBe(exportedGrid(long, {format: 'csv', digits: 2}));
	});
});

describe('keys', () => {
	test('go through the formats both ways', () => {
		const formats = ['nextFormat', 'nextFormat', 'nextFormat', 'nextFormat'] as const;
		expect(formats.map((_, count) => pressed(emptyExport, grid, ...formats.slice(0, count + 1)).format)).toEqual(['csv', 'latex', 'json', 'md']);
		expect(pressed(emptyExport, grid, 'previousFormat').format).toBe('json');
	});

	test('give digits from 0 to 12, and none', () => {
		const digits = (...actions: readonly ActionId[]) => pressed(emptyExport, grid, ...actions).digits;
		expect(digits('moreDigits')).toBe(2);
		expect(digits('moreDigits', 'moreDigits')).toBe(3);
		expect(digits(...Array.from({length: 30}, () => 'moreDigits' as const))).toBe(12);
		expect(digits('moreDigits', 'fewerDigits', 'fewerDigits')).toBe(0);
		expect(digits('moreDigits', 'fewerDigits', 'fewerDigits', 'fewerDigits')).toBeUndefined();
		expect(digits('fewerDigits')).toBeUndefined();
	});

	test('leave the digits alone where numbers are written in full', () => {
		expect(pressed(emptyExport, grid, 'nextFormat', 'moreDigits').digits).toBeUndefined();
	});

	test('scroll to the last line and no further', () => {
		const {lines} = exportedGrid(long, emptyExport);
		expect(pressed(emptyExport, long, 'last').line).toBe(lines.length - 8);
		expect(pressed(emptyExport, long, 'last', 'down', 'pageDown').line).toBe(lines.length - 8);
		expect(pressed(emptyExport, long, 'pageDown', 'up').line).toBe(7);
		expect(pressed(emptyExport, long, 'last', 'nextFormat').line).toBe(0);
		expect(pressed(emptyExport, {...grid, rows: [], notes: [], comments: [], title: ''}, 'last').line).toBe(0);
	});

	test('open the field with a name, and Escape closes it', () => {
		const open = pressed(emptyExport, grid, 'nextFormat', 'nextFormat', 'write');
		expect(open.typing).toEqual({value: 'leaderboard.tex', cursor: 15});
		expect(pressed(open, grid, 'escape').typing).toBeUndefined();
		expect(pressed(emptyExport, grid, 'escape')).toBe(emptyExport);
	});

	test('offer the name again that was typed for this format', () => {
		const typing = reduceExport(pressed(emptyExport, grid, 'write'), {kind: 'typing', value: 'mine.md', cursor: 2}, grid, contextOf());
		const typed = reduceExport(typing, {kind: 'typed'}, grid, contextOf());
		expect(typed.typing).toBeUndefined();
		expect(reduceExport(typed, {kind: 'typed'}, grid, contextOf())).toBe(typed);
		expect(pressed(typed, grid, 'write').typing?.value).toBe('mine.md');
		expect(pressed(typed, grid, 'nextFormat', 'write').typing?.value).toBe('leaderboard.csv');
	});
});

test('the file is called for the command, else for the title', () => {
	const named = (title: string, ...comments: string[]) => exportFileName({...grid, title, comments}, 'latex');
	expect(named('B and C beat A.', 'exported 2026-11-22', 'mreg compare a b')).toBe('compare.tex');
	expect(named('', 'mreg list --algo mscn')).toBe('models.tex');
	expect(named('Mscn  12 models')).toBe('mscn.tex');
	expect(named('모델 목록')).toBe('모델.tex');
	expect(named('../../etc/passwd')).toBe('export.tex');
	expect(named('')).toBe('export.tex');
});

describe('the screen', () => {
	test('shows the text that is written', async () => {
		const lines = await drawn(emptyExport, grid, contextOf({height: 18}));
		expect(lines[0]).toMatch(/^ export {2}Markdown ▾ {2}CSV {2}LaTeX {2}JSON {4}digits auto +3 rows$/);
		const text = exportText(grid, emptyExport).trimEnd().split('\n');
		expect(lines.slice(1, 1 + text.length)).toEqual(text);
		expect(lines[15]).toMatch(new RegExp(`^ lines 1–${text.length} of ${text.length} ─+$`));
		expect(lines[16]).toBe(` Enter writes a file, y copies ${Buffer.byteLength(exportText(grid, emptyExport))} bytes to the clipboard`);
	});

	test('cuts long lines with an ellipsis, and says so', async () => {
		const lines = await drawn(pressed(emptyExport, long, 'last'), long);
		expect(lines[1]).toMatch(/…$/);
		expect(lines[9]).toMatch(/^ lines \d+–(\d+) of \1 · 6 cut here \(…\), whole in the file ─+$/);
	});

	test('says which digits are written', async () => {
		expect((await drawn(pressed(emptyExport, grid, 'moreDigits'), grid))[0]).toContain('digits 2');
		expect((await drawn(pressed(emptyExport, grid, 'nextFormat'), grid))[0]).toMatch(/CSV ▾ .*full precision/);
	});

	test('says that too long a text does not go to the clipboard', async () => {
		const huge: Grid = {...long, rows: Array.from({length: 1_000}, () => long.rows[0] ?? {cells: []})};
		expect((await drawn(emptyExport, huge))[10]).toMatch(/^ Enter writes a file; [\d,]+ bytes are too many for the clipboard of a terminal$/);
	});

	test('keeps its width and height, with the cursor in the field', async () => {
		for (const [width, height] of [
			[40, 6],
			[80, 22],
		] as const) {
			for (const of of [grid, long]) {
				for (const state of [emptyExport, pressed(emptyExport, of, 'write'), pressed(emptyExport, of, 'previousFormat', 'last')]) {
					const lines = await drawn(state, of, contextOf({width, height}));
					expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width);
					expect(lines[0]).toMatch(/^ export /);
					expect(lines.at(-1)).toMatch(/^ (Tab|Enter writes)/);
				}
			}
		}
	});
});

test('a name is typed in the field and handed on; without one the field stays', async () => {
	const written: string[] = [];
	const Screen = (): ReactNode => {
		const [state, setState] = useState(pressed(emptyExport, grid, 'write'));
		return (
			<ExportScreen
				{...contextOf()}
				state={state}
				grid={grid}
				dispatch={action => setState(before => reduceExport(before, action, grid, contextOf()))}
				onSubmit={(path, rest) => void written.push(path, rest)}
			/>
		);
	};
	using terminal = renderToScreen(<Screen />, {cols: 80, rows: 12});
	await terminal.until('file leaderboard.md');
	await until(() => terminal.cursor().x === 6 + 'leaderboard.md'.length && terminal.cursor().y === 10, {
		describe: () => `the cursor stands at ${JSON.stringify(terminal.cursor())}`,
	});
	terminal.press('C-u');
	await terminal.until('a name, or a whole path');
	terminal.press('Enter');
	terminal.type('표.md');
	await terminal.until('file 표.md');
	expect(written).toEqual([]);
	terminal.type('\rq');
	await terminal.until('Enter writes a file');
	expect(written).toEqual(['표.md', 'q']);
});
