/** Someone asks which keys there are. */

import {afterEach, expect, test} from 'vitest';
import {keymap} from '../../source/keymap.ts';
import {openDashboard} from '../helpers/dashboard.ts';
import {exampleData} from '../helpers/run-mreg.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

test('help lists every key of the keymap with what it does', async () => {
	const dashboard = await openDashboard(exampleData(), {cols: 160, rows: 140});
	dashboard.press('?');
	const lines = await dashboard.until('─ Keys ─');
	// Long lines go on in the next: as one text without frames and line ends.
	const flat = (text: string) => text.replaceAll(/[\s│]+/g, ' ');
	const text = flat(lines.join(' '));
	for (const {shown, help} of keymap) expect(text).toContain(flat(`${shown} ${help}`));
	for (const {keys} of keymap) expect(keys.every(key => key.length > 0)).toBe(true);
});

test('the keys that help shows are those that work, the usual ones first', () => {
	const names: Readonly<Record<string, string>> = {
		up: '↑',
		down: '↓',
		left: '←',
		right: '→',
		pageUp: 'PgUp',
		pageDown: 'PgDn',
		home: 'Home',
		end: 'End',
		tab: 'Tab',
		space: 'Space',
		enter: 'Enter',
		escape: 'Esc',
		backspace: 'Backspace',
		f1: 'F1',
		'shift+tab': 'Shift-Tab',
		'shift+up': 'Shift-↑',
		'shift+down': 'Shift-↓',
	};
	for (const {keys, shown} of keymap) {
		const written = keys.map(key => names[key] ?? key.replace(/^ctrl\+(.)$/, (_, letter: string) => `Ctrl-${letter.toUpperCase()}`));
		const words = shown.split(' ');
		expect(words).toEqual(written.slice(0, words.length));
	}
});

test('? and F1 open it and close it again, from every screen', async () => {
	const dashboard = await openDashboard(exampleData());
	for (const [key, screen] of [
		['1', /^ 1\/40 /m],
		['Enter', /^ knob_20241101_200000/m],
		['6', /q_error_p95/],
	] as const) {
		dashboard.press(key);
		await dashboard.until(screen);
		for (const help of ['?', 'F1']) {
			dashboard.press(help);
			await dashboard.until('─ Keys ─');
			dashboard.press(help);
			await dashboard.until(screen);
		}
	}
});

test('in a small terminal it scrolls to its last line', async () => {
	const dashboard = await openDashboard(exampleData());
	dashboard.press('?');
	await dashboard.until(/─ 1–20 of \d+ ─/);
	dashboard.press('G');
	const [, count] = /of (\d+) /.exec((await dashboard.until(/─ \d+–(\d+) of \1 ─/)).join('\n')) ?? [];
	expect(Number(count)).toBeGreaterThan(40);
	await dashboard.until('no file below the registry is written');
	dashboard.press('k', 'g');
	await dashboard.until(/─ 1–20 of/);
});
