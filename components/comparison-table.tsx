/** A table of things side by side: a field column that stays, a column for each thing in the window, lines across. ink-table, taught display widths. */
import {Box, Text} from 'ink';
import {Table} from 'ink-table';
import type {ReactNode} from 'react';
import {fit, padRight} from './cells.ts';
import {paint, unpainted, type Style} from './paint.ts';
import {enter, meaningAt, usePointed, type Cell, type Part, type Pressed} from './pointed.ts';
import {cellKey} from './results-table.tsx';
import {emptyText, joinSafe, repeatSafe, safe, type SafeText} from './safe-text.ts';

export type ComparisonColumn = {
	/** Its lines in the header, from above; missing ones are empty. */
	readonly header: readonly SafeText[];
	/** The cursor is in it. */
	readonly isCurrent?: boolean;
};

export type ComparisonRow =
	/** A line over the whole width: the title of a section. */
	| {readonly kind: 'line'; readonly text: SafeText}
	| {
			readonly kind: 'cells';
			readonly field: SafeText;
			readonly cells: readonly SafeText[];
			readonly isCursor?: boolean;
			/** How many rows below the cursor's it is; absent: the cursor does not stand in it. */
			readonly below?: number;
	  };

export type ComparisonTableProps = {
	/** The lines above the fields. */
	readonly corner: readonly SafeText[];
	readonly columns: readonly ComparisonColumn[];
	/** Only what is in the window: each row is hashed on every render. */
	readonly rows: readonly ComparisonRow[];
	/** Cells of the field column and of each other column, without the gap between them. */
	readonly fieldWidth: number;
	readonly columnWidth: number;
	/** Cells of a line. */
	readonly width: number;
	readonly headerStyle?: Style;
};

/** Cells between two columns. */
export const comparisonGap = 2;

type RowData = Record<string, SafeText>;
type RowProps = {readonly key: string; readonly data: Partial<RowData>};

const across = 'line';
const field = 'field';
const cursor = 'cursor';

/** ink-table measures and pads by `String.length` and draws frames; here each line goes by display width, and there is no frame. */
class SideBySide extends Table<RowData> {
	declare readonly props: {readonly data: RowData[]; readonly look: ComparisonTableProps};

	override header = (): ReactNode => null;
	override separator = (): ReactNode => null;
	override footer = (): ReactNode => null;

	override getColumns(): never[] {
		return [];
	}

	override getHeadings(): RowData {
		return {};
	}

	override heading = ({key}: RowProps): ReactNode => {
		const {corner, columns, headerStyle = {}} = this.props.look;
		const height = headerHeight(this.props.look);
		return (
			<Box key={key} flexDirection="column">
				{Array.from({length: height}, (_, index) => {
					const cells = columns.map(({header, isCurrent}) => {
						const cell = this.cell(header[index] ?? emptyText);
						return paint(isCurrent === true && index === 0 ? {underline: true, bold: true} : headerStyle, cell);
					});
					return <Line key={index} text={this.whole(paint(headerStyle, this.field(corner[index] ?? emptyText)), cells)} />;
				})}
			</Box>
		);
	};

	override data = ({key, data}: RowProps): ReactNode => {
		const {columns, width} = this.props.look;
		const line = data[across];
		if (line !== undefined) return <Line key={key} text={fit(line, width)} />;
		const isCursor = data[cursor] !== undefined;
		const cells = columns.map(({isCurrent}, index) => {
			const cell = this.cell(data[cellKey(index)] ?? emptyText);
			return isCursor && isCurrent === true ? paint({underline: true, bold: true}, unpainted(cell)) : isCursor ? unpainted(cell) : cell;
		});
		const name = this.field(data[field] ?? emptyText);
		const text = this.whole(isCursor ? unpainted(name) : name, cells);
		return <Line key={key} text={isCursor ? paint({inverse: true}, padRight(text, width)) : text} />;
	};

	field(text: SafeText): SafeText {
		return fit(text, this.props.look.fieldWidth);
	}

	cell(text: SafeText): SafeText {
		return fit(text, this.props.look.columnWidth);
	}

	whole(name: SafeText, cells: readonly SafeText[]): SafeText {
		return joinSafe([name, ...cells], repeatSafe(safe` `, comparisonGap));
	}
}

function Line({text}: {readonly text: SafeText}): ReactNode {
	return <Text wrap="truncate">{text === '' ? ' ' : text}</Text>;
}

function rowData(row: ComparisonRow): RowData {
	if (row.kind === 'line') return {[across]: row.text};
	const cells = row.cells.map((cell, index) => [cellKey(index), cell] as const);
	return {[field]: row.field, ...(row.isCursor === true ? {[cursor]: safe`❯`} : {}), ...Object.fromEntries(cells)};
}

/** The cursor goes to the row and to the column. */
function pressedAt({column, row}: Cell, props: ComparisonTableProps): Pressed | undefined {
	const {columns, rows, fieldWidth, columnWidth} = props;
	const current = columns.findIndex(({isCurrent}) => isCurrent === true);
	const parts: ReadonlyArray<Part<number>> = [
		{text: repeatSafe(safe` `, fieldWidth)},
		...columns.map((_, index) => ({text: repeatSafe(safe` `, comparisonGap + columnWidth), means: index})),
	];
	const right = (meaningAt(parts, column) ?? current) - current;
	const header = headerHeight(props);
	if (row < header) return {kind: 'move', right};
	const at = rows[row - header];
	return at?.kind === 'cells' && at.below !== undefined ? {kind: 'move', down: at.below, right, again: enter} : undefined;
}

function headerHeight({corner, columns}: ComparisonTableProps): number {
	return Math.max(corner.length, ...columns.map(({header}) => header.length));
}

/** Draws the header and the rows, one line each; texts that are too wide end with `…`. */
export function ComparisonTable(props: ComparisonTableProps): ReactNode {
	const box = usePointed(cell => pressedAt(cell, props));
	return (
		<Box ref={box} flexDirection="column" flexShrink={0}>
			<SideBySide data={props.rows.map(rowData)} look={props} />
		</Box>
	);
}
