/** Someone holds the picture still, and asks for a new look. */

import fs from 'node:fs';
import path from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {openDashboard, putModel} from '../helpers/dashboard.ts';
import {exampleData} from '../helpers/run-mreg.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

test('while paused nothing moves but what one moves oneself; p brings what happened meanwhile', async () => {
	const root = exampleData();
	const dashboard = await openDashboard(root);
	dashboard.press('p');
	await dashboard.until(/ paused · /);
	putModel(root, {id: 'lero_20991101_100211', folder: 'Lero'});
	dashboard.press('j', '/');
	dashboard.type('lero\r');
	await dashboard.until(/12 of 40/);
	expect(dashboard.screen().join('\n')).not.toContain('lero_2099');
	dashboard.press('p');
	await dashboard.until(/13 of 41/);
	await dashboard.until(/ live · /);
});

test('r looks into folder artifacts, too, where nothing tells of a change', async () => {
	const root = exampleData();
	const dashboard = await openDashboard(root, {cols: 110});
	dashboard.type('/20241027_222029\r');
	await dashboard.until(/1 of 40/);
	const weights = path.join(root, 'Lero', 'Model', 'lero_20241027_222029', 'nn_weights');
	const {atime, mtime} = fs.statSync(weights);
	fs.appendFileSync(weights, 'x'.repeat(5_000_000));
	fs.utimesSync(weights, atime, mtime);
	dashboard.press('r');
	await dashboard.until(/ 5 MB$/m);
});
