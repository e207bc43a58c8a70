/** The table that `mreg list` prints: what differs between models is in the columns. */

import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {resultOf} from '../../store/domain/build-model.ts';
import {versionAliases} from '../../store/domain/family.ts';
import {own} from '../../store/domain/json.ts';
import {formatMetricRef, type MetricRef} from '../../store/domain/metric-ref.ts';
import type {Model} from '../../store/domain/model.ts';
import {cutText, tableLines, type Column} from '../table.ts';
import {formatAge, formatBytes, safeText} from '../text.ts';
import {coverageWords, valueWords} from '../words.ts';

/** More hyperparameters than this are left to `mreg show` and to CSV. */
const mostParams = 8;
const widestValue = 24;

interface TableOptions {
	/** How many datasets any model of the registry is tested on. */
	readonly datasets: number;
	/** What a model is called (its id, or its key). */
	readonly name: (model: Model) => string;
	/** Milliseconds since 1970. */
	readonly now: number;
	/** Cells of the terminal; undefined where the output is none. */
	readonly columns: number | undefined;
	/** What the rows are sorted by, if that is a metric: it has a column of its own. */
	readonly metric?: MetricRef;
	/** Models whose result there is not comparable with the others'. */
	readonly leftOut: ReadonlySet<Model>;
}

/** Header and rows, aligned by display width. In a terminal they fit it; elsewhere nothing is cut. */
export function modelTable(models: readonly Model[], {datasets, name, now, columns: width, metric, leftOut}: TableOptions): Iterable<SafeText> {
	const params = varyingParams(models).slice(0, mostParams);
	const columns: Column[] = [
		{header: safe`ID`, least: 28},
		{header: safe`ALGORITHM`, leaveOut: isOneAlgorithm(models) ? 5 : 90},
		{header: metric === undefined ? emptyText : safeText(formatMetricRef(metric)), align: 'right'},
		{header: safe`DATASET`, least: 8, leaveOut: 70},
		...params.map((param, index): Column => ({header: cutText(safeText(param), widestValue), align: 'right', leaveOut: 60 - index})),
		{header: safe`TESTED`},
		{header: safe`AGE`, align: 'right', leaveOut: 80},
		{header: safe`SIZE`, align: 'right', leaveOut: 10},
		{header: safe`TAGS`, least: 10, leaveOut: 65},
		{header: safe`NOTE`, least: 10, leaveOut: 20},
	];
	const shorten = (text: SafeText) => (width === undefined ? text : cutText(text, widestValue));
	const rows = models.map(model => [
		safeText(name(model)),
		safeText(model.algorithm),
		metric === undefined ? emptyText : metricWords(model, metric, leftOut),
		safeText(model.training?.dataset ?? ''),
		...params.map(param => shorten(paramWords(model, param))),
		coverageWords(model, datasets),
		formatAge(now - model.time),
		model.artifact === undefined ? emptyText : formatBytes(model.artifact.bytes),
		joinSafe([...versionAliases(model).map(alias => safe`@${safeText(alias)}`), ...model.tags.map(safeText)], safe`, `),
		safeText(firstLine(model.notes)),
	]);
	return tableLines(columns, rows, width);
}

function metricWords(model: Model, {metric, dataset}: MetricRef, leftOut: ReadonlySet<Model>): SafeText {
	const test = resultOf(model, metric, dataset);
	if (test === undefined) return safe`–`;
	return safe`${leftOut.has(model) ? safe`≠ ` : emptyText}${valueWords(own(test.performance, metric) ?? null)}`;
}

function isOneAlgorithm(models: readonly Model[]): boolean {
	return models.every(model => model.algorithm === models[0]?.algorithm);
}

function paramWords(model: Model, param: string): SafeText {
	const value = own(model.training?.hyperparams ?? {}, param);
	return value === undefined || value === null ? emptyText : valueWords(value);
}

/** Hyperparameters that have more than one value among the models, those that most models have first. */
function varyingParams(models: readonly Model[]): readonly string[] {
	const seen = new Map<string, {values: Set<string>; count: number}>();
	for (const model of models) {
		for (const [name, value] of Object.entries(model.training?.hyperparams ?? {})) {
			const known = seen.get(name) ?? {values: new Set(), count: 0};
			known.count++;
			// One more than one is all there is to know.
			if (known.values.size < 2) known.values.add(JSON.stringify(value));
			seen.set(name, known);
		}
	}
	return [...seen]
		.filter(([, {values}]) => values.size > 1)
		.sort(([, a], [, b]) => b.count - a.count)
		.map(([name]) => name);
}

function firstLine(text: string): string {
	const [first = ''] = text.trim().split(/\r?\n/, 1);
	return first;
}
