/** Charts among the other screens: what it opens with, and what its keys do to marks and menus. Pure. */

import type {AppContext, AppState} from './app-state.ts';
import {openDetail} from './app-going.ts';
import type {ActionId} from './key-binding.ts';
import {push, top} from './routes.ts';
import {keysOf} from './screens/browse-rows.ts';
import {cursorRow, reduceBrowse, rowsOf} from './screens/browse-state.ts';
import {modelsByKey} from './screens/browse-view.ts';
import {chartsModel, openCharts, reduceCharts} from './screens/charts-state.ts';

/** The charts of the tab, with the cursor on the model of Browse or Detail. */
export function showCharts(state: AppState, {screen: {snapshot}}: AppContext): AppState {
	const route = top(state.routes);
	if (route.screen === 'charts') return state;
	const rows = rowsOf(state.browse, snapshot);
	const row = rows[cursorRow(state.browse, rows)];
	const detail = route.screen === 'detail' ? modelsByKey(snapshot.models).get(route.key) : undefined;
	const algorithm = detail?.algorithm.toLowerCase() ?? state.browse.algorithm;
	const charts = openCharts(state.charts, {algorithm, cursor: detail?.key ?? (row && keysOf(row)[0])});
	return {...state, charts, routes: push(state.routes, {screen: 'charts'})};
}

export function reduceInCharts(state: AppState, action: ActionId, {browse, screen}: AppContext): AppState {
	const key = chartsModel(state.charts, screen);
	switch (action) {
		case 'open':
			return openDetail(state, key);
		case 'objective':
			return {...state, browse: {...state.browse, menu: 'objective', menuKeys: undefined, choice: {algorithm: state.charts.algorithm ?? '*'}}};
		case 'mark':
			return key === undefined ? state : {...state, browse: reduceBrowse(state.browse, {kind: 'toggleMarks', keys: [key]}, browse)};
		case 'markNone':
			return {...state, browse: reduceBrowse(state.browse, {kind: 'key', action}, browse)};
		default:
			return {...state, charts: reduceCharts(state.charts, {kind: 'key', action}, screen)};
	}
}
