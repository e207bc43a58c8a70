/** Where a value lies on an axis, and the words at its ticks. Pure. */

import {safe, type SafeText} from '../components/safe-text.ts';
import type {Axis} from '../store/domain/chart.ts';
import {formatNumber, safeText} from './text.ts';
import {linearTicks, logTicks, timeTicks, type TimeUnit} from './ticks.ts';
import {arrowOf} from './words.ts';

/** A tick: how far along the axis it is, 0 to 1. */
export interface AxisTick {
	readonly at: number;
	readonly text: SafeText;
}

export interface AxisPlaces {
	/** How far along the axis a value is: 0 to 1. */
	readonly at: (value: number) => number;
	/** At most so many ticks. */
	readonly ticks: (most: number) => readonly AxisTick[];
}

/** @param pad this part of the axis stays free at either end */
export function axisPlaces(axis: Axis, pad: number): AxisPlaces {
	if (axis.scale === 'category') return categoryPlaces(axis.categories ?? []);
	const isLog = axis.scale === 'log';
	const [low, high] = isLog ? [Math.log10(axis.from), Math.log10(axis.to)] : [axis.from, axis.to];
	// Halves where the difference of two huge numbers is infinite, and only there: of the least number there is no half.
	const part = Number.isFinite(high - low) ? 1 : 0.5;
	const span = high * part - low * part;
	const scale = (value: number) => (span > 0 ? (value * part - low * part) / span : 0.5);
	const at = (value: number) => pad + (1 - 2 * pad) * scale(isLog ? Math.log10(value) : value);
	const beyond = span > 0 ? span * (pad / (1 - 2 * pad) / part) : 0;
	const [from, to] = paddedEnds(axis, isLog ? [10 ** (low - beyond), 10 ** (high + beyond)] : [low - beyond, high + beyond]);
	const ticks = (most: number): readonly AxisTick[] => {
		if (span <= 0) return [{at: 0.5, text: axis.scale === 'time' ? dayAndTime(axis.from) : formatNumber(axis.from)}];
		if (axis.scale === 'time') {
			const {values, unit} = timeTicks(from, to, most);
			return values.map((value, index) => ({at: at(value), text: timeWords(value, unit, values[index - 1])}));
		}
		const {values, decimals} = isLog ? logTicks(from, to, most) : linearTicks(from, to, most);
		// Rounding of the least numbers may lead outside.
		return values.map(value => ({at: Math.min(1, Math.max(0, at(value))), text: tickWords(value, decimals)}));
	};
	return {at, ticks};
}

/** The padding ends at the greatest and the least number that there is; positive ends stay positive on a logarithmic axis. */
function paddedEnds({scale}: Axis, [from, to]: readonly [from: number, to: number]): readonly [from: number, to: number] {
	const least = scale === 'log' ? Number.MIN_VALUE : -Number.MAX_VALUE;
	return [Math.max(least, from), Math.min(Number.MAX_VALUE, to)];
}

function categoryPlaces(categories: readonly string[]): AxisPlaces {
	const at = (index: number) => (index + 0.5) / Math.max(1, categories.length);
	return {
		at,
		ticks: most => {
			const every = Math.max(1, Math.ceil(categories.length / Math.max(1, most)));
			return categories.flatMap((words, index) => (index % every === 0 ? [{at: at(index), text: safeText(words === '' ? '""' : words)}] : []));
		},
	};
}

/** One number of digits in a column; very large and very small ones as `3e-4`. */
function tickWords(value: number, decimals: number | undefined): SafeText {
	if (decimals === undefined || decimals > 4 || Math.abs(value) >= 1e7) return formatNumber(value);
	return formatNumber(value, decimals);
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function two(value: number): string {
	return String(value).padStart(2, '0');
}

/** What is the same as at the tick before is not said again: `22 Nov 2026`, `23 Nov`; `22 Nov 08:00`, `12:00`. */
function timeWords(time: number, unit: TimeUnit, before: number | undefined): SafeText {
	const [date, last] = [new Date(time), before === undefined ? undefined : new Date(before)];
	const year = String(date.getFullYear());
	const isSameYear = last?.getFullYear() === date.getFullYear();
	const month = months[date.getMonth()] ?? '';
	if (unit === 'year') return safeText(year);
	if (unit === 'month') return safeText(isSameYear ? month : `${month} ${year}`);
	const day = `${date.getDate()} ${month}`;
	if (unit === 'day') return safeText(isSameYear ? day : `${day} ${year}`);
	const clock = `${two(date.getHours())}:${two(date.getMinutes())}${unit === 'second' ? `:${two(date.getSeconds())}` : ''}`;
	return safeText(isSameYear && last?.getDate() === date.getDate() && last.getMonth() === date.getMonth() ? clock : `${day} ${clock}`);
}

function dayAndTime(time: number): SafeText {
	const date = new Date(time);
	return safeText(`${date.getDate()} ${months[date.getMonth()] ?? ''} ${date.getFullYear()} ${two(date.getHours())}:${two(date.getMinutes())}`);
}

/** `total_time@imdb, s ↓`, as it stands at an axis; `spelled` says which end is better in words. */
export function axisTitle({label, unit, direction, scale}: Axis, {spelled = false}: {readonly spelled?: boolean} = {}): SafeText {
	const inUnit = unit === undefined ? safeText(label) : safe`${safeText(label)}, ${safeText(unit)}`;
	const named = scale === 'log' ? safe`${inUnit} (log)` : inUnit;
	if (direction === undefined) return named;
	if (spelled) return direction === 'minimize' ? safe`${named}, lower is better` : safe`${named}, higher is better`;
	return safe`${named} ${arrowOf(direction)}`;
}
