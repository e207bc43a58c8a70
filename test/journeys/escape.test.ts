/** Someone presses Escape again and again: each press undoes one step, the latest kind first. */

import {afterEach, expect, test} from 'vitest';
import {openDashboard} from '../helpers/dashboard.ts';
import {exampleData} from '../helpers/run-mreg.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

test('overlay, field, range, filter, marks; and then nothing, as Escape does not quit', async () => {
	const dashboard = await openDashboard(exampleData());
	dashboard.type(' ');
	await dashboard.until(/· 1 marked/);
	dashboard.type('/lero\rjvj');
	await dashboard.until(/· 3 marked, 1 out of view, .*range: v ends it/);
	dashboard.type('s');
	await dashboard.until('Sort by');

	dashboard.press('Escape');
	await dashboard.until(lines => !lines.join('\n').includes('Sort by') && lines.join('\n').includes('range: v ends it'));
	dashboard.type('/x');
	await dashboard.until(/ \/ lero x /);
	dashboard.press('Escape');
	await dashboard.until(/ \/ lero .*Esc shows all/);
	dashboard.press('Escape');
	await dashboard.until(/\/12 · 1 marked, 1 out of view, [^·]*$/m);
	dashboard.press('Escape');
	await dashboard.until(/\/40 · 1 marked, /);
	dashboard.press('Escape');
	await dashboard.until(/\/40 +by age$/m);
	dashboard.press('Escape');
	// A key right behind Escape would be taken for Alt with that key: it is pressed until it is one of its own.
	await dashboard.until(() => {
		dashboard.press('G');
		return dashboard.position().startsWith(' 40/40 ');
	});
});

test('on another screen it goes back one screen, and what was set in Browse is still there', async () => {
	const dashboard = await openDashboard(exampleData());
	dashboard.type('/lero\r j\r');
	await dashboard.until('HYPERPARAMETERS');
	dashboard.press('?');
	await dashboard.until('─ Keys ─');
	dashboard.press('Escape');
	await dashboard.until('HYPERPARAMETERS');
	dashboard.press('Escape');
	await dashboard.until(/^ 3\/12 · 1 marked/m);
	expect(dashboard.line(2)).toMatch(/ \/ lero /);
});

test('the other way back is q, which quits from the first screen alone', async () => {
	const dashboard = await openDashboard(exampleData());
	dashboard.press('6', '?', 'q', 'q');
	await dashboard.until(/^ 1\/40 /m);
	dashboard.press('q');
	expect(await dashboard.exit).toEqual({code: 0, signal: undefined});
});
