/** Browse as another screen opens it, to show the models that a filter finds: how it begins, and how it ends. Pure. */

import type {AppContext, AppState} from './app-state.ts';
import {endVisit, top, toVisit, visitIn, type Visit} from './routes.ts';
import {reduceBrowse, type BrowseState} from './screens/browse-state.ts';

/** Browse with what the filter finds, in the usual order. @param cursor key of the row to begin on; undefined: the first */
export function showByFilter(
	state: AppState,
	{from, filter, cursor}: Pick<Visit, 'from' | 'filter'> & {readonly cursor?: string},
	context: AppContext,
): AppState {
	const {browse, routes} = state;
	const shown: BrowseState = {
		...browse,
		...{algorithm: undefined, filter, lastGood: filter, typing: undefined, menu: undefined, anchor: undefined, sort: undefined},
		...{cursor, row: 0, offset: 0},
	};
	const visit = {from, filter, before: visitIn(routes)?.before ?? whatShows(browse)};
	return {...state, browse: reduceBrowse(shown, {kind: 'settle'}, context.browse), routes: toVisit(routes, visit)};
}

function whatShows({algorithm, filter, lastGood, sort, cursor, row, offset}: BrowseState): Visit['before'] {
	return {algorithm, filter, lastGood, sort, cursor, row, offset};
}

/** A visit is over when its filter is taken away, and when it is left: then Browse shows again what it showed before. */
export function settleVisit(before: AppState, after: AppState): AppState {
	const was = visitIn(before.routes);
	if (!was) return after;
	const is = visitIn(after.routes);
	if (is) return stands(is, after.browse) ? after : {...after, routes: endVisit(after.routes)};
	return top(after.routes).screen === 'browse'
		? after
		: {...after, browse: {...after.browse, ...was.before, typing: undefined, menu: undefined, anchor: undefined}};
}

/** Also where more conditions were added. */
function stands({filter}: Visit, browse: BrowseState): boolean {
	const now = browse.typing ? browse.typing.before : browse.filter;
	return now === filter || now.startsWith(`${filter} `);
}
