/** The values of a query as numbers: amounts with units, and dates as stretches of time. */

import {parseTime} from './identifier.ts';
import {own} from './json.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Bytes, in lower case: nobody means millibytes. */
const sizeUnits: Readonly<Record<string, number>> = {
	'': 1,
	b: 1,
	kb: 1e3,
	mb: 1e6,
	gb: 1e9,
	tb: 1e12,
	kib: 2 ** 10,
	mib: 2 ** 20,
	gib: 2 ** 30,
	tib: 2 ** 40,
};

/** Milliseconds; a month and a year as source/text.ts shows them. */
const ageUnits: Readonly<Record<string, number>> = {
	s: second,
	m: minute,
	min: minute,
	h: hour,
	d: day,
	w: 7 * day,
	mo: 30.44 * day,
	y: 365.25 * day,
};

/** Seconds. */
const durationUnits: Readonly<Record<string, number>> = {'': 1, ms: 1e-3, s: 1, m: 60, min: 60, h: 3600, d: 86_400};

const amount = /^([+-]?(?:\d+\.?(\d*)|\.(\d+))(?:e[+-]?\d+)?)\s*([a-z]*)$/i;

/** A number, `NaN`, `inf` or `-inf` (`Infinity`), without case; undefined where the text is none. */
export function readNumber(text: string): number | undefined {
	const special = /^([+-]?)(nan|inf(?:inity)?)$/i.exec(text);
	if (special) return special[2]?.toLowerCase() === 'nan' ? NaN : special[1] === '-' ? -Infinity : Infinity;
	return amount.exec(text)?.[4] === '' ? Number(text) : undefined;
}

/** Bytes of `1500`, `1.5GB` (10^9), `1.5GiB` (2^30). */
export function readSize(text: string): number | undefined {
	return readAmount(text.toLowerCase(), sizeUnits)?.value;
}

/** Seconds of `90`, `90s`, `1.5min`, `2h`, `1d`. */
export function readDuration(text: string): number | undefined {
	return readAmount(text, durationUnits)?.value;
}

/** Milliseconds of `90s`, `15m`, `12h`, `7d`, `2w`, `3mo`, `1y`; `step` is one of the last place that was written (a day in `7d`). */
export function readAge(text: string): {readonly value: number; readonly step: number} | undefined {
	return readAmount(text, ageUnits);
}

function readAmount(text: string, units: Readonly<Record<string, number>>): {readonly value: number; readonly step: number} | undefined {
	const [, number, decimals, onlyDecimals, unit] = amount.exec(text) ?? [];
	if (number === undefined || unit === undefined) return undefined;
	const factor = own(units, unit);
	if (factor === undefined) return undefined;
	return {value: Number(number) * factor, step: factor / 10 ** (onlyDecimals ?? decimals ?? '').length};
}

/** From `start` up to but without `end`, in milliseconds since 1970. */
export interface Interval {
	readonly start: number;
	readonly end: number;
}

const date = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d)(?::(\d\d)(?::(\d\d))?(Z|[+-]\d\d:?\d\d)?)?)?)?)?$/i;

/**
 * The time that a date stands for: a year, month, day, hour, minute or second, as far as it is written.
 * `2024`, `2024-10`, `2024-10-19`, `2024-10-19T12`, `2024-10-19T12:00`, `2024-10-19T12:00:30+09:00`, `today`, `yesterday`.
 * Without a zone it is local time, and a day goes from one local midnight to the next, however long it is.
 *
 * @param now milliseconds since 1970, for `today`
 */
export function readInterval(text: string, now: number): Interval | undefined {
	const word = text.toLowerCase();
	if (word === 'today' || word === 'yesterday') {
		const at = new Date(now);
		const back = word === 'today' ? 0 : 1;
		const dayAt = (days: number) => localTime(at.getFullYear(), at.getMonth(), at.getDate() + days);
		return {start: dayAt(-back), end: dayAt(1 - back)};
	}
	const match = date.exec(text);
	if (!match || !isZone(match[7])) return undefined;
	const [, year = '', month = '01', dayOf = '01', hours = '00', minutes = '00', seconds = '00', zone = ''] = match;
	// Says whether there is such a day and hour.
	const time = parseTime(`${year}-${month}-${dayOf}T${hours}:${minutes}:${seconds}${zone.toUpperCase()}`);
	if (time === undefined) return undefined;
	if (zone !== '') return {start: time, end: time + (match[6] === undefined ? minute : second)};
	const places = [year, month, dayOf, hours, minutes, seconds].map(Number);
	const last = match.slice(1, 7).findLastIndex(place => place !== undefined);
	return {start: localParts(places), end: localParts(places.map((value, place) => (place === last ? value + 1 : value)))};
}

/** No zone, or one that there can be: from -14:00 to +14:00. */
function isZone(zone: string | undefined): boolean {
	if (zone === undefined || zone.toUpperCase() === 'Z') return true;
	const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))];
	return minutes < 60 && hours * 60 + minutes <= 14 * 60;
}

function localParts([year = 0, month = 1, dayOf = 1, hours = 0, minutes = 0, seconds = 0]: readonly number[]): number {
	return localTime(year, month - 1, dayOf, hours, minutes, seconds);
}

/** As the constructor of Date does it, which takes the years 0 to 99 for those of the twentieth century. */
function localTime(year: number, month: number, dayOf: number, hours = 0, minutes = 0, seconds = 0): number {
	if (year > 99) return new Date(year, month, dayOf, hours, minutes, seconds).getTime();
	const at = new Date(2000, 0);
	at.setFullYear(year, month, dayOf);
	return at.setHours(hours, minutes, seconds);
}
