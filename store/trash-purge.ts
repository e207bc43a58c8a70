/** Empties the trash: the only real delete. It happens below a marked trash folder alone, of what is listed there, and is told to the journal first. */

import {nothingDone, type Change, type Skipped} from './domain/change.ts';
import {baseName, folderOf} from './domain/identifier.ts';
import type {PurgeItem} from './domain/journal-entry.ts';
import {isTransactionName, movesOf, targetOfTrashed, type TrashedModel} from './domain/trash-manifest.ts';
import {UserError} from './domain/user-error.ts';
import type {OnProgress} from './changes.ts';
import {followExchange} from './exchange-follow.ts';
import {closeFolder, openInside, withFolder, type OpenFolder} from './folder-handle.ts';
import {readJournal} from './journal.ts';
import {appendJournal, newTransaction, type Writer} from './journal-writer.ts';
import {inSlices} from './move-files.ts';
import {isSystemError, systemCode, systemReason} from './system-error.ts';
import {deletePart, discardFolder, type Deletion} from './trash-deletion.ts';
import {endTransaction, progressOf, syncFolders} from './trash-ending.ts';
import {openPlace, placesOf, toldPath, type Place} from './trash-place.ts';
import {readTrashFolder} from './trash-reading.ts';
import {strangersIn} from './trash-strangers.ts';

/** What is to be deleted of one transaction at one place. */
interface PurgeFolder {
	readonly place: Place;
	readonly txn: string;
	readonly models: readonly TrashedModel[];
	/** All that its manifest tells of, whether it is there or not. */
	readonly known: readonly TrashedModel[];
}

/** A model that was deleted, as the journal is told. */
export interface PurgedModel {
	readonly item: PurgeItem;
	readonly model: TrashedModel;
}

export interface Purged {
	readonly done: PurgedModel[];
	readonly skipped: Skipped[];
	freed: number;
}

const gone = 'It is not in the trash any more.';

/**
 * Deletes whole transactions of the trash for good. What cannot be deleted stays, with its reason; so does what no manifest tells of.
 *
 * @returns `freedBytes`: of the blocks of files that have no other name
 * @throws UserError `locked`, or why the journal cannot be written: nothing was deleted
 */
export function purgeTrash(writer: Writer, txns: readonly string[], options: {readonly onProgress: OnProgress}): Change {
	const purged: Purged = {done: [], skipped: [], freed: 0};
	const folders = foldersOf(writer, txns, purged.skipped);
	if (folders.length === 0) return {...nothingDone, skipped: purged.skipped};
	const txn = newTransaction(writer);
	const items = folders.flatMap(folder => folder.models.map(model => itemOf(folder, model)));
	appendJournal(writer, {txn, op: 'purge', phase: 'begin', items});
	const tick = progressOf(items.length, options.onProgress, () => purged.done.length + purged.skipped.length);
	for (const folder of folders) deleteModels(writer, folder, {purged, tick});
	const notes = [...folders.flatMap(strangersNote), ...endPurge(writer, {txn, items}, purged)];
	tick('last');
	return {
		txn: purged.done.length === 0 ? undefined : txn,
		done: purged.done.map(({model}) => model.key),
		unchanged: [],
		skipped: purged.skipped,
		notes: [...syncFolders(folders.map(({place}) => place.path)), ...notes],
		freedBytes: purged.freed,
	};
}

/** Brings the exchange files in step, and ends the transaction in the journal. @returns sentences about what could not be done of that */
export function endPurge(writer: Writer, {txn, items}: {readonly txn: string; readonly items: readonly PurgeItem[]}, {done}: Purged): readonly string[] {
	const notes = done.length === 0 ? [] : followExchange(writer, {purged: done.flatMap(({model}) => (model.stray === true ? [] : targetOfTrashed(model)))});
	const phase = done.length === 0 && items.length > 0 ? 'undone' : 'done';
	const line = {txn, op: 'purge', phase, items: done.length === items.length ? [] : done.map(({item}) => item)} as const;
	return [...notes, ...endTransaction(writer, line)];
}

function itemOf({place, txn}: PurgeFolder, {key, id, bytes}: TrashedModel): PurgeItem {
	return {key, id, path: toldPath(place, txn, key), bytes};
}

/** A sentence about what somebody else put into a transaction's folder. */
function strangersNote({place, txn, known}: PurgeFolder): readonly string[] {
	const names = strangersIn(`${place.path}/${txn}`, known);
	const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
	const folder = toldPath(place, txn, '').slice(0, -1);
	return names.length === 0 ? [] : [`${folder} stays: mreg did not put this there: ${names.slice(0, 3).join(', ')}${more}.`];
}

/** Where the transactions lie, and what is left of them. */
function foldersOf(writer: Writer, txns: readonly string[], skipped: Skipped[]): readonly PurgeFolder[] {
	const journal = readJournal(writer.root);
	const open = new Set(journal.unfinished.map(entry => entry.txn));
	const places = placesOf(writer.root, journal);
	return [...new Set(txns)].flatMap(txn => {
		const skip = (reason: string): never[] => {
			skipped.push({key: txn, reason});
			return [];
		};
		if (!isTransactionName(txn)) return skip('It is no name of a transaction.');
		if (open.has(txn)) return skip('It is still being moved to the trash by another process.');
		const found = places.flatMap(place => readTrashFolder(place, txn, journal) ?? []);
		const folders = found.flatMap(folder => (typeof folder === 'string' ? skip(folder) : folder));
		const full = folders.filter(({present}) => present.length > 0);
		if (full.length === 0 && folders.length === found.length) skip('It is not in the trash.');
		return full.map(({place, present, manifest}): PurgeFolder => ({place, txn, models: present, known: manifest.models}));
	});
}

/** Deletes the models of one folder of the trash. Its lock keeps a restore from taking out what is half deleted, and two purges from deleting the same. */
function deleteModels(writer: Writer, folder: PurgeFolder, {purged, tick}: {purged: Purged; tick: () => void}): void {
	const {place, txn, models, known} = folder;
	const told = new Set<TrashedModel>();
	const refuse = (model: TrashedModel, reason: string) => {
		told.add(model);
		purged.skipped.push({key: model.key, reason});
	};
	try {
		withFolder(openPlace(place), trash =>
			withFolder(openInside(trash, txn), root => {
				inSlices([place.path], models, {
					writer,
					prepare: () => true,
					act: model => {
						const deletion: Deletion = {freed: 0};
						deleteModel(writer.root, root, {model, deletion});
						purged.freed += deletion.freed;
						if (deletion.reason !== undefined) refuse(model, `It cannot be deleted: ${deletion.reason}.`);
						else if (deletion.isFound) purged.done.push({item: itemOf(folder, model), model});
						else refuse(model, gone);
						told.add(model);
						tick();
					},
					refuse: (model, error) => refuse(model, error.message),
				});
			}),
		);
		discardFolder(place, txn, known);
	} catch (error) {
		const reason = error instanceof UserError ? error.message : `Its folder cannot be opened: ${systemReason(error)}.`;
		for (const model of models) if (!told.has(model)) refuse(model, systemCode(error) === 'ENOENT' ? gone : reason);
	}
}

/** Artifact first: while something of it is left, so is what describes it; and a model without its first file is known to be half deleted. */
export function deleteModel(root: string, txn: OpenFolder, {model, deletion}: {readonly model: TrashedModel; readonly deletion: Deletion}): void {
	let folder: OpenFolder | undefined;
	try {
		for (const {from} of movesOf(model)) {
			folder ??= openInside(txn, folderOf(from));
			deletePart(root, folder, {name: baseName(from), deletion});
			if (deletion.reason !== undefined) return;
		}
	} catch (error) {
		if (!isSystemError(error)) throw error;
		if (systemCode(error) !== 'ENOENT') deletion.reason = systemReason(error);
	} finally {
		if (folder) closeFolder(folder);
	}
}
