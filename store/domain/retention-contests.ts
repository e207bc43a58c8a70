/**
 * Who is best by each metric on each dataset, among models that have an artifact: what is missing cannot be lost.
 * The same as `standings` of ranking.ts finds, for all metrics at once: tests are read once, and no places are taken.
 */

import {isTestedBefore} from './build-model.ts';
import type {Direction} from './config.ts';
import {own} from './json.ts';
import type {Model, TestResult} from './model.ts';
import {isBetter, standings} from './ranking.ts';
import {metricNumber} from './sidecar.ts';
import {byNewest} from './snapshot.ts';

export interface ContestRule {
	readonly metric: string;
	readonly direction: Direction;
}

/** The comparable results on one dataset. */
export interface Contest extends ContestRule {
	readonly dataset?: string;
	/** Of equal ones the newest. */
	readonly best: {readonly model: Model; readonly value: number};
	/** The best value of those models for which `isIn` is true; undefined where it is true of none. */
	readonly bestOf: (isIn: (model: Model) => boolean) => number | undefined;
}

export interface Contests {
	/** Metrics that are a number in any model. */
	readonly metrics: readonly string[];
	/** @returns the contests by a metric, on the datasets in the order in which they occur */
	readonly by: (rule: ContestRule) => readonly Contest[];
}

/** All tests on one dataset, those of one model side by side in their order. */
interface Table {
	readonly dataset?: string;
	readonly models: Model[];
	readonly tests: TestResult[];
	/** What results must have in common to be comparable, as a number. */
	readonly kinds: number[];
	readonly kindOf: (test: TestResult) => number;
	readonly columns: Map<string, Column>;
}

/** The results of one metric: of each model the newest test that has it as a number, NaN too. */
interface Column {
	/** Where the tests stand in the table. */
	readonly places: number[];
	readonly values: number[];
}

export function contestsIn(models: readonly Model[]): Contests {
	const tables = tablesOf(models);
	return {
		metrics: [...new Set(tables.flatMap(({columns}) => [...columns.keys()]))],
		by: rule => tables.flatMap(table => contestOf(table, rule, models) ?? []),
	};
}

function tablesOf(models: readonly Model[]): readonly Table[] {
	const tables = new Map<string | undefined, Table>();
	for (const model of models) {
		for (const test of model.tests) {
			let table = tables.get(test.dataset);
			if (!table) {
				table = {dataset: test.dataset, models: [], tests: [], kinds: [], kindOf: numberedKinds(), columns: new Map<string, Column>()};
				tables.set(test.dataset, table);
			}
			table.models.push(model);
			table.tests.push(test);
			table.kinds.push(table.kindOf(test));
			addResults(table, test);
		}
	}
	return [...tables.values()];
}

/** Numbers for what tests were measured on, the same for the same. */
function numberedKinds(): (test: TestResult) => number {
	const kinds = new Map<string | undefined, Map<number | undefined, number>>();
	let count = 0;
	return ({num_queries: queries, dataset_digest: digest}) => {
		let byQueries = kinds.get(digest);
		if (!byQueries) kinds.set(digest, (byQueries = new Map<number | undefined, number>()));
		let kind = byQueries.get(queries);
		if (kind === undefined) byQueries.set(queries, (kind = count++));
		return kind;
	};
}

/** Adds the last test of a table to its columns. */
function addResults({models, tests, columns}: Table, test: TestResult): void {
	const place = tests.length - 1;
	for (const metric in test.performance) {
		const said = own(test.performance, metric);
		const value = typeof said === 'number' ? said : said === undefined ? undefined : metricNumber(said);
		if (value === undefined) continue;
		let column = columns.get(metric);
		if (!column) columns.set(metric, (column = {places: [], values: []}));
		const {places, values} = column;
		const last = places.at(-1) ?? -1;
		if (models[last] !== models[place]) {
			places.push(place);
			values.push(value);
			continue;
		}
		const before = tests[last];
		if (before && isTestedBefore(test, before)) continue;
		places[places.length - 1] = place;
		values[values.length - 1] = value;
	}
}

function contestOf(table: Table, rule: ContestRule, all: readonly Model[]): Contest | undefined {
	const {metric, direction} = rule;
	const {dataset} = table;
	const column = table.columns.get(metric);
	if (!column) return undefined;
	const kind = largestKind(column, table, () => standings(all, rule, {dataset})[0]?.best.test);
	const bestOf = (isIn: (model: Model) => boolean) => bestIn(column, table, {kind, direction, isIn});
	const best = bestOf(() => true);
	return best && {metric, direction, dataset, best, bestOf: isIn => bestOf(isIn)?.value};
}

interface Choice {
	readonly kind: number | undefined;
	readonly direction: Direction;
	readonly isIn: (model: Model) => boolean;
}

function bestIn({places, values}: Column, {models, kinds}: Table, {kind, direction, isIn}: Choice): Contest['best'] | undefined {
	let best: Contest['best'] | undefined;
	for (let index = 0; index < places.length; index++) {
		const [place, value] = [places[index] ?? -1, values[index] ?? NaN];
		if (kinds[place] !== kind || Number.isNaN(value) || (best && isBetter(best.value, value, direction))) continue;
		const model = models[place];
		if (!model || model.state === 'missing' || (best?.value === value && byNewest(best.model, model) < 0)) continue;
		if (isIn(model)) best = {model, value};
	}
	return best;
}

/**
 * The group of comparable results that is the largest.
 *
 * @param testIn a test in it, for where several are equally large: to tell them apart is ranking.ts's
 */
function largestKind({places, values}: Column, {tests, kinds}: Table, testIn: () => TestResult | undefined): number | undefined {
	const counts: number[] = [];
	for (let index = 0; index < places.length; index++) {
		const kind = kinds[places[index] ?? -1] ?? 0;
		if (!Number.isNaN(values[index])) counts[kind] = (counts[kind] ?? 0) + 1;
	}
	const most = counts.reduce((a, b) => Math.max(a, b), 0);
	const first = counts.indexOf(most);
	if (first === counts.lastIndexOf(most)) return first;
	const test = testIn();
	return test && kinds[tests.indexOf(test)];
}
