/** What a terminal answers is taken out of what is typed, in whatever pieces it comes. */

import {expect, test} from 'vitest';
import {createAnswerReader, type AnswerReader} from '../../source/terminal-answers.ts';

const color = '\u{1B}]11;rgb:ffff/ffff/ffff\u{1B}\\';
const place = '\u{1B}[1;2R';

test('both answers are taken out of the keys around them', () => {
	const reader = createAnswerReader({background: true});
	expect(reader.take(`ab${color}c${place}d`)).toBe('abcd');
	expect(reader.answers()).toEqual({background: 'light', starWidth: 1});
	expect(reader.isComplete()).toBe(true);
	expect(reader.held()).toBeUndefined();
});

test('wherever the answers are cut in two, no part of them becomes a key', () => {
	const all = `j${color}k${place}l`;
	for (let at = 1; at < all.length; at++) {
		const reader = createAnswerReader({background: true});
		expect(reader.take(all.slice(0, at)) + reader.take(all.slice(at)), `cut at ${at}`).toBe('jkl');
		expect(reader.answers(), `cut at ${at}`).toEqual({background: 'light', starWidth: 1});
	}
});

test('one character at a time is as good as all at once', () => {
	const reader = createAnswerReader({background: true});
	expect([...`${color}\u{1B}[A${place}x`].map(character => reader.take(character)).join('')).toBe('\u{1B}[Ax');
	expect(reader.isComplete()).toBe(true);
});

test('Escape alone is let go as the key that it is', () => {
	const reader = createAnswerReader({background: true});
	expect(reader.take('\u{1B}')).toBe('');
	expect(reader.held()?.wait).toBeLessThan(100);
	expect(reader.letGo()).toBe('\u{1B}');
	expect(reader.take('j')).toBe('j');
});

test('an answer whose first character was let go is still no text', () => {
	const reader = createAnswerReader({background: true});
	reader.take('\u{1B}');
	reader.letGo();
	expect(reader.take(`${color.slice(1)}j`)).toBe('j');
	expect(reader.answers().background).toBe('light');
});

test('what can be nothing but half an answer is dropped when no more comes', () => {
	const reader = createAnswerReader({background: true});
	expect(reader.take('a\u{1B}]11;rgb:ff')).toBe('a');
	expect(reader.letGo()).toBe('');
	expect(reader.take('j')).toBe('j');
	reader.take('\u{1B}]11;rgb:ff');
	reader.letGo();
	// This may be the next digit: it is a key, only later.
	expect(reader.take('b') + reader.letGo()).toBe('b');
});

test('an answer about the colour that comes behind the last one is taken, too', () => {
	const reader = createAnswerReader({background: true});
	reader.take(place);
	expect([reader.isAnswered(), reader.isComplete()]).toEqual([true, false]);
	expect(reader.take(`j${color}`)).toBe('j');
	expect(reader.isComplete()).toBe(true);
});

/** What is typed in reads with a pause behind each that is longer than anything is waited for. */
function afterPauses(reader: AnswerReader, reads: readonly string[]): string {
	return reads.map(read => reader.take(read) + (reader.held() ? reader.letGo() : '')).join('');
}

test.each([
	['\u{1B}', '[1;2R'],
	['\u{1B}[', '1;2R'],
	['\u{1B}[1', ';2R'],
	['\u{1B}', ']11;rgb:ffff/0/0\u{1B}\\'],
	['\u{1B}]', '11;rgb:ffff/0/0\u{7}'],
	['\u{1B}]11;rgb:ff', 'ff/0/0\u{7}'],
	['\u{1B}]11;rgb:ffff/0/0\u{1B}', '\\'],
	['\u{1B}]11;rgb:ff', 'ff/0', '/0', '\u{7}'],
])('of an answer that is expected, the rest is no key however late it comes: %j, %j', (...reads) => {
	const [first = ''] = reads;
	expect(afterPauses(createAnswerReader({background: true}), [...reads, 'j'])).toBe(first === '\u{1B}' ? '\u{1B}j' : 'j');
});

test('what nobody asked for, or was answered already, is no key, and Escape is one still', () => {
	const reader = createAnswerReader({background: false});
	reader.take(place);
	expect(reader.take(`a${place}b${color}c${place}`)).toBe('abc');
	expect(reader.answers()).toEqual({starWidth: 1});
	expect(afterPauses(reader, ['\u{1B}[1', ';2R', '\u{1B}]11;rgb:f', 'f/0/0\u{7}', 'j'])).toBe('j');
	expect(reader.take('\u{1B}')).toBe('');
	expect(reader.letGo()).toBe('\u{1B}');
	expect(reader.take('[')).toBe('[');
});

test('keys that only begin like an answer are keys', () => {
	const reader = createAnswerReader({background: true});
	expect(afterPauses(reader, ['\u{1B}', '[', '1', 'j', '\u{1B}[A', '\u{1B}', '\u{1B}', '\u{1B}[1;5C'])).toBe('\u{1B}[1j\u{1B}[A\u{1B}\u{1B}\u{1B}[1;5C');
});

test('what was pasted is text, wherever it is cut', () => {
	const paste = `\u{1B}[200~a ${place} ${color}\u{1B}[201~`;
	for (let at = 3; at < paste.length; at++) {
		expect(afterPauses(createAnswerReader({background: true}), [paste.slice(0, at), `${paste.slice(at)}x${place}`]), `cut at ${at}`).toBe(`${paste}x`);
	}
});

test.each([
	['rgb:0000/0000/0000', 'dark'],
	['rgb:1e/1e/2e', 'dark'],
	['rgb:fdfd/f6f6/e3e3', 'light'],
	['rgb:f/f/f', 'light'],
	['rgba:ffff/ffff/ffff/8000', 'light'],
	['rgb:0000/0000/ffff', 'dark'],
	['white', undefined],
	['', undefined],
])('the background %s is %s', (said, brightness) => {
	const reader = createAnswerReader({background: true});
	expect(reader.take(`\u{1B}]11;${said}\u{7}`)).toBe('');
	expect(reader.answers().background).toBe(brightness);
});
