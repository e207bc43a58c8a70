/** Inspecting in a thread: answers that are kept, and what a thread that fails comes to. */

import fs from 'node:fs';
import path from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {openInspector, type Inspector, type InspectorLimits} from '../../store/inspector.ts';
import {npy, npyHeader, safetensors} from '../helpers/model-files.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

const array = (rows: number) => npy(npyHeader("'<f4'", [rows, 3]), {data: rows * 12});
const manyTensors = () =>
	safetensors(Object.fromEntries(Array.from({length: 100_000}, (_, at) => [`layer${at}`, {dtype: 'U8', shape: [1], data_offsets: [at, at + 1]}])), 100_000);
const opened: Inspector[] = [];

function open(limits: InspectorLimits = {}): Inspector {
	const inspector = openInspector(limits);
	opened.push(inspector);
	return inspector;
}

afterEach(async () => {
	for (const inspector of opened.splice(0)) await inspector.close();
});

test('questions are answered, those that fail with why', async () => {
	const folder = temporaryFolder();
	fs.writeFileSync(path.join(folder, 'a.npy'), array(1));
	fs.writeFileSync(path.join(folder, 'b.npy'), array(2));
	const {inspect} = open();
	const [a, gone, b] = await Promise.allSettled([inspect(`${folder}/a.npy`), inspect(`${folder}/gone`), inspect(`${folder}/b.npy`)]);
	expect(a).toMatchObject({value: {files: [{parameters: 3}]}});
	expect(gone).toMatchObject({reason: {code: 'not-found', message: `${folder}/gone is not there.`}});
	expect(b).toMatchObject({value: {files: [{parameters: 6}]}});
});

test('the newest question comes first, as who asked an older one may have left', async () => {
	const folder = temporaryFolder();
	const answered: string[] = [];
	for (const name of ['a', 'b', 'c']) fs.writeFileSync(path.join(folder, name), array(1));
	const {inspect} = open();
	await Promise.all(['a', 'b', 'c'].map(name => inspect(`${folder}/${name}`).then(() => answered.push(name))));
	expect(answered).toEqual(['a', 'c', 'b']);
});

test('a question that takes long is given up for another, which is answered', async () => {
	const folder = temporaryFolder();
	fs.writeFileSync(path.join(folder, 'many.safetensors'), manyTensors());
	fs.writeFileSync(path.join(folder, 'a.npy'), array(1));
	const {inspect} = open({politeness: 1});
	const [many, small] = await Promise.allSettled([inspect(`${folder}/many.safetensors`), inspect(`${folder}/a.npy`)]);
	expect(many).toMatchObject({reason: {code: 'failed', message: expect.stringContaining('takes longer than 0.001 s')}});
	expect(small).toMatchObject({value: {files: [{parameters: 3}]}});
	expect(await inspect(`${folder}/many.safetensors`)).toMatchObject({files: [{tensorCount: 100_000}]});
});

test('an answer is kept as long as nothing changed', async () => {
	const folder = temporaryFolder();
	fs.mkdirSync(path.join(folder, 'below'));
	fs.writeFileSync(path.join(folder, 'below/a.npy'), array(1));
	const {inspect} = open();
	const first = await inspect(folder);
	expect(await inspect(folder)).toBe(first);
	// The same length and time: the change itself has a time that nobody can set.
	const {atime, mtime} = fs.statSync(path.join(folder, 'below/a.npy'));
	fs.writeFileSync(path.join(folder, 'below/a.npy'), npy(npyHeader("'<i4'", [1, 3]), {data: 12}));
	fs.utimesSync(path.join(folder, 'below/a.npy'), atime, mtime);
	const second = await inspect(folder);
	expect(second.files[0]?.tensors[0]?.dtype).toBe('int32');
	fs.writeFileSync(path.join(folder, 'b.npy'), array(2));
	expect((await inspect(folder)).files.map(file => file.path)).toEqual(['b.npy', 'below/a.npy']);
	fs.rmSync(path.join(folder, 'below/a.npy'));
	expect((await inspect(folder)).files.map(file => file.path)).toEqual(['b.npy']);
});

test('what is gone is not answered from memory', async () => {
	const file = path.join(temporaryFolder(), 'a.npy');
	fs.writeFileSync(file, array(1));
	const {inspect} = open();
	await inspect(file);
	fs.rmSync(file);
	await expect(inspect(file)).rejects.toMatchObject({code: 'not-found'});
});

test('a file that takes too much memory ends the thread, not the program, and the next question has a new one', async () => {
	const folder = temporaryFolder();
	// Taken apart piece by piece: what takes its memory in one step of the engine, as parsing JSON does, may end the process before the thread.
	fs.writeFileSync(path.join(folder, 'many.pkl'), Buffer.from(`\x80\x02(${']'.repeat(300_000)}t.`, 'latin1'));
	fs.writeFileSync(path.join(folder, 'a.npy'), array(1));
	const {inspect} = open({memory: 24});
	const [many, small] = await Promise.allSettled([inspect(`${folder}/many.pkl`), inspect(`${folder}/a.npy`)]);
	expect(many).toMatchObject({reason: {code: 'failed', message: `${folder}/many.pkl cannot be inspected: it takes too much memory.`}});
	expect(small).toMatchObject({value: {files: [{parameters: 3}]}});
});

test('a question that takes too long is given up, and so is its thread', async () => {
	const folder = temporaryFolder();
	fs.writeFileSync(path.join(folder, 'a.npy'), array(1));
	await expect(open({patience: 1}).inspect(`${folder}/a.npy`)).rejects.toMatchObject({
		code: 'failed',
		message: expect.stringContaining('takes longer than 0.001 s'),
	});
});

test('closing waits for no answer', async () => {
	const folder = temporaryFolder();
	fs.writeFileSync(path.join(folder, 'a.npy'), array(1));
	const {inspect, close} = open();
	const asked = Promise.allSettled([inspect(folder), inspect(`${folder}/a.npy`)]);
	await close();
	for (const question of await asked) expect(question).toMatchObject({reason: {code: 'declined'}});
	await expect(inspect(folder)).rejects.toMatchObject({code: 'declined'});
	await close();
});
