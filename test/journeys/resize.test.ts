/** Someone changes the size of the window, down to a stamp and back. */

import {afterEach, expect, test} from 'vitest';
import {openDashboard, ownPlaces} from '../helpers/dashboard.ts';
import {exampleData} from '../helpers/run-mreg.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

test('20x5 is one line with the size that is needed; back at 80x24 all is as before', async () => {
	const dashboard = await openDashboard(exampleData());
	dashboard.type('/lero\rjj ');
	await dashboard.until(/^ 4\/12 · 1 marked/m);
	const before = dashboard.screen();
	dashboard.resize(20, 5);
	await dashboard.until(
		lines => String(lines) === String(['mreg needs 40x8, thi', '', '', '', '']) || String(lines) === String(['mreg needs 40x8, th…', '', '', '', '']),
	);
	dashboard.resize(80, 24);
	await dashboard.until(lines => String(lines) === String(before));
});

test('40x8, the smallest that is promised, has tabs, rows, a position and help', async () => {
	const dashboard = await openDashboard(exampleData(), {cols: 40, rows: 8});
	expect(dashboard.screen()).toHaveLength(8);
	expect(dashboard.tabs()).toMatch(/^ \[All 40\] /);
	expect(dashboard.current()).toMatch(/^❯ +1 +knob_2024/);
	await dashboard.until(/^ 1\/40 /m);
	expect(dashboard.line(7)).toContain('? help');
	for (const [key, wanted] of [
		['Enter', 'algorithm  knob'],
		['6', 'q_error_'],
		['?', 'Keys'],
		['1', ' 1/40 '],
	] as const) {
		dashboard.press(key);
		await dashboard.until(wanted);
	}
	dashboard.press('s');
	await dashboard.until('❯ newest first');
	dashboard.press('k');
	await dashboard.until('❯ the usual order');
	dashboard.press('k');
	// Round the end, to a choice that was out of view.
	await dashboard.until(/❯ column/);
});

test('39x8 and 40x7 are too small', async () => {
	const dashboard = await openDashboard(exampleData());
	for (const [columns, rows] of [
		[39, 8],
		[40, 7],
	] as const) {
		dashboard.resize(columns, rows);
		await dashboard.until(`this is ${columns}x${rows}`);
	}
	// Keys that would act unseen do no harm, and q still quits.
	dashboard.press('j');
	dashboard.press('q');
	expect(await dashboard.exit).toEqual({code: 0, signal: undefined});
});

test('after 200 sizes at random, the screen is what a fresh start shows, with no cell left of any other', async () => {
	const root = exampleData();
	const env = ownPlaces();
	const dashboard = await openDashboard(root, {env});
	let seed = 7;
	for (let index = 0; index < 200; index++) {
		seed = (seed * 16_807) % 2_147_483_647;
		dashboard.resize(20 + (seed % 180), 4 + (seed % 57));
		dashboard.press(index % 2 === 0 ? 'j' : 'k');
	}
	dashboard.press('Tab', 'Tab', 'BTab', 'BTab', 'g');
	for (const [columns, rows] of [
		[120, 36],
		[160, 45],
		[80, 24],
	] as const) {
		dashboard.resize(columns, rows);
		// It remembers nothing of the one that is open.
		const fresh = await openDashboard(root, {cols: columns, rows, env: {...env, XDG_STATE_HOME: temporaryFolder()}});
		await fresh.until(/^ 1\/40 /m);
		await dashboard.until(lines => String(withoutFree(lines)) === String(withoutFree(fresh.screen())));
		await fresh.close();
	}
});

/** The free space of this machine's disk changes while one looks. */
function withoutFree(lines: readonly string[]): string[] {
	return lines.map(line => line.replace(/ {2,}(live.*) [\d.]+ [kMGT]?B free/, ' $1'));
}
