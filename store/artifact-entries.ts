/** What lies in a model file or folder, of whatever kind: names, sizes and times. Nothing is opened but folders. */

import fs from 'node:fs';
import {unreadable} from './artifact-errors.ts';
import {UserError} from './domain/user-error.ts';
import {readNames, systemPath} from './file-names.ts';
import {systemCode} from './system-error.ts';

/** What lies at a path in the artifact. What a link points to is not looked at. */
export interface Entry {
	readonly path: string;
	readonly kind: 'file' | 'folder' | 'link' | 'FIFO' | 'socket' | 'device';
	readonly size: number;
	readonly mode: number;
	/** Milliseconds since 1970. */
	readonly changedAt: number;
	/** Bytes that it takes on the disk: fewer than its size where it has holes. */
	readonly taken: number;
	/** How many names a file has. */
	readonly names: number;
	/** Of a folder only that it is one: its times change with its files. */
	readonly signature: string;
}

const blockBytes = 512;

/** In place of a signature. */
export const folderMark = 'folder';

/**
 * Everything there, sorted by path; or the path of what vanished while it was looked for.
 *
 * @param most files and folders that are looked at
 * @throws UserError `unreadable`; `failed` where there are more
 */
export function entriesNow(real: string, most = Infinity): readonly Entry[] | string {
	const entries: Entry[] = [];
	let at = real;
	const add = (path: string) => {
		if (entries.length >= most) throw tooMany(real, most);
		at = wholePath(real, path);
		const stat = fs.lstatSync(systemPath(at), {bigint: true});
		entries.push(entryOf(path, stat));
		if (!stat.isDirectory()) return;
		for (const name of readNames(at)) add(path === '' ? name : `${path}/${name}`);
	};
	try {
		add('');
	} catch (error) {
		if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return at;
		throw error instanceof UserError ? error : unreadable(at, error);
	}
	return entries.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function tooMany(real: string, most: number): UserError {
	return new UserError('failed', `${real} holds more than ${most.toLocaleString('en')} files and folders.`, {
		hint: 'Name the folder that holds the model. Is it this one, then mreg register takes it.',
	});
}

function entryOf(path: string, stat: fs.BigIntStats): Entry {
	const signature = stat.isDirectory() ? folderMark : signatureOf(stat);
	return {
		path,
		kind: kindOf(stat),
		size: Number(stat.size),
		mode: Number(stat.mode) & 0o7777,
		changedAt: Number(stat.mtimeMs),
		taken: Number(stat.blocks) * blockBytes,
		names: stat.isFile() ? Number(stat.nlink) : 1,
		signature,
	};
}

function kindOf(stat: fs.BigIntStats): Entry['kind'] {
	if (stat.isFile()) return 'file';
	if (stat.isDirectory()) return 'folder';
	if (stat.isSymbolicLink()) return 'link';
	if (stat.isFIFO()) return 'FIFO';
	return stat.isSocket() ? 'socket' : 'device';
}

/** Of a file or a link: equal while nobody changed it. */
export function signatureOf({dev, ino, size, mtimeNs, ctimeNs}: fs.BigIntStats): string {
	return `${dev}:${ino}:${size}:${mtimeNs}:${ctimeNs}`;
}

/** The path of what lies in an artifact; '' is the artifact itself. */
export function wholePath(artifact: string, inside: string): string {
	return inside === '' ? artifact : `${artifact}/${inside}`;
}
