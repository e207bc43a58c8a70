/** What the trash tells of itself: newest first, only what is still there; what it cannot tell is a problem, never an error. */

import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {listTrash} from '../../store/trash-listing.ts';
import {change} from '../helpers/changes.ts';
import {modelFiles, put, registryOf} from '../helpers/registries.ts';
import {removalsIn} from '../helpers/trash.ts';
import {treeHash} from '../helpers/tree-hash.ts';

const [one, two] = ['Mscn/Model/mscn_1', 'Mscn/Model/mscn_2'] as const;

const blocksOf = (file: string) => fs.statSync(file).blocks * 512;

describe('listTrash', () => {
	test('is empty where there is no trash, and makes none', () => {
		const root = registryOf(modelFiles(one));
		const before = treeHash(root);
		expect(listTrash(root)).toEqual({entries: [], problems: []});
		expect(treeHash(root)).toBe(before);
	});

	test('tells who moved what and when, newest first, with what the files take on the disk', async () => {
		const root = registryOf({...modelFiles(one), ...modelFiles(two)});
		const bytes = (key: string) => blocksOf(path.join(root, key)) + blocksOf(path.join(root, `${key}.json`));
		const [first, second] = [bytes(one), bytes(two)];
		const older = change(root, {kind: 'trash', removals: await removalsIn(root, [one])}).txn;
		const newer = change(root, {kind: 'trash', removals: await removalsIn(root, [two])}).txn;
		const {entries, problems} = listTrash(root);
		expect(problems).toEqual([]);
		expect(entries).toMatchObject([
			{txn: newer, by: 'mreg cleanup', models: [{key: two, id: 'mscn_2', bytes: second}], bytes: second},
			{txn: older, by: 'mreg cleanup', models: [{key: one, id: 'mscn_1', bytes: first}], bytes: first},
		]);
		expect(entries[0]?.at).toMatch(/^\d{4}-.*Z$/);
		expect([entries[0]?.host, entries[0]?.user]).not.toContain('');
	});

	test('counts what a purge then frees: folders too, and a file with two names once', async () => {
		const root = registryOf({...modelFiles(one), [`${two}/a/weights`]: 'w'.repeat(10_000), [`${two}.json`]: {model_id: 'mscn_2', training: {}}});
		fs.linkSync(path.join(root, two, 'a/weights'), path.join(root, two, 'b'));
		const {txn = ''} = change(root, {kind: 'trash', removals: await removalsIn(root)});
		const [entry] = listTrash(root).entries;
		expect(entry?.bytes).toBe(entry?.models.reduce((sum, {bytes}) => sum + bytes, 0));
		expect(change(root, {kind: 'purge', txns: [txn]}).freedBytes).toBe(entry?.bytes);
	});

	test('counts what is left of a model, and all where the manifest is gone', async () => {
		const root = registryOf({...modelFiles(one), ...modelFiles(two)});
		const {txn = ''} = change(root, {kind: 'trash', removals: await removalsIn(root)});
		const folder = path.join(root, '.mreg/trash', txn);
		const whole = listTrash(root).entries;
		fs.rmSync(path.join(folder, 'manifest.json'));
		expect(listTrash(root).entries).toMatchObject(whole.map(({models, bytes}) => ({models, bytes})));
		fs.rmSync(path.join(folder, one));
		expect(listTrash(root).entries[0]?.models).toContainEqual({key: one, id: 'mscn_1', bytes: blocksOf(path.join(folder, `${one}.json`))});
	});

	test('believes a manifest of an earlier version, which counted lengths', async () => {
		const root = registryOf(modelFiles(one));
		const {txn = ''} = change(root, {kind: 'trash', removals: await removalsIn(root)});
		const file = path.join(root, '.mreg/trash', txn, 'manifest.json');
		fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace(/"bytes":\d+/, '"bytes":124'));
		expect(listTrash(root).entries[0]?.bytes).toBe(124);
	});

	test('leaves out what somebody took out by hand', async () => {
		const root = registryOf({...modelFiles(one), ...modelFiles(two)});
		const {txn = ''} = change(root, {kind: 'trash', removals: await removalsIn(root)});
		for (const name of [one, `${one}.json`]) fs.rmSync(path.join(root, '.mreg/trash', txn, name));
		expect(listTrash(root).entries.map(({models}) => models.map(({key}) => key))).toEqual([[two]]);
		fs.rmSync(path.join(root, '.mreg/trash', txn, 'Mscn'), {recursive: true});
		expect(listTrash(root)).toEqual({entries: [], problems: []});
	});

	test('changes nothing', async () => {
		const root = registryOf(modelFiles(one));
		change(root, {kind: 'trash', removals: await removalsIn(root)});
		const before = treeHash(root);
		listTrash(root);
		expect(treeHash(root)).toBe(before);
	});

	const move = {from: one, to: 'x', dev: '1', inode: '1', size: 1, mtime_ns: '1'};
	const manifest = {v: 1, txn: 't', at: '', host: '', user: '', by: '', root: '', models: [{key: one, id: 'a', bytes: 1, artifact: move}]};
	const odd: ReadonlyArray<{readonly what: string; readonly text: string; readonly reason?: string}> = [
		{what: 'empty', text: ''},
		{what: 'cut', text: JSON.stringify(manifest).slice(0, 50)},
		{what: 'a list', text: '[]'},
		{what: 'null', text: 'null'},
		{what: 'of a newer version', text: JSON.stringify({...manifest, v: 2}), reason: 'newer version'},
		{what: 'without models', text: JSON.stringify({...manifest, models: undefined})},
		{what: 'with a model that is none', text: JSON.stringify({...manifest, models: [42]}), reason: 'number 1'},
		{what: 'with a model without files', text: JSON.stringify({...manifest, models: [{key: 'a', id: 'a', bytes: 1}]})},
		...['/etc/passwd', '../../../x', 'a/../b', '.mreg/journal.jsonl', '', 'a\0b'].map(from => ({
			what: `with the path ${JSON.stringify(from)}`,
			text: JSON.stringify({...manifest, models: [{key: 'a', id: 'a', bytes: 1, artifact: {...move, from}}]}),
		})),
	];
	test.each(odd)('a manifest that is $what is a problem, and its models stay where they are', ({text, reason = ''}) => {
		const root = registryOf({...modelFiles(two), [`.mreg/trash/t/${one}`]: 'weights', '.mreg/trash/t/manifest.json': text});
		const before = treeHash(root);
		const {entries, problems} = listTrash(root);
		expect(entries).toEqual([]);
		expect(problems).toEqual([{kind: 'unreadable-trash', path: '.mreg/trash/t', message: expect.stringContaining(reason)}]);
		expect(treeHash(root)).toBe(before);
		expect(change(root, {kind: 'restore', models: [{txn: 't', key: one}]}).skipped).toHaveLength(1);
		expect(change(root, {kind: 'purge', txns: ['t']}).skipped).toHaveLength(1);
		expect(fs.existsSync(path.join(root, '.mreg/trash/t', one))).toBe(true);
	});

	test('what is no folder of a transaction is passed over', () => {
		const root = registryOf({'.mreg/trash/file': 'x', '.mreg/trash/.hidden/manifest.json': '{}', '.mreg/trash/.mreg.lock': '{}'});
		fs.symlinkSync('/', path.join(root, '.mreg/trash/link'));
		expect(listTrash(root)).toEqual({entries: [], problems: []});
	});

	test('a trash of another registry beside the same linked folder is none of ours', () => {
		const root = registryOf(modelFiles(one));
		put(root, '../far/Lero/Model/lero_1', 'w');
		put(root, '../far/Lero/.mreg/trash/t/Lero/Model/x', 'w');
		put(root, '../far/Lero/.mreg/trash/t/manifest.json', {
			...manifest,
			root: '/elsewhere',
			models: [{...manifest.models[0], artifact: {...move, from: 'Lero/Model/x'}}],
		});
		fs.symlinkSync('../far/Lero', path.join(root, 'Lero'));
		expect(listTrash(root)).toEqual({entries: [], problems: []});
		put(root, '../far/Lero/.mreg/trash/t/manifest.json', {...manifest, root, models: [{...manifest.models[0], artifact: {...move, from: 'Lero/Model/x'}}]});
		expect(listTrash(root).entries).toHaveLength(1);
	});
});
