/** Copies one model file, for good, while its checksum is taken. */

import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import {signatureOf} from './artifact-entries.ts';
import {changedMeanwhile} from './artifact-errors.ts';
import type {SourceFile} from './artifact-source.ts';
import {permitted, writeAll} from './atomic-file.ts';
import {hashOpenFile, withFile} from './file-hash.ts';
import {systemPath} from './file-names.ts';
import {isSystemError} from './system-error.ts';

export interface CopyFileOptions {
	/** What it was when it was looked at. */
	readonly file: SourceFile;
	/** Room for a piece. */
	readonly room: Uint8Array;
	readonly onPiece: (piece: Uint8Array) => void;
	/** False where whoever asks calls `syncFiles` in the end. */
	readonly isSynced: boolean;
	/** False where this disk is known to share no blocks between files. */
	readonly mayClone: boolean;
	/** Called where it turns out that it does not, before anything is copied. */
	readonly onNoClone?: () => void;
}

/** Smaller files are copied sooner than cloned. */
export const leastCloned = 65_536;

/** Of a file with holes pieces of so many bytes are looked at: those that are all zeros become holes again. */
const holeSize = 65_536;
const zeros = Buffer.alloc(holeSize);
const blockBytes = 512;

/** So many bytes are on their way to the disk while the next ones are read. */
const sentEvery = 64 * 2 ** 20;

/**
 * Makes `to`, where nothing is: read-only, with no bits that `from` lacks but that its owner may read it, and the time of `from`, on the disk when it returns (see `isSynced`).
 *
 * @returns the SHA-256, and whether the blocks are shared; undefined where that was not tried
 * @throws UserError `changed`, `unreadable`; the system's errors of what is written
 */
export function copyFile(from: string, to: string, options: CopyFileOptions): {readonly sha256: string; readonly isClone?: boolean} {
	const isClone = options.mayClone && options.file.size >= leastCloned ? cloned(from, to) : undefined;
	if (isClone === false) options.onNoClone?.();
	const sha256 = isClone === true ? finishClone(from, to, options) : copyBytes(from, to, options);
	return {sha256, isClone};
}

/** Whether the disk gave the new file the same blocks. Where it did not, nothing is there; why, a plain copy will tell. */
function cloned(from: string, to: string): boolean {
	try {
		fs.copyFileSync(systemPath(from), systemPath(to), fs.constants.COPYFILE_FICLONE_FORCE | fs.constants.COPYFILE_EXCL);
		return true;
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return false;
	}
}

function finishClone(from: string, to: string, {file, room, onPiece, isSynced}: CopyFileOptions): string {
	const stat = fs.lstatSync(systemPath(from), {bigint: true});
	// What is still the same was the same when it was cloned.
	if (signatureOf(stat) !== file.signature) throw changedMeanwhile(from);
	fs.chmodSync(systemPath(to), 0o600);
	return withFile(to, fd => {
		const sha256 = hashOpenFile(fd, to, {room, onPiece});
		finish(fd, stat, isSynced);
		return sha256;
	});
}

function copyBytes(from: string, to: string, {file, room, onPiece, isSynced}: CopyFileOptions): string {
	return withFile(from, source => {
		const {O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW} = fs.constants;
		const fd = fs.openSync(systemPath(to), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
		const sender = file.size > sentEvery ? openSender(to) : undefined;
		try {
			const {blocks, size} = fs.fstatSync(source);
			const write = blocks * blockBytes < size ? holesWriter(fd, size) : (piece: Uint8Array) => writeAll(fd, piece);
			const onRead = (piece: Uint8Array) => {
				write(piece);
				sender?.sent(piece.length);
				onPiece(piece);
			};
			const sha256 = hashOpenFile(source, from, {signature: file.signature, room, onPiece: onRead});
			finish(fd, fs.fstatSync(source, {bigint: true}), isSynced);
			return sha256;
		} finally {
			sender?.close();
			fs.closeSync(fd);
		}
	});
}

/** Writes piece after piece to a file of this size, and leaves out what is all zeros. */
function holesWriter(fd: number, size: number): (piece: Uint8Array) => void {
	fs.ftruncateSync(fd, size);
	let position = 0;
	return piece => {
		for (let at = 0; at < piece.length; at += holeSize) {
			const part = piece.subarray(at, at + holeSize);
			for (let done = zeros.compare(part, 0, part.length, 0, part.length) === 0 ? part.length : 0; done < part.length;) {
				done += fs.writeSync(fd, part, done, part.length - done, position + at + done);
			}
		}
		position += piece.length;
	};
}

/** Gives a copy its mode and its time, and waits until it is on the disk where that is asked for. */
function finish(fd: number, {mode, atimeMs, mtimeNs}: fs.BigIntStats, isSynced: boolean): void {
	permitted(() => fs.futimesSync(fd, Number(atimeMs) / 1000, Number(mtimeNs) / 1e9));
	// What only some may read stays so.
	permitted(() => fs.fchmodSync(fd, 0o400 | (Number(mode) & 0o555)));
	if (isSynced) fs.fsyncSync(fd);
}

/**
 * Waits until files in a folder are on the disk.
 *
 * @param paths in the folder
 * @throws the system's error
 */
export function syncFiles(folder: string, paths: readonly string[]): void {
	// What `sync` sent in one go is not sent file by file: ten thousand take 1 s instead of 8. Where there is none it only takes longer.
	spawnSync('sync', ['-f', '--', folder], {stdio: 'ignore'});
	for (const path of paths) {
		const fd = fs.openSync(systemPath(`${folder}/${path}`), 'r');
		try {
			fs.fsyncSync(fd);
		} finally {
			fs.closeSync(fd);
		}
	}
}

interface Sender {
	readonly sent: (bytes: number) => void;
	readonly close: () => void;
}

/**
 * Has what was written sent to the disk by another thread meanwhile, so that the end does not wait for gigabytes.
 * By an open file of its own: the system tells of a failed write once an open file, and it is `finish` that must hear of it.
 */
function openSender(to: string): Sender {
	const fd = fs.openSync(systemPath(to), 'r');
	const unheard = () => undefined;
	let waiting = 0;
	return {
		sent: bytes => {
			waiting += bytes;
			if (waiting < sentEvery) return;
			waiting = 0;
			fs.fdatasync(fd, unheard);
		},
		// Behind what is queued: its number must not be another file's by then.
		close: () => fs.close(fd, unheard),
	};
}
