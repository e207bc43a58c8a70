/** How models are named: keys, ids, and the words a person types to mean one of them. */

import type {Model} from './model.ts';
import {inOneLine, UserError} from './user-error.ts';

const timeInName = /(?:^|[^0-9])(\d{4})(\d{2})(\d{2})[_-]?(\d{2})(\d{2})(\d{2})(?![0-9])/;

const isoTime = /^\s*(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?\s*$/;

/** Offset of local time from UTC, in milliseconds, by quarter of an hour since 1970: to ask for it costs more than all the rest. */
const offsets = new Map<number, number>();

/**
 * Milliseconds since 1970 of an ISO 8601 time, or undefined where the text is no such time.
 * A time without a zone is local time; a date alone is its local midnight.
 */
export function parseTime(text: string): number | undefined {
	return parsePlainTime(text) ?? parseAnyTime(text);
}

/** `2024-10-19T10:30:00`, as nearly all are written, without a regular expression: 100,000 models have 400,000 times. */
function parsePlainTime(text: string): number | undefined {
	if (!isPlainTime(text)) return undefined;
	const wall = utc(two(text, 0) * 100 + two(text, 2), two(text, 5), two(text, 8), two(text, 11), two(text, 14), two(text, 17));
	return wall - localOffset(wall);
}

/** Whether a text is a time such as `2024-10-19T10:30:00`, before the 29th of its month. */
function isPlainTime(text: string): boolean {
	if (text.length !== 19) return false;
	for (let at = 0; at < 19; at++) {
		const code = text.charCodeAt(at);
		const wanted = separators[at] ?? 0;
		if (wanted === 0 ? code < 48 || code > 57 : code !== wanted) return false;
	}
	const [month, day] = [two(text, 5), two(text, 8)];
	return month >= 1 && month <= 12 && day >= 1 && day <= 28 && two(text, 11) <= 23 && two(text, 14) <= 59 && two(text, 17) <= 59;
}

/** Codes of what parts `2024-10-19T10:30:00`; 0 for digits. */
const separators = [0, 0, 0, 0, 45, 0, 0, 45, 0, 0, 84, 0, 0, 58, 0, 0, 58, 0, 0];

/**
 * Which of two times such as `2024-10-19T10:30:00` is the earlier (negative: the first), without reading them; undefined where that might go wrong:
 * for any other text, and on a day on which the clock is changed.
 */
export function comparePlainTimes(one: string, two: string): number | undefined {
	if (!isPlainTime(one) || !isPlainTime(two)) return undefined;
	if (one === two) return 0;
	const day = one.slice(0, 10);
	if (two.startsWith(day) && !isSteady(day)) return undefined;
	return one < two ? -1 : 1;
}

let lastDay: {readonly day: string; readonly isSteady: boolean} | undefined;

/** Whether the clock runs evenly all day. */
function isSteady(day: string): boolean {
	if (lastDay?.day !== day) {
		const start = utc(two(day, 0) * 100 + two(day, 2), two(day, 5), two(day, 8), 0, 0, 0);
		lastDay = {day, isSteady: Array.from({length: 24}, (_, hour) => localOffset(start + hour * 3_600_000)).every((offset, _, all) => offset === all[0])};
	}
	return lastDay.isSteady;
}

function two(text: string, at: number): number {
	return (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48;
}

/** `Date.UTC`, which takes the years 0 to 99 for those of the twentieth century. */
function utc(year: number, month: number, day: number, hour: number, minute: number, second: number): number {
	const time = Date.UTC(year, month - 1, day, hour, minute, second);
	return year > 99 ? time : new Date(time).setUTCFullYear(year, month - 1, day);
}

function parseAnyTime(text: string): number | undefined {
	const match = isoTime.exec(text);
	if (!match) return undefined;
	const [, year, month, day, hour = '0', minute = '0', second = '0', fraction, zone] = match;
	const wall = utc(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second));
	if (
		Number(month) < 1 ||
		Number(month) > 12 ||
		Number(day) < 1 ||
		Number(day) > daysIn(Number(year), Number(month)) ||
		Number(hour) > 23 ||
		Number(minute) > 59 ||
		Number(second) > 60
	) {
		return undefined;
	}
	const milliseconds = wall + (fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * 1000));
	if (zone === undefined) return milliseconds - localOffset(wall);
	return zone === 'Z' ? milliseconds : milliseconds - zoneMinutes(zone) * 60_000;
}

function daysIn(year: number, month: number): number {
	if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
	return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** What local time is ahead of UTC at a local wall-clock time (given as if it were UTC), in milliseconds. Clocks change at full quarters of an hour. */
function localOffset(wall: number): number {
	const quarter = Math.floor(wall / 900_000);
	let offset = offsets.get(quarter);
	if (offset === undefined) {
		const at = new Date(quarter * 900_000);
		const local = new Date(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate(), at.getUTCHours(), at.getUTCMinutes());
		if (at.getUTCFullYear() < 100) local.setFullYear(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate());
		offset = at.getTime() - local.getTime();
		if (offsets.size > 100_000) offsets.clear();
		offsets.set(quarter, offset);
	}
	return offset;
}

function zoneMinutes(zone: string): number {
	const sign = zone.startsWith('-') ? -1 : 1;
	return sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2)));
}

/** The time that a name such as `mscn_20241019_103000` carries (local), in milliseconds since 1970, or undefined. */
export function timeInId(id: string): number | undefined {
	const text = timeTextInId(id);
	return text === undefined ? undefined : parseTime(text);
}

/** Likewise as text without a zone: `2024-10-19T10:30:00`. */
export function timeTextInId(id: string): string | undefined {
	const match = timeInName.exec(id);
	if (!match) return undefined;
	const [, year, month, day, hour, minute, second] = match;
	const text = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
	return parseTime(text) === undefined ? undefined : text;
}

/** The last part of a `/`-separated path. */
export function baseName(path: string): string {
	return path.slice(path.lastIndexOf('/') + 1);
}

/** The folder of a `/`-separated path, '' for none. */
export function folderOf(path: string): string {
	return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The path of a name in a folder; '' is the root. */
export function pathIn(folder: string, name: string): string {
	return folder === '' ? name : `${folder}/${name}`;
}

/**
 * The models that a typed ID means: a key, else an id, else any part of an id, else of a key.
 * The first of these kinds that matches decides, so an exact id is never ambiguous with a longer one (as in git).
 *
 * @throws UserError `not-found` (with the nearest ids), `ambiguous` (with the keys)
 */
export function resolveId<Named extends Pick<Model, 'key' | 'id'>>(models: readonly Named[], typed: string): Named {
	const text = typed.normalize('NFC');
	const kinds: ReadonlyArray<(model: Named) => boolean> = [
		// To the letter first: names that differ only in their Unicode form can stand side by side.
		model => model.key === typed,
		model => model.key.normalize('NFC') === text,
		model => model.id === typed,
		model => model.id.normalize('NFC') === text,
		model => model.id.normalize('NFC').includes(text),
		model => model.key.normalize('NFC').includes(text),
	];
	for (const matches of text === '' ? [] : kinds) {
		const found = models.filter(matches);
		const [only] = found;
		if (only && found.length === 1) return only;
		if (found.length > 1) throw ambiguousName(typed, found);
	}
	throw new UserError('not-found', `No model is called "${typed}".`, {hint: nearestHint(models, text)});
}

/** @returns the error that lists the keys of the models that a name means */
export function ambiguousName(typed: string, found: ReadonlyArray<Pick<Model, 'key'>>): UserError {
	const shown = found.slice(0, 20).map(model => inOneLine(model.key));
	const more = found.length > shown.length ? `\n… and ${found.length - shown.length} more` : '';
	return new UserError('ambiguous', `"${typed}" means ${found.length} models; nothing was done.`, {
		hint: `Type one of these keys:\n${shown.join('\n')}${more}`,
	});
}

function nearestHint(models: ReadonlyArray<Pick<Model, 'id'>>, text: string): string {
	const nearest = nearestName(
		text,
		models.map(model => model.id),
	);
	return nearest === undefined ? 'See `mreg list --quiet` for all ids.' : `Did you mean ${inOneLine(nearest)}? See \`mreg list --quiet\` for all ids.`;
}

/**
 * The first of the names with the smallest edit distance to `text`, if it is near enough to be a slip, else undefined.
 * A slip is one edit, two from 5 characters on (of 4, two are half: `time` is no slip of `size`), and a third of a longer text.
 */
export function nearestName(text: string, names: Iterable<string>): string | undefined {
	let best: string | undefined;
	let bestDistance = Math.max(text.length < 5 ? 1 : 2, Math.floor(text.length / 3)) + 1;
	for (const name of names) {
		if (Math.abs(name.length - text.length) >= bestDistance) continue;
		const distance = editDistance(text, name, bestDistance);
		if (distance < bestDistance) [best, bestDistance] = [name, distance];
	}
	return best;
}

/** How many characters must be changed, added, taken away or swapped with their neighbour, or `limit` where it is not below that. */
function editDistance(a: string, b: string, limit: number): number {
	let beforePrevious: readonly number[] = [];
	let previous: readonly number[] = Array.from({length: b.length + 1}, (_, index) => index);
	for (let i = 1; i <= a.length; i++) {
		const current = [i];
		let least = i;
		for (let j = 1; j <= b.length; j++) {
			const change = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
			const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
			const swap = isSwap ? (beforePrevious[j - 2] ?? 0) + 1 : limit;
			const cost = Math.min(change, swap, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1);
			current.push(cost);
			least = Math.min(least, cost);
		}
		if (least >= limit) return limit;
		[beforePrevious, previous] = [previous, current];
	}
	return Math.min(limit, previous[b.length] ?? limit);
}
