/** Seeds folded: models that are alike but for a seed are one configuration (interface.md, "Ranking"). */

import type {Config} from './config.ts';
import {own, type Json} from './json.ts';
import type {Model} from './model.ts';
import {byNewest} from './snapshot.ts';

/** Models alike but for a seed. */
export interface Configuration {
	/** Stays the same while models come and go; no model has such a key. */
	readonly key: string;
	/** Newest first, at least one. */
	readonly models: readonly [Model, ...Model[]];
	/**
	 * How many models it would have if no seed were missing: the most common number of seeds among configurations of the algorithm and training dataset with
	 * several, at least its own, and what it has of a seed more than once.
	 */
	readonly expected: number;
}

/** True for rows that stand for several models. */
export function isConfiguration(row: Model | Configuration): row is Configuration {
	return 'expected' in row;
}

/** The models behind a row. */
export function modelsOf(row: Model | Configuration): readonly [Model, ...Model[]] {
	return isConfiguration(row) ? row.models : [row];
}

const keysOf = new WeakMap<readonly string[], WeakMap<Model, string>>();

/**
 * What two models have in common when they are alike but for a seed: algorithm, what they were trained on, hyperparameters; as text.
 *
 * @returns undefined where the model says no seed: it is like no other
 */
export function configurationKey(model: Model, seedKeys: readonly string[]): string | undefined {
	let known = keysOf.get(seedKeys);
	if (!known) keysOf.set(seedKeys, (known = new WeakMap<Model, string>()));
	let key = known.get(model);
	if (key === undefined) known.set(model, (key = writeKey(model, seedKeys)));
	return key === '' ? undefined : key;
}

function writeKey({algorithm, training}: Model, seedKeys: readonly string[]): string {
	const hyperparams = training?.hyperparams ?? {};
	const names = Object.keys(hyperparams);
	if (!names.some(name => seedKeys.includes(name) && own(hyperparams, name) !== null)) return '';
	const said = names
		.filter(name => !seedKeys.includes(name) && own(hyperparams, name) !== null)
		.sort()
		.map(name => `${JSON.stringify(name)}:${canonicalText(own(hyperparams, name))}`);
	return [algorithm.toLowerCase(), JSON.stringify(training?.dataset ?? null), String(training?.num_queries ?? ''), ...said].join(',');
}

/** JSON with the keys of objects in order, so that equal values are equal texts. */
export function canonicalText(value: Json | undefined): string {
	if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
	if (Array.isArray(value)) return `[${(value as readonly Json[]).map(canonicalText).join()}]`;
	const object = value as {readonly [name: string]: Json};
	return `{${Object.keys(object)
		.sort()
		.map(name => `${JSON.stringify(name)}:${canonicalText(own(object, name))}`)
		.join()}}`;
}

/** What a model says its seed is: the value of the first seed key that it has. */
export function seedOf(model: Model, seedKeys: readonly string[]): Json | undefined {
	for (const name of seedKeys) {
		const value = own(model.training?.hyperparams ?? {}, name);
		if (value !== undefined) return value;
	}
	return undefined;
}

/** The rows that models fold to, in the order of their newest models; a model that is like no other, where no seeds are missing, stays as it is. */
export function foldSeeds(models: readonly Model[], {seedKeys}: Pick<Config, 'seedKeys'>): ReadonlyArray<Model | Configuration> {
	const alike = new Map<string, Model[]>();
	for (const model of models) {
		const key = configurationKey(model, seedKeys);
		if (key === undefined) continue;
		const same = alike.get(key);
		if (same) same.push(model);
		else alike.set(key, [model]);
	}
	const usual = usualSeeds(alike, seedKeys);
	const rows: Array<Model | Configuration> = [];
	for (const model of models) {
		const key = configurationKey(model, seedKeys);
		const same = key === undefined ? undefined : alike.get(key);
		if (key === undefined || !same) {
			// A model without a seed, or one whose configuration stands already.
			if (key === undefined) rows.push(model);
			continue;
		}
		alike.delete(key);
		const seeds = distinctSeeds(same, seedKeys);
		// A seed that was trained twice does not stand for one that is missing.
		const expected = Math.max(seeds, usual.get(familyOf(model)) ?? 1) + same.length - seeds;
		const [first, ...rest] = same.sort(byNewest);
		if (first) rows.push(expected === 1 ? first : {key: `seeds:${key}`, models: [first, ...rest], expected});
	}
	return rows;
}

function familyOf({algorithm, training}: Model): string {
	return `${algorithm.toLowerCase()}\n${training?.dataset ?? ''}`;
}

function distinctSeeds(models: readonly Model[], seedKeys: readonly string[]): number {
	return new Set(models.map(model => JSON.stringify(seedOf(model, seedKeys) ?? null))).size;
}

/** The most common number of seeds in configurations that have several, by algorithm and training dataset; of equally common ones the greater. */
function usualSeeds(alike: ReadonlyMap<string, readonly Model[]>, seedKeys: readonly string[]): ReadonlyMap<string, number> {
	const counts = new Map<string, Map<number, number>>();
	for (const models of alike.values()) {
		const [first] = models;
		const seeds = distinctSeeds(models, seedKeys);
		if (!first || seeds < 2) continue;
		const family = familyOf(first);
		let sizes = counts.get(family);
		if (!sizes) counts.set(family, (sizes = new Map<number, number>()));
		sizes.set(seeds, (sizes.get(seeds) ?? 0) + 1);
	}
	return new Map([...counts].map(([family, sizes]) => [family, [...sizes].sort(([a, times], [b, others]) => others - times || b - a)[0]?.[0] ?? 1]));
}
