/** A leaderboard as a table to print or export. */

import type {SafeText} from '../components/safe-text.ts';
import type {Leaderboard, LeaderboardCell, LeaderboardColumn, LeaderboardRow} from '../store/domain/leaderboard.ts';
import type {Model} from '../store/domain/model.ts';
import type {Grid, GridCell, GridColumn} from './grid.ts';
import {rowNames} from './leaderboard-names.ts';
import {
	boardFacts,
	boardWords,
	groupWords,
	leftOutWords,
	meanRankWords,
	missingSeedWords,
	meanRankText,
	placesOf,
	seedsOf,
	shownModels,
	type BoardFacts,
} from './leaderboard-words.ts';
import {formatNumber} from './text.ts';
import {arrowOf} from './words.ts';

export interface LeaderboardGridOptions {
	readonly comments: readonly string[];
	/** In the order to print; undefined: the board's. */
	readonly rows?: readonly LeaderboardRow[];
	/** The index of the column that the rows are sorted by; undefined: mean rank. */
	readonly sorted?: number;
	/** Of the metric. */
	readonly unit?: string;
	readonly seedKeys?: readonly string[];
	/** What a model is called; undefined: its id. */
	readonly nameOf?: (model: Model) => string;
	/** Whether the notes say what the marks mean; undefined: they do. */
	readonly legend?: boolean;
}

export function leaderboardGrid(
	board: Leaderboard,
	{comments, rows = board.rows, sorted, unit, seedKeys = [], nameOf = ({id}) => id, legend = true}: LeaderboardGridOptions,
): Grid {
	const facts = boardFacts(board);
	const place = placesOf(board, sorted);
	const name = rowNames(
		board.rows.map(({contender}) => contender),
		{seedKeys, nameOf},
	);
	const seeds: GridColumn[] = facts.isFolded ? [{header: 'n', align: 'right', kind: 'text'}] : [];
	const meanRank = meanRankText(rows);
	const digits = digitsOf(board);
	// Without a dataset on which all are tested there is none.
	const means: GridColumn[] = board.complete === 0 ? [] : [{header: 'mean rank', align: 'right', kind: 'text'}];
	const notes: GridColumn[] = rows.some(row => noteOf(row) !== '') ? [{header: 'NOTE', align: 'left', kind: 'text'}] : [];
	return {
		title: `leaderboard  ${boardWords(board, unit)}`,
		comments,
		columns: [
			{header: '#', align: 'right', kind: 'text'},
			{header: 'ALGORITHM', align: 'left', kind: 'text'},
			{header: nameHeader(board), align: 'left', kind: 'text'},
			...seeds,
			...board.columns.map(column => ({...datasetColumn(column, board), digits})),
			...means,
			...notes,
		],
		rows: rows.map(row => ({
			cells: [
				placeCell(place(row)),
				{text: row.contender.algorithm},
				{text: name(row.contender)},
				...seeds.map(() => seedCell(row)),
				...row.cells.map(gridCell),
				...means.map(() => ({text: row.meanRank === undefined ? '' : meanRank(row), value: row.meanRank})),
				...notes.map(() => ({text: noteOf(row)})),
			],
		})),
		notes: notesOf(board, facts, legend),
	};
}

/** As many digits behind the point as the value that has most of them with five significant ones, and no more than four; undefined for very small or large values. */
function digitsOf({rows}: Leaderboard): number | undefined {
	let digits = 0;
	for (const {cells} of rows) {
		for (const cell of cells) {
			if (cell.kind !== 'result') continue;
			const text = formatNumber(cell.score.value);
			if (/e/.test(text)) return undefined;
			digits = Math.max(digits, /\.(\d+)$/.exec(text)?.[1]?.length ?? 0);
		}
	}
	return Math.min(4, digits);
}

/** The note of the newest model of a row that has one, its first line; of an algorithm none. */
export function noteOf({contender}: LeaderboardRow): string {
	if (contender.kind === 'algorithm') return '';
	for (const row of contender.rows) {
		for (const {notes} of 'models' in row ? row.models : [row]) {
			const [first = ''] = notes.trim().split(/\r?\n/, 1);
			if (first !== '') return first;
		}
	}
	return '';
}

function nameHeader({rows}: Leaderboard): string {
	const kinds = new Set(rows.map(({contender}) => contender.kind));
	if (kinds.has('algorithm')) return 'MODELS';
	return kinds.has('configuration') ? 'CONFIGURATION' : 'MODEL';
}

function datasetColumn(column: LeaderboardColumn, {direction}: Leaderboard): GridColumn {
	const queries = groupWords(column);
	const arrow = arrowOf(direction);
	return {header: column.dataset ?? '–', sub: queries === '' ? arrow : `${queries} ${arrow}`, align: 'right', kind: 'number'};
}

function placeCell(place: SafeText): GridCell {
	return /^\d+$/.test(place) ? {text: place, value: Number(place)} : {text: ''};
}

function seedCell(row: LeaderboardRow): GridCell {
	const seeds = seedsOf(row);
	return seeds ? {text: `${seeds.count}${seeds.isMissing ? '!' : ''}`, value: seeds.count} : {text: ''};
}

function gridCell(cell: LeaderboardCell): GridCell {
	switch (cell.kind) {
		case 'result': {
			const {score, mark} = cell;
			const isTied = score.tied && score.rank > 1;
			const isSecond = mark === 'second' && score.rank > 1;
			// The second best is underlined in a paper, a tie or not.
			const notes = [isTied && isSecond ? '≈' : undefined, missingSeedWords(score)].filter(note => note !== undefined);
			return {
				text: formatNumber(score.value),
				value: score.value,
				deviation: score.sample.deviation,
				count: score.sample.count,
				mark: score.rank === 1 ? 'best' : isSecond ? 'second' : isTied ? 'tied' : undefined,
				note: notes.length === 0 ? undefined : notes.join(', '),
			};
		}
		case 'left-out':
			// Its value would look like the others where a format has no marks; `--json` has it.
			return {text: '', mark: 'other-data', note: leftOutWords(cell)};
		case 'unranked':
			return {text: cell.why === 'NaN' ? 'NaN' : cell.why === 'text' ? 'not a number' : '–'};
		case 'untested':
			return {text: '', mark: 'untested'};
	}
}

function notesOf(board: Leaderboard, facts: BoardFacts, legend: boolean): readonly string[] {
	const means = facts.isFolded ? ['mean ± standard deviation over n seeds'] : [];
	return [...means, ...(legend ? legendOf(board, facts) : []), meanRankWords(board)];
}

function legendOf(board: Leaderboard, {signs, leftOut, isFolded}: BoardFacts): readonly string[] {
	const marks = [
		signs.has('★') ? '★ (bold) best' : undefined,
		board.rows.some(({cells}) => cells.some(cell => cell.kind === 'result' && cell.mark === 'second' && cell.score.rank > 1))
			? '2 (underlined, italic) second'
			: undefined,
		signs.has('≈') ? `≈ tied with the best${isFolded ? ' (Welch p > 0.05)' : ''}` : undefined,
		leftOut > 0 ? '≠ measured on something else, left out' : undefined,
		signs.has('·') ? '– not tested' : undefined,
		signs.has('!') ? 'seeds: some are missing' : undefined,
	].filter(mark => mark !== undefined);
	return marks.length === 0 ? [] : [marks.join('; ')];
}

/** A comment that names the models of some rows, the first `most` of them. */
export function modelsComment(rows: readonly LeaderboardRow[], nameOf: (model: Model) => string, most = 500): string {
	const models = [...new Set(rows.flatMap(row => shownModels(row)))];
	const more = models.length > most ? ` and ${models.length - most} more` : '';
	return `${models.length} ${models.length === 1 ? 'model' : 'models'}: ${models.slice(0, most).map(nameOf).join(' ')}${more}`;
}
