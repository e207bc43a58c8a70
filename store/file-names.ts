/** Names on disk as text and back: bytes that are not UTF-8 become lone surrogates, as Python's surrogateescape does. */

import fs from 'node:fs';
import {isSystemError} from './system-error.ts';

/** With `u`, so that the second half of a character such as U+1F4CA is none. */
const escaped = /[\udc80-\udcff]/u;

/** The text of a file name; byte 0xNN that is no part of UTF-8 becomes U+DCNN. */
export function decodeName(bytes: Uint8Array): string {
	const text = new TextDecoder('utf-8', {ignoreBOM: true}).decode(bytes);
	if (!text.includes('\ufffd')) return text;
	let name = '';
	for (let start = 0; start < bytes.length;) {
		const length = sequenceLength(bytes, start);
		name +=
			length === 0
				? String.fromCharCode(0xdc00 + (bytes[start] ?? 0))
				: new TextDecoder('utf-8', {ignoreBOM: true}).decode(bytes.subarray(start, start + length));
		start += Math.max(1, length);
	}
	return name;
}

/** How many bytes the UTF-8 character at `start` has; 0 where there is none. */
function sequenceLength(bytes: Uint8Array, start: number): number {
	for (let length = 1; length <= 4 && start + length <= bytes.length; length++) {
		try {
			new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes.subarray(start, start + length));
			return length;
		} catch {
			// Not whole yet, or no UTF-8 at all.
		}
	}
	return 0;
}

/** True for a name that holds bytes which are not UTF-8. */
export function isUndecodable(name: string): boolean {
	return escaped.test(name);
}

/** The path that the system knows: text, or bytes where a name is not UTF-8. */
export function systemPath(path: string): string | Buffer {
	if (!escaped.test(path)) return path;
	const parts = path.split(/([\udc80-\udcff])/u);
	return Buffer.concat(parts.map(part => (part.length === 1 && escaped.test(part) ? Buffer.from([part.charCodeAt(0) - 0xdc00]) : Buffer.from(part, 'utf8'))));
}

/** The names in a folder, decoded. @throws the system's error (ENOENT, EACCES, ...) */
export function readNames(path: string): string[] {
	const names = fs.readdirSync(systemPath(path), 'utf8');
	if (!names.some(name => name.includes('\ufffd'))) return names;
	return fs.readdirSync(systemPath(path), 'buffer').map(decodeName);
}

/** What a link says that it leads to, decoded; undefined where it cannot be read. */
export function linkTarget(link: string): string | undefined {
	try {
		return decodeName(fs.readlinkSync(systemPath(link), 'buffer'));
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return undefined;
	}
}
