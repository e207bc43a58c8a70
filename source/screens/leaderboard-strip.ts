/** The lines of Leaderboard around its rows: whose they are, what the signs mean, what could be filled, the equal command. Pure. */

import {displayWidth, truncate} from '../../components/cells.ts';
import {paint} from '../../components/paint.ts';
import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import type {LeaderboardRow} from '../../store/domain/leaderboard.ts';
import {boardWords, meanRankWords} from '../leaderboard-words.ts';
import {keyOf} from '../keymap.ts';
import {safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {counted} from '../words.ts';
import {grouped, spread} from './browse-lines.ts';
import type {LeaderboardState} from './leaderboard-state.ts';
import {equalCommand, type BoardView} from './leaderboard-view.ts';
import type {ScreenContext} from './screen-context.ts';

/** `leaderboard  total_time, s, lowest first      rows: the best of each algorithm on each dataset`. Where there is little room, what the header shows, too, goes first. */
export function titleLine(state: LeaderboardState, view: BoardView, width: number): SafeText {
	const {metric} = view.board;
	const title = safe` ${paint(theme.title, safe`leaderboard`)}  `;
	const board = boardWords(view.board, view.unit);
	const [rows, order] = [rowsWords(state, view), orderWords(view)];
	const named = state.view === undefined ? emptyText : safe`   view ${safeText(state.view)} ▾`;
	const lines = [
		[safe`${title}${board}`, safe`rows: ${rows}${order}${named}`],
		[safe`${title}${board}`, safe`rows: ${rows}${order}`],
		[safe`${title}${board}`, safe`${rows}${order}`],
		[safe`${title}${board}`, rows],
		[safe`${title}${safeText(metric)}`, rows],
		[safe` ${safeText(metric)}`, rows],
	] as const;
	const [left, right] = lines.find(([one, other]) => displayWidth(one) + displayWidth(other) + 3 <= width) ?? [safe` ${rows}`, emptyText];
	return right === '' ? truncate(left, width) : spread(left, right, width);
}

function rowsWords({by, fold, keys, algorithm, view}: LeaderboardState, {models}: BoardView): SafeText {
	const folded = fold ? safe`, folded by seed` : emptyText;
	const counts = safe`${grouped(models.length)} ${keys === undefined || view !== undefined ? emptyText : safe`marked `}${models.length === 1 ? safe`model` : safe`models`}`;
	const key = keyOf('markNone');
	const all = keys === undefined || view !== undefined || key === '' ? emptyText : safe` (${safeText(key)}: all)`;
	if (by === 'algorithm') return safe`the best of each algorithm on each dataset${keys === undefined ? emptyText : safe`, of ${counts}${all}`}${folded}`;
	const whose = keys === undefined && algorithm !== undefined ? safe`${safeText(models[0]?.algorithm ?? algorithm)}, ` : emptyText;
	return safe`${whose}${counts}${all}${folded}`;
}

function orderWords({sorted, board}: BoardView): SafeText {
	const dataset = sorted && board.columns[sorted.column];
	return dataset ? safe`, ${sorted.flipped ? safe`worst` : safe`best`} on ${safeText(dataset.dataset ?? '–')} first` : emptyText;
}

const meanings: ReadonlyArray<readonly [sign: string, wide: SafeText, narrow: SafeText]> = [
	['★', safe`★ best`, safe`★ best`],
	['2', safe`2 second`, safe`2 second`],
	['≈', safe`≈ tied with best`, safe`≈ tie`],
	['≠', safe`≠ other queries or data, left out`, safe`≠ other data`],
	['·', safe`· not tested yet`, safe`· not tested`],
	['!', safe`! a seed is missing`, safe`! seed missing`],
];

/** What the signs on this board mean; those that do not occur need no words. */
export function legendLine({facts}: BoardView, width: number): SafeText {
	const lines = ([1, 2] as const).map(look => {
		const parts = meanings
			.filter(([sign]) => facts.signs.has(sign))
			.map(meaning => (meaning[0] === '≈' && facts.isFolded ? safe`${meaning[look]} (Welch p > 0.05)` : meaning[look]));
		return safe` ${joinSafe(parts, safe`  `)}`;
	});
	const [wide = emptyText, narrow = emptyText] = lines;
	return paint(theme.quiet, truncate(displayWidth(wide) <= width ? wide : narrow, width));
}

/** `2 holes: y copies the 9 commands that would fill them    ranks count only the datasets that all rows have: 3 of 4`. */
export function boardLines(
	{facts, board}: BoardView,
	{context, width}: {readonly context: ScreenContext; readonly width: number},
): readonly [SafeText, SafeText] {
	const ranks = meanRankWords(board);
	const holes = holesWords(facts.holes, facts.tests, context.snapshot.config.testCommand !== undefined);
	if (holes === '') return [safe` ${onlyOne(board.rows, ranks)}`, emptyText];
	const one = safe` ${holes}     ${ranks}`;
	if (displayWidth(one) <= width) return [one, board.rows.length === 1 ? safe` ${onlyOne(board.rows, emptyText)}` : emptyText];
	return [truncate(safe` ${holes}`, width), truncate(safe` ${ranks}`, width)];
}

function onlyOne([row, ...others]: readonly LeaderboardRow[], otherwise: SafeText): SafeText {
	if (!row || others.length > 0) return otherwise;
	return row.contender.kind === 'algorithm' ? safe`Only one algorithm is here: a shows its models.` : safe`Only one row: it is best by itself.`;
}

function holesWords(holes: number, tests: number, isKnown: boolean): SafeText {
	if (holes === 0) return emptyText;
	const said = counted(holes, 'hole');
	if (tests === 0) return said;
	if (!isKnown) return safe`${said}: testCommand in mreg.config.json would fill ${holes === 1 ? safe`it` : safe`them`}`;
	return tests === 1
		? safe`${said}: y copies the command that would fill it`
		: safe`${said}: y copies the ${grouped(tests)} commands that would fill ${holes === 1 ? safe`it` : safe`them`}`;
}

/** How many names of models a line has room for; the others are counted. */
const mostNames = 4;

/** Where the cursor is, and the command that prints the same. */
export function positionLine(
	state: LeaderboardState,
	view: BoardView,
	{context, width, marked}: {readonly context: ScreenContext; readonly width: number; readonly marked: number},
): SafeText {
	const {row, rows, column, board} = view;
	const marks = marked === 0 ? emptyText : safe` · ${grouped(marked)} marked`;
	const place = safe`row ${grouped(row + 1)}/${grouped(rows.length)} · dataset ${column + 1}/${board.columns.length}${marks}`;
	return spread(paint(theme.quiet, safe` ${safeText(equalCommand(state, view, context, mostNames))}`), place, width);
}
