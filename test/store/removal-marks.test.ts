/** What is marked of models before they are removed: what tells that a file is the same, what it takes, and which links lead to it. */

import {createHash} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import type {Target} from '../../store/domain/change.ts';
import {sizesOf} from '../../store/domain/sizes.ts';
import {linkTargets, markRemovals} from '../../store/removal-marks.ts';
import {cannotBeNobody, giveToNobody, runAsNobody} from '../helpers/as-nobody.ts';
import {modelFiles, put, registryOf} from '../helpers/registries.ts';
import {targetsIn} from '../helpers/trash.ts';

const [one, two] = ['Mscn/Model/mscn_1', 'Mscn/Model/mscn_2'] as const;

function targetOf(key: string, rest: Partial<Target> = {}): Target {
	return {key, id: key, algorithm: 'mscn', folder: 'Mscn', artifact: key, sidecar: `${key}.json`, files: [], bytes: 0, entry: key, ...rest};
}

function blocksOf(root: string, ...names: readonly string[]): number {
	return names.reduce((sum, name) => sum + fs.lstatSync(path.join(root, name)).blocks * 512, 0);
}

describe('markRemovals', () => {
	test('tells device, inode, length and nanoseconds of each file as text that loses nothing', () => {
		const root = registryOf(modelFiles(one));
		const {marked, skipped} = markRemovals(root, [targetOf(one)]);
		const {dev, ino, size, mtimeNs} = fs.lstatSync(path.join(root, one), {bigint: true});
		expect(skipped).toEqual([]);
		expect(marked[0]?.removal.artifact).toEqual({path: one, dev: String(dev), inode: String(ino), size: Number(size), mtime_ns: String(mtimeNs)});
		expect(marked[0]?.removal.sidecar).toMatchObject({path: `${one}.json`, size: fs.statSync(path.join(root, `${one}.json`)).size});
		expect(marked[0]?.single).toBe(blocksOf(root, one, `${one}.json`));
	});

	test('of a folder tells the sum of its files and the newest time in it, and counts the blocks of all', () => {
		const root = registryOf({[`${one}/a/b/weights`]: 'w'.repeat(5000), [`${one}/config`]: 'c', [`${one}.json`]: '{}'});
		fs.symlinkSync('/', path.join(root, one, 'link'));
		const newest = new Date('2025-01-01T00:00:00Z');
		fs.utimesSync(path.join(root, one, 'a/b/weights'), newest, newest);
		for (const folder of [`${one}/a/b`, `${one}/a`, one]) fs.utimesSync(path.join(root, folder), 1, 1);
		fs.lutimesSync(path.join(root, one, 'link'), 1, 1);
		const [mark] = markRemovals(root, [targetOf(one)]).marked;
		expect(mark?.removal.artifact).toMatchObject({size: 5001, mtime_ns: `${newest.getTime()}000000`});
		const all = ['', '/a', '/a/b', '/a/b/weights', '/config', '/link', '.json'].map(rest => one + rest);
		expect(mark?.single).toBe(blocksOf(root, ...all));
	});

	test('counts the names of a hard-linked file, in this model and on the whole disk', () => {
		const root = registryOf({[`${one}/weights`]: 'w'.repeat(5000), ...modelFiles(two)});
		fs.linkSync(path.join(root, one, 'weights'), path.join(root, one, 'again'));
		fs.rmSync(path.join(root, two));
		fs.linkSync(path.join(root, one, 'weights'), path.join(root, two));
		const marks = (keys: readonly string[]) =>
			markRemovals(
				root,
				keys.map(key => targetOf(key, {sidecar: undefined})),
			).marked;
		const bytes = blocksOf(root, two);
		expect(marks([one])[0]?.linked).toEqual([{id: expect.stringMatching(/^\d+:\d+$/), bytes, links: 3, names: 2}]);
		expect(sizesOf(marks([one]))).toEqual({trashed: bytes + blocksOf(root, one), freed: blocksOf(root, one)});
		expect(sizesOf(marks([one, two]))).toEqual({trashed: bytes + blocksOf(root, one), freed: bytes + blocksOf(root, one)});
	});

	test('hashes the sidecar where it is asked for, and nothing else', () => {
		const root = registryOf(modelFiles(one));
		const [mark] = markRemovals(root, [targetOf(one)], {sha256: true}).marked;
		expect(mark?.removal.sidecar?.sha256).toBe(
			createHash('sha256')
				.update(fs.readFileSync(path.join(root, `${one}.json`)))
				.digest('hex'),
		);
		expect(mark?.removal.artifact?.sha256).toBeUndefined();
		expect(markRemovals(root, [targetOf(one)]).marked[0]?.removal.sidecar?.sha256).toBeUndefined();
	});

	test('marks links as the links they are, and opens nothing that is no file', () => {
		const root = registryOf({'Mscn/Model/x': 'x'});
		fs.symlinkSync('/etc/hostname', path.join(root, one));
		fs.symlinkSync('nowhere', path.join(root, `${one}.json`));
		const [mark] = markRemovals(root, [targetOf(one)], {sha256: true}).marked;
		expect(mark?.removal.artifact?.size).toBe('/etc/hostname'.length);
		expect(mark?.removal.sidecar).toMatchObject({size: 'nowhere'.length});
		expect(mark?.removal.sidecar?.sha256).toBeUndefined();
	});

	test('skips what is gone, by name, and what has no files; the others stay in their order', () => {
		const root = registryOf({...modelFiles(one), ...modelFiles(two)});
		const targets = [
			targetOf(two),
			targetOf('Mscn/Model/gone'),
			targetOf(one, {files: ['Mscn/Model/gone.onnx']}),
			targetOf('entry', {artifact: undefined, sidecar: undefined}),
		];
		const {marked, skipped} = markRemovals(root, [...targets, targetOf(one)]);
		expect(marked.map(({removal}) => removal.target.key)).toEqual([two, one]);
		expect(skipped).toEqual([
			{key: 'Mscn/Model/gone', reason: 'gone is gone.'},
			{key: one, reason: 'gone.onnx is gone.'},
			{key: 'entry', reason: 'It has no files here.'},
		]);
	});

	test.skipIf(cannotBeNobody !== undefined)('skips a folder that cannot be looked into: nobody could tell later whether it changed', () => {
		const root = registryOf({[`${one}/secret/weights`]: 'w', ...modelFiles(two)});
		giveToNobody(path.dirname(root));
		fs.chmodSync(path.join(root, one, 'secret'), 0);
		const told = runAsNobody('marking-process', [root, JSON.stringify([targetOf(one, {sidecar: undefined}), targetOf(two)])]);
		expect(told).toMatchObject({marked: [{removal: {target: {key: two}}}], skipped: [{key: one, reason: expect.stringContaining('permission denied')}]});
	});
});

describe('linkTargets', () => {
	async function linked(links: Readonly<Record<string, string>>, files: Readonly<Record<string, unknown>> = {}): Promise<Record<string, string>> {
		const root = registryOf({...modelFiles(one), [`${two}/a/weights`]: 'w', ...files});
		for (const [link, target] of Object.entries(links)) fs.symlinkSync(target.replace('ROOT', root), path.join(root, link));
		return Object.fromEntries(linkTargets(root, [...(await targetsIn(root)).keys()]));
	}

	test.each([
		{place: 'the root', link: 'best', target: one},
		{place: 'an algorithm folder', link: 'Mscn/best', target: 'Model/mscn_1'},
		{place: 'a model folder, as a model itself', link: 'Mscn/Model/best', target: 'mscn_1'},
		{place: 'the root, absolute', link: 'best', target: `ROOT/${one}`},
		{place: 'the root, with steps up', link: 'best', target: `Mscn/../${one}`},
		{place: 'the root, under an odd name', link: '-best\n\u{1b}', target: one},
	])('finds a link in $place', async ({link, target}) => {
		expect(await linked({[link]: target})).toEqual({[one]: link});
	});

	test('finds a link into a folder artifact, and one by way of another link', async () => {
		expect(await linked({best: `${two}/a/weights`})).toEqual({[two]: 'best'});
		expect(await linked({best: 'latest', latest: one})).toEqual({[one]: 'best'});
	});

	test('finds a link to an artifact that is a link itself', async () => {
		expect(await linked({'Mscn/Model/out': '/etc', best: 'Mscn/Model/out'})).toEqual({'Mscn/Model/out': 'best'});
	});

	test('finds what a link in a linked algorithm folder points to', async () => {
		const root = registryOf({...modelFiles(one), '../far/Lero/Model/lero_1': 'w'});
		fs.symlinkSync('../far/Lero', path.join(root, 'Lero'));
		fs.symlinkSync('Model/lero_1', path.join(root, 'Lero/best'));
		expect([...linkTargets(root, [...(await targetsIn(root)).keys()])]).toEqual([['Lero/Model/lero_1', 'Lero/best']]);
	});

	test('passes over links to other things, to nowhere, to themselves and in circles', async () => {
		expect(await linked({a: 'nowhere', b: 'b', c: 'd', d: 'c', e: '/', f: 'Mscn', g: '.', h: `${one}.json`, 'Mscn/Model/self': 'self'})).toEqual({});
	});

	test('a link that points to the folder of the models points to none of them', async () => {
		expect(await linked({models: 'Mscn/Model'})).toEqual({});
	});
});

test('a missing folder has no links and no models', () => {
	const root = registryOf({});
	put(root, 'x', '');
	expect(linkTargets(root, ['Gone/Model/x']).size).toBe(0);
	expect(markRemovals(root, [targetOf('Gone/Model/x')]).skipped).toHaveLength(1);
});
