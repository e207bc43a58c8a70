/** A model that is in the root becomes a version in place: one edit of its sidecar, read-only files, a number that no other has; and back again. */

import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {runChange} from '../../store/changes.ts';
import type {Change, Target} from '../../store/domain/change.ts';
import type {Registration, VersionFacts} from '../../store/domain/registration.ts';
import {straceProblem} from '../helpers/faults.ts';
import {startScript} from '../helpers/script.ts';
import {journalOf, leftIn, rootOf, sidecarOf, tag, writerOf} from '../helpers/sidecars.ts';
import {targetOf} from '../helpers/tagged-target.ts';
import {userErrorOf} from '../helpers/user-error-of.ts';

const python = '{\n  "model_id": "a",\n  "lr": 1e-05,\n  "tags": []\n}';

interface Asked extends Partial<Omit<Registration, 'source' | 'facts'>> {
	readonly facts?: Partial<VersionFacts>;
	readonly target?: Partial<Target>;
}

function registrationOf(name: string, {facts, target, ...rest}: Asked = {}): Registration {
	const source = {kind: 'promote', target: targetOf(name, target)} as const;
	return {family: 'net', folder: 'Net', taken: [], present: [], isNewWanted: false, source, facts: {tags: [], lineage: {}, ...facts}, ...rest};
}

const promote = (root: string, name: string, asked?: Asked): Change =>
	runChange(writerOf(root, {by: 'mreg register'}), {kind: 'register', registration: registrationOf(name, asked)});

function undo(root: string, {txn = ''}: Change, name: string, rest: Partial<Target> = {}): Change {
	return runChange(writerOf(root, {by: 'mreg undo'}), {kind: 'undo', txn, targets: [targetOf(name, rest)]});
}

function alias(root: string, name: string, edit: {readonly add?: readonly string[]; readonly remove?: readonly string[]}): Change {
	return runChange(writerOf(root, {by: 'mreg alias'}), {kind: 'alias', edits: [{target: targetOf(name), add: [], remove: [], ...edit}]});
}

const key = (name: string) => targetOf(name).key;
const old = new Date('2024-10-20T00:00:00Z');

/** As rootOf, with files that nobody has written for long. */
function restingRoot(sidecars: Readonly<Record<string, string>>): string {
	const root = rootOf(sidecars);
	for (const name of Object.keys(sidecars)) fs.utimesSync(path.join(root, key(name)), old, old);
	return root;
}

const modeOf = (root: string, file: string) => fs.statSync(path.join(root, file)).mode & 0o777;
const versionOf = (root: string, name: string) => {
	const {family, version} = JSON.parse(sidecarOf(root, name)) as {family?: string; version?: number};
	return `${family}/v${version}`;
};

describe('a promotion', () => {
	test('adds the version to the sidecar, makes the file read-only, and touches no byte of it', () => {
		const root = restingRoot({a: python});
		fs.chmodSync(path.join(root, key('a')), 0o664);
		const before = fs.statSync(path.join(root, key('a')), {bigint: true});
		const change = promote(root, 'a', {facts: {tags: ['x'], lineage: {parent: 'net/v0'}}});
		const sha256 = spawnSync('sha256sum', [path.join(root, key('a'))], {encoding: 'utf8'}).stdout.slice(0, 64);
		expect(change).toMatchObject({done: [key('a')], notes: [], registered: {family: 'net', version: 1, key: key('a'), isKnown: false, sha256, bytes: 7}});
		expect(sidecarOf(root, 'a')).toBe(
			`{\n  "model_id": "a",\n  "lr": 1e-05,\n  "tags": [\n    "x"\n  ],\n  "family": "net",\n  "version": 1,\n  "lineage": {\n    "parent": "net/v0"\n  },\n` +
				`  "checksum": {\n    "algorithm": "sha256",\n    "value": "${sha256}"\n  }\n}`,
		);
		expect(modeOf(root, key('a'))).toBe(0o444);
		expect(fs.statSync(path.join(root, key('a')), {bigint: true})).toMatchObject({ino: before.ino, mtimeNs: before.mtimeNs});
		expect(leftIn(path.join(root, 'Mscn/Model'))).toEqual([]);
		expect(journalOf(root).map(({op, phase}) => [op, phase])).toEqual([
			['register', 'begin'],
			['register', 'done'],
		]);
	});

	test('is taken back to the very bytes and modes, and its number is not given again', () => {
		const root = restingRoot({a: python});
		fs.chmodSync(path.join(root, key('a')), 0o640);
		const change = promote(root, 'a');
		expect(undo(root, change, 'a')).toMatchObject({done: [key('a')], skipped: []});
		expect(sidecarOf(root, 'a')).toBe(python);
		expect(modeOf(root, key('a'))).toBe(0o640);
		expect(promote(root, 'a').registered).toMatchObject({version: 2});
	});

	test('is taken back out of a sidecar that got tags since, and only it', () => {
		const root = restingRoot({a: '{"model_id": "a", "tags": []}'});
		const change = promote(root, 'a');
		tag(root, ['a'], {add: ['x']});
		undo(root, change, 'a');
		expect(sidecarOf(root, 'a')).toBe('{"model_id": "a", "tags": ["x"]}');
	});

	test('out of a sidecar that got aliases since says that they mean nothing there', () => {
		const root = restingRoot({a: python});
		const change = promote(root, 'a');
		alias(root, 'a', {add: ['champion', 'x']});
		expect(undo(root, change, 'a').notes).toEqual(['Mscn/Model/a.json still has the aliases "champion", "x": without a version they mean nothing.']);
	});

	test('before the tag and the alias that came after it are, leaves nothing of all three in the end', () => {
		const plain = '{\n  "model_id": "a",\n  "lr": 1e-05\n}';
		for (const order of [
			['promotion', 'tag', 'alias'],
			['tag', 'promotion', 'alias'],
			['alias', 'tag', 'promotion'],
			['promotion', 'alias', 'tag'],
		] as const) {
			const root = restingRoot({a: plain});
			const changes = {promotion: promote(root, 'a'), tag: tag(root, ['a'], {add: ['t']}), alias: alias(root, 'a', {add: ['champion']})};
			for (const name of order) expect(undo(root, changes[name], 'a').skipped).toEqual([]);
			expect(sidecarOf(root, 'a')).toBe(plain);
		}
	});

	test('stays where what it wrote was changed since', () => {
		const root = restingRoot({a: python});
		const change = promote(root, 'a');
		fs.writeFileSync(path.join(root, `${key('a')}.json`), sidecarOf(root, 'a').replace('"version": 1', '"version": 9'));
		const {done, skipped} = undo(root, change, 'a');
		expect({done, reasons: skipped.map(({reason}) => reason)}).toEqual({done: [], reasons: [expect.stringContaining('was changed since') as string]});
		expect(modeOf(root, key('a'))).toBe(0o444);
	});

	test('of a folder keeps the checksum of each file; folders stay writable', () => {
		const root = rootOf({b: '{}'});
		fs.mkdirSync(path.join(root, 'Mscn/Model/a/sub'), {recursive: true});
		fs.writeFileSync(path.join(root, 'Mscn/Model/a.json'), '{}');
		for (const name of ['w', 'sub/v']) {
			fs.writeFileSync(path.join(root, 'Mscn/Model/a', name), name);
			fs.utimesSync(path.join(root, 'Mscn/Model/a', name), old, old);
		}
		const change = promote(root, 'a');
		const {checksum} = JSON.parse(sidecarOf(root, 'a')) as {checksum: {files: Readonly<Record<string, string>>}};
		expect(Object.keys(checksum.files)).toEqual(['sub/v', 'w']);
		expect(['', '/w', '/sub', '/sub/v'].map(file => (modeOf(root, key('a') + file) & 0o200) !== 0)).toEqual([true, false, true, false]);
		undo(root, change, 'a');
		expect(['/w', '/sub/v'].map(file => (modeOf(root, key('a') + file) & 0o200) !== 0)).toEqual([true, true]);
	});

	test('of a model without a sidecar makes one, and takes it away again', () => {
		const root = restingRoot({'Mscn/Model/a.pth': '{}'});
		fs.rmSync(path.join(root, 'Mscn/Model/a.pth.json'));
		const target = {id: 'a', sidecar: undefined};
		const change = promote(root, 'Mscn/Model/a.pth', {target});
		const made = path.join(root, 'Mscn/Model/a.json');
		expect(JSON.parse(fs.readFileSync(made, 'utf8'))).toMatchObject({model_id: 'a', algorithm: 'mscn', family: 'net', version: 1});
		expect(undo(root, change, 'Mscn/Model/a.pth', {id: 'a', sidecar: 'Mscn/Model/a.json'})).toMatchObject({done: ['Mscn/Model/a.pth'], skipped: []});
		expect(fs.readdirSync(path.dirname(made))).toEqual(['a.pth']);
		expect(modeOf(root, 'Mscn/Model/a.pth') & 0o200).toBe(0o200);
	});

	describe('of a model without a sidecar', () => {
		const name = 'Mscn/Model/a.pth';
		const target = {id: 'a', sidecar: undefined};
		const now = {id: 'a', sidecar: 'Mscn/Model/a.json'};
		const made = (root: string) => path.join(root, 'Mscn/Model/a.json');
		const bare = () => {
			const root = restingRoot({[name]: '{}'});
			fs.rmSync(path.join(root, `${name}.json`));
			return root;
		};
		const edit = (root: string, op: 'tag' | 'alias') => runChange(writerOf(root), {kind: op, edits: [{target: targetOf(name, now), add: ['x'], remove: []}]});

		test('leaves what was added since, and goes with that', () => {
			const root = bare();
			const change = promote(root, name, {target, facts: {tags: ['ours'], lineage: {parent: 'net/v0'}, test: {dataset: 'd', performance: {acc: 1}}}});
			const [tagged, aliased] = [edit(root, 'tag'), edit(root, 'alias')];
			const {done, skipped, notes} = undo(root, change, name, now);
			expect({done, skipped}).toEqual({done: [name], skipped: []});
			expect(notes).toEqual(['Mscn/Model/a.json still has the alias "x": without a version it means nothing.']);
			expect(JSON.parse(fs.readFileSync(made(root), 'utf8'))).toEqual({model_id: 'a', algorithm: 'mscn', tags: ['ours', 'x'], aliases: ['x']});
			expect(modeOf(root, name) & 0o200).toBe(0o200);
			undo(root, tagged, name, now);
			undo(root, aliased, name, now);
			expect(JSON.parse(fs.readFileSync(made(root), 'utf8'))).toEqual({model_id: 'a', algorithm: 'mscn', tags: ['ours']});
		});

		test('stays where its version was changed since', () => {
			const root = bare();
			const change = promote(root, name, {target});
			fs.writeFileSync(made(root), fs.readFileSync(made(root), 'utf8').replace('"version": 1', '"version": 9'));
			expect(undo(root, change, name, now).skipped).toEqual([{key: name, reason: expect.stringContaining('was changed since') as string}]);
			expect(fs.readFileSync(made(root), 'utf8')).toContain('"version": 9');
			expect(modeOf(root, name)).toBe(0o444);
		});
	});

	test('of a link leaves what it points to as it is', () => {
		const root = restingRoot({a: '{}', b: '{}'});
		fs.rmSync(path.join(root, key('a')));
		fs.symlinkSync('b', path.join(root, key('a')));
		promote(root, 'a');
		expect(modeOf(root, key('b')) & 0o200).toBe(0o200);
	});
});

describe('nothing is registered', () => {
	test.each([
		['a version again', '{"family": "net", "version": 3}', {}, 'is registered already, as net/v3.'],
		['with a number that is taken', '{}', {version: 2, taken: [2]}, 'net/v2 exists'],
		['without a model file', '{}', {target: {artifact: undefined}}, 'has no model file'],
		['with a sidecar that is broken', '{"a": ', {}, 'ends in the middle'],
	])('%s', (_, sidecar, asked: Asked, message) => {
		const root = restingRoot({a: sidecar});
		fs.utimesSync(path.join(root, `${key('a')}.json`), old, old);
		expect(userErrorOf(() => promote(root, 'a', asked)).message).toContain(message);
		expect(sidecarOf(root, 'a')).toBe(sidecar);
		expect(modeOf(root, key('a')) & 0o200).toBe(0o200);
		expect(fs.existsSync(path.join(root, '.mreg/journal.jsonl'))).toBe(false);
	});

	test('where these bytes are a version already, unless a new one is wanted', () => {
		const root = restingRoot({a: '{}', b: '{}'});
		const {registered} = promote(root, 'a');
		const present = [{family: 'net', version: 1, key: key('a'), bytes: 7, sha256: registered?.sha256 ?? ''}];
		expect(promote(root, 'b', {present})).toMatchObject({done: [], unchanged: [key('a')], registered: {version: 1, key: key('a'), isKnown: true}});
		expect(sidecarOf(root, 'b')).toBe('{}');
		expect(promote(root, 'b', {present, isNewWanted: true})).toMatchObject({done: [key('b')], registered: {version: 2}});
	});
});

test('four at once, in two folders, get four numbers; of one model only one wins', async () => {
	const names = ['a', 'b', 'Lero/Model/c', 'Lero/Model/d'];
	const root = restingRoot(Object.fromEntries(names.map(name => [name, '{}'])));
	const ends = await Promise.all([...names, 'a'].map(name => startScript('promoting-process', [root, JSON.stringify(registrationOf(name))]).ended));
	expect(ends.filter(code => code === 0)).toHaveLength(4);
	expect(names.map(name => versionOf(root, name)).sort()).toEqual(['net/v1', 'net/v2', 'net/v3', 'net/v4']);
});

/** Keeps the first lines of the journal, as after a kill; its writer is gone. */
function cutOff(root: string, lines: number): void {
	const file = path.join(root, '.mreg/journal.jsonl');
	const kept = fs.readFileSync(file, 'utf8').trimEnd().split('\n').slice(0, lines);
	const dead = kept.map(line => {
		const entry = JSON.parse(line) as {process?: object};
		return JSON.stringify(entry.process ? {...entry, process: {...entry.process, start: '1'}} : entry);
	});
	fs.writeFileSync(file, `${dead.join('\n')}\n`);
}

const settle = (root: string) => runChange(writerOf(root), {kind: 'settle'}).notes;

describe('what a kill cut off', () => {
	test('before the sidecar was written is no version', () => {
		const root = restingRoot({a: python});
		promote(root, 'a');
		cutOff(root, 1);
		fs.writeFileSync(path.join(root, `${key('a')}.json`), python);
		fs.chmodSync(path.join(root, key('a')), 0o644);
		expect(settle(root)).toEqual(['An earlier `mreg register` was cut off: Mscn/Model/a is not net/v1; mreg log shows it.']);
		expect(modeOf(root, key('a'))).toBe(0o644);
		expect(promote(root, 'a').registered).toMatchObject({version: 1});
	});

	test('behind it is one, whose file becomes read-only', () => {
		const root = restingRoot({a: python});
		const change = promote(root, 'a');
		cutOff(root, 1);
		fs.chmodSync(path.join(root, key('a')), 0o644);
		expect(settle(root)).toEqual(['An earlier `mreg register` was cut off: Mscn/Model/a is net/v1; mreg log shows it.']);
		expect(modeOf(root, key('a'))).toBe(0o444);
		expect(undo(root, change, 'a').done).toEqual([key('a')]);
		expect(sidecarOf(root, 'a')).toBe(python);
	});

	test('of taking it back behind the sidecar goes the rest of the way', () => {
		const root = restingRoot({a: python});
		const change = promote(root, 'a');
		undo(root, change, 'a');
		cutOff(root, 3);
		fs.chmodSync(path.join(root, key('a')), 0o444);
		expect(settle(root)).toEqual(['An earlier `mreg undo` was cut off: Mscn/Model/a is not net/v1; mreg log shows it.']);
		expect(modeOf(root, key('a')) & 0o200).toBe(0o200);
		expect(userErrorOf(() => undo(root, change, 'a')).message).toContain('was taken back already');
	});
});

/** `CALL:WHEN`: the process is killed as it makes the call for the so-manieth time; whether the sidecar has its new text then. */
test.skipIf(straceProblem() !== undefined).each([
	['unlink:4', false],
	['rename:1', false],
	['unlink:6', true],
	['unlink:7', true],
])('killed at %s it leaves no version or a whole one, and the next one gets its own number', (fault, isWhole) => {
	const root = restingRoot({a: python, b: '{}'});
	tag(root, ['b'], {add: ['x']});
	const [call = '', when] = fault.split(':');
	const calls = `/^(${call}(at|at2)?)$`;
	const helper = path.join(import.meta.dirname, '../helpers/promoting-process.ts');
	const inject = ['-f', '-qq', '-o', '/dev/null', '-e', `trace=${calls}`, '-e', `inject=${calls}:signal=KILL:when=${when}`];
	const {signal} = spawnSync('strace', [...inject, process.execPath, helper, root, JSON.stringify(registrationOf('a'))]);
	expect(signal).toBe('SIGKILL');
	expect(sidecarOf(root, 'a') !== python).toBe(isWhole);
	settle(root);
	expect(versionOf(root, 'a')).toBe(isWhole ? 'net/v1' : 'undefined/vundefined');
	expect(modeOf(root, key('a')) & 0o200).toBe(isWhole ? 0 : 0o200);
	expect(promote(root, 'b').registered).toMatchObject({version: isWhole ? 2 : 1});
	expect(leftIn(path.join(root, 'Mscn/Model'))).toEqual([]);
});
