/** The files and folders that a path which is being typed may become. */

import fs from 'node:fs';
import path from 'node:path';
import {exportPath} from './export-file.ts';
import {decodeName, isUndecodable, systemPath} from './file-names.ts';

/** More are not offered. */
const mostNames = 2_000;

/**
 * @param typed `~/` is the home, other paths are relative to `cwd`
 * @returns longer paths, as they were begun, folders with a `/`; those of hidden files only where the name begins with a dot; none where the folder cannot be read
 */
export function pathCandidates(
	typed: string,
	{cwd, home, onlyFolders}: {readonly cwd: string; readonly home: string; readonly onlyFolders: boolean},
): readonly string[] {
	if (typed === '~') return ['~/'];
	const at = typed.lastIndexOf('/') + 1;
	const [folder, start] = [typed.slice(0, at), typed.slice(at)];
	const place = exportPath(folder === '' ? '.' : folder, {cwd, home});
	return entriesOf(place)
		.map(entry => ({name: decodeName(entry.name), entry}))
		.filter(({name}) => name.startsWith(start) && (start !== '' || !name.startsWith('.')) && !isUndecodable(name))
		.slice(0, mostNames)
		.map(({name, entry}) => ({name, isFolder: isFolder(path.join(place, name), entry)}))
		.filter(({isFolder}) => isFolder || !onlyFolders)
		.map(({name, isFolder}) => `${folder}${name}${isFolder ? '/' : ''}`)
		.sort();
}

function entriesOf(folder: string): ReadonlyArray<fs.Dirent<Buffer>> {
	try {
		return fs.readdirSync(systemPath(folder), {withFileTypes: true, encoding: 'buffer'});
	} catch {
		// A folder that cannot be read has nothing to offer.
		return [];
	}
}

/** A link to a folder is one. */
function isFolder(place: string, entry: fs.Dirent<Buffer>): boolean {
	if (!entry.isSymbolicLink()) return entry.isDirectory();
	try {
		return fs.statSync(systemPath(place)).isDirectory();
	} catch {
		return false;
	}
}
