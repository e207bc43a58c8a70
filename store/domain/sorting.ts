/** In what order models stand: by a named field, best first where that has a meaning. */

import {isTestedBefore, resultOf} from './build-model.ts';
import type {Config} from './config.ts';
import {parseTime} from './identifier.ts';
import {own, type Json} from './json.ts';
import {parseMetricRef, type KnownNames} from './metric-ref.ts';
import type {Model, TestResult} from './model.ts';
import {directionOf, type Direction} from './objective.ts';
import {standings} from './ranking.ts';
import {metricNumber} from './sidecar.ts';
import {byNewest} from './snapshot.ts';
import {UserError} from './user-error.ts';

/** A field to sort by, in its natural order (best first, newest first, else ascending), flipped, or plainly by value. */
export interface SortKey {
	readonly field: SortField;
	readonly order: SortOrder;
}

export type SortOrder = 'natural' | 'flipped' | 'ascending' | 'descending';

export type SortField =
	| {readonly kind: 'time' | 'id' | 'algorithm' | 'dataset' | 'size' | 'state' | 'tested' | 'tests' | 'tags' | 'notes' | 'performance' | 'training_time'}
	| {readonly kind: 'metric'; readonly metric: string; readonly dataset?: string}
	/** What ranks each row's own algorithm; only who knows that can sort by it (`rowValue`). */
	| {readonly kind: 'objective'}
	| {readonly kind: 'param'; readonly name: string};

const plainFields: Record<string, Extract<SortField, {kind: string}>['kind']> = {
	trained_at: 'time',
	trained: 'time',
	age: 'time',
	time: 'time',
	id: 'id',
	model_id: 'id',
	algo: 'algorithm',
	algorithm: 'algorithm',
	dataset: 'dataset',
	size: 'size',
	state: 'state',
	tested: 'tested',
	tests: 'tests',
	tag: 'tags',
	tags: 'tags',
	note: 'notes',
	notes: 'notes',
	performance: 'performance',
	training_time: 'training_time',
};

/** Names of metrics, datasets and hyperparameters that occur in the models. */
export interface FieldNames extends KnownNames {
	readonly params: ReadonlySet<string>;
}

/** Collects the names that occur. Linear in the number of results. */
export function namesIn(models: readonly Model[]): FieldNames {
	const [metrics, datasets, params] = [new Set<string>(), new Set<string>(), new Set<string>()];
	for (const model of models) {
		if (model.training?.dataset !== undefined) datasets.add(model.training.dataset);
		for (const name of Object.keys(model.training?.hyperparams ?? {})) params.add(name);
		for (const test of model.tests) {
			if (test.dataset !== undefined) datasets.add(test.dataset);
			for (const metric of Object.keys(test.performance)) metrics.add(metric);
		}
	}
	return {metrics, datasets, params};
}

/**
 * Reads `trained_at`, `-size`, `total_time@imdb`, `metric.x`, `param.x`; a leading `-` flips.
 *
 * @throws UserError `usage` where the field is not known
 */
export function parseSortKey(text: string, names: FieldNames): SortKey {
	const flipped = text.startsWith('-');
	const field = parseSortField(flipped ? text.slice(1) : text, names);
	if (field) return {field, order: flipped ? 'flipped' : 'natural'};
	throw new UserError('usage', `There is nothing called "${text}" to sort by.`, {
		hint: `Sort by ${['trained_at', 'performance', 'size', 'id', 'algo', 'dataset', ...[...names.metrics].slice(0, 8), ...[...names.params].slice(0, 8)].join(', ')}, or by METRIC@DATASET.`,
	});
}

function parseSortField(text: string, names: FieldNames): SortField | undefined {
	const kind = own(plainFields, text);
	if (kind !== undefined) return {kind} as SortField;
	if (text.startsWith('param.') && names.params.has(text.slice(6))) return {kind: 'param', name: text.slice(6)};
	const ref = parseMetricRef(text.startsWith('metric.') ? text.slice(7) : text, names);
	if (ref && names.metrics.has(ref.metric) && (ref.dataset === undefined || names.datasets.has(ref.dataset))) return {kind: 'metric', ...ref};
	return names.params.has(text) ? {kind: 'param', name: text} : undefined;
}

/**
 * Sorts best first for a metric with a direction, newest first for times, else ascending; missing and NaN are last either way. By a metric on one
 * dataset what is not comparable there (ranking.ts) stands behind what is; plainly ascending or descending only the values count.
 * Ties: the newer model, then the key. Keys are taken once per model, so that 100,000 models sort in a fraction of a second.
 */
export function sortModels(models: readonly Model[], key: SortKey, config: Config): readonly Model[] {
	return sortRows(models, key, {config, modelOf: model => model});
}

export interface RowSorting<Row> {
	readonly config: Config;
	/** The model that a row is sorted by, where `rowValue` says nothing. */
	readonly modelOf: (row: Row) => Model;
	/** A row's value of a field where it is not its model's. */
	readonly rowValue?: (row: Row, field: SortField) => number | undefined;
}

/** Sorts rows that stand for one or several models as `sortModels` does. */
export function sortRows<Row>(rows: readonly Row[], key: SortKey, {config, modelOf, rowValue}: RowSorting<Row>): readonly Row[] {
	const sign = isAscending(key, config) ? 1 : -1;
	const value = valueGetter(key.field);
	const values = rows.map(row => rowValue?.(row, key.field) ?? value(modelOf(row)));
	const isNumeric = values.every(one => one === undefined || typeof one === 'number');
	const models = rows.map(modelOf);
	const other = key.order === 'natural' || key.order === 'flipped' ? notComparable(key.field, models, config) : undefined;
	// What was measured on other data stands behind what can be compared, and before what is missing.
	const classes = new Uint8Array(values.length);
	for (let index = 0; index < values.length; index++) classes[index] = values[index] === undefined ? 2 : isIn(other, models[index]) ? 1 : 0;
	const numbers = isNumeric ? numbersOf(values, sign) : undefined;
	if (numbers && models.every((model, index) => index === 0 || byNewest(models[index - 1] ?? model, model) <= 0)) {
		return picked(rows, placesByNumber(numbers, classes));
	}
	const newest = (a: number, b: number) => {
		const [one, two] = [models[a], models[b]];
		return one && two ? byNewest(one, two) : 0;
	};
	const compare = numbers
		? (a: number, b: number) => compareNumbers(numbers[a] ?? 0, numbers[b] ?? 0)
		: (a: number, b: number) => compareValues(values[a], values[b], sign);
	const places = rows.map((_, index) => index);
	return picked(
		rows,
		places.sort((a, b) => (classes[a] ?? 0) - (classes[b] ?? 0) || compare(a, b) || newest(a, b)),
	);
}

function numbersOf(values: ReadonlyArray<number | undefined>, sign: number): Float64Array {
	const numbers = new Float64Array(values.length);
	for (let index = 0; index < values.length; index++) numbers[index] = (values[index] ?? 0) * sign;
	return numbers;
}

function picked<Row>(rows: readonly Row[], places: ArrayLike<number>): readonly Row[] {
	const found: Row[] = [];
	for (let at = 0; at < places.length; at++) {
		const row = rows[places[at] ?? -1];
		if (row !== undefined) found.push(row);
	}
	return found;
}

/**
 * Places in ascending order of their numbers, class by class, equal ones as they stood; in class 2 all as they stood. Sorting plain numbers and looking up
 * each one's slot takes a third of the time of a sort with a comparator.
 */
function placesByNumber(numbers: Float64Array, classes: Uint8Array): Uint32Array {
	const places = new Uint32Array(numbers.length);
	let start = 0;
	for (const one of [0, 1, 2]) {
		let count = 0;
		for (let index = 0; index < numbers.length; index++) if (classes[index] === one) count++;
		const sorted = new Float64Array(count);
		let filled = 0;
		for (let index = 0; index < numbers.length; index++) if (classes[index] === one) sorted[filled++] = one === 2 ? 0 : (numbers[index] ?? 0);
		sorted.sort();
		const taken = new Uint32Array(count);
		for (let index = 0; index < numbers.length; index++) {
			if (classes[index] !== one) continue;
			const slot = one === 2 ? 0 : firstNotBelow(sorted, numbers[index] ?? 0);
			const before = taken[slot] ?? 0;
			taken[slot] = before + 1;
			places[start + slot + before] = index;
		}
		start += count;
	}
	return places;
}

function firstNotBelow(sorted: Float64Array, value: number): number {
	let [low, high] = [0, sorted.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((sorted[middle] ?? 0) < value) low = middle + 1;
		else high = middle;
	}
	return low;
}

/** Models whose result on the dataset of a field is not comparable with the others' there; undefined where there are none. */
export function notComparable(field: SortField, models: readonly Model[], config: Config): ReadonlySet<Model> | undefined {
	if (field.kind !== 'metric' || field.dataset === undefined) return undefined;
	const {metric, dataset} = field;
	let first: TestResult | undefined;
	const isOneGroup = models.every(model => {
		const test = resultOf(model, metric, dataset);
		first ??= test;
		return test === undefined || (test.num_queries === first?.num_queries && test.dataset_digest === first?.dataset_digest);
	});
	if (isOneGroup) return undefined;
	const [standing] = standings(models, {metric, direction: directionOf(config, metric) ?? 'minimize'}, {dataset});
	return standing && new Set(standing.leftOut.map(({model}) => model));
}

function isIn(models: ReadonlySet<Model> | undefined, model: Model | undefined): boolean {
	return models !== undefined && model !== undefined && models.has(model);
}

/** Without a difference, which of two infinities would not be a number. */
function compareNumbers(a: number, b: number): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether small values come first. */
export function isAscending({field, order}: SortKey, config: Config): boolean {
	if (order === 'ascending' || order === 'descending') return order === 'ascending';
	return (naturalDirection(field, config) === 'minimize') === (order === 'natural');
}

/** The same field the other way round. */
export function flipped({field, order}: SortKey): SortKey {
	const other = {natural: 'flipped', flipped: 'natural', ascending: 'descending', descending: 'ascending'} as const;
	return {field, order: other[order]};
}

function naturalDirection(field: SortField, config: Config): Direction {
	if (field.kind === 'time' || field.kind === 'tested') return 'maximize';
	if (field.kind === 'metric') return directionOf(config, field.metric) ?? 'minimize';
	return 'minimize';
}

/** Numbers before text; what is missing or not a number is last, whatever the sign. */
function compareValues(a: number | string | undefined, b: number | string | undefined, sign: number): number {
	if (a === b) return 0;
	if (a === undefined || b === undefined) return a === undefined ? 1 : -1;
	if (typeof a === 'number' && typeof b === 'number') return (a - b || 0) * sign;
	if (typeof a === 'string' && typeof b === 'string') return (a < b ? -1 : 1) * sign;
	return (typeof a === 'number' ? -1 : 1) * sign;
}

function valueGetter(field: SortField): (model: Model) => number | string | undefined {
	switch (field.kind) {
		case 'time':
			return model => finite(model.time);
		case 'id':
			return model => model.id;
		case 'algorithm':
			return model => model.algorithm.toLowerCase();
		case 'dataset':
			return model => model.training?.dataset;
		case 'size':
			return model => model.artifact?.bytes;
		case 'state':
			return model => model.state;
		case 'tested':
			return model => latestTest(model);
		case 'tests':
			return model => model.tests.length;
		case 'tags':
			return model => model.tags.join(' ') || undefined;
		case 'notes':
			return model => model.notes || undefined;
		case 'performance':
			return meanTotalTime;
		case 'training_time':
			return model => model.training?.training_time;
		case 'objective':
			return () => undefined;
		case 'param':
			return model => comparable(own(model.training?.hyperparams ?? {}, field.name));
		case 'metric':
			return model => numberOf(model, field.metric, field.dataset);
	}
}

function numberOf(model: Model, metric: string, dataset: string | undefined): number | undefined {
	const value = own(resultOf(model, metric, dataset)?.performance ?? {}, metric);
	const number = value === undefined ? undefined : metricNumber(value);
	return number === undefined || Number.isNaN(number) ? undefined : number;
}

/** The seed's `--sort performance`: the mean of `total_time` over all tests, a missing one counted as 0; models without tests last. */
function meanTotalTime(model: Model): number | undefined {
	if (model.tests.length === 0) return undefined;
	const sum = model.tests.reduce((total, test) => total + (metricNumber(own(test.performance, 'total_time') ?? 0) ?? 0), 0);
	return Number.isNaN(sum) ? undefined : sum / model.tests.length;
}

function latestTest({tests}: Model): number | undefined {
	let newest: TestResult | undefined;
	for (const test of tests) if (!newest || isTestedBefore(newest, test)) newest = test;
	return newest?.tested_at === undefined ? undefined : parseTime(newest.tested_at);
}

function finite(value: number): number | undefined {
	return Number.isFinite(value) ? value : undefined;
}

function comparable(value: Json | undefined): number | string | undefined {
	if (value === undefined || value === null) return undefined;
	const number = metricNumber(value);
	if (number !== undefined) return Number.isNaN(number) ? undefined : number;
	return typeof value === 'string' ? value : JSON.stringify(value);
}
