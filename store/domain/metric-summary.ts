/** What is known of each metric that occurs in a registry. */

import type {Config, Direction} from './config.ts';
import {own} from './json.ts';
import type {Model} from './model.ts';
import {directionOf, directionSource, unitOf} from './objective.ts';
import {metricNumber} from './sidecar.ts';
import {shellWord} from './test-command.ts';

/** What was measured on one dataset. */
export interface DatasetRange {
	readonly dataset: string;
	readonly results: number;
	readonly least: number;
	readonly greatest: number;
}

export interface MetricSummary {
	readonly name: string;
	/** undefined: unset; nothing is ranked by it. */
	readonly direction?: Direction;
	readonly source?: 'config' | 'well-known';
	readonly unit?: string;
	/** Tests that have it as a number that is not NaN, and how many models they are of. */
	readonly results: number;
	readonly models: number;
	/** Tests where it is NaN, or no number at all. */
	readonly unusable: number;
	/** The smallest and the greatest value; undefined where there is none. */
	readonly least?: number;
	readonly greatest?: number;
	/** The datasets that it was measured on, by name; tests that name none are not here. */
	readonly datasets: readonly string[];
	/** One for each of `datasets`, in their order. */
	readonly ranges: readonly DatasetRange[];
}

interface Range {
	results: number;
	least: number;
	greatest: number;
}

interface Counting extends Range {
	models: number;
	unusable: number;
	lastModel?: Model;
	readonly datasets: Map<string, Range>;
}

/** One entry a metric that any test has, or that the config names, by name. */
export function metricSummaries(models: readonly Model[], config: Config): readonly MetricSummary[] {
	const counts = new Map<string, Counting>();
	const counting = (name: string) => {
		let known = counts.get(name);
		if (!known) counts.set(name, (known = {...noRange, models: 0, unusable: 0, datasets: new Map()}));
		return known;
	};
	for (const model of models) {
		for (const {performance, dataset} of model.tests) {
			for (const name of Object.keys(performance)) {
				const value = own(performance, name);
				if (value === undefined || value === null) continue;
				add(counting(name), {model, dataset, value: metricNumber(value)});
			}
		}
	}
	for (const name of Object.keys(config.metrics)) counting(name);
	return [...counts]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([name, {results, models, unusable, least, greatest, datasets}]) => ({
			name,
			direction: directionOf(config, name),
			source: directionSource(config, name),
			unit: unitOf(config, name),
			results,
			models,
			unusable,
			...(results === 0 ? {} : {least, greatest}),
			...byDataset(datasets),
		}));
}

/** The command line that sets the direction of a metric, for a shell. */
export function directionCommand(metric: string, direction: Direction): string {
	// Behind `--` a name that begins with a hyphen is no option.
	return `mreg metrics set ${metric.startsWith('-') ? '-- ' : ''}${shellWord(metric)} ${direction}`;
}

const noRange: Range = {results: 0, least: Infinity, greatest: -Infinity};

function byDataset(found: ReadonlyMap<string, Range>): Pick<MetricSummary, 'datasets' | 'ranges'> {
	const ranges = [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([dataset, range]) => ({dataset, ...range}));
	return {datasets: ranges.map(range => range.dataset), ranges};
}

function add(count: Counting, {model, dataset, value}: {model: Model; dataset: string | undefined; value: number | undefined}): void {
	if (value === undefined || Number.isNaN(value)) {
		count.unusable++;
		return;
	}
	if (count.lastModel !== model) count.models++;
	count.lastModel = model;
	widen(count, value);
	if (dataset === undefined) return;
	let range = count.datasets.get(dataset);
	if (!range) count.datasets.set(dataset, (range = {...noRange}));
	widen(range, value);
}

function widen(range: Range, value: number): void {
	range.results++;
	range.least = Math.min(range.least, value);
	range.greatest = Math.max(range.greatest, value);
}
