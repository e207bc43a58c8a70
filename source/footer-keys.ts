/** The keys of the last line, by screen and by what takes the keys. */

import type {ActionId, ScreenName} from './key-binding.ts';
import {keymap} from './keymap.ts';

/** A key of a footer, as it stands there. */
export interface FooterKey {
	/** Absent: a key of a field or a menu, which reads its keys itself. */
	readonly id?: ActionId;
	readonly also?: ActionId;
	readonly shown: string;
	readonly label: string;
	readonly weight: number;
}

/** The keys of a screen's footer, in the order in which they stand there. */
export function footerKeys(screen: ScreenName, readOnly = false): readonly FooterKey[] {
	return keymap
		.filter(({screens, changes}) => screens.includes(screen) && !(readOnly && changes))
		.flatMap(({id, shown, label, footer, footerOn}) => {
			const own = footerOn?.[screen];
			const weight = own?.weight ?? footer;
			return weight === undefined ? [] : [{id, also: own?.also, shown: own?.shown ?? shown.split(' ')[0] ?? '', label: own?.label ?? label, weight}];
		})
		.sort((a, b) => b.weight - a.weight);
}

/** What can take the keys from a screen: the filter, a menu, the name of a file to write, a list of tags, a note, a question, a field of the rule, the form for a version. */
export type KeyTaker = 'filter' | 'menu' | 'file' | 'tags' | 'note' | 'confirm' | 'rule' | 'form';

/** The footer while something takes the keys. */
export const takerKeys: Readonly<Record<KeyTaker, readonly FooterKey[]>> = {
	filter: [
		{shown: 'Enter', label: 'keep', weight: 4},
		{shown: 'Esc', label: 'undo', weight: 3},
		{shown: 'Tab', label: 'complete', weight: 2},
		{shown: 'Shift-Tab', label: 'back', weight: 1},
	],
	menu: [
		{shown: '↑↓', label: 'choose', weight: 3},
		{shown: 'Enter', label: 'take', weight: 2},
		{shown: 'Esc', label: 'back', weight: 1},
	],
	tags: [
		{shown: 'Enter', label: 'take', weight: 5},
		{shown: 'Space', label: 'tick', weight: 4},
		{shown: '↑↓', label: 'choose', weight: 3},
		{shown: 'Esc', label: 'back', weight: 2},
	],
	note: [
		{shown: 'Enter', label: 'keep', weight: 3},
		{shown: 'Esc', label: 'back', weight: 2},
	],
	confirm: [{shown: 'Esc', label: 'no', weight: 2}],
	rule: [
		{shown: 'Enter', label: 'take', weight: 4},
		{shown: 'Tab', label: 'next field', weight: 3},
		{shown: '↑↓', label: 'change', weight: 2},
		{shown: 'Esc', label: 'back', weight: 1},
	],
	form: [
		{shown: 'Enter', label: 'next', weight: 5},
		{shown: 'Ctrl-S', label: 'register', weight: 3},
		{shown: '↑↓ Tab', label: 'fields', weight: 2},
		{shown: 'Esc', label: 'back', weight: 4},
	],
	file: [
		{shown: 'Enter', label: 'write', weight: 2},
		{shown: 'Esc', label: 'back', weight: 1},
	],
};

/** What Enter does on a row that stands for several models. */
export const foldedOpen = {closed: 'open', opened: 'close'} as const;
