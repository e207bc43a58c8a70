/** Other keys than the usual ones, as the user's settings give them: `{"compare": "x", "showCleanup": ["X"], "flipSort": []}`. Pure. */

import {actionIds, actionsLike} from './action-words.ts';
import type {ActionId, KeyBinding, ScreenName} from './key-binding.ts';
import {readKey, shownKey} from './key-names.ts';
import {keymap} from './keymap.ts';

/** The keys that hold, and raw sentences about what does not. */
export interface Remapping {
	readonly bindings: readonly KeyBinding[];
	readonly problems: readonly KeyProblem[];
}

/** What is wrong with the keys of one action; without one, with all of them. */
export interface KeyProblem {
	/** As the file names it. */
	readonly action?: string;
	/** A raw clause without a full stop. */
	readonly reason: string;
	/** The action that may be meant. */
	readonly nearest?: ActionId;
}

type Given = ReadonlyMap<ActionId, readonly string[]>;

/** These work while something is typed, too: of characters they would take what belongs to the text. */
export const worksWhileTyping: ReadonlySet<ActionId> = new Set(['abort', 'suspend', 'redraw', 'submit']);

/** The keymap with other keys; of what is in conflict or cannot be, the usual keys hold. @param keys `keys` of the settings, as parsed; undefined: none */
export function remapped(keys: unknown): Remapping {
	if (keys === undefined) return {bindings: keymap, problems: []};
	if (typeof keys !== 'object' || keys === null || Array.isArray(keys)) {
		return {bindings: keymap, problems: [{reason: 'is not an object of actions and their keys'}]};
	}
	const read = readGiven(keys);
	const held = withoutConflicts(read.given);
	return {bindings: keymapWith(held.given), problems: [...read.problems, ...held.problems]};
}

/** A problem as a sentence: `keys.compare: x is ...`. */
export function keyProblemWords({action, reason, nearest}: KeyProblem): string {
	if (action === undefined) return `keys ${reason}.`;
	return nearest === undefined ? `keys.${action}: ${reason}.` : `keys.${action}: ${reason}; ${nearest}?`;
}

function readGiven(keys: object): {readonly given: Given; readonly problems: readonly KeyProblem[]} {
	const problems: KeyProblem[] = [];
	const given = new Map<ActionId, readonly string[]>();
	for (const [name, value] of Object.entries(keys) as ReadonlyArray<readonly [string, unknown]>) {
		const id = actionIds.find(action => action === name);
		if (id === undefined) {
			problems.push({action: name, ...unknownAction(name)});
			continue;
		}
		const list: readonly unknown[] = Array.isArray(value) ? value : [value];
		const read = list.map(one =>
			typeof one === 'string' && one !== '' ? {written: one, key: readKey(one)} : {written: JSON.stringify(one), key: {wrong: 'is no key'}},
		);
		const wrong = read.flatMap(({written, key}) => ('wrong' in key ? [`"${written}" ${key.wrong}`] : []));
		const names = [...new Set(read.flatMap(({key}) => ('name' in key ? [key.name] : [])))];
		const refusal = wrong[0] ?? refused(id, names);
		if (refusal === undefined) given.set(id, names);
		else problems.push({action: name, reason: `${refusal}; the usual keys hold`});
	}
	return {given, problems};
}

const mostMeant = 3;

/** Never long: it stands in one line of the dashboard. */
function unknownAction(name: string): Omit<KeyProblem, 'action'> {
	const [nearest, ...others] = actionsLike(name);
	if (nearest === undefined || others.length >= mostMeant) return {reason: 'no such action (mreg config keys lists them)'};
	if (others.length === 0) return {reason: 'there is no such action', nearest};
	return {reason: `there is no such action; ${[nearest, ...others].join(' or ')}`};
}

/** Why an action may not have these keys; undefined: it may. */
function refused(id: ActionId, names: readonly string[]): string | undefined {
	const plain = names.find(name => !name.startsWith('ctrl+'));
	if (worksWhileTyping.has(id) && plain !== undefined) {
		return `it works while something is typed, so its keys are with Ctrl, which ${shownKey(plain)} is not`;
	}
	if (id === 'escape' && !names.includes('escape')) return 'Esc leaves fields and lists, so it stays one of the keys';
	if (id === 'help' && names.length === 0) return 'without a key nobody finds help';
	return undefined;
}

/** Of two actions of one screen with one key the one that was given it gives way; of two given ones the later. */
function withoutConflicts(all: Given): {readonly given: Given; readonly problems: readonly KeyProblem[]} {
	const given = new Map(all);
	const problems: KeyProblem[] = [];
	for (;;) {
		const conflict = conflictIn(given);
		if (!conflict) break;
		given.delete(conflict.loser);
		problems.push({action: conflict.loser, reason: `${conflict.words}; the usual keys hold`});
	}
	if (given.get('back')?.length === 0 && given.get('abort')?.length === 0) {
		given.delete('back');
		problems.push({action: 'back', reason: 'neither this nor abort would have a key to quit by; the usual keys hold'});
		// What took its key meanwhile gives way in its turn.
		const again = withoutConflicts(given);
		return {given: again.given, problems: [...problems, ...again.problems]};
	}
	return {given, problems};
}

function conflictIn(given: Given): {readonly loser: ActionId; readonly words: string} | undefined {
	const order = [...given.keys()];
	const seen = new Map<string, KeyBinding>();
	for (const binding of keymapWith(given)) {
		for (const screen of binding.screens) {
			for (const key of binding.keys) {
				const place = `${screen} ${key}`;
				const other = seen.get(place);
				seen.set(place, binding);
				if (!other || other.id === binding.id) continue;
				// The usual keys are in no conflict with one another: one of the two was given.
				const [loser, winner] = order.indexOf(other.id) > order.indexOf(binding.id) ? [other, binding] : [binding, other];
				return {loser: loser.id, words: `${shownKey(key)} is the key of ${winner.id} in ${screenWords(screen)}`};
			}
		}
	}
	return undefined;
}

function screenWords(screen: ScreenName): string {
	return screen.charAt(0).toUpperCase() + screen.slice(1);
}

function keymapWith(given: Given): readonly KeyBinding[] {
	if (given.size === 0) return keymap;
	return keymap.map(binding => {
		const keys = given.get(binding.id);
		return keys === undefined ? binding : {...binding, keys, shown: keys.map(shownKey).join(' '), isRemapped: true};
	});
}
