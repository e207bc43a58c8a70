/** Someone takes things back, one after the other, and after starting again. */

import fs from 'node:fs';
import path from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {nameOf, openDashboard, registryOfMany} from '../helpers/dashboard.ts';
import {mreg} from '../helpers/run-mreg.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

function sidecar(root: string, index: number): string {
	return fs.readFileSync(path.join(root, 'Mscn', 'Model', `${nameOf(index)}.json`), 'utf8');
}

test('each u takes back one more, the newest first, until there is nothing; byte for byte', async () => {
	const root = registryOfMany(2);
	const before = [sidecar(root, 0), sidecar(root, 1)];
	const dashboard = await openDashboard(root, {cols: 120});
	dashboard.press('u');
	await dashboard.until(/^ There is nothing to take back\.$/m);
	dashboard.type('tpaper\r');
	await dashboard.until(/^ tagged 1 model paper/m);
	dashboard.type('jnslow\r');
	await dashboard.until(/^ wrote the note of m_001/m);
	// Both in one read.
	dashboard.type('uu');
	await dashboard.until(/^ took back: tagged 1 model paper {6}mreg undo \S+/m);
	expect([sidecar(root, 0), sidecar(root, 1)]).toEqual(before);
	dashboard.press('u');
	await dashboard.until(/^ There is nothing to take back\.$/m);
});

test('after a restart the log is still there', async () => {
	const root = registryOfMany(2);
	const before = sidecar(root, 0);
	const first = await openDashboard(root, {cols: 120});
	first.type('tpaper\r');
	await first.until(/^ tagged 1 model paper/m);
	first.press('q');
	expect(await first.exit).toEqual({code: 0, signal: undefined});
	expect(sidecar(root, 0)).not.toBe(before);
	const second = await openDashboard(root, {cols: 120});
	await second.until('paper');
	second.press('u');
	await second.until(/^ took back: tagged 1 model paper/m);
	expect(sidecar(root, 0)).toBe(before);
});

test('what is older than an hour asks first', async () => {
	const root = registryOfMany(1);
	const before = sidecar(root, 0);
	const first = await openDashboard(root, {cols: 120});
	first.type('tpaper\r');
	await first.until(/^ tagged 1 model paper/m);
	const journal = path.join(root, '.mreg', 'journal.jsonl');
	const old = new Date(Date.now() - 3.5 * 3_600_000).toISOString();
	fs.writeFileSync(journal, fs.readFileSync(journal, 'utf8').replaceAll(/"at":"[^"]*"/g, `"at":"${old}"`));
	first.press('u');
	await first.until(/Take back: tagged 1 model paper\?/);
	await first.until('It asks because it was done 3 h ago.');
	first.press('Enter');
	await first.until(/^ Nothing was done\.$/m);
	expect(sidecar(root, 0)).not.toBe(before);
	first.type('uy');
	await first.until(/^ took back: tagged 1 model paper/m);
	expect(sidecar(root, 0)).toBe(before);
});

test('a removal of which nothing is in the trash any more is passed over', async () => {
	const root = registryOfMany(2);
	const before = sidecar(root, 1);
	const dashboard = await openDashboard(root, {cols: 120});
	dashboard.type('jtpaper\r');
	await dashboard.until(/^ tagged 1 model paper/m);
	dashboard.type('gdy');
	await dashboard.until(/^ moved 1 model to the trash/m);
	expect(await mreg(['restore', '--root', root, nameOf(0)])).toMatchObject({code: 0});
	await dashboard.until(/^ \[All 2\]/m);
	dashboard.press('u');
	await dashboard.until(/^ took back: tagged 1 model paper/m);
	expect(sidecar(root, 1)).toBe(before);
});
