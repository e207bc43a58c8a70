/** What Browse remembers: tab, filter, sort, cursor, marks. Cursor and marks follow the model, not the line. Pure. */

import {isConfiguration, modelsOf} from '../../store/domain/configuration.ts';
import type {Objective} from '../../store/domain/objective.ts';
import type {Completion} from '../../store/domain/query-completion.ts';
import {flipped, type SortField, type SortKey} from '../../store/domain/sorting.ts';
import {scrollTo} from '../../components/scroll.ts';
import type {ActionId} from '../key-binding.ts';
import {holds, keysOf, type BrowseRow} from './browse-rows.ts';
import {browseView, ranksIn, readableFilter, tabsOf, wordsOf, type Browsed} from './browse-view.ts';
import {chosenObjective, stepBack, type ObjectiveChoice} from './objective-choice.ts';
import type {TakenView} from './taken-view.ts';

export interface BrowseState {
	/** The tab; undefined: all algorithms. */
	readonly algorithm?: string;
	readonly filter: string;
	/** The last filter that could be read. */
	readonly lastGood?: string;
	/** The filter's text while it is typed, with the cursor in it, and what Tab offered last. */
	readonly typing?: FilterTyping;
	readonly sort?: SortKey;
	/** Objectives chosen here, by algorithm in lower case; `*`: for all. */
	readonly objectives: ReadonlyMap<string, Objective>;
	/** The columns that a person chose, by algorithm in lower case; `*`: for All. */
	readonly columns: ReadonlyMap<string, readonly string[]>;
	/** Seeds are folded. */
	readonly fold: boolean;
	/** Keys of the configurations whose models are shown. */
	readonly open: ReadonlySet<string>;
	/** Key of the row under the cursor; undefined: the first row. */
	readonly cursor?: string;
	/** The cursor's row when it was last seen, for when its model goes away. */
	readonly row: number;
	readonly offset: number;
	readonly marks: ReadonlySet<string>;
	/** Where a range began: everything between it and the cursor is marked. */
	readonly anchor?: {readonly key: string; readonly before: ReadonlySet<string>};
	/** Index of the column that [ and ] sort by. */
	readonly column: number;
	readonly menu?: 'sort' | 'tabs' | 'objective';
	/** What was chosen of an objective so far. */
	readonly choice?: ObjectiveChoice;
	/** What was typed for the menu before it was there to take it. */
	readonly menuKeys?: string;
	/** Whether the details beside or below the rows are shown. */
	readonly panel: boolean;
	/** The saved view that was taken last: see `viewOn`. */
	readonly view?: TakenView;
	/** Columns of a view, of one tab: they stand for those that a person chose, and are not kept. */
	readonly columnsForNow?: {readonly algorithm: string; readonly columns: readonly string[]};
}

export interface FilterTyping {
	readonly value: string;
	readonly cursor: number;
	readonly before: string;
	/** Enter was pressed, but nothing of it can be read: leaving would show everything. */
	readonly isRefused?: boolean;
	/** What Tab offers at the cursor, and which of it stands there. */
	readonly offered?: Completion & {readonly index: number; readonly text: string; readonly at: number};
}

export const initialBrowse: BrowseState = {
	filter: '',
	objectives: new Map(),
	columns: new Map(),
	fold: false,
	open: new Set(),
	row: 0,
	offset: 0,
	marks: new Set(),
	column: 0,
	panel: true,
};

/** What the reducer must know of the screen. */
export interface BrowseContext {
	readonly snapshot: Browsed;
	/** Rows in the window. */
	readonly height: number;
	/** What each column sorts by, from the left. */
	readonly columns: readonly SortField[];
}

export type BrowseAction =
	| {readonly kind: 'key'; readonly action: ActionId}
	| {readonly kind: 'filter'; readonly value: string; readonly cursor: number}
	| {readonly kind: 'filterDone'}
	| {readonly kind: 'filterCancel'}
	/** Tab in the filter: the next of what fits there, or the one before. */
	| {readonly kind: 'complete'; readonly step: 1 | -1}
	| {readonly kind: 'menuKeys'; readonly keys: string}
	/** A step of the menu of objectives. */
	| {readonly kind: 'choose'; readonly choice: ObjectiveChoice}
	| {readonly kind: 'columns'; readonly algorithm: string; readonly columns: readonly string[] | undefined}
	| {readonly kind: 'sort'; readonly sort: SortKey | undefined}
	| {readonly kind: 'tab'; readonly algorithm: string | undefined}
	/** A saved view is taken. */
	| {readonly kind: 'view'; readonly view: TakenView}
	/** What is shown was saved under a name. */
	| {readonly kind: 'viewSaved'; readonly view: TakenView}
	| {readonly kind: 'goTo'; readonly key: string}
	| {readonly kind: 'toggleMarks'; readonly keys: readonly string[]}
	/** There is a new snapshot. */
	| {readonly kind: 'settle'};

/** The rows that a state shows. */
export function rowsOf(state: BrowseState, snapshot: BrowseContext['snapshot']): readonly BrowseRow[] {
	return browseView(snapshot, state).rows;
}

/** The cursor's row: that of its model; where the model is not shown any more, the row that it had, as far as there is one. -1: no rows. */
export function cursorRow(state: BrowseState, rows: readonly BrowseRow[]): number {
	if (state.cursor === undefined) return rows.length === 0 ? -1 : Math.min(state.row, rows.length - 1);
	const {cursor} = state;
	const before = rows[state.row];
	// Also where it stands in a folded row.
	if (before && holds(before, cursor)) return state.row;
	const own = rows.findIndex(row => row.key === cursor);
	const found = own === -1 && state.fold ? rows.findIndex(row => holds(row, cursor)) : own;
	return found === -1 ? Math.min(state.row, rows.length - 1) : found;
}

/** The first row in the window, for the rows of now: rows that came in above do not move what one looks at. */
export function offsetFor(state: BrowseState, rows: readonly BrowseRow[], height: number): number {
	const row = cursorRow(state, rows);
	// A cursor that nobody moved stays at the top, so that new models are seen; a moved one keeps its place on the screen.
	const moved = state.cursor === undefined ? 0 : state.offset + row - state.row;
	return scrollTo(moved, Math.max(0, row), height, rows.length);
}

export function reduceBrowse(state: BrowseState, action: BrowseAction, context: BrowseContext): BrowseState {
	switch (action.kind) {
		case 'key':
			return reduceKey(state, action.action, context);
		case 'filter':
			return state.typing ? typed(state, state.typing, action, context) : state;
		case 'complete':
			return state.typing ? completed(state, state.typing, action.step, context) : state;
		case 'filterDone':
			if (state.typing && isUnreadable(state, context.snapshot)) return {...state, typing: {...state.typing, isRefused: true}};
			return {...state, filter: state.filter.trimEnd(), typing: undefined};
		case 'filterCancel':
			return {...state, filter: state.typing?.before ?? '', typing: undefined};
		case 'menuKeys':
			return {...state, menuKeys: action.keys};
		case 'choose':
			return chosen(state, action.choice, context);
		case 'columns': {
			const columns = new Map(state.columns);
			if (action.columns === undefined) columns.delete(action.algorithm);
			else columns.set(action.algorithm, action.columns);
			return {...state, columns, columnsForNow: undefined, column: 0};
		}
		case 'view':
			return withView(state, action.view, context);
		case 'viewSaved':
			return {...state, view: action.view, filter: action.view.filter, sort: action.view.sort, columnsForNow: columnsOfView(action.view)};
		case 'sort':
			return toTop({...state, sort: action.sort, menu: undefined}, context);
		case 'tab':
			return toTab(state, action.algorithm, context);
		case 'toggleMarks':
			return action.keys.length === 0 ? state : {...state, anchor: undefined, marks: toggled(state.marks, action.keys)};
		case 'settle':
			return settled(state, context);
		case 'goTo':
			return moveTo({...state, algorithm: undefined, filter: '', typing: undefined, menu: undefined}, action.key, context);
	}
}

function reduceKey(state: BrowseState, action: ActionId, context: BrowseContext): BrowseState {
	const rows = rowsOf(state, context.snapshot);
	const row = cursorRow(state, rows);
	const to = (next: number) => moveRow(state, next, context, rows);
	switch (action) {
		case 'up':
			return to(row - 1);
		case 'down':
			return to(row + 1);
		case 'pageUp':
			return to(row - context.height);
		case 'pageDown':
			return to(row + context.height);
		case 'halfUp':
			return to(row - Math.ceil(context.height / 2));
		case 'halfDown':
			return to(row + Math.ceil(context.height / 2));
		case 'first':
			return to(0);
		case 'last':
			return to(rows.length - 1);
		case 'left':
			return {...state, column: Math.max(0, state.column - 1)};
		case 'right':
			return {...state, column: Math.max(0, Math.min(context.columns.length - 1, state.column + 1))};
		case 'nextTab':
			return stepTab(state, 1, context);
		case 'previousTab':
			return stepTab(state, -1, context);
		case 'pickTab':
			return {...state, menu: 'tabs', menuKeys: undefined};
		case 'sortMenu':
			return {...state, menu: 'sort', menuKeys: undefined};
		case 'sortAscending':
			return sortByColumn(state, 'ascending', context);
		case 'sortDescending':
			return sortByColumn(state, 'descending', context);
		case 'flipSort': {
			const {sort} = browseView(context.snapshot, state);
			return toTop({...state, sort: flipped(sort)}, context);
		}
		case 'objective':
			return {...state, menu: 'objective', menuKeys: undefined, choice: {algorithm: state.algorithm ?? '*'}};
		case 'toBest':
			return toBest(state, context, rows);
		case 'fold':
			return folded(state, context, rows[row]);
		case 'open':
			return toggledOpen(state, context, rows[row]);
		case 'sidePanel':
			return {...state, panel: !state.panel};
		case 'filter':
			return {...state, typing: typingAfter(state.filter)};
		case 'escape':
			return undoOneStep(state);
		default:
			return reduceMarks(state, action, context, rows);
	}
}

/** What is typed comes behind the filter that there is, and is no part of its last word. */
function typingAfter(filter: string): FilterTyping {
	const value = filter === '' || /\s$/.test(filter) ? filter : `${filter} `;
	return {value, cursor: value.length, before: filter};
}

function reduceMarks(state: BrowseState, action: ActionId, context: BrowseContext, rows: readonly BrowseRow[]): BrowseState {
	const row = cursorRow(state, rows);
	const at = rows[row];
	const [here, keys] = [at?.key, at ? keysOf(at) : []];
	switch (action) {
		case 'mark': {
			const marked = here === undefined ? state : {...state, marks: toggled(state.marks, keys), anchor: undefined};
			return moveRow(marked, row + 1, context, rows);
		}
		case 'range':
			if (state.anchor || here === undefined) return {...state, anchor: undefined};
			return {...state, anchor: {key: here, before: state.marks}, marks: new Set([...state.marks, ...keys])};
		case 'rangeUp':
		case 'rangeDown': {
			const begun =
				state.anchor || here === undefined ? state : {...state, anchor: {key: here, before: state.marks}, marks: new Set([...state.marks, ...keys])};
			return moveRow(begun, row + (action === 'rangeUp' ? -1 : 1), context, rows);
		}
		case 'markAll':
			return {...state, anchor: undefined, marks: new Set([...state.marks, ...rows.flatMap(keysOf)])};
		case 'markNone':
			return {...state, anchor: undefined, marks: new Set()};
		case 'markInvert': {
			const shown = new Set(rows.flatMap(keysOf));
			const kept = [...state.marks].filter(key => !shown.has(key));
			return {...state, anchor: undefined, marks: new Set([...kept, ...[...shown].filter(key => !state.marks.has(key))])};
		}
		default:
			return state;
	}
}

/** Escape: menu, field, range, filter, marks; the same state where there is nothing to undo. */
export function undoOneStep(state: BrowseState): BrowseState {
	if (state.menu) {
		const before = state.choice && stepBack(state.choice);
		return before ? {...state, choice: before} : {...state, menu: undefined, choice: undefined};
	}
	if (state.typing) return {...state, filter: state.typing.before, typing: undefined};
	if (state.anchor) return {...state, marks: state.anchor.before, anchor: undefined};
	if (state.filter !== '') return {...state, filter: ''};
	return state.marks.size > 0 ? {...state, marks: new Set()} : state;
}

function moveRow(state: BrowseState, next: number, context: BrowseContext, rows: readonly BrowseRow[]): BrowseState {
	const row = Math.max(0, Math.min(rows.length - 1, next));
	const cursor = rows[row]?.key;
	const offset = scrollTo(offsetFor(state, rows, context.height), row, context.height, rows.length);
	return withRange({...state, row, cursor, offset}, rows);
}

/** Marks what lies between the anchor and the cursor, beside what was marked before. */
function withRange(state: BrowseState, rows: readonly BrowseRow[]): BrowseState {
	if (!state.anchor) return state;
	const {key, before} = state.anchor;
	const from = rows.findIndex(row => row.key === key);
	if (from === -1) return {...state, anchor: undefined};
	const between = rows.slice(Math.min(from, state.row), Math.max(from, state.row) + 1).flatMap(keysOf);
	return {...state, marks: new Set([...before, ...between])};
}

/** A cursor whose model is gone takes the one that stands in its place now, so that what happens above does not move it on. */
function settled(state: BrowseState, context: BrowseContext): BrowseState {
	if (state.cursor === undefined || state.typing) return state;
	const rows = rowsOf(state, context.snapshot);
	if (rows.length === 0) return state;
	const next = moveRow(state, cursorRow(state, rows), context, rows);
	return next.row === state.row && next.cursor === state.cursor && next.offset === state.offset && !state.anchor ? state : next;
}

/** Where the filter hides the cursor's model, the cursor is shown on the first row; it is back on its model as soon as that is shown. */
function filtered(state: BrowseState, context: BrowseContext): BrowseState {
	const rows = rowsOf(state, context.snapshot);
	const {cursor} = state;
	return cursor === undefined || rows.some(row => holds(row, cursor)) ? state : {...state, row: 0, offset: 0};
}

function moveTo(state: BrowseState, key: string, context: BrowseContext): BrowseState {
	const rows = rowsOf(state, context.snapshot);
	const row = placeOfKey(rows, key);
	return row === -1 ? state : moveRow(state, row, context, rows);
}

function toTop(state: BrowseState, context: BrowseContext): BrowseState {
	return moveRow({...state, offset: 0}, 0, context, rowsOf(state, context.snapshot));
}

function toTab(state: BrowseState, algorithm: string | undefined, context: BrowseContext): BrowseState {
	const changed: BrowseState = {...state, algorithm, menu: undefined, anchor: undefined, sort: undefined};
	const rows = rowsOf(changed, context.snapshot);
	const row = placeOfKey(rows, state.cursor);
	return row === -1 ? {...changed, cursor: undefined, row: 0, offset: 0} : moveRow(changed, row, context, rows);
}

/** The cursor stays on its model where the view shows it. */
function withView(state: BrowseState, view: TakenView, context: BrowseContext): BrowseState {
	const {algorithm, filter, sort, fold} = view;
	const shown: BrowseState = {
		...state,
		...{view, algorithm, filter, lastGood: filter, sort, fold, columnsForNow: columnsOfView(view), column: 0},
		...{typing: undefined, menu: undefined, anchor: undefined, cursor: undefined, row: 0, offset: 0},
	};
	return state.cursor === undefined ? shown : moveTo(shown, state.cursor, context);
}

function columnsOfView({algorithm, columns}: TakenView): BrowseState['columnsForNow'] {
	return columns && {algorithm: algorithm ?? '*', columns};
}

/** The columns that a person or a view chose for the tab; undefined: the usual ones. */
export function chosenColumnsOf({
	algorithm,
	columns,
	columnsForNow,
}: Pick<BrowseState, 'algorithm' | 'columns' | 'columnsForNow'>): readonly string[] | undefined {
	const tab = algorithm ?? '*';
	return columnsForNow?.algorithm === tab ? columnsForNow.columns : columns.get(tab);
}

function stepTab(state: BrowseState, step: number, context: BrowseContext): BrowseState {
	const tabs = tabsOf(context.snapshot.models);
	const index = tabs.findIndex(tab => tab.algorithm === state.algorithm);
	return toTab(state, tabs[(Math.max(0, index) + step + tabs.length) % tabs.length]?.algorithm, context);
}

function sortByColumn(state: BrowseState, order: 'ascending' | 'descending', context: BrowseContext): BrowseState {
	const field = context.columns[state.column];
	if (!field) return state;
	return toTop({...state, sort: {field, order}}, context);
}

/** The row of a key: its own, else the one that holds it. */
function placeOfKey(rows: readonly BrowseRow[], key: string | undefined): number {
	if (key === undefined) return -1;
	const own = rows.findIndex(row => row.key === key);
	return own === -1 ? rows.findIndex(row => holds(row, key)) : own;
}

/** Some of a row's models marked or none: all of them; all of them: none. */
function toggled(marks: ReadonlySet<string>, keys: readonly string[]): ReadonlySet<string> {
	const next = new Set(marks);
	const isMarked = keys.every(key => marks.has(key));
	for (const key of keys) {
		if (isMarked) next.delete(key);
		else next.add(key);
	}
	return next;
}

function typed(state: BrowseState, typing: FilterTyping, {value, cursor}: {value: string; cursor: number}, context: BrowseContext): BrowseState {
	const lastGood = readableFilter(value, context.snapshot.models, state.lastGood ?? '');
	return filtered({...state, filter: value, lastGood, typing: {value, cursor, before: typing.before}}, context);
}

/** Nothing of the filter can be read, nor is there one of before. While models come, what it asks for may come with them. */
function isUnreadable(state: BrowseState, snapshot: Browsed): boolean {
	if (snapshot.activity?.phase === 'loading' || snapshot.activity?.phase === 'scanning') return false;
	const {filterError, isFiltered} = browseView(snapshot, state);
	return filterError !== undefined && !isFiltered;
}

/** What Tab offers stands in the text at once; the next Tab puts the next in its place. */
function completed(state: BrowseState, typing: FilterTyping, step: 1 | -1, context: BrowseContext): BrowseState {
	const before = typing.offered;
	const goesOn = before?.text === typing.value && before.at === typing.cursor;
	const offered = goesOn ? before : wordsOf(context.snapshot.models).complete(typing.value, typing.cursor);
	if (!offered || offered.options.length === 0) return state;
	const index = goesOn ? (before.index + step + offered.options.length) % offered.options.length : step === 1 ? 0 : offered.options.length - 1;
	const option = offered.options[index] ?? '';
	const text = `${typing.value.slice(0, offered.start)}${option}${typing.value.slice(offered.end)}`;
	const cursor = offered.start + option.length;
	const next = typed(state, typing, {value: text, cursor}, context);
	return next.typing
		? {...next, typing: {...next.typing, offered: {start: offered.start, end: cursor, options: offered.options, index, text, at: cursor}}}
		: next;
}

function chosen(state: BrowseState, choice: ObjectiveChoice, context: BrowseContext): BrowseState {
	const objective = chosenObjective(choice);
	if (!objective) return {...state, choice, menuKeys: undefined};
	const objectives = new Map(state.objectives).set(choice.algorithm, objective);
	// What was chosen for all holds for all.
	if (choice.algorithm === '*') for (const name of state.objectives.keys()) if (name !== '*') objectives.delete(name);
	return toTop({...state, objectives, menu: undefined, choice: undefined, sort: undefined}, context);
}

/** The best of the tab's algorithm, on All that of the row's. */
function toBest(state: BrowseState, context: BrowseContext, rows: readonly BrowseRow[]): BrowseState {
	const row = rows[cursorRow(state, rows)];
	const {models, config} = context.snapshot;
	const algorithm = state.algorithm ?? (row && modelsOf(row)[0].algorithm);
	const {scores} = browseView(context.snapshot, state);
	const folded = scores?.values().next().value;
	const key = state.algorithm !== undefined && folded ? folded.row.key : ranksIn(models, config, state.objectives).of(algorithm).standing?.best.model.key;
	return key === undefined ? state : moveTo(state, key, context);
}

function folded(state: BrowseState, context: BrowseContext, row: BrowseRow | undefined): BrowseState {
	const next: BrowseState = {...state, fold: !state.fold, anchor: undefined};
	const models = row ? modelsOf(row) : [];
	// The cursor keeps its model while that stands in a folded row, so that unfolding comes back to it.
	const model = models.find(({key}) => key === state.cursor) ?? models[0];
	if (!model) return {...next, row: 0, offset: 0};
	return {...moveTo({...next, offset: 0}, model.key, context), cursor: model.key};
}

function toggledOpen(state: BrowseState, context: BrowseContext, row: BrowseRow | undefined): BrowseState {
	if (!row || !isConfiguration(row)) return state;
	const open = new Set(state.open);
	if (!open.delete(row.key)) open.add(row.key);
	return moveTo({...state, open}, row.key, context);
}
