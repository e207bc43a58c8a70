/** How a change is made, and what is said of it. */

import type {Change, Progress} from '../store/domain/change.ts';
import {formatVersion} from '../store/domain/family.ts';
import type {ChangeReach} from './app-actions.ts';
import {doingWords, isUndoable, sentences} from './screens/change-words.ts';
import {cleanupOf} from './screens/cleanup-question.ts';
import type {PendingChange} from './screens/dialog.ts';
import {leftWords, targetsIn} from './screens/left-words.ts';
import {formatBytes} from './text.ts';

/** What is done sooner is not said to be under way (milliseconds). */
const sayAfter = 150;

/**
 * Makes a change, shows how far it is, and says what came of it, with the command that does the same and that `u` takes it back.
 *
 * @param signal stops it, where it can be stopped
 * @throws UserError as `runChange`
 */
export async function makeChange({world, dispatch}: Pick<ChangeReach, 'world' | 'dispatch'>, pending: PendingChange, signal?: AbortSignal): Promise<Change> {
	const {request, by, command, before = []} = pending;
	let now: Progress = {done: 0, total: 0};
	let isSaid = false;
	const tell = () => dispatch({kind: 'underway', underway: {what: doingWords(request), ...now}});
	const timer = setTimeout(() => {
		isSaid = true;
		tell();
	}, sayAfter);
	try {
		const firsts: Change[] = [];
		for (const first of before) firsts.push(await world.change(first, by));
		const onProgress = (progress: Progress) => {
			now = progress;
			if (isSaid) tell();
		};
		const change = await world.change(request, by, onProgress, signal);
		const skipped = [...new Map([...firsts, change].flatMap(one => one.skipped.map(skip => [skip.key, skip] as const))).values()];
		dispatch({kind: 'changed', change, pending});
		dispatch({
			kind: 'message',
			message: {
				text: sentences([...doneWords(change, pending, firsts), ...leftWords(skipped, [request, ...before].flatMap(targetsIn)), ...change.notes]),
				command: change.done.length > 0 ? command : undefined,
				isUndoable: isUndoable(change, request),
				isError: skipped.length > 0,
				isCleanup: cleanupOf(pending) !== undefined,
			},
		});
		return change;
	} finally {
		clearTimeout(timer);
		dispatch({kind: 'underway', underway: undefined});
	}
}

function doneWords(change: Change, {done: planned, doneOf, doneBefore}: PendingChange, firsts: readonly Change[]): readonly string[] {
	const {done, unchanged, freedBytes, registered} = change;
	const keys = firsts.flatMap(first => first.done);
	const before = doneBefore && keys.length > 0 ? [doneBefore(keys)] : [];
	if (registered?.isKnown === true) return [`these bytes are ${formatVersion(registered)} already`, ...before];
	const words = doneOf?.(done, change) ?? planned;
	if (done.length > 0) return [freedBytes === undefined ? words : `${words}, ${formatBytes(freedBytes)} freed`, ...before];
	if (before.length > 0) return before;
	return [unchanged.length > 0 ? 'It is so already: nothing was written.' : 'Nothing was done.'];
}
