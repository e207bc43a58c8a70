/** JSON values as data: what a sidecar, a config or a journal line holds once it is parsed. */

/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
/** An object of JSON. */
export type JsonObject = {readonly [key: string]: Json};

/** True for a JSON object: neither null nor an array. */
export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The value of an own property, or undefined.
 * Files may hold keys such as `__proto__` or `constructor`: those must never reach what an object inherits.
 */
export function own<T>(object: {readonly [key: string]: T}, key: string): T | undefined {
	return Object.hasOwn(object, key) ? object[key] : undefined;
}
