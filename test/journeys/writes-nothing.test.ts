/** Someone looks at everything; no file below the root is touched. */

import fs from 'node:fs';
import path from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {openDashboard, ownPlaces, startDashboard} from '../helpers/dashboard.ts';
import {exampleData} from '../helpers/run-mreg.ts';
import {closeTerminals} from '../helpers/terminal.ts';
import {treeHash} from '../helpers/tree-hash.ts';

afterEach(closeTerminals);

test('every key of the dashboard leaves the tree as it was, and the cache lies elsewhere', async () => {
	const root = exampleData();
	fs.writeFileSync(path.join(root, 'Mscn', 'Model', 'cut.json'), '{"model_id"');
	const env = ownPlaces();
	const before = treeHash(root);
	const dashboard = await openDashboard(root, {env, cols: 160, rows: 45});
	for (const [keys, wanted] of [
		['jjkG', /^ 41\/41 /m],
		['g', /^ 1\/41 /m],
		['a*v', /^ 1\/41 /m],
		['A', /^ 1\/41 +by/m],
		['   ', /3 marked/],
		['lll[', /▴/],
		[']S', /▴/],
		['i', /^ 1\/41 /m],
		['i', /^ 1\/41 /m],
		['r', / live /],
		['p', / paused /],
		['p', / live /],
		['/lero\r', /12 of 41/],
		['\t', /\[knob 8\]/],
		['\t', /\[lero 12\]/],
		['\r', /FILES/],
		['ll', /FILES/],
		['r', /FILES/],
		['q', /\[lero 12\]/],
		['6', /cut\.json/],
		['\r', /unreadable/],
		['q', /cut\.json/],
		['?', /Keys/],
		['q', /cut\.json/],
		['1', /\[lero 12\]/],
		['s', /Sort by/],
	] as const) {
		dashboard.type(keys);
		await dashboard.until(wanted);
	}
	dashboard.press('Escape');
	await dashboard.until(lines => !lines.join('\n').includes('Sort by'));
	dashboard.press('q');
	expect(await dashboard.exit).toEqual({code: 0, signal: undefined});
	expect(treeHash(root)).toBe(before);
	expect(fs.readdirSync(path.join(env['XDG_CACHE_HOME'] ?? '', 'mreg')).length).toBeGreaterThan(0);
});

test('a folder that may not be written is looked at as well', async () => {
	const root = exampleData();
	for (const name of ['Lero/Model', 'Lero', '.']) fs.chmodSync(path.join(root, name), 0o555);
	const dashboard = await openDashboard(root);
	await dashboard.until(/^ 1\/40 /m);
	expect(dashboard.line(0)).not.toContain('problem');
	dashboard.press('q');
	expect(await dashboard.exit).toEqual({code: 0, signal: undefined});
	for (const name of ['.', 'Lero', 'Lero/Model']) fs.chmodSync(path.join(root, name), 0o755);
});

test('a cache that cannot be written costs a word, not the session', async () => {
	const home = path.join(ownPlaces()['HOME'] ?? '', 'file');
	fs.writeFileSync(home, '');
	const dashboard = startDashboard(exampleData(), {env: {XDG_CACHE_HOME: home}, cols: 120});
	await dashboard.until(/[12] problems? !$/m);
	await dashboard.until(/^ 1\/40 /m);
	dashboard.press('6');
	await dashboard.until('The index cannot be kept');
	dashboard.type('qq');
	expect(await dashboard.exit).toEqual({code: 0, signal: undefined});
});
