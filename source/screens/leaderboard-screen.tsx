/** Leaderboard: models or algorithms by datasets. */

import {Box, Text} from 'ink';
import type {ReactNode} from 'react';
import {LeaderboardTable, type LeaderboardTableColumn} from '../../components/leaderboard-table.tsx';
import {paint} from '../../components/paint.ts';
import {Rule} from '../../components/rule.tsx';
import {emptyText, safe, type SafeText} from '../../components/safe-text.ts';
import type {LeaderboardRow} from '../../store/domain/leaderboard.ts';
import {noteOf} from '../leaderboard-grid.ts';
import {safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {cellLines} from './leaderboard-cell-words.ts';
import {leadText, seedsWidth} from './leaderboard-columns.ts';
import {emptyPageLines} from './leaderboard-pages.ts';
import {rowKeys, type LeaderboardState} from './leaderboard-state.ts';
import {boardLines, legendLine, positionLine, titleLine} from './leaderboard-strip.ts';
import {leaderboardPage, type BoardView} from './leaderboard-view.ts';
import {Lines} from './lines.tsx';
import type {ScreenContext} from './screen-context.ts';

export interface LeaderboardScreenProps extends ScreenContext {
	readonly state: LeaderboardState;
	/** Keys of marked models. */
	readonly marks: ReadonlySet<string>;
}

export function LeaderboardScreen({state, marks, ...context}: LeaderboardScreenProps): ReactNode {
	const {width, height} = context;
	const page = leaderboardPage(state, context);
	if (page.kind === 'empty') return <Lines lines={emptyPageLines(page, state, context)} height={height} />;
	const {rows, layout, row} = page;
	const shown = rows.slice(layout.offset, layout.offset + layout.rows);
	const {columns, cells} = tableOf(page);
	const {less, more} = hintsOf(page);
	return (
		<Box flexDirection="column" height={height} flexShrink={0} overflow="hidden">
			<Text wrap="truncate">{titleLine(state, page, width)}</Text>
			{layout.isAiry ? <Text> </Text> : null}
			<Box height={layout.rows + 3} flexShrink={0}>
				<LeaderboardTable
					columns={columns}
					rows={shown.map((one, index) => cells(one, {isCursor: layout.offset + index === row, mark: markOf(one, marks)}))}
					cursor={{row: row - layout.offset, column: firstDataset(page) + page.column - layout.table.from}}
					less={less}
					more={more}
					width={width}
					headerPressed={{kind: 'action', name: 'sortMenu'}}
				/>
			</Box>
			<Rule width={width} />
			<Lines lines={stripOf(state, page, {context, marks})} height={height - layout.rows - 5 - (layout.isAiry ? 1 : 0)} />
		</Box>
	);
}

function stripOf(state: LeaderboardState, view: BoardView, {context, marks}: {context: ScreenContext; marks: ReadonlySet<string>}): readonly SafeText[] {
	const {width} = context;
	const place = positionLine(state, view, {context, width, marked: marks.size});
	switch (view.layout.strip) {
		case 'full': {
			const [first, second] = boardLines(view, {context, width});
			const below = [legendLine(view, width), first, ...(second === '' ? [] : [second]), place];
			return [...cellLines(view, {context, width, lines: 6 - below.length}), ...below];
		}
		case 'short':
			return [...cellLines(view, {context, width, lines: 2}), place];
		case 'least':
			return cellLines(view, {context, width, lines: 1});
	}
}

/** `✓`: all that the row shows is marked; `-`: some of it. */
function markOf(row: LeaderboardRow, marks: ReadonlySet<string>): SafeText {
	if (marks.size === 0) return safe` `;
	const keys = rowKeys(row);
	const marked = keys.filter(key => marks.has(key)).length;
	if (marked === 0) return safe` `;
	return paint(theme.marked, marked === keys.length ? safe`✓` : safe`-`);
}

function firstDataset({columns}: BoardView): number {
	return columns.seeds ? 2 : 1;
}

/** The columns that fit, and what stands in them. */
function tableOf(view: BoardView): {
	readonly columns: readonly LeaderboardTableColumn[];
	readonly cells: (row: LeaderboardRow, of: {isCursor: boolean; mark: SafeText}) => readonly SafeText[];
} {
	const {columns, layout, sorted, place} = view;
	const {labelWidth, from, to, meanWidth, noteWidth} = layout.table;
	const datasets = columns.datasets.slice(from, to);
	const {seeds} = columns;
	const sign = sorted?.flipped === true ? safe`▴` : safe`▾`;
	const lead: LeaderboardTableColumn = {title: emptyText, sub: emptyText, width: 4 + columns.placeWidth + labelWidth, align: 'left'};
	const all: LeaderboardTableColumn[] = [
		lead,
		...(seeds ? [{title: safe`n `, sub: emptyText, width: seedsWidth, align: 'right' as const}] : []),
		...datasets.map(({title, sub, width}, index) => ({
			title: sorted?.column === from + index ? safe`${sign} ${title}` : title,
			sub,
			width,
			align: 'right' as const,
			isCell: true as const,
		})),
		...(meanWidth === 0 ? [] : [{title: sorted ? safe`mean` : safe`▾mean`, sub: safe`rank`, width: meanWidth, align: 'right' as const}]),
		...(noteWidth === 0 ? [] : [{title: safe`NOTE`, sub: emptyText, width: noteWidth, align: 'left' as const}]),
	];
	const cells = (row: LeaderboardRow, {isCursor, mark}: {isCursor: boolean; mark: SafeText}): readonly SafeText[] => [
		leadText(columns.label(row), {isCursor, mark, place: place(row), placeWidth: columns.placeWidth, labelWidth}),
		...(seeds ? [seeds(row)] : []),
		...datasets.map(({text}, index) => {
			const cell = row.cells[from + index];
			return cell ? text(cell, row) : emptyText;
		}),
		...(meanWidth === 0 ? [] : [columns.meanRank(row)]),
		...(noteWidth === 0 ? [] : [safeText(noteOf(row))]),
	];
	return {columns: all, cells};
}

/** How many datasets are out of view at either side. */
function hintsOf({layout, columns}: BoardView): {readonly less?: SafeText; readonly more?: SafeText} {
	const {from, to} = layout.table;
	const behind = columns.datasets.length - to;
	return {less: from === 0 ? undefined : safe`◂ ${from} more`, more: behind === 0 ? undefined : safe`${behind} more ▸`};
}
