/** Which model is best on each dataset, and how sure that is. */

import {isConfiguration, foldSeeds, modelsOf} from './configuration.ts';
import type {Config, Direction} from './config.ts';
import type {Model} from './model.ts';
import {isBefore, relativeDistance, standings, type Group, type LeftOutReason, type Measured, type Standing, whyLeftOut} from './ranking.ts';
import {medianOf, rankRows, rankScores, type RankedScore} from './scoring.ts';
import {sampleOf} from './welch.ts';

/** The best on one dataset. */
export interface Best {
	readonly metric: string;
	readonly direction: Direction;
	/** undefined: tests that name no dataset. */
	readonly dataset?: string;
	readonly group?: Group;
	readonly score: RankedScore;
	/** The model that stands for it: itself, or the median one of a configuration. */
	readonly model: Model;
	readonly runnerUp?: RankedScore;
	/** How far the runner-up lies behind, relative to the best's value; never negative. */
	readonly lead?: number;
	/** How many rows were ranked. */
	readonly of: number;
	readonly leftOut: ReadonlyArray<Measured & {readonly reason: LeftOutReason}>;
}

export interface BestOptions {
	readonly metric: string;
	readonly direction: Direction;
	readonly mixed?: boolean;
	/** Models alike but for a seed count as one, by their mean. */
	readonly fold?: boolean;
	readonly config: Pick<Config, 'seedKeys'>;
}

/** The best on every dataset (or on one) that has a result, by name of the dataset; tests without one come last. */
export function bestOn(models: readonly Model[], options: BestOptions, only?: {readonly dataset: string | undefined}): readonly Best[] {
	const {metric, direction, mixed, fold = false, config} = options;
	const rows = fold ? foldSeeds(models, config) : undefined;
	return standings(models, {metric, direction, mixed}, only)
		.flatMap(standing => bestOf(standing, {folded: rows && rankRows(rows, standing, config.seedKeys), seedKeys: config.seedKeys}) ?? [])
		.sort((a, b) => (a.dataset === b.dataset ? 0 : a.dataset === undefined || (b.dataset !== undefined && a.dataset > b.dataset) ? 1 : -1));
}

/** @returns undefined where nothing is ranked, as infinities of both signs have no mean */
function bestOf(
	standing: Standing,
	{folded, seedKeys}: {readonly folded: readonly RankedScore[] | undefined; readonly seedKeys: readonly string[]},
): Best | undefined {
	const {metric, direction, dataset, group, leftOut} = standing;
	const [score, runnerUp] = folded ?? firstTwo(standing, seedKeys);
	if (!score) return undefined;
	const lead = runnerUp && relativeDistance(runnerUp.value, score.value);
	return {
		metric,
		direction,
		dataset,
		group,
		score,
		model: isConfiguration(score.row) ? medianOf(score).model : modelsOf(score.row)[0],
		runnerUp,
		lead: lead === undefined ? undefined : Math.abs(lead),
		of: folded?.length ?? standing.compared.length,
		leftOut: group ? leftOut.map(one => ({...one, reason: whyLeftOut(one.test, group) ?? 'other-queries'})) : [],
	};
}

function firstTwo(standing: Standing, seedKeys: readonly string[]): readonly RankedScore[] {
	let [first, second]: readonly (Measured | undefined)[] = [];
	for (const one of standing.compared) {
		if (!first || isBefore(one, first, standing.direction)) [first, second] = [one, first];
		else if (!second || isBefore(one, second, standing.direction)) second = one;
	}
	const scores = [first, second]
		.filter(one => one !== undefined)
		.map(({model, value, ...rest}) => ({row: model, value, sample: sampleOf([value]), measured: [{model, value, ...rest}] as const, expected: 1}));
	return rankScores(scores, standing.direction, seedKeys);
}
