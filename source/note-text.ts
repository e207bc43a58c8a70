/** What a note may be. Pure. */

import {UserError} from '../store/domain/user-error.ts';

/** What a person writes by hand is shorter; a sidecar may have 4 MB (characters). */
const longest = 100_000;

/** The text, if it can be a note, or with `append` a line of one. @throws UserError `usage` */
export function requireNote(text: string, {append}: {readonly append: boolean}): string {
	if (text.length > longest) {
		throw new UserError('usage', `A note has at most ${longest} characters, and this has ${text.length}.`, {hint: 'Keep it in a file, and note its name.'});
	}
	if (append && text.trim() === '') {
		throw new UserError('usage', 'There is nothing to add.', {hint: 'An empty text without --append takes the note away.'});
	}
	return text;
}
