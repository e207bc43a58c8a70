/** Tags and notes are set in sidecars as journalled transactions, taken back, and ended where a crash cut them off. */

import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {runChange} from '../../store/changes.ts';
import type {Change} from '../../store/domain/change.ts';
import {acquireLock, releaseLock} from '../../store/lock.ts';
import {editResults} from '../../store/sidecar-edits.ts';
import {journalOf, leftIn, rootOf, sidecarOf, tag, tagsOf, writerOf} from '../helpers/sidecars.ts';
import {targetOf} from '../helpers/tagged-target.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {treeHash} from '../helpers/tree-hash.ts';
import {userErrorOf} from '../helpers/user-error-of.ts';

const file = (root: string, name: string) => path.join(root, `${targetOf(name).key}.json`);

function note(root: string, name: string, text: string, append = false): Change {
	return runChange(writerOf(root, {by: 'mreg note'}), {kind: 'note', edits: [{target: targetOf(name), text, append}]});
}

function undo(root: string, change: Change, names: readonly string[]): Change {
	return runChange(writerOf(root, {by: 'mreg undo'}), {kind: 'undo', txn: change.txn ?? '', targets: names.map(name => targetOf(name))});
}

describe('an edit', () => {
	test('of several models in several folders is one transaction: begun before, ended after', () => {
		const root = rootOf({a: '{"tags": ["x"]}', b: '{}', 'Lero/Model/c': '{}'});
		const change = tag(root, ['a', 'b', 'Lero/Model/c'], {add: ['paper'], remove: ['x']});
		expect(change).toMatchObject({done: ['a', 'b', 'Lero/Model/c'].map(name => targetOf(name).key), unchanged: [], skipped: [], notes: []});
		expect(['a', 'b', 'Lero/Model/c'].map(name => tagsOf(root, name))).toEqual([['paper'], ['paper'], ['paper']]);
		const lines = journalOf(root);
		expect(lines.map(({txn, op, phase}) => [txn, op, phase])).toEqual(['begin', 'begin', 'done'].map(phase => [change.txn, 'tag', phase]));
		expect(lines[0]?.items[0]).toMatchObject({
			key: 'Mscn/Model/a',
			path: 'Mscn/Model/a.json',
			before: '["x"]',
			after: '["paper"]',
			offset: 9,
			tags: {before: ['x'], after: ['paper']},
			sha256: {before: expect.stringMatching(/^[0-9a-f]{64}$/) as string, after: expect.stringMatching(/^[0-9a-f]{64}$/) as string},
		});
		expect(lines[2]?.items).toEqual([]);
	});

	test('that says what is there already writes nothing at all', () => {
		const root = rootOf({a: '{"tags": ["x"]}'});
		const before = treeHash(path.join(root, 'Mscn/Model/a.json'));
		expect(tag(root, ['a'], {add: ['x'], remove: ['y']})).toEqual({txn: undefined, done: [], unchanged: ['Mscn/Model/a'], skipped: [], notes: []});
		expect(fs.readdirSync(root)).toEqual(['Mscn']);
		expect(treeHash(path.join(root, 'Mscn/Model/a.json'))).toBe(before);
	});

	test('keeps the mode of the file, and leaves nothing beside it', () => {
		const root = rootOf({a: '{}'});
		fs.chmodSync(file(root, 'a'), 0o640);
		tag(root, ['a'], {add: ['x']});
		expect(fs.statSync(file(root, 'a')).mode & 0o7777).toBe(0o640);
		expect(fs.readdirSync(path.join(root, 'Mscn/Model')).sort()).toEqual(['a', 'a.json']);
	});

	test('asked for twice of one model is made once', () => {
		const root = rootOf({a: '{}'});
		const edits = [['x'], ['y', 'x']].map(add => ({target: targetOf('a'), add, remove: []}));
		expect(runChange(writerOf(root), {kind: 'tag', edits}).done).toEqual(['Mscn/Model/a']);
		expect(tagsOf(root, 'a')).toEqual(['x', 'y']);
	});

	test('of a note replaces it, or puts a line below it', () => {
		const root = rootOf({a: '{"notes": "one"}'});
		note(root, 'a', 'two', true);
		expect(sidecarOf(root, 'a')).toBe('{"notes": "one\\ntwo"}');
		note(root, 'a', 'three');
		expect(sidecarOf(root, 'a')).toBe('{"notes": "three"}');
		expect(journalOf(root)[0]?.items[0]?.note).toEqual({before: 'one', after: 'one\ntwo'});
	});

	test('that adds a result says so in the journal, and can be taken back', () => {
		const root = rootOf({a: '{"testing": []}'});
		const change = editResults(writerOf(root), [{target: targetOf('a'), result: {performance: {x: 1}}}], {onProgress: () => undefined});
		expect(sidecarOf(root, 'a')).toBe('{"testing": [{"performance": {"x": 1}}]}');
		expect(undo(root, change, ['a']).done).toEqual(['Mscn/Model/a']);
		expect(sidecarOf(root, 'a')).toBe('{"testing": []}');
	});

	test('tells how far it is', () => {
		const names = Array.from({length: 40}, (_, index) => `m${index}`);
		const root = rootOf(Object.fromEntries(names.map(name => [name, '{}'])));
		const seen: number[] = [];
		runChange(writerOf(root), {kind: 'tag', edits: names.map(name => ({target: targetOf(name), add: ['x'], remove: []}))}, ({done, total}) => {
			expect(total).toBe(40);
			seen.push(done);
		});
		expect(seen.length).toBeGreaterThan(1);
		expect(seen.at(-1)).toBe(40);
	});

	test('of 1,000 models takes seconds at most, also on a busy machine', () => {
		const names = Array.from({length: 1_000}, (_, index) => `m${index}`);
		const root = rootOf(Object.fromEntries(names.map(name => [name, '{"tags": []}'])));
		const start = performance.now();
		expect(tag(root, names, {add: ['x']}).done.length).toBe(1_000);
		expect(performance.now() - start).toBeLessThan(15_000);
	});
});

/** A clock that is read only between the first look at a sidecar and its replacement: what `act` does, another program does in this moment. */
function clock(act: (reading: number) => unknown): () => number {
	let readings = 0;
	return () => {
		act(++readings);
		return Date.now();
	};
}

describe('a model whose sidecar cannot be edited is skipped with the reason, and the others are edited', () => {
	const bad: ReadonlyArray<readonly [string, (file: string) => void, string]> = [
		['a link', file => fs.symlinkSync('good.json', file), 'is a link'],
		['a link to nothing', file => fs.symlinkSync('nowhere', file), 'is a link'],
		['gone', () => undefined, 'is not there any more.'],
		['a folder', file => fs.mkdirSync(file), 'is a folder'],
		['a FIFO', file => void spawnSync('mkfifo', [file]), 'is a FIFO'],
		['not UTF-8', file => fs.writeFileSync(file, Buffer.from('{"a": "\xe9"}', 'latin1')), 'is not UTF-8 (line 1)'],
		['a list', file => fs.writeFileSync(file, '[]'), 'is not a JSON object.'],
		['cut long ago', file => (fs.writeFileSync(file, '{"a'), fs.utimesSync(file, 1, 1)), 'ends in the middle'],
		['with tags that are text', file => fs.writeFileSync(file, '{"tags": "a"}'), 'has "tags" that are no list'],
	];
	test.each(bad)('%s', (_, make, reason) => {
		const root = rootOf({good: '{}', bad: '{}'});
		fs.rmSync(file(root, 'bad'));
		make(file(root, 'bad'));
		const change = tag(root, ['bad', 'good'], {add: ['x']});
		expect(change.done).toEqual(['Mscn/Model/good']);
		expect(change.skipped).toEqual([{key: 'Mscn/Model/bad', reason: expect.stringContaining(`Mscn/Model/bad.json ${reason}`) as string}]);
	});

	test('without a sidecar', () => {
		const root = rootOf({a: '{}'});
		const change = runChange(writerOf(root), {kind: 'tag', edits: [{target: targetOf('b', {sidecar: undefined}), add: ['x'], remove: []}]});
		expect(change.skipped[0]?.reason).toContain('Mscn/Model/b has no sidecar');
		expect(change.txn).toBeUndefined();
		expect(fs.readdirSync(root)).toEqual(['Mscn']);
	});

	test('in a folder that somebody has locked; where that is all, the error names the holder', () => {
		const root = rootOf({a: '{}', 'Lero/Model/b': '{}'});
		const lock = acquireLock(path.join(root, 'Mscn/Model'), {by: 'somebody'});
		fs.writeFileSync(
			path.join(root, 'Mscn/Model/.mreg.lock'),
			JSON.stringify({...JSON.parse(fs.readFileSync(path.join(root, 'Mscn/Model/.mreg.lock'), 'utf8')), host: 'elsewhere', token: 'x'}),
		);
		const change = tag(root, ['a', 'Lero/Model/b'], {add: ['x'], writer: {waitMs: 50}});
		expect(change.done).toEqual(['Lero/Model/b']);
		expect(change.skipped).toEqual([{key: 'Mscn/Model/a', reason: expect.stringContaining('somebody') as string}]);
		expect(userErrorOf(() => tag(root, ['a'], {add: ['y'], writer: {waitMs: 50}}))).toMatchObject({code: 'locked', exitCode: 5});
		releaseLock(lock);
	});
});

describe('another program', () => {
	test.each([
		['in place', (name: string, text: string) => fs.writeFileSync(name, text)],
		['by a rename', (name: string, text: string) => (fs.writeFileSync(`${name}.new`, text), fs.renameSync(`${name}.new`, name))],
	])('that writes the sidecar %s while it is edited loses nothing: the edit is made anew', (_, write) => {
		const root = rootOf({a: '{"tags": [], "n": 1}'});
		const now = clock(reading => reading === 1 && write(file(root, 'a'), '{"tags": ["theirs"], "n": 2}'));
		const change = tag(root, ['a'], {add: ['ours'], writer: {now}});
		expect(change).toMatchObject({done: ['Mscn/Model/a'], skipped: []});
		expect(sidecarOf(root, 'a')).toBe('{"tags": ["theirs", "ours"], "n": 2}');
		const lines = journalOf(root);
		expect(lines.map(({phase}) => phase)).toEqual(['begin', 'begin', 'done']);
		expect(lines[2]?.items).toEqual(lines[1]?.items);
		undo(root, change, ['a']);
		expect(sidecarOf(root, 'a')).toBe('{"tags": ["theirs"], "n": 2}');
	});

	test('that writes it all the time: nothing is done, exit 5, and the journal says so', () => {
		const root = rootOf({a: '{"tags": []}'});
		const now = clock(reading => fs.writeFileSync(file(root, 'a'), `{"n": ${reading}}`));
		const error = userErrorOf(() => tag(root, ['a'], {add: ['x'], writer: {now}}));
		expect(error).toMatchObject({code: 'changed', exitCode: 5});
		expect(error.message).toContain('Mscn/Model/a.json changed 5 times');
		expect(sidecarOf(root, 'a')).toMatch(/^\{"n": \d+\}$/);
		expect(journalOf(root).at(-1)).toMatchObject({phase: 'undone'});
	});

	test('that sets the same tag meanwhile: there is nothing left to do', () => {
		const root = rootOf({a: '{"tags": []}', b: '{}'});
		const now = clock(reading => reading === 1 && fs.writeFileSync(file(root, 'a'), '{"tags": ["x"]}'));
		expect(tag(root, ['a', 'b'], {add: ['x'], writer: {now}})).toMatchObject({done: ['Mscn/Model/b'], unchanged: ['Mscn/Model/a']});
		expect(
			journalOf(root)
				.at(-1)
				?.items.map(({key}) => key),
		).toEqual(['Mscn/Model/b']);
	});

	test('that is in the middle of writing is waited for', () => {
		const root = rootOf({a: '{"tags": []}'});
		fs.writeFileSync(file(root, 'a'), '{"tags": [');
		const now = clock(reading => reading === 1 && fs.writeFileSync(file(root, 'a'), '{"tags": ["theirs"]}'));
		expect(tag(root, ['a'], {add: ['x'], writer: {now}}).done).toEqual(['Mscn/Model/a']);
		expect(tagsOf(root, 'a')).toEqual(['theirs', 'x']);
	});
});

describe('undo', () => {
	test('brings the very bytes back, odd spacing and all, and can be told from the edit in the journal', () => {
		const texts = {a: '\ufeff{ "tags" : [ "\\u0061" ],\r\n "n": 1e-05 }', b: '{}', c: '{"tags": null}', d: '[NaN'};
		const root = rootOf(texts);
		const names = Object.keys(texts);
		const change = tag(root, names, {add: ['x', '학습'], remove: ['a']});
		expect(change.done.length).toBe(3);
		const undone = undo(root, change, names);
		expect(undone.done).toEqual(change.done);
		expect(names.map(name => sidecarOf(root, name))).toEqual(Object.values(texts));
		expect(
			journalOf(root)
				.slice(2)
				.map(({op, phase, inverse_of}) => [op, phase, inverse_of]),
		).toEqual([
			['tag', 'begin', change.txn],
			['tag', 'done', change.txn],
		]);
		expect(journalOf(root)[2]?.items[0]?.tags).toEqual({before: ['x', '학습'], after: ['a']});
		expect(userErrorOf(() => undo(root, change, names)).message).toContain('taken back already');
	});

	test('of tags in a file that changed since takes off what was added, and puts back what was taken off', () => {
		const root = rootOf({a: '{"tags": ["old", "kept"]}'});
		const change = tag(root, ['a'], {add: ['x'], remove: ['old']});
		fs.writeFileSync(file(root, 'a'), '{"n": 1, "tags": ["kept", "x", "theirs"]}');
		expect(undo(root, change, ['a']).done).toEqual(['Mscn/Model/a']);
		expect(sidecarOf(root, 'a')).toBe('{"n": 1, "tags": ["kept", "theirs", "old"]}');
	});

	test('of a note in a file that changed since brings the old note back, but over no other one', () => {
		const root = rootOf({a: '{"notes": "old"}', b: '{"notes": "old"}'});
		const [a, b] = [note(root, 'a', 'new'), note(root, 'b', 'new')];
		fs.writeFileSync(file(root, 'a'), '{"n": 1, "notes": "new"}');
		fs.writeFileSync(file(root, 'b'), '{"n": 1, "notes": "theirs"}');
		expect(undo(root, a, ['a']).done).toEqual(['Mscn/Model/a']);
		expect(sidecarOf(root, 'a')).toBe('{"n": 1, "notes": "old"}');
		expect(undo(root, b, ['b']).skipped[0]?.reason).toContain('has a note that was changed since');
		expect(sidecarOf(root, 'b')).toBe('{"n": 1, "notes": "theirs"}');
	});

	test('does not touch a model that the edit had skipped', () => {
		const root = rootOf({a: '{}', b: '{}'});
		const now = clock(reading => reading === 1 && fs.rmSync(file(root, 'b')));
		const change = tag(root, ['a', 'b'], {add: ['x'], writer: {now}});
		expect(change).toMatchObject({done: ['Mscn/Model/a'], skipped: [{key: 'Mscn/Model/b'}]});
		fs.writeFileSync(file(root, 'b'), '{"tags": ["x"]}');
		expect(undo(root, change, ['a', 'b']).done).toEqual(['Mscn/Model/a']);
		expect(tagsOf(root, 'b')).toEqual(['x']);
	});

	test('says so of a model that is gone', () => {
		const root = rootOf({a: '{}', b: '{}'});
		const change = tag(root, ['a', 'b'], {add: ['x']});
		expect(undo(root, change, ['b'])).toMatchObject({
			done: ['Mscn/Model/b'],
			skipped: [{key: 'Mscn/Model/a', reason: 'Mscn/Model/a is not in the registry any more.'}],
		});
	});
});

describe('a transaction that was cut off', () => {
	/** Tags a and b, and takes the end of the transaction out of the journal, as if its process had died before. */
	function cutOff(): {root: string; txn: string} {
		const root = rootOf({a: '{"model_id": "a"}', b: '{"model_id": "b"}', c: '{}'});
		fs.writeFileSync(path.join(root, 'model_registry.json'), '{}');
		const {txn = ''} = tag(root, ['a', 'b'], {add: ['x']});
		const lines = journalOf(root).filter(({phase}) => phase === 'begin');
		const dead = {...lines[0]?.process, pid: spawnSync('true').pid};
		fs.writeFileSync(path.join(root, '.mreg/journal.jsonl'), lines.map(line => `${JSON.stringify({...line, process: dead})}\n`).join(''));
		fs.writeFileSync(path.join(root, 'model_registry.json'), '{}');
		fs.writeFileSync(path.join(root, `Mscn/Model/.a.json.${dead.pid}-0123456789abcdef.tmp`), 'half');
		return {root, txn};
	}

	test('is ended by the next change: it says how many models have it, brings the exchange file in step, and tidies up', () => {
		const {root, txn} = cutOff();
		fs.writeFileSync(file(root, 'b'), '{"model_id": "b"}');
		const {notes} = tag(root, ['c'], {add: ['y']});
		expect(notes).toEqual(['An earlier `mreg tag` was cut off: 1 of 2 models have the change; mreg log shows it.']);
		expect(journalOf(root)[1]).toMatchObject({txn, phase: 'done', items: [{key: 'Mscn/Model/a'}]});
		expect(JSON.parse(fs.readFileSync(path.join(root, 'model_registry.json'), 'utf8'))).toMatchObject({
			a: {model_path: 'Mscn/Model/a', tags: ['x']},
			c: {tags: ['y']},
		});
		expect(leftIn(path.join(root, 'Mscn/Model'))).toEqual([]);
	});

	test('is taken as not done where no file has it', () => {
		const {root, txn} = cutOff();
		for (const name of ['a', 'b']) fs.writeFileSync(file(root, name), `{"model_id": "${name}"}`);
		expect(tag(root, ['c'], {add: ['y']}).notes[0]).toContain('0 of 2 models have the change');
		expect(journalOf(root)[1]).toMatchObject({txn, phase: 'undone', items: []});
	});

	test('counts a file that was changed since by what it says', () => {
		const {root} = cutOff();
		fs.writeFileSync(file(root, 'a'), '{"model_id": "a", "tags": ["x", "theirs"]}');
		expect(tag(root, ['c'], {add: ['y']}).notes[0]).toContain('2 of 2 models have the change');
	});

	test('is left alone while its process runs', () => {
		const {root} = cutOff();
		const lines = journalOf(root).map(line => ({...line, process: {...line.process, pid: process.pid}}));
		fs.writeFileSync(path.join(root, '.mreg/journal.jsonl'), lines.map(line => `${JSON.stringify(line)}\n`).join(''));
		expect(tag(root, ['c'], {add: ['y']}).notes).toEqual([]);
	});
});

test('a candidate for the lock whose process is gone does not stay', () => {
	const root = rootOf({a: '{}'});
	const folder = path.join(root, 'Mscn/Model');
	const lock = acquireLock(folder);
	const {pid} = spawnSync('true');
	const dead = {...JSON.parse(fs.readFileSync(path.join(folder, '.mreg.lock'), 'utf8')), pid};
	releaseLock(lock);
	fs.writeFileSync(path.join(folder, `.mreg.lock.${pid}-0123456789abcdef`), JSON.stringify(dead));
	tag(root, ['a'], {add: ['x']});
	expect(leftIn(folder)).toEqual([]);
});

test.skipIf(process.platform !== 'linux')('a sidecar whose name is not UTF-8 is edited as any other', () => {
	const root = temporaryFolder();
	fs.mkdirSync(path.join(root, 'Mscn/Model'), {recursive: true});
	const bytes = Buffer.concat([Buffer.from(`${root}/Mscn/Model/a`), Buffer.from([0xff]), Buffer.from('.json')]);
	fs.writeFileSync(bytes, '{}');
	const change = tag(root, ['a\udcff'], {add: ['x']});
	expect(change.done).toEqual(['Mscn/Model/a\udcff']);
	expect(JSON.parse(fs.readFileSync(bytes, 'utf8'))).toEqual({tags: ['x']});
	expect(undo(root, change, ['a\udcff']).done).toEqual(['Mscn/Model/a\udcff']);
	expect(fs.readFileSync(bytes, 'utf8')).toBe('{}');
});
