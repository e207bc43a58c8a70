/** What a terminal is asked at start, and its answers, which come among the keys and must not become any. Pure. */

import {splitPastes} from './pasted-text.ts';

/** What it has said so far. */
export interface TerminalAnswers {
	/** Cells that `★` takes there. */
	readonly starWidth?: number;
	readonly background?: 'dark' | 'light';
}

export interface AnswerReader {
	/** @returns what of a read was typed */
	readonly take: (text: string) => string;
	/** What was held back as the begin of an answer, and how long it may be (milliseconds). */
	readonly held: () => {readonly wait: number} | undefined;
	/** No more of it came. @returns what of it may have been typed */
	readonly letGo: () => string;
	readonly answers: () => TerminalAnswers;
	/** The question that every terminal answers was answered, which was the last one. */
	readonly isAnswered: () => boolean;
	/** All that was asked was answered. */
	readonly isComplete: () => boolean;
}

/**
 * Asks on an empty screen, and leaves it empty: for the width of `★`, by where the cursor stands behind it, and for the background.
 * Where the cursor stands is told by every terminal, and asked last: whoever has answered that has answered all.
 */
export function questions({background}: {background: boolean}): string {
	return `\u{1B}[2J\u{1B}[H★${background ? '\u{1B}]11;?\u{1B}\\' : ''}\u{1B}[6n\u{1B}[2J\u{1B}[H`;
}

/** A whole answer: where the cursor stands, or the background. */
const answer = /\u{1B}(?:\[\d{1,4};(?<column>\d{1,4})R|\]11;(?<color>[^\u{7}\u{1B}]{0,64})(?:\u{7}|\u{1B}\\))/gu;
/** What an answer, or the mark of a paste, may begin with at the end of a read. */
const begun = /\u{1B}(?:\[(?:\d{1,4}(?:;\d{0,4})?)?|\](?:1(?:1(?:;(?:r(?:g(?:b(?:a?(?::[\da-f/]{0,24})?\u{1B}?)?)?)?)?)?)?)?)?$/iu;
/** Half an answer about the colour, behind which something else came. */
const brokenColor = /\u{1B}\]11;(?:rgba?:?[\da-f/]*)?/giu;
const begunPaste = /^\u{1B}\[20{0,2}$/u;

/** A key may begin so: it is waited for as short as nobody sees, and shorter where no answer is expected. */
const [keyWait, shortWait] = [40, 10];
const answerWait = 1_000;
const escape = '\u{1B}';

/** Takes the answers out of what is read, also where they come in pieces, and where nobody asked. */
export function createAnswerReader({background}: {background: boolean}): AnswerReader {
	let answers: TerminalAnswers = {};
	let held = '';
	/** Let go already, as a key or as nothing, but perhaps the begin of what comes. */
	let given = '';
	let isAnswered = false;
	let isColorAwaited = background;
	let isPasting = false;
	const isComplete = () => isAnswered && !isColorAwaited;
	const learn = (column: string | undefined, color: string | undefined) => {
		if (color !== undefined && isColorAwaited) {
			answers = {...answers, background: brightness(color)};
			isColorAwaited = false;
		}
		if (column === undefined || isAnswered) return;
		answers = {...answers, starWidth: Number(column) - 1};
		isAnswered = true;
	};
	/** @param before how much of the text was let go already */
	const takeTyped = (text: string, before: string, isLast: boolean): string => {
		let gone = before.length;
		let rest = text.replaceAll(answer, (_whole, column: string | undefined, color: string | undefined, at: number) => {
			if (at === 0) gone = 0;
			learn(column, color);
			return '';
		});
		const begin = isLast ? begun.exec(rest) : null;
		if (begin) {
			const from = Math.max(begin.index, gone);
			if (begin.index < gone) given = rest.slice(0, gone);
			held = rest.slice(from);
			rest = rest.slice(0, from);
		}
		return rest.slice(gone).replaceAll(brokenColor, '');
	};
	return {
		take: text => {
			if (text === '') return '';
			const before = given;
			const split = splitPastes(given + held + text, isPasting);
			given = '';
			({isPasting, held} = split);
			const last = split.parts.length - 1;
			return split.parts
				.map((part, index) => (part.isPasted ? part.text : takeTyped(part.text, index === 0 ? before : '', index === last && !isPasting)))
				.join('');
		},
		held: () => {
			// The rest of a paste comes, however late; without its begin it would be keys.
			if (held === '' || isPasting || (given === '' && begunPaste.test(held))) return undefined;
			return {wait: (given + held).length > 2 ? answerWait : isComplete() ? shortWait : keyWait};
		},
		letGo: () => {
			const last = held;
			held = '';
			if (isPasting) return last;
			const isKey = given === '' ? last === escape : last.length === 1;
			// Of an answer that is not expected, Escape is not the begin: it is pressed too often.
			given = given + last === escape && isComplete() ? '' : given + last;
			return isKey ? last : '';
		},
		answers: () => answers,
		isAnswered: () => isAnswered,
		isComplete,
	};
}

/** Of `rgb:ffff/ffff/ffff`, with one to four digits each; undefined for what is none. */
function brightness(color: string): TerminalAnswers['background'] {
	const parts = /^rgba?:([\da-f]{1,4})\/([\da-f]{1,4})\/([\da-f]{1,4})/i.exec(color)?.slice(1);
	if (!parts) return undefined;
	const [red = 0, green = 0, blue = 0] = parts.map(part => Number.parseInt(part, 16) / (16 ** part.length - 1));
	return 0.299 * red + 0.587 * green + 0.114 * blue > 0.5 ? 'light' : 'dark';
}
