/** The cells of Compare: each first in its parts, whose widths say how wide a column wants to be, then drawn into one. Pure. */

import {displayWidth, padLeft, padRight, truncate} from '../../components/cells.ts';
import {paint} from '../../components/paint.ts';
import {emptyText, joinSafe, repeatSafe, safe, type SafeText} from '../../components/safe-text.ts';
import type {FactRow, ResultCell, ResultRow} from '../../store/domain/comparison.ts';
import {distanceWords, factForms, factName, leftOutWords, resultWords} from '../comparison-words.ts';
import {safeText} from '../text.ts';
import {arrowOf} from '../words.ts';
import {theme} from '../theme.ts';
import {endOf} from './compare-header.ts';
import type {CompareRow} from './compare-view.ts';
import {remember} from './remember.ts';

type CellParts =
	/** The mark is never cut. */
	| {readonly kind: 'fact'; readonly text: SafeText; readonly differs: boolean; readonly mark: SafeText}
	/** A number before and from its point on, and what is said of it. */
	| {
			readonly kind: 'number';
			readonly whole: SafeText;
			readonly point: SafeText;
			readonly distance: SafeText;
			readonly cell: Extract<ResultCell, {kind: 'value' | 'left-out'}>;
	  }
	| {readonly kind: 'words'; readonly text: SafeText};

interface RowParts {
	readonly name: SafeText;
	/** Unit and arrow of a metric. */
	readonly behind: SafeText;
	readonly cells: readonly CellParts[];
	/** Its end tells more than its beginning, as of a tensor's name. */
	readonly keepsEnd?: boolean;
}

/** Widths that cells below each other share. */
interface Shared {
	readonly whole: number;
	readonly point: number;
	readonly distance: number;
	/** Where the mark of a fact that differs stands. */
	readonly fact: number;
	readonly name: number;
	readonly behind: number;
}

export interface CompareCells {
	readonly rows: readonly RowParts[];
	readonly shared: Shared;
	/** Cells that the names of the fields take, with the cursor before them. */
	readonly field: number;
	/** Cells that no number or mark is cut in; long texts are. */
	readonly least: number;
}

/** Of a longer text the column under the cursor shows all below the table. */
const shortText = 12;
/** Beyond this numbers stand below each other only within a row. */
const widestNumber = 14;
const indent = 2;

/** The parts of all rows; the same object as before for the same rows. */
export const compareCells = remember((rows: readonly CompareRow[]): CompareCells => {
	const parts = rows.map(row => (row.section === 'results' ? resultParts(row) : factParts(row)));
	const cells = parts.flatMap(row => row.cells);
	const most = (widths: readonly number[]) => widths.reduce((a, b) => Math.max(a, b), 0);
	const numbers = cells.filter(cell => cell.kind === 'number');
	const shared: Shared = {
		whole: most(numbers.map(({whole}) => displayWidth(whole))),
		point: most(numbers.map(({point}) => displayWidth(point))),
		distance: most(numbers.map(({distance}) => displayWidth(distance))),
		fact: Math.min(shortText, most(cells.map(cell => (cell.kind === 'fact' && cell.differs ? displayWidth(cell.text) : 0)))),
		name: most(parts.filter(({behind}) => behind !== '').map(({name}) => displayWidth(name))),
		behind: most(parts.map(({behind}) => displayWidth(behind))),
	};
	const least = most(cells.map(cell => widthOf(cell, shared)));
	const facts = most(parts.filter(({behind}) => behind === '').map(({name}) => displayWidth(name)));
	return {rows: parts, shared, field: 1 + Math.max(facts, shared.name === 0 ? 0 : indent + shared.name + 1 + shared.behind), least};
});

/** A tensor as the baseline's, but for its values. */
const otherValues = safe`≠ values`;

function factParts(row: FactRow): RowParts {
	return {
		name: factName(row),
		behind: emptyText,
		keepsEnd: row.section === 'tensors',
		cells: factForms(row).map((text, index) => {
			const mark = row.otherValues?.[index] === true ? otherValues : emptyText;
			return {kind: 'fact', text, differs: row.differs[index] === true, mark};
		}),
	};
}

function resultParts(row: ResultRow): RowParts {
	return {
		name: safeText(row.metric),
		behind: row.unit === undefined ? arrowOf(row.direction) : safe`${safeText(row.unit)} ${arrowOf(row.direction)}`,
		cells: row.cells.map((cell): CellParts => {
			const text = resultWords(cell);
			if (cell.kind !== 'value' && cell.kind !== 'left-out') return {kind: 'words', text};
			const [, whole = text, point = ''] = /^(-?\d+)(\D.*)$/.exec(text) ?? [];
			return {kind: 'number', whole: safeText(whole), point: safeText(point), distance: distanceWords(cell, row) ?? emptyText, cell};
		}),
	};
}

function widthOf(cell: CellParts, shared: Shared): number {
	if (cell.kind === 'fact') return Math.min(shortText, displayWidth(cell.text)) + markWidth(cell) + (cell.differs ? 3 : 0);
	if (cell.kind === 'words') return Math.min(shortText, displayWidth(cell.text));
	const {whole, point} = numberWidths([cell], shared);
	const behind = cell.cell.kind === 'left-out' ? 2 + displayWidth(leftOutWords(cell.cell)) : shared.distance + 1 + displayWidth(marksOf(cell.cell, false));
	return whole + point + 2 + behind;
}

/** With the gap before it. */
function markWidth({mark}: Extract<CellParts, {kind: 'fact'}>): number {
	return mark === '' ? 0 : displayWidth(mark) + 1;
}

function numberWidths(cells: readonly CellParts[], shared: Shared): {readonly whole: number; readonly point: number} {
	if (shared.whole + shared.point <= widestNumber) return shared;
	const own = cells.filter(cell => cell.kind === 'number');
	return {whole: Math.max(0, ...own.map(({whole}) => displayWidth(whole))), point: Math.max(0, ...own.map(({point}) => displayWidth(point)))};
}

/** The name of a row in `width` cells, the first of them for the cursor; of a metric unit and arrow are never cut. */
export function drawnField(cells: CompareCells, row: number, {width, isCursor}: {readonly width: number; readonly isCursor: boolean}): SafeText {
	const parts = cells.rows[row];
	const start = isCursor ? safe`❯` : safe` `;
	if (!parts) return start;
	if (parts.behind === '') return safe`${start}${parts.keepsEnd ? endOf(parts.name, width - 1) : truncate(parts.name, width - 1)}`;
	const behind = displayWidth(parts.behind);
	const room = Math.max(1, Math.min(cells.shared.name, width - 2 - indent - cells.shared.behind));
	const most = Math.max(room, width - 2 - indent - behind);
	const name = displayWidth(parts.name) > room ? truncate(parts.name, most) : padRight(parts.name, room);
	return safe`${start}${repeatSafe(safe` `, indent)}${name} ${padLeft(parts.behind, Math.min(cells.shared.behind, Math.max(behind, width - 2 - indent - displayWidth(name))))}`;
}

/** A cell in at most `width` cells: marks stay when a text has to be cut. */
export function drawnCell(cells: CompareCells, row: number, {model, width}: {readonly model: number; readonly width: number}): SafeText {
	const parts = cells.rows[row]?.cells[model];
	if (!parts) return emptyText;
	if (parts.kind === 'words') return paint(theme.quiet, truncate(parts.text, width));
	if (parts.kind === 'fact' && parts.mark !== '') {
		const end = parts.differs ? safe`${parts.mark}  ●` : parts.mark;
		const room = width - displayWidth(end) - 1;
		return room < 4 ? truncate(end, width) : safe`${truncate(parts.text, room)} ${end}`;
	}
	if (parts.kind === 'fact') {
		if (!parts.differs) return parts.text === '–' ? paint(theme.quiet, parts.text) : truncate(parts.text, width);
		return safe`${padRight(truncate(parts.text, width - 3), Math.min(cells.shared.fact, width - 3))}  ●`;
	}
	const {whole, point} = numberWidths(cells.rows[row]?.cells ?? [], cells.shared);
	const value = safe`${padLeft(parts.whole, whole)}${padRight(parts.point, point)}`;
	if (parts.cell.kind === 'left-out') return safe`${value}  ${paint(theme.caution, leftOutMark(parts.cell, width - displayWidth(value) - 2))}`;
	const marks = marksOf(parts.cell, true);
	if (parts.distance === '') return marks === '' ? value : boldIf(parts.cell.isBest, safe`${value}  ${marks}`);
	const distance = padLeft(parts.distance, cells.shared.distance);
	const full = safe`${value}  ${distance} ${marks}`;
	return boldIf(parts.cell.isBest, displayWidth(full) <= width ? full : safe`${truncate(value, width - displayWidth(marks) - 1)} ${marks}`);
}

function boldIf(isBold: boolean, text: SafeText): SafeText {
	return isBold ? paint(theme.best, text) : text;
}

/** `▲ ★`, `▼`, `▲ ≈★`: against the baseline, then against the best. */
function marksOf({verdict, isBest, tied}: Extract<ResultCell, {kind: 'value'}>, isPainted: boolean): SafeText {
	const sign = verdict === undefined ? emptyText : verdict === 'better' ? safe`▲` : safe`▼`;
	const shown = isPainted && verdict !== undefined ? paint(verdict === 'better' ? theme.good : theme.worse, sign) : sign;
	const best = isBest ? safe`★` : tied ? safe`≈★` : emptyText;
	return joinSafe(
		[shown, best].filter(part => part !== ''),
		safe` `,
	);
}

function leftOutMark(cell: Extract<ResultCell, {kind: 'left-out'}>, width: number): SafeText {
	const short = cell.reason === 'other-queries' && cell.queries !== undefined ? safe`≠ ${cell.queries} q` : safe`≠`;
	return [safe`≠ ${leftOutWords(cell)}`, short].find(text => displayWidth(text) <= width) ?? safe`≠`;
}

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'].map(safeText);

/** A bar for each value of a row, as long as the values are great: `█` where it is comparable, `░` where not; undefined where there are none to draw. */
export function drawnBars({cells}: ResultRow, width: number): readonly SafeText[] | undefined {
	const values = cells.map(cell => (cell.kind === 'value' || cell.kind === 'left-out' ? cell.value : undefined));
	const numbers = values.filter(value => value !== undefined);
	const most = Math.max(...numbers);
	if (numbers.length < 2 || !(most > 0) || !Number.isFinite(most) || numbers.some(value => value < 0)) return undefined;
	return cells.map((cell, index) => {
		const value = values[index];
		if (value === undefined) return emptyText;
		const parts = Math.max(1, Math.round((value / most) * width * 8));
		if (cell.kind === 'left-out') return paint(theme.quiet, repeatSafe(safe`░`, Math.max(1, Math.round(parts / 8))));
		return joinSafe([repeatSafe(safe`█`, Math.floor(parts / 8)), eighths[parts % 8] ?? emptyText]);
	});
}
