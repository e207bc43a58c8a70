/** Ending registrations that were cut off, where somebody else changed the folder meanwhile, and lines that are not ours. */

import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {logOf} from '../../store/domain/log.ts';
import {readJournal} from '../../store/journal.ts';
import {appendJournal} from '../../store/journal-writer.ts';
import type {RegisterItem} from '../../store/domain/journal-entry.ts';
import {change} from '../helpers/changes.ts';
import {outside, registering, sha256} from '../helpers/registering.ts';
import {put, registryOf} from '../helpers/registries.ts';
import {leftoversIn} from '../helpers/staging-leftovers.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {namesBelow} from '../helpers/trash.ts';

const models = 'Resnet18/Model';
const staging = `${models}/.mreg-staging.4194303-0123456789abcdef`;
const sidecar = '{"model_id": "resnet18_v1", "family": "resnet18", "version": 1}\n';
const item: RegisterItem = {
	...{key: `${models}/resnet18_v1.pth`, id: 'resnet18_v1', family: 'resnet18', version: 1, way: 'copy', staging},
	...{artifact: {to: `${models}/resnet18_v1.pth`}, sidecar: {to: `${models}/resnet18_v1.json`, sha256: sha256(sidecar)}},
};

/** A root in which a process began to register this, and is gone. */
function cutOff(files: Readonly<Record<string, string>>, changed: Partial<RegisterItem> = {}): string {
	const root = registryOf({'mreg.config.json': {}, [`${models}/.keep`]: ''});
	for (const [name, text] of Object.entries(files)) put(root, name, text);
	appendJournal(registering(root), {txn: 'cut', op: 'register', phase: 'begin', items: [{...item, ...changed}]});
	const file = path.join(root, '.mreg/journal.jsonl');
	fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replaceAll(/"pid":\d+,"start":"\d+"/g, '"pid":1,"start":"1"'));
	return root;
}

function ended(root: string): {readonly notes: readonly string[]; readonly names: readonly string[]; readonly state: string | undefined} {
	const {notes} = change(root, {kind: 'settle'});
	expect(readJournal(root).unfinished).toEqual([]);
	expect(leftoversIn(root)).toEqual([]);
	return {notes, names: namesBelow(path.join(root, models)).filter(name => name !== '.keep'), state: logOf(readJournal(root).entries)[0]?.state};
}

test('an artifact in its place gets the sidecar that was staged', () => {
	const root = cutOff({[item.key]: 'w', [`${staging}/sidecar.json`]: sidecar});
	expect(ended(root)).toEqual({
		notes: ['An earlier `mreg register` was cut off: resnet18/v1 is registered.'],
		names: ['resnet18_v1.json', 'resnet18_v1.pth'],
		state: 'done',
	});
});

test('of an artifact that was not in its place yet nothing is left', () => {
	const root = cutOff({[`${staging}/artifact`]: 'w', [`${staging}/sidecar.json`]: sidecar});
	expect(ended(root)).toEqual({notes: ['An earlier `mreg register` was cut off before it registered anything.'], names: [], state: 'nothing'});
});

test("what another program has put in the artifact's place stays", () => {
	const root = cutOff({[`${staging}/artifact`]: 'w', [`${staging}/sidecar.json`]: sidecar, [item.key]: 'foreign'});
	expect(ended(root)).toMatchObject({names: ['resnet18_v1.pth'], state: 'nothing'});
	expect(fs.readFileSync(path.join(root, item.key), 'utf8')).toBe('foreign');
});

test("where another program has taken the sidecar's name, what was moved goes back to where it was", () => {
	const folder = temporaryFolder();
	const from = path.join(folder, 'm.pth');
	const root = cutOff(
		{[item.key]: 'w', [`${staging}/sidecar.json`]: sidecar, [`${models}/resnet18_v1.json`]: '{"model_id": "foreign"}'},
		{way: 'move', artifact: {to: item.key, from}},
	);
	expect(ended(root)).toMatchObject({names: ['resnet18_v1.json'], state: 'nothing'});
	expect(fs.readFileSync(from, 'utf8')).toBe('w');
});

test('what was moved and is whole stays, read-only; its old name goes where both were left', () => {
	const from = outside(temporaryFolder(), 'm.pth', 'w');
	const root = cutOff({[`${staging}/sidecar.json`]: sidecar}, {way: 'move', artifact: {to: item.key, from}});
	fs.linkSync(from, path.join(root, item.key));
	expect(ended(root)).toMatchObject({names: ['resnet18_v1.json', 'resnet18_v1.pth'], state: 'done'});
	expect(fs.existsSync(from)).toBe(false);
	expect(fs.statSync(path.join(root, item.key)).mode & 0o222).toBe(0);
});

describe('what is moved is known again by its inode, size and time:', () => {
	/** The artifact is in its place; the line tells what it was. */
	function moved(changed: Partial<RegisterItem['artifact']>, files: Readonly<Record<string, string>> = {}) {
		const from = path.join(temporaryFolder(), 'm.pth');
		const file = outside(temporaryFolder(), 'm.pth', 'w');
		const {dev, ino, size, mtimeNs} = fs.statSync(file, {bigint: true});
		const mark = {dev: String(dev), inode: String(ino), size: Number(size), mtime_ns: String(mtimeNs)};
		const root = cutOff({[`${staging}/sidecar.json`]: sidecar, ...files}, {way: 'move', artifact: {to: item.key, from, ...mark, ...changed}});
		fs.renameSync(file, path.join(root, item.key));
		return {root, from};
	}

	test('it is registered, and what has its old name by now stays', () => {
		const {root, from} = moved({});
		fs.writeFileSync(from, 'new');
		expect(ended(root)).toMatchObject({names: ['resnet18_v1.json', 'resnet18_v1.pth'], state: 'done'});
		expect(fs.readFileSync(from, 'utf8')).toBe('new');
	});

	test.each([{inode: '1'}, {mtime_ns: '1'}, {size: 9}])('what differs in %j is not it, and stays as it is', changed => {
		const {root} = moved(changed);
		expect(ended(root)).toMatchObject({names: ['resnet18_v1.pth'], state: 'nothing'});
	});

	test('one that was written under its old name before that was taken away is under that alone', () => {
		const {root, from} = moved({});
		fs.linkSync(path.join(root, item.key), from);
		fs.appendFileSync(from, ' and more');
		expect(ended(root)).toMatchObject({names: [], state: 'nothing'});
		expect(fs.readFileSync(from, 'utf8')).toBe('w and more');
	});

	test('where it can neither be registered nor go back, nothing is thrown away, and what to do is said', () => {
		const {root, from} = moved({}, {[`${models}/resnet18_v1.json`]: '{"model_id": "foreign"}'});
		fs.writeFileSync(from, 'new');
		expect(change(root, {kind: 'settle'}).notes).toEqual([expect.stringMatching(/neither be registered .* nor go back to .*Move one of them away\.$/)]);
		expect(fs.existsSync(path.join(root, staging, 'sidecar.json'))).toBe(true);
		fs.rmSync(from);
		expect(ended(root)).toMatchObject({names: ['resnet18_v1.json'], state: 'nothing'});
		expect(fs.readFileSync(from, 'utf8')).toBe('w');
	});
});

test('a version whose sidecar got a tag since is registered', () => {
	const root = cutOff({[item.key]: 'w', [`${models}/resnet18_v1.json`]: sidecar.replace('}', ', "tags": ["x"]}')});
	expect(ended(root)).toMatchObject({state: 'done'});
});

test.each([
	['a staging folder elsewhere', {staging: '../other/.mreg-staging.1-0123456789abcdef'}],
	['a staging folder that is called otherwise', {staging: `${models}/mine`}],
	['a place out of the root', {artifact: {to: '../outside/x'}}],
	['a sidecar in another folder', {sidecar: {to: 'x.json', sha256: sha256(sidecar)}}],
] as const)('a line with %s is ended, and nothing is touched', (_, changed) => {
	const root = cutOff(
		{[`${models}/mine/sidecar.json`]: sidecar, '../other/.mreg-staging.1-0123456789abcdef/sidecar.json': sidecar, '../outside/x': 'w'},
		changed,
	);
	const before = namesBelow(path.dirname(root));
	expect(change(root, {kind: 'settle'}).notes).toEqual(['An earlier `mreg register` was cut off before it registered anything.']);
	expect(namesBelow(path.dirname(root))).toEqual(before);
});
