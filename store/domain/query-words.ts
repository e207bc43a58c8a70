/** The words of a registry that a query can be completed with, the most used first. */

import {versionAliases, versionOf} from './family.ts';
import {own, type Json} from './json.ts';
import type {Model} from './model.ts';
import {valueText} from './folded-text.ts';
import type {FieldNames} from './sorting.ts';

/** In the order in which they are offered. */
export interface QueryWords {
	readonly names: FieldNames;
	readonly tags: ReadonlySet<string>;
	/** Of registered versions, and what these are versions of. */
	readonly aliases: ReadonlySet<string>;
	readonly families: ReadonlySet<string>;
	readonly algorithms: ReadonlySet<string>;
	/** The values of a hyperparameter, as text that can be typed. */
	readonly values?: (param: string) => readonly string[];
}

/** Collects the words, those of the most models (or tests) first, of equal ones by name. Linear in the number of results. */
export function wordsIn(models: readonly Model[]): QueryWords {
	const metrics: Counts = new Map();
	const datasets: Counts = new Map();
	const params: Counts = new Map();
	const tags: Counts = new Map();
	const aliases: Counts = new Map();
	const families: Counts = new Map();
	const algorithms: Counts = new Map();
	for (const model of models) {
		count(algorithms, model.algorithm);
		for (const tag of model.tags) count(tags, tag);
		const version = versionOf(model);
		if (version) count(families, version.family);
		for (const alias of versionAliases(model)) count(aliases, alias);
		if (model.training?.dataset !== undefined) count(datasets, model.training.dataset);
		for (const name of Object.keys(model.training?.hyperparams ?? {})) count(params, name);
		for (const {dataset, performance} of model.tests) {
			if (dataset !== undefined) count(datasets, dataset);
			for (const metric of Object.keys(performance)) count(metrics, metric);
		}
	}
	const known = new Map<string, readonly string[]>();
	return {
		names: {metrics: mostUsed(metrics), datasets: mostUsed(datasets), params: mostUsed(params)},
		tags: mostUsed(tags),
		aliases: mostUsed(aliases),
		families: mostUsed(families),
		algorithms: mostUsed(algorithms),
		values: param => {
			const values = known.get(param) ?? valuesOf(models, param);
			known.set(param, values);
			return values;
		},
	};
}

/** Longer values are not typed. */
const longestValue = 100;

function valuesOf(models: readonly Model[], param: string): readonly string[] {
	const counter: Counts = new Map();
	for (const {training} of models) {
		const value: Json = (training && own(training.hyperparams, param)) ?? null;
		if (value === null || typeof value === 'object') continue;
		const text = valueText(value);
		if (text.length <= longestValue) count(counter, text);
	}
	return [...mostUsed(counter)];
}

type Counts = Map<string, number>;

function count(counts: Counts, word: string): void {
	counts.set(word, (counts.get(word) ?? 0) + 1);
}

function mostUsed(counts: Counts): ReadonlySet<string> {
	return new Set([...counts].sort(([a, timesA], [b, timesB]) => timesB - timesA || (a < b ? -1 : 1)).map(([word]) => word));
}
