/** The leaderboard that is asked for: of which models, by which metric, with which rows. Pure. */

import {leaderboard, type Leaderboard} from '../store/domain/leaderboard.ts';
import type {Model} from '../store/domain/model.ts';
import {objectiveFor} from '../store/domain/objective.ts';
import {byNewest, type Snapshot} from '../store/domain/snapshot.ts';
import {UserError} from '../store/domain/user-error.ts';
import {usualBy} from './leaderboard-command.ts';
import {matchingModels, onlyAlgorithm, parseWhere, requireConfig} from './select.ts';

/** What is asked for; what is undefined is as usual. */
export interface BoardAsked {
	/** Models that were named; undefined: none were. */
	readonly named?: readonly Model[];
	readonly algo?: string;
	/** A query. */
	readonly where?: string;
	readonly metric?: string;
	/** One row a model, or one an algorithm. */
	readonly by?: 'model' | 'algorithm';
	/** Models alike but for a seed are one row. */
	readonly fold?: boolean;
	/** Rank all results, whatever they were measured on. */
	readonly mixed?: boolean;
}

export interface AskedBoard {
	readonly board: Leaderboard;
	/** Those that it is about, newest first. */
	readonly models: readonly Model[];
	readonly by: 'model' | 'algorithm';
}

/** @param now milliseconds since 1970, for ages in the query @throws UserError `nothing-matched`, `usage`, `unset-direction`, `unreadable` */
export function askedBoard(snapshot: Snapshot, {named, algo, where, metric, by: typed, fold = false, mixed = false}: BoardAsked, now: number): AskedBoard {
	requireConfig(snapshot);
	const {models: all, config, root, lastVisit} = snapshot;
	if (all.length === 0) throw new UserError('nothing-matched', `There are no models in ${root} yet.`);
	const isChosen = named !== undefined || algo !== undefined || where !== undefined;
	const by = typed ?? usualBy(isChosen);
	const matching = matchingModels(named ?? all, {algo, where}, {now, config, lastVisit, query: parseWhere(where, all)});
	const models = matching === all ? all : [...matching].sort(byNewest);
	const objective = objectiveFor(models, config, {algorithm: isChosen ? onlyAlgorithm(models) : undefined, metric});
	return {board: leaderboard(models, {...objective, by, fold, mixed, config}), models, by};
}
