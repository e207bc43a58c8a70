/** Other keys than the usual ones: what is taken, and what is in conflict. */

import {expect, test} from 'vitest';
import type {ActionId} from '../../source/key-binding.ts';
import {readKey, shownKey} from '../../source/key-names.ts';
import {keymap} from '../../source/keymap.ts';
import {keyProblemWords, remapped} from '../../source/remapping.ts';

const keysOf = (keys: unknown, id: ActionId) => remapped(keys).bindings.find(binding => binding.id === id)?.keys;
const problemsOf = (keys: unknown) => remapped(keys).problems.map(keyProblemWords);

test('a key is read as people write it', () => {
	for (const [written, name] of [
		['x', 'x'],
		['X', 'X'],
		['Shift-x', 'X'],
		['Ctrl-D', 'ctrl+d'],
		['control+d', 'ctrl+d'],
		['Shift-Tab', 'shift+tab'],
		['PgDn', 'pageDown'],
		['pageDown', 'pageDown'],
		[' ', 'space'],
		['Space', 'space'],
		['↑', 'up'],
		['F1', 'f1'],
		['ㅓ', 'j'],
		['é', 'é'],
		['-', '-'],
	] as const) {
		expect([written, readKey(written)]).toEqual([written, {name}]);
	}
});

test('a key that no terminal sends is refused with the reason', () => {
	for (const [written, reason] of [
		['Ctrl-I', 'is sent as Tab by terminals'],
		['ctrl+m', 'is sent as Enter by terminals'],
		['Ctrl-Shift-D', 'is sent as Ctrl-D by terminals'],
		['Ctrl-1', 'is not sent by terminals: with Ctrl go the letters only'],
		['Shift-Enter', 'is sent as Enter by terminals'],
		['F5', 'is told from the other function keys by no terminal program here: all of them are F1'],
		['Alt-x', 'has a modifier that terminals do not send alike: take Ctrl, or none'],
		['저', 'is typed by several keys: wj'],
	] as const) {
		expect([written, readKey(written)]).toEqual([written, {wrong: reason}]);
	}
	expect(readKey('xx')).toEqual({wrong: expect.stringContaining('is no key')});
});

test('every key of the keymap is written so that it can be read back', () => {
	for (const key of keymap.flatMap(({keys}) => keys)) {
		expect(readKey(key)).toEqual({name: key});
		expect(readKey(shownKey(key))).toEqual({name: key});
	}
});

test('keys that are free are taken on every screen of the action, and one can be taken away', () => {
	const keys = {compare: 'x', showCleanup: ['X', 'Ctrl-X'], flipSort: [], open: ['enter', 'O']};
	expect(remapped(keys).problems).toEqual([]);
	expect(keysOf(keys, 'compare')).toEqual(['x']);
	expect(keysOf(keys, 'showCleanup')).toEqual(['X', 'ctrl+x']);
	expect(remapped(keys).bindings.find(({id}) => id === 'showCleanup')).toMatchObject({shown: 'X Ctrl-X', isRemapped: true});
	expect(keysOf(keys, 'flipSort')).toEqual([]);
	expect(
		remapped(keys)
			.bindings.filter(({id}) => id === 'open')
			.map(binding => binding.keys),
	).toEqual(keymap.filter(({id}) => id === 'open').map(() => ['enter', 'O']));
	expect(remapped(undefined)).toEqual({bindings: keymap, problems: []});
});

test('of two actions with one key the one that was given it keeps its usual keys, and only that one', () => {
	const keys = {compare: 'x', flipSort: 'Z'};
	expect(problemsOf(keys)).toEqual(['keys.compare: x is the key of showCleanup in Browse; the usual keys hold.']);
	expect(keysOf(keys, 'compare')).toEqual(['c']);
	expect(keysOf(keys, 'flipSort')).toEqual(['Z']);
	expect(problemsOf({compare: 'Z', flipSort: 'Z'})).toEqual(['keys.flipSort: Z is the key of compare in Browse; the usual keys hold.']);
	// The one that gave way takes back a key that another was given.
	expect(problemsOf({compare: 'x', sidePanel: 'c'})).toHaveLength(2);
});

test('a swap is no conflict', () => {
	const keys = {compare: 'x', showCleanup: ['c', '4']};
	expect(problemsOf(keys)).toEqual([]);
});

test('what would take away the way out or help is refused', () => {
	expect(problemsOf({help: []})).toEqual(['keys.help: without a key nobody finds help; the usual keys hold.']);
	expect(problemsOf({escape: 'Z'})[0]).toMatch(/^keys\.escape: Esc leaves fields and lists/);
	expect(problemsOf({back: [], abort: []})).toEqual(['keys.back: neither this nor abort would have a key to quit by; the usual keys hold.']);
	expect(problemsOf({back: []})).toEqual([]);
	expect(problemsOf({abort: 'Q'})[0]).toMatch(/so its keys are with Ctrl, which Q is not/);
});

test('an unknown action is told of with the nearest, and what is no key', () => {
	expect(problemsOf({compar: 'x'})).toEqual(['keys.compar: there is no such action; compare?']);
	expect(problemsOf({showcleanup: 'X'})).toEqual(['keys.showcleanup: there is no such action; showCleanup?']);
	expect(problemsOf({compare: 3})).toEqual(['keys.compare: "3" is no key; the usual keys hold.']);
	expect(problemsOf([])).toEqual(['keys is not an object of actions and their keys.']);
});

test('a word that footer, palette or help have for an action leads to its name', () => {
	for (const [word, id] of [
		['best', 'toBest'],
		['tag', 'tags'],
		['cleanup', 'showCleanup'],
		['edit note', 'noteEditor'],
		['board', 'showLeaderboard'],
		['quit', 'back'],
		['families', 'showFamilies'],
		['cleanpu', 'showCleanup'],
		['go to the best', undefined],
	] as const) {
		expect([word, remapped({[word]: 'Z'}).problems[0]?.nearest]).toEqual([word, id]);
	}
});

test('a word that means two actions names both, and none of these sentences is longer than a line', () => {
	expect(problemsOf({trash: 'Z'})).toEqual(['keys.trash: there is no such action; remove or showTrash.']);
	expect(problemsOf({zzz: 'Z'})).toEqual(['keys.zzz: no such action (mreg config keys lists them).']);
	for (const word of ['zzz', 'trash', 'open', 'purge', 'register']) expect(`In your settings ${problemsOf({[word]: 'Z'})[0] ?? ''}`.length).toBeLessThan(90);
});
