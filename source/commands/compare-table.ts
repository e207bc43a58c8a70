/** A wide table in a terminal: the columns in blocks that fit, each with the first column again. */

import {emptyText, type SafeText} from '../../components/safe-text.ts';
import {gridLines} from '../grid-formats.ts';
import type {Grid, GridCell, GridRow} from '../grid.ts';
import {cutMiddle, cutText, displayWidth} from '../table.ts';
import {safeText} from '../text.ts';

interface BlockLook {
	readonly digits: number | undefined;
	/** Cells of the terminal; undefined: one block in full width. */
	readonly columns: number | undefined;
}

const gap = 2;
/** Longer texts are cut with an ellipsis in a terminal. */
const widestText = 32;

/** The lines of the blocks with an empty line between them, and the notes once. */
export function* blockLines(grid: Grid, {digits, columns: width}: BlockLook): Iterable<SafeText> {
	if (width === undefined) {
		yield* gridLines(grid, 'table', {digits});
		return;
	}
	const fields = Math.max(...grid.columns.slice(0, 1).map(({header}) => displayWidth(header)), ...grid.rows.map(row => fieldWidth(row)));
	const field = Math.min(fields, Math.max(8, Math.floor(width / 2)));
	const fitted = shortened(grid, {first: field, others: Math.max(8, Math.min(widestText, width - field - gap))});
	const widths = fitted.columns.slice(1).map((_, index) => widthOf(fitted, index + 1, digits));
	for (const [place, block] of blocksOf(widths, width - Math.min(field, width)).entries()) {
		if (place > 0) yield emptyText;
		yield* gridLines(picked(fitted, block), 'table', {digits});
	}
	if (grid.notes.length > 0) yield* [emptyText, ...grid.notes.map(safeText)];
}

function fieldWidth({kind, cells}: GridRow): number {
	return kind === 'section' ? 0 : displayWidth(cells[0]?.text ?? '');
}

/** Which columns stand in which block: as many as there is room for, at least one. */
function blocksOf(widths: readonly number[], room: number): ReadonlyArray<readonly number[]> {
	const blocks: number[][] = [];
	let used = Infinity;
	for (const [index, width] of widths.entries()) {
		if (used + width + gap > room) {
			blocks.push([]);
			used = 0;
		}
		blocks.at(-1)?.push(index + 1);
		used += width + gap;
	}
	return blocks;
}

/** The first column and some others, without what stands around the table. */
function picked({columns, rows}: Grid, indexes: readonly number[]): Grid {
	const pick = <T>(from: readonly T[]) => [0, ...indexes].flatMap(index => from[index] ?? []);
	return {
		title: '',
		comments: [],
		columns: pick(columns),
		rows: rows.map(row => (row.kind === 'section' ? row : {cells: pick(row.cells)})),
		notes: [],
	};
}

/** Cells of a column of models, found by printing it alone. */
function widthOf(grid: Grid, index: number, digits: number | undefined): number {
	const column = grid.columns[index];
	const rows = grid.rows.flatMap(({kind, cells}): GridRow[] => (kind === 'section' ? [] : [{cells: cells.slice(index, index + 1)}]));
	const alone: Grid = {...grid, title: '', columns: column ? [column] : [], rows, notes: []};
	return Math.max(...[...gridLines(alone, 'table', {digits})].map(displayWidth));
}

function shortened(grid: Grid, {first, others}: {first: number; others: number}): Grid {
	// The end of a tensor's name tells as much as its beginning.
	const short = (text: string, index: number) => (index === 0 ? cutMiddle(safeText(text), first) : cutText(safeText(text), others));
	return {
		...grid,
		columns: grid.columns.map((column, index) => ({...column, header: short(column.header, index)})),
		rows: grid.rows.map(row => {
			if (row.kind === 'section') return row;
			return {cells: row.cells.map((cell, index): GridCell => ({...cell, text: short(cell.text, index)}))};
		}),
	};
}
