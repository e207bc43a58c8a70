/** A grid as a LaTeX tabular of the booktabs package. */

import {emptyText, joinSafe, safe, type SafeText} from '../components/safe-text.ts';
import {cellsOf, cellWords, padded, sectionTitle, spaced, widthsOf, type CellWords} from './grid-cell.ts';
import type {Grid, GridColumn, GridMark} from './grid.ts';
import {safeText} from './text.ts';

/** Comments, title and notes are `%` lines; best is bold, second underlined. Text that is not ASCII stays UTF-8 but for our own signs. */
export function* latexLines(grid: Grid, digits: number | undefined): Iterable<SafeText> {
	const {title, comments, columns, rows, notes} = grid;
	yield* [...comments, title].filter(text => text.trim() !== '').map(remark);
	yield safe`% needs \\usepackage{booktabs}`;
	const header = columns.map(column => latexText(safeText(column.header.trim())));
	const subs = columns.map(({sub}) => latexText(safeText((sub ?? '').trim())));
	const headers = subs.some(sub => sub !== '') ? [header, subs] : [header];
	const cells = rows.map(row => {
		if (row.kind === 'section') return undefined;
		return cellsOf(row, columns).map((cell, index) => cellText(cellWords(cell, columns[index] ?? plainColumn, digits)));
	});
	const widths = widthsOf([...headers, ...cells.filter(row => row !== undefined)], columns.length, 0);
	const line = (row: readonly SafeText[]) =>
		safe`${joinSafe(
			widths.map((width, index) => padded(row[index] ?? emptyText, width, alignOf(columns[index] ?? plainColumn))),
			safe` & `,
		)} \\\\`;
	yield safe`\\begin{tabular}{${joinSafe(columns.map(column => (alignOf(column) === 'right' ? safe`r` : safe`l`)))}}`;
	yield safe`\\toprule`;
	yield* headers.map(line);
	yield safe`\\midrule`;
	for (const [index, row] of rows.entries()) {
		const shown = cells[index];
		if (shown !== undefined) {
			yield line(shown);
			continue;
		}
		if (index > 0) yield safe`\\addlinespace`;
		yield safe`\\multicolumn{${columns.length}}{l}{\\textit{${latexText(sectionTitle(row))}}} \\\\`;
	}
	yield safe`\\bottomrule`;
	yield safe`\\end{tabular}`;
	yield* notes.map(remark);
}

const signs: Readonly<Partial<Record<GridMark, SafeText>>> = {
	tied: safe`$\\approx$`,
	better: safe`$\\bigtriangleup$`,
	worse: safe`$\\bigtriangledown$`,
};

function cellText({text, isNumber, deviation, mark, note}: CellWords): SafeText {
	const remarkText = note === undefined ? undefined : latexText(note);
	if (text === undefined && mark === 'other-data') return spaced(safe`$\\neq$`, remarkText);
	if (text === undefined) return spaced(safe`--`, remarkText);
	const value = isNumber ? latexNumber(text) : latexText(text);
	const spread = deviation === undefined ? undefined : safe`$\\pm$ ${deviation}`;
	if (mark === 'other-data') return spaced(safe`(${spaced(value, spread)})\\textsuperscript{$\\neq$}`, remarkText);
	return spaced(emphasized(value, mark), spread, mark === undefined ? undefined : signs[mark], remarkText);
}

function emphasized(text: SafeText, mark: GridMark | undefined): SafeText {
	if (text === '') return text;
	if (mark === 'best') return safe`\\textbf{${text}}`;
	return mark === 'second' ? safe`\\underline{${text}}` : text;
}

const escapes: Readonly<Record<string, string>> = {
	'\\': '\\textbackslash{}',
	'{': '\\{',
	'}': '\\}',
	$: '\\$',
	'&': '\\&',
	'#': '\\#',
	_: '\\_',
	'%': '\\%',
	'^': '\\textasciicircum{}',
	'~': '\\textasciitilde{}',
	'<': '\\textless{}',
	'>': '\\textgreater{}',
	'|': '\\textbar{}',
	// Signs that the program writes itself, and that pdfTeX does not know.
	'−': '$-$',
	'±': '$\\pm$',
	'×': '$\\times$',
	'·': '$\\cdot$',
	'≈': '$\\approx$',
	'≠': '$\\neq$',
	'≤': '$\\leq$',
	'≥': '$\\geq$',
	'↑': '$\\uparrow$',
	'↓': '$\\downarrow$',
	'→': '$\\rightarrow$',
	'★': '$\\star$',
	'▲': '$\\bigtriangleup$',
	'▼': '$\\bigtriangledown$',
	'–': '--',
	'…': '\\ldots{}',
};

/** Nothing in the text is a command any more. A `[` or `*` behind the `\\` of the line before would be its argument. */
function latexText(text: SafeText): SafeText {
	return safeText(text.replaceAll(/[\\{}$&#_%^~<>|−±×·≈≠≤≥↑↓→★▲▼–…]/g, found => escapes[found] ?? found).replace(/^[[*]/, '{$&}'));
}

function latexNumber(text: SafeText): SafeText {
	return safeText(text.replace(/^-/, '$$-$$'));
}

function remark(text: string): SafeText {
	return safe`% ${safeText(text.trim())}`;
}

function alignOf({align, kind}: GridColumn): 'left' | 'right' {
	return kind === 'number' ? 'right' : align;
}

const plainColumn: GridColumn = {header: '', align: 'left', kind: 'text'};
