/** How the sidecar of an artifact that has none must be called so that the pairing gives it to that artifact and changes nothing else. Pure. */

import {baseName, folderOf} from './identifier.ts';
import type {Model} from './model.ts';
import {isJsonName, isNobodys, modelExtensions, pairNames, stemOf, type Pair} from './pairing.ts';

export type SidecarPlace =
	| {readonly kind: 'free'; readonly name: string}
	/** It is described already. */
	| {readonly kind: 'has'; readonly sidecar: string}
	/** A sentence, raw. */
	| {readonly kind: 'refused'; readonly reason: string};

/** Of a name, in bytes, on the disks that are in use. */
const longestName = 255;

const sizeOf = (name: string) => new TextEncoder().encode(name).length;

/**
 * @param artifact its name in its folder
 * @param names those in the folder that have the same stem at least
 */
export function sidecarPlace(artifact: string, names: readonly string[]): SidecarPlace {
	if (!artifact.isWellFormed()) return refused('Its name is not UTF-8: a sidecar, which is JSON, cannot hold it. Rename it.');
	const stem = stemOf(artifact);
	const same = [...new Set(names)].filter(name => stemOf(name) === stem && !isNobodys(name));
	if (!same.includes(artifact)) return refused('It is not there any more.');
	const before = pairsOf(same);
	const own = before.find(pair => pair.artifact === artifact);
	if (own?.sidecar !== undefined) return {kind: 'has', sidecar: own.sidecar};
	if (!own) return refused(whyNoModel(artifact, before));
	const wanted = candidates(artifact, same);
	const free = wanted.filter(name => !same.some(other => other.normalize('NFC') === name.normalize('NFC')) && !isNobodys(name));
	const short = free.filter(name => sizeOf(name) <= longestName);
	const name = short.find(each => isOnlyPairChanged(before, {pairs: pairsOf([...same, each]), artifact, sidecar: each}));
	if (name !== undefined) return {kind: 'free', name};
	if (free.length === 0) {
		return refused(`${wanted.join(' and ')} ${wanted.length === 1 ? 'is the name of something else' : 'are the names of something else'}.`);
	}
	if (short.length === 0) return refused(`The name of its sidecar would be longer than ${longestName} bytes. Rename it.`);
	return refused(`${short.join(' and ')} would be taken for the sidecar of another file, too. Give it a name of its own.`);
}

/**
 * Where the sidecars of models would lie, relative to the root, each as if those before it were made already.
 *
 * @param all the models of the registry
 */
export function sidecarPlaces(models: readonly Model[], all: readonly Model[]): ReadonlyMap<string, SidecarPlace> {
	const folders = new Set(models.map(({key}) => folderOf(key)));
	const names = new Map<string, string[]>();
	const add = (path: string) => {
		const id = stemPath(path);
		const list = names.get(id);
		if (list) list.push(baseName(path));
		else names.set(id, [baseName(path)]);
	};
	for (const {key, artifact, sidecar} of all) {
		const folder = folderOf(key);
		if (!folders.has(folder)) continue;
		if (artifact) add(artifact.path);
		if (sidecar !== undefined) add(sidecar);
		for (const file of artifact?.files ?? []) add(`${folder}/${file}`);
	}
	return new Map(
		inAdoptingOrder(models).map(({key}) => {
			const place = sidecarPlace(baseName(key), names.get(stemPath(key)) ?? []);
			if (place.kind === 'free') add(`${folderOf(key)}/${place.name}`);
			return [key, place];
		}),
	);
}

/** `X.pt` before `X`: by the sidecar of the second the first is described, too, as long as it has none. */
export function inAdoptingOrder<Named extends {readonly key: string}>(models: readonly Named[]): readonly Named[] {
	const hasExtension = ({key}: Named) => withoutModelExtension(baseName(key)) !== baseName(key);
	return [...models.filter(hasExtension), ...models.filter(model => !hasExtension(model))];
}

/** The name of a file without the extension that makes it a model's file: `net` for `net.pt`, `net.v2` for itself. */
export function withoutModelExtension(name: string): string {
	const extension = modelExtensions.find(one => name.endsWith(`.${one}`) && name.length > one.length + 1);
	return extension === undefined ? name : name.slice(0, -extension.length - 1);
}

/** True where a sidecar of this name is that of the artifact. @param names those in the folder, with both */
export function isPairOf(names: readonly string[], {artifact, sidecar}: {readonly artifact: string; readonly sidecar: string}): boolean {
	const stem = stemOf(artifact);
	const same = names.filter(name => stemOf(name) === stem && !isNobodys(name));
	return pairsOf(same).some(pair => pair.artifact === artifact && pair.sidecar === sidecar);
}

/** The artifact that a sidecar of this name describes; undefined where none is there. @param names those in the folder */
export function describedBy(names: readonly string[], sidecar: string): string | undefined {
	const stem = stemOf(sidecar);
	const same = names.filter(name => stemOf(name) === stem && !isNobodys(name));
	return pairsOf(same).find(pair => pair.sidecar === sidecar)?.artifact;
}

function stemPath(path: string): string {
	return `${folderOf(path)}/${stemOf(baseName(path))}`;
}

function refused(reason: string): SidecarPlace {
	return {kind: 'refused', reason};
}

/** What a `.json` says that describes nothing is no matter here: it counts as an artifact in both of two pairings. */
function pairsOf(names: readonly string[]): readonly Pair[] {
	return pairNames(names, () => false);
}

function whyNoModel(artifact: string, pairs: readonly Pair[]): string {
	const owner = pairs.find(pair => pair.files.includes(artifact) || pair.sidecar === artifact);
	return owner?.artifact === undefined ? 'It is no model.' : `It is one of the files of ${owner.artifact}.`;
}

/** `X.json` before `X.pt.json`, unless other files could claim it. */
function candidates(artifact: string, names: readonly string[]): readonly string[] {
	const bare = withoutModelExtension(artifact);
	if (bare === artifact) return [`${artifact}.json`];
	const nfc = bare.normalize('NFC');
	const couldClaim = (name: string) => {
		const other = name.normalize('NFC');
		return name !== artifact && !isJsonName(name) && (other === nfc || modelExtensions.some(each => other === `${nfc}.${each}`));
	};
	return names.some(couldClaim) ? [`${artifact}.json`] : [`${bare}.json`, `${artifact}.json`];
}

function isOnlyPairChanged(
	before: readonly Pair[],
	{pairs, artifact, sidecar}: {readonly pairs: readonly Pair[]; readonly artifact: string; readonly sidecar: string},
): boolean {
	const made = pairs.find(pair => pair.artifact === artifact);
	if (made?.sidecar !== sidecar || made.files.length > 0) return false;
	const others = (all: readonly Pair[]) =>
		JSON.stringify(
			all
				.filter(pair => pair.artifact !== artifact)
				.map(textOf)
				.sort(),
		);
	return others(before) === others(pairs);
}

function textOf({artifact = '', sidecar = '', files, taken}: Pair): string {
	return JSON.stringify([artifact, sidecar, files, taken ?? null]);
}
