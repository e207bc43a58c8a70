/** How a question about a change comes up: what it says is found out first. */

import type {ChangeReach} from './app-actions.ts';
import {makeChange} from './app-changes.ts';
import {typeInto} from './app-dialogs.ts';
import type {ConfirmDialog, PendingChange} from './screens/dialog.ts';

/** What was found out: a question, a change that needs none, or a sentence that says why there is neither. */
export type Found = ConfirmDialog | {readonly kind: 'change'; readonly pending: PendingChange} | {readonly kind: 'say'; readonly text: string};

/**
 * Finds something out and then asks, or acts. Keys that are typed meanwhile are for the question; Escape leaves it.
 *
 * @param what raw: `looking at 12 models`
 */
export function ask(reach: ChangeReach, what: string, find: () => Promise<Found>): void {
	const {state, dispatch, say, run, press} = reach;
	const question = Symbol(what);
	dispatch({kind: 'dialog', dialog: {kind: 'asking', what, question, typed: ''}});
	const typedMeanwhile = () => {
		const {dialog} = state();
		return dialog?.kind === 'asking' && dialog.question === question ? dialog.typed : undefined;
	};
	run(async () => {
		let found: Found;
		try {
			found = await find();
		} catch (error) {
			if (typedMeanwhile() !== undefined) dispatch({kind: 'dialog', dialog: undefined});
			throw error;
		}
		const typed = typedMeanwhile();
		if (typed === undefined) return undefined;
		if (found.kind === 'confirm') {
			dispatch({kind: 'dialog', dialog: found});
			if (typed !== '') typeInto(reach, typed);
			return undefined;
		}
		dispatch({kind: 'dialog', dialog: undefined});
		if (found.kind === 'say') say(found.text, true);
		const made = found.kind === 'change' ? makeChange(reach, found.pending) : undefined;
		if (typed !== '') press(typed);
		await made;
		return undefined;
	});
}
