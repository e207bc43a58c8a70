/** A field of one line. The terminal's own cursor stands in it, so that an input method composes Hangul in place. */
import {Box, Text, measureElement, useCursor, useInput, usePaste, useWindowSize, type DOMElement, type Key} from 'ink';
import {useLayoutEffect, useReducer, useRef, type ReactNode, type RefObject} from 'react';
import {cellsOf, displayWidth, fit} from './cells.ts';
import {paint} from './paint.ts';
import {emptyText, joinSafe, safe, vouchSafe, type SafeText} from './safe-text.ts';
import {useSpoken} from './spoken.ts';
import {controlEdit, editText, piecesOf, typeText, type TextEdit, type TextEditState} from './text-edit.ts';

/** Keys that a field does not use itself and hands on; Ctrl-N and Ctrl-P as down and up. */
export type FieldKey = 'up' | 'down' | 'pageUp' | 'pageDown' | 'tab' | 'backTab';

export type TextInputProps = {
	/** The raw text. */
	readonly value: string;
	/** The cursor's offset in it, in UTF-16 units. */
	readonly cursor: number;
	/** Cells that the field takes. */
	readonly width: number;
	/** How raw text is shown. */
	readonly toSafe: (raw: string) => SafeText;
	readonly onChange?: (next: TextEditState) => void;
	/** Enter. `rest` is what was typed behind it in the same read; hand it to the keys of the screen. */
	readonly onSubmit?: (value: string, rest: string) => void;
	/** Escape. */
	readonly onCancel: () => void;
	/** Only an active field takes keys and shows the cursor. */
	readonly isActive: boolean;
	/** Up, Down, PageUp, PageDown, Tab and Shift-Tab, for a list that belongs to the field. */
	readonly onKey?: (key: FieldKey) => void;
	/** Takes what is typed, Enter as `\r`, where some characters are no text here; gives what the field holds then. */
	readonly onText?: (text: string) => TextEditState;
	/** Takes edits and pastes in place of `onChange`, where the keys may be for another field already; gives what the field holds then. */
	readonly onEdit?: (edit: TextEdit) => TextEditState;
	/** Shown dim while the field is empty. */
	readonly placeholder?: SafeText;
};

export type FieldView = {
	/** The part of the text that is in view, in exactly `width` cells. */
	readonly text: SafeText;
	/** The cursor's cell in it, from 0. */
	readonly column: number;
};

const ellipsis = safe`…`;

/**
 * The part of the text that a field of `width` cells shows. Longer text moves by half a field, so that the cursor stays in view with
 * room for a wide character that is being composed; `…` stands where text goes on.
 */
export function fieldView(state: TextEditState, width: number, toSafe: (raw: string) => SafeText): FieldView {
	if (width < 1) {
		return {text: emptyText, column: 0};
	}

	const pieces = piecesOf(state.value).map(piece => ({end: piece.end, text: toSafe(piece.text)}));
	const caret = pieces.reduce((sum, piece) => (piece.end <= state.cursor ? sum + displayWidth(piece.text) : sum), 0);
	const whole = joinSafe(pieces.map(piece => piece.text));
	const room = Math.max(1, width - 2);
	if (displayWidth(whole) <= room) {
		return {text: fit(whole, width), column: Math.min(caret, width - 1)};
	}

	const step = Math.max(1, Math.floor(width / 2));
	const start = caret <= room ? 0 : Math.ceil((caret - room) / step) * step;
	// The first cell of a moved text is the ellipsis, which hides one cell and the rest of a wide character cut in two.
	const from = start === 0 ? 0 : start + 1;
	let shown = '';
	let position = 0;
	let gap = 0;
	for (const cell of cellsOf(whole)) {
		if (position >= from) {
			shown += cell.text;
		} else if (position + cell.width > from) {
			gap = position + cell.width - from;
		}

		position += cell.width;
	}

	const lead = start === 0 ? emptyText : joinSafe([ellipsis, vouchSafe(' '.repeat(gap))]);
	return {text: fit(joinSafe([lead, vouchSafe(shown)]), width), column: Math.max(0, Math.min(caret - start, width - 1))};
}

type CaretProps = {readonly field: RefObject<DOMElement | null>; readonly column: number};

type Origin = {readonly x: number; readonly y: number};

function place(known: Origin | undefined, {x, y}: Origin): Origin {
	return known?.x === x && known.y === y ? known : {x, y};
}

/**
 * Puts the terminal's cursor into the field. It stands apart because only an active field may speak about the cursor,
 * and because the place of the field is known after the first layout.
 */
function Caret({field, column}: CaretProps): ReactNode {
	const [origin, moveTo] = useReducer(place, undefined);
	const {setCursorPosition} = useCursor();
	useWindowSize();
	setCursorPosition(origin && {x: origin.x + column, y: origin.y});
	useLayoutEffect(() => {
		if (!field.current) {
			return;
		}

		moveTo(measureElement(field.current));
	});
	return null;
}

/** The key that a field does not use itself. */
export function handedOn(input: string, key: Key): FieldKey | undefined {
	if (key.tab) {
		return key.shift ? 'backTab' : 'tab';
	}

	if (key.upArrow) {
		return 'up';
	}

	if (key.downArrow) {
		return 'down';
	}

	if (key.pageUp) {
		return 'pageUp';
	}

	if (key.ctrl && (input === 'n' || input === 'p')) {
		return input === 'n' ? 'down' : 'up';
	}

	return key.pageDown ? 'pageDown' : undefined;
}

const altEdits: Readonly<Record<string, TextEdit>> = {
	b: {type: 'wordLeft'},
	f: {type: 'wordRight'},
	d: {type: 'cutWordRight'},
};

function editOf(input: string, key: Key): TextEdit | undefined {
	const byWord = key.ctrl || key.meta;
	if (key.leftArrow) {
		return {type: byWord ? 'wordLeft' : 'left'};
	}

	if (key.rightArrow) {
		return {type: byWord ? 'wordRight' : 'right'};
	}

	if (key.home) {
		return {type: 'home'};
	}

	if (key.end) {
		return {type: 'end'};
	}

	if (key.backspace) {
		return {type: byWord ? 'cutWordLeft' : 'backspace'};
	}

	if (key.delete) {
		return {type: byWord ? 'cutWordRight' : 'delete'};
	}

	if (key.ctrl) {
		return /^[a-z]$/.test(input) ? controlEdit(input) : undefined;
	}

	return key.meta ? altEdits[input] : undefined;
}

/** A text field that its parent controls; all keys of one read are applied before `onChange` is called once. */
export function TextInput({
	value,
	cursor,
	width,
	toSafe,
	onChange,
	onSubmit,
	onCancel,
	isActive,
	onKey,
	onText,
	onEdit,
	placeholder,
}: TextInputProps): ReactNode {
	const field = useRef<DOMElement>(null);
	// Several events may come before the parent renders again; each goes on from the one before.
	const latest = useRef<TextEditState>({value, cursor});
	useLayoutEffect(() => {
		latest.current = {value, cursor};
	});

	const change = (next: TextEditState): void => {
		const before = latest.current;
		if (next.value === before.value && next.cursor === before.cursor) {
			return;
		}

		latest.current = next;
		onChange?.(next);
	};

	const apply = (edit: TextEdit): void => {
		if (onEdit) {
			latest.current = onEdit(edit);
			return;
		}

		change(editText(latest.current, edit));
	};

	useInput(
		(input, key) => {
			if (key.eventType === 'release') {
				return;
			}

			if (key.escape) {
				onCancel();
				return;
			}

			const other = handedOn(input, key);
			if (other) {
				onKey?.(other);
				return;
			}

			const edit = editOf(input, key);
			if (edit) {
				apply(edit);
				return;
			}

			if (key.ctrl || (key.meta && !key.return)) {
				return;
			}

			if (onText) {
				latest.current = onText(key.return ? '\r' : input);
				return;
			}

			const typed = typeText(latest.current, key.return ? '\r' : input);
			change(typed.state);
			// A Tab that came in one read with the text before it.
			if (!typed.submitted && input.endsWith('\t')) {
				onKey?.('tab');
			}

			if (typed.submitted) {
				onSubmit?.(typed.state.value, typed.rest);
			}
		},
		{isActive},
	);
	usePaste(text => apply({type: 'paste', text}), {isActive});

	useSpoken('field', isActive ? toSafe(value) : undefined);
	const view = fieldView({value, cursor}, width, toSafe);
	const text = value === '' && placeholder ? paint({dim: true}, fit(placeholder, width)) : view.text;
	return (
		<Box ref={field} width={width} height={1} flexShrink={0}>
			<Text wrap="truncate">{text}</Text>
			{isActive ? <Caret field={field} column={view.column} /> : null}
		</Box>
	);
}
