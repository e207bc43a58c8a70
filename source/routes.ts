/** Where the user is: a stack of screens, the top one shown. */

import type {ScreenName} from './key-binding.ts';

export type Route =
	| {readonly screen: 'browse' | 'compare' | 'leaderboard' | 'metrics' | 'columns' | 'cleanup' | 'trash' | 'families' | 'register' | 'problems'}
	| {readonly screen: 'detail'; readonly key: string}
	/** What another screen shows, as text. */
	| {readonly screen: 'export'; readonly of: 'browse' | 'compare' | 'leaderboard'}
	/** Opened from another screen, whose keys come first. */
	| {readonly screen: 'help'; readonly from: HelpedScreen};

/** A screen that has something to explain. */
export type HelpedScreen = Exclude<ScreenName, 'help'>;

/** Never empty; the first is where one cannot go back from. */
export type Routes = readonly [Route, ...Route[]];

export const start: Routes = [{screen: 'browse'}];

/** The screen that is shown. */
export function top(routes: Routes): Route {
	return routes.at(-1) ?? routes[0];
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
