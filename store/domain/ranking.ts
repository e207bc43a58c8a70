/**
 * Which results are comparable, and what place each has among them (interface.md, "Ranking").
 * Comparable are results on one dataset with one `dataset_digest` and one number of queries; places are taken in the largest such group.
 */

import type {Direction} from './config.ts';
import {isTestedBefore} from './build-model.ts';
import {parseTime} from './identifier.ts';
import {own} from './json.ts';
import type {Model, TestResult} from './model.ts';
import {metricNumber} from './sidecar.ts';
import {byNewest} from './snapshot.ts';

/** The result of a model that counts on a dataset: its newest that has the metric as a number. Never NaN. */
export interface Measured {
	readonly model: Model;
	readonly value: number;
	readonly test: TestResult;
}

/** Why a result is not compared with the others of its dataset. */
export type LeftOutReason = 'other-queries' | 'other-digest';

/** What results must have in common to be comparable. */
export interface Group {
	readonly queries?: number;
	readonly digest?: string;
}

/** All results of one metric on one dataset. */
export interface Standing {
	readonly metric: string;
	/** undefined: tests that name no dataset. */
	readonly dataset?: string;
	readonly direction: Direction;
	/** undefined: all results are compared (`--mixed`). */
	readonly group?: Group;
	/** The comparable results in no order. */
	readonly compared: readonly Measured[];
	/** The others. */
	readonly leftOut: readonly Measured[];
	/** The values of the comparable results, best first. */
	readonly values: Float64Array;
	/** The best of them; of equal ones the newest. */
	readonly best: Measured;
}

/** Where a model stands on a dataset. */
export type Place =
	/** `rank` from 1: one more than there are better ones, so equal values share it; `of`: how many are compared. */
	| {readonly kind: 'ranked'; readonly value: number; readonly rank: number; readonly of: number; readonly test: TestResult}
	| {readonly kind: 'left-out'; readonly value: number; readonly reason: LeftOutReason; readonly test: TestResult}
	/** `not-measured`: tested there, but not for this metric. */
	| {readonly kind: 'unranked'; readonly why: 'untested' | 'not-here' | 'not-measured' | 'text' | 'NaN'};

/**
 * The results that count, by dataset (undefined: none named), in the order of the models: of a model's tests on a dataset that have the metric
 * as a number the one with the greatest `tested_at` (missing times are oldest, of equal ones the later in the list). Where that is NaN, the model has none.
 */
export function measure(models: readonly Model[], metric: string, only?: {readonly dataset: string | undefined}): ReadonlyMap<string | undefined, Measured[]> {
	const byDataset = new Map<string | undefined, Measured[]>();
	const withNaN = new Set<Measured[]>();
	let [dataset, last]: [string | undefined, Measured[] | undefined] = [undefined, undefined];
	for (const model of models) {
		for (const test of model.tests) {
			if (only && test.dataset !== only.dataset) continue;
			const said = own(test.performance, metric);
			const value = typeof said === 'number' ? said : said === undefined ? undefined : metricNumber(said);
			if (value === undefined) continue;
			let list: Measured[] | undefined = last && dataset === test.dataset ? last : byDataset.get(test.dataset);
			if (!list) byDataset.set(test.dataset, (list = []));
			[dataset, last] = [test.dataset, list];
			if (value !== value) withNaN.add(list);
			const before = list.at(-1);
			if (before?.model !== model) list.push({model, value, test});
			else if (!isTestedBefore(test, before.test)) list[list.length - 1] = {model, value, test};
		}
	}
	for (const list of withNaN) {
		const numbers = list.filter(({value}) => !Number.isNaN(value));
		list.length = 0;
		for (const one of numbers) list.push(one);
	}
	return byDataset;
}

function timeOf({tested_at: text}: TestResult): number {
	return (text === undefined ? undefined : parseTime(text)) ?? -Infinity;
}

export interface StandingOptions {
	readonly metric: string;
	readonly direction: Direction;
	/** Compares all results of a dataset, whatever they were measured on. */
	readonly mixed?: boolean;
}

/** The standings on every dataset (or on one) that has a result, those with the most comparable results first, then by name. */
export function standings(
	models: readonly Model[],
	{metric, direction, mixed = false}: StandingOptions,
	only?: {readonly dataset: string | undefined},
): readonly Standing[] {
	const found: Standing[] = [];
	for (const [dataset, measured] of measure(models, metric, only)) {
		const standing = standingOf(measured, {metric, direction, mixed, dataset});
		if (standing) found.push(standing);
	}
	return found.sort((a, b) => b.compared.length - a.compared.length || compareNames(a.dataset, b.dataset));
}

function standingOf(measured: readonly Measured[], {metric, direction, mixed, dataset}: StandingOptions & {dataset: string | undefined}): Standing | undefined {
	const groups = mixed ? [{measured}] : groupsOf(measured);
	const [largest] = groups;
	const compared = largest?.measured ?? measured;
	const group = largest && 'group' in largest ? largest.group : undefined;
	const values = new Float64Array(compared.length);
	let at = 0;
	for (const {value} of compared) values[at++] = value;
	values.sort();
	if (direction === 'maximize') values.reverse();
	let [best] = compared;
	for (const one of compared) if (best && isBefore(one, best, direction)) best = one;
	if (!best) return undefined;
	return {metric, dataset, direction, group, compared, leftOut: groups.slice(1).flatMap(one => one.measured), values, best};
}

/** By what they have in common, the largest group first; of equally large ones the one that was tested last. */
function groupsOf(measured: readonly Measured[]): ReadonlyArray<{readonly group: Group; readonly measured: readonly Measured[]}> {
	const byQueries = new Map<number | undefined, Map<string | undefined, Measured[]>>();
	for (const one of measured) {
		const {num_queries: queries, dataset_digest: digest} = one.test;
		let byDigest = byQueries.get(queries);
		if (!byDigest) byQueries.set(queries, (byDigest = new Map<string | undefined, Measured[]>()));
		const same = byDigest.get(digest);
		if (same) same.push(one);
		else byDigest.set(digest, [one]);
	}
	const groups = [...byQueries].flatMap(([queries, byDigest]) => [...byDigest].map(([digest, measured]) => ({group: {queries, digest}, measured})));
	if (groups.length === 1) return groups;
	const tested = new Map(groups.map(({measured}) => [measured, measured.reduce((last, {test}) => Math.max(last, timeOf(test)), -Infinity)]));
	return groups.sort(
		(a, b) =>
			b.measured.length - a.measured.length ||
			Number((tested.get(b.measured) ?? 0) > (tested.get(a.measured) ?? 0)) - Number((tested.get(b.measured) ?? 0) < (tested.get(a.measured) ?? 0)) ||
			(b.group.queries ?? -1) - (a.group.queries ?? -1) ||
			compareNames(a.group.digest, b.group.digest),
	);
}

function compareNames(a: string | undefined, b: string | undefined): number {
	if (a === b) return 0;
	return a === undefined || (b !== undefined && a > b) ? 1 : -1;
}

/** Whether `value` is better than `than`. */
export function isBetter(value: number, than: number, direction: Direction): boolean {
	return direction === 'minimize' ? value < than : value > than;
}

/** Best first; of equal values the newer model, then the key. */
export function isBefore(a: Measured, b: Measured, direction: Direction): boolean {
	return a.value === b.value ? byNewest(a.model, b.model) < 0 : isBetter(a.value, b.value, direction);
}

/** The comparable results, best first; of equal values the newer model, then the key. */
export function ranked({compared, direction}: Pick<Standing, 'compared' | 'direction'>): readonly Measured[] {
	const sign = direction === 'minimize' ? 1 : -1;
	return [...compared].sort((a, b) => (a.value - b.value || 0) * sign || byNewest(a.model, b.model));
}

/** One more than there are better values; equal values share a rank. */
export function rankOf({values, direction}: Pick<Standing, 'values' | 'direction'>, value: number): number {
	let [low, high] = [0, values.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if (isBetter(values[middle] ?? NaN, value, direction)) low = middle + 1;
		else high = middle;
	}
	return low + 1;
}

/** Where a model stands among those of the standing (it need not be one of them). */
export function placeOf(standing: Pick<Standing, 'metric' | 'dataset' | 'direction' | 'group' | 'values'>, model: Model): Place {
	const {metric, dataset, group} = standing;
	// What is gone has no place among those that are there.
	if (model.state === 'gone') return {kind: 'unranked', why: 'not-here'};
	let found: TestResult | undefined;
	let [tested, text] = [false, false];
	for (const test of model.tests) {
		if (test.dataset !== dataset) continue;
		tested = true;
		const said = own(test.performance, metric);
		if (said === undefined || said === null) continue;
		if (metricNumber(said) === undefined) text = true;
		else if (!found || !isTestedBefore(test, found)) found = test;
	}
	if (!found) return {kind: 'unranked', why: text ? 'text' : tested ? 'not-measured' : model.tests.length === 0 ? 'untested' : 'not-here'};
	const value = metricNumber(own(found.performance, metric) ?? null) ?? NaN;
	if (Number.isNaN(value)) return {kind: 'unranked', why: 'NaN'};
	const reason = group && whyLeftOut(found, group);
	if (reason) return {kind: 'left-out', value, reason, test: found};
	return {kind: 'ranked', value, rank: rankOf(standing, value), of: standing.values.length, test: found};
}

/** Why a test is not comparable with those of a group; undefined where it is. */
export function whyLeftOut(test: TestResult, group: Group): LeftOutReason | undefined {
	if (test.num_queries !== group.queries) return 'other-queries';
	return test.dataset_digest === group.digest ? undefined : 'other-digest';
}

/** How far a value lies from another, relative to that one's size (0.03: 3 % more); undefined where that is 0 or infinite. */
export function relativeDistance(value: number, from: number): number | undefined {
	const distance = (value - from) / Math.abs(from);
	return Number.isFinite(distance) ? distance : value === from ? 0 : undefined;
}
