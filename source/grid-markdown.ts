/** A grid as a GitHub table whose source is aligned, too. */

import {emptyText, joinSafe, repeatSafe, safe, type SafeText} from '../components/safe-text.ts';
import {cellsOf, cellWords, padded, sectionTitle, spaced, widthsOf, type CellWords} from './grid-cell.ts';
import type {Grid, GridColumn, GridMark} from './grid.ts';
import {safeText} from './text.ts';

/** The comments as an HTML comment, the title, the table and the notes as a list. */
export function* markdownLines(grid: Grid, digits: number | undefined): Iterable<SafeText> {
	const {title, comments, columns, rows, notes} = grid;
	if (comments.length > 0) yield* [safe`<!--`, ...comments.map(commentText), safe`-->`, emptyText];
	if (title.trim() !== '') yield* [safe`**${markdownText(safeText(title.trim()))}**`, emptyText];
	const cells = rows.map(row => {
		if (row.kind === 'section') return [safe`**${markdownText(sectionTitle(row))}**`];
		return cellsOf(row, columns).map((cell, index) => cellText(cellWords(cell, columns[index] ?? plainColumn, digits)));
	});
	const header = columns.map(({header: first, sub}) =>
		joinSafe(
			[first, ...(sub === undefined ? [] : [sub])].map(text => markdownText(safeText(text.trim()))),
			safe`<br>`,
		),
	);
	const widths = widthsOf([header, ...cells], columns.length, 3);
	const line = (row: readonly SafeText[]) =>
		safe`| ${joinSafe(
			widths.map((width, index) => padded(row[index] ?? emptyText, width, columns[index]?.align ?? 'left')),
			safe` | `,
		)} |`;
	yield line(header);
	yield line(widths.map((width, index) => (columns[index]?.align === 'right' ? safe`${repeatSafe(safe`-`, width - 1)}:` : repeatSafe(safe`-`, width))));
	for (const row of cells) yield line(row);
	if (notes.length > 0) yield* [emptyText, ...notes.map(note => safe`- ${lineText(note)}`)];
}

const signs: Readonly<Partial<Record<GridMark, SafeText>>> = {best: safe`★`, tied: safe`≈`, better: safe`▲`, worse: safe`▼`, 'other-data': safe`≠`};

function cellText({text, deviation, mark, note}: CellWords): SafeText {
	const sign = mark === undefined ? undefined : signs[mark];
	const behind = spaced(deviation === undefined ? undefined : safe`± ${deviation}`, sign, note === undefined ? undefined : markdownText(note));
	if (text === undefined) return spaced(mark === 'other-data' ? undefined : safe`–`, behind);
	return spaced(emphasized(markdownText(text), mark), behind);
}

function emphasized(text: SafeText, mark: GridMark | undefined): SafeText {
	if (text === '') return text;
	if (mark === 'best') return safe`**${text}**`;
	return mark === 'second' ? safe`_${text}_` : text;
}

const entities: Readonly<Record<string, string>> = {'&': '&amp;', '<': '&lt;', '>': '&gt;'};

/** Nothing in the text is markup any more. An underscore inside a word is none, and stays readable. */
function markdownText(text: SafeText): SafeText {
	return safeText(text.replaceAll(/[&<>]|[\\`*[\]|~$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, found => entities[found] ?? `\\${found}`));
}

/** The same for a line of its own, which must not become a heading or a list. */
function lineText(text: string): SafeText {
	return safeText(markdownText(safeText(text.trim())).replace(/^(?:[#+=-]|\d+(?=[.)]))/, found => (/\d/.test(found) ? `${found}\\` : `\\${found}`)));
}

/** `-->` ends a comment, and for some readers `--!>` does. */
function commentText(text: string): SafeText {
	return safeText(safeText(text.trim()).replaceAll(/--(!?)>/g, String.raw`--$1\>`));
}

const plainColumn: GridColumn = {header: '', align: 'left', kind: 'text'};
