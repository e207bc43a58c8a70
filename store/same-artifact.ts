/** Whether an artifact is what lies somewhere already, byte for byte. */

import fs from 'node:fs';
import {entriesNow, wholePath, type Entry} from './artifact-entries.ts';
import {linkTarget, systemPath} from './file-names.ts';

/** Bytes that are compared at a time. */
const pieceSize = 1 << 20;

/** What an artifact was when it was looked at: equal text, nothing changed. Undefined where it vanished meanwhile. @param path absolute @throws UserError `unreadable` */
export function lookOfArtifact(path: string): string | undefined {
	const entries = entriesNow(path);
	return typeof entries === 'string' ? undefined : JSON.stringify(entries.map(entry => [entry.path, entry.signature]));
}

/**
 * True where all of an artifact is there a second time; the other one, a folder, may hold more.
 *
 * @param one absolute
 * @param other absolute
 * @throws UserError `unreadable`, or the system's error
 */
export function isHeldBy(one: string, other: string): boolean {
	const [mine, theirs] = [entriesNow(one), entriesNow(other)];
	if (typeof mine === 'string' || typeof theirs === 'string') return false;
	const there = new Map(theirs.map(entry => [entry.path, entry]));
	const isAlike = (a: Entry, b: Entry | undefined) => b?.kind === a.kind && (a.kind !== 'file' || a.size === b.size);
	return (
		mine.every(entry => isAlike(entry, there.get(entry.path))) && mine.every(({path, kind}) => isSameEntry(kind, wholePath(one, path), wholePath(other, path)))
	);
}

function isSameEntry(kind: Entry['kind'], one: string, other: string): boolean {
	if (kind === 'file') return isSameFile(one, other);
	return kind === 'folder' || (kind === 'link' && linkTarget(one) !== undefined && linkTarget(one) === linkTarget(other));
}

function isSameFile(one: string, other: string): boolean {
	return withOpen(one, mine =>
		withOpen(other, theirs => {
			const [a, b] = [Buffer.allocUnsafe(pieceSize), Buffer.allocUnsafe(pieceSize)];
			for (;;) {
				const [read, readThere] = [readFully(mine, a), readFully(theirs, b)];
				if (read !== readThere || !a.subarray(0, read).equals(b.subarray(0, read))) return false;
				if (read < pieceSize) return true;
			}
		}),
	);
}

function withOpen<T>(path: string, action: (fd: number) => T): T {
	const fd = fs.openSync(systemPath(path), fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK);
	try {
		return action(fd);
	} finally {
		fs.closeSync(fd);
	}
}

function readFully(fd: number, room: Buffer): number {
	let length = 0;
	while (length < room.length) {
		const read = fs.readSync(fd, room, length, room.length - length, null);
		if (read === 0) break;
		length += read;
	}
	return length;
}
