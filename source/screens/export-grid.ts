/** What each screen shows, as a table to export. Pure. */

import type {Grid} from '../grid.ts';
import type {BrowseState} from './browse-state.ts';
import type {CompareState} from './compare-state.ts';
import type {LeaderboardState} from './leaderboard-state.ts';
import {compareGrid} from './compare-view.ts';
import {leaderboardScreenGrid} from './leaderboard-view.ts';
import {browseGrid} from './browse-grid.ts';
import type {ScreenContext} from './screen-context.ts';

export interface Exportable {
	readonly browse: BrowseState;
	readonly compare: CompareState;
	readonly leaderboard: LeaderboardState;
}

/** The table of a screen; the same object while nothing changes, so that its text is made once. */
export function gridOf(of: 'browse' | 'compare' | 'leaderboard', state: Exportable, context: ScreenContext): Grid {
	const minute = Math.floor(context.now / 60_000);
	const key = [of, state.browse, state.compare, state.leaderboard, context.snapshot, context.insides, minute];
	if (!last || key.some((part, index) => part !== last?.key[index])) last = {key, grid: madeGrid(of, state, context)};
	return last.grid;
}

let last: {readonly key: readonly unknown[]; readonly grid: Grid} | undefined;

function madeGrid(of: 'browse' | 'compare' | 'leaderboard', state: Exportable, context: ScreenContext): Grid {
	switch (of) {
		case 'browse':
			return browseGrid(state.browse, context);
		case 'compare':
			return compareGrid(state.compare, context);
		case 'leaderboard':
			return leaderboardScreenGrid(state.leaderboard, context);
	}
}
