/** Which unfinished transactions were cut off: their writer is gone, and whoever comes next may end them. */

import {hostname} from 'node:os';
import type {JournalEntry, KnownEntry} from './domain/journal-entry.ts';
import {judgeLock} from './domain/lock-holder.ts';
import {mayHaveUnfinished, readJournal} from './journal.ts';
import {processHere} from './lock.ts';

/** Those of a process that runs, of another host, or of a newer version are left out. */
export function cutOffOf(unfinished: readonly JournalEntry[]): readonly KnownEntry[] {
	return unfinished.filter((entry): entry is KnownEntry => entry.op !== 'unknown' && !mayStillRun(entry));
}

/** Reads only. @returns the ids of transactions that the next change would end */
export function cutOffIn(root: string): readonly string[] {
	if (!mayHaveUnfinished(root)) return [];
	return [...new Set(cutOffOf(readJournal(root).unfinished).map(({txn}) => txn))];
}

/** Lines of an older form do not name their process: only those of this host are touched. */
function mayStillRun({host, process, txn, at}: KnownEntry): boolean {
	if (process === undefined) return host !== hostname();
	return judgeLock({holder: {v: 1, host, ...process, token: txn, at}}, processHere()) !== 'stale';
}
