/** Browse: the models of a registry as a live table, with what one model is about below or beside it. */

import {Box, Text} from 'ink';
import {useMemo, type ReactNode} from 'react';
import {fit, truncate} from '../../components/cells.ts';
import {ListWindow} from '../../components/list-window.tsx';
import {paint} from '../../components/paint.ts';
import {enter, lineOf, meaningAt, spaced, type Part, type Pressed} from '../../components/pointed.ts';
import {Rule} from '../../components/rule.tsx';
import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {TabBar} from '../../components/tab-bar.tsx';
import {isConfiguration, modelsOf} from '../../store/domain/configuration.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {flipped, isAscending} from '../../store/domain/sorting.ts';
import type {Visit} from '../routes.ts';
import {safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {browseColumns, rowText, type BrowseColumn} from './browse-columns.ts';
import {stripLines} from './browse-lines.ts';
import {BrowseMenu, sameField} from './browse-menus.tsx';
import {MessageLine} from './browse-message.tsx';
import {positionLine} from './browse-position.ts';
import {keysOf, type BrowseRow} from './browse-rows.ts';
import {columnOfId} from '../column-ids.ts';
import {configurationStrip} from './configuration-strip.ts';
import {chosenColumnsOf, cursorRow, offsetFor, type BrowseAction, type BrowseState} from './browse-state.ts';
import {browseView, tabsOf, type BrowseView} from './browse-view.ts';
import {emptyLines} from './empty-lines.ts';
import {Lines} from './lines.tsx';
import {rankWords} from './objective-column.ts';
import {rowFacts} from './row-facts.ts';
import {panelLines} from './side-panel.ts';
import {viewOn} from './taken-view.ts';

export interface BrowseLayout {
	/** Cells of the table; the rest of the line belongs to the side panel. */
	readonly tableWidth: number;
	readonly panelWidth: number;
	/** Rows in the window. */
	readonly rows: number;
	/** Lines of the strip below the rows, with its rule; 0: none. */
	readonly strip: number;
}

const sideFrom = 140;
const stripFrom = 16;

/** How the lines between header and footer are shared out. */
export function browseLayout(width: number, height: number, panel: boolean): BrowseLayout {
	const beside = panel && width >= sideFrom;
	const panelWidth = beside ? Math.min(64, Math.floor(width * 0.36)) : 0;
	const strip = panel && !beside && height >= stripFrom ? 4 : 1;
	// Tabs, message or filter, table header; position.
	return {tableWidth: width - panelWidth - (beside ? 2 : 0), panelWidth, rows: Math.max(1, height - 3 - strip - 1), strip};
}

/** Cells of the row numbers. */
function numberWidthOf(rows: number): number {
	return Math.max(3, String(rows).length);
}

/** Cells before the columns: cursor, mark, number and the blanks between. */
function gutterOf(rows: number): number {
	return 5 + numberWidthOf(rows);
}

/** Columns for the rows of now. */
export function useColumns(
	view: BrowseView,
	snapshot: Snapshot,
	options: {width: number; hasAlgorithms: boolean; chosen?: readonly string[]},
): readonly BrowseColumn[] {
	const {width, hasAlgorithms, chosen} = options;
	const {rows, unordered, ofTab, members, objective, ranks, scores, isOfFamily} = view;
	const facts = useMemo(() => rowFacts(rows, unordered, ofTab), [rows, unordered, ofTab]);
	const {config} = snapshot;
	const isFolded = scores !== undefined;
	return useMemo(
		() => browseColumns(facts, {objective, ranks, scores, config, width: width - gutterOf(rows.length), hasAlgorithms, chosen, members, isFolded, isOfFamily}),
		[facts, objective, ranks, scores, config, rows.length, width, hasAlgorithms, chosen, members, isFolded, isOfFamily],
	);
}

export interface BrowseScreenProps {
	readonly snapshot: Snapshot;
	readonly state: BrowseState;
	/** Another screen opened it, to show some models. */
	readonly visit?: Visit;
	readonly columns: readonly BrowseColumn[];
	readonly layout: BrowseLayout;
	readonly width: number;
	readonly now: number;
	readonly readOnly: boolean;
	readonly dispatch: (action: BrowseAction) => void;
	/** What was typed behind Enter in the filter. */
	readonly onRest: (text: string) => void;
}

export function BrowseScreen({snapshot, state, visit, columns, layout, width, now, readOnly, dispatch, onRest}: BrowseScreenProps): ReactNode {
	const view = browseView(snapshot, state);
	const {rows} = view;
	const cursor = cursorRow(state, rows);
	const tabs = tabsOf(snapshot.models);
	const paintedRow = useRowPainter(columns, Math.floor(now / 10_000) * 10_000);
	const numberWidth = numberWidthOf(rows.length);
	const renderRow = (index: number): SafeText => {
		const row = rows[index];
		if (!row) return emptyText;
		const number = fit(numberOf(row, index, {view, inTab: state.algorithm !== undefined}), numberWidth, 'right');
		const isBad = !isConfiguration(row) && row.state === 'unreadable';
		return joinSafe([
			index === cursor ? safe`❯` : safe` `,
			markOf(row, state.marks),
			safe` `,
			isBad ? paint(theme.bad, number) : number === '≠' ? paint(theme.caution, number) : paint(theme.quiet, number),
			safe`  `,
			paintedRow(row),
		]);
	};
	const row = rows[cursor];
	const current = row && modelsOf(row)[0];
	const strip =
		row && isConfiguration(row)
			? configurationStrip(row, snapshot, {width, ranks: view.ranks, all: view.folded})
			: stripLines(current, snapshot, {width, now, ranks: view.ranks});
	const empty =
		rows.length === 0
			? emptyLines(snapshot, {text: state.filter, isReadable: view.filterError === undefined}, {width: layout.tableWidth, readOnly, now})
			: undefined;
	const chosen = chosenColumnsOf(state)?.filter(id => columnOfId(id) !== undefined);
	return (
		<Box flexDirection="column">
			<TabBar
				tabs={tabs.map(tab => ({label: safeText(tab.label), count: tab.count}))}
				active={tabs.findIndex(tab => tab.algorithm === state.algorithm)}
				note={viewNote(state, width)}
				width={width}
				pressed={index => ({kind: 'run', run: () => dispatch({kind: 'tab', algorithm: tabs[index]?.algorithm})})}
			/>
			<MessageLine {...{snapshot, state, view, visit, width, now, dispatch, onRest}} />
			<Box>
				<Box flexDirection="column" width={layout.tableWidth}>
					{empty ? (
						<Lines lines={empty} height={layout.rows + 1} />
					) : (
						<ListWindow
							header={[lineOf(headerParts(columns, {state, view, numberWidth, config: snapshot.config}))]}
							headerPressed={({column}) => {
								const at = meaningAt(headerParts(columns, {state, view, numberWidth, config: snapshot.config}), column);
								return at === undefined
									? undefined
									: {kind: 'move', right: at - state.column, then: {kind: 'run', run: () => dispatch(sortBy(columns[at], view))}};
							}}
							pressed={(index, column) => {
								const row = rows[index];
								if (!row) return undefined;
								const mark: Pressed = {kind: 'run', run: () => dispatch({kind: 'toggleMarks', keys: keysOf(row)})};
								return {kind: 'move', down: index - cursor, ...(column < markWidth ? {then: mark} : {again: enter})};
							}}
							count={rows.length}
							renderRow={renderRow}
							cursor={cursor}
							height={layout.rows}
							offset={offsetFor(state, rows, layout.rows)}
							width={layout.tableWidth}
						/>
					)}
				</Box>
				{layout.panelWidth > 0 ? (
					<Box marginLeft={2} flexDirection="column" width={layout.panelWidth}>
						<Lines
							lines={
								current
									? panelLines(current, {
											config: snapshot.config,
											ranks: view.ranks,
											row,
											scores: view.scores,
											width: layout.panelWidth,
											height: layout.rows + 1,
											now,
										})
									: []
							}
							height={layout.rows + 1}
						/>
					</Box>
				) : null}
			</Box>
			<Rule width={width} />
			{layout.strip > 1 ? <Lines lines={strip} height={layout.strip - 1} /> : null}
			<Text wrap="truncate">
				{positionLine({view, cursor, state, snapshot, width, hiddenColumns: chosen ? Math.max(0, chosen.length + 1 - columns.length) : 0})}
			</Text>
			{state.menu ? <BrowseMenu {...{snapshot, state, view, columns, readOnly, dispatch}} room={{width, height: layout.rows + layout.strip + 4}} /> : null}
		</Box>
	);
}

/** `sweep42 ▾ saved view` at the right of the tabs, as long as that is what is shown. */
function viewNote(state: BrowseState, width: number): SafeText {
	const on = viewOn(state);
	if (!on) return emptyText;
	return safe`${truncate(safeText(on.name), Math.max(8, Math.floor(width / 4)))} ▾${width < 60 ? emptyText : paint(theme.quiet, safe` saved view`)}`;
}

/** `✓`; of a row that stands for several models `-` where only some are marked. */
function markOf(row: BrowseRow, marks: ReadonlySet<string>): SafeText {
	const keys = keysOf(row);
	const count = keys.filter(key => marks.has(key)).length;
	return count === 0 ? safe` ` : paint(theme.marked, count === keys.length ? safe`✓` : safe`-`);
}

/** `!` for a model that cannot be read; in an algorithm's tab the rank, or why there is none; else the row. */
function numberOf(row: BrowseRow, index: number, {view, inTab}: {view: BrowseView; inTab: boolean}): SafeText {
	if (!isConfiguration(row) && row.state === 'unreadable') return safe`!`;
	if (view.members.has(row.key)) return emptyText;
	return (inTab ? rankWords(row, view) : undefined) ?? safe`${index + 1}`;
}

/** Painted rows are kept as long as the columns and the age of the picture stay. */
function useRowPainter(columns: readonly BrowseColumn[], now: number): (row: BrowseRow) => SafeText {
	return useMemo(() => {
		const painted = new WeakMap<BrowseRow, SafeText>();
		return row => {
			let text = painted.get(row);
			if (text === undefined) painted.set(row, (text = rowText(columns, row, now)));
			return text;
		};
	}, [columns, now]);
}

/** Cells of cursor and mark, with the blank behind them: a click there marks. */
const markWidth = 3;

/** By the column in its natural order; what is sorted by it already, the other way round. */
function sortBy(column: BrowseColumn | undefined, {sort}: BrowseView): BrowseAction {
	if (!column) return {kind: 'sort', sort: undefined};
	return {kind: 'sort', sort: sameField(column.sort, sort.field) ? flipped(sort) : {field: column.sort, order: 'natural'}};
}

/** The titles, each with its index. */
function headerParts(
	columns: readonly BrowseColumn[],
	of: {state: BrowseState; view: BrowseView; numberWidth: number; config: Snapshot['config']},
): ReadonlyArray<Part<number>> {
	const {state, view, numberWidth, config} = of;
	const titles = columns.map((column, index) => {
		const sorted = sameField(column.sort, view.sort.field);
		// A metric in its natural order says so by its own arrow.
		const plain = column.sort.kind === 'metric' && view.sort.order === 'natural';
		const arrow = sorted && !plain ? (isAscending(view.sort, config) ? safe`▴` : safe`▾`) : emptyText;
		const title = fit(joinSafe([truncate(column.title, column.width - (arrow === '' ? 0 : 1)), arrow]), column.width, column.align);
		return {text: paint(index === state.column ? theme.columnCursor : theme.tableHeader, title), means: index};
	});
	return [{text: safe`   `}, {text: paint(theme.tableHeader, fit(safe`#`, numberWidth, 'right'))}, {text: safe`  `}, ...spaced(titles, safe`  `)];
}
