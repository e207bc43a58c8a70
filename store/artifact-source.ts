/** The files of a model that comes from outside: what there is, and whether it is still the same. */

import fs from 'node:fs';
import {outsideOf} from './artifact-links.ts';
import {entriesNow, folderMark, wholePath, type Entry} from './artifact-entries.ts';
import {changedMeanwhile, unreadable} from './artifact-errors.ts';
import {UserError} from './domain/user-error.ts';
import {decodeName, isUndecodable, systemPath} from './file-names.ts';
import {systemCode} from './system-error.ts';

export interface SourceFile {
	/** Inside the artifact, `/`-separated; '' for an artifact that is one file. */
	readonly path: string;
	/** Bytes; 0 for a link. */
	readonly size: number;
	readonly mode: number;
	/** Of a link inside: where it points to, as it is written there. */
	readonly link?: string;
	/** Device, inode, size and both times, as text. */
	readonly signature: string;
}

/** A file or a folder outside, looked at once. */
export interface ArtifactSource {
	/** Absolute; a link to it has been followed. */
	readonly path: string;
	readonly isFolder: boolean;
	/** Sorted by path. */
	readonly files: readonly SourceFile[];
	/** Folders inside, the outer ones first. */
	readonly folders: readonly string[];
	/** Of all files. */
	readonly bytes: number;
	/** Bytes that a copy takes: of files with holes what is not one. */
	readonly taken: number;
	/** The youngest, in milliseconds since 1970. */
	readonly changedAt: number;
	/** A file of it has a further name (a hard link), which would get what happens to it. */
	readonly hasOtherNames: boolean;
}

/**
 * Looks at a model file or folder. Nothing is opened but folders, no FIFO waited for.
 *
 * @param path absolute
 * @param most files and folders that are looked at; absent: all
 * @throws UserError `not-found` where nothing is there; `failed` for more than `most`, an empty file or folder, sockets, devices, FIFOs, links that leave the folder or lead
 * nowhere, and names that are not UTF-8; `changed` where something vanished meanwhile; `unreadable` where it cannot be read
 */
export function readSource(path: string, most?: number): ArtifactSource {
	const real = realSource(path);
	const entries = entriesOrError(real, most);
	const odd = entries.find(({path}) => isUndecodable(path));
	if (odd) throw refused(wholePath(real, odd.path), 'has a name that is not UTF-8, and checksums keep names as text', 'Rename it, then try again.');
	const files = entries.filter(({kind}) => kind !== 'folder').map(entry => fileOf(real, entry));
	const isFolder = entries.some(({path, kind}) => path === '' && kind === 'folder');
	const bytes = files.reduce((sum, {size}) => sum + size, 0);
	if (!isFolder && bytes === 0) throw refused(real, 'is empty', 'Register the file that holds the model.');
	if (files.every(({link}) => link !== undefined)) throw refused(real, 'holds no file', 'Register the folder that holds the files of the model.');
	return {
		path: real,
		isFolder,
		files,
		folders: entries.filter(({path, kind}) => path !== '' && kind === 'folder').map(({path}) => path),
		bytes,
		taken: entries.reduce((sum, {kind, size, taken}) => (kind === 'file' ? sum + Math.min(size, taken) : sum), 0),
		changedAt: entries.reduce((latest, {kind, changedAt}) => (kind === 'file' ? Math.max(latest, changedAt) : latest), 0),
		hasOtherNames: entries.some(({names}) => names > 1),
	};
}

/**
 * The first file that is not what it was, by its whole path, or undefined. A file or folder more or less counts.
 *
 * @throws UserError `unreadable`
 */
export function changedSince(source: ArtifactSource): string | undefined {
	const now = entriesNow(source.path);
	if (typeof now === 'string') return now;
	const found = new Map(now.map(({path, signature}) => [path, signature]));
	const known = new Map([...source.files.map(({path, signature}) => [path, signature] as const), ...source.folders.map(path => [path, folderMark] as const)]);
	if (source.isFolder) known.set('', folderMark);
	for (const [path, mark] of known) if (found.get(path) !== mark) return wholePath(source.path, path);
	for (const path of found.keys()) if (!known.has(path)) return wholePath(source.path, path);
	return undefined;
}

/** Where a model outside lies, links followed; nothing of it is looked at. @throws UserError `not-found`, `unreadable` */
export function realSource(path: string): string {
	try {
		return decodeName(fs.realpathSync.native(systemPath(path), 'buffer'));
	} catch (error) {
		if (systemCode(error) !== 'ENOENT' && systemCode(error) !== 'ENOTDIR') throw unreadable(path, error);
		const isLink = fs.lstatSync(systemPath(path), {throwIfNoEntry: false})?.isSymbolicLink() ?? false;
		throw new UserError('not-found', isLink ? `${path} is a link that leads nowhere.` : `There is no ${path}.`, {hint: 'Check the path of the model file.'});
	}
}

function entriesOrError(real: string, most?: number): readonly Entry[] {
	const entries = entriesNow(real, most);
	if (typeof entries === 'string') throw changedMeanwhile(entries);
	return entries;
}

function fileOf(real: string, {path, kind, size, mode, signature}: Entry): SourceFile {
	if (kind === 'file') return {path, size, mode, signature};
	if (kind === 'link') return {path, size: 0, mode, signature, link: linkInside(real, path)};
	throw refused(wholePath(real, path), `is a ${kind}, and no file that could be copied`, 'Take it away, or register the model file alone.');
}

/** Where a link inside points to. @throws UserError where that is not in the folder */
function linkInside(real: string, path: string): string {
	const whole = wholePath(real, path);
	let target: string;
	let reason: string | undefined;
	try {
		target = decodeName(fs.readlinkSync(systemPath(whole), 'buffer'));
		reason = isUndecodable(target) ? 'whose name is not UTF-8' : outsideOf(real, path);
	} catch (error) {
		throw unreadable(whole, error);
	}
	if (reason === undefined) return target;
	throw new UserError('failed', `The link ${whole} ${reason} (${target}).`, {
		hint: 'Register a copy of the folder that has the files in place of links: cp -rL makes one.',
	});
}

function refused(path: string, what: string, hint: string): UserError {
	return new UserError('failed', `${path} ${what}.`, {hint});
}
