/** Where the user is: a stack of screens, the top one shown. */

import type {SortKey} from '../store/domain/sorting.ts';
import type {ScreenName} from './key-binding.ts';

export type Route =
	| {readonly screen: 'compare' | 'leaderboard' | 'metrics' | 'columns' | 'cleanup' | 'trash' | 'families' | 'register' | 'problems' | 'charts' | 'messages'}
	| {readonly screen: 'browse'; readonly visit?: Visit}
	| {readonly screen: 'detail'; readonly key: string}
	/** What another screen shows, as text. */
	| {readonly screen: 'export'; readonly of: 'browse' | 'compare' | 'leaderboard'}
	/** Opened from another screen, whose keys come first. */
	| {readonly screen: 'help'; readonly from: HelpedScreen};

/** Browse, as another screen opened it to show some models: as long as its filter stands, back leads there. */
export interface Visit {
	readonly from: 'families' | 'problems';
	readonly filter: string;
	/** What Browse showed before, and shows again after it. */
	readonly before: {
		readonly algorithm?: string;
		readonly filter: string;
		readonly lastGood?: string;
		readonly sort?: SortKey;
		readonly cursor?: string;
		readonly row: number;
		readonly offset: number;
	};
}

/** A screen that has something to explain. */
export type HelpedScreen = Exclude<ScreenName, 'help'>;

/** Never empty; the first is where one cannot go back from. */
export type Routes = readonly [Route, ...Route[]];

export const start: Routes = [{screen: 'browse'}];

/** The screen that is shown. */
export function top(routes: Routes): Route {
	return routes.at(-1) ?? routes[0];
}

/** The visit that is on, wherever it leads meanwhile. */
export function visitIn(routes: Routes): Visit | undefined {
	const [route] = routes.flatMap(one => (one.screen === 'browse' && one.visit ? [one.visit] : []));
	return route;
}

/** Back to Browse: to the one that shows some models, where there is one. */
export function toBrowse(routes: Routes): Routes {
	const open = routes.findIndex(isVisit);
	return open === -1 ? start : [routes[0], ...routes.slice(1, open + 1)];
}

/** Opens Browse for a visit; there is one at a time. */
export function toVisit(routes: Routes, visit: Visit): Routes {
	const [first, ...rest] = routes;
	return [first, ...rest.filter(route => !isVisit(route)), {screen: 'browse', visit}];
}

/** Browse is what it shows: what led there is no way back any more. */
export function endVisit(routes: Routes): Routes {
	const open = routes.findIndex(isVisit);
	return open === -1 ? routes : [...start, ...routes.slice(open + 1)];
}

function isVisit(route: Route): boolean {
	return route.screen === 'browse' && route.visit !== undefined;
}

/** Opens a screen; one of the same kind that is open already is gone back to, and takes the new route. */
export function push(routes: Routes, route: Route): Routes {
	const open = routes.findIndex(one => one.screen === route.screen);
	return open === -1 ? [...routes, route] : replaceFrom(routes, open, route);
}

/** Goes back one screen; undefined from the first. */
export function pop(routes: Routes): Routes | undefined {
	const [first, ...rest] = routes;
	return rest.length === 0 ? undefined : [first, ...rest.slice(0, -1)];
}

function replaceFrom(routes: Routes, index: number, route: Route): Routes {
	const [first, ...rest] = [...routes.slice(0, index), route];
	return first === undefined ? start : [first, ...rest];
}
