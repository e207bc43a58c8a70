/** The model folders of now, and those that were known and stay although they cannot be found. */

import fs from 'node:fs';
import type {Problem} from './domain/problem.ts';
import {systemPath} from './file-names.ts';
import {findModelFolders} from './model-folders.ts';
import type {ModelFolder} from './scanner.ts';
import {systemReason} from './system-error.ts';

export interface FolderSearch {
	/** See `Config`. */
	readonly globs: readonly string[];
	/** What the last search found. */
	readonly before: readonly ModelFolder[];
	/** Paths of the model folders of which something is known. */
	readonly known: readonly string[];
}

export interface KnownFolders {
	readonly folders: readonly ModelFolder[];
	readonly problems: readonly Problem[];
	/** Paths of those that were known and cannot be found now, with what hides them, where that is less than the whole root. */
	readonly hidden: ReadonlyMap<string, Problem | undefined>;
}

/** @param root absolute */
export function searchFolders(root: string, {globs, before, known}: FolderSearch): KnownFolders {
	try {
		const found = findModelFolders(root, globs);
		// A folder that cannot be read may hide model folders that were known: they stay, as stale.
		const hidden = new Map<string, Problem>();
		for (const path of known) {
			const problem = found.problems.find(problem => problem.path === '' || `${path}/`.startsWith(`${problem.path}/`));
			if (problem) hidden.set(path, problem);
		}
		return {...found, hidden};
	} catch (error) {
		return {
			folders: before,
			problems: [{kind: 'unreadable-folder', path: '', message: `The registry cannot be read: ${systemReason(error)}.`}],
			hidden: new Map(known.map(path => [path, undefined])),
		};
	}
}

/** @returns true also where nobody can tell */
export function isFolderThere(root: string, path: string): boolean {
	try {
		return fs.statSync(systemPath(`${root}/${path}`), {throwIfNoEntry: false}) !== undefined;
	} catch {
		return true;
	}
}

/** When the names of a model folder last changed; undefined where it cannot be asked: the full check says what is wrong with it. */
export function folderTime(root: string, path: string): number | undefined {
	try {
		return fs.statSync(systemPath(`${root}/${path}`), {throwIfNoEntry: false})?.mtimeMs;
	} catch {
		return undefined;
	}
}
