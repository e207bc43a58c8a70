/** How keys are called: in a file of settings (`ctrl+d`, `Ctrl-D`), by the keymap (`ctrl+d`), and for people (`Ctrl-D`). */

import {latinKeys} from './hangul-keys.ts';

/** A key as the keymap names it, or why no terminal can send it (a raw clause without a subject). */
export type ReadKey = {readonly name: string} | {readonly wrong: string};

/** How people write the keys that are no characters, by their names in the keymap. */
const special: Readonly<Record<string, string>> = {
	up: '↑',
	down: '↓',
	left: '←',
	right: '→',
	pageUp: 'PgUp',
	pageDown: 'PgDn',
	home: 'Home',
	end: 'End',
	enter: 'Enter',
	escape: 'Esc',
	tab: 'Tab',
	backspace: 'Backspace',
	delete: 'Delete',
	space: 'Space',
	f1: 'F1',
};
const otherWords: Readonly<Record<string, string>> = {pgup: 'pageUp', pgdn: 'pageDown', pgdown: 'pageDown', return: 'enter', esc: 'escape', del: 'delete'};
const specialByWord: ReadonlyMap<string, string> = new Map([
	...Object.entries(special).flatMap(([name, sign]) => [name, sign].map(word => [word.toLowerCase(), name] as const)),
	...Object.entries(otherWords),
]);

/** What a terminal sends for these is another key. */
const controlTwins: Readonly<Record<string, string>> = {i: 'Tab', m: 'Enter', j: 'Enter', h: 'Backspace', '[': 'Esc'};
/** With these Shift makes a difference. */
const shiftable = new Set(['up', 'down', 'left', 'right', 'tab', 'home', 'end', 'pageUp', 'pageDown', 'delete']);

const graphemes = new Intl.Segmenter('en', {granularity: 'grapheme'});

/** Reads a key as a person writes it: `x`, `X`, `Ctrl-D`, `ctrl+d`, `Shift-Tab`, `PgDn`, `space`. A Hangul jamo is the Latin key at its place. */
export function readKey(written: string): ReadKey {
	const text = written.normalize('NFC');
	if ([...graphemes.segment(text)].length === 1) return readCharacter(text);
	const [, modifier, rest = ''] = /^(shift|ctrl|control|alt|meta|option|cmd|super)[+-](.+)$/is.exec(text) ?? [];
	switch (modifier?.toLowerCase()) {
		case undefined:
			return readSpecial(text);
		case 'shift':
			return readShifted(rest);
		case 'ctrl':
		case 'control':
			return readControl(rest);
		default:
			return {wrong: 'has a modifier that terminals do not send alike: take Ctrl, or none'};
	}
}

function readCharacter(character: string): ReadKey {
	if (character === ' ') return {name: 'space'};
	const arrow = specialByWord.get(character);
	if (arrow !== undefined) return {name: arrow};
	if (/[\p{C}\p{Z}]/u.test(character)) return {wrong: 'is no character that can be typed'};
	const latin = latinKeys(character);
	return [...latin].length === 1 ? {name: latin} : {wrong: `is typed by several keys: ${latin}`};
}

function readSpecial(text: string): ReadKey {
	const name = specialByWord.get(text.toLowerCase());
	if (name !== undefined) return {name};
	if (/^f\d{1,2}$/i.test(text)) return {wrong: 'is told from the other function keys by no terminal program here: all of them are F1'};
	return {
		wrong: 'is no key: a character, Ctrl and a letter, or one of space, tab, enter, backspace, delete, home, end, pageUp, pageDown, up, down, left, right, f1',
	};
}

function readShifted(rest: string): ReadKey {
	const read = readKey(rest);
	if ('wrong' in read) return read;
	if (/^\p{L}$/u.test(read.name)) return {name: read.name.toUpperCase()};
	if (shiftable.has(read.name)) return {name: `shift+${read.name}`};
	return {wrong: `is sent as ${shownKey(read.name)} by terminals`};
}

function readControl(rest: string): ReadKey {
	const [, shifted] = /^shift[+-](.+)$/is.exec(rest) ?? [];
	if (shifted !== undefined) return {wrong: `is sent as Ctrl-${shifted.toUpperCase()} by terminals`};
	const letter = rest.toLowerCase();
	const twin = Object.hasOwn(controlTwins, letter) ? controlTwins[letter] : undefined;
	if (twin !== undefined) return {wrong: `is sent as ${twin} by terminals`};
	return /^[a-z]$/.test(letter) ? {name: `ctrl+${letter}`} : {wrong: 'is not sent by terminals: with Ctrl go the letters only'};
}

/** A key for people: `Ctrl-D`, `Shift-↑`, `PgUp`, `x`. @param name as the keymap has it */
export function shownKey(name: string): string {
	if (Object.hasOwn(special, name)) return special[name] ?? name;
	const [, modifier, rest = ''] = /^(shift|ctrl)\+(.+)$/.exec(name) ?? [];
	if (modifier === undefined) return name;
	return modifier === 'ctrl' ? `Ctrl-${rest.toUpperCase()}` : `Shift-${shownKey(rest)}`;
}
