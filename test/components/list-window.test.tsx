/** The windowed table draws what is in the window, and its cursor row inverse. */
import {Box, Text, useInput} from 'ink';
import {useReducer, type ReactNode} from 'react';
import {expect, test} from 'vitest';
import {fit} from '../../components/cells.ts';
import {ListWindow} from '../../components/list-window.tsx';
import {paint} from '../../components/paint.ts';
import {joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {scrollTo} from '../../components/scroll.ts';
import {safeText} from '../../source/text.ts';
import {renderToScreen} from '../helpers/terminal.ts';

const notes = ['논문 표 2 후보', 'best keep', '', '과적합 의심', '🎉 done'].map(safeText);

function row(index: number): SafeText {
	const id = fit(safe`${index}`, 4, 'right');
	const note = fit(notes[index % notes.length] ?? safe``, 16);
	return joinSafe([id, safe` `, paint({bold: index === 0}, note), safe`│`]);
}

const height = 6;
const count = 40;

function List(): ReactNode {
	const [{cursor, offset}, move] = useReducer(
		(now: {readonly cursor: number; readonly offset: number}, step: number) => {
			const next = Math.max(0, Math.min(count - 1, now.cursor + step));
			return {cursor: next, offset: scrollTo(now.offset, next, height, count)};
		},
		{cursor: 0, offset: 0},
	);
	useInput((input, key) => {
		if (key.pageDown) {
			move(height);
		}

		for (const character of input) {
			move(character === 'j' ? 1 : -1);
		}
	});
	return (
		<Box flexDirection="column">
			<ListWindow header={[safe`   # note`]} count={count} renderRow={row} cursor={cursor} height={height} offset={offset} width={30} />
			<Text>cursor {cursor}</Text>
		</Box>
	);
}

test('lines of Hangul, emoji and Latin end in one column', async () => {
	using terminal = renderToScreen(<List />, {cols: 30, rows: 10});
	const lines = await terminal.until('cursor 0');
	expect(lines.slice(0, 8)).toEqual([
		'   # note',
		'   0 논문 표 2 후보  │',
		'   1 best keep       │',
		'   2                 │',
		'   3 과적합 의심     │',
		'   4 🎉 done         │',
		'   5 논문 표 2 후보  │',
		'cursor 0',
	]);
	for (let line = 1; line <= height; line++) {
		expect(terminal.cell(line, 21).text).toBe('│');
	}
});

test('the cursor row alone is inverse, over the full width', async () => {
	using terminal = renderToScreen(<List />, {cols: 30, rows: 10});
	await terminal.until('cursor 0');
	terminal.press('j');
	await terminal.until('cursor 1');
	expect(terminal.cell(1, 0).inverse).toBe(false);
	expect([0, 10, 29].map(column => terminal.cell(2, column).inverse)).toEqual([true, true, true]);
	expect(terminal.cell(1, 5).bold).toBe(true);
});

test('keys of one read all count, and the window scrolls with context', async () => {
	using terminal = renderToScreen(<List />, {cols: 30, rows: 10});
	await terminal.until('cursor 0');
	terminal.type('jjjjj');
	const lines = await terminal.until('cursor 5');
	expect(lines[1]).toMatch(/^ +2 /);
	expect(lines[6]).toMatch(/^ +7 /);
	expect(terminal.cell(4, 0).inverse).toBe(true);
});

test('the end of the list fills the window', async () => {
	using terminal = renderToScreen(<List />, {cols: 30, rows: 10});
	await terminal.until('cursor 0');
	terminal.press('PageDown', 'PageDown', 'PageDown', 'PageDown', 'PageDown', 'PageDown', 'PageDown');
	const lines = await terminal.until('cursor 39');
	expect(lines[6]).toMatch(/^ +39 /);
	expect(lines[1]).toMatch(/^ +34 /);
});

test('a row that is too long is cut at a cell boundary', async () => {
	const long = safeText('가나다라마바사아자차카타파하');
	using terminal = renderToScreen(<ListWindow count={2} renderRow={() => long} cursor={1} height={3} offset={0} />, {cols: 12, rows: 5});
	const lines = await terminal.until('가');
	expect(lines.slice(0, 3)).toEqual(['가나다라마…', '가나다라마…', '']);
});

test('a row is rendered again only when its text changes', async () => {
	const rendered: number[] = [];
	const drawn = (index: number): SafeText => {
		rendered.push(index);
		return safe`row ${index}`;
	};
	const list = (cursor: number): ReactNode => <ListWindow count={9} renderRow={drawn} cursor={cursor} height={3} offset={0} width={10} />;
	using terminal = renderToScreen(list(0), {cols: 12, rows: 5});
	await terminal.until('row 2');
	const before = terminal.rawOutput().length;
	terminal.instance.rerender(list(1));
	await terminal.until(() => terminal.cell(1, 0).inverse);
	expect(new Set(rendered)).toEqual(new Set([0, 1, 2]));
	expect(terminal.rawOutput().slice(before)).not.toContain('row 2');
});
