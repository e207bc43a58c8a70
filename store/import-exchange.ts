/** Plans sidecars from a model_registry.json, for artifacts that have none: each gets the text of its entry. */

import {targetsOf, type Adoption} from './domain/change.ts';
import {calledSo, entryMatcher, type EntrySidecar, type EntrySidecars} from './domain/import-entries.ts';
import {isObject, own, type Json, type JsonObject} from './domain/json.ts';
import type {Model} from './domain/model.ts';
import {sidecarPlaces} from './domain/sidecar-place.ts';
import {folderOf} from './domain/identifier.ts';
import {exactText, parseExact, stringifyExact} from './exact-json.ts';
import {entryTextsByName, exchangeName, exchangeSignature, MalformedError} from './exchange-file.ts';
import {parseJsonText, sidecarLimits} from './sidecar-file.ts';
import {isSystemError, reasonOf} from './system-error.ts';

/** What becomes of one entry. */
export type PlannedSidecar = {readonly id: string} &
	/** `remarks`: what is not taken over as it stands there; sentences, raw. */
	(
		| {readonly kind: 'write'; readonly adoption: Adoption; readonly to: string; readonly remarks: readonly string[]}
		| {readonly kind: 'there'; readonly sidecar: string}
		/** A sentence, raw. */
		| {readonly kind: 'refused'; readonly reason: string}
	);

/**
 * @param file absolute
 * @throws MalformedError for what is no JSON object, or the system's error
 */
export function planSidecars(file: string, models: readonly Model[]): readonly PlannedSidecar[] {
	const {described, plan} = readEntries(file, models);
	const places = sidecarPlaces(
		described.map(({model}) => model),
		models,
	);
	const targets = new Map(
		targetsOf(
			described.map(({model}) => model),
			models,
		).map(target => [target.key, target]),
	);
	const byKey = new Map(described.map(one => [one.model.key, one]));
	return plan.flatMap(item => {
		if (typeof item !== 'string') return [item];
		const [one, target, place] = [byKey.get(item), targets.get(item), places.get(item)];
		if (!one || !target || !place) return [];
		const {id, text, remarks, refusal} = one;
		if (place.kind === 'refused') return [{id, ...place}];
		if (place.kind === 'has') return [{id, kind: 'there' as const, sidecar: `${folderOf(item)}/${place.sidecar}`}];
		if (refusal !== undefined) return [{id, kind: 'refused' as const, reason: refusal}];
		const path = `${folderOf(item)}/${place.name}`;
		return [{id, kind: 'write' as const, adoption: {target: calledSo(target, id), text, path}, to: path, remarks}];
	});
}

/** Nothing where there is no such file. Fails never for the disk. */
export function entrySidecars(root: string, models: readonly Model[]): EntrySidecars {
	try {
		if (!models.some(({state}) => state === 'untracked') || !exchangeSignature(root)) return {sidecars: new Map()};
		const {described} = readEntries(`${root}/${exchangeName}`, models);
		return {sidecars: new Map(described.map(({model, ...sidecar}) => [model.key, sidecar]))};
	} catch (error) {
		if (!(error instanceof MalformedError) && !isSystemError(error)) throw error;
		const reason = isSystemError(error) ? reasonOf(error) : error.message;
		return {sidecars: new Map(), problem: `What ${exchangeName} says of them is not known, as it cannot be read: ${reason}.`};
	}
}

interface Described extends EntrySidecar {
	readonly model: Model;
}

/** @returns of each entry what becomes of it: the key of the model that it describes, where it describes one @throws as planSidecars */
function readEntries(
	file: string,
	models: readonly Model[],
): {readonly described: readonly Described[]; readonly plan: ReadonlyArray<PlannedSidecar | string>} {
	const match = entryMatcher(models);
	const described: Described[] = [];
	const plan: Array<PlannedSidecar | string> = [];
	for (const {name: id, text} of entryTextsByName(file)) {
		const parsed = parseJsonText(text);
		const found = 'value' in parsed ? match(id, parsed.value) : ({kind: 'refused', reason: `It ${parsed.message}`} as const);
		if (found.kind === 'refused') plan.push({id, ...found});
		else if (found.kind === 'there') plan.push({id, kind: 'there', sidecar: found.model.sidecar ?? ''});
		else {
			const sidecar = sidecarText(text, id);
			const isLong = Buffer.byteLength(sidecar) > sidecarLimits.bytes;
			const refusal = isLong ? `It is longer than ${sidecarLimits.bytes} bytes: such a sidecar is not read.` : undefined;
			described.push({id, model: found.model, text: sidecar, remarks: remarksOn('value' in parsed ? parsed : {}), refusal});
			plan.push(found.model.key);
		}
	}
	return {described, plan};
}

/** What makes a model a version. Numbers are given once, by registering: an entry says who had one, and gives none. */
const claims = ['family', 'version', 'aliases', 'checksum'] as const;

function claimsIn(content: unknown): readonly string[] {
	return isObject(content) ? claims.filter(name => (own(content, name) ?? null) !== null) : [];
}

function remarksOn(parsed: {readonly value?: Json}): readonly string[] {
	const names = claimsIn(parsed.value);
	if (names.length === 0) return [];
	return [
		`An entry makes no version: its ${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} kept as imported; mreg register FAMILY --from ID makes it one.`,
	];
}

/**
 * The entry's own text; indented by two where it stands in one line, and with its id where it does not say it. What would make it a version stands within `imported`.
 *
 * @param entry JSON of an object
 */
export function sidecarText(entry: string, id: string): string {
	const parsed = parseExact(entry);
	const isNamed = isObject(parsed) && typeof own(parsed, 'model_id') === 'string';
	const named = isObject(parsed) && !isNamed ? {model_id: exactText(id), ...withoutId(parsed)} : parsed;
	const claimed = claimsIn(named);
	if (isObject(named) && claimed.length > 0) return `${stringifyExact(withoutClaims(named, claimed))}\n`;
	if (isNamed && entry.includes('\n')) return `${outdented(entry)}\n`;
	return `${stringifyExact(named)}\n`;
}

function withoutClaims(content: JsonObject, claimed: readonly string[]): JsonObject {
	const [kept, left] = [true, false].map(isKept => Object.fromEntries(Object.entries(content).filter(([name]) => claimed.includes(name) !== isKept)));
	const before = own(content, 'imported');
	const imported = before === undefined || isObject(before) ? before : {imported: before};
	return {...kept, imported: {...imported, ...left}};
}

function withoutId(content: {readonly [key: string]: Json}): {readonly [key: string]: Json} {
	return Object.fromEntries(Object.entries(content).filter(([name]) => name !== 'model_id'));
}

/** By as much as its last line stands in: no line end is within a text of JSON. */
function outdented(text: string): string {
	const [, indent = ''] = /\n([ \t]*)\}$/.exec(text) ?? [];
	return indent === '' ? text : text.replaceAll(`\n${indent}`, '\n');
}
