/** The table of a long list: only the rows in the window are drawn, each as one ready line of text. */
import {Box, Text} from 'ink';
import {memo, type ReactNode} from 'react';
import {fit} from './cells.ts';
import {paint, unpainted} from './paint.ts';
import {enter, usePointed, type Cell, type Pressed} from './pointed.ts';
import type {SafeText} from './safe-text.ts';

export type ListWindowProps = {
	/** Lines above the rows, which do not scroll. */
	readonly header?: readonly SafeText[];
	/** How many rows the list has. */
	readonly count: number;
	/** The line of a row: painted, padded to the full width, and cached by the caller (equal text is not drawn again). */
	readonly renderRow: (index: number) => SafeText;
	/** The row that is shown inverse; outside the list there is none. */
	readonly cursor: number;
	/** Rows in the window, without the header. */
	readonly height: number;
	/** The first row in the window, from `scrollTo`. */
	readonly offset: number;
	/** Cells of a line; when given, the cursor's line is padded to it. */
	readonly width?: number;
	/** What a click on a row means: unless told the cursor goes there, and Enter where it is there already. */
	readonly pressed?: (index: number, column: number) => Pressed | undefined;
	/** What a click on a line of the header means. */
	readonly headerPressed?: (cell: Cell) => Pressed | undefined;
};

type LineProps = {readonly text: SafeText};

const Line = memo(function Line({text}: LineProps): ReactNode {
	return <Text wrap="truncate">{text === '' ? ' ' : text}</Text>;
});

/** Draws the header and the rows from `offset` on; rows that did not change are not rendered again. */
export function ListWindow({header = [], count, renderRow, cursor, height, offset, width, pressed, headerPressed}: ListWindowProps): ReactNode {
	const first = Math.max(0, offset);
	const box = usePointed(({column, row}) => {
		const index = first + row - header.length;
		if (row < header.length) return headerPressed?.({column, row});
		if (index >= count) return undefined;
		return pressed ? pressed(index, column) : {kind: 'move', down: index - cursor, again: enter};
	});
	const rows: ReactNode[] = [];
	const end = Math.min(count, offset + height);
	for (let index = first; index < end; index++) {
		const text = renderRow(index);
		const isCursor = index === cursor;
		const whole = isCursor && width !== undefined ? fit(text, width) : text;
		rows.push(<Line key={index} text={isCursor ? paint({inverse: true}, unpainted(whole)) : whole} />);
	}

	return (
		<Box ref={box} flexDirection="column" height={header.length + Math.max(0, height)} flexShrink={0}>
			{header.map((text, index) => (
				<Line key={`header-${index}`} text={text} />
			))}
			{rows}
		</Box>
	);
}
