/** Families and their numbered versions: how they are named, and what a name means. */

import {baseName, nearestName} from './identifier.ts';
import {own, type JsonObject} from './json.ts';
import type {Model} from './model.ts';
import {metricNumber} from './sidecar.ts';
import {inOneLine, UserError} from './user-error.ts';

/** A registered version: `family` and an integer `version` in the sidecar. */
export interface Version {
	readonly family: string;
	readonly version: number;
}

/** One version of a family. */
export interface VersionedModel extends Version {
	readonly model: Model;
	readonly aliases: readonly string[];
}

/** A registered line of models. */
export interface Family {
	readonly name: string;
	/** The highest number first; of models that share a number the newest first. Never empty. */
	readonly versions: readonly VersionedModel[];
	/** Bytes of its artifacts. */
	readonly bytes: number;
}

/** Which version of a family is meant. */
export type VersionChoice =
	{readonly kind: 'latest'} | {readonly kind: 'best'} | {readonly kind: 'version'; readonly version: number} | {readonly kind: 'alias'; readonly alias: string};

/** What was typed: `resnet18@best`. */
export interface VersionRef {
	readonly family: string;
	readonly choice: VersionChoice;
}

/** No version has a higher number: it must stay a whole number everywhere, with one behind it. */
export const largestVersion = 1_000_000_000;

/** The version that a model is registered as, or undefined. */
export function versionOf(model: Pick<Model, 'content'>): Version | undefined {
	const claimed = claimedVersion(model);
	return claimed && isVersionNumber(claimed.version) ? claimed : undefined;
}

/** The same with any integer, however odd for a version: what says that it is one is no rule's to remove. */
export function claimedVersion({content}: Pick<Model, 'content'>): Version | undefined {
	const family = own(content, 'family');
	const version = metricNumber(own(content, 'version') ?? null);
	return typeof family === 'string' && family !== '' && version !== undefined && Number.isInteger(version) ? {family, version} : undefined;
}

/** True for a number that a version can have, whoever gave it. */
export function isVersionNumber(number: number): boolean {
	return Number.isInteger(number) && number >= 0 && number <= largestVersion;
}

/** The aliases that a sidecar gives its model; what is no text is none. */
export function aliasesOf(content: JsonObject): readonly string[] {
	const aliases = own(content, 'aliases');
	return Array.isArray(aliases) ? [...new Set(aliases.filter((one): one is string => typeof one === 'string' && one !== ''))] : [];
}

/** The aliases of a registered version; a model that is none has none. */
export function versionAliases(model: Pick<Model, 'content'>): readonly string[] {
	return 'aliases' in model.content && versionOf(model) ? aliasesOf(model.content) : [];
}

/** `resnet18/v1`, as `mreg register` prints it. */
export function formatVersion({family, version}: Version): string {
	return `${family}/v${version}`;
}

/** How a model is called where versions are: `resnet18/v1`; one that is not registered by its id. */
export function registeredName(model: Pick<Model, 'content' | 'id'>): string {
	const version = versionOf(model);
	return version ? formatVersion(version) : model.id;
}

/** What can be typed to mean this version alone: `resnet18/v1`, or its key where another model has its number. */
export function idInFamily(one: Pick<VersionedModel, 'family' | 'version' | 'model'>, {versions}: Family): string {
	return versions.some(other => other.model !== one.model && other.version === one.version) ? one.model.key : formatVersion(one);
}

/** Two spellings of one family: they differ in case or Unicode form only. */
export function isSameFamily(one: string, other: string): boolean {
	return familyKey(one) === familyKey(other);
}

/** What is equal for two spellings of one family. */
export function familyKey(name: string): string {
	return name.normalize('NFC').toLowerCase();
}

/**
 * Reads `NAME`, `NAME@latest`, `NAME@best`, `NAME@v2`, `NAME@ALIAS` and `NAME/v2`, the words behind the name in any case. The name is not looked up.
 *
 * @returns undefined where it has none of these forms; a plain name means its latest version
 */
export function parseVersionRef(text: string): VersionRef | undefined {
	// A family that another program named may hold a slash or an @ itself.
	const [, slashed, number] = /^([^]+)\/v(\d+)$/iu.exec(text) ?? [];
	if (slashed !== undefined) return {family: slashed, choice: {kind: 'version', version: Number(number)}};
	const [, marked, word] = /^([^]+)@([^@]+)$/u.exec(text) ?? [];
	if (marked !== undefined && word !== undefined) return {family: marked, choice: choiceOf(word)};
	return /^[^@/]+$/u.test(text) ? {family: text, choice: {kind: 'latest'}} : undefined;
}

/** The same for what says which version it means: a plain name is none of these. */
export function parseMarkedRef(text: string): VersionRef | undefined {
	return /[@/]/u.test(text) ? parseVersionRef(text) : undefined;
}

function choiceOf(word: string): VersionChoice {
	const plain = word.toLowerCase();
	if (plain === 'latest' || plain === 'best') return {kind: plain};
	const version = /^v(\d+)$/iu.exec(word)?.[1];
	return version === undefined ? {kind: 'alias', alias: word} : {kind: 'version', version: Number(version)};
}

/** Bytes; with the number, an extension and `.json` it stays a file name. */
const longestName = 100;

/** Where downloads are kept, below the root. */
export const downloadsName = 'pretrained_models';
/** In any case: a folder of this name is something else, or no scan looks into it. */
const reservedNames: ReadonlySet<string> = new Set(['model', 'node_modules', downloadsName]);

/**
 * A family's name as it is kept: it becomes the name of a folder and of files.
 *
 * @throws UserError `usage`
 */
export function familyName(typed: string): string {
	const name = typed.trim().normalize('NFC');
	const quoted = JSON.stringify(typed);
	const hint = 'Letters, digits, ".", "_" and "-", as in resnet18 or chest_xray.densenet.';
	if (name === '') throw new UserError('usage', 'A family has a name.', {hint});
	if (bytesOf(name) > longestName) throw new UserError('usage', `The name ${quoted} is longer than ${longestName} bytes.`, {hint});
	if (!/^[\p{L}\p{N}_][\p{L}\p{M}\p{N}._-]*$/u.test(name)) {
		throw new UserError('usage', `${quoted} cannot name a family: it becomes the name of a folder.`, {hint});
	}
	if (reservedNames.has(familyKey(name))) {
		throw new UserError('usage', `${quoted} cannot name a family: a folder of this name is something else in a registry.`, {
			hint: 'Name it after the model, as in resnet18.',
		});
	}
	return name;
}

/**
 * An alias as it is kept.
 *
 * @throws UserError `usage` for one that would mean something else: `latest`, `best`, `v2`
 */
export function aliasName(typed: string): string {
	const alias = typed.trim().normalize('NFC');
	const quoted = JSON.stringify(typed);
	if (/^(latest|best|v\d+)$/iu.test(alias)) throw new UserError('usage', `${quoted} means a version already, and cannot be an alias.`);
	if (bytesOf(alias) > longestName || !/^[\p{L}\p{N}_][\p{L}\p{M}\p{N}._-]*$/u.test(alias)) {
		throw new UserError('usage', `${quoted} cannot be an alias.`, {hint: 'Letters, digits, ".", "_" and "-", as in champion or paper-2026.'});
	}
	return alias;
}

function bytesOf(text: string): number {
	return new TextEncoder().encode(text).length;
}

/** The last answers: screens and commands ask again and again for the same models. */
const known = new WeakMap<readonly Model[], readonly Family[]>();

/** The families of models, by name; the same answer for the same list. @param models newest first */
export function familiesOf(models: readonly Model[]): readonly Family[] {
	const before = known.get(models);
	if (before) return before;
	const families = gather(models);
	known.set(models, families);
	return families;
}

function gather(models: readonly Model[]): readonly Family[] {
	const byName = new Map<string, VersionedModel[]>();
	for (const model of models) {
		const version = versionOf(model);
		if (!version) continue;
		const key = familyKey(version.family);
		const one = {...version, model, aliases: aliasesOf(model.content)};
		const others = byName.get(key);
		if (others) others.push(one);
		else byName.set(key, [one]);
	}
	return [...byName.values()]
		.map(versions => {
			const sorted = versions.sort((a, b) => b.version - a.version);
			return {name: sorted[0]?.family ?? '', versions: sorted, bytes: sorted.reduce((sum, {model}) => sum + (model.artifact?.bytes ?? 0), 0)};
		})
		.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The family of a name; undefined where there is none. */
export function familyNamed(families: readonly Family[], name: string): Family | undefined {
	return families.find(family => family.name === name) ?? families.find(family => isSameFamily(family.name, name));
}

/**
 * The versions that a choice means: more than one where two models carry one number or one alias.
 *
 * @param bestOf the best of a family's models; throws a UserError where nothing ranks them
 * @throws UserError `not-found` with what there is, and what `bestOf` throws
 */
export function chosenVersions(family: Family, choice: VersionChoice, bestOf: (family: Family) => Model): readonly VersionedModel[] {
	const best = choice.kind === 'best' ? bestOf(family) : undefined;
	const found = family.versions.filter(one => (best ? one.model === best : isMeant(one, choice, family)));
	if (found.length > 0) return found;
	const names = [...new Set(family.versions.flatMap(({version, aliases}) => [`v${version}`, ...aliases]))];
	const typed = choice.kind === 'version' ? `v${choice.version}` : choice.kind === 'alias' ? choice.alias : choice.kind;
	const nearest = nearestName(typed, names);
	const shown = names.slice(0, 12).map(inOneLine).join(', ');
	throw new UserError('not-found', `${family.name} has no ${choice.kind === 'alias' ? `alias "${typed}"` : `version ${typed}`}.`, {
		hint: `${nearest === undefined ? '' : `Did you mean ${inOneLine(nearest)}? `}It has ${shown}${names.length > 12 ? ' and more' : ''}.`,
	});
}

function isMeant({version, aliases}: VersionedModel, choice: VersionChoice, {versions: [latest]}: Family): boolean {
	switch (choice.kind) {
		case 'latest':
			return version === latest?.version;
		case 'best':
			return false;
		case 'version':
			return version === choice.version;
		case 'alias':
			return aliases.some(alias => alias.normalize('NFC') === choice.alias.normalize('NFC'));
	}
}

/** The folder of a new family below the root: `Resnet18`, as `Mscn` is the folder of mscn. */
export function newFamilyFolder(name: string): string {
	const [first = '', ...rest] = name;
	const upper = first.toUpperCase();
	// The folder in lower case is the algorithm: `ß` would become `ss`.
	return (upper.toLowerCase() === first.toLowerCase() ? upper : first) + rest.join('');
}

/** The number in a name such as `resnet18_v2.pth`, with any endings; undefined where it is not one of the family's. */
export function versionInName(family: string, name: string): number | undefined {
	const rest = familyKey(baseName(name));
	const start = `${familyKey(family)}_v`;
	const digits = rest.startsWith(start) ? /^(\d+)(?:\.|$)/u.exec(rest.slice(start.length))?.[1] : undefined;
	return digits !== undefined && isVersionNumber(Number(digits)) ? Number(digits) : undefined;
}
