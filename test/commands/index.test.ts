/** `mreg index` as a user runs it, and as a Python program reads what it writes. */

import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {exampleData, mreg, registryOf} from '../helpers/run-mreg.ts';

const readJson = (...parts: string[]) => JSON.parse(fs.readFileSync(path.join(...parts), 'utf8'));

test('writes every model into model_registry.json and says so', async () => {
	const root = registryOf({
		'A/Model/a': {artifact: 'x', sidecar: {model_id: 'a', algorithm: 'net', training: {dataset: 'imdb'}, tags: ['논문'], mine: 1}},
		'A/Model/b': {artifact: 'x', sidecar: {model_id: 'b', training: null}},
	});
	const {code, stdout} = await mreg(['index', '--root', root]);
	expect(code).toBe(0);
	expect(stdout).toMatch(/^model_registry\.json: 2 models written/);
	const registry = readJson(root, 'model_registry.json');
	expect(Object.keys(registry).sort()).toEqual(['a', 'b']);
	expect(registry.a).toMatchObject({model_id: 'a', algorithm: 'net', tags: ['논문'], mine: 1});
	// The seed's code reads training.get(...) and stops at null.
	expect(registry.b.training).toEqual({});
});

test('keeps entries whose files are gone', async () => {
	const root = registryOf({'A/Model/a': {artifact: 'x', sidecar: {model_id: 'a'}}});
	fs.writeFileSync(path.join(root, 'model_registry.json'), '{"gone": {"model_id": "gone", "notes": "keep me"}}');
	const {code, stdout} = await mreg(['index', '--json', '--root', root]);
	expect(code).toBe(0);
	expect(JSON.parse(stdout)).toMatchObject({schema: 1, kept: 1});
	expect(readJson(root, 'model_registry.json').gone).toEqual({model_id: 'gone', notes: 'keep me'});
});

test('a second run changes nothing', async () => {
	const root = exampleData();
	await mreg(['index', '--root', root]);
	const files = ['model_registry.json', 'Mscn/training_registry.json', 'Lero/training_registry.json', 'Knob/training_registry.json'];
	const before = files.map(file => fs.readFileSync(path.join(root, file), 'utf8'));
	expect((await mreg(['index', '--root', root])).code).toBe(0);
	expect(files.map(file => fs.readFileSync(path.join(root, file), 'utf8'))).toEqual(before);
});

test('changes no sidecar and no artifact', async () => {
	const root = exampleData();
	const contents = () =>
		fs
			.readdirSync(root, {recursive: true, encoding: 'utf8'})
			.filter(name => name.includes('/Model/') && fs.statSync(path.join(root, name)).isFile())
			.sort()
			.map(name => [name, fs.readFileSync(path.join(root, name), 'latin1'), fs.statSync(path.join(root, name)).mtimeMs]);
	const before = contents();
	await mreg(['index', '--root', root]);
	expect(contents()).toEqual(before);
});

test('with --read-only nothing is written', async () => {
	const root = registryOf({'A/Model/a': {artifact: 'x'}});
	const {code, stderr} = await mreg(['index', '--read-only', '--root', root]);
	expect(code).toBe(1);
	expect(stderr).toContain('--read-only');
	expect(fs.readdirSync(root)).toEqual(['A']);
});

const seedList = `
import json, sys
registry = json.load(open(sys.argv[1], encoding='utf-8'))
models = [m for m in registry.values() if m.get('training', {}).get('dataset') != 'nowhere' and not {'x'}.issubset(set(m.get('tags', [])))]
models.sort(key=lambda x: x.get('training', {}).get('trained_at', ''), reverse=True)
print(len(models))
`;

test.runIf(hasPython())("the seed's Python lists what it writes", async () => {
	const root = exampleData();
	await mreg(['index', '--root', root]);
	expect(execFileSync('python3', ['-c', seedList, path.join(root, 'model_registry.json')], {encoding: 'utf8'}).trim()).toBe('40');
});

function hasPython(): boolean {
	try {
		execFileSync('python3', ['--version'], {stdio: 'ignore'});
		return true;
	} catch {
		return false;
	}
}
