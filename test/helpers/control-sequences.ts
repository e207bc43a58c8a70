/** What of a program's output drives the terminal, and whether that is the program's own doing. */

import {questions} from '../../source/terminal-answers.ts';

/** Cursor, erasing, colours and weights; modes: alternate screen, cursor, paste in brackets, synchronised output. */
const own = /^(\u{1B}\[\d*(;\d*)?[ABCDEFGHJK]|\u{1B}\[[\d;]*m|\u{1B}\[\?(1049|25|2004|2026)[hl]|\r?\n|\r)$/u;

// A whole sequence of any kind, or a single control character, or one that turns or hides text.
const driving =
	/\u{1B}(?:[\]PX^_][^\u{7}\u{1B}]*(?:\u{7}|\u{1B}\\)?|\[[\u{20}-\u{3F}]*[\u{40}-\u{7E}]?|.)?|\r\n|[\u{0}-\u{1F}\u{7F}-\u{9F}\u{AD}\u{61C}\u{115F}\u{180E}\u{200B}-\u{200F}\u{2028}-\u{202E}\u{2060}-\u{206F}\u{FEFF}\u{FFF9}-\u{FFFB}]/gsu;

/** @returns the sequences that are none of the program's repertoire, written so that they can be read */
export function foreignSequences(output: string): string[] {
	// Asked once, at the start: again, it would not be the program's doing.
	return [...output.replace(questions({background: true}), '').matchAll(driving)]
		.map(([sequence]) => sequence)
		.filter(sequence => !own.test(sequence))
		.map(sequence => JSON.stringify(sequence).replace(/[\u{7F}-\u{9F}\u{200B}-\u{206F}]/gu, character => `\\u${(character.codePointAt(0) ?? 0).toString(16)}`));
}

/** @returns the colour and weight codes of an output, each once */
export function paintCodes(output: string): string[] {
	return [...new Set([...output.matchAll(/\u{1B}\[([\d;]*)m/gu)].map(([, codes = '']) => codes))].sort();
}
