/** `mreg inspect` as a user runs it, and the tensors that `mreg compare` tells. */

import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {makeOld} from '../helpers/dashboard.ts';
import {safetensorsText} from '../helpers/made-inspections.ts';
import {npy, npyHeader, zip} from '../helpers/model-files.ts';
import {lines, mreg, registryOf, shell} from '../helpers/run-mreg.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

const two = safetensorsText({'fc.weight': [64, 128], 임베딩: [10]}, {format: 'pt', epoch: '12'});
/** Protocol 0: runs `os.system` where it is loaded. */
const evil = "cposix\nsystem\n(S'touch canary'\ntR.";

function folderOf(files: Readonly<Record<string, string>>): string {
	const folder = temporaryFolder();
	for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
	return folder;
}

describe('a path', () => {
	test('is looked into where there is no registry', async () => {
		const {code, stdout, stderr} = await mreg(['inspect', './w.safetensors'], {cwd: folderOf({'w.safetensors': two})});
		expect({code, stderr}).toEqual({code: 0, stderr: ''});
		expect(lines(stdout)).toEqual([
			'./w.safetensors',
			'  format      safetensors',
			'  producer    PyTorch',
			'  parameters  8.20 k (8,202)',
			'  tensors     2',
			'  dtypes      float32',
			'  in tensors  33 kB',
			expect.stringMatching(/^ {2}size {8}33 kB$/),
			'',
			'HEADER',
			'  format  pt',
			'  epoch   12',
			'',
			'TENSORS',
			'  NAME           SHAPE  DTYPE     SIZE',
			'  fc.weight  [64, 128]  float32  33 kB',
			'  임베딩          [10]  float32   40 B',
		]);
	});

	test('is taken where a name has a dot or no model has it, and the id of a model where one has', async () => {
		const root = registryOf({'Net/Model/a.safetensors': {artifact: two, sidecar: {model_id: 'weights'}}});
		const cwd = folderOf({'w.safetensors': safetensorsText({x: [1]}), weights: safetensorsText({y: [1]}), bare: safetensorsText({z: [1]})});
		const names = async (...ids: readonly string[]) => lines((await mreg(['inspect', '--quiet', '--root', root, ...ids], {cwd})).stdout);
		expect(await names('w.safetensors')).toEqual(['x']);
		expect(await names('weights')).toEqual(['fc.weight', '임베딩']);
		expect(await names('./weights')).toEqual(['y']);
		expect(await names('bare')).toEqual(['z']);
		expect(await names('bare', 'weights', 'w.safetensors')).toEqual(['z', 'fc.weight', '임베딩', 'x']);
		expect(lines((await mreg(['inspect', '--quiet', 'Net/Model/a.safetensors'], {cwd: root})).stdout)).toEqual(['fc.weight', '임베딩']);
	});

	test('at which nothing is says so, whether it is written as a path or as a name', async () => {
		const cwd = temporaryFolder();
		const gone = await mreg(['inspect', './gone.pt'], {cwd});
		expect(gone).toMatchObject({code: 3, stdout: ''});
		expect(gone.stderr).toMatch(/^mreg: Nothing is at \/.*\/gone\.pt\.\n/);
		const name = await mreg(['inspect', 'gone.pt'], {cwd});
		expect(name).toMatchObject({code: 3, stdout: ''});
		expect(name.stderr).toMatch(/Nothing is at .*gone\.pt, and there is no registry in which a model could be called "gone\.pt"\./);
	});

	test('of no known format says so, and what is read', async () => {
		const cwd = folderOf({'notes.txt': 'hello'});
		const {code, stdout, stderr} = await mreg(['inspect', './notes.txt'], {cwd});
		expect({code, lines: lines(stdout)}).toEqual({code: 0, lines: ['./notes.txt', '  format  unknown', '  size    5 B']});
		expect(stderr).toBe('It is of no format that is known here (PyTorch, safetensors, ONNX, NumPy, GGUF, pickle).\n');
		const json = JSON.parse((await mreg(['inspect', './notes.txt', '--json'], {cwd})).stdout);
		expect(json).toMatchObject({schema: 1, model: null, format: null, tensors: [], imports: [], problems: []});
	});
});

test('what loading would run is marked, and nothing runs', async () => {
	const cwd = folderOf({'evil.pkl': evil});
	const {code, stdout, stderr} = await mreg(['inspect', './evil.pkl'], {cwd});
	expect(code).toBe(0);
	expect(lines(stdout)).toEqual(expect.arrayContaining(['IMPORTS', '  ! would import posix.system']));
	expect(stderr).toMatch(/^Loading it runs code: 1 import marked !/);
	expect(fs.readdirSync(cwd)).toEqual(['evil.pkl']);
	expect(JSON.parse((await mreg(['inspect', './evil.pkl', '--json'], {cwd})).stdout)).toMatchObject({
		format: 'pickle',
		imports: ['posix.system'],
		unsafe: ['posix.system'],
		files: [{weights_only: false, weights_only_reason: 'it is a pickle that torch.save did not write'}],
	});
});

test('--fail-unsafe is exit 1 where loading would run code', async () => {
	const cwd = folderOf({'evil.pkl': evil, 'w.safetensors': two});
	expect(await mreg(['inspect', '--fail-unsafe', '--quiet', './w.safetensors'], {cwd})).toMatchObject({code: 0});
	expect(await mreg(['inspect', '--fail-unsafe', '--json', './w.safetensors'], {cwd})).toMatchObject({code: 0, stdout: expect.stringContaining('"unsafe":[]')});
	expect(await mreg(['inspect', '--fail-unsafe', './w.safetensors', './evil.pkl'], {cwd})).toMatchObject({code: 1});
	expect(await mreg(['inspect', '--fail-unsafe', '--json', './evil.pkl'], {cwd})).toMatchObject({code: 1});
});

test('a broken header is exit 1, and its reason is told', async () => {
	const cwd = folderOf({'cut.safetensors': two.slice(0, 400)});
	const {code, stdout} = await mreg(['inspect', './cut.safetensors'], {cwd});
	expect(code).toBe(1);
	expect(stdout).toMatch(/^HEADER PROBLEMS\n {2}\S.*\.$/m);
	const json = JSON.parse((await mreg(['inspect', './cut.safetensors', '--json'], {cwd})).stdout);
	expect(json.problems).not.toEqual([]);
});

describe('a model', () => {
	test('in JSON is one object with the model as everywhere, its tensors a line each', async () => {
		const root = registryOf({'Net/Model/a.safetensors': {artifact: two, sidecar: {model_id: 'a'}}});
		const {code, stdout} = await mreg(['inspect', 'a', '--json', '--root', root]);
		expect(code).toBe(0);
		expect(JSON.parse(stdout)).toMatchObject({
			schema: 1,
			model: {model_id: 'a', key: 'Net/Model/a.safetensors'},
			path: path.join(fs.realpathSync(root), 'Net/Model/a.safetensors'),
			format: 'safetensors',
			producer: 'PyTorch',
			tensors: [
				{name: 'fc.weight', dtype: 'float32', shape: [64, 128], bytes: 32_768},
				{name: '임베딩', dtype: 'float32', shape: [10], bytes: 40},
			],
			parameters: 8202,
			dtypes: [{dtype: 'float32', elements: 8202}],
			bytes: 32_808,
			imports: [],
			files: [{path: '', format: 'safetensors', tensors: 2, parameters: 8202, problems: []}],
			problems: [],
		});
		expect(lines(stdout).filter(line => line.startsWith('{"name":'))).toHaveLength(2);
	});

	test('may be untracked, a folder, or a link', async () => {
		const root = registryOf({'Net/Model/untracked.safetensors': {artifact: two}});
		fs.mkdirSync(path.join(root, 'Net/Model/folder'));
		fs.writeFileSync(path.join(root, 'Net/Model/folder/part'), two);
		fs.writeFileSync(path.join(root, 'Net/Model/folder/other'), safetensorsText({x: [2]}));
		fs.writeFileSync(path.join(root, 'Net/Model/folder.json'), '{}');
		fs.symlinkSync(path.join(root, 'Net/Model/untracked.safetensors'), path.join(root, 'Net/Model/linked.safetensors'));
		const {code, stdout} = await mreg([
			'inspect',
			'Net/Model/untracked.safetensors',
			'Net/Model/folder',
			'Net/Model/linked.safetensors',
			'--json',
			'--root',
			root,
		]);
		expect(code).toBe(0);
		const {inspections} = JSON.parse(stdout);
		expect(inspections.map((one: {tensors: object[]}) => one.tensors.length)).toEqual([2, 3, 2]);
		expect(inspections[1].tensors).toEqual(expect.arrayContaining([{name: 'x', dtype: 'float32', shape: [2], bytes: 8, file: 'other'}]));
	});

	test('without an artifact cannot be looked into; beside others it is skipped', async () => {
		const root = registryOf({
			'Net/Model/gone': {sidecar: {model_id: 'gone', training: {hyperparams: {lr: 1}}}},
			'Net/Model/a.safetensors': {artifact: two, sidecar: {model_id: 'a'}},
		});
		const gone = await mreg(['inspect', 'gone', '--root', root]);
		expect(gone).toMatchObject({code: 1, stdout: ''});
		expect(gone.stderr).toMatch(/^mreg: gone has no artifact any more: .*\n.*mreg doctor/);
		const both = await mreg(['inspect', 'gone', 'a', '--quiet', '--root', root]);
		expect(both).toMatchObject({code: 6, stdout: 'fc.weight\n임베딩\n'});
		expect(both.stderr).toMatch(/^Skipped Net\/Model\/gone: gone has no artifact/);
	});

	test('is named as everywhere: by a part of its id, or on standard input', async () => {
		const root = registryOf({'Net/Model/net_2024.safetensors': {artifact: two, sidecar: {}}});
		expect((await mreg(['inspect', '2024', '--quiet', '--root', root])).stdout).toBe('fc.weight\n임베딩\n');
		const {stdout} = await shell(`mreg list --quiet --root '${root}' | mreg inspect - --json --root '${root}'`);
		expect(JSON.parse(stdout).inspections).toHaveLength(1);
	});
});

test('--limit shows so many tensors, and 0 all', async () => {
	const cwd = folderOf({'many.safetensors': safetensorsText(Object.fromEntries(Array.from({length: 60}, (_, at) => [`t${at}`, [1]])))});
	const shown = async (...more: readonly string[]) =>
		lines((await mreg(['inspect', './many.safetensors', ...more], {cwd})).stdout).filter(line => /^ {2}t\d/.test(line));
	expect(await shown()).toHaveLength(60);
	expect(await shown('--limit', '5')).toHaveLength(5);
	expect(await shown('--limit', '0')).toHaveLength(60);
	expect(await mreg(['inspect', './many.safetensors', '--limit', 'x'], {cwd})).toMatchObject({code: 2});
});

describe('mreg compare', () => {
	const root = () =>
		registryOf({
			'Net/Model/a.safetensors': {artifact: two, sidecar: {model_id: 'a'}},
			'Net/Model/b.safetensors': {artifact: safetensorsText({'fc.weight': [64, 256], 임베딩: [10]}), sidecar: {model_id: 'b'}},
			'Net/Model/c': {artifact: 'text', sidecar: {model_id: 'c'}},
		});

	test('tells the tensors that differ, and what nothing is known of', async () => {
		const {code, stdout} = await mreg(['compare', 'a', 'b', 'c', '--root', root()]);
		expect(code).toBe(0);
		const all = lines(stdout);
		const at = all.indexOf('TENSORS: values are not compared: these files keep no checksums');
		expect(at).toBeGreaterThan(0);
		expect(all.slice(at + 1, at + 5)).toEqual([
			expect.stringMatching(/^parameters +8\.20 k +16\.4 k +\?$/),
			expect.stringMatching(/^format +safetensors +safetensors +\?$/),
			expect.stringMatching(/^dtypes +float32 +float32 +\?$/),
			expect.stringMatching(/^fc\.weight +float32 \[64, 128\] +float32 \[64, 256\] +\?$/),
		]);
		expect(stdout).not.toContain('임베딩');
	});

	test('hides with --differences what is equal, and has exact numbers in JSON and CSV', async () => {
		const there = root();
		const json = JSON.parse((await mreg(['compare', 'a', 'b', '--differences', '--json', '--root', there])).stdout);
		expect(json.rows.filter((row: {section: string}) => row.section === 'tensors')).toEqual([
			expect.objectContaining({field: 'parameters', values: [8202, 16_394]}),
			expect.objectContaining({field: 'fc.weight', values: ['float32 [64, 128]', 'float32 [64, 256]'], dataset: null, best: null}),
		]);
		expect((await mreg(['compare', 'a', 'b', '--format', 'csv', '--root', there])).stdout).toMatch(/parameters,.*8202.*16394/s);
		expect((await mreg(['compare', 'a', 'b', '--format', 'md', '--root', there])).stdout).toMatch(/fc\.weight +\| +float32 \\\[64, 128\\\]/);
	});

	test('tells tensors whose values differ, where the files have checksums, and how many', async () => {
		const array = (value: number) => npy(npyHeader("'<f4'", [2]), {data: Buffer.alloc(8, value)});
		const archive = (value: number) =>
			zip([
				['same.npy', array(1)],
				['w.npy', array(value)],
			]).toString('latin1');
		const there = registryOf({'Net/Model/a': {artifact: '', sidecar: {model_id: 'a'}}, 'Net/Model/b': {artifact: '', sidecar: {model_id: 'b'}}});
		for (const [name, value] of [
			['a', 1],
			['b', 2],
		] as const) {
			fs.writeFileSync(path.join(there, 'Net/Model', name), archive(value), 'latin1');
		}
		for (const name of ['a', 'b']) makeOld(path.join(there, 'Net/Model', name));
		const {stdout} = await mreg(['compare', 'a', 'b', '--root', there]);
		expect(stdout).toMatch(/^TENSORS: values: 1 of 2 tensors differs$/m);
		expect(stdout).toMatch(/^w +float32 \[2\] +float32 \[2\], values differ$/m);
		expect(stdout).toMatch(/^format +NumPy \(npz\) +NumPy \(npz\)$/m);
		const json = JSON.parse((await mreg(['compare', 'a', 'b', '--json', '--root', there])).stdout);
		expect(json).toMatchObject({values: 'differ', tensor_values: {tensors: 2, equal: 1, differ: 1, unknown: 0}});
		expect(json.rows.at(-1)).toMatchObject({field: 'w', values_differ: [false, true]});
		fs.copyFileSync(path.join(there, 'Net/Model/a'), path.join(there, 'Net/Model/b'));
		makeOld(path.join(there, 'Net/Model/b'));
		expect((await mreg(['compare', 'a', 'b', '--differences', '--root', there])).stdout).toMatch(/^tensors: values are equal$/m);
		expect(JSON.parse((await mreg(['compare', 'a', 'b', '--json', '--root', there])).stdout)).toMatchObject({values: 'equal'});
	});

	test('has no such section where nothing is of a known format', async () => {
		const texts = Object.fromEntries(['a', 'b'].map(id => [`Net/Model/${id}`, {artifact: `text of ${id}`, sidecar: {model_id: id}}]));
		const {stdout} = await mreg(['compare', 'a', 'b', '--root', registryOf(texts)]);
		expect(stdout).toContain('TRAINING');
		expect(stdout).not.toContain('TENSORS');
	});
});
