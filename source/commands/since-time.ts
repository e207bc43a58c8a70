/** The times that `mreg since` takes. Pure. */

import {readAge, readInterval} from '../../store/domain/query-values.ts';
import {UserError} from '../../store/domain/user-error.ts';

const day = 86_400_000;

/** Milliseconds since 1970 of `last`, `yesterday`, `7d`, `23:10`, `2026-11-22`, `2026-11-22T23:10`. @throws UserError `usage`, `not-found` where no visit is remembered */
export function parseSince(typed: string, {now, lastVisit}: {readonly now: number; readonly lastVisit: number | undefined}): number {
	const text = typed.trim();
	if (text.toLowerCase() === 'last') {
		if (lastVisit !== undefined) return lastVisit;
		throw new UserError('not-found', 'No visit to the dashboard is remembered here.', {hint: 'Name a time: mreg since yesterday, mreg since 12h.'});
	}
	const time = clockTime(text, now) ?? ageBefore(text, now) ?? readInterval(text, now)?.start;
	if (time === undefined || !Number.isFinite(time)) {
		throw new UserError('usage', `"${typed}" is no time.`, {
			hint: 'Take last, yesterday, today, an age (7d, 12h, 30m), 23:10, 2026-11-22 or 2026-11-22T23:10.',
		});
	}
	if (time > now) throw new UserError('usage', `"${typed}" is still to come.`, {hint: 'Name a time that is over.'});
	return time;
}

function ageBefore(text: string, now: number): number | undefined {
	// A number alone is a year.
	const age = /[a-z]$/i.test(text) ? readAge(text) : undefined;
	return age && now - age.value;
}

/** The last time that a clock showed this. */
function clockTime(text: string, now: number): number | undefined {
	const [, hours, minutes, seconds = '0'] = /^(\d{1,2}):(\d\d)(?::(\d\d))?$/.exec(text) ?? [];
	if (hours === undefined || minutes === undefined || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
	const at = (before: number) => {
		const date = new Date(now - before);
		return new Date(date.getFullYear(), date.getMonth(), date.getDate(), Number(hours), Number(minutes), Number(seconds)).getTime();
	};
	return at(0) <= now ? at(0) : at(day);
}
