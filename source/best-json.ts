/** A best model as `--json` prints it. */

import type {Best} from '../store/domain/best.ts';
import {isConfiguration} from '../store/domain/configuration.ts';
import type {Direction} from '../store/domain/config.ts';
import type {LeftOutReason} from '../store/domain/ranking.ts';
import type {RankedScore} from '../store/domain/scoring.ts';
import {modelJson, type ModelJson} from './model-json.ts';

/** What a value is the mean of, where models alike but for a seed count as one. */
interface SeedsJson {
	/** The sample standard deviation; null of a single result. */
	readonly deviation?: number | null;
	/** How many of its seeds have a result. */
	readonly count?: number;
	/** How many seeds it has. */
	readonly expected?: number;
	/** Of its models. */
	readonly keys?: readonly string[];
}

/** The second best. */
export interface RunnerUpJson extends SeedsJson {
	readonly key: string;
	readonly model_id: string;
	readonly value: number;
	/** No more than chance apart from the best. */
	readonly tied: boolean;
}

/** A result that was not compared. */
export interface LeftOutJson {
	readonly key: string;
	readonly model_id: string;
	readonly value: number;
	readonly reason: LeftOutReason;
}

/** Why a model is the best, and by how much. */
export interface BestFactsJson extends SeedsJson {
	readonly metric: string;
	readonly direction: Direction;
	/** null: tests that name no dataset. */
	readonly dataset: string | null;
	/** The number of queries that all compared results have. */
	readonly queries: number | null;
	readonly value: number;
	/** How many were ranked. */
	readonly of: number;
	readonly runner_up: RunnerUpJson | null;
	/** How far the runner-up lies behind, relative to the best's value. */
	readonly lead: number | null;
	/** Results that were measured on other data. */
	readonly left_out: readonly LeftOutJson[];
}

export interface BestJson extends BestFactsJson {
	/** Of a configuration its median model. */
	readonly model: ModelJson;
}

export function bestJson({model, metric, direction, dataset, group, score, runnerUp, lead, of, leftOut}: Best): BestJson {
	return {
		model: modelJson(model),
		metric,
		direction,
		dataset: dataset ?? null,
		queries: group?.queries ?? null,
		value: score.value,
		...seedsJson(score),
		of,
		runner_up: runnerUp ? {...named(runnerUp), value: runnerUp.value, ...seedsJson(runnerUp), tied: runnerUp.tied} : null,
		lead: lead ?? null,
		left_out: leftOut.map(one => ({key: one.model.key, model_id: one.model.id, value: one.value, reason: one.reason})),
	};
}

function named({measured}: RankedScore): {readonly key: string; readonly model_id: string} {
	const {key, id} = measured[0].model;
	return {key, model_id: id};
}

function seedsJson({row, sample, expected}: RankedScore): SeedsJson {
	if (!isConfiguration(row)) return {};
	return {deviation: sample.deviation ?? null, count: sample.count, expected, keys: row.models.map(({key}) => key)};
}
