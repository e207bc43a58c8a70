/** What the entries of a model_registry.json would become: which artifact each describes, and the text of its sidecar. */

import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {planSidecars, sidecarText} from '../../store/import-exchange.ts';
import {freshCache, readRoot, registryOf, type Files} from '../helpers/registries.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

async function planned(files: Files, registry: object | string) {
	const file = path.join(temporaryFolder(), 'model_registry.json');
	fs.writeFileSync(file, typeof registry === 'string' ? registry : JSON.stringify(registry, null, 2));
	const {models} = await readRoot(registryOf(files), freshCache());
	return planSidecars(file, models).map(item => {
		if (item.kind === 'refused') return [item.id, item.reason];
		return [item.id, item.kind, item.kind === 'write' ? item.to : item.sidecar];
	});
}

test('an entry describes the artifact of its name, with or without an extension, else that of its path', async () => {
	const plan = await planned(
		{'Mscn/Model/plain': 'w', 'Mscn/Model/net.pt': 'w', 'Knob/Model/by_path': 'w', ['Knob/Model/한글.pt'.normalize('NFD')]: 'w'},
		{
			plain: {model_id: 'plain'},
			net: {model_id: 'net'},
			other: {model_id: 'other', model_path: 'C:\\old\\Knob\\Model\\by_path'},
			한글: {model_id: '한글'},
		},
	);
	expect(plan).toEqual([
		['plain', 'write', 'Mscn/Model/plain.json'],
		['net', 'write', 'Mscn/Model/net.json'],
		['other', 'write', 'Knob/Model/by_path.json'],
		['한글', 'write', expect.stringMatching(/^Knob\/Model\/.*\.json$/)],
	]);
});

test('the folder of its algorithm comes first; two artifacts that may be meant are named', async () => {
	const files = {'Mscn/Model/a': 'w', 'Knob/Model/a': 'w', 'Lero/Model/b': 'w', 'Knob/Model/b': 'w'};
	expect(await planned(files, {a: {algorithm: 'KNOB'}, b: {algorithm: 'mscn'}})).toEqual([
		['a', 'write', 'Knob/Model/a.json'],
		['b', expect.stringMatching(/^It may be that of 2 artifacts: (Knob|Lero)\/Model\/b, (Knob|Lero)\/Model\/b\.$/)],
	]);
});

test('what has its sidecar stays, what has no artifact is told, and an artifact is given once', async () => {
	const files = {'Mscn/Model/a': 'w', 'Mscn/Model/a.json': {model_id: 'a'}, 'Mscn/Model/gone.json': {model_id: 'gone', training: {}}, 'Mscn/Model/b': 'w'};
	expect(await planned(files, {a: {}, gone: {}, nowhere: {}, b: {}, again: {model_path: 'x/b'}, odd: 7})).toEqual([
		['a', 'there', 'Mscn/Model/a.json'],
		['gone', 'there', 'Mscn/Model/gone.json'],
		['nowhere', 'Its artifact is missing: no model without a sidecar has its name.'],
		['b', 'write', 'Mscn/Model/b.json'],
		['again', 'Its artifact, Mscn/Model/b, is that of b already.'],
		['odd', 'It is no object of metadata.'],
	]);
});

test('an entry whose model_id is another one is skipped with the reason, and so is one whose name another model has', async () => {
	const files = {
		'Mscn/Model/a': 'w',
		'Lero/Model/b': 'w',
		'Lero/Model/b.json': {model_id: 'b'},
		'Mscn/Model/b.pt': 'w',
		'Mscn/Model/c': 'w',
		'Mscn/Model/d': 'w',
	};
	const registry = {a: {model_id: 'b'}, b: {model_id: 'b', algorithm: 'Mscn'}, c: {model_id: 'x'}, 'Mscn/Model/d': {model_id: 'd'}};
	expect(await planned(files, registry)).toEqual([
		['a', 'Its model_id is b, which is not its name but that of Lero/Model/b.'],
		['b', 'Its name is the id of another model, Lero/Model/b.'],
		['c', 'Its model_id is x, which is not its name.'],
		['Mscn/Model/d', 'write', 'Mscn/Model/d.json'],
	]);
});

test('an entry never makes a version: what says so is kept within imported, which is said', async () => {
	const entry = {model_id: 'a', family: 'net', version: 3, x: 1, aliases: ['best'], checksum: {algorithm: 'sha256', value: '0'}, imported: {label: 'old'}};
	const text = JSON.stringify({a: entry}, null, 2).replace('"x": 1', '"x": 1e-05');
	const file = path.join(temporaryFolder(), 'model_registry.json');
	fs.writeFileSync(file, text);
	const {models} = await readRoot(registryOf({'Mscn/Model/a': 'w'}), freshCache());
	const [plan] = planSidecars(file, models);
	if (plan?.kind !== 'write') throw new Error('It is to be written.');
	const {family, version, aliases, checksum} = entry;
	expect(JSON.parse(plan.adoption.text)).toEqual({model_id: 'a', x: 1e-5, imported: {label: 'old', family, version, aliases, checksum}});
	expect(plan.adoption.text).toContain('1e-05');
	expect(plan.remarks).toEqual([expect.stringContaining('family, version, aliases, checksum are kept as imported')]);
	expect(sidecarText('{"model_id": "a", "version": 2, "imported": 7}', 'a')).toBe(
		'{\n  "model_id": "a",\n  "imported": {\n    "imported": 7,\n    "version": 2\n  }\n}\n',
	);
});

test('an entry that is too deep, or no JSON inside, costs only itself', async () => {
	const deep = `${'['.repeat(70)}${']'.repeat(70)}`;
	const plan = await planned({'M/Model/c': 'w'}, `{"a": {"x": ${deep}}, "b": {"x": 01}, "c": {}}`);
	expect(plan).toEqual([
		['a', expect.stringContaining('nested more than 64 deep')],
		['b', expect.stringContaining('is not JSON')],
		['c', 'write', 'M/Model/c.json'],
	]);
});

test('the text is the entry’s own: as the file has it, less its indentation', () => {
	const entry = '{\n    "model_id": "a",\n    "x": 1e-05,\n    "y": [\n      NaN\n    ],\n    "training": null\n  }';
	expect(sidecarText(entry, 'a')).toBe('{\n  "model_id": "a",\n  "x": 1e-05,\n  "y": [\n    NaN\n  ],\n  "training": null\n}\n');
});

test('one in a single line is indented, numbers as they are spelled; an id that it does not say comes first', () => {
	expect(sidecarText('{"model_id": "a", "big": 9007199254740993, "f": 45.0, "n": NaN}', 'a')).toBe(
		'{\n  "model_id": "a",\n  "big": 9007199254740993,\n  "f": 45.0,\n  "n": NaN\n}\n',
	);
	expect(sidecarText('{\n  "x": 1e-05,\n  "model_id": null\n}', 'a"b')).toBe('{\n  "model_id": "a\\"b",\n  "x": 1e-05\n}\n');
});
