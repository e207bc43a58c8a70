/** What is done with the staging folders that killed saves left. */

import {createHash} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {ModelRun} from '../../source/library/model-run.ts';
import {runChange} from '../../store/changes.ts';
import {processHere} from '../../store/lock.ts';
import {replaceArtifact, takeReplacedBack} from '../../store/run-replace.ts';
import {runStagingAt} from '../../store/staging-folder.ts';
import {modelFiles, put, registryOf, type Files} from '../helpers/registries.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

process.env.XDG_CACHE_HOME = temporaryFolder();

const token = '4121-0123456789abcdef';
const staging = `Mscn/Model/.mreg-run.${token}`;

/** Whose process is gone: it had this pid, and started at another time. */
function holder({isDead = true}: {readonly isDead?: boolean} = {}): object {
	const {host, boot_id, pid_ns, pid, start} = processHere();
	return {v: 1, host, boot_id, pid_ns, pid, start: isDead ? '1' : start, token, at: '2024-10-19T10:30:00.000Z', by: 'test', folder: staging, made: []};
}

function registryWith(left: Files, whose = holder()): string {
	const files = Object.entries(left).map(([name, content]) => [`${staging}/${name}`, content]);
	return registryOf({...modelFiles('Mscn/Model/b'), [`${staging}/holder.json`]: whose, ...Object.fromEntries(files)});
}

const namesIn = (root: string) =>
	fs
		.readdirSync(`${root}/Mscn/Model`)
		.filter(name => !name.startsWith('b'))
		.sort();

/** The next save in the folder. */
async function nextSave(root: string): Promise<void> {
	const run = await ModelRun.load('b', undefined, {root});
	run.addTags('next');
	await run.save();
}

test('what was only being written goes', async () => {
	const root = registryWith({'new/a.pt': 'half'});
	await nextSave(root);
	expect(namesIn(root)).toEqual([]);
});

test('that of a living process stays', async () => {
	const root = registryWith({'new/a.pt': 'half'}, holder({isDead: false}));
	await nextSave(root);
	expect(namesIn(root)).toEqual([`.mreg-run.${token}`]);
});

test('a folder that was moved aside comes back, unless the new one is in its place', async () => {
	const {'Mscn/Model/c.json': sidecar} = modelFiles('Mscn/Model/c');
	const root = registryWith({'new/c/weights': 'new', 'old/c/weights': 'old', 'old/b': 'older'});
	fs.writeFileSync(`${root}/Mscn/Model/c.json`, JSON.stringify(sidecar));
	await nextSave(root);
	expect(namesIn(root)).toEqual(['c', 'c.json']);
	expect(fs.readFileSync(`${root}/Mscn/Model/c/weights`, 'utf8')).toBe('old');
	expect(fs.readFileSync(`${root}/Mscn/Model/b`, 'utf8')).toBe('weights');
});

const plan = {files: {'a.pt': 'a.pt', 'a.onnx': 'a.onnx'}, sidecar: 'a.json'};
const sidecar = '{"model_id": "a"}\n';

test.each([
	['before its first file had its name', {'new/a.pt': 'w', 'new/a.onnx': 'o'}, {}],
	['between its files', {'new/a.onnx': 'o'}, {'a.pt': 'w'}],
	['before its sidecar', {}, {'a.pt': 'w', 'a.onnx': 'o'}],
])('a new model that was cut off %s is published', async (_, fresh, there) => {
	const root = registryWith({...fresh, 'sidecar.json': sidecar, 'publish.json': plan});
	for (const [name, text] of Object.entries(there)) fs.writeFileSync(`${root}/Mscn/Model/${name}`, text);
	await nextSave(root);
	expect(namesIn(root)).toEqual(['a.json', 'a.onnx', 'a.pt']);
	expect(fs.readFileSync(`${root}/Mscn/Model/a.json`, 'utf8')).toBe(sidecar);
});

test.each([
	['whose name another program took', {'new/a.pt': 'w', 'new/a.onnx': 'o', 'publish.json': plan}, {'a.pt': 'of another'}, ['a.pt']],
	['that was removed since', {'publish.json': plan}, {}, []],
	['whose plan is cut', {'new/a.pt': 'w', 'publish.json': '{"files": {"a.pt": '}, {}, []],
	['whose plan leads elsewhere', {'new/a.pt': 'w', 'publish.json': {files: {'a.pt': '../../a.pt'}, sidecar: 'a.json'}}, {}, []],
])('nothing is published of a model %s', async (_, left, there, names) => {
	const root = registryWith({'sidecar.json': sidecar, ...left});
	for (const [name, text] of Object.entries(there)) fs.writeFileSync(`${root}/Mscn/Model/${name}`, text);
	await nextSave(root);
	expect(namesIn(root)).toEqual(names);
	expect(fs.existsSync(`${root}/a.pt`)).toBe(false);
	for (const name of names) expect(fs.readFileSync(`${root}/Mscn/Model/${name}`, 'utf8')).toBe('of another');
});

test('the next change anywhere finds it by its note, and the folders that were made for it go', () => {
	const made = {...holder(), folder: `Lero/Model/.mreg-run.${token}`, made: ['Lero/Model', 'Lero']};
	const root = registryOf({
		...modelFiles('Mscn/Model/b'),
		[`Lero/Model/.mreg-run.${token}/holder.json`]: made,
		[`Lero/Model/.mreg-run.${token}/new/a.pt`]: 'half',
		[`.mreg/staging.${token}.json`]: made,
	});
	runChange({root, by: 'test', now: Date.now, waitMs: 1000}, {kind: 'settle'});
	expect(fs.readdirSync(root).sort()).toEqual(['.mreg', 'Mscn']);
	expect(fs.existsSync(`${root}/.mreg/staging.${token}.json`)).toBe(false);
});

test('where the registry has a folder of its own, a save leaves its note there while it writes', async () => {
	const root = registryOf({...modelFiles('Mscn/Model/b'), '.mreg/.gitignore': '*\n'});
	const run = await ModelRun.create({algorithm: 'mscn', root});
	const notes = () => fs.readdirSync(`${root}/.mreg`).filter(name => name.startsWith('staging.'));
	await run.save(file => {
		expect(notes()).toHaveLength(1);
		fs.writeFileSync(file, 'w');
	});
	expect(notes()).toEqual([]);
});

test('doctor --fix takes those away that no note tells of', () => {
	const root = registryWith({'new/a.pt': 'half'});
	runChange({root, by: 'test', now: Date.now, waitMs: 1000}, {kind: 'settle', deep: true});
	expect(namesIn(root)).toEqual([]);
});

/** The sidecar before the save, and as the save is to leave it. */
const words = {
	before: '{"model_id": "c", "training": {"dataset": "old"}, "tags": []}\n',
	staged: '{"model_id": "c", "training": {"dataset": "new"}, "tags": []}\n',
	edited: '{"model_id": "c", "tags": ["t"], "training": {"dataset": "new"}}\n',
	foreign: '{"model_id": "c", "training": {"dataset": "old"}, "tags": ["t"]}\n',
};
const before = {sidecar_sha256: createHash('sha256').update(words.before).digest('hex'), artifact: {dev: '1', inode: '2'}};
const again = {files: {c: 'c', 'c.onnx': 'c.onnx'}, sidecar: 'c.json', before};

/** A model `c` whose save was cut off: what the staging folder holds, and what the model folder does. */
async function settled(left: Files, there: Files): Promise<Readonly<Record<string, string>>> {
	const root = registryWith({'publish.json': again, 'sidecar.json': words.staged, ...left});
	for (const [name, text] of Object.entries(there)) put(root, `Mscn/Model/${name}`, text);
	await nextSave(root);
	const names = fs.readdirSync(`${root}/Mscn/Model`, {recursive: true, withFileTypes: true}).filter(entry => entry.isFile() && !/^b/.test(entry.name));
	return Object.fromEntries(
		names.map(entry => [
			path.relative(`${root}/Mscn/Model`, `${entry.parentPath}/${entry.name}`),
			fs.readFileSync(`${entry.parentPath}/${entry.name}`, 'utf8'),
		]),
	);
}

test.each([
	[
		'before anything was replaced',
		{'new/c': 'new', 'new/c.onnx': 'new'},
		{c: 'old', 'c.onnx': 'old', 'c.json': words.before},
		{c: 'old', 'c.onnx': 'old', 'c.json': words.before},
	],
	[
		'while the old one was aside',
		{'new/c': 'new', 'new/c.onnx': 'new', 'old/c': 'old'},
		{'c.onnx': 'old', 'c.json': words.before},
		{c: 'old', 'c.onnx': 'old', 'c.json': words.before},
	],
	[
		'between its files',
		{'new/c.onnx': 'new', 'old/c': 'old'},
		{c: 'new', 'c.onnx': 'old', 'c.json': words.before},
		{c: 'new', 'c.onnx': 'new', 'c.json': words.staged},
	],
	[
		'before its sidecar',
		{'old/c': 'old', 'old/c.onnx': 'old'},
		{c: 'new', 'c.onnx': 'new', 'c.json': words.before},
		{c: 'new', 'c.onnx': 'new', 'c.json': words.staged},
	],
	[
		'after its sidecar',
		{'old/c': 'old', 'old/c.onnx': 'old'},
		{c: 'new', 'c.onnx': 'new', 'c.json': words.staged},
		{c: 'new', 'c.onnx': 'new', 'c.json': words.staged},
	],
	[
		'after its sidecar, which was edited since',
		{'old/c': 'old'},
		{c: 'new', 'c.onnx': 'new', 'c.json': words.edited},
		{c: 'new', 'c.onnx': 'new', 'c.json': words.edited},
	],
	[
		'before its sidecar, and another program wrote that since',
		{'old/c': 'old', 'old/c.onnx': 'old'},
		{c: 'new', 'c.onnx': 'new', 'c.json': words.foreign},
		{c: 'old', 'c.onnx': 'old', 'c.json': words.foreign},
	],
	[
		'as a folder, and another program wrote its sidecar since',
		{'old/c/w': 'old'},
		{'c/w': 'new', 'c.json': words.foreign},
		{'c/w': 'old', 'c.json': words.foreign},
	],
	[
		'as a folder, with files that are only in the old one',
		{'old/c/w': 'old', 'old/c/in/kept': 'k'},
		{'c/w': 'new', 'c.json': words.before},
		{'c/w': 'new', 'c/in/kept': 'k', 'c.json': words.staged},
	],
	[
		'with a log beside it',
		{'new/logs/one.log': 'l', 'new/x.log': 'new', 'old/c': 'old'},
		{c: 'new', 'x.log': 'old', 'logs/two.log': 'l', 'c.json': words.before},
		{c: 'new', 'x.log': 'old', 'logs/one.log': 'l', 'logs/two.log': 'l', 'c.json': words.staged},
	],
	['when it stood', {'replaced/c': 'old'}, {'c.json': words.staged}, {'c.json': words.staged}],
	['and was removed since', {'old/c': 'old'}, {}, {}],
])('words and weights of a model belong together whose save was cut off %s', async (name, left, there, expected) => {
	const isAlone = name.startsWith('as a folder') || name.startsWith('with a log');
	expect(await settled({...left, ...(isAlone ? {'publish.json': {...again, files: {c: 'c'}}} : {})}, there)).toEqual(expected);
});

test('a new model file that somebody replaced since is left alone', async () => {
	const left = {'publish.json': {...again, after: {c: {dev: '1', inode: '3'}}}, 'old/c': 'old', 'old/c.onnx': 'old'};
	const there = {c: 'theirs', 'c.onnx': 'new', 'c.json': words.foreign};
	expect(await settled(left, there)).toEqual(there);
});

test('what was replaced comes back where its sidecar cannot follow: files, folders, and one for the other', () => {
	const folder = temporaryFolder();
	const staged = runStagingAt(`${folder}/.mreg-run.${token}`);
	for (const [name, text] of Object.entries({a: 'old', 'b/w': 'old', 'b/kept': 'k', 'c/w': 'old', d: 'old'})) put(folder, name, text);
	for (const [name, text] of Object.entries({a: 'new', 'b/w': 'new', c: 'new', 'd/w': 'new'})) put(staged.fresh, name, text);
	const steps = ['a', 'b', 'c', 'd'].map(name => ({from: name, to: name}));
	for (const step of steps) replaceArtifact(folder, staged, step);
	const read = (name: string) => fs.readFileSync(`${folder}/${name}`, 'utf8');
	expect(['a', 'b/w', 'b/kept', 'c', 'd/w'].map(read)).toEqual(['new', 'new', 'k', 'new', 'new']);
	takeReplacedBack(folder, staged, Object.fromEntries(steps.map(({from, to}) => [from, to])));
	expect(['a', 'b/w', 'b/kept', 'c/w', 'd'].map(read)).toEqual(['old', 'old', 'k', 'old', 'old']);
});
