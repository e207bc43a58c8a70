/** Someone has the cursor on a model while others come in above it. */

import {afterEach, expect, test} from 'vitest';
import {nameOf, openDashboard, putModel, registryOfMany} from '../helpers/dashboard.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

/** Trained later than all there is. */
function putNewer(root: string, id: string): void {
	putModel(root, {id, sidecar: {training: {trained_at: '2030-01-01T00:00:00'}}});
}

test('the cursor stays on its model and on its line of the screen', async () => {
	const root = registryOfMany(50);
	const dashboard = await openDashboard(root);
	dashboard.press(...Array.from({length: 20}, () => 'j'));
	await dashboard.onRow(nameOf(20));
	const line = dashboard.screen().findIndex(text => text.startsWith('❯'));
	for (let index = 0; index < 5; index++) putNewer(root, `newer_${index}`);
	await dashboard.until(/^ 26\/55 /m);
	await dashboard.onRow(nameOf(20));
	expect(dashboard.screen().findIndex(text => text.startsWith('❯'))).toBe(line);
	// It goes on from there.
	dashboard.press('j');
	await dashboard.onRow(nameOf(21));
});

test('so do marks and a range that is open', async () => {
	const root = registryOfMany(20);
	const dashboard = await openDashboard(root);
	dashboard.type('jjvj');
	await dashboard.until(/· 2 marked/);
	putNewer(root, 'newer');
	await dashboard.until(/^ 5\/21 /m);
	dashboard.press('j');
	await dashboard.until(/^ 6\/21 · 3 marked/m);
	expect(
		dashboard
			.screen()
			.filter(line => /^[❯ ]✓/.test(line))
			.map(line => line.slice(3, 14).trim().split(/ +/)),
	).toEqual([
		['4', nameOf(2)],
		['5', nameOf(3)],
		['6', nameOf(4)],
	]);
});

test('a cursor that nobody moved stays on top, where the newest are', async () => {
	const root = registryOfMany(20);
	const dashboard = await openDashboard(root);
	putNewer(root, 'newer');
	await dashboard.onRow('newer');
	expect(dashboard.position()).toMatch(/^ 1\/21 /);
});

test('a filter shows what comes in only where it fits', async () => {
	const root = registryOfMany(20);
	const dashboard = await openDashboard(root);
	dashboard.type('/m_01\rj');
	await dashboard.until(/^ 2\/10 /m);
	putNewer(root, 'newer');
	await dashboard.until(/ \/ m_01 .* 10 of 21/);
	putNewer(root, 'newer_m_01');
	await dashboard.until(/^ 3\/11 /m);
	await dashboard.onRow('11');
});
