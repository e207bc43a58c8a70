/** What is verified: which models, and which versions of which nothing is left. Pure. */

import {idInFamily, isSameFamily, parseMarkedRef, versionOf, type Version} from '../store/domain/family.ts';
import type {Model} from '../store/domain/model.ts';
import {isOtherVersion, isVerifiable, type Known} from '../store/domain/registered-version.ts';
import {UserError} from '../store/domain/user-error.ts';
import {familyAlone} from './model-lookup.ts';

/** What was typed. */
export interface VerificationAsked {
	readonly ids: readonly string[];
	readonly where?: string;
}

/** The IDs with which the models are looked up: those of versions of which nothing is left are left out. */
export function idsToVerify(ids: readonly string[], models: readonly Model[], known: Known): readonly string[] {
	const names = new Set(models.flatMap(({key, id}) => [key, id]));
	return withVersions(ids, models, {known, names}).filter(id => names.has(id.trim()) || !known.gone.some(one => isMeant(one, id.trim())));
}

/** Of models that were not named those that can be verified. @throws UserError `nothing-matched` where none was registered */
export function verifiable(models: readonly Model[], known: Known, {isAll}: {readonly isAll: boolean}): readonly Model[] {
	const found = models.filter(model => isVerifiable(model, known));
	if (found.length > 0 || (isAll && known.gone.length > 0)) return found;
	throw new UserError('nothing-matched', `None of ${models.length} models has a checksum.`, {
		hint: 'Registering a model gives it one: mreg register NAME FILE, or mreg register NAME --from ID for one that is here.',
	});
}

/** Of versions that are gone: all where nothing was named, else those that were, and those of families that were. */
export function goneAmong(gone: Known['gone'], {ids, where}: VerificationAsked): Known['gone'] {
	if (where !== undefined) return [];
	return ids.length === 0 ? gone : gone.filter(one => ids.some(id => isMeant(one, id.trim())));
}

function isMeant({family, version}: Version, id: string): boolean {
	const ref = parseMarkedRef(id);
	if (!ref) return isSameFamily(id, family);
	return ref.choice.kind === 'version' && ref.choice.version === version && isSameFamily(ref.family, family);
}

/** A family's name alone means all of its versions; a name also means those that were registered by it, and whose sidecars do not say so any more. */
function withVersions(ids: readonly string[], models: readonly Model[], {known, names}: {readonly known: Known; readonly names: ReadonlySet<string>}) {
	const lost = models.flatMap(model => {
		const registered = known.registeredAs(model);
		return registered && isOtherVersion(model, registered) ? [{key: model.key, registered}] : [];
	});
	return ids.flatMap(id => {
		const name = id.trim();
		if (names.has(name)) return [id];
		const family = familyAlone(models, name);
		const meant = lost.filter(({registered}) => isMeant(registered, name)).map(({key}) => key);
		if (family) return [...family.versions.map(one => idInFamily(one, family)), ...meant];
		return meant.length === 0 ? [id] : [...claiming(name, models), ...meant];
	});
}

/** Keys of the models that say they are this version. */
function claiming(name: string, models: readonly Model[]): readonly string[] {
	return models.flatMap(model => {
		const version = versionOf(model);
		return version && isMeant(version, name) ? [model.key] : [];
	});
}
