/**
 * Charts of results: a metric over time, and a hyperparameter against a metric.
 *
 * What is drawn is what is ranked: of each model the result that counts, of the largest comparable group (ranking.ts).
 * A model's place in time is its own time, not that of its test: models are often tested in one go long after they were made, and what one
 * wants to see is whether newer ones are better.
 *
 * The line over time is the best so far. A hyperparameter is neither better large nor small, so there is no point that beats another in both:
 * where its values repeat (a sweep), the line goes through the best at each value; where they do not (a random search), that would be a line
 * through every point, and it says what is the best that was reached up to each value instead.
 */

import type {Axis, Chart, ChartPoint, Frontier} from './chart.ts';
import {canonicalText} from './configuration.ts';
import {own, type Json} from './json.ts';
import {formatMetricRef} from './metric-ref.ts';
import type {Model} from './model.ts';
import type {Direction} from './objective.ts';
import {isBetter, standings, type Measured, type Standing} from './ranking.ts';
import {metricNumber} from './sidecar.ts';

export interface ChartQuestion {
	readonly metric: string;
	/** undefined: nobody said; then there is neither a best nor a line. */
	readonly direction?: Direction;
	/** Raw, of the metric. */
	readonly unit?: string;
	/** Raw: whose models these are, for the title. */
	readonly name?: string;
	/** On this dataset (undefined in it: tests that name none); absent: the one with the most comparable results. */
	readonly only?: {readonly dataset: string | undefined};
	/** All results of the dataset, whatever they were measured on. */
	readonly mixed?: boolean;
}

/** What the x axis is: the time of the models, or one of their hyperparameters. */
export type ChartX = {readonly kind: 'time'} | {readonly kind: 'parameter'; readonly name: string};

/** A metric over the time of the models. @returns undefined where no model has a result that can be drawn */
export function historyOf(models: readonly Model[], question: ChartQuestion): Chart | undefined {
	return chartFor(models, {kind: 'time'}, question);
}

/** A hyperparameter against a metric. @returns undefined where no model has a result that can be drawn, and the hyperparameter */
export function scatterOf(models: readonly Model[], question: ChartQuestion & {readonly parameter: string}): Chart | undefined {
	return chartFor(models, {kind: 'parameter', name: question.parameter}, question);
}

export function chartFor(models: readonly Model[], x: ChartX, question: ChartQuestion): Chart | undefined {
	const {metric, direction = 'minimize', mixed, only} = question;
	const [standing] = standings(models, {metric, direction, mixed}, only);
	return standing && chartOfStanding(standing, x, {...question, of: models.length});
}

/**
 * The chart of a standing that is there already.
 *
 * @param of how many models were asked
 */
export function chartOfStanding(
	standing: Standing,
	x: ChartX,
	{direction, unit, name, of}: Pick<ChartQuestion, 'direction' | 'unit' | 'name'> & {readonly of: number},
): Chart | undefined {
	const finite = standing.compared.filter(({value}) => Number.isFinite(value));
	const axis = x.kind === 'time' ? timeAxis() : parameterAxis(finite, x.name);
	const placed: Placed[] = [];
	let withoutX = 0;
	let infinite = standing.compared.length - finite.length;
	for (const one of finite) {
		const at = axis.place(one.model);
		if (at === undefined) withoutX++;
		else if (Number.isFinite(at)) placed.push({one, key: one.model.key, x: at, y: one.value});
		else infinite++;
	}
	if (placed.length === 0) return undefined;
	placed.sort(byPlace);
	const {corners, frontier} = frontierOf(placed, {direction, isTime: x.kind === 'time', isWords: axis.categories !== undefined});
	const best = direction && bestOf(placed, standing, direction);
	const points = placed.map((point): ChartPoint => {
		const kind = point === best ? 'best' : corners.has(point) ? 'frontier' : 'plain';
		return {key: point.key, label: point.one.model.id, x: point.x, y: point.y, kind};
	});
	const across = extent(placed, 'x');
	const up = extent(placed, 'y');
	const on = standing.dataset === undefined ? '' : ` on ${standing.dataset}`;
	return {
		title: `${name === undefined ? '' : `${name} · `}${standing.metric}${on}`,
		x: {label: axis.label, scale: axis.scale ?? scaleOf(across), categories: axis.categories, ...across},
		y: {label: formatMetricRef(standing), unit, direction, scale: scaleOf(up), ...up},
		points,
		frontier,
		group: standing.group,
		leftOut: {
			unmeasured: Math.max(0, of - standing.compared.length - standing.leftOut.length),
			otherData: standing.leftOut.length,
			infinite,
			withoutX,
		},
	};
}

interface Placed {
	readonly one: Measured;
	readonly key: string;
	readonly x: number;
	readonly y: number;
}

interface XAxis {
	readonly label: string;
	/** undefined: as the values ask for. */
	readonly scale?: Axis['scale'];
	readonly categories?: readonly string[];
	/** undefined: the model has no place on it. */
	readonly place: (model: Model) => number | undefined;
}

function timeAxis(): XAxis {
	return {label: 'trained', scale: 'time', place: ({time}) => (time === -Infinity ? undefined : time)};
}

/** Numbers where all values are numbers, else the values as words: numbers first, in their order, then by name. */
function parameterAxis(measured: readonly Measured[], name: string): XAxis {
	const said = (model: Model) => {
		const value = own(model.training?.hyperparams ?? {}, name);
		return value === null ? undefined : value;
	};
	const values = new Map<string, Json>();
	let isNumeric = true;
	for (const {model} of measured) {
		const value = said(model);
		if (value === undefined) continue;
		const number = metricNumber(value);
		if (number === undefined) isNumeric = false;
		else if (Number.isNaN(number)) continue;
		values.set(wordsFor(value), value);
	}
	if (isNumeric) {
		const place = (model: Model) => {
			const value = said(model);
			const number = value === undefined ? undefined : metricNumber(value);
			return number !== undefined && Number.isNaN(number) ? undefined : number;
		};
		return {label: name, place};
	}
	const categories = [...values]
		.sort(([one, a], [other, b]) => (metricNumber(a) ?? Infinity) - (metricNumber(b) ?? Infinity) || (one < other ? -1 : one > other ? 1 : 0))
		.map(([words]) => words);
	const index = new Map(categories.map((words, at) => [words, at]));
	const place = (model: Model) => {
		const value = said(model);
		return value === undefined ? undefined : index.get(wordsFor(value));
	};
	return {label: name, scale: 'category', categories, place};
}

function wordsFor(value: Json): string {
	return typeof value === 'string' ? value : canonicalText(value);
}

/** An axis is logarithmic where its values are positive and span two powers of ten, as learning rates from 1e-4 to 1e-2 do; the division may be off by a bit. */
const logFrom = 100 * (1 - Number.EPSILON * 4);

interface Extent {
	readonly from: number;
	readonly to: number;
}

function scaleOf({from, to}: Extent): 'linear' | 'log' {
	return from > 0 && to / from >= logFrom ? 'log' : 'linear';
}

function extent(placed: readonly Placed[], axis: 'x' | 'y'): Extent {
	let [from, to] = [Infinity, -Infinity];
	for (const point of placed) {
		const value = point[axis];
		if (value < from) from = value;
		if (value > to) to = value;
	}
	return {from, to};
}

function byPlace(a: Placed, b: Placed): number {
	if (a.x !== b.x) return a.x < b.x ? -1 : 1;
	if (a.y !== b.y) return a.y < b.y ? -1 : 1;
	return a.key < b.key ? -1 : 1;
}

/** The one that ranks first, where it is drawn; else the best of those that are. */
function bestOf(placed: readonly Placed[], {best}: Standing, direction: Direction): Placed | undefined {
	let found: Placed | undefined;
	for (const point of placed) {
		if (point.one.model === best.model) return point;
		if (!found || isBetter(point.y, found.y, direction)) found = point;
	}
	return found;
}

/** A value of a hyperparameter that this many models have on average is one of a sweep. */
const repeatedFrom = 2;

function frontierOf(
	placed: readonly Placed[],
	{direction, isTime, isWords}: {readonly direction?: Direction; readonly isTime: boolean; readonly isWords: boolean},
): {readonly corners: ReadonlySet<Placed>; readonly frontier: Frontier} {
	if (direction === undefined) return {corners: new Set(), frontier: {kind: 'none', line: []}};
	const columns = bestAtEach(placed, direction);
	const line = (corners: readonly Placed[]) => corners.map(({x, y}) => ({x, y}));
	if (!isTime && (isWords || placed.length >= columns.length * repeatedFrom)) {
		return {corners: new Set(columns), frontier: {kind: 'each', line: isWords ? [] : line(columns)}};
	}
	const corners: Placed[] = [];
	for (const point of columns) {
		const before = corners.at(-1);
		if (!before || isBetter(point.y, before.y, direction)) corners.push(point);
	}
	return {corners: new Set(corners), frontier: {kind: 'so-far', line: line(corners)}};
}

/** Of the points of each x the best; of equal ones the first. */
function bestAtEach(placed: readonly Placed[], direction: Direction): readonly Placed[] {
	const found: Placed[] = [];
	for (const point of placed) {
		const before = found.at(-1);
		if (before?.x !== point.x) found.push(point);
		else if (isBetter(point.y, before.y, direction)) found[found.length - 1] = point;
	}
	return found;
}
