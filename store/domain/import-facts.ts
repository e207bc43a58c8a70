/** What an entry of the first seed's registry.yaml says of a version, as the facts that a sidecar has. Pure. */

import {parseTime} from './identifier.ts';
import {isObject, own, type Json, type JsonObject} from './json.ts';
import type {VersionFacts} from './registration.ts';

/** What an entry says. */
export interface SeedFacts {
	/** Where its file is, as it is written. */
	readonly path: string;
	readonly facts: Omit<VersionFacts, 'lineage'>;
	/** Raw sentences about what is kept in another place than its own. */
	readonly remarks: readonly string[];
}

const pathNames = ['file_path', 'path', 'model_path'] as const;
/** What a sidecar says of itself: another registry has no say in it. */
const ownNames: ReadonlySet<string> = new Set([
	...['model_id', 'algorithm', 'family', 'version', 'label', 'aliases', 'model_path', 'created_at'],
	...['training', 'testing', 'lineage', 'checksum', 'imported'],
]);

/**
 * What is not understood of an entry stays: under its own name, or within `imported` where a sidecar means something else by that name.
 *
 * @returns undefined where it names no file
 */
export function seedFacts(fields: JsonObject): SeedFacts | undefined {
	const left = new Map(Object.entries(fields));
	const take = <Value>(name: string, read: (value: Json) => Value | undefined): Value | undefined => {
		const value = left.get(name);
		const taken = value === undefined ? undefined : read(value);
		// null says as little as a name that is not there.
		if (taken !== undefined || value === null) left.delete(name);
		return taken;
	};
	const first = <Value>(names: readonly string[], read: (value: Json) => Value | undefined): Value | undefined => {
		for (const name of names) {
			const value = take(name, read);
			if (value !== undefined) return value;
		}
		return undefined;
	};
	const path = first(pathNames, textOf);
	if (path === undefined) return undefined;
	// The keys above say both.
	for (const name of ['name', 'version']) take(name, value => (isObject(value) || Array.isArray(value) ? undefined : value));
	const {performance, odd} = metricsOf(left.get('metrics') ?? null);
	left.delete('metrics');
	const facts: SeedFacts['facts'] = {
		created_at: first(['registered_at', 'created_at'], timeOf),
		framework: take('framework', textOf),
		architecture: take('architecture', textOf),
		input_shape: take('input_shape', shapeOf),
		domain: take('domain', textOf),
		dataset: take('dataset', textOf),
		hyperparams: take('hyperparams', value => (isObject(value) ? value : undefined)),
		test: Object.keys(performance).length === 0 ? undefined : {performance},
		tags: take('tags', tagsOf) ?? [],
		notes: first(['description', 'notes'], value => (typeof value === 'string' ? value : undefined)),
	};
	return {path, facts: {...facts, others: othersOf(left, odd)}, remarks: remarksOn(odd)};
}

function othersOf(left: ReadonlyMap<string, Json>, metrics: Json | undefined): JsonObject | undefined {
	const plain = [...left].filter(([name]) => !ownNames.has(name));
	const imported = [...left].filter(([name]) => ownNames.has(name));
	if (metrics !== undefined) imported.push(['metrics', metrics]);
	if (plain.length + imported.length === 0) return undefined;
	return Object.fromEntries(imported.length === 0 ? plain : [...plain, ['imported', Object.fromEntries(imported)]]);
}

interface Metrics {
	readonly performance: Readonly<Record<string, number>>;
	/** What is no number that can be compared. */
	readonly odd?: Json;
}

function metricsOf(value: Json): Metrics {
	if (value === null) return {performance: {}};
	if (!isObject(value)) return {performance: {}, odd: value};
	const entries = Object.entries(value);
	const odd = entries.filter(([, one]) => typeof one !== 'number');
	const performance = Object.fromEntries(entries.filter((entry): entry is [string, number] => typeof entry[1] === 'number'));
	return {performance, odd: odd.length === 0 ? undefined : Object.fromEntries(odd)};
}

function remarksOn(odd: Json | undefined): readonly string[] {
	if (odd === undefined) return [];
	const names = isObject(odd) ? Object.keys(odd) : [];
	const which = names.length === 0 ? 'What it has as metrics' : names.slice(0, 3).join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : '');
	return [`${which}: no number that can be compared; kept as imported.metrics.`];
}

function textOf(value: Json): string | undefined {
	return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function timeOf(value: Json): string | undefined {
	return typeof value === 'string' && parseTime(value) !== undefined ? value : undefined;
}

function tagsOf(value: Json): readonly string[] | undefined {
	if (!Array.isArray(value)) return undefined;
	const tags = value.filter((one): one is string => typeof one === 'string' && one !== '');
	return tags.length === value.length ? [...new Set(tags)] : undefined;
}

/** Whole numbers and words; Python's None is a side that is not fixed. */
function shapeOf(value: Json): ReadonlyArray<number | string> | undefined {
	if (!Array.isArray(value) || value.length === 0) return undefined;
	const sides = value.map((side: Json) => side ?? '?').filter(side => Number.isInteger(side) || typeof side === 'string');
	return sides.length === value.length ? (sides as ReadonlyArray<number | string>) : undefined;
}

/** True for fields that are those of a version: they name a file. */
export function isEntry(fields: JsonObject): boolean {
	return pathNames.some(name => typeof own(fields, name) === 'string');
}
