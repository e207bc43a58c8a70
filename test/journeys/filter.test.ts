/** Someone looks for models by typing words. */

import {afterEach, expect, test} from 'vitest';
import {openDashboard} from '../helpers/dashboard.ts';
import {exampleData} from '../helpers/run-mreg.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

test('rows follow every letter, Enter keeps them, and Escape brings back what was there', async () => {
	const dashboard = await openDashboard(exampleData());
	dashboard.press('/');
	await dashboard.until('words, or');
	await dashboard.until(() => dashboard.isCursorShown());
	dashboard.type('ler');
	await dashboard.until(/ \/ ler .*12 of 40/);
	dashboard.type('ox');
	await dashboard.until(/ \/ lerox .*0 of 40/);
	dashboard.press('Backspace');
	await dashboard.until(/ \/ lero .*12 of 40/);
	dashboard.press('Enter');
	await dashboard.until(/ \/ lero .*12 of 40 {2}Esc shows all/);
	await dashboard.until(() => !dashboard.isCursorShown());
	expect(dashboard.ids().every(id => id.startsWith('lero_') || /^\d/.test(id))).toBe(true);

	// Typed anew and given up: the filter of before is back.
	dashboard.press('/');
	dashboard.type('zzz');
	await dashboard.until(/ \/ lero zzz .*0 of 40/);
	dashboard.press('Escape');
	await dashboard.until(/ \/ lero .*12 of 40 {2}Esc shows all/);
	dashboard.press('Escape');
	await dashboard.until(/ 1\/40 /);
});

test('Hangul words find tags and notes, and the cursor stands behind them', async () => {
	const dashboard = await openDashboard(exampleData());
	dashboard.press('/');
	dashboard.type('재학습');
	await dashboard.until(/ \/ 재학습 .* 3 of 40/);
	// Three cells before the field, two for each syllable.
	await dashboard.until(() => dashboard.cursor().x === 3 + 6 && dashboard.cursor().y === 2);
	dashboard.type(' imdb로');
	await dashboard.until(/ \/ 재학습 imdb로 .* [1-3] of 40/);
	dashboard.press('Enter');
	await dashboard.until('Esc shows all');
	expect(dashboard.current()).toContain('재학습');
});

test('what was typed in one read reaches the field, and what stands behind Enter the rows', async () => {
	const dashboard = await openDashboard(exampleData());
	dashboard.type('/lero\rjj');
	await dashboard.until(/ \/ lero .*Esc shows all/);
	await dashboard.until(/^ 3\/12 /m);
	dashboard.type('/\u{15}knob\rGk');
	await dashboard.until(/^ 7\/8 /m);
});

test('where nothing matches, the screen says so and how to go on', async () => {
	const dashboard = await openDashboard(exampleData());
	dashboard.type('/nothing like this\r');
	await dashboard.until('Nothing matches "nothing like this".');
	await dashboard.until('Esc takes the filter away');
	// No key falls over an empty list.
	dashboard.press('j', 'k', 'G', 'g', 'Space', 'v', 'Enter', 'a', '*', 'PageDown', ']', 'S');
	await dashboard.until('Nothing matches');
	dashboard.press('Escape');
	await dashboard.until(/\/40 /);
});

test('the filter stays while one goes to another tab', async () => {
	const dashboard = await openDashboard(exampleData());
	dashboard.type('/best\r');
	await dashboard.until('Esc shows all');
	dashboard.press('Tab');
	await dashboard.until(lines => /\[knob 8\]/.test(lines[1] ?? '') && /\/ best .* \d of 8/.test(lines[2] ?? ''));
});

test('a cursor whose model the filter hides is on the first row, and back on its model when the filter goes', async () => {
	const dashboard = await openDashboard(exampleData());
	dashboard.type('/lero\rG\u{15}');
	await dashboard.until(/^ 5\/12 /m);
	dashboard.press('G');
	await dashboard.onRow('1019_110000');
	dashboard.press('/');
	dashboard.type('\u{15}knob');
	await dashboard.until(/^ 1\/8 /m);
	dashboard.press('Escape');
	await dashboard.onRow('1019_110000');
	await dashboard.until(/^ 12\/12 /m);
});
