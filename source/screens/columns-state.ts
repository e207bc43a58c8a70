/** Choosing the columns of Browse: which, and in what order. Pure. */

import type {ActionId} from '../key-binding.ts';
import {movedLine} from './scroll-state.ts';

export interface ColumnsState {
	/** The tab whose columns they are, in lower case; `*`: All. */
	readonly algorithm: string;
	/** Ids of all columns: those that are shown first, in their order. */
	readonly ids: readonly string[];
	readonly shown: ReadonlySet<string>;
	readonly row: number;
}

export const emptyColumns: ColumnsState = {algorithm: '*', ids: [], shown: new Set(), row: 0};

/**
 * @param shown ids of the columns of now, in their order
 * @param all ids of every column that there can be
 */
export function openColumns(algorithm: string, shown: readonly string[], all: readonly string[]): ColumnsState {
	const chosen = shown.filter(id => id !== 'id');
	const first = new Set(chosen);
	return {algorithm, ids: [...first, ...all.filter(id => !first.has(id))], shown: first, row: 0};
}

/** The ids that were chosen, in their order. */
export function chosenColumns({ids, shown}: ColumnsState): readonly string[] {
	return ids.filter(id => shown.has(id));
}

export function reduceColumns(state: ColumnsState, action: ActionId, {height}: {readonly height: number}): ColumnsState {
	const id = state.ids[state.row];
	switch (action) {
		case 'toggleColumn': {
			if (id === undefined) return state;
			const shown = new Set(state.shown);
			if (shown.delete(id)) return {...state, shown};
			// A new column comes behind those that are shown, but before what takes the rest of the line.
			const others = state.ids.filter(other => other !== id);
			const last = others.findLastIndex(other => other !== 'words' && shown.has(other));
			return {...state, ids: others.toSpliced(last + 1, 0, id), shown: new Set([...shown, id]), row: last + 1};
		}
		case 'moveEarlier':
		case 'moveLater': {
			const to = state.row + (action === 'moveEarlier' ? -1 : 1);
			if (id === undefined || to < 0 || to >= state.ids.length) return state;
			return {...state, ids: state.ids.toSpliced(state.row, 1).toSpliced(to, 0, id), row: to};
		}
		default:
			return {...state, row: movedLine(state.row, action, {count: state.ids.length, height}) ?? state.row};
	}
}
