/** Windows on what is no file of its own: bytes that were inflated, the rest of a file. */

import {FormatError, type FileWindow} from './file-window.ts';

/** A window on bytes. */
export function bufferWindow(bytes: Buffer): FileWindow {
	return {
		size: bytes.length,
		read: (offset, length) => {
			if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(length) || offset < 0 || length < 0 || offset + length > bytes.length) {
				throw new FormatError(`Its header points beyond its end: ${length} bytes from ${offset} on, and it has ${bytes.length}.`);
			}
			return bytes.subarray(offset, offset + length);
		},
	};
}

/** What stands in a window from some byte on. */
export function windowFrom(window: FileWindow, start: number): FileWindow {
	return {
		size: window.size - start,
		read: (offset, length) => {
			if (offset < 0) throw new FormatError(`Its header points before its beginning: ${offset}.`);
			return window.read(start + offset, length);
		},
	};
}

/** So many bytes of a window from some byte on; fewer where it has no more. */
export function windowPart(window: FileWindow, start: number, size: number): FileWindow {
	const there = Math.max(0, Math.min(size, window.size - start));
	return {
		size: there,
		read: (offset, length) => {
			if (!(offset >= 0) || !(length >= 0) || offset + length > there) {
				throw new FormatError(`Its header points beyond its end: ${length} bytes from ${offset} on, and it has ${there}.`);
			}
			return window.read(start + offset, length);
		},
	};
}
