/** Writes an export to the file that the person named, and nothing over what they did not mean. */

import {existsSync, type Stats} from 'node:fs';
import {lstat, stat} from 'node:fs/promises';
import path from 'node:path';
import {writeChunksAtomic} from './atomic-file.ts';
import {UserError} from './domain/user-error.ts';
import {codeOf, hintFor, reasonOf, systemCode} from './system-error.ts';

/** The absolute path of what a person typed: `~/` is their home, other paths are relative to `cwd`. */
export function exportPath(typed: string, {cwd, home}: {readonly cwd: string; readonly home: string}): string {
	const wanted = typed.trim();
	return path.resolve(cwd, wanted === '~' || wanted.startsWith('~/') ? `${home}${wanted.slice(1)}` : wanted);
}

/**
 * Writes the text in one step. A new file has the mode that the umask says, an old one keeps its own.
 *
 * @param file absolute, with `~/` replaced
 * @throws UserError `failed` for a file that is there already (unless `overwrite`), a folder or a device, `read-only` for a link,
 * `not-found` for a missing folder, `usage` for a relative path, or why it cannot be written
 */
export async function writeExport(file: string, text: string, {overwrite}: {readonly overwrite: boolean}): Promise<void> {
	if (!path.isAbsolute(file)) throw new UserError('usage', `${file} is not a whole path. Nothing was written.`, {hint: 'Begin it with / or with ~/.'});
	if (file.endsWith('/')) throw isFolder(file);
	const old = await look(file, lstat);
	if (old) refuseOld(file, old, overwrite);
	else await requireFolder(path.dirname(file));
	// Asked again when all is written: another program may have made it meanwhile.
	const isStillWanted = () => overwrite || !existsSync(file);
	const mode = old ? undefined : 0o666 & ~process.umask();
	if (!writeChunksAtomic(file, [Buffer.from(text)], {mode, isStillWanted})) throw isThere(file);
}

function refuseOld(file: string, old: Stats, overwrite: boolean): void {
	if (old.isDirectory()) throw isFolder(file);
	if (old.isSymbolicLink()) {
		throw new UserError('read-only', `${file} is a link: it is not written through, and not replaced. Nothing was written.`, {
			hint: 'Name the file that it points to, or another one.',
		});
	}
	if (!old.isFile()) throw new UserError('failed', `${file} is not a regular file. Nothing was written.`, {hint: 'Name another file.'});
	if (!overwrite) throw isThere(file);
}

/** The first folder on the way that is missing is the one that is named. */
async function requireFolder(folder: string): Promise<void> {
	const found = await look(folder, stat);
	if (found?.isDirectory()) return;
	if (found) throw new UserError('failed', `${folder} is not a folder. Nothing was written.`, {hint: 'Name a file in a folder.'});
	if (path.dirname(folder) !== folder) await requireFolder(path.dirname(folder));
	throw new UserError('not-found', `There is no folder ${folder}. Nothing was written.`, {hint: 'Make it, or name a file in a folder that is there.'});
}

/** What stands there, or undefined. */
async function look(place: string, by: (place: string) => Promise<Stats>): Promise<Stats | undefined> {
	try {
		return await by(place);
	} catch (error) {
		const code = systemCode(error);
		if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
		if (code === undefined) throw error;
		throw new UserError(codeOf(error), `Cannot write ${place}: ${reasonOf(error)}. Nothing was written.`, {hint: hintFor(error), cause: error});
	}
}

function isThere(file: string): UserError {
	return new UserError('failed', `${file} is there already. Nothing was written.`, {hint: 'Name another file.'});
}

function isFolder(file: string): UserError {
	return new UserError('failed', `${file} is a folder. Nothing was written.`, {hint: 'Name a file in it.'});
}
