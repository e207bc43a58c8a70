/** A framed panel of text that scrolls, for help and other things to read; it covers what it is drawn over. */
import {Box, Text} from 'ink';
import type {ReactNode} from 'react';
import {displayWidth, fit, line, truncate} from './cells.ts';
import {paint} from './paint.ts';
import {emptyText, joinSafe, safe, type SafeText} from './safe-text.ts';

export type OverlayProps = {
	readonly title: SafeText;
	readonly lines: readonly SafeText[];
	/** Cells of the panel, with its frame. */
	readonly width: number;
	/** Lines of the panel, with its frame. */
	readonly height: number;
	/** The first of `lines` in view. */
	readonly offset: number;
};

/** The greatest offset at which the panel is still full: what a reducer clamps to. */
export function lastOverlayOffset(lineCount: number, height: number): number {
	return Math.max(0, lineCount - Math.max(0, height - 2));
}

function edge(width: number, ends: readonly [SafeText, SafeText], text: SafeText): SafeText {
	const inner = Math.max(0, width - 2);
	const label = text === '' ? emptyText : safe` ${truncate(text, Math.max(0, inner - 3))} `;
	const lead = text === '' ? emptyText : paint({dim: true}, safe`─`);
	const rest = line(safe`─`, inner - displayWidth(label) - (text === '' ? 0 : 1));
	return joinSafe([paint({dim: true}, ends[0]), lead, paint({bold: true}, label), paint({dim: true}, joinSafe([rest, ends[1]]))]);
}

/** Draws the panel; its lower edge says how much lies above and below. */
export function Overlay({title, lines, width, height, offset}: OverlayProps): ReactNode {
	const rows = Math.max(0, height - 2);
	const first = Math.max(0, Math.min(offset, lastOverlayOffset(lines.length, height)));
	const below = Math.max(0, lines.length - first - rows);
	const position = below > 0 || first > 0 ? safe`${first + 1}–${Math.min(lines.length, first + rows)} of ${lines.length}` : emptyText;
	const side = paint({dim: true}, safe`│`);
	return (
		<Box flexDirection="column" width={width} height={height} flexShrink={0}>
			<Text wrap="truncate">{edge(width, [safe`╭`, safe`╮`], title)}</Text>
			{Array.from({length: rows}, (_, row) => (
				<Text key={row} wrap="truncate">
					{joinSafe([side, safe` `, fit(lines[first + row] ?? emptyText, Math.max(0, width - 4)), safe` `, side])}
				</Text>
			))}
			<Text wrap="truncate">{edge(width, [safe`╰`, safe`╯`], position)}</Text>
		</Box>
	);
}
