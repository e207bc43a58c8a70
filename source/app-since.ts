/** The models that came since the last visit: how they are shown, how that ends, and what is said of them. Pure. */

import {modelsOf} from '../store/domain/configuration.ts';
import {screenOf, type AppAction, type AppContext, type AppState} from './app-state.ts';
import {toBrowse} from './routes.ts';
import {cursorRow, reduceBrowse, rowsOf, type BrowseState} from './screens/browse-state.ts';
import {ranksIn} from './screens/browse-view.ts';
import {sinceMessage} from './screens/since-line.ts';
import {sinceTime} from './since-words.ts';

const isNew = 'is:new';

/** Only what is new, in Browse; where that is shown already, all again. Where nothing of the tab is new: in the tab of what is. */
export function showNew(state: AppState, context: AppContext): AppState {
	const {browse} = state;
	const {snapshot, now} = context.screen;
	const {lastVisit} = snapshot;
	if (browse.filter === isNew && screenOf(state) === 'browse') return {...state, browse: withFilter(browse, '', context)};
	if (lastVisit === undefined) return {...state, message: {text: context.isForgotten ? whyForgotten : whyFirst, isError: true}};
	const inBrowse = {...state, routes: toBrowse(state.routes)};
	const shown = withFilter(browse, isNew, context);
	if (rowsOf(shown, snapshot).length > 0) return {...inBrowse, browse: shown};
	const elsewhere = browse.algorithm === undefined ? shown : inAllTabs(shown, context);
	const names = new Map(rowsOf(elsewhere, snapshot).map(row => [modelsOf(row)[0].algorithm.toLowerCase(), modelsOf(row)[0].algorithm]));
	const [only] = names;
	const time = sinceTime(lastVisit, now, {isLong: true});
	if (!only) return {...state, message: {text: `No model came since your last visit (${time}).`}};
	const isOne = names.size === 1;
	const where = `Nothing of ${browse.algorithm} came since your last visit (${time}): ${isOne ? `it was ${only[1]}` : 'these are all tabs'}.`;
	return {
		...inBrowse,
		browse: isOne ? reduceBrowse(elsewhere, {kind: 'tab', algorithm: only[0]}, context.browse) : elsewhere,
		message: {text: where},
	};
}

const whyFirst = 'This is the first visit that is remembered: at the next one, N shows what came meanwhile.';
const whyForgotten = 'Visits to the example registry are not remembered: in a registry of yours, N shows what came since the last one.';

function inAllTabs(browse: BrowseState, context: AppContext): BrowseState {
	return reduceBrowse(browse, {kind: 'tab', algorithm: undefined}, context.browse);
}

/** What happened since the last visit is in the log, too, once: when the first look is over. */
export function tellSince(state: AppState, {action, context: {screen}}: {readonly action: AppAction; readonly context: AppContext}): AppState {
	if (state.isSinceTold || action.kind !== 'browse' || action.action.kind !== 'settle') return state;
	const {models, config, activity} = screen.snapshot;
	if (activity.phase !== 'live') return state;
	const message = sinceMessage(screen.snapshot, {ranks: ranksIn(models, config, state.browse.objectives), now: screen.now});
	return {...state, isSinceTold: true, said: message ? [{...message, at: screen.now}, ...state.said] : state.said};
}

/** The cursor stays on its model where that is shown. */
function withFilter(browse: BrowseState, filter: string, context: AppContext): BrowseState {
	const shown: BrowseState = {...browse, filter, lastGood: filter, typing: undefined, anchor: undefined, offset: 0};
	const rows = rowsOf(shown, context.screen.snapshot);
	const row = rows.findIndex(({key}) => key === browse.cursor);
	return reduceBrowse(
		{...shown, row: row === -1 ? 0 : cursorRow(shown, rows), cursor: row === -1 ? undefined : browse.cursor},
		{kind: 'settle'},
		context.browse,
	);
}
