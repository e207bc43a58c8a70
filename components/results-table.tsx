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

export type ResultsTableProps = {
	readonly columns: readonly ResultColumn[];
	/** The cells by column key; a missing one is empty. */
	readonly rows: ReadonlyArray<Readonly<Record<string, SafeText | undefined>>>;
	/** The most cells that the table may take; its widest columns are cut until it does. */
	readonly width?: number;
};

type CellRow = Record<string, SafeText>;
type Column = {readonly key: string; readonly column: string; readonly width: number; readonly align: Align};
type RowProps = {readonly key: string; readonly columns: readonly Column[]; readonly data: Partial<CellRow>};

const leastWidth = 3;

function fittingWidths(widths: readonly number[], most: number): number[] {
	const fitting = [...widths];
	let excess = fitting.reduce((sum, width) => sum + width, fitting.length + 1) - most;
	while (excess > 0) {
		const widest = fitting.indexOf(Math.max(...fitting));
		if ((fitting[widest] ?? 0) <= leastWidth) {
			break;
		}

		fitting[widest] = (fitting[widest] ?? 0) - 1;
		excess--;
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
		const widths = shown.map(({title}, index) => 2 + Math.max(displayWidth(title), ...data.map(row => displayWidth(row[cellKey(index)] ?? ''))));
		const fitting = most === undefined ? widths : fittingWidths(widths, most);
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

function cellRow(columns: readonly ResultColumn[], row: Readonly<Record<string, SafeText | undefined>>): CellRow {
	return Object.fromEntries(columns.map(({key}, index) => [cellKey(index), Object.hasOwn(row, key) ? (row[key] ?? emptyText) : emptyText]));
}

/** Draws the rows under their titles, one line each. It hashes every row on every render: for tens of rows, not for hundreds. */
export function ResultsTable({columns, rows, width}: ResultsTableProps): ReactNode {
	return <CellTable data={rows.map(row => cellRow(columns, row))} shown={columns} most={width} />;
}
