/** Whose an entry of model_registry.json is: what is shown of it, and where it is written, is asked here. */

import type {Target} from './domain/change.ts';
import {isObject, own, type Json} from './domain/json.ts';
import {isPathBelow} from './domain/trash-manifest.ts';
import {entryTextsByName, exchangeName, MalformedError} from './exchange-file.ts';
import {systemPath} from './file-names.ts';
import {exists} from './move-files.ts';
import {parseJsonText} from './sidecar-file.ts';
import {isSystemError} from './system-error.ts';

export interface Sharing {
	/** Keys of the models that have the entry's name as their id, the oldest first. */
	readonly sharing: readonly string[];
	/** True for keys that are names of entries, too. */
	readonly isKeyed: (key: string) => boolean;
}

/**
 * The model of an entry that has an id as its name; one that has a key is for the model of that key.
 *
 * @param path its `model_path`
 * @returns a key; undefined where nobody knows: such an entry is nobody's
 */
export function ownerOf(root: string, path: string | undefined, {sharing, isKeyed}: Sharing): string | undefined {
	if (path !== undefined && sharing.includes(path)) return path;
	const [oldest, second] = sharing;
	if (oldest === undefined || (path !== undefined && isThere(root, path))) return undefined;
	return second !== undefined && isKeyed(oldest) ? undefined : oldest;
}

/** The `model_path` of an entry, where it says one. */
export function pathIn(value: Json | undefined): string | undefined {
	const said = isObject(value) ? own(value, 'model_path') : undefined;
	return typeof said === 'string' ? said : undefined;
}

export function isThere(root: string, place: string): boolean {
	return isPathBelow(place) && exists(systemPath(`${root}/${place}`));
}

/** Where a model stands in the file. */
export interface OwnEntry {
	/** The name that its entry has from now on. */
	readonly name: string;
	/** The entry that gets this name, where it has another one. */
	readonly from?: NamedText;
	/** An entry of its key that stands besides. */
	readonly beside?: string;
	/** The entry of the name that it would have is that of another model, or nobody's. */
	readonly isForeign: boolean;
}

export interface NamedText {
	readonly name: string;
	readonly text: string;
}

/** Where models stand in a file of these entries. */
export function ownEntries(root: string, targets: readonly Target[], entries: Iterable<NamedText>): (target: Target) => OwnEntry {
	const ids = new Map(targets.map(({id, sharing}) => [id, sharing !== undefined] as const));
	const keys = new Set(targets.flatMap(({key, sharing = []}) => [key, ...sharing]));
	const keyed = new Map<string, string>();
	const paths = new Map<string, string | undefined>();
	for (const {name, text} of entries) {
		if (keys.has(name)) keyed.set(name, text);
		const isShared = ids.get(name);
		if (isShared !== undefined) paths.set(name, isShared ? pathOf(text) : undefined);
	}
	return ({key, id, entry, sharing}) => {
		const text = keyed.get(key);
		const beside = text === undefined ? {} : {beside: key};
		if (sharing && paths.has(id)) {
			const owner = ownerOf(root, paths.get(id), {sharing, isKeyed: one => keyed.has(one)});
			return owner === key ? {name: id, ...beside, isForeign: false} : {name: key, isForeign: entry !== key};
		}
		if (entry === key || text === undefined) return {name: entry, isForeign: false};
		return paths.has(entry) ? {name: entry, ...beside, isForeign: false} : {name: entry, from: {name: key, text}, isForeign: false};
	};
}

/** The entries of a root's file; none where it cannot be read: that is said when it is to be written. */
export function* entriesIn(root: string): Generator<NamedText> {
	try {
		yield* entryTextsByName(`${root}/${exchangeName}`);
	} catch (error) {
		if (!(error instanceof MalformedError) && !isSystemError(error)) throw error;
	}
}

function pathOf(text: string): string | undefined {
	const parsed = parseJsonText(text);
	return 'value' in parsed ? pathIn(parsed.value) : undefined;
}
