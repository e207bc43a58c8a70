/** A command line that is being typed, read as its shell reads it, up to the cursor. Pure. */

/** The quote that is open where the cursor stands. */
export type OpenQuote = '' | "'" | '"';

/** The word that the cursor stands in, or behind which it stands. */
export interface TypedWord {
	/** As the program would get it. */
	readonly text: string;
	/** As it was typed. */
	readonly raw: string;
	readonly quote: OpenQuote;
}

export interface TypedLine {
	/** `NAME=VALUE` before the command, by name. */
	readonly assigned: Readonly<Record<string, string>>;
	/** The words behind the command and before the cursor's, as the program would get them. */
	readonly before: readonly string[];
	readonly word: TypedWord;
}

/**
 * Reads quotes and backslashes; what a shell would expand (`$HOME`, `*`) stays as it was typed.
 *
 * @param line the text from the command's beginning to the cursor
 */
export function readCommandLine(line: string, shell: 'bash' | 'fish'): TypedLine {
	const {words, word} = wordsOf(line, shell);
	const first = words.findIndex(one => !/^[A-Za-z_]\w*=/.test(one));
	const assignments = words.slice(0, first === -1 ? words.length : first);
	return {
		assigned: Object.fromEntries(assignments.map(one => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)])),
		before: first === -1 ? [] : words.slice(first + 1),
		word,
	};
}

function wordsOf(line: string, shell: 'bash' | 'fish'): {readonly words: readonly string[]; readonly word: TypedWord} {
	let words: string[] = [];
	let [text, start, isWord] = ['', 0, false];
	let quote: OpenQuote = '';
	for (let at = 0; at < line.length; at++) {
		const character = line.charAt(at);
		const next = line.charAt(at + 1);
		if (character === '\\' && isEscape(next, quote, shell)) {
			text += next;
			[at, isWord] = [at + 1, true];
		} else if (quote !== '') {
			if (character === quote) quote = '';
			else text += character;
		} else if (character === '"' || character === "'") [quote, isWord] = [character, true];
		else if (/[\s;|&]/.test(character)) {
			if (isWord) words.push(text);
			// What stands behind is another command.
			if (!/\s/.test(character)) words = [];
			[text, start, isWord] = ['', at + 1, false];
		} else {
			text += character;
			isWord = true;
		}
	}
	return {words, word: {text, raw: line.slice(start), quote}};
}

/** Whether a backslash takes the character behind it as it is. */
function isEscape(next: string, quote: OpenQuote, shell: 'bash' | 'fish'): boolean {
	if (next === '') return quote === '';
	if (quote === '') return true;
	if (quote === "'") return shell === 'fish' && /['\\]/.test(next);
	return (shell === 'fish' ? /["$\\]/ : /["$`\\]/).test(next);
}
