/**
 * Where the ticks of an axis stand: at round numbers, and at the beginnings of days, months and years.
 *
 * Round are 1, 2 and 5 times a power of ten (P. S. Heckbert, "Nice numbers for graph labels", Graphics Gems, 1990). Each tick is read from a
 * whole number and its power of ten: 0.3 is the number that one types, not 0.1 + 0.1 + 0.1.
 */

export interface Ticks {
	/** Ascending, all between the ends of the axis. */
	readonly values: readonly number[];
	/** Digits behind the point that tell them apart; undefined: as each number needs (logarithmic axes). */
	readonly decimals?: number;
}

/** At most `most` ticks (two at least, where two round numbers lie there) between `from` and `to`; `from` alone where no round number does. */
export function linearTicks(from: number, to: number, most: number): Ticks {
	if (!Number.isFinite(from)) return {values: []};
	if (!(to > from)) return {values: [from]};
	if (!Number.isFinite(to)) return {values: []};
	const limit = Math.max(2, most);
	let finest: Ticks | undefined;
	for (const {factor, exponent} of steps(from, to)) {
		const ticks = multiples(factor, exponent, {from, to, limit});
		if (ticks === undefined) continue;
		if (ticks.values.length > limit) break;
		finest = ticks;
	}
	return finest && finest.values.length > 0 ? finest : {values: [from]};
}

/** Steps from the coarsest that may be of use to ever finer ones: 10, 5, 2, 1, 0.5 … */
function* steps(from: number, to: number): Iterable<{readonly factor: number; readonly exponent: number}> {
	const span = to - from;
	// The difference of two huge numbers may be infinite, its half is not.
	const top = Math.ceil(Number.isFinite(span) ? Math.log10(span) : Math.log10(to / 2 - from / 2) + Math.log10(2));
	for (let exponent = top; exponent > top - 6; exponent--) for (const factor of exponent === top ? [1] : [5, 2, 1]) yield {factor, exponent};
}

/** A whole number times a power of ten as one would type it: powers of ten beyond 1e308 are infinite, and those below 1e-308 have few digits. */
function typed(whole: number, exponent: number): number {
	return Number(`${whole}e${exponent}`);
}

interface MultiplesOptions {
	readonly from: number;
	readonly to: number;
	readonly limit: number;
}

/** The multiples of a step that lie there, no more than one above the limit; undefined where they cannot be told apart. */
function multiples(factor: number, exponent: number, {from, to, limit}: MultiplesOptions): Ticks | undefined {
	const step = typed(factor, exponent);
	if (step === 0 || step === Infinity) return undefined;
	// The least numbers have so few digits that a quotient of them says little.
	const lift = exponent < -290 ? 300 : 0;
	// Division may be off by one at an end.
	const first = Math.ceil((from * typed(1, lift)) / typed(factor, exponent + lift)) - 1;
	const values: number[] = [];
	for (let more = 0; more <= limit + 3 && values.length <= limit; more++) {
		const index = first + more;
		if (!Number.isSafeInteger(index * factor)) return undefined;
		const value = typed(index * factor, exponent);
		if (value > to) break;
		if (value >= from && value !== values.at(-1)) values.push(value || 0);
	}
	return {values, decimals: Math.max(0, -exponent)};
}

/** Powers of ten; where they are few, also 2 and 5 times those; where they are many, every so many. Linear ones where no two of these lie there. */
export function logTicks(from: number, to: number, most: number): Ticks {
	if (!(from > 0) || !(to > from) || !Number.isFinite(to)) return linearTicks(from, to, most);
	const [low, high] = [Math.floor(Math.log10(from)), Math.ceil(Math.log10(to))];
	const decades = (factors: readonly number[], every = 1): readonly number[] => {
		const values: number[] = [];
		for (let exponent = Math.ceil(low / every) * every; exponent <= high; exponent += every) {
			for (const factor of factors) values.push(typed(factor, exponent));
		}
		return values.filter(value => value >= from && value <= to);
	};
	const limit = Math.max(2, most);
	for (const factors of [[1, 2, 5], [1, 3], [1]]) {
		const values = decades(factors);
		if (values.length >= 2 && values.length <= limit) return {values};
	}
	for (let every = 2; every <= high - low; every++) {
		const values = decades([1], every);
		if (values.length <= limit) return values.length >= 2 ? {values} : {values: decades([1]).slice(0, limit)};
	}
	const values = decades([1]);
	return values.length >= 2 ? {values: values.slice(0, limit)} : linearTicks(from, to, most);
}

/** What the labels of a time axis say: the time of a day, the day, the month, the year. */
export type TimeUnit = 'second' | 'minute' | 'hour' | 'day' | 'month' | 'year';

export interface TimeTicks {
	/** Milliseconds since 1970, ascending: beginnings of the unit, in local time. */
	readonly values: readonly number[];
	readonly unit: TimeUnit;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** From fine to coarse, with about how long each is. */
const timeSteps: ReadonlyArray<{readonly unit: TimeUnit; readonly count: number; readonly length: number}> = [
	...[1, 2, 5, 10, 15, 30].map(count => ({unit: 'second' as const, count, length: count * second})),
	...[1, 2, 5, 10, 15, 30].map(count => ({unit: 'minute' as const, count, length: count * minute})),
	...[1, 2, 3, 6, 12].map(count => ({unit: 'hour' as const, count, length: count * hour})),
	...[1, 2, 7, 14].map(count => ({unit: 'day' as const, count, length: count * day})),
	...[1, 2, 3, 6].map(count => ({unit: 'month' as const, count, length: count * 30.44 * day})),
	...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].map(count => ({unit: 'year' as const, count, length: count * 365.25 * day})),
];

/** At most `most` ticks between two times, in milliseconds since 1970. */
export function timeTicks(from: number, to: number, most: number): TimeTicks {
	const limit = Math.max(2, most);
	if (!Number.isFinite(from) || !Number.isFinite(to)) return {values: [], unit: 'year'};
	if (!(to > from)) return {values: [from], unit: 'minute'};
	for (const {unit, count, length} of timeSteps) {
		if ((to - from) / length > limit + 1) continue;
		const values = timesBetween(from, to, {unit, count});
		if (values.length <= limit) return {values, unit};
	}
	return {values: [], unit: 'year'};
}

/** Beginnings of local units: an hour that the clocks skip, or a day of 23 hours, moves none of them. */
function timesBetween(from: number, to: number, {unit, count}: {readonly unit: TimeUnit; readonly count: number}): readonly number[] {
	const values: number[] = [];
	const start = new Date(from);
	const [year, month, date] = [start.getFullYear(), start.getMonth(), start.getDate()];
	for (let index = -1; index < 4000; index++) {
		const time = beginning(index * count, {unit, count, start: {year, month, date, of: start}}).getTime();
		if (time > to) break;
		if (time >= from && time !== values.at(-1)) values.push(time);
	}
	return values;
}

function beginning(step: number, {unit, count, start}: {unit: TimeUnit; count: number; start: {year: number; month: number; date: number; of: Date}}): Date {
	const {year, month, date, of} = start;
	const floor = (value: number) => value - (value % count);
	switch (unit) {
		case 'year':
			return yearsFrom(floor(year) + step, 0, 1);
		case 'month':
			return yearsFrom(year, floor(month) + step, 1);
		case 'day': {
			// Weeks begin on Mondays; other steps count from the first day that is seen.
			const back = count % 7 === 0 ? (of.getDay() + 6) % 7 : 0;
			return yearsFrom(year, month, date - back + step);
		}
		case 'hour':
			return new Date(year, month, date, floor(of.getHours()) + step);
		case 'minute':
			return new Date(year, month, date, of.getHours(), floor(of.getMinutes()) + step);
		case 'second':
			return new Date(year, month, date, of.getHours(), of.getMinutes(), floor(of.getSeconds()) + step);
	}
}

/** `new Date(99, …)` would be 1999. */
function yearsFrom(year: number, month: number, date: number): Date {
	const made = new Date(2000, 0, 1);
	made.setFullYear(year, month, date);
	return made;
}
