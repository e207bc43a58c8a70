/** Finds temporary files that nobody writes any more, in the folders of a registry but not inside of models. Reads only. */

import fs from 'node:fs';
import type {Stray} from './domain/finding.ts';
import {pathIn} from './domain/identifier.ts';
import type {Model} from './domain/model.ts';
import {isStrayName} from './domain/strays.ts';
import {markFile} from './file-marks.ts';
import {readNames, systemPath} from './file-names.ts';
import {isOwnTemporary, leftoversIn} from './leftovers.ts';
import {heldOpen} from './open-files.ts';
import {ownFolderName} from './own-folder.ts';
import {isSystemError, systemReason} from './system-error.ts';

export interface StrayOptions {
	/** Relative to the root. */
	readonly folders: readonly string[];
	readonly models: readonly Model[];
	/** Milliseconds since 1970. */
	readonly now: number;
}

/** Another program's file is left for so long (milliseconds). */
const oldEnough = 7 * 24 * 3_600_000;

/** @returns `notes`: what could not be looked at, as sentences */
export function findStrays(root: string, {folders, models, now}: StrayOptions): {readonly strays: readonly Stray[]; readonly notes: readonly string[]} {
	const taken = namesOfModels(models);
	const [strays, notes]: [Stray[], string[]] = [[], []];
	for (const folder of folders) {
		try {
			const at = folder === '' ? root : `${root}/${folder}`;
			const ours = leftoversIn(at, now).map(name => ({name, kind: 'ours' as const}));
			const others = folder === ownFolderName || folder.startsWith(`${ownFolderName}/`) ? [] : othersIn(at, now).map(name => ({name, kind: 'other' as const}));
			for (const {name, kind} of [...ours, ...others]) {
				const path = pathIn(folder, name);
				const file = taken.has(path) ? undefined : markFile(`${root}/${path}`, path);
				if (file) strays.push({file, kind});
			}
		} catch (error) {
			if (!isSystemError(error)) throw error;
			// A folder that is gone or never was made has nothing in it.
			if (error.code !== 'ENOENT') notes.push(`${folder === '' ? root : folder} cannot be looked through for temporary files: ${systemReason(error)}.`);
		}
	}
	const held = heldOpen(strays.flatMap(({kind, file: {path}}) => (kind === 'other' ? `${root}/${path}` : [])));
	return {strays: strays.filter(({file: {path}}) => !held.has(`${root}/${path}`)), notes};
}

function othersIn(folder: string, now: number): readonly string[] {
	const names = readNames(folder);
	const suspects = names.filter(name => isStrayName(name) && !isOwnTemporary(name));
	if (suspects.length === 0) return [];
	const there = new Set(names);
	return suspects.filter(name => {
		// Somebody describes it: it is more than a leftover.
		if (there.has(`${name}.json`)) return false;
		const stat = fs.lstatSync(systemPath(`${folder}/${name}`), {throwIfNoEntry: false});
		return stat?.isFile() === true && now - stat.mtimeMs > oldEnough;
	});
}

function namesOfModels(models: readonly Model[]): ReadonlySet<string> {
	return new Set(
		models.flatMap(({key, sidecar, artifact}) => {
			const folder = key.slice(0, key.lastIndexOf('/') + 1);
			return [key, ...(sidecar === undefined ? [] : [sidecar]), ...(artifact ? [artifact.path, ...artifact.files.map(name => folder + name)] : [])];
		}),
	);
}
