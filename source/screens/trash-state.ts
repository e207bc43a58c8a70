/** What the Trash screen remembers: what lies in the trash, the log, which transactions are open, and where the cursor is. Pure. */

import type {ActionId} from '../key-binding.ts';
import type {TrashNow} from '../world.ts';
import {movedLine} from './scroll-state.ts';
import type {ScreenContext} from './screen-context.ts';
import {trashView, type TrashRow} from './trash-view.ts';

export interface TrashState {
	/** Undefined until it was read. */
	readonly now?: TrashNow;
	/** The cursor's place among the rows that can have it, and the row that it was moved to: it stays with that. */
	readonly row: number;
	readonly rowKey?: string;
	/** Transactions whose models are shown. */
	readonly open: ReadonlySet<string>;
	/** The first line in view. */
	readonly offset: number;
	/** Something of it is being changed: what is shown will not be so any more. */
	readonly isBusy: boolean;
}

/** Each visit begins with it. */
export const emptyTrash: TrashState = {row: 0, open: new Set(), offset: 0, isBusy: false};

export type TrashAction =
	{readonly kind: 'key'; readonly action: ActionId} | {readonly kind: 'read'; readonly now: TrashNow} | {readonly kind: 'busy'; readonly isBusy: boolean};

export function reduceTrash(state: TrashState, action: TrashAction, context: ScreenContext): TrashState {
	switch (action.kind) {
		case 'read':
			return settled({...state, now: action.now}, context);
		case 'busy':
			return {...state, isBusy: action.isBusy};
		case 'key':
			return reduceKey(state, action.action, context);
	}
}

/** What the cursor is on; undefined where there is nothing. */
export function rowUnderCursor(state: TrashState, context: ScreenContext): TrashRow | undefined {
	const {lines, cursor} = trashView(state, context);
	const line = lines[cursor];
	return line?.kind === 'section' || line?.kind === 'words' ? undefined : line;
}

function reduceKey(state: TrashState, action: ActionId, context: ScreenContext): TrashState {
	const view = trashView(state, context);
	const row = rowUnderCursor(state, context);
	switch (action) {
		case 'openTransaction':
			return row?.kind === 'entry' ? settled({...state, rowKey: row.rowKey, open: new Set([...state.open, row.entry.txn])}, context) : state;
		case 'closeTransaction': {
			if (row?.kind !== 'entry' && row?.kind !== 'model') return state;
			const {txn} = row.entry;
			return settled({...state, rowKey: `entry ${txn}`, open: new Set([...state.open].filter(one => one !== txn))}, context);
		}
		default: {
			const next = movedLine(view.row, action, {count: view.places.length, height: view.layout.rows});
			if (next === undefined || view.places.length === 0) return state;
			return settled({...state, row: next, rowKey: keyAt(view, next)}, context);
		}
	}
}

function keyAt({lines, places}: ReturnType<typeof trashView>, row: number): string | undefined {
	const line = lines[places[row] ?? -1];
	return line && 'rowKey' in line ? line.rowKey : undefined;
}

/** Remembers what is in view, so that the next key moves it no farther than needed; a row that is gone gives the cursor to the one in its place. */
function settled(state: TrashState, context: ScreenContext): TrashState {
	const view = trashView(state, context);
	return {...state, row: view.row, rowKey: keyAt(view, view.row), offset: view.offset};
}
