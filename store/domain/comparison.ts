/** Some models side by side: what they were trained with, what they reached, and how each compares with the baseline. */

import {isTestedBefore} from './build-model.ts';
import type {Config, Direction} from './config.ts';
import {tieJudge, type TieJudge} from './comparison-ties.ts';
import {canonicalText} from './configuration.ts';
import type {Inspection} from './inspection.ts';
import {own, type Json} from './json.ts';
import type {Model, TestResult} from './model.ts';
import {directionOf, unitOf} from './objective.ts';
import {isBetter, isBefore, placeOf, relativeDistance, standings, type Group, type LeftOutReason, type Measured, type Standing} from './ranking.ts';
import {metricNumber} from './sidecar.ts';
import {tensorFacts} from './tensor-comparison.ts';
import type {TensorValues} from './tensor-differences.ts';

export type ComparisonSection = 'training' | 'hyperparameters' | 'results' | 'tensors' | 'tags';

/** A fact that is no result: one value a model, undefined where it says none. */
export interface FactRow {
	readonly section: Exclude<ComparisonSection, 'results'>;
	/** As in the sidecar; `trained_at` is the model's time in milliseconds since 1970, `training_time` is in seconds, `size` in bytes. Of `tensors` a tensor's name, or `parameters`, `format`, `dtypes`. */
	readonly field: string;
	readonly values: ReadonlyArray<Json | undefined>;
	/** Which values are not the baseline's; all false for times and sizes, in which any two models differ. */
	readonly differs: readonly boolean[];
	/** Whether all values are equal. */
	readonly isEqual: boolean;
	/** Of `tensors`: which models' files tell nothing, so that a value that is not there says nothing. */
	readonly unknown?: readonly boolean[];
	/** Of a tensor: which models have it in the baseline's shape and dtype, with other values; undefined: none. */
	readonly otherValues?: readonly boolean[];
}

export type ResultCell =
	| {
			readonly kind: 'value';
			readonly value: number;
			/** Its distance to the baseline's value: as it is, and relative to that one's size; undefined for the baseline and where that has none. */
			readonly delta?: number;
			readonly relative?: number;
			/** Better or worse than the baseline, whatever the direction. */
			readonly verdict?: 'better' | 'worse';
			/** No more than chance apart from the baseline. */
			readonly likeBaseline: boolean;
			readonly isBest: boolean;
			/** No more than chance apart from the best. */
			readonly tied: boolean;
	  }
	| {readonly kind: 'left-out'; readonly value: number; readonly reason: LeftOutReason; readonly queries?: number}
	| {readonly kind: 'text'; readonly text: string}
	/** `not-measured`: tested there, but not for this metric. */
	| {readonly kind: 'NaN' | 'untested' | 'not-measured'};

/** One metric on one dataset. */
export interface ResultRow {
	readonly section: 'results';
	readonly metric: string;
	/** undefined: tests that name no dataset. */
	readonly dataset?: string;
	readonly unit?: string;
	/** undefined: nothing is ranked. */
	readonly direction?: Direction;
	/** What the compared results have in common. */
	readonly group?: Group;
	readonly cells: readonly ResultCell[];
	/** The spread of the seeds of the best model's configuration, relative to their mean; undefined where there is none. */
	readonly spread?: number;
	/** Whether all models have the same value. */
	readonly isEqual: boolean;
}

export interface Comparison {
	readonly models: readonly Model[];
	/** Which of the models the others are compared with. */
	readonly baseline: number;
	readonly facts: readonly FactRow[];
	/** How many further tensors differ that have no row; undefined: none. */
	readonly moreTensors?: number;
	/** How the values of tensors compare that models have alike; undefined: there are no two models with tensors. */
	readonly tensorValues?: TensorValues;
	/** By the models' places what was left out at the beginning of their tensors' names; undefined: nothing. */
	readonly namePrefixes?: readonly string[];
	/** By dataset, then metric; the metric that ranks comes first. */
	readonly results: readonly ResultRow[];
}

export interface ComparisonOptions {
	readonly config: Config;
	/** Index of the baseline; the first where it is not given. */
	readonly baseline?: number;
	/** Only results on this dataset. */
	readonly dataset?: string;
	/** The metric that stands first. */
	readonly metric?: string;
	/** All models of the registry: whose seeds tell what is a tie. */
	readonly all?: readonly Model[];
	/** What is in the models' files, by their places; undefined: not known. */
	readonly inspections?: ReadonlyArray<Inspection | undefined>;
}

/** @param models two or more; one twice is compared with itself */
export function compareModels(models: readonly Model[], options: ComparisonOptions): Comparison {
	const baseline = Math.min(Math.max(0, options.baseline ?? 0), Math.max(0, models.length - 1));
	const tensors = tensorFacts(options.inspections ?? [], baseline);
	return {
		models,
		baseline,
		facts: [...factsOf(models, baseline), ...tensors.rows],
		...(tensors.more === undefined ? {} : {moreTensors: tensors.more}),
		...(tensors.values ? {tensorValues: tensors.values} : {}),
		...(tensors.prefixes ? {namePrefixes: tensors.prefixes} : {}),
		results: resultsOf(models, baseline, options),
	};
}

const continuous: ReadonlySet<string> = new Set(['trained_at', 'training_time', 'size']);
/** Further fields of a sidecar that say what was trained. */
const furtherFields = ['framework', 'architecture', 'input_shape', 'domain', 'family', 'version', 'label'] as const;

function factsOf(models: readonly Model[], baseline: number): readonly FactRow[] {
	const row = (
		section: FactRow['section'],
		field: string,
		value: (model: Model) => Json | undefined,
		alike: (value: Json) => string = canonicalText,
	): FactRow | undefined => {
		const values = models.map(model => value(model) ?? undefined);
		if (values.every(one => one === undefined)) return undefined;
		const texts = values.map(one => (one === undefined ? '' : alike(one)));
		const isEqual = texts.every(text => text === texts[0]);
		return {section, field, values, differs: texts.map(text => !continuous.has(field) && text !== texts[baseline]), isEqual};
	};
	const names = new Set(models.flatMap(({training}) => Object.keys(training?.hyperparams ?? {})));
	return [
		row(
			'training',
			'algorithm',
			({algorithm}) => algorithm,
			algorithm => canonicalText(algorithm).toLowerCase(),
		),
		row('training', 'dataset', ({training}) => training?.dataset),
		row('training', 'num_queries', ({training}) => training?.num_queries),
		...furtherFields.map(field => row('training', field, ({content}) => own(content, field) ?? undefined)),
		row('training', 'training_time', ({training}) => training?.training_time),
		row('training', 'trained_at', ({time}) => (Number.isFinite(time) ? time : undefined)),
		row('training', 'size', ({artifact}) => artifact?.bytes),
		...[...names].map(name => row('hyperparameters', name, ({training}) => own(training?.hyperparams ?? {}, name) ?? undefined)),
		row(
			'tags',
			'tags',
			({tags}) => (tags.length === 0 ? undefined : tags),
			tags => canonicalText(Array.isArray(tags) ? [...(tags as readonly Json[])].sort() : tags),
		),
		row('tags', 'notes', ({notes}) => (notes === '' ? undefined : notes)),
	].filter(one => one !== undefined);
}

function resultsOf(models: readonly Model[], baseline: number, {config, dataset, metric: first, all}: ComparisonOptions): readonly ResultRow[] {
	const places = new Map<string | undefined, Set<string>>();
	for (const {tests} of models) {
		for (const test of tests) {
			if (dataset !== undefined && test.dataset !== dataset) continue;
			let metrics = places.get(test.dataset);
			if (!metrics) places.set(test.dataset, (metrics = new Set()));
			for (const name of Object.keys(test.performance)) if ((own(test.performance, name) ?? null) !== null) metrics.add(name);
		}
	}
	const ties = all && tieJudge(models, all, config);
	const distinct = [...new Set(models)];
	const datasets = [...places].sort(([a], [b]) => (a === b ? 0 : a === undefined || (b !== undefined && a > b) ? 1 : -1));
	return datasets.flatMap(([on, metrics]) =>
		[...metrics]
			.sort((a, b) => Number(b === first) - Number(a === first))
			.map(metric => resultRow(models, {metric, dataset: on, baseline, config, distinct, ties})),
	);
}

interface ResultRowOptions {
	readonly metric: string;
	readonly dataset: string | undefined;
	readonly baseline: number;
	readonly config: Config;
	/** The models, each once. */
	readonly distinct: readonly Model[];
	readonly ties?: TieJudge;
}

function resultRow(models: readonly Model[], {metric, dataset, baseline, config, distinct, ties}: ResultRowOptions): ResultRow {
	const direction = directionOf(config, metric);
	// Without a direction nothing is ranked, but which results are comparable is still found.
	const [standing] = standings(distinct, {metric, direction: direction ?? 'minimize'}, {dataset});
	const best = direction === undefined ? undefined : standing && bestAmong(standing);
	const from = models[baseline];
	const place = from && standing ? placeOf(standing, from) : undefined;
	const base: Measured | undefined = from && place?.kind === 'ranked' ? {model: from, value: place.value, test: place.test} : undefined;
	const cells = models.map((model, index): ResultCell => {
		const place = standing ? placeOf(standing, model) : undefined;
		if (!place || place.kind === 'unranked') return unrankedCell(model, {metric, dataset, why: place?.why});
		if (place.kind === 'left-out') return {kind: 'left-out', value: place.value, reason: place.reason, queries: place.test.num_queries};
		const {value, test} = place;
		const isBest = best !== undefined && best.model === model;
		const isLike = (other: Measured) => value === other.value || (standing !== undefined && ties?.isTied({model, value, test}, other, standing) === true);
		const compared = base && index !== baseline && model !== base.model ? base : undefined;
		return {
			kind: 'value',
			value,
			// Of equal infinities the difference is no number.
			delta: compared && (value === compared.value ? 0 : value - compared.value),
			relative: compared && relativeDistance(value, compared.value),
			verdict: compared === undefined || direction === undefined || value === compared.value ? undefined : verdictOf(value, compared.value, direction),
			likeBaseline: compared !== undefined && direction !== undefined && isLike(compared),
			isBest,
			tied: best !== undefined && !isBest && isLike(best),
		};
	});
	const [one] = cells;
	const isEqual = one !== undefined && cells.every(cell => isSame(cell, one));
	const spread = standing && best ? ties?.spread(best, standing) : undefined;
	return {section: 'results', metric, dataset, unit: unitOf(config, metric), direction, group: standing?.group, cells, spread, isEqual};
}

function isSame(a: ResultCell, b: ResultCell): boolean {
	if (a.kind === 'value') return b.kind === 'value' && a.value === b.value;
	return a.kind === 'text' && b.kind === 'text' && a.text === b.text;
}

function verdictOf(value: number, than: number, direction: Direction): 'better' | 'worse' {
	return isBetter(value, than, direction) ? 'better' : 'worse';
}

/** The best where there is anything to be better than. */
function bestAmong({compared, direction}: Standing): Measured | undefined {
	if (compared.length < 2) return undefined;
	return compared.reduce((best, one) => (isBefore(one, best, direction) ? one : best));
}

function unrankedCell(model: Model, of: {metric: string; dataset: string | undefined; why: string | undefined}): ResultCell {
	if (of.why === 'NaN') return {kind: 'NaN'};
	const valueOf = (test: TestResult) => own(test.performance, of.metric) ?? null;
	const tests = model.tests.filter(test => test.dataset === of.dataset && valueOf(test) !== null);
	// A number here is NaN: else it would be ranked.
	if (tests.some(test => metricNumber(valueOf(test)) !== undefined)) return {kind: 'NaN'};
	const [first, ...others] = tests;
	if (!first) return {kind: of.why === 'not-measured' || model.tests.some(test => test.dataset === of.dataset) ? 'not-measured' : 'untested'};
	const said = valueOf(others.reduce((newest, test) => (isTestedBefore(test, newest) ? newest : test), first));
	return {kind: 'text', text: typeof said === 'string' ? said : JSON.stringify(said)};
}

/** How often each model alone is the best by a metric, over the datasets on which at least two of them are compared. */
export interface Wins {
	readonly datasets: number;
	/** By the models' places. */
	readonly wins: readonly number[];
	readonly ties: readonly number[];
}

/** Whether another is no worse than the best of a row, as far as can be told: then nobody wins it. */
export function isTie({cells}: Pick<ResultRow, 'cells'>): boolean {
	return cells.some(cell => cell.kind === 'value' && cell.tied);
}

/** Counts the datasets on which each model alone is best, and those on which it is one of several that tie. */
export function winsIn({models, results}: Comparison, metric: string): Wins {
	const rows = results.filter(row => row.metric === metric && row.cells.some(cell => cell.kind === 'value' && cell.isBest));
	const count = (ofTies: boolean) => models.map((_, index) => rows.filter(row => isTie(row) === ofTies && isAtTop(row.cells[index])).length);
	return {datasets: rows.length, wins: count(false), ties: count(true)};
}

function isAtTop(cell: ResultCell | undefined): boolean {
	return cell?.kind === 'value' && (cell.isBest || cell.tied);
}

/** What all tests of a model on a dataset say of a metric, in their order; its newest is the one that counts. */
export function repeatsOf(model: Model, metric: string, dataset: string | undefined): readonly number[] {
	return model.tests.flatMap(test => {
		const said = test.dataset === dataset ? own(test.performance, metric) : undefined;
		const value = said === undefined ? undefined : metricNumber(said);
		return value === undefined || Number.isNaN(value) ? [] : [value];
	});
}
