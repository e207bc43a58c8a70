/** How a leaderboard says things: what its rows and columns are called, and why a cell has no rank. */

import {safe, type SafeText} from '../components/safe-text.ts';
import {modelsOf} from '../store/domain/configuration.ts';
import type {Leaderboard, LeaderboardCell, LeaderboardRow} from '../store/domain/leaderboard.ts';
import type {Model} from '../store/domain/model.ts';
import type {Score} from '../store/domain/scoring.ts';
import {queriesWords} from './comparison-words.ts';
import {formatNumber, safeText} from './text.ts';

/** `total_time, s, lowest first`. */
export function boardWords({metric, direction}: Pick<Leaderboard, 'metric' | 'direction'>, unit: string | undefined): SafeText {
	const of = unit === undefined ? safe`` : safe`, ${safeText(unit)}`;
	return safe`${safeText(metric)}${of}, ${direction === 'minimize' ? safe`lowest first` : safe`highest first`}`;
}

/** What all results of a column have in common: `113 q`; empty where nothing tells. */
export function groupWords({group}: Pick<Leaderboard['columns'][number], 'group'>): SafeText {
	return group?.queries === undefined ? safe`` : safe`${formatNumber(group.queries)} q`;
}

/** Why a result has no rank: `80 queries`, `other data`. */
export function leftOutWords({reason, queries}: Extract<LeaderboardCell, {kind: 'left-out'}>): SafeText {
	if (reason === 'other-digest') return safe`other data`;
	return queries === undefined ? safe`queries unknown` : queriesWords(queries);
}

/** `4 of 5 seeds`, where some are missing. */
export function missingSeedWords({measured, expected}: Pick<Score, 'measured' | 'expected'>): SafeText | undefined {
	return measured.length < expected ? safe`${measured.length} of ${expected} seeds` : undefined;
}

/** How many results the cells of a row are made of at most, and whether a seed is missing in all that have as many; undefined where it has no result. */
export function seedsOf({cells}: LeaderboardRow): {readonly count: number; readonly isMissing: boolean} | undefined {
	let most: Score | undefined;
	for (const cell of cells) {
		if (cell.kind === 'result' && (!most || cell.score.measured.length > most.measured.length)) most = cell.score;
	}
	return most && {count: most.measured.length, isMissing: most.measured.length < most.expected};
}

/** The models that a row shows: its own; of an algorithm those whose results stand in it, and of one without results the newest. Each once. */
export function shownModels({contender, cells}: LeaderboardRow): readonly Model[] {
	if (contender.kind !== 'algorithm') return contender.rows.flatMap(row => modelsOf(row));
	const shown = new Set<Model>();
	for (const cell of cells) {
		if (cell.kind === 'result') for (const {model} of cell.score.measured) shown.add(model);
		else if (cell.kind !== 'untested') shown.add(cell.model);
	}
	const [newest] = contender.rows;
	return shown.size > 0 || !newest ? [...shown] : modelsOf(newest);
}

/**
 * What stands before a row: its place by mean rank (where there is none, its rank in the first column), or with `column` its rank there; `≠` for a result that is not compared, `–` where it has no place.
 */
export function placesOf({rows}: Pick<Leaderboard, 'rows'>, column?: number): (row: LeaderboardRow) => SafeText {
	if (column !== undefined) {
		return ({cells}) => {
			const cell = cells[column];
			if (cell?.kind === 'result') return safe`${cell.score.rank}`;
			return cell?.kind === 'left-out' ? safe`≠` : safe`–`;
		};
	}
	// Where no mean rank can be taken, rows stand by their rank in the first column.
	if (rows.every(({meanRank}) => meanRank === undefined)) return placesOf({rows}, 0);
	const places = new Map<number, number>();
	for (const [index, {meanRank}] of rows.entries()) if (meanRank !== undefined && !places.has(meanRank)) places.set(meanRank, index + 1);
	return ({meanRank}) => {
		const place = meanRank === undefined ? undefined : places.get(meanRank);
		return place === undefined ? safe`–` : safe`${place}`;
	};
}

/** What a cell is marked with before its value: `★` for the best and what equals it, `2`, `≈` for a tie with the best; empty for others. */
export function signOf(cell: LeaderboardCell): SafeText {
	if (cell.kind === 'left-out') return safe`≠`;
	if (cell.kind === 'untested') return safe`·`;
	if (cell.kind !== 'result') return safe``;
	if (cell.score.rank === 1) return safe`★`;
	if (cell.score.tied) return safe`≈`;
	return cell.mark === 'second' ? safe`2` : safe``;
}

/** What there is to explain on a board. */
export interface BoardFacts {
	/** Signs that occur (see `signOf`), and `!` for a missing seed. */
	readonly signs: ReadonlySet<string>;
	/** Cells without a result of a dataset that has a name, and how many tests would fill them. */
	readonly holes: number;
	readonly tests: number;
	/** Results that are not compared. */
	readonly leftOut: number;
	/** Whether any cell is the mean of several results. */
	readonly isFolded: boolean;
}

/** Looks at all cells once. */
export function boardFacts({columns, rows}: Pick<Leaderboard, 'columns' | 'rows'>): BoardFacts {
	const signs = new Set<string>();
	let [holes, tests, leftOut, isFolded] = [0, 0, 0, false];
	for (const {cells} of rows) {
		for (const [index, cell] of cells.entries()) {
			signs.add(signOf(cell));
			if (cell.kind === 'left-out') leftOut++;
			else if (cell.kind === 'untested' && columns[index]?.dataset !== undefined) {
				holes++;
				tests += cell.models.filter(isTestable).length;
			} else if (cell.kind === 'result') {
				isFolded ||= cell.score.expected > 1;
				if (cell.score.measured.length < cell.score.expected) signs.add('!');
			}
		}
	}
	return {signs, holes, tests, leftOut, isFolded};
}

/** Whether a test could load it. */
export function isTestable({artifact}: Pick<Model, 'artifact'>): boolean {
	return artifact !== undefined;
}

/** On how many datasets mean ranks are taken. */
export function meanRankWords({columns, complete, rows}: Pick<Leaderboard, 'columns' | 'complete' | 'rows'>): SafeText {
	const all = rows.every(({cells}) => cells.some(cell => cell.kind === 'result')) ? safe`all rows have` : safe`all rows with a result have`;
	if (complete === 0) return safe`no mean rank: there is no dataset that ${all}`;
	return safe`ranks count only the datasets that ${all}: ${complete} of ${columns.length}`;
}

/** Mean ranks with as many decimals as tell them apart, one or two; `–` where there is none. */
export function meanRankText(rows: readonly LeaderboardRow[]): (row: LeaderboardRow) => SafeText {
	const decimals = rows.every(({meanRank = 0}) => Number.isInteger(meanRank * 10)) ? 1 : 2;
	return ({meanRank}) => (meanRank === undefined ? safe`–` : formatNumber(meanRank, decimals));
}
