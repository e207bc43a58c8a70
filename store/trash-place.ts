/** Where trash lies: in the registry's own folder, or beside a model folder that is on another disk. Only below such a marked folder anything is ever deleted. */

import fs from 'node:fs';
import path from 'node:path';
import {ensureFolder, writeFileAtomic} from './atomic-file.ts';
import {isTransactionName, manifestName, movesOf, type TrashManifest} from './domain/trash-manifest.ts';
import {UserError} from './domain/user-error.ts';
import {inFolder, openFolder, type OpenFolder} from './folder-handle.ts';
import type {Journal} from './journal.ts';
import {findModelFolders} from './model-folders.ts';
import {ensureOwnFolder, ownFolder, ownFolderName} from './own-folder.ts';
import {reasonOf, isSystemError} from './system-error.ts';

export interface Place {
	/** Absolute. */
	readonly path: string;
	/** The registry's own: paths in it are told relative to the root, others as they are. */
	readonly isOwn: boolean;
}

const trashName = 'trash';
const tagName = 'CACHEDIR.TAG';
const tag = 'Signature: 8a477f597d28d172789f06886806bc55';
const tagText = `${tag}\n# This is the trash of mreg: backups may leave it out. Its models come back with mreg restore, and are deleted by mreg purge only.\n`;

export function ownPlace(root: string): Place {
	return {path: `${ownFolder(root)}/${trashName}`, isOwn: true};
}

/** @param modelFolder real */
export function placeBeside(modelFolder: string): Place {
	return {path: `${path.dirname(modelFolder)}/${ownFolderName}/${trashName}`, isOwn: false};
}

/** A path in a transaction's folder, as journal and manifest tell it. */
export function toldPath(place: Place, txn: string, relative: string): string {
	return `${place.isOwn ? `${ownFolderName}/${trashName}` : place.path}/${txn}/${relative}`;
}

/** A told path, relative to the root again, wherever it lies. */
export function pathFromRoot(root: string, told: string): string {
	return told.startsWith('/') ? path.relative(root, told) : told;
}

/** Makes the place and marks it. @throws UserError */
export function ensurePlace(root: string, place: Place): void {
	if (place.isOwn) ensureOwnFolder(root);
	ensureFolder(place.path);
	if (fs.lstatSync(place.path).isSymbolicLink()) {
		throw new UserError('failed', `${place.path} is a link: nothing is moved there.`, {hint: 'Remove the link; the trash must lie on the disk of the models.'});
	}
	const ignored = `${path.dirname(place.path)}/.gitignore`;
	if (!fs.existsSync(ignored)) writeFileAtomic(ignored, '*\n');
	if (!isTagged(`${place.path}/${tagName}`)) writeFileAtomic(`${place.path}/${tagName}`, tagText);
}

/** Opens a place for deleting: it must be a real folder and marked as trash. @throws UserError */
export function openPlace(place: Place): OpenFolder {
	try {
		const folder = openFolder(place.path, {follow: false});
		if (isTagged(inFolder(folder, tagName))) return folder;
		fs.closeSync(folder.fd);
	} catch (error) {
		if (!isSystemError(error)) throw error;
		throw new UserError('failed', `${place.path} cannot be opened as a folder: ${reasonOf(error)}. Nothing was deleted.`, {cause: error});
	}
	throw new UserError('failed', `${place.path} is not marked as trash: nothing is deleted there.`, {
		hint: `If it is the trash of mreg for certain, put a file ${tagName} with the line "${tag}" into it.`,
	});
}

function isTagged(file: string | Buffer): boolean {
	try {
		const fd = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK);
		try {
			const start = Buffer.alloc(tag.length);
			return fs.readSync(fd, start) === tag.length && start.toString('latin1') === tag;
		} finally {
			fs.closeSync(fd);
		}
	} catch {
		return false;
	}
}

/** Where trash of a registry can lie: its own, and what the journal and linked folders tell. Reads only. */
export function placesOf(root: string, journal: Pick<Journal, 'entries'>): readonly Place[] {
	const own = ownPlace(root);
	const others = new Set<string>();
	for (const entry of journal.entries) {
		if (entry.op !== 'trash' || entry.phase !== 'begin') continue;
		for (const {from, to} of entry.items.flatMap(movesOf)) if (to.startsWith('/')) others.add(placeOfTold(root, to, from)?.place.path ?? own.path);
	}
	for (const folder of findModelFolders(root, []).folders) {
		const real = realPath(`${root}/${folder.path}`);
		if (real !== undefined && !real.startsWith(`${root}/`)) others.add(placeBeside(real).path);
	}
	others.delete(own.path);
	return [own, ...[...others].filter(isFolder).map(each => ({path: each, isOwn: false}))];
}

/** The place and the transaction of a path as toldPath tells it; undefined where it is not written as ours are. */
export function placeOfTold(root: string, told: string, relative: string): {readonly place: Place; readonly txn: string} | undefined {
	if (!told.endsWith(`/${relative}`)) return undefined;
	const folder = told.slice(0, -relative.length - 1);
	const [place, txn] = [path.dirname(folder), path.basename(folder)];
	if (!isTransactionName(txn)) return undefined;
	if (place === `${ownFolderName}/${trashName}`) return {place: ownPlace(root), txn};
	return place.startsWith('/') && place.endsWith(`/${ownFolderName}/${trashName}`) ? {place: {path: place, isOwn: false}, txn} : undefined;
}

/** Makes the folder of a transaction and writes what lies in it, before anything does. @throws UserError */
export function writeManifest(place: Place, manifest: TrashManifest): void {
	const folder = `${place.path}/${manifest.txn}`;
	ensureFolder(folder);
	writeFileAtomic(`${folder}/${manifestName}`, `${JSON.stringify(manifest)}\n`);
}

function realPath(folder: string): string | undefined {
	try {
		return fs.realpathSync(folder);
	} catch {
		return undefined;
	}
}

function isFolder(folder: string): boolean {
	try {
		return fs.lstatSync(folder, {throwIfNoEntry: false})?.isDirectory() === true;
	} catch {
		return false;
	}
}
