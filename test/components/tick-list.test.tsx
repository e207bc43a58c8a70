/** A list of ticks and a question in their frames: widths, what is left out, which keys come through. */

import {Text} from 'ink';
import {expect, test} from 'vitest';
import {displayWidth} from '../../components/cells.ts';
import {Confirm, TakeKeys} from '../../components/confirm.tsx';
import {unpainted} from '../../components/paint.ts';
import {safe} from '../../components/safe-text.ts';
import {tickLine, TickList, type TickRow} from '../../components/tick-list.tsx';
import {safeText} from '../../source/text.ts';
import {renderToScreen} from '../helpers/terminal.ts';

const rows: readonly TickRow[] = [
	{label: safe`paper`, tick: 'all', hint: safe`12`},
	{label: safeText('논문 후보'), tick: 'some', hint: safe`3`},
	{label: safe`wip`, tick: 'none', isChanged: true},
	{label: safe`make "x"`},
];

test('a row is exactly as wide as it may be, whatever is in it', () => {
	for (const width of [12, 20, 40]) for (const row of rows) expect(displayWidth(tickLine(row, true, width))).toBe(width);
	expect(unpainted(tickLine(rows[1] ?? {label: safe``}, true, 24))).toBe('❯ [-] 논문 후보        3');
});

test('the list stands in a frame; what does not fit scrolls, with the place above', async () => {
	const list = (height: number, cursor: number) => (
		<TickList
			title={safe`tags of 2 models`}
			field={<Text>{safe`field`}</Text>}
			rows={rows}
			cursor={cursor}
			empty={safe`no tags yet`}
			width={30}
			height={height}
		/>
	);
	using whole = renderToScreen(list(10, 1), {cols: 40, rows: 12});
	expect((await whole.until('make')).slice(0, 8)).toEqual([
		'╭────────────────────────────╮',
		'│ tags of 2 models           │',
		'│ field                      │',
		'│   [x] paper             12 │',
		'│ ❯ [-] 논문 후보          3 │',
		'│   [ ] wip                  │',
		'│   make "x"                 │',
		'╰────────────────────────────╯',
	]);
	using low = renderToScreen(list(6, 3), {cols: 40, rows: 12});
	const lines = await low.until('make');
	expect(lines[1]).toBe('│ tags of 2 models       4/4 │');
	expect(lines.slice(3, 6)).toEqual(['│   [ ] wip                  │', '│ ❯ make "x"                 │', '╰────────────────────────────╯']);
});

test('a question keeps its first line and its answers when there is little room', async () => {
	const lines = ['Move 3 models?', 'one', 'two', 'three'].map(safeText);
	using terminal = renderToScreen(<Confirm lines={lines} prompt={[{text: safe`y yes   n no`}]} width={24} height={5} />, {cols: 30, rows: 8});
	expect((await terminal.until('y yes')).slice(0, 5)).toEqual([
		'╭──────────────────────╮',
		'│ Move 3 models?       │',
		'│ …                    │',
		'│ y yes   n no         │',
		'╰──────────────────────╯',
	]);
});

test('keys for a question come whole; Escape leaves', async () => {
	let typed = '';
	let left = 0;
	using terminal = renderToScreen(<TakeKeys onText={text => (typed += text)} onCancel={() => left++} />);
	await terminal.settled();
	terminal.type('ab');
	terminal.press('Enter', 'ㅛ', 'Escape');
	await terminal.until(() => left === 1);
	expect(typed).toBe('ab\rㅛ');
});
