/** What a path that is being typed goes on with: the one file or folder that begins so, or what all of them have in common. */

import {readdir, stat} from 'node:fs/promises';
import path from 'node:path';
import {exportPath} from './export-file.ts';
import {decodeName, isUndecodable, systemPath} from './file-names.ts';

/** No name that could be typed: what it looks like is not what it is. */
const untypable = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/**
 * @param typed `~/` is the home, other paths are relative to `cwd`
 * @returns the longer path, as it was begun, with `/` behind a folder; undefined where there is nothing to add, or the folder cannot be read
 */
export async function completedPath(typed: string, {cwd, home}: {readonly cwd: string; readonly home: string}): Promise<string | undefined> {
	const begun = typed.trimStart();
	if (begun === '~') return '~/';
	const at = begun.lastIndexOf('/') + 1;
	const [folder, start] = [begun.slice(0, at), begun.slice(at).normalize('NFC')];
	const place = exportPath(folder === '' ? '.' : folder, {cwd, home});
	const names = (await namesIn(place)).filter(name => name.normalize('NFC').startsWith(start) && (start !== '' || !name.startsWith('.')));
	const [only] = names;
	if (only === undefined) return undefined;
	const isAlone = names.length === 1;
	const end = isAlone ? `${only}${(await isFolder(path.join(place, only))) ? '/' : ''}` : commonStart(names.map(name => name.normalize('NFC')));
	return end.normalize('NFC') === start ? undefined : `${folder}${end}`;
}

async function namesIn(folder: string): Promise<readonly string[]> {
	try {
		const names = (await readdir(systemPath(folder), 'buffer')).map(decodeName);
		return names.filter(name => !isUndecodable(name) && !untypable.test(name));
	} catch {
		// A folder that cannot be read has nothing to offer.
		return [];
	}
}

async function isFolder(place: string): Promise<boolean> {
	try {
		return (await stat(systemPath(place))).isDirectory();
	} catch {
		return false;
	}
}

const graphemes = new Intl.Segmenter('en', {granularity: 'grapheme'});

/** Whole characters that all of them begin with. */
function commonStart([first = '', ...others]: readonly string[]): string {
	let common = '';
	for (const {segment} of graphemes.segment(first)) {
		const longer = common + segment;
		if (!others.every(name => name.startsWith(longer))) break;
		common = longer;
	}
	return common;
}
