/** The rows of Browse: models, or with seeds folded configurations, which open to their models. Pure. */

import type {Config} from '../../store/domain/config.ts';
import {foldSeeds, isConfiguration, modelsOf, type Configuration} from '../../store/domain/configuration.ts';
import type {Model} from '../../store/domain/model.ts';
import {measure, placeOf, ranked, type Standing} from '../../store/domain/ranking.ts';
import type {Ranks} from '../../store/domain/ranks.ts';
import {rankRows, type RankedScore} from '../../store/domain/scoring.ts';
import {sortModels, sortRows, type SortField, type SortKey} from '../../store/domain/sorting.ts';
import {sampleOf} from '../../store/domain/welch.ts';

export type BrowseRow = Model | Configuration;

/** Configurations with their places by the objective. */
export interface Folded {
	readonly rows: readonly BrowseRow[];
	/** By the row's key; only rows that have a comparable result. */
	readonly scores: ReadonlyMap<string, RankedScore>;
}

/** Keys of the models of a row: what marks hold. */
export function keysOf(row: BrowseRow): readonly string[] {
	return isConfiguration(row) ? row.models.map(model => model.key) : [row.key];
}

/** Whether a row stands for the model of a key. */
export function holds(row: BrowseRow, key: string): boolean {
	return row.key === key || (isConfiguration(row) && row.models.some(model => model.key === key));
}

export function fold(models: readonly Model[], config: Config, standing: Standing | undefined): Folded {
	const rows = foldSeeds(models, config);
	return {rows, scores: new Map(standing ? rankRows(rows, standing, config.seedKeys).map(score => [score.row.key, score]) : [])};
}

/** Best first by the standing; then the results that are not comparable, by value; then those without one, as they stood. */
export function byStanding(models: readonly Model[], standing: Standing): readonly Model[] {
	const {direction} = standing;
	const order = [...ranked(standing), ...ranked({compared: standing.leftOut, direction})].map(({model}) => model);
	const placed = new Set(order);
	return [...order, ...models.filter(model => !placed.has(model))];
}

/** The same for configurations. */
export function byScore({rows, scores}: Folded, standing: Standing): readonly BrowseRow[] {
	const other = new Set(standing.leftOut.map(({model}) => model));
	const placed = [...scores.values()].map(({row}) => row);
	const rest = rows.filter(row => !scores.has(row.key));
	const isOther = (row: BrowseRow) => modelsOf(row).some(model => other.has(model));
	return [...placed, ...rest.filter(isOther), ...rest.filter(row => !isOther(row))];
}

/** Rows by a field; a configuration by the mean of its models' results, in all else by its newest model. */
export function sortFolded(rows: readonly BrowseRow[], key: SortKey, {config, ranks}: SortContext): readonly BrowseRow[] {
	return sortRows(rows, key, {config, modelOf: row => modelsOf(row)[0], rowValue: (row, field) => rowValue(row, field, {key, ranks})});
}

export interface SortContext {
	readonly config: Config;
	readonly ranks: Ranks;
}

/** Models by a field. */
export function sortPlain(models: readonly Model[], key: SortKey, {config, ranks}: SortContext): readonly Model[] {
	if (key.field.kind !== 'objective') return sortModels(models, key, config);
	return sortRows(models, key, {config, modelOf: model => model, rowValue: (model, field) => rowValue(model, field, {key, ranks})});
}

/** By the objectives of different algorithms the best of each come first, and in an order by value the values themselves count. */
function objectiveValue(row: BrowseRow, {key: {order}, ranks}: {readonly key: SortKey; readonly ranks: Ranks}): number | undefined {
	const [model] = modelsOf(row);
	const {standing} = ranks.of(model.algorithm);
	const place = standing && placeOf(standing, model);
	if (order === 'natural' || order === 'flipped') return place?.kind === 'ranked' ? place.rank : undefined;
	return place?.kind === 'unranked' ? undefined : place?.value;
}

function rowValue(row: BrowseRow, field: SortField, of: {readonly key: SortKey; readonly ranks: Ranks}): number | undefined {
	if (field.kind === 'objective') return objectiveValue(row, of);
	if (!isConfiguration(row)) return undefined;
	if (field.kind === 'size') return row.models.reduce((sum, {artifact}) => sum + (artifact?.bytes ?? 0), 0);
	if (field.kind !== 'metric' || field.dataset === undefined) return undefined;
	const values = measure(row.models, field.metric, {dataset: field.dataset}).get(field.dataset) ?? [];
	return values.length === 0 ? undefined : sampleOf(values.map(({value}) => value)).mean;
}

/** The rows with the models of those that are open below them. */
export function withOpened(
	rows: readonly BrowseRow[],
	open: ReadonlySet<string>,
	scores: Folded['scores'],
): {readonly rows: readonly BrowseRow[]; readonly members: ReadonlySet<string>} {
	const members = new Set<string>();
	if (open.size === 0) return {rows, members};
	const all = rows.flatMap(row => {
		if (!isConfiguration(row) || !open.has(row.key)) return [row];
		for (const model of row.models) members.add(model.key);
		// Best first, and behind them what has no comparable result.
		const counted = scores.get(row.key)?.measured.map(({model}) => model) ?? [];
		return [row, ...counted, ...row.models.filter(model => !counted.includes(model))];
	});
	return {rows: all, members};
}
