/** What a cell of a grid says, before a format writes it in its own way. */

import {emptyText, joinSafe, repeatSafe, safe, type SafeText} from '../components/safe-text.ts';
import type {GridCell, GridColumn, GridMark, GridRow} from './grid.ts';
import {displayWidth} from './table.ts';
import {formatNumber, safeText} from './text.ts';

export interface CellWords {
	/** Undefined where nothing was measured. */
	readonly text: SafeText | undefined;
	readonly isNumber: boolean;
	readonly deviation?: SafeText;
	readonly mark?: GridMark;
	readonly note?: SafeText;
}

/**
 * @param asked digits behind the point, 0 to 100; undefined: the column's, else five significant ones
 */
export function cellWords(cell: GridCell, column: GridColumn, asked: number | undefined): CellWords {
	const {value, deviation, mark, note} = cell;
	const digits = asked ?? column.digits;
	if (isHole(cell, column)) return {text: undefined, isNumber: false, mark, note: words(note)};
	const isNumber = value !== undefined && (column.kind === 'number' || cell.text === '');
	return {
		text: isNumber ? formatNumber(value, digits) : safeText(cell.text.trim()),
		isNumber,
		deviation: deviation === undefined || !isNumber ? undefined : deviationWords(deviation, value, digits),
		mark,
		note: words(note),
	};
}

/** A standard deviation beside its mean: as many digits behind the point as that has, but no less than two significant ones. */
export function deviationWords(deviation: number, mean: number, digits?: number): SafeText {
	if (digits !== undefined || deviation === 0) return formatNumber(deviation, digits);
	const decimals = /\.(\d+)$/.exec(formatNumber(mean))?.[1]?.length ?? 0;
	const text = formatNumber(deviation, decimals);
	return deviation < 10 * 10 ** -decimals && deviation < 10 ? formatNumber(Number(deviation.toPrecision(2))) : text;
}

/** Whether nothing was measured here. An empty text in a column of texts is only empty. */
export function isHole({text, value, mark}: GridCell, {kind}: GridColumn): boolean {
	return mark === 'untested' || (kind === 'number' && value === undefined && (text === '' || text === '–'));
}

/** The cells of a row, one for each column. */
export function cellsOf(row: GridRow, columns: readonly GridColumn[]): readonly GridCell[] {
	return columns.map((_, index) => row.cells[index] ?? emptyCell);
}

/** What a section is called. */
export function sectionTitle(row: GridRow): SafeText {
	return joinSafe(
		row.cells.map(cell => safeText(cell.text.trim())).filter(text => text !== ''),
		safe` `,
	);
}

/** The parts that say something, with a space between them. */
export function spaced(...parts: ReadonlyArray<SafeText | undefined>): SafeText {
	return joinSafe(
		parts.flatMap(part => (part === undefined || part === '' ? [] : [part])),
		safe` `,
	);
}

/** Filled with spaces to `width` cells; a text that is wider stays as it is. */
export function padded(text: SafeText, width: number, align: 'left' | 'right'): SafeText {
	const free = repeatSafe(safe` `, width - displayWidth(text));
	return align === 'right' ? safe`${free}${text}` : safe`${text}${free}`;
}

/** How wide each column of cells is, at least `least`. */
export function widthsOf(rows: ReadonlyArray<readonly SafeText[]>, count: number, least: number): readonly number[] {
	return Array.from({length: count}, (_, index) => rows.reduce((most, row) => Math.max(most, displayWidth(row[index] ?? emptyText)), least));
}

function words(note: string | undefined): SafeText | undefined {
	return note === undefined ? undefined : safeText(note.trim());
}

const emptyCell: GridCell = {text: ''};
