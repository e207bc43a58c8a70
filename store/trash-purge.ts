/** Empties the trash: the only real delete. It happens below a marked trash folder alone, is told to the journal first, and is finished if it is cut off. */

import {nothingDone, type Change, type Skipped} from './domain/change.ts';
import {baseName} from './domain/identifier.ts';
import type {PurgeItem} from './domain/journal-entry.ts';
import {folderOf, isTransactionName, manifestName, movesOf, targetOfTrashed, type TrashedModel} from './domain/trash-manifest.ts';
import {UserError} from './domain/user-error.ts';
import type {OnProgress} from './changes.ts';
import {followExchange} from './exchange-follow.ts';
import {readNames} from './file-names.ts';
import {closeFolder, openInside, withFolder, type OpenFolder} from './folder-handle.ts';
import {readJournal} from './journal.ts';
import {appendJournal, newTransaction, type Writer} from './journal-writer.ts';
import {inSlices} from './move-files.ts';
import {isSystemError, systemCode, systemReason} from './system-error.ts';
import {deleteIn, discardFolder, type Deletion} from './trash-deletion.ts';
import {endTransaction, progressOf, syncFolders} from './trash-ending.ts';
import {openPlace, placesOf, toldPath, type Place} from './trash-place.ts';
import {readTrashFolder} from './trash-reading.ts';

/** What is to be deleted of one transaction at one place. */
export interface PurgeFolder {
	readonly place: Place;
	readonly txn: string;
	readonly models: readonly TrashedModel[];
}

export interface Purged {
	readonly done: TrashedModel[];
	readonly skipped: Skipped[];
	freed: number;
}

/**
 * Deletes whole transactions of the trash for good. What cannot be deleted stays, with its reason.
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
	const notes = endPurge(writer, {txn, items}, purged);
	tick('last');
	return {
		txn,
		done: purged.done.map(({key}) => key),
		unchanged: [],
		skipped: purged.skipped,
		notes: [...syncFolders(folders.map(({place}) => place.path)), ...notes],
		freedBytes: purged.freed,
	};
}

/** Brings the exchange files in step, and ends the transaction in the journal. @returns sentences about what could not be done of that */
export function endPurge(
	writer: Writer,
	{txn, items}: {readonly txn: string; readonly items: readonly PurgeItem[]},
	{done, skipped}: Purged,
): readonly string[] {
	const notes = done.length === 0 ? [] : followExchange(writer, {purged: done.map(targetOfTrashed)});
	const stays = new Set(skipped.map(({key}) => key));
	const gone = items.filter(({key}) => !stays.has(key));
	const line = {txn, op: 'purge', phase: gone.length === 0 && items.length > 0 ? 'undone' : 'done', items: gone.length === items.length ? [] : gone} as const;
	return [...notes, ...endTransaction(writer, line)];
}

function itemOf({place, txn}: PurgeFolder, {key, id, bytes}: TrashedModel): PurgeItem {
	return {key, id, path: toldPath(place, txn, key), bytes};
}

/** Where the transactions lie, and what is left of them. */
function foldersOf(writer: Writer, txns: readonly string[], skipped: Skipped[]): readonly PurgeFolder[] {
	const journal = readJournal(writer.root);
	const open = new Set(journal.unfinished.map(entry => entry.txn));
	const places = placesOf(writer.root, journal);
	return [...new Set(txns)].flatMap(txn => {
		if (!isTransactionName(txn)) {
			skipped.push({key: txn, reason: 'It is no name of a transaction.'});
			return [];
		}
		if (open.has(txn)) {
			skipped.push({key: txn, reason: 'It is still being moved to the trash by another process.'});
			return [];
		}
		const found = places.flatMap(place => readTrashFolder(place, txn, journal) ?? []);
		if (found.length === 0) skipped.push({key: txn, reason: 'It is not in the trash.'});
		return found.flatMap(folder => {
			if (typeof folder !== 'string') return {place: folder.place, txn, models: folder.present};
			skipped.push({key: txn, reason: folder});
			return [];
		});
	});
}

/** Deletes the models of one folder of the trash, then what else lies in it. Its lock keeps a restore from taking out what is half deleted. */
export function deleteModels(writer: Writer, {place, txn, models}: PurgeFolder, {purged, tick}: {purged: Purged; tick: () => void}): void {
	const refuse = (reason: string, which: readonly TrashedModel[] = models) => void purged.skipped.push(...which.map(({key}) => ({key, reason})));
	try {
		withFolder(openPlace(place), trash =>
			withFolder(openInside(trash, txn), root => {
				let isClean = true;
				inSlices([place.path], models, {
					writer,
					prepare: () => true,
					act: model => {
						const deletion: Deletion = {freed: 0};
						deleteModel(root, model, deletion);
						purged.freed += deletion.freed;
						if (deletion.reason === undefined) purged.done.push(model);
						else refuse(`It cannot be deleted: ${deletion.reason}.`, [model]);
						isClean &&= deletion.reason === undefined;
						tick();
					},
					refuse: (model, error) => {
						isClean = false;
						refuse(error.message, [model]);
					},
				});
				if (isClean) deleteRest(root);
			}),
		);
		discardFolder(place, txn, models);
	} catch (error) {
		// Gone is what was wanted; a purge that was cut off may have come so far.
		if (systemCode(error) === 'ENOENT') return void purged.done.push(...models.filter(model => !purged.done.includes(model)));
		refuse(error instanceof UserError ? error.message : `Its folder cannot be opened: ${systemReason(error)}.`);
	}
}

/** Artifact first: while something of it is left, so is what describes it. */
function deleteModel(root: OpenFolder, model: TrashedModel, deletion: Deletion): void {
	let folder: OpenFolder | undefined;
	try {
		for (const {from} of movesOf(model)) {
			const name = folderOf(from);
			folder ??= openInside(root, name);
			deleteIn(folder, baseName(from), deletion);
			if (deletion.reason !== undefined) return;
		}
	} catch (error) {
		if (!isSystemError(error)) throw error;
		if (systemCode(error) !== 'ENOENT') deletion.reason = systemReason(error);
	} finally {
		if (folder) closeFolder(folder);
	}
}

/** What no manifest tells of; the manifest itself last. */
function deleteRest(root: OpenFolder): void {
	const deletion: Deletion = {freed: 0};
	for (const name of readNames(root.at)) if (name !== manifestName) deleteIn(root, name, deletion);
	if (deletion.reason === undefined) deleteIn(root, manifestName, deletion);
}
