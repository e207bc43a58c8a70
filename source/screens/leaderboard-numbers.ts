/** The numbers in a column of Leaderboard: values and deviations with their points below each other. Pure. */

import {displayWidth, padLeft, padRight} from '../../components/cells.ts';
import {emptyText, safe, type SafeText} from '../../components/safe-text.ts';
import type {LeaderboardCell, LeaderboardRow} from '../../store/domain/leaderboard.ts';
import {seedsOf} from '../leaderboard-words.ts';
import {formatNumber, safeText} from '../text.ts';

/** Cells of a column's numbers: their parts stand below each other. */
export interface Numbers {
	readonly decimals: number;
	readonly whole: number;
	readonly point: number;
	/** 0: no deviations. */
	readonly spread: number;
	/** 1 where a cell lacks a seed that others of its row have. */
	readonly missing: number;
}

/** In the width of all its like. */
export function numberText(
	{score}: Extract<LeaderboardCell, {kind: 'result'}>,
	row: LeaderboardRow,
	{decimals, whole, point, spread, missing}: Numbers,
): SafeText {
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

/** Looks at all rows. */
export function measured(rows: readonly LeaderboardRow[], index: number): Numbers {
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
	// A deviation of whole numbers still says something behind the point.
	if (spread >= 0) decimals = Math.max(decimals, spread < 1 ? 2 : spread < 10 ? 1 : 0);
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
