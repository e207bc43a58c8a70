/** Puts right what crashes left anywhere in the registry: temporary files of ours and locks of dead processes. */

import {nothingDone, type Change} from './domain/change.ts';
import {sizeWords} from './domain/size-words.ts';
import {takenBy} from './file-marks.ts';
import {systemPath} from './file-names.ts';
import type {Writer} from './journal-writer.ts';
import {leftoversIn, removeLeftovers} from './leftovers.ts';
import {locksIn, removeLock} from './lock-listing.ts';
import {exists} from './move-files.ts';
import {modelFolderGlobs, registryFolders} from './registry-folders.ts';

/** Nothing of it is the user's: the journal is not told. @returns what was removed, as notes */
export function settleDeeply({root, now}: Writer): Change {
	const folders = registryFolders(root, modelFolderGlobs(root));
	return {...nothingDone, notes: [...lockNotes(root, folders), ...leftoverNotes(root, folders, now())]};
}

function lockNotes(root: string, folders: readonly string[]): readonly string[] {
	let removed = 0;
	const failed: string[] = [];
	for (const lock of locksIn(root, folders)) {
		if (lock.judgement !== 'stale') continue;
		const outcome = removeLock(root, lock);
		if (outcome === true) removed++;
		else if (outcome !== false) failed.push(`The lock of ${lock.folder === '' ? root : lock.folder} cannot be removed: ${outcome}.`);
	}
	if (removed === 0) return failed;
	return [`Removed ${removed === 1 ? 'the lock of a process that is' : `${removed} locks of processes that are`} gone.`, ...failed];
}

function leftoverNotes(root: string, folders: readonly string[], now: number): readonly string[] {
	let [removed, bytes, left] = [0, 0, 0];
	for (const folder of folders) {
		const at = folder === '' ? root : `${root}/${folder}`;
		const found = leftoversIn(at, now).map(name => ({path: `${at}/${name}`, taken: takenBy([`${at}/${name}`])}));
		if (found.length === 0) continue;
		removeLeftovers(at, {now});
		for (const {path, taken} of found) {
			if (exists(systemPath(path))) left++;
			else [removed, bytes] = [removed + 1, bytes + taken];
		}
	}
	const files = (count: number) => (count === 1 ? 'one temporary file' : `${count} temporary files`);
	return [
		...(removed === 0 ? [] : [`Removed ${files(removed)} that killed processes left, ${sizeWords(bytes)}.`]),
		...(left === 0 ? [] : [`Could not remove ${files(left)} that killed processes left: check the permissions of their folders.`]),
	];
}
