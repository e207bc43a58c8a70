/** What Problems remembers: the row under the cursor, and what the disk told. Pure. */

import type {DiskFacts} from '../../store/domain/finding.ts';
import type {ActionId} from '../key-binding.ts';
import {problemRows, type ProblemRow} from './problem-rows.ts';
import type {ScreenContext} from './screen-context.ts';
import {movedLine} from './scroll-state.ts';

export interface ProblemsState {
	/** The cursor's row, and what it was moved to: it stays with that. */
	readonly row: number;
	readonly rowKey?: string;
	/** What the disk told last; undefined until it answered. */
	readonly disk?: DiskFacts;
	/** Why it did not answer, raw. */
	readonly failure?: string;
	readonly isLooking: boolean;
	/** How often it was to be asked again: by a key, or because something was changed. */
	readonly asked: number;
	/** What was done here last can be taken back. */
	readonly canUndo: boolean;
}

/** Each visit begins with it. */
export const emptyProblems: ProblemsState = {row: 0, isLooking: false, asked: 0, canUndo: false};

export type ProblemsAction =
	| {readonly kind: 'ask'}
	/** Something was changed. */
	| {readonly kind: 'changed'; readonly canUndo: boolean}
	| {readonly kind: 'looking'}
	| {readonly kind: 'read'; readonly disk: DiskFacts}
	| {readonly kind: 'failed'; readonly why: string}
	| {readonly kind: 'key'; readonly action: ActionId};

export interface ProblemsView {
	readonly rows: readonly ProblemRow[];
	readonly cursor: number;
}

type Around = Pick<ScreenContext, 'snapshot' | 'now' | 'height'>;

/** The rows, and which of them has the cursor: of a row that is gone the one in its place. */
export function problemsView({row, rowKey, disk}: ProblemsState, {snapshot, now}: Pick<Around, 'snapshot' | 'now'>): ProblemsView {
	const rows = problemRows(snapshot, {now, disk});
	const at = rowKey === undefined ? -1 : rows.findIndex(one => one.rowKey === rowKey);
	return {rows, cursor: at === -1 ? Math.max(0, Math.min(row, rows.length - 1)) : at};
}

export function rowUnderCursor(state: ProblemsState, context: Pick<Around, 'snapshot' | 'now'>): ProblemRow | undefined {
	const {rows, cursor} = problemsView(state, context);
	return rows[cursor];
}

export function reduceProblems(state: ProblemsState, action: ProblemsAction, context: Around): ProblemsState {
	switch (action.kind) {
		case 'ask':
			return {...settled(state, context), asked: state.asked + 1};
		case 'changed':
			// What the disk told may be put right by now, or taken back.
			return {...settled(state, context), asked: state.asked + 1, canUndo: action.canUndo};
		case 'looking':
			return {...state, isLooking: true};
		case 'read':
			return {...settled(state, context), disk: action.disk, failure: undefined, isLooking: false};
		case 'failed':
			return {...settled(state, context), failure: action.why, isLooking: false};
		case 'key': {
			const {rows, cursor} = problemsView(state, context);
			const next = movedLine(cursor, action.action, {count: rows.length, height: problemsLayout(context.height, rows.length).rows});
			return next === undefined || rows.length === 0 ? state : {...state, row: next, rowKey: rows[next]?.rowKey};
		}
	}
}

/** Remembers in which row the cursor is, for when that is gone. */
function settled(state: ProblemsState, context: Around): ProblemsState {
	return {...state, row: problemsView(state, context).cursor};
}

/** How the lines between header and footer are shared out: title where there is room, table header, rows, rule, message, which gets up to half of them where the rows leave that. */
export function problemsLayout(height: number, rows: number): {readonly title: number; readonly rows: number; readonly message: number} {
	const title = height >= 12 ? 1 : 0;
	const fixed = 2 + title;
	const least = height >= 20 ? 6 : height >= 14 ? 4 : height >= 8 ? 3 : height >= 6 ? 2 : 1;
	const message = Math.max(least, Math.min(Math.floor(height / 2), height - fixed - rows));
	return {title, rows: Math.max(1, height - message - fixed), message};
}
