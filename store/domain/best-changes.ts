/** Where another model is the best than before, or the best has another value: by the objective of each algorithm, on its dataset or, where it names none, on each. */

import type {Direction} from './config.ts';
import type {Model} from './model.ts';
import {configuredObjective} from './objective.ts';
import {isBetter, whyLeftOut, type Measured, type Standing} from './ranking.ts';
import {byAlgorithm, ranksOf, type Ranks} from './ranks.ts';
import type {Snapshot} from './snapshot.ts';

/** `dataset` undefined: tests that name none. `from` or `to` undefined: there was, or is, no result to rank. */
export interface BestChange {
	readonly event: 'best.changed';
	readonly algorithm: string;
	readonly metric: string;
	readonly direction: Direction;
	readonly dataset?: string;
	readonly from?: Measured;
	readonly to?: Measured;
	/** The value is better than a comparable one before, or the first: not where another group of results is the largest now, or the best is gone. */
	readonly improved: boolean;
}

type Groups = ReadonlyMap<string, readonly Model[]>;

/** Most algorithms stay as they are: their lists stay the same, and what was found of them holds. */
const grouped = new WeakMap<readonly Model[], Groups>();

/** The bests that changed from one snapshot to a later one; none while the config cannot be read, as what ranks is not known then. */
export function bestChanges(before: Snapshot, after: Snapshot): readonly BestChange[] {
	if (before.models === after.models && before.config === after.config) return [];
	if (!isRanked(before) || !isRanked(after)) return [];
	const groups = groupsOf(before.models);
	const later = groupsOf(after.models, groups);
	const [earlierRanks, ranks] = [ranksOf(groups, before), ranksOf(later, after)];
	return [...new Set([...groups.keys(), ...later.keys()])].flatMap(algorithm => {
		if (groups.get(algorithm) === later.get(algorithm) && before.config === after.config) return [];
		return changesOf(bestsOf(algorithm, earlierRanks, before), bestsOf(algorithm, ranks, after));
	});
}

function isRanked({problems}: Snapshot): boolean {
	return !problems.some(({kind}) => kind === 'unreadable-config');
}

function groupsOf(models: readonly Model[], before?: Groups): Groups {
	let groups = grouped.get(models);
	if (!groups) grouped.set(models, (groups = byAlgorithm(models, before)));
	return groups;
}

/** The standings that name a best, as `mreg best` shows them. */
function bestsOf(algorithm: string, ranks: Ranks, {config}: Snapshot): readonly Standing[] {
	const {everywhere} = ranks.of(algorithm);
	const only = configuredObjective(config, algorithm)?.dataset;
	return only === undefined ? everywhere() : everywhere().filter(({dataset}) => dataset === only);
}

function changesOf(before: readonly Standing[], after: readonly Standing[]): readonly BestChange[] {
	const earlier = new Map(before.map(standing => [standing.dataset, standing]));
	const now = new Set(after.map(({dataset}) => dataset));
	// Where another metric ranks, there is no best by the old one: nobody lost a place.
	const lost = before.filter(({dataset, metric}) => !now.has(dataset) && (after[0]?.metric ?? metric) === metric);
	const changed = after.flatMap(standing => {
		const other = earlier.get(standing.dataset);
		const from = other?.metric === standing.metric ? other.best : undefined;
		return from && isSameBest(from, standing.best) ? [] : [change(standing, from, standing.best)];
	});
	return [...lost.map(standing => change(standing, standing.best, undefined)), ...changed];
}

function isSameBest(one: Measured, two: Measured): boolean {
	return one.model.key === two.model.key && one.value === two.value;
}

function change({metric, direction, dataset}: Standing, from: Measured | undefined, to: Measured | undefined): BestChange {
	const algorithm = (to ?? from)?.model.algorithm ?? '';
	return {event: 'best.changed', algorithm, metric, direction, dataset, from, to, improved: to !== undefined && isImproved(to, {from, direction})};
}

function isImproved(to: Measured, {from, direction}: Pick<BestChange, 'from' | 'direction'>): boolean {
	return (
		!from ||
		(whyLeftOut(to.test, {queries: from.test.num_queries, digest: from.test.dataset_digest}) === undefined && isBetter(to.value, from.value, direction))
	);
}
