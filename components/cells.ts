/** Widths of text in terminal cells: measuring, cutting and padding by what is seen, not by string length. */
import sliceAnsi from 'slice-ansi';
import stringWidth from 'string-width';
import {emptyText, repeatSafe, vouchSafe, type SafeText} from './safe-text.ts';

export type Align = 'left' | 'right' | 'center';

const printableAscii = /^[ -~]*$/;
const cacheLimit = 8192;
const widths = new Map<string, number>();
const graphemes = new Intl.Segmenter('en', {granularity: 'grapheme'});
const spaces = ' '.repeat(512);

function blank(count: number): string {
	if (count <= 0) {
		return '';
	}

	return count <= spaces.length ? spaces.slice(0, count) : ' '.repeat(count);
}

/** The number of cells that the text takes; colour codes and links take none. */
export function displayWidth(text: string): number {
	if (printableAscii.test(text)) {
		return text.length;
	}

	const known = widths.get(text);
	if (known !== undefined) {
		return known;
	}

	const width = stringWidth(text);
	if (widths.size >= cacheLimit) {
		widths.clear();
	}

	widths.set(text, width);
	return width;
}

/** The parts of a text that are seen as one character each, with their widths in cells. */
export function* cellsOf(text: string): Generator<{readonly text: string; readonly width: number}> {
	for (const {segment} of graphemes.segment(text)) {
		yield {text: segment, width: displayWidth(segment)};
	}
}

function cut(text: string, width: number): string {
	if (width <= 0) {
		return '';
	}

	if (text.includes('\u{1B}')) {
		return `${sliceAnsi(text, 0, width - 1)}…`;
	}

	if (printableAscii.test(text)) {
		return `${text.slice(0, width - 1)}…`;
	}

	let kept = '';
	let used = 0;
	for (const cell of cellsOf(text)) {
		if (used + cell.width > width - 1) {
			break;
		}

		kept += cell.text;
		used += cell.width;
	}

	return `${kept}…`;
}

/** The text in at most `width` cells: unchanged if it fits, else cut at a cell boundary with `…` as its last character. */
export function truncate(text: SafeText, width: number): SafeText {
	return displayWidth(text) <= width ? text : vouchSafe(cut(text, width));
}

/** The text in at most `width` cells, as its end: where it is longer, `…` stands first. */
export function truncateStart(text: SafeText, width: number): SafeText {
	if (displayWidth(text) <= width) {
		return text;
	}

	if (text.includes('\u{1B}')) {
		const whole = displayWidth(text);
		return width < 1 ? emptyText : vouchSafe(`…${sliceAnsi(text, whole - width + 1, whole)}`);
	}

	let kept = '';
	let used = 1;
	for (const cell of [...cellsOf(text)].reverse()) {
		used += cell.width;
		if (used > width) {
			break;
		}

		kept = cell.text + kept;
	}

	return width < 1 ? emptyText : vouchSafe(`…${kept}`);
}

/** The text in exactly `width` cells: cut with `…` where it is longer, padded with spaces where it is shorter. */
export function fit(text: SafeText, width: number, align: Align = 'left'): SafeText {
	if (width <= 0) {
		return emptyText;
	}

	const own = displayWidth(text);
	const kept = own <= width ? text : cut(text, width);
	const room = width - (own <= width ? own : displayWidth(kept));
	if (room === 0) {
		return vouchSafe(kept);
	}

	switch (align) {
		case 'left': {
			return vouchSafe(kept + blank(room));
		}

		case 'right': {
			return vouchSafe(blank(room) + kept);
		}

		case 'center': {
			const before = Math.floor(room / 2);
			return vouchSafe(blank(before) + kept + blank(room - before));
		}
	}
}

/** Adds spaces before the text up to `width` cells; longer text stays whole. */
export function padLeft(text: SafeText, width: number): SafeText {
	return vouchSafe(blank(width - displayWidth(text)) + text);
}

/** Adds spaces behind the text up to `width` cells; longer text stays whole. */
export function padRight(text: SafeText, width: number): SafeText {
	return vouchSafe(text + blank(width - displayWidth(text)));
}

const numberParts = /^([-+−]?\d+)(.*)$/s;

/**
 * A column of texts of one width in which the decimal points stand under each other.
 * What does not begin with a digit (`not tested`, `–`) has no point and stands at the right.
 */
export function decimalAligned(values: readonly SafeText[]): SafeText[] {
	let wholeWidth = 0;
	let restWidth = 0;
	let textWidth = 0;
	const split = values.map(value => {
		const match = numberParts.exec(value);
		if (!match) {
			textWidth = Math.max(textWidth, displayWidth(value));
			return undefined;
		}

		const [, whole = '', rest = ''] = match;
		wholeWidth = Math.max(wholeWidth, displayWidth(whole));
		restWidth = Math.max(restWidth, displayWidth(rest));
		return {before: displayWidth(whole), behind: displayWidth(rest)};
	});
	const width = Math.max(wholeWidth + restWidth, textWidth);
	return values.map((value, index) => {
		const parts = split[index];
		return parts ? padLeft(padRight(value, parts.before + restWidth), width) : padLeft(value, width);
	});
}

/** A line of one character repeated over `width` cells. */
export function line(character: SafeText, width: number): SafeText {
	return repeatSafe(character, Math.floor(width / Math.max(1, displayWidth(character))));
}
