/** Ages as they are typed. Pure. */

import {readAge} from '../store/domain/query-values.ts';
import {UserError} from '../store/domain/user-error.ts';

/** Milliseconds of an age as queries have it: `24h`, `7d`, `2w`. @param option for the error @throws UserError `usage` */
export function parseAge(text: string, option: string): number {
	const age = text.trim() === '0' ? 0 : readAge(text.trim())?.value;
	if (age !== undefined && age >= 0) return age;
	throw new UserError('usage', `${option} takes an age such as 24h, 7d or 2w, not "${text}".`);
}

/** Likewise, or milliseconds. @throws UserError `usage` */
export function ageOf(age: string | number, option: string): number {
	if (typeof age === 'string') return parseAge(age, option);
	if (age >= 0) return age;
	throw new UserError('usage', `${option} takes an age such as '7d', or milliseconds, not ${age}.`);
}
