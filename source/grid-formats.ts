/** The formats in which a grid is printed and exported. */

import type {SafeText} from '../components/safe-text.ts';
import {csvLines} from './grid-csv.ts';
import {latexLines} from './grid-latex.ts';
import {markdownLines} from './grid-markdown.ts';
import {gridTableLines} from './grid-table.ts';
import type {Grid} from './grid.ts';

export type GridFormat = 'md' | 'csv' | 'latex' | 'table';

export interface GridLook {
	/** Behind the point, 0 to 100 (more: a RangeError); undefined: five significant digits. CSV has full precision always. */
	readonly digits?: number;
	/** Cells of the terminal, for `table`; undefined: nothing is cut. */
	readonly columns?: number;
}

/** The lines of the grid in a format, without line ends. */
export function gridLines(grid: Grid, format: GridFormat, {digits, columns}: GridLook = {}): Iterable<SafeText> {
	switch (format) {
		case 'md':
			return markdownLines(grid, digits);
		case 'csv':
			return csvLines(grid);
		case 'latex':
			return latexLines(grid, digits);
		case 'table':
			return gridTableLines(grid, {digits, columns});
	}
}
