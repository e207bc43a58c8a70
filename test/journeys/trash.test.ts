/** Someone threw models away and looks for them: in the trash, in the log, also the next day. */

import fs from 'node:fs';
import path from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {eventually, openDashboard, putModel, registryOfMany, type Dashboard} from '../helpers/dashboard.ts';
import {foreignSequences} from '../helpers/control-sequences.ts';
import {mreg} from '../helpers/run-mreg.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

const models = (root: string) => fs.readdirSync(path.join(root, 'Mscn', 'Model')).filter(name => !name.endsWith('.json'));
const contents = (folder: string) => fs.readdirSync(folder).map(name => [name, fs.readFileSync(path.join(folder, name), 'utf8')]);
const transactions = (root: string) => fs.readdirSync(path.join(root, '.mreg', 'trash')).filter(name => name !== 'CACHEDIR.TAG');

/** Moves the marked models, or that under the cursor, to the trash. */
async function remove(dashboard: Dashboard, what: RegExp): Promise<void> {
	await dashboard.go(['d'], /y yes/);
	await dashboard.go(['y'], what);
}

async function openTrash(dashboard: Dashboard, wanted: RegExp): Promise<void> {
	await dashboard.go(['5'], wanted);
}

test('what d removed lies in the trash, R puts it back, and nothing of it is missing', async () => {
	const root = registryOfMany(4);
	const folder = path.join(root, 'Mscn', 'Model');
	const before = contents(folder);
	const dashboard = await openDashboard(root, {cols: 100});
	await dashboard.go(['Space', 'Space'], /2 marked/);
	await remove(dashboard, /moved 2 models/);
	await openTrash(dashboard, /^ trash {2}1 transaction, 2 models, /m);
	await dashboard.until(/^❯▸ .* you +dashboard +2 models +/m);
	await dashboard.until(/^ u .* you +moved 2 models to the trash/m);
	// One of them, then what is left.
	await dashboard.go(['Right', 'j'], /^❯ {4}Mscn\/Model\/m_000 /m);
	await dashboard.go(['R'], /brought back m_000/);
	await dashboard.until(/^ trash {2}1 transaction, 1 model, /m);
	// Twice in one read is once.
	dashboard.type('hRR');
	await dashboard.until(/brought back m_001/);
	await dashboard.until(/Nothing lies in the trash/);
	expect(contents(folder)).toEqual(before);
	await dashboard.go(['1'], /^ \d\/4 /m);
});

test('u on the line of the log takes the removal back; once', async () => {
	const root = registryOfMany(3);
	const dashboard = await openDashboard(root, {cols: 100});
	await remove(dashboard, /moved/);
	await openTrash(dashboard, /^ trash {2}1 transaction/m);
	await dashboard.go(['j'], /^❯u .*moved m_000 to the trash/m);
	await dashboard.go(['u'], /took back: moved m_000 to the trash/);
	await dashboard.until(/took back the removal of m_000/);
	await dashboard.until(/moved m_000 to the trash +taken back/);
	expect(models(root)).toHaveLength(3);
	await dashboard.go(['G', 'u'], /It was taken back already\./);
	expect(models(root)).toHaveLength(3);
});

test('P wants the count: another number keeps all, the right one frees the disk', async () => {
	const root = registryOfMany(5);
	const dashboard = await openDashboard(root, {cols: 100});
	await dashboard.go(['Space', 'Space', 'Space'], /3 marked/);
	await remove(dashboard, /moved 3 models/);
	await openTrash(dashboard, /^ trash {2}1 transaction, 3 models/m);
	const [txn = ''] = transactions(root);
	await dashboard.go(['P'], /Purge 3 models, .*\?.*deleted for good/);
	// A wrong count is asked for again, and none is no.
	dashboard.type('4\r\r');
	await dashboard.until(/Nothing was done\./);
	expect(transactions(root)).toEqual([txn]);
	dashboard.type('P3\r');
	await dashboard.until(/purged 3 models, .* freed/);
	await dashboard.until(/Nothing lies in the trash/);
	await dashboard.until(/^[ ❯] {2}.* you +purged 3 models/m);
	expect(transactions(root)).toEqual([]);
	expect(models(root)).toHaveLength(2);
	// It cannot be taken back.
	await dashboard.go(['G', 'u'], /Nothing of it is in the trash any more\./);
});

test('the log is there after a restart, and what was done before can be taken back', async () => {
	const root = registryOfMany(3);
	const first = await openDashboard(root, {cols: 100});
	await remove(first, /moved/);
	first.press('q');
	expect((await first.exit).code).toBe(0);
	const second = await openDashboard(root, {cols: 100});
	await openTrash(second, /^ u .* you +moved m_000 to the trash/m);
	await second.go(['u'], /took back: moved m_000 to the trash/);
	expect(models(root)).toHaveLength(3);
});

test('what another program does shows while one looks', async () => {
	const root = registryOfMany(3);
	const dashboard = await openDashboard(root, {cols: 100});
	await openTrash(dashboard, /Nothing lies in the trash/);
	await dashboard.until(/Nothing was done here yet/);
	const {code} = await mreg(['rm', 'm_002', '--yes', '--root', root]);
	expect(code).toBe(0);
	await dashboard.until(/^ trash {2}1 transaction, 1 model/m);
	await dashboard.until(/^ u .* you +moved m_002 to the trash/m);
});

test('more than 10 models are put back only after a yes', async () => {
	const root = registryOfMany(12);
	const dashboard = await openDashboard(root, {cols: 100});
	await dashboard.go(['a'], /12 marked/);
	await dashboard.go(['d'], /12/);
	dashboard.type('12\r');
	await dashboard.until(/moved 12 models/);
	await openTrash(dashboard, /^ trash {2}1 transaction, 12 models/m);
	await dashboard.go(['R'], /Bring 12 models back to their places\?/);
	await dashboard.go(['n'], lines => !lines.join('\n').includes('back to their places'));
	expect(models(root)).toHaveLength(0);
	dashboard.type('Ry');
	await dashboard.until(/brought back 12 models/);
	expect(models(root)).toHaveLength(12);
});

test('names that would drive the terminal are text in the trash and in the log', async () => {
	const root = temporaryFolder();
	const evil = '나쁜\u001B]0;owned\u0007\u001B[31m\u202E이름';
	putModel(root, {id: 'whole'});
	putModel(root, {id: evil, sidecar: {training: {trained_at: '2030-01-01T00:00:00'}}});
	const dashboard = await openDashboard(root, {cols: 120});
	await dashboard.go(['g'], /^❯.*나쁜/m);
	await remove(dashboard, /moved/);
	await openTrash(dashboard, /^ trash {2}1 transaction, 1 model/m);
	await dashboard.go(['l', 'j'], /^❯ {4}Mscn\/Model\/나쁜\\e\]0;owned\\x07\\e\[31m\\u\{202e\}이름/m);
	expect(foreignSequences(dashboard.rawOutput())).toEqual([]);
	await dashboard.go(['R'], /brought back 나쁜\\e/);
	await eventually(() => models(root).includes(evil));
});

test('in a registry that is only read the trash shows, and no key changes it', async () => {
	const root = registryOfMany(2);
	await mreg(['rm', 'm_001', '--yes', '--root', root]);
	const dashboard = await openDashboard(root, {cols: 100, args: ['--read-only']});
	await openTrash(dashboard, /^ trash {2}1 transaction, 1 model/m);
	expect(dashboard.footer()).not.toContain('restore');
	dashboard.type('RuPy1\r');
	await dashboard.go(['5'], /^ trash {2}1 transaction, 1 model/m);
	expect(models(root)).toEqual(['m_000']);
});
