/** A grid as it is printed in a terminal: aligned at the point, its marks readable without colour. */

import {emptyText, safe, type SafeText} from '../components/safe-text.ts';
import {cellsOf, cellWords, padded, sectionTitle, spaced, type CellWords} from './grid-cell.ts';
import type {Grid, GridColumn, GridMark} from './grid.ts';
import {cutText, displayWidth, tableLines, type Column} from './table.ts';
import {safeText} from './text.ts';

interface TableLook {
	readonly digits: number | undefined;
	/** Cells of the terminal; undefined: nothing is cut. */
	readonly columns: number | undefined;
}

/** In a narrow terminal a text is cut to this, with an ellipsis; numbers never are. */
const leastText = 8;

/** The title, the table with its sections, and the notes, with an empty line between them. */
export function* gridTableLines(grid: Grid, {digits, columns: width}: TableLook): Iterable<SafeText> {
	const {title, columns, rows, notes} = grid;
	if (title.trim() !== '') yield* [safeText(title.trim()), emptyText];
	const cells = rows.filter(row => row.kind !== 'section').map(row => cellsOf(row, columns));
	const shown = columns.map((column, index) => columnTexts(cells.map(row => cellWords(row[index] ?? {text: ''}, column, digits))));
	const subs = columns.map(({sub}) => safeText((sub ?? '').trim()));
	const hasSubs = subs.some(sub => sub !== '');
	const texts = cells.map((_, row) => shown.map(column => column[row] ?? emptyText));
	const lines = [...tableLines(columns.map(tableColumn), hasSubs ? [subs, ...texts] : texts, width)];
	let next = hasSubs ? 2 : 1;
	yield* lines.slice(0, next).map(withoutEnd);
	for (const row of rows) {
		if (row.kind === 'section') yield width === undefined ? sectionTitle(row) : cutText(sectionTitle(row), width);
		else yield withoutEnd(lines[next++] ?? emptyText);
	}
	if (notes.length > 0) yield* [emptyText, ...notes.map(note => safeText(note.trim()))];
}

function tableColumn({header, align, kind}: GridColumn): Column {
	return {header: safeText(header.trim()), align, least: kind === 'text' ? leastText : undefined};
}

const before: Readonly<Partial<Record<GridMark, SafeText>>> = {best: safe`★`, second: safe`2`, tied: safe`≈`};
const behind: Readonly<Partial<Record<GridMark, SafeText>>> = {better: safe`▲`, worse: safe`▼`, 'other-data': safe`≠`};

/** A cell in the parts that stand below each other. */
interface Parts {
	readonly whole: SafeText;
	readonly point: SafeText;
	readonly spread: SafeText;
	readonly spreadPoint: SafeText;
	readonly rest: SafeText;
}

/** The cells of a column. Numbers stand with their points below each other, and so do their deviations; words end where the numbers do. */
function columnTexts(cells: readonly CellWords[]): readonly SafeText[] {
	const parts = cells.map(partsOf);
	const widest = (part: keyof Parts) => parts.reduce((most, cell) => Math.max(most, displayWidth(cell?.[part] ?? '')), 0);
	const [whole, point, spread, spreadPoint, rest] = [widest('whole'), widest('point'), widest('spread'), widest('spreadPoint'), widest('rest')];
	return cells.map((words, index) => {
		const cell = parts[index];
		if (cell === undefined) return padded(padded(plainText(words), whole + point, 'right'), whole + point + spread + spreadPoint + rest, 'left');
		const number = safe`${padded(cell.whole, whole, 'right')}${padded(cell.point, point, 'left')}`;
		return safe`${number}${padded(cell.spread, spread, 'right')}${padded(cell.spreadPoint, spreadPoint, 'left')}${padded(cell.rest, rest, 'left')}`;
	});
}

function partsOf({text, isNumber, deviation, mark, note}: CellWords): Parts | undefined {
	if (text !== undefined && !isNumber) return undefined;
	if (text === undefined && (mark === 'other-data' || note !== undefined)) return undefined;
	const rest = spaced(mark === undefined ? undefined : behind[mark], note);
	const [whole, point] = atPoint(text ?? safe`–`);
	const [spread, spreadPoint] = deviation === undefined ? [emptyText, emptyText] : atPoint(safe`± ${deviation}`);
	return {
		whole: spaced(mark === undefined ? undefined : before[mark], whole),
		point,
		spread: spread === '' ? spread : safe` ${spread}`,
		spreadPoint,
		rest: rest === '' ? rest : safe` ${rest}`,
	};
}

function plainText({text, mark, note}: CellWords): SafeText {
	if (text === undefined) return spaced(mark === 'other-data' ? undefined : safe`–`, mark === undefined ? undefined : behind[mark], note);
	return spaced(mark === undefined ? undefined : before[mark], text, mark === undefined ? undefined : behind[mark], note);
}

function atPoint(text: SafeText): readonly [SafeText, SafeText] {
	const at = text.indexOf('.');
	return at === -1 ? [text, emptyText] : [safeText(text.slice(0, at)), safeText(text.slice(at))];
}

function withoutEnd(line: SafeText): SafeText {
	return line.endsWith(' ') ? safeText(line.trimEnd()) : line;
}
