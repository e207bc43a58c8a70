/** The only code that makes a file a further name of another one, and a copy of its own again: in one step each, so that its path never lacks the bytes. */

import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {signatureOf} from './artifact-entries.ts';
import {permitted, removeQuietly, temporaryName} from './atomic-file.ts';
import {copyFile} from './file-copy.ts';
import {systemPath} from './file-names.ts';
import {withReserve} from './own-folder.ts';
import {systemCode, systemReason} from './system-error.ts';

/** A file as it was looked at. */
export interface Looked {
	/** Absolute. */
	readonly path: string;
	readonly stat: fs.BigIntStats;
}

const writtenNow = 'it was written just now';

/** Undefined where no regular file is there. @throws the system's error */
export function lookAtFile(path: string): Looked | undefined {
	const stat = fs.lstatSync(systemPath(path), {bigint: true, throwIfNoEntry: false});
	return stat?.isFile() === true ? {path, stat} : undefined;
}

/** True for the same file with the same bytes, as far as size and time tell; how many names it has does not count. */
export function isSameLook(one: fs.BigIntStats | undefined, two: fs.BigIntStats): boolean {
	return one?.ino === two.ino && one.dev === two.dev && one.size === two.size && one.mtimeNs === two.mtimeNs;
}

/**
 * Gives a file another name: what has that name now is let go of, if it is still the same.
 *
 * @param root whose reserve is given up on a full disk @param first which file @param other what is replaced
 * @returns undefined, or why it was not done, to end a sentence with: `other` is as it was then, or as somebody else wrote it meanwhile
 */
export function replaceByLink(root: string, first: Looked, other: Looked): string | undefined {
	const [temporary, kept] = [besides(other.path), besides(other.path)];
	let fd: number | undefined;
	try {
		fd = openForReading(other.path);
		withReserve(root, () => fs.linkSync(systemPath(first.path), systemPath(temporary)));
		if (!isSameLook(lookAtFile(temporary)?.stat, first.stat)) return `${first.path} was written just now`;
		const isKept = isLinked(other.path, kept);
		if (!isSameLook(lookAtFile(other.path)?.stat, other.stat)) return writtenNow;
		fs.renameSync(systemPath(temporary), systemPath(other.path));
		// Whoever had opened it before may have written it since.
		if (isSameLook(fs.fstatSync(fd, {bigint: true}), other.stat)) return undefined;
		if (isKept && lookAtFile(other.path)?.stat.ino === first.stat.ino) fs.renameSync(systemPath(kept), systemPath(other.path));
		return writtenNow;
	} catch (error) {
		if (systemCode(error) === 'EMLINK') return `${first.path} has as many names as its disk allows (EMLINK)`;
		return systemReason(error);
	} finally {
		if (fd !== undefined) fs.closeSync(fd);
		removeQuietly(temporary);
		removeQuietly(kept);
	}
}

/** A copy that waits beside its file. */
export interface Copied {
	readonly temporary: string;
	readonly sha256: string;
	readonly source: Looked;
}

export interface CopyBesideOptions {
	/** Room for a piece. */
	readonly room: Uint8Array;
	readonly onPiece: (piece: Uint8Array) => void;
}

/** Copies a file to a temporary one beside it, on the disk for good. @throws UserError `changed`, `unreadable`; the system's error: nothing is left then */
export function copyBeside(source: Looked, {room, onPiece}: CopyBesideOptions): Copied {
	const {path, stat} = source;
	const temporary = besides(path);
	try {
		const file = {path, size: Number(stat.size), mode: Number(stat.mode), signature: signatureOf(stat)};
		const {sha256} = copyFile(path, temporary, {file, room, onPiece, isSynced: true, mayClone: true});
		return {temporary, sha256, source};
	} catch (error) {
		removeQuietly(temporary);
		throw error;
	}
}

/** Puts a copy in the place of its file, if that is still the same. The copy is gone in any case. @returns undefined, or why it was not done, to end a sentence with */
export function replaceByCopy({temporary, source}: Copied, {mode, mtimeNs}: {readonly mode: number; readonly mtimeNs: bigint}): string | undefined {
	const {path, stat} = source;
	try {
		giveLooks(temporary, {stat, mode, mtimeNs});
		if (!isSameLook(lookAtFile(path)?.stat, stat)) return writtenNow;
		fs.renameSync(systemPath(temporary), systemPath(path));
		return undefined;
	} catch (error) {
		return systemReason(error);
	} finally {
		removeQuietly(temporary);
	}
}

/** Waits until the bytes of a file are on the disk: it is about to be the only one that has them. @throws the system's error */
export function syncFile(path: string): void {
	const fd = openForReading(path);
	try {
		fs.fsyncSync(fd);
	} finally {
		fs.closeSync(fd);
	}
}

function giveLooks(path: string, {stat, mode, mtimeNs}: {readonly stat: fs.BigIntStats; readonly mode: number; readonly mtimeNs: bigint}): void {
	const fd = openForReading(path);
	try {
		permitted(() => fs.fchownSync(fd, Number(stat.uid), Number(stat.gid)));
		permitted(() => fs.futimesSync(fd, Number(stat.atimeMs) / 1000, Number(mtimeNs) / 1e9));
		if (fs.fstatSync(fd, {bigint: true}).mtimeNs !== mtimeNs) giveExactTime(fd, mtimeNs);
		permitted(() => fs.fchmodSync(fd, mode));
		fs.fsyncSync(fd);
	} finally {
		fs.closeSync(fd);
	}
}

/** Times are doubles here, good to 240 ns; `touch` takes all digits. Where there is none, or none that does, the time stays as near as it is. */
function giveExactTime(fd: number, mtimeNs: bigint): void {
	const billion = 1_000_000_000n;
	const nanoseconds = ((mtimeNs % billion) + billion) % billion;
	const seconds = Number((mtimeNs - nanoseconds) / billion);
	const day = Math.abs(seconds) < 8.64e12 ? new Date(seconds * 1000).toISOString().slice(0, 19) : '';
	// Before the year 0 and behind 9999 a date has more digits than `touch` reads.
	if (!/^\d{4}-/.test(day)) return;
	const time = `${day}.${String(nanoseconds).padStart(9, '0')}Z`;
	spawnSync('touch', ['-c', '-m', '-d', time, '--', '/dev/fd/3'], {stdio: ['ignore', 'ignore', 'ignore', fd]});
}

function openForReading(path: string): number {
	return fs.openSync(systemPath(path), fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK);
}

function besides(path: string): string {
	return join(dirname(path), temporaryName(basename(path)));
}

/** False where the old file cannot have a second name for a moment: then there is none to put back. */
function isLinked(path: string, second: string): boolean {
	try {
		fs.linkSync(systemPath(path), systemPath(second));
		return true;
	} catch (error) {
		systemReason(error);
		return false;
	}
}
