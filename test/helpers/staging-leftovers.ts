/** What registering must not leave behind. */

import {namesBelow} from './trash.ts';

/** Staging folders, the notes of them, temporary files; relative to the root. */
export function leftoversIn(root: string): readonly string[] {
	return namesBelow(root).filter(name => /mreg-staging|(^|\/)\.mreg\/staging\.|Model\/\..*\.tmp$|mreg\.purge/.test(name));
}
