/** Takes one transaction back, as a transaction of its own. */

import {isAdoption, undoAdoption} from './adopt.ts';
import {isLink, undoLinks} from './duplicate-links.ts';
import {isRemembering, undoRemembered} from './remembered-trainings.ts';
import {type Change, type Target} from './domain/change.ts';
import type {JournalEntry, KnownEntry} from './domain/journal-entry.ts';
import {logOf} from './domain/log.ts';
import {UserError} from './domain/user-error.ts';
import type {OnProgress} from './changes.ts';
import {readJournal} from './journal.ts';
import type {Writer} from './journal-writer.ts';
import type {RegisterEntry} from './promote.ts';
import {undoRegistration} from './register-undo.ts';
import {undoEdits, type EditEntry} from './sidecar-edits.ts';
import {restoreFromTrash} from './trash-restore.ts';

export interface UndoOptions {
	/** The models of now, by key, for edits that are taken back. */
	readonly targets: readonly Target[];
	readonly onProgress: OnProgress;
}

/**
 * @returns what came back, and what did not and why
 * @throws UserError `not-found` for a transaction that is not in the journal, `usage` for one that cannot be taken back
 */
export function undoTransaction(writer: Writer, txn: string, options: UndoOptions): Change {
	const {entries} = readJournal(writer.root);
	const line = logOf(entries).find(one => one.txn === txn);
	if (!line) throw new UserError('not-found', `The journal has no transaction ${txn}.`, {hint: 'mreg log lists them.'});
	if (line.state === 'undone') throw new UserError('usage', `${txn} was taken back already.`, {hint: 'mreg log shows by what.'});
	if (line.state === 'nothing') throw new UserError('usage', `${txn} did nothing: there is nothing to take back.`);
	if (!line.undoable) throw new UserError('usage', `${txn} (${line.op}) cannot be taken back.`, {hint: 'mreg log shows what can be.'});
	const begins = beginsOf(entries, txn);
	const [first] = begins;
	switch (first?.op) {
		case 'tag':
		case 'note':
		case 'result':
		case 'alias':
			return undoEdits(writer, standingOf(begins.filter(isEdit), line.keys), options);
		case 'register':
			return undoRegistration(writer, begins.filter(isRegistration), options);
		case 'adopt':
			return undoAdoption(writer, standingOf(begins.filter(isAdoption), line.keys), options);
		case 'link':
			return undoLinks(writer, standingOf(begins.filter(isLink), line.keys), options);
		case 'remember':
			return undoRemembered(writer, begins.filter(isRemembering));
		case 'trash':
			return restoreFromTrash(
				writer,
				line.keys.map(key => ({txn, key})),
				{onProgress: options.onProgress, inverseOf: txn},
			);
		default:
			throw new Error(`Bug: ${line.op} is said to be undoable`);
	}
}

function beginsOf(entries: readonly JournalEntry[], txn: string): readonly KnownEntry[] {
	return entries.filter((entry): entry is KnownEntry => entry.op !== 'unknown' && entry.txn === txn && entry.phase === 'begin');
}

/** Without the items of models that were skipped. */
function standingOf<Item extends {readonly key: string}, Entry extends {readonly items: readonly Item[]}>(
	begins: readonly Entry[],
	keys: readonly string[],
): readonly Entry[] {
	const done = new Set(keys);
	return begins.map(entry => ({...entry, items: entry.items.filter(({key}) => done.has(key))}));
}

/** True for the lines of edits of sidecars. */
export function isEdit(entry: KnownEntry): entry is EditEntry {
	return entry.op === 'tag' || entry.op === 'note' || entry.op === 'result' || entry.op === 'alias';
}

/** True for the lines of versions. */
export function isRegistration(entry: KnownEntry): entry is RegisterEntry {
	return entry.op === 'register';
}
