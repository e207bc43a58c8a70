/** What Compare remembers: which models, the cursor, the baseline. Pure. */

import type {ActionId} from '../key-binding.ts';
import {compareBody} from './compare-body.ts';
import {firstColumn, firstLine} from './compare-layout.ts';
import {compareRoom} from './compare-room.ts';
import {compareView, type CompareRow, type CompareView} from './compare-view.ts';
import type {ScreenContext} from './screen-context.ts';
import {movedLine} from './scroll-state.ts';

export interface CompareState {
	/** Keys of the models, each once, in the order of their columns. */
	readonly keys: readonly string[];
	/** The row under the cursor. */
	readonly row: number;
	/** The model under the cursor. */
	readonly model: number;
	/** Key of the model that the others are compared with; undefined: the first. */
	readonly baseline?: string;
	/** Only rows in which the models differ; undefined: beyond 20 rows. */
	readonly differences?: boolean;
	/** The first line of the table in view, and the first model. */
	readonly line?: number;
	readonly column?: number;
}

export const emptyCompare: CompareState = {keys: [], row: 0, model: 0};

/** A new comparison. */
export function openCompare(keys: readonly string[]): CompareState {
	return {...emptyCompare, keys: [...new Set(keys)]};
}

export function reduceCompare(state: CompareState, action: ActionId, context: ScreenContext): CompareState {
	const view = compareView(state, context);
	return followed(reduced(state, action, {view, context}), context);
}

/** The model under the cursor, by its key. */
export function modelUnderCursor(state: CompareState, context: ScreenContext): string | undefined {
	const {models} = compareView(state, context);
	return models[Math.min(state.model, models.length - 1)]?.key;
}

function reduced(state: CompareState, action: ActionId, {view, context}: {view: CompareView; context: ScreenContext}): CompareState {
	const {models, rows} = view;
	const model = Math.max(0, Math.min(state.model, models.length - 1));
	const key = models[model]?.key;
	switch (action) {
		case 'left':
			return {...state, model: Math.max(0, model - 1)};
		case 'right':
			return {...state, model: Math.max(0, Math.min(models.length - 1, model + 1))};
		case 'differences': {
			const next = {...state, differences: !view.differences};
			return {...next, row: sameRow(rows, state.row, compareView(next, context).rows)};
		}
		case 'baseline':
			return key === undefined ? state : {...state, baseline: key};
		case 'dropModel': {
			if (key === undefined) return state;
			const next = {
				...state,
				keys: state.keys.filter(one => one !== key),
				model: Math.max(0, Math.min(model, models.length - 2)),
				baseline: state.baseline === key ? undefined : state.baseline,
				// What is shown does not turn round because there are fewer rows now.
				differences: models.length > 2 ? view.differences : state.differences,
			};
			return {...next, row: sameRow(rows, state.row, compareView(next, context).rows)};
		}
		default: {
			const {lines} = compareRoom(view, context);
			const row = movedLine(Math.min(state.row, rows.length - 1), action, {count: rows.length, height: lines.body});
			return row === undefined ? state : {...state, row: Math.max(0, row)};
		}
	}
}

/** The cursor stays on its row, and the row in its line of the screen, when rows came or went elsewhere. */
export function keepingRow(state: CompareState, before: ScreenContext, after: ScreenContext): CompareState {
	const [was, now] = [compareView(state, before), compareView(state, after)];
	const row = sameRow(was.rows, state.row, now.rows);
	if (was.rows === now.rows || row === state.row) return state;
	const placeIn = (view: CompareView, context: ScreenContext, at: number) => compareBody(view, compareRoom(view, context).lines.body).places[at] ?? 0;
	const line = Math.max(0, (state.line ?? 0) + placeIn(now, after, row) - placeIn(was, before, state.row));
	return followed({...state, row, line}, after);
}

/** Where the row is now, else the nearest before it that is still there. */
function sameRow(before: readonly CompareRow[], row: number, after: readonly CompareRow[]): number {
	const places = new Map(after.map((one, index) => [nameOf(one), index]));
	for (let at = Math.min(row, before.length - 1); at >= 0; at--) {
		const one = before[at];
		const place = one && places.get(nameOf(one));
		if (place !== undefined) return place;
	}
	return 0;
}

function nameOf(row: CompareRow): string {
	return JSON.stringify(row.section === 'results' ? [row.section, row.metric, row.dataset ?? null] : [row.section, row.field]);
}

/** The window goes with the cursor. */
function followed(state: CompareState, context: ScreenContext): CompareState {
	const view = compareView(state, context);
	const {lines, columns} = compareRoom(view, context);
	const {line, column} = windowOf(state, view, {body: lines.body, shown: columns.shown});
	return {...state, line, column};
}

/** The first line and the first model in view, whatever the terminal's size is now. */
export function windowOf(
	state: CompareState,
	view: CompareView,
	{body, shown}: {readonly body: number; readonly shown: number},
): {line: number; column: number} {
	const {lines, places} = compareBody(view, body);
	const row = Math.max(0, Math.min(state.row, view.rows.length - 1));
	return {
		line: firstLine(state.line ?? 0, places[row] ?? 0, {body, count: lines.length, first: places[0] ?? 0}),
		column: firstColumn(state.column ?? 0, Math.max(0, Math.min(state.model, view.models.length - 1)), {shown}, view.models.length),
	};
}
