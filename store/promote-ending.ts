/** Promotions that were cut off, and those that are taken back. */

import {folderOf} from './domain/identifier.ts';
import {giveWriteBits, takeWriteBits} from './artifact-modes.ts';
import {syncFolder} from './atomic-file.ts';
import {nothingDone, type Change, type Target} from './domain/change.ts';
import {formatVersion} from './domain/family.ts';
import type {EditItem, KnownEntry, RegisterItem} from './domain/journal-entry.ts';
import {standingTarget} from './edit-recovery.ts';
import {entryNames, followExchange} from './exchange-follow.ts';
import {appendJournal, newTransaction, type Writer} from './journal-writer.ts';
import {removeLeftovers} from './leftovers.ts';
import {withLock} from './lock.ts';
import {isAsMade, removeMade, takenBack, tellsOf} from './promoted-sidecar.ts';
import {takenText} from './sidecar-batches.ts';
import {readSidecar, readyEdit, writeEdit} from './sidecar-job.ts';
import {wordsOf} from './sidecar-text.ts';
import {isSystemError} from './system-error.ts';

export type RegisterEntry = Extract<KnownEntry, {op: 'register'}>;

/** Ends a promotion that was cut off, or the taking back of one: the sidecar says whether it stands. @returns a sentence for the person */
export function settlePromotion(writer: Writer, begins: readonly RegisterEntry[]): string {
	const {first, item} = lastOf(begins);
	const {root, now} = writer;
	const isUndo = first.inverse_of !== undefined;
	const isVersion = tellsOf(root, isUndo ? {...item, edit: item.edit && {...item.edit, sha256: {before: null, after: null}}} : item);
	const stands = isUndo ? !isVersion : isVersion;
	if (stands) (isUndo ? giveWriteBits : takeWriteBits)(root, item.modes ?? {});
	const notes = stands
		? followExchange(writer, {present: targetsNow(root, item).map(target => ({...target, ...(isUndo && item.edit ? {taken: takenText(item.edit)} : {})}))})
		: [];
	const deadPids = new Set(begins.flatMap(({process}) => process?.pid ?? []));
	removeLeftovers(`${root}/${folderOf(item.key)}`, {now: now(), deadPids});
	const items = stands && begins.length > 1 ? [item] : [];
	appendJournal(writer, {txn: first.txn, op: 'register', phase: stands ? 'done' : 'undone', items, inverseOf: stands ? first.inverse_of : undefined});
	const what = `An earlier ${first.by === '' ? 'change' : `\`${first.by}\``} was cut off`;
	return [`${what}: ${item.key} ${isVersion ? 'is' : 'is not'} ${formatVersion(item)}; mreg log shows it.`, ...notes].join(' ');
}

function targetsNow(root: string, {key, edit}: RegisterItem): readonly Target[] {
	const read = edit?.path === undefined ? undefined : readSidecar(`${root}/${edit.path}`);
	return edit === undefined || read === undefined || 'reason' in read
		? []
		: [{...standingTarget({item: edit, bytes: read.bytes}, entryNames(root)), artifact: key}];
}

/**
 * Gives the sidecar its text back and the files their modes, as a transaction of its own. The number stays given.
 *
 * @throws UserError `locked`, or why it cannot begin
 */
export function undoPromotion(writer: Writer, begins: readonly RegisterEntry[], {targets}: {readonly targets: readonly Target[]}): Change {
	const {first, item} = lastOf(begins);
	const {root, waitMs, by, now} = writer;
	const target = targets.find(({key}) => key === item.key);
	if (!target || !item.edit) return {...nothingDone, skipped: [{key: item.key, reason: `${item.key} is not in the registry any more.`}]};
	const txn = newTransaction(writer);
	const begin = (edit: EditItem) => appendJournal(writer, {txn, op: 'register', phase: 'begin', items: [{...item, edit}], inverseOf: first.txn});
	const path = `${root}/${folderOf(item.key)}`;
	const reason = withLock(path, {waitMs, by, now}, () => {
		const reason = item.edit && isAsMade(root, item.edit) ? unmade(root, item.edit, begin) : unedited(writer, {target, edit: item.edit}, begin);
		if (reason === undefined) synced(path);
		return reason;
	});
	if (reason?.isBegun === true) appendJournal(writer, {txn, op: 'register', phase: 'undone', items: []});
	if (reason) return {...nothingDone, skipped: [{key: item.key, reason: reason.text}]};
	const left = giveWriteBits(root, item.modes ?? {});
	const notes = [
		...left.slice(0, 1).map(file => `${file}${left.length > 1 ? ` and ${left.length - 1} more` : ''} could not be made writable again.`),
		...aliasNotes(root, target),
		...followExchange(writer, {present: [{...target, taken: takenText({before: item.edit.after ?? null, after: item.edit.before})}]}),
	];
	appendJournal(writer, {txn, op: 'register', phase: 'done', items: [], inverseOf: first.txn});
	return {...nothingDone, txn, done: [item.key], notes};
}

/** Of aliases that came after the version. */
function aliasNotes(root: string, {sidecar}: Target): readonly string[] {
	const read = sidecar === undefined ? undefined : readSidecar(`${root}/${sidecar}`);
	const aliases = read === undefined || 'reason' in read ? [] : (wordsOf(read.bytes)?.aliases ?? []);
	if (aliases.length === 0) return [];
	const [what, they] = aliases.length === 1 ? ['alias', 'it means'] : ['aliases', 'they mean'];
	return [`${sidecar} still has the ${what} ${aliases.map(alias => JSON.stringify(alias)).join(', ')}: without a version ${they} nothing.`];
}

/** Why something stays as it is. */
interface Kept {
	readonly text: string;
	/** It is in the journal already. */
	readonly isBegun: boolean;
}

function unmade(root: string, edit: EditItem, begin: (edit: EditItem) => void): Kept | undefined {
	begin({...edit, before: edit.after ?? null, after: null, sha256: {before: edit.sha256.after, after: null}});
	const text = removeMade(root, edit);
	return text === undefined ? undefined : {text, isBegun: true};
}

function unedited(
	writer: Writer,
	{target, edit}: {readonly target: Target; readonly edit: EditItem | undefined},
	begin: (edit: EditItem) => void,
): Kept | undefined {
	if (!edit) throw new Error('Bug: a promotion without an edit is taken back');
	const ready = readyEdit(writer, {target, edit: file => takenBack(file, edit)});
	if (ready.kind !== 'ready') return {text: ready.kind === 'skipped' ? ready.reason : 'It is so already.', isBegun: false};
	begin(ready.item);
	const written = writeEdit(writer, ready, begin);
	if (written.kind === 'done') return undefined;
	return {text: written.kind === 'skipped' ? written.reason : 'It is so already.', isBegun: true};
}

function synced(path: string): void {
	try {
		syncFolder(path);
	} catch (error) {
		// The names are as they are to be; only a power cut could tell the difference.
		if (!isSystemError(error)) throw error;
	}
}

/** An edit that had to be made anew is in the journal twice: the last one was written. */
function lastOf(begins: readonly RegisterEntry[]): {readonly first: RegisterEntry; readonly item: RegisterItem} {
	const [first] = begins;
	const item = begins.flatMap(({items}) => items).at(-1);
	if (!first || !item) throw new Error('Bug: a promotion without a model');
	return {first, item};
}
