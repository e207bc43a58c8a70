/** Replaces a file that was read by its edited text, and gives way to another program that writes it at the same time. */

import {closeSync, constants, fstatSync, linkSync, lstatSync, openSync, readFileSync, readSync, renameSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {accessFor, createFile, inodeOf, moveInto, refuseOddTarget, removeQuietly, statOf, temporaryName, WriteError} from './atomic-file.ts';
import {systemPath} from './file-names.ts';
import {isSystemError, reasonOf} from './system-error.ts';

/** A file as it was when it was read. */
export interface ReadFile {
	readonly bytes: Buffer;
	readonly inode: bigint;
	/** Taken before its bytes were read. */
	readonly mtimeNs: bigint;
}

/**
 * Replaces a file that was read by its edited text, unless another program writes it at the same time: its write stands then.
 * One that changed since it was read is left as it is. One that changes by a writer that held it open comes back directly after it was replaced, the very inode.
 * The new file is on the disk for good, its name only after a syncFolder.
 * Throws a WriteError that says which state stands; links and files that are read-only for this user are refused.
 *
 * @param options.isStillWanted asked directly before the rename
 * @returns false where the change was not made, because of the other program
 */
export function replaceFile(path: string, bytes: Uint8Array, {read, isStillWanted}: {read: ReadFile; isStillWanted?: () => boolean}): boolean {
	const temporary = join(dirname(path), temporaryName(basename(path)));
	const kept = join(dirname(path), temporaryName(basename(path)));
	let stands: 'old' | 'new' = 'old';
	let fd: number | undefined;
	try {
		const old = statOf(path);
		if (old === undefined) return false;
		refuseOddTarget(path, old);
		fd = openSync(systemPath(path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
		const inode = createFile(temporary, [bytes], {access: accessFor(path, old, {}), fsync: true});
		const isKept = isLinked(path, kept);
		if (!isAsRead(path, fd, read) || isStillWanted?.() === false) {
			removeQuietly(temporary);
			return false;
		}
		moveInto(path, temporary, inode);
		// Whoever opened the old file before the rename may have written it since.
		if (holds(fd, read.bytes)) return true;
		stands = 'new';
		putBack(path, {ours: {inode, bytes}, fd, kept: isKept ? kept : undefined});
		return false;
	} catch (error) {
		if (!isSystemError(error)) throw error;
		const state = stands === 'old' ? 'The old file stands.' : 'The new one stands; what another program wrote there meanwhile could not be put back.';
		throw new WriteError(stands, error, `Cannot write ${path}: ${reasonOf(error)}. ${state}`);
	} finally {
		if (fd !== undefined) closeSync(fd);
		removeQuietly(kept);
	}
}

/** False where a file cannot have two names: on some disks, and another user's file under some rules. */
function isLinked(path: string, second: string): boolean {
	try {
		linkSync(systemPath(path), systemPath(second));
		return true;
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return false;
	}
}

function isAsRead(path: string, fd: number, {bytes, inode, mtimeNs}: ReadFile): boolean {
	const size = BigInt(bytes.length);
	const now = lstatSync(systemPath(path), {bigint: true, throwIfNoEntry: false});
	const isSame = now?.ino === inode && now.mtimeNs === mtimeNs && now.size === size;
	return isSame && fstatSync(fd, {bigint: true}).ino === inode;
}

/** True if an open file still has these bytes. Times are too coarse to tell: two writes within milliseconds can have the same. */
function holds(fd: number, bytes: Buffer): boolean {
	return contentOf(fd, bytes.length + 1).equals(bytes);
}

function contentOf(fd: number, limit: number): Buffer {
	const content = Buffer.allocUnsafe(limit);
	let length = 0;
	while (length < limit) {
		const read = readSync(fd, content, length, limit - length, length);
		if (read === 0) break;
		length += read;
	}
	return content.subarray(0, length);
}

/** Gives the old file its name again, unless the new one was written or replaced meanwhile: the last write counts. */
function putBack(path: string, {ours, fd, kept}: {ours: {inode: bigint; bytes: Uint8Array}; fd: number; kept?: string}): void {
	if (inodeOf(path) !== ours.inode || !readFileSync(systemPath(path)).equals(ours.bytes)) return;
	if (kept !== undefined) return renameSync(systemPath(kept), systemPath(path));
	const stat = fstatSync(fd);
	const copy = join(dirname(path), temporaryName(basename(path)));
	const copied = createFile(copy, [contentOf(fd, stat.size)], {access: accessFor(path, stat, {}), fsync: true});
	moveInto(path, copy, copied);
}
