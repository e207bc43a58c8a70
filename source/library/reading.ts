/** What is read from a snapshot: lists, bests, comparisons, leaderboards, by the rules of the commands of the same names. */

import {compareModels} from '../../store/domain/comparison.ts';
import type {Model} from '../../store/domain/model.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {comparedContents} from '../../store/compared-contents.ts';
import {whereItWent} from '../../store/gone-versions.ts';
import {bestsOf} from '../best-choice.ts';
import {bestJson} from '../best-json.ts';
import {baselineOf, testedDataset, usualMetric} from '../comparison-choice.ts';
import {baselineKey, comparisonFacts} from '../comparison-json.ts';
import {askedBoard} from '../leaderboard-choice.ts';
import {leaderboardJson, type LeaderboardFactsJson} from '../leaderboard-json.ts';
import {askedList} from '../model-list.ts';
import {modelLookup, type NamedBy} from '../model-lookup.ts';
import {ofAlgorithm, requireConfig} from '../select.ts';
import type {BestModel, Comparison} from './answers.ts';
import {modelRecord, type ModelRecord} from './model-record.ts';
import type {BestRequest, CompareRequest, LeaderboardRequest, ListRequest} from './requests.ts';

/** In a program that nothing matches is an answer. */
function orNothing<Value, Nothing>(make: () => Value, nothing: Nothing): Value | Nothing {
	try {
		return make();
	} catch (error) {
		if (error instanceof UserError && error.code === 'nothing-matched') return nothing;
		throw error;
	}
}

export function listIn(snapshot: Snapshot, {algorithm, dataset, tags, where, sort, limit}: ListRequest, now: number): readonly ModelRecord[] {
	const list = () => askedList(snapshot, {algo: algorithm, dataset, tags, where, sort, limit}, now).models.map(modelRecord);
	return orNothing(list, []);
}

export function bestIn(snapshot: Snapshot, {algorithm, foldSeeds, ...asked}: BestRequest, now: number): BestModel | undefined {
	const found = orNothing(() => bestsOf(snapshot, {...asked, algo: algorithm, fold: foldSeeds}, now).found, []);
	const [best] = [...found].sort((a, b) => b.of - a.of);
	return best && {...bestJson(best), model: modelRecord(best.model)};
}

export function latestIn({models}: Snapshot, algorithm: string | undefined): ModelRecord | undefined {
	const [newest] = orNothing(() => ofAlgorithm(models, algorithm), []);
	return newest && modelRecord(newest);
}

/** The models that are named, each once. @throws UserError `not-found` (with where it went), `ambiguous` */
export async function modelsNamed(snapshot: Snapshot, ids: string | readonly string[], by: NamedBy = {}): Promise<readonly Model[]> {
	const lookup = modelLookup(snapshot, by);
	const typed = typeof ids === 'string' ? [ids] : ids;
	let last = '';
	try {
		return [...new Set(typed.map(id => lookup((last = id))))];
	} catch (error) {
		throw await whereItWent(error, last.trim(), snapshot);
	}
}

export async function comparisonIn(
	snapshot: Snapshot,
	ids: readonly string[],
	{dataset, metric, baseline, differences = false}: CompareRequest,
): Promise<Comparison> {
	requireConfig(snapshot);
	const models = await modelsNamed(snapshot, ids, {dataset});
	if (models.length < 2) throw new UserError('usage', 'Compare takes two models or more.');
	const place = baseline === undefined ? 0 : baselineOf(baseline, models, {snapshot, dataset});
	const on = dataset === undefined ? undefined : testedDataset(dataset, models, snapshot);
	const {inspections, notes} = await comparedContents(models, snapshot.root);
	const {config, models: all} = snapshot;
	const comparison = compareModels(models, {config, baseline: place, dataset: on, metric: metric ?? usualMetric(models, snapshot), all, inspections});
	return {baseline: baselineKey(comparison), models: models.map(modelRecord), ...comparisonFacts(comparison, differences), notes};
}

export async function leaderboardIn(snapshot: Snapshot, {algorithm, ids, foldSeeds, ...asked}: LeaderboardRequest, now: number): Promise<LeaderboardFactsJson> {
	const named = ids === undefined ? undefined : await modelsNamed(snapshot, ids, {metric: asked.metric});
	const {board} = askedBoard(snapshot, {...asked, named, algo: algorithm, fold: foldSeeds}, now);
	const {schema: _, ...data} = leaderboardJson(board);
	return data;
}
