/** Tags as a person types them. Pure. */

import {shellWord} from '../store/domain/test-command.ts';
import {UserError} from '../store/domain/user-error.ts';

/** Longer ones are a slip of the clipboard (characters). */
const longestTag = 200;

/** Tags as they are kept: without spaces around them, each once. @param isRemoval they are to be taken away, also such as are not given. @throws UserError `usage` */
export function parseTags(words: readonly string[], isRemoval = false): readonly string[] {
	const tags = [...new Set(words.map(word => word.trim()))];
	for (const one of tags) {
		if (one === '') throw new UserError('usage', 'A tag has at least one character.');
		if (hasControl(one)) throw new UserError('usage', `The tag "${one}" holds a line end or another control character.`);
		if (one.startsWith('@') && !isRemoval) {
			const hint = `An alias is given with: mreg alias NAME@vN ${shellWord(one.slice(1) || 'ALIAS')}`;
			throw new UserError('usage', `"${one}" would be an alias, and no tag.`, {hint});
		}
		if (one.length > longestTag) {
			throw new UserError('usage', `A tag has at most ${longestTag} characters, and one has ${one.length}.`, {hint: 'mreg note is for text.'});
		}
	}
	return tags;
}

/** Whether a text holds a line end or another control character, or half of a character. */
export function hasControl(text: string): boolean {
	return /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u.test(text);
}
