/** Columns: which ones Browse shows, and in what order. */

import {Box} from 'ink';
import type {ReactNode} from 'react';
import {fit} from '../../components/cells.ts';
import {ListWindow} from '../../components/list-window.tsx';
import {paint} from '../../components/paint.ts';
import {safe, type SafeText} from '../../components/safe-text.ts';
import {scrollTo} from '../../components/scroll.ts';
import {safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {columnOfId, plainTitles} from '../column-ids.ts';
import type {ColumnsState} from './columns-state.ts';

export interface ColumnsScreenProps {
	readonly state: ColumnsState;
	readonly width: number;
	readonly height: number;
}

export function ColumnsScreen({state, width, height}: ColumnsScreenProps): ReactNode {
	const {algorithm, ids, shown, row} = state;
	const whose = algorithm === '*' ? safe`All` : safeText(algorithm);
	const rows = Math.max(1, height - 2);
	return (
		<Box flexDirection="column" height={height}>
			<ListWindow
				header={[
					fit(safe` ${paint(theme.title, safe`columns`)}  ${whose}: ${shown.size} of ${ids.length} are shown, in this order, behind the model's name`, width),
					paint(theme.tableHeader, fit(safe`     COLUMN`, width)),
				]}
				count={ids.length}
				renderRow={index => columnRow(ids[index] ?? '', {isShown: shown.has(ids[index] ?? ''), isCursor: index === row, width})}
				cursor={row}
				height={rows}
				offset={scrollTo(row - Math.floor(rows / 2), row, rows, ids.length)}
				width={width}
				pressed={index => ({kind: 'move', down: index - row, again: {kind: 'action', name: 'toggleColumn'}})}
			/>
		</Box>
	);
}

function columnRow(id: string, {isShown, isCursor, width}: {isShown: boolean; isCursor: boolean; width: number}): SafeText {
	return fit(safe`${isCursor ? safe`❯` : safe` `} ${isShown ? paint(theme.marked, safe`✓`) : safe` `}  ${columnTitle(id)}`, width);
}

function columnTitle(id: string): SafeText {
	const column = columnOfId(id);
	if (!column) return paint(theme.caution, safe`${safeText(id)} (unknown)`);
	switch (column.kind) {
		case 'param':
			return safe`${safeText(column.name)}  ${paint(theme.quiet, safe`hyperparameter`)}`;
		case 'metric':
			return safe`${safeText(id.slice('metric.'.length))}  ${paint(theme.quiet, column.ref.dataset === undefined ? safe`metric, on any dataset` : safe`metric`)}`;
		default:
			return safe`${safeText(plainTitles[column.kind])}`;
	}
}
