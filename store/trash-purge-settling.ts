/** Ends purges that their writer could not end: what is deleted is told, a model that is half deleted is deleted to the end, all others stay in the trash. */

import {baseName, folderOf} from './domain/identifier.ts';
import type {KnownEntry, PurgeItem} from './domain/journal-entry.ts';
import {accountsOf} from './domain/trash-accounts.ts';
import {isPathBelow, movesOf, type TrashedModel} from './domain/trash-manifest.ts';
import {UserError} from './domain/user-error.ts';
import {inFolder, openInside, withFolder, type OpenFolder} from './folder-handle.ts';
import {readJournal} from './journal.ts';
import type {Writer} from './journal-writer.ts';
import {exists, locked} from './move-files.ts';
import {isSystemError, systemCode} from './system-error.ts';
import {deleteClaimed, discardFolder, type Deletion} from './trash-deletion.ts';
import {isUnfinished} from './trash-ending.ts';
import {openPlace, placeOfTold, type Place} from './trash-place.ts';
import {deleteModel, endPurge, type Purged} from './trash-purge.ts';
import {readTrashFolder} from './trash-reading.ts';
import {isFileOf, whyUnreachable} from './trash-whereabouts.ts';

export type PurgeEntry = Extract<KnownEntry, {op: 'purge'}>;

/** @returns a sentence for the person @throws UserError `locked`: it is as it was */
export function settlePurge(writer: Writer, begins: readonly PurgeEntry[]): string {
	const [{txn, by}] = begins as [PurgeEntry];
	const items = begins.flatMap(entry => entry.items);
	const {deleted} = accountsOf(readJournal(writer.root).entries);
	const purged: Purged = {done: [], skipped: [], freed: 0};
	const notes: string[] = [];
	// Another purge may have claimed the same models, and told of them already.
	const own = items.filter(({path, key}) => !deleted.has(path) && isPathBelow(key));
	for (const [, here] of Map.groupBy(own, ({path, key}) => path.slice(0, -key.length - 1))) {
		const [first] = here;
		const at = first && placeOfTold(writer.root, first.path, first.key);
		if (!at) continue;
		const reason = whyUnreachable(at.place);
		if (reason === undefined) settleFolder(writer, {...at, purge: txn, items: here}, purged);
		else notes.push(reason);
	}
	const cut = `An earlier \`${by}\` was cut off`;
	if (!isUnfinished(writer, txn)) return `${cut}; another process put that right.`;
	notes.push(...purged.skipped.map(({key, reason}) => `${key}: ${reason}`), ...endPurge(writer, {txn, items}, purged));
	return [cut + words(purged.done.length, items.length), ...notes].join(' ');
}

function words(done: number, all: number): string {
	if (done === 0) return ' before it deleted anything.';
	if (done === all) return `: ${all === 1 ? 'its model is' : `all ${all} models are`} deleted for good.`;
	return `: ${done} of ${all} models ${done === 1 ? 'is' : 'are'} deleted for good, the others are still in the trash.`;
}

interface Cut {
	readonly place: Place;
	readonly txn: string;
	/** The transaction of the purge. */
	readonly purge: string;
	readonly items: readonly PurgeItem[];
}

function settleFolder(writer: Writer, {place, txn, purge, items}: Cut, purged: Purged): void {
	const folder = readTrashFolder(place, txn, readJournal(writer.root));
	// The folder goes last.
	if (folder === undefined) purged.done.push(...items.map(item => ({item, model: unknownModel(item)})));
	// What lies there cannot be told: nothing of it is said to be gone.
	if (folder === undefined || typeof folder === 'string') return;
	const known = new Map(folder.manifest.models.map(model => [model.key, model] as const));
	const error = locked([place.path], writer, () => {
		if (!isUnfinished(writer, purge)) return;
		inTransaction(place, txn, root => {
			finishClaimed(root, folder.manifest.models);
			for (const item of items) {
				const model = known.get(item.key);
				if (model) settleModel(writer, root, {item, model, purged});
			}
		});
	});
	if (error?.code === 'locked') throw error;
	discardFolder(place, txn, folder.manifest.models);
}

/** Nothing happens in a folder that cannot be opened, or not as one of a marked trash. */
function inTransaction(place: Place, txn: string, action: (root: OpenFolder) => void): void {
	let isOpen = false;
	try {
		withFolder(openPlace(place), trash =>
			withFolder(openInside(trash, txn), root => {
				isOpen = true;
				action(root);
			}),
		);
	} catch (error) {
		if (isOpen || !(error instanceof UserError || isSystemError(error))) throw error;
	}
}

function finishClaimed(root: OpenFolder, models: readonly TrashedModel[]): void {
	for (const folder of new Set(models.flatMap(movesOf).map(({from}) => folderOf(from)))) {
		try {
			// What of it cannot be deleted stays under its name, and the folder with it.
			withFolder(openInside(root, folder), inner => deleteClaimed(inner, {freed: 0}));
		} catch (error) {
			if (!isSystemError(error)) throw error;
		}
	}
}

interface Settled {
	readonly item: PurgeItem;
	readonly model: TrashedModel;
	readonly purged: Purged;
}

function settleModel(writer: Writer, root: OpenFolder, {item, model, purged}: Settled): void {
	const moves = movesOf(model);
	const there = moves.map(({from}) => isThere(root, from));
	const [first] = moves;
	if (!there.includes(true)) return void purged.done.push({item, model});
	// Whole; or torn by a restore, which takes the artifact out first, too.
	if (there[0] === true || first === undefined || isFileOf(`${writer.root}/${first.from}`, first)) return;
	const deletion: Deletion = {freed: 0};
	deleteModel(writer.root, root, {model, deletion});
	purged.freed += deletion.freed;
	if (deletion.reason === undefined) purged.done.push({item, model});
	else purged.skipped.push({key: model.key, reason: `The rest of it cannot be deleted: ${deletion.reason}.`});
}

/** What cannot be looked at counts as there. */
function isThere(root: OpenFolder, from: string): boolean {
	try {
		return withFolder(openInside(root, folderOf(from)), folder => exists(inFolder(folder, baseName(from))));
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return systemCode(error) !== 'ENOENT';
	}
}

/** Of a model whose manifest is gone with it only the line of the purge tells. */
function unknownModel({key, id, bytes}: PurgeItem): TrashedModel {
	return {key, id, bytes};
}
