/** The columns of Leaderboard: how wide they are, what stands in their cells, and which datasets are in view. Pure. */

import {displayWidth, fit, padLeft, padRight} from '../../components/cells.ts';
import {paint} from '../../components/paint.ts';
import {emptyText, safe, type SafeText} from '../../components/safe-text.ts';
import type {Config} from '../../store/domain/config.ts';
import {modelsOf} from '../../store/domain/configuration.ts';
import type {Contender, Leaderboard, LeaderboardCell, LeaderboardColumn, LeaderboardRow} from '../../store/domain/leaderboard.ts';
import type {Model} from '../../store/domain/model.ts';
import {arrowOf} from '../words.ts';
import {noteOf} from '../leaderboard-grid.ts';
import {rowNames} from '../leaderboard-names.ts';
import {groupWords, leftOutWords, meanRankText, seedsOf, signOf} from '../leaderboard-words.ts';
import {safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {measured, numberText} from './leaderboard-numbers.ts';
import {splitId} from './short-id.ts';

/** A column of cells of one width. */
export interface DatasetColumn {
	readonly title: SafeText;
	readonly sub: SafeText;
	readonly width: number;
	readonly text: (cell: LeaderboardCell, row: LeaderboardRow) => SafeText;
}

/** What the columns of a board are, whatever the width of the terminal. */
export interface BoardColumns {
	readonly placeWidth: number;
	/** Algorithm, where there are several, and the row's short name. */
	readonly label: (row: LeaderboardRow) => SafeText;
	readonly labelWidth: number;
	/** How many seeds; undefined where nothing is folded. */
	readonly seeds?: (row: LeaderboardRow) => SafeText;
	readonly datasets: readonly DatasetColumn[];
	readonly meanRank: (row: LeaderboardRow) => SafeText;
	readonly hasNotes: boolean;
}

export interface TableLayout {
	readonly labelWidth: number;
	/** The first dataset in view and the one behind the last. */
	readonly from: number;
	readonly to: number;
	/** Cells; 0: not shown. */
	readonly meanWidth: number;
	readonly noteWidth: number;
}

/** Cells of texts beside which there is one at each side. */
const sides = 2;
export const seedsWidth = 4;
const meanRankWidth = 5;
const leastNote = 8;
const leastLabel = 12;
/** Cells before the label: cursor, mark and a blank; and the one behind the place. */
const gutter = 3;

/** Looks at all rows. */
export function boardColumns(board: Leaderboard, config: Config): BoardColumns {
	const {rows} = board;
	const label = labels(rows, config);
	const isFolded = rows.some(({cells}) => cells.some(cell => cell.kind === 'result' && cell.score.expected > 1));
	return {
		placeWidth: Math.max(2, String(rows.length).length),
		label,
		labelWidth: rows.reduce((most, row) => Math.max(most, displayWidth(label(row))), 4),
		seeds: isFolded ? seedsText : undefined,
		datasets: board.columns.map((column, index) => datasetColumn(board, column, index)),
		meanRank: meanRankText(rows),
		hasNotes: rows.some(row => noteOf(row) !== ''),
	};
}

function seedsText(row: LeaderboardRow): SafeText {
	const seeds = seedsOf(row);
	if (!seeds) return emptyText;
	return seeds.isMissing ? paint(theme.caution, safe`${seeds.count}!`) : safe`${seeds.count} `;
}

function labels(rows: readonly LeaderboardRow[], {seedKeys}: Config): (row: LeaderboardRow) => SafeText {
	const contenders = rows.map(({contender}) => contender);
	const ids = new Map([...modelsByAlgorithm(contenders)].map(([algorithm, models]) => [algorithm, splitId(models)]));
	const nameOf = (model: Model) => ids.get(model.algorithm.toLowerCase())?.rest(model) ?? model.id;
	const name = rowNames(contenders, {seedKeys, nameOf});
	const isOne = ids.size === 1 && contenders.every(({kind}) => kind !== 'algorithm');
	const algorithmWidth = isOne ? 0 : contenders.reduce((most, {algorithm}) => Math.max(most, displayWidth(safeText(algorithm))), 0);
	return ({contender}) => {
		const rest = name(contender);
		return isOne ? rest : safe`${padRight(safeText(contender.algorithm), algorithmWidth)}  ${rest}`;
	};
}

/** Ids are shortened among those of one algorithm, whose name stands beside them. */
function modelsByAlgorithm(contenders: readonly Contender[]): ReadonlyMap<string, readonly Model[]> {
	const groups = new Map<string, Model[]>();
	for (const {rows, algorithm} of contenders) {
		const [row] = rows;
		if (!row) continue;
		const name = algorithm.toLowerCase();
		const same = groups.get(name);
		if (same) same.push(modelsOf(row)[0]);
		else groups.set(name, [modelsOf(row)[0]]);
	}
	return groups;
}

function datasetColumn(board: Leaderboard, column: LeaderboardColumn, index: number): DatasetColumn {
	const numbers = measured(board.rows, index);
	const {whole, point, spread, missing} = numbers;
	// The sign and the blank behind it stand before the number.
	const width = whole === 0 ? 0 : 2 + whole + point + spread + missing;
	const title = safe`${column.dataset === undefined ? safe`–` : safeText(column.dataset)} ${arrowOf(board.direction)}`;
	const sub = groupWords(column);
	const text = (cell: LeaderboardCell, row: LeaderboardRow): SafeText => {
		if (cell.kind !== 'result') return otherText(cell, width);
		const shown = safe`${padLeft(signOf(cell), 1)} ${numberText(cell, row, numbers)}`;
		return cell.score.rank === 1 ? paint(theme.best, shown) : shown;
	};
	const others = board.rows.reduce((most, {cells}) => {
		const cell = cells[index];
		return cell === undefined || cell.kind === 'result' ? most : Math.max(most, displayWidth(otherWords(cell)));
	}, 0);
	// Room for the mark of the sorted column, too.
	return {title, sub, width: Math.max(width, others, displayWidth(title) + 2, displayWidth(sub)), text};
}

type OtherCell = Exclude<LeaderboardCell, {kind: 'result'}>;

function otherText(cell: OtherCell, width: number): SafeText {
	const words = padRight(otherWords(cell), width);
	return paint(cell.kind === 'untested' ? theme.quiet : theme.caution, words);
}

function otherWords(cell: OtherCell): SafeText {
	switch (cell.kind) {
		case 'left-out':
			return safe`${signOf(cell)} ${leftOutWords(cell)}`;
		case 'unranked':
			return cell.why === 'NaN' ? safe`  NaN` : cell.why === 'text' ? safe`  not a number` : safe`  –`;
		case 'untested':
			return safe`${signOf(cell)} not yet`;
	}
}

/**
 * What fits into a line: the rows' names always, datasets from `from` on, moved so that the one under the cursor is among them; the mean rank
 * where a dataset still fits beside it; notes where all datasets are in view.
 */
export function tableLayout(
	columns: BoardColumns,
	{width, column, from: wanted}: {readonly width: number; readonly column: number; readonly from: number},
): TableLayout {
	const {datasets} = columns;
	const widest = datasets.reduce((most, dataset) => Math.max(most, dataset.width + sides), 0);
	const lead = gutter + columns.placeWidth + 1;
	const seeds = columns.seeds ? seedsWidth + sides : 0;
	// In a narrow terminal the names give way before a dataset does.
	const labelWidth = Math.min(
		columns.labelWidth,
		Math.max(
			leastLabel,
			Math.floor(width * 0.4),
			width - lead - seeds - datasets.reduce((sum, dataset) => sum + dataset.width + sides, 0) - meanRankWidth - sides,
		),
	);
	const free = width - lead - labelWidth - 1 - seeds;
	const meanWidth = free - widest >= meanRankWidth + sides ? meanRankWidth : 0;
	const room = free - (meanWidth === 0 ? 0 : meanWidth + sides);
	const used = (start: number, end: number) => datasets.slice(start, end).reduce((sum, dataset) => sum + dataset.width + sides, 0);
	let from = Math.max(0, Math.min(wanted, column));
	while (from < column && used(from, column + 1) > room) from++;
	let to = column + 1;
	while (to < datasets.length && used(from, to + 1) <= room) to++;
	while (from > 0 && used(from - 1, to) <= room) from--;
	const rest = room - used(from, to) - sides;
	return {labelWidth, from, to, meanWidth, noteWidth: columns.hasNotes && to - from === datasets.length && rest >= leastNote ? rest : 0};
}

/** The first column of a row: cursor, mark, place and name. */
export function leadText(
	label: SafeText,
	of: {readonly isCursor: boolean; readonly mark: SafeText; readonly place: SafeText; readonly placeWidth: number; readonly labelWidth: number},
): SafeText {
	const {isCursor, mark, place, placeWidth, labelWidth} = of;
	const name = fit(label, labelWidth);
	return safe`${isCursor ? safe`❯` : safe` `}${mark} ${paint(theme.quiet, fit(place, placeWidth, 'right'))} ${isCursor ? paint(theme.title, name) : name}`;
}
