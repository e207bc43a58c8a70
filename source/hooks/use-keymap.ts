/** The one place outside text fields where keys are read: from what the terminal sends to actions of the keymap. */

import {useInput, usePaste, type Key} from 'ink';
import {latinKeys} from '../hangul-keys.ts';
import type {ActionId, ScreenName} from '../key-binding.ts';
import {actionFor} from '../keymap.ts';

const graphemes = new Intl.Segmenter(undefined, {granularity: 'grapheme'});

/** What works whatever takes the other keys. */
const whileTyping: ReadonlySet<ActionId> = new Set(['abort', 'suspend', 'redraw', 'submit']);
const inMenu: ReadonlySet<ActionId> = new Set([...whileTyping, 'escape']);

export interface KeymapOptions {
	/** Asked for each key, as the one before may have changed it. */
	readonly screen: () => ScreenName;
	readonly focus: () => 'text' | 'menu' | 'keys';
	readonly onAction: (action: ActionId) => void;
	/** What was typed behind a key that opened a text field or a menu, in the same event. */
	readonly onText: (text: string) => void;
}

/**
 * Calls `onAction` for each key of the keymap, in the order they were typed; several may come in one event.
 *
 * @returns a function that takes characters as keys: what was typed behind the Enter of a text field
 */
export function useKeymap({screen, focus, onAction, onText}: KeymapOptions): (text: string) => void {
	const act = (name: string) => {
		const action = actionFor(name, screen());
		const now = focus();
		if (action === undefined || (now === 'text' && !whileTyping.has(action)) || (now === 'menu' && !inMenu.has(action))) return;
		onAction(action);
	};
	const type = (text: string) => {
		const characters = [...graphemes.segment(text)].map(({segment}) => segment);
		const before = focus();
		characters.every((character, index) => {
			for (const name of namesOf(character)) act(name);
			if (before !== 'keys' || focus() === 'keys') return true;
			// A key of this event opened a text field or a menu, which is not there yet: the rest of the event belongs to it.
			onText(characters.slice(index + 1).join(''));
			return false;
		});
	};
	useInput((input, key) => {
		if (key.eventType === 'release') return;
		const special = specialName(input, key);
		if (special === undefined) type(input);
		else act(special);
	});
	// Without this a paste outside a text field would be taken for keys.
	usePaste(ignore);
	return type;
}

function ignore(): void {
	// Nothing here takes a paste.
}

const named: ReadonlyArray<readonly [keyof Key, string]> = [
	['upArrow', 'up'],
	['downArrow', 'down'],
	['leftArrow', 'left'],
	['rightArrow', 'right'],
	['pageUp', 'pageUp'],
	['pageDown', 'pageDown'],
	['home', 'home'],
	['end', 'end'],
	['return', 'enter'],
	['escape', 'escape'],
	['tab', 'tab'],
	['backspace', 'backspace'],
	['delete', 'delete'],
];

/** The name of a key that is no character: `up`, `shift+tab`, `ctrl+d`; `''` for one that means nothing here; undefined for characters. */
function specialName(input: string, key: Key): string | undefined {
	const special = named.find(([flag]) => key[flag] === true)?.[1];
	if (special !== undefined) return key.shift && special !== 'enter' ? `shift+${special}` : special;
	// Ink tells of function keys only that one was pressed: all of them are F1.
	if (input === '') return key.ctrl || key.meta || key.shift ? '' : 'f1';
	if (key.ctrl) return `ctrl+${input.toLowerCase()}`;
	return key.meta ? '' : undefined;
}

const controlNames: Readonly<Record<string, string>> = {
	' ': 'space',
	'\r': 'enter',
	'\n': 'enter',
	'\t': 'tab',
	'\u001B': 'escape',
	'\u0003': 'ctrl+c',
	'\u001A': 'ctrl+z',
};

/** The keys behind a character, Hangul as the Latin keys that typed it. */
function namesOf(character: string): string[] {
	return [...latinKeys(character.normalize('NFC'))].map(latin => (Object.hasOwn(controlNames, latin) ? (controlNames[latin] ?? latin) : latin));
}
