/** Help that is searched: what stays, what is underlined, and the way back. */

import {afterAll, beforeAll, expect, test} from 'vitest';
import {paint, setColorEnabled} from '../../components/paint.ts';
import {safe} from '../../components/safe-text.ts';
import {reduceApp} from '../../source/app-reducer.ts';
import {focusOf, type AppAction, type AppState} from '../../source/app-state.ts';
import {theme} from '../../source/theme.ts';
import {helpLines} from '../../source/screens/help-lines.ts';
import {afterKeys, appContext} from '../helpers/app-context.ts';

const context = appContext([]);
const reduce = (state: AppState, ...actions: readonly AppAction[]) => actions.reduce((now, action) => reduceApp(now, action, context), state);
const typing = (value: string): AppAction => ({kind: 'helpSearch', action: {kind: 'typed', typing: {value, cursor: value.length}}});

beforeAll(() => setColorEnabled(true));
afterAll(() => setColorEnabled(false));

function plain(lines: readonly string[]): readonly string[] {
	return lines.map(line => line.replaceAll(/\u{1B}\[[\d;]*m/gu, ''));
}

test('only the lines that have all words stay, below the titles of their sections; the query language is searched, too', () => {
	const lines = plain(helpLines('browse', 400, false, 'LEADERBOARD holes'));
	expect(lines).toEqual([expect.stringMatching(/^[A-Z]+/), expect.stringMatching(/^ {2}y .*Leaderboard the commands that would fill its holes/), '']);
	expect(plain(helpLines('browse', 100, false, 'regular')).slice(0, 2)).toEqual([
		'QUERY: what / and --where understand',
		expect.stringContaining('id~pattern'),
	]);
	expect(plain(helpLines('browse', 100, false, 'no such words'))).toEqual(['Nothing in help has all of these words. Esc shows all of it.']);
	expect(helpLines('browse', 100, false, ' ')).toEqual(helpLines('browse', 100, false));
});

test('settings are found by their names, with how one comes to them', () => {
	for (const [word, how] of [
		['mouse', '--mouse, or "mouse": true'],
		['theme', '--theme light'],
		['screen reader', '--screen-reader'],
		['hyperlinks', 'MREG_HYPERLINKS=1'],
		['mreg config', 'every setting'],
	] as const) {
		const lines = plain(helpLines('browse', 300, false, word));
		const at = lines.findIndex(line => line.startsWith('SETTINGS'));
		expect([word, at >= 0, lines.slice(at).join(' ').includes(how)]).toEqual([word, true, true]);
	}
});

test('an action is found by its word in the footer, too', () => {
	expect(plain(helpLines('browse', 200, false, 'cleanup plan')).some(line => /^ {2}x 4 +Plan a cleanup/.test(line))).toBe(true);
	expect(plain(helpLines('browse', 200, false, 'leaderboard')).some(line => /^ {2}2 +leaderboard: Models, or the best/.test(line))).toBe(true);
});

test('the words are underlined where they stand, also signs that mean something in patterns', () => {
	const [, line = ''] = helpLines('browse', 100, false, 'regular');
	expect(line).toContain(`a ${paint(theme.found, safe`regular`)} expression`);
	expect(paint(theme.found, safe`x`)).not.toBe('x');
	expect(plain(helpLines('browse', 100, false, '(trained')).join('\n')).toContain('dataset (trained on)');
});

test('Escape leaves the field with all of help, then help', () => {
	const open = afterKeys(context, 'help', 'searchHelp');
	expect(focusOf(open)).toBe('text');
	const found = reduce(open, typing('tag'), {kind: 'helpSearch', action: {kind: 'done'}});
	expect([focusOf(found), found.helpSearch.words]).toEqual(['keys', 'tag']);
	const whole = reduce(found, {kind: 'key', action: 'escape'});
	expect([whole.helpSearch.words, whole.routes.at(-1)?.screen]).toEqual(['', 'help']);
	expect(reduce(whole, {kind: 'key', action: 'escape'}).routes.at(-1)?.screen).toBe('browse');
	expect(reduce(found, {kind: 'key', action: 'back'}).routes.at(-1)?.screen).toBe('browse');
});

test('the next visit begins with all of help', () => {
	const found = reduce(afterKeys(context, 'help'), typing('tag'), {kind: 'helpSearch', action: {kind: 'done'}});
	expect(reduce(found, {kind: 'key', action: 'help'}, {kind: 'key', action: 'help'}).helpSearch.words).toBe('');
});
