/** The checksum that a sidecar has, and what differs from it. Pure. */

import {isObject, own, type JsonObject} from './json.ts';
import type {Checksum} from './registration.ts';

/** SHA-256 in hexadecimal, whatever the case. */
const hexadecimal = /^[0-9a-f]{64}$/i;

/** `checksum` of a sidecar, in lower case; undefined where there is none that registering could have written. */
export function checksumOf(content: JsonObject): Checksum | undefined {
	const checksum = own(content, 'checksum');
	if (!isObject(checksum) || own(checksum, 'algorithm') !== 'sha256') return undefined;
	const value = own(checksum, 'value');
	if (typeof value !== 'string' || !hexadecimal.test(value)) return undefined;
	const files = filesOf(checksum);
	return {algorithm: 'sha256', value: value.toLowerCase(), ...(files === undefined ? {} : {files})};
}

/** The files of a folder; undefined where they are not written in the way of registering: then only `value` can be compared. */
function filesOf(checksum: JsonObject): Checksum['files'] {
	const files = own(checksum, 'files');
	if (!isObject(files)) return undefined;
	// What is no text is no checksum: no file can have it.
	return Object.fromEntries(Object.entries(files).map(([path, hash]) => [path, typeof hash === 'string' ? inLowerCase(hash) : 'none']));
}

function inLowerCase(hash: string): string {
	return hexadecimal.test(hash) ? hash.toLowerCase() : hash;
}

/** Paths, sorted. */
export interface FileDifferences {
	readonly changed: readonly string[];
	readonly missing: readonly string[];
	readonly extra: readonly string[];
}

/** @param expected of what was registered, by path @param found of what is there now */
export function differencesOf(expected: ReadonlyMap<string, string>, found: ReadonlyMap<string, string>): FileDifferences {
	const paths = [...expected.keys()].sort();
	return {
		changed: paths.filter(path => found.has(path) && found.get(path) !== expected.get(path)),
		missing: paths.filter(path => !found.has(path)),
		extra: [...found.keys()].filter(path => !expected.has(path)).sort(),
	};
}
