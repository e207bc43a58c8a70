/** What a click on a key of the footer does: the same as the key. Pure. */

import type {Pressed} from '../components/pointed.ts';
import type {FooterKey} from './footer-keys.ts';

/** What the keys of fields and menus are as typed, by the first that is shown of them. */
const typed: Readonly<Record<string, string>> = {
	Enter: '\r',
	Esc: '\u001B',
	Tab: '\t',
	'Shift-Tab': '\u001B[Z',
	Space: ' ',
	'Ctrl-S': '\u0013',
	'↑↓': '\u001B[B',
	'↑': '\u001B[B',
};

/** A pair of keys stands for its second one: down, next. */
export function pressedOf({id, also, shown}: FooterKey): Pressed | undefined {
	if (id !== undefined) return {kind: 'action', name: also ?? id};
	const first = shown.split(' ')[0] ?? '';
	const text = Object.hasOwn(typed, first) ? typed[first] : first.length === 1 ? first : undefined;
	return text === undefined ? undefined : {kind: 'typed', text};
}
