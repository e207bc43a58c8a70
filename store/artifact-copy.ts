/** Copies model files while their checksums are taken, and takes checksums of files that stay where they are. */

import {createHash} from 'node:crypto';
import fs from 'node:fs';
import {dirname} from 'node:path';
import {wholePath} from './artifact-entries.ts';
import {changedMeanwhile} from './artifact-errors.ts';
import {changedSince, type ArtifactSource, type SourceFile} from './artifact-source.ts';
import {syncFolder} from './atomic-file.ts';
import {digestLines, linkMark, type Checksum} from './domain/registration.ts';
import {UserError} from './domain/user-error.ts';
import {copyFile, leastCloned, syncFiles} from './file-copy.ts';
import {hashFile, pieceSize} from './file-hash.ts';
import {systemPath} from './file-names.ts';
import {refuseWithoutRoom} from './free-room.ts';
import {codeOf, hintFor, isSystemError, reasonOf} from './system-error.ts';

export interface CopyOptions {
	/** Told how many bytes of how many are done, at most once in 4 MB, and at the end. */
	readonly onBytes?: (done: number, total: number) => void;
}

/** From so many files on they are sent to the disk together. */
const manyFiles = 100;

/**
 * Copies an artifact to a place where nothing is: files read-only (no r or x bits that they lack, but for their owner), folders likewise and writable for their owner, times kept; all of it on the disk when it returns.
 *
 * @param to absolute
 * @throws UserError `changed` where the source changed meanwhile, `failed` for a full disk and the like, by the source's name. What was copied stays; the
 * caller removes it
 */
export function copyArtifact(source: ArtifactSource, to: string, options: CopyOptions): Checksum {
	const folders = source.isFolder ? ['', ...source.folders] : [];
	const copying = <T>(path: string, action: (from: string, to: string) => T): T => {
		const from = wholePath(source.path, path);
		return inWords(`${from} cannot be copied`, () => action(from, wholePath(to, path)));
	};
	// Clones need no room; whether there are any, the first file tells that is worth one.
	const refuseFull = () => refuseWithoutRoom(source.path, {bytes: source.taken, folder: dirname(to)});
	if (source.files.every(({size}) => size < leastCloned)) refuseFull();
	for (const folder of folders) copying(folder, (from, path) => makeFolder(from, path));
	const isSynced = source.files.length < manyFiles;
	let mayClone = true;
	const checksum = checksumOf(source, options, (file, room, onPiece) => {
		const copied = copying(file.path, (from, path) => copyFile(from, path, {file, room, onPiece, isSynced, mayClone, onNoClone: refuseFull}));
		mayClone &&= copied.isClone ?? true;
		return copied.sha256;
	});
	for (const {path, link} of source.files) if (link !== undefined) copying(path, (_, whole) => fs.symlinkSync(systemPath(link), systemPath(whole)));
	const copied = source.files.filter(({link}) => link === undefined).map(({path}) => path);
	if (!isSynced) copying('', () => syncFiles(to, copied));
	// The inner ones first: what is made in a folder changes its time.
	for (const folder of [...folders].reverse()) copying(folder, (from, path) => finishFolder(path, from));
	copying('', () => syncFolder(dirname(to)));
	refuseChanged(source);
	return checksum;
}

/** The checksum of what lies there. @throws UserError as copyArtifact */
export function hashArtifact(source: ArtifactSource, options: CopyOptions): Checksum {
	const checksum = checksumOf(source, options, ({path, signature}, room, onPiece) => hashFile(wholePath(source.path, path), {signature, room, onPiece}));
	refuseChanged(source);
	return checksum;
}

/** Takes the w bits from the files, not from the folders. @returns the modes of those that had one, by their paths in the artifact */
export function makeReadOnly(source: ArtifactSource): Readonly<Record<string, number>> {
	const writable = source.files.filter(({mode, link}) => link === undefined && (mode & 0o222) !== 0);
	for (const {path, mode} of writable) {
		const whole = wholePath(source.path, path);
		inWords(`${whole} cannot be written`, () => {
			// By an open file, so that a link which somebody put in its place is not followed.
			const fd = fs.openSync(systemPath(whole), fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK);
			try {
				fs.fchmodSync(fd, mode & ~0o222);
			} finally {
				fs.closeSync(fd);
			}
		});
	}
	return Object.fromEntries(writable.map(({path, mode}) => [path, mode]));
}

type HashOne = (file: SourceFile, room: Uint8Array, onPiece: (piece: Uint8Array) => void) => string;

/** Asks for the checksum of file after file, and makes that of the artifact of them. */
function checksumOf(source: ArtifactSource, {onBytes}: CopyOptions, hashOne: HashOne): Checksum {
	const room = Buffer.allocUnsafeSlow(pieceSize);
	let done = 0;
	let told = 0;
	const onPiece = (piece: Uint8Array) => {
		done += piece.length;
		if (done - told < pieceSize && done < source.bytes) return;
		told = done;
		onBytes?.(done, source.bytes);
	};
	const hashes = source.files.map(file => [file.path, file.link === undefined ? hashOne(file, room, onPiece) : linkMark + file.link] as const);
	if (!source.isFolder) return {algorithm: 'sha256', value: hashes[0]?.[1] ?? ''};
	const files = Object.fromEntries(hashes);
	return {algorithm: 'sha256', value: createHash('sha256').update(digestLines(files)).digest('hex'), files};
}

function makeFolder(from: string, path: string): void {
	fs.mkdirSync(systemPath(path), 0o700);
	// A folder made in one with a setgid bit has it, too.
	const {mode} = fs.statSync(systemPath(path));
	const known = fs.statSync(systemPath(from), {throwIfNoEntry: false});
	if (!known) throw changedMeanwhile(from);
	fs.chmodSync(systemPath(path), 0o700 | (known.mode & 0o055) | (mode & 0o2000));
}

function finishFolder(path: string, from: string): void {
	const stat = fs.statSync(systemPath(from), {throwIfNoEntry: false});
	if (!stat) throw changedMeanwhile(from);
	fs.utimesSync(systemPath(path), stat.atime, stat.mtime);
	syncFolder(path);
}

function refuseChanged(source: ArtifactSource): void {
	const changed = changedSince(source);
	if (changed !== undefined) throw changedMeanwhile(changed);
}

/** A failed system call becomes a sentence that begins with `what`. */
function inWords<T>(what: string, action: () => T): T {
	try {
		return action();
	} catch (error) {
		if (!isSystemError(error)) throw error;
		throw new UserError(codeOf(error) === 'read-only' ? 'read-only' : 'failed', `${what}: ${reasonOf(error)}.`, {hint: hintFor(error), cause: error});
	}
}
