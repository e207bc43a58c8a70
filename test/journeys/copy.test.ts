/** Someone takes names, paths and commands along in the clipboard. */

import fs from 'node:fs';
import path from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {openDashboard, putModel, registryOfMany} from '../helpers/dashboard.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

test('y offers what there is of a model; a digit or Enter copies', async () => {
	const root = registryOfMany(2);
	fs.writeFileSync(path.join(root, 'mreg.config.json'), '{"testCommand": "python test.py --db {dataset} --load-model {id}"}');
	const dashboard = await openDashboard(root, {cols: 120});
	dashboard.press('y');
	const lines = await dashboard.until('copy of m_000');
	for (const label of ['id', 'path', "sidecar's path", 'key', 'JSON']) expect(lines.join('\n')).toMatch(new RegExp(`│ [❯ ] ${label} `));
	expect(lines.join('\n')).not.toContain('last command');
	dashboard.press('Enter');
	await dashboard.until(/^ Copied the id of m_000\.$/m);
	expect(dashboard.clipboard()).toBe('m_000');
	dashboard.type('y2');
	await dashboard.until(/^ Copied the path of m_000\.$/m);
	expect(dashboard.clipboard()).toBe(path.join(root, 'Mscn', 'Model', 'm_000'));
	dashboard.press('Space', 'Space');
	dashboard.type('yjj');
	await dashboard.until(/❯ sidecar's path .* and 1 more/);
	dashboard.press('j', 'Enter');
	await dashboard.until(/^ Copied the key of 2 models\.$/m);
	expect(dashboard.clipboard()).toBe('Mscn/Model/m_000\nMscn/Model/m_001');
});

test('the command of the last action is offered whole, however long it is', async () => {
	const root = registryOfMany(9);
	const dashboard = await openDashboard(root, {cols: 80});
	dashboard.type('atpaper\r');
	await dashboard.until(/^ tagged 9 models paper {6}mreg tag paper -- m_000 .*… {2}u undo$/m);
	dashboard.press('y');
	await dashboard.until('last command');
	dashboard.press('5');
	await dashboard.until(/^ Copied the command\.$/m);
	expect(dashboard.clipboard()).toBe(`mreg tag paper -- ${Array.from({length: 9}, (_, index) => `m_00${index}`).join(' ')}`);
});

test('Escape leaves the menu; Y copies the path at once, and says where there is none', async () => {
	const root = temporaryFolder();
	putModel(root, {id: 'm_1', sidecar: {training: {trained_at: '2024-01-02T00:00:00'}}});
	putModel(root, {id: 'm_2', sidecar: {training: {trained_at: '2024-01-01T00:00:00'}}});
	fs.rmSync(path.join(root, 'Mscn', 'Model', 'm_2'));
	const dashboard = await openDashboard(root, {cols: 120});
	dashboard.press('y');
	await dashboard.until('copy of m_1');
	dashboard.press('Escape');
	await dashboard.until(lines => !lines.join('\n').includes('copy of'));
	dashboard.press('Y');
	await dashboard.until(/^ Copied the path of m_1\.$/m);
	expect(dashboard.clipboard()).toBe(path.join(root, 'Mscn', 'Model', 'm_1'));
	dashboard.press('j', 'Y');
	await dashboard.until(/^ m_2 has no artifact to copy\.$/m);
});

test('Cleanup, Trash, Problems and Families copy the command that does it, a name that commands take, or a path', async () => {
	const root = registryOfMany(3);
	fs.writeFileSync(path.join(root, 'Mscn/Model/broken.json'), '{');
	putModel(root, {id: 'net', folder: 'Net', sidecar: {family: 'net', version: 2}});
	const dashboard = await openDashboard(root, {cols: 120, rows: 30});
	await dashboard.go(['6'], /broken\.json/);
	dashboard.press('Y');
	await dashboard.until(/^ Copied the path\.$/m);
	expect(dashboard.clipboard()).toBe(path.join(root, 'Mscn/Model/broken.json'));
	dashboard.press('y');
	await dashboard.until(/^ Copied the (command|problem, as no command repairs it)\.$/m);
	expect(dashboard.clipboard()).toMatch(/broken/);
	await dashboard.go(['1', 'd'], /y yes/);
	dashboard.press('y');
	await dashboard.until(/to the trash/);
	await dashboard.go(['5'], /TRASH/);
	dashboard.press('y');
	await dashboard.until(/^ Copied the command\.$/m);
	expect(dashboard.clipboard()).toMatch(/^mreg restore \S/);
	dashboard.press('Y');
	await dashboard.until(/^ Copied the transaction\.$/m);
	await dashboard.go(['8'], /metrics/);
	dashboard.press('y');
	await dashboard.until(/There is no metric here yet/);
	await dashboard.go(['x'], /cleanup/);
	dashboard.press('y');
	await dashboard.until(/^ Copied the command\.$/m);
	expect(dashboard.clipboard()).toMatch(/^mreg cleanup --algo mscn --keep 5 .*--dry-run$/);
	await dashboard.go(['1', 'F'], /^❯ *net /m);
	dashboard.press('y');
	await dashboard.until(/^ Copied the name of its latest version\.$/m);
	expect(dashboard.clipboard()).toBe('net@latest');
	await dashboard.go(['Enter'], /v2/);
	dashboard.press('y');
	await dashboard.until(/^ Copied the version\.$/m);
	expect(dashboard.clipboard()).toBe('net/v2');
});
