/** Which candidates a word that is being typed may become. Pure. */

import type {Candidate} from './completion-shells.ts';

/** More are not offered: nobody reads them, and a shell would ask whether to show them. */
export const mostCandidates = 2_000;

/** Words that begin with the text. */
export function wordsFrom(values: Iterable<string>, text: string): readonly Candidate[] {
	return startingWith(
		Array.from(values, value => ({value})),
		text,
	);
}

export function startingWith(candidates: readonly Candidate[], text: string): readonly Candidate[] {
	return candidates.filter(({value}) => value.startsWith(text));
}
