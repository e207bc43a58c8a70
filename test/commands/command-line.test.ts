/** What holds for every command: words, options, help, exit codes, errors, and an output that is closed or full. */

import fs from 'node:fs';
import path from 'node:path';
import {beforeAll, describe, expect, test} from 'vitest';
import {exampleData, lines, mreg, registryOf, shell} from '../helpers/run-mreg.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

let root = '';
beforeAll(() => {
	root = exampleData();
});

describe('words', () => {
	test('global options work before and after the command', async () => {
		const before = await mreg(['--root', root, '--quiet', 'list', '--limit', '2']);
		const after = await mreg(['list', '--limit', '2', '--quiet', '--root', root]);
		expect(before.stdout).toBe(after.stdout);
		expect(lines(before.stdout)).toHaveLength(2);
	});

	test('an unknown word is a usage error that names the nearest command', async () => {
		const {code, stderr} = await mreg(['summry', '--root', root]);
		expect(code).toBe(2);
		expect(stderr).toBe('mreg: There is no command and no folder "summry".\nDid you mean `mreg summary`? `mreg help` lists all commands.\n');
	});

	test('a folder named like a command is opened by ./', async () => {
		const cwd = temporaryFolder();
		fs.cpSync(root, path.join(cwd, 'list'), {recursive: true});
		const {code, stdout} = await mreg(['./list'], {cwd});
		expect(code).toBe(0);
		expect(stdout).toContain(path.join(cwd, 'list'));
	});

	test('two folders are a usage error', async () => {
		expect((await mreg([root, '--root', root])).code).toBe(2);
		expect((await mreg([root, root])).code).toBe(2);
	});

	test.each([['list', '--nonsense'], ['show'], ['latest', 'extra'], ['list', '--wait', 'soon'], ['list', '--sort']])(
		'%s %s is a usage error with a next step',
		async (...args) => {
			const {code, stdout, stderr} = await mreg(['--demo', ...args]);
			expect({code, stdout}).toEqual({code: 2, stdout: ''});
			expect(stderr).toMatch(/^mreg: [A-Z-].*\.\n/);
		},
	);
});

describe('help', () => {
	test('lists every command', async () => {
		const [long, word] = await Promise.all([mreg(['--help']), mreg(['help'])]);
		expect(long).toEqual({...word, code: 0, stderr: ''});
		for (const name of ['list', 'show', 'summary', 'latest', 'problems', 'index']) expect(long.stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
	});

	test.each(['list', 'show', 'summary', 'latest', 'problems', 'index'])('%s --help has an example, and help knows it', async name => {
		const [option, word] = await Promise.all([mreg([name, '--help']), mreg(['help', name])]);
		expect(option).toEqual(word);
		expect(option.code).toBe(0);
		expect(option.stdout).toMatch(new RegExp(`Examples:\n(?:.*\n)*.*mreg ${name}`));
	});

	test('help on an unknown command is a usage error', async () => {
		expect((await mreg(['help', 'shwo'])).code).toBe(2);
	});

	test('--version is the version of the package', async () => {
		const {version} = JSON.parse(fs.readFileSync(path.join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'));
		expect((await mreg(['--version'])).stdout).toBe(`${version}\n`);
	});
});

describe('errors', () => {
	test('no registry: exit 3, with what was looked for and what was seen instead', async () => {
		const cwd = temporaryFolder();
		fs.mkdirSync(path.join(cwd, 'runs'));
		fs.writeFileSync(path.join(cwd, 'runs', 'net.pt'), '');
		const {code, stdout, stderr} = await mreg(['list'], {cwd});
		expect({code, stdout}).toEqual({code: 3, stdout: ''});
		expect(stderr).toContain(`mreg: There is no model registry in ${cwd}.`);
		expect(stderr).toContain('1 .pt in 1 folder');
	});

	test('with --json an error is an object on standard error', async () => {
		const {code, stdout, stderr} = await mreg(['show', 'nobody', '--json', '--root', root]);
		expect({code, stdout}).toEqual({code: 3, stdout: ''});
		expect(JSON.parse(stderr)).toEqual({schema: 1, error: {code: 'not-found', message: 'No model is called "nobody".', hint: expect.any(String)}});
	});

	test('a bug is one line, exit 70, and its stack in a file that is named', async () => {
		const state = temporaryFolder();
		const broken = "Map.groupBy = () => { throw new TypeError('planted'); }";
		const node = ['--import', `data:text/javascript,${encodeURIComponent(broken)}`];
		const {code, stdout, stderr} = await mreg(['summary', '--root', root], {node, env: {XDG_STATE_HOME: state}});
		expect({code, stdout}).toEqual({code: 70, stdout: ''});
		expect(lines(stderr)).toHaveLength(1);
		const file = /\/\S+\.txt/.exec(stderr)?.[0] ?? '';
		expect(path.dirname(file)).toBe(path.join(state, 'mreg'));
		expect(fs.readFileSync(file, 'utf8')).toMatch(/TypeError: planted\n +at /);
	});

	test('an old Node is told what to install, in one line', async () => {
		const old = "Object.defineProperty(process.versions, 'node', {value: '20.20.2'})";
		const {code, stdout, stderr} = await mreg(['list'], {node: ['--import', `data:text/javascript,${encodeURIComponent(old)}`]});
		expect({code, stdout}).toEqual({code: 1, stdout: ''});
		expect(stderr).toMatch(/^mreg needs Node 22\.22\.2 or newer, and this is 20\.20\.2: install Node 24 .*\n$/);
	});
});

describe('output', () => {
	test('a reader that leaves after the first line is no error, at 10,000 models', async () => {
		const models = Object.fromEntries(Array.from({length: 10_000}, (_, index) => [`A/Model/m_${index}`, {artifact: 'x'}]));
		const many = registryOf(models);
		const {code, stdout, stderr} = await shell(`set -o pipefail; mreg list --json --root '${many}' | head -1`);
		expect({code, stderr}).toEqual({code: 0, stderr: ''});
		expect(lines(stdout)).toHaveLength(1);
		const all = await shell(`mreg list --quiet --root '${many}' | (sleep 0.5; wc -l)`);
		expect(all.stdout.trim()).toBe('10000');
	});

	test.runIf(fs.existsSync('/dev/full'))('a full disk is exit 1 with a line', async () => {
		const {code, stderr} = await shell(`mreg list --root '${root}' > /dev/full`);
		expect(code).toBe(1);
		expect(stderr).toBe('mreg: Standard output cannot be written: no space left on device (ENOSPC).\n');
	});

	test('a closed standard error takes no data with it', async () => {
		const {code, stdout} = await shell(`mreg list --limit 2 --root '${root}' 2>&-`);
		expect(code).toBe(0);
		expect(lines(stdout)).toHaveLength(3);
	});
});

describe('looking', () => {
	test.each([['list'], ['show', 'mscn_20241019_103000'], ['summary'], ['problems'], ['latest', '--path'], ['list', '--json']])(
		'%s changes nothing below the root',
		async (...args) => {
			const before = treeOf(root);
			await mreg([...args, '--root', root]);
			expect(treeOf(root)).toEqual(before);
		},
	);

	test.each(['', 'relative'])('a cache folder "%s" is no place below the working folder', async cache => {
		const cwd = temporaryFolder();
		fs.cpSync(root, cwd, {recursive: true});
		const before = treeOf(cwd);
		expect((await mreg(['list'], {cwd, env: {XDG_CACHE_HOME: cache, NODE_COMPILE_CACHE: ''}})).code).toBe(0);
		expect(treeOf(cwd)).toEqual(before);
	});

	test('--demo works on a copy that is gone afterwards', async () => {
		const temporary = temporaryFolder();
		const {code, stdout} = await mreg(['list', '--demo', '--json'], {env: {TMPDIR: temporary}});
		expect(code).toBe(0);
		const {root: copy, models} = JSON.parse(stdout);
		expect(copy.startsWith(temporary)).toBe(true);
		expect(models[0].artifact.modified_at).toBe(new Date(models[0].training.trained_at).toISOString());
		expect(fs.readdirSync(temporary)).toEqual([]);
	});
});

/** Names, times and sizes of all that is below a folder. */
function treeOf(folder: string): string[] {
	return fs
		.readdirSync(folder, {recursive: true, encoding: 'utf8'})
		.sort()
		.map(name => {
			const {mtimeMs, size, mode} = fs.lstatSync(path.join(folder, name));
			return `${name} ${mtimeMs} ${size} ${mode}`;
		});
}
