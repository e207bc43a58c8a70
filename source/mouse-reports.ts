/** The mouse as terminals report it (xterm's modes 1000 and 1006): what is told of it is taken out of what is typed. Pure. */

import {splitPastes} from './pasted-text.ts';

/** A press of the left button, or a turn of the wheel, at a cell of the screen (from 0). */
export interface MouseEvent {
	readonly kind: 'press' | 'wheelUp' | 'wheelDown';
	readonly column: number;
	readonly row: number;
}

/** Presses and the wheel, with numbers in decimal: the older forms end at column 223 and are no UTF-8. */
export const mouseOn = '\u001B[?1000h\u001B[?1006h';
export const mouseOff = '\u001B[?1006l\u001B[?1000l';

/** A whole report: button and modifiers, column, row, pressed or let go; or what only such a report can have been. */
const report = /\u001B\[<(?:(\d{1,5});(\d{1,5});(\d{1,5})([Mm])|[\d;]*(?![\d;])[Mm]?)/g;
/** What a report, or the mark of a paste, may begin with at the end of a read. The longest report has 21 characters. */
const begun = /\u001B(?:\[(?:<[\d;]{0,17}|20{0,2})?)?$/;
const begunPaste = /^\u001B\[20{0,2}$/;

/** What the reads before left behind. */
export interface Begun {
	/** What was held. */
	readonly held: string;
	/** Let go already, as a key or as nothing, but perhaps the begin of what comes. */
	readonly given: string;
	readonly isPasting: boolean;
}

export const nothingBegun: Begun = {held: '', given: '', isPasting: false};

export interface Split extends Begun {
	/** What was typed and what the mouse did, in its order. */
	readonly pieces: ReadonlyArray<string | MouseEvent>;
}

/** Takes the reports out of what was read; what was pasted stays as it is. `held` is the last of it: the next read tells what that is. */
export function splitReports(text: string, before: Begun = nothingBegun): Split {
	const {parts, isPasting, held: end} = splitPastes(before.given + before.held + text, before.isPasting);
	const pieces: Array<string | MouseEvent> = [];
	let [held, given] = [end, ''];
	for (const [index, part] of parts.entries()) {
		if (part.isPasted) {
			pieces.push(part.text);
			continue;
		}
		const isLast = index === parts.length - 1 && !isPasting;
		const split = splitTyped(part.text, {gone: index === 0 ? before.given.length : 0, isLast});
		pieces.push(...split.pieces);
		if (isLast) ({held, given} = split);
	}
	return {pieces, held, given, isPasting};
}

/** @param options `gone`: how much of the text was let go already */
function splitTyped(text: string, {gone, isLast}: {readonly gone: number; readonly isLast: boolean}): Omit<Split, 'isPasting'> {
	const from = isLast ? (begun.exec(text)?.index ?? text.length) : text.length;
	const whole = text.slice(0, from);
	const pieces: Array<string | MouseEvent> = [];
	let end = Math.min(gone, from);
	for (const {0: found, 1: button, 2: column, 3: row, 4: kind, index} of whole.matchAll(report)) {
		if (index > end) pieces.push(whole.slice(end, index));
		end = index + found.length;
		// One of which a part was given up is no click any more: the screen may be another one.
		const does = kind === 'M' && index >= gone ? kindOf(Number(button)) : undefined;
		if (does) pieces.push({kind: does, column: Number(column) - 1, row: Number(row) - 1});
	}
	if (end < from) pieces.push(whole.slice(end));
	return from < gone ? {pieces, given: text.slice(0, gone), held: text.slice(gone)} : {pieces, given: '', held: text.slice(from)};
}

/** Milliseconds that the rest of what is held is waited for; undefined: until it comes, as what was pasted would be keys without its begin. */
export function waitFor({held, given, isPasting}: Begun): number | undefined {
	if (held === '' || isPasting || (given === '' && begunPaste.test(held))) return undefined;
	const text = given + held;
	return text.startsWith('\u001B[<') || (given === '' && text.length > 2) ? reportWait : keyWait;
}

/** Nothing more came in time. @returns what of it was typed, and what is known from then on */
export function givenUp({held, given, isPasting}: Begun): {readonly typed: string; readonly begun: Begun} {
	const text = given + held;
	// Behind an Escape that was a key, the next one may be one, too.
	const isKey = text === '\u001B' || (given !== '' && !text.startsWith('\u001B[<'));
	return {typed: isKey ? held : '', begun: {held: '', given: text, isPasting}};
}

/** What may be a key is waited for so long (milliseconds): shorter than anybody sees, longer than what a terminal sends in one piece is under way. */
const keyWait = 25;
/** What can be nothing but a report is a click for so long, and no key for ever. */
const reportWait = 1_000;

/** Bits 2 to 4 are Shift, Meta and Control, with which terminals select text or open menus of their own; 5 says that it moved, 6 that it is the wheel. */
function kindOf(button: number): MouseEvent['kind'] | undefined {
	if (button === 0) return 'press';
	const wheel = button & ~0b11100;
	return wheel === 64 ? 'wheelUp' : wheel === 65 ? 'wheelDown' : undefined;
}
