/** The one-line parts of a screen, the panel and the small table keep to their width. */
import {describe, expect, test} from 'vitest';
import {displayWidth} from '../../components/cells.ts';
import {KeyBar, fittingKeys, keyBarLine} from '../../components/key-bar.tsx';
import {Overlay, lastOverlayOffset} from '../../components/overlay.tsx';
import {ResultsTable, resultsTableWidth} from '../../components/results-table.tsx';
import {Rule, ruleLine} from '../../components/rule.tsx';
import {safe} from '../../components/safe-text.ts';
import {TabBar, tabBarLine} from '../../components/tab-bar.tsx';
import {safeText} from '../../source/text.ts';
import {renderToScreen} from '../helpers/terminal.ts';

const keys = [
	{key: safe`/`, label: safe`filter`},
	{key: safe`spc`, label: safe`mark`},
	{key: safe`c`, label: safe`compare`, disabled: true, priority: -1},
	{key: safe`t`, label: safeText('태그')},
];
const help = [{key: safe`?`, label: safe`help`, priority: 9}];

describe('the key bar', () => {
	test('shows keys bold, labels plain, disabled ones dim', async () => {
		using terminal = renderToScreen(<KeyBar items={keys} end={help} width={60} />, {cols: 60, rows: 3});
		const [first] = await terminal.until('help');
		expect(first).toBe(' / filter  spc mark  c compare  t 태그                ? help');
		expect(terminal.cell(0, 1)).toMatchObject({text: '/', bold: true});
		expect(terminal.cell(0, 3)).toMatchObject({text: 'f', bold: false, dim: false});
		expect(terminal.cell(0, 21)).toMatchObject({text: 'c', bold: false, dim: true});
	});

	test('drops the least important first, then from the right', () => {
		const kept = (width: number): string[] => fittingKeys([...keys, ...help], width).map(({key}) => key);
		expect(kept(60)).toEqual(['/', 'spc', 'c', 't', '?']);
		expect(kept(34)).toEqual(['/', 'spc', 't', '?']);
		expect(kept(26)).toEqual(['/', 'spc', '?']);
		expect(kept(6)).toEqual(['?']);
		expect(kept(5)).toEqual([]);
	});

	test('has exactly its width', () => {
		for (let width = 1; width < 70; width++) {
			expect(displayWidth(keyBarLine({items: keys, end: help, width}))).toBe(width);
		}
	});
});

describe('the tab bar', () => {
	const tabs = [
		['All', 504],
		['mscn', 368],
		['lero', 118],
		['knob', 18],
	] as const;
	const named = tabs.map(([label, count]) => ({label: safeText(label), count}));
	const many = Array.from({length: 40}, (_, index) => ({label: safeText(`알고${index}`), count: index}));

	test('puts the active tab in brackets', async () => {
		using terminal = renderToScreen(<TabBar tabs={named} active={1} width={60} note={safe`sweep42 ▾`} />, {cols: 60, rows: 3});
		const [first] = await terminal.until('All');
		expect(first).toBe(' All 504   [mscn 368]   lero 118   knob 18        sweep42 ▾');
		expect(terminal.cell(0, 13).bold).toBe(true);
	});

	test('always shows the active tab and how many are left out', () => {
		for (let width = 24; width < 200; width += 7) {
			for (let active = 0; active < many.length; active++) {
				const text = tabBarLine({tabs: many, active, width}).replaceAll(/\u{1B}\[\d+m/gu, '');
				const shown = text.match(/알고\d+ \d+/g)?.length ?? 0;
				expect(displayWidth(text)).toBe(width);
				expect(text).toContain(`[알고${active} ${active}]`);
				expect(text).toContain(`+${many.length - shown}`);
			}
		}
	});
});

describe('a rule', () => {
	test('carries a title and a note', async () => {
		using terminal = renderToScreen(<Rule width={40} title={safe`RESULTS`} note={safe`★ best`} />, {cols: 40, rows: 3});
		const [first] = await terminal.until('RESULTS');
		expect(first).toBe(` RESULTS ${'─'.repeat(24)} ★ best`);
	});

	test('has exactly its width', () => {
		for (let width = 0; width < 40; width++) {
			expect(displayWidth(ruleLine(width))).toBe(width);
			expect(displayWidth(ruleLine(width, {title: safeText('결과'), note: safe`note`}))).toBe(width);
		}
	});
});

test('a panel shows its part of the text and where that is', async () => {
	const lines = Array.from({length: 9}, (_, index) => safe`도움 ${index}`);
	using terminal = renderToScreen(<Overlay title={safe`help`} lines={lines} width={24} height={5} offset={99} />, {cols: 30, rows: 6});
	expect((await terminal.until('help')).slice(0, 5)).toEqual([
		'╭─ help ───────────────╮',
		'│ 도움 6               │',
		'│ 도움 7               │',
		'│ 도움 8               │',
		'╰─ 7–9 of 9 ───────────╯',
	]);
	expect(lastOverlayOffset(9, 5)).toBe(6);
	expect(lastOverlayOffset(2, 5)).toBe(0);
});

describe('the results table', () => {
	const columns = [
		{key: 'dataset', title: safeText('데이터')},
		{key: '__proto__', title: safe`total_time`, align: 'right'},
		{key: 'note', title: safe`note`},
	] as const;
	const rows = [
		{dataset: safe`imdb`, ['__proto__']: safe`117.03`, note: safeText('논문 표 2 후보')},
		{dataset: safeText('프로덕션'), ['__proto__']: safe`42.15`},
	];

	test('is dense, and its borders stand under each other with Hangul', async () => {
		using terminal = renderToScreen(<ResultsTable columns={columns} rows={rows} />, {cols: 60, rows: 8});
		const lines = await terminal.until('└');
		expect(lines.slice(0, 5)).toEqual([
			'┌──────────┬────────────┬────────────────┐',
			'│ 데이터   │ total_time │ note           │',
			'│ imdb     │     117.03 │ 논문 표 2 후보 │',
			'│ 프로덕션 │      42.15 │                │',
			'└──────────┴────────────┴────────────────┘',
		]);
		for (const line of [1, 2, 3]) {
			expect([0, 11, 24, 41].map(column => terminal.cell(line, column).text)).toEqual(['│', '│', '│', '│']);
		}
	});

	test('cuts its widest columns to a given width', async () => {
		using terminal = renderToScreen(<ResultsTable columns={columns} rows={rows} width={32} />, {cols: 60, rows: 8});
		const lines = await terminal.until('└');
		expect(lines[0]).toHaveLength(32);
		expect(lines[2]).toBe('│ imdb    │  117.03 │ 논문 표… │');
	});

	test('cuts texts and titles before it cuts a number', async () => {
		using terminal = renderToScreen(<ResultsTable columns={columns} rows={rows} width={24} />, {cols: 60, rows: 8});
		const lines = await terminal.until('└');
		expect(lines[0]).toHaveLength(24);
		expect(lines[2]).toBe('│ imdb │ 117.03 │ 논…  │');
		expect(resultsTableWidth(columns, rows)).toBe(42);
	});
});
