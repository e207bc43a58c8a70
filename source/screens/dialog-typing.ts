/** Characters that a dialog takes, one after the other: several may come in one read, also behind the key that opened it. Pure. */

import {textEditState, typeText} from '../../components/text-edit.ts';
import {latinKeys} from '../hangul-keys.ts';
import {nothingTyped, type ConfirmDialog, type Dialog, type PaletteDialog, type TagsDialog, type Typing, type ViewsDialog} from './dialog.ts';
import {movedInPalette} from './palette.ts';
import {movedTag, tickedTag} from './tag-list.ts';
import {movedView} from './view-list.ts';

export interface DialogTyped {
	readonly dialog: Dialog;
	/** `answered`: what it says is to be done; `left`: nothing is. Absent: it stays open. */
	readonly end?: 'answered' | 'left';
	/** What was typed behind that, which belongs to whatever comes next. */
	readonly rest: string;
}

const graphemes = new Intl.Segmenter('en', {granularity: 'grapheme'});
const isEnter = (character: string) => character === '\r' || character === '\n' || character === '\r\n';

export function typeInDialog(dialog: Dialog, text: string): DialogTyped {
	let open = dialog;
	for (const {segment, index} of graphemes.segment(text)) {
		const next = typed(open, segment);
		if (next === 'answered' || next === 'left') return {dialog: open, end: next, rest: text.slice(index + segment.length)};
		open = next;
	}
	return {dialog: open, rest: ''};
}

function typed(dialog: Dialog, character: string): Dialog | 'answered' | 'left' {
	switch (dialog.kind) {
		case 'tags':
			return isEnter(character) ? 'answered' : typedInTags(dialog, character);
		case 'note':
			return isEnter(character) ? 'answered' : {...dialog, typing: typedText(dialog.typing, character)};
		case 'confirm':
			return dialog.expects === 'yes' ? yesOrNo(dialog, character) : countTyped(dialog, dialog.expects, character);
		case 'asking':
			return {...dialog, typed: dialog.typed + character};
		case 'copy':
			return {...dialog, typed: (dialog.typed ?? '') + character};
		case 'palette':
			return isEnter(character) ? 'answered' : typedInPalette(dialog, character);
		case 'views':
			return dialog.step.kind === 'sure'
				? (answerOf(character, {isEnterYes: false}) ?? dialog)
				: isEnter(character)
					? 'answered'
					: typedInViews(dialog, character);
	}
}

const steps: Readonly<Record<string, number>> = {'\u{E}': 1, '\u{10}': -1};

/** Space ticks, Ctrl-N and Ctrl-P move; the rest is typed. */
function typedInTags(dialog: TagsDialog, character: string): Dialog {
	if (character === ' ') return tickedTag(dialog);
	const step = steps[character];
	return step === undefined ? withTyping(dialog, typedText(dialog.typing, character)) : movedTag(dialog, step);
}

function typedInPalette(dialog: PaletteDialog, character: string): Dialog {
	const step = steps[character];
	return step === undefined ? withTyping(dialog, typedText(dialog.typing, character)) : movedInPalette(dialog, step);
}

function typedInViews(dialog: ViewsDialog, character: string): Dialog {
	const step = steps[character];
	return step === undefined ? withTyping(dialog, typedText(dialog.typing, character)) : movedView(dialog, step);
}

/** No is what Enter says, unless nothing can be lost; keys that mean nothing here are not taken for an answer. */
function yesOrNo(dialog: ConfirmDialog, character: string): Dialog | 'answered' | 'left' {
	return answerOf(character, {isEnterYes: dialog.isEnterYes === true}) ?? dialog;
}

/** What y, n and Enter say; undefined for other keys. */
function answerOf(character: string, {isEnterYes}: {readonly isEnterYes: boolean}): 'answered' | 'left' | undefined {
	if (isEnter(character)) return isEnterYes ? 'answered' : 'left';
	switch (latinKeys(character.normalize('NFC')).toLowerCase()) {
		case 'y':
			return 'answered';
		case 'n':
		case 'q':
			return 'left';
		default:
			return undefined;
	}
}

function countTyped(dialog: ConfirmDialog, count: number, character: string): Dialog | 'answered' | 'left' {
	if (isEnter(character)) {
		if (isCount(dialog, count)) return 'answered';
		const wrong = dialog.typing.value.trim();
		return wrong === '' ? 'left' : {...dialog, typing: nothingTyped, wrong};
	}
	const latin = latinKeys(character.normalize('NFC')).toLowerCase();
	if (latin === 'n' || latin === 'q') return 'left';
	const digit = character.normalize('NFKC');
	// Commas as the count is written with.
	return /^[\d,]$/.test(digit) || character < ' ' || character === '\u{7F}' ? {...dialog, typing: typedText(dialog.typing, digit)} : dialog;
}

function isCount({typing}: ConfirmDialog, count: number): boolean {
	return typing.value.replaceAll(/[\s,]/g, '') === String(count);
}

function typedText({value, cursor}: Typing, character: string): Typing {
	return typeText(textEditState(value, cursor), character).state;
}

/** The dialog with another text in its field; in a list the cursor goes to the best match. */
export function withTyping(dialog: Dialog, typing: Typing): Dialog {
	switch (dialog.kind) {
		case 'tags':
		case 'palette':
		case 'views':
			return {...dialog, typing, row: dialog.typing.value === typing.value ? dialog.row : 0};
		case 'note':
		case 'confirm':
			return {...dialog, typing};
		case 'asking':
		case 'copy':
			return dialog;
	}
}
