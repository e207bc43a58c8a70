/** A chart as a plot to draw: places instead of values. Pure. */

import type {Plot, PlotKind} from '../components/plot.ts';
import {axisPlaces, axisTitle} from './axis-places.ts';
import type {Chart} from '../store/domain/chart.ts';

/** So much of an axis stays free at either end: a point does not touch the frame. */
const pad = {x: 0.02, y: 0.04};

export interface ChartPlotOptions {
	/** The index of the point under the cursor. */
	readonly cursor?: number;
	/** Keys of models that are marked, or meant by who asks. */
	readonly marked?: ReadonlySet<string>;
}

/** The chart for `plotLines`. What does not depend on the options is worked out once a chart. */
export function chartPlot(chart: Chart, {cursor, marked}: ChartPlotOptions = {}): Plot {
	const base = baseOf(chart);
	if (!marked || marked.size === 0) return {...base, cursor};
	const kinds = new Map(base.kinds);
	for (const key of marked) {
		const index = pointPlaces(chart).get(key);
		if (index !== undefined && kinds.get(index) !== 'best') kinds.set(index, 'marked');
	}
	return {...base, kinds, cursor};
}

const places = new WeakMap<Chart, ReadonlyMap<string, number>>();

/** The index of each model's point by its key. */
export function pointPlaces(chart: Chart): ReadonlyMap<string, number> {
	let found = places.get(chart);
	if (!found) places.set(chart, (found = new Map(chart.points.map(({key}, index) => [key, index]))));
	return found;
}

const known = new WeakMap<Chart, Plot>();

function baseOf(chart: Chart): Plot {
	let base = known.get(chart);
	if (!base) known.set(chart, (base = makeBase(chart)));
	return base;
}

function makeBase(chart: Chart): Plot {
	const [x, y] = [axisPlaces(chart.x, pad.x), axisPlaces(chart.y, pad.y)];
	const {points} = chart;
	const kinds = new Map<number, PlotKind>();
	const [xs, ys] = [new Float64Array(points.length), new Float64Array(points.length)];
	let index = 0;
	for (const point of points) {
		xs[index] = x.at(point.x) + (point.kind === 'plain' ? aside(index, chart) : 0);
		ys[index] = y.at(point.y);
		if (point.kind !== 'plain') kinds.set(index, point.kind);
		index++;
	}
	return {
		x: {label: axisTitle(chart.x), ticks: x.ticks},
		y: {label: axisTitle(chart.y, {spelled: true}), ticks: y.ticks},
		xs,
		ys,
		kinds,
		line: frontierPlaces(chart, x.at, y.at),
	};
}

/** Fewer points are told apart as they stand. */
const crowdedFrom = 30;

/** Above a word there is no left and right: many points stand side by side, so that one sees how many they are. The same place each time. */
function aside(index: number, {x, points}: Chart): number {
	if (x.scale !== 'category' || points.length < crowdedFrom) return 0;
	const golden = (index * 0.618_033_988_75) % 1;
	return ((golden - 0.5) * 0.5) / Math.max(1, x.categories?.length ?? 1);
}

/** The corners of the line as places: of a line in steps two for each, and the last step goes on to the end. */
export function frontierPlaces(
	{frontier}: Pick<Chart, 'frontier'>,
	x: (value: number) => number,
	y: (value: number) => number,
): ReadonlyArray<{readonly x: number; readonly y: number}> {
	const corners = frontier.line.map(corner => ({x: x(corner.x), y: y(corner.y)}));
	if (frontier.kind !== 'so-far') return corners;
	const steps = corners.flatMap((corner, index) => {
		const before = corners[index - 1];
		return before ? [{x: corner.x, y: before.y}, corner] : [corner];
	});
	const last = steps.at(-1);
	return last ? [...steps, {x: 1, y: last.y}] : [];
}
