/** A wide leaderboard in a terminal: the datasets in blocks that fit, each with the names of the rows again. */

import {emptyText, type SafeText} from '../../components/safe-text.ts';
import {gridLines} from '../grid-formats.ts';
import type {Grid, GridRow} from '../grid.ts';
import {displayWidth} from '../table.ts';
import {safeText} from '../text.ts';

interface BlockLook {
	readonly digits: number | undefined;
	/** Cells of the terminal; undefined: one block in full width. */
	readonly columns: number | undefined;
}

const gap = 2;
/** What a note is cut to before the datasets need a second block. */
const leastNote = 8;
/** As many rows decide how wide the columns are. */
const measured = 200;

/** The title, the blocks with an empty line between them, and the notes. */
export function* leaderboardBlocks(grid: Grid, {digits, columns: width}: BlockLook): Iterable<SafeText> {
	// Datasets are the first numbers; what stands before them names the rows.
	const first = grid.columns.findIndex(({kind}) => kind === 'number');
	const blocks = width === undefined ? [] : blocksOf(grid, {digits, room: width, first});
	if (blocks.length < 2) {
		yield* gridLines(grid, 'table', {digits, columns: width});
		return;
	}
	yield* [safeText(grid.title), emptyText];
	for (const [place, block] of blocks.entries()) {
		if (place > 0) yield emptyText;
		yield* gridLines(picked(grid, [...grid.columns.keys()].slice(0, first).concat(block)), 'table', {digits, columns: width});
	}
	if (grid.notes.length > 0) yield* [emptyText, ...grid.notes.map(safeText)];
}

/** Which columns stand in which block behind the first ones: as many as there is room for, at least one. */
function blocksOf(
	grid: Grid,
	{digits, room, first}: {readonly digits: number | undefined; readonly room: number; readonly first: number},
): ReadonlyArray<readonly number[]> {
	const widthOf = (index: number) => {
		const alone = picked({...grid, rows: grid.rows.slice(0, measured)}, [index]);
		const width = Math.max(...[...gridLines(alone, 'table', {digits})].map(displayWidth));
		return grid.columns[index]?.align === 'left' && index > first ? Math.min(width, leastNote) : width;
	};
	const indexes = [...grid.columns.keys()];
	const before = indexes.slice(0, first).reduce((sum, index) => sum + widthOf(index) + gap, -gap);
	const blocks: number[][] = [];
	let used = Infinity;
	for (const index of indexes.slice(first)) {
		const width = widthOf(index) + gap;
		if (used + width > room) {
			blocks.push([]);
			used = before;
		}
		blocks.at(-1)?.push(index);
		used += width;
	}
	return blocks;
}

/** Some columns, without what stands around the table. */
function picked({columns, rows}: Grid, indexes: readonly number[]): Grid {
	const pick = <T>(from: readonly T[]) => indexes.flatMap(index => from[index] ?? []);
	return {title: '', comments: [], columns: pick(columns), rows: rows.map((row): GridRow => ({cells: pick(row.cells)})), notes: []};
}
