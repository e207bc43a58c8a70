/** The only code that deletes what may be models: names in open folders of the trash, without following any link. */

import fs from 'node:fs';
import {baseName, folderOf} from './domain/identifier.ts';
import {manifestName, movesOf} from './domain/trash-manifest.ts';
import type {MoveItem} from './domain/journal-entry.ts';
import {removeQuietly, uniqueToken} from './atomic-file.ts';
import {readNames} from './file-names.ts';
import {closeFolder, inFolder, openFolder, openInside, withFolder, type OpenFolder} from './folder-handle.ts';
import {exists, moveAll} from './move-files.ts';
import {systemCode, systemReason} from './system-error.ts';
import type {Place} from './trash-place.ts';

export interface Deletion {
	/** Bytes of the blocks that the disk has more of now. */
	freed: number;
	/** Why the first thing that is left could not be deleted. */
	reason?: string;
	/** There was something to delete. */
	isFound?: true;
}

const blockBytes = 512;
const ownerMay = 0o700;

/** What a folder is called while it is deleted, with a token behind it; no model has such a name. */
const claimed = '.mreg.purge.';

/**
 * Deletes a file of a model. A folder gets another name first: if this is cut off, nothing of it can be taken for the whole.
 *
 * @param folder the open folder that it lies in
 */
export function deletePart(root: string, folder: OpenFolder, {name, deletion}: {readonly name: string; readonly deletion: Deletion}): void {
	const path = inFolder(folder, name);
	const stat = fs.lstatSync(path, {throwIfNoEntry: false});
	if (!stat?.isDirectory() || stat.dev !== Number(folder.dev)) return deleteIn(folder, name, deletion);
	deletion.isFound = true;
	const other = claimed + uniqueToken();
	const outcome = moveAll(root, [{from: path, to: inFolder(folder, other)}]);
	if (outcome.kind !== 'moved') return void (deletion.reason ??= `${name}: ${outcome.reason}`);
	const inner: Deletion = {freed: 0};
	deleteIn(folder, other, inner);
	deletion.freed += inner.freed;
	if (inner.reason === undefined) return;
	deletion.reason ??= inner.reason.replace(other, name);
	// What is left of it stays listed.
	if (exists(inFolder(folder, other))) moveAll(root, [{from: inFolder(folder, other), to: path}]);
}

/** Deletes to the end what a purge that was cut off had begun to delete in a folder. Only under the lock of the trash: else somebody may be at it. */
export function deleteClaimed(folder: OpenFolder, deletion: Deletion): void {
	for (const name of readNames(folder.at)) if (name.startsWith(claimed)) deleteIn(folder, name, deletion);
}

/** Deletes a file, a link or a folder with all that is in it, as far as it can be. What is not there is deleted already. */
function deleteIn(folder: OpenFolder, name: string, deletion: Deletion): void {
	try {
		deleteName(folder, name, deletion);
	} catch (error) {
		deletion.reason ??= `${name}: ${systemReason(error)}`;
	}
}

function deleteName(folder: OpenFolder, name: string, deletion: Deletion): void {
	const path = inFolder(folder, name);
	const stat = fs.lstatSync(path, {throwIfNoEntry: false});
	if (!stat) return;
	deletion.isFound = true;
	if (stat.dev !== Number(folder.dev)) {
		deletion.reason ??= `${name}: another disk is mounted there`;
		return;
	}
	if (stat.isDirectory()) {
		deleteFolder(folder, name, {stat, deletion});
		fs.rmdirSync(path);
		deletion.freed += stat.blocks * blockBytes;
		return;
	}
	fs.unlinkSync(path);
	// A file that has further names stays on the disk.
	if (stat.nlink <= 1) deletion.freed += stat.blocks * blockBytes;
}

/** Empties a folder. One that its owner may not read or change is opened up first: this is trash. */
function deleteFolder(parent: OpenFolder, name: string, {stat, deletion}: {stat: fs.Stats; deletion: Deletion}): void {
	if ((stat.mode & ownerMay) !== ownerMay) openUp(inFolder(parent, name), stat.mode);
	const folder = {...openFolder(`${parent.at}/${name}`, {follow: false}), path: `${parent.path}/${name}`};
	try {
		for (const inner of readNames(folder.at)) deleteIn(folder, inner, deletion);
	} finally {
		closeFolder(folder);
	}
}

function openUp(path: string | Buffer, mode: number): void {
	try {
		fs.chmodSync(path, (mode & 0o7777) | ownerMay);
	} catch (error) {
		// Another user's: what is in it can be deleted or not.
		if (!['EPERM', 'EACCES', 'EROFS'].includes(systemCode(error) ?? '')) throw error;
	}
}

/** Takes away what is left of a transaction's folder when its models are gone: empty folders and the manifest. Anything else stays, and the manifest with it. */
export function discardFolder(place: Place, txn: string, models: readonly MoveItem[]): void {
	const inner = new Set(models.flatMap(movesOf).map(({from}) => folderOf(from)));
	const folders = new Set<string>();
	for (const each of inner) for (let folder = each; folder !== ''; folder = folderOf(folder)) folders.add(folder);
	try {
		withFolder(openFolder(`${place.path}/${txn}`, {follow: false}), root => {
			// The innermost first.
			for (const folder of [...folders].sort((a, b) => b.length - a.length)) removeEmptyInside(root, folder);
			const left = readNames(root.at);
			if (left.every(isManifest)) for (const name of left) removeQuietly(`${root.at}/${name}`);
		});
		removeEmpty(`${place.path}/${txn}`);
	} catch (error) {
		// An empty folder too many does no harm.
		systemReason(error);
	}
}

/** True for the manifest, and for what a killed writer of one may have left. */
export function isManifest(name: string): boolean {
	return name === manifestName || name.startsWith(`.${manifestName}.`);
}

function removeEmptyInside(root: OpenFolder, folder: string): void {
	const outer = folderOf(folder);
	if (outer === '') return removeEmpty(inFolder(root, folder));
	try {
		withFolder(openInside(root, outer), parent => removeEmpty(inFolder(parent, baseName(folder))));
	} catch (error) {
		systemReason(error);
	}
}

function removeEmpty(folder: string | Buffer): void {
	try {
		fs.rmdirSync(folder);
	} catch (error) {
		systemReason(error);
	}
}
