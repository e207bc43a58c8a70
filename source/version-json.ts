/** Families and versions as `--json` prints them. */

import {isSameFamily, aliasesOf, familiesOf, familyNamed, parseVersionRef, versionOf, type Family} from '../store/domain/family.ts';
import {bestOfFamily, objectivesOfFamilies, type FamilyBest} from '../store/domain/family-best.ts';
import type {Direction} from '../store/domain/config.ts';
import type {Model} from '../store/domain/model.ts';
import type {NamedModel} from '../store/domain/model-names.ts';
import type {Snapshot} from '../store/domain/snapshot.ts';
import {shellWord} from '../store/domain/test-command.ts';
import {UserError} from '../store/domain/user-error.ts';
import {modelJson, type ModelJson} from './model-json.ts';

/** A family of registered versions. */
export interface FamilyJson {
	readonly family: string;
	/** How many. */
	readonly versions: number;
	/** The greatest number. */
	readonly latest: number;
	/** null where nothing ranks the versions. */
	readonly best: FamilyBestJson | null;
	readonly aliases: ReadonlyArray<{readonly alias: string; readonly version: number}>;
	/** Of all artifacts. */
	readonly bytes: number;
}

/** The best version of a family. */
export interface FamilyBestJson {
	readonly version: number;
	readonly metric: string;
	readonly direction: Direction;
	readonly dataset: string | null;
	readonly value: number;
}

/** A version in its family. */
export interface FamilyVersionFactsJson {
	readonly version: number;
	readonly aliases: readonly string[];
	readonly is_latest: boolean;
	/** It is what `NAME@best` means. */
	readonly is_best: boolean;
}

export interface FamilyVersionJson extends FamilyVersionFactsJson {
	readonly model: ModelJson;
}

/** A version, and where it is. */
export interface VersionFactsJson {
	/** null of a model that is no version. */
	readonly family: string | null;
	readonly version: number | null;
	readonly aliases: readonly string[];
	/** Of the artifact, absolute; null where it is missing. */
	readonly path: string | null;
	/** Where the best version was asked for: why it is that. */
	readonly best: {readonly metric: string; readonly direction: Direction; readonly dataset: string | null; readonly value: number; readonly of: number} | null;
}

export interface VersionJson extends VersionFactsJson {
	readonly model: ModelJson;
}

/** A family as a whole. */
export function familyJson(family: Family, best: FamilyBest | undefined): FamilyJson {
	return {
		family: family.name,
		versions: family.versions.length,
		latest: latestOf(family),
		best: best ? {version: best.version.version, metric: best.metric, direction: best.direction, dataset: best.dataset ?? null, value: best.value} : null,
		aliases: family.versions.flatMap(({version, aliases}) => aliases.map(alias => ({alias, version}))),
		bytes: family.bytes,
	};
}

/** The greatest number of a family. */
export function latestOf({versions: [latest]}: Family): number {
	return latest?.version ?? 0;
}

/** The versions of a family and their models, the newest first. */
export function familyVersionFacts({versions: all}: Family, best: FamilyBest | undefined): ReadonlyArray<readonly [FamilyVersionFactsJson, Model]> {
	return all.map(one => {
		const {version, aliases, model} = one;
		return [{version, aliases, is_latest: version === all[0]?.version, is_best: one === best?.version}, model];
	});
}

/** The versions of a family, the newest first. */
export function familyVersionsJson(family: Family, best: FamilyBest | undefined): Iterable<FamilyVersionJson> {
	return familyVersionFacts(family, best)
		.values()
		.map(([facts, model]) => ({...facts, model: modelJson(model)}));
}

/** One version, or any model. */
export function versionJson(model: Model, {path, best}: {readonly path: string | undefined; readonly best: FamilyBest | undefined}): VersionJson {
	const version = versionOf(model);
	return {
		family: version?.family ?? null,
		version: version?.version ?? null,
		aliases: aliasesOf(model.content),
		path: path ?? null,
		best: best ? {metric: best.metric, direction: best.direction, dataset: best.dataset ?? null, value: best.value, of: best.standing.compared.length} : null,
		model: modelJson(model),
	};
}

/** The best of a family, where the best was asked for. */
export function bestMeant(
	{as}: NamedModel,
	{models, config}: Snapshot,
	{metric, dataset}: {readonly metric?: string; readonly dataset?: string},
): FamilyBest | undefined {
	if (as?.choice.kind !== 'best') return undefined;
	return bestOfFamily(as.family, {config, metric, dataset, objective: objectivesOfFamilies(models, config)(as.family)});
}

/** What is said where models are of the algorithm that was typed as a family, and none of them is a version. */
export function notRegistered(error: unknown, name: string, {models}: Snapshot): UserError | undefined {
	const family = parseVersionRef(name)?.family;
	const {algorithm} = models.find(model => family !== undefined && isSameFamily(model.algorithm, family)) ?? {};
	const isUnknown = error instanceof UserError && (error.code === 'ambiguous' || error.code === 'not-found');
	if (algorithm === undefined || !isUnknown || familyNamed(familiesOf(models), algorithm)) return undefined;
	return new UserError('not-found', `No version of ${algorithm} is registered.`, {
		hint: `mreg register ${shellWord(algorithm)} --from ID makes a model a version: mreg list --algo ${shellWord(algorithm)}`,
		cause: error,
	});
}
