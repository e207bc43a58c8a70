/** The bests that a cleanup would lose, by every metric that has a direction and on every dataset. */

import type {Config} from './config.ts';
import type {Model} from './model.ts';
import {configuredObjective, directionOf} from './objective.ts';
import type {Contest, ContestRule} from './retention-contests.ts';
import type {AlgorithmFacts} from './retention-facts.ts';
import type {Loss, Policy} from './retention.ts';

/** Who is best, by all metrics that have a direction: first that of the policy, then that of the config, then by name. */
export function contestsFor(facts: AlgorithmFacts, policy: Policy, config: Config): readonly Contest[] {
	return rankingsFor(facts, policy, config).flatMap(by => facts.contests(by));
}

function rankingsFor(facts: AlgorithmFacts, {algorithm, metric: own, direction}: Policy, config: Config): readonly ContestRule[] {
	const configured = configuredObjective(config, algorithm)?.metric;
	const others = [...facts.metrics()].sort().sort((a, b) => Number(b === configured) - Number(a === configured));
	return [
		{metric: own, direction},
		...others.flatMap(metric => {
			const known = metric === own ? undefined : directionOf(config, metric);
			return known === undefined ? [] : {metric, direction: known};
		}),
	];
}

/** @param stays whether a model is kept @returns those that one ranks by come first */
export function lossesOf(
	facts: AlgorithmFacts,
	stays: (model: Model) => boolean,
	{policy, config}: {readonly policy: Policy; readonly config: Config},
): readonly Loss[] {
	const configured = configuredObjective(config, policy.algorithm)?.metric;
	return contestsFor(facts, policy, config).flatMap(contest => {
		const {metric, direction, dataset, best} = contest;
		if (stays(best.model)) return [];
		const to = contest.bestOf(stays);
		if (to === best.value) return [];
		return {metric, direction, dataset, from: best.value, to, model: best.model, isRanked: metric === policy.metric || metric === configured};
	});
}
