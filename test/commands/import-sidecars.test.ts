/** `mreg import` of a model_registry.json on registries on disk: sidecars for artifacts that have none, and undo. */

import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {putOld, registryOf} from '../helpers/registries.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {treeHash} from '../helpers/tree-hash.ts';
import {refusal, typed} from '../helpers/typed-command.ts';

const entry = (id: string) => ({model_id: id, algorithm: 'mscn', training: null, testing: [], tags: ['old'], notes: '메모'});
const registry = {a: entry('a'), b: entry('b'), gone: entry('gone'), c: entry('c')};

/** A registry whose sidecars are lost, but for one. */
function made(): string {
	const root = registryOf({'Mscn/Model/a': 'w', 'Mscn/Model/b.pt': 'w', 'Mscn/Model/c': 'w', 'Mscn/Model/c.json': entry('c')});
	putOld(root, 'model_registry.json', JSON.stringify(registry, null, 2));
	return root;
}

/** What lies there, without the registry's own files. */
const names = (root: string) => fs.readdirSync(path.join(root, 'Mscn/Model')).sort();

test('entries become the sidecars of artifacts that have none; the rest is told, and undo takes it back', async () => {
	const root = made();
	const content = JSON.parse(fs.readFileSync(path.join(root, 'model_registry.json'), 'utf8'));
	const {lines, notes, code} = await typed(root, ['import', path.join(root, 'model_registry.json'), '--yes']);
	expect([lines.at(-1), code]).toEqual(['imported 2 sidecars', 6]);
	expect(lines.map(line => line.split(/ {2,}/))).toContainEqual(['gone', 'Its artifact is missing: no model without a sidecar has its name.']);
	expect(names(root)).toEqual(['a', 'a.json', 'b.json', 'b.pt', 'c', 'c.json']);
	expect(fs.readFileSync(path.join(root, 'Mscn/Model/b.json'), 'utf8')).toBe(`${JSON.stringify(entry('b'), null, 2)}\n`);
	const undo = /mreg undo (\S+) takes it back/.exec(notes.at(-1) ?? '')?.[1] ?? '';
	expect((await typed(root, ['undo', undo])).code).toBe(0);
	expect(names(root)).toEqual(['a', 'b.pt', 'c', 'c.json']);
	expect(JSON.parse(fs.readFileSync(path.join(root, 'model_registry.json'), 'utf8'))).toEqual(content);
});

test('a file of elsewhere is matched with this registry; to import twice does no harm', async () => {
	const root = made();
	const file = path.join(temporaryFolder(), 'model_registry.json');
	fs.writeFileSync(file, JSON.stringify({a: entry('a'), c: entry('c')}));
	const first = (await typed(root, ['import', file, '--yes', '--json'])).json();
	expect(first).toMatchObject({schema: 1, done: ['a'], skipped: [], undo: `mreg undo ${first.txns[0]}`});
	expect(first.plan).toEqual([
		{kind: 'sidecar', name: 'a', from: file, to: 'Mscn/Model/a.json', action: 'import', reason: null},
		{kind: 'sidecar', name: 'c', from: file, to: 'Mscn/Model/c.json', action: 'skip', reason: 'It has its sidecar already.'},
	]);
	const before = treeHash(path.join(root, 'Mscn'));
	const again = await typed(root, ['import', file, '--yes', '--json']);
	expect([again.code, again.json().done, again.json().undo]).toEqual([0, [], null]);
	expect(treeHash(path.join(root, 'Mscn'))).toBe(before);
});

test('a dry run writes nothing, and without a terminal it is refused', async () => {
	const root = made();
	const before = treeHash(root);
	const file = path.join(root, 'model_registry.json');
	expect((await typed(root, ['import', file, '--dry-run', '--quiet'])).lines).toEqual(['a', 'b']);
	expect(await refusal(typed(root, ['import', file]))).toMatchObject({exitCode: 2});
	expect(treeHash(root)).toBe(before);
});
