/** `mreg import` of a registry.yaml on registries on disk: the plan, what lies there afterwards, and that nothing is lost or overwritten. */

import {execFileSync, spawn} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {registryOf} from '../helpers/registries.ts';
import {mreg} from '../helpers/run-mreg.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {treeHash} from '../helpers/tree-hash.ts';
import {refusal, typed as typedAnywhere, type World} from '../helpers/typed-command.ts';
import {until} from '../helpers/until.ts';

const longAgo = 1_700_000_000;
const program = path.join(import.meta.dirname, '../../source/cli.ts');
const seedYaml = fs.readFileSync(path.join(import.meta.dirname, '../../fixtures/import/seed/registry.yaml'), 'utf8');

const typed = (root: string, words: readonly string[], world: World = {}) => typedAnywhere(root, words, {exists: fs.existsSync, ...world});

/** A registry without any model. */
function empty(): string {
	return registryOf({'model_registry.json': {}});
}

/** A folder as the first seed leaves it. @returns the path of its registry.yaml */
function seed(yaml: string, files: Readonly<Record<string, string>>): string {
	const folder = temporaryFolder();
	fs.writeFileSync(path.join(folder, 'registry.yaml'), yaml);
	for (const [name, bytes] of Object.entries(files)) {
		const file = path.join(folder, name);
		fs.mkdirSync(path.dirname(file), {recursive: true});
		fs.writeFileSync(file, bytes);
		fs.utimesSync(file, longAgo, longAgo);
	}
	return path.join(folder, 'registry.yaml');
}

const resnet = 'resnet18_pretrained.pth';

/** As the demo of the first seed: v1 and v2 have the same bytes. */
function demo(): string {
	return seed(seedYaml, {
		[`models/resnet18/v1/${resnet}`]: 'weights',
		[`models/resnet18/v2/${resnet}`]: 'weights',
		'models/chest_xray_densenet/v1/densenet121_chestxray.pth': 'densenet',
	});
}

const sidecar = (root: string, key: string) => JSON.parse(fs.readFileSync(path.join(root, `${key}.json`), 'utf8'));
const bytes = (root: string, key: string) => fs.readFileSync(path.join(root, key), 'utf8');

test('the versions of a registry.yaml become versions, with their times and texts; the same bytes twice stay two', async () => {
	const [root, file] = [empty(), demo()];
	const before = treeHash(path.dirname(file));
	const {lines, notes, code} = await typed(root, ['import', file, '--yes']);
	expect([lines.at(-1), code]).toEqual(['imported 3 versions of 2 families', 0]);
	expect(notes.at(-1)).toMatch(/^mreg undo \S+ \S+ \S+ takes it back\.$/);
	expect(['Resnet18/Model/resnet18_v1.pth', 'Resnet18/Model/resnet18_v2.pth'].map(key => bytes(root, key))).toEqual(['weights', 'weights']);
	expect(sidecar(root, 'Resnet18/Model/resnet18_v2')).toMatchObject({
		family: 'resnet18',
		version: 2,
		created_at: '2024-11-20T10:00:01.654321',
		input_shape: [3, 224, 224],
		training: {dataset: 'ImageNet'},
		testing: [{tested_at: '2024-11-20T10:00:01.654321', performance: {top1_accuracy: 0.745}}],
		notes: '성능 개선 버전: "v2" (시뮬레이션)',
		lineage: {source: path.join(path.dirname(file), 'models/resnet18/v2', resnet)},
	});
	expect(sidecar(root, 'Resnet18/Model/resnet18_v2').testing[0]).not.toHaveProperty('dataset');
	expect(sidecar(root, 'Chest_xray_densenet/Model/chest_xray_densenet_v1')).toMatchObject({domain: 'Medical', notes: '흉부 X-ray 진단 모델\n두 번째 줄'});
	expect(treeHash(path.dirname(file))).toBe(before);
});

test('a dry run shows the plan and changes nothing', async () => {
	const [root, file] = [empty(), demo()];
	const before = treeHash(root);
	const {lines, notes, code} = await typed(root, ['import', file, '--dry-run']);
	expect(lines.map(line => line.split(/ {2,}/).slice(0, 3))).toEqual([
		['IMPORT', 'FROM', 'TO'],
		['chest_xray_densenet/v1', 'models/chest_xray_densenet/v1/densenet121_chestxray.pth', 'Chest_xray_densenet/Model/chest_xray_densenet_v1.pth'],
		['resnet18/v1', `models/resnet18/v1/${resnet}`, 'Resnet18/Model/resnet18_v1.pth'],
		['resnet18/v2', `models/resnet18/v2/${resnet}`, 'Resnet18/Model/resnet18_v2.pth'],
	]);
	expect([notes.at(-1), code]).toEqual(['Nothing was changed.', 0]);
	expect(treeHash(root)).toBe(before);
});

test('a person is asked with the plan; without a terminal and without --yes it is refused', async () => {
	const [root, file] = [empty(), demo()];
	const before = treeHash(root);
	expect(await refusal(typed(root, ['import', file]))).toMatchObject({exitCode: 2, code: 'usage'});
	expect(treeHash(root)).toBe(before);
	const asked: string[] = [];
	expect(await refusal(typed(root, ['import', file], {answers: ['n'], asked}))).toMatchObject({code: 'declined'});
	expect(asked).toEqual([expect.stringMatching(/^IMPORT [^]*resnet18\/v2 [^]*\nImport 3 versions\? \[y\/N\] $/)]);
	expect(fs.existsSync(path.join(root, 'Resnet18'))).toBe(false);
	expect((await typed(root, ['import', file], {answers: ['y']})).lines).toEqual(['imported 3 versions of 2 families']);
});

test('to import twice does no harm, also after the files were moved', async () => {
	const [root, file] = [empty(), demo()];
	await typed(root, ['import', file, '--yes', '--move']);
	expect(fs.existsSync(path.join(path.dirname(file), 'models/resnet18/v1', resnet))).toBe(false);
	const before = treeHash(path.join(root, 'Resnet18'));
	const again = await typed(root, ['import', file, '--yes', '--json']);
	expect([again.code, again.json().done, again.json().skipped, again.json().undo]).toEqual([0, [], [], null]);
	expect(again.json().plan.map(({reason}: {reason: string}) => reason)).toEqual(Array.from({length: 3}, () => 'It is there already.'));
	expect(treeHash(path.join(root, 'Resnet18'))).toBe(before);
});

test('a version that is there with other bytes is refused, the others are made, and the code says so', async () => {
	const [root, file] = [empty(), demo()];
	await typed(root, ['import', file, '--yes']);
	const yaml = `${seedYaml}  v3: {file_path: new.pth}\n`;
	const other = seed(yaml, {[`models/resnet18/v1/${resnet}`]: 'others!', [`models/resnet18/v2/${resnet}`]: 'weights', 'new.pth': 'new'});
	const before = treeHash(path.join(root, 'Chest_xray_densenet'));
	const {code, json} = await typed(root, ['import', other, '--yes', '--json']);
	expect([code, json().done]).toEqual([6, ['resnet18/v3']]);
	expect(json().skipped).toEqual([{name: 'resnet18/v1', reason: 'It is there already with other bytes: nothing is overwritten.'}]);
	expect(bytes(root, 'Resnet18/Model/resnet18_v1.pth')).toBe('weights');
	expect(treeHash(path.join(root, 'Chest_xray_densenet'))).toBe(before);
});

test('undo of all transactions brings them to the trash, the newest first, and everything else is as it was', async () => {
	const [root, file] = [registryOf({'Mscn/Model/a': 'w', 'Mscn/Model/a.json': {model_id: 'a'}}), demo()];
	const before = treeHash(path.join(root, 'Mscn'));
	const {undo} = (await typed(root, ['import', file, '--yes', '--json'])).json();
	const txns = undo.split(' ').slice(2);
	// In any order: the newest is taken back first all the same.
	const {lines, code} = await typed(root, ['undo', ...txns.toReversed(), '--yes']);
	expect(code).toBe(0);
	expect(lines).toEqual(['resnet18/v2', 'resnet18/v1', 'chest_xray_densenet/v1'].map(name => expect.stringContaining(name)));
	expect(fs.readdirSync(path.join(root, 'Resnet18/Model'))).toEqual([]);
	expect(treeHash(path.join(root, 'Mscn'))).toBe(before);
	const again = (await typed(root, ['import', file, '--yes', '--json'])).json();
	const keys = ['Chest_xray_densenet/Model/chest_xray_densenet_v1.pth', 'Resnet18/Model/resnet18_v1.pth', 'Resnet18/Model/resnet18_v2.pth'];
	expect(again.skipped.map(({reason}: {reason: string}) => reason)).toEqual(
		keys.map(key => `It is in the trash, and a number is given once only: mreg restore ${key}`),
	);
	expect(again.notes).toContain(`mreg restore ${keys.join(' ')} brings back all that are in the trash.`);
	expect(fs.readdirSync(path.join(root, 'Resnet18/Model'))).toEqual([]);
	expect((await typed(root, ['restore', ...keys])).code).toBe(0);
	expect((await typed(root, ['import', file])).notes.at(-1)).toBe('Nothing was changed.');
});

test('a version that was purged has had its number, too', async () => {
	const [root, file] = [empty(), demo()];
	const {undo} = (await typed(root, ['import', file, '--yes', '--json'])).json();
	await typed(root, [...undo.split(' ').slice(1), '--yes']);
	await typed(root, ['purge', '--older-than', '0', '--yes']);
	const again = (await typed(root, ['import', file, '--yes', '--json'])).json();
	expect(again.skipped[0].reason).toBe('A version had this number once, and a number is given once only.');
});

test('undo of several: one that cannot be taken back does not stop the others; a wrong name stops all', async () => {
	const [root, file] = [empty(), demo()];
	const [last, ...rest] = (await typed(root, ['import', file, '--yes', '--json'])).json().undo.split(' ').slice(2);
	expect(await refusal(typed(root, ['undo', last, 'nonsense', '--yes']))).toMatchObject({code: 'not-found'});
	expect(fs.existsSync(path.join(root, 'Resnet18/Model/resnet18_v2.pth'))).toBe(true);
	await typed(root, ['undo', last]);
	const {code, json} = await typed(root, ['undo', last, ...rest, '--json']);
	expect([code, json().failed, json().inverse_of]).toEqual([6, [{txn: last, reason: expect.stringContaining('taken back already')}], rest]);
	expect(json().done).toEqual(['Resnet18/Model/resnet18_v1.pth', 'Chest_xray_densenet/Model/chest_xray_densenet_v1.pth']);
});

test('one file of two versions: both are registered, also where it is moved', async () => {
	const root = empty();
	const file = seed('net: {v1: {file_path: one.pt}, v2: {file_path: ./one.pt}}\n', {'one.pt': 'w'});
	expect((await typed(root, ['import', file, '--move', '--yes'])).lines.at(-1)).toBe('imported 2 versions of 1 family');
	expect(fs.existsSync(path.join(path.dirname(file), 'one.pt'))).toBe(false);
	expect([bytes(root, 'Net/Model/net_v1.pt'), bytes(root, 'Net/Model/net_v2.pt')]).toEqual(['w', 'w']);
});

test('links are registered with --link; both ways at once are refused', async () => {
	const [root, file] = [empty(), demo()];
	await typed(root, ['import', file, '--link', '--yes']);
	expect(fs.readlinkSync(path.join(root, 'Resnet18/Model/resnet18_v1.pth'))).toBe(path.join(path.dirname(file), 'models/resnet18/v1', resnet));
	expect((await typed(root, ['import', file, '--link', '--yes'])).code).toBe(0);
	expect(await refusal(typed(root, ['import', file, '--link', '--move', '--yes']))).toMatchObject({code: 'usage'});
});

test('a storage that was moved is found by name and version; paths that lead out are shown whole; a missing file is told', async () => {
	const elsewhere = path.dirname(seed('', {'out.pt': 'out'}));
	const yaml = `net:
  v1: {file_path: /gone/models/net/v1/a.pt}
  v2: {file_path: 'models\\net\\v2\\b.pt'}
  v3: {file_path: ../${path.basename(elsewhere)}/out.pt}
  v4: {file_path: ../nowhere.pt}
  v5: {file_path: x/c.pt}
  v6: {file_path: .}
  v7: {file_path: "a\\0b"}
`;
	const file = seed(yaml, {'storage/net/v1/a.pt': 'a', 'models/net/v2/b.pt': 'b', 's1/net/v5/c.pt': 'c', 's2/net/v5/c.pt': 'c'});
	const plan = (await typed(empty(), ['import', file, '--dry-run', '--json'])).json().plan;
	const folder = path.dirname(file);
	expect(plan.map(({from, reason}: {from: string; reason: string}) => from ?? reason)).toEqual([
		`${folder}/storage/net/v1/a.pt`,
		`${folder}/models/net/v2/b.pt`,
		`${elsewhere}/out.pt`,
		'Its file is not there: ../nowhere.pt',
		`Its file is not there: x/c.pt; it may be one of ${folder}/s1/net/v5/c.pt, ${folder}/s2/net/v5/c.pt.`,
		`${folder} holds the file that is imported.`,
		'Its file is not there: a\u0000b',
	]);
	const {lines, code} = await typed(empty(), ['import', file, '--dry-run']);
	expect([lines.find(line => line.startsWith('net/v3'))?.split(/ {2,}/)[1], code]).toEqual([`outside: ${elsewhere}/out.pt`, 6]);
});

test('a link in the storage that leads out of it is marked as lying outside, with where it leads', async () => {
	const elsewhere = path.dirname(seed('', {'secret.pt': 's'}));
	const file = seed('net: {v1: {path: a.pt}, v2: {path: b.pt}}\n', {'b.pt': 'b'});
	fs.symlinkSync(path.join(elsewhere, 'secret.pt'), path.join(path.dirname(file), 'a.pt'));
	const {plan} = (await typed(empty(), ['import', file, '--dry-run', '--json'])).json();
	expect(plan.map(({outside}: {outside: boolean}) => outside)).toEqual([true, false]);
	const {lines} = await typed(empty(), ['import', file, '--dry-run']);
	expect(lines.find(line => line.startsWith('net/v1'))).toContain(`outside: ${elsewhere}/secret.pt (a.pt)`);
});

test('what registering would refuse is refused by the plan, with the reason', async () => {
	const root = registryOf({'model_registry.json': {}, 'Net/Model/mine.pt': 'w', '.mreg/trash/t/x.pt': 'w'});
	const yaml = `net:
  v1: {path: fifo}
  v2: {path: empty.pt}
  v3: {path: folder}
  v4: {path: ${root}/Net/Model/mine.pt}
  v5: {path: ${root}/.mreg/trash/t/x.pt}
  v6: {path: ${root}}
  v7: {path: /dev/null}
  v8: {path: good.pt}
`;
	const file = seed(yaml, {'empty.pt': '', 'good.pt': 'g'});
	const folder = path.dirname(file);
	execFileSync('mkfifo', [path.join(folder, 'fifo')]);
	fs.mkdirSync(path.join(folder, 'folder'));
	const before = treeHash(root);
	const {plan, skipped} = (await typed(root, ['import', file, '--dry-run', '--json'])).json();
	expect(plan.map(({reason}: {reason: string | null}) => reason)).toEqual([
		expect.stringContaining('is a FIFO'),
		expect.stringContaining('empty.pt is empty'),
		expect.stringContaining('folder holds no file'),
		'It is in the registry already: mreg register net --from mine.pt',
		expect.stringContaining("in the registry's own folder"),
		expect.stringContaining('holds the registry itself'),
		expect.stringContaining('/dev/null is a device'),
		null,
	]);
	expect(skipped).toHaveLength(7);
	expect(treeHash(root)).toBe(before);
});

test('names that are no numbers are numbered, said, and known again', async () => {
	const root = empty();
	const file = seed('net: {1.0.0: {path: a.pt}, final: {path: b.pt}, v1: {path: c.pt}}\n', {'a.pt': 'a', 'b.pt': 'b', 'c.pt': 'c'});
	const {notes, code} = await typed(root, ['import', file, '--yes']);
	expect([notes.filter(note => note.includes('label')).length, code]).toEqual([2, 0]);
	expect(notes).toContain('net/v2: "1.0.0" is no number: it is called net/v2, and "1.0.0" is kept as its label.');
	expect(sidecar(root, 'Net/Model/net_v3')).toMatchObject({version: 3, label: 'final'});
	expect((await typed(root, ['import', file, '--yes', '--json'])).json()).toMatchObject({done: [], skipped: []});
});

test('nothing to import, no file, and what cannot be read', async () => {
	const root = empty();
	expect(await refusal(typed(root, ['import', seed('', {}), '--yes']))).toMatchObject({exitCode: 3, code: 'nothing-matched'});
	expect(await refusal(typed(root, ['import', seed('{}', {}), '--yes']))).toMatchObject({exitCode: 3});
	expect(await refusal(typed(root, ['import', '/nowhere/registry.yaml', '--yes']))).toMatchObject({exitCode: 3, code: 'not-found'});
	expect(await refusal(typed(root, ['import', seed('a:\n\tb: 1\n', {}), '--yes']))).toMatchObject({
		exitCode: 1,
		message: expect.stringContaining('(line 2)'),
		hint: expect.stringContaining('yaml.dump'),
	});
	expect(await refusal(typed(root, ['import', temporaryFolder(), '--yes']))).toMatchObject({
		code: 'failed',
		message: expect.stringContaining('not a regular file'),
	});
	expect(await refusal(typed(root, ['import', seed('{"a": {"b": 1}, ]', {}), '--yes']))).toMatchObject({message: expect.stringContaining('no JSON')});
});

test('what is wrong with the file is told before there is a question, a terminal or a registry', async () => {
	const root = empty();
	expect(await refusal(typed(root, ['import', '/nowhere/registry.yaml']))).toMatchObject({exitCode: 3, code: 'not-found'});
	expect(await refusal(typed(root, ['import', seed('a:\n\tb: 1\n', {})]))).toMatchObject({exitCode: 1, message: expect.stringContaining('(line 2)')});
	expect(await refusal(typed(root, ['import', seed('{}', {})]))).toMatchObject({exitCode: 3, code: 'nothing-matched'});
	const cwd = temporaryFolder();
	const broken = await mreg(['import', '/nowhere/registry.yaml'], {cwd});
	expect(broken).toMatchObject({code: 3, stderr: expect.stringMatching(/^mreg: \/nowhere\/registry\.yaml cannot be read/)});
	const file = demo();
	const nowhere = await mreg(['import', file], {cwd});
	expect(nowhere).toMatchObject({code: 3, stderr: expect.stringContaining(`To begin a registry in this folder: mreg import ${file} --root .\n`)});
});

test('where all is there already nobody is asked', async () => {
	const [root, file] = [empty(), demo()];
	await typed(root, ['import', file, '--yes']);
	expect(await typed(root, ['import', file])).toMatchObject({code: 0, notes: ['Nothing was changed.']});
});

test('a mapping in braces is YAML where it is no JSON', async () => {
	const file = seed('{net: {v1: {path: a.pt}}}\n', {'a.pt': 'a'});
	expect((await typed(empty(), ['import', file, '--yes', '--quiet'])).lines).toEqual(['net/v1']);
});

test('one failure does not stop the others', async () => {
	// A file is in the way of the folder of the first family.
	const root = registryOf({'model_registry.json': {}, Bad: 'no folder'});
	const file = seed('bad: {v1: {path: a.pt}}\nnet: {v2: {path: b.pt}}\n', {'a.pt': 'a', 'b.pt': 'b'});
	const {lines, notes, code} = await typed(root, ['import', file, '--yes']);
	expect([lines.at(-1), code]).toEqual(['imported 1 version of 1 family', 6]);
	expect(notes).toContainEqual(expect.stringMatching(/^Not imported: bad\/v1: /));
});

/** Many versions, and the program that imports them into a registry. */
function importing() {
	const names = Array.from({length: 10}, (_, index) => `v${index + 1}`);
	const yaml = `net:\n${names.map(name => `  ${name}: {path: ${name}.pt}\n`).join('')}`;
	const file = seed(yaml, Object.fromEntries(names.map(name => [`${name}.pt`, `bytes of ${name}`])));
	const root = empty();
	const home = temporaryFolder();
	const child = spawn(process.execPath, [program, 'import', file, '--root', root, '--yes'], {
		env: {PATH: process.env.PATH, HOME: home, XDG_CACHE_HOME: home, XDG_STATE_HOME: home},
		stdio: ['ignore', 'ignore', 'pipe'],
	});
	let said = '';
	child.stderr.on('data', (chunk: Buffer) => (said += String(chunk)));
	const ended = new Promise<number | null>(resolve => child.on('close', resolve));
	const models = path.join(root, 'Net/Model');
	const hasSome = () => fs.existsSync(models) && fs.readdirSync(models).filter(name => name.endsWith('.json')).length >= 2;
	return {root, file, child, ended, hasSome, said: () => said};
}

async function isWholeAfter({root, file}: {readonly root: string; readonly file: string}): Promise<void> {
	const again = await typed(root, ['import', file, '--yes', '--json']);
	expect([again.code, again.json().skipped]).toEqual([0, []]);
	const names = fs.readdirSync(path.join(root, 'Net/Model')).sort();
	expect(names).toEqual(
		Array.from({length: 10}, (_, index) => [`net_v${index + 1}.json`, `net_v${index + 1}.pt`])
			.flat()
			.sort(),
	);
	for (let number = 1; number <= 10; number++) expect(bytes(root, `Net/Model/net_v${number}.pt`)).toBe(`bytes of v${number}`);
}

test('kill -9 among the versions: the same command goes on, and each is there once', async () => {
	const run = importing();
	await until(run.hasSome, {timeout: 20_000});
	run.child.kill('SIGKILL');
	await run.ended;
	await isWholeAfter(run);
}, 60_000);

test('Ctrl-C among the versions ends cleanly, says what was done, and the same command goes on', async () => {
	const run = importing();
	await until(run.hasSome, {timeout: 20_000});
	run.child.kill('SIGINT');
	expect(await run.ended).toBe(130);
	expect(run.said()).toMatch(/It was stopped: \d+ of 10 versions were imported\.[^]*mreg undo \S+/);
	await isWholeAfter(run);
}, 60_000);
