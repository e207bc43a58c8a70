/** Editing one line of text: a pure reducer whose steps are the characters that a person sees. */

/** The raw text, and the place of the cursor in it: an offset in UTF-16 units that lies between two graphemes. */
export type TextEditState = {readonly value: string; readonly cursor: number};

export type TextEdit =
	| {readonly type: 'insert'; readonly text: string}
	| {readonly type: 'paste'; readonly text: string}
	| {readonly type: 'left' | 'right' | 'wordLeft' | 'wordRight' | 'home' | 'end'}
	| {readonly type: 'backspace' | 'delete' | 'cutToStart' | 'cutToEnd' | 'cutWordLeft' | 'cutWordRight'};

/** The greatest length of a field's text, in UTF-16 units. */
export const maximumLength = 4096;

const segmenter = new Intl.Segmenter('en', {granularity: 'grapheme'});
const wordCharacter = /[\p{L}\p{N}\p{M}_]/u;
const space = /^\s/;

type Piece = {readonly text: string; readonly start: number; readonly end: number};

/** The graphemes of a text with their offsets. */
export function piecesOf(text: string): Piece[] {
	return Array.from(segmenter.segment(text), ({segment, index}) => ({
		text: segment,
		start: index,
		end: index + segment.length,
	}));
}

/** A state whose cursor lies within the text and not inside a grapheme. */
export function textEditState(value: string, cursor: number = value.length): TextEditState {
	const inside = Math.max(0, Math.min(value.length, cursor));
	const piece = inside === value.length ? undefined : segmenter.segment(value).containing(inside);
	return {value, cursor: piece ? piece.index : inside};
}

function previousBoundary(value: string, cursor: number): number {
	return cursor === 0 ? 0 : (segmenter.segment(value).containing(cursor - 1)?.index ?? 0);
}

function nextBoundary(value: string, cursor: number): number {
	const piece = segmenter.segment(value).containing(cursor);
	return piece ? piece.index + piece.segment.length : value.length;
}

function wordStart(value: string, cursor: number, isWord: (text: string) => boolean): number {
	const before = piecesOf(value.slice(0, cursor));
	let index = before.length;
	while (index > 0 && !isWord(before[index - 1]?.text ?? '')) {
		index--;
	}

	while (index > 0 && isWord(before[index - 1]?.text ?? '')) {
		index--;
	}

	return before[index]?.start ?? cursor;
}

function wordEnd(value: string, cursor: number): number {
	const behind = piecesOf(value.slice(cursor));
	let index = 0;
	while (index < behind.length && !isWordPiece(behind[index]?.text ?? '')) {
		index++;
	}

	while (index < behind.length && isWordPiece(behind[index]?.text ?? '')) {
		index++;
	}

	return cursor + (behind[index - 1]?.end ?? 0);
}

function isWordPiece(text: string): boolean {
	return wordCharacter.test(text);
}

function isNotSpace(text: string): boolean {
	return !space.test(text);
}

function cutToLength(text: string, length: number): string {
	if (text.length <= length) {
		return text;
	}

	return text.slice(0, segmenter.segment(text).containing(length)?.index ?? length);
}

function inserted({value, cursor}: TextEditState, text: string): TextEditState {
	const kept = cutToLength(text, maximumLength - value.length);
	const next = value.slice(0, cursor) + kept + value.slice(cursor);
	// A combining character joins the grapheme before it: the cursor goes behind the whole.
	const place = cursor + kept.length;
	const settled = textEditState(next, place);
	return settled.cursor === place ? settled : {value: next, cursor: nextBoundary(next, settled.cursor)};
}

function removed({value}: TextEditState, start: number, end: number): TextEditState {
	return textEditState(value.slice(0, start) + value.slice(end), start);
}

/** A pasted text as one line: line ends and tabs become spaces, and what no field could hold is cut off before it is looked at. */
export function pastedLine(text: string): string {
	const most = text.slice(0, 2 * maximumLength);
	return cutToLength(most.replaceAll(/\r\n|[\n\r\t\v\f\u0085\u2028\u2029]/g, ' '), maximumLength);
}

/** The state after one edit; typed or pasted text beyond `maximumLength` is dropped. */
export function editText(state: TextEditState, edit: TextEdit): TextEditState {
	const {value, cursor} = textEditState(state.value, state.cursor);
	const here = {value, cursor};
	switch (edit.type) {
		case 'insert': {
			return inserted(here, edit.text);
		}

		case 'paste': {
			return inserted(here, pastedLine(edit.text));
		}

		case 'left': {
			return {value, cursor: previousBoundary(value, cursor)};
		}

		case 'right': {
			return {value, cursor: nextBoundary(value, cursor)};
		}

		case 'wordLeft': {
			return {value, cursor: wordStart(value, cursor, isWordPiece)};
		}

		case 'wordRight': {
			return {value, cursor: wordEnd(value, cursor)};
		}

		case 'home': {
			return {value, cursor: 0};
		}

		case 'end': {
			return {value, cursor: value.length};
		}

		case 'backspace': {
			return removed(here, previousBoundary(value, cursor), cursor);
		}

		case 'delete': {
			return removed(here, cursor, nextBoundary(value, cursor));
		}

		case 'cutToStart': {
			return removed(here, 0, cursor);
		}

		case 'cutToEnd': {
			return removed(here, cursor, value.length);
		}

		case 'cutWordLeft': {
			return removed(here, wordStart(value, cursor, isNotSpace), cursor);
		}

		case 'cutWordRight': {
			return removed(here, cursor, wordEnd(value, cursor));
		}
	}
}

const controlEdits: Readonly<Record<string, TextEdit>> = {
	'\u{1}': {type: 'home'},
	'\u{2}': {type: 'left'},
	'\u{4}': {type: 'delete'},
	'\u{5}': {type: 'end'},
	'\u{6}': {type: 'right'},
	'\u{8}': {type: 'backspace'},
	'\u{B}': {type: 'cutToEnd'},
	'\u{15}': {type: 'cutToStart'},
	'\u{17}': {type: 'cutWordLeft'},
	'\u{7F}': {type: 'backspace'},
};

/** The edit that Ctrl and a letter stands for, if any. */
export function controlEdit(letter: string): TextEdit | undefined {
	return controlEdits[String.fromCodePoint((letter.toLowerCase().codePointAt(0) ?? 0) & 0x1f)];
}

export type TypedText = {
	readonly state: TextEditState;
	/** Whether an Enter was among the keys. */
	readonly submitted: boolean;
	/** What was typed behind that Enter, which belongs to whatever comes next. */
	readonly rest: string;
};

const control = /^[\u0000-\u001F\u007F-\u009F]/;

/** Applies keys that came in one read (`lero` + Enter + `jj`): text is inserted, control characters act, others are ignored. */
export function typeText(state: TextEditState, input: string): TypedText {
	let next = state;
	for (const piece of piecesOf(input)) {
		if (piece.text === '\r' || piece.text === '\n' || piece.text === '\r\n') {
			return {state: next, submitted: true, rest: input.slice(piece.end)};
		}

		const edit = control.test(piece.text) ? controlEdits[piece.text] : ({type: 'insert', text: piece.text} satisfies TextEdit);
		next = edit ? editText(next, edit) : next;
	}

	return {state: next, submitted: false, rest: ''};
}
