/** Which models are meant by names: keys, ids, versions and parts of ids, as a person types or a program prints them. Pure. */

import {familiesOf, familyNamed, parseMarkedRef, type Family} from '../store/domain/family.ts';
import {modelNaming, type NamedModel, type Naming} from '../store/domain/model-names.ts';
import type {Model} from '../store/domain/model.ts';
import type {Snapshot} from '../store/domain/snapshot.ts';
import {namesFor, remembered, requireConfig} from './select.ts';
import {safeText} from './text.ts';

/** How the models of a change are named, by their keys; a key that is none of theirs is its own name. @param all of the registry */
export function namesByKey(models: readonly Model[], all: readonly Model[]): (key: string) => string {
	const name = namesFor(all);
	const names = new Map(models.map(model => [model.key, name(model)]));
	return key => names.get(key) ?? key;
}

/** How the best version of a family is chosen, where a command lets one say so, and whether a family's name alone means its latest version. */
export type NamedBy = Omit<Naming, 'config'>;

/** What finds the models of many names without going through all models for each; its errors are those of `namingIn`. */
export function modelLookup(snapshot: Snapshot, by: NamedBy = {}): (typed: string) => Model {
	const byKey = new Map(snapshot.models.map(model => [model.key, model]));
	const byId = uniqueById(snapshot.models);
	const exact = (id: string) => byKey.get(id) ?? byId.get(id);
	const printed = remembered(() => byPrinted(snapshot.models, namesFor(snapshot.models)));
	const naming = namingIn(snapshot, by);
	return typed => exact(typed) ?? exact(typed.trim()) ?? (isEscaped(typed) ? printed().get(typed) : undefined) ?? naming(typed.trim()).model;
}

/** What tells which model a typed name means; `family@best` needs a config that can be read. */
export function namingIn(snapshot: Snapshot, options: NamedBy): (typed: string) => NamedModel {
	const naming = modelNaming(snapshot.models, {...options, config: snapshot.config});
	return typed => {
		if (parseMarkedRef(typed)?.choice.kind === 'best') requireConfig(snapshot, 'Which version is best');
		return naming(typed);
	};
}

/** The family of a plain name, which is no model's key or id. */
export function familyAlone(models: readonly Model[], name: string): Family | undefined {
	if (/[@/]/u.test(name) || models.some(({key, id}) => key === name || id === name)) return undefined;
	return familyNamed(familiesOf(models), name);
}

/** Whether a name may be one that was printed with escapes in place of what would drive the terminal. */
export function isEscaped(name: string): boolean {
	return name.includes('\\');
}

/** What has a name, by that name as it is printed; where two are printed alike, neither. */
export function byPrinted<Named>(all: readonly Named[], name: (one: Named) => string): ReadonlyMap<string, Named> {
	const found = new Map<string, Named>();
	const twice = new Set<string>();
	for (const one of all) {
		const printed: string = safeText(name(one));
		if (found.has(printed)) twice.add(printed);
		found.set(printed, one);
	}
	for (const printed of twice) found.delete(printed);
	return found;
}

/** Ids that one model alone has: what `resolveId` would find, without going through all models for each. */
function uniqueById(models: readonly Model[]): Map<string, Model> {
	const name = namesFor(models);
	return new Map(models.filter(model => name(model) === model.id).map(model => [model.id, model]));
}
