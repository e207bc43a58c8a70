/** What all moves of models end with: their folders synced, the journal told, the progress shown. */

import {syncFolder} from './atomic-file.ts';
import type {MoveItem} from './domain/journal-entry.ts';
import {UserError} from './domain/user-error.ts';
import type {OnProgress} from './changes.ts';
import {readJournal} from './journal.ts';
import {appendJournal, type JournalLine, type Writer} from './journal-writer.ts';
import {withReserve} from './own-folder.ts';
import {isSystemError, systemReason} from './system-error.ts';

export interface MoveEnding {
	readonly txn: string;
	readonly op: 'trash' | 'restore';
	/** What was moved and stays so. */
	readonly stands: readonly MoveItem[];
	readonly isAll: boolean;
	readonly inverseOf?: string;
}

/** Ends a transaction of moves in the journal. What was done stands, even where that cannot be written. @returns sentences about that */
export function endMoves(writer: Writer, {txn, op, stands, isAll, inverseOf}: MoveEnding): readonly string[] {
	return endTransaction(writer, {txn, op, phase: stands.length === 0 ? 'undone' : 'done', items: isAll ? [] : stands, inverseOf});
}

/** Appends the last line of a transaction, on a full disk with the room of the reserve. @returns sentences about what could not be written */
export function endTransaction<O extends 'trash' | 'restore' | 'purge' | 'register' | 'link'>(writer: Writer, line: JournalLine<O>): readonly string[] {
	try {
		withReserve(writer.root, () => appendJournal(writer, line));
		return [];
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		return [`${error.message} What was done stands; a later change here tells the journal that it is.`];
	}
}

/** False where a transaction ended meanwhile: somebody else put it right, and what is there now may have come later. */
export function isUnfinished({root}: Writer, txn: string): boolean {
	return readJournal(root).unfinished.some(entry => entry.txn === txn);
}

/** Makes what was renamed last through a power cut. @returns sentences about what the disk did not confirm */
export function syncFolders(folders: readonly string[]): readonly string[] {
	const notes: string[] = [];
	for (const folder of new Set(folders)) {
		try {
			syncFolder(folder);
		} catch (error) {
			if (!isSystemError(error)) throw error;
			notes.push(`The disk did not confirm the changes in ${folder}: ${systemReason(error)}. A power cut now could undo them.`);
		}
	}
	return notes;
}

/** Milliseconds between two words about the progress. */
const progressRest = 50;

/** @returns a function that tells how far it is, as often as is good for a screen; `'last'` tells it in any case */
export function progressOf(total: number, onProgress: OnProgress, done: () => number): (when?: 'last') => void {
	let next = performance.now() + progressRest;
	return when => {
		const now = performance.now();
		if (when !== 'last' && now < next) return;
		next = now + progressRest;
		onProgress({done: done(), total});
	};
}
