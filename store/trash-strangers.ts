/** What lies in a transaction's folder of the trash without being listed there: somebody put it there, and it is theirs. */

import {folderOf} from './domain/identifier.ts';
import fs from 'node:fs';
import type {MoveItem} from './domain/journal-entry.ts';
import {movesOf} from './domain/trash-manifest.ts';
import {readNames, systemPath} from './file-names.ts';
import {isManifest} from './trash-deletion.ts';

/** @param path of the transaction's folder @param known the models that its manifest tells of @returns paths relative to it */
export function strangersIn(path: string, known: readonly MoveItem[]): readonly string[] {
	const listed = new Set(known.flatMap(movesOf).map(({from}) => from));
	const folders = new Set<string>();
	for (const each of listed) for (let folder = folderOf(each); folder !== ''; folder = folderOf(folder)) folders.add(folder);
	const strangers: string[] = [];
	const look = (folder: string): void => {
		for (const name of namesIn(`${path}/${folder}`)) {
			const each = folder === '' ? name : `${folder}/${name}`;
			if (listed.has(each) || (folder === '' && isManifest(name))) continue;
			if (folders.has(each) && isFolder(`${path}/${each}`)) look(each);
			else strangers.push(each);
		}
	};
	look('');
	return strangers;
}

function isFolder(path: string): boolean {
	return fs.lstatSync(systemPath(path), {throwIfNoEntry: false})?.isDirectory() === true;
}

function namesIn(folder: string): readonly string[] {
	try {
		return readNames(folder);
	} catch {
		return [];
	}
}
