/** The one place outside text fields where keys are read: from what the terminal sends to actions of the keymap. */

import {useInput, usePaste, type Key} from 'ink';
import {useEffect, useEffectEvent, useRef} from 'react';
import {early, mostEarly, type EarlyKey} from '../early-keys.ts';
import {latinKeys} from '../hangul-keys.ts';
import type {ActionId, ScreenName} from '../key-binding.ts';
import {actionFor} from '../keymap.ts';
import {worksWhileTyping} from '../remapping.ts';

const graphemes = new Intl.Segmenter(undefined, {granularity: 'grapheme'});

/** What works whatever takes the other keys. */
const whileTyping = worksWhileTyping;
/** The same of a read that holds other characters, too: all else of it is the field's, in the order of typing. */
const worksInTexts: ReadonlySet<string> = new Set(['ctrl+c', 'ctrl+z']);
const inMenu: ReadonlySet<ActionId> = new Set([...whileTyping, 'escape']);

export interface KeymapOptions {
	/** Asked for each key, as the one before may have changed it. */
	readonly screen: () => ScreenName;
	readonly focus: () => 'text' | 'menu' | 'keys';
	readonly onAction: (action: ActionId) => void;
	/** What was typed behind a key that opened a text field or a menu, in the same event. */
	readonly onText: (text: string) => void;
	/** The first rows are still to come: keys that are about rows wait for them. */
	readonly isEarly: boolean;
}

/**
 * Calls `onAction` for each key of the keymap, in the order they were typed; several may come in one event.
 *
 * @returns a function that takes characters as keys: what was typed behind the Enter of a text field
 */
export function useKeymap({screen, focus, onAction, onText, isEarly}: KeymapOptions): (text: string) => void {
	const kept = useRef<readonly EarlyKey[]>([]);
	const isWaiting = useRef(isEarly);
	/** True: it waits for the rows. */
	const keep = (name: string, key: EarlyKey): boolean => {
		if (!isWaiting.current || screen() !== 'browse' || focus() !== 'keys' || !early(actionFor(name, 'browse'), kept.current.length)) return false;
		if (kept.current.length < mostEarly) kept.current = [...kept.current, key];
		return true;
	};
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
			const names = namesOf(character);
			if (keep(names[0] ?? '', {text: character})) return true;
			for (const name of names) if (focus() !== 'text' || worksInTexts.has(name)) act(name);
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
		else if (!keep(special, {special})) act(special);
	});
	// Without this a paste outside a text field would be taken for keys.
	usePaste(ignore);
	// What was done with the keys before may have opened a field, which is not there yet.
	const press = (text: string) => (focus() === 'keys' ? type(text) : onText(text));
	const replay = useEffectEvent(() => {
		const keys = kept.current;
		kept.current = [];
		// Who went elsewhere meanwhile goes on there.
		if (screen() !== 'browse' || focus() !== 'keys') return;
		for (const key of keys) {
			if ('text' in key) press(key.text);
			else if (focus() === 'keys') act(key.special);
			else if (key.special === 'enter') onText('\r');
		}
	});
	useEffect(() => {
		isWaiting.current = isEarly;
		if (!isEarly) replay();
	}, [isEarly]);
	return press;
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
	'\b': 'backspace',
	'\u007F': 'backspace',
};

/** The keys behind a character, Hangul as the Latin keys that typed it. */
function namesOf(character: string): string[] {
	return [...latinKeys(character.normalize('NFC'))].map(latin => {
		if (Object.hasOwn(controlNames, latin)) return controlNames[latin] ?? latin;
		const code = latin.codePointAt(0) ?? 0;
		// Ctrl and a letter, which came in one read with other keys.
		return code >= 1 && code <= 26 ? `ctrl+${String.fromCodePoint(code + 96)}` : latin;
	});
}
