/** Takes staging folders away: one's own at the end, and those of dead processes, which the registry's own folder tells of. */

import fs from 'node:fs';
import {removeQuietly} from './atomic-file.ts';
import {baseName, folderOf} from './domain/identifier.ts';
import {isObject, own} from './domain/json.ts';
import {isPathBelow} from './domain/trash-manifest.ts';
import {UserError} from './domain/user-error.ts';
import {systemPath} from './file-names.ts';
import {readJournal} from './journal.ts';
import type {Writer} from './journal-writer.ts';
import {removeLeftovers} from './leftovers.ts';
import {withLock} from './lock.ts';
import {exists} from './move-files.ts';
import {ownFolder} from './own-folder.ts';
import {isDead, isRunStagingName, isStagingName, namesIn, removeTree, smallText, stagingAt, stagingToken} from './staging-folder.ts';
import {isSystemError} from './system-error.ts';

/** In the registry's own folder: a file for each folder that is staged in, so that the next change finds what a killed process left. */
const noted = /^staging\.(\d+-[0-9a-f]{16})\.json$/;
/** The file that tells of a staging folder. */
export function noteOf(root: string, folder: string): string {
	return `${ownFolder(root)}/staging.${stagingToken(baseName(folder))}.json`;
}

/**
 * Removes a staging folder with all that is in it, unless an unfinished transaction names it: what settles that needs it.
 * What cannot be removed stays, and the next change tries again.
 *
 * @param folder absolute
 */
export function removeStaging(root: string, folder: string): void {
	if (!isAwaited(root, folder.slice(root.length + 1))) removeSettled(root, folder);
}

/** As removeStaging, whose transaction is at its end. Folders that were made for it go, too, where they are empty. */
export function removeSettled(root: string, folder: string): void {
	const note = noteOf(root, folder);
	if (!removeTree(folder)) return;
	removeEmpty(root, noteIn(note)?.made ?? []);
	removeQuietly(note);
}

/**
 * Removes the staging folders of dead processes.
 * Housekeeping: what cannot be read or removed stays, without an error.
 */
export function removeDeadStagings(writer: Pick<Writer, 'root' | 'now' | 'by'>): void {
	const {root, now} = writer;
	for (const name of namesIn(ownFolder(root)).filter(name => noted.test(name))) {
		const note = `${ownFolder(root)}/${name}`;
		if (!isDead(note, now())) continue;
		const said = noteIn(note);
		if (!said) {
			removeQuietly(note);
			continue;
		}
		for (const folder of [folderOf(said.folder), '']) freeDeadLock(writer, folder);
		// What is in it goes where it belongs under the lock of its folder, which somebody may hold.
		if (isRunStagingName(baseName(said.folder)) && exists(systemPath(`${root}/${said.folder}`))) continue;
		removeStaging(root, `${root}/${said.folder}`);
	}
}

/** Frees the lock of a folder whose holder is gone, and takes away what else it left of it. @param folder relative to the root; '' is the root */
export function freeDeadLock({root, now, by}: Pick<Writer, 'root' | 'now' | 'by'>, folder: string): void {
	const path = folder === '' ? root : `${root}/${folder}`;
	if (!exists(systemPath(path))) return;
	try {
		withLock(path, {waitMs: 0, by, now}, () => removeLeftovers(path, {now: now()}));
	} catch (error) {
		// Somebody holds it, or may lock where this user may not.
		if (!(error instanceof UserError) && !isSystemError(error)) throw error;
	}
}

/** Removes folders that were made for something that came to nothing, where they are empty. @param folders relative to the root, the innermost first */
export function removeEmpty(root: string, folders: readonly string[]): void {
	for (const folder of folders) {
		try {
			fs.rmdirSync(systemPath(`${root}/${folder}`));
		} catch (error) {
			if (!isSystemError(error)) throw error;
			// It may have been killed before it made them all.
			if (error.code !== 'ENOENT') return;
		}
	}
}

function isAwaited(root: string, folder: string): boolean {
	if (isRunStagingName(baseName(folder)) || !exists(systemPath(stagingAt(`${root}/${folder}`).sidecar))) return false;
	return readJournal(root).unfinished.some(entry => entry.op === 'unknown' || (entry.op === 'register' && entry.items.some(item => item.staging === folder)));
}

/** What a note tells, relative to the root; undefined where it is not written as ours are. */
function noteIn(note: string): {readonly folder: string; readonly made: readonly string[]} | undefined {
	try {
		const value: unknown = JSON.parse(smallText(note) ?? '');
		const [folder, made] = isObject(value) ? [own(value, 'folder'), own(value, 'made')] : [];
		if (typeof folder !== 'string' || !isPathBelow(folder) || !isStagingName(baseName(folder))) return undefined;
		// Only those that it lies in.
		const isAbove = (each: unknown): each is string => typeof each === 'string' && isPathBelow(each) && folder.startsWith(`${each}/`);
		return {folder, made: Array.isArray(made) ? made.filter(isAbove) : []};
	} catch {
		return undefined;
	}
}
