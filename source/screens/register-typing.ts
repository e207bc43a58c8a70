/** Characters that the form takes, one after the other: several may come in one read, also behind the key that opened it. Pure. */

import {textEditState, typeText} from '../../components/text-edit.ts';
import {canComplete, edited, moved, stepped, typingOf, withoutNotice, withTyping, type RegisterState} from './register-state.ts';

export interface FormTyped {
	readonly form: RegisterState;
	/** It is to be registered, or left, or the path of its source is to be completed. Absent: none of them. */
	readonly end?: 'submitted' | 'left' | 'tab';
	/** What was typed behind that. */
	readonly rest: string;
}

const graphemes = new Intl.Segmenter('en', {granularity: 'grapheme'});
/** Said where a letter is typed on the line that has no text. */
const otherKeys = '← → Space choose how; ↑ ↓ Tab Enter go to another field.';
/** Tab, Ctrl-N and Ctrl-P. */
const moves: Readonly<Record<string, 1 | -1>> = {'\t': 1, '\u{E}': 1, '\u{10}': -1};

export function typeInForm(state: RegisterState, text: string): FormTyped {
	let form = state;
	for (const {segment, index} of graphemes.segment(text)) {
		const rest = text.slice(index + segment.length);
		if (segment === '\u{1B}') return {form, end: 'left', rest};
		// Ctrl-S.
		if (segment === '\u{13}') return {form, end: 'submitted', rest};
		if (segment === '\t' && canComplete(form)) return {form, end: 'tab', rest};
		const isEnter = segment === '\r' || segment === '\n' || segment === '\r\n';
		if (isEnter && form.field === 'submit') return {form, end: 'submitted', rest};
		form = isEnter ? moved(form, 1) : typed(form, segment);
	}
	return {form, rest: ''};
}

function typed(form: RegisterState, character: string): RegisterState {
	const move = moves[character];
	if (move !== undefined) return moved(form, move);
	if (form.field === 'way') return character === ' ' ? stepped(withoutNotice(form), 1) : {...form, notice: otherKeys};
	// Ctrl-F is →.
	if (character === '\u{6}') return edited(form, {type: 'right'});
	const {value, cursor} = typingOf(form);
	return withTyping(form, typeText(textEditState(value, cursor), character).state);
}
