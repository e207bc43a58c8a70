/** What the methods of a registry take, checked at the door: a program in JavaScript has no types that say so. Rules beyond the type are where they are used. */

import {inspect} from 'node:util';
import {nearestName} from '../../store/domain/identifier.ts';
import {isObject, own} from '../../store/domain/json.ts';
import {UserError} from '../../store/domain/user-error.ts';

/** What an argument may be. */
export interface Kind {
	/** As in "must be …". */
	readonly words: string;
	readonly holds: (value: unknown) => boolean;
	readonly isNeeded?: boolean;
}

/** One kind for each field of a request: the compiler says which is missing. */
export type Fields<Request> = {readonly [Name in keyof Request]-?: Kind};

const isText = (value: unknown) => typeof value === 'string';
const isNumber = (value: unknown) => typeof value === 'number';
const isList = (holds: (value: unknown) => boolean) => (value: unknown) => Array.isArray(value) && value.every(holds);
const isPlain = (value: unknown) => isObject(value);

export const text: Kind = {words: 'text', holds: isText};
export const texts: Kind = {words: 'a list of texts', holds: isList(isText)};
export const ids: Kind = {words: 'text or a list of texts', holds: value => isText(value) || isList(isText)(value)};
/** What looks at it further says what it must be. */
export const anything: Kind = {words: 'anything', holds: () => true};
export const yesOrNo: Kind = {words: 'true or false', holds: value => typeof value === 'boolean'};
export const count: Kind = {words: 'a whole number, 0 at least', holds: value => Number.isSafeInteger(value) && Number(value) >= 0};
export const milliseconds: Kind = {words: 'a number of milliseconds, 0 at least', holds: value => isNumber(value) && Number(value) >= 0};
export const age: Kind = {words: "an age such as '7d', or milliseconds", holds: value => isText(value) || isNumber(value)};
export const shape: Kind = {words: 'a list of numbers and names', holds: isList(value => isText(value) || isNumber(value))};
export const byName: Kind = {words: 'an object of names and values', holds: isPlain};
export const numbersByName: Kind = {words: 'an object of names and numbers', holds: value => isObject(value) && Object.values(value).every(isNumber)};
export const listener: Kind = {words: 'a function', holds: value => typeof value === 'function'};
export const object: Kind = {words: 'an object', holds: isPlain};

export function oneOf(...words: readonly string[]): Kind {
	return {words: words.map(word => `'${word}'`).join(' or '), holds: value => words.some(word => word === value)};
}

export function needed(kind: Kind): Kind {
	return {...kind, isNeeded: true};
}

/** @throws UserError `usage` that names the method and the argument */
export function requireKind(method: string, name: string, value: unknown, kind: Kind): void {
	if (value === undefined && kind.isNeeded !== true) return;
	if (kind.holds(value)) return;
	throw new UserError('usage', `${method}: ${name} must be ${kind.words}, not ${shown(value)}.`);
}

/** A request, and each of its fields; one that there is not would be passed over in silence. @throws UserError `usage` */
export function requireFields<Request>(method: string, [name, request]: readonly [string, Request], fields: Fields<Request>): void {
	requireKind(method, name, request, needed(object));
	if (!isPlain(request)) return;
	const kinds: Readonly<Record<string, Kind>> = fields;
	const given: Readonly<Record<string, unknown>> = {...request};
	for (const [field, kind] of Object.entries(kinds)) requireKind(method, field, own(given, field), kind);
	const unknown = Object.keys(given).find(field => own(kinds, field) === undefined);
	if (unknown === undefined) return;
	const names = Object.keys(kinds);
	const nearest = nearestName(unknown, names);
	throw new UserError('usage', `${method}: ${name} has no field ${shown(unknown)}.`, {
		hint: nearest === undefined ? `It takes ${names.join(', ')}.` : `Did you mean ${nearest}?`,
	});
}

function shown(value: unknown): string {
	return inspect(value, {depth: 0, breakLength: Infinity, compact: true, maxStringLength: 60, maxArrayLength: 5, customInspect: false});
}
