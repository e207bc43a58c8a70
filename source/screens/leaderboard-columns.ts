/** The columns of Leaderboard: how wide they are, what stands in their cells, and which datasets are in view. Pure. */

import {displayWidth, fit, padLeft, padRight} from '../../components/cells.ts';
import {paint} from '../../components/paint.ts';
import {emptyText, safe, type SafeText} from '../../components/safe-text.ts';
import type {Config} from '../../store/domain/config.ts';
import {modelsOf} from '../../store/domain/configuration.ts';
import type {Contender, Leaderboard, LeaderboardCell, LeaderboardColumn, LeaderboardRow} from '../../store/domain/leaderboard.ts';
import type {Model} from '../../store/domain/model.ts';
import {arrowOf} from '../comparison-words.ts';
import {noteOf} from '../leaderboard-grid.ts';
import {groupWords, leftOutWords, meanRankText, rowNames, seedsOf, signOf} from '../leaderboard-words.ts';
import {formatNumber, safeText} from '../text.ts';
import {theme} from '../theme.ts';
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

/** Cells of a column's numbers: their parts stand below each other. */
interface Numbers {
	readonly decimals: number;
	readonly whole: number;
	readonly point: number;
	/** 0: no deviations. */
	readonly spread: number;
	/** 1 where a cell lacks a seed that others of its row have. */
	readonly missing: number;
}

function datasetColumn(board: Leaderboard, column: LeaderboardColumn, index: number): DatasetColumn {
	const numbers = measured(board.rows, index);
	const {whole, point, spread, missing} = numbers;
	// The sign and the blank behind it stand before the number.
	const width = whole === 0 ? 0 : 2 + whole + point + spread + missing;
	const title = safe`${column.dataset === undefined ? safe`(unnamed)` : safeText(column.dataset)} ${arrowOf(board.direction)}`;
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
			return cell.why === 'NaN' ? safe`  NaN` : safe`  not a number`;
		case 'untested':
			return safe`${signOf(cell)} not yet`;
	}
}

function numberText({score}: Extract<LeaderboardCell, {kind: 'result'}>, row: LeaderboardRow, {decimals, whole, point, spread, missing}: Numbers): SafeText {
	const [before, behind] = atPoint(formatNumber(score.value, decimals));
	const value = safe`${padLeft(before, whole)}${padRight(behind, point)}`;
	const deviation = score.sample.deviation === undefined ? emptyText : safe` ± ${padLeft(formatNumber(score.sample.deviation, decimals), spread - 3)}`;
	const lacks = missing > 0 && score.measured.length < (seedsOf(row)?.count ?? 0) ? safe`!` : emptyText;
	return padRight(safe`${value}${deviation}${lacks}`, whole + point + spread + missing);
}

/** As many results say how many decimals a column needs. */
const sampled = 500;
const largeFrom = 10;
const largeDecimals = 2;

function measured(rows: readonly LeaderboardRow[], index: number): Numbers {
	let [count, decimals, least, most, smallest, spread, missing] = [0, 0, Infinity, -Infinity, Infinity, -1, 0];
	for (const row of rows) {
		const cell = row.cells[index];
		if (cell?.kind !== 'result') continue;
		const {value, sample, measured} = cell.score;
		if (count++ < sampled) decimals = Math.max(decimals, decimalsOf(value));
		least = Math.min(least, value);
		most = Math.max(most, value);
		if (value !== 0) smallest = Math.min(smallest, Math.abs(value));
		if (sample.deviation !== undefined) spread = Math.max(spread, sample.deviation);
		if (cell.score.expected > 1 && measured.length < (seedsOf(row)?.count ?? 0)) missing = 1;
	}
	if (count === 0) return {decimals: 0, whole: 0, point: 0, spread: 0, missing: 0};
	if (smallest >= largeFrom) decimals = Math.min(decimals, largeDecimals);
	const parts = [least, most].map(value => atPoint(formatNumber(value, decimals)));
	const widest = (part: 0 | 1) => parts.reduce((width, texts) => Math.max(width, displayWidth(texts[part])), 0);
	return {
		decimals,
		whole: widest(0),
		point: Math.max(widest(1), decimals === 0 ? 0 : decimals + 1),
		spread: spread < 0 ? 0 : 3 + displayWidth(formatNumber(spread, decimals)),
		missing,
	};
}

/** How many digits behind the point five significant ones are; of tiny numbers as many as show three. */
function decimalsOf(value: number): number {
	const text = formatNumber(value);
	if (!text.includes('e')) return atPoint(text)[1].length === 0 ? 0 : atPoint(text)[1].length - 1;
	return Math.abs(value) < 1 ? Math.min(8, Math.ceil(-Math.log10(Math.abs(value))) + 2) : 0;
}

function atPoint(text: SafeText): readonly [SafeText, SafeText] {
	const at = text.indexOf('.');
	return at === -1 ? [text, emptyText] : [safeText(text.slice(0, at)), safeText(text.slice(at))];
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
