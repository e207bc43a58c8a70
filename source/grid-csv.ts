/** A grid as CSV (RFC 4180, lines ended by LF): values for other programs, in full precision and without marks. */

import {emptyText, joinSafe, safe, type SafeText} from '../components/safe-text.ts';
import {delimitedField} from './delimited-field.ts';
import {cellsOf, isHole, sectionTitle} from './grid-cell.ts';
import type {Grid, GridCell, GridColumn} from './grid.ts';
import {safeText} from './text.ts';

/**
 * One header and a line per row, all with as many fields. Means with deviations take three columns: `X`, `X sd`, `X n`.
 * Where the grid has sections, the first column names the row's. Holes are empty, and so is what was measured on other data.
 */
export function* csvLines(grid: Grid): Iterable<SafeText> {
	const {columns, rows} = grid;
	const hasSections = rows.some(row => row.kind === 'section');
	const folded = columns.map(({kind}, index) => kind === 'number' && rows.some(row => row.kind !== 'section' && row.cells[index]?.deviation !== undefined));
	const headers = columns.flatMap((column, index) => {
		const header = headerOf(column, columns);
		return folded[index] ? [header, safe`${header} sd`, safe`${header} n`] : [header];
	});
	yield line(hasSections ? [safe`section`, ...headers] : headers);
	let section = emptyText;
	for (const row of rows) {
		if (row.kind === 'section') {
			section = sectionTitle(row);
			continue;
		}
		const fields = cellsOf(row, columns).flatMap((cell, index) => {
			const column = columns[index];
			if (column === undefined) return [];
			return folded[index] ? [field(cell, column), numeral(cell.deviation), numeral(cell.count)] : [field(cell, column)];
		});
		yield line(hasSections ? [section, ...fields] : fields);
	}
}

/** The second line of a header only tells columns apart that are called the same. */
function headerOf({header, sub}: GridColumn, columns: readonly GridColumn[]): SafeText {
	const isAlone = columns.filter(other => other.header === header).length === 1;
	return safeText(isAlone || sub === undefined ? header : `${header} ${sub}`);
}

function field(cell: GridCell, column: GridColumn): SafeText {
	// Without its mark it would pass for a comparable result.
	if (isHole(cell, column) || cell.mark === 'other-data') return emptyText;
	return cell.value === undefined ? safeText(cell.text) : numeral(cell.value);
}

function numeral(value: number | undefined): SafeText {
	return value === undefined ? emptyText : safeText(String(value));
}

function line(fields: readonly SafeText[]): SafeText {
	return joinSafe(fields.map(delimitedField), safe`,`);
}
