/** How a leaderboard says things: what its rows and columns are called, and why a cell has no rank. */

import {joinSafe, safe, type SafeText} from '../components/safe-text.ts';
import {isConfiguration, modelsOf, type Configuration} from '../store/domain/configuration.ts';
import type {Config} from '../store/domain/config.ts';
import {own, type Json} from '../store/domain/json.ts';
import type {Contender, Leaderboard, LeaderboardCell, LeaderboardRow} from '../store/domain/leaderboard.ts';
import type {Model} from '../store/domain/model.ts';
import type {Score} from '../store/domain/scoring.ts';
import {queriesWords} from './comparison-words.ts';
import {formatNumber, safeText} from './text.ts';
import {counted, valueWords} from './words.ts';

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

/** What tells the configurations of an algorithm apart. */
interface Varying {
	readonly params: readonly string[];
	readonly dataset: boolean;
	readonly queries: boolean;
}

/**
 * The names of rows beside their algorithm: a model's id, the hyperparameters in which a configuration differs from the others of its algorithm
 * (`lr 3e-4 ep 200`), how many models an algorithm has.
 *
 * @param nameOf what a model is called
 */
export function rowNames(
	contenders: readonly Contender[],
	{seedKeys, nameOf}: Pick<Config, 'seedKeys'> & {readonly nameOf: (model: Model) => string},
): (contender: Contender) => SafeText {
	const groups = new Map<string, Configuration[]>();
	for (const {rows, algorithm} of contenders) {
		const [row] = rows;
		if (!row || rows.length > 1 || !isConfiguration(row)) continue;
		const same = groups.get(algorithm.toLowerCase());
		if (same) same.push(row);
		else groups.set(algorithm.toLowerCase(), [row]);
	}
	const varying = new Map([...groups].map(([algorithm, rows]) => [algorithm, varyingIn(rows, seedKeys)]));
	return ({kind, rows, algorithm}) => {
		const [row] = rows;
		if (!row) return safe``;
		if (kind === 'algorithm') {
			const models = rows.reduce((sum, one) => sum + modelsOf(one).length, 0);
			return counted(models, 'model');
		}
		const known = varying.get(algorithm.toLowerCase());
		return known && isConfiguration(row) ? configurationName(row, known, nameOf) : safeText(nameOf(modelsOf(row)[0]));
	};
}

/** With one configuration alone nothing differs: its first hyperparameters are its name. */
const fewParams = 2;

function varyingIn(rows: readonly Configuration[], seedKeys: readonly string[]): Varying {
	const values = new Map<string, Set<string>>();
	const [datasets, queries] = [new Set<string | undefined>(), new Set<number | undefined>()];
	const names = new Set<string>();
	for (const {models} of rows) for (const name of Object.keys(paramsOf(models[0]))) if (!seedKeys.includes(name)) names.add(name);
	for (const {models} of rows) {
		const [model] = models;
		datasets.add(model.training?.dataset);
		queries.add(model.training?.num_queries);
		for (const name of names) {
			const seen = values.get(name) ?? new Set<string>();
			values.set(name, seen);
			// One more than one is all there is to know.
			if (seen.size < 2) seen.add(JSON.stringify(own(paramsOf(model), name) ?? null));
		}
	}
	const differing = [...names].filter(name => (values.get(name)?.size ?? 0) > 1);
	const [dataset, count] = [datasets.size > 1, queries.size > 1];
	return {params: differing.length > 0 || dataset || count ? differing : [...names].slice(0, fewParams), dataset, queries: count};
}

function configurationName({models}: Configuration, {params, dataset, queries}: Varying, nameOf: (model: Model) => string): SafeText {
	const [model] = models;
	const parts = params.map(name => safe`${safeText(shortName(name))} ${paramText(own(paramsOf(model), name))}`);
	if (dataset) parts.push(safe`on ${safeText(model.training?.dataset ?? '–')}`);
	if (queries) parts.push(safe`${model.training?.num_queries === undefined ? safe`–` : formatNumber(model.training.num_queries)} q`);
	return parts.length > 0 ? joinSafe(parts, safe` `) : safeText(nameOf(model));
}

function paramsOf({training}: Model): {readonly [name: string]: Json} {
	return training?.hyperparams ?? {};
}

function paramText(value: Json | undefined): SafeText {
	return value === undefined || value === null ? safe`–` : valueWords(value);
}

const shortNames = new Map([
	['learning_rate', 'lr'],
	['num_epoch', 'ep'],
	['num_epochs', 'ep'],
	['epochs', 'ep'],
	['batch_size', 'batch'],
	['weight_decay', 'wd'],
]);

function shortName(param: string): string {
	return shortNames.get(param) ?? param;
}

/**
 * What stands before a row: its place by mean rank, or with `column` its rank there; `≠` for a result that is not compared, `–` where it has no place.
 */
export function placesOf({rows}: Pick<Leaderboard, 'rows'>, column?: number): (row: LeaderboardRow) => SafeText {
	if (column !== undefined) {
		return ({cells}) => {
			const cell = cells[column];
			if (cell?.kind === 'result') return safe`${cell.score.rank}`;
			return cell?.kind === 'left-out' ? safe`≠` : safe`–`;
		};
	}
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
