/** Which models a change is about: the marked ones, else those under the cursor. Pure. */

import type {Model} from '../../store/domain/model.ts';
import {top, type Routes} from '../routes.ts';
import {keysOf} from './browse-rows.ts';
import {cursorRow, rowsOf, type BrowseState} from './browse-state.ts';
import {modelsByKey} from './browse-view.ts';
import {modelUnderCursor, type CompareState} from './compare-state.ts';
import {keysUnderCursor, type LeaderboardState} from './leaderboard-state.ts';
import type {ScreenContext} from './screen-context.ts';

/** What of the dashboard's state says it. */
export interface TargetState {
	readonly routes: Routes;
	readonly browse: BrowseState;
	readonly compare: CompareState;
	readonly leaderboard: LeaderboardState;
}

/**
 * Keys of the models that there are: in Browse and Leaderboard the marked ones, also out of view, else the row's (a folded one has several);
 * on Detail its model; in Compare the one under the cursor. Empty on the other screens.
 */
export function targetKeys(state: TargetState, context: ScreenContext): readonly string[] {
	return targetModels(state, context).map(({key}) => key);
}

/** The models themselves, in the same order. */
export function targetModels(state: TargetState, context: ScreenContext): readonly Model[] {
	const known = modelsByKey(context.snapshot.models);
	const {screen} = top(state.routes);
	const hasMarks = (screen === 'browse' || screen === 'leaderboard') && [...state.browse.marks].some(key => known.has(key));
	return (hasMarks ? [...state.browse.marks] : keysHere(state, context)).flatMap(key => known.get(key) ?? []);
}

function keysHere(state: TargetState, context: ScreenContext): readonly string[] {
	const route = top(state.routes);
	switch (route.screen) {
		case 'browse': {
			const rows = rowsOf(state.browse, context.snapshot);
			const row = rows[cursorRow(state.browse, rows)];
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
		default:
			return [];
	}
}
