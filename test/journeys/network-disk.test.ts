/** A registry on a disk of another machine: what its checks cost bounds how often they are made, and a disk that stops to answer stops no key. */

import fs from 'node:fs';
import path from 'node:path';
import {afterEach, describe, expect, test} from 'vitest';
import {openDashboard, ownPlaces, program, putModel, startDashboard} from '../helpers/dashboard.ts';
import {mountNetworkDisk, whyNoNetworkDisk} from '../helpers/network-disk.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {closeTerminals, startTerminal} from '../helpers/terminal.ts';

afterEach(closeTerminals);

/** A registry beside this machine's, as another machine has it. */
function remoteRegistry(): string {
	const remote = temporaryFolder();
	for (const id of ['m_1', 'm_2', 'm_3']) putModel(remote, {id, sidecar: {tags: ['kept']}});
	fs.writeFileSync(path.join(remote, 'mreg.config.json'), '{}');
	return remote;
}

const isLive = /m_3/;

describe.skipIf(whyNoNetworkDisk !== undefined)(`a network disk${whyNoNetworkDisk === undefined ? '' : ` (not tested here: ${whyNoNetworkDisk})`}`, () => {
	test('where a check is dear the next one is far, the header says when, and r looks at once', async () => {
		const remote = remoteRegistry();
		await using disk = await mountNetworkDisk(remote);
		disk.slow(15);
		const dashboard = startDashboard(disk.root, {cols: 120});
		await dashboard.until(/checked \d+ (ms|s|min) ago, next in [\d.]+ (s|min)/);
		disk.slow(0);
		putModel(remote, {id: 'm_new'});
		await dashboard.go(['r'], 'm_new');
	}, 60_000);

	test('where it stops to answer, the header says so, keys move and a change is refused; it goes on when it answers again', async () => {
		const remote = remoteRegistry();
		await using disk = await mountNetworkDisk(remote);
		const dashboard = startDashboard(disk.root, {cols: 120});
		await dashboard.until(isLive);
		await dashboard.until(/checked/);
		disk.hang();
		await dashboard.until('the disk does not answer');
		await dashboard.go(['j'], () => dashboard.current()?.includes('m_2') === true);
		await dashboard.go(['?'], '─ Keys');
		await dashboard.go(['Escape'], () => dashboard.current()?.includes('m_2') === true);
		await dashboard.go(['K'], /nothing was done/);
		await dashboard.go(['Enter'], /sidecar +Mscn/);
		await dashboard.go(['Escape'], () => dashboard.current()?.includes('m_2') === true);
		putModel(remote, {id: 'm_new'});
		disk.resume();
		await dashboard.until('m_new');
		await dashboard.go(['K'], /protected/i);
		disk.hang();
		await dashboard.until('the disk does not answer');
		dashboard.press('q');
		await dashboard.until(/ended without it/);
		expect((await dashboard.exit).signal).toBe('SIGINT');
		expect(dashboard.isAlternate()).toBe(false);
	}, 60_000);

	test('a start where nothing answers says so, and Ctrl-C ends it', async () => {
		await using disk = await mountNetworkDisk(remoteRegistry());
		disk.hang();
		const dashboard = startDashboard(disk.root, {cols: 160});
		await dashboard.until('does not answer');
		dashboard.press('C-c');
		expect((await dashboard.exit).signal).toBe('SIGINT');
	}, 60_000);

	test('a command says how far it is on a slow disk, waits for one that hangs, and Ctrl-C ends it', async () => {
		await using disk = await mountNetworkDisk(remoteRegistry());
		const list = () =>
			startTerminal({command: process.execPath, args: [program, 'list', '--root', disk.root], cols: 160, rows: 10, env: ownPlaces(), cwd: temporaryFolder()});
		disk.slow(100);
		const slow = list();
		await slow.until(/reading .* \(fuse\.sshfs\): \d+ models so far/, {timeout: 20_000});
		disk.hang();
		await slow.until(/no answer for \d+ s/, {timeout: 20_000});
		disk.slow(0);
		disk.resume();
		expect((await slow.exit).code).toBe(0);
		expect(slow.screen().join('\n')).toContain('m_3');
		expect(slow.screen().join('\n')).not.toContain('Ctrl-C ends');
		disk.hang();
		const hung = list();
		await hung.until('does not answer', {timeout: 20_000});
		hung.press('C-c');
		expect((await hung.exit).signal).toBe('SIGINT');
	}, 60_000);
});

test('on a disk of this machine the header says live', async () => {
	const dashboard = await openDashboard(remoteRegistry());
	expect(dashboard.line(0)).toContain('live');
});
