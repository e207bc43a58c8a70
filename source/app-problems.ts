/** Where keys lead from Problems, and back to it. Pure. */

import {openDetail} from './app-going.ts';
import type {AppAction, AppContext, AppState} from './app-state.ts';
import {showByFilter} from './app-visits.ts';
import type {ActionId} from './key-binding.ts';
import {push, top} from './routes.ts';
import {isUndoable} from './screens/change-words.ts';
import {emptyMetrics} from './screens/metrics-state.ts';
import {openingOf} from './screens/problem-opening.ts';
import {emptyProblems, reduceProblems, rowUnderCursor, type ProblemsState} from './screens/problems-state.ts';
import type {ScreenContext} from './screens/screen-context.ts';

/** Problems; one that is open already is gone back to, as it was left. */
export function showProblems(state: AppState): AppState {
	const isOpen = state.routes.some(({screen}) => screen === 'problems');
	return {...state, problems: isOpen ? state.problems : emptyProblems, routes: push(state.routes, {screen: 'problems'})};
}

/** A key in Problems. Enter opens Detail of the model that it is about; of several Browse, where a query says which they are; else it says why not. */
export function reduceInProblems(state: AppState, action: ActionId, context: AppContext): AppState {
	const {screen} = context;
	if (action !== 'open') return {...state, problems: reduceProblems(state.problems, {kind: 'key', action}, screen)};
	const opening = openingOf(rowUnderCursor(state.problems, screen), {models: screen.snapshot.models, now: screen.now});
	switch (opening.kind) {
		case 'model':
			return openDetail(state, opening.key);
		case 'models':
			return showByFilter(state, {from: 'problems', filter: opening.query}, context);
		case 'none':
			return {...state, message: {text: opening.why, isError: true}};
	}
}

/** After a change; those that are made elsewhere are found by the next look. */
export function changedProblems({routes, problems}: AppState, {change, pending}: Extract<AppAction, {kind: 'changed'}>, screen: ScreenContext): ProblemsState {
	if (top(routes).screen !== 'problems') return problems;
	return reduceProblems(problems, {kind: 'changed', canUndo: isUndoable(change, pending.request)}, screen);
}

/** Metrics, on this one. */
export function showMetric(state: AppState, metric: string): AppState {
	return {...state, metrics: {...emptyMetrics, metric}, routes: push(state.routes, {screen: 'metrics'})};
}
