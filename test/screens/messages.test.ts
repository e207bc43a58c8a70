/** Messages: all that was said, whole, and where the cursor is in it. */

import {expect, test} from 'vitest';
import {displayWidth} from '../../components/cells.ts';
import {messageLine} from '../../source/app-footer.tsx';
import {reduceApp} from '../../source/app-reducer.ts';
import {initialApp, type AppState} from '../../source/app-state.ts';
import {messagesLines, type LoggedMessage} from '../../source/screens/messages-lines.ts';
import {afterKeys, appContext} from '../helpers/app-context.ts';

const noon = new Date(2026, 10, 22, 12, 0).getTime();
const options = {cursor: 0, width: 80, height: 20, now: noon};

function plain(lines: readonly string[]): readonly string[] {
	return lines.map(line => line.replaceAll(/\u{1B}\[[\d;]*m/gu, ''));
}

function linesOf(said: readonly LoggedMessage[], given: Partial<typeof options> = {}): readonly string[] {
	return plain(messagesLines(said, {...options, ...given}).map(({text}) => text));
}

const said = (text: string, isError = false, command?: string): LoggedMessage => ({text, isError, command, at: noon - 60_000});

test('each message has its time, its text, and the command that does the same; errors have a sign', () => {
	const lines = linesOf([said('tagged 2 models 논문', false, 'mreg tag 논문 -- m_1 m_2'), said('The disk is full.', true)]);
	expect(lines[0]).toMatch(/^ messages {2}2 messages since the start, newest first, 1 error +1\/2 $/);
	expect(lines.slice(2)).toEqual(['❯ 11:59    tagged 2 models 논문', '           mreg tag 논문 -- m_1 m_2', '  11:59  ! The disk is full.']);
	expect(linesOf([{text: 'old', at: noon - 86_400_000}]).at(-1)).toBe('❯ 21 Nov 12:00    old');
});

test('nothing is cut: a long message goes on in the next lines, also in 40 columns', () => {
	const text = Array.from({length: 60}, (_, index) => `word${index}`).join(' ');
	for (const width of [40, 80]) {
		const lines = linesOf([said(text)], {width, height: 100});
		expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width);
		expect(
			lines
				.slice(2)
				.join(' ')
				.split(/\s+/)
				.filter(word => word.startsWith('word')),
		).toEqual(text.split(' '));
	}
	expect(linesOf([said('a\u{1B}[2Jb')]).at(-1)).toBe('❯ 11:59    a\\e[2Jb');
});

test('the message under the cursor is in view, with its first line', () => {
	const many = Array.from({length: 50}, (_, index) => said(`message ${index} ${'x '.repeat(60)}`));
	for (const cursor of [0, 7, 25, 49]) {
		const lines = linesOf(many, {cursor, height: 8});
		expect(lines.length).toBeLessThanOrEqual(8);
		expect(lines.find(line => line.startsWith('❯'))).toContain(`message ${cursor} `);
	}
	expect(linesOf([]).at(-1)).toBe(' Nothing was said yet.');
});

test('the cursor moves from message to message, and stays on its own when something is said', () => {
	const context = appContext([]);
	const say = (state: AppState, text: string) => reduceApp(state, {kind: 'message', message: {text}}, context);
	const opened = reduceApp(say(say(initialApp, 'one'), 'two'), {kind: 'key', action: 'showMessages'}, context);
	const down = reduceApp(opened, {kind: 'key', action: 'down'}, context);
	expect(down.said[down.messagesLine]?.text).toBe('one');
	const after = say(down, 'three');
	expect(after.said[after.messagesLine]?.text).toBe('one');
	expect(afterKeys(context, 'showMessages', 'down').messagesLine).toBe(0);
});

test('a footer too narrow for a message says where the rest is', () => {
	const [line = ''] = plain([messageLine({text: 'x'.repeat(100), isUndoable: true}, 60)]);
	expect(line).toMatch(/^ x+… {2}! all of it {3}u undo $/);
	expect(displayWidth(line)).toBe(60);
	expect(plain([messageLine({text: 'short'}, 60)])[0]?.trim()).toBe('short');
});
