/** Where the artifact of a run is written before it gets its name: a folder beside its place that tells whose it is. */

import fs from 'node:fs';
import path from 'node:path';
import {entriesNow} from './artifact-entries.ts';
import {changedMeanwhile} from './artifact-errors.ts';
import {createFile, ensureFolder, removeQuietly, syncFolder, uniqueToken} from './atomic-file.ts';
import {isNobodys} from './domain/pairing.ts';
import {UserError} from './domain/user-error.ts';
import {syncFiles} from './file-copy.ts';
import {linkTarget, readNames, systemPath} from './file-names.ts';
import type {Writer} from './journal-writer.ts';
import {processHere} from './lock.ts';
import {exists} from './move-files.ts';
import {ownFolder} from './own-folder.ts';
import {isWithin, makePlace} from './register-place.ts';
import type {RunPlace} from './run-place.ts';
import {holderName, namesIn, removeTree, runStagingAt, runStagingPrefix, type RunStaging} from './staging-folder.ts';
import {noteOf, removeEmpty} from './staging-removal.ts';
import {isSystemError} from './system-error.ts';

/** A staging folder of this process. */
export interface MadeRunStaging extends RunStaging {
	/** The file in the registry's own folder that tells of it. */
	readonly note: string;
	/** Folders around it that were made for it, relative to the root, the innermost first. */
	readonly made: readonly string[];
}

/** Makes it, and what is missing of its place. @throws UserError or the system's error: nothing is left then */
export function makeRunStaging({root, by, now}: Writer, place: RunPlace): MadeRunStaging {
	const token = uniqueToken();
	const name = `${runStagingPrefix}${token}`;
	const folder = `${place.models}/${name}`;
	const made = place.missing.map(each => each.slice(root.length + 1));
	const {host, boot_id, pid_ns, pid, start} = processHere();
	const holder = {v: 1, host, boot_id, pid_ns, pid, start, token, at: new Date(now()).toISOString(), by, folder, made};
	const bytes = Buffer.from(`${JSON.stringify(holder)}\n`);
	const staging = {...runStagingAt(`${place.real}/${name}`), note: noteOf(root, folder), made};
	try {
		if (exists(ownFolder(root))) writeNote(staging.note, bytes);
		makePlace(place);
		ensureFolder(staging.folder, {fsync: false});
		createFile(`${staging.folder}/${holderName}`, [bytes], {fsync: false});
		ensureFolder(staging.fresh, {fsync: false});
	} catch (error) {
		removeRunStaging(root, staging);
		throw error;
	}
	return staging;
}

/** So that the next change finds what a killed process left. Who may not write there saves all the same: the next one in that folder finds it. */
function writeNote(note: string, bytes: Buffer): void {
	try {
		createFile(note, [bytes], {fsync: false});
	} catch (error) {
		if (!isSystemError(error)) throw error;
	}
}

/** Removes it with all that is in it, and what was made for it and is empty. */
export function removeRunStaging(root: string, {folder, old, plan, note, made}: MadeRunStaging): void {
	// What could not be put back is all that there is: whoever finds it when this process is gone does it.
	if (namesIn(old).some(name => !exists(systemPath(`${path.dirname(folder)}/${name}`)))) return;
	// What is removed by halves is not to be published by whoever finds it.
	removeQuietly(plan);
	// Where it cannot be removed, the note is what finds it later.
	if (!removeTree(folder)) return;
	removeEmpty(root, made);
	removeQuietly(note);
}

/** What a script wrote there. */
export interface Written {
	/** Names of the model's files, sorted. */
	readonly names: readonly string[];
	/** Those that have names of their own, sorted: they go beside the model. */
	readonly strays: readonly string[];
	/** Those that are never a model's, nor beside one: they are not kept. */
	readonly others: readonly string[];
}

/** @param stem what names of the model begin with */
export function writtenIn({fresh}: RunStaging, stem: string): Written {
	const all = readNames(fresh).sort();
	const kept = all.filter(name => !isNobodys(name));
	return {names: kept.filter(name => name.startsWith(stem)), strays: kept.filter(name => !name.startsWith(stem)), others: all.filter(isNobodys)};
}

/** Whoever writes to the very path that is given means the artifact, whatever its extension: it gets that. @returns the names of what was written, then */
export function nameAlike(
	{fresh}: RunStaging,
	{steps}: {readonly steps: ReadonlyArray<{readonly from: string; readonly to: string}>},
	stem: string,
): readonly string[] {
	return steps.map(({from, to}) => {
		if (from === to || !to.startsWith(stem)) return from;
		fs.renameSync(systemPath(`${fresh}/${from}`), systemPath(`${fresh}/${to}`));
		return to;
	});
}

/**
 * A link is to lead somewhere from where it will lie.
 *
 * @param at the name of what was written, and the folder that it goes to; absolute
 * @throws UserError `usage`
 */
export function refuseDeadLink({fresh, folder: staged}: RunStaging, {name, folder}: {readonly name: string; readonly folder: string}): void {
	const target = linkTarget(`${fresh}/${name}`);
	if (target === undefined) return;
	const place = path.resolve(folder, target);
	if (!isWithin(place, staged) && fs.existsSync(systemPath(place))) return;
	throw new UserError('usage', `What was written as ${name} is a link to ${target}, which leads nowhere from ${folder}. Nothing was saved.`, {
		hint: 'Link to an absolute path outside of the folder that is given, or write the file itself.',
	});
}

/** From so many files on they are sent to the disk together. */
const manyFiles = 100;

/** Waits until what was written is on the disk for good. @throws UserError for what is no model file (a FIFO), or the system's error */
export function syncWritten({fresh}: RunStaging, names: readonly string[]): void {
	for (const name of names) {
		const entries = entriesNow(`${fresh}/${name}`);
		if (typeof entries === 'string') throw changedMeanwhile(entries);
		const odd = entries.find(({kind}) => kind !== 'file' && kind !== 'folder' && kind !== 'link');
		if (odd) throw new UserError('failed', `What was written as ${name} holds a ${odd.kind}, which is no model file. Nothing was saved.`);
		const below = (kind: string) => entries.filter(entry => entry.kind === kind).map(({path}) => (path === '' ? name : `${name}/${path}`));
		const files = below('file');
		if (files.length < manyFiles) for (const file of files) syncFile(`${fresh}/${file}`);
		else syncFiles(fresh, files);
		for (const folder of below('folder').reverse()) syncFolder(`${fresh}/${folder}`);
	}
	syncFolder(fresh);
}

function syncFile(file: string): void {
	const fd = fs.openSync(systemPath(file), 'r');
	try {
		fs.fsyncSync(fd);
	} finally {
		fs.closeSync(fd);
	}
}
