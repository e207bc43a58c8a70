/** A small table with a frame, for the results of one model: ink-table, taught that a Hangul syllable takes two cells. */
import {Text} from 'ink';
import {Table} from 'ink-table';
import type {ReactNode} from 'react';
import {displayWidth, fit, line, type Align} from './cells.ts';
import {paint, type Style} from './paint.ts';
import {emptyText, joinSafe, safe, type SafeText} from './safe-text.ts';

export type ResultColumn = {
	/** The key of the column's values in a row. */
	readonly key: string;
	readonly title: SafeText;
	readonly align?: Align;
};

/** The cells by column key; a missing one is empty. */
export type ResultRow = Readonly<Record<string, SafeText | undefined>>;

export type ResultsTableProps = {
	readonly columns: readonly ResultColumn[];
	readonly rows: readonly ResultRow[];
	/** The most cells that the table may take; its widest columns are cut until it does, texts and titles before numbers. */
	readonly width?: number;
};

type CellRow = Record<string, SafeText>;
type Column = {readonly key: string; readonly column: string; readonly width: number; readonly align: Align};
type RowProps = {readonly key: string; readonly columns: readonly Column[]; readonly data: Partial<CellRow>};

const leastWidth = 3;
/** No number is wider than this: what is, is another kind of value. */
const widestNumber = 34;

/** Cells of each column with a blank at either side, when nothing is cut. */
function naturalWidths(columns: readonly ResultColumn[], rows: readonly ResultRow[]): number[] {
	return columns.map(({key, title}) => 2 + Math.max(displayWidth(title), ...rows.map(row => displayWidth(cellOf(row, key)))));
}

/** What a column keeps as long as others can be cut: the numbers of a right-aligned one, but not its title. */
function keptWidth({key, align}: ResultColumn, rows: readonly ResultRow[]): number {
	return align === 'right' ? 2 + Math.min(widestNumber, Math.max(1, ...rows.map(row => displayWidth(cellOf(row, key))))) : leastWidth;
}

/** Cells that the table takes when nothing is cut, with its frame. */
export function resultsTableWidth(columns: readonly ResultColumn[], rows: readonly ResultRow[]): number {
	return naturalWidths(columns, rows).reduce((sum, width) => sum + width + 1, 1);
}

/** Texts and titles are cut before numbers are, the widest first. */
function fittingWidths(widths: readonly number[], kept: readonly number[], most: number): number[] {
	const fitting = [...widths];
	let excess = fitting.reduce((sum, width) => sum + width + 1, 1) - most;
	for (const least of [kept, kept.map(() => leastWidth)]) {
		while (excess > 0) {
			const room = fitting.map((width, index) => (width > (least[index] ?? leastWidth) ? width : 0));
			const widest = Math.max(...room);
			if (widest === 0) break;
			fitting[room.indexOf(widest)] = widest - 1;
			excess--;
		}
	}

	return fitting;
}

function textRow(style: Style) {
	return ({key, columns, data}: RowProps): ReactNode => {
		const side = paint({dim: true}, safe`│`);
		const cells = columns.map(({column, width, align}) => {
			const text = fit(data[column] ?? emptyText, width - 2, align);
			return safe` ${paint(style, text)} `;
		});
		return (
			<Text key={key} wrap="truncate">
				{joinSafe([side, joinSafe(cells, side), side])}
			</Text>
		);
	};
}

function frameRow(left: SafeText, cross: SafeText, right: SafeText) {
	return ({key, columns}: RowProps): ReactNode => {
		const lines = columns.map(({width}) => line(safe`─`, width));
		return (
			<Text key={key} wrap="truncate">
				{paint({dim: true}, joinSafe([left, joinSafe(lines, cross), right]))}
			</Text>
		);
	};
}

/** ink-table measures and pads by `String.length` and rules off every row; here each part of it goes by display width. */
class CellTable extends Table<CellRow> {
	declare readonly props: {
		readonly data: CellRow[];
		readonly shown: readonly ResultColumn[];
		readonly most: number | undefined;
	};

	override header = frameRow(safe`┌`, safe`┬`, safe`┐`);
	override heading = textRow({bold: true});
	override separator = (): ReactNode => null;
	override data = textRow({});
	override footer = frameRow(safe`└`, safe`┴`, safe`┘`);

	override getColumns(): Column[] {
		const {shown, data, most} = this.props;
		const keyed = shown.map((column, index) => ({...column, key: cellKey(index)}));
		const widths = naturalWidths(keyed, data);
		const kept = keyed.map(column => keptWidth(column, data));
		const fitting = most === undefined ? widths : fittingWidths(widths, kept, most);
		return shown.map(({align = 'left'}, index) => ({
			key: cellKey(index),
			column: cellKey(index),
			width: fitting[index] ?? leastWidth,
			align,
		}));
	}

	override getHeadings(): CellRow {
		return Object.fromEntries(this.props.shown.map(({title}, index) => [cellKey(index), title]));
	}
}

/** Under what a cell stands in a row: columns are named after metrics and datasets, one of which may be called `__proto__`, so the table sees numbers only. */
export function cellKey(index: number): string {
	return `c${index}`;
}

function cellRow(columns: readonly ResultColumn[], row: ResultRow): CellRow {
	return Object.fromEntries(columns.map(({key}, index) => [cellKey(index), cellOf(row, key)]));
}

function cellOf(row: ResultRow, key: string): SafeText {
	return Object.hasOwn(row, key) ? (row[key] ?? emptyText) : emptyText;
}

/** Draws the rows under their titles, one line each. It hashes every row on every render: for tens of rows, not for hundreds. */
export function ResultsTable({columns, rows, width}: ResultsTableProps): ReactNode {
	return <CellTable data={rows.map(row => cellRow(columns, row))} shown={columns} most={width} />;
}
