/** What the index remembers of what is not on the disk any more: the artifact of a missing model, and a training that was overwritten. */

import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {contentOf, freshCache, modelFiles, put, putOld, readRoot, registryOf} from '../helpers/registries.ts';
import {targetsOf} from '../../store/domain/change.ts';
import {editTags} from '../../store/sidecar-edits.ts';

const key = 'Mscn/Model/a';
const trained = (trained_at: string, rest: object = {}) => ({training: {dataset: 'imdb', trained_at}, testing: [], ...rest});
const tested = {testing: [{dataset: 'imdb', performance: {accuracy: 0.9}}]};

async function one(root: string, env: NodeJS.ProcessEnv, wanted = key) {
	const {models} = await readRoot(root, env);
	const model = models.find(each => each.key === wanted);
	if (!model) throw new Error(`${wanted} is not among ${models.map(each => each.key).join()}`);
	return model;
}

const inodeOf = (file: string) => String(fs.lstatSync(file, {bigint: true}).ino);

describe('the artifact of a missing model', () => {
	test('is remembered, over restarts and changes of the sidecar, until one is there again', async () => {
		const [root, env] = [registryOf(modelFiles(key)), freshCache()];
		const inode = inodeOf(path.join(root, key));
		const {artifact} = await one(root, env);
		fs.renameSync(path.join(root, key), path.join(root, 'Mscn/Model/renamed'));
		const lost = {kind: 'file', inode, bytes: 7, modifiedAt: artifact?.modifiedAt};
		expect(await one(root, env)).toMatchObject({state: 'missing', lost});
		expect(await one(root, env)).toMatchObject({state: 'missing', lost});
		putOld(root, `${key}.json`, {model_id: 'a', tags: ['x']});
		expect(await one(root, env)).toMatchObject({state: 'missing', tags: ['x'], lost});
		putOld(root, `${key}.json`, '{"model_id": ');
		expect(await one(root, env)).toMatchObject({state: 'unreadable', lost});
		expect((await one(root, env, 'Mscn/Model/renamed')).lost).toBeUndefined();
		fs.renameSync(path.join(root, 'Mscn/Model/renamed'), path.join(root, key));
		expect((await one(root, env)).lost).toBeUndefined();
	});

	test('of a folder is the folder’s own inode and the sum of its files', async () => {
		const [root, env] = [registryOf({[`${key}.json`]: {model_id: 'a'}, [`${key}/x`]: 'xx', [`${key}/deep/y`]: 'yyy'}), freshCache()];
		const inode = inodeOf(path.join(root, key));
		await readRoot(root, env);
		fs.rmSync(path.join(root, key), {recursive: true});
		expect((await one(root, env)).lost).toMatchObject({kind: 'directory', inode, bytes: 5});
	});

	test('is found by an extension, too, and is not known where it was never seen', async () => {
		const [root, env] = [registryOf({'A/Model/m.pt': 'weights', 'A/Model/m.json': {model_id: 'm'}, 'A/Model/n.json': {model_id: 'n'}}), freshCache()];
		const inode = inodeOf(path.join(root, 'A/Model/m.pt'));
		await readRoot(root, env);
		fs.rmSync(path.join(root, 'A/Model/m.pt'));
		expect((await one(root, env, 'A/Model/m.pt')).lost).toMatchObject({kind: 'file', inode});
		expect((await one(root, env, 'A/Model/n')).lost).toBeUndefined();
	});

	test('is forgotten with the index, and remembered while its sidecar is gone, too', async () => {
		const [root, env] = [registryOf(modelFiles(key)), freshCache()];
		await readRoot(root, env);
		fs.rmSync(path.join(root, key));
		expect((await one(root, env)).lost).toBeDefined();
		expect((await one(root, freshCache())).lost).toBeUndefined();
		fs.rmSync(path.join(root, `${key}.json`));
		expect((await readRoot(root, env)).models).toEqual([]);
		putOld(root, `${key}.json`, {model_id: 'a'});
		expect((await one(root, env)).lost).toBeDefined();
	});
});

describe('an overwritten training', () => {
	test('is remembered, over restarts, with the bytes of its artifact', async () => {
		const [root, env] = [registryOf(modelFiles(key, trained('2024-10-01T00:00:00', tested))), freshCache()];
		expect((await one(root, env)).overwrote).toBeUndefined();
		putOld(root, key, 'other weights');
		putOld(root, `${key}.json`, {model_id: 'a', ...trained('2024-10-02T00:00:00')});
		const {overwrote} = await one(root, env);
		expect(overwrote).toEqual({
			seenAt: new Date('2024-11-01T00:00:00Z').getTime(),
			content: {training: {dataset: 'imdb', trained_at: '2024-10-01T00:00:00'}, ...tested},
			artifactBytes: 7,
		});
		expect((await one(root, env)).overwrote).toEqual(overwrote);
		putOld(root, `${key}.json`, {model_id: 'a', ...trained('2024-10-03T00:00:00')});
		expect((await one(root, env)).overwrote, 'the one with results stays').toEqual(overwrote);
		expect((await one(root, freshCache())).overwrote).toBeUndefined();
	});

	test('leaves the bytes out where the artifact was written anew before its sidecar was', async () => {
		const [root, env] = [registryOf(modelFiles(key, trained('2024-10-01T00:00:00'))), freshCache()];
		put(root, key, 'the weights of the next training');
		await readRoot(root, env);
		put(root, `${key}.json`, {model_id: 'a', ...trained('2024-10-02T00:00:00')});
		const {overwrote} = await one(root, env);
		expect(overwrote).toMatchObject({content: {training: {trained_at: '2024-10-01T00:00:00'}}});
		expect(overwrote).not.toHaveProperty('artifactBytes');
	});

	test('is seen behind a sidecar that could not be read meanwhile', async () => {
		const [root, env] = [registryOf(modelFiles(key, trained('2024-10-01T00:00:00'))), freshCache()];
		await readRoot(root, env);
		putOld(root, `${key}.json`, '{"model_id": "a", ');
		expect((await one(root, env)).overwrote).toBeUndefined();
		putOld(root, `${key}.json`, {model_id: 'a', ...trained('2024-10-02T00:00:00')});
		expect((await one(root, env)).overwrote?.content).toMatchObject({training: {trained_at: '2024-10-01T00:00:00'}});
	});

	test('is none where only tags, notes or results changed, by us or by others', async () => {
		const [root, env] = [registryOf(modelFiles(key, trained('2024-10-01T00:00:00'))), freshCache()];
		const {models} = await readRoot(root, env);
		const [target] = targetsOf(models, models);
		if (!target) throw new Error('There is one.');
		editTags({root, by: 'test', now: Date.now, waitMs: 0}, [{target, add: ['x'], remove: []}], {onProgress: () => undefined});
		expect(await one(root, env)).toMatchObject({tags: ['x']});
		putOld(root, `${key}.json`, {model_id: 'a', ...trained('2024-10-01T00:00:00', tested)});
		expect((await one(root, env)).overwrote).toBeUndefined();
	});

	test('is told no more as long as training_registry.json knows it, over restarts, and again when it does not', async () => {
		const [root, env] = [registryOf(modelFiles(key, trained('2024-10-01T00:00:00', tested))), freshCache()];
		await readRoot(root, env);
		putOld(root, `${key}.json`, {model_id: 'a', ...trained('2024-10-02T00:00:00')});
		const before = await readRoot(root, env);
		putOld(root, 'Mscn/training_registry.json', {'a (2024-10-02T00:00:00)': {}, a: {}});
		expect((await one(root, env)).overwrote, 'other entries do not count').toBeDefined();
		put(root, 'Mscn/training_registry.json', {'a (2024-10-01T00:00:00)': {}, nan: Number.NaN});
		for (const _ of ['once', 'and after a restart']) {
			const known = await readRoot(root, env);
			expect(known.models[0]?.overwrote).toBeUndefined();
			expect(contentOf(known)).toEqual(contentOf({...before, models: before.models.map(({overwrote: _, ...model}) => model)}));
		}
		put(root, 'Mscn/training_registry.json', '{"a (20');
		expect((await one(root, env)).overwrote, 'nobody can say now').toBeUndefined();
		fs.rmSync(path.join(root, 'Mscn/training_registry.json'));
		expect(contentOf(await readRoot(root, env))).toEqual(contentOf(before));
	});

	test('makes room for any other one when training_registry.json knows it', async () => {
		const [root, env] = [registryOf(modelFiles(key, trained('2024-10-01T00:00:00', tested))), freshCache()];
		await readRoot(root, env);
		putOld(root, `${key}.json`, {model_id: 'a', ...trained('2024-10-02T00:00:00')});
		putOld(root, 'Mscn/training_registry.json', {'a (2024-10-01T00:00:00)': {}});
		await readRoot(root, env);
		putOld(root, `${key}.json`, {model_id: 'a', ...trained('2024-10-03T00:00:00')});
		expect((await one(root, env)).overwrote?.content).toMatchObject({training: {trained_at: '2024-10-02T00:00:00'}});
	});

	test('is not taken for known by a history that cannot be read', async () => {
		const [root, env] = [registryOf(modelFiles(key, trained('2024-10-01T00:00:00'))), freshCache()];
		await readRoot(root, env);
		putOld(root, `${key}.json`, {model_id: 'a', ...trained('2024-10-02T00:00:00')});
		for (const text of ['{"a (2024-10-01T00:00:00)": {', '["a (2024-10-01T00:00:00)"]']) {
			put(root, 'Mscn/training_registry.json', text);
			expect((await one(root, env)).overwrote).toBeDefined();
		}
	});
});
