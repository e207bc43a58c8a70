/** Tells which files in the trash share their bytes with files that stay: they are names of one file (hard links). Reads only. */

import fs from 'node:fs';
import type {LinkItem} from './domain/journal-entry.ts';
import {isPathBelow} from './domain/trash-manifest.ts';
import {systemPath} from './file-names.ts';
import {readJournal} from './journal.ts';
import {isSystemError} from './system-error.ts';

/** A file that went to the trash, and has further names. */
export interface SharedFile {
	/** Where it was, relative to the root. */
	readonly path: string;
	readonly dev: bigint;
	readonly inode: bigint;
	/** How many names it has, with the one in the trash. */
	readonly names: bigint;
}

/** Files with further names among those that were moved just now. What cannot be looked at is none. @param at where it is now */
export function sharedFile(path: string, at: string | Buffer): readonly SharedFile[] {
	try {
		const stat = fs.lstatSync(at, {bigint: true, throwIfNoEntry: false});
		return stat?.isFile() === true && stat.nlink > 1n ? [{path, dev: stat.dev, inode: stat.ino, names: stat.nlink}] : [];
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return [];
	}
}

/** @returns a sentence, where a name stays */
export function sharedNote(root: string, moved: readonly SharedFile[]): readonly string[] {
	const files = Map.groupBy(moved, ({dev, inode}) => `${dev}:${inode}`);
	const shared = moved.filter(({dev, inode, names}) => names > BigInt(files.get(`${dev}:${inode}`)?.length ?? 0));
	const [first] = shared;
	if (!first) return [];
	if (shared.length > 1) {
		return [
			`${shared.length} of the files in the trash share their bytes with files that stay (hard links): who writes into those changes what lies in the trash.`,
		];
	}
	const other = nameThatStays(root, first);
	const what = other === undefined ? 'a file that stays' : other;
	return [`${first.path} shares its bytes with ${what} (a hard link): who writes into that changes what lies in the trash.`];
}

/** Among the files that were linked here. */
function nameThatStays(root: string, {path, dev, inode}: SharedFile): string | undefined {
	const links = readJournal(root).entries.flatMap(entry => (entry.op === 'link' ? entry.items : []));
	const near = (item: LinkItem) => item.path === path || item.to === path;
	const firsts = new Set(links.filter(near).map(({to}) => to));
	const names = new Set(links.filter(({to}) => firsts.has(to)).flatMap(item => [item.to, item.path]));
	return [...names].find(name => {
		if (name === path || !isPathBelow(name)) return false;
		try {
			const stat = fs.lstatSync(systemPath(`${root}/${name}`), {bigint: true, throwIfNoEntry: false});
			return stat?.ino === inode && stat.dev === dev;
		} catch (error) {
			if (!isSystemError(error)) throw error;
			return false;
		}
	});
}
