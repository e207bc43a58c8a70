/** A file of which only pieces are read, where a header says: never beyond its end, never more at once than is allowed. */

import fs from 'node:fs';
import nodePath from 'node:path';
import {inspectionLimits} from '../domain/inspection.ts';
import {systemPath} from '../file-names.ts';
import {isSystemError} from '../system-error.ts';

/** The file is not as its format says. The message is a sentence, raw. */
export class FormatError extends Error {}

/** What a program that takes the file would load of it is not known: this reader stopped, and another may go on. */
export class UnreadError extends FormatError {}

export interface FileWindow {
	/** Bytes. */
	readonly size: number;
	/** @throws FormatError beyond the end, or for more than `inspectionLimits.header` bytes */
	readonly read: (offset: number, length: number) => Buffer;
	/** Bytes of a regular file by its path from the folder of this one; undefined: there is none. It is not opened. Absent where nothing lies beside. */
	readonly bytesBeside?: (path: string) => number | undefined;
}

/** Small reads near each other are one system call (bytes): the more the longer they go on, and few after a leap over values. */
const [leastPiece, mostPiece] = [8 * 1024, 256 * 1024];

/**
 * Opens a file and gives it to an action; a FIFO, a device or a socket is never opened.
 *
 * @throws FormatError for what is no regular file; system errors as they are
 */
export async function withWindow<Value>(path: string, action: (window: FileWindow) => Value | Promise<Value>): Promise<Value> {
	// Opening a device can do something, and who writes into a FIFO would be let go.
	const seen = fs.statSync(systemPath(path));
	if (!seen.isFile()) throw new FormatError('It is not a regular file.');
	const fd = fs.openSync(systemPath(path), fs.constants.O_RDONLY | fs.constants.O_NONBLOCK | fs.constants.O_NOCTTY);
	try {
		const stat = fs.fstatSync(fd);
		if (!stat.isFile() || stat.ino !== seen.ino || stat.dev !== seen.dev) throw new FormatError('It was replaced while it was opened.');
		return await action({...windowOf(fd, stat.size), bytesBeside: name => bytesOf(`${nodePath.dirname(path)}/${name}`)});
	} finally {
		fs.closeSync(fd);
	}
}

function bytesOf(path: string): number | undefined {
	try {
		const stat = fs.statSync(systemPath(path));
		return stat.isFile() ? stat.size : undefined;
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return undefined;
	}
}

function windowOf(fd: number, size: number): FileWindow {
	let [start, piece, pieceBytes]: [number, Buffer, number] = [0, Buffer.alloc(0), leastPiece];
	const load = (offset: number, length: number): Buffer => {
		const room = Buffer.allocUnsafe(length);
		let filled = 0;
		while (filled < length) {
			const count = fs.readSync(fd, room, filled, length - filled, offset + filled);
			if (count === 0) throw new FormatError('It was cut off while it was read.');
			filled += count;
		}
		return room;
	};
	return {
		size,
		read: (offset, length) => {
			if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(length) || offset < 0 || length < 0 || offset + length > size) {
				throw new FormatError(`Its header points beyond its end: ${length} bytes from ${offset} on, and it has ${size}.`);
			}
			if (length > inspectionLimits.header) {
				throw new FormatError(`Its header says ${length} bytes at once; more than ${inspectionLimits.header} are not read.`);
			}
			if (offset < start || offset + length > start + piece.length) {
				const isNext = offset >= start && offset <= start + piece.length;
				pieceBytes = isNext ? Math.min(2 * pieceBytes, mostPiece) : leastPiece;
				[start, piece] = [offset, load(offset, Math.min(Math.max(length, pieceBytes), size - offset))];
			}
			return piece.subarray(offset - start, offset - start + length);
		},
	};
}
