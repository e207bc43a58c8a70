/** What happened in a registry since a time: which models came, where another value is the best, what vanished. Pure. */

import type {Config} from './config.ts';
import {cameAt, type GoneModel, type Model, type TestResult} from './model.ts';
import {parseTime} from './identifier.ts';
import {own} from './json.ts';
import {configuredObjective} from './objective.ts';
import {isBetter, whyLeftOut, type Measured, type Standing} from './ranking.ts';
import type {Ranks} from './ranks.ts';
import {isBeingWritten} from './registry-events.ts';
import {metricNumber} from './sidecar.ts';
import type {Snapshot} from './snapshot.ts';

/** Of one algorithm, by its objective, on one dataset (undefined: tests that name none), among comparable results. */
export interface BestSince {
	readonly algorithm: string;
	readonly standing: Standing;
	/** The best until then; undefined: there was none. Its model may be gone. */
	readonly from?: Measured;
	readonly to: Measured;
	/** False where what was best is gone, or has a newer result that is worse. */
	readonly improved: boolean;
	/** How often a better result than any before came. */
	readonly times: number;
}

export interface HappenedSince {
	/** Newest first. */
	readonly came: readonly Model[];
	/** Those with the most first, of equal ones by name. */
	readonly byAlgorithm: ReadonlyArray<{readonly algorithm: string; readonly count: number}>;
	/** Of the models that came, how many are still being written. */
	readonly writing: number;
	/** By algorithm as in `byAlgorithm`, then those of which nothing came, by name. */
	readonly bests: readonly BestSince[];
	/** Those that vanished last first. */
	readonly gone: readonly GoneModel[];
	/** How many vanished, with those that are not remembered one by one. */
	readonly goneCount: number;
}

/**
 * What happened after a time. A result counts as there until then where its model came until then and it was tested until then (or says no time); what was
 * removed by this program is not missed.
 *
 * @param ranks of these models
 * @param since milliseconds since 1970
 */
export function happenedSince(
	{models, gone = [], goneMore = 0, config}: Pick<Snapshot, 'models' | 'gone' | 'goneMore' | 'config'>,
	{ranks, since}: {readonly ranks: Ranks; readonly since: number},
): HappenedSince {
	const came: Model[] = [];
	const counts = new Map<string, {readonly algorithm: string; count: number}>();
	let writing = 0;
	let entry: {readonly algorithm: string; count: number} | undefined;
	for (const model of models) {
		// Most stand beside their like.
		if (entry?.algorithm !== model.algorithm) {
			const name = model.algorithm.toLowerCase();
			entry = counts.get(name) ?? {algorithm: model.algorithm, count: 0};
			counts.set(name, entry);
		}
		if (!(cameAt(model) > since)) continue;
		came.push(model);
		entry.count++;
		if (isBeingWritten(model)) writing++;
	}
	const algorithms = [...counts.values()].sort((a, b) => b.count - a.count || (a.algorithm.toLowerCase() < b.algorithm.toLowerCase() ? -1 : 1));
	const vanished = gone.filter(({goneAt}) => goneAt > since);
	return {
		came,
		byAlgorithm: algorithms.filter(({count}) => count > 0),
		writing,
		bests: algorithms.flatMap(({algorithm}) => bestsSince(algorithm, {ranks, config, since, lost: vanished.map(({model}) => model)})),
		gone: vanished,
		// Those that are not remembered vanished before those that are.
		goneCount: vanished.length + (vanished.length === gone.length ? goneMore : 0),
	};
}

interface Around {
	readonly ranks: Ranks;
	readonly config: Config;
	readonly since: number;
	readonly lost: readonly Model[];
}

function bestsSince(algorithm: string, {ranks, config, since, lost}: Around): readonly BestSince[] {
	const {standing, everywhere} = ranks.of(algorithm);
	const shown = configuredObjective(config, algorithm)?.dataset === undefined ? everywhere() : standing ? [standing] : [];
	const missed = lost.filter(model => model.algorithm.toLowerCase() === algorithm.toLowerCase() && cameAt(model) <= since);
	return shown.flatMap(one => {
		const {from, later} = splitAt(one, since);
		const best = missed.reduce((best, model) => better(measured(model, one, since), best, one), from);
		const to = one.best;
		if (best?.value === to.value) return [];
		const improved = !best || isBetter(to.value, best.value, one.direction);
		return [{algorithm, standing: one, from: best, to, improved, times: improved ? timesBetter(later, best, one) : 0}];
	});
}

/** The best until then, and the results that came later. Times are read where they matter only: that takes longer than all the rest. */
function splitAt(standing: Standing, since: number): {readonly from?: Measured; readonly later: readonly Measured[]} {
	const later: Measured[] = [];
	let from: Measured | undefined;
	for (const one of standing.compared) {
		if (cameAt(one.model) > since) {
			later.push(one);
			continue;
		}
		const isRepeated = hasOther(one.model, standing);
		if (from && !isRepeated && !isBetter(one.value, from.value, standing.direction)) continue;
		if (isTestedBy(one.test, since)) from = better(one, from, standing);
		else {
			later.push(one);
			if (isRepeated) from = better(measured(one.model, standing, since), from, standing);
		}
	}
	for (const {model} of standing.leftOut) {
		// What was measured on other data since counted until then.
		if (cameAt(model) <= since && hasOther(model, standing)) from = better(measured(model, standing, since), from, standing);
	}
	return {from, later};
}

/** Whether a model has more than one test on the dataset. */
function hasOther({tests}: Model, {dataset}: Standing): boolean {
	let count = 0;
	for (const test of tests) if (test.dataset === dataset && ++count > 1) return true;
	return false;
}

/** The result of a model that counted then; undefined where there was none that is comparable. */
function measured(model: Model, {metric, dataset, group}: Standing, since: number): Measured | undefined {
	let found: {readonly value: number; readonly test: TestResult; readonly at: number} | undefined;
	for (const test of model.tests) {
		if (test.dataset !== dataset || !isTestedBy(test, since)) continue;
		const value = metricNumber(own(test.performance, metric) ?? null);
		const at = timeOf(test) ?? -Infinity;
		if (value !== undefined && (!found || at >= found.at)) found = {value, test, at};
	}
	if (!found || Number.isNaN(found.value) || (group && whyLeftOut(found.test, group))) return undefined;
	return {model, value: found.value, test: found.test};
}

function better(one: Measured | undefined, than: Measured | undefined, {direction}: Standing): Measured | undefined {
	return one && (!than || isBetter(one.value, than.value, direction)) ? one : than;
}

/** How often, one after the other, a result was better than all before. */
function timesBetter(later: readonly Measured[], from: Measured | undefined, {direction}: Standing): number {
	const candidates = from ? later.filter(({value}) => isBetter(value, from.value, direction)) : later;
	const inOrder = candidates.map(one => ({value: one.value, at: timeOf(one.test) ?? cameAt(one.model)})).sort((a, b) => a.at - b.at);
	let [times, best] = [0, from?.value];
	for (const {value} of inOrder) {
		if (best !== undefined && !isBetter(value, best, direction)) continue;
		[times, best] = [times + 1, value];
	}
	return times;
}

/** What says no time is as old as its model. */
function isTestedBy(test: TestResult, since: number): boolean {
	return (timeOf(test) ?? -Infinity) <= since;
}

function timeOf({tested_at: text}: TestResult): number | undefined {
	return text === undefined ? undefined : parseTime(text);
}
