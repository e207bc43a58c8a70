/** All that the dashboard remembers, and how keys change it. Pure; what acts on the world is in app.tsx. */

import type {Snapshot} from '../store/domain/snapshot.ts';
import type {ActionId, ScreenName} from './keymap.ts';
import {pop, push, start, top, type Route, type Routes} from './routes.ts';
import {cursorRow, initialBrowse, reduceBrowse, rowsOf, undoOneStep, type BrowseAction, type BrowseContext, type BrowseState} from './screens/browse-state.ts';
import {modelOfProblem} from './screens/problems-screen.tsx';
import {movedLine} from './screens/scroll-state.ts';

export interface AppState {
	readonly routes: Routes;
	readonly browse: BrowseState;
	/** First line in view of Detail and of Help; row of Problems. */
	readonly detailLine: number;
	readonly helpLine: number;
	readonly problem: number;
	readonly paused: boolean;
}

export interface AppContext extends BrowseContext {
	readonly snapshot: Snapshot;
	/** Lines of a screen, and how many its page has. */
	readonly pages: {readonly height: number; readonly detail: number; readonly help: number};
}

export type AppAction =
	| {readonly kind: 'key'; readonly action: ActionId}
	| {readonly kind: 'browse'; readonly action: BrowseAction}
	| {readonly kind: 'paused'; readonly paused: boolean};

export const initialApp: AppState = {routes: start, browse: initialBrowse, detailLine: 0, helpLine: 0, problem: 0, paused: false};

/** What takes the keys now: a text field or a menu takes all but those that work everywhere. */
export function focusOf(state: AppState): 'text' | 'menu' | 'keys' {
	if (screenOf(state) !== 'browse') return 'keys';
	if (state.browse.menu) return 'menu';
	return state.browse.typing ? 'text' : 'keys';
}

export function screenOf(state: AppState): ScreenName {
	return top(state.routes).screen;
}

/** True where going back means leaving the program. */
export function isAtRoot(state: AppState): boolean {
	return state.routes.length === 1;
}

export function reduceApp(state: AppState, action: AppAction, context: AppContext): AppState {
	switch (action.kind) {
		case 'browse':
			return {...state, browse: reduceBrowse(state.browse, action.action, context)};
		case 'paused':
			return {...state, paused: action.paused};
		case 'key':
			return reduceKey(state, action.action, context);
	}
}

function reduceKey(state: AppState, action: ActionId, context: AppContext): AppState {
	switch (action) {
		case 'help':
			return screenOf(state) === 'help' ? back(state) : {...state, helpLine: 0, routes: push(state.routes, {screen: 'help'})};
		case 'showBrowse':
			return {...state, routes: start};
		case 'showProblems':
			return {...state, problem: 0, routes: push(state.routes, {screen: 'problems'})};
		case 'back':
			return back(state);
		case 'escape': {
			if (screenOf(state) !== 'browse') return back(state);
			const browse = undoOneStep(state.browse);
			return browse === state.browse ? state : {...state, browse};
		}
		default:
			return reduceScreen(state, action, context);
	}
}

function reduceScreen(state: AppState, action: ActionId, context: AppContext): AppState {
	const route = top(state.routes);
	const {pages, snapshot} = context;
	switch (route.screen) {
		case 'browse': {
			if (action !== 'open') return {...state, browse: reduceBrowse(state.browse, {kind: 'key', action}, context)};
			const rows = rowsOf(state.browse, snapshot);
			const model = rows[cursorRow(state.browse, rows)];
			return model ? openDetail(state, model.key) : state;
		}
		case 'detail':
			if (action === 'left' || action === 'right') return neighbour(state, route, {step: action === 'left' ? -1 : 1, context});
			return {...state, detailLine: scrolled(state.detailLine, action, {count: pages.detail, height: pages.height})};
		case 'problems': {
			if (action !== 'open') {
				return {...state, problem: movedLine(state.problem, action, {count: snapshot.problems.length, height: pages.height - 5}) ?? state.problem};
			}
			const model = modelOfProblem(snapshot.problems[state.problem], snapshot.models);
			return model ? openDetail(state, model.key) : state;
		}
		case 'help':
			return {...state, helpLine: scrolled(state.helpLine, action, {count: pages.help, height: pages.height - 2})};
	}
}

function back(state: AppState): AppState {
	const routes = pop(state.routes);
	return routes ? {...state, routes} : state;
}

function openDetail(state: AppState, key: string): AppState {
	return {...state, detailLine: 0, routes: push(state.routes, {screen: 'detail', key})};
}

/** Detail of the model before or after in Browse's rows; Browse's cursor goes along. */
function neighbour(state: AppState, route: Extract<Route, {screen: 'detail'}>, {step, context}: {step: number; context: AppContext}): AppState {
	const rows = rowsOf(state.browse, context.snapshot);
	const row = rows.findIndex(model => model.key === route.key);
	const next = row === -1 ? undefined : rows[row + step];
	if (!next) return state;
	const browse = reduceBrowse(state.browse, {kind: 'key', action: step < 0 ? 'up' : 'down'}, context);
	return {...openDetail(state, next.key), browse: browse.cursor === next.key ? browse : state.browse};
}

function scrolled(line: number, action: ActionId, of: {count: number; height: number}): number {
	const last = Math.max(0, of.count - of.height);
	return Math.min(last, movedLine(line, action, {count: last + 1, height: of.height}) ?? line);
}
