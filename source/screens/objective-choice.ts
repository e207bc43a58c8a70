/** Choosing an objective step by step: metric, dataset, direction. Pure. */

import type {Direction} from '../../store/domain/config.ts';
import type {Objective} from '../../store/domain/objective.ts';

export interface ObjectiveChoice {
	/** In lower case; `*`: for all. */
	readonly algorithm: string;
	readonly metric?: string;
	/** `any`: the one with the most results. */
	readonly dataset?: {readonly name: string} | 'any';
	readonly direction?: Direction;
	/** It is kept in mreg.config.json. */
	readonly store?: boolean;
}

/** The objective, when all of it was chosen. */
export function chosenObjective({metric, dataset, direction}: ObjectiveChoice): Objective | undefined {
	if (metric === undefined || dataset === undefined || direction === undefined) return undefined;
	return {metric, direction, dataset: dataset === 'any' ? undefined : dataset.name};
}

/** The choice without its last step; undefined where there is none. */
export function stepBack({algorithm, metric, dataset}: ObjectiveChoice): ObjectiveChoice | undefined {
	if (dataset !== undefined) return {algorithm, metric};
	return metric === undefined ? undefined : {algorithm};
}
