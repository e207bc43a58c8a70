/** What the times of a test say together: their sum, their mean and their percentiles, in the same bits as the Python client has. */

import {UserError} from './user-error.ts';

/** In the unit of the times. */
export interface TestPerformance {
	readonly total_time: number;
	readonly average_time: number;
	readonly median_time: number;
	readonly p95_time: number;
	readonly p99_time: number;
}

/**
 * Total (Neumaier's compensated sum, in the order of the times), mean, and median, 95th and 99th percentile by linear interpolation between the closest
 * ranks, as numpy does by default. How many queries there were is `times.length`.
 *
 * @param times seconds of one query each
 * @throws UserError `usage` for no times, for one that is negative or no finite number (by its place, the first is 1), and for times whose sum is none
 */
export function performanceOf(times: readonly number[]): TestPerformance {
	if (times.length === 0) throw new UserError('usage', 'There are no times: one query at least has one.', {hint: 'Seconds, one a line, or a JSON array.'});
	for (const [index, time] of times.entries()) {
		if (!isTime(time)) throw new UserError('usage', `The time ${index + 1} is ${time}: a time is a finite number of seconds, 0 at least.`);
	}
	const total = sumOf(times);
	if (!Number.isFinite(total)) throw new UserError('usage', 'The times are too large: their sum is no finite number.');
	// -0 sorts and prints in ways of its own.
	const ascending = Float64Array.from(times, time => time + 0).sort();
	return {
		total_time: total,
		average_time: total / times.length,
		median_time: percentile(ascending, 0.5),
		p95_time: percentile(ascending, 0.95),
		p99_time: percentile(ascending, 0.99),
	};
}

/** Whether a number can be the time that a query took. */
export function isTime(time: number): boolean {
	return Number.isFinite(time) && time >= 0;
}

function sumOf(times: readonly number[]): number {
	let [sum, lost] = [0, 0];
	for (const time of times) {
		const next = sum + time;
		// What of the smaller one was lost.
		lost += sum >= time ? sum - next + time : time - next + sum;
		sum = next;
	}
	return sum + lost;
}

function percentile(ascending: Float64Array, part: number): number {
	const place = (ascending.length - 1) * part;
	const below = Math.floor(place);
	const low = ascending[below] ?? 0;
	const high = ascending[below + 1] ?? low;
	return low + (place - below) * (high - low);
}
