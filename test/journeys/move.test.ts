/** Someone moves through the rows with every key there is for it. */

import {afterEach, expect, test} from 'vitest';
import {nameOf, openDashboard, registryOfMany} from '../helpers/dashboard.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

/** Rows in the window at 80x24. */
const page = 14;

test('each moving key goes where it says', async () => {
	const dashboard = await openDashboard(registryOfMany(100));
	const steps: ReadonlyArray<readonly [key: string, row: number]> = [
		['j', 1],
		['Down', 2],
		['k', 1],
		['Up', 0],
		['Up', 0],
		['PageDown', page],
		['C-f', 2 * page],
		['PageUp', page],
		['C-b', 0],
		['C-d', page / 2],
		['C-d', page],
		['C-u', page / 2],
		['G', 99],
		['Down', 99],
		['g', 0],
		['End', 99],
		['Home', 0],
		['PageUp', 0],
	];
	for (const [key, row] of steps) {
		dashboard.press(key);
		await dashboard.onRow(nameOf(row));
		expect(dashboard.position()).toMatch(new RegExp(`^ ${row + 1}/100 `));
	}
});

test('keys that come in one read all count', async () => {
	const dashboard = await openDashboard(registryOfMany(100));
	dashboard.type('jjj');
	await dashboard.onRow(nameOf(3));
	dashboard.type('jjjkG');
	await dashboard.onRow(nameOf(99));
	dashboard.type('gjj\u{1B}[B\u{1B}[Bk');
	await dashboard.onRow(nameOf(3));
});

test('a key that is held down loses no step', async () => {
	const dashboard = await openDashboard(registryOfMany(300));
	for (let index = 0; index < 250; index++) dashboard.press(index % 2 === 0 ? 'j' : 'Down');
	await dashboard.onRow(nameOf(250));
});

test('the cursor is always in the window, and the window is full', async () => {
	const dashboard = await openDashboard(registryOfMany(100));
	dashboard.press('G');
	await dashboard.onRow(nameOf(99));
	expect(dashboard.ids()).toEqual(Array.from({length: page}, (_, row) => nameOf(100 - page + row)));
	dashboard.press(...Array.from({length: page}, () => 'k'));
	await dashboard.onRow(nameOf(99 - page));
	expect(dashboard.ids()).toHaveLength(page);
});

test('keys that mean nothing do nothing', async () => {
	const dashboard = await openDashboard(registryOfMany(5));
	dashboard.press('j');
	await dashboard.onRow(nameOf(1));
	const before = dashboard.screen();
	dashboard.press('C-x', 'M-j', 'Delete', 'Backspace', 'w', '9', 'C-p', '漢', 'é', '🎉', 'k');
	await dashboard.onRow(nameOf(0));
	dashboard.press('j');
	await dashboard.onRow(nameOf(1));
	expect(dashboard.screen()).toEqual(before);
});
