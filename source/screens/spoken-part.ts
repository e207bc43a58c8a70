/** What is read out of a screen, as parts that are said when they become another; signs as words. Pure. */

import {unpainted} from '../../components/paint.ts';
import {joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {safeText} from '../text.ts';

/** In the order in which they are said. */
export const partNames = ['message', 'screen', 'about', 'row', 'cell', 'asked', 'choice', 'field', 'progress'] as const;
export type PartName = (typeof partNames)[number];

export interface SpokenPart {
	readonly name: PartName;
	/** It is said when this becomes another; what moves by itself, such as an age, is no part of it. */
	readonly key: string;
	readonly text: SafeText;
}

const signs: ReadonlyArray<readonly [RegExp, string]> = [
	[/^\s*[▸▾]\s*/g, ''],
	[/\bno ★/g, 'no star'],
	[/\s*≈\s*★/g, ', tied with the best'],
	[/\s*★( best)?/g, ', best'],
	[/\s*▲/g, ', better'],
	[/\s*▼/g, ', worse'],
	[/≠/g, 'not comparable'],
	[/\s*≈/g, ', tied'],
	[/ ?± ?/g, ' plus or minus '],
	[/\s*↓/g, ', lower is better'],
	[/\s*↑/g, ', higher is better'],
	[/\s*[→▸]\s*/g, ' to '],
	[/\s*●/g, ''],
	[/−(?=\d)/g, 'minus '],
	[/\s*·\s*/g, ', '],
	[/[❯✓▾▴▵│─╭╮╰╯├└┌┐┘█░▒▓]+/g, ' '],
	[/ {2,}/g, ', '],
	[/(?:, *){2,}/g, ', '],
	[/([.:;!?]),(?= )/g, '$1'],
];

/** A drawn line as a sentence: no colours, no frames, words in place of signs, commas between columns. */
export function inWords(line: SafeText): SafeText {
	const text = signs.reduce((said: string, [sign, words]) => said.replaceAll(sign, words), unpainted(line).trim());
	return safeText(text.replaceAll(/^[\s,]+|[\s,]+$/g, ''));
}

/** The parts that say something, in one sentence. */
export function sentence(parts: ReadonlyArray<SafeText | undefined>, separator: SafeText = safe`, `): SafeText {
	return joinSafe(
		parts.filter((part): part is SafeText => part !== undefined && part !== ''),
		separator,
	);
}

/** Lines one after the other, each as a sentence. */
export function sentences(lines: readonly SafeText[]): SafeText {
	const said = lines.map(inWords).filter(line => line !== '');
	return joinSafe(
		said.map(line => (/[.!?:;…]$/.test(line) ? line : safe`${line}.`)),
		safe` `,
	);
}

/** With a capital letter. */
export function titled(text: SafeText): SafeText {
	return safeText(text.charAt(0).toUpperCase() + text.slice(1));
}

/** `row 3 of 368`. */
export function placeWords(name: SafeText, index: number, count: number): SafeText {
	return safe`${name} ${index + 1} of ${count}`;
}
