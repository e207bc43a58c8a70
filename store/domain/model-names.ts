/** What a person types to mean a model: keys, ids and versions of families. */

import type {Config} from './config.ts';
import {bestOfFamily, objectivesOfFamilies} from './family-best.ts';
import {chosenVersions, familiesOf, familyKey, idInFamily, parseMarkedRef, parseVersionRef, type Family, type VersionChoice} from './family.ts';
import {ambiguousName, nearestName, resolveId} from './identifier.ts';
import type {Model} from './model.ts';
import {inOneLine, UserError} from './user-error.ts';

export interface Naming {
	readonly config: Config;
	/** By which `@best` is chosen, where something was asked for. */
	readonly metric?: string;
	readonly dataset?: string;
	/** A family's name alone means its latest version, also where a model has it as its id. */
	readonly isFamilyEnough?: boolean;
}

/** A model that was named, and how. */
export interface NamedModel {
	readonly model: Model;
	/** The version that was asked for, where it was named so. */
	readonly as?: {readonly family: Family; readonly choice: VersionChoice};
}

/**
 * What tells which model a typed name means. The first of these kinds that matches decides: a key, an id, a version (`family/v2`, `family@v2`,
 * `family@latest`, `family@best`, `family@alias`), a part of an id, a part of a key. A version that a known family has not is never a part of another name.
 *
 * @param models of the registry, newest first
 * @returns a function that throws UserError `not-found`, `ambiguous`, and what `bestOfFamily` throws
 */
export function modelNaming(models: readonly Model[], naming: Naming): (typed: string) => NamedModel {
	const families = remembered(() => new Map(familiesOf(models).map(family => [familyKey(family.name), family])));
	const names = remembered(() => namesOf(models));
	const objectives = remembered(() => objectivesOfFamilies(models, naming.config));
	const bestOf = (family: Family) => bestOfFamily(family, {...naming, objective: objectives()(family)}).version.model;
	return typed => {
		const marked = parseMarkedRef(typed);
		const ref = marked ?? (naming.isFamilyEnough === true ? parseVersionRef(typed) : undefined);
		const family = ref && families().get(familyKey(ref.family));
		if (!family || (marked && names().has(typed.normalize('NFC')))) {
			try {
				return {model: resolvedId(models, typed, ref && families())};
			} catch (error) {
				const meant = marked ? undefined : families().get(familyKey(typed));
				throw meant && error instanceof UserError && error.code === 'ambiguous' ? manyVersions(meant) : error;
			}
		}
		const {choice} = ref;
		const versions = chosenVersions(family, choice, bestOf);
		const [only] = versions;
		if (!only || versions.length > 1) {
			throw ambiguousName(
				typed,
				versions.map(({model}) => model),
			);
		}
		return {model: only.model, as: {family, choice}};
	};
}

function manyVersions(family: Family): UserError {
	const shown = family.versions.slice(0, 20).map(one => inOneLine(idInFamily(one, family)));
	const more = family.versions.length > shown.length ? `\n… and ${family.versions.length - shown.length} more` : '';
	return new UserError('ambiguous', `${family.name} is a family of ${family.versions.length} versions; nothing was done.`, {
		hint: `Name one version:\n${shown.join('\n')}${more}`,
	});
}

function remembered<Value>(make: () => Value): () => Value {
	let value: Value | undefined;
	return () => (value ??= make());
}

/** Keys and ids, composed. */
function namesOf(models: readonly Model[]): ReadonlySet<string> {
	const names = new Set<string>();
	for (const {key, id} of models) names.add(key.normalize('NFC')).add(id.normalize('NFC'));
	return names;
}

/** `resolveId`; where a version was typed it says which family may have been meant. */
function resolvedId(models: readonly Model[], typed: string, families: ReadonlyMap<string, Family> | undefined): Model {
	try {
		return resolveId(models, typed);
	} catch (error) {
		const family = families && parseVersionRef(typed)?.family;
		const nearest = family === undefined ? undefined : nearestName(familyKey(family), families?.keys() ?? []);
		const name = nearest === undefined ? undefined : families?.get(nearest)?.name;
		if (!(error instanceof UserError) || error.code !== 'not-found' || name === undefined) throw error;
		throw new UserError('not-found', error.message, {hint: `Did you mean the family ${inOneLine(name)}? See \`mreg versions\` for all.`, cause: error});
	}
}
