/** Which action a word in the settings may mean that is none: by its id, or by the words that footer, palette and help have for it. Pure. */

import {nearestName} from '../store/domain/identifier.ts';
import type {ActionId, KeyBinding} from './key-binding.ts';
import {keymap} from './keymap.ts';

/** All actions, each once. */
export const actionIds: readonly ActionId[] = [...new Set(keymap.map(({id}) => id))];

/** The actions that a word may mean, the likeliest first: those of the first way in which it means any; none where it is like nothing. */
export function actionsLike(word: string): readonly ActionId[] {
	const wanted = folded(word);
	if (wanted === '') return [];
	const ways: ReadonlyArray<() => readonly ActionId[]> = [
		() => actionIds.filter(id => folded(id) === wanted),
		() => idsWhere(binding => labelsOf(binding).some(label => folded(label) === wanted) || folded(binding.id) === `show${wanted}`),
		() => only(nearestName(word, actionIds)),
		() => idsWhere(binding => labelsOf(binding).some(label => nearestName(word, [label]) !== undefined)),
		() => (wanted.length < 4 ? [] : idsWhere(({id, label, help}) => [id, label, help].some(text => folded(text).includes(wanted)))),
	];
	for (const way of ways) {
		const found = way();
		if (found.length > 0) return found;
	}
	return [];
}

/** The words that stand for it in a footer. */
function labelsOf({label, footerOn = {}}: KeyBinding): readonly string[] {
	return [label, ...Object.values(footerOn).flatMap(place => (place.label === undefined ? [] : [place.label]))];
}

function idsWhere(isMeant: (binding: KeyBinding) => boolean): readonly ActionId[] {
	return [...new Set(keymap.filter(isMeant).map(({id}) => id))];
}

function only(name: string | undefined): readonly ActionId[] {
	return actionIds.filter(id => id === name);
}

/** `show-cleanup` and `Show cleanup` are `showcleanup`. */
function folded(text: string): string {
	return text
		.normalize('NFC')
		.toLowerCase()
		.replaceAll(/[\s_,-]/g, '');
}
