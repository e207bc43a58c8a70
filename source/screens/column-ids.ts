/** The columns that Browse can show, by the ids that the settings keep: `objective`, `age`, `param.seed`, `metric.total_time@imdb`. Pure. */

import {formatMetricRef, parseMetricRef, type MetricRef} from '../../store/domain/metric-ref.ts';
import type {FieldNames} from '../../store/domain/sorting.ts';

const plainKinds = ['objective', 'state', 'algo', 'tested', 'age', 'size', 'dataset', 'took', 'version', 'words'] as const;

export type ColumnId =
	{readonly kind: (typeof plainKinds)[number]} | {readonly kind: 'param'; readonly name: string} | {readonly kind: 'metric'; readonly ref: MetricRef};

/** What the ids say to people. */
export const plainTitles: Readonly<Record<(typeof plainKinds)[number], string>> = {
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
	const kind = plainKinds.find(known => known === id);
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
		...plainKinds,
		...[...params].sort().map(name => `param.${name}`),
		...names.flatMap(metric => [...datasets].sort().map(dataset => `metric.${formatMetricRef({metric, dataset})}`)),
		...names.map(metric => `metric.${formatMetricRef({metric})}`),
	];
}
