/** What is printed, put together: lines into large pieces, and errors into lines. */

import {safe, type SafeText} from '../components/safe-text.ts';
import {jsonText, safeText} from './text.ts';

const pieceLength = 1 << 18;

/** Texts of about 256 kB that hold whole lines: one system call each, and never all lines in memory. */
export function* piecesOf(lines: Iterable<SafeText>): Iterable<string> {
	let piece = '';
	for (const line of lines) {
		piece += line;
		piece += '\n';
		if (piece.length < pieceLength) continue;
		yield piece;
		piece = '';
	}
	if (piece !== '') yield piece;
}

/** What an error says; raw text. */
export interface ErrorWords {
	readonly code: string;
	readonly message: string;
	readonly hint?: string;
}

/** The message and the hint as a person reads them, or with `json` one object. */
export function errorLines({code, message, hint}: ErrorWords, options: {json: boolean}): readonly SafeText[] {
	if (options.json) return [jsonText({schema: 1, error: {code, message, hint: hint ?? null}})];
	const [first = '', ...more] = message.split('\n');
	return [safe`mreg: ${safeText(first)}`, ...more.map(safeText), ...(hint?.split('\n').map(safeText) ?? [])];
}
