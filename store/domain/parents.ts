/** What models name as their parents, and which models of the registry that means: the one rule of lineage, its problems and retention. */

import {familyKey, parseMarkedRef, versionOf} from './family.ts';
import {isObject, own} from './json.ts';
import type {Model} from './model.ts';

/** A parent as a sidecar names it. */
export interface ParentRef {
	/** Raw. */
	readonly name: string;
	/** Of a parent outside, where the sidecar says it: `sha256:...`. */
	readonly digest?: string;
	/** All that have the name, newest first; none: it is not in the registry. The child itself only where it alone has the name. */
	readonly models: readonly Model[];
	/** It names what should be here and is not: a version of a family that is here, or a key of this registry. */
	readonly isMissing?: true;
}

/** The parents of each model that names any. */
export type ParentRefs = ReadonlyMap<Model, readonly ParentRef[]>;

/** What a sidecar says of a parent. */
export type NamedParent = Pick<ParentRef, 'name' | 'digest'>;

/** The last answers: asked for by every screen and every look at the disk. */
const known = new WeakMap<readonly Model[], ParentRefs>();
const none: ParentRefs = new Map();
const noParents: readonly NamedParent[] = [];

/**
 * Follows `lineage.parent`, a text or a list of texts: a key, an id, `family/vN` or `family@vN` (the family in any case). Where several models have the name,
 * all of them are meant. The same answer for the same list.
 *
 * @param models all of the registry
 */
export function parentRefsOf(models: readonly Model[]): ParentRefs {
	const before = known.get(models);
	if (before) return before;
	const refs = gather(models);
	known.set(models, refs);
	return refs;
}

function gather(models: readonly Model[]): ParentRefs {
	const named = new Map<Model, readonly NamedParent[]>();
	for (const model of models) {
		const parents = namedParents(model);
		if (parents.length > 0) named.set(model, parents);
	}
	if (named.size === 0) return none;
	const wanted = new Map<string, Model[]>();
	const keys = new Map<string, readonly string[]>();
	for (const parents of named.values()) {
		for (const {name} of parents) {
			if (keys.has(name)) continue;
			const found = keysOfName(name);
			keys.set(name, found);
			for (const key of found) wanted.set(key, []);
		}
	}
	for (const model of models) eachKeyOf(model, key => void wanted.get(key)?.push(model));
	const isHere = placesOf(models);
	const withName = (name: string): readonly Model[] => {
		const [plain = '', versioned] = keys.get(name) ?? [];
		const found = wanted.get(plain) ?? [];
		const versions = versioned === undefined ? undefined : wanted.get(versioned);
		return versions && versions.length > 0 ? (found.length === 0 ? versions : [...new Set([...found, ...versions])]) : found;
	};
	const refs = new Map<Model, readonly ParentRef[]>();
	for (const [child, parents] of named) {
		refs.set(
			child,
			parents.map(({name, digest}): ParentRef => {
				const all = withName(name);
				if (all.length > 1 && all.includes(child)) return {name, digest, models: all.filter(model => model !== child)};
				if (all.length > 0 || digest !== undefined || !isHere(name)) return {name, digest, models: all};
				return {name, digest, models: all, isMissing: true};
			}),
		);
	}
	return refs;
}

/** The parents that a model's sidecar names, in their order, whether they are here or not. */
export function namedParents({content}: Pick<Model, 'content'>): readonly NamedParent[] {
	const lineage = own(content, 'lineage');
	if (!isObject(lineage)) return noParents;
	const parent = own(lineage, 'parent') ?? null;
	const digest = own(lineage, 'parent_digest');
	if (!Array.isArray(parent)) return typeof parent === 'string' && parent !== '' ? [{name: parent, digest: textOf(digest)}] : noParents;
	const digests: readonly unknown[] = Array.isArray(digest) ? digest : [];
	const byName = new Map<string, NamedParent>();
	for (const [index, name] of parent.entries()) {
		if (typeof name === 'string' && name !== '' && !byName.has(name)) byName.set(name, {name, digest: textOf(digests[index])});
	}
	return [...byName.values()];
}

function textOf(value: unknown): string | undefined {
	return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Under which a name is looked for. */
function keysOfName(name: string): readonly string[] {
	const version = parseMarkedRef(name);
	const plain = name.normalize('NFC');
	return version?.choice.kind === 'version' ? [plain, versionKey(version.family, version.choice.version)] : [plain];
}

/** Under which a model is found; each once. */
function eachKeyOf(model: Model, take: (key: string) => void): void {
	const id = model.id.normalize('NFC');
	const key = model.key.normalize('NFC');
	take(id);
	if (key !== id) take(key);
	const version = versionOf(model);
	if (version) take(versionKey(version.family, version.version));
}

/** No name holds a NUL. */
function versionKey(family: string, version: number): string {
	return `${familyKey(family)}\0${version}`;
}

/** Whether a name that no model has is one that a model of this registry would have. */
function placesOf(models: readonly Model[]): (name: string) => boolean {
	let places: {readonly families: ReadonlySet<string>; readonly folders: ReadonlySet<string>} | undefined;
	const gathered = () => (places ??= {families: new Set(models.flatMap(familyKeyOf)), folders: new Set(models.map(({key}) => folderOf(key.normalize('NFC'))))});
	return name => {
		const ref = parseMarkedRef(name);
		if (ref?.choice.kind === 'version' && gathered().families.has(familyKey(ref.family))) return true;
		const folder = folderOf(name.normalize('NFC'));
		return folder !== '' && (isModelFolder.test(folder) || gathered().folders.has(folder));
	};
}

/** Where models usually lie, also when the last one of a folder is gone. */
const isModelFolder = /^(?![./~])(?:[^/:]+\/)+Model\/$/u;

function familyKeyOf(model: Model): readonly string[] {
	const version = versionOf(model);
	return version ? [familyKey(version.family)] : [];
}

function folderOf(path: string): string {
	return path.slice(0, path.lastIndexOf('/') + 1);
}
