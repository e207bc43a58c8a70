/** Which results count among all models of a registry: for a condition that must not hold by a result on other data. */

import type {Model, TestResult} from './model.ts';
import {standings, whyLeftOut, type Group} from './ranking.ts';

export interface ComparableResults {
	/** Whether a result of a metric is one of the largest comparable group on its dataset. */
	readonly isComparable: (metric: string, test: TestResult) => boolean;
	/** What the results of that group have in common; undefined where nothing is ranked. */
	readonly groupOf: (metric: string, dataset: string | undefined) => Group | undefined;
}

/** The groups are those of `mreg best`, whatever the algorithm; found once for each metric that is asked for. */
export function comparableResults(models: readonly Model[]): ComparableResults {
	const metrics = new Map<string, ReadonlyMap<string | undefined, Group | undefined>>();
	const groupOf = (metric: string, dataset: string | undefined) => {
		let groups = metrics.get(metric);
		// The direction says who is best in a group, not who is in it.
		if (!groups) metrics.set(metric, (groups = new Map(standings(models, {metric, direction: 'minimize'}).map(({dataset: on, group}) => [on, group]))));
		return groups.get(dataset);
	};
	const isComparable = (metric: string, test: TestResult) => {
		const group = groupOf(metric, test.dataset);
		return group === undefined || whyLeftOut(test, group) === undefined;
	};
	return {isComparable, groupOf};
}
