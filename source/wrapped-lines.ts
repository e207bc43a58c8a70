/** A printed line in a terminal that is narrower: broken between words, the rest under its beginning. Pure. */

import {joinSafe, safe, type SafeText} from '../components/safe-text.ts';
import {displayWidth} from './table.ts';
import {safeText} from './text.ts';

/** What the rest of a line stands behind. */
const beginning = /^ *(?:→ )?/;

/** Behind a colon: `remove it: mreg rm a`. */
const commandAtEnd = /(?<=: )mreg [^:]*$/;

/**
 * A word that is wider stays whole, and so does a command at the end: it may be typed.
 *
 * @param width of the terminal in cells; undefined: there is none, and the line stays as it is
 */
export function wrappedLines(line: SafeText, width: number | undefined): readonly SafeText[] {
	if (width === undefined || displayWidth(line) <= width) return [line];
	const [indent = ''] = beginning.exec(line) ?? [];
	const margin = safeText(' '.repeat(indent.length));
	const [command = ''] = commandAtEnd.exec(line) ?? [];
	const plain = line.slice(indent.length, line.length - command.length).trimEnd();
	const [first = safe``, ...words] = [...plain.split(' '), ...(command === '' ? [] : [command])].map(safeText);
	const lines: SafeText[] = [];
	let current = joinSafe([safeText(indent), first], safe``);
	for (const word of words) {
		if (displayWidth(current) + 1 + displayWidth(word) > width) {
			lines.push(current);
			current = safe`${margin}${word}`;
		} else current = safe`${current} ${word}`;
	}
	return [...lines, current];
}
