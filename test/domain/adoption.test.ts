/** What the sidecar of an untracked model says: nothing that is not evident, in the seed's order; and that its name is read as the one of its artifact. */

import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {adoptionText} from '../../store/domain/adoption.ts';
import {targetsOf} from '../../store/domain/change.ts';
import type {InspectedFile} from '../../store/domain/inspection.ts';
import type {Model} from '../../store/domain/model.ts';
import {sidecarPlace, sidecarPlaces} from '../../store/domain/sidecar-place.ts';
import {freshCache, putOld, readRoot, registryOf} from '../helpers/registries.ts';

const snapshotOf = async (root: string) => readRoot(root, freshCache());

function file(rest: Partial<InspectedFile>): InspectedFile {
	return {path: '', bytes: 7, tensors: [], tensorCount: 0, parameters: 0, imports: [], facts: [], problems: [], ...rest};
}

function textOf(model: Model, files?: readonly InspectedFile[]) {
	const [target] = targetsOf([model], [model]);
	if (!target) throw new Error('A model without a target');
	const {text, notes} = adoptionText(model, {target, root: '/data/registry', ...(files ? {inspection: {files, unopened: 0}} : {})});
	return {text, notes, content: JSON.parse(text) as Record<string, unknown>};
}

async function modelOf(name: string): Promise<Model> {
	const {models} = await snapshotOf(registryOf({[`Mscn/Model/${name}`]: 'weights'}));
	const [model] = models;
	if (!model) throw new Error(`${name} is no model`);
	return model;
}

describe('the text', () => {
	test("is laid out as the Python's, and tells the time in the name as local time", async () => {
		const {text} = textOf(await modelOf('mscn_20241019_103000'));
		expect(text).toBe(
			'{\n  "model_id": "mscn_20241019_103000",\n  "algorithm": "mscn",\n  "model_path": "/data/registry/Mscn/Model/mscn_20241019_103000",\n' +
				'  "training": {\n    "trained_at": "2024-10-19T10:30:00"\n  },\n  "testing": [],\n  "tags": [],\n  "notes": "",\n  "created_at": "2024-10-19T10:30:00"\n}\n',
		);
	});

	test('says of a name without a time only when the file was written', async () => {
		const {content} = textOf(await modelOf('net.pt'));
		expect(content).toEqual({
			...{model_id: 'net.pt', algorithm: 'mscn', model_path: '/data/registry/Mscn/Model/net.pt', training: {}, testing: [], tags: [], notes: ''},
			created_at: '2024-10-20T00:00:00.000Z',
		});
	});

	test.each([
		[[file({format: 'pytorch'}), file({path: 'x', format: 'pickle'})], {framework: 'pytorch'}],
		[[file({format: 'torchscript'})], {framework: 'pytorch'}],
		[[file({format: 'safetensors'})], {}],
		[[file({format: 'safetensors', facts: [['format', 'pt']]})], {framework: 'pytorch'}],
		[[file({format: 'safetensors', facts: [['format', 'constructor']]})], {}],
		[[file({format: 'pickle', facts: [['producer', 'sklearn 1.3']]})], {framework: 'sklearn'}],
		[[file({format: 'gguf', facts: [['general.architecture', 'llama']]})], {framework: 'gguf', architecture: 'llama'}],
		[[file({format: 'onnx', facts: [['input', 'x float32 [1, 3, 224, 224]']]})], {framework: 'onnx', input_shape: [1, 3, 224, 224]}],
		[[file({format: 'onnx', facts: [['input', 'x float32 [batch, 3, 224, 224]']]})], {framework: 'onnx'}],
		[
			[
				file({
					format: 'onnx',
					facts: [
						['input', 'x float32 [1]'],
						['input', 'y float32 [1]'],
					],
				}),
			],
			{framework: 'onnx'},
		],
		[[file({format: 'onnx'}), file({path: 'y', format: 'pytorch'})], {}],
		[[file({format: 'pytorch', hyperparams: {lr: 0.1, name: 'a'}})], {framework: 'pytorch', training: {hyperparams: {lr: 0.1, name: 'a'}}}],
	])('takes from headers what is evident, and no more: %#', async (files, wanted) => {
		const {content} = textOf(await modelOf('net.pt'), files);
		const {framework, architecture, input_shape, training} = content;
		expect({framework, architecture, input_shape, training}).toEqual({training: {}, ...wanted});
	});

	test('leaves out numbers that JSON does not know, and says so', async () => {
		const {content, notes} = textOf(await modelOf('net.pt'), [file({format: 'pytorch', hyperparams: {lr: NaN, seed: 1}})]);
		expect(content.training).toEqual({hyperparams: {seed: 1}});
		expect(notes).toEqual(['Hyperparameters that JSON has no number for were left out: lr (NaN).']);
	});

	test('is read back to the id, the algorithm and the time that were shown, whatever the name', async () => {
		const part = fc.string({
			unit: fc.constantFrom(...'ab_-. \'"\\{}0!#한é'.normalize('NFD'), '🧪', '20241019_103000', '.pt', '.json', '\n'),
			minLength: 1,
			maxLength: 12,
		});
		await fc.assert(
			fc.asyncProperty(
				part.filter(name => !name.startsWith('.') && Buffer.byteLength(name) < 240),
				async name => {
					const root = registryOf({[`Mscn/Model/${name}`]: 'weights'});
					const before = await snapshotOf(root);
					const [model] = before.models;
					// Some are nobody's.
					if (model?.state !== 'untracked') return;
					const place = sidecarPlaces([model], before.models).get(model.key);
					if (place?.kind !== 'free') throw new Error(`No place for ${JSON.stringify(name)}`);
					putOld(root, `Mscn/Model/${place.name}`, textOf(model).text);
					const {models} = await snapshotOf(root);
					expect(models.map(({key, id, algorithm, time, state, problems}) => ({key, id, algorithm, time, state, problems}))).toEqual([
						{key: model.key, id: model.id, algorithm: model.algorithm, time: model.time, state: 'ok', problems: []},
					]);
				},
			),
			{numRuns: 60},
		);
	});
});

describe('the name', () => {
	test.each([
		['X', ['X'], 'X.json'],
		['X.pt', ['X.pt'], 'X.json'],
		['X.v2', ['X.v2'], 'X.v2.json'],
		['X.pt', ['X.pt', 'X.onnx'], 'X.pt.json'],
		['X.onnx', ['X.pt', 'X.onnx', 'X.pt.json'], 'X.onnx.json'],
		['X.pt', ['X.pt', 'X'], 'X.pt.json'],
		['X', ['X.pt', 'X', 'X.pt.json'], 'X.json'],
		['X.json', ['X.json'], 'X.json.json'],
	])('of %s among %j is %s', (artifact, names, name) => {
		expect(sidecarPlace(artifact, names)).toEqual({kind: 'free', name});
	});

	test('is none where there is a sidecar already', () => {
		expect(sidecarPlace('X.pt', ['X.pt', 'X.json'])).toEqual({kind: 'has', sidecar: 'X.json'});
	});

	test.each([
		['X\udcff', ['X\udcff'], 'Its name is not UTF-8'],
		['X', [], 'It is not there any more.'],
		['X.onnx', ['X.pt', 'X.onnx', 'X.json'], 'It is one of the files of X.pt.'],
		['X', ['X', 'X.pt'], 'X.json would be taken for the sidecar of another file, too.'],
		['model_registry', ['model_registry'], 'model_registry.json is the name of something else.'],
		['가'.repeat(84), ['가'.repeat(84)], 'The name of its sidecar would be longer than 255 bytes.'],
	])('of %j among %j is refused', (artifact, names, reason) => {
		expect(sidecarPlace(artifact, names)).toEqual({kind: 'refused', reason: expect.stringContaining(reason)});
	});

	test('of 255 bytes is still a name', () => {
		const artifact = 'x'.repeat(250);
		expect(sidecarPlace(artifact, [artifact])).toEqual({kind: 'free', name: `${artifact}.json`});
	});

	test('pairs with its artifact in a folder, and changes no other model there', async () => {
		const names = fc.uniqueArray(
			fc.constantFrom('X', 'X.pt', 'X.onnx', 'X.json', 'X.pt.json', 'X.json.json', 'X.txt', 'X.txt.pt', 'Y', 'é'.normalize('NFD'), 'é.pt'),
			{minLength: 1},
		);
		await fc.assert(
			fc.asyncProperty(names, async made => {
				const root = registryOf(Object.fromEntries(made.map(name => [`Mscn/Model/${name}`, name.endsWith('.json') ? {a: 1} : 'weights'])));
				const before = await snapshotOf(root);
				const untracked = before.models.filter(({state}) => state === 'untracked');
				for (const {key} of untracked) {
					const place = sidecarPlace(path.posix.basename(key), fs.readdirSync(path.join(root, 'Mscn/Model')));
					if (place.kind !== 'free') continue;
					putOld(root, `Mscn/Model/${place.name}`, {model_id: 'made'});
					const {models} = await snapshotOf(root);
					fs.rmSync(path.join(root, 'Mscn/Model', place.name));
					const told = (all: readonly Model[]) =>
						all
							.filter(model => model.key !== key)
							.map(({key, state, sidecar, artifact}) => JSON.stringify([key, state, sidecar, artifact?.files]))
							.sort();
					expect(told(models)).toEqual(told(before.models));
					expect(models.find(model => model.key === key)).toMatchObject({state: 'ok', sidecar: `Mscn/Model/${place.name}`, id: 'made'});
				}
			}),
			{numRuns: 60},
		);
	});
});
