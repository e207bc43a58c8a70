/** Results of one metric on one dataset of which some are fractions and others percentages: 0.697 and 69.7. Pure. */

import type {Config} from './config.ts';
import type {Finding} from './finding.ts';
import {formatMetricRef} from './metric-ref.ts';
import type {Model} from './model.ts';
import {own} from './json.ts';
import {numberWords} from './number-words.ts';
import {unitOf} from './objective.ts';
import {metricNumber} from './sidecar.ts';
import {shellWord} from './test-command.ts';

/** Exact names of metrics that are shares of one: nothing is guessed from part of a name. `bleu` is not among them, as small ones are as usual as large ones. */
const fractions: ReadonlySet<string> = new Set([
	...['acc', 'accuracy', 'top1', 'top5', 'top1_acc', 'top5_acc', 'top1_accuracy', 'top5_accuracy', 'val_acc', 'val_accuracy', 'test_acc', 'test_accuracy'],
	...['train_acc', 'train_accuracy', 'balanced_accuracy', 'auc', 'auroc', 'roc_auc', 'f1', 'f1_score', 'macro_f1', 'micro_f1', 'precision', 'recall'],
	...['map', 'mAP', 'iou', 'miou', 'mIoU', 'dice', 'r2', 'wer', 'cer'],
]);
const fractionUnits: ReadonlySet<string> = new Set(['%', 'percent', 'fraction']);

/** Between the greatest fraction and the smallest percentage: a scale that is used throughout has values in between. */
const leastGap = 10;
/** How much greater the median of the percentages is: near 100. */
const [leastRatio, greatestRatio] = [20, 500];

interface Values {
	readonly small: Scale;
	readonly large: Scale;
}

interface Scale {
	readonly values: number[];
	/** Keys, one after the other; one may stand twice. */
	readonly models: string[];
}

/** One finding for each metric, of all datasets on which it has two scales. False alarms are worse than misses: what could be one scale is left. */
export function scaleFindings(models: readonly Model[], config: Config): readonly Finding[] {
	const metrics = new Map<string, Map<string | undefined, Values>>();
	const isFraction = fractionTest(config);
	for (const {key, tests} of models) {
		for (const {performance, dataset} of tests) {
			for (const metric in performance) {
				if (!isFraction(metric)) continue;
				const value = metricNumber(own(performance, metric) ?? null);
				if (value === undefined || !(value > 0 && value <= 100)) continue;
				let datasets = metrics.get(metric);
				if (!datasets) metrics.set(metric, (datasets = new Map<string | undefined, Values>()));
				let values = datasets.get(dataset);
				if (!values) datasets.set(dataset, (values = {small: noScale(), large: noScale()}));
				const scale = value <= 1 ? values.small : values.large;
				scale.values.push(value);
				if (scale.models.at(-1) !== key) scale.models.push(key);
			}
		}
	}
	return [...metrics].flatMap(([metric, datasets]) => {
		const mixed = [...datasets].filter(([, values]) => isTwoScales(values, fractions.has(metric)));
		if (mixed.length === 0) return [];
		const all = mixed.map(([, values]) => values);
		return [
			findingOf({
				metric,
				datasets: mixed.map(([dataset]) => dataset),
				small: joined(all.map(({small}) => small)),
				large: joined(all.map(({large}) => large)),
			}),
		];
	});
}

function joined(scales: readonly Scale[]): Scale {
	return {values: scales.flatMap(({values}) => values), models: scales.flatMap(({models}) => models)};
}

/** Asked for every result: each name is looked up once. */
function fractionTest(config: Config): (metric: string) => boolean {
	const known = new Map<string, boolean>();
	return metric => {
		let is = known.get(metric);
		if (is === undefined) known.set(metric, (is = fractions.has(metric) || fractionUnits.has(unitOf(config, metric)?.trim().toLowerCase() ?? '')));
		return is;
	};
}

function noScale(): Scale {
	return {values: [], models: []};
}

/** @param isNamed its name alone says that it is a share; else its unit does, and a share may well be below one percent: more is asked for */
function isTwoScales({small, large}: Values, isNamed: boolean): boolean {
	if (Math.min(small.values.length, large.values.length) < (isNamed ? 1 : 2)) return false;
	const [low, high] = [rangeOf(small.values), rangeOf(large.values)];
	if (high.least < low.greatest * leastGap) return false;
	const overlaps = low.least * 100 <= high.greatest && high.least <= low.greatest * 100;
	const ratio = medianOf(large.values) / medianOf(small.values);
	const isNear = ratio >= leastRatio && ratio <= greatestRatio;
	return isNamed ? overlaps || isNear : overlaps && isNear;
}

/** Datasets that are named one by one. */
const mostDatasets = 3;

function findingOf({metric, datasets, small, large}: Values & {readonly metric: string; readonly datasets: ReadonlyArray<string | undefined>}): Finding {
	const isFewSmall = small.values.length <= large.values.length;
	const few = isFewSmall ? small : large;
	const which = small.values.length === large.values.length ? 'as many are fractions as percentages; the fractions' : 'the few';
	// Beyond that any dataset: the query stays one that can be read.
	const refs = datasets.length > mostDatasets ? [{metric}] : datasets.map(dataset => ({metric, dataset}));
	const query = refs.map(ref => `${formatMetricRef(ref)}${isFewSmall ? '<=' : '>'}1`).join(' or ');
	return {
		kind: 'two-scales',
		keys: [...new Set(few.models)],
		path: '',
		metric,
		query,
		message: `${metric}${onWords(datasets)}: ${scaleWords(small)} as fractions, ${scaleWords(large)} as percentages`,
		repair: `write one scale from the training script; ${which}: mreg list --where ${shellWord(query)}`,
		isInformation: false,
	};
}

/** ` on imdb, tpch and 2 more datasets`. */
function onWords(datasets: ReadonlyArray<string | undefined>): string {
	const named = datasets.filter(dataset => dataset !== undefined);
	if (named.length === 0) return '';
	const [shown, rest] = [named.slice(0, mostDatasets), named.length - mostDatasets];
	const [last = ''] = shown.slice(-1);
	if (rest > 0) return ` on ${shown.join(', ')} and ${rest === 1 ? '1 more dataset' : `${rest} more datasets`}`;
	return ` on ${shown.length === 1 ? last : `${shown.slice(0, -1).join(', ')} and ${last}`}`;
}

/** `3 results (0.61 – 0.7)`. */
function scaleWords({values}: Scale): string {
	const {least, greatest} = rangeOf(values);
	const [from, to] = [least, greatest].map(numberWords);
	return `${values.length === 1 ? '1 result' : `${values.length} results`} (${from === to ? from : `${from} – ${to}`})`;
}

function rangeOf(values: readonly number[]): {readonly least: number; readonly greatest: number} {
	let [least, greatest] = [Infinity, -Infinity];
	for (const value of values) {
		if (value < least) least = value;
		if (value > greatest) greatest = value;
	}
	return {least, greatest};
}

function medianOf(values: readonly number[]): number {
	return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
