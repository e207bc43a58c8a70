/** What Metrics remembers: the row under the cursor, and the order of the rows for this visit. Pure. */

import type {ActionId} from '../key-binding.ts';
import {metricsView} from './metrics-view.ts';
import {movedLine} from './scroll-state.ts';
import type {ScreenContext} from './screen-context.ts';

export interface MetricsState {
	/** The cursor's row when it was last moved. */
	readonly row: number;
	/** The metric that the cursor was moved to; undefined: whichever stands in the row. */
	readonly metric?: string;
	/** The names as they stood at the first key: a metric whose direction is set must not run away. undefined: the usual order. */
	readonly order?: readonly string[];
}

/** Each visit begins with it. */
export const emptyMetrics: MetricsState = {row: 0};

/** The shell writes the config; here the cursor moves on. */
export function reduceMetrics(state: MetricsState, action: ActionId, context: ScreenContext): MetricsState {
	const {rows, cursor} = metricsView(state, context.snapshot);
	if (rows.length === 0) return state;
	const row = nextRow(cursor, action, {count: rows.length, height: metricsLayout(context.height).rows});
	return row === undefined ? state : {row, metric: rows[row]?.name, order: rows.map(({name}) => name)};
}

/** The metric under the cursor. */
export function metricUnderCursor(state: MetricsState, context: ScreenContext): string | undefined {
	const {rows, cursor} = metricsView(state, context.snapshot);
	return rows[cursor]?.name;
}

function nextRow(row: number, action: ActionId, of: {readonly count: number; readonly height: number}): number | undefined {
	switch (action) {
		case 'minimize':
		case 'maximize':
			return Math.min(of.count - 1, row + 1);
		case 'unset':
			return row;
		default:
			return movedLine(row, action, of);
	}
}

export interface MetricsLayout {
	/** Rows in the window. */
	readonly rows: number;
	/** Lines of the sentence below the rule; the command stands in one more. */
	readonly sentence: number;
}

/** How the lines between header and footer are shared out: title, header, rows, rule, sentence, command. */
export function metricsLayout(height: number): MetricsLayout {
	const sentence = height < 14 ? 1 : 3;
	return {rows: Math.max(1, height - 4 - sentence), sentence};
}
