/** What a report is made of, as data: the leaderboards, the comparison of the best, and the charts of each algorithm. Pure. */

import {compareModels} from '../store/domain/comparison.ts';
import type {Chart} from '../store/domain/chart.ts';
import {chartOfStanding} from '../store/domain/charting.ts';
import type {LeaderboardRow} from '../store/domain/leaderboard.ts';
import type {Model} from '../store/domain/model.ts';
import {directionOf, unitOf} from '../store/domain/objective.ts';
import {parameterEffects, type ParameterEffect} from '../store/domain/parameter-effect.ts';
import {byAlgorithm, ranksOf, type AlgorithmRanks} from '../store/domain/ranks.ts';
import {byNewest, type Snapshot} from '../store/domain/snapshot.ts';
import {shellWord} from '../store/domain/test-command.ts';
import {UserError} from '../store/domain/user-error.ts';
import {comparisonCommand} from './comparison-command.ts';
import {comparisonGrid} from './comparison-grid.ts';
import {judgingMetric, outcomeSentences} from './comparison-outcome.ts';
import type {Grid} from './grid.ts';
import {askedBoard} from './leaderboard-choice.ts';
import {leaderboardLine} from './leaderboard-command.ts';
import {leaderboardGrid} from './leaderboard-grid.ts';
import {matchingModels, namesFor, parseWhere} from './select.ts';
import {safeText} from './text.ts';

export interface ReportAsked {
	readonly algo?: string;
	readonly metric?: string;
	/** A query. */
	readonly where?: string;
	/** Models alike but for a seed are one row. */
	readonly fold: boolean;
	/** Rows of each leaderboard. */
	readonly top: number;
}

/** A leaderboard; or why there is none, which is a sentence of the report, as the rest of it is worth reading. */
export type ReportBoard =
	| {readonly kind: 'none'; readonly error: UserError}
	/** `of`: how many rows there are in all. */
	| {readonly kind: 'board'; readonly grid: Grid; readonly command: string; readonly rows: readonly LeaderboardRow[]; readonly of: number};

export interface ReportComparison {
	readonly grid: Grid;
	readonly command: string;
	/** In the order of the columns. */
	readonly models: readonly Model[];
	readonly outcome: readonly string[];
}

export interface ReportAlgorithm {
	/** As its newest model writes it. */
	readonly name: string;
	readonly ranks: AlgorithmRanks;
	readonly board: ReportBoard;
	/** undefined: there are no two models with a result. */
	readonly comparison?: ReportComparison;
	readonly history?: Chart;
	/** The hyperparameter that matters most against the metric. */
	readonly scatter?: {readonly chart: Chart; readonly effect: ParameterEffect};
}

export interface ReportParts {
	/** What the report is about, newest first. */
	readonly models: readonly Model[];
	/** The best of each algorithm, where there are several. */
	readonly overview?: ReportBoard;
	/** Those with the most models first. */
	readonly algorithms: readonly ReportAlgorithm[];
	/** Further algorithms, which are named only. */
	readonly more: readonly string[];
	readonly nameOf: (model: Model) => string;
}

/** Algorithms with a part of their own, and models that are compared in it. */
const mostAlgorithms = 12;
const mostCompared = 5;

/** @param now milliseconds since 1970, for ages in the query @throws UserError `nothing-matched`, `usage`; of a metric that was asked for and that ranks nothing why */
export function reportParts(snapshot: Snapshot, asked: ReportAsked, now: number): ReportParts {
	const {models: all, config, root} = snapshot;
	if (all.length === 0) throw new UserError('nothing-matched', `There are no models in ${root} yet.`);
	const {algo, where, metric} = asked;
	const matching = matchingModels(all, {algo, where}, {now, config, lastVisit: snapshot.lastVisit, query: parseWhere(where, all)});
	const models = matching === all ? all : [...matching].sort(byNewest);
	const groups = byAlgorithm(models);
	const chosen = metric === undefined ? undefined : new Map([['*', {metric, direction: directionOf(config, metric)}]]);
	const ranks = ranksOf(groups, {models, config, chosen});
	const nameOf = namesFor(all);
	const setting: Setting = {snapshot, asked, now, nameOf};
	const sorted = [...groups].sort(([a, some], [b, others]) => others.length - some.length || (a < b ? -1 : 1));
	const algorithms = sorted.slice(0, mostAlgorithms).map(([name]) => algorithmPart(ranks.of(name), setting));
	const refused = algorithms.flatMap(({board}) => (board.kind === 'none' ? [board.error] : []));
	const [error] = refused;
	if (metric !== undefined && error && refused.length === algorithms.length) throw error;
	return {
		models,
		overview: groups.size > 1 ? boardOf(models, 'algorithm', setting) : undefined,
		algorithms,
		more: sorted.slice(mostAlgorithms).map(([name, [first]]) => first?.algorithm ?? name),
		nameOf,
	};
}

interface Setting {
	readonly snapshot: Snapshot;
	readonly asked: ReportAsked;
	readonly now: number;
	readonly nameOf: (model: Model) => string;
}

function algorithmPart(ranks: AlgorithmRanks, setting: Setting): ReportAlgorithm {
	const {models, objective, standing} = ranks;
	const [newest] = models;
	const name = newest?.algorithm ?? '';
	const board = boardOf(models, 'model', setting);
	const {config} = setting.snapshot;
	const about = {direction: objective?.direction, unit: objective && unitOf(config, objective.metric), name, of: models.length};
	const effect = standing && parameterEffects(standing.compared, config).find(({isSeed, effect}) => !isSeed && effect > 0);
	const scatter = standing && effect && chartOfStanding(standing, {kind: 'parameter', name: effect.name}, about);
	return {
		name,
		ranks,
		board,
		comparison: board.kind === 'board' ? comparisonOf(board.rows, models, setting) : undefined,
		history: standing && chartOfStanding(standing, {kind: 'time'}, about),
		scatter: scatter && {chart: scatter, effect},
	};
}

function boardOf(models: readonly Model[], by: 'model' | 'algorithm', {snapshot, asked, now, nameOf}: Setting): ReportBoard {
	const {metric, fold, where, top} = asked;
	const {config} = snapshot;
	try {
		const {board} = askedBoard(snapshot, {named: models, metric, by, fold}, now);
		const rows = board.rows.slice(0, top);
		const grid = leaderboardGrid(board, {comments: [], rows, unit: unitOf(config, board.metric), seedKeys: config.seedKeys, nameOf, legend: false});
		const algorithm = by === 'model' ? models[0]?.algorithm.toLowerCase() : undefined;
		return {kind: 'board', grid, command: leaderboardLine({metric: board.metric, algorithm, where, fold, by}), rows, of: board.rows.length};
	} catch (error) {
		if (error instanceof UserError) return {kind: 'none', error};
		throw error;
	}
}

/** The first rows that have a result, and where they differ. */
function comparisonOf(rows: readonly LeaderboardRow[], all: readonly Model[], {snapshot, asked, nameOf}: Setting): ReportComparison | undefined {
	// Of the seeds of a configuration the one in the middle.
	const tested = rows.flatMap(({cells}) => cells.find(cell => cell.kind === 'result')?.model ?? []);
	const models = [...new Set(tested)].slice(0, mostCompared);
	if (models.length < 2) return undefined;
	const {config} = snapshot;
	const comparison = compareModels(models, {config, metric: asked.metric, all});
	const metric = judgingMetric(comparison, asked.metric);
	const howToSet = safeText(`mreg metrics set ${shellWord(metric ?? '')} minimize (or maximize) sets it`);
	const names = models.map(nameOf);
	return {
		grid: comparisonGrid(comparison, {name: index => names[index] ?? '', differences: true, comments: []}),
		command: comparisonCommand({names, differences: true}),
		models,
		outcome: outcomeSentences(comparison, {metric, howToSet}),
	};
}
