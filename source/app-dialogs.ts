/** What is typed into the dialog that is open, and what its answer does. */

import type {ChangeReach} from './app-actions.ts';
import {makeChange} from './app-changes.ts';
import {copyChosen} from './app-copying.ts';
import {doChosen} from './app-palette.ts';
import {answerViews} from './app-views.ts';
import {modelsByKey} from './screens/browse-view.ts';
import {noteChange, tagChange} from './screens/dialog-edits.ts';
import {typeInDialog, withTyping} from './screens/dialog-typing.ts';
import {nothingTyped, type CopyKind, type Dialog, type PendingChange, type TagsDialog, type Typing} from './screens/dialog.ts';
import {chosenInPalette, movedInPalette} from './screens/palette.ts';
import {movedTag, tagRefusal, wantedTags} from './screens/tag-list.ts';
import {movedView, viewRefusal} from './screens/view-list.ts';

export interface DialogActions {
	/** Typed characters, Enter as `\r`. @returns what the dialog's field holds then */
	readonly type: (text: string) => Typing;
	readonly edit: (typing: Typing) => void;
	/** The cursor goes so many rows down. */
	readonly move: (step: number) => void;
	readonly cancel: () => void;
	readonly copy: (kind: CopyKind) => void;
}

export function dialogActions(reach: ChangeReach): DialogActions {
	const {state, dispatch} = reach;
	return {
		type: text => {
			typeInto(reach, text);
			const {dialog} = state();
			return dialog && 'typing' in dialog ? dialog.typing : nothingTyped;
		},
		edit: typing => {
			const {dialog} = state();
			if (dialog) dispatch({kind: 'dialog', dialog: withTyping(dialog, typing)});
		},
		move: step => {
			const {dialog} = state();
			if (dialog?.kind === 'tags') dispatch({kind: 'dialog', dialog: movedTag(dialog, step)});
			if (dialog?.kind === 'views') dispatch({kind: 'dialog', dialog: movedView(dialog, step)});
			if (dialog?.kind === 'palette') dispatch({kind: 'dialog', dialog: movedInPalette(dialog, step)});
		},
		cancel: () => leave(reach, state().dialog),
		copy: kind => copyChosen(reach, kind),
	};
}

/** Characters for the dialog that is open; what is typed behind its answer is for the screen. */
export function typeInto(reach: ChangeReach, text: string): void {
	const {state, dispatch, press, say} = reach;
	const {dialog} = state();
	if (!dialog) return press(text);
	const typed = typeInDialog(dialog, text);
	if (typed.end === undefined) return dispatch({kind: 'dialog', dialog: typed.dialog});
	const refusal = typed.end === 'answered' ? refusalOf(typed.dialog) : undefined;
	if (refusal !== undefined) {
		dispatch({kind: 'dialog', dialog: typed.dialog});
		return say(refusal, true);
	}
	if (typed.end === 'left') leave(reach, typed.dialog);
	else answer(reach, typed.dialog);
	if (typed.rest !== '') press(typed.rest);
}

/** Why Enter does nothing; raw. */
function refusalOf(dialog: Dialog): string | undefined {
	if (dialog.kind === 'tags') return tagRefusal(dialog);
	if (dialog.kind === 'views') return viewRefusal(dialog);
	return dialog.kind === 'palette' && !chosenInPalette(dialog) ? `Nothing here is called ${dialog.typing.value.trim()}.` : undefined;
}

function tagsAsTheyWere({ticks, typing}: TagsDialog): string {
	return ticks.size === 0 && typing.value.trim() === '' ? 'Nothing was ticked: the tags are as they were.' : 'The tags are as they were.';
}

function leave({dispatch, say}: ChangeReach, dialog: Dialog | undefined): void {
	// One step back: what was asked came from the list.
	const isAsked = dialog?.kind === 'views' && dialog.step.kind !== 'list';
	dispatch({kind: 'dialog', dialog: isAsked ? {...dialog, step: {kind: 'list'}, typing: nothingTyped, row: 0} : undefined});
	if (dialog?.kind === 'confirm') say('Nothing was done.');
}

function answer(reach: ChangeReach, dialog: Dialog): void {
	const {dispatch, say, run, live} = reach;
	dispatch({kind: 'dialog', dialog: undefined});
	const make = (pending: PendingChange | undefined, otherwise: string) => {
		if (!pending) return say(otherwise);
		run(async () => {
			await makeChange(reach, pending);
			return undefined;
		});
	};
	// What other programs did while it was open counts.
	const {models} = live();
	const modelsOf = (keys: readonly string[]) => keys.flatMap(key => modelsByKey(models).get(key) ?? []);
	switch (dialog.kind) {
		case 'tags':
			return make(tagChange(modelsOf(dialog.keys), models, wantedTags(dialog)), tagsAsTheyWere(dialog));
		case 'note': {
			const text = dialog.typing.value.trim();
			if (dialog.before === undefined && text === '') return say('Nothing was typed: the notes are as they were.');
			const isUntouched = dialog.typing.value === dialog.before;
			return make(isUntouched ? undefined : noteChange(modelsOf(dialog.keys), models, text), 'The note is as it was.');
		}
		case 'confirm':
			return make(dialog.pending, '');
		case 'palette': {
			const chosen = chosenInPalette(dialog);
			return chosen && doChosen(reach, chosen);
		}
		case 'views':
			return answerViews(reach, dialog);
		case 'asking':
		case 'copy':
			return undefined;
	}
}
