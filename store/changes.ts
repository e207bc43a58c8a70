/** Carries out what was asked for, in the calling thread: first what a crash left is put right, then the change itself; a full disk gets the reserve back. */

import {adoptModels, identifyModels, rejoinSidecars} from './adopt.ts';
import {settleDeeply} from './deep-settling.ts';
import {nothingDone, type Change, type ChangeRequest, type Progress} from './domain/change.ts';
import {UserError} from './domain/user-error.ts';
import {linkDuplicates} from './duplicate-links.ts';
import {readJournal} from './journal.ts';
import type {Writer} from './journal-writer.ts';
import {giveUpReserve, isFull} from './own-folder.ts';
import {registerVersion} from './register.ts';
import {rememberTrainings} from './remembered-trainings.ts';
import {settleUnfinished} from './recovery.ts';
import {editAliases, editNotes, editResults, editTags} from './sidecar-edits.ts';
import {moveToTrash} from './trash.ts';
import {purgeTrash} from './trash-purge.ts';
import {restoreFromTrash} from './trash-restore.ts';
import {undoTransaction} from './undo.ts';

export type OnProgress = (progress: Progress) => void;

/**
 * Makes a change in a registry. Blocks this thread: while it waits for locks, and while it works.
 *
 * @param onProgress is told from time to time how many models are done
 * @returns what was done, and what was not and why
 * @throws UserError `locked` or `changed` (nothing was done), or why it cannot begin
 */
export function runChange(writer: Writer, request: ChangeRequest, onProgress: OnProgress = () => undefined): Change {
	try {
		return settled(writer, request, onProgress);
	} catch (error) {
		// A full disk fails before anything is done: a lock and the line in the journal come first, and need room. The reserve is for what makes room.
		if (!isFull(error) || !makesRoom(writer, request)) throw error;
		if (!giveUpReserve(writer.root)) throw withoutReserve(error);
		return settled(writer, request, onProgress);
	}
}

/** True also for a registration that is taken back: it goes to the trash. */
function makesRoom({root}: Writer, request: ChangeRequest): boolean {
	const {kind} = request;
	if (kind === 'undo') return readJournal(root).entries.some(({op, txn}) => op === 'register' && txn === request.txn);
	return kind === 'trash' || kind === 'purge' || kind === 'settle' || kind === 'link';
}

/** What purges cannot be advised to purge. */
function withoutReserve(error: unknown): unknown {
	if (!(error instanceof UserError)) return error;
	const hint = 'The reserve that is kept for this is spent. Delete or move any file of yours on that disk, a few kilobytes are enough; then try again.';
	return new UserError(error.code, error.message, {hint, cause: error});
}

function settled(writer: Writer, request: ChangeRequest, onProgress: OnProgress): Change {
	const notes = settleUnfinished(writer);
	const change = carriedOut(writer, request, onProgress);
	return {...change, notes: [...notes, ...change.notes]};
}

function carriedOut(writer: Writer, request: ChangeRequest, onProgress: OnProgress): Change {
	switch (request.kind) {
		case 'tag':
			return editTags(writer, request.edits, {onProgress});
		case 'note':
			return editNotes(writer, request.edits, {onProgress});
		case 'result':
			return editResults(writer, request.edits, {onProgress});
		case 'trash': {
			const change = moveToTrash(writer, request.removals, {onProgress, isPurged: request.purge});
			if (request.purge !== true || change.txn === undefined) return change;
			const purged = purgeTrash(writer, [change.txn], {onProgress});
			return {...change, notes: [...change.notes, ...purged.notes], freedBytes: purged.freedBytes};
		}
		case 'restore':
			return restoreFromTrash(writer, request.models, {onProgress});
		case 'undo':
			return undoTransaction(writer, request.txn, {targets: request.targets, onProgress});
		case 'purge':
			return purgeTrash(writer, request.txns, {onProgress});
		case 'settle':
			return request.deep === true ? settleDeeply(writer) : nothingDone;
		case 'adopt':
			return adoptModels(writer, request.adoptions, {onProgress});
		case 'rejoin':
			return rejoinSidecars(writer, request.moves, {onProgress});
		case 'identify':
			return identifyModels(writer, request.edits, {onProgress});
		case 'link':
			return linkDuplicates(writer, request.links, {onProgress});
		case 'remember':
			return rememberTrainings(writer, request.models);
		case 'register':
			return registerVersion(writer, request.registration, {onProgress});
		case 'alias':
			return editAliases(writer, request.edits, {onProgress});
	}
}
