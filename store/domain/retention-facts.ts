/** What a cleanup needs to know of an algorithm whatever its rule is: found once for a list of models, since on the screen each key plans anew. */

import {foldSeeds, isConfiguration, modelsOf, type Configuration} from './configuration.ts';
import type {Config} from './config.ts';
import type {Model} from './model.ts';
import {ranked, standings, type Standing} from './ranking.ts';
import {contestsIn, type Contest, type ContestRule} from './retention-contests.ts';
import {parentsIn, type Parents} from './retention-lineage.ts';
import {rankRows} from './scoring.ts';

/** One model, or a configuration, by its place. */
export interface OrderedRow {
	/** Newest first. */
	readonly models: readonly Model[];
	/** Those of them whose results are counted. */
	readonly measured: readonly Model[];
}

/** The places on one dataset. */
export interface Order {
	readonly standing: Standing;
	/** Best first; of equal ones the newer. */
	readonly rows: readonly OrderedRow[];
}

export interface AlgorithmFacts {
	/** Newest first. */
	readonly models: readonly Model[];
	/** Metrics that are a number in any of them. */
	readonly metrics: () => readonly string[];
	/** The places on one dataset or on each, that with the most results first. */
	readonly orders: (by: ContestRule & {readonly dataset?: string}, fold: Pick<Config, 'seedKeys'> | undefined) => readonly Order[];
	/** On datasets in no order. */
	readonly contests: (by: ContestRule) => readonly Contest[];
	/** Configurations of several models by each of their models. */
	readonly configurations: (fold: Pick<Config, 'seedKeys'>) => ReadonlyMap<Model, readonly Model[]>;
	/** Of all models of the registry: the models of this algorithm that they name as their parents. */
	readonly parents: () => Parents;
}

const known = new WeakMap<readonly Model[], Map<string, AlgorithmFacts>>();

/** @param models all of the registry @param algorithm in lower case */
export function factsOf(models: readonly Model[], algorithm: string): AlgorithmFacts {
	let byName = known.get(models);
	if (!byName) known.set(models, (byName = new Map<string, AlgorithmFacts>()));
	let facts = byName.get(algorithm);
	if (!facts) byName.set(algorithm, (facts = gather(models, algorithm)));
	return facts;
}

function gather(all: readonly Model[], algorithm: string): AlgorithmFacts {
	const models = all.filter(model => model.algorithm.toLowerCase() === algorithm);
	const folded = remembered(({seedKeys}: Pick<Config, 'seedKeys'>) => foldSeeds(models, {seedKeys}));
	const contests = remembered(() => contestsIn(models));
	return {
		models,
		metrics: () => contests().metrics,
		orders: remembered(({metric, direction, dataset}: ContestRule & {readonly dataset?: string}, fold: Pick<Config, 'seedKeys'> | undefined) =>
			standings(models, {metric, direction}, dataset === undefined ? undefined : {dataset}).map(standing => ({
				standing,
				rows: fold ? foldedRows(folded({seedKeys: fold.seedKeys}), standing, fold) : plainRows(standing),
			})),
		),
		contests: remembered((by: ContestRule) => contests().by(by)),
		configurations: remembered(({seedKeys}: Pick<Config, 'seedKeys'>) => byModel(folded({seedKeys}))),
		parents: remembered(() => parentsIn(all, models)),
	};
}

/** The same answer for the same question. @param find its arguments must be plain data */
function remembered<Question extends readonly unknown[], Answer>(find: (...question: Question) => Answer): (...question: Question) => Answer {
	const answers = new Map<string, Answer>();
	return (...question) => {
		const key = JSON.stringify(question);
		const before = answers.get(key);
		if (before !== undefined) return before;
		const answer = find(...question);
		answers.set(key, answer);
		return answer;
	};
}

function plainRows(standing: Standing): readonly OrderedRow[] {
	return ranked(standing).map(({model}) => {
		const models = [model];
		return {models, measured: models};
	});
}

function foldedRows(rows: ReadonlyArray<Model | Configuration>, standing: Standing, {seedKeys}: Pick<Config, 'seedKeys'>): readonly OrderedRow[] {
	return rankRows(rows, standing, seedKeys).map(({row, measured}) => ({models: modelsOf(row), measured: measured.map(({model}) => model)}));
}

function byModel(rows: ReadonlyArray<Model | Configuration>): ReadonlyMap<Model, readonly Model[]> {
	const configurations = new Map<Model, readonly Model[]>();
	for (const row of rows) {
		if (!isConfiguration(row) || row.models.length === 1) continue;
		for (const model of row.models) configurations.set(model, row.models);
	}
	return configurations;
}
