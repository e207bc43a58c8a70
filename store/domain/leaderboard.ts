/** Models, configurations or the best of each algorithm, by datasets: values, places, and what is not tested yet. */

import {foldSeeds, isConfiguration, modelsOf, type Configuration} from './configuration.ts';
import type {Config, Direction} from './config.ts';
import type {Model} from './model.ts';
import {isBefore, placeOf, standings, type Group, type LeftOutReason, type Measured, type Standing} from './ranking.ts';
import {comparedIn, compareScores, medianOf, rankScores, scoreOf, type RankedScore, type Score} from './scoring.ts';

/** What one line is about. A model or configuration is one row; an algorithm has all of its own, of which the best on each dataset counts. */
export interface Contender {
	readonly kind: 'model' | 'configuration' | 'algorithm';
	readonly key: string;
	/** As its models write it. */
	readonly algorithm: string;
	readonly rows: ReadonlyArray<Model | Configuration>;
}

export interface LeaderboardColumn {
	/** undefined: tests that name no dataset. */
	readonly dataset?: string;
	readonly group?: Group;
	/** How many rows have a comparable result. */
	readonly results: number;
}

export type LeaderboardCell =
	/** `mark`: the best, or the next one; `model`: the one whose result it is, of several the median. */
	| {readonly kind: 'result'; readonly score: RankedScore; readonly model: Model; readonly mark?: 'best' | 'second'}
	| {readonly kind: 'left-out'; readonly value: number; readonly reason: LeftOutReason; readonly queries?: number; readonly model: Model}
	/** A result that is not a number, or a test without the metric. */
	| {readonly kind: 'unranked'; readonly why: 'text' | 'NaN' | 'not-measured'; readonly model: Model}
	/** A hole; `models`: those that would have to be tested to fill it. */
	| {readonly kind: 'untested'; readonly models: readonly Model[]};

export interface LeaderboardRow {
	readonly contender: Contender;
	/** In the order of the columns. */
	readonly cells: readonly LeaderboardCell[];
	/** The mean of its ranks over the complete datasets; undefined where there is none, and for a row without any comparable result. */
	readonly meanRank?: number;
}

export interface Leaderboard {
	readonly metric: string;
	readonly direction: Direction;
	/** Those with the most results first. */
	readonly columns: readonly LeaderboardColumn[];
	/** Best mean rank first; without one by the place in the first column, then in the next, and so on. */
	readonly rows: readonly LeaderboardRow[];
	/**
	 * How many datasets are complete, so that mean ranks are taken over them: every row has a comparable result there.
	 * Rows that have none on any dataset do not count: one model that is not tested yet must not take the ranks of all others away.
	 */
	readonly complete: number;
}

export interface LeaderboardOptions {
	readonly metric: string;
	readonly direction: Direction;
	/** One line a model (with `fold` a configuration), or one an algorithm. */
	readonly by: 'model' | 'algorithm';
	readonly fold?: boolean;
	readonly mixed?: boolean;
	readonly config: Pick<Config, 'seedKeys'>;
}

/** The lines that models make. */
export function contendersOf(models: readonly Model[], {by, fold = false, config}: Pick<LeaderboardOptions, 'by' | 'fold' | 'config'>): readonly Contender[] {
	if (by === 'model') {
		return (fold ? foldSeeds(models, config) : models).map(row => {
			const isFolded = 'expected' in row;
			return {kind: isFolded ? 'configuration' : 'model', key: row.key, algorithm: modelsOf(row)[0].algorithm, rows: [row]} as const;
		});
	}
	const byAlgorithm = new Map<string, Model[]>();
	for (const model of models) {
		const name = model.algorithm.toLowerCase();
		const same = byAlgorithm.get(name);
		if (same) same.push(model);
		else byAlgorithm.set(name, [model]);
	}
	return [...byAlgorithm].map(([name, own]) => ({
		kind: 'algorithm' as const,
		key: `algorithm:${name}`,
		algorithm: own[0]?.algorithm ?? name,
		rows: fold ? foldSeeds(own, config) : own,
	}));
}

/** The leaderboard of some models. Each is compared with the others of these only. */
export function leaderboard(models: readonly Model[], options: LeaderboardOptions): Leaderboard {
	const {metric, direction} = options;
	const contenders = contendersOf(models, options);
	const lines = linesOf(contenders);
	const columns = standings(models, options).map(standing => columnOf(standing, contenders, {seedKeys: options.config.seedKeys, lines}));
	// Of an algorithm several models may be compared on a dataset, which still fill one line of it.
	columns.sort((a, b) => b.column.results - a.column.results);
	const results = contenders.map((_, line) => columns.reduce((sum, {cells}) => (cells[line]?.kind === 'result' ? sum + 1 : sum), 0));
	const placed = results.filter(count => count > 0).length;
	const complete = columns.filter(({column}) => placed > 0 && column.results === placed);
	const keyed = contenders.map((contender, line): KeyedRow => {
		const sum = complete.reduce((sum, {cells}) => sum + rankIn(cells[line]), 0);
		const meanRank = complete.length === 0 || results[line] === 0 ? undefined : sum / complete.length;
		const row = {contender, cells: columns.flatMap(({cells}) => cells[line] ?? []), meanRank};
		return {row, place: meanRank ?? Infinity, ranks: columns.map(({cells}) => rankIn(cells[line]))};
	});
	const rows = keyed.sort(compareRows).map(({row}) => row);
	return {metric, direction, columns: columns.map(({column}) => column), rows, complete: complete.length};
}

function rankIn(cell: LeaderboardCell | undefined): number {
	return cell?.kind === 'result' ? cell.score.rank : Infinity;
}

/** The line of each model, where no seeds are folded: then the best result of each line is found in one go. */
function linesOf(contenders: readonly Contender[]): ReadonlyMap<Model, number> | undefined {
	const lines = new Map<Model, number>();
	for (const [line, {rows}] of contenders.entries()) {
		for (const row of rows) {
			if (isConfiguration(row)) return undefined;
			lines.set(row, line);
		}
	}
	return lines;
}

interface ColumnOptions {
	readonly seedKeys: readonly string[];
	readonly lines: ReadonlyMap<Model, number> | undefined;
}

function columnOf(
	standing: Standing,
	contenders: readonly Contender[],
	{seedKeys, lines}: ColumnOptions,
): {readonly column: LeaderboardColumn; readonly cells: readonly LeaderboardCell[]} {
	const {dataset, group, direction} = standing;
	const leftOut = comparedIn({compared: standing.leftOut});
	const scores = lines ? plainScores(standing, lines, contenders.length) : foldedScores(standing, contenders);
	const order = rankScores(
		scores.filter(score => score !== undefined),
		direction,
		seedKeys,
	);
	const ranks = new Map(order.map(score => [score.row, score]));
	const cells = scores.map((found, line): LeaderboardCell => {
		const score = found && ranks.get(found.row);
		if (!score) return otherCell(contenders[line]?.rows ?? [], standing, leftOut);
		return {kind: 'result', score, model: medianOf(score).model, mark: score === order[0] ? 'best' : score === order[1] ? 'second' : undefined};
	});
	return {column: {dataset, group, results: ranks.size}, cells};
}

function foldedScores(standing: Standing, contenders: readonly Contender[]): ReadonlyArray<Score | undefined> {
	const compared = comparedIn(standing);
	return contenders.map(({rows}) => bestScore(rows, compared, standing.direction));
}

function plainScores({compared, direction}: Standing, lines: ReadonlyMap<Model, number>, count: number): ReadonlyArray<Score | undefined> {
	const best = Array.from<Measured | undefined>({length: count});
	for (const one of compared) {
		const line = lines.get(one.model);
		if (line === undefined) continue;
		const before = best[line];
		if (!before || isBefore(one, before, direction)) best[line] = one;
	}
	return best.map(one => one && {row: one.model, value: one.value, sample: {mean: one.value, count: 1}, measured: [one], expected: 1});
}

function bestScore(rows: ReadonlyArray<Model | Configuration>, compared: ReadonlyMap<Model, Measured>, direction: Direction): Score | undefined {
	let best: Score | undefined;
	let bestMeasured: Measured | undefined;
	for (const row of rows) {
		if (isConfiguration(row)) {
			const score = scoreOf(row, compared, direction);
			if (score && (!best || compareScores(score, best, direction) < 0)) best = score;
		} else {
			const measured = compared.get(row);
			if (measured && (!bestMeasured || isBefore(measured, bestMeasured, direction))) bestMeasured = measured;
		}
	}
	const score = bestMeasured && scoreOf(bestMeasured.model, compared, direction);
	return score && (!best || compareScores(score, best, direction) < 0) ? score : best;
}

/** What stands where there is no comparable result: one of other data, one that is no number, else a hole. */
function otherCell(rows: ReadonlyArray<Model | Configuration>, standing: Standing, leftOut: ReadonlyMap<Model, Measured>): LeaderboardCell {
	const other = bestScore(rows, leftOut, standing.direction);
	const models = rows.flatMap(row => modelsOf(row));
	for (const model of other ? [medianOf(other).model] : models) {
		const place = placeOf(standing, model);
		if (place.kind === 'left-out') return {kind: 'left-out', value: place.value, reason: place.reason, queries: place.test.num_queries, model};
		if (place.kind === 'unranked' && place.why !== 'untested' && place.why !== 'not-here') return {kind: 'unranked', why: place.why, model};
		// Of infinities of both signs there is no mean.
		if (place.kind === 'ranked') return {kind: 'unranked', why: 'NaN', model};
	}
	const [row] = rows;
	// An algorithm's hole is filled by one of its models: the newest row stands first.
	return {kind: 'untested', models: row ? modelsOf(row) : []};
}

/** A row with what it is sorted by. */
interface KeyedRow {
	readonly row: LeaderboardRow;
	/** Infinity without a mean rank. */
	readonly place: number;
	/** In the order of the columns; Infinity without a comparable result. */
	readonly ranks: readonly number[];
}

function compareRows(a: KeyedRow, b: KeyedRow): number {
	if (a.place !== b.place) return a.place - b.place;
	for (let index = 0; index < a.ranks.length; index++) {
		const [one, two] = [a.ranks[index] ?? Infinity, b.ranks[index] ?? Infinity];
		if (one !== two) return one - two;
	}
	return 0;
}

/** The rows by their value in a column, best first (`flipped`: worst first); those without one stay last, in their order. */
export function sortedByColumn(board: Leaderboard, column: number, flipped = false): readonly LeaderboardRow[] {
	const sign = flipped ? -1 : 1;
	return [...board.rows].sort((a, b) => {
		const [one, two] = [rankIn(a.cells[column]), rankIn(b.cells[column])];
		if (one === two) return 0;
		return Number.isFinite(one) && Number.isFinite(two) ? (one - two) * sign : one - two;
	});
}

/** What would have to be tested to fill every hole, each once, by dataset. */
export function holesOf(board: Pick<Leaderboard, 'rows' | 'columns'>): ReadonlyArray<{readonly model: Model; readonly dataset: string}> {
	return board.columns.flatMap(({dataset}, index) => {
		if (dataset === undefined) return [];
		return board.rows.flatMap(({cells}) => {
			const cell = cells[index];
			return cell?.kind === 'untested' ? cell.models.map(model => ({model, dataset})) : [];
		});
	});
}
