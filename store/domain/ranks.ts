/** What ranks each algorithm of a registry, and where its models stand: asked for when it is needed, found once. */

import type {Config} from './config.ts';
import type {Model} from './model.ts';
import {configuredObjective, hasMetric, metricsOf, usualObjective, type Objective} from './objective.ts';
import {standings, type Standing} from './ranking.ts';

export interface AlgorithmRanks {
	/** Its models. */
	readonly models: readonly Model[];
	/** Its dataset is the one that was chosen or configured, else the one with the most results; undefined where nothing decides or nothing is tested. */
	readonly objective?: Objective;
	/** The places by the objective; undefined where it has no direction, or no model a result. */
	readonly standing?: Standing;
	/** The places by the objective's metric on every dataset. */
	readonly everywhere: () => readonly Standing[];
}

export interface Ranks {
	/** @param algorithm compared without case; undefined: all of them together, ranked by the objective of `*` */
	readonly of: (algorithm: string | undefined) => AlgorithmRanks;
	/** Whether a model is the best of its algorithm by the objective. */
	readonly isBest: (model: Model) => boolean;
}

export interface RankOptions {
	/** All of the registry. */
	readonly models: readonly Model[];
	readonly config: Config;
	/** Objectives that hold instead of the configured ones, by algorithm in lower case; `*`: for all. */
	readonly chosen?: ReadonlyMap<string, Objective>;
}

/** @param groups the models by algorithm */
export function ranksOf(groups: ReadonlyMap<string, readonly Model[]>, {models, config, chosen = new Map()}: RankOptions): Ranks {
	const answers = new Map<string | undefined, AlgorithmRanks>();
	const of = (algorithm: string | undefined): AlgorithmRanks => {
		const name = algorithm?.toLowerCase();
		let ranks = answers.get(name);
		if (!ranks) {
			const own = name === undefined ? models : (groups.get(name) ?? none);
			answers.set(name, (ranks = remembered(own, {config, chosen, algorithm: name ?? '*'})));
		}
		return ranks;
	};
	return {of, isBest: model => of(model.algorithm).standing?.best.model === model};
}

const none: readonly Model[] = [];
/** The last answer for a list of models: most algorithms stay as they are while files change. */
const known = new WeakMap<readonly Model[], {readonly id: string; readonly ranks: AlgorithmRanks}>();

interface Asked {
	readonly config: Config;
	readonly chosen: ReadonlyMap<string, Objective>;
	readonly algorithm: string;
}

function remembered(models: readonly Model[], {config, chosen, algorithm}: Asked): AlgorithmRanks {
	const said = chosen.get(algorithm) ?? chosen.get('*') ?? configuredObjective(config, algorithm);
	// What is usual depends on the models, which are the same, and on the directions.
	const id = JSON.stringify(said ?? config.metrics);
	const before = known.get(models);
	if (before?.id === id) return before.ranks;
	const ranks = ranksIn(models, said ?? usualIn(models, config, algorithm));
	known.set(models, {id, ranks});
	return ranks;
}

/** Which other metrics there are matters only where none is total_time. */
function usualIn(models: readonly Model[], config: Config, algorithm: string): Objective | undefined {
	return usualObjective(config, algorithm, hasMetric(models, 'total_time') ? new Set(['total_time']) : metricsOf(models));
}

/**
 * The models of each algorithm by its name in lower case, in their order.
 *
 * @param before an earlier answer: where an algorithm has the same models, it is the same list
 */
export function byAlgorithm(models: readonly Model[], before?: ReadonlyMap<string, readonly Model[]>): ReadonlyMap<string, readonly Model[]> {
	const groups = new Map<string, Model[]>();
	let [last, same]: [string | undefined, Model[] | undefined] = [undefined, undefined];
	for (const model of models) {
		// Most stand beside their like.
		if (model.algorithm !== last || !same) {
			last = model.algorithm;
			const name = last.toLowerCase();
			same = groups.get(name);
			if (!same) groups.set(name, (same = []));
		}
		same.push(model);
	}
	if (!before) return groups;
	return new Map([...groups].map(([name, group]) => [name, isSame(before.get(name), group) ? (before.get(name) ?? group) : group]));
}

function isSame(a: readonly Model[] | undefined, b: readonly Model[]): boolean {
	return a?.length === b.length && a.every((model, index) => model === b[index]);
}

function ranksIn(models: readonly Model[], wanted: Objective | undefined): AlgorithmRanks {
	if (!wanted) return {models, everywhere: () => []};
	const {metric, direction = 'minimize'} = wanted;
	let all: readonly Standing[] | undefined;
	const everywhere = () => (all ??= standings(models, {metric, direction}));
	const standing = wanted.dataset === undefined ? everywhere()[0] : standings(models, {metric, direction}, {dataset: wanted.dataset})[0];
	return {
		models,
		objective: wanted.dataset === undefined && standing ? {...wanted, dataset: standing.dataset} : wanted,
		standing: wanted.direction === undefined ? undefined : standing,
		everywhere: wanted.direction === undefined ? () => [] : everywhere,
	};
}
