/** What Browse remembers: tab, filter, sort, cursor, marks. Cursor and marks follow the model, not the line. Pure. */

import type {Model} from '../../store/domain/model.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {flipped, type SortField, type SortKey} from '../../store/domain/sorting.ts';
import {scrollTo} from '../../components/scroll.ts';
import type {ActionId} from '../keymap.ts';
import {browseView, tabsOf} from './browse-view.ts';

export interface BrowseState {
	/** The tab; undefined: all algorithms. */
	readonly algorithm?: string;
	readonly filter: string;
	/** The filter's text while it is typed, with the cursor in it. */
	readonly typing?: {readonly value: string; readonly cursor: number; readonly before: string};
	readonly sort?: SortKey;
	/** Key of the model under the cursor; undefined: the first row. */
	readonly cursor?: string;
	/** The cursor's row when it was last seen, for when its model goes away. */
	readonly row: number;
	readonly offset: number;
	readonly marks: ReadonlySet<string>;
	/** Where a range began: everything between it and the cursor is marked. */
	readonly anchor?: {readonly key: string; readonly before: ReadonlySet<string>};
	/** Index of the column that [ and ] sort by. */
	readonly column: number;
	readonly menu?: 'sort' | 'tabs';
	/** What was typed for the menu before it was there to take it. */
	readonly menuKeys?: string;
	/** Whether the details beside or below the rows are shown. */
	readonly panel: boolean;
}

export const initialBrowse: BrowseState = {filter: '', row: 0, offset: 0, marks: new Set(), column: 0, panel: true};

/** What the reducer must know of the screen. */
export interface BrowseContext {
	readonly snapshot: Pick<Snapshot, 'models' | 'config'>;
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
	| {readonly kind: 'menuKeys'; readonly keys: string}
	| {readonly kind: 'sort'; readonly sort: SortKey | undefined}
	| {readonly kind: 'tab'; readonly algorithm: string | undefined}
	| {readonly kind: 'goTo'; readonly key: string}
	/** There is a new snapshot. */
	| {readonly kind: 'settle'};

/** The rows that a state shows. */
export function rowsOf(state: BrowseState, snapshot: BrowseContext['snapshot']): readonly Model[] {
	return browseView(snapshot, state).rows;
}

/** The cursor's row: that of its model; where the model is not shown any more, the row that it had, as far as there is one. -1: no rows. */
export function cursorRow(state: BrowseState, rows: readonly Model[]): number {
	if (state.cursor === undefined) return rows.length === 0 ? -1 : Math.min(state.row, rows.length - 1);
	if (rows[state.row]?.key === state.cursor) return state.row;
	const found = rows.findIndex(model => model.key === state.cursor);
	return found === -1 ? Math.min(state.row, rows.length - 1) : found;
}

/** The first row in the window, for the rows of now: rows that came in above do not move what one looks at. */
export function offsetFor(state: BrowseState, rows: readonly Model[], height: number): number {
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
			return state.typing ? filtered({...state, filter: action.value, typing: {...state.typing, value: action.value, cursor: action.cursor}}, context) : state;
		case 'filterDone':
			return {...state, typing: undefined};
		case 'filterCancel':
			return {...state, filter: state.typing?.before ?? '', typing: undefined};
		case 'menuKeys':
			return {...state, menuKeys: action.keys};
		case 'sort':
			return toTop({...state, sort: action.sort, menu: undefined}, context);
		case 'tab':
			return toTab(state, action.algorithm, context);
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
		case 'sidePanel':
			return {...state, panel: !state.panel};
		case 'filter':
			return {...state, typing: {value: state.filter, cursor: state.filter.length, before: state.filter}};
		case 'escape':
			return undoOneStep(state);
		default:
			return reduceMarks(state, action, context, rows);
	}
}

function reduceMarks(state: BrowseState, action: ActionId, context: BrowseContext, rows: readonly Model[]): BrowseState {
	const row = cursorRow(state, rows);
	const here = rows[row]?.key;
	switch (action) {
		case 'mark': {
			const marked = here === undefined ? state : {...state, marks: toggled(state.marks, here), anchor: undefined};
			return moveRow(marked, row + 1, context, rows);
		}
		case 'range':
			if (state.anchor || here === undefined) return {...state, anchor: undefined};
			return {...state, anchor: {key: here, before: state.marks}, marks: new Set([...state.marks, here])};
		case 'rangeUp':
		case 'rangeDown': {
			const begun = state.anchor || here === undefined ? state : {...state, anchor: {key: here, before: state.marks}, marks: new Set([...state.marks, here])};
			return moveRow(begun, row + (action === 'rangeUp' ? -1 : 1), context, rows);
		}
		case 'markAll':
			return {...state, anchor: undefined, marks: new Set([...state.marks, ...rows.map(model => model.key)])};
		case 'markNone':
			return {...state, anchor: undefined, marks: new Set()};
		case 'markInvert': {
			const shown = new Set(rows.map(model => model.key));
			const kept = [...state.marks].filter(key => !shown.has(key));
			return {...state, anchor: undefined, marks: new Set([...kept, ...rows.map(model => model.key).filter(key => !state.marks.has(key))])};
		}
		default:
			return state;
	}
}

/** Escape: menu, field, range, filter, marks; the same state where there is nothing to undo. */
export function undoOneStep(state: BrowseState): BrowseState {
	if (state.menu) return {...state, menu: undefined};
	if (state.typing) return {...state, filter: state.typing.before, typing: undefined};
	if (state.anchor) return {...state, marks: state.anchor.before, anchor: undefined};
	if (state.filter !== '') return {...state, filter: ''};
	return state.marks.size > 0 ? {...state, marks: new Set()} : state;
}

function moveRow(state: BrowseState, next: number, context: BrowseContext, rows: readonly Model[]): BrowseState {
	const row = Math.max(0, Math.min(rows.length - 1, next));
	const cursor = rows[row]?.key;
	const offset = scrollTo(offsetFor(state, rows, context.height), row, context.height, rows.length);
	return withRange({...state, row, cursor, offset}, rows);
}

/** Marks what lies between the anchor and the cursor, beside what was marked before. */
function withRange(state: BrowseState, rows: readonly Model[]): BrowseState {
	if (!state.anchor) return state;
	const {key, before} = state.anchor;
	const from = rows.findIndex(model => model.key === key);
	if (from === -1) return {...state, anchor: undefined};
	const between = rows.slice(Math.min(from, state.row), Math.max(from, state.row) + 1).map(model => model.key);
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
	return state.cursor === undefined || rows.some(model => model.key === state.cursor) ? state : {...state, row: 0, offset: 0};
}

function moveTo(state: BrowseState, key: string, context: BrowseContext): BrowseState {
	const rows = rowsOf(state, context.snapshot);
	const row = rows.findIndex(model => model.key === key);
	return row === -1 ? state : moveRow(state, row, context, rows);
}

function toTop(state: BrowseState, context: BrowseContext): BrowseState {
	return moveRow({...state, offset: 0}, 0, context, rowsOf(state, context.snapshot));
}

function toTab(state: BrowseState, algorithm: string | undefined, context: BrowseContext): BrowseState {
	const changed: BrowseState = {...state, algorithm, menu: undefined, anchor: undefined, sort: undefined};
	const rows = rowsOf(changed, context.snapshot);
	const row = rows.findIndex(model => model.key === state.cursor);
	return row === -1 ? {...changed, cursor: undefined, row: 0, offset: 0} : moveRow(changed, row, context, rows);
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

function toggled(marks: ReadonlySet<string>, key: string): ReadonlySet<string> {
	const next = new Set(marks);
	if (!next.delete(key)) next.add(key);
	return next;
}
