/** The words that help is searched for. Pure. */

import {nothingTyped, type Typing} from './dialog.ts';

export interface HelpSearch {
	/** '' shows all. */
	readonly words: string;
	/** The field is open. */
	readonly typing?: Typing;
}

export const wholeHelp: HelpSearch = {words: ''};

export type HelpSearchAction =
	| {readonly kind: 'open'}
	/** What is typed is searched for at once. */
	| {readonly kind: 'typed'; readonly typing: Typing}
	/** Enter: the words stay, the keys are those of help again. */
	| {readonly kind: 'done'}
	| {readonly kind: 'clear'};

export function reduceHelpSearch(search: HelpSearch, action: HelpSearchAction): HelpSearch {
	switch (action.kind) {
		case 'open':
			return {...search, typing: {...nothingTyped, value: search.words, cursor: search.words.length}};
		case 'typed':
			return {words: action.typing.value, typing: action.typing};
		case 'done':
			return {words: search.words.trim()};
		case 'clear':
			return wholeHelp;
	}
}

/** Whether a line of help is for the words. */
export function hasSearchLine({words, typing}: HelpSearch): boolean {
	return typing !== undefined || words !== '';
}
