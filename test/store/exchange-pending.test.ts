/** The exchange files follow for many changes at once: by marks, one of which brings all in step. */

import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {runChange} from '../../store/changes.ts';
import type {Change} from '../../store/domain/change.ts';
import {markText} from '../../store/domain/pending-mark.ts';
import {followLater} from '../../store/exchange-pending.ts';
import type {Writer} from '../../store/journal-writer.ts';
import {listLocks} from '../../store/lock-listing.ts';
import {acquireLock, releaseLock} from '../../store/lock.ts';
import {countReplacements} from '../helpers/replacements.ts';
import {startScript} from '../helpers/script.ts';
import {leftIn, rootOf, sidecarOf, tag, writerOf} from '../helpers/sidecars.ts';
import {targetOf} from '../helpers/tagged-target.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {until} from '../helpers/until.ts';

// Many processes are started: each reads the same program.
process.env['NODE_COMPILE_CACHE'] ??= temporaryFolder();

const isLong = process.env['MREG_LONG_TESTS'] !== undefined;
const registryFile = (root: string) => path.join(root, 'model_registry.json');
const historyFile = (root: string) => path.join(root, 'Mscn/training_registry.json');
const pending = (root: string) => path.join(root, '.mreg/pending');
const marksIn = (root: string) => fs.readdirSync(pending(root)).filter(name => !name.startsWith('.'));

/** A root with exchange files that were written long ago. */
function followedRoot(sidecars: Readonly<Record<string, string>> = {a: '{"model_id": "a"}', b: '{"model_id": "b"}'}): string {
	const root = rootOf(sidecars);
	for (const file of [registryFile(root), historyFile(root)]) {
		fs.writeFileSync(file, '{}');
		fs.utimesSync(file, 1, 1);
	}
	return root;
}

function record(root: string, name = 'a', writer: Partial<Writer> = {}): Change {
	const result = {dataset: 'imdb', performance: {total_time: 2}};
	return runChange(writerOf(root, {by: 'mreg record', ...writer}), {kind: 'result', edits: [{target: targetOf(name), result}]});
}

interface Entry {
	readonly testing?: readonly unknown[];
	readonly results?: readonly unknown[];
	readonly tags?: readonly string[];
	readonly status?: string;
}

const entriesIn = (file: string) => JSON.parse(fs.readFileSync(file, 'utf8')) as Readonly<Record<string, Entry>>;
const testingOf = (root: string, name: string) => (JSON.parse(sidecarOf(root, name)) as Entry).testing ?? [];

/** Asks for the entries as another program does; its process is gone. */
function putMark(root: string, names: readonly string[], {v = 1, age = 60, more = {}}: {v?: number; age?: number; more?: object} = {}): string {
	fs.mkdirSync(pending(root), {recursive: true});
	const text = markText({at: '2026-11-22T08:12:00.000Z', by: 'mreg.py record', models: names.map(name => ({...targetOf(name), ...more}))});
	const file = path.join(pending(root), `999999999-${String(fs.readdirSync(pending(root)).length).padStart(16, '0')}.json`);
	fs.writeFileSync(file, text.replace('"v":1', `"v":${v}`));
	fs.utimesSync(file, Date.now() / 1000 - age, Date.now() / 1000 - age);
	return file;
}

/** Milliseconds of the quickest of three times: a busy machine is not to count. */
function quickest(action: () => void): number {
	const times = [1, 2, 3].map(() => {
		const start = performance.now();
		action();
		return performance.now() - start;
	});
	return Math.min(...times);
}

describe('a result', () => {
	test('is in the exchange files when its record returns, and no mark is left', () => {
		const root = followedRoot();
		expect(record(root).notes).toEqual([]);
		expect([entriesIn(registryFile(root)).a?.testing, entriesIn(historyFile(root)).a?.results]).toEqual([testingOf(root, 'a'), testingOf(root, 'a')]);
		expect([marksIn(root), leftIn(pending(root))]).toEqual([[], []]);
	});

	test('does not wait where nobody else records', () => {
		expect(quickest(() => void record(followedRoot()))).toBeLessThan(240);
	});

	test('is written a quarter of a second after the last one at the earliest', () => {
		const root = followedRoot();
		record(root);
		const first = fs.statSync(registryFile(root)).mtimeMs;
		record(root, 'b');
		expect(fs.statSync(registryFile(root)).mtimeMs - first).toBeGreaterThan(240);
		expect(Object.keys(entriesIn(registryFile(root)))).toEqual(['a', 'b']);
	});

	test('does not wait where nothing would be written, unless others wait, too', () => {
		const root = followedRoot();
		record(root);
		const written = fs.statSync(registryFile(root)).mtimeMs;
		const follow = () => void followLater(writerOf(root), [targetOf('a')]);
		fs.utimesSync(registryFile(root), new Date(), new Date());
		expect(quickest(follow)).toBeLessThan(240);
		expect(fs.readFileSync(registryFile(root), 'utf8')).toContain('imdb');
		putMark(root, ['b'], {age: 1});
		const now = Date.now();
		fs.utimesSync(registryFile(root), new Date(now), new Date(now));
		follow();
		expect(fs.statSync(registryFile(root)).mtimeMs - now).toBeGreaterThan(230);
		expect(written).toBeLessThan(now);
	});

	test('is written at once by who does not want to wait', () => {
		const root = followedRoot();
		record(root);
		expect(quickest(() => expect(record(root, 'b', {waitMs: 0}).notes).toEqual([]))).toBeLessThan(240);
		expect(Object.keys(entriesIn(registryFile(root)))).toEqual(['a', 'b']);
	});

	test('leaves no mark where there is no exchange file, and makes none', () => {
		const root = rootOf({a: '{}'});
		record(root);
		expect(fs.readdirSync(root).sort()).toEqual(['.mreg', 'Mscn']);
		expect(fs.existsSync(pending(root))).toBe(false);
	});

	test('is in a training history that is there alone', () => {
		const root = followedRoot();
		fs.rmSync(registryFile(root));
		record(root);
		expect(entriesIn(historyFile(root)).a?.results).toEqual(testingOf(root, 'a'));
		expect(fs.existsSync(registryFile(root))).toBe(false);
	});

	test('keeps tags, note and keys that stand only in its entry', () => {
		const root = followedRoot();
		fs.writeFileSync(registryFile(root), '{"a": {"tags": ["theirs"], "notes": "n", "owner": "지우", "cost": 1e-05}}');
		record(root);
		expect(fs.readFileSync(registryFile(root), 'utf8')).toContain('"cost": 1e-05');
		expect(entriesIn(registryFile(root)).a).toMatchObject({tags: ['theirs'], notes: 'n', owner: '지우', testing: testingOf(root, 'a')});
	});
});

describe('while another process brings them in step', () => {
	/** Somebody who holds the lock of the marks. */
	async function held(root: string) {
		fs.mkdirSync(pending(root), {recursive: true});
		const holding = startScript('holding-process', [pending(root)]);
		await until(() => holding.lines().includes('held'));
		return holding;
	}

	test('a result stands when its waiting is over, with a note, and the next record follows it, too', async () => {
		const root = followedRoot();
		const holding = await held(root);
		const {done, notes} = record(root, 'a', {waitMs: 100});
		expect(done).toEqual(['Mscn/Model/a']);
		expect(notes).toEqual([
			expect.stringMatching(/^model_registry\.json does not follow yet: .*pending is locked by process \d+ .*The next change brings it in step\.$/),
		]);
		expect([marksIn(root).length, entriesIn(registryFile(root))]).toEqual([1, {}]);
		expect((await listLocks(root)).map(({folder, judgement}) => [folder, judgement])).toEqual([['.mreg/pending', 'held']]);
		holding.child.stdin.end();
		await holding.ended;
		expect(record(root, 'b').notes).toEqual([]);
		expect(Object.keys(entriesIn(registryFile(root))).sort()).toEqual(['a', 'b']);
		expect(marksIn(root)).toEqual([]);
	});

	test('a result is followed by that process, and its record returns as soon as its mark is gone', async () => {
		const root = followedRoot();
		const lock = acquireLock((fs.mkdirSync(pending(root), {recursive: true}), pending(root)));
		const recording = startScript('recording-process', [root, 'a', 'd', '1']);
		await until(() => marksIn(root).length === 1);
		for (const name of marksIn(root)) fs.rmSync(path.join(pending(root), name));
		expect(await recording.ended).toBe(0);
		expect(recording.lines()).toEqual(['ready', 'd-1']);
		expect(entriesIn(registryFile(root))).toEqual({});
		releaseLock(lock);
	});

	test('the lock of one that was killed is broken, and its marks are followed', async () => {
		const root = followedRoot();
		const holding = await held(root);
		putMark(root, ['b'], {age: 0});
		holding.child.kill('SIGKILL');
		await holding.ended;
		expect(record(root).notes).toEqual([]);
		expect(Object.keys(entriesIn(registryFile(root))).sort()).toEqual(['a', 'b']);
	});

	test('a lock on model_registry.json itself is waited for, and the mark stays as long', async () => {
		const root = followedRoot();
		const holding = startScript('holding-process', [root]);
		await until(() => holding.lines().includes('held'));
		const {notes} = record(root, 'a', {waitMs: 50});
		expect(notes).toEqual([expect.stringContaining('model_registry.json does not follow yet')]);
		expect(marksIn(root).length).toBe(1);
		const recording = startScript('recording-process', [root, 'b', 'd', '1']);
		await until(() => marksIn(root).length === 2);
		holding.child.stdin.end();
		expect(await recording.ended).toBe(0);
		expect(Object.keys(entriesIn(registryFile(root))).sort()).toEqual(['a', 'b']);
		expect(marksIn(root)).toEqual([]);
	});
});

describe('marks that were left', () => {
	test('are followed by the next change of any kind when they are old, in one writing, and taken away', async () => {
		const root = followedRoot();
		for (const name of ['a', 'b']) putMark(root, [name]);
		const replacements = countReplacements(registryFile(root));
		expect(runChange(writerOf(root), {kind: 'settle'}).notes).toEqual([]);
		expect(await replacements()).toBe(1);
		expect(Object.keys(entriesIn(registryFile(root)))).toEqual(['a', 'b']);
		expect(marksIn(root)).toEqual([]);
	});

	test('are left to those who wait for them while they are young', () => {
		const root = followedRoot();
		putMark(root, ['a'], {age: 5});
		tag(root, ['b'], {add: ['x']});
		expect([Object.keys(entriesIn(registryFile(root))), marksIn(root).length]).toEqual([['b'], 1]);
	});

	test('of another version, or with a path that leads out of the root, are left alone', () => {
		const root = followedRoot();
		const files = [putMark(root, ['a'], {v: 2}), putMark(root, ['a'], {more: {sidecar: '../a.json'}})];
		expect(record(root, 'b').notes).toEqual([]);
		expect(marksIn(root).map(name => path.join(pending(root), name))).toEqual(files);
		expect(Object.keys(entriesIn(registryFile(root)))).toEqual(['b']);
	});

	test('of a model that was removed meanwhile bring nothing back', () => {
		const root = followedRoot();
		fs.writeFileSync(historyFile(root), '{"a": {"status": "trashed"}}');
		for (const file of ['a', 'a.json']) fs.rmSync(path.join(root, 'Mscn/Model', file));
		putMark(root, ['a'], {more: {entryText: '{"tags": ["x"]}'}});
		expect(record(root, 'b').notes).toEqual([]);
		expect(Object.keys(entriesIn(registryFile(root)))).toEqual(['b']);
		expect(entriesIn(historyFile(root)).a).toEqual({status: 'trashed'});
		expect(marksIn(root)).toEqual([]);
	});

	test('stay where model_registry.json cannot be read, which is said, and are followed when it can', () => {
		const root = followedRoot();
		fs.writeFileSync(registryFile(root), '{"x": ');
		const {done, notes} = record(root);
		expect([done.length, notes]).toEqual([1, [expect.stringContaining('model_registry.json does not follow yet')]]);
		expect(marksIn(root).length).toBe(1);
		fs.writeFileSync(registryFile(root), '{}');
		expect(runChange(writerOf(root, {now: () => Date.now() + 60_000}), {kind: 'settle'}).notes).toEqual([]);
		expect(entriesIn(registryFile(root)).a?.testing).toEqual(testingOf(root, 'a'));
	});

	test('keep what was given of an entry', () => {
		const root = followedRoot();
		const entryText = '{\n    "model_id": "a",\n    "tags": ["theirs"],\n    "owner": "지우"\n  }';
		expect(followLater(writerOf(root), [{...targetOf('a'), entryText}])).toEqual([]);
		expect(entriesIn(registryFile(root)).a).toMatchObject({model_id: 'a', tags: ['theirs'], owner: '지우', model_path: 'Mscn/Model/a'});
	});

	test('that cannot be written do not keep the exchange files from following', () => {
		const root = followedRoot();
		fs.mkdirSync(path.join(root, '.mreg'));
		fs.writeFileSync(pending(root), 'in the way');
		expect(record(root).notes).toEqual([]);
		expect(entriesIn(registryFile(root)).a?.testing).toEqual(testingOf(root, 'a'));
	});
});

const jobs = isLong ? 300 : 40;

test(`${jobs} jobs that record at once write model_registry.json far less often, and lose nothing`, {timeout: isLong ? 600_000 : 60_000}, async () => {
	const names = ['a', 'b', 'c', 'd'].flatMap(name => [name, `Lero/Model/${name}_lero`]);
	const root = followedRoot(Object.fromEntries(names.map(name => [name, '{"testing": []}'])));
	const replacements = countReplacements(registryFile(root));
	const scripts = Array.from({length: jobs}, (_, index) => startScript('recording-process', [root, names[index % names.length] ?? '', `j${index}`, '1']));
	expect(new Set(await Promise.all(scripts.map(({ended}) => ended)))).toEqual(new Set([0]));
	expect(scripts.flatMap(script => script.lines()).filter(line => line.includes(' '))).toEqual([]);
	const entries = entriesIn(registryFile(root));
	expect(names.flatMap(name => testingOf(root, name)).length).toBe(jobs);
	for (const name of names) expect(entries[path.basename(name)]?.testing).toEqual(testingOf(root, name));
	for (const name of ['a', 'b', 'c', 'd']) expect(entriesIn(historyFile(root))[name]?.results).toEqual(testingOf(root, name));
	expect(await replacements()).toBeLessThan(jobs / 2);
	expect(marksIn(root)).toEqual([]);
});

const [writers, each] = isLong ? [8, 200] : [8, 25];

test(`${writers} processes that add ${each} results each to one sidecar: none is lost, and none is there twice`, {timeout: 300_000}, async () => {
	const root = rootOf({a: '{"model_id": "a", "testing": []}'});
	const scripts = Array.from({length: writers}, (_, index) => startScript('recording-process', [root, 'a', `p${index}`, String(each)]));
	expect(await Promise.all(scripts.map(({ended}) => ended))).toEqual(Array(writers).fill(0));
	expect(scripts.flatMap(script => script.lines()).filter(line => line.includes(' '))).toEqual([]);
	const datasets = (testingOf(root, 'a') as ReadonlyArray<{dataset: string}>).map(({dataset}) => dataset);
	expect([datasets.length, new Set(datasets).size]).toEqual([writers * each, writers * each]);
});

const kills = isLong ? 200 : 12;

test(
	`kill -9 at any moment, ${kills} times: nothing acknowledged is lost, and the exchange files follow with the next change`,
	{timeout: 300_000},
	async () => {
		const root = followedRoot();
		const acknowledged: string[] = [];
		for (let round = 0; round < kills; round += 4) {
			await Promise.all(
				[0, 1, 2, 3].map(async lane => {
					const script = startScript('recording-process', [root, lane % 2 === 0 ? 'a' : 'b', `r${round + lane}`, '100']);
					await until(() => script.lines().length > lane % 2, {timeout: 60_000, describe: () => script.errors()});
					// Not a wait for anything: the moment is to be a different one each time.
					await new Promise(resolve => setTimeout(resolve, (round * 7 + lane * 13) % 60));
					script.child.kill('SIGKILL');
					await script.ended;
					acknowledged.push(...script.lines().flatMap(line => /^r\d+-\d+/.exec(line)?.[0] ?? []));
				}),
			);
		}
		expect(acknowledged.length).toBeGreaterThan(kills / 8);
		// Hours later: what was marked is nobody's, and what was half written is not touched before.
		const now = () => Date.now() + 2 * 3_600_000;
		runChange(writerOf(root, {now}), {kind: 'settle'});
		record(root, 'a', {now});
		const all = ['a', 'b']
			.flatMap(name => testingOf(root, name) as ReadonlyArray<{dataset: string}>)
			.flatMap(({dataset}) => (dataset === 'imdb' ? [] : dataset));
		expect(acknowledged.filter(dataset => !all.includes(dataset))).toEqual([]);
		expect(new Set(all).size).toBe(all.length);
		for (const name of ['a', 'b']) {
			expect(entriesIn(registryFile(root))[name]?.testing ?? []).toEqual(testingOf(root, name));
			expect(entriesIn(historyFile(root))[name]?.results ?? []).toEqual(testingOf(root, name));
		}
		expect([marksIn(root), leftIn(pending(root))]).toEqual([[], []]);
	},
);
