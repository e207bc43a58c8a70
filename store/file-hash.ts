/** The SHA-256 of a file that must not change while it is read. */

import {createHash} from 'node:crypto';
import fs from 'node:fs';
import {signatureOf} from './artifact-entries.ts';
import {changedMeanwhile, unreadable} from './artifact-errors.ts';
import {systemPath} from './file-names.ts';

/** Bytes that are read at once. */
export const pieceSize = 4 * 2 ** 20;

export interface ReadOptions {
	/** What it was when it was looked at (see `signatureOf`); undefined: any. */
	readonly signature?: string;
	/** Room for a piece; the same one may serve for file after file. */
	readonly room: Uint8Array;
	/** Told of each piece, in order. It is gone when this returns. */
	readonly onPiece?: (piece: Uint8Array) => void;
}

/**
 * Reads a regular file once, from its beginning to its end.
 *
 * @param path absolute; a link is not followed
 * @returns its SHA-256, in hexadecimal
 * @throws UserError `changed` where it is not what it was, before or after; `unreadable`; and what `onPiece` throws
 */
export function hashFile(path: string, options: ReadOptions): string {
	return withFile(path, fd => hashOpenFile(fd, path, options));
}

/** Opens a file for reading and closes it again; a FIFO is not waited for. @throws UserError `unreadable`, and what `action` throws */
export function withFile<T>(path: string, action: (fd: number) => T): T {
	const {O_RDONLY, O_NOFOLLOW, O_NONBLOCK} = fs.constants;
	const fd = reading(path, () => fs.openSync(systemPath(path), O_RDONLY | O_NOFOLLOW | O_NONBLOCK));
	try {
		return action(fd);
	} finally {
		fs.closeSync(fd);
	}
}

/** As hashFile, of a file that is open; its position is not used. @param path for sentences */
export function hashOpenFile(fd: number, path: string, {signature, room, onPiece}: ReadOptions): string {
	const stat = () => reading(path, () => fs.fstatSync(fd, {bigint: true}));
	const before = stat();
	if (!before.isFile() || (signature ?? signatureOf(before)) !== signatureOf(before)) throw changedMeanwhile(path);
	const hash = createHash('sha256');
	let done = 0;
	for (;;) {
		const read = reading(path, () => fs.readSync(fd, room, 0, room.length, done));
		if (read === 0) break;
		const piece = room.subarray(0, read);
		hash.update(piece);
		onPiece?.(piece);
		done += read;
	}
	if (BigInt(done) !== before.size || signatureOf(stat()) !== signatureOf(before)) throw changedMeanwhile(path);
	return hash.digest('hex');
}

function reading<T>(path: string, call: () => T): T {
	try {
		return call();
	} catch (error) {
		throw unreadable(path, error);
	}
}
