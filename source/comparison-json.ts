/** A comparison as JSON: what `mreg compare --json` prints. */

import type {SafeText} from '../components/safe-text.ts';
import type {Comparison, FactRow, ResultCell, ResultRow} from '../store/domain/comparison.ts';
import type {Json} from '../store/domain/json.ts';
import {isoTime, jsonListLines, modelJsonLine} from './model-json.ts';

/** One line of the comparison; what stands in lists is in the order of the models. */
export interface ComparisonRowJson {
	readonly section: string;
	readonly field: string;
	/** null for facts, and for tests that name no dataset. */
	readonly dataset: string | null;
	/** As they are in the sidecars (times as ISO 8601, UTC); null where there is none. */
	readonly values: readonly Json[];
	/** The key of the best model. */
	readonly best: string | null;
	/** Value less the baseline's; null where one of them has none, and for facts. */
	readonly delta: ReadonlyArray<number | null>;
	/** Which models have the tensor in the baseline's dtype and shape, with other values; of such tensors only. */
	readonly values_differ?: readonly boolean[];
	/** Keys of the models that are no more than chance apart from the best; of results only. */
	readonly tied?: readonly string[];
	/** Results that are not comparable with the others; of results only. */
	readonly left_out?: ReadonlyArray<{readonly key: string; readonly reason: string}>;
}

/** What stands beside the models. */
export interface ComparisonFactsJson {
	readonly rows: readonly ComparisonRowJson[];
	/** Tensors that differ and have no row. */
	readonly more_tensors?: number;
	/** Whether the tensors that are alike have the same values: `equal`, `differ` or `unknown`. */
	readonly values?: string;
	/** Of how many tensors that is known. */
	readonly tensor_values?: {readonly tensors: number; readonly equal: number; readonly differ: number; readonly unknown: number};
	/** What was taken off the names of the tensors, as it stands before all of a model's. */
	readonly name_prefixes?: readonly string[];
}

/** The key of the model that the others are compared with. */
export function baselineKey({models, baseline}: Comparison): string | null {
	return models[baseline]?.key ?? null;
}

/** The rows, and what is known of the tensors. @param differences only rows in which the models differ */
export function comparisonFacts(comparison: Comparison, differences: boolean): ComparisonFactsJson {
	const {facts, results, moreTensors, tensorValues, namePrefixes} = comparison;
	const isShown = (row: FactRow | ResultRow) => !differences || !row.isEqual;
	const isLast = ({section}: FactRow) => section === 'tensors' || section === 'tags';
	const last = (of: FactRow['section']) => facts.filter(row => row.section === of && isShown(row)).map(factJson);
	const rows: ComparisonRowJson[] = [
		...facts.filter(row => !isLast(row) && isShown(row)).map(factJson),
		...results.filter(isShown).map(row => resultJson(row, comparison)),
		...last('tensors'),
		...last('tags'),
	];
	return {
		rows,
		...(moreTensors === undefined ? {} : {more_tensors: moreTensors}),
		...valuesJson(tensorValues),
		...(namePrefixes ? {name_prefixes: namePrefixes} : {}),
	};
}

/** The models whole, then the rows, one model a line. */
export function comparisonLines(comparison: Comparison, differences: boolean): Iterable<SafeText> {
	const facts = {...comparisonFacts(comparison, differences)};
	return jsonListLines({baseline: baselineKey(comparison)}, 'models', comparison.models.values().map(modelJsonLine), facts);
}

/** Whether the tensors that are alike have the same values, and of how many that is known; nothing where there are none to compare. */
function valuesJson(values: Comparison['tensorValues']): Pick<ComparisonFactsJson, 'values' | 'tensor_values'> {
	if (!values) return {};
	const {tensors, equal, differ, apart, unknown} = values;
	const verdict = differ > 0 ? 'differ' : equal === tensors && tensors > 0 ? 'equal' : 'unknown';
	return {values: verdict, tensor_values: {tensors, equal, differ, unknown: apart + unknown}};
}

function factJson({section, field, values, otherValues}: FactRow): ComparisonRowJson {
	const isTime = section === 'training' && field === 'trained_at';
	const said = values.map(value => (isTime && typeof value === 'number' ? isoTime(value) : (value ?? null)));
	return {section, field, dataset: null, values: said, best: null, delta: values.map(() => null), ...(otherValues ? {values_differ: otherValues} : {})};
}

function resultJson({section, metric, dataset, cells}: ResultRow, {models}: Comparison): ComparisonRowJson {
	const keysOf = (is: (cell: ResultCell) => boolean) => models.flatMap(({key}, index) => (cells[index] && is(cells[index]) ? [key] : []));
	return {
		section,
		field: metric,
		dataset: dataset ?? null,
		values: cells.map(valueJson),
		best: keysOf(cell => cell.kind === 'value' && cell.isBest)[0] ?? null,
		delta: cells.map(cell => (cell.kind === 'value' ? (cell.delta ?? null) : null)),
		tied: keysOf(cell => cell.kind === 'value' && cell.tied),
		left_out: cells.flatMap((cell, index) => (cell.kind === 'left-out' ? [{key: models[index]?.key ?? '', reason: cell.reason}] : [])),
	};
}

function valueJson(cell: ResultCell): Json {
	switch (cell.kind) {
		case 'value':
		case 'left-out':
			return cell.value;
		case 'text':
			return cell.text;
		case 'NaN':
			return NaN;
		case 'untested':
		case 'not-measured':
			return null;
	}
}
