/** Whether two results are no more than chance apart: the seeds of each model's configuration are compared by Welch's test. */

import type {Config} from './config.ts';
import {configurationKey} from './configuration.ts';
import {own} from './json.ts';
import type {Model} from './model.ts';
import {placeOf, type Measured, type Standing} from './ranking.ts';
import {isTie, sampleOf, type Sample} from './welch.ts';

export interface TieJudge {
	readonly isTied: (a: Measured, b: Measured, standing: Standing) => boolean;
	/** The standard deviation over the seeds of a model's configuration, relative to their mean; undefined where there is none. */
	readonly spread: (of: Measured, standing: Standing) => number | undefined;
}

/**
 * A judge over the results of some models.
 *
 * @param all models of the registry, newest first: whose seeds tell how results spread
 */
export function tieJudge(models: readonly Model[], all: readonly Model[], {seedKeys}: Pick<Config, 'seedKeys'>): TieJudge {
	const families = newestSeeds(models, all, seedKeys);
	const samples = new Map<string, Sample>();
	const sample = (of: Measured, standing: Standing): Sample => {
		const key = configurationKey(of.model, seedKeys);
		const id = JSON.stringify([key ?? null, key === undefined ? of.model.key : null, standing.metric, standing.dataset ?? null]);
		let known = samples.get(id);
		if (!known) {
			const values = (key === undefined ? [] : (families.get(key) ?? [])).flatMap(model => {
				const place = placeOf(standing, model);
				return place.kind === 'ranked' ? [place.value] : [];
			});
			samples.set(id, (known = sampleOf(values.length === 0 ? [of.value] : values)));
		}
		return known;
	};
	return {
		isTied: (a, b, standing) => {
			const key = configurationKey(a.model, seedKeys);
			// Two seeds of one configuration: what lies between them is the spread itself.
			if (key !== undefined && key === configurationKey(b.model, seedKeys)) return Number.isFinite(a.value - b.value);
			return isTie(sample(a, standing), sample(b, standing));
		},
		spread: (of, standing) => {
			const {mean, deviation} = sample(of, standing);
			const spread = deviation === undefined ? undefined : deviation / Math.abs(mean);
			return spread === undefined || !Number.isFinite(spread) ? undefined : spread;
		},
	};
}

/** More seeds than this would not change what a tie is, but cost time. */
const mostSeeds = 50;

interface Family {
	readonly key: string;
	readonly models: Model[];
}

/** A step in a search: by the value of the next parameter, at the end the families. */
interface Step {
	readonly next: Map<unknown, Step>;
	readonly families: Family[];
}

/** By configuration the newest models of the registry. Goes through all of them, and writes the whole key only of those that look alike. */
function newestSeeds(models: readonly Model[], all: readonly Model[], seedKeys: readonly string[]): ReadonlyMap<string, readonly Model[]> {
	const families = new Map<string, Family>();
	const params = new Map<string, readonly string[]>();
	const starts = new Map<string, Step>();
	for (const model of models) {
		const key = configurationKey(model, seedKeys);
		if (key === undefined || families.has(key)) continue;
		const family: Family = {key, models: []};
		families.set(key, family);
		const name = model.algorithm.toLowerCase();
		if (!params.has(name)) params.set(name, tellingParams(models, name, seedKeys));
		if (!starts.has(name)) starts.set(name, newStep());
		let step = starts.get(name) ?? newStep();
		for (const value of signOf(model, params.get(name) ?? [])) {
			const next = step.next.get(value) ?? newStep();
			step.next.set(value, next);
			step = next;
		}
		step.families.push(family);
	}
	const spelled = new Map<string, string>();
	let open = families.size;
	for (const model of all) {
		if (open === 0) break;
		let name = spelled.get(model.algorithm);
		if (name === undefined) spelled.set(model.algorithm, (name = model.algorithm.toLowerCase()));
		const found = familiesLike(model, starts.get(name), params.get(name) ?? []);
		if (found === undefined || found.length === 0) continue;
		const key = configurationKey(model, seedKeys);
		const at = found.findIndex(family => family.key === key);
		found[at]?.models.push(model);
		if (found[at]?.models.length !== mostSeeds) continue;
		found.splice(at, 1);
		open--;
	}
	return new Map([...families].map(([key, family]) => [key, family.models]));
}

function newStep(): Step {
	return {next: new Map(), families: []};
}

function familiesLike(model: Model, start: Step | undefined, params: readonly string[]): Family[] | undefined {
	let step = start;
	for (let place = 0; step && place <= params.length; place++) step = step.next.get(signAt(model, params, place));
	return step?.families;
}

function signOf(model: Model, params: readonly string[]): readonly unknown[] {
	return Array.from({length: params.length + 1}, (_, place) => signAt(model, params, place));
}

/** The hyperparameters, then the training dataset. Equal objects may be written in different orders, so they all look alike. */
function signAt({training}: Model, params: readonly string[], place: number): unknown {
	const param = params[place];
	if (param === undefined) return training?.dataset;
	const value = training && own(training.hyperparams, param);
	return typeof value === 'object' ? null : value;
}

/** Up to four hyperparameters in which the models of an algorithm (in lower case) differ most, those first that differ more. */
function tellingParams(models: readonly Model[], algorithm: string, seedKeys: readonly string[]): readonly string[] {
	const values = new Map<string, Set<unknown>>();
	for (const model of models) {
		if (model.algorithm.toLowerCase() !== algorithm) continue;
		for (const name of Object.keys(model.training?.hyperparams ?? {})) {
			if (seedKeys.includes(name)) continue;
			values.set(name, (values.get(name) ?? new Set()).add(signAt(model, [name], 0)));
		}
	}
	return [...values]
		.sort(([, a], [, b]) => b.size - a.size)
		.slice(0, 4)
		.map(([name]) => name);
}
