/** In what order models stand: by a named field, best first where that has a meaning. */

import {isTestedBefore, resultOf} from './build-model.ts';
import type {Config} from './config.ts';
import {familyKey, versionOf} from './family.ts';
import {parseTime} from './identifier.ts';
import {own, type Json} from './json.ts';
import {formatMetricRef, parseMetricRef, type KnownNames} from './metric-ref.ts';
import type {Model, TestResult} from './model.ts';
import {directionOf, type Direction} from './objective.ts';
import {standings} from './ranking.ts';
import {metricNumber} from './sidecar.ts';
import {byNewest} from './snapshot.ts';
import {paramsCalled} from './short-names.ts';
import {sortedPlaces, type SortValue} from './sort-places.ts';
import {UserError} from './user-error.ts';

/** A field to sort by, in its natural order (best first, newest first, else ascending), flipped, or plainly by value. */
export interface SortKey {
	readonly field: SortField;
	readonly order: SortOrder;
}

export type SortOrder = 'natural' | 'flipped' | 'ascending' | 'descending';

/** Fields that are told by their kind alone. */
export const plainSortFields = [
	'time',
	'id',
	'algorithm',
	'dataset',
	'size',
	'state',
	'tested',
	'tests',
	'tags',
	'notes',
	'performance',
	'training_time',
	'version',
] as const;

export type SortField =
	| {readonly kind: (typeof plainSortFields)[number]}
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
	version: 'version',
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

/** The text that `parseSortKey` reads back to the same order of the same field; undefined for what has no name there. */
export function formatSortKey(key: SortKey, names: FieldNames, config: Config): string | undefined {
	const name = formatSortField(key.field, names);
	const isNatural = isAscending(key, config) === isAscending({...key, order: 'natural'}, config);
	return name === undefined ? undefined : `${isNatural ? '' : '-'}${name}`;
}

function formatSortField(field: SortField, names: FieldNames): string | undefined {
	switch (field.kind) {
		case 'objective':
			return undefined;
		case 'metric': {
			const text = formatMetricRef(field);
			return isReadAs(field, text, names) ? text : `metric.${text}`;
		}
		case 'param':
			return isReadAs(field, field.name, names) ? field.name : `param.${field.name}`;
		default:
			return Object.keys(plainFields).find(name => plainFields[name] === field.kind);
	}
}

function isReadAs(field: SortField, text: string, names: FieldNames): boolean {
	return !text.startsWith('-') && JSON.stringify(parseSortField(text, names)) === JSON.stringify(field);
}

function parseSortField(text: string, names: FieldNames): SortField | undefined {
	const kind = own(plainFields, text);
	if (kind !== undefined) return {kind} as SortField;
	if (text.startsWith('param.') && names.params.has(text.slice(6))) return {kind: 'param', name: text.slice(6)};
	const ref = parseMetricRef(text.startsWith('metric.') ? text.slice(7) : text, names);
	if (ref && names.metrics.has(ref.metric) && (ref.dataset === undefined || names.datasets.has(ref.dataset))) return {kind: 'metric', ...ref};
	if (names.params.has(text)) return {kind: 'param', name: text};
	const [long, other] = paramsCalled(text, names.params);
	return long === undefined || other !== undefined ? undefined : {kind: 'param', name: long};
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
	const {field, order} = key;
	const models = rows.map(modelOf);
	const results = field.kind === 'metric' ? resultsOf(models, field) : undefined;
	const value = valueGetter(field);
	const values = rows.map((row, index) => {
		const model = models[index];
		return rowValue?.(row, field) ?? (field.kind === 'metric' ? numberOf(results?.[index], field.metric) : model && value(model));
	});
	const other = results && (order === 'natural' || order === 'flipped') ? notComparable(field, models, {config, results}) : undefined;
	// What was measured on other data stands behind what can be compared, and before what is missing.
	const classes = new Uint8Array(rows.length);
	for (const [index, model] of models.entries()) classes[index] = values[index] === undefined ? 2 : other?.has(model) === true ? 1 : 0;
	const places = sortedPlaces(values, {sign: isAscending(key, config) ? 1 : -1, classes, start: newestFirst(models)});
	const sorted: Row[] = [];
	for (let at = 0; at < places.length; at++) {
		const row = rows[places[at] ?? -1];
		if (row !== undefined) sorted.push(row);
	}
	return sorted;
}

/** The places of models from the newest on: of equal values the newer comes first. */
function newestFirst(models: readonly Model[]): readonly number[] {
	const places = models.map((_, place) => place);
	if (models.every((model, index) => index === 0 || byNewest(models[index - 1] ?? model, model) <= 0)) return places;
	return places.sort((a, b) => {
		const [one, two] = [models[a], models[b]];
		return one && two ? byNewest(one, two) : 0;
	});
}

type MetricField = Extract<SortField, {kind: 'metric'}>;

function resultsOf(models: readonly Model[], {metric, dataset}: MetricField): ReadonlyArray<TestResult | undefined> {
	return models.map(model => resultOf(model, metric, dataset));
}

/**
 * Models whose result on the dataset of a field is not comparable with the others' there; undefined where there are none.
 *
 * @param of.results the models' results, where they are known
 */
export function notComparable(
	field: SortField,
	models: readonly Model[],
	of: {readonly config: Config; readonly results?: ReadonlyArray<TestResult | undefined>},
): ReadonlySet<Model> | undefined {
	if (field.kind !== 'metric' || field.dataset === undefined) return undefined;
	const results = of.results ?? resultsOf(models, field);
	const first = results.find(test => test !== undefined);
	if (results.every(test => test === undefined || (test.num_queries === first?.num_queries && test.dataset_digest === first?.dataset_digest))) return undefined;
	const {metric, dataset} = field;
	const [standing] = standings(models, {metric, direction: directionOf(of.config, metric) ?? 'minimize'}, {dataset});
	return standing && new Set(standing.leftOut.map(({model}) => model));
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

/** Of metrics see `resultsOf`; what an objective is only the caller knows. */
function valueGetter(field: SortField): (model: Model) => SortValue {
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
		case 'version':
			return sortableVersion;
		case 'objective':
		case 'metric':
			return () => undefined;
		case 'param':
			return model => comparable(own(model.training?.hyperparams ?? {}, field.name));
	}
}

function numberOf(test: TestResult | undefined, metric: string): number | undefined {
	const value = own(test?.performance ?? {}, metric);
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

/** Families by name, the versions of each by number. */
function sortableVersion(model: Model): string | undefined {
	const version = versionOf(model);
	return version && `${familyKey(version.family)}/${String(version.version).padStart(16, '0')}`;
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
