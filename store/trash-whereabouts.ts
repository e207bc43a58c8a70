/** Where models of a removal are that may lie in no trash any more: in their place, deleted, or on a disk that is not there. */

import fs from 'node:fs';
import type {JournalEntry, Move, MoveItem} from './domain/journal-entry.ts';
import type {Problem} from './domain/problem.ts';
import {accountsOf, isLeft, placeInTrash} from './domain/trash-accounts.ts';
import {isPathBelow, movesOf} from './domain/trash-manifest.ts';
import {markFile} from './file-marks.ts';
import {systemPath} from './file-names.ts';
import {readJournal} from './journal.ts';
import {systemReason} from './system-error.ts';
import {ownPlace, placeOfTold, type Place} from './trash-place.ts';

/**
 * True where nothing of a removal is left to bring back: each of its files is in its place again, or the journal tells that it was restored or purged.
 *
 * @param returned what came back just now, of which the journal does not tell yet
 */
export function isTakenBack(root: string, txn: string, returned: readonly MoveItem[]): boolean {
	const {trashed, takenOut, deleted} = accountsOf(readJournal(root).entries);
	const back = new Set(returned.flatMap(movesOf).map(({from}) => from));
	const isBack = (move: Move) => takenOut.has(move.to) || back.has(move.to) || (isPathBelow(move.from) && isFileOf(`${root}/${move.from}`, move));
	return trashed.get(txn)?.every(item => deleted.has(placeInTrash(item)) || movesOf(item).every(isBack)) ?? false;
}

/** Whether this is the very file that was to be moved, unchanged. Inodes come again: what was made anew may have the one of what was moved. */
export function isFileOf(path: string, move: Move): boolean {
	try {
		if (String(fs.lstatSync(systemPath(path), {bigint: true, throwIfNoEntry: false})?.ino) !== move.inode) return false;
		const mark = markFile(path, move.from);
		// Devices have other numbers after a restart.
		return mark !== undefined && mark.inode === move.inode && mark.size === move.size && mark.mtime_ns === move.mtime_ns;
	} catch {
		return false;
	}
}

/** @returns why a place cannot be looked into, as a sentence; undefined where it can be */
export function whyUnreachable({path}: Place): string | undefined {
	try {
		return fs.lstatSync(path, {throwIfNoEntry: false}) === undefined ? `The trash place ${path} cannot be reached: there is no such folder.` : undefined;
	} catch (error) {
		return `The trash place ${path} cannot be reached: ${systemReason(error)}.`;
	}
}

/** The place in which the journal says that a transaction's model lies. */
export function toldPlaceOf(root: string, entries: readonly JournalEntry[], {txn, key}: {readonly txn: string; readonly key: string}): Place | undefined {
	for (const entry of entries) {
		if (entry.op !== 'trash' || entry.txn !== txn || entry.phase !== 'begin') continue;
		const item = entry.items.find(each => each.key === key);
		if (item) return placeOfItem(root, item);
	}
	return undefined;
}

/** Places that are not there although the journal tells of models in them that neither came back nor were deleted. */
export function lostPlaces(root: string, entries: readonly JournalEntry[]): readonly Problem[] {
	const places = new Map<string, Place>();
	for (const entry of entries) {
		if (entry.op !== 'trash') continue;
		places.set(ownPlace(root).path, ownPlace(root));
		// Most lie in the registry's own, and there may be many.
		for (const item of entry.items) {
			const place = isElsewhere(item) ? placeOfItem(root, item) : undefined;
			if (place) places.set(place.path, place);
		}
	}
	const lost = [...places.values()].flatMap(place => {
		const reason = whyUnreachable(place);
		return reason === undefined ? [] : [{place, reason}];
	});
	if (lost.length === 0) return [];
	const accounts = accountsOf(entries);
	const left = [...accounts.trashed.values()].flat().filter(item => isLeft(item, accounts));
	return lost.flatMap(({place, reason}) => {
		const count = left.filter(item => placeOfItem(root, item)?.path === place.path).length;
		if (count === 0) return [];
		const models = count === 1 ? 'One model lies' : `${count} models lie`;
		const path = place.isOwn ? '.mreg/trash' : place.path;
		return {kind: 'unreadable-trash', path, message: `${reason} ${models} in it. Mount its disk, or move the folder back.`} as const;
	});
}

function isElsewhere(item: MoveItem): boolean {
	return movesOf(item)[0]?.to.startsWith('/') === true;
}

function placeOfItem(root: string, item: MoveItem): Place | undefined {
	const [first] = movesOf(item);
	return first && placeOfTold(root, first.to, first.from)?.place;
}
