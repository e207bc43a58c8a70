/** A menu moves, chooses, and keeps still while it is not focused. */
import {Box, Text} from 'ink';
import {useState, type ReactNode} from 'react';
import {expect, test} from 'vitest';
import {Menu, menuStep, type MenuItem} from '../../components/menu.tsx';
import {safe} from '../../components/safe-text.ts';
import {safeText} from '../../source/text.ts';
import {renderToScreen} from '../helpers/terminal.ts';

const items: ReadonlyArray<MenuItem<string>> = [
	{label: safe`total_time`, value: 'total_time', hint: safe`↓ lower is better`},
	{label: safeText('나이'), value: 'age'},
	{label: safe`size`, value: 'size', hint: safe`bytes`},
];

function Sort({isFocused = true, choices = items}: {readonly isFocused?: boolean; readonly choices?: ReadonlyArray<MenuItem<string>>}): ReactNode {
	const [chosen, setChosen] = useState('nothing');
	const [seen, setSeen] = useState('');
	return (
		<Box flexDirection="column">
			<Menu title={safe`sort by`} items={choices} current="age" isFocused={isFocused} onSelect={setChosen} onHighlight={setSeen} />
			<Text>
				chosen {chosen}, seen {seen}
			</Text>
		</Box>
	);
}

test('opens on the current item, in a frame, with hints in a column', async () => {
	using terminal = renderToScreen(<Sort />, {cols: 50, rows: 10});
	const lines = await terminal.until('chosen nothing');
	expect(lines.slice(0, 6)).toEqual([
		'╭─────────────────────────────────╮',
		'│ sort by                         │',
		'│   total_time  ↓ lower is better │',
		'│ ❯ 나이                          │',
		'│   size        bytes             │',
		'╰─────────────────────────────────╯',
	]);
});

test('moves round its ends and chooses', async () => {
	using terminal = renderToScreen(<Sort />, {cols: 50, rows: 10});
	await terminal.until('❯ 나이');
	terminal.press('j');
	await terminal.until('❯ size');
	terminal.press('Down');
	await terminal.until('❯ total_time');
	await terminal.until('seen total_time');
	terminal.press('ㅏ');
	await terminal.until('❯ size');
	terminal.press('Enter');
	await terminal.until('chosen size');
});

test('keys that come in one read are not lost', async () => {
	using terminal = renderToScreen(<Sort />, {cols: 50, rows: 10});
	await terminal.until('❯ 나이');
	terminal.type('\u{1B}[B\u{1B}[Bj\r');
	await terminal.until('chosen age');
});

test('a digit chooses at once', async () => {
	using terminal = renderToScreen(<Sort />, {cols: 50, rows: 10});
	await terminal.until('❯ 나이');
	terminal.press('3');
	await terminal.until('chosen size');
});

test('keeps its item when the items are listed anew, and goes to the top when that is gone', async () => {
	using terminal = renderToScreen(<Sort />, {cols: 50, rows: 10});
	await terminal.until('❯ 나이');
	terminal.instance.rerender(<Sort choices={items.toReversed()} />);
	await terminal.until(lines => lines[2]?.includes('size') === true);
	await terminal.settled();
	expect(terminal.line(3)).toContain('❯ 나이');
	terminal.instance.rerender(<Sort choices={items.filter(({value}) => value !== 'age')} />);
	await terminal.until('❯ total_time');
});

test('does not react while it is not focused', async () => {
	using terminal = renderToScreen(<Sort isFocused={false} />, {cols: 50, rows: 10});
	await terminal.until('❯ 나이');
	terminal.type('j\r');
	await terminal.settled();
	expect(terminal.screen().join('\n')).toContain('❯ 나이');
	expect(terminal.screen().join('\n')).toContain('chosen nothing');
});

test('cuts what is wider than it may be', async () => {
	using terminal = renderToScreen(<Menu title={safe`sort by`} items={items} width={20} onSelect={() => undefined} />, {cols: 50, rows: 10});
	const lines = await terminal.until('❯');
	expect(lines[2]).toBe('│ ❯ total_time  ↓… │');
});

test('keys behind a choice are not the menu’s', () => {
	expect(menuStep(0, 'jj\rj', 5)).toEqual({place: 2, isChosen: true});
	expect(menuStep(0, '9', 5)).toEqual({place: 0, isChosen: false});
	expect(menuStep(0, 'k', 5)).toEqual({place: 4, isChosen: false});
});
