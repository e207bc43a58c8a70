/** The commands that would fill holes in the results, from the config's `testCommand`. */

/** A word as a shell takes it: plain where it may be, else in single quotes; with controls in it as bash, zsh and ksh read `$'…'` in any locale, so that no line ends in it. */
export function shellWord(text: string): string {
	if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text)) return `$'${text.replaceAll(/[\\'\p{Cc}\p{Zl}\p{Zp}]/gu, escaped)}'`;
	return /^[\w@%+=:,./-]+$/.test(text) && !/^[-=]/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function escaped(character: string): string {
	if (character === '\\' || character === "'") return `\\${character}`;
	const code = character.codePointAt(0) ?? 0;
	// By the bytes of UTF-8: what \u makes depends on the locale.
	const bytes =
		code < 0x80 ? [code] : code < 0x800 ? [0xc0 | (code >> 6), 0x80 | (code & 63)] : [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)];
	return bytes.map(byte => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}

/**
 * The template with `{dataset}` and `{id}` filled in, each as one word of a shell. Quotes around a placeholder are closed before its word and opened
 * again behind it.
 *
 * @returns undefined where a name that is no plain word would stand inside a longer quoted text: what reads that text (`bash -c "…"`) might run it
 */
export function filledCommand(template: string, {dataset, id}: {readonly dataset: string; readonly id: string}): string | undefined {
	let [filled, quote, quotedFrom] = ['', '', 0];
	for (let at = 0; at < template.length;) {
		const character = template.charAt(at);
		const [placeholder, name] = /^\{(dataset|id)\}/.exec(template.slice(at, at + 9)) ?? [];
		if (placeholder !== undefined) {
			const word = shellWord(name === 'id' ? id : dataset);
			const isPlain = word === (name === 'id' ? id : dataset);
			if (quote !== '' && !isPlain && !(quotedFrom === at - 1 && template.charAt(at + placeholder.length) === quote)) return undefined;
			filled += quote === '' || isPlain ? word : `${quote}${word}${quote}`;
			at += placeholder.length;
			continue;
		}
		if (character === '\\' && quote !== "'") {
			filled += template.slice(at, at + 2);
			at += 2;
			continue;
		}
		if (quote === '' && (character === '"' || character === "'")) [quote, quotedFrom] = [character, at];
		else if (character === quote) quote = '';
		filled += character;
		at++;
	}
	return filled;
}
