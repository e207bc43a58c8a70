/** Compare and Leaderboard, read out row by row. Pure. */

import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import type {Comparison, FactRow, ResultCell, ResultRow} from '../../store/domain/comparison.ts';
import {datasetName, factName, factTexts, leftOutWords, letterOf, queriesWords, resultWords, sizeWords} from '../comparison-words.ts';
import {formatNumber, safeText} from '../text.ts';
import {counted} from '../words.ts';
import type {CompareState} from './compare-state.ts';
import {compareView} from './compare-view.ts';
import {cellSentence, tooFewLines} from './compare-words.ts';
import {goneWords} from './compare-room.ts';
import {cellLines} from './leaderboard-cell-words.ts';
import {emptyPageLines} from './leaderboard-pages.ts';
import {rowKeys, type LeaderboardState} from './leaderboard-state.ts';
import {titleLine} from './leaderboard-strip.ts';
import {leaderboardPage} from './leaderboard-view.ts';
import type {ScreenContext} from './screen-context.ts';
import {inWords, placeWords, sentence, sentences, titled, type SpokenPart} from './spoken-part.ts';

/** What is said is never cut for want of room. */
const unbounded = 10_000;

export function spokenCompare(state: CompareState, context: ScreenContext): readonly SpokenPart[] {
	const view = compareView(state, context);
	const {models, comparison, rows, differences, outcome} = view;
	if (models.length < 2) {
		const lines = tooFewLines(view, goneWords(view.gone.length, false));
		return [{name: 'screen', key: `compare none ${models.length}`, text: sentences(lines)}];
	}
	const index = Math.max(0, Math.min(state.row, rows.length - 1));
	const model = Math.min(state.model, models.length - 1);
	const row = rows[index];
	const named = models.map(({id}, at) => safe`${letterOf(at)} ${safeText(id)}`);
	const heading = safe`Compare, ${counted(models.length, 'model')}: ${joinSafe(named, safe`, `)}. Baseline ${letterOf(comparison.baseline)}. ${counted(rows.length, 'row')}, ${differences ? safe`only differences` : safe`all rows`}.`;
	return [
		{name: 'screen', key: `compare ${JSON.stringify([state.keys, comparison.baseline, differences])}`, text: heading},
		{name: 'about', key: `compare ${sentences(outcome)}`, text: sentences(outcome)},
		{
			name: 'row',
			key: row ? `compare ${row.section} ${row.section === 'results' ? `${row.metric} ${row.dataset ?? ''}` : row.field}` : 'compare none',
			text: row
				? safe`${placeWords(safe`Row`, index, rows.length)}: ${comparedRow(row, comparison)}.`
				: safe`The models do not differ in anything that is known of them.`,
		},
		{name: 'cell', key: `compare ${model}`, text: safe`${inWords(cellSentence(view, {row: index, model}))}.`},
	];
}

/** `imdb, total_time, s, lower is better: A 143.68, baseline; B 117.03, 18.5% better, best`. */
export function comparedRow(row: FactRow | ResultRow, comparison: Comparison): SafeText {
	if (row.section !== 'results') {
		const texts = factTexts(row);
		const said = texts.map(
			(text, index) => safe`${letterOf(index)} ${text === '–' ? safe`none` : inWords(text)}${row.differs[index] === true ? safe`, differs` : emptyText}`,
		);
		return safe`${safeText(row.section)}, ${factName(row)}: ${joinSafe(said, safe`; `)}`;
	}
	const better = row.direction === undefined ? safe`direction unknown` : row.direction === 'minimize' ? safe`lower is better` : safe`higher is better`;
	const head = sentence([datasetName(row.dataset), safeText(row.metric), row.unit === undefined ? undefined : safeText(row.unit), better]);
	const said = row.cells.map((cell, index) => safe`${letterOf(index)} ${comparedCell(cell, index === comparison.baseline)}`);
	return safe`${head}: ${joinSafe(said, safe`; `)}`;
}

function comparedCell(cell: ResultCell, isBaseline: boolean): SafeText {
	if (cell.kind === 'left-out') return safe`${formatNumber(cell.value)}, ${leftOutWords(cell)}, left out`;
	if (cell.kind !== 'value') return inWords(resultWords(cell));
	const distance =
		isBaseline || cell.delta === undefined
			? undefined
			: cell.delta === 0
				? safe`the same`
				: cell.verdict === undefined
					? safe`${cell.delta < 0 ? safe`minus` : safe`plus`} ${formatNumber(Math.abs(cell.delta))}`
					: safe`${cell.relative === undefined ? emptyText : safe`${sizeWords(cell.relative)} `}${safeText(cell.verdict)}`;
	return sentence([
		formatNumber(cell.value),
		isBaseline ? safe`baseline` : undefined,
		distance,
		cell.likeBaseline === true ? safe`no more than chance` : undefined,
		cell.isBest ? safe`best` : cell.tied ? safe`tied with the best` : undefined,
	]);
}

export function spokenLeaderboard(state: LeaderboardState, context: ScreenContext, marks: ReadonlySet<string>): readonly SpokenPart[] {
	const page = leaderboardPage(state, context);
	if (page.kind === 'empty') {
		const lines = emptyPageLines(page, state, {...context, width: 200});
		return [{name: 'screen', key: `leaderboard none ${page.why}`, text: sentences(lines)}];
	}
	const {rows, row, column, columns, board, place, unit} = page;
	const shown = rows[row];
	const cells = shown?.cells.map((cell, index) => {
		const dataset = safeText(board.columns[index]?.dataset ?? 'an unnamed dataset');
		switch (cell.kind) {
			case 'result':
				return safe`${dataset} ${formatNumber(cell.score.value)}${cell.mark === 'best' ? safe`, best` : cell.mark === 'second' ? safe`, second` : cell.score.tied ? safe`, tied with the best` : emptyText}`;
			case 'left-out':
				return safe`${dataset} ${formatNumber(cell.value)}, ${cell.reason === 'other-queries' && cell.queries !== undefined ? queriesWords(cell.queries) : safe`other data`}, left out`;
			case 'unranked':
				return safe`${dataset} no number`;
			case 'untested':
				return safe`${dataset} not tested`;
		}
	});
	const keys = shown ? rowKeys(shown) : [];
	const marked = keys.length > 0 && keys.every(key => marks.has(key));
	const unitWords = unit === undefined ? emptyText : safe`, in ${safeText(unit)}`;
	return [
		{
			name: 'screen',
			key: `leaderboard ${JSON.stringify([board.metric, state.by, state.fold, state.algorithm, state.sort])}`,
			text: safe`${titled(inWords(titleLine(state, page, unbounded)))}, ${counted(rows.length, 'row')} on ${counted(board.columns.length, 'dataset')}${unitWords}.`,
		},
		{
			name: 'row',
			key: `leaderboard ${shown?.contender.key ?? ''} ${marked}`,
			text: shown
				? safe`${placeWords(safe`Row`, row, rows.length)}: ${sentence([inWords(columns.label(shown)), safe`place ${inWords(place(shown))}`])}: ${joinSafe(cells ?? [], safe`; `)}${marked ? safe`; marked` : emptyText}.`
				: emptyText,
		},
		{name: 'cell', key: `leaderboard ${column}`, text: sentences(cellLines(page, {context, width: unbounded, lines: 1}))},
	];
}
