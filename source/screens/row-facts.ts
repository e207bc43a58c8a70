/** What the columns of Browse depend on: what differs between the models behind its rows. Pure. */

import {displayWidth} from '../../components/cells.ts';
import {modelsOf} from '../../store/domain/configuration.ts';
import {versionAliases} from '../../store/domain/family.ts';
import {own, type Json} from '../../store/domain/json.ts';
import type {Model} from '../../store/domain/model.ts';
import {safeText} from '../text.ts';
import {otherName} from '../version-words.ts';
import {valueWords} from '../words.ts';
import type {BrowseRow} from './browse-rows.ts';
import {remember} from './remember.ts';
import {splitId, type IdParts} from './short-id.ts';

/** What the columns depend on; found once for the rows, whatever the width. */
export interface RowFacts {
	/** Hyperparameters that have more than one value, those that most models of the tab have first: a filter does not change their order. */
	readonly params: ReadonlyArray<{readonly name: string; readonly width: number}>;
	/** Datasets that any row has a result on, by name. */
	readonly datasets: readonly string[];
	readonly id: IdParts;
	readonly hasStates: boolean;
	readonly hasWords: boolean;
	/** Some are registered versions whose ids do not say so. */
	readonly hasOtherNames: boolean;
	/** Cells of the widest short id. */
	readonly idWidth: number;
	/** Some rows, to measure what columns need. */
	readonly sample: readonly BrowseRow[];
}

const mostParams = 12;
const widestParam = 12;

/**
 * What differs, and the first rows to measure by. What does not depend on their order is found once for a list of models.
 *
 * @param models those behind the rows, in any order
 * @param tab all that the rows were chosen from
 */
export function rowFacts(rows: readonly BrowseRow[], models: readonly Model[], tab = models): RowFacts {
	const {params, ...facts} = factsOf(models, tab);
	const sample = rows.slice(0, 500);
	return {...facts, sample, params: params.map(name => ({name, width: paramWidth(sample, name)}))};
}

/** Looks at all models once. */
const factsOf = remember((models: readonly Model[], tab: readonly Model[]): Omit<RowFacts, 'sample' | 'params'> & {readonly params: readonly string[]} => {
	const params = new Map<string, {first: Json; varies: boolean; count: number}>();
	const datasets = new Set<string>();
	let [hasStates, hasWords, hasOtherNames] = [false, false, false];
	for (const model of models) {
		hasStates ||= model.state !== 'ok' || model.growing || model.stale;
		hasWords ||= model.tags.length > 0 || model.notes !== '' || versionAliases(model).length > 0;
		hasOtherNames ||= otherName(model) !== undefined;
		for (const test of model.tests) if (test.dataset !== undefined) datasets.add(test.dataset);
		const hyperparams = model.training?.hyperparams;
		if (!hyperparams) continue;
		for (const name of Object.keys(hyperparams)) {
			const value = own(hyperparams, name) ?? null;
			const known = params.get(name);
			if (!known) params.set(name, {first: value, varies: false, count: 1});
			else {
				known.count++;
				known.varies ||= !sameValue(known.first, value);
			}
		}
	}
	const varying = [...params].filter(([, param]) => param.varies);
	const counts = tab === models ? undefined : paramCounts(tab);
	const countOf = (name: string, {count}: {readonly count: number}) => counts?.get(name) ?? count;
	varying.sort(([a, one], [b, two]) => countOf(b, two) - countOf(a, one) || (a < b ? -1 : 1));
	const id = splitId(models);
	return {
		params: varying.slice(0, mostParams).map(([name]) => name),
		datasets: [...datasets].sort(),
		id,
		hasStates,
		hasWords: hasWords || hasOtherNames,
		hasOtherNames,
		idWidth: models.reduce((most, model) => Math.max(most, displayWidth(safeText(id.rest(model)))), 4),
	};
});

/** How many models have each hyperparameter. */
const paramCounts = remember((models: readonly Model[]): ReadonlyMap<string, number> => {
	const counts = new Map<string, number>();
	for (const {training} of models) for (const name of Object.keys(training?.hyperparams ?? {})) counts.set(name, (counts.get(name) ?? 0) + 1);
	return counts;
});

function sameValue(a: Json, b: Json): boolean {
	return a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));
}

/** The width that the values of a hyperparameter need; others that are longer are cut. */
export function paramWidth(sample: readonly BrowseRow[], name: string): number {
	let width = 0;
	for (const row of sample) {
		const value = own(modelsOf(row)[0].training?.hyperparams ?? {}, name);
		if (value !== undefined && value !== null) width = Math.max(width, displayWidth(valueWords(value)));
	}
	return Math.min(widestParam, Math.max(width, 2));
}
