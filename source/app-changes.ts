/** What tags, notes, protection, the trash, undo and the clipboard do from the lists of models. */

import type {Change} from '../store/domain/change.ts';
import type {ChangeReach, Handlers} from './app-actions.ts';
import type {PendingChange} from './screens/dialog.ts';
import {counted} from './words.ts';

export function changeHandlers(_reach: ChangeReach): Handlers {
	return {};
}

/**
 * Makes a change, shows how far it is, and says what came of it, with the command that does the same and that `u` takes it back.
 *
 * @throws UserError as `runChange`
 */
export async function makeChange({world, dispatch}: Pick<ChangeReach, 'world' | 'dispatch'>, {request, by, done, command}: PendingChange): Promise<Change> {
	const underway = (now: {readonly done: number; readonly total: number}) => dispatch({kind: 'underway', underway: {what: done, ...now}});
	try {
		const change = await world.change(request, by, underway);
		const isUndoable =
			change.txn !== undefined && request.kind !== 'purge' && request.kind !== 'undo' && request.kind !== 'restore' && change.freedBytes === undefined;
		dispatch({
			kind: 'message',
			message: {text: [doneWords(change, done), ...skippedWords(change), ...change.notes].join(' '), command, isUndoable, isError: change.skipped.length > 0},
		});
		return change;
	} finally {
		dispatch({kind: 'underway', underway: undefined});
	}
}

function doneWords({done, unchanged}: Change, words: string): string {
	if (done.length > 0) return words;
	return unchanged.length > 0 ? 'It is so already: nothing was written.' : 'Nothing was done.';
}

function skippedWords({skipped}: Change): readonly string[] {
	const [first] = skipped;
	if (!first) return [];
	return [`${counted(skipped.length, 'model')} left as ${skipped.length === 1 ? 'it was' : 'they were'}: ${first.key}: ${first.reason}`];
}
