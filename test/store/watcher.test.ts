/** Which disks give no file events, and which names are told of on those that do. */

import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import type {Problem} from '../../store/domain/problem.ts';
import {networkMount} from '../../store/network-mount.ts';
import {startWatcher} from '../../store/watcher.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {until} from '../helpers/until.ts';

describe('a network disk', () => {
	const mountinfo = [
		'22 1 0:21 / / rw,relatime shared:1 - ext4 /dev/vda rw',
		'23 22 0:22 / /proc rw shared:2 - proc proc rw',
		'40 22 0:40 / /mnt/nfs rw,relatime shared:9 - nfs4 server:/export rw,vers=4.2',
		'41 40 0:41 / /mnt/nfs/local rw - tmpfs tmpfs rw',
		'42 22 0:42 / /mnt/with\\040space rw - cifs //server/share rw',
		'43 22 0:43 / /mnt/ssh rw - fuse.sshfs user@host: rw',
		'44 22 0:44 / /mnt/lustre rw master:1 propagate_from:2 - lustre 10.0.0.1@tcp:/fs rw',
		'45 22 0:45 / /mnt/fuse rw - fuse.bindfs /x rw',
		'46 22 0:46 / /mnt/tab\\011and\\134slash rw - 9p host rw',
		'47 22 0:47 / /mnt/over rw - nfs server:/a rw',
		'48 47 0:48 / /mnt/over rw - xfs /dev/vdb rw',
		'nonsense',
		'',
	].join('\n');

	test.each<[string, string | undefined]>([
		['/home/me/models', undefined],
		['/', undefined],
		['/mnt/nfs', 'nfs4'],
		['/mnt/nfs/deep/in/it', 'nfs4'],
		['/mnt/nfs/local/models', undefined],
		['/mnt/nfsother', undefined],
		['/mnt/with space/models', 'cifs'],
		['/mnt/ssh/x', 'fuse.sshfs'],
		['/mnt/lustre/x', 'lustre'],
		['/mnt/fuse/x', undefined],
		['/mnt/tab\tand\\slash/x', '9p'],
		['/mnt/over/x', undefined],
	])('below %s is %s', (root, type) => expect(networkMount(root, mountinfo)).toBe(type));

	test('is none where the system does not say', () => expect(networkMount('/mnt/nfs', '')).toBeUndefined());

	test('is the whole system where / is one', () => expect(networkMount('/any', '1 0 0:1 / / rw - nfs server:/ rw')).toBe('nfs'));

	test('is not the temporary folder of these tests', () => expect(networkMount(temporaryFolder())).toBeUndefined());
});

describe('a watcher', () => {
	async function watching() {
		const root = temporaryFolder();
		const heard = {names: new Set<string>(), structure: 0, exchange: 0, trouble: [] as Problem[]};
		const folder = {path: 'Mscn/Model', folder: 'Mscn', algorithm: 'mscn'};
		fs.mkdirSync(path.join(root, folder.path), {recursive: true});
		const watcher = startWatcher(root, {
			onNames: (folder, names) => names.forEach(name => heard.names.add(`${folder}/${name}`)),
			onStructure: () => heard.structure++,
			onExchange: () => heard.exchange++,
			onTrouble: problem => heard.trouble.push(problem),
		});
		onTestFinished(() => watcher.close());
		watcher.follow([folder]);
		const write = (name: string, text = 'x') => fs.writeFileSync(path.join(root, name), text);
		/** Writes a probe again and again until it is heard of: from then on the watch stands. */
		let round = 0;
		const settled = () =>
			until(
				() => (
					write('Mscn/Model/probe.json', `${round++}`),
					write('model_registry.json', `${round}`),
					heard.names.has('Mscn/Model/probe.json') && heard.exchange > 0
				),
			);
		await settled();
		return {root, heard, watcher, write, folder};
	}

	test('tells of sidecars by name, and of nothing else in a model folder', async () => {
		const {heard, write} = await watching();
		for (const name of ['a.json', 'weights.pt', '.hidden.json', 'b.json.tmp', 'b.json~', 'c.json']) write(`Mscn/Model/${name}`);
		await until(() => heard.names.has('Mscn/Model/c.json'));
		expect([...heard.names].sort()).toEqual(['Mscn/Model/a.json', 'Mscn/Model/c.json', 'Mscn/Model/probe.json']);
		expect(heard.trouble).toEqual([]);
	});

	test('tells of a sidecar that is renamed in, changed and removed', async () => {
		const {root, heard, write} = await watching();
		write('Mscn/Model/a.json.tmp');
		fs.renameSync(path.join(root, 'Mscn/Model/a.json.tmp'), path.join(root, 'Mscn/Model/a.json'));
		for (const act of [() => write('Mscn/Model/a.json', 'longer'), () => fs.unlinkSync(path.join(root, 'Mscn/Model/a.json'))]) {
			await until(() => heard.names.delete('Mscn/Model/a.json'));
			act();
		}
		await until(() => heard.names.has('Mscn/Model/a.json'));
	});

	test('tells of the config and of new folders as structure', async () => {
		const {root, heard, write} = await watching();
		for (const act of [() => write('mreg.config.json', '{}'), () => fs.mkdirSync(path.join(root, 'Lero'))]) {
			const before = heard.structure;
			act();
			await until(() => heard.structure > before);
		}
	});

	test('follows further folders, also by a link, under the name that the root has for them', async () => {
		const {root, heard, watcher, write, folder} = await watching();
		const elsewhere = temporaryFolder();
		fs.mkdirSync(path.join(root, 'Lero'));
		fs.symlinkSync(elsewhere, path.join(root, 'Lero/Model'));
		watcher.follow([folder, {path: 'Lero/Model', folder: 'Lero', algorithm: 'lero'}]);
		await until(() => (fs.writeFileSync(path.join(elsewhere, 'x.json'), `${performance.now()}`), heard.names.has('Lero/Model/x.json')));
		write('Mscn/Model/still.json');
		await until(() => heard.names.has('Mscn/Model/still.json'));
	});
});
