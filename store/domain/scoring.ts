/** What a row counts for on a dataset: a model by its result, a configuration by the mean of its models' results. */

import {configurationKey, isConfiguration, modelsOf, type Configuration} from './configuration.ts';
import type {Direction} from './config.ts';
import type {Model} from './model.ts';
import {isBetter, type Measured, type Standing} from './ranking.ts';
import {byNewest} from './snapshot.ts';
import {isTie, sampleOf, type Sample} from './welch.ts';

/** The comparable results of a row on one dataset. */
export interface Score {
	readonly row: Model | Configuration;
	/** Its result; of a configuration their mean. */
	readonly value: number;
	readonly sample: Sample;
	/** What was counted, best first. */
	readonly measured: readonly [Measured, ...Measured[]];
	/** How many results there would be without missing seeds. */
	readonly expected: number;
}

/** A score and its place among others. */
export interface RankedScore extends Score {
	/** One more than there are better ones: equal values share it. */
	readonly rank: number;
	/** Its distance to the best is no more than chance would make it (see `isTieWith`). Never true of the best itself. */
	readonly tied: boolean;
}

/** The comparable results of a standing by model. */
export function comparedIn(standing: Pick<Standing, 'compared'>): ReadonlyMap<Model, Measured> {
	return new Map(standing.compared.map(one => [one.model, one]));
}

/** @returns undefined where none of the row's models has a comparable result, or where infinite ones have no mean */
export function scoreOf(row: Model | Configuration, compared: ReadonlyMap<Model, Measured>, direction: Direction): Score | undefined {
	if (!isConfiguration(row)) {
		const one = compared.get(row);
		return one && {row, value: one.value, sample: {mean: one.value, count: 1}, measured: [one], expected: 1};
	}
	const found: Measured[] = [];
	for (const model of row.models) {
		const one = compared.get(model);
		if (one) found.push(one);
	}
	if (found.length > 1) found.sort((a, b) => compareMeasured(a, b, direction));
	const [first, ...rest] = found;
	if (!first) return undefined;
	const sample = sampleOf(found.map(({value}) => value));
	if (Number.isNaN(sample.mean)) return undefined;
	return {row, value: rest.length === 0 ? first.value : sample.mean, sample, measured: [first, ...rest], expected: row.expected};
}

function compareMeasured(a: Measured, b: Measured, direction: Direction): number {
	if (a.value !== b.value) return isBetter(a.value, b.value, direction) ? -1 : 1;
	return byNewest(a.model, b.model);
}

/** Best first; of equal values the one with the newer newest model, then the key. */
export function compareScores(a: Score, b: Score, direction: Direction): number {
	if (a.value !== b.value) return isBetter(a.value, b.value, direction) ? -1 : 1;
	return byNewest(modelsOf(a.row)[0], modelsOf(b.row)[0]);
}

/**
 * Scores in their order, with ranks and ties.
 *
 * @param seedKeys hyperparameters that are seeds: what lies between two seeds of one configuration is its spread, so single models of it are a tie, too
 */
export function rankScores(scores: readonly Score[], direction: Direction, seedKeys: readonly string[]): readonly RankedScore[] {
	const order = [...scores].sort((a, b) => compareScores(a, b, direction));
	const [best] = order;
	let rank = 1;
	return order.map((score, index) => {
		if (score.value !== order[index - 1]?.value) rank = index + 1;
		const {row, value, sample, measured, expected} = score;
		return {row, value, sample, measured, expected, rank, tied: index > 0 && best !== undefined && isTieWith(score, best, seedKeys)};
	});
}

/** The rows that have a comparable result in a standing, best first. */
export function rankRows(rows: ReadonlyArray<Model | Configuration>, standing: Standing, seedKeys: readonly string[]): readonly RankedScore[] {
	const compared = comparedIn(standing);
	return rankScores(
		rows.flatMap(row => scoreOf(row, compared, standing.direction) ?? []),
		standing.direction,
		seedKeys,
	);
}

/** A tie: equal values; two seeds of one configuration; or both have several results and Welch's test finds no difference. */
export function isTieWith(a: Pick<Score, 'row' | 'value' | 'sample'>, b: Pick<Score, 'row' | 'value' | 'sample'>, seedKeys: readonly string[]): boolean {
	if (a.value === b.value || isTie(a.sample, b.sample)) return true;
	if (isConfiguration(a.row) || isConfiguration(b.row) || !Number.isFinite(a.value - b.value)) return false;
	const key = configurationKey(a.row, seedKeys);
	return key !== undefined && key === configurationKey(b.row, seedKeys);
}

/** The model that stands for a score: of its models the median one (of an even number the better of the middle two). */
export function medianOf({measured}: Pick<Score, 'measured'>): Measured {
	return measured[Math.floor((measured.length - 1) / 2)] ?? measured[0];
}
