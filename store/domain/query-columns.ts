/** Thresholds on results (`total_time@imdb<120`) over many models: the numbers are read once for a list of models, as each letter that is typed asks anew. */

import {resultOf} from './build-model.ts';
import {own} from './json.ts';
import type {Model} from './model.ts';
import type {Condition} from './query-condition.ts';
import {numberTest} from './query-results.ts';
import {readNumber} from './query-values.ts';
import {metricNumber} from './sidecar.ts';

/** With fewer models nothing is gained. */
const manyModels = 2_000;
/** So many columns of a list are kept. */
const mostColumns = 8;

const columns = new WeakMap<readonly Model[], Map<string, Float64Array>>();

interface Threshold {
	readonly metric: string;
	readonly dataset: string;
	readonly passes: (value: number) => boolean;
}

/** Filters by the thresholds that a condition consists of, alone or beside others that must hold, too. @returns what they let through, and what is left to test */
export function filterByThresholds(condition: Condition, models: readonly Model[]): {readonly models: readonly Model[]; readonly rest?: Condition} {
	if (models.length < manyModels) return {models, rest: condition};
	const items = condition.kind === 'and' ? condition.items : [condition];
	const thresholds = items.map(thresholdOf);
	const rest = items.filter((_, index) => !thresholds[index]);
	let found: readonly Model[] | undefined;
	for (const threshold of thresholds) {
		if (!threshold) continue;
		const values = columnOf(models, threshold);
		const before = found && new Set(found);
		found = models.filter((model, index) => threshold.passes(values[index] ?? NaN) && (before?.has(model) ?? true));
	}
	if (!found) return {models, rest: condition};
	const [only] = rest;
	return {models: found, rest: condition.kind === 'and' && rest.length > 1 ? {...condition, items: rest} : only};
}

function thresholdOf(condition: Condition): Threshold | undefined {
	if (condition.kind !== 'compare' || condition.field.kind !== 'metric' || condition.field.dataset === undefined) return undefined;
	const {field, operator, value} = condition;
	const wanted = readNumber(value.text);
	// NaN stands for what is missing, and passes none of these.
	if (wanted === undefined || !(operator.startsWith('<') || operator.startsWith('>'))) return undefined;
	return {metric: field.metric, dataset: condition.field.dataset, passes: numberTest(operator, wanted)};
}

/** The result of each model that counts, as `resultOf` takes it; NaN where there is none. */
function columnOf(models: readonly Model[], {metric, dataset}: Threshold): Float64Array {
	let known = columns.get(models);
	if (!known || known.size >= mostColumns) columns.set(models, (known = new Map<string, Float64Array>()));
	const name = JSON.stringify([metric, dataset]);
	let column = known.get(name);
	if (!column) {
		column = Float64Array.from(models, model => {
			const value = own(resultOf(model, metric, dataset)?.performance ?? {}, metric);
			return value === undefined ? NaN : (metricNumber(value) ?? NaN);
		});
		known.set(name, column);
	}
	return column;
}
