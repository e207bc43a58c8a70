/** In which model folder the runs of an algorithm lie, and which ids are taken there. Makes nothing. */

import path from 'node:path';
import {algorithmFolder, freeId, isNameOf, runId} from './domain/run-id.ts';
import {findModelFolders} from './model-folders.ts';
import {isJsonName, isNobodys} from './domain/pairing.ts';
import {isObject, own} from './domain/json.ts';
import {placeOf, realPathOf, type VersionPlace} from './register-place.ts';
import {modelFolderGlobs} from './registry-folders.ts';
import {readJsonFile} from './sidecar-file.ts';
import {namesIn} from './staging-folder.ts';

/** A model folder that gets a run. */
export type RunPlace = VersionPlace;

/** Ids that runs of this process have, saved or not, by folder and id. */
const givenHere = new Set<string>();

/**
 * The model folder of an algorithm: the one of its name in any case, at the top of the registry or deeper, else a new one with a capital.
 *
 * @param root absolute and real
 * @throws UserError where a link leads nowhere or out of what may be written
 */
export function runPlace(root: string, algorithm: string): RunPlace {
	const atTop = placeOf(root, algorithmFolder(algorithm));
	if (atTop.missing.length === 0) return atTop;
	const wanted = algorithm.toLowerCase();
	const [found] = findModelFolders(root, modelFolderGlobs(root))
		.folders.filter(folder => folder.algorithm === wanted)
		.sort((a, b) => (a.path < b.path ? -1 : 1));
	if (!found) return atTop;
	return {folder: found.folder, models: found.path, real: realPathOf(path.join(root, found.path)), missing: []};
}

/** So many sidecars are asked how the algorithm is spelled. */
const mostAsked = 20;

/** An algorithm as the models of its folder spell it, the one with the last name first; as it was typed where none is there. */
export function spelledIn({real}: Pick<RunPlace, 'real'>, algorithm: string): string {
	const names = namesIn(real).filter(name => !isNobodys(name));
	const sidecars = names.filter(isJsonName).sort().reverse().slice(0, mostAsked);
	for (const name of sidecars) {
		const read = readJsonFile(`${real}/${name}`);
		const spelled = read && 'parsed' in read && isObject(read.parsed.value) ? own(read.parsed.value, 'algorithm') : undefined;
		if (typeof spelled === 'string' && spelled.toLowerCase() === algorithm.toLowerCase()) return spelled;
	}
	// A model that does not say it has that of its folder.
	return names.length > 0 ? algorithm.toLowerCase() : algorithm;
}

/** The model folder of a model that is there. @param key as it has it */
export function placeOfKey(root: string, {key, folder}: {readonly key: string; readonly folder: string}): RunPlace {
	const models = path.posix.dirname(key);
	return {folder, models, real: realPathOf(path.join(root, models)), missing: []};
}

/**
 * An id that nothing on the disk has and no run of this process, as it is now.
 *
 * @param wanted an id, or what to make one of
 */
export function nextRunId({real}: Pick<RunPlace, 'real'>, wanted: string | {readonly name: string; readonly at: number}): string {
	const names = namesIn(real);
	const id = typeof wanted === 'string' ? wanted : runId(wanted.name, wanted.at);
	return freeId(id, each => givenHere.has(nameHere(real, each)) || isTaken(names, each));
}

/** True where something in a folder has this id already. @param names in it */
export function isTaken(names: readonly string[], id: string): boolean {
	return names.some(name => isNameOf(id, name));
}

/** No further run of this process gets this id. */
export function reserveId({real}: Pick<RunPlace, 'real'>, id: string): void {
	givenHere.add(nameHere(real, id));
}

function nameHere(folder: string, id: string): string {
	return `${folder}/${id.normalize('NFC')}`;
}

/** A run that could begin now: its id and the absolute path of its artifact. Nothing is made, and the id is not kept for it. @throws UserError as runPlace */
export function plannedRun(
	root: string,
	{algorithm, name, at}: {readonly algorithm: string; readonly name: string; readonly at: number},
): {readonly id: string; readonly path: string} {
	const place = runPlace(root, algorithm);
	const id = nextRunId(place, {name, at});
	return {id, path: path.join(place.real, id)};
}
