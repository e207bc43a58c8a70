/** The columns that Browse can show, by the ids that the settings keep: `objective`, `age`, `param.seed`, `metric.total_time@imdb`. Pure. */

import {formatMetricRef, parseMetricRef, type MetricRef} from '../store/domain/metric-ref.ts';
import {paramsCalled} from '../store/domain/short-names.ts';
import type {FieldNames} from '../store/domain/sorting.ts';

/** The columns that every registry has. */
export const plainColumns = ['objective', 'state', 'algo', 'tested', 'age', 'size', 'dataset', 'took', 'version', 'words'] as const;

export type ColumnId =
	{readonly kind: (typeof plainColumns)[number]} | {readonly kind: 'param'; readonly name: string} | {readonly kind: 'metric'; readonly ref: MetricRef};

/** What the ids say to people. */
export const plainTitles: Readonly<Record<(typeof plainColumns)[number], string>> = {
	objective: 'the objective, with the distance to the best',
	state: 'state: not tested, writing, unreadable, missing',
	algo: 'algorithm',
	tested: 'datasets with a result',
	age: 'age',
	size: 'size on disk',
	dataset: 'trained on',
	took: 'how long the training took',
	version: 'the version that it is registered as',
	words: 'aliases, tags and the beginning of the note (takes what is left)',
};

/** Reads an id of the settings; undefined where it is none. A metric's name is quoted there, so that it needs no list of names. */
export function columnOfId(id: string): ColumnId | undefined {
	const kind = plainColumns.find(known => known === id);
	if (kind) return {kind};
	if (id.startsWith('param.') && id.length > 6) return {kind: 'param', name: id.slice(6)};
	const ref = id.startsWith('metric.') ? parseMetricRef(id.slice(7), noNames) : undefined;
	return ref && {kind: 'metric', ref};
}

const noNames = {metrics: new Set<string>(), datasets: new Set<string>()};

/** Every column that there can be, the plain ones first. */
export function allColumnIds({metrics, datasets, params}: FieldNames): readonly string[] {
	const names = [...metrics].sort();
	return [
		...plainColumns,
		...[...params].sort().map(name => `param.${name}`),
		...names.flatMap(metric => [...datasets].sort().map(dataset => `metric.${formatMetricRef({metric, dataset})}`)),
		...names.map(metric => `metric.${formatMetricRef({metric})}`),
	];
}

/** The id of a column as a person types it: an id, a hyperparameter (also by its short name, `lr`, where that is of one only), a metric or METRIC@DATASET of those that there are; undefined where it is none. */
export function columnIdNamed(typed: string, names: FieldNames): string | undefined {
	if (columnOfId(typed)) return typed;
	const ref = parseMetricRef(typed, names);
	if (ref && names.metrics.has(ref.metric) && (ref.dataset === undefined || names.datasets.has(ref.dataset))) return `metric.${formatMetricRef(ref)}`;
	if (names.params.has(typed)) return `param.${typed}`;
	const [long, other] = paramsCalled(typed, names.params);
	return long === undefined || other !== undefined ? undefined : `param.${long}`;
}
