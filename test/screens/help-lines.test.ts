/** Help: what it says first, that nothing is cut, and that its examples can be typed. */

import {expect, test} from 'vitest';
import {displayWidth} from '../../components/cells.ts';
import type {ScreenName} from '../../source/key-binding.ts';
import {actionFor, keymap} from '../../source/keymap.ts';
import type {HelpedScreen} from '../../source/routes.ts';
import {helpLines} from '../../source/screens/help-lines.ts';
import {parseQuery} from '../../store/domain/query.ts';

const screens: readonly HelpedScreen[] = ['browse', 'detail', 'compare', 'leaderboard', 'metrics', 'export', 'columns', 'problems'];

function plainLines(from: HelpedScreen, width: number): readonly string[] {
	return helpLines(from, width, false).map(line => line.replaceAll(/\u{1B}\[[\d;]*m/gu, ''));
}

/** The lines below a title, up to the next blank one. */
function sectionOf(lines: readonly string[], title: string): readonly string[] {
	const from = lines.findIndex(line => line.startsWith(title));
	return from === -1 ? [] : lines.slice(from + 1, lines.indexOf('', from));
}

test('it begins with the keys that belong to the screen it was opened from, as its footer has them', () => {
	const lines = plainLines('compare', 200);
	expect(lines[0]).toBe('HERE, in Compare');
	const here = sectionOf(lines, 'HERE').map(line => line.slice(2, 16).trim());
	expect(here.slice(0, 5)).toEqual(['Enter', '← h', '→ l', '=', 'B']);
	expect(here).not.toContain('/');
	expect(plainLines('leaderboard', 200)[0]).toBe('HERE, in Leaderboard');
});

test('from every screen every key is there once, with what it does', () => {
	for (const from of screens) {
		const lines = plainLines(from, 400);
		for (const {shown, help} of keymap) {
			expect(lines.filter(line => line === `  ${shown.padEnd(14)}${help}`)).toHaveLength(
				keymap.filter(other => other.shown === shown && other.help === help).length,
			);
		}
	}
});

test('where nothing may be changed the keys that change are not there', () => {
	const lines = helpLines('browse', 200, true).map(line => line.replaceAll(/\u{1B}\[[\d;]*m/gu, ''));
	for (const {shown, help, changes} of keymap.filter(({screens: own}) => own.includes('browse'))) {
		expect(lines.includes(`  ${shown.padEnd(14)}${help}`)).toBe(changes !== true);
	}
	expect(lines.some(line => line.includes('Plan a cleanup'))).toBe(true);
});

test('no line is wider than the window, and nothing is cut', () => {
	const wordsOf = (lines: readonly string[]) => lines.join(' ').split(/\s+/).sort();
	const whole = wordsOf(plainLines('browse', 300));
	for (const width of [46, 76, 96, 116]) {
		const lines = plainLines('browse', width);
		expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width);
		expect(wordsOf(lines)).toEqual(whole);
	}
});

test('the query language comes right behind the keys of Browse, and from other screens behind all keys', () => {
	const titles = (from: HelpedScreen) =>
		plainLines(from, 76)
			.filter(line => /^[A-Z]{4,}\b/.test(line))
			.map(line => line.split(/\W/)[0]);
	expect(titles('browse').slice(0, 2)).toEqual(['HERE', 'QUERY']);
	expect(titles('metrics').slice(-3)).toEqual(['QUERY', 'SIGNS', 'SETTINGS']);
});

test('whatever it gives as an example of a filter can be read', () => {
	const names = {metrics: new Set(['total_time']), datasets: new Set(['imdb']), params: new Set(['seed'])};
	const text = sectionOf(plainLines('browse', 300), 'QUERY').join('\n');
	const examples = [
		'word "a b"',
		'a b',
		'a or b',
		'-a',
		'seed=1 (is:best or -a)',
		'size>1GB',
		'age<7d',
		'trained>=2024-10',
		'total_time<60',
		'total_time@imdb<60',
		'seed=1',
		'id~^mscn',
		'note~"slow|느림"',
		'has:note',
		'has:total_time@imdb',
		'sort:total_time@imdb top:5',
		'sort:-size',
	];
	for (const example of examples) {
		expect(text).toContain(example);
		expect(parseQuery(example, names)).toHaveProperty('ok');
	}
	const states = sectionOf(plainLines('browse', 300), 'QUERY').find(line => line.startsWith('  is: '));
	for (const name of states?.slice(16).split(' ') ?? []) expect(parseQuery(`is:${name}`, names)).toHaveProperty('ok');
	for (const field of 'id algo folder dataset test tag note state family'.split(' ')) {
		expect(text).toContain(field);
		expect(parseQuery(`${field}:${field === 'state' ? 'ok' : 'x'}`, names)).toHaveProperty('ok');
	}
});

test('one key never means two things on one screen', () => {
	const all: readonly ScreenName[] = [...screens, 'help'];
	for (const screen of all) {
		for (const {id, keys, screens: own} of keymap) {
			if (own.includes(screen)) for (const key of keys) expect([screen, key, actionFor(key, screen)]).toEqual([screen, key, id]);
		}
	}
});
