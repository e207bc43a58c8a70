/** Someone opens a folder in which there is no registry, or none yet. */

import fs from 'node:fs';
import path from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {openDashboard, putModel, startDashboard} from '../helpers/dashboard.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

test('an empty folder: what was looked for, and that it waits; the first model appears by itself', async () => {
	const root = temporaryFolder();
	const dashboard = await openDashboard(root);
	const text = (await dashboard.until('No models here yet.')).join('\n');
	expect(text).toContain(root);
	expect(text).toContain('A model that is written now appears here by itself.');
	dashboard.press('j', 'G', 'Space', 'Enter', 'v', 'a', ']', 's');
	await dashboard.until('Sort by');
	dashboard.press('Escape');
	await dashboard.until(lines => !lines.join('\n').includes('Sort by'));
	putModel(root, {id: 'first'});
	await dashboard.onRow('first');
	await dashboard.until(/\[All 1\] {3}mscn 1/);
});

test('checkpoints elsewhere: how many were seen, and how to take them as models', async () => {
	const root = temporaryFolder();
	for (let run = 0; run < 3; run++) {
		fs.mkdirSync(path.join(root, 'runs', `run${run}`, 'checkpoints'), {recursive: true});
		for (let step = 0; step < 4; step++) {
			fs.writeFileSync(path.join(root, 'runs', `run${run}`, 'checkpoints', `step${step}.${step % 2 === 0 ? 'pt' : 'ckpt'}`), '');
		}
	}
	const dashboard = await openDashboard(root);
	const text = (await dashboard.until('No models here yet.')).join('\n');
	expect(text).toMatch(/12 .*\.pt.* in 3 folders/);
	expect(text).toContain('{"modelFolders": ["runs/*/checkpoints"]}');
});

test('a folder that is not there is an error before anything is drawn', async () => {
	const dashboard = startDashboard('/nowhere/at/all');
	expect((await dashboard.exit).code).toBe(2);
	expect(dashboard.rawOutput()).not.toContain('\u{1B}');
	expect(dashboard.screen().join('')).toContain('nowhere');
});

test('the last model goes: the screen says that there is none', async () => {
	const root = temporaryFolder();
	const file = putModel(root, {id: 'only'});
	const dashboard = await openDashboard(root);
	await dashboard.onRow('only');
	fs.rmSync(`${file}.json`);
	fs.rmSync(file);
	await dashboard.until(/No models here yet|no models/);
	await dashboard.until(lines => lines[1]?.startsWith(' [All 0]') === true);
});
