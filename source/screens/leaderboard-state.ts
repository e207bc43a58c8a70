/** What Leaderboard remembers: whose lines, by what, the cell under the cursor. Pure. */

import {holesOf, type Leaderboard, type LeaderboardCell, type LeaderboardRow} from '../../store/domain/leaderboard.ts';
import {modelsOf} from '../../store/domain/configuration.ts';
import {filledCommand} from '../../store/domain/test-command.ts';
import type {ActionId} from '../key-binding.ts';
import {isTestable, shownModels} from '../leaderboard-words.ts';
import {datasetKey, leaderboardPage, type BoardView} from './leaderboard-view.ts';
import {movedLine} from './scroll-state.ts';
import type {ScreenContext} from './screen-context.ts';

export interface LeaderboardState {
	/** Keys of marked models; undefined: all of the algorithm. */
	readonly keys?: readonly string[];
	/** Name of the saved view whose models they are. */
	readonly view?: string;
	/** Lower case; undefined: all algorithms. */
	readonly algorithm?: string;
	readonly by: 'model' | 'algorithm';
	readonly fold: boolean;
	/** The row under the cursor, and what it is about: the cursor stays with that. */
	readonly row: number;
	readonly rowKey?: string;
	/** The dataset under the cursor, and its name as `datasetKey` gives it. */
	readonly column: number;
	readonly dataset?: string;
	/** Sorted by this dataset; undefined: by mean rank. */
	readonly sort?: {readonly column: number; readonly flipped: boolean; readonly dataset?: string};
	/** The first row and the first dataset in view. */
	readonly offset?: number;
	readonly from?: number;
}

export const emptyLeaderboard: LeaderboardState = {by: 'algorithm', fold: false, row: 0, column: 0};

export function openLeaderboard(of: Pick<LeaderboardState, 'keys' | 'algorithm' | 'fold' | 'view'>): LeaderboardState {
	return {...emptyLeaderboard, ...of, by: of.keys === undefined && of.algorithm === undefined ? 'algorithm' : 'model'};
}

export function reduceLeaderboard(state: LeaderboardState, action: ActionId, context: ScreenContext): LeaderboardState {
	const page = leaderboardPage(state, context);
	const view = page.kind === 'board' ? page : undefined;
	switch (action) {
		case 'fold':
			return reshaped({...state, fold: !state.fold, view: undefined}, view, context);
		case 'byAlgorithm':
			return reshaped({...state, by: state.by === 'model' ? 'algorithm' : 'model'}, view, context);
		case 'sortMenu':
			return view ? settled({...placed(state, view), sort: nextSort(view)}, context) : state;
		case 'left':
		case 'right':
			return view ? settled(atColumn(placed(state, view), view.board, view.column + (action === 'left' ? -1 : 1)), context) : state;
		case 'mark':
			return view ? moved(state, 'down', view, context) : state;
		default:
			return view ? moved(state, action, view, context) : state;
	}
}

function moved(state: LeaderboardState, action: ActionId, view: BoardView, context: ScreenContext): LeaderboardState {
	const row = movedLine(view.row, action, {count: view.rows.length, height: view.layout.rows});
	if (row === undefined) return state;
	return settled({...placed(state, view), row, rowKey: view.rows[row]?.contender.key}, context);
}

/** The state with the cursor where it is seen, by name. */
function placed(state: LeaderboardState, {board, rows, row, column}: BoardView): LeaderboardState {
	return {...state, row, rowKey: rows[row]?.contender.key, column, dataset: datasetKey(board.columns[column]?.dataset)};
}

function atColumn(state: LeaderboardState, {columns}: Leaderboard, wanted: number): LeaderboardState {
	const column = Math.max(0, Math.min(columns.length - 1, wanted));
	return {...state, column, dataset: datasetKey(columns[column]?.dataset)};
}

/** By the column under the cursor, then the other way round, then by mean rank again. */
function nextSort({board, column, sorted}: BoardView): LeaderboardState['sort'] {
	const dataset = datasetKey(board.columns[column]?.dataset);
	if (sorted?.column !== column) return {column, dataset, flipped: false};
	return sorted.flipped ? undefined : {column, dataset, flipped: true};
}

/** Other rows for the same models: the cursor goes to the one that holds the model it was on. */
function reshaped(state: LeaderboardState, before: BoardView | undefined, context: ScreenContext): LeaderboardState {
	const [model] = before ? modelsUnder(before) : [];
	const page = leaderboardPage({...state, rowKey: undefined}, context);
	if (page.kind === 'empty' || !before) return {...state, row: 0, rowKey: undefined};
	const row = model === undefined ? -1 : page.rows.findIndex(({contender}) => contender.rows.some(one => modelsOf(one).includes(model)));
	return settled({...placed(state, before), row: Math.max(0, row), rowKey: page.rows[Math.max(0, row)]?.contender.key}, context);
}

/** Remembers what is in view, so that the next key moves it no farther than needed. */
function settled(state: LeaderboardState, context: ScreenContext): LeaderboardState {
	const page = leaderboardPage(state, context);
	if (page.kind === 'empty') return state;
	return {...state, row: page.row, offset: page.layout.offset, from: page.layout.table.from};
}

/** The model whose cell it is, and the others of the row. */
function modelsUnder({rows, row, cell}: BoardView) {
	const shown = rows[row] ? shownModels(rows[row]) : [];
	const own = cell && cellModel(cell);
	return own ? [own, ...shown] : shown;
}

function cellModel(cell: LeaderboardCell) {
	return cell.kind === 'untested' ? cell.models[0] : cell.model;
}

/** Keys of the models of the row under the cursor; of an algorithm those whose results stand in it. */
export function keysUnderCursor(state: LeaderboardState, context: ScreenContext): readonly string[] {
	const page = leaderboardPage(state, context);
	const row = page.kind === 'board' ? page.rows[page.row] : undefined;
	return row ? rowKeys(row) : [];
}

/** What a mark on a row marks. */
export function rowKeys(row: LeaderboardRow): readonly string[] {
	return shownModels(row).map(({key}) => key);
}

/** The model of the cell under the cursor, for Detail. */
export function modelUnderCursor(state: LeaderboardState, context: ScreenContext): string | undefined {
	const page = leaderboardPage(state, context);
	return page.kind === 'board' ? modelsUnder(page)[0]?.key : undefined;
}

/** The commands that would fill the holes, one a line; an error where there is none or no `testCommand`. */
export function holeCommands(state: LeaderboardState, context: ScreenContext): {readonly text: string; readonly count: number} | {readonly error: string} {
	const page = leaderboardPage(state, context);
	if (page.kind === 'empty') return {error: 'There is nothing to fill: no leaderboard is shown.'};
	const {testCommand} = context.snapshot.config;
	if (page.facts.holes === 0) return {error: 'There are no holes: every row has a result on every dataset.'};
	if (testCommand === undefined) return {error: `mreg.config.json does not say how a model is tested. ${testCommandExample}`};
	const holes = holesOf({rows: page.rows, columns: page.board.columns}).filter(({model}) => isTestable(model));
	const commands = holes.flatMap(({model, dataset}) => filledCommand(testCommand, {dataset, id: model.id}) ?? []);
	if (commands.length < holes.length) return {error: unquotedAdvice};
	if (commands.length === 0) return {error: 'The models that are not tested there have no artifact, so nothing can test them.'};
	return {text: commands.join('\n'), count: commands.length};
}

/** Why a command is not filled in. */
export const unquotedAdvice =
	'A name here cannot stand safely inside the quotes of testCommand: leave out the quotes around {id} and {dataset}, they are set where they are needed.';

/** What a config may say, for those who have not seen it. */
export const testCommandExample = 'Write there, for example: "testCommand": "python test.py --db {dataset} --load-model {id}".';
