/** The keys of the last line, by screen and by what takes the keys. */

import type {ActionId, FooterPlace, KeyBinding, ScreenName} from './key-binding.ts';
import {currentKeys} from './keymap.ts';

/** A key of a footer, as it stands there. */
export interface FooterKey {
	/** Absent: a key of a field or a menu, which reads its keys itself. */
	readonly id?: ActionId;
	readonly also?: ActionId;
	readonly shown: string;
	readonly label: string;
	readonly weight: number;
	/** It stands at the right end of the line. */
	readonly atEnd?: boolean;
}

/** In Browse, from the left: what one does with models in the order in which one comes to it, whatever there is room for. */
const browseOrder: readonly ActionId[] = [
	'filter',
	'mark',
	'open',
	'compare',
	'tags',
	'note',
	'adopt',
	'fold',
	'toBest',
	'objective',
	'sortMenu',
	'views',
	'columns',
	'remove',
	'showCleanup',
];

/** At the right end, in this order: other screens, then what is the same everywhere. */
const endOrder: readonly ActionId[] = ['showLeaderboard', 'showCompare', 'showTrash', 'showProblems', 'showCharts', 'showMetrics', 'palette', 'help', 'back'];

/** The keys of a screen's footer, in the order in which they stand there. */
export function footerKeys(screen: ScreenName, readOnly = false): readonly FooterKey[] {
	const keys = currentKeys().filter(({screens, changes, keys: own}) => screens.includes(screen) && own.length > 0 && !(readOnly && changes));
	const placed = keys.flatMap((binding): readonly FooterKey[] => {
		const {id, label, footer, footerOn} = binding;
		const own = footerOn?.[screen];
		const weight = own?.weight ?? footer;
		if (weight === undefined) return [];
		return [{id, also: own?.also, shown: shownIn(binding, own, keys), label: own?.label ?? label, weight, atEnd: isAtEnd(id, screen)}];
	});
	const byWeight = placed.sort((a, b) => b.weight - a.weight);
	const [ends, others] = [byWeight.filter(({atEnd}) => atEnd), byWeight.filter(({atEnd}) => !atEnd)];
	return [...(screen === 'browse' ? inOrder(others, browseOrder) : others), ...inOrder(ends, endOrder)];
}

function isAtEnd(id: ActionId, screen: ScreenName): boolean {
	return screen === 'browse' ? endOrder.includes(id) : id === 'palette' || id === 'help' || id === 'back';
}

/** Those that are named in their order, then the others as they are. */
function inOrder(keys: readonly FooterKey[], order: readonly ActionId[]): readonly FooterKey[] {
	const place = ({id}: FooterKey) => (id === undefined || !order.includes(id) ? order.length : order.indexOf(id));
	return keys.toSorted((a, b) => place(a) - place(b));
}

/** The first key, or what the footer of the screen says instead: of other keys than the usual ones that cannot be. */
function shownIn(binding: KeyBinding, own: FooterPlace | undefined, keys: readonly KeyBinding[]): string {
	const first = (one: KeyBinding | undefined) => one?.shown.split(' ')[0] ?? '';
	const also = own?.also === undefined ? undefined : keys.find(({id}) => id === own.also);
	if (own?.shown !== undefined && binding.isRemapped !== true && also?.isRemapped !== true) return own.shown;
	return [first(binding), ...(also ? [first(also)] : [])].join(' ');
}

/** What can take the keys from a screen: the filter, a menu, the name of a file to write, a list of tags, a note, a question, a field of the rule, the form for a version, the palette, the words to search help for. */
export type KeyTaker = 'filter' | 'menu' | 'file' | 'tags' | 'note' | 'confirm' | 'rule' | 'form' | 'palette' | 'search';

/** The footer while something takes the keys. */
export const takerKeys: Readonly<Record<KeyTaker, readonly FooterKey[]>> = {
	filter: [
		{shown: 'Enter', label: 'keep', weight: 4},
		{shown: 'Esc', label: 'back', weight: 3},
		{shown: 'Tab', label: 'complete', weight: 2},
		{shown: 'Shift-Tab', label: 'previous', weight: 1},
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
	palette: [
		{shown: 'Enter', label: 'do it', weight: 3},
		{shown: '↑↓', label: 'choose', weight: 2},
		{shown: 'Esc', label: 'back', weight: 1},
	],
	search: [
		{shown: 'Enter', label: 'keep', weight: 3},
		{shown: '↑↓', label: 'scroll', weight: 2},
		{shown: 'Esc', label: 'back', weight: 1},
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
