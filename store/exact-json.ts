/** JSON whose numbers keep their spelling: `45.0`, `1e-05`, 2^53+1 and NaN come out as they went in. For files that other programs read. */

import type {Json} from './domain/json.ts';

/** Stands before the text of a number; no JSON text can hold it unescaped. */
const mark = '\u0000';
/** Stands before a text that begins with the mark itself. */
const textMark = `${mark}s`;
const numbers = /"[^"\\]*(?:\\.[^"\\]*)*"|-?(?:\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|Infinity)|NaN/gs;

/** Parses JSON; every number is a marked text that `stringifyExact` writes as it was. @throws SyntaxError */
export function parseExact(text: string): Json {
	return JSON.parse(
		text.replace(numbers, token => {
			if (!token.startsWith('"')) return `"\\u0000${token}"`;
			return token.startsWith('"\\u0000') ? `"\\u0000s${token.slice(1)}` : token;
		}),
	) as Json;
}

/** The JSON text of a value from `parseExact`, as Python's `json.dump(indent=2, ensure_ascii=False)` writes it. `depth`: how far it stands in already. */
export function stringifyExact(value: Json, depth = 0): string {
	const text = JSON.stringify(value, null, 2).replace(/"[^"\\]*(?:\\.[^"\\]*)*"/g, token => {
		if (!token.startsWith('"\\u0000')) return token;
		return token.startsWith('"\\u0000s') ? `"${token.slice(8)}` : token.slice(7, -1);
	});
	return depth === 0 ? text : text.replaceAll('\n', `\n${'  '.repeat(depth)}`);
}

/** A text, for a value that is written by `stringifyExact`. */
export function exactText(text: string): string {
	return text.startsWith(mark) ? textMark + text : text;
}
