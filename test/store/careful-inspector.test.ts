/** Inspecting for commands: what a file that takes too long costs. */

import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {openCarefulInspector} from '../../store/careful-inspector.ts';
import {npy, npyHeader, safetensors, zip} from '../helpers/model-files.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

test('what is large is given up after a while, and the others are answered all the same', async () => {
	const folder = temporaryFolder();
	fs.writeFileSync(path.join(folder, 'small.npy'), npy(npyHeader("'<f4'", [2]), {data: 8}));
	fs.writeFileSync(path.join(folder, 'large.npy'), npy(npyHeader("'<f4'", [100_000]), {data: 400_000}));
	const {inspect, close} = openCarefulInspector({patience: 1});
	const answers = await Promise.allSettled(['large.npy', 'small.npy', 'gone.npy'].map(name => inspect(`${folder}/${name}`)));
	await close();
	expect(answers).toMatchObject([
		{reason: {code: 'failed', message: `${folder}/large.npy cannot be inspected: it takes longer than 0.001 s.`}},
		{value: {files: [{parameters: 2}]}},
		{reason: {code: 'not-found'}},
	]);
});

test('the answer of the thread is that of the file', async () => {
	const file = path.join(temporaryFolder(), 'large.npy');
	fs.writeFileSync(file, npy(npyHeader("'<f4'", [100_000]), {data: 400_000}));
	const {inspect, close} = openCarefulInspector();
	expect(await inspect(file)).toMatchObject({unopened: 0, files: [{path: '', format: 'npy', parameters: 100_000}]});
	await close();
});

/** Whether a thread would answer it: one that has no time at all does not. */
async function needsThread(bytes: Buffer): Promise<boolean> {
	const file = path.join(temporaryFolder(), 'model');
	fs.writeFileSync(file, bytes);
	const {inspect, close} = openCarefulInspector({patience: 1});
	const [answer] = await Promise.allSettled([inspect(file)]);
	await close();
	return answer.status === 'rejected';
}

test('models of many values and a short header are read without a thread', async () => {
	const values = Buffer.alloc(2 ** 20);
	const pickle = Buffer.from('\x80\x02}.', 'latin1');
	expect(await needsThread(safetensors({w: {dtype: 'U8', shape: [2 ** 20], data_offsets: [0, 2 ** 20]}}, 2 ** 20))).toBe(false);
	const checkpoint = [['a/data.pkl', pickle] as const, ['a/data/0', values] as const];
	expect(await needsThread(zip(checkpoint))).toBe(false);
	// Other pickles, a directory that is long, and what a look does not tell.
	expect(await needsThread(zip([...checkpoint, ['a/constants.pkl', values]]))).toBe(true);
	expect(await needsThread(zip([...checkpoint, ...Array.from({length: 3000}, (_, at) => [`a/${'x'.repeat(100)}${at}`, pickle] as const)]))).toBe(true);
	expect(await needsThread(zip([['w.npy', values]]))).toBe(true);
	expect(await needsThread(Buffer.concat([pickle, values]))).toBe(true);
});
