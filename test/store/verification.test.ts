/** Verifying: what is as it was registered, and what is not; in one thread and in several. */

import {execFileSync} from 'node:child_process';
import {createHash, randomBytes} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {hashArtifact} from '../../store/artifact-copy.ts';
import {readSource} from '../../store/artifact-source.ts';
import {readRegistry} from '../../store/read-registry.ts';
import type {Verified} from '../../store/domain/verified.ts';
import {verifyModels} from '../../store/verification.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {treeHash} from '../helpers/tree-hash.ts';

/** A registry with a file `one.pt`, a folder `two` and a link `three.pt`, each with its checksum. */
function registry(): string {
	const root = path.join(temporaryFolder(), 'registry');
	const models = path.join(root, 'Net', 'Model');
	fs.mkdirSync(path.join(models, 'two', 'deep'), {recursive: true});
	fs.writeFileSync(path.join(models, 'one.pt'), 'first bytes');
	for (const name of ['a.bin', 'b.bin', 'deep/c.bin']) fs.writeFileSync(path.join(models, 'two', name), `bytes of ${name}`);
	fs.symlinkSync('a.bin', path.join(models, 'two', 'same'));
	fs.writeFileSync(path.join(root, 'elsewhere'), 'third bytes');
	fs.symlinkSync('../../elsewhere', path.join(models, 'three.pt'));
	for (const name of ['one.pt', 'two', 'three.pt']) writeSidecar(root, name, hashArtifact(readSource(path.join(models, name)), {}));
	return root;
}

function writeSidecar(root: string, name: string, checksum: unknown): void {
	fs.writeFileSync(path.join(root, 'Net', 'Model', `${name.replace('.pt', '')}.json`), JSON.stringify({model_id: name.replace('.pt', ''), checksum}));
}

async function verify(root: string, onProgress?: (done: number, total: number) => void): Promise<Readonly<Record<string, Verified>>> {
	const cache = temporaryFolder();
	const {models} = await readRegistry({root, reason: '', now: Date.now(), env: {HOME: cache, XDG_CACHE_HOME: cache}});
	const found = await verifyModels(root, models, {onProgress});
	expect(found.map(({key}) => key)).toEqual(models.map(({key}) => key));
	return Object.fromEntries(found.map(one => [path.basename(one.key), one]));
}

const same = {changed: [], missing: [], extra: []};

test('files, folders and links that are as they were are ok, and nothing is written', async () => {
	const root = registry();
	const before = treeHash(root);
	const found = await verify(root);
	expect(found).toEqual({
		'one.pt': {key: 'Net/Model/one.pt', state: 'ok', ...same, bytes: 11},
		two: {key: 'Net/Model/two', state: 'ok', ...same, bytes: 47},
		'three.pt': {key: 'Net/Model/three.pt', state: 'ok', ...same, bytes: 11},
	});
	expect(treeHash(root)).toBe(before);
});

test('one other bit is found, also with the old length and time', async () => {
	const root = registry();
	const file = path.join(root, 'Net/Model/one.pt');
	const {atime, mtime} = fs.statSync(file);
	fs.writeFileSync(file, 'first byteS');
	fs.utimesSync(file, atime, mtime);
	expect((await verify(root))['one.pt']).toMatchObject({state: 'differs', changed: ['']});
});

test('of a folder it is told what changed, what is missing and what came later', async () => {
	const root = registry();
	const folder = path.join(root, 'Net/Model/two');
	fs.writeFileSync(path.join(folder, 'a.bin'), 'other');
	fs.rmSync(path.join(folder, 'deep'), {recursive: true});
	fs.rmSync(path.join(folder, 'same'));
	fs.symlinkSync('b.bin', path.join(folder, 'same'));
	fs.writeFileSync(path.join(folder, 'new.bin'), '');
	execFileSync('mkfifo', [path.join(folder, 'pipe')]);
	fs.writeFileSync(Buffer.concat([Buffer.from(`${folder}/x`), Buffer.from([0xff])]), 'x');
	expect((await verify(root)).two).toMatchObject({
		state: 'differs',
		changed: ['a.bin', 'same'],
		missing: ['deep/c.bin'],
		extra: ['new.bin', 'pipe', 'x\udcff'],
	});
});

test('what is gone is missing: a file, a folder, what a link points to', async () => {
	const root = registry();
	fs.rmSync(path.join(root, 'Net/Model/one.pt'));
	fs.rmSync(path.join(root, 'Net/Model/two'), {recursive: true});
	fs.rmSync(path.join(root, 'elsewhere'));
	const found = await verify(root);
	expect(Object.values(found).map(({state}) => state)).toEqual(['missing', 'missing', 'missing']);
	expect(found['three.pt']?.reason).toBe('its link leads to ../../elsewhere, and nothing is there.');
});

test('a file that is empty now, a folder without files and a file in place of a folder differ', async () => {
	const root = registry();
	fs.truncateSync(path.join(root, 'Net/Model/one.pt'), 0);
	fs.rmSync(path.join(root, 'Net/Model/two'), {recursive: true});
	fs.mkdirSync(path.join(root, 'Net/Model/two'));
	expect(await verify(root)).toMatchObject({
		'one.pt': {state: 'differs', changed: ['']},
		two: {state: 'differs', missing: ['a.bin', 'b.bin', 'deep/c.bin', 'same']},
	});
	fs.rmdirSync(path.join(root, 'Net/Model/two'));
	fs.writeFileSync(path.join(root, 'Net/Model/two'), 'x');
	expect((await verify(root)).two).toMatchObject({state: 'differs', changed: ['']});
});

test('a folder whose sidecar lists no files is compared as a whole', async () => {
	const root = registry();
	const {value} = hashArtifact(readSource(path.join(root, 'Net/Model/two')), {});
	writeSidecar(root, 'two', {algorithm: 'sha256', value});
	expect((await verify(root)).two).toMatchObject({state: 'ok'});
	fs.writeFileSync(path.join(root, 'Net/Model/two/late.bin'), 'x');
	expect((await verify(root)).two).toMatchObject({state: 'differs', changed: [''], extra: []});
});

test('a list of files that is not what the checksum was taken of differs', async () => {
	const root = registry();
	const {files} = hashArtifact(readSource(path.join(root, 'Net/Model/two')), {});
	writeSidecar(root, 'two', {algorithm: 'sha256', value: createHash('sha256').update('').digest('hex'), files});
	expect((await verify(root)).two).toMatchObject({state: 'differs', ...same});
});

test.each([[undefined], ['sha256:00'], [{algorithm: 'sha256', value: null}], [[]]])('checksum %j counts as none', async checksum => {
	const root = registry();
	writeSidecar(root, 'one.pt', checksum);
	expect((await verify(root))['one.pt']).toEqual({key: 'Net/Model/one.pt', state: 'no-checksum', ...same, bytes: 0});
});

test('large files and many small ones are read in several threads, each once, and progress goes up to all bytes', async () => {
	const root = path.join(temporaryFolder(), 'registry');
	const models = path.join(root, 'Net', 'Model');
	fs.mkdirSync(path.join(models, 'two'), {recursive: true});
	fs.writeFileSync(path.join(models, 'one.pt'), randomBytes(20_000_000));
	fs.writeFileSync(path.join(models, 'two', 'large.bin'), randomBytes(9_000_000));
	for (let index = 0; index < 350; index++) fs.writeFileSync(path.join(models, 'two', `${index}.bin`), randomBytes(1000 + index));
	for (const name of ['one.pt', 'two']) writeSidecar(root, name, hashArtifact(readSource(path.join(models, name)), {}));
	const told: number[] = [];
	expect(await verify(root, (done, total) => told.push(done / total))).toMatchObject({'one.pt': {state: 'ok'}, two: {state: 'ok'}});
	expect(told.at(-1)).toBe(1);
	expect(told).toEqual([...told].sort((a, b) => a - b));
	fs.appendFileSync(path.join(models, 'two', '177.bin'), 'x');
	fs.truncateSync(path.join(models, 'one.pt'), 19_999_999);
	expect(await verify(root)).toMatchObject({
		'one.pt': {state: 'differs', changed: ['']},
		two: {state: 'differs', changed: ['177.bin'], missing: [], extra: []},
	});
});
