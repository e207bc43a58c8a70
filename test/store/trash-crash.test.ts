/** `kill -9` in the middle: the next writer puts right what is half moved, every model is whole in its place or in the trash, and undo brings back the identical tree. */

import fs from 'node:fs';
import path from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {describe, expect, test} from 'vitest';
import type {Target} from '../../store/domain/change.ts';
import {logOf} from '../../store/domain/log.ts';
import {readJournal} from '../../store/journal.ts';
import {appendJournal} from '../../store/journal-writer.ts';
import {listTrash} from '../../store/trash-listing.ts';
import {change, writerOf} from '../helpers/changes.ts';
import {modelFiles, put, registryOf, type Files} from '../helpers/registries.ts';
import {startScript, type Script} from '../helpers/script.ts';
import {modelsHash, namesBelow, removalsIn, shareCompiled, targetsIn, writeRemovals} from '../helpers/trash.ts';
import {until} from '../helpers/until.ts';

shareCompiled();
const isLong = process.env.MREG_LONG_TESTS !== undefined;
const rounds = isLong ? 1000 : 50;
const atOnce = 2;
const folders = ['Mscn/Model', 'Lero/Model'];

function manyModels(): string {
	let files: Files = {};
	for (let index = 0; index < 20; index++) {
		const key = `${folders[index % 2]}/model_${index}`;
		if (index % 4 === 0) files = {...files, [`${key}/a/weights`]: 'w', [`${key}.json`]: {model_id: key, training: {}}};
		else if (index % 4 === 1) files = {...files, [`${key}.pt`]: 'pt', [`${key}.onnx`]: 'onnx', [`${key}.json`]: {model_id: key, training: {}}};
		else files = {...files, ...modelFiles(key)};
	}
	return registryOf(files);
}

/** Of a model's files those that are in their place. */
function inPlace(root: string, {artifact, sidecar, files}: Target): readonly string[] {
	return [artifact, sidecar, ...files].flatMap(name => (name !== undefined && fs.existsSync(path.join(root, name)) ? name : []));
}

function tellWhole(root: string, targets: readonly Target[], context: string): void {
	const trashed = new Map(listTrash(root).entries.flatMap(({models}) => models.map(({key, bytes}) => [key, bytes])));
	for (const target of targets) {
		const all = [target.artifact, target.sidecar, ...target.files].filter(name => name !== undefined).length;
		expect([target.key, inPlace(root, target).length], context).toEqual([target.key, trashed.has(target.key) ? 0 : all]);
	}
}

async function isReady(script: Script): Promise<void> {
	await until(() => script.lines().includes('ready') || script.child.exitCode !== null, {timeout: 60_000});
	expect(script.child.exitCode, script.errors()).toBe(null);
}

describe('a process that is killed', () => {
	test(
		`in the middle of trash and undo, ${rounds} times: models are whole after the next change, and come back identical`,
		{timeout: isLong ? 3_600_000 : 180_000},
		async () => {
			const sentences = new Set<string>();
			await Promise.all(
				Array.from({length: atOnce}, async () => {
					const root = manyModels();
					const targets = [...(await targetsIn(root)).values()];
					const before = modelsHash(root, folders);
					await writeRemovals(root);
					for (let round = 0; round < rounds / atOnce; round++) {
						const script = startScript('trashing-process', [root, 'cycle', 'go']);
						await isReady(script);
						await until(() => fs.existsSync(path.join(root, '.mreg/journal.jsonl')), {timeout: 60_000});
						await wait(Math.random() * 120);
						script.child.kill('SIGKILL');
						expect(await script.ended, script.errors()).toBe('SIGKILL');
						const {notes} = change(root, {kind: 'restore', models: []});
						for (const note of notes) sentences.add(note.replace(/\d+ of/, 'N of'));
						tellWhole(root, targets, notes.join(' '));
						expect(readJournal(root).unfinished).toEqual([]);
						for (const {txn, models} of listTrash(root).entries) {
							const isUndoable = logOf(readJournal(root).entries).some(line => line.txn === txn && line.undoable);
							if (isUndoable) change(root, {kind: 'undo', txn, targets: []});
							else change(root, {kind: 'restore', models: models.map(({key}) => ({txn, key}))});
						}
						expect(modelsHash(root, folders), notes.join(' ')).toBe(before);
						expect(namesBelow(path.join(root, '.mreg/trash')).filter(name => !name.startsWith('.') && name !== 'CACHEDIR.TAG')).toEqual([]);
						// What is in it has been read; a long one would only slow the rounds that follow.
						fs.rmSync(path.join(root, '.mreg/journal.jsonl'));
					}
				}),
			);
			// That it was in the middle of something at all.
			expect([...sentences].join('\n')).toMatch(/cut off/);
		},
	);

	test('in the middle of a purge: what is deleted is told, and all others are whole in the trash', {timeout: isLong ? 3_600_000 : 120_000}, async () => {
		const sentences = new Set<string>();
		for (let round = 0; round < (isLong ? 100 : 4); round++) {
			const root = manyModels();
			const keys = [...(await targetsIn(root)).keys()];
			const before = new Map(keys.map(key => [key, namesBelow(root).filter(name => isOf(name, key)).length]));
			const {txn = ''} = change(root, {kind: 'trash', removals: await removalsIn(root)});
			const script = startScript('trashing-process', [root, 'purge', 'wait']);
			await isReady(script);
			script.child.stdin.end('\n');
			await until(() => fs.readFileSync(path.join(root, '.mreg/journal.jsonl'), 'utf8').includes('"op":"purge"'));
			script.child.kill('SIGKILL');
			await script.ended;
			const {notes} = change(root, {kind: 'settle'});
			for (const note of notes) sentences.add(note);
			expect(readJournal(root).unfinished).toEqual([]);
			const left = listTrash(root).entries.flatMap(({models}) => models.map(({key}) => key));
			const below = namesBelow(path.join(root, '.mreg/trash', txn));
			for (const key of keys) expect([key, below.filter(name => isOf(name, key)).length]).toEqual([key, left.includes(key) ? before.get(key) : 0]);
			expect(below.filter(name => name.includes('.mreg.purge.'))).toEqual([]);
			// The journal tells the same, and the others can be brought back.
			const line = logOf(readJournal(root).entries).find(({op}) => op === 'purge');
			const deleted = keys.filter(key => !left.includes(key));
			expect([...(line?.state === 'done' ? line.keys : [])].sort()).toEqual(deleted.sort());
			expect([...change(root, {kind: 'restore', models: left.map(key => ({txn, key}))}).done].sort()).toEqual(left.sort());
		}
		expect([...sentences].join(' ')).toMatch(/^An earlier `mreg cleanup` was cut off(: .* deleted for good| before it deleted anything)/);
	});

	/** Whether a path is a file of a model, or lies in one; a name is never the beginning of another. */
	function isOf(name: string, key: string): boolean {
		return new RegExp(`(^|/)${key}([./]|$)`).test(name);
	}
});

describe('settleMoves', () => {
	const [one, two, three] = ['Mscn/Model/m_1', 'Mscn/Model/m_2', 'Mscn/Model/m_3'] as const;

	/** A root whose newest transaction looks as if its process had died before it told of the end. */
	async function cutOff(): Promise<{root: string; txn: string; before: string}> {
		const root = registryOf({...modelFiles(one), ...modelFiles(two), ...modelFiles(three)});
		const before = modelsHash(root);
		const {txn = ''} = change(root, {kind: 'trash', removals: await removalsIn(root)});
		forgetEnd(root);
		return {root, txn, before};
	}

	/** Takes the last line out of the journal, and makes the process of the others one that is gone. */
	function forgetEnd(root: string): void {
		const file = path.join(root, '.mreg/journal.jsonl');
		const lines = fs.readFileSync(file, 'utf8').trimEnd().split('\n').slice(0, -1);
		fs.writeFileSync(file, `${lines.join('\n').replaceAll(/"pid":\d+,"start":"\d+"/g, '"pid":1,"start":"1"')}\n`);
	}

	const inTrash = (root: string, txn: string, name: string) => path.join(root, '.mreg/trash', txn, name);

	test('lets the sidecar follow its artifact, leaves what was not begun, and says how many are where', async () => {
		const {root, txn, before} = await cutOff();
		fs.renameSync(inTrash(root, txn, `${two}.json`), path.join(root, `${two}.json`));
		for (const name of [three, `${three}.json`]) fs.renameSync(inTrash(root, txn, name), path.join(root, name));
		const {notes} = change(root, {kind: 'restore', models: []});
		expect(notes).toEqual(['An earlier `mreg cleanup` was cut off: 2 of 3 models are in the trash; mreg undo brings them back.']);
		expect(fs.readdirSync(path.join(root, 'Mscn/Model'))).toEqual(['m_3', 'm_3.json']);
		expect(change(root, {kind: 'undo', txn, targets: []})).toMatchObject({done: [one, two], skipped: []});
		expect(modelsHash(root)).toBe(before);
	});

	test('leaves a sidecar that was made anew meanwhile, and the artifact still comes back beside it', async () => {
		const {root, txn} = await cutOff();
		fs.rmSync(inTrash(root, txn, `${two}.json`));
		fs.writeFileSync(path.join(root, `${two}.json`), '{"model_id": "new", "training": {}}');
		expect(change(root, {kind: 'restore', models: []}).notes).toEqual([
			'An earlier `mreg cleanup` was cut off: 2 of 3 models are in the trash, and a part of Mscn/Model/m_2; mreg undo brings them back.',
		]);
		expect(fs.readFileSync(path.join(root, `${two}.json`), 'utf8')).toContain('new');
		change(root, {kind: 'undo', txn, targets: []});
		expect(fs.readdirSync(path.join(root, 'Mscn/Model'))).toEqual(['m_1', 'm_1.json', 'm_2', 'm_2.json', 'm_3', 'm_3.json']);
	});

	test('ends a transaction that had not moved anything, without a trace in the trash', async () => {
		const {root, txn, before} = await cutOff();
		for (const name of [one, two, three].flatMap(key => [key, `${key}.json`])) fs.renameSync(inTrash(root, txn, name), path.join(root, name));
		fs.writeFileSync(inTrash(root, txn, '.manifest.json.1-0123456789abcdef.tmp'), 'cut');
		expect(change(root, {kind: 'restore', models: []}).notes).toEqual(['An earlier `mreg cleanup` was cut off before it moved anything.']);
		expect(modelsHash(root)).toBe(before);
		expect(namesBelow(path.join(root, '.mreg/trash'))).toEqual(['CACHEDIR.TAG']);
		expect(logOf(readJournal(root).entries)[0]?.state).toBe('nothing');
	});

	test('completes an undo in its direction; what it had not begun can be undone again', async () => {
		const root = registryOf({...modelFiles(one), ...modelFiles(two), ...modelFiles(three)});
		const before = modelsHash(root);
		const {txn = ''} = change(root, {kind: 'trash', removals: await removalsIn(root)});
		const copy = path.join(root, '../copy');
		fs.cpSync(inTrash(root, txn, ''), copy, {recursive: true});
		change(root, {kind: 'undo', txn, targets: []});
		forgetEnd(root);
		fs.cpSync(copy, inTrash(root, txn, ''), {recursive: true});
		for (const name of [one, two, `${two}.json`]) fs.rmSync(inTrash(root, txn, name));
		for (const name of [`${one}.json`, three, `${three}.json`]) fs.renameSync(path.join(root, name), inTrash(root, txn, name));
		expect(change(root, {kind: 'restore', models: []}).notes).toEqual([
			'An earlier `mreg cleanup` was cut off: 2 of 3 models are back, the others are still in the trash.',
		]);
		expect(change(root, {kind: 'undo', txn, targets: []}).done).toEqual([three]);
		expect(modelsHash(root)).toBe(before);
	});

	test('says of a lone model whose new sidecar stays that a part of it is in the trash', async () => {
		const root = registryOf({...modelFiles(one), 'model_registry.json': {m_1: {tags: ['keep']}}});
		const {txn = ''} = change(root, {kind: 'trash', removals: await removalsIn(root)});
		forgetEnd(root);
		const text = fs.readFileSync(inTrash(root, txn, `${one}.json`), 'utf8');
		fs.rmSync(inTrash(root, txn, `${one}.json`));
		fs.writeFileSync(path.join(root, 'model_registry.json'), '{"m_1": {"tags": ["new"]}}');
		fs.writeFileSync(path.join(root, `${one}.json`), text);
		expect(change(root, {kind: 'settle'}).notes).toEqual([
			'An earlier `mreg cleanup` was cut off: a part of Mscn/Model/m_1 is in the trash; mreg undo brings it back.',
		]);
		expect(fs.readFileSync(path.join(root, `${one}.json`), 'utf8')).toBe(text);
		expect(fs.readFileSync(path.join(root, 'model_registry.json'), 'utf8')).toContain('new');
	});

	describe('a purge', () => {
		/** A root whose models are in the trash, and are claimed by a purge whose process is gone. */
		async function purging(files: Files = {...modelFiles(one), ...modelFiles(two), ...modelFiles(three)}): Promise<{root: string; txn: string}> {
			const root = registryOf(files);
			const {txn = ''} = change(root, {kind: 'trash', removals: await removalsIn(root)});
			const items = [one, two, three].map(key => ({key, id: path.basename(key), path: `.mreg/trash/${txn}/${key}`, bytes: 1}));
			appendJournal({...writerOf(root), by: 'mreg purge'}, {txn: 'cut', op: 'purge', phase: 'begin', items});
			appendJournal(writerOf(root), {txn: 'x', op: 'tag', phase: 'done', items: []});
			forgetEnd(root);
			return {root, txn};
		}

		test('deletes nothing any more that is whole: a restore rescues it, and the journal tells what is gone', async () => {
			const {root, txn} = await purging();
			for (const name of [one, `${one}.json`, two]) fs.rmSync(inTrash(root, txn, name));
			const {notes, done} = change(root, {kind: 'restore', models: [{txn, key: three}]});
			expect(notes).toEqual(['An earlier `mreg purge` was cut off: 2 of 3 models are deleted for good, the others are still in the trash.']);
			expect(done).toEqual([three]);
			expect(fs.readdirSync(path.join(root, 'Mscn/Model'))).toEqual(['m_3', 'm_3.json']);
			expect(logOf(readJournal(root).entries).find(line => line.txn === 'cut')).toMatchObject({state: 'done', keys: [one, two]});
		});

		test('that had deleted nothing is over, and all can be undone', async () => {
			const {root, txn} = await purging();
			expect(change(root, {kind: 'settle'}).notes).toEqual(['An earlier `mreg purge` was cut off before it deleted anything.']);
			expect(change(root, {kind: 'undo', txn, targets: []}).done).toEqual([one, two, three]);
		});

		test('that had deleted all leaves no trace in the trash', async () => {
			const {root, txn} = await purging();
			for (const key of [one, two, three]) for (const name of [key, `${key}.json`]) fs.rmSync(inTrash(root, txn, name));
			expect(change(root, {kind: 'settle'}).notes).toEqual(['An earlier `mreg purge` was cut off: all 3 models are deleted for good.']);
			expect(namesBelow(path.join(root, '.mreg/trash'))).toEqual(['CACHEDIR.TAG']);
		});

		test('deletes a folder to the end that it had begun with, and leaves the whole ones', async () => {
			const {root, txn} = await purging({[`${one}/a/w`]: 'w', [`${two}/a/w`]: 'w', [`${two}/b`]: 'w', [`${two}.json`]: {model_id: 'x'}, [`${three}/a/w`]: 'w'});
			fs.renameSync(inTrash(root, txn, two), inTrash(root, txn, 'Mscn/Model/.mreg.purge.1-0123456789abcdef'));
			fs.rmSync(inTrash(root, txn, 'Mscn/Model/.mreg.purge.1-0123456789abcdef/b'));
			expect(change(root, {kind: 'settle'}).notes[0]).toContain('1 of 3 models is deleted for good');
			expect(fs.readdirSync(inTrash(root, txn, 'Mscn/Model'))).toEqual(['m_1', 'm_3']);
			expect(change(root, {kind: 'undo', txn, targets: []}).done).toEqual(expect.arrayContaining([one, three]));
		});

		test('leaves the sidecar of a model whose artifact a restore had brought back', async () => {
			const {root, txn} = await purging();
			fs.renameSync(inTrash(root, txn, one), path.join(root, one));
			change(root, {kind: 'settle'});
			expect(fs.existsSync(inTrash(root, txn, `${one}.json`))).toBe(true);
		});

		test('says of models in a trash that is not there nothing but that', async () => {
			const {root} = await purging();
			fs.renameSync(path.join(root, '.mreg/trash'), path.join(root, '../trash'));
			expect(change(root, {kind: 'settle'}).notes.join(' ')).toMatch(/before it deleted anything\. The trash place .* cannot be reached/);
			fs.renameSync(path.join(root, '../trash'), path.join(root, '.mreg/trash'));
			expect(listTrash(root).entries.map(({models}) => models.length)).toEqual([3]);
		});

		test('does not drop a model that was trained anew meanwhile from the exchange files', async () => {
			const {root, txn} = await purging();
			for (const name of [one, `${one}.json`]) fs.rmSync(inTrash(root, txn, name));
			put(root, one, 'new');
			put(root, 'model_registry.json', {m_1: {tags: ['new']}});
			put(root, 'Mscn/training_registry.json', {m_1: {status: 'present'}});
			change(root, {kind: 'settle'});
			expect(JSON.parse(fs.readFileSync(path.join(root, 'model_registry.json'), 'utf8'))).toEqual({m_1: {tags: ['new']}});
			expect(JSON.parse(fs.readFileSync(path.join(root, 'Mscn/training_registry.json'), 'utf8'))).toEqual({m_1: {status: 'present'}});
		});
	});

	test('leaves a transaction alone whose process still runs', async () => {
		const root = registryOf({...modelFiles(one)});
		const {txn = ''} = change(root, {kind: 'trash', removals: await removalsIn(root)});
		const file = path.join(root, '.mreg/journal.jsonl');
		fs.writeFileSync(file, fs.readFileSync(file, 'utf8').split('\n').slice(0, 1).join('\n') + '\n');
		expect(change(root, {kind: 'restore', models: [{txn, key: one}]}).skipped).toEqual([
			{key: one, reason: 'It is still being moved to the trash by another process.'},
		]);
		expect(change(root, {kind: 'purge', txns: [txn]}).skipped).toEqual([{key: txn, reason: 'It is still being moved to the trash by another process.'}]);
		expect(listTrash(root).entries).toHaveLength(1);
	});

	test('does nothing at paths that no line of ours has', () => {
		const root = registryOf({...modelFiles(one), '../outside/x': 'safe', '../outside/x.json': 'safe'});
		const mark = {dev: '1', inode: String(fs.statSync(path.join(root, '../outside/x')).ino), size: 4, mtime_ns: '1'};
		const items = ['../outside/x', path.join(root, '../outside/x')].map(from => ({
			key: from,
			id: 'x',
			artifact: {from, to: '.mreg/trash/t/x', ...mark},
			sidecar: {from: `${from}.json`, to: '../outside/y', ...mark},
		}));
		appendJournal(writerOf(root), {txn: 't', op: 'trash', phase: 'begin', items});
		appendJournal(writerOf(root), {txn: 'x', op: 'tag', phase: 'done', items: []});
		forgetEnd(root);
		change(root, {kind: 'restore', models: []});
		expect(namesBelow(path.join(root, '../outside'))).toEqual(['x', 'x.json']);
	});
});
