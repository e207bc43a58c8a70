/** Someone goes from algorithm to algorithm. */

import {afterEach, expect, test} from 'vitest';
import {openDashboard, putModel} from '../helpers/dashboard.ts';
import {exampleData} from '../helpers/run-mreg.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

test('Tab and Shift-Tab go round', async () => {
	const dashboard = await openDashboard(exampleData());
	for (const tab of ['knob 8', 'lero 12', 'mscn 20', 'All 40', 'knob 8']) {
		dashboard.press('Tab');
		await dashboard.until(lines => lines[1]?.includes(`[${tab}]`) === true);
	}
	for (const tab of ['All 40', 'mscn 20']) {
		dashboard.press('BTab');
		await dashboard.until(lines => lines[1]?.includes(`[${tab}]`) === true);
	}
	dashboard.type('\t\t');
	await dashboard.until(lines => lines[1]?.includes('[knob 8]') === true);
});

test('the cursor stays on its model where the tab has it', async () => {
	const dashboard = await openDashboard(exampleData());
	dashboard.press('j');
	await dashboard.onRow('lero_20241101_100211');
	dashboard.press("'");
	await dashboard.until('Algorithm');
	dashboard.press('3');
	await dashboard.until(/\[lero 12\]/);
	await dashboard.onRow('1101_100211');
	expect(dashboard.position()).toMatch(/^ 9\/12 /);
});

test('the picker lists the algorithms with their counts', async () => {
	const dashboard = await openDashboard(exampleData());
	dashboard.press("'");
	await dashboard.until(/│ ❯ All +40 +│/);
	await dashboard.until(/│ {3}mscn +20 +│/);
	dashboard.press('j', 'j', 'Enter');
	await dashboard.until(lines => lines[1]?.includes('[lero 12]') === true);
	dashboard.type("'4");
	await dashboard.until(lines => lines[1]?.includes('[mscn 20]') === true);
});

test('what is typed behind the picker’s key in one read chooses from it', async () => {
	const dashboard = await openDashboard(exampleData());
	dashboard.type("'jj\r");
	await dashboard.until(lines => lines[1]?.includes('[lero 12]') === true);
});

test('where there are more tabs than fit, the rest is counted, and the active one is in view', async () => {
	const root = temporaryFolder();
	for (let index = 0; index < 40; index++) putModel(root, {id: `model_${index}`, folder: `Algo${String(index).padStart(2, '0')}`});
	const dashboard = await openDashboard(root);
	expect(dashboard.tabs()).toMatch(/^ \[All 40\] {3}algo00 1 .* \+\d+$/);
	dashboard.press('BTab');
	await dashboard.until(lines => /\[algo39 1\] {3}\+\d+$/.test(lines[1] ?? ''));
	dashboard.press("'");
	await dashboard.until(/│ ❯ algo39 +1 +│/);
	dashboard.press(...Array.from({length: 20}, () => 'k'), 'Enter');
	await dashboard.until(lines => /\[algo19 1\]/.test(lines[1] ?? ''));
	expect(dashboard.tabs().length).toBeLessThanOrEqual(80);
});
