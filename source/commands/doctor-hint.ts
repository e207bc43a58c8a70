/** What a list of problems says at its end: there is more that is not read from single files. */

import {safe, type SafeText} from '../../components/safe-text.ts';
import type {Context} from './command.ts';

/** Only a person is told, not a script. */
export function doctorHint({columns}: Pick<Context, 'columns'>): readonly SafeText[] {
	return columns === undefined ? [] : [safe`mreg doctor finds more, such as renamed artifacts and what killed programs left, and says what puts it right.`];
}
