/** What is typed about a version, one value at a time: metrics, hyperparameters, shapes, digests. Pure. */

import type {Json} from '../store/domain/json.ts';
import {inOneLine, UserError} from '../store/domain/user-error.ts';
import {hasControl} from './tag-words.ts';

/** Characters; what is longer is a slip of the clipboard. */
const longestText = 1000;
/** As a person writes by hand; a sidecar may have 4 MB (characters). */
const longestNote = 100_000;

/** A text of one line without blanks around it; undefined where nothing was typed. @param what it is, for the error. @throws UserError `usage` */
export function plainText(typed: string | undefined, what: string): string | undefined {
	const text = typed?.trim() ?? '';
	if (text === '') return undefined;
	if (hasControl(text)) throw new UserError('usage', `The ${what} "${inOneLine(text)}" holds a line end or another control character.`);
	if (text.length > longestText) throw new UserError('usage', `The ${what} has at most ${longestText} characters, and this has ${text.length}.`);
	return text;
}

/** A note as it was typed; undefined for an empty one. @throws UserError `usage` */
export function noteText(typed: string | undefined): string | undefined {
	if (typed === undefined || typed.trim() === '') return undefined;
	if (typed.length <= longestNote) return typed;
	throw new UserError('usage', `A note has at most ${longestNote} characters, and this has ${typed.length}.`, {hint: 'Keep it in a file, and note its name.'});
}

/** The results of `NAME=NUMBER`. @throws UserError `usage` for what is no finite number */
export function parseMetrics(words: readonly string[]): Readonly<Record<string, number>> {
	return Object.fromEntries(pairs(words, 'metric', 'acc=0.697').map(([name, value]) => [name, metricValue(name, value)]));
}

function metricValue(name: string, typed: string): number {
	const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(typed) ? Number(typed) : NaN;
	if (Number.isFinite(number)) return number;
	throw new UserError('usage', `The metric ${name} is no finite number: "${inOneLine(typed)}".`, {
		hint: 'Digits with a decimal point, as in acc=0.697 or loss=3e-4.',
	});
}

/** The hyperparameters of `NAME=VALUE`: JSON where the value is JSON, else its text. @throws UserError `usage` */
export function parseParams(words: readonly string[]): Readonly<Record<string, Json>> {
	return Object.fromEntries(pairs(words, 'hyperparameter', 'lr=0.001').map(([name, value]) => [name, paramValue(value)]));
}

function paramValue(typed: string): Json {
	try {
		let isExact = true;
		const value = JSON.parse(typed, (_key, part: unknown) => {
			// A number that would be written with other digits, or not as a number at all.
			if (typeof part === 'number' && !(Number.isFinite(part) && (!Number.isInteger(part) || Number.isSafeInteger(part)))) isExact = false;
			return part;
		}) as Json;
		return isExact ? value : typed;
	} catch {
		return typed;
	}
}

/** Each name once, without blanks around name and value. */
function pairs(words: readonly string[], what: string, example: string): ReadonlyArray<readonly [string, string]> {
	const found = words.map(word => {
		const at = word.indexOf('=');
		const name = plainText(at === -1 ? undefined : word.slice(0, at), `name of a ${what}`);
		if (name !== undefined) return [name, word.slice(at + 1).trim()] as const;
		throw new UserError('usage', `"${inOneLine(word)}" is no ${what}.`, {hint: `A name, =, and its value, as in ${example}.`});
	});
	const twice = found.find(([name], index) => found.findIndex(([other]) => other === name) < index);
	if (twice === undefined) return found;
	throw new UserError('usage', `The ${what} ${twice[0]} has two values.`, {hint: 'Each is given once.'});
}

/** `1,3,224,224`, words such as `batch` for what is not fixed, one number at least; undefined where nothing was typed. @throws UserError `usage` */
export function parseShape(typed: string | undefined): ReadonlyArray<number | string> | undefined {
	const text = plainText(typed, 'input shape');
	if (text === undefined) return undefined;
	const sides = text.split(',').map(part => {
		const one = part.trim();
		if (/^(-1|[1-9]\d{0,14})$/.test(one)) return Number(one);
		return /^[\p{L}_?*][\p{L}\p{N}_]*$/u.test(one) ? one : undefined;
	});
	const known = sides.filter(side => side !== undefined);
	// A word alone is a slip: the name of something else.
	if (known.length === sides.length && known.some(side => typeof side === 'number' && side > 0)) return known;
	throw new UserError('usage', `"${text}" is no input shape.`, {
		hint: 'Whole numbers with commas between them, as in 1,3,224,224; -1, ? or a word such as batch for what is not fixed. One number at least is.',
	});
}

/** `sha256:` and 64 hexadecimal digits in lower case; undefined where nothing was typed. @throws UserError `usage` */
export function parseDigest(typed: string | undefined, what: string): string | undefined {
	const text = plainText(typed, what);
	if (text === undefined) return undefined;
	const digits = /^(?:sha256:)?([0-9a-f]{64})$/i.exec(text)?.[1];
	if (digits !== undefined) return `sha256:${digits.toLowerCase()}`;
	throw new UserError('usage', `The ${what} "${text}" is none.`, {hint: 'sha256: and 64 hexadecimal digits, as sha256sum prints them.'});
}
