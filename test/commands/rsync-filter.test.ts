/** `mreg rsync-filter` with the real rsync: the copy is a registry with the same models, and carries nothing that passes. */

import {execFileSync, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {exampleData, mreg, shell} from '../helpers/run-mreg.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

const hasRsync = spawnSync('rsync', ['--version']).status === 0;

/** A registry in which something was changed, removed and left half done. */
async function usedRegistry(): Promise<string> {
	const root = exampleData();
	const tagged = await mreg(['tag', 'mscn_20241019_103000', 'copied', '--root', root]);
	expect(tagged.code).toBe(0);
	const removed = await mreg(['rm', 'mscn_20241018_171200', '--yes', '--accept-loss', '--root', root]);
	expect(removed.stderr).toContain('mreg undo');
	const folder = path.join(root, 'Mscn', 'Model');
	const token = '4121-0123456789abcdef';
	for (const file of [
		`${folder}/.mreg.lock`,
		`${folder}/.mreg.lock.stale.${token}`,
		`${folder}/.mreg-staging.${token}/artifact`,
		`${folder}/.mreg-run.${token}/new/net.pt`,
		`${folder}/.mscn_1.json.${token}.tmp`,
		`${root}/pretrained_models/.${token}.part`,
		`${root}/.mreg/staging.${token}.json`,
		`${root}/.mreg/pending/${token}.json`,
	]) {
		fs.mkdirSync(path.dirname(file), {recursive: true});
		fs.writeFileSync(file, 'passing');
	}
	return root;
}

function filesIn(folder: string): string[] {
	return fs
		.readdirSync(folder, {recursive: true, encoding: 'utf8', withFileTypes: true})
		.filter(entry => !entry.isDirectory())
		.map(entry => path.relative(folder, path.join(entry.parentPath, entry.name)))
		.sort();
}

test.skipIf(!hasRsync)('a copy by rsync with the rules is a registry with the same models and without what passes (skipped without rsync)', async () => {
	const root = await usedRegistry();
	const to = path.join(temporaryFolder(), 'copy');
	const copied = await shell(`mreg rsync-filter | rsync -aH --filter='. -' '${root}/' '${to}/'`);
	expect(copied).toMatchObject({code: 0, stderr: ''});
	const left = filesIn(root).filter(file => !filesIn(to).includes(file));
	expect(left.length).toBeGreaterThanOrEqual(8);
	expect(left.filter(file => !/^\.mreg\/(trash\/|reserve$|pending\/|staging\.)|(^|\/)\.mreg(\.lock|-staging|-run)|\.(tmp|part)$/.test(file))).toEqual([]);
	expect(filesIn(to)).toEqual(expect.arrayContaining(['.mreg/journal.jsonl', '.mreg/.gitignore', 'Mscn/Model/mscn_20241019_103000.json']));
	const listOf = async (folder: string) => JSON.parse((await mreg(['list', '--json', '--root', folder])).stdout) as {models: unknown; problems: unknown};
	const [here, there] = [await listOf(root), await listOf(to)];
	expect(there.models).toEqual(here.models);
	expect(there.problems).toEqual(here.problems);
	expect((await mreg(['trash', '--quiet', '--root', to])).stdout).toBe('');
	const untagged = await mreg(['undo', '--yes', '--root', to, (await mreg(['log', '--quiet', '--root', to])).stdout.trim().split('\n').at(-1) ?? '']);
	expect(untagged).toMatchObject({code: 0});
});

test.skipIf(!hasRsync)('--delete takes away what is gone at the source, and leaves the trash of the copy (skipped without rsync)', async () => {
	const root = exampleData();
	const to = path.join(temporaryFolder(), 'copy');
	const copy = async () => shell(`mreg rsync-filter | rsync -aH --delete --filter='. -' '${root}/' '${to}/'`);
	await copy();
	await mreg(['rm', 'mscn_20241018_171200', '--yes', '--accept-loss', '--root', to]);
	const trashed = filesIn(path.join(to, '.mreg', 'trash'));
	expect(trashed.length).toBeGreaterThan(1);
	fs.rmSync(path.join(root, 'Mscn', 'Model', 'mscn_20241019_103000.json'));
	expect(await copy()).toMatchObject({code: 0, stderr: ''});
	expect(filesIn(path.join(to, '.mreg', 'trash'))).toEqual(trashed);
	expect(fs.existsSync(path.join(to, 'Mscn', 'Model', 'mscn_20241019_103000.json'))).toBe(false);
	expect(fs.existsSync(path.join(to, 'Mscn', 'Model', 'mscn_20241018_171200.json'))).toBe(true);
});

test('the patterns match all that this program writes for a while, and nothing that a model is made of', async () => {
	const {stdout} = await mreg(['rsync-filter', '--quiet']);
	const token = '4121-0123456789abcdef';
	const passing = [
		'.mreg/trash/x',
		'.mreg/reserve',
		`.mreg/staging.${token}.json`,
		'A/Model/.mreg.lock',
		`A/Model/.mreg-staging.${token}/artifact`,
		`A/Model/.a.json.${token}.tmp`,
	];
	const staying = [
		'A/Model/a.pt',
		'A/Model/a.json',
		'A/Model/trash/x',
		'.mreg/journal.jsonl',
		'.mreg/journal.1.jsonl',
		'model_registry.json',
		'mreg.config.json',
		'pretrained_models/net.pt',
	];
	const root = temporaryFolder();
	for (const file of [...passing, ...staying]) {
		fs.mkdirSync(path.dirname(path.join(root, file)), {recursive: true});
		fs.writeFileSync(path.join(root, file), '');
	}
	execFileSync('git', ['init', '-q', root]);
	const rules = path.join(temporaryFolder(), 'rules');
	fs.writeFileSync(rules, stdout);
	const shown = execFileSync('git', ['-C', root, 'ls-files', '--others', '--exclude-from', rules], {encoding: 'utf8'});
	expect(shown.trim().split('\n').sort()).toEqual([...staying].sort());
});
