/** Text in lines of a width, broken between words, or within one that is too long. Pure. */

import {displayWidth, fit} from '../../components/cells.ts';
import {joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {safeText} from '../text.ts';

/** @returns at least one line, none wider than `width` cells */
export function wrapText(text: SafeText, width: number): readonly SafeText[] {
	const lines: SafeText[] = [];
	let line: SafeText[] = [];
	let used = 0;
	for (const word of text.split(' ').map(safeText)) {
		for (const part of displayWidth(word) > width ? pieces(word, width) : [word]) {
			const cells = displayWidth(part);
			if (line.length > 0 && used + 1 + cells > width) {
				lines.push(joinSafe(line, safe` `));
				[line, used] = [[], 0];
			}
			used += cells + (line.length > 0 ? 1 : 0);
			line.push(part);
		}
	}
	return [...lines, joinSafe(line, safe` `)].map(one => (displayWidth(one) > width ? fit(one, width) : one));
}

const graphemes = new Intl.Segmenter(undefined, {granularity: 'grapheme'});

function pieces(word: SafeText, width: number): SafeText[] {
	const parts: SafeText[] = [];
	let part = '';
	for (const {segment} of graphemes.segment(word)) {
		if (displayWidth(safeText(part + segment)) > width && part !== '') {
			parts.push(safeText(part));
			part = '';
		}
		part += segment;
	}
	return [...parts, safeText(part)];
}
