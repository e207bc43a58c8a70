/** model_registry.json and the training histories follow a change: only the entries of the changed models, and only where the files are there. */

import {spawn} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import type {Target} from '../../store/domain/change.ts';
import {followExchange, type Followed} from '../../store/exchange-follow.ts';
import {writeExchange} from '../../store/exchange-writer.ts';
import {acquireLock, releaseLock} from '../../store/lock.ts';
import {readRegistry} from '../../store/read-registry.ts';
import {rootOf, tag, writerOf} from '../helpers/sidecars.ts';
import {targetOf} from '../helpers/tagged-target.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

const sidecar = (id: string, rest: object = {}) => JSON.stringify({model_id: id, algorithm: 'mscn', training: {dataset: 'imdb', training_time: 1.5}, ...rest});
const registryFile = (root: string) => path.join(root, 'model_registry.json');
const historyFile = (root: string) => path.join(root, 'Mscn/training_registry.json');
const read = (file: string) => fs.readFileSync(file, 'utf8');
const parsed = (file: string) => JSON.parse(read(file)) as Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any
const follow = (root: string, followed: Followed) => followExchange(writerOf(root, {waitMs: 50}), followed);
/** Takes the files of models out of their place, as a removal does. */
function take(root: string, ...names: readonly string[]): void {
	for (const {key} of names.map(name => targetOf(name))) for (const each of [key, `${key}.json`]) fs.rmSync(path.join(root, each), {force: true});
}
const edited = (target: Target, removedTags: readonly string[] = [], isNoteEdited = false) => ({target, removedTags, isNoteEdited});

describe('model_registry.json', () => {
	test('is not made, nor is anything else, where there is none', () => {
		const root = rootOf({a: sidecar('a')});
		expect(follow(root, {edited: [edited(targetOf('a'))]})).toEqual([]);
		expect(fs.readdirSync(root)).toEqual(['Mscn']);
		expect(fs.readdirSync(path.join(root, 'Mscn'))).toEqual(['Model']);
	});

	test('has the touched entries anew, the others byte for byte, in its order, and new ones at its end', () => {
		const root = rootOf({a: sidecar('a', {n: 45.0}), b: sidecar('b'), c: sidecar('c')});
		const odd = '{"model_id":"z",   "tags" : ["\\u0061"], "n": 1e-05, "n": NaN}';
		fs.writeFileSync(registryFile(root), `{"z": ${odd}, "b": {"old": 1}, "y": 3}`);
		expect(follow(root, {edited: [edited(targetOf('b')), edited(targetOf('c'))]})).toEqual([]);
		expect(read(registryFile(root))).toContain(`"z": ${odd}`);
		expect([...read(registryFile(root)).matchAll(/^ {2}"(.)":/gm)].map(([, name]) => name)).toEqual(['z', 'b', 'y', 'c']);
		expect(read(registryFile(root))).toMatch(/"b": \{[^]*"training_time": 1\.5[^]*"old": 1[^]*"y": 3/);
	});

	test('gets the very entry that mreg index writes', async () => {
		const root = rootOf({a: '{"training": {"hyperparams": {"lr": 1e-05, "seed": 9007199254740993}}, "tags": ["x", 1, "\\u0000y"], "notes": "\\u0000 메모"}'});
		const snapshot = await readRegistry({root, reason: 'test', now: Date.now(), env: {XDG_CACHE_HOME: temporaryFolder()}});
		writeExchange(root, snapshot, {waitMs: 1_000, now: Date.now()});
		const indexed = read(registryFile(root));
		expect((JSON.parse(indexed) as {a: object}).a).toMatchObject({tags: ['x', '\u0000y'], notes: '\u0000 메모'});
		fs.writeFileSync(registryFile(root), '{}');
		follow(root, {present: [targetOf('a')]});
		expect(read(registryFile(root))).toBe(indexed);
	});

	test('is not touched where it says the same already', () => {
		const root = rootOf({a: sidecar('a')});
		fs.writeFileSync(registryFile(root), '{}');
		follow(root, {present: [targetOf('a')]});
		const {ino} = fs.statSync(registryFile(root));
		follow(root, {present: [targetOf('a')]});
		expect(fs.statSync(registryFile(root)).ino).toBe(ino);
	});

	test('keeps tags and a note that stand only there, but not what the edit took off', () => {
		const root = rootOf({a: sidecar('a', {tags: ['own']}), b: sidecar('b')});
		const entry = {tags: ['own', 'off', 'theirs'], notes: 'theirs'};
		fs.writeFileSync(registryFile(root), JSON.stringify({a: entry, b: entry}));
		follow(root, {edited: [edited(targetOf('a'), ['off']), edited(targetOf('b'), [], true)]});
		expect(parsed(registryFile(root))).toMatchObject({a: {tags: ['own', 'theirs'], notes: 'theirs'}, b: {notes: ''}});
	});

	test('follows a tag that is set and taken off', () => {
		const root = rootOf({a: sidecar('a')});
		fs.writeFileSync(registryFile(root), '{}');
		tag(root, ['a'], {add: ['x', 'y']});
		expect(parsed(registryFile(root))).toMatchObject({a: {model_path: 'Mscn/Model/a', tags: ['x', 'y']}});
		tag(root, ['a'], {remove: ['x']});
		expect(parsed(registryFile(root))['a'].tags).toEqual(['y']);
	});

	test('loses the entries of removed models, by the names that they have there', () => {
		const root = rootOf({a: sidecar('same'), b: sidecar('same')});
		fs.writeFileSync(registryFile(root), '{"same": {}, "Mscn/Model/b": {}, "c": {}}');
		take(root, 'b');
		follow(root, {trashed: [targetOf('b', {entry: 'Mscn/Model/b'})], purged: [targetOf('c')]});
		expect(Object.keys(parsed(registryFile(root)))).toEqual(['same']);
	});

	test.each([['Mscn/Model/a'], ['Mscn/Model/a.json']])('keeps the entry and the history of a removed model whose %s is in its place again', place => {
		const root = rootOf({a: sidecar('a')});
		fs.writeFileSync(registryFile(root), '{"a": {}}');
		fs.writeFileSync(historyFile(root), '{"a": {"status": "present"}}');
		take(root, 'a');
		fs.writeFileSync(path.join(root, place), '');
		follow(root, {trashed: [targetOf('a')]});
		follow(root, {purged: [targetOf('a')]});
		expect([read(registryFile(root)), read(historyFile(root))]).toEqual(['{"a": {}}', '{"a": {"status": "present"}}']);
		take(root, 'a');
		follow(root, {purged: [targetOf('a')]});
		expect([parsed(registryFile(root)), parsed(historyFile(root))]).toEqual([{}, {a: {status: 'purged'}}]);
	});

	test('keeps an entry whose sidecar cannot be read', () => {
		const root = rootOf({a: '{"cut'});
		fs.writeFileSync(registryFile(root), '{"a": {"tags": ["x"]}}');
		follow(root, {edited: [edited(targetOf('a'))]});
		expect(read(registryFile(root))).toBe('{"a": {"tags": ["x"]}}');
	});

	test.each([
		['cut', '{"a": {"model_id"', 'ends in the middle'],
		['a list', '[1]', 'is not a JSON object'],
		['empty', '', 'it is empty'],
	])('that cannot be read (%s) is left alone, and said', (_, text, reason) => {
		const root = rootOf({a: sidecar('a')});
		fs.writeFileSync(registryFile(root), text);
		expect(follow(root, {edited: [edited(targetOf('a'))]})).toEqual([expect.stringContaining(reason)]);
		expect(read(registryFile(root))).toBe(text);
		expect(fs.readdirSync(root).sort()).toEqual(['Mscn', 'model_registry.json']);
	});

	test('that is locked or a link is left alone, and said; the edit stands', () => {
		const root = rootOf({a: sidecar('a')});
		fs.writeFileSync(registryFile(root), '{}');
		const lock = acquireLock(root);
		const other = {...JSON.parse(read(path.join(root, '.mreg.lock'))), host: 'elsewhere', token: 'x'} as object;
		fs.writeFileSync(path.join(root, '.mreg.lock'), JSON.stringify(other));
		const change = tag(root, ['a'], {add: ['x'], writer: {waitMs: 50}});
		expect(change).toMatchObject({done: ['Mscn/Model/a'], notes: [expect.stringContaining('elsewhere')]});
		fs.rmSync(path.join(root, '.mreg.lock'));
		releaseLock(lock);
		fs.renameSync(registryFile(root), `${registryFile(root)}.real`);
		fs.symlinkSync('model_registry.json.real', registryFile(root));
		expect(follow(root, {edited: [edited(targetOf('a'))]})).toEqual([expect.stringContaining('is a link')]);
		expect(read(registryFile(root))).toBe('{}');
	});

	test('of 70 MB is read entry by entry', {timeout: 120_000}, async () => {
		const root = rootOf({a: sidecar('a')});
		const fd = fs.openSync(registryFile(root), 'w');
		const filler = JSON.stringify({model_id: 'm', notes: '가'.repeat(200), tags: ['x'.repeat(60)]}, null, 2);
		for (let index = 0; index < 100; index++) {
			const entries = Array.from({length: 1_000}, (_, inner) => `${index + inner === 0 ? '{' : ','}\n  "m${index}_${inner}": ${filler}`);
			fs.writeSync(fd, entries.join(''));
		}
		fs.writeSync(fd, '\n}');
		fs.closeSync(fd);
		expect(fs.statSync(registryFile(root)).size).toBeGreaterThan(70_000_000);
		const code = `
			import {followExchange} from ${JSON.stringify(path.join(import.meta.dirname, '../../store/exchange-follow.ts'))};
			const target = ${JSON.stringify(targetOf('a'))};
			const notes = followExchange({root: ${JSON.stringify(root)}, by: 'test', now: Date.now, waitMs: 1000}, {present: [target]});
			console.log(JSON.stringify({notes, megabytes: process.resourceUsage().maxRSS / 1000}));`;
		const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', code]);
		let output = '';
		child.stdout.setEncoding('utf8').on('data', (text: string) => void (output += text));
		await new Promise(resolve => child.on('close', resolve));
		const {notes, megabytes} = JSON.parse(output) as {notes: readonly string[]; megabytes: number};
		expect(notes).toEqual([]);
		expect(megabytes).toBeLessThan(400);
		expect(read(registryFile(root)).slice(-2_000)).toContain('"a": {');
	});
});

describe('training_registry.json', () => {
	test('is not made for a model that is there, and not touched by its tags', () => {
		const root = rootOf({a: sidecar('a')});
		follow(root, {present: [targetOf('a')]});
		expect(fs.existsSync(historyFile(root))).toBe(false);
		fs.writeFileSync(historyFile(root), '{"a": {"status": "trashed"}}');
		tag(root, ['a'], {add: ['x']});
		expect(read(historyFile(root))).toBe('{"a": {"status": "trashed"}}');
	});

	test('is made so that a removed model is still known, read from where its sidecar lies now', () => {
		const root = rootOf({a: '{}'});
		const moved = '.mreg/trash/T/Mscn/Model/a.json';
		fs.mkdirSync(path.dirname(path.join(root, moved)), {recursive: true});
		fs.writeFileSync(path.join(root, moved), sidecar('a', {testing: [{dataset: 'imdb', performance: {total_time: 2.5}}]}));
		take(root, 'a');
		expect(follow(root, {trashed: [{...targetOf('a'), readFrom: moved}]})).toEqual([]);
		expect(parsed(historyFile(root))).toEqual({
			a: {
				dataset: 'imdb',
				hyperparams: {},
				trained_at: null,
				training_time: 1.5,
				results: [{dataset: 'imdb', performance: {total_time: 2.5}}],
				artifact_bytes: 7,
				status: 'trashed',
			},
		});
	});

	test('follows a model to the trash, back, there again and out of the world, and keeps keys that are not ours', () => {
		const root = rootOf({a: sidecar('a')});
		fs.writeFileSync(historyFile(root), '{"a": {"mine": 1.50}, "old": {"status": "purged"}}');
		const statuses = (['trashed', 'present', 'trashed', 'purged'] as const).map(status => {
			const [to, from] = status === 'present' ? ['Mscn/Model/', 'x.'] : ['x.', 'Mscn/Model/'];
			if (status !== 'purged') for (const name of ['a', 'a.json']) fs.renameSync(path.join(root, from + name), path.join(root, to + name));
			follow(root, {[status]: [{...targetOf('a'), readFrom: status === 'trashed' ? 'x.a.json' : undefined}]});
			return parsed(historyFile(root))['a'].status as string;
		});
		expect(statuses).toEqual(['trashed', 'present', 'trashed', 'purged']);
		expect(read(historyFile(root))).toContain('1.50');
		expect(parsed(historyFile(root))).toMatchObject({a: {dataset: 'imdb', artifact_bytes: 7}, old: {status: 'purged'}});
	});

	test('keeps an earlier training of a removed model under a name of its own', () => {
		const root = rootOf({a: sidecar('a', {training: {trained_at: '2024-02-01T00:00:00'}})});
		fs.writeFileSync(historyFile(root), '{"a": {"trained_at": "2024-01-01T00:00:00", "results": [1], "status": "present"}}');
		fs.renameSync(path.join(root, 'Mscn/Model/a.json'), path.join(root, 'away.json'));
		fs.rmSync(path.join(root, 'Mscn/Model/a'));
		expect(follow(root, {trashed: [{...targetOf('a'), readFrom: 'away.json'}]})).toEqual([]);
		expect(parsed(historyFile(root))).toMatchObject({
			a: {trained_at: '2024-02-01T00:00:00', status: 'trashed'},
			'a (2024-01-01T00:00:00)': {trained_at: '2024-01-01T00:00:00', results: [1], status: 'purged'},
		});
	});

	test('knows a model without a sidecar, and one that was purged unseen', () => {
		const root = rootOf({a: '{}'});
		follow(root, {trashed: [targetOf('b', {sidecar: undefined})], purged: [targetOf('c', {sidecar: undefined})]});
		expect(parsed(historyFile(root))).toMatchObject({b: {artifact_bytes: 7, dataset: null, status: 'trashed'}, c: {artifact_bytes: 7, status: 'purged'}});
	});

	test.each([
		['a list', '[1]'],
		['cut', '{"a": {'],
	])('of another shape (%s) is left alone, and said', (_, text) => {
		const root = rootOf({a: sidecar('a')});
		fs.writeFileSync(historyFile(root), text);
		take(root, 'a');
		expect(follow(root, {trashed: [targetOf('a')]})).toEqual([expect.stringContaining('Mscn/training_registry.json is no history of trainings')]);
		expect(read(historyFile(root))).toBe(text);
	});

	test('whose folder is gone is said, and the others follow', () => {
		const root = rootOf({a: sidecar('a')});
		take(root, 'a');
		const notes = follow(root, {trashed: [targetOf('Gone/Model/x', {sidecar: undefined}), targetOf('a')]});
		expect(notes).toEqual([expect.stringContaining('Gone/training_registry.json does not follow yet')]);
		expect(parsed(historyFile(root))).toMatchObject({a: {status: 'trashed'}});
	});
});
