/** How well a few typed letters fit a name: for lists in which one finds by typing. Pure. */

import {latinKeys} from './hangul-keys.ts';

/** What is searched: the name counts for more than what is said about it. */
export interface Findable {
	readonly label: string;
	readonly help?: string;
}

/**
 * How well `typed` fits, the greater the better; undefined: not at all. Each of its words is found in the label, from a whole word down to letters in
 * their order that begin at the start of a word, or in the help from the start of a word. Hangul that was typed for Latin letters is read as these, too.
 */
export function fuzzyScore(typed: string, found: Findable): number | undefined {
	const text = folded(typed);
	const latin = [...text].map(latinKeys).join('').toLowerCase();
	const scores = [...new Set([text, latin])].flatMap(one => wordsScore(one, found) ?? []);
	return scores.length === 0 ? undefined : Math.max(...scores);
}

function wordsScore(typed: string, {label, help = ''}: Findable): number | undefined {
	const [name, words] = [folded(label), folded(help)];
	let sum = 0;
	for (const word of typed.split(/\s+/).filter(one => one !== '')) {
		const score = labelScore(word, name) ?? helpScore(word, words);
		if (score === undefined) return undefined;
		sum += score;
	}
	// Of two that fit alike the shorter is meant.
	return sum - name.length / 100;
}

function labelScore(word: string, label: string): number | undefined {
	if (label === word) return 100;
	if (label.startsWith(word)) return 90;
	if (startsWord(word, label)) return 80;
	if (label.includes(word)) return 60;
	return subsequenceScore(word, label);
}

function helpScore(word: string, help: string): number | undefined {
	if (startsWord(word, help)) return 20;
	return word.length > 2 && help.includes(word) ? 10 : undefined;
}

function startsWord(word: string, text: string): boolean {
	for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) if (isWordStart(text, at)) return true;
	return false;
}

function isWordStart(text: string, at: number): boolean {
	return at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '');
}

/** 30 to 50: the more of the letters begin words or follow one another, the more. */
function subsequenceScore(word: string, label: string): number | undefined {
	let best: number | undefined;
	for (let start = label.indexOf(word[0] ?? ''); start !== -1; start = label.indexOf(word[0] ?? '', start + 1)) {
		if (!isWordStart(label, start)) continue;
		const good = goodLetters(word, label, start);
		if (good !== undefined) best = Math.max(best ?? 0, 30 + (20 * good) / word.length);
	}
	return best;
}

/** How many of the letters begin a word or stand right behind the one before; undefined where they are not all there. */
function goodLetters(word: string, label: string, start: number): number | undefined {
	let good = 1;
	let at = start;
	for (const letter of word.slice(1)) {
		const next = label.indexOf(letter, at + 1);
		if (next === -1) return undefined;
		if (next === at + 1 || isWordStart(label, next)) good++;
		at = next;
	}
	return good;
}

function folded(text: string): string {
	return text.normalize('NFC').toLowerCase().trim();
}
