/** Which versions an import would make, and under which numbers. Pure: files and the registry are told. */

import {familyKey, familyName, formatVersion, largestVersion} from './family.ts';
import {parseTime} from './identifier.ts';
import {seedFacts, type SeedFacts} from './import-facts.ts';
import type {JsonObject} from './json.ts';
import {UserError} from './user-error.ts';

/** One entry of a registry.yaml: a version of a family, both as they are spelled. */
export type SeedEntry = {readonly family: string; readonly version: string} & (
	| {readonly fields: JsonObject}
	/** Why it cannot be read; the end of a sentence. */
	| {readonly odd: string}
);

/** A version that could be made. */
export interface SeedVersion extends SeedFacts {
	/** As a family is named here. */
	readonly family: string;
	/** As they are spelled: what its folders were called. */
	readonly spelled: {readonly family: string; readonly version: string};
	/** What it asks for; undefined for a name that is no number. */
	readonly number?: number;
}

/** A version with the number that it gets. */
export interface NumberedVersion extends SeedVersion {
	readonly version: number;
	/** The name that was no number. */
	readonly label?: string;
}

/** An entry of which nothing is made. */
export interface Unusable {
	readonly name: string;
	/** A sentence, raw. */
	readonly reason: string;
}

/** What the registry knows of a family. */
export interface KnownFamily {
	/** Numbers that were ever given. */
	readonly numbers: Iterable<number>;
	/** The numbers of versions that were imported under another name. */
	readonly labels: ReadonlyMap<string, number>;
}

/** The versions that entries tell of. Each bad entry costs only itself. */
export function seedVersions(entries: readonly SeedEntry[]): {readonly versions: readonly SeedVersion[]; readonly unusable: readonly Unusable[]} {
	const versions: SeedVersion[] = [];
	const unusable: Unusable[] = [];
	const seen = new Map<string, string>();
	for (const entry of entries) {
		const name = nameOf(entry);
		const version = seedVersion(entry);
		if ('reason' in version) {
			unusable.push({name, reason: version.reason});
			continue;
		}
		const key = `${familyKey(version.family)}/${version.number ?? `"${version.spelled.version}"`}`;
		const other = seen.get(key);
		if (other === undefined) versions.push(version);
		else unusable.push({name, reason: `It has the number of ${other}.`});
		seen.set(key, other ?? name);
	}
	return {versions, unusable};
}

/** `resnet18/v1`, as it is spelled. */
function nameOf({family, version}: SeedEntry): string {
	return version === '' ? family : `${family}/${version}`;
}

function seedVersion(entry: SeedEntry): SeedVersion | {readonly reason: string} {
	if ('odd' in entry) return {reason: `It ${entry.odd}.`};
	const said = seedFacts(entry.fields);
	if (!said) return {reason: 'It names no file (file_path).'};
	const family = validName(entry.family);
	if (typeof family !== 'string') return family;
	return {...said, family, spelled: {family: entry.family, version: entry.version}, number: numberOf(entry.version)};
}

function validName(typed: string): string | {readonly reason: string} {
	try {
		return familyName(typed);
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		return {reason: `${error.message}${error.hint === undefined ? '' : ` ${error.hint}`}`};
	}
}

/** The number of `v2`, `2` and `2.0`. */
function numberOf(version: string): number | undefined {
	const [, digits] = /^v?(\d{1,10})$/i.exec(version) ?? /^(\d{1,10})\.0$/.exec(version) ?? [];
	const number = Number(digits);
	return number >= 1 && number <= largestVersion ? number : undefined;
}

/**
 * Gives numbers to the names that are none: behind all that the family ever had, in the order of time where all tell it, else of the names.
 *
 * @param known what the registry knows, by a family's name here
 * @returns in the order in which they are to be made
 */
export function numberVersions(versions: readonly SeedVersion[], known: (family: string) => KnownFamily): readonly NumberedVersion[] {
	return [...Map.groupBy(versions, ({family}) => familyKey(family)).values()].flatMap(family => numberFamily(family, known(family[0]?.family ?? '')));
}

function numberFamily(versions: readonly SeedVersion[], {numbers, labels}: KnownFamily): readonly NumberedVersion[] {
	const numbered = versions.flatMap(one => (one.number === undefined ? [] : [{...one, version: one.number}]));
	const named = versions.filter(({number}) => number === undefined);
	let last = Math.max(0, ...numbered.map(({version}) => version));
	for (const number of numbers) last = Math.max(last, number);
	const labelled = inOrder(named).map(one => {
		const label = one.spelled.version;
		const version = labels.get(label) ?? ++last;
		const remark = `"${label}" is no number: it is called ${formatVersion({family: one.family, version})}, and "${label}" is kept as its label.`;
		return {...one, version, label, remarks: [remark, ...one.remarks]};
	});
	return [...numbered, ...labelled].sort((a, b) => a.version - b.version);
}

function inOrder(versions: readonly SeedVersion[]): readonly SeedVersion[] {
	const times = new Map(versions.map(one => [one, parseTime(one.facts.created_at ?? '')]));
	const hasAll = versions.every(one => times.get(one) !== undefined);
	const names = new Intl.Collator('en', {numeric: true});
	const byName = (a: SeedVersion, b: SeedVersion) => names.compare(a.spelled.version, b.spelled.version);
	return [...versions].sort((a, b) => (hasAll ? (times.get(a) ?? 0) - (times.get(b) ?? 0) : 0) || byName(a, b));
}
