/** The best models that are asked for: by which metric, on which dataset, among which models. Pure. */

import {bestOn, type Best} from '../store/domain/best.ts';
import {objectiveFor} from '../store/domain/objective.ts';
import type {Snapshot} from '../store/domain/snapshot.ts';
import {UserError} from '../store/domain/user-error.ts';
import {matchingModels, onlyAlgorithm, requireConfig} from './select.ts';
import {testDataset} from './test-dataset.ts';
import {counted} from './words.ts';

/** What is asked for; what is undefined is as the config says. */
export interface BestAsked {
	readonly algo?: string;
	/** Tested on it. */
	readonly dataset?: string;
	readonly metric?: string;
	/** Only among models that match a query. */
	readonly where?: string;
	/** Compare all results, whatever they were measured on. */
	readonly mixed?: boolean;
	/** Models alike but for a seed count as one. */
	readonly fold?: boolean;
}

export interface Bests {
	/** One a dataset; empty where nothing has a result that is a number. */
	readonly found: readonly Best[];
	readonly metric: string;
	/** undefined: every dataset. */
	readonly dataset?: string;
	/** Further datasets that these models were tested on, where only one is meant. */
	readonly others: readonly string[];
	/** Among how many models was looked. */
	readonly among: number;
}

/**
 * The best on the dataset that was asked for, or that the objective names, else on every one.
 *
 * @param now milliseconds since 1970, for ages in the query
 * @throws UserError `nothing-matched` where no model is meant or none was tested on the dataset, `usage`, `unset-direction`, `unreadable`
 */
export function bestsOf(snapshot: Snapshot, {algo, where, metric: wanted, dataset: typed, mixed, fold = false}: BestAsked, now: number): Bests {
	requireConfig(snapshot);
	const {models: all, config, root, lastVisit} = snapshot;
	if (all.length === 0) throw new UserError('nothing-matched', `There are no models in ${root} yet.`);
	// A filter by dataset would be one of the training.
	const models = matchingModels(all, {algo, where}, {now, config, lastVisit});
	const {metric, direction, dataset: configured} = objectiveFor(models, config, {algorithm: algo ?? onlyAlgorithm(models), metric: wanted});
	const dataset = testDataset(models, typed, configured);
	const found = bestOn(models, {metric, direction, mixed, fold, config}, dataset === undefined ? undefined : {dataset});
	const tested = dataset === undefined ? [] : models.flatMap(({tests}) => tests.flatMap(test => test.dataset ?? []));
	const others = [...new Set(tested)].filter(name => name !== dataset).sort();
	return {found, metric, dataset, others, among: models.length};
}

/** What is said where nothing was found. */
export function noResult({metric, dataset, among}: Pick<Bests, 'metric' | 'dataset' | 'among'>): UserError {
	const on = dataset === undefined ? '' : ` on ${dataset}`;
	return new UserError('nothing-matched', `None of ${counted(among, 'model')} has a result of ${metric}${on} that is a number.`, {hint: 'See mreg metrics.'});
}
