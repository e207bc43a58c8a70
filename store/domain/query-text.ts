/** Text as queries compare it: without case, in one Unicode form; and patterns, which are searched for in linear time. */

import {RE2JS, RE2JSException} from 're2js';
import {foldText} from './folded-text.ts';
import type {Operator} from './query-condition.ts';

export type TextTest = {readonly ok: (text: string) => boolean} | {readonly error: string};

/** Reads a pattern behind `~` to a test of texts, or to a clause that says what is wrong with it. */
export type PatternReader = (pattern: string) => TextTest;

/** Longer patterns take long to read. */
const longestPattern = 1000;

/**
 * A test of texts for one of `: = != ~`. With `!=` it says whether a text is equal: the caller negates it over all texts.
 *
 * @param contains what `:` means
 * @param readPattern one for the whole query (`patternReader`)
 * @returns a clause that says what is wrong with the pattern behind `~`
 */
export function textTest(
	operator: Operator,
	value: string,
	{contains, readPattern}: {readonly contains: boolean; readonly readPattern: PatternReader},
): TextTest {
	if (operator === '~') return readPattern(value);
	const wanted = foldText(value);
	if (operator === ':' && contains) return {ok: text => foldText(text).includes(wanted)};
	return {ok: text => text === value || foldText(text) === wanted};
}

/** A reader that reads each pattern once: to compile one takes long, and a query may have thousands that are equal. */
export function patternReader(): PatternReader {
	const known = new Map<string, TextTest>();
	return pattern => {
		const test = known.get(pattern) ?? patternTest(pattern);
		known.set(pattern, test);
		return test;
	};
}

function patternTest(pattern: string): TextTest {
	if (pattern.length > longestPattern) return {error: `this pattern is longer than ${longestPattern} characters`};
	try {
		const compiled = RE2JS.compile(pattern.normalize('NFC'), RE2JS.CASE_INSENSITIVE);
		return {ok: text => compiled.test(text.normalize('NFC'))};
	} catch (error) {
		if (!(error instanceof RE2JSException)) throw error;
		return {error: `this pattern cannot be read: ${shortReason(error.message)}`};
	}
}

/** Without what the library puts around it: its own words, and the pattern itself. */
function shortReason(message: string): string {
	return message.replace(/^error parsing regexp: /, '').replace(/(?<=^missing closing \)): .*$/s, '');
}

/** A test that remembers its answers: for fields in which many models have the same text. */
export function rememberingTest(test: (text: string) => boolean): (text: string) => boolean {
	const answers = new Map<string, boolean>();
	return text => {
		const known = answers.get(text);
		if (known !== undefined) return known;
		const answer = test(text);
		if (answers.size < mostAnswers) answers.set(text, answer);
		return answer;
	};
}

const mostAnswers = 10_000;
