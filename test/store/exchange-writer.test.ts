/** `mreg index`: what the seeds' Python finds in model_registry.json and training_registry.json afterwards. */

import {execFileSync, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {UserError} from '../../store/domain/user-error.ts';
import {parseExact, stringifyExact} from '../../store/exact-json.ts';
import {writeExchange} from '../../store/exchange-writer.ts';
import {readRegistry} from '../../store/read-registry.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

const repository = path.join(import.meta.dirname, '../..');
const seeds = path.join(repository, '../shared/seeds/timestamp-metadata-registry.ko.md');
const hasPython = spawnSync('python3', ['--version']).status === 0;
const now = new Date('2026-01-01T00:00:00').getTime();

function rootWith(sidecars: Record<string, string>): string {
	const root = temporaryFolder();
	fs.mkdirSync(path.join(root, 'Mscn/Model'), {recursive: true});
	for (const [name, text] of Object.entries(sidecars)) {
		fs.writeFileSync(path.join(root, 'Mscn/Model', name), 'weights');
		fs.writeFileSync(path.join(root, 'Mscn/Model', `${name}.json`), text);
	}
	return root;
}

async function index(root: string) {
	const snapshot = await readRegistry({root, reason: 'test', now, env: {XDG_CACHE_HOME: temporaryFolder()}});
	return writeExchange(root, snapshot, {waitMs: 1_000, now});
}

const registryOf = (root: string) => fs.readFileSync(path.join(root, 'model_registry.json'), 'utf8');

describe('model_registry.json', () => {
	test('holds each sidecar with its numbers as they were written', async () => {
		const root = rootWith({
			a: '{"model_id": "a", "training": {"hyperparams": {"lr": 1e-05, "seed": 9007199254740993, "x": 45.0, "bad": NaN}}, "extra": [1.50]}',
		});
		await index(root);
		for (const spelling of ['1e-05', '9007199254740993', '45.0', 'NaN', '1.50']) expect(registryOf(root)).toContain(spelling);
	});

	test('gives {} for a training that is null, and a list for tests that are not there, as the seed reads them without asking', async () => {
		const root = rootWith({a: '{"training": null}'});
		await index(root);
		expect(JSON.parse(registryOf(root))).toEqual({
			a: {model_id: 'a', algorithm: 'mscn', model_path: 'Mscn/Model/a', training: {}, testing: [], tags: [], notes: ''},
		});
	});

	test('keeps entries without files, unknown ones too, byte for byte', async () => {
		const root = rootWith({a: '{"model_id": "a"}'});
		const entry = '{"model_id":"gone",   "tags" : ["x"], "n": 1.0}';
		fs.writeFileSync(path.join(root, 'model_registry.json'), `{"gone": ${entry}, "odd": 3}`);
		const result = await index(root);
		expect(result).toMatchObject({written: 1, kept: 2});
		expect(registryOf(root)).toContain(`"gone": ${entry}`);
		expect(registryOf(root)).toContain('"odd": 3');
	});

	test('keeps tags and notes that stand only there', async () => {
		const root = rootWith({a: '{"model_id": "a", "tags": ["own"]}'});
		fs.writeFileSync(path.join(root, 'model_registry.json'), '{"a": {"model_id": "a", "tags": ["theirs"], "notes": "메모"}}');
		await index(root);
		expect(JSON.parse(registryOf(root))).toMatchObject({a: {tags: ['own', 'theirs'], notes: '메모'}});
	});

	test('is not touched when it says the same already', async () => {
		const root = rootWith({a: '{"model_id": "a"}'});
		await index(root);
		const before = fs.statSync(path.join(root, 'model_registry.json'), {bigint: true});
		await index(root);
		expect(fs.statSync(path.join(root, 'model_registry.json'), {bigint: true}).ino).toBe(before.ino);
	});

	test('two models of one id are both there, the newer one by its key', async () => {
		const root = rootWith({
			a: '{"model_id": "same", "training": {"trained_at": "2024-01-01T00:00:00"}}',
			b: '{"model_id": "same", "training": {"trained_at": "2024-02-01T00:00:00"}}',
		});
		await index(root);
		expect(Object.keys(JSON.parse(registryOf(root)) as object)).toEqual(['same', 'Mscn/Model/b']);
	});

	test('an unreadable one that has been quiet is copied aside before it is written', async () => {
		const root = rootWith({a: '{"model_id": "a"}'});
		const file = path.join(root, 'model_registry.json');
		fs.writeFileSync(file, '{"a": {"model_id"');
		fs.utimesSync(file, new Date(now - 60_000), new Date(now - 60_000));
		const {copiedAside} = await index(root);
		expect(fs.readFileSync(path.join(root, copiedAside ?? ''), 'utf8')).toBe('{"a": {"model_id"');
		expect(JSON.parse(registryOf(root))).toHaveProperty('a');
	});

	test('one that is not UTF-8 is copied aside as it is', async () => {
		const root = rootWith({a: '{"model_id": "a"}'});
		const file = path.join(root, 'model_registry.json');
		const bytes = Buffer.from('{"a": {"notes": "caf\\xe9"}}'.replace('\\xe9', '\u00e9'), 'latin1');
		fs.writeFileSync(file, bytes);
		fs.utimesSync(file, new Date(now - 60_000), new Date(now - 60_000));
		const {copiedAside} = await index(root);
		expect(fs.readFileSync(path.join(root, copiedAside ?? '')).equals(bytes)).toBe(true);
	});

	test('a training history that is a FIFO is left alone, and nothing waits for it', async () => {
		const root = rootWith({a: '{"model_id": "a"}'});
		execFileSync('mkfifo', [path.join(root, 'Mscn/training_registry.json')]);
		expect((await index(root)).leftAlone).toEqual(['Mscn/training_registry.json']);
	});

	test('an unreadable one that somebody wrote a moment ago is left alone, with exit code 5', async () => {
		const root = rootWith({a: '{"model_id": "a"}'});
		const file = path.join(root, 'model_registry.json');
		fs.writeFileSync(file, '{"a": {"model_id"');
		fs.utimesSync(file, new Date(now - 1_000), new Date(now - 1_000));
		const error: unknown = await index(root).catch((thrown: unknown) => thrown);
		expect(error).toBeInstanceOf(UserError);
		expect(error).toMatchObject({exitCode: 5});
		expect(registryOf(root)).toBe('{"a": {"model_id"');
	});
});

describe('training_registry.json', () => {
	test('remembers the training, the results and the size, and keeps keys that are not ours', async () => {
		const root = rootWith({a: '{"model_id": "a", "training": {"dataset": "imdb", "training_time": 12.50}, "testing": [{"performance": {"x": 1}}]}'});
		fs.writeFileSync(path.join(root, 'Mscn/training_registry.json'), '{"a": {"mine": true, "status": "trashed"}, "old": {"status": "purged"}}');
		await index(root);
		const text = fs.readFileSync(path.join(root, 'Mscn/training_registry.json'), 'utf8');
		expect(text).toContain('12.50');
		expect(JSON.parse(text)).toEqual({
			a: {
				mine: true,
				status: 'present',
				dataset: 'imdb',
				hyperparams: {},
				trained_at: null,
				training_time: 12.5,
				results: [{performance: {x: 1}}],
				artifact_bytes: 7,
			},
			old: {status: 'purged'},
		});
	});

	const historyOf = (root: string) => JSON.parse(fs.readFileSync(path.join(root, 'Mscn/training_registry.json'), 'utf8')) as Record<string, unknown>;
	const earlier =
		'{"dataset": "imdb", "trained_at": "2024-01-01T00:00:00", "hyperparams": {"lr": 1e-05}, "results": [{"performance": {"acc": 0.50}}], "mine": 1, "status": "present"}';

	test('keeps an earlier training under a name of its own, its numbers as they were written; mreg index keeps it', async () => {
		const root = rootWith({a: '{"model_id": "a", "training": {"trained_at": "2024-02-01T00:00:00"}}'});
		fs.writeFileSync(path.join(root, 'Mscn/training_registry.json'), `{"a": ${earlier}}`);
		for (const _ of ['once', 'and again']) {
			await index(root);
			expect(historyOf(root)).toMatchObject({
				a: {trained_at: '2024-02-01T00:00:00', results: [], status: 'present'},
				'a (2024-01-01T00:00:00)': {...(JSON.parse(earlier) as object), status: 'purged'},
			});
		}
		for (const spelling of ['1e-05', '0.50']) expect(fs.readFileSync(path.join(root, 'Mscn/training_registry.json'), 'utf8')).toContain(spelling);
	});

	test('knows a training of the same time once, however the time is written', async () => {
		const root = rootWith({a: '{"model_id": "a", "training": {"trained_at": "2024-01-01T01:00:00+01:00"}}'});
		fs.writeFileSync(path.join(root, 'Mscn/training_registry.json'), '{"a": {"trained_at": "2024-01-01T00:00:00Z", "results": [1]}}');
		await index(root);
		expect(Object.keys(historyOf(root))).toEqual(['a']);
	});

	test('keeps the training that a sidecar says nothing of', async () => {
		const root = rootWith({a: '{"model_id": "a", "testing": [{"performance": {"acc": 0.75}}]}'});
		fs.writeFileSync(path.join(root, 'Mscn/training_registry.json'), `{"a": ${earlier}}`);
		await index(root);
		expect(historyOf(root)).toEqual({
			a: {...(JSON.parse(earlier) as object), results: [{performance: {acc: 0.5}}, {performance: {acc: 0.75}}], training_time: null, artifact_bytes: 7},
		});
	});

	test('takes no training for an earlier one that only goes by another name now', async () => {
		const root = rootWith({b: '{"model_id": "same", "training": {"trained_at": "2024-02-01T00:00:00"}}'});
		await index(root);
		for (const [name, text] of [
			['a', 'weights'],
			['a.json', '{"model_id": "same", "training": {"trained_at": "2024-01-01T00:00:00"}}'],
		] as const) {
			fs.writeFileSync(path.join(root, 'Mscn/Model', name), text);
		}
		await index(root);
		expect(Object.keys(historyOf(root)).sort()).toEqual(['Mscn/Model/b', 'same']);
	});

	test('one of another shape is left alone, and said', async () => {
		const root = rootWith({a: '{"model_id": "a"}'});
		fs.writeFileSync(path.join(root, 'Mscn/training_registry.json'), '[1]');
		expect((await index(root)).leftAlone).toEqual(['Mscn/training_registry.json']);
		expect(fs.readFileSync(path.join(root, 'Mscn/training_registry.json'), 'utf8')).toBe('[1]');
	});
});

test('the exchange files of the example registry are written anew with the same content', async () => {
	const root = path.join(temporaryFolder(), 'ExampleData');
	fs.cpSync(path.join(repository, 'ExampleData'), root, {recursive: true});
	const files = ['model_registry.json', ...['Mscn', 'Lero', 'Knob'].map(name => `${name}/training_registry.json`)];
	const before = files.map(file => fs.readFileSync(path.join(root, file), 'utf8'));
	for (const file of files) fs.rmSync(path.join(root, file));
	await index(root);
	expect(files.map(file => JSON.parse(fs.readFileSync(path.join(root, file), 'utf8')) as unknown)).toEqual(before.map(text => JSON.parse(text) as unknown));
});

const seedTest = hasPython && fs.existsSync(seeds);
test.skipIf(!seedTest)(
	`the seed's Python lists, ranks and compares what mreg index wrote${seedTest ? '' : ' (skipped: no python3 or no seeds here)'}`,
	async () => {
		const root = rootWith({
			a: '{"model_id": "a", "algorithm": "mscn", "training": null, "notes": "메모"}',
			b: '{"model_id": "b", "algorithm": "mscn", "training": {"dataset": "imdb", "hyperparams": {"num_epoch": 3}, "trained_at": "2024-01-01T00:00:00"}, "testing": [{"dataset": "imdb", "performance": {"total_time": 2.5, "average_time": 0.1}}]}',
		});
		await index(root);
		const [code] = fs
			.readFileSync(seeds, 'utf8')
			.split('```python')
			.slice(1)
			.map(part => part.split('```')[0] ?? '')
			.filter(part => part.includes('class ModelRegistry'));
		const script = `${code}\nr = ModelRegistry(${JSON.stringify(path.join(root, 'model_registry.json'))})\nprint([m["model_id"] for m in r.list_models("mscn")], r.get_best_model("mscn", "imdb")["model_id"])\nr.compare_models(["a", "b"])\n`;
		const output = execFileSync('python3', ['-c', script], {encoding: 'utf8'});
		expect(output).toContain("['b', 'a'] b");
		expect(output).toContain('2.50');
	},
);

test('exact JSON: what Python writes comes out as it went in, and any value keeps its meaning', () => {
	const python =
		'{\n  "a": 1e-05,\n  "b": [\n    45.0,\n    -0.0,\n    NaN,\n    -Infinity,\n    12345678901234567890\n  ],\n  "c": "글 1.0 NaN \\"x\\"",\n  "d": {}\n}';
	expect(stringifyExact(parseExact(python))).toBe(python);
	expect(stringifyExact({n: 5})).toBe('{\n  "n": 5\n}');
	fc.assert(
		fc.property(fc.jsonValue(), value => void expect(JSON.parse(stringifyExact(parseExact(JSON.stringify(value))))).toEqual(JSON.parse(JSON.stringify(value)))),
	);
});
