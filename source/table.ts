/** Printed lists as aligned columns: widths are display widths, and a terminal that is too narrow is fitted. */

import stringWidth from 'string-width';
import {emptyText, joinSafe, repeatSafe, safe, type SafeText} from '../components/safe-text.ts';
import {safeText} from './text.ts';

export interface Column {
	readonly header: SafeText;
	readonly align?: 'left' | 'right';
	/** In a narrow terminal it may shrink to this width; without it, it is never cut. */
	readonly least?: number;
	/** Where a text that is too wide is cut: at its end, unless told otherwise. */
	readonly cut?: 'middle';
	/** In a narrow terminal the column with the smallest number is left out first; without it, it always stays. */
	readonly leaveOut?: number;
}

export type Row = readonly SafeText[];

const space = safe` `;
const gap = safe`  `;

/**
 * The header and the rows, padded; columns in which no row has anything are left out.
 *
 * @param width of the terminal in cells; undefined: nothing is cut or left out
 */
export function* tableLines(columns: readonly Column[], rows: readonly Row[], width?: number): Iterable<SafeText> {
	const widths = columnWidths(columns, rows, width);
	const shown = widths.flatMap((cells, index) => (cells === 0 ? [] : [{index, cells, align: columns[index]?.align ?? 'left'}]));
	const line = (row: Row) => {
		const last = shown.findLastIndex(({index}) => (row[index] ?? '') !== '');
		return joinSafe(
			shown.slice(0, last + 1).map(({index, cells, align}, place) => {
				const whole = row[index] ?? emptyText;
				const cell = width !== undefined && columns[index]?.cut === 'middle' ? cutMiddle(whole, cells) : whole;
				if (place < last || align === 'right') return pad(cell, cells, align);
				return width === undefined ? cell : cutText(cell, cells);
			}),
			gap,
		);
	};
	yield line(columns.map(column => column.header));
	for (const row of rows) yield line(row);
}

/** The cells of each column; 0: it is not shown. @param width of the terminal in cells; undefined: nothing is cut or left out */
export function columnWidths(columns: readonly Column[], rows: readonly Row[], width?: number): readonly number[] {
	const natural = columns.map((column, index) => (isEmpty(rows, index) ? 0 : widest(column, rows, index)));
	return width === undefined ? natural : fittedWidths(columns, natural, width);
}

/** Label and value side by side, the values aligned, indented by two. */
export function pairLines(pairs: ReadonlyArray<readonly [SafeText, SafeText]>): SafeText[] {
	const width = pairs.reduce((most, [label]) => Math.max(most, displayWidth(label)), 0);
	return pairs.map(([label, value]) => safe`  ${pad(label, width, 'left')}  ${value}`);
}

/** Cells that a text takes in a terminal. Hangul syllables and Han take two each, which is most of what is not ASCII here. */
export function displayWidth(text: string): number {
	if (/^[ -~]*$/.test(text)) return text.length;
	if (!/^[ -~\uAC00-\uD7A3\u4E00-\u9FFF]*$/.test(text)) return stringWidth(text);
	let width = text.length;
	for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) >= 0x4e00) width++;
	return width;
}

/** Cut at a cell boundary, with an ellipsis, where it is wider than `width`. */
export function cutText(text: SafeText, width: number): SafeText {
	if (displayWidth(text) <= width) return text;
	let [cut, used] = ['', 0];
	for (const {segment} of new Intl.Segmenter().segment(text)) {
		used += displayWidth(segment);
		if (used > width - 1) break;
		cut += segment;
	}
	return width < 1 ? emptyText : safe`${safeText(cut)}…`;
}

/** Cut in its middle, of which an ellipsis is left, where it is wider than `width`. */
export function cutMiddle(text: SafeText, width: number): SafeText {
	if (displayWidth(text) <= width || width < 3) return cutText(text, width);
	const segments = [...new Intl.Segmenter().segment(text)].map(({segment}) => segment);
	const start = within(segments, Math.floor((width - 1) / 2)).join('');
	const end = within(segments.toReversed(), width - 1 - displayWidth(start))
		.toReversed()
		.join('');
	return safe`${safeText(start)}…${safeText(end)}`;
}

/** The first of the segments that have room. */
function within(segments: readonly string[], room: number): readonly string[] {
	let used = 0;
	return segments.filter(segment => (used += displayWidth(segment)) <= room);
}

function pad(text: SafeText, width: number, align: 'left' | 'right'): SafeText {
	const cells = displayWidth(text);
	if (cells > width) return pad(cutText(text, width), width, align);
	const free = repeatSafe(space, width - cells);
	return joinSafe(align === 'right' ? [free, text] : [text, free]);
}

function isEmpty(rows: readonly Row[], index: number): boolean {
	return rows.length > 0 && rows.every(row => (row[index] ?? '') === '');
}

function widest(column: Column, rows: readonly Row[], index: number): number {
	return rows.reduce((most, row) => Math.max(most, displayWidth(row[index] ?? '')), displayWidth(column.header));
}

/** Leaves columns out until the rest fits when shrunk, then shrinks what may shrink, the widest first. 0: not shown. */
function fittedWidths(columns: readonly Column[], natural: readonly number[], width: number): readonly number[] {
	const least = natural.map((cells, index) => Math.min(cells, columns[index]?.least ?? cells));
	const stays = least.map(cells => cells > 0);
	const needed = (of: readonly number[]) => of.reduce((sum, cells, index) => (stays[index] ? sum + cells + gap.length : sum), -gap.length);
	const order = columns.flatMap(({leaveOut}, index) => (leaveOut === undefined ? [] : [{index, leaveOut}])).sort((a, b) => a.leaveOut - b.leaveOut);
	for (const {index} of order) {
		if (needed(least) <= width) break;
		stays[index] = false;
	}
	const widths = natural.map((cells, index) => (stays[index] ? cells : 0));
	while (needed(widths) > width) {
		const excess = widths.map((cells, index) => (stays[index] ? cells - (least[index] ?? 0) : 0));
		const most = excess.indexOf(Math.max(...excess));
		if ((excess[most] ?? 0) <= 0) break;
		widths[most] = Math.max(least[most] ?? 0, (widths[most] ?? 0) - (needed(widths) - width));
	}
	return widths;
}
