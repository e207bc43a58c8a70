/** The times of a test as a file has them: seconds, one a line, or a JSON array. */

import {isTime} from './test-performance.ts';
import {UserError} from './user-error.ts';

/** Each is a query; what is longer is not a list of times (times). */
export const mostTimes = 10_000_000;

const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
/** Of a line that is no time so much is said (characters). */
const longestShown = 40;

/**
 * Reads the times of a test, in seconds, in their order. Blank lines and what stands behind a `#` are passed over.
 *
 * @param from what the text is called, for the error: `times.txt`
 * @throws UserError `usage` that names the line, or the place in the array, of what is no finite number of seconds, 0 at least; for none; for too many
 */
export function timesIn(text: string, from: string): readonly number[] {
	const times = /^[\ufeff\s]*\[/.test(text) ? inArray(text, from) : inLines(text, from);
	if (times.length > 0) return times;
	throw new UserError('usage', `${from} has no times.`, {hint: 'Seconds, one a line, or a JSON array.'});
}

function inLines(text: string, from: string): readonly number[] {
	const times: number[] = [];
	let line = 0;
	for (let start = text.startsWith('\ufeff') ? 1 : 0; start < text.length;) {
		const found = text.indexOf('\n', start);
		const end = found === -1 ? text.length : found;
		line++;
		const said = text.slice(start, end).replace(/#.*/s, '').trim();
		start = end + 1;
		if (said === '') continue;
		const time = number.test(said) ? Number(said) : NaN;
		if (!isTime(time)) throw noTime(`${from}, line ${line}`, said);
		if (times.push(time) > mostTimes) throw tooMany(from);
	}
	return times;
}

function inArray(text: string, from: string): readonly number[] {
	let value: unknown;
	try {
		value = JSON.parse(text.replace(/^\ufeff/, ''));
	} catch (error) {
		// NaN and Infinity, which Python writes, are no times either.
		throw new UserError('usage', `${from} begins as a JSON array and is none: ${error instanceof Error ? error.message : String(error)}.`, {
			hint: 'As in [0.41, 0.38, 1.2].',
			cause: error,
		});
	}
	const list: readonly unknown[] = Array.isArray(value) ? value : [];
	if (list.length > mostTimes) throw tooMany(from);
	return list.map((time, index) => {
		if (typeof time === 'number' && isTime(time)) return time;
		throw noTime(`${from}, value ${index + 1}`, JSON.stringify(time));
	});
}

function noTime(place: string, said: string): UserError {
	const shown = said.length > longestShown ? `${said.slice(0, longestShown)}…` : said;
	return new UserError('usage', `${place}: "${shown}" is no time.`, {hint: 'A time is a finite number of seconds, 0 at least, as in 0.41 or 3e-4.'});
}

function tooMany(from: string): UserError {
	return new UserError('usage', `${from} has more than ${mostTimes} times.`, {hint: 'Record their total with --metric total_time=SECONDS --queries N.'});
}
