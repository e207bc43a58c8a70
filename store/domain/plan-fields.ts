/** Fields of a cleanup plan from a file, read strictly: each says what is wrong with it. */

import {isObject, own, type Json, type JsonObject} from './json.ts';
import {metricNumber} from './sidecar.ts';

/** Why a value is no plan: a sentence, raw. */
export class OddPlan extends Error {}

/** `place` is where the object stands, for the sentence; it ends in a dot. @throws OddPlan */
type Read<Value> = (object: JsonObject, name: string, place: string) => Value;

/** @returns undefined for null and for what is not there */
export function orNull<Value>(object: JsonObject, name: string, place: string, read: Read<Value>): Value | undefined {
	return (own(object, name) ?? null) === null ? undefined : read(object, name, place);
}

export function objectAt(object: JsonObject, name: string, place: string): JsonObject {
	const value = own(object, name);
	if (!isObject(value)) throw odd(place + name, 'is not an object');
	return value;
}

export function listAt(object: JsonObject, name: string, place: string): ReadonlyArray<readonly [JsonObject, string]> {
	const value = own(object, name);
	if (!Array.isArray(value)) throw odd(place + name, 'is not a list');
	return (value as readonly Json[]).map((one, index) => {
		if (!isObject(one)) throw odd(`${place}${name}[${index}]`, 'is not an object');
		return [one, `${place}${name}[${index}].`];
	});
}

export function textAt(object: JsonObject, name: string, place: string): string {
	const value = own(object, name);
	if (typeof value !== 'string') throw odd(place + name, 'is not text');
	return value;
}

export function flagAt(object: JsonObject, name: string, place: string): boolean {
	const value = own(object, name);
	if (typeof value !== 'boolean') throw odd(place + name, 'is neither true nor false');
	return value;
}

export function countAt(object: JsonObject, name: string, place: string): number {
	const value = own(object, name);
	if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw odd(place + name, 'is not a whole number from 0 on');
	return value;
}

export function numberAt(object: JsonObject, name: string, place: string): number {
	const value = metricNumber(own(object, name) ?? null);
	if (value === undefined) throw odd(place + name, 'is not a number');
	return value;
}

/** Numbers beyond 2^53, as text. */
export function digitsAt(object: JsonObject, name: string, place: string): string {
	const value = textAt(object, name, place);
	if (!/^-?\d{1,30}$/.test(value)) throw odd(place + name, 'is not a whole number as text');
	return value;
}

/** A path below the root as a scan would give it, outside our own folder. */
export function pathAt(object: JsonObject, name: string, place: string): string {
	const value = textAt(object, name, place);
	const parts = value.split('/');
	if (value.includes('\0') || parts[0] === '.mreg' || parts.some(part => part === '' || part === '.' || part === '..')) {
		throw odd(place + name, `is ${quoted(value)}, which is no path of a model below the root`);
	}
	return value;
}

export function quoted(text: string): string {
	return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}

export function odd(field: string, what: string): OddPlan {
	return new OddPlan(`This is no cleanup plan of mreg: ${field} ${what}.`);
}
