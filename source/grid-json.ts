/** A grid as JSON, one row a line: values for other programs, raw and in full precision. */

import type {SafeText} from '../components/safe-text.ts';
import {cellsOf} from './grid-cell.ts';
import type {Grid, GridCell, GridRow} from './grid.ts';
import {jsonListLines} from './model-json.ts';
import {jsonText, safeText} from './text.ts';

/**
 * One object: `schema`, `title`, `columns`, `rows`, and what the grid says beside its table (`comments`, `notes`).
 * A row has as many `cells` as there are columns, and the `section` it stands in where the grid has any. NaN and infinities are strings.
 */
export function gridJsonLines({title, comments, columns, rows, notes}: Grid): Iterable<SafeText> {
	const shown = columns.map(({header, sub, align, kind}) => ({header, sub, align, kind}));
	return jsonListLines({title, columns: shown}, 'rows', rowLines(rows, columns), {comments, notes});
}

function* rowLines(rows: readonly GridRow[], columns: Grid['columns']): Iterable<SafeText> {
	let section: string | undefined;
	for (const row of rows) {
		if (row.kind === 'section') section = titleOf(row);
		else yield rowLine({section, cells: cellsOf(row, columns).map(cellJson)});
	}
}

/** Most rows hold nothing that needs an escape and no number that JSON lacks: those are not gone through value by value. */
function rowLine(row: object): SafeText {
	const text = JSON.stringify(row);
	const shown = safeText(text);
	// NaN became null.
	return shown === text && !text.includes('null') ? shown : jsonText(row);
}

function titleOf({cells}: GridRow): string {
	return cells
		.map(({text}) => text.trim())
		.filter(text => text !== '')
		.join(' ');
}

/** In an order that is always the same; what is not there is left out. */
function cellJson({text, value, deviation, count, mark, note}: GridCell): GridCell {
	return {text, value, deviation, count, mark, note};
}
