/** A framed list of ticks below a field that filters it; it covers what it is drawn over. */
import {Box, Text} from 'ink';
import type {ReactNode} from 'react';
import {displayWidth, fit} from './cells.ts';
import {paint} from './paint.ts';
import {usePointed} from './pointed.ts';
import {emptyText, joinSafe, repeatSafe, safe, type SafeText} from './safe-text.ts';
import {scrollTo} from './scroll.ts';
import {useSpoken} from './spoken.ts';

export type TickRow = {
	readonly label: SafeText;
	/** A row without a tick offers something else. */
	readonly tick?: 'all' | 'some' | 'none';
	/** Shown dim at the right. */
	readonly hint?: SafeText;
	/** The tick was changed here. */
	readonly isChanged?: boolean;
};

export type TickListProps = {
	readonly title: SafeText;
	/** One line of `width - 4` cells. */
	readonly field: ReactNode;
	readonly rows: readonly TickRow[];
	/** The row under the cursor. */
	readonly cursor: number;
	/** Shown where there is no row. */
	readonly empty: SafeText;
	/** A line below the rows, at the right. */
	readonly foot?: SafeText;
	/** Cells and lines of the whole, with its frame. */
	readonly width: number;
	readonly height: number;
};

const ticks = {all: safe`[x] `, some: safe`[-] `, none: safe`[ ] `} as const;

/** The line of a row in exactly `width` cells. */
export function tickLine({label, tick, hint = emptyText, isChanged = false}: TickRow, isCursor: boolean, width: number): SafeText {
	const box = tick === undefined ? emptyText : isChanged ? paint({bold: true}, ticks[tick]) : ticks[tick];
	const lead = joinSafe([isCursor ? safe`❯ ` : safe`  `, box]);
	const room = width - displayWidth(lead) - (hint === '' ? 0 : displayWidth(hint) + 1);
	const text = joinSafe([
		lead,
		isCursor ? paint({bold: true}, fit(label, room)) : fit(label, room),
		hint === '' ? emptyText : safe` ${paint({dim: true}, hint)}`,
	]);
	return fit(text, width);
}

const tickWords = {all: safe`ticked`, some: safe`ticked for some`, none: safe`not ticked`} as const;

function spokenRow(rows: readonly TickRow[], cursor: number): SafeText | undefined {
	const row = rows[cursor];
	if (!row) return undefined;
	const {label, tick, hint} = row;
	return joinSafe([safe`${cursor + 1} of ${rows.length}: ${label}`, ...(tick ? [tickWords[tick]] : []), ...(hint ? [hint] : [])], safe`, `);
}

/** The keys that lead so many rows down. */
export function arrows(down: number): string {
	return (down < 0 ? '\u{1B}[A' : '\u{1B}[B').repeat(Math.abs(down));
}

/** Draws the list; its lower edge says how much more there is. */
export function TickList({title, field, rows, cursor, empty, foot, width, height}: TickListProps): ReactNode {
	// Blanks at either side are drawn, too: they cover what lies below.
	const inner = Math.max(1, width - 4);
	const line = (text: SafeText) => safe` ${text} `;
	const room = Math.max(1, height - (foot === undefined ? 4 : 5));
	const shown = Math.min(room, Math.max(1, rows.length));
	const first = scrollTo(cursor - Math.floor(shown / 2), cursor, shown, rows.length);
	useSpoken('asked', title);
	useSpoken('choice', spokenRow(rows, cursor) ?? empty);
	const box = usePointed(({row}) => {
		const index = first + row;
		const clicked = rows[index];
		return clicked && {kind: 'typed', text: `${arrows(index - cursor)}${clicked.tick === undefined ? '\r' : ' '}`};
	});
	const more = rows.length > shown ? paint({dim: true}, safe`${cursor + 1}/${rows.length}`) : emptyText;
	return (
		<Box flexDirection="column" borderStyle="round" width={width} flexShrink={0}>
			<Text wrap="truncate">
				{line(joinSafe([paint({bold: true}, fit(title, inner - (more === '' ? 0 : displayWidth(more) + 1))), more === '' ? emptyText : safe` `, more]))}
			</Text>
			<Box>
				<Text>{safe` `}</Text>
				{field}
				<Text>{safe` `}</Text>
			</Box>
			{rows.length === 0 ? <Text wrap="truncate">{line(paint({dim: true}, fit(empty, inner)))}</Text> : null}
			<Box ref={box} flexDirection="column" flexShrink={0}>
				{rows.slice(first, first + shown).map((row, index) => (
					<Text key={first + index} wrap="truncate">
						{line(tickLine(row, first + index === cursor, inner))}
					</Text>
				))}
			</Box>
			{foot === undefined ? null : <Text wrap="truncate">{line(paint({dim: true}, atRight(foot, inner)))}</Text>}
		</Box>
	);
}

function atRight(text: SafeText, width: number): SafeText {
	return fit(joinSafe([repeatSafe(safe` `, Math.max(0, width - displayWidth(text))), text]), width);
}
