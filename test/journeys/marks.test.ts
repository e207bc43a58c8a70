/** Someone marks models, here and there, in ranges, and all at once. */

import {afterEach, expect, test} from 'vitest';
import {nameOf, openDashboard, registryOfMany, type Dashboard} from '../helpers/dashboard.ts';
import {exampleData} from '../helpers/run-mreg.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

/** The rows with a mark, among those on the screen. */
function marked(dashboard: Dashboard): number[] {
	return dashboard
		.screen()
		.map(line => /^[❯ ]✓ +(\d+|–) /.exec(line)?.[1])
		.filter(number => number !== undefined)
		.map(Number);
}

async function untilMarked(dashboard: Dashboard, rows: readonly number[]): Promise<void> {
	await dashboard.until(() => String(marked(dashboard)) === String(rows));
}

test('Space marks and goes on, and takes a mark away', async () => {
	const dashboard = await openDashboard(registryOfMany(30));
	dashboard.type('   ');
	await untilMarked(dashboard, [1, 2, 3]);
	await dashboard.onRow(nameOf(3));
	await dashboard.until(/^ 4\/30 · 3 marked, 21 B /m);
	dashboard.type('kk ');
	await untilMarked(dashboard, [1, 3]);
	await dashboard.until(/· 2 marked, 14 B/);
});

test('Space on the last row marks it and stays', async () => {
	const dashboard = await openDashboard(registryOfMany(3));
	dashboard.press('G', 'Space');
	await untilMarked(dashboard, [3]);
	expect(dashboard.position()).toMatch(/^ 3\/3 /);
});

test('v marks what the cursor passes, forgets what it comes back over, and ends by v', async () => {
	const dashboard = await openDashboard(registryOfMany(30));
	dashboard.type('jvjjj');
	await untilMarked(dashboard, [2, 3, 4, 5]);
	await dashboard.until('range: v ends it');
	dashboard.type('kk');
	await untilMarked(dashboard, [2, 3]);
	dashboard.type('vjj');
	await dashboard.onRow(nameOf(4));
	await untilMarked(dashboard, [2, 3]);
	// Upwards, beside what is marked already.
	dashboard.type('jjjvk');
	await untilMarked(dashboard, [2, 3, 7, 8]);
});

test('Shift and the arrows mark as they go', async () => {
	const dashboard = await openDashboard(registryOfMany(30));
	dashboard.press('S-Down', 'S-Down');
	await untilMarked(dashboard, [1, 2, 3]);
	dashboard.press('S-Up');
	await untilMarked(dashboard, [1, 2]);
});

test('a range over more rows than the window has', async () => {
	const dashboard = await openDashboard(registryOfMany(100));
	dashboard.press('v', 'G');
	await dashboard.until(/^ 100\/100 · 100 marked/m);
	dashboard.press('Escape');
	await dashboard.until(/^ 100\/100 +by age$/m);
});

test('a marks all, A none, * turns them round', async () => {
	const dashboard = await openDashboard(registryOfMany(10));
	dashboard.press('a');
	await dashboard.until(/· 10 marked/);
	dashboard.press('Space', '*');
	await untilMarked(dashboard, [1]);
	dashboard.press('A');
	await untilMarked(dashboard, []);
	await dashboard.until(/^ 2\/10 +by age$/m);
	dashboard.press('*');
	await dashboard.until(/· 10 marked/);
});

test('marks outlive filter, sort and tab, and say how many are out of view', async () => {
	const dashboard = await openDashboard(exampleData());
	dashboard.type('/knob\ra');
	await dashboard.until(/· 8 marked, [\d.]+ kB/);
	dashboard.press('Escape');
	await dashboard.until(/\/40 · 8 marked, [\d.]+ kB/);
	dashboard.press('S');
	await dashboard.until(/AGE▴/);
	dashboard.type('/lero\r');
	await dashboard.until(/\/12 · 8 marked, 8 out of view, [\d.]+ kB/);
	// What is marked here comes to what is marked elsewhere.
	dashboard.type('a');
	await dashboard.until(/· 20 marked, 8 out of view/);
	dashboard.press('*');
	await dashboard.until(/· 8 marked, 8 out of view/);
	dashboard.press('Escape');
	await dashboard.until(/\/40 · 8 marked/);
	dashboard.press('Tab');
	await dashboard.until(lines => /\[knob 8\]/.test(lines[1] ?? '') && /\/8 · 8 marked/.test(lines.join('\n')));
	expect(marked(dashboard)).toHaveLength(8);
	dashboard.press('Tab');
	await dashboard.until(/\/12 · 8 marked, 8 out of view/);
});
