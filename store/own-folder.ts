/** The registry's own folder, `.mreg`, made at the first change: journal, trash, and a reserve of space for a full disk. */

import {existsSync} from 'node:fs';
import {ensureFolder, removeQuietly, writeFileAtomic} from './atomic-file.ts';
import {removeLeftovers} from './leftovers.ts';
import {withLock} from './lock.ts';
import {systemCode} from './system-error.ts';

export const ownFolderName = '.mreg';

const ignoredName = '.gitignore';
const reserveName = 'reserve';

/** Bytes that are given up where a disk or quota is full, so that a cleanup can still write its journal. */
const reserveBytes = 1_000_000;

/** For so long after it was given up it is not made again: what it was given up for needs the room (milliseconds). */
const rest = 60_000;
const givenUp = new Map<string, number>();

/** The absolute path of a registry's own folder. */
export function ownFolder(root: string): string {
	return `${root}/${ownFolderName}`;
}

/**
 * Makes the folder with its .gitignore and the reserve, where they are missing, and removes what a process left that was killed at it.
 * A reserve for which there is no room is left out.
 *
 * @throws WriteError, or UserError `locked`
 */
export function ensureOwnFolder(root: string): void {
	const folder = ownFolder(root);
	ensureFolder(folder);
	fill(root, ignoredName, path => writeFileAtomic(path, '*\n'));
	if (performance.now() - (givenUp.get(root) ?? -rest) < rest) return;
	try {
		// Not zeros, which some disks keep as a hole.
		fill(root, reserveName, path => writeFileAtomic(path, Buffer.alloc(reserveBytes, 'mreg reserve '), {fsync: false}));
	} catch {
		// The disk is nearly full: what is to be done may still fit.
	}
}

/** Under the folder's lock: so the temporary files that there are of its own files are of processes that were killed. */
function fill(root: string, name: string, write: (path: string) => void): void {
	const folder = ownFolder(root);
	const path = `${folder}/${name}`;
	if (existsSync(path)) return;
	withLock(folder, {}, () => {
		removeLeftovers(folder, {now: Date.now(), isOurs: file => file === ignoredName || file === reserveName});
		if (!existsSync(path)) write(path);
	});
}

/** Gives up the reserve. @returns false where there was none */
export function giveUpReserve(root: string): boolean {
	if (!existsSync(reserveOf(root))) return false;
	removeQuietly(reserveOf(root));
	givenUp.set(root, performance.now());
	return true;
}

/** Runs `action`; where the disk is too full for it, once more with the room of the reserve. @throws what `action` throws */
export function withReserve<T>(root: string, action: () => T): T {
	try {
		return action();
	} catch (error) {
		if (!isFull(error) || !giveUpReserve(root)) throw error;
		return action();
	}
}

/** True for an error that says that the disk or the quota is full, or that was caused by one. */
export function isFull(error: unknown): boolean {
	const code = systemCode(error);
	if (code === 'ENOSPC' || code === 'EDQUOT') return true;
	return error instanceof Error && error.cause !== undefined && isFull(error.cause);
}

function reserveOf(root: string): string {
	return `${ownFolder(root)}/${reserveName}`;
}
