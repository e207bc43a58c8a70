/** From one screen to another, and what each opens with. Pure. */

import type {AppContext, AppState} from './app-state.ts';
import {pop, push, start, top, type Route} from './routes.ts';
import {keysOf} from './screens/browse-rows.ts';
import {chosenColumnsOf, cursorRow, reduceBrowse, rowsOf} from './screens/browse-state.ts';
import {modelsByKey, namesOf, ranksIn} from './screens/browse-view.ts';
import {allColumnIds} from './column-ids.ts';
import {chartsModel} from './screens/charts-state.ts';
import {openColumns} from './screens/columns-state.ts';
import {openCompare} from './screens/compare-state.ts';
import {emptyExport} from './screens/export-state.ts';
import {openLeaderboard} from './screens/leaderboard-state.ts';

export function back(state: AppState): AppState {
	const routes = pop(state.routes);
	return routes ? {...state, routes} : state;
}

export function openDetail(state: AppState, key: string | undefined): AppState {
	return key === undefined ? state : {...state, detailLine: 0, routes: push(state.routes, {screen: 'detail', key})};
}

/** The leaderboard of the marked models, else of the tab. */
export function showLeaderboard(state: AppState): AppState {
	const {marks, algorithm, fold} = state.browse;
	const leaderboard = openLeaderboard(marks.size > 0 ? {keys: [...marks], fold} : {algorithm, fold});
	return {...state, leaderboard, routes: push(state.routes, {screen: 'leaderboard'})};
}

/** Where it was of the marked models, the leaderboard of the tab; the cursor stays on its row. */
export function allOnLeaderboard(state: AppState): AppState {
	const {keys, view, ...leaderboard} = state.leaderboard;
	if (keys === undefined || view !== undefined) return state;
	return {...state, leaderboard: {...leaderboard, algorithm: state.browse.algorithm}};
}

/** The leaderboard of what a view that was just taken shows in Browse. */
export function leaderboardOfView(state: AppState, {screen}: AppContext): AppState {
	const {algorithm, fold, filter, view} = state.browse;
	const keys = filter.trim() === '' ? undefined : rowsOf(state.browse, screen.snapshot).flatMap(keysOf);
	return {...state, leaderboard: openLeaderboard({keys, algorithm, fold, view: view?.name})};
}

/** The marked models side by side; with one mark or none, those with the model under the cursor, and the best. */
export function showCompare(state: AppState, {screen}: AppContext): AppState {
	const {snapshot} = screen;
	const {marks} = state.browse;
	const keys = marks.size === 0 ? [] : [...marks].filter(key => modelsByKey(snapshot.models).has(key));
	if (keys.length < 2) {
		const rows = rowsOf(state.browse, snapshot);
		const row = rows[cursorRow(state.browse, rows)];
		const point = top(state.routes).screen === 'charts' ? chartsModel(state.charts, screen) : undefined;
		const own = point === undefined ? (row ? keysOf(row) : []) : [point];
		for (const key of own) if (!keys.includes(key)) keys.push(key);
		const model = snapshot.models.find(one => one.key === own[0]);
		const best = model && ranksIn(snapshot.models, snapshot.config, state.browse.objectives).of(model.algorithm).standing?.best.model.key;
		if (keys.length < 2 && best !== undefined && !keys.includes(best)) keys.push(best);
	}
	if (keys.length > mostCompared) {
		return {...state, message: {text: `Compare shows up to ${mostCompared} models, and ${keys.length} are marked: A takes all marks away.`, isError: true}};
	}
	return {...state, compare: openCompare(keys), routes: push(state.routes, {screen: 'compare'})};
}

const mostCompared = 60;

/** Detail of the model before or after in Browse's rows; Browse's cursor goes along. */
export function neighbour(state: AppState, route: Extract<Route, {screen: 'detail'}>, {step, context}: {step: number; context: AppContext}): AppState {
	const rows = rowsOf(state.browse, context.screen.snapshot);
	const row = rows.findIndex(model => model.key === route.key);
	const next = row === -1 ? undefined : rows[row + step];
	if (!next || keysOf(next)[0] !== next.key) return state;
	const browse = reduceBrowse(state.browse, {kind: 'key', action: step < 0 ? 'up' : 'down'}, context.browse);
	return {...openDetail(state, next.key), browse: browse.cursor === next.key ? browse : state.browse};
}

/** Browse with the cursor on a model: as it is where that is shown there, else with all of them. */
export function goToVersion(state: AppState, key: string, {screen, browse: around}: AppContext): AppState {
	const left: AppState = {...state, routes: start};
	if (!modelsByKey(screen.snapshot.models).has(key)) return left;
	const isShown = rowsOf(state.browse, screen.snapshot).some(row => keysOf(row).includes(key));
	const browse = isShown ? {...state.browse, cursor: key} : reduceBrowse(state.browse, {kind: 'goTo', key}, around);
	return {...left, browse: reduceBrowse(browse, {kind: 'settle'}, around)};
}

/** The columns of the tab. */
export function showColumns(state: AppState, context: AppContext): AppState {
	const names = namesOf(context.screen.snapshot.models);
	const opened = openColumns(state.browse.algorithm ?? '*', chosenColumnsOf(state.browse) ?? context.columnIds, allColumnIds(names));
	return {...state, columns: opened, routes: push(state.routes, {screen: 'columns'})};
}

/** The table of the screen, to be written somewhere; nothing where there is none. */
export function showExport(state: AppState): AppState {
	const {screen} = top(state.routes);
	if (screen !== 'browse' && screen !== 'compare' && screen !== 'leaderboard') return state;
	return {
		...state,
		export: {...emptyExport, format: state.export.format, digits: state.export.digits},
		routes: push(state.routes, {screen: 'export', of: screen}),
	};
}
