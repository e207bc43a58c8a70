/** `mreg register` on registries on disk: what it prints, what lies there afterwards, and that what is refused leaves nothing. */

import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import type {AddressInfo} from 'node:net';
import path from 'node:path';
import {expect, test} from 'vitest';
import {modelFiles, registryOf} from '../helpers/registries.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {cannotMount, tinyDisk} from '../helpers/tiny-disk.ts';
import {treeHash} from '../helpers/tree-hash.ts';
import {refusal, typed as typedAnywhere, type World} from '../helpers/typed-command.ts';

const longAgo = 1_700_000_000;
const mscn = 'Mscn/Model/mscn_20241019_103000';

const typed = (root: string, words: readonly string[], world: World = {}) => typedAnywhere(root, words, {exists: fs.existsSync, ...world});

function made(): string {
	return registryOf(modelFiles(mscn));
}

/** A file of somebody, at rest. */
function outside(name: string, bytes: string | Buffer = 'weights'): string {
	const file = path.join(temporaryFolder(), name);
	fs.writeFileSync(file, bytes);
	fs.utimesSync(file, longAgo, longAgo);
	return file;
}

const sidecar = (root: string, key: string) => JSON.parse(fs.readFileSync(path.join(root, `${key}.json`), 'utf8'));

test('a file becomes the first version: the name alone is data, the rest is words', async () => {
	const root = made();
	const file = outside('model_final.pth');
	const {lines, notes, code} = await typed(root, ['register', 'resnet18', file, '--metric', 'acc=0.697', '--test-dataset', 'imagenet', '--tag', 'baseline']);
	expect({lines, code}).toEqual({lines: ['resnet18/v1'], code: 0});
	expect(notes).toEqual([
		expect.stringMatching(/^Resnet18\/Model\/resnet18_v1\.pth, 7 B, sha256 [0-9a-f]{12}\.$/),
		expect.stringMatching(/^mreg undo \S+ takes it back\.$/),
	]);
	expect(fs.readFileSync(path.join(root, 'Resnet18/Model/resnet18_v1.pth'), 'utf8')).toBe('weights');
	expect(fs.readFileSync(file, 'utf8')).toBe('weights');
	expect(sidecar(root, 'Resnet18/Model/resnet18_v1')).toMatchObject({
		family: 'resnet18',
		version: 1,
		testing: [{dataset: 'imagenet', performance: {acc: 0.697}}],
		tags: ['baseline'],
		lineage: {source: file},
	});
});

test('the same bytes again are that version, and nothing is changed; --new-version registers them again', async () => {
	const root = made();
	await typed(root, ['register', 'net', outside('a.pth')]);
	const before = treeHash(root);
	const facts = ['--metric', 'acc=1', '--tag', 'a b', '--tag', 'c', '--note', 'x', '--input-shape', '1,N', '--parent', mscn];
	const again = await typed(root, ['register', 'net', outside('b.pth'), ...facts]);
	expect({lines: again.lines, code: again.code}).toEqual({lines: ['net/v1'], code: 0});
	expect(again.notes).toEqual([
		'These bytes are net/v1 already: nothing was copied; --new-version registers them again.',
		"Not written: 2 tags (mreg tag net/v1 'a b' c); the note (mreg note net/v1 TEXT); the metric acc, the parent, the input shape (--new-version).",
	]);
	expect((await typed(root, ['register', 'net', outside('b.pth'), '--quiet'])).lines).toEqual(['net/v1']);
	expect(treeHash(root)).toEqual(before);
	expect((await typed(root, ['register', 'net', outside('b.pth'), '--new-version', '--quiet'])).lines).toEqual(['net/v2']);
});

test('the same bytes get no number that was asked for, unless they are to be a new version', async () => {
	const root = made();
	await typed(root, ['register', 'net', outside('a.pth')]);
	await typed(root, ['register', 'net', outside('c.pth', 'another')]);
	const before = treeHash(root);
	const error = await refusal(typed(root, ['register', 'net@v7', outside('b.pth')]));
	expect(error).toMatchObject({
		exitCode: 1,
		message: 'These bytes are net/v1 already. Nothing was registered.',
		hint: '--new-version registers them again, as net/v7.',
	});
	expect(treeHash(root)).toEqual(before);
	expect((await typed(root, ['register', 'net@v7', outside('b.pth'), '--new-version'])).lines).toEqual(['net/v7']);
});

test('a model of the registry whose bytes are a version already gets no number that was asked for', async () => {
	const root = made();
	await typed(root, ['register', 'net', outside('a.pth')]);
	expect(await refusal(typed(root, ['register', 'net@v7', '--from', mscn]))).toMatchObject({
		exitCode: 1,
		message: expect.stringContaining('are net/v1 already'),
	});
	expect(sidecar(root, mscn)).not.toHaveProperty('family');
});

test('a result on no dataset is written, and it is said what that means', async () => {
	const said = async (...words: string[]) =>
		(await typed(made(), ['register', 'net', outside('a.pth'), ...words])).notes.filter(note => note.includes('no dataset'));
	expect(await said('--metric', 'acc=1')).toEqual(['acc is on no dataset: it is compared only with results without one; --test-dataset names it.']);
	expect(await said('--metric', 'acc=1', '--metric', 'auc=1')).toEqual([expect.stringMatching(/^acc, auc are on no dataset: they are compared/)]);
	expect(await said('--metric', 'acc=1', '--test-dataset', 'imagenet')).toEqual([]);
	expect(await said()).toEqual([]);
});

test('JSON says which version it is, where it lies, and what takes it back', async () => {
	const root = made();
	const first = (await typed(root, ['register', 'net', outside('a.pth'), '--json'])).json();
	const key = 'Net/Model/net_v1.pth';
	const registered = {family: 'net', version: 1, key, known: false, sha256: expect.stringMatching(/^[0-9a-f]{64}$/), bytes: 7, path: path.join(root, key)};
	expect(first).toMatchObject({schema: 1, done: [key], skipped: [], registered, undo: `mreg undo ${first.txn}`});
	const again = (await typed(root, ['register', 'net', outside('a.pth'), '--json'])).json();
	expect(again).toMatchObject({txn: null, done: [], undo: null, registered: {version: 1, key, known: true}});
});

test('a folder, a number that was asked for, a parent in the registry and one outside', async () => {
	const root = made();
	const folder = temporaryFolder();
	fs.writeFileSync(path.join(folder, 'weights.bin'), 'w');
	fs.utimesSync(path.join(folder, 'weights.bin'), longAgo, longAgo);
	expect((await typed(root, ['register', 'net@v4', folder])).lines).toEqual(['net/v4']);
	const child = await typed(root, ['register', 'net', outside('tuned.pth'), '--parent', 'net@v4']);
	expect(child.lines).toEqual(['net/v5']);
	expect(child.notes).toContain('Its parent is net/v4.');
	const base = outside('base.pth', 'base');
	await typed(root, ['register', 'other', outside('x.pth'), '--parent', base]);
	const digest = execFileSync('sha256sum', [base], {encoding: 'utf8'}).slice(0, 64);
	expect(sidecar(root, 'Other/Model/other_v1').lineage).toMatchObject({parent: base, parent_digest: `sha256:${digest}`});
});

test('--from makes a model of the registry a version where it lies', async () => {
	const root = made();
	const {lines, notes} = await typed(root, ['register', 'mscn', '--from', '1019_1030']);
	expect(lines).toEqual(['mscn/v1']);
	expect(notes[0]).toMatch(/^Mscn\/Model\/mscn_20241019_103000, /);
	expect(sidecar(root, mscn)).toMatchObject({family: 'mscn', version: 1});
	expect(fs.readdirSync(path.join(root, 'Mscn/Model')).sort()).toEqual(['mscn_20241019_103000', 'mscn_20241019_103000.json']);
});

test('a metric whose direction nobody said is named with what says it, a known one is not', async () => {
	const root = made();
	const {notes} = await typed(root, ['register', 'net', outside('a.pth'), '--metric', 'acc=1', '--metric', 'my score=2']);
	expect(notes.filter(note => note.includes('metrics set'))).toEqual([
		expect.stringMatching(/my score .* mreg metrics set 'my score' maximize \(or minimize\)\.$/),
	]);
});

test('progress is told in bytes, and the line is taken away', async () => {
	const progress: string[] = [];
	await typed(made(), ['register', 'net', outside('a.pth', Buffer.alloc(20_000_000, 1))], {progress});
	expect(progress.at(-1)).toBe('');
	expect(progress.slice(0, -1)).toContainEqual(expect.stringMatching(/^copying \d+ of 20 MB/));
});

test('from a URL: downloaded once, and its address is the source', async () => {
	const root = made();
	let bodies = 0;
	const server = http.createServer((request, response) => {
		if (request.headers['if-none-match'] === '"one"') return void response.writeHead(304).end();
		bodies++;
		response.writeHead(200, {etag: '"one"', 'content-length': '7', 'content-type': 'application/octet-stream'}).end('weights');
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	try {
		const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/resnet18.pth`;
		const first = await typed(root, ['register', 'resnet18', url]);
		const again = await typed(root, ['register', 'resnet18', url]);
		expect([first.lines, again.lines]).toEqual([['resnet18/v1'], ['resnet18/v1']]);
		expect(first.notes[0]).toMatch(/^The download is kept in pretrained_models\/\S+\/resnet18\.pth, 7 B; delete it when you need the room\.$/);
		expect(again.notes[0]).toMatch(/^It was not downloaded again: it is kept in pretrained_models\//);
		expect(bodies).toBe(1);
		expect(sidecar(root, 'Resnet18/Model/resnet18_v1').lineage.source).toBe(url);
	} finally {
		server.closeAllConnections();
		server.close();
	}
});

test('what is typed is judged before anything is downloaded', async () => {
	let requests = 0;
	const server = http.createServer((_request, response) => {
		requests++;
		response.end('x');
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	try {
		const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x.pth`;
		expect((await refusal(typed(made(), ['register', 'net', url, '--metric', 'acc=high']))).exitCode).toBe(2);
		expect((await refusal(typed(made(), ['register', 'net', url, '--read-only']))).code).toBe('read-only');
		expect(requests).toBe(0);
	} finally {
		server.close();
	}
});

/** What is refused, with its exit code, and the file that is typed. */
const refused: ReadonlyArray<{readonly what: string; readonly exitCode: number; readonly words: () => readonly string[]}> = [
	{what: 'no such file', exitCode: 3, words: () => ['net', '/nowhere/model.pth']},
	{what: 'a dangling link', exitCode: 3, words: () => ['net', linked('/nowhere/model.pth')]},
	{what: 'an empty file', exitCode: 1, words: () => ['net', outside('empty.pth', '')]},
	{what: 'an empty folder', exitCode: 1, words: () => ['net', temporaryFolder()]},
	{what: 'a FIFO', exitCode: 1, words: () => ['net', fifo(temporaryFolder())]},
	{what: 'a folder with a FIFO', exitCode: 1, words: () => ['net', path.dirname(fifo(temporaryFolder()))]},
	{what: 'a folder with a link out of it', exitCode: 1, words: () => ['net', path.dirname(linked('/etc/hostname'))]},
	{what: 'a device', exitCode: 1, words: () => ['net', '/dev/null']},
	{what: 'a name with a slash', exitCode: 2, words: () => ['a/b', outside('a.pth')]},
	{what: 'a name with ..', exitCode: 2, words: () => ['..', outside('a.pth')]},
	{what: 'an alias as the number', exitCode: 2, words: () => ['net@latest', outside('a.pth')]},
	{what: 'a metric that is no number', exitCode: 2, words: () => ['net', outside('a.pth'), '--metric', 'acc=good']},
	{what: 'no file', exitCode: 2, words: () => ['net']},
	{what: 'a file and --from', exitCode: 2, words: () => ['net', outside('a.pth'), '--from', 'mscn']},
	{what: '--move and --link', exitCode: 2, words: () => ['net', outside('a.pth'), '--move', '--link']},
	{what: '--move and --from', exitCode: 2, words: () => ['net', '--from', 'mscn', '--move']},
	{what: '--link of a URL', exitCode: 2, words: () => ['net', 'https://example.org/a.pth', '--link']},
	{what: 'another scheme', exitCode: 2, words: () => ['net', 'ftp://example.org/a.pth']},
	{what: 'a parent that is nowhere', exitCode: 3, words: () => ['net', outside('a.pth'), '--parent', 'nothing']},
	{what: 'training data that is nowhere', exitCode: 3, words: () => ['net', outside('a.pth'), '--dataset-path', '/nowhere.csv']},
	{what: 'a model of the registry as a file', exitCode: 3, words: () => ['net', 'mscn_20241019_103000']},
	{what: 'the registry itself', exitCode: 1, words: () => ['net', '.']},
];

test.each(refused)('$what is refused with $exitCode, and no file of a version is left', async ({exitCode, words}) => {
	const root = made();
	const before = treeHash(path.join(root, 'Mscn'));
	const error = await refusal(typed(root, ['register', ...words().map(word => (word === '.' ? root : word))]));
	expect({exitCode: error.exitCode, message: error.message}).toEqual({exitCode, message: expect.stringMatching(/\S.*[.?]$/s)});
	expect(fs.readdirSync(root).filter(name => name !== '.mreg')).toEqual(['Mscn']);
	expect(treeHash(path.join(root, 'Mscn'))).toEqual(before);
});

test('a number that exists is refused with 1', async () => {
	const root = made();
	await typed(root, ['register', 'net@v2', outside('a.pth')]);
	const error = await refusal(typed(root, ['register', 'net@v2', outside('b.pth', 'other')]));
	expect([error.exitCode, error.message]).toEqual([1, expect.stringContaining('net/v2')]);
	expect(fs.readdirSync(path.join(root, 'Net/Model')).sort()).toEqual(['net_v2.json', 'net_v2.pth']);
});

test('a model of the registry typed as a file: the hint is the command that was meant', async () => {
	const {hint} = await refusal(typed(made(), ['register', 'net', 'mscn_20241019_103000']));
	expect(hint).toContain('mreg register net --from mscn_20241019_103000');
});

test.skipIf(cannotMount !== undefined)(`a disk that has too little room: 1, and no half version ${cannotMount ?? ''}`, async () => {
	const root = path.join(tinyDisk(5), 'registry');
	fs.mkdirSync(path.join(root, 'Mscn/Model'), {recursive: true});
	const error = await refusal(typed(root, ['register', 'net', outside('large.pth', Buffer.alloc(8_000_000, 1))]));
	expect([error.exitCode, error.message]).toEqual([1, expect.stringMatching(/needs 8\.0 MB, and .* MB are free/)]);
	expect(fs.readdirSync(root).filter(name => name !== '.mreg')).toEqual(['Mscn']);
});

function fifo(folder: string): string {
	const file = path.join(folder, 'pipe.pth');
	fs.writeFileSync(path.join(folder, 'weights.bin'), 'w');
	execFileSync('mkfifo', [file]);
	return file;
}

function linked(target: string): string {
	const folder = temporaryFolder();
	fs.writeFileSync(path.join(folder, 'weights.bin'), 'w');
	fs.symlinkSync(target, path.join(folder, 'link.pth'));
	return path.join(folder, 'link.pth');
}

test.each([
	['--from', 'net', ' https://me:hush@h/a.pth?code=hush', '--from', mscn],
	['--link', 'net', ' https://me:hush@h/a.pth?code=hush', '--link'],
	['--parent', 'net', 'FILE', '--parent', 'https://me:hush@h/a.pth?code=hush'],
	['a blank in front and nobody there', 'net', ' http://me:hush@127.0.0.1:1/a.pth?code=hush'],
	['a server without a name', 'net', ' http://me:hush@/a.pth'],
])('a URL with %s is refused without its secrets', async (_, ...words) => {
	const file = outside('x.pth');
	const {message, hint} = await refusal(typed(made(), ['register', ...words.map(word => (word === 'FILE' ? file : word))]));
	expect(message).not.toMatch(/There is no file|hush/);
	expect(hint).not.toContain('hush');
});

test('of a parent that is a URL nothing secret is written', async () => {
	const root = made();
	const parent = 'https://me:hush@h/a.pth?version=2&code=hush';
	await typed(root, ['register', 'net', outside('x.pth'), '--parent', parent, '--parent-digest', `sha256:${'0'.repeat(64)}`]);
	expect(sidecar(root, 'Net/Model/net_v1').lineage.parent).toBe('https://h/a.pth?version=2');
	expect(fs.readFileSync(path.join(root, '.mreg/journal.jsonl'), 'utf8')).not.toContain('hush');
});
