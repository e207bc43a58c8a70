/** Folders that are held open: what is done to names in one happens in that very folder, whatever becomes of its path. */

import {closeSync, constants, existsSync, fstatSync, openSync, statSync} from 'node:fs';
import {systemPath} from './file-names.ts';

export interface OpenFolder {
	readonly fd: number;
	/** What system calls put before a name: the open folder itself where the system allows that, else its path. */
	readonly at: string;
	/** As it was opened. */
	readonly path: string;
	readonly dev: bigint;
	readonly inode: bigint;
}

export interface OpenOptions {
	/** Whether the last part of the path may be a link. */
	readonly follow: boolean;
}

/** Linux names what a process holds open; elsewhere the path is used, and checked again (isSameFolder). */
const openFiles = '/proc/self/fd';
const hasOpenFiles = existsSync(openFiles);

/** @throws the system's error: ENOTDIR or ELOOP where it is no folder */
export function openFolder(path: string, {follow}: OpenOptions): OpenFolder {
	const fd = openSync(systemPath(path), constants.O_RDONLY | constants.O_DIRECTORY | (follow ? 0 : constants.O_NOFOLLOW));
	try {
		const {dev, ino} = fstatSync(fd, {bigint: true});
		return {fd, at: hasOpenFiles ? `${openFiles}/${fd}` : path, path, dev, inode: ino};
	} catch (error) {
		closeSync(fd);
		throw error;
	}
}

/** Opens a folder below an open one, without following any link on the way. @throws the system's error */
export function openInside(folder: OpenFolder, relative: string): OpenFolder {
	let current = folder;
	for (const part of relative.split('/')) {
		const outer = current;
		try {
			current = {...openFolder(`${outer.at}/${part}`, {follow: false}), path: `${outer.path}/${part}`};
		} finally {
			if (outer !== folder) closeFolder(outer);
		}
	}
	return current;
}

export function closeFolder(folder: OpenFolder): void {
	closeSync(folder.fd);
}

/** Runs `action` with a folder, which is closed then. @throws the system's error, and what `action` throws */
export function withFolder<T>(folder: OpenFolder, action: (folder: OpenFolder) => T): T {
	try {
		return action(folder);
	} finally {
		closeFolder(folder);
	}
}

/** A name in an open folder, for system calls. */
export function inFolder(folder: OpenFolder, name: string): string | Buffer {
	return systemPath(`${folder.at}/${name}`);
}

/** False where the path leads somewhere else by now. */
export function isSameFolder({path, dev, inode}: OpenFolder): boolean {
	const stat = statSync(systemPath(path), {bigint: true, throwIfNoEntry: false});
	return stat !== undefined && stat.dev === dev && stat.ino === inode;
}
