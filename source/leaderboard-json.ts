/** A leaderboard as `--json` prints it. */

import type {Direction} from '../store/domain/config.ts';
import type {Leaderboard, LeaderboardCell, LeaderboardColumn, LeaderboardRow} from '../store/domain/leaderboard.ts';
import {shownModels} from './leaderboard-words.ts';

/** The result of a row on a dataset. */
export interface LeaderboardCellJson {
	/** null: tests that name no dataset. */
	readonly dataset: string | null;
	readonly kind: LeaderboardCell['kind'];
	readonly value: number | null;
	/** The sample standard deviation; null of a single result. */
	readonly deviation: number | null;
	/** How many results the value is the mean of. */
	readonly count: number;
	/** null: not compared. */
	readonly rank: number | null;
	/** No worse than the best, as far as can be told. */
	readonly tied: boolean;
	/** The model whose result it is; of several the median one. */
	readonly key: string | null;
	/** Why there is no rank: `other-queries`, `other-digest`, `text`, `NaN`, `untested`. */
	readonly reason: string | null;
}

/** A row of a leaderboard. */
export interface LeaderboardRowJson {
	readonly kind: LeaderboardRow['contender']['kind'];
	readonly algorithm: string;
	/** The models that stand in the row. */
	readonly keys: readonly string[];
	readonly model_ids: readonly string[];
	/** Over the datasets that all rows with a result have; null where there is none. */
	readonly mean_rank: number | null;
	/** In the order of the datasets. */
	readonly cells: readonly LeaderboardCellJson[];
}

/** Models, or the best of each algorithm, ranked on every dataset. */
export interface LeaderboardFactsJson {
	readonly metric: string;
	readonly direction: Direction;
	/** What the compared results of each dataset have in common. */
	readonly datasets: ReadonlyArray<{readonly dataset: string | null; readonly queries: number | null; readonly digest: string | null}>;
	/** The best first. */
	readonly rows: readonly LeaderboardRowJson[];
}

export interface LeaderboardJson extends LeaderboardFactsJson {
	readonly schema: 1;
}

/** The object that is printed, but for NaN and infinities. */
export function leaderboardJson({metric, direction, columns, rows}: Leaderboard): LeaderboardJson {
	return {
		schema: 1,
		metric,
		direction,
		datasets: columns.map(({dataset, group}) => ({dataset: dataset ?? null, queries: group?.queries ?? null, digest: group?.digest ?? null})),
		rows: rows.map(row => rowJson(row, columns)),
	};
}

/** Of an algorithm, `keys` names the models that stand in its row. */
function rowJson(row: LeaderboardRow, columns: readonly LeaderboardColumn[]): LeaderboardRowJson {
	const models = shownModels(row);
	return {
		kind: row.contender.kind,
		algorithm: row.contender.algorithm,
		keys: models.map(({key}) => key),
		model_ids: models.map(({id}) => id),
		mean_rank: row.meanRank ?? null,
		cells: row.cells.map((cell, index) => cellJson(cell, columns[index]?.dataset ?? null)),
	};
}

function cellJson(cell: LeaderboardCell, dataset: string | null): LeaderboardCellJson {
	const none = {dataset, kind: cell.kind, value: null, deviation: null, count: 0, rank: null, tied: false, key: null, reason: null};
	switch (cell.kind) {
		case 'result': {
			const {value, sample, rank, tied} = cell.score;
			return {...none, value, deviation: sample.deviation ?? null, count: sample.count, rank, tied, key: cell.model.key};
		}
		case 'left-out':
			return {...none, value: cell.value, count: 1, key: cell.model.key, reason: cell.reason};
		case 'unranked':
			return {...none, count: 0, key: cell.model.key, reason: cell.why};
		case 'untested':
			return {...none, reason: 'untested'};
	}
}
