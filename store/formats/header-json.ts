/** Looks through JSON of a header before it is parsed, so that a small file cannot become a large tree in memory. */

import {FormatError} from './file-window.ts';

export interface HeaderLimits {
	/** Arrays and objects within each other. */
	readonly depth: number;
	/** Arrays and objects. */
	readonly containers: number;
	/** Commas. */
	readonly values: number;
}

const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];

/**
 * Whether it is JSON at all is for the parser to say.
 *
 * @returns the keys of the outermost object as they stand there, those that come twice twice
 * @throws FormatError for a text that is deeper or has more in it
 */
export function checkHeaderText(bytes: Buffer, limits: HeaderLimits): {readonly keys: readonly string[]} {
	const keys: string[] = [];
	let [depth, containers, values] = [0, 0, 0];
	let text: readonly [start: number, end: number] | undefined;
	for (let at = 0; at < bytes.length; at++) {
		const byte = bytes[at];
		if (byte === quote) {
			const end = endOfText(bytes, at);
			text = [at, end];
			at = end;
		} else if (byte === openBrace || byte === openBracket) {
			if (++depth > limits.depth) throw new FormatError(`Its header is nested deeper than ${limits.depth} levels.`);
			if (++containers > limits.containers) throw tooMuch();
		} else if (byte === closeBrace || byte === closeBracket) depth--;
		else if (byte === comma) {
			if (++values > limits.values) throw tooMuch();
		} else if (byte === colon && depth === 1 && text) keys.push(keyOf(bytes, text));
	}
	return {keys};
}

function tooMuch(): FormatError {
	return new FormatError('Its header has more in it than is read.');
}

/** The place of the quote that closes a text; the end where none does. */
function endOfText(bytes: Buffer, start: number): number {
	for (let at = start + 1; ;) {
		const end = bytes.indexOf(quote, at);
		if (end === -1) return bytes.length;
		let backslashes = 0;
		while (bytes[end - 1 - backslashes] === backslash) backslashes++;
		if (backslashes % 2 === 0) return end;
		at = end + 1;
	}
}

function keyOf(bytes: Buffer, [start, end]: readonly [number, number]): string {
	const text = bytes.toString('utf8', start, end + 1);
	if (!text.includes('\\')) return text.slice(1, -1);
	try {
		return String(JSON.parse(text));
	} catch {
		return text;
	}
}
