/** What is asked of a cleanup as the rule that it is. Pure. */

import {directionOf, metricsOf, objectiveFor, configuredObjective, type DirectedMetric, type Objective} from '../store/domain/objective.ts';
import type {Model} from '../store/domain/model.ts';
import type {Policy} from '../store/domain/retention.ts';
import type {Snapshot} from '../store/domain/snapshot.ts';
import {inOneLine, UserError} from '../store/domain/user-error.ts';
import {ofAlgorithm, onlyAlgorithm} from './select.ts';
import {testDataset} from './test-dataset.ts';

const usualKeep = 5;

/** What is asked for; what is undefined is as usual. */
export interface CleanupAsked {
	/** Upper or lower case; needed where there are several. */
	readonly algo?: string;
	/** How many of the best stay; 0 needs `all`. */
	readonly keep?: number;
	/** The name of the algorithm of which nothing need stay. */
	readonly all?: string;
	readonly metric?: string;
	/** Tested on it. */
	readonly dataset?: string;
	/** Models alike but for a seed stay or go together. */
	readonly foldSeeds: boolean;
	/** The best on every other dataset stays, too. */
	readonly keepBests: boolean;
	/** What has no rank goes when it is older (milliseconds). */
	readonly untested?: number;
	/** What is younger stays (milliseconds). */
	readonly minAge: number;
}

/** @throws UserError `usage`, `nothing-matched`, `not-found`, `unset-direction` */
export function cleanupPolicy({models: all, config, root}: Snapshot, asked: CleanupAsked): Policy {
	if (all.length === 0) throw new UserError('nothing-matched', `There are no models in ${root} yet.`);
	const algorithm = asked.algo?.toLowerCase() ?? onlyAlgorithm(all);
	if (algorithm === undefined) throw severalAlgorithms(all);
	const keep = keptCount(asked, algorithm);
	const {foldSeeds, keepBests, untested, minAge} = asked;
	const models = ofAlgorithm(all, algorithm);
	const {metric, direction, dataset: configured} = ranking(models, config, {algorithm, metric: asked.metric});
	const dataset = testDataset(models, asked.dataset, configured);
	return {algorithm, keep, metric, direction, dataset, foldSeeds, keepBests, untested, minAge, protectedTags: config.protectedTags};
}

/** Where nothing is tested, nothing is ranked: only the rule for the untested can remove anything then, and what ranks makes no difference. */
function ranking(
	models: readonly Model[],
	config: Snapshot['config'],
	asked: {readonly algorithm: string; readonly metric: string | undefined},
): DirectedMetric & Objective {
	if (metricsOf(models).size > 0) return objectiveFor(models, config, asked);
	const metric = asked.metric ?? configuredObjective(config, asked.algorithm)?.metric ?? 'total_time';
	return {metric, direction: directionOf(config, metric) ?? 'minimize'};
}

function severalAlgorithms(models: readonly Model[]): UserError {
	const names = [...new Set(models.map(model => model.algorithm.toLowerCase()))].sort().map(inOneLine);
	return new UserError('usage', 'Of which algorithm? A cleanup ranks the models of one.', {
		hint: `--algo takes one of: ${names.slice(0, 12).join(', ')}${names.length > 12 ? ` and ${names.length - 12} more` : ''}.`,
	});
}

/** @throws UserError `usage` for 0 without the name of the algorithm */
function keptCount({keep = usualKeep, all}: CleanupAsked, algorithm: string): number {
	if (keep > 0) {
		if (all === undefined) return keep;
		throw new UserError('usage', `--all ${all} is for --keep 0.`, {hint: `Without a rank nothing is kept only by --keep 0 --all ${algorithm}.`});
	}
	if (all?.toLowerCase() === algorithm) return keep;
	throw new UserError('usage', all === undefined ? '--keep 0 keeps none of the best.' : `--all ${all} names another algorithm than ${algorithm}.`, {
		hint: `If that is meant: --keep 0 --all ${algorithm}`,
	});
}
