/** Which models without a sidecar the entries of a model_registry.json describe. Pure. */

import type {Target} from './change.ts';
import {baseName} from './identifier.ts';
import {isObject, own, type Json, type JsonObject} from './json.ts';
import type {Model} from './model.ts';
import {stemOf} from './pairing.ts';

/** What becomes of an entry. */
export type EntryMatch =
	/** Its model has no sidecar. */
	| {readonly kind: 'described'; readonly model: Model}
	/** There is a sidecar already. */
	| {readonly kind: 'there'; readonly model: Model}
	/** A sentence, raw. */
	| {readonly kind: 'refused'; readonly reason: string};

/** The sidecar that an entry becomes. */
export interface EntrySidecar {
	/** The entry's name: the model has it as its id from then on. */
	readonly id: string;
	/** The sidecar's whole text. */
	readonly text: string;
	/** What is not taken over as it stands there; sentences, raw. */
	readonly remarks: readonly string[];
	/** Why it cannot become one, as a sentence; raw. */
	readonly refusal?: string;
}

/** What entries of the registry's own model_registry.json say of models without sidecars. */
export interface EntrySidecars {
	/** By the keys of the models. */
	readonly sidecars: ReadonlyMap<string, EntrySidecar>;
	/** Why the file cannot be used, as a sentence; raw. */
	readonly problem?: string;
}

/** A model without a sidecar by the name of its entry, which its sidecar tells from then on. */
export function calledSo(target: Target, id: string): Target {
	return id === target.key ? target : {...target, id, entry: target.entry === target.key ? target.entry : id};
}

/** @returns what becomes of an entry; an artifact is given to the first that describes it */
export function entryMatcher(models: readonly Model[]): (id: string, entry: Json) => EntryMatch {
	const untracked = models.filter(model => model.state === 'untracked' && model.artifact !== undefined);
	const byName = grouped(untracked, ({key}) => [baseName(key), stemOf(baseName(key))]);
	const byKey = new Map(models.map(model => [model.key, model]));
	const tracked = grouped(
		models.filter(({sidecar}) => sidecar !== undefined),
		({id}) => [id],
	);
	const given = new Map<string, string>();
	const giving = (id: string, entry: JsonObject, model: Model): EntryMatch => {
		const said = own(entry, 'model_id');
		// Of several models with one id all but one stand there under their keys.
		if (typeof said === 'string' && plain(said) !== plain(id) && id !== model.key) {
			const [owner] = tracked.get(plain(said)) ?? [];
			return {kind: 'refused', reason: `Its model_id is ${said}, which is not its name${owner ? ` but that of ${owner.key}` : ''}.`};
		}
		const [known] = id === model.key ? [] : (tracked.get(plain(id)) ?? []);
		if (known) return {kind: 'refused', reason: `Its name is the id of another model, ${known.key}.`};
		const other = given.get(model.key);
		if (other !== undefined) return {kind: 'refused', reason: `Its artifact, ${model.key}, is that of ${other} already.`};
		given.set(model.key, id);
		return {kind: 'described', model};
	};
	return (id, entry) => {
		if (!isObject(entry)) return {kind: 'refused', reason: 'It is no object of metadata.'};
		const algorithm = own(entry, 'algorithm');
		const isOfAlgorithm = (model: Model) => typeof algorithm === 'string' && model.folderAlgorithm.toLowerCase() === algorithm.toLowerCase();
		const exact = byKey.get(id);
		if (exact?.sidecar !== undefined) return {kind: 'there', model: exact};
		const path = own(entry, 'model_path');
		const called = exact?.state === 'untracked' ? [exact] : (byName.get(plain(id)) ?? []);
		const near = called.filter(isOfAlgorithm);
		const [known] = tracked.get(plain(id)) ?? [];
		if (known && near.length === 0) return {kind: 'there', model: known};
		const named = called.length > 0 || typeof path !== 'string' ? called : (byName.get(plain(nameIn(path))) ?? []);
		const ofAlgorithm = named.filter(isOfAlgorithm);
		const candidates = ofAlgorithm.length > 0 ? ofAlgorithm : named;
		const [only] = candidates;
		if (!only) return {kind: 'refused', reason: 'Its artifact is missing: no model without a sidecar has its name.'};
		if (candidates.length === 1) return giving(id, entry, only);
		return {kind: 'refused', reason: `It may be that of ${candidates.length} artifacts: ${candidates.map(({key}) => key).join(', ')}.`};
	};
}

/** The last part of a path of any system. */
function nameIn(path: string): string {
	return baseName(path.replaceAll('\\', '/').replace(/\/+$/, ''));
}

function plain(name: string): string {
	return name.normalize('NFC');
}

function grouped(models: readonly Model[], names: (model: Model) => readonly string[]): ReadonlyMap<string, readonly Model[]> {
	const groups = new Map<string, Model[]>();
	for (const model of models) {
		for (const name of new Set(names(model).map(plain))) {
			const group = groups.get(name);
			if (group) group.push(model);
			else groups.set(name, [model]);
		}
	}
	return groups;
}
