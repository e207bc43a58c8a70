/** Themes, colours and signs follow from the settings, the environment and what the terminal says. */

import {expect, test} from 'vitest';
import {chooseLook, openQuestions} from '../../source/look-choice.ts';
import {defaultLook} from '../../source/look-settings.ts';

const utf8 = {LANG: 'C.UTF-8', TERM: 'xterm-256color'};
const narrow = {starWidth: 1};

test('the background that the terminal tells decides between dark and light', () => {
	expect(chooseLook(defaultLook, utf8, {...narrow, background: 'light'}).variant).toBe('light');
	expect(chooseLook(defaultLook, utf8, {...narrow, background: 'dark'}).variant).toBe('dark');
	expect(chooseLook({...defaultLook, theme: 'colorblind'}, utf8, {...narrow, background: 'light'}).variant).toBe('colorblindLight');
	expect(chooseLook({...defaultLook, theme: 'colorblind'}, utf8, narrow).variant).toBe('colorblindDark');
});

test('COLORFGBG is believed where the terminal says nothing', () => {
	expect(chooseLook(defaultLook, {...utf8, COLORFGBG: '0;15'}, narrow).variant).toBe('light');
	expect(chooseLook(defaultLook, {...utf8, COLORFGBG: '15;default;0'}, narrow).variant).toBe('dark');
	expect(chooseLook(defaultLook, {...utf8, COLORFGBG: '0;15'}, {...narrow, background: 'dark'}).variant).toBe('dark');
});

test('a theme that was named is taken whatever the terminal says', () => {
	for (const theme of ['dark', 'light', 'mono'] as const) {
		expect(chooseLook({...defaultLook, theme}, utf8, {...narrow, background: theme === 'light' ? 'dark' : 'light'}).variant).toBe(theme);
	}
});

test.each([
	['xterm-256color', undefined, true],
	['tmux-256color', undefined, true],
	['xterm-kitty', undefined, true],
	['xterm', undefined, false],
	['screen', undefined, false],
	['xterm', 'truecolor', true],
	['linux', 'truecolor', false],
	['vt100', undefined, false],
])('TERM=%s and COLORTERM=%s: the finer colours are used: %s', (TERM, COLORTERM, isFine) => {
	expect(chooseLook(defaultLook, {LANG: 'C.UTF-8', TERM, COLORTERM}, {...narrow, background: 'dark'}).isFine).toBe(isFine);
});

test('without knowing the background only the colours are used that are made for it', () => {
	expect(chooseLook(defaultLook, utf8, narrow).isFine).toBe(false);
	expect(chooseLook({...defaultLook, theme: 'light'}, utf8, narrow).isFine).toBe(true);
});

test.each([
	[{LANG: 'ko_KR.UTF-8'}, 1, false],
	[{LANG: 'ko_KR.UTF-8'}, 2, true],
	[{LANG: 'ko_KR.UTF-8'}, 3, true],
	[{LANG: 'ko_KR.UTF-8'}, undefined, false],
	[{LANG: 'C'}, 1, true],
	[{LANG: 'ko_KR'}, undefined, true],
	[{LC_ALL: 'C', LANG: 'C.UTF-8'}, 1, true],
	[{LC_ALL: '', LC_CTYPE: 'en_US.utf8', LANG: 'C'}, 1, false],
	[{}, 1, false],
	[{}, undefined, true],
])('with the locale %j and a ★ of %s cells, ASCII is drawn: %s', (env, starWidth, isAscii) => {
	expect(chooseLook(defaultLook, env, {starWidth}).isAscii).toBe(isAscii);
});

test('who chose the signs gets them', () => {
	expect(chooseLook({...defaultLook, ascii: true}, utf8, narrow).isAscii).toBe(true);
	expect(chooseLook({...defaultLook, ascii: false}, {LANG: 'C'}, {starWidth: 2}).isAscii).toBe(false);
});

test('only what is open is asked', () => {
	expect(openQuestions(defaultLook, utf8)).toEqual({background: true});
	expect(openQuestions({...defaultLook, theme: 'dark'}, utf8)).toEqual({background: false});
	expect(openQuestions({...defaultLook, theme: 'dark', ascii: false}, utf8)).toBeUndefined();
	expect(openQuestions({...defaultLook, ascii: true}, utf8)).toEqual({background: true});
	expect(openQuestions(defaultLook, {LANG: 'C.UTF-8', TERM: 'linux'})).toEqual({background: false});
	expect(openQuestions({...defaultLook, screenReader: true}, utf8)).toBeUndefined();
});
