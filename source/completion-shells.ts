/** Candidates as each shell wants them: quoted as the person began to quote, with only the part that the shell puts in place. Pure. */

import type {TypedWord} from './command-line.ts';

export interface Candidate {
	/** As the program is to get it. */
	readonly value: string;
	/** What it is, where the shell shows that; safe to show. */
	readonly about?: string;
	/** More is to follow it in the same word: no blank comes behind it. */
	readonly isOpen?: boolean;
}

/** What no shell's line can hold as it is, and what would turn the line round. */
const untypable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u;

/** The first line says whether a blank follows (`whole`) or more is to come (`open`), or that what was typed gives way to another text; the rest are candidates. */
function reply(candidates: readonly Candidate[], typed: string, line: (candidate: Candidate) => string): string {
	const fit = candidates.filter(({value}) => !untypable.test(value));
	const first = fit.some(({value}) => !value.startsWith(typed)) ? 'other' : fit.some(({isOpen}) => isOpen === true) ? 'open' : 'whole';
	return [first, ...fit.map(line)].join('\n');
}

/**
 * @param word what was typed
 * @param replaced the end of it that bash will put another text in place of: what stands behind an opening quote or behind `=`, `:`, and from an `@` on
 */
export function bashReply(candidates: readonly Candidate[], word: TypedWord, replaced: string): string {
	const kept = word.raw.endsWith(replaced) ? word.raw.length - replaced.length : 0;
	// What all options begin with would be put behind a line that is complete as it is: nothing begins with nothing.
	const onlyOptions = word.text === '' && candidates.length > 1 && candidates.every(({value}) => value.startsWith('-'));
	return reply([...(onlyOptions ? [{value: ''}] : []), ...candidates], word.text, ({value}) => {
		if (value === '') return value;
		const line = quotedLike(value, word).slice(kept);
		// Of a quote at the end of what was typed and one at the beginning of what comes, bash drops one.
		const isTwice = word.quote !== '' && line.startsWith(word.quote) && word.raw.slice(0, kept).endsWith(word.quote);
		return isTwice ? word.quote + line : line;
	});
}

/** @param word of which zsh has taken the opening quote away */
export function zshReply(candidates: readonly Candidate[], word: TypedWord): string {
	// It closes the quote by itself only of what it quotes itself.
	return reply(candidates, word.text, ({value, about, isOpen}) =>
		[quotedLike(value, word) + (isOpen === true ? '' : word.quote), value, about ?? ''].join('\t'),
	);
}

/** fish quotes by itself. */
export function fishReply(candidates: readonly Candidate[]): string {
	return candidates
		.filter(({value}) => !untypable.test(value))
		.map(({value, about}) => (about === undefined ? value : `${value}\t${about}`))
		.join('\n');
}

/** A value with what was typed of it left as it was typed, where it begins so. */
function quotedLike(value: string, {text, raw, quote}: TypedWord): string {
	return value.startsWith(text) ? raw + quoted(value.slice(text.length), quote) : quoted(value, quote);
}

function quoted(text: string, quote: TypedWord['quote']): string {
	switch (quote) {
		case "'":
			return text.replaceAll("'", String.raw`'\''`);
		case '"':
			// An exclamation mark calls the history also within these quotes, and a backslash before it would stay.
			return text.replaceAll(/["$`\\]/g, String.raw`\$&`).replaceAll('!', `"'!'"`);
		case '':
			return text.replaceAll(/[^\p{L}\p{M}\p{N}\w@%+=:,./-]/gu, String.raw`\$&`);
	}
}
