/** Which models a change is about: the marked ones, else those under the cursor. Pure. */

import {modelsOf} from '../../store/domain/configuration.ts';
import type {Model} from '../../store/domain/model.ts';
import {isEditable} from '../../store/domain/repairs.ts';
import {whyNot} from '../adoption-plan.ts';
import {top, type Routes} from '../routes.ts';
import {keysOf, type BrowseRow} from './browse-rows.ts';
import {cursorRow, offsetFor, rowsOf, type BrowseState} from './browse-state.ts';
import {modelsByKey} from './browse-view.ts';
import {chartsModel, type ChartsState} from './charts-state.ts';
import {modelUnderCursor, type CompareState} from './compare-state.ts';
import {keysUnderCursor, rowKeys, type LeaderboardState} from './leaderboard-state.ts';
import {leaderboardPage} from './leaderboard-view.ts';
import {remember} from './remember.ts';
import type {ScreenContext} from './screen-context.ts';

/** What of the dashboard's state says it. */
export interface TargetState {
	readonly routes: Routes;
	readonly browse: BrowseState;
	readonly compare: CompareState;
	readonly leaderboard: LeaderboardState;
	readonly charts: ChartsState;
}

/**
 * The models that are meant: in Browse, Leaderboard and Charts the marked ones, also out of view, else the row's (a folded one has several);
 * on Detail its model; in Compare the one under the cursor. Empty on the other screens.
 */
export function targetModels(state: TargetState, context: ScreenContext): readonly Model[] {
	const known = modelsByKey(context.snapshot.models);
	const hasMarks = hasMarksHere(state) && [...state.browse.marks].some(key => known.has(key));
	return (hasMarks ? [...state.browse.marks] : keysHere(state, context)).flatMap(key => known.get(key) ?? []);
}

/** What can be done with the models that are meant. */
export interface TargetKeys {
	/** One of them has no sidecar, and can get one. */
	readonly canAdopt: boolean;
	/** One of them has a sidecar that can be edited. */
	readonly canEdit: boolean;
}

/** undefined: no model is meant. */
export function targetKeys(state: TargetState, context: ScreenContext): TargetKeys | undefined {
	const marked = hasMarksHere(state) ? possibleWithMarked(state.browse.marks, modelsByKey(context.snapshot.models)) : undefined;
	if (marked) return marked;
	if (top(state.routes).screen !== 'browse') return possibleWith(targetModels(state, context));
	// While models stream in, nothing is worked out of all of them for one row.
	const row = rowHere(state, context);
	return row && possibleWith(modelsOf(row));
}

/** Asked for at each key, and all models may be marked. */
const possibleWithMarked = remember((marks: ReadonlySet<string>, known: ReadonlyMap<string, Model>) =>
	possibleWith([...marks].flatMap(key => known.get(key) ?? [])),
);

function possibleWith(models: readonly Model[]): TargetKeys | undefined {
	return models.length === 0 ? undefined : {canAdopt: models.some(model => whyNot(model) === undefined), canEdit: models.some(isEditable)};
}

/** Marks count on these screens. */
function hasMarksHere({routes, browse}: TargetState): boolean {
	const {screen} = top(routes);
	return browse.marks.size > 0 && (screen === 'browse' || screen === 'leaderboard' || screen === 'charts');
}

/** Which of the models are not among the rows in the window of Browse or Leaderboard: below a filter, in another tab, above or below. @param height rows in Browse's window */
export function outOfView(
	models: readonly Model[],
	state: TargetState,
	{screen, height}: {readonly screen: ScreenContext; readonly height: number},
): ReadonlySet<string> {
	const shown = shownKeys(state, screen, height);
	return new Set(shown ? models.map(({key}) => key).filter(key => !shown.has(key)) : []);
}

/** Keys of the models whose rows are seen; undefined on other screens. */
function shownKeys({routes, browse, leaderboard}: TargetState, context: ScreenContext, height: number): ReadonlySet<string> | undefined {
	switch (top(routes).screen) {
		case 'browse': {
			const rows = rowsOf(browse, context.snapshot);
			const first = offsetFor(browse, rows, height);
			return new Set(rows.slice(first, first + height).flatMap(keysOf));
		}
		case 'leaderboard': {
			const page = leaderboardPage(leaderboard, context);
			if (page.kind === 'empty') return new Set();
			const {offset, rows: count} = page.layout;
			return new Set(page.rows.slice(offset, offset + count).flatMap(rowKeys));
		}
		default:
			return undefined;
	}
}

/** The row under the cursor of Browse. */
function rowHere({browse}: TargetState, {snapshot}: ScreenContext): BrowseRow | undefined {
	const rows = rowsOf(browse, snapshot);
	return rows[cursorRow(browse, rows)];
}

function keysHere(state: TargetState, context: ScreenContext): readonly string[] {
	const route = top(state.routes);
	switch (route.screen) {
		case 'browse': {
			const row = rowHere(state, context);
			return row ? keysOf(row) : [];
		}
		case 'leaderboard':
			return keysUnderCursor(state.leaderboard, context);
		case 'detail':
			return [route.key];
		case 'compare': {
			const key = modelUnderCursor(state.compare, context);
			return key === undefined ? [] : [key];
		}
		case 'charts': {
			const key = chartsModel(state.charts, context);
			return key === undefined ? [] : [key];
		}
		default:
			return [];
	}
}
