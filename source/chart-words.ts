/** What is said of a chart beside its drawing: what the line is, who is best, what is left out and why. Pure. */

import {emptyText, joinSafe, safe, type SafeText} from '../components/safe-text.ts';
import type {Axis, Chart, ChartPoint} from '../store/domain/chart.ts';
import {formatNumber, safeText} from './text.ts';
import {counted, formatTime} from './words.ts';

/** What the line goes through; empty where there is none. */
export function frontierWords({frontier, x}: Pick<Chart, 'frontier' | 'x'>): SafeText {
	switch (frontier.kind) {
		case 'so-far':
			return x.scale === 'time' ? safe`the best so far` : safe`the best up to each ${safeText(x.label)}`;
		case 'each':
			return safe`the best at each ${safeText(x.label)}`;
		case 'none':
			return emptyText;
	}
}

/** `12 left out: 8 not tested there, 3 on other queries or data (≠), 1 infinite`; empty where all are drawn. */
export function leftOutWords({leftOut, x, y}: Pick<Chart, 'leftOut' | 'x' | 'y'>): SafeText {
	const {unmeasured, otherData, infinite, withoutX} = leftOut;
	const parts = [
		unmeasured === 0 ? emptyText : safe`${unmeasured} without ${safeText(y.label)}`,
		otherData === 0 ? emptyText : safe`${otherData} on other queries or data (≠)`,
		withoutX === 0 ? emptyText : x.scale === 'time' ? safe`${withoutX} without a time` : safe`${withoutX} without ${safeText(x.label)}`,
		infinite === 0 ? emptyText : safe`${infinite} infinite`,
	].filter(part => part !== '');
	if (parts.length === 0) return emptyText;
	return safe`${unmeasured + otherData + infinite + withoutX} left out: ${joinSafe(parts, safe`, `)}`;
}

/** A value on an axis with its unit: `117.03 s`, `2026-11-22 03:15`, `adam`. */
export function valueOn(axis: Axis, value: number): SafeText {
	if (axis.scale === 'time') return formatTime(value);
	const text = axis.scale === 'category' ? safeText(axis.categories?.[value] ?? '') : formatNumber(value);
	return axis.unit === undefined ? text : safe`${text} ${safeText(axis.unit)}`;
}

export function bestPoint({points}: Pick<Chart, 'points'>): ChartPoint | undefined {
	return points.find(({kind}) => kind === 'best');
}

/** `total_time@imdb 117.03 s, learning_rate 3e-4`. */
export function pointWords({x, y}: Pick<Chart, 'x' | 'y'>, point: ChartPoint): SafeText {
	return safe`${safeText(y.label)} ${valueOn(y, point.y)}, ${safeText(x.label)} ${valueOn(x, point.x)}`;
}

/** `37 models, best 117.03 s: mscn_20261122_031544`. */
export function chartSummary(chart: Chart): SafeText {
	const best = bestPoint(chart);
	const count = counted(chart.points.length, 'model');
	return best ? safe`${count}, best ${valueOn(chart.y, best.y)}: ${safeText(best.label)}` : count;
}
