/** What the Python client moves to the trash, `mreg` brings back, lists and purges; and the other way round. */

import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {logOf} from '../../store/domain/log.ts';
import {systemPath} from '../../store/file-names.ts';
import {readJournal} from '../../store/journal.ts';
import {listTrash} from '../../store/trash-listing.ts';
import {change, settle} from '../helpers/changes.ts';
import {someOf, startKilling} from '../helpers/python-process.ts';
import {noPython, python} from '../helpers/python.ts';
import {modelFiles, putOld, registryOf, type Files} from '../helpers/registries.ts';
import {modelsHash, namesBelow, removalsIn, targetsIn} from '../helpers/trash.ts';

// Times without a zone are local in both.
process.env.TZ = 'UTC';

const folders = ['Mscn/Model', 'Lero/Model'];

const trash = `
root, keys = sys.argv[1], json.loads(sys.argv[2])
models = [model for model in mreg._scan(root) if not keys or model.key in keys]
moved = mreg._move_to_trash(root, models, "mreg.py cleanup")
print(json.dumps({"done": sorted(model.key for model in moved.done), "skipped": [why for _, why in moved.skipped], "txn": moved.txn, "notes": moved.notes}))
`;

const undo = `
back = mreg._undo_trash(sys.argv[1], sys.argv[2] or None, "mreg.py undo")
print(json.dumps({"done": sorted(back.done), "skipped": back.skipped, "txn": back.txn, "notes": back.notes}))
`;

interface Outcome {
	readonly done: readonly string[];
	readonly skipped: readonly unknown[];
	readonly txn: string | null;
	readonly notes: readonly string[];
}

function trashed(root: string, keys: readonly string[] = []): Outcome {
	return python(trash, [root, JSON.stringify(keys)]) as Outcome;
}

function undone(root: string, txn = ''): Outcome {
	return python(undo, [root, txn]) as Outcome;
}

/** Models of every form: files, folders, further files, links, without a sidecar, without an artifact, with names that hurt. */
function manyForms(): string {
	let files: Files = {
		'model_registry.json': {a: {model_id: 'a', algorithm: 'mscn', tags: ['only here'], note: 1e-5}, gone: {model_id: 'gone'}},
		'Mscn/Model/untracked.bin': 'weights',
		'Mscn/Model/missing.json': {model_id: 'missing', training: {}},
	};
	for (const name of ['a', 'b c', 'x\ny', '한글', '한글'.normalize('NFD') + '2', '-dash']) files = {...files, ...modelFiles(`Mscn/Model/${name}`)};
	for (const name of ['c', 'd']) {
		files = {...files, [`Lero/Model/${name}/deep/weights`]: name, [`Lero/Model/${name}.json`]: {model_id: name, training: {}, testing: []}};
	}
	for (const ending of ['pt', 'onnx', 'json']) files = {...files, [`Lero/Model/e.${ending}`]: ending === 'json' ? '{"model_id": "e", "loss": NaN}' : ending};
	const root = registryOf(files);
	fs.symlinkSync('a', path.join(root, 'Mscn/Model/link'));
	fs.writeFileSync(systemPath(`${root}/Lero/Model/bad\udcff`), 'weights');
	fs.chmodSync(path.join(root, 'Mscn/Model/b c'), 0o400);
	// What is young is looked at twice, a second apart.
	execFileSync('find', [root, '-depth', '-exec', 'touch', '-h', '-d', '2024-10-20', '{}', '+']);
	return root;
}

describe.skipIf(noPython !== undefined)('models that the client removed', () => {
	test('come back as the identical tree by undo, whatever their form', async () => {
		const root = manyForms();
		const before = modelsHash(root, folders);
		const keys = [...(await targetsIn(root)).values()].filter(({artifact, sidecar}) => artifact ?? sidecar).map(({key}) => key);
		const {done, skipped, txn, notes} = trashed(root);
		expect({done, skipped, notes}).toEqual({done: keys.sort(), skipped: [], notes: []});
		expect(namesBelow(path.join(root, 'Mscn/Model'))).toEqual([]);
		expect(JSON.parse(fs.readFileSync(path.join(root, 'model_registry.json'), 'utf8'))).toEqual({gone: {model_id: 'gone'}});
		expect(JSON.parse(fs.readFileSync(path.join(root, 'Mscn/training_registry.json'), 'utf8'))).toMatchObject({a: {dataset: 'production', status: 'trashed'}});
		expect(readJournal(root)).toMatchObject({problems: [], unfinished: []});
		const {entries, problems} = listTrash(root);
		expect(problems).toEqual([]);
		expect(entries).toMatchObject([{txn, by: 'mreg.py cleanup'}]);
		expect(entries[0]?.models.map(({key}) => key).sort()).toEqual(keys);
		expect(change(root, {kind: 'undo', txn: txn ?? '', targets: []}).done.length).toBe(keys.length);
		expect(modelsHash(root, folders)).toBe(before);
		const back = python('print(json.dumps(json.load(open(sys.argv[1]))["a"]))', [path.join(root, 'model_registry.json')]);
		expect(back).toMatchObject({model_id: 'a', tags: ['only here'], note: 1e-5});
	});

	test('take the same on the disk as if mreg had moved them, are restored one by one, and purged for good', () => {
		const root = manyForms();
		const {txn} = trashed(root, ['Lero/Model/c', 'Lero/Model/e.pt']);
		const [mine] = listTrash(root).entries;
		expect(change(root, {kind: 'restore', models: [{txn: txn ?? '', key: 'Lero/Model/c'}]}).done).toEqual(['Lero/Model/c']);
		expect(listTrash(root).entries[0]?.models.map(({key}) => key)).toEqual(['Lero/Model/e.pt']);
		change(root, {kind: 'purge', txns: [txn ?? '']});
		expect(listTrash(root).entries).toEqual([]);
		expect(fs.existsSync(path.join(root, 'Lero/Model/e.onnx'))).toBe(false);
		expect(mine?.models.map(({bytes}) => bytes).every(bytes => bytes > 0)).toBe(true);
	});

	test('say in the journal and the manifest what mreg says of the same models', async () => {
		const root = manyForms();
		const removals = [...(await removalsIn(root))].sort((a, b) => (a.target.key < b.target.key ? -1 : 1));
		const exchange = fs.readFileSync(path.join(root, 'model_registry.json'));
		const {txn: ours = ''} = change(root, {kind: 'trash', removals});
		const manifestOf = (txn: string) => {
			const text = fs.readFileSync(path.join(root, '.mreg/trash', txn, 'manifest.json'), 'utf8').replaceAll(txn, 'TXN');
			const {at: _at, by: _by, models, ...rest} = JSON.parse(text) as {at: string; by: string; models: ReadonlyArray<{key: string}>};
			return {...rest, models: [...models].sort((a, b) => (a.key < b.key ? -1 : 1))};
		};
		const expected = manifestOf(ours);
		const itemsOf = (txn: string) => readJournal(root).entries.find(entry => entry.txn === txn && entry.phase === 'begin');
		const line = JSON.stringify(itemsOf(ours)).replaceAll(ours, 'TXN');
		change(root, {kind: 'undo', txn: ours, targets: []});
		fs.writeFileSync(path.join(root, 'model_registry.json'), exchange);
		const theirs = trashed(root).txn ?? '';
		expect(manifestOf(theirs)).toEqual(expected);
		const begun = JSON.parse(JSON.stringify(itemsOf(theirs)).replaceAll(theirs, 'TXN')) as {items: ReadonlyArray<{key: string}>};
		expect([...begun.items].sort((a, b) => (a.key < b.key ? -1 : 1))).toEqual((JSON.parse(line) as {items: unknown}).items);
	});

	test('are whole after a kill at any point, 30 times: the next change of mreg settles it, and nothing is lost', {timeout: 120_000}, async () => {
		let files: Files = {};
		for (let index = 0; index < 16; index++) {
			const key = `${folders[index % 2]}/model_${index}`;
			files = index % 4 === 1 ? {...files, [`${key}.pt`]: 'pt', [`${key}.onnx`]: 'onnx', [`${key}.json`]: {model_id: key}} : {...files, ...modelFiles(key)};
		}
		const root = registryOf(files);
		const targets = [...(await targetsIn(root)).values()];
		const before = modelsHash(root, folders);
		const cycle = `
def cycle():
    mreg._move_to_trash(sys.argv[1], mreg._scan(sys.argv[1]), "mreg.py cleanup")
    mreg._undo_trash(sys.argv[1], None, "mreg.py undo")
`;
		const states = new Set<string>();
		const killed = startKilling(cycle, [root]);
		// The first run makes what the later ones find.
		await killed(0);
		const last = (await killed(0)) ?? 0;
		let kills = 0;
		for (const point of someOf(last, 30)) {
			if ((await killed(point)) === undefined) kills++;
			const {notes} = settle(root);
			for (const note of notes) states.add(note.replace(/\d+ of/, 'N of'));
			expect(readJournal(root).unfinished).toEqual([]);
			const inTrash = new Set(listTrash(root).entries.flatMap(({models}) => models.map(({key}) => key)));
			for (const {key, artifact, sidecar, files: others} of targets) {
				const all = [artifact, sidecar, ...others].filter(name => name !== undefined);
				const there = all.filter(name => fs.existsSync(path.join(root, name)));
				expect([key, there.length], notes.join(' ')).toEqual([key, inTrash.has(key) ? 0 : all.length]);
			}
			for (const {txn, models} of listTrash(root).entries) {
				const isUndoable = logOf(readJournal(root).entries).some(line => line.txn === txn && line.undoable);
				if (isUndoable) change(root, {kind: 'undo', txn, targets: []});
				else change(root, {kind: 'restore', models: models.map(({key}) => ({txn, key}))});
			}
			expect(modelsHash(root, folders), notes.join(' ')).toBe(before);
		}
		expect(kills).toBeGreaterThan(25);
		expect([...states].join(' ')).toContain('was cut off');
	});
});

describe.skipIf(noPython !== undefined)('the client', () => {
	test('takes back what mreg removed, and what it removed itself, as the identical tree; the log says so', async () => {
		const root = manyForms();
		const before = modelsHash(root, folders);
		const removals = await removalsIn(root);
		const {txn = ''} = change(root, {kind: 'trash', removals});
		expect(undone(root).done.length).toBe(removals.length);
		expect(modelsHash(root, folders)).toBe(before);
		const second = trashed(root).txn ?? '';
		expect(undone(root, second).done.length).toBe(removals.length);
		expect(modelsHash(root, folders)).toBe(before);
		const states = logOf(readJournal(root).entries).map(({txn, op, state}) => [txn, op, state]);
		expect(states.filter(([, op]) => op === 'trash')).toEqual([
			[second, 'trash', 'undone'],
			[txn, 'trash', 'undone'],
		]);
		expect(listTrash(root).entries).toEqual([]);
	});

	test('leaves a model that is in its place again, and mreg brings it back beside that', () => {
		const root = registryOf({...modelFiles('Mscn/Model/a'), ...modelFiles('Mscn/Model/b')});
		const {txn} = trashed(root);
		putOld(root, 'Mscn/Model/a', 'new');
		const back = undone(root);
		expect(back.done).toEqual(['Mscn/Model/b']);
		expect(back.skipped).toEqual([['Mscn/Model/a', 'Mscn/Model/a is there again already: mreg restore brings it back beside that.']]);
		expect(fs.readFileSync(path.join(root, 'Mscn/Model/a'), 'utf8')).toBe('new');
		change(root, {kind: 'undo', txn: txn ?? '', targets: []});
		expect(namesBelow(path.join(root, 'Mscn/Model'))).toEqual(['a', 'a-restored', 'a-restored.json', 'b', 'b.json']);
	});
});
