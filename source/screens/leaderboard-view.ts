/** What Leaderboard shows of a snapshot: its rows, where the cursor stands, how the columns are laid out. Pure; the last answers are kept while nothing changes. */

import type {SafeText} from '../../components/safe-text.ts';
import {scrollTo} from '../../components/scroll.ts';
import type {Config, Direction} from '../../store/domain/config.ts';
import {leaderboard, sortedByColumn, type Leaderboard, type LeaderboardCell, type LeaderboardRow} from '../../store/domain/leaderboard.ts';
import type {Model} from '../../store/domain/model.ts';
import {unitOf, type Objective} from '../../store/domain/objective.ts';
import {typedNames} from '../comparison-command.ts';
import type {Grid} from '../grid.ts';
import {leaderboardLine} from '../leaderboard-command.ts';
import {leaderboardGrid, modelsComment} from '../leaderboard-grid.ts';
import {boardFacts, placesOf, shownModels, type BoardFacts} from '../leaderboard-words.ts';
import {formatTime} from '../words.ts';
import {boardColumns, tableLayout, type BoardColumns, type TableLayout} from './leaderboard-columns.ts';
import type {LeaderboardState} from './leaderboard-state.ts';
import {remember} from './remember.ts';
import type {ScreenContext} from './screen-context.ts';

/** A board with the cursor on it. */
export interface BoardView {
	readonly kind: 'board';
	readonly board: Leaderboard;
	/** In the order that is shown. */
	readonly rows: readonly LeaderboardRow[];
	readonly facts: BoardFacts;
	readonly columns: BoardColumns;
	/** What stands before a row, as `placesOf` says it. */
	readonly place: (row: LeaderboardRow) => SafeText;
	/** The models that are ranked. */
	readonly models: readonly Model[];
	readonly unit?: string;
	/** The row, the dataset and the cell under the cursor. */
	readonly row: number;
	readonly column: number;
	readonly cell?: LeaderboardCell;
	/** The column that the rows are sorted by; undefined: mean rank. */
	readonly sorted?: {readonly column: number; readonly flipped: boolean};
	readonly layout: BoardLayout;
}

export interface BoardLayout {
	/** Rows in the window, and the first of them. */
	readonly rows: number;
	readonly offset: number;
	readonly table: TableLayout;
	/** Lines below the rows: what is under the cursor, the legend, the board, the command. */
	readonly strip: 'full' | 'short' | 'least';
	/** Whether the title has an empty line below it. */
	readonly isAiry: boolean;
}

export type LeaderboardPage =
	| BoardView
	/** Nothing to rank: no models, nothing that says by what, no direction, no result of the metric. */
	| {readonly kind: 'empty'; readonly why: 'no-models' | 'no-objective' | 'no-results'; readonly models: readonly Model[]; readonly objective?: Objective}
	| {readonly kind: 'empty'; readonly why: 'unset'; readonly models: readonly Model[]; readonly objective: Objective};

/** What is shown for a state. The same lists as before where nothing that they depend on changed. */
export function leaderboardPage(state: LeaderboardState, context: ScreenContext): LeaderboardPage {
	const {snapshot, objectiveOf} = context;
	const models = chosenModels(snapshot.models, state.keys, state.algorithm);
	if (models.length === 0) return {kind: 'empty', why: 'no-models', models};
	const objective = objectiveOf(state.algorithm ?? (state.keys && onlyAlgorithm(models)));
	if (!objective) return {kind: 'empty', why: 'no-objective', models};
	const {metric, direction} = objective;
	if (direction === undefined) return {kind: 'empty', why: 'unset', models, objective};
	const board = boardOf(models, metric, direction, state.by, state.fold, snapshot.config);
	if (board.columns.length === 0) return {kind: 'empty', why: 'no-results', models, objective};
	const sortedColumn = state.sort === undefined ? -1 : indexOfDataset(board, state.sort.dataset, state.sort.column);
	const sorted = state.sort === undefined ? undefined : {column: sortedColumn, flipped: state.sort.flipped};
	const rows = sortedRows(board, sorted?.column, sorted?.flipped ?? false);
	const row = rowIndex(rows, state);
	const column = indexOfDataset(board, state.dataset, state.column);
	const facts = factsOf(board);
	const columns = columnsOf(board, snapshot.config);
	return {
		kind: 'board',
		board,
		rows,
		facts,
		columns,
		place: placeOf(board, sorted?.column),
		models,
		unit: unitOf(snapshot.config, metric),
		row,
		column,
		cell: rows[row]?.cells[column],
		sorted,
		layout: layoutOf({state, context, columns, row, column, count: rows.length}),
	};
}

/** How a dataset is remembered: its name with a sign before it, as tests may name none. */
export function datasetKey(dataset: string | undefined): string {
	return dataset === undefined ? '' : `@${dataset}`;
}

const chosenModels = remember((models: readonly Model[], keys: readonly string[] | undefined, algorithm: string | undefined): readonly Model[] => {
	const wanted = keys && new Set(keys);
	if (!wanted && algorithm === undefined) return models;
	const name = algorithm?.toLowerCase();
	return models.filter(model => (!wanted || wanted.has(model.key)) && (name === undefined || model.algorithm.toLowerCase() === name));
});

const onlyAlgorithm = remember((models: readonly Model[]): string | undefined => {
	const first = models[0]?.algorithm.toLowerCase();
	return models.every(({algorithm}) => algorithm.toLowerCase() === first) ? first : undefined;
});

const boardOf = remember((models: readonly Model[], metric: string, direction: Direction, by: 'model' | 'algorithm', fold: boolean, config: Config) =>
	leaderboard(models, {metric, direction, by, fold, config}),
);

const sortedRows = remember((board: Leaderboard, column: number | undefined, flipped: boolean): readonly LeaderboardRow[] =>
	column === undefined ? board.rows : sortedByColumn(board, column, flipped),
);

const factsOf = remember((board: Leaderboard) => boardFacts(board));

const columnsOf = remember((board: Leaderboard, config: Config) => boardColumns(board, config));

const placeOf = remember((board: Leaderboard, sorted: number | undefined) => placesOf(board, sorted));

const rowPlaces = remember((rows: readonly LeaderboardRow[]) => new Map(rows.map(({contender}, index) => [contender.key, index])));

/** The row that the cursor follows; where it is gone, the one that stands there now. */
function rowIndex(rows: readonly LeaderboardRow[], {row, rowKey}: LeaderboardState): number {
	const found = rowKey === undefined ? undefined : rowPlaces(rows).get(rowKey);
	return found ?? Math.max(0, Math.min(row, rows.length - 1));
}

function indexOfDataset({columns}: Leaderboard, key: string | undefined, column: number): number {
	const found = key === undefined ? -1 : columns.findIndex(({dataset}) => datasetKey(dataset) === key);
	return found === -1 ? Math.max(0, Math.min(column, columns.length - 1)) : found;
}

/** Lines that are not rows: title, header of two lines with its rule. */
const headLines = 4;
const stripLines = {full: 7, short: 4, least: 2} as const;

function layoutOf(of: {state: LeaderboardState; context: ScreenContext; columns: BoardColumns; row: number; column: number; count: number}): BoardLayout {
	const {state, context, columns, row, column, count} = of;
	const {width, height} = context;
	const strip = height >= 18 ? 'full' : height >= 12 ? 'short' : 'least';
	const isAiry = height >= 22;
	const rows = Math.max(1, height - headLines - stripLines[strip] - (isAiry ? 1 : 0));
	const table = tableLayout(columns, {width, column, from: state.from ?? 0});
	return {rows, offset: scrollTo(state.offset ?? 0, row, rows, count), table, strip, isAiry};
}

const namesOf = remember((models: readonly Model[], all: readonly Model[]): readonly string[] => typedNames(models, all));

/** The command that prints the same; for the eye with `most` names at most. */
export function equalCommand(
	state: LeaderboardState,
	{board, models}: Pick<BoardView, 'board' | 'models'>,
	{snapshot}: ScreenContext,
	most = Infinity,
): string {
	const names = state.keys === undefined ? undefined : namesOf(models, snapshot.models);
	const algorithm = state.keys === undefined ? state.algorithm : undefined;
	return leaderboardLine({names, algorithm, metric: board.metric, fold: state.fold, by: state.by}, most);
}

const gridOf = remember(
	(
		board: Leaderboard,
		rows: readonly LeaderboardRow[],
		sorted: number | undefined,
		config: Config,
		command: string,
		minute: number,
		all: readonly Model[],
	): Grid => {
		const models = [...new Set(rows.flatMap(row => shownModels(row)))];
		const names = typedNames(models, all);
		const named = new Map(models.map((model, index) => [model, names[index]]));
		const nameOf = (model: Model) => named.get(model) ?? model.id;
		return leaderboardGrid(board, {
			comments: [command, formatTime(minute * 60_000), modelsComment(rows, nameOf)],
			rows,
			sorted,
			unit: unitOf(config, board.metric),
			seedKeys: config.seedKeys,
			nameOf,
		});
	},
);

/** The table that Leaderboard shows, to export; where there is none, one without columns that says why in its title. */
export function leaderboardScreenGrid(state: LeaderboardState, context: ScreenContext): Grid {
	const page = leaderboardPage(state, context);
	if (page.kind === 'empty') return noGrid;
	const {board, rows, sorted} = page;
	const {models, config} = context.snapshot;
	return gridOf(board, rows, sorted?.column, config, equalCommand(state, page, context), Math.floor(context.now / 60_000), models);
}

const noGrid: Grid = {title: 'leaderboard  nothing to rank', comments: [], columns: [], rows: [], notes: []};
