/** `mreg list --format csv|tsv`: raw values for other programs, every hyperparameter and every result in a column of its own. */

import {joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {resultOf} from '../../store/domain/build-model.ts';
import {own, type Json} from '../../store/domain/json.ts';
import {formatMetricRef, type MetricRef} from '../../store/domain/metric-ref.ts';
import type {Model} from '../../store/domain/model.ts';
import {delimitedField} from '../delimited-field.ts';
import {isoTime} from '../model-json.ts';
import {jsonText, safeText} from '../text.ts';

interface ExportColumn {
	readonly header: string;
	readonly value: (model: Model) => Json | undefined;
}

const fixed: readonly ExportColumn[] = [
	{header: 'key', value: model => model.key},
	{header: 'model_id', value: model => model.id},
	{header: 'algorithm', value: model => model.algorithm},
	{header: 'state', value: model => model.state},
	{header: 'time', value: model => isoTime(model.time)},
	{header: 'dataset', value: model => model.training?.dataset},
	{header: 'training_time', value: model => model.training?.training_time},
	{header: 'tests', value: model => model.tests.length},
	{header: 'bytes', value: model => model.artifact?.bytes},
	{header: 'tags', value: model => model.tags.join(' ')},
	{header: 'notes', value: model => model.notes},
];

/**
 * A header and a line per model. Fields are quoted as RFC 4180 says (a line ends with LF alone, as Unix tools expect);
 * control characters in them are visible escapes.
 */
export function* exportLines(models: readonly Model[], format: 'csv' | 'tsv'): Iterable<SafeText> {
	const columns = [...fixed, ...paramColumns(models), ...resultColumns(models)];
	const separator = format === 'csv' ? safe`,` : safe`\t`;
	yield joinSafe(
		columns.map(column => delimitedField(safeText(column.header))),
		separator,
	);
	for (const model of models) {
		yield joinSafe(
			columns.map(column => delimitedField(plainWords(column.value(model)))),
			separator,
		);
	}
}

function paramColumns(models: readonly Model[]): readonly ExportColumn[] {
	const names = new Set(models.flatMap(model => Object.keys(model.training?.hyperparams ?? {})));
	return [...names].map(name => ({header: `param.${name}`, value: model => own(model.training?.hyperparams ?? {}, name)}));
}

/** One column for each metric on each dataset; the value is the latest test's. */
function resultColumns(models: readonly Model[]): readonly ExportColumn[] {
	const refs = new Map<string, MetricRef>();
	for (const model of models) {
		for (const {dataset, performance} of model.tests) {
			for (const metric of Object.keys(performance)) refs.set(`${metric}\0${dataset ?? ''}`, dataset === undefined ? {metric} : {metric, dataset});
		}
	}
	return [...refs.values()].map(ref => ({
		header: formatMetricRef(ref),
		value: model => own(resultOf(ref.dataset === undefined ? withoutDataset(model) : model, ref.metric, ref.dataset)?.performance ?? {}, ref.metric),
	}));
}

/** The tests that name no dataset, which have a column of their own. */
function withoutDataset(model: Model): Pick<Model, 'tests'> {
	return {tests: model.tests.filter(test => test.dataset === undefined)};
}

function plainWords(value: Json | undefined): SafeText {
	if (value === undefined || value === null) return safe``;
	if (typeof value === 'number') return safeText(String(value));
	return typeof value === 'string' ? safeText(value) : jsonText(value);
}
