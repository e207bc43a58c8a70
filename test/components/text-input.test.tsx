/** The text field takes keys and pastes, and the terminal's cursor stands where the next character goes. */
import {Box, Text} from 'ink';
import {useState, type ReactNode} from 'react';
import {describe, expect, test} from 'vitest';
import {displayWidth} from '../../components/cells.ts';
import {safe} from '../../components/safe-text.ts';
import {textEditState} from '../../components/text-edit.ts';
import {TextInput, fieldView} from '../../components/text-input.tsx';
import {safeText} from '../../source/text.ts';
import {renderToScreen} from '../helpers/terminal.ts';

type FieldProps = {readonly initial?: string; readonly above?: number};

function Field({initial = '', above = 1}: FieldProps): ReactNode {
	const [state, setState] = useState(textEditState(initial));
	const [said, setSaid] = useState('');
	const [isActive, setActive] = useState(true);
	return (
		<Box flexDirection="column">
			{Array.from({length: above}, (_, line) => (
				<Text key={line}>line {line}</Text>
			))}
			<Box>
				<Text>필터 </Text>
				<TextInput
					{...state}
					width={20}
					toSafe={safeText}
					isActive={isActive}
					placeholder={safe`words, field<value`}
					onChange={setState}
					onKey={setSaid}
					onSubmit={(value, rest) => setSaid(`submitted ${value} then ${rest}`)}
					onCancel={() => {
						setSaid('cancelled');
						setActive(false);
					}}
				/>
			</Box>
			<Text>
				{state.value.length} {said}
			</Text>
		</Box>
	);
}

describe('the cursor', () => {
	test('stands behind what is typed, counted in cells', async () => {
		using terminal = renderToScreen(<Field />, {cols: 40, rows: 8});
		await terminal.until('words, field<value');
		await terminal.until(() => terminal.isCursorShown() && terminal.cursor().x === 5);
		expect(terminal.cursor()).toEqual({x: 5, y: 1});
		terminal.type('한글x');
		await terminal.until('필터 한글x');
		expect(terminal.cursor()).toEqual({x: 10, y: 1});
		terminal.press('Left', 'Left');
		await terminal.until(() => terminal.cursor().x === 7);
	});

	test('follows the field when it moves', async () => {
		using terminal = renderToScreen(<Field above={1} initial="한" />, {cols: 40, rows: 8});
		await terminal.until(() => terminal.cursor().x === 7 && terminal.cursor().y === 1);
		terminal.instance.rerender(<Field above={3} initial="한" />);
		await terminal.until('line 2');
		await terminal.until(() => terminal.cursor().x === 7 && terminal.cursor().y === 3);
	});

	test('is hidden when the field is left', async () => {
		using terminal = renderToScreen(<Field />, {cols: 40, rows: 8});
		await terminal.until(() => terminal.isCursorShown());
		terminal.press('Escape');
		await terminal.until('cancelled');
		await terminal.until(() => !terminal.isCursorShown());
	});
});

test('all keys of one read are applied, and those behind Enter are handed over', async () => {
	using terminal = renderToScreen(<Field />, {cols: 60, rows: 8});
	await terminal.until('words');
	terminal.type('lerx\u{7F}o\u{1B}[D\u{1B}[DX\rjj');
	await terminal.until('submitted leXro then jj');
});

test('words, line ends and control keys', async () => {
	using terminal = renderToScreen(<Field initial="tag:best lero imdb" />, {cols: 60, rows: 8});
	await terminal.until('lero imdb');
	terminal.press('C-w', 'M-b', 'C-k', 'C-a', 'x', 'C-e', 'y');
	await terminal.until(/필터 xtag:best y\s/);
	terminal.press('C-Left', 'C-u');
	await terminal.until(/필터 y\s/);
});

test('keys that a list behind the field needs are handed on', async () => {
	using terminal = renderToScreen(<Field />, {cols: 60, rows: 8});
	await terminal.until('words');
	terminal.press('Down');
	await terminal.until('0 down');
	terminal.press('BTab');
	await terminal.until('0 backTab');
});

test('a paste of a megabyte is one line of at most 4,096 characters', async () => {
	using terminal = renderToScreen(<Field />, {cols: 60, rows: 8});
	await terminal.until(() => terminal.isPasteBracketed());
	terminal.paste('ab\n'.repeat(350_000));
	await terminal.until('4096');
	expect(terminal.line(1)).toMatch(/^필터 …b ab ab/);
});

test('raw text is kept and shown escaped', async () => {
	using terminal = renderToScreen(<Field />, {cols: 60, rows: 8});
	await terminal.until(() => terminal.isPasteBracketed());
	terminal.paste('a\u{202E}b');
	await terminal.until('필터 a\\u{202e}b');
	await terminal.until(() => terminal.cursor().x === 5 + 10);
	terminal.press('Backspace', 'Backspace');
	await terminal.until(/필터 a\s/);
});

describe('the part of a long text in view', () => {
	test('is all of it while it fits', () => {
		expect(fieldView(textEditState('abc'), 6, safeText)).toEqual({text: 'abc   ', column: 3});
	});

	test('ends with room for a composed syllable behind the cursor', () => {
		const view = fieldView(textEditState('abcdefghij'), 8, safeText);
		expect(view.text).toBe('…fghij  ');
		expect(view.column).toBe(6);
	});

	test('says that it goes on at the right', () => {
		expect(fieldView({value: 'abcdefghij', cursor: 0}, 8, safeText)).toEqual({text: 'abcdefg…', column: 0});
	});

	test('has its width and its cursor inside, for all texts and places', () => {
		const value = 'a한👍🏽b\u{7}글글글 e\u{301}xyz가나다라마바사';
		for (let width = 1; width <= 40; width++) {
			for (let cursor = 0; cursor <= value.length; cursor++) {
				const state = textEditState(value, cursor);
				const view = fieldView(state, width, safeText);
				expect(displayWidth(view.text), `${width} ${cursor}`).toBe(width);
				expect(view.column).toBeGreaterThanOrEqual(0);
				expect(view.column).toBeLessThan(width);
			}
		}
	});

	test('shows the character before the cursor just before it', () => {
		const value = '가a나bb다ccc라dddd마';
		for (let width = 8; width <= 16; width++) {
			for (let cursor = 1; cursor <= value.length; cursor++) {
				const view = fieldView({value, cursor}, width, safeText);
				const before = value[cursor - 1] ?? '';
				let cells = '';
				for (const character of view.text) {
					if (displayWidth(cells + character) > view.column) {
						break;
					}

					cells += character;
				}

				expect(cells.endsWith(before), `${width} ${cursor} "${view.text}" ${view.column}`).toBe(true);
			}
		}
	});
});
