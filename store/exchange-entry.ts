/** What an entry of model_registry.json becomes when its model's sidecar changed: never one without the training and the results that it had. */

import {isObject, own, type Json, type JsonObject} from './domain/json.ts';
import type {Model} from './domain/model.ts';
import {exactText, parseExact, stringifyExact} from './exact-json.ts';

/** What an entry says beyond the sidecar's own fields. */
export type EntryOf = Pick<Model, 'id' | 'algorithm' | 'key' | 'tags' | 'notes'>;

/** What an edit took out of the text of a sidecar, and what it put there: results in the first are gone on purpose. */
export interface TakenText {
	readonly before: string;
	readonly after: string;
}

export interface EntryBefore {
	/** The entry of before, as `parseExact` gives it. */
	readonly was?: JsonObject;
	/** What is to stand in it of keys that the sidecar does not have. */
	readonly others?: JsonObject;
	readonly taken?: TakenText;
	/** Results that the sidecar has are all that there are. */
	readonly isListWhole?: boolean;
}

export interface EntryNow {
	readonly entry: JsonObject;
	/** Results that only the entry had, and that do not go with what the sidecar says. */
	readonly lost: readonly Json[];
}

/**
 * An entry in the words of the sidecar. What the seed's code reads without asking is there: it crashes on a missing `testing` and on a null `training`.
 *
 * @param content the sidecar's, as `parseExact` gives it
 * @returns with the training and the results of before, where the sidecar says less of the same training
 */
export function entryNow(model: EntryOf, content: JsonObject, {was = {}, others = {}, taken, isListWhole = false}: EntryBefore = {}): EntryNow {
	const plain: JsonObject = {
		model_id: exactText(model.id),
		algorithm: exactText(model.algorithm),
		model_path: exactText(model.key),
		...withoutFileList(content),
		training: own(content, 'training') ?? {},
		testing: own(content, 'testing') ?? [],
		tags: model.tags.map(exactText),
		notes: exactText(model.notes),
	};
	const entry = {...plain, ...Object.fromEntries(Object.entries(others).filter(([key]) => !Object.hasOwn(plain, key)))};
	const [training, earlier] = [partOf(content, 'training'), partOf(was, 'training')];
	const isOfOne = holds(earlier, training) || holds(training, earlier);
	const isMore = isOfOne && !holds(training, earlier);
	const kept = resultsIn(was).filter(result => !isTaken(result, taken));
	const lost = without(kept, resultsIn(content));
	const all = isMore ? {...entry, training: own(was, 'training') ?? {}} : entry;
	if (lost.length === 0) return {entry: all, lost};
	const isLess = without(resultsIn(content), kept).length === 0;
	if (!isOfOne || !isLess || (isListWhole && resultsIn(content).length > 0)) return {entry: all, lost};
	// As it stood there, whatever it is, unless something of it was taken back.
	const isWhole = kept.length === resultsIn(was).length;
	return {entry: {...all, testing: isWhole ? (own(was, 'testing') ?? []) : kept}, lost: []};
}

/** The entry of before, with other tags and another note. */
export function sameEntry(model: EntryOf, was: JsonObject): JsonObject {
	const words: ReadonlyArray<readonly [name: string, said: Json, empty: Json]> = [
		['tags', model.tags.map(exactText), []],
		['notes', exactText(model.notes), ''],
	];
	const changed = words.flatMap(([name, said, empty]) => (isSame(own(was, name) ?? empty, said) ? [] : [[name, said] as const]));
	const isRenamed = !isSame(own(was, 'model_id') ?? exactText(model.id), exactText(model.id));
	return {...was, ...(isRenamed ? {model_id: exactText(model.id)} : {}), ...Object.fromEntries(changed)};
}

/** Keys that are taken out of a sidecar when a version or an alias is taken back. */
export const versionKeys: readonly string[] = ['family', 'version', 'label', 'aliases', 'checksum', 'lineage'];

/** Nothing where there is nothing. */
export function withoutKeys(content: JsonObject | undefined, keys: readonly string[]): JsonObject {
	return Object.fromEntries(Object.entries<Json>(content ?? {}).filter(([name]) => !keys.includes(name)));
}

/** As it stands in the file. */
export function entryText(entry: JsonObject): string {
	return stringifyExact(entry, 1);
}

/** The object that the text of an entry is, its numbers as `parseExact` gives them. */
export function exactObject(text: string | undefined): JsonObject | undefined {
	if (text === undefined) return undefined;
	try {
		const value = parseExact(text);
		return isObject(value) ? value : undefined;
	} catch {
		return undefined;
	}
}

/** Who wants the checksum of each file finds it in the sidecar: of a folder of 20,000 they take megabytes, which each change would write again. */
function withoutFileList(content: JsonObject): JsonObject {
	const checksum = own(content, 'checksum');
	if (!isObject(checksum) || own(checksum, 'files') === undefined) return content;
	return {...content, checksum: Object.fromEntries(Object.entries(checksum).filter(([name]) => name !== 'files'))};
}

/** What is empty says nothing. */
function partOf(content: JsonObject, name: string): JsonObject {
	const value = own(content, name) ?? null;
	if (isObject(value)) return value;
	return value === null ? {} : {'': value};
}

/** What is no list counts as one result: it is not to get lost either. */
function resultsIn(content: JsonObject): readonly Json[] {
	const value = own(content, 'testing') ?? null;
	if (Array.isArray(value)) return value as readonly Json[];
	return value === null || (isObject(value) && Object.keys(value).length === 0) ? [] : [value];
}

/** True if all that `some` says stands in `all` as well. */
function holds(all: JsonObject, some: JsonObject): boolean {
	return Object.entries(some).every(([name, value]) => isNothing(value) || isSame(own(all, name) ?? null, value));
}

function isNothing(value: Json): boolean {
	return value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}

/** Each of the second takes one of the first away. */
export function without(results: readonly Json[], others: readonly Json[]): readonly Json[] {
	const counts = new Map<string, number>();
	for (const each of others) counts.set(meaning(each), (counts.get(meaning(each)) ?? 0) + 1);
	return results.filter(each => {
		const left = counts.get(meaning(each)) ?? 0;
		if (left > 0) counts.set(meaning(each), left - 1);
		return left === 0;
	});
}

function isTaken(result: Json, taken: TakenText | undefined): boolean {
	if (!taken) return false;
	const text = compact(stringifyExact(result));
	return compact(taken.before).includes(text) && !compact(taken.after).includes(text);
}

/** A text of JSON without the spaces between its tokens, its strings spelled in one way. */
function compact(text: string): string {
	return text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|\s+/gs, token => (token.startsWith('"') ? plainString(token) : ''));
}

function plainString(token: string): string {
	try {
		return JSON.stringify(JSON.parse(token) as Json);
	} catch {
		// The text is a piece of a file.
		return token;
	}
}

function isSame(a: Json, b: Json): boolean {
	return meaning(a) === meaning(b);
}

/** Two values mean the same, however their numbers and keys are written, if this is the same of both. @param value as `parseExact` gives it */
export function meaning(value: Json): string {
	if (typeof value === 'string') return JSON.stringify(plainNumber(value));
	if (Array.isArray(value)) return `[${value.map((each: Json) => meaning(each)).join(',')}]`;
	if (!isObject(value)) return JSON.stringify(value);
	const parts = Object.entries(value).map(([name, each]) => `${JSON.stringify(name)}:${meaning(each)}`);
	return `{${parts.sort().join(',')}}`;
}

/** Of a number as `parseExact` gives it another spelling that all of its value share; what a double cannot hold stays as it is. */
function plainNumber(text: string): string {
	if (!text.startsWith('\u0000') || text.startsWith('\u0000s')) return text;
	const number = Number(text.slice(1));
	return Number.isFinite(number) && !(Number.isInteger(number) && !Number.isSafeInteger(number)) ? `\u0000${number}` : text;
}
