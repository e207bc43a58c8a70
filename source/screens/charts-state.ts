/** What Charts remembers: which chart of which algorithm, and the model under the cursor. Pure. */

import {chartPlot} from '../chart-plot.ts';
import type {ActionId} from '../key-binding.ts';
import {chartCells} from './charts-cells.ts';
import {chartsPage, type ChartsShown} from './charts-view.ts';
import {movedLine} from './scroll-state.ts';
import type {ScreenContext} from './screen-context.ts';

export interface ChartsState {
	readonly chart: 'history' | 'scatter';
	/** Lower case; undefined: all algorithms. */
	readonly algorithm?: string;
	/** The hyperparameter of the scatter; undefined: the one that matters most. */
	readonly parameter?: string;
	/** Key of the model under the cursor; undefined: the best. */
	readonly cursor?: string;
	/** Where its point stood among the others, for when its model goes away. */
	readonly at?: number;
	readonly menu?: 'parameter';
	/** What was typed for the menu before it was there to take it. */
	readonly menuKeys?: string;
}

export type ChartsAction =
	| {readonly kind: 'key'; readonly action: ActionId}
	| {readonly kind: 'parameter'; readonly name: string}
	| {readonly kind: 'menuKeys'; readonly keys: string}
	/** The cursor goes to the point of a model. */
	| {readonly kind: 'point'; readonly key: string}
	| {readonly kind: 'closeMenu'};

export const emptyCharts: ChartsState = {chart: 'history'};

/** The charts of an algorithm, with the cursor on a model. The chart that was shown last comes first, and of the same algorithm the hyperparameter that was chosen. */
export function openCharts(before: ChartsState, {algorithm, cursor}: Pick<ChartsState, 'algorithm' | 'cursor'>): ChartsState {
	return {chart: before.chart, algorithm, parameter: before.algorithm === algorithm ? before.parameter : undefined, cursor};
}

export function reduceCharts(state: ChartsState, action: ChartsAction, context: ScreenContext): ChartsState {
	switch (action.kind) {
		case 'parameter':
			return {...withoutMenu(state), chart: 'scatter', parameter: action.name, at: undefined};
		case 'point':
			return {...state, cursor: action.key, at: undefined};
		case 'menuKeys':
			return {...state, menuKeys: (state.menuKeys ?? '') + action.keys};
		case 'closeMenu':
			return withoutMenu(state);
		case 'key':
			return reduceKey(state, action.action, context);
	}
}

function withoutMenu(state: ChartsState): ChartsState {
	return {...state, menu: undefined, menuKeys: undefined};
}

function reduceKey(state: ChartsState, action: ActionId, context: ScreenContext): ChartsState {
	switch (action) {
		case 'nextChart':
		case 'previousChart':
			return settled({...placed(state, context), chart: state.chart === 'history' ? 'scatter' : 'history', at: undefined}, context);
		case 'chooseParameter':
			return {...placed(state, context), menu: 'parameter', menuKeys: undefined};
		default: {
			const page = chartsPage(state, context);
			if (page.kind === 'empty') return state;
			const at = movedPoint(page, context, action);
			return at === undefined ? state : {...state, at, cursor: page.chart.points[at]?.key};
		}
	}
}

/** The state with the cursor where it is seen, by name. */
function placed(state: ChartsState, context: ScreenContext): ChartsState {
	const page = chartsPage(state, context);
	return page.kind === 'empty' ? state : {...state, cursor: page.chart.points[page.cursor]?.key};
}

/** The hyperparameter that is shown first stays, whatever matters most later. */
function settled(state: ChartsState, context: ScreenContext): ChartsState {
	const page = chartsPage(state, context);
	return page.kind === 'empty' || page.parameter === undefined ? state : {...state, parameter: page.parameter.name};
}

/** The key of the model under the cursor. */
export function chartsModel(state: ChartsState, context: Pick<ScreenContext, 'snapshot' | 'objectiveOf'>): string | undefined {
	const page = chartsPage(state, context);
	return page.kind === 'empty' ? undefined : page.chart.points[page.cursor]?.key;
}

/** A page is this part of the points. */
const page = 10;

/** The index of the point that a key leads to; undefined where the key does not move. */
function movedPoint(shown: ChartsShown, screen: ScreenContext, action: ActionId): number | undefined {
	const {
		chart: {points},
		cursor: at,
	} = shown;
	switch (action) {
		case 'left':
			return Math.max(0, at - 1);
		case 'right':
			return Math.min(points.length - 1, at + 1);
		case 'up':
			return pointBeyond(shown, screen, 1);
		case 'down':
			return pointBeyond(shown, screen, -1);
		case 'toBest': {
			const best = points.findIndex(({kind}) => kind === 'best');
			return best === -1 ? undefined : best;
		}
		default:
			return movedLine(at, action, {count: points.length, height: Math.max(2, Math.ceil(points.length / page))});
	}
}

/** To the side counts so many times as much as up and down: the cursor leaves its column only where nothing else is near. */
const aside = 3;

/** The next point above (1) or below (-1), as it is seen: of those in its own cell first; the same one where there is none. */
function pointBeyond(shown: ChartsShown, screen: ScreenContext, sign: 1 | -1): number {
	const {chart, cursor: at} = shown;
	const {xs, ys} = chartPlot(chart);
	const cells = chartCells(shown, screen)?.cells;
	const [x = 0, y = 0] = [xs[at], ys[at]];
	// What lies in one cell has an order of its own, also where the places are the same.
	const isBehind = (one: number, other: number) => ((ys[one] ?? 0) - (ys[other] ?? 0) || (xs[one] ?? 0) - (xs[other] ?? 0) || one - other) * sign > 0;
	let here: number | undefined;
	let [nearest, least] = [at, Infinity];
	for (let index = 0; index < xs.length; index++) {
		if (cells && cells[index] === cells[at]) {
			if (isBehind(index, at) && (here === undefined || isBehind(here, index))) here = index;
			continue;
		}
		const up = ((ys[index] ?? 0) - y) * sign;
		if (up <= 0) continue;
		const distance = up + Math.abs((xs[index] ?? 0) - x) * aside;
		if (distance < least) [nearest, least] = [index, distance];
	}
	if (here !== undefined || !cells || nearest === at) return here ?? nearest;
	// A cell is entered at its begin: the way leads through all that lie there.
	let first = nearest;
	for (let index = 0; index < cells.length; index++) if (cells[index] === cells[nearest] && isBehind(first, index)) first = index;
	return first;
}
