/** Trash and log: what lies in the trash, what was done here, and what can be taken back. */

import {Box, Text} from 'ink';
import type {ReactNode} from 'react';
import {ListWindow} from '../../components/list-window.tsx';
import {paint} from '../../components/paint.ts';
import {enter} from '../../components/pointed.ts';
import {Rule} from '../../components/rule.tsx';
import {emptyText, safe} from '../../components/safe-text.ts';
import {theme} from '../theme.ts';
import {grouped} from './browse-lines.ts';
import {Lines} from './lines.tsx';
import type {ScreenContext} from './screen-context.ts';
import {hintLines, listLine, titleLine} from './trash-lines.ts';
import {rowUnderCursor, type TrashState} from './trash-state.ts';
import {stripLines} from './trash-strip.ts';
import {trashView} from './trash-view.ts';

export interface TrashScreenProps extends ScreenContext {
	readonly state: TrashState;
	/** Nothing may be changed. */
	readonly readOnly: boolean;
}

export function TrashScreen({state, readOnly, ...context}: TrashScreenProps): ReactNode {
	const {snapshot, width, height, now} = context;
	const said = state.now;
	if (!said) return <Lines lines={[safe` ${paint(theme.title, safe`trash`)}`, emptyText, paint(theme.quiet, safe`  Looking …`)]} height={height} />;
	const {lines, places, row, cursor, offset, layout, widths} = trashView(state, context);
	const {keepDays} = snapshot.config.trash;
	return (
		<Box flexDirection="column" height={height} flexShrink={0} overflow="hidden">
			<Text wrap="truncate">{titleLine(said, width)}</Text>
			<Lines lines={hintLines(said, {width, now, keepDays, most: layout.hint})} height={layout.hint} />
			<ListWindow
				count={lines.length}
				renderRow={index => {
					const line = lines[index];
					return line ? listLine(line, {width, now, me: said.me, widths, isCursor: index === cursor}) : emptyText;
				}}
				cursor={cursor}
				height={layout.rows}
				offset={offset}
				width={width}
				pressed={index => (places.includes(index) ? {kind: 'move', down: places.indexOf(index) - row, again: enter} : undefined)}
			/>
			<Rule width={width} title={safe`${grouped(row + 1)}/${grouped(places.length)}`} />
			<Lines lines={stripLines(rowUnderCursor(state, context), said, {width, now, most: layout.strip, readOnly})} height={layout.strip} />
		</Box>
	);
}
