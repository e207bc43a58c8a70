/** Browse: the models of a registry as a live table, with what one model is about below or beside it. */

import {Box, Text} from 'ink';
import {useMemo, type ReactNode} from 'react';
import {fit, truncate} from '../../components/cells.ts';
import {ListWindow} from '../../components/list-window.tsx';
import {Menu} from '../../components/menu.tsx';
import {paint} from '../../components/paint.ts';
import {Rule} from '../../components/rule.tsx';
import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {TabBar} from '../../components/tab-bar.tsx';
import {TextInput} from '../../components/text-input.tsx';
import {resultOf} from '../../store/domain/build-model.ts';
import {own} from '../../store/domain/json.ts';
import type {Model} from '../../store/domain/model.ts';
import {metricNumber} from '../../store/domain/sidecar.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {isAscending, type SortField, type SortKey} from '../../store/domain/sorting.ts';
import {safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {browseColumns, rowFacts, rowText, type BrowseColumn, type RowFacts} from './browse-columns.ts';
import {grouped, marksWords, progressLine, spread, stripLines} from './browse-lines.ts';
import {cursorRow, offsetFor, type BrowseAction, type BrowseState} from './browse-state.ts';
import {browseView, newestFirst, tabsOf, type BrowseView} from './browse-view.ts';
import {emptyLines} from './empty-lines.ts';
import {Lines} from './lines.tsx';
import {panelLines} from './side-panel.ts';

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
export function useColumns(view: BrowseView, snapshot: Snapshot, options: {width: number; hasAlgorithms: boolean}): readonly BrowseColumn[] {
	const {width, hasAlgorithms} = options;
	const facts = useMemo<RowFacts>(() => rowFacts(view.rows), [view.rows]);
	return useMemo(
		() => browseColumns(facts, {objective: view.objective, config: snapshot.config, width: width - gutterOf(view.rows.length), hasAlgorithms}),
		[facts, view.objective, view.rows.length, snapshot.config, width, hasAlgorithms],
	);
}

export interface BrowseScreenProps {
	readonly snapshot: Snapshot;
	readonly state: BrowseState;
	readonly columns: readonly BrowseColumn[];
	readonly layout: BrowseLayout;
	readonly width: number;
	readonly now: number;
	readonly dispatch: (action: BrowseAction) => void;
	/** What was typed behind Enter in the filter. */
	readonly onRest: (text: string) => void;
}

export function BrowseScreen({snapshot, state, columns, layout, width, now, dispatch, onRest}: BrowseScreenProps): ReactNode {
	const view = browseView(snapshot, state);
	const {rows} = view;
	const cursor = cursorRow(state, rows);
	const tabs = tabsOf(snapshot.models);
	const paintedRow = useRowPainter(columns, Math.floor(now / 10_000) * 10_000);
	const numberWidth = numberWidthOf(rows.length);
	const renderRow = (index: number): SafeText => {
		const model = rows[index];
		if (!model) return emptyText;
		const marked = state.marks.has(model.key) ? paint(theme.marked, safe`✓`) : safe` `;
		const number = fit(numberOf(model, index, view), numberWidth, 'right');
		return joinSafe([
			index === cursor ? safe`❯` : safe` `,
			marked,
			safe` `,
			model.state === 'unreadable' ? paint(theme.bad, number) : paint(theme.quiet, number),
			safe`  `,
			paintedRow(model),
		]);
	};
	const current = rows[cursor];
	const empty = rows.length === 0 ? emptyLines(snapshot, state.filter, layout.tableWidth) : undefined;
	return (
		<Box flexDirection="column">
			<TabBar
				tabs={tabs.map(tab => ({label: safeText(tab.label), count: tab.count}))}
				active={tabs.findIndex(tab => tab.algorithm === state.algorithm)}
				width={width}
			/>
			<MessageLine {...{snapshot, state, view, width, dispatch, onRest}} />
			<Box>
				<Box flexDirection="column" width={layout.tableWidth}>
					{empty ? (
						<Lines lines={empty} height={layout.rows + 1} />
					) : (
						<ListWindow
							header={[headerText(columns, {state, view, numberWidth, config: snapshot.config})]}
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
							lines={current ? panelLines(current, {config: snapshot.config, metric: view.objective?.metric, width: layout.panelWidth, now}) : []}
							height={layout.rows + 1}
						/>
					</Box>
				) : null}
			</Box>
			<Rule width={width} />
			{layout.strip > 1 ? <Lines lines={stripLines(current, snapshot, {width, now})} height={layout.strip - 1} /> : null}
			<Text wrap="truncate">{positionLine({rows, cursor, state, view, snapshot, width})}</Text>
			{state.menu ? <BrowseMenu {...{snapshot, state, view, columns, dispatch}} room={{width, height: layout.rows + layout.strip + 4}} /> : null}
		</Box>
	);
}

/** The row's place; `!` for a model that cannot be read, `–` for one that has no place in an order by results. */
function numberOf(model: Model, index: number, {sort}: BrowseView): SafeText {
	if (model.state === 'unreadable') return safe`!`;
	return sort.field.kind === 'metric' && !hasNumber(model, sort.field) ? safe`–` : safe`${index + 1}`;
}

/** NaN has no place either. */
function hasNumber(model: Model, {metric, dataset}: {metric: string; dataset?: string}): boolean {
	const test = resultOf(model, metric, dataset);
	return test !== undefined && !Number.isNaN(metricNumber(own(test.performance, metric) ?? null) ?? NaN);
}

/** Painted rows are kept as long as the columns and the age of the picture stay. */
function useRowPainter(columns: readonly BrowseColumn[], now: number): (model: Model) => SafeText {
	return useMemo(() => {
		const painted = new WeakMap<Model, SafeText>();
		return model => {
			let text = painted.get(model);
			if (text === undefined) painted.set(model, (text = rowText(columns, model, now)));
			return text;
		};
	}, [columns, now]);
}

function headerText(columns: readonly BrowseColumn[], of: {state: BrowseState; view: BrowseView; numberWidth: number; config: Snapshot['config']}): SafeText {
	const {state, view, numberWidth, config} = of;
	const titles = columns.map((column, index) => {
		const sorted = sameField(column.sort, view.sort.field);
		// A metric in its natural order says so by its own arrow.
		const plain = column.sort.kind === 'metric' && view.sort.order === 'natural';
		const arrow = sorted && !plain ? (isAscending(view.sort, config) ? safe`▴` : safe`▾`) : emptyText;
		const title = fit(joinSafe([truncate(column.title, column.width - (arrow === '' ? 0 : 1)), arrow]), column.width, column.align);
		return paint(index === state.column ? theme.columnCursor : theme.tableHeader, title);
	});
	return joinSafe([safe`   `, paint(theme.tableHeader, fit(safe`#`, numberWidth, 'right')), safe`  `, joinSafe(titles, safe`  `)]);
}

function sameField(a: SortField, b: SortField): boolean {
	return JSON.stringify(a) === JSON.stringify(b);
}

interface MessageProps {
	readonly snapshot: Snapshot;
	readonly state: BrowseState;
	readonly view: BrowseView;
	readonly width: number;
	readonly dispatch: (action: BrowseAction) => void;
	readonly onRest: (text: string) => void;
}

/** The line under the tabs: the filter while it is typed or in force, else what is going on. */
function MessageLine({snapshot, state, view, width, dispatch, onRest}: MessageProps): ReactNode {
	const {typing} = state;
	if (!typing) {
		const found = safe`${grouped(view.rows.length)} of ${grouped(view.inTab)}`;
		const line =
			state.filter === ''
				? progressLine(snapshot, width)
				: spread(safe` / ${safeText(state.filter)}`, joinSafe([found, paint(theme.quiet, safe`  Esc shows all`)]), width);
		return <Text wrap="truncate">{line === '' ? ' ' : line}</Text>;
	}
	const note = view.filterError ? safeText(view.filterError.message) : safe`${grouped(view.rows.length)} of ${grouped(view.inTab)}`;
	const noteWidth = Math.min(26, Math.max(0, width - 20));
	return (
		<Box>
			<Text>{safe` / `}</Text>
			<TextInput
				value={typing.value}
				cursor={typing.cursor}
				width={Math.max(4, width - 5 - noteWidth)}
				toSafe={safeText}
				placeholder={safe`words in id, algorithm, datasets, tags, notes`}
				onChange={next => dispatch({kind: 'filter', ...next})}
				onSubmit={(_value, rest) => {
					dispatch({kind: 'filterDone'});
					if (rest !== '') onRest(rest);
				}}
				onCancel={() => dispatch({kind: 'filterCancel'})}
				isActive
			/>
			<Text wrap="truncate">{paint(view.filterError ? theme.caution : theme.quiet, fit(note, noteWidth, 'right'))}</Text>
		</Box>
	);
}

function positionLine({
	rows,
	cursor,
	state,
	view,
	snapshot,
	width,
}: {
	rows: readonly Model[];
	cursor: number;
	state: BrowseState;
	view: BrowseView;
	snapshot: Snapshot;
	width: number;
}): SafeText {
	const shown = state.marks.size === 0 ? new Set<string>() : new Set(rows.map(model => model.key));
	const marks = marksWords(state.marks, snapshot.models, shown);
	const left = joinSafe(
		[safe` ${grouped(cursor + 1)}/${grouped(rows.length)}`, marks, state.anchor ? safe`range: v ends it` : emptyText].filter(part => part !== ''),
		safe` · `,
	);
	const direction = view.objective?.direction;
	const sorted = safe`by ${sortWords(view.sort)}`;
	const better =
		direction === undefined || view.sort.field.kind !== 'metric' ? emptyText : direction === 'minimize' ? safe`↓ lower is better` : safe`↑ higher is better`;
	return spread(
		left,
		paint(
			theme.quiet,
			joinSafe(
				[better, sorted].filter(part => part !== ''),
				safe` · `,
			),
		),
		width,
	);
}

/** What rows are sorted by, in a word. */
export function sortWords({field}: SortKey): SafeText {
	switch (field.kind) {
		case 'metric':
			return safeText(field.dataset === undefined ? field.metric : `${field.metric}@${field.dataset}`);
		case 'param':
			return safeText(field.name);
		case 'time':
			return safe`age`;
		default:
			return safeText(field.kind);
	}
}

interface BrowseMenuProps {
	readonly snapshot: Snapshot;
	readonly state: BrowseState;
	readonly view: BrowseView;
	readonly columns: readonly BrowseColumn[];
	readonly dispatch: (action: BrowseAction) => void;
	/** What the screen has between header and footer. */
	readonly room: {readonly width: number; readonly height: number};
}

function BrowseMenu({snapshot, state, view, columns, dispatch, room}: BrowseMenuProps): ReactNode {
	const {models} = snapshot;
	const tabs = useMemo(
		() => tabsOf(models).map((tab, index) => ({label: safeText(tab.label), hint: grouped(tab.count), value: String(index), algorithm: tab.algorithm})),
		[models],
	);
	const sorts = useMemo(() => sortChoices(columns), [columns]);
	const place = room.height < 12 ? {top: 0, left: 0} : {top: 2, left: 6};
	// Its frame and its title take three lines.
	const size = {width: room.width - place.left, height: Math.max(1, Math.min(12, room.height - place.top - 3))};
	if (state.menu === 'tabs') {
		return (
			<Float {...place}>
				<Menu
					title={safe`Algorithm`}
					items={tabs}
					current={String(tabs.findIndex(tab => tab.algorithm === state.algorithm))}
					onSelect={value => dispatch({kind: 'tab', algorithm: tabs[Number(value)]?.algorithm})}
					typed={state.menuKeys}
					{...size}
				/>
			</Float>
		);
	}
	return (
		<Float {...place}>
			<Menu
				title={safe`Sort by`}
				items={sorts}
				current={String(sorts.findIndex(choice => choice.sort !== undefined && sameField(choice.sort.field, view.sort.field)))}
				onSelect={value => dispatch({kind: 'sort', sort: sorts[Number(value)]?.sort})}
				typed={state.menuKeys}
				{...size}
			/>
		</Float>
	);
}

/** Over the rows, near the top left. */
function Float({top, left, children}: {readonly top: number; readonly left: number; readonly children: ReactNode}): ReactNode {
	return (
		<Box position="absolute" marginTop={top} marginLeft={left}>
			{children}
		</Box>
	);
}

const furtherSorts: ReadonlyArray<{label: SafeText; sort: SortKey | undefined}> = [
	{label: safe`the usual order of this tab`, sort: undefined},
	{label: safe`newest first`, sort: newestFirst},
	{label: safe`mean total_time over all tests`, sort: {field: {kind: 'performance'}, order: 'natural'}},
	{label: safe`size, largest first`, sort: {field: {kind: 'size'}, order: 'flipped'}},
	{label: safe`last tested`, sort: {field: {kind: 'tested'}, order: 'natural'}},
	{label: safe`training dataset`, sort: {field: {kind: 'dataset'}, order: 'natural'}},
];

function sortChoices(columns: readonly BrowseColumn[]): ReadonlyArray<{label: SafeText; value: string; sort: SortKey | undefined}> {
	const byColumn = columns
		.filter(column => column.sort.kind !== 'time')
		.map(column => ({label: safe`column ${column.title}`, sort: {field: column.sort, order: 'natural' as const}}));
	return [...furtherSorts, ...byColumn].map((choice, index) => ({...choice, value: String(index)}));
}
