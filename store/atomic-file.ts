/** The only code that writes whole files: beside the old one, then renamed over it, so that a reader sees the old file or the new one. */

import {randomBytes} from 'node:crypto';
import {
	accessSync,
	closeSync,
	constants,
	fchmodSync,
	fchownSync,
	fstatSync,
	fsyncSync,
	lstatSync,
	mkdirSync,
	openSync,
	renameSync,
	rmdirSync,
	statSync,
	unlinkSync,
	writeSync,
	type Stats,
} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {UserError} from './domain/user-error.ts';
import {systemPath} from './file-names.ts';
import {codeOf, hintFor, isSystemError, reasonOf, systemCode} from './system-error.ts';

export interface WriteOptions {
	/** Permission bits, whatever the old file or the folder has. */
	readonly mode?: number;
	/** A file whose mode, owner and group the written one takes, instead of those of the old file or the folder. */
	readonly likeFile?: string;
	/** False for what may be lost in a power cut (a cache). Default true. */
	readonly fsync?: boolean;
	/** Asked directly before the rename, when all is written: false leaves the old file as it is. */
	readonly isStillWanted?: () => boolean;
}

/** Who may do what with a file. Without `uid` the owner is whoever writes. */
interface Access {
	readonly mode: number;
	readonly uid?: number;
	readonly gid?: number;
}

/** A write that failed: `stands` says whether the old state (possibly: no such file) or the new one is on the disk now. */
export class WriteError extends UserError {
	readonly stands: 'old' | 'new';

	constructor(stands: 'old' | 'new', cause: unknown, message: string) {
		super(codeOf(cause), message, {hint: hintFor(cause), cause});
		this.name = 'WriteError';
		this.stands = stands;
	}
}

/**
 * Replaces or makes a file in one step and, unless told otherwise, on the disk for good before it returns.
 * An old file's mode, owner and group stay where permitted; a new one takes the mode and group of its folder.
 * Throws a WriteError that says which state stands; links, folders and files that are read-only for this user are refused.
 */
export function writeFileAtomic(path: string, bytes: string | Uint8Array, options: WriteOptions = {}): void {
	writeChunksAtomic(path, [typeof bytes === 'string' ? Buffer.from(bytes) : bytes], options);
}

/** As writeFileAtomic, in pieces. Each piece is one write call: make them large. If the iterable throws, the old state stands. @returns false where it was not wanted any more */
export function writeChunksAtomic(path: string, chunks: Iterable<Uint8Array>, options: WriteOptions = {}): boolean {
	const sync = options.fsync ?? true;
	const temporary = join(dirname(path), temporaryName(basename(path)));
	let state = 'The old state stands.';
	try {
		const old = statOf(path);
		state = old === undefined ? 'Nothing was written.' : 'The old file stands.';
		if (old !== undefined) refuseOddTarget(path, old);
		const inode = createFile(temporary, chunks, {access: accessFor(path, old, options), fsync: sync});
		if (options.isStillWanted?.() === false) {
			removeQuietly(temporary);
			return false;
		}
		moveInto(path, temporary, inode);
	} catch (error) {
		throw isSystemError(error) ? new WriteError('old', error, `Cannot write ${path}: ${reasonOf(error)}. ${state}`) : error;
	}
	if (sync) confirm(path);
	return true;
}

/**
 * Creates a file that must not exist yet and returns its inode. Throws the system's own errors, and leaves no file behind then.
 * `access` is by default that of a new file in its folder.
 */
export function createFile(path: string, chunks: Iterable<Uint8Array>, options: {access?: Access; fsync: boolean}): bigint {
	const access = options.access ?? accessOfNew(statSync(systemPath(dirname(path))));
	// Closed to others until it has the owner and mode that it is to have.
	const fd = openSync(systemPath(path), constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600);
	try {
		try {
			for (const chunk of chunks) writeAll(fd, chunk);
			giveAccess(fd, access);
			if (options.fsync) fsyncSync(fd);
			return fstatSync(fd, {bigint: true}).ino;
		} finally {
			closeSync(fd);
		}
	} catch (error) {
		removeQuietly(path);
		throw error;
	}
}

/**
 * Makes a folder and those above it where they are missing; each new one takes the mode (or `mode`) and group of the folder it is in.
 * Throws a WriteError that names the folder and says whether it stands. `fsync` false: whoever asks syncs the folders, all at once.
 */
export function ensureFolder(path: string, options: {mode?: number; fsync?: boolean} = {}): void {
	try {
		if (statOf(path, statSync)?.isDirectory()) return;
		if (dirname(path) !== path) ensureFolder(dirname(path), options);
		makeFolder(path, options.mode);
	} catch (error) {
		throw isSystemError(error) ? new WriteError('old', error, `Cannot make the folder ${path}: ${reasonOf(error)}.`) : error;
	}
	if (options.fsync !== false) confirm(path);
}

/** Returns text that no other process or call has: the pid and 64 random bits. Names of temporary files and locks end with it. */
export function uniqueToken(): string {
	return `${process.pid}-${randomBytes(8).toString('hex')}`;
}

/** Throws a UserError for a link, for what is no regular file, and the system's error for a file that this user may not write. */
export function refuseOddTarget(path: string, old: Stats): void {
	if (old.isSymbolicLink()) {
		throw new UserError('read-only', `${path} is a link: it is not written through, and not replaced. The old file stands.`, {
			hint: 'Change the file that it points to, or put a copy in place of the link.',
		});
	}
	if (!old.isFile()) {
		throw new UserError('failed', `${path} is not a regular file: it is not replaced. The old state stands.`, {hint: 'Move it away, then try again.'});
	}
	// rename(2) would replace a read-only file without a word.
	accessSync(systemPath(path), constants.W_OK);
}

/** `.<name>.<token>.tmp`: a dotfile, so that no scan takes it for a model; the name is cut so that the whole stays within 255 bytes, and UTF-8. */
export function temporaryName(name: string): string {
	const ending = `.${uniqueToken()}.tmp`;
	let start = name.replaceAll(/[\udc80-\udcff]/gu, '_');
	while (Buffer.byteLength(`.${start}${ending}`) > 255) start = [...start].slice(0, -1).join('');
	return `.${start}${ending}`;
}

/** Mode, owner and group of a file that is written: those of the old one, or of a new one in its folder. Throws the system's errors. */
export function accessFor(path: string, old: Stats | undefined, options: WriteOptions): Access {
	const model = options.likeFile === undefined ? old : statSync(options.likeFile);
	const access = model === undefined ? accessOfNew(statSync(systemPath(dirname(path)))) : {mode: model.mode & 0o7777, uid: model.uid, gid: model.gid};
	return options.mode === undefined ? access : {...access, mode: options.mode};
}

function accessOfNew(folder: Stats): Access {
	return {mode: folder.mode & 0o666, gid: folder.gid};
}

function giveAccess(fd: number, access: Access): void {
	const uid = access.uid ?? -1;
	const gid = access.gid ?? -1;
	const kept = permitted(() => fchownSync(fd, uid, gid)) || permitted(() => fchownSync(fd, -1, gid));
	// In the wrong group, the bits meant for the right one would let others in.
	const mode = kept ? access.mode : (access.mode & ~0o070) | ((access.mode & 0o007) << 3);
	if ((fstatSync(fd).mode & 0o7777) !== mode) permitted(() => fchmodSync(fd, mode));
}

/** False where the system or the kind of disk (FAT, SMB) does not let this user set modes or owners. */
export function permitted(call: () => void): boolean {
	try {
		call();
		return true;
	} catch (error) {
		if (['EPERM', 'EACCES', 'EINVAL', 'ENOSYS', 'ENOTSUP'].includes(systemCode(error) ?? '')) return false;
		throw error;
	}
}

export function writeAll(fd: number, bytes: Uint8Array): void {
	let offset = 0;
	while (offset < bytes.length) offset += writeSync(fd, bytes, offset);
}

/** Gives a temporary file its name. Throws the system's error, and removes the temporary file then. @param inode of the temporary file */
export function moveInto(path: string, temporary: string, inode: bigint): void {
	try {
		renameSync(systemPath(temporary), systemPath(path));
	} catch (error) {
		// Over NFS a repeated request can fail although the first one moved the file.
		if (inodeOf(path) === inode) return;
		removeQuietly(temporary);
		throw error;
	}
}

function makeFolder(path: string, mode: number | undefined): void {
	const parent = statSync(dirname(path));
	try {
		mkdirSync(path, 0o700);
	} catch (error) {
		// Another process was faster.
		if (systemCode(error) === 'EEXIST' && statSync(path).isDirectory()) return;
		throw error;
	}
	try {
		const fd = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
		try {
			giveAccess(fd, {mode: mode ?? parent.mode & 0o2777, gid: parent.gid});
		} finally {
			closeSync(fd);
		}
	} catch (error) {
		rmdirSync(path);
		throw error;
	}
}

/** Makes a new name last through a power cut. */
function confirm(path: string): void {
	try {
		syncFolder(dirname(path));
	} catch (error) {
		throw new WriteError(
			'new',
			error,
			`${path} is written, but the disk did not confirm it: ${reasonOf(error)}. The new state stands; a power cut now could bring back the old one.`,
		);
	}
}

/** Makes the names in a folder last through a power cut. @throws the system's error */
export function syncFolder(folder: string): void {
	let fd: number;
	try {
		fd = openSync(systemPath(folder), constants.O_RDONLY | constants.O_DIRECTORY);
	} catch (error) {
		// A folder that may be written but not read cannot be opened for this.
		if (systemCode(error) === 'EACCES') return;
		throw error;
	}
	try {
		fsyncSync(fd);
	} catch (error) {
		// Some kinds of disk know no fsync of a folder.
		if (!['EINVAL', 'ENOTSUP', 'ENOSYS'].includes(systemCode(error) ?? '')) throw error;
	} finally {
		closeSync(fd);
	}
}

/** The stat of a path; undefined where nothing is there. Throws the system's other errors. */
export function statOf(path: string, stat: (path: string | Buffer) => Stats = lstatSync): Stats | undefined {
	try {
		return stat(systemPath(path));
	} catch (error) {
		if (systemCode(error) === 'ENOENT') return undefined;
		throw error;
	}
}

/** The inode of a file (of a link: its own), or undefined where there is none to be seen. */
export function inodeOf(path: string): bigint | undefined {
	try {
		return lstatSync(systemPath(path), {bigint: true}).ino;
	} catch {
		return undefined;
	}
}

/** Removes a file that is only in the way: an error changes nothing for the caller, and leftovers.ts takes what is left. @returns whether it is gone by that */
export function removeQuietly(path: string): boolean {
	try {
		unlinkSync(systemPath(path));
		return true;
	} catch {
		return false;
	}
}

/** True if there is a process of this pid, of any user, a zombie included. */
export function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return systemCode(error) === 'EPERM';
	}
}
