/** What a script writes beside its model, under names of its own: logs, pictures, vocabularies. Nothing that is another's is replaced. */

import fs from 'node:fs';
import {entriesNow} from './artifact-entries.ts';
import {changedMeanwhile} from './artifact-errors.ts';
import {ensureFolder, refuseOddTarget, syncFolder} from './atomic-file.ts';
import {baseName, folderOf} from './domain/identifier.ts';
import {isNobodysUnpaired} from './domain/pairing.ts';
import {UserError} from './domain/user-error.ts';
import {systemPath} from './file-names.ts';
import {namesIn, type RunStaging} from './staging-folder.ts';
import {isHeldBy} from './same-artifact.ts';
import {publish} from './staging.ts';
import {isSystemError, reasonOf} from './system-error.ts';

/** What is to be put beside a model: paths in what was written, and in the model folder. */
export interface Strays {
	readonly folders: readonly string[];
	readonly files: readonly string[];
}

export const noStrays: Strays = {folders: [], files: []};

/**
 * Looks where they go, and that none of them takes the place of what is another's.
 *
 * @param names of what was written, in the staging folder
 * @param written what this run put there before
 * @throws UserError `failed` that names it: nothing was done
 */
export function plannedStrays(
	folder: string,
	{fresh}: RunStaging,
	{names, written, models}: {readonly names: readonly string[]; readonly written: readonly string[]; readonly models: string},
): Strays {
	const folders: string[] = [];
	const files: string[] = [];
	for (const name of names) {
		const entries = entriesNow(`${fresh}/${name}`);
		if (typeof entries === 'string') throw changedMeanwhile(entries);
		const isAnothers = namesIn(folder).includes(`${name}.json`) && !written.includes(name);
		for (const {path, kind} of entries) {
			const inside = path === '' ? name : `${name}/${path}`;
			const there = fs.lstatSync(systemPath(`${folder}/${inside}`), {throwIfNoEntry: false});
			const isFolder = there?.isDirectory() === true;
			if (kind === 'folder') {
				if (there && !isFolder) throw refusal(models, inside);
				if (!there) folders.push(inside);
				continue;
			}
			if (there && !isFolder && isHeldBy(`${fresh}/${inside}`, `${folder}/${inside}`)) continue;
			const isOurs = written.includes(inside) || isNobodysUnpaired(baseName(inside));
			if (isFolder || (!isOurs && (there !== undefined || isAnothers))) throw refusal(models, inside);
			if (there) refuseOddTarget(`${folder}/${inside}`, there);
			files.push(inside);
		}
	}
	return {folders, files};
}

/** Puts them there; the caller holds the lock of the folder, and the model stands. @returns a sentence where that could not be done */
export function putBeside(folder: string, staging: RunStaging, strays: Strays): readonly string[] {
	try {
		place(folder, staging, strays);
		return [];
	} catch (error) {
		if (!(error instanceof UserError) && !isSystemError(error)) throw error;
		return [`Not everything could be put beside the model: ${error instanceof UserError ? error.message : `${reasonOf(error)}.`}`];
	}
}

/** @throws UserError where another program took a name since, or the system's error */
function place(folder: string, {fresh}: RunStaging, {folders, files}: Strays): void {
	for (const each of folders) ensureFolder(`${folder}/${each}`, {fsync: false});
	for (const file of files) {
		const [source, target] = [`${fresh}/${file}`, `${folder}/${file}`];
		const there = fs.lstatSync(systemPath(target), {throwIfNoEntry: false});
		if (there?.isFile() === true) fs.renameSync(systemPath(source), systemPath(target));
		else if (there || !publish(source, target)) throw new UserError('changed', `Another program made ${target} just now.`);
	}
	const changed = new Set([...folders, ...files].map(each => (each.includes('/') ? `${folder}/${folderOf(each)}` : folder)));
	for (const each of changed) syncFolder(each);
}

function refusal(models: string, path: string): UserError {
	return new UserError('failed', `${models}/${path} is there, and not of this run: it is not replaced. Nothing was saved.`, {
		hint: 'Give that file another name, or one that begins with the id of the run.',
	});
}
