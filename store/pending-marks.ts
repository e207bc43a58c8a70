/** The marks in `.mreg/pending`: a file for each change whose exchange files are still to follow. */

import fs from 'node:fs';
import {ensureFolder, removeQuietly, uniqueToken, writeFileAtomic} from './atomic-file.ts';
import {markText, parseMark, type MarkedTarget, type PendingMark} from './domain/pending-mark.ts';
import {readNames} from './file-names.ts';
import type {Writer} from './journal-writer.ts';
import {ensureOwnFolder, ownFolder} from './own-folder.ts';
import {isSystemError} from './system-error.ts';

/** Below the registry's own folder. */
export const pendingName = 'pending';

/** A mark of 100,000 models has 60 MB; a larger file is none (bytes). */
const largest = 256_000_000;
const markName = /^\d+-[0-9a-f]{16}\.json$/;

/** A mark that was written here. */
export interface WrittenMark {
	/** Absolute. */
	readonly path: string;
	/** Milliseconds since 1970 by the clock of the disk, which need not be ours. */
	readonly mtimeMs: number;
}

/** A mark that was read. */
export interface ReadMark extends PendingMark {
	readonly path: string;
}

/** The absolute path of the folder; its lock is held by whoever brings the exchange files in step. */
export function pendingFolder(root: string): string {
	return `${ownFolder(root)}/${pendingName}`;
}

/** Writes a mark, on the disk for good when it returns. @throws WriteError, or UserError `locked` where the registry's own folder cannot be made */
export function writeMark({root, by, now}: Writer, models: readonly MarkedTarget[]): WrittenMark {
	ensureOwnFolder(root);
	ensureFolder(pendingFolder(root));
	const path = `${pendingFolder(root)}/${uniqueToken()}.json`;
	writeFileAtomic(path, markText({at: new Date(now()).toISOString(), by, models}));
	return {path, mtimeMs: fs.statSync(path, {throwIfNoEntry: false})?.mtimeMs ?? now()};
}

/** True while the models of a mark are still to be followed. */
export function isMarked({path}: Pick<WrittenMark, 'path'>): boolean {
	return fs.existsSync(path);
}

/** True where a mark is the only one. */
export function isAlone(root: string, {path}: Pick<WrittenMark, 'path'>): boolean {
	return namesIn(pendingFolder(root)).every(name => path.endsWith(`/${name}`));
}

/** The marks that are there now and can be read, in the order of their names; those of another version are left alone. */
export function readMarks(root: string): readonly ReadMark[] {
	return namesIn(pendingFolder(root)).flatMap(name => {
		const path = `${pendingFolder(root)}/${name}`;
		const text = textOf(path);
		const mark = text === undefined ? undefined : parseMark(text);
		return mark ? [{...mark, path}] : [];
	});
}

/** Takes marks away. One that cannot be removed is followed once more, which changes nothing. */
export function forgetMarks(marks: readonly Pick<ReadMark, 'path'>[]): void {
	for (const {path} of marks) removeQuietly(path);
}

/** True where a mark is older than so many milliseconds, or was written by this process. */
export function hasMarksOlderThan({root, now}: Pick<Writer, 'root' | 'now'>, age: number): boolean {
	const folder = pendingFolder(root);
	return namesIn(folder).some(name => {
		const stat = fs.statSync(`${folder}/${name}`, {throwIfNoEntry: false});
		return stat !== undefined && (now() - stat.mtimeMs > age || name.startsWith(`${process.pid}-`));
	});
}

function namesIn(folder: string): readonly string[] {
	try {
		return readNames(folder)
			.filter(name => markName.test(name))
			.sort();
	} catch (error) {
		// Nothing was marked here yet; or nobody may look, who may not write there either.
		if (!isSystemError(error)) throw error;
		return [];
	}
}

function textOf(path: string): string | undefined {
	try {
		// Neither a link nor a pipe put in its place may lead away or block.
		const fd = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK);
		try {
			const stat = fs.fstatSync(fd);
			return stat.isFile() && stat.size <= largest ? fs.readFileSync(fd, 'utf8') : undefined;
		} finally {
			fs.closeSync(fd);
		}
	} catch (error) {
		// Another process has followed it meanwhile.
		if (!isSystemError(error)) throw error;
		return undefined;
	}
}
