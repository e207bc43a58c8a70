/** A wide table with a cell that one stands on: ink-table without its frame, its header in two lines over a rule, by display width. */
import {Box, Text} from 'ink';
import {Table} from 'ink-table';
import type {ReactNode} from 'react';
import {fit, type Align} from './cells.ts';
import {paint, unpainted} from './paint.ts';
import {enter, meaningAt, usePointed, type Cell, type Part, type Pressed} from './pointed.ts';
import {ruleLine} from './rule.tsx';
import {emptyText, joinSafe, repeatSafe, safe, type SafeText} from './safe-text.ts';

export type LeaderboardTableColumn = {
	/** The two lines of the header. */
	readonly title: SafeText;
	readonly sub: SafeText;
	/** Cells of its texts, without the one at each side of them; the first column begins where the line does. */
	readonly width: number;
	readonly align: Align;
	/** One can stand in it. */
	readonly isCell?: true;
};

export type LeaderboardTableProps = {
	readonly columns: readonly LeaderboardTableColumn[];
	/** The rows in the window, with their cells in the order of the columns; painted or not. */
	readonly rows: ReadonlyArray<readonly SafeText[]>;
	/** The cell that is shown inverse and in brackets; its header is underlined. */
	readonly cursor: {readonly row: number; readonly column: number};
	/** What stands at the ends of the rule: that there is more at the left, at the right. */
	readonly less?: SafeText;
	readonly more?: SafeText;
	/** Cells of a line. */
	readonly width: number;
	/** What a click on a header means, once the cursor is in its column. */
	readonly headerPressed?: Pressed;
};

type CellRow = Record<string, SafeText | number>;
type Column = {readonly key: string; readonly column: string; readonly width: number; readonly align: 'left' | 'right' | 'center'};
type RowProps = {readonly key: string; readonly data: Partial<CellRow>};

/** A row's index in the window, beside its cells. */
const place = 'place';

/** ink-table measures by `String.length`, draws a frame and rules off every row; here each part of it goes by display width. */
class BoardTable extends Table<CellRow> {
	declare readonly props: {readonly look: LeaderboardTableProps; readonly data: CellRow[]};

	override header = (): ReactNode => null;
	override separator = (): ReactNode => null;
	override footer = (): ReactNode => null;

	override heading = ({key}: RowProps): ReactNode => {
		const {columns, cursor, less, more, width} = this.props.look;
		const line = (text: (column: LeaderboardTableColumn) => SafeText) =>
			joinSafe(
				columns.map((column, index) => {
					const fitted = fit(text(column), column.width, column.align);
					return cellText(paint(index === cursor.column ? {underline: true, bold: true} : {dim: true}, fitted), index);
				}),
			);
		return (
			<Box key={key} flexDirection="column">
				<Line text={line(({title}) => title)} width={width} />
				<Line text={line(({sub}) => sub)} width={width} />
				<Text wrap="truncate">{ruleLine(width, {title: less, note: more})}</Text>
			</Box>
		);
	};

	override data = ({key, data}: RowProps): ReactNode => {
		const {columns, cursor, width} = this.props.look;
		const cells = columns.map((column, index) => {
			const text = fit(cellOf(data, index), column.width, column.align);
			if (data[place] !== cursor.row || index !== cursor.column) return cellText(text, index);
			return paint({inverse: true}, safe`[${unpainted(text)}]`);
		});
		return <Line key={key} text={joinSafe(cells)} width={width} />;
	};

	override getColumns(): Column[] {
		return this.props.look.columns.map(({width}, index) => ({key: cellKey(index), column: cellKey(index), width, align: 'left'}));
	}

	override getHeadings(): CellRow {
		return {};
	}
}

function Line({text, width}: {readonly text: SafeText; readonly width: number}): ReactNode {
	return <Text wrap="truncate">{fit(text, width)}</Text>;
}

/** With a blank at each side, but for the begin of the line. */
function cellText(text: SafeText, column: number): SafeText {
	return safe`${column === 0 ? emptyText : safe` `}${text} `;
}

/** Title, subtitle, rule. */
const headerLines = 3;

/** The cursor goes where the click is. */
function pressedAt({column, row}: Cell, {columns, rows, cursor, headerPressed}: LeaderboardTableProps): Pressed | undefined {
	const parts = columns.map(({width, isCell}, index): Part<number> => ({
		text: cellText(repeatSafe(safe` `, width), index),
		means: isCell === true ? index : undefined,
	}));
	const at = meaningAt(parts, column);
	const right = at === undefined ? undefined : at - cursor.column;
	if (row < headerLines) return right === undefined ? undefined : {kind: 'move', right, then: headerPressed};
	const index = row - headerLines;
	return index < rows.length ? {kind: 'move', down: index - cursor.row, right, again: enter} : undefined;
}

// Columns are named after datasets, and one of these may be called `__proto__`: the table sees numbers only.
function cellKey(index: number): string {
	return `c${index}`;
}

function cellOf(data: Partial<CellRow>, index: number): SafeText {
	const cell = data[cellKey(index)];
	return typeof cell === 'string' ? cell : emptyText;
}

/** Draws the rows under their header, one line each. It hashes every row on every render: give it the window's rows only. */
export function LeaderboardTable(props: LeaderboardTableProps): ReactNode {
	const data = props.rows.map((cells, index): CellRow => ({[place]: index, ...Object.fromEntries(cells.map((cell, column) => [cellKey(column), cell]))}));
	const box = usePointed(cell => pressedAt(cell, props));
	return (
		<Box ref={box} flexDirection="column" flexShrink={0}>
			<BoardTable look={props} data={data} />
		</Box>
	);
}
