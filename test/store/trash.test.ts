/** Models go to the trash and come back whole: the identical tree, whatever they are made of and called. */

import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {runChange} from '../../store/changes.ts';
import {targetsOf, type Change} from '../../store/domain/change.ts';
import {logOf} from '../../store/domain/log.ts';
import {sizesOf} from '../../store/domain/sizes.ts';
import {readJournal} from '../../store/journal.ts';
import {withLock} from '../../store/lock.ts';
import {markRemovals} from '../../store/removal-marks.ts';
import {listTrash} from '../../store/trash-listing.ts';
import {change, writerOf} from '../helpers/changes.ts';
import {fixtureCases, pathOfKey} from '../helpers/fixtures.ts';
import {holdsForAllAsync} from '../helpers/property.ts';
import {freshCache, modelFiles, put, readRoot, registryOf} from '../helpers/registries.ts';
import {contentHash, modelsHash, namesBelow, removalsIn, targetsIn} from '../helpers/trash.ts';

const [one, two, three] = ['Mscn/Model/mscn_1', 'Mscn/Model/mscn_2', 'Mscn/Model/mscn_3'] as const;

function threeModels(): string {
	return registryOf({...modelFiles(one), ...modelFiles(two), ...modelFiles(three)});
}

function trashed(root: string): readonly string[] {
	return listTrash(root)
		.entries.flatMap(({models}) => models.map(({key}) => key))
		.sort();
}

describe('moveToTrash', () => {
	test('moves artifact and sidecar, and undo brings back the identical tree', async () => {
		const root = threeModels();
		const before = modelsHash(root);
		const {txn = '', done, skipped} = change(root, {kind: 'trash', removals: await removalsIn(root, [one, three])});
		expect([done, skipped]).toEqual([[one, three], []]);
		expect(fs.readdirSync(path.join(root, 'Mscn/Model'))).toEqual(['mscn_2', 'mscn_2.json']);
		expect(fs.readFileSync(path.join(root, '.mreg/trash', txn, one), 'utf8')).toBe('weights');
		expect(fs.existsSync(path.join(root, '.mreg/trash', txn, `${one}.json`))).toBe(true);
		expect(change(root, {kind: 'undo', txn, targets: []}).done).toEqual([one, three]);
		expect(modelsHash(root)).toBe(before);
		expect(fs.readdirSync(path.join(root, '.mreg/trash'))).toEqual(['CACHEDIR.TAG']);
	});

	test('marks the trash for backups, with the signature of their specification', async () => {
		const root = threeModels();
		change(root, {kind: 'trash', removals: await removalsIn(root, [one])});
		expect(fs.readFileSync(path.join(root, '.mreg/trash/CACHEDIR.TAG'), 'latin1')).toMatch(/^Signature: 8a477f597d28d172789f06886806bc55\n/);
	});

	test('is one transaction: begin with all models, done without any', async () => {
		const root = threeModels();
		const {txn} = change(root, {kind: 'trash', removals: await removalsIn(root)});
		const lines = readJournal(root).entries.map(entry => (entry.op === 'unknown' ? entry : [entry.op, entry.phase, entry.txn, entry.items.length]));
		expect(lines).toEqual([
			['trash', 'begin', txn, 3],
			['trash', 'done', txn, 0],
		]);
	});

	test.each([
		{how: 'is another file', alter: (file: string) => fs.cpSync(`${file}_2`, file), reason: /changed/},
		{how: 'has another time', alter: (file: string) => fs.utimesSync(file, 1, 1), reason: /changed/},
		{how: 'has another length', alter: (file: string) => fs.appendFileSync(file, 'x'), reason: /changed/},
		{how: 'is gone', alter: (file: string) => fs.rmSync(file), reason: /is gone/},
	])('leaves a model whose artifact $how since it was planned, and says so', async ({alter, reason}) => {
		const root = registryOf({...modelFiles(one), ...modelFiles(two), 'Mscn/Model/mscn_1_2': 'weightz'});
		const removals = await removalsIn(root, [one, two]);
		alter(path.join(root, one));
		const {done, skipped} = change(root, {kind: 'trash', removals});
		expect(done).toEqual([two]);
		expect(skipped).toEqual([{key: one, reason: expect.stringMatching(reason)}]);
		expect(fs.existsSync(path.join(root, `${one}.json`))).toBe(true);
		expect(trashed(root)).toEqual([two]);
	});

	test('leaves a model whose sidecar says something else by now, though it looks the same', async () => {
		const root = threeModels();
		const {marked} = markRemovals(root, [...(await targetsIn(root)).values()], {sha256: true});
		const file = path.join(root, `${two}.json`);
		const {atime, mtime} = fs.statSync(file);
		const fd = fs.openSync(file, 'r+');
		fs.writeSync(fd, ' ', 0);
		fs.closeSync(fd);
		fs.utimesSync(file, atime, mtime);
		const {done, skipped} = change(root, {kind: 'trash', removals: marked.map(({removal}) => removal)});
		expect(done).toEqual([one, three]);
		expect(skipped).toEqual([{key: two, reason: 'mscn_2.json changed since it was planned.'}]);
	});

	test('leaves a folder in which a file was changed, at any depth', async () => {
		const root = registryOf({[`${one}/a/b/c/weights`]: 'w', [`${one}.json`]: {model_id: 'x', training: {}}});
		const removals = await removalsIn(root);
		fs.writeFileSync(path.join(root, one, 'a/b/c/weights'), 'W');
		const {done, skipped, txn} = change(root, {kind: 'trash', removals});
		expect([done, txn]).toEqual([[], undefined]);
		expect(skipped[0]?.reason).toBe('mscn_1 changed since it was planned.');
		expect(namesBelow(path.join(root, '.mreg/trash'))).toEqual(['CACHEDIR.TAG']);
		expect(logOf(readJournal(root).entries)[0]?.state).toBe('nothing');
	});

	test('does nothing, and throws, while the only folder is locked by another process', async () => {
		const root = threeModels();
		const removals = await removalsIn(root);
		const before = modelsHash(root);
		fs.writeFileSync(
			path.join(root, 'Mscn/Model/.mreg.lock'),
			JSON.stringify({v: 1, host: 'gpu7', boot_id: 'x', pid_ns: 'y', pid: 1, start: '1', token: 't', at: ''}),
		);
		expect(() => change(root, {kind: 'trash', removals})).toThrow(/is locked by/);
		fs.rmSync(path.join(root, 'Mscn/Model/.mreg.lock'));
		expect(modelsHash(root)).toBe(before);
		expect(logOf(readJournal(root).entries)[0]?.state).toBe('nothing');
		expect(trashed(root)).toEqual([]);
	});

	test('frees each lock again, and tells how far it is', async () => {
		const root = threeModels();
		const removals = await removalsIn(root);
		change(root, {kind: 'trash', removals});
		for (const folder of ['Mscn/Model', '.mreg', '.mreg/trash']) withLock(path.join(root, folder), {waitMs: 0}, () => undefined);
		expect(namesBelow(root).filter(name => name.includes('.lock'))).toEqual([]);
	});

	test.each(['../outside', '/etc/hostname', 'Mscn/Model/../../x', '.mreg/journal.jsonl', 'Mscn/Model/.hidden', 'mreg.config.json', ''])(
		'never takes a plan’s word for it that %j is a file of a model',
		async hostile => {
			const root = threeModels();
			put(root, '../outside', 'canary');
			put(root, 'mreg.config.json', {});
			put(root, 'Mscn/Model/.hidden', 'x');
			const [removal] = await removalsIn(root, [one]);
			const before = contentHash(path.dirname(root));
			const mark = {...(removal?.artifact ?? expect.fail()), path: hostile};
			const stat = fs.statSync(path.resolve(root, hostile), {bigint: true, throwIfNoEntry: false});
			const true_ = stat ? {dev: String(stat.dev), inode: String(stat.ino), size: Number(stat.size), mtime_ns: String(stat.mtimeNs)} : {};
			const {done, skipped} = change(root, {
				kind: 'trash',
				removals: [{...removal, artifact: {...mark, ...true_}, sidecar: undefined, files: []} as typeof removal & {}],
			});
			expect([done, skipped.length]).toEqual([[], 1]);
			expect(contentHash(path.dirname(root))).toBe(before);
		},
	);
});

describe('what models are made of', () => {
	// What a sidecar says is nobody's business here; among the names that are nobody's is a lock that cannot be read.
	const wanted = /^(artifact|names|place-(folder-linked|linked|model-folders)|sidecar-(fifo|socket|device|link|two|5-mb))/;
	const cases = fixtureCases().filter(({name, skip}) => skip === undefined && wanted.test(name) && !/nobodys|50000/.test(name));

	test.each(cases)('$name: all of it goes to the trash and comes back identical', {timeout: 60_000}, async ({make}) => {
		const root = make();
		const {models} = await readRoot(root, freshCache());
		const folders = [...new Set(models.map(({key}) => path.dirname(key)))];
		const removals = await removalsIn(root);
		const before = modelsHash(root, folders);
		const outside = () => namesBelow(path.dirname(root)).filter(name => !/^root|^(lero|models)-elsewhere/.test(name));
		const beside = outside();
		const {txn = '', done, skipped} = change(root, {kind: 'trash', removals});
		// Of twins that share a further file the first has it.
		expect(done.length + skipped.length).toBe(removals.length);
		expect(skipped).toEqual([]);
		expect(trashed(root)).toEqual([...done].sort());
		for (const key of done) expect(fs.lstatSync(pathOfKey(root, key), {throwIfNoEntry: false})).toBeUndefined();
		expect(outside()).toEqual(beside);
		const undone = change(root, {kind: 'undo', txn, targets: []});
		expect(undone.skipped).toEqual([]);
		expect(undone.notes.filter(note => note.includes('came back as'))).toEqual([]);
		expect(modelsHash(root, folders)).toBe(before);
	});

	test('further files go along', async () => {
		const root = registryOf({...modelFiles(`${one}.pt`), [`${one}.onnx`]: 'onnx', [`${one}.json`]: {model_id: 'a', training: {}}});
		fs.rmSync(path.join(root, `${one}.pt.json`));
		const before = modelsHash(root);
		const {txn = ''} = change(root, {kind: 'trash', removals: await removalsIn(root)});
		expect(fs.readdirSync(path.join(root, 'Mscn/Model'))).toEqual([]);
		change(root, {kind: 'undo', txn, targets: []});
		expect(modelsHash(root)).toBe(before);
	});

	test('a folder of three levels with folders that nobody may change keeps its modes', async () => {
		const root = registryOf({[`${one}/a/b/weights`]: 'w', [`${one}/c/weights`]: 'w'});
		fs.symlinkSync('../../..', path.join(root, one, 'a/b/up'));
		fs.chmodSync(path.join(root, one, 'a/b/weights'), 0o400);
		for (const inner of ['a/b', 'a', 'c']) fs.chmodSync(path.join(root, one, inner), 0o555);
		const before = modelsHash(root);
		const {txn = ''} = change(root, {kind: 'trash', removals: await removalsIn(root)});
		expect(fs.readdirSync(path.join(root, 'Mscn/Model'))).toEqual([]);
		change(root, {kind: 'undo', txn, targets: []});
		expect(modelsHash(root)).toBe(before);
	});

	test('a real folder artifact comes back whole', async () => {
		const root = registryOf({});
		const source = path.join(import.meta.dirname, '../../ExampleData');
		fs.cpSync(source, root, {recursive: true, preserveTimestamps: true});
		const {models} = await readRoot(root, freshCache());
		const folders = [...new Set(models.map(({key}) => path.dirname(key)))];
		const before = modelsHash(root, folders);
		const {txn = '', done, skipped} = change(root, {kind: 'trash', removals: await removalsIn(root)});
		expect([done.length, skipped]).toEqual([targetsOf(models, models).filter(({artifact, sidecar}) => artifact ?? sidecar).length, []]);
		change(root, {kind: 'undo', txn, targets: []});
		expect(modelsHash(root, folders)).toBe(before);
	});
});

describe('restoreFromTrash', () => {
	test('restores one model of a transaction and leaves the others', async () => {
		const root = threeModels();
		const {txn = ''} = change(root, {kind: 'trash', removals: await removalsIn(root)});
		const {done} = change(root, {kind: 'restore', models: [{txn, key: two}]});
		expect(done).toEqual([two]);
		expect(fs.readdirSync(path.join(root, 'Mscn/Model'))).toEqual(['mscn_2', 'mscn_2.json']);
		expect(trashed(root)).toEqual([one, three]);
	});

	test('says of what is not in the trash that it is not', async () => {
		const root = threeModels();
		const {txn = ''} = change(root, {kind: 'trash', removals: await removalsIn(root, [one])});
		for (const models of [[{txn, key: two}], [{txn: 'none', key: one}], [{txn: '../..', key: one}]]) {
			const {done, skipped, txn: none} = change(root, {kind: 'restore', models});
			expect([done, none, skipped]).toEqual([[], undefined, [{key: models[0]?.key, reason: 'It is not in the trash any more.'}]]);
		}
	});

	test('makes a model folder again that is gone', async () => {
		const root = threeModels();
		const before = modelsHash(root);
		const {txn = ''} = change(root, {kind: 'trash', removals: await removalsIn(root)});
		fs.rmSync(path.join(root, 'Mscn'), {recursive: true});
		change(root, {kind: 'undo', txn, targets: []});
		expect(modelsHash(root)).toBe(before);
	});

	test('puts what comes back beside a taken name, all of its files alike, and says so', async () => {
		const root = registryOf({[`${one}.pt`]: 'old', [`${one}.onnx`]: 'old', [`${one}.json`]: {model_id: 'old', training: {}}});
		for (let round = 0; round < 3; round++) {
			change(root, {kind: 'trash', removals: await removalsIn(root, [`${one}.pt`])});
			put(root, `${one}.pt`, `new ${round}`);
			put(root, `${one}.json`, {model_id: `new ${round}`, training: {}});
		}
		const entries = listTrash(root).entries.toReversed();
		const [, second] = [0, 1].map(index => change(root, {kind: 'undo', txn: entries[index]?.txn ?? '', targets: []}));
		expect(second?.done).toEqual(['Mscn/Model/mscn_1-restored-2.pt']);
		expect(second?.notes.join(' ')).toContain('came back as Mscn/Model/mscn_1-restored-2.pt');
		const {models} = await readRoot(root, freshCache());
		const found = models.map(({key, id, artifact, sidecar}) => [key, id, artifact?.files, sidecar]).sort();
		expect(found).toEqual([
			['Mscn/Model/mscn_1-restored-2.pt', 'new 0', [], 'Mscn/Model/mscn_1-restored-2.json'],
			['Mscn/Model/mscn_1-restored.pt', 'old', ['mscn_1-restored.onnx'], 'Mscn/Model/mscn_1-restored.json'],
			['Mscn/Model/mscn_1.pt', 'new 2', [], 'Mscn/Model/mscn_1.json'],
		]);
		expect(fs.readFileSync(path.join(root, `${one}.pt`), 'utf8')).toBe('new 2');
	});

	test('of one request two models of the same name come back side by side', async () => {
		const root = threeModels();
		for (const text of ['first', 'second']) {
			put(root, one, text);
			change(root, {kind: 'trash', removals: await removalsIn(root, [one])});
			put(root, `${one}.json`, {model_id: text, training: {}});
		}
		fs.rmSync(path.join(root, `${one}.json`));
		const models = listTrash(root).entries.map(({txn}) => ({txn, key: one}));
		const {done} = change(root, {kind: 'restore', models});
		expect([...done].sort()).toEqual([one, `${one}-restored`]);
		expect([one, `${one}-restored`].map(key => fs.readFileSync(path.join(root, key), 'utf8')).sort()).toEqual(['first', 'second']);
	});

	test('needs the journal only where there is no manifest, and the manifest only where there is no journal', async () => {
		for (const lost of ['.mreg/journal.jsonl', 'manifest']) {
			const root = threeModels();
			const before = modelsHash(root);
			const {txn = ''} = change(root, {kind: 'trash', removals: await removalsIn(root)});
			fs.rmSync(path.join(root, lost === 'manifest' ? `.mreg/trash/${txn}/manifest.json` : lost));
			const {entries, problems} = listTrash(root);
			expect([entries.map(({models}) => models.length), problems]).toEqual([[3], []]);
			change(root, {kind: 'restore', models: [one, two, three].map(key => ({txn, key}))});
			expect(modelsHash(root)).toBe(before);
		}
	});

	test('an undo that left models behind can be done once more; one that brought all is done', async () => {
		const root = threeModels();
		const before = modelsHash(root);
		const {txn = ''} = change(root, {kind: 'trash', removals: await removalsIn(root)});
		fs.rmdirSync(path.join(root, 'Mscn/Model'));
		fs.writeFileSync(path.join(root, 'Mscn/Model'), 'in the way');
		expect(change(root, {kind: 'undo', txn, targets: []}).skipped.map(({key}) => key)).toEqual([one, two, three]);
		expect(trashed(root)).toEqual([one, two, three]);
		fs.rmSync(path.join(root, 'Mscn/Model'));
		expect(change(root, {kind: 'undo', txn, targets: []}).done).toEqual([one, two, three]);
		expect(modelsHash(root)).toBe(before);
		expect(() => change(root, {kind: 'undo', txn, targets: []})).toThrow(/taken back already/);
	});

	test('an undo that brings nothing back because its trash is not there is not booked, and can be done when it is', async () => {
		const root = threeModels();
		const before = modelsHash(root);
		const {txn = ''} = change(root, {kind: 'trash', removals: await removalsIn(root)});
		fs.renameSync(path.join(root, '.mreg/trash'), path.join(root, '../trash'));
		const reason = `The trash place ${root}/.mreg/trash cannot be reached: there is no such folder.`;
		expect(change(root, {kind: 'undo', txn, targets: []})).toMatchObject({done: [], skipped: [one, two, three].map(key => ({key, reason}))});
		expect(listTrash(root)).toEqual({
			entries: [],
			problems: [{kind: 'unreadable-trash', path: '.mreg/trash', message: `${reason} 3 models lie in it. Mount its disk, or move the folder back.`}],
		});
		fs.renameSync(path.join(root, '../trash'), path.join(root, '.mreg/trash'));
		expect(listTrash(root).problems).toEqual([]);
		expect(change(root, {kind: 'undo', txn, targets: []}).done).toEqual([one, two, three]);
		expect(modelsHash(root)).toBe(before);
	});

	test('an undo of which a part is in neither place brings back the rest, and is not booked as whole', async () => {
		const root = threeModels();
		const {txn = ''} = change(root, {kind: 'trash', removals: await removalsIn(root)});
		for (const name of [two, `${two}.json`]) fs.renameSync(path.join(root, '.mreg/trash', txn, name), path.join(root, '..', path.basename(name)));
		expect(change(root, {kind: 'undo', txn, targets: []})).toMatchObject({done: [one, three], skipped: [{key: two}]});
		expect(change(root, {kind: 'undo', txn, targets: []}).done).toEqual([]);
		const state = () => logOf(readJournal(root).entries).find(line => line.txn === txn)?.state;
		expect(state()).toBe('done');
		// Put back by hand: these very files are in their place again.
		for (const name of [two, `${two}.json`]) fs.renameSync(path.join(root, '..', path.basename(name)), path.join(root, name));
		change(root, {kind: 'undo', txn, targets: []});
		expect(state()).toBe('undone');
	});

	test('an undo of what was partly purged ends with the rest', async () => {
		const root = threeModels();
		const {txn = ''} = change(root, {kind: 'trash', removals: await removalsIn(root)});
		change(root, {kind: 'restore', models: [{txn, key: two}]});
		change(root, {kind: 'purge', txns: [txn]});
		expect(listTrash(root)).toEqual({entries: [], problems: []});
		fs.rmSync(path.join(root, '.mreg/trash'), {recursive: true});
		expect(listTrash(root)).toEqual({entries: [], problems: []});
	});

	test('an undo of what came back one by one ends it', async () => {
		const root = threeModels();
		const {txn = ''} = change(root, {kind: 'trash', removals: await removalsIn(root, [one])});
		change(root, {kind: 'restore', models: [{txn, key: one}]});
		change(root, {kind: 'undo', txn, targets: []});
		expect(logOf(readJournal(root).entries).find(line => line.txn === txn)?.state).toBe('undone');
	});
});

describe('purgeTrash', () => {
	test('deletes a transaction for good, and frees what the plan said', async () => {
		const root = registryOf({...modelFiles(one), ...modelFiles(two), [`${three}/a/b/weights`]: 'w'.repeat(10_000), [`${three}/c`]: 'w'});
		const all = [...(await targetsIn(root)).values()];
		const {marked} = markRemovals(root, all);
		const {txn = ''} = change(root, {kind: 'trash', removals: marked.map(({removal}) => removal)});
		const {done, freedBytes, skipped} = change(root, {kind: 'purge', txns: [txn]});
		expect([[...done].sort(), skipped]).toEqual([[one, two, three], []]);
		expect(freedBytes).toBe(sizesOf(marked).freed);
		expect(namesBelow(path.join(root, '.mreg/trash'))).toEqual(['CACHEDIR.TAG']);
		expect(() => change(root, {kind: 'undo', txn, targets: []})).toThrow(/cannot be taken back/);
	});

	test('in one go with the move, and the trash stays empty', async () => {
		const root = threeModels();
		const removals = await removalsIn(root, [one]);
		const {done, freedBytes} = change(root, {kind: 'trash', removals, purge: true});
		expect(done).toEqual([one]);
		expect(freedBytes).toBeGreaterThan(0);
		expect([trashed(root), namesBelow(path.join(root, '.mreg/trash'))]).toEqual([[], ['CACHEDIR.TAG']]);
	});

	test('follows no link, and of a file with further names frees nothing', async () => {
		const root = registryOf({[`${one}/weights`]: 'w', '../outside/canary': 'safe', 'backup/weights': 'shared'});
		fs.symlinkSync('../../../../outside', path.join(root, one, 'link'));
		fs.symlinkSync('../../../outside', path.join(root, two));
		fs.linkSync(path.join(root, 'backup/weights'), path.join(root, three));
		const before = contentHash(path.join(root, '../outside'));
		const {txn = '', done} = change(root, {kind: 'trash', removals: await removalsIn(root, [one, two, three])});
		expect(done).toEqual([one, two, three]);
		fs.symlinkSync(path.join(root, '../outside'), path.join(root, '.mreg/trash', txn, 'planted'));
		const folders = fs.lstatSync(path.join(root, '.mreg/trash', txn, one)).blocks + fs.lstatSync(path.join(root, '.mreg/trash', txn, one, 'weights')).blocks;
		const {freedBytes} = change(root, {kind: 'purge', txns: [txn]});
		expect(freedBytes).toBe(folders * 512);
		expect(contentHash(path.join(root, '../outside'))).toBe(before);
		expect(fs.readFileSync(path.join(root, 'backup/weights'), 'utf8')).toBe('shared');
	});

	test.each([
		{what: 'a trash without its mark', alter: (trash: string) => fs.rmSync(path.join(trash, 'CACHEDIR.TAG'))},
		{what: 'a trash whose mark says something else', alter: (trash: string) => fs.writeFileSync(path.join(trash, 'CACHEDIR.TAG'), 'x')},
		{
			what: 'a trash that is a link',
			alter: (trash: string) => {
				fs.renameSync(trash, `${trash}-elsewhere`);
				fs.symlinkSync(`${trash}-elsewhere`, trash);
			},
		},
		{
			what: 'a transaction that is a link',
			alter: (trash: string, txn: string) => {
				fs.renameSync(path.join(trash, txn), path.join(trash, '../elsewhere'));
				fs.symlinkSync('../elsewhere', path.join(trash, txn));
			},
		},
		{
			what: 'a folder in the trash that is a link',
			alter: (trash: string, txn: string) => {
				fs.renameSync(path.join(trash, txn, 'Mscn/Model'), path.join(trash, '../elsewhere'));
				fs.symlinkSync('../../../elsewhere', path.join(trash, txn, 'Mscn/Model'));
			},
		},
	])('deletes nothing in $what', async ({alter}) => {
		const root = threeModels();
		const {txn = ''} = change(root, {kind: 'trash', removals: await removalsIn(root)});
		alter(path.join(root, '.mreg/trash'), txn);
		const files = () => namesBelow(path.join(root, '.mreg')).filter(name => /mscn_\d/.test(name));
		const before = files();
		expect(before).toHaveLength(6);
		const {done, skipped} = change(root, {kind: 'purge', txns: [txn]});
		expect(done).toEqual([]);
		expect(skipped.length).toBeGreaterThan(0);
		expect(files()).toEqual(before);
	});

	test.each(['..', '.', '', '../trash', 'a/b', '.mreg.lock', '/'])('takes %j for no transaction', async name => {
		const root = threeModels();
		change(root, {kind: 'trash', removals: await removalsIn(root, [one])});
		const before = namesBelow(root);
		const {done, skipped} = change(root, {kind: 'purge', txns: [name]});
		expect([done, skipped.length]).toEqual([[], 1]);
		expect(namesBelow(root)).toEqual(before);
	});
});

describe('the files of somebody else in the trash', () => {
	test('stay at a purge, and are named', async () => {
		const root = threeModels();
		const {txn = ''} = change(root, {kind: 'trash', removals: await removalsIn(root)});
		const strangers = ['notes.txt', 'Mscn/mine/weights', 'Mscn/Model/mscn_1.bak', 'x/y'];
		for (const name of strangers) put(root, `.mreg/trash/${txn}/${name}`, 'mine');
		const {done, skipped, notes} = change(root, {kind: 'purge', txns: [txn]});
		expect([done.length, skipped]).toEqual([3, []]);
		expect(notes).toEqual([expect.stringMatching(new RegExp(`^\\.mreg/trash/${txn} stays: mreg did not put this there: .* and 1 more\\.$`))]);
		for (const name of strangers) expect(fs.readFileSync(path.join(root, '.mreg/trash', txn, name), 'utf8')).toBe('mine');
		for (const key of [one, two, three]) expect(fs.existsSync(path.join(root, '.mreg/trash', txn, key))).toBe(false);
		expect(listTrash(root)).toEqual({entries: [], problems: []});
		expect(change(root, {kind: 'purge', txns: [txn]}).skipped).toEqual([{key: txn, reason: 'It is not in the trash.'}]);
		expect(fs.existsSync(path.join(root, '.mreg/trash', txn, 'notes.txt'))).toBe(true);
	});
});

describe('two purges at once', () => {
	test('that claim the same models: each is deleted by one, and frees its bytes once', async () => {
		const root = threeModels();
		const {txn = ''} = change(root, {kind: 'trash', removals: await removalsIn(root)});
		let other: Change | undefined;
		let calls = 0;
		const now = () => {
			calls++;
			// One has looked what lies there and has a name, and is about to tell the journal.
			if (calls === 2) other = change(root, {kind: 'purge', txns: [txn]});
			return Date.now();
		};
		const late = runChange({...writerOf(root), now}, {kind: 'purge', txns: [txn]});
		expect(other).toMatchObject({done: [one, two, three], skipped: []});
		expect(late).toMatchObject({done: [], txn: undefined, freedBytes: 0});
		expect(late.skipped).toEqual([one, two, three].map(key => ({key, reason: 'It is not in the trash any more.'})));
		expect(logOf(readJournal(root).entries).map(({op, state}) => [op, state])).toEqual(
			expect.arrayContaining([
				['purge', 'done'],
				['purge', 'nothing'],
			]),
		);
	});
});

describe('what only the exchange files know', () => {
	const registry = (root: string) => JSON.parse(fs.readFileSync(path.join(root, 'model_registry.json'), 'utf8'));
	const history = (root: string) => JSON.parse(fs.readFileSync(path.join(root, 'Mscn/training_registry.json'), 'utf8'));
	const entry = {model_id: 'mscn_1', model_path: one, tags: ['keep', 'own'], notes: 'theirs', owner: {name: 'ana'}, algorithm: 'old'};

	test('of a removed model comes back with it: tags, a note and keys that its sidecar does not have', async () => {
		const root = registryOf({...modelFiles(one, {tags: ['own']}), ...modelFiles(two), 'model_registry.json': {mscn_1: entry, mscn_2: {odd: 1}}});
		const {txn = ''} = change(root, {kind: 'trash', removals: await removalsIn(root, [one])});
		expect(registry(root)).toEqual({mscn_2: {odd: 1}});
		expect(change(root, {kind: 'undo', txn, targets: []}).notes).toEqual([]);
		expect(registry(root)).toMatchObject({
			mscn_1: {tags: ['own', 'keep'], notes: 'theirs', owner: {name: 'ana'}, algorithm: 'mscn', training: {dataset: 'production'}},
			mscn_2: {odd: 1},
		});
	});

	test('comes back as it was where the sidecar cannot be read', async () => {
		const root = registryOf({[one]: 'weights', [`${one}.json`]: '{"cut', 'model_registry.json': {mscn_1: entry}});
		const {txn = ''} = change(root, {kind: 'trash', removals: await removalsIn(root)});
		expect(registry(root)).toEqual({});
		change(root, {kind: 'undo', txn, targets: []});
		expect(registry(root)).toEqual({mscn_1: entry});
	});

	test('is not kept where it is too large, and that is said', async () => {
		const root = registryOf({...modelFiles(one), 'model_registry.json': {mscn_1: {...entry, notes: 'x'.repeat(70_000)}}});
		const {txn = '', notes} = change(root, {kind: 'trash', removals: await removalsIn(root)});
		expect(notes).toEqual([expect.stringContaining('too large')]);
		expect(fs.statSync(path.join(root, '.mreg/trash', txn, 'manifest.json')).size).toBeLessThan(5_000);
	});

	test('is never taken from a manifest that does not hold an entry', async () => {
		const root = registryOf({[one]: 'weights', [`${one}.json`]: '{"cut', 'model_registry.json': {mscn_1: entry}});
		const {txn = ''} = change(root, {kind: 'trash', removals: await removalsIn(root)});
		const file = path.join(root, '.mreg/trash', txn, 'manifest.json');
		const manifest = JSON.parse(fs.readFileSync(file, 'utf8'));
		fs.writeFileSync(file, JSON.stringify({...manifest, models: [{...manifest.models[0], entry_text: '1}, "x": {'}]}));
		change(root, {kind: 'undo', txn, targets: []});
		expect(registry(root)).toEqual({});
	});

	test('of a model that was trained anew is left alone when the old one is purged', async () => {
		const root = registryOf({...modelFiles(one), 'model_registry.json': {mscn_1: entry}});
		const {txn = ''} = change(root, {kind: 'trash', removals: await removalsIn(root)});
		put(root, one, 'new weights');
		put(root, 'model_registry.json', {mscn_1: {...entry, tags: ['new']}});
		put(root, 'Mscn/training_registry.json', {mscn_1: {status: 'present'}});
		expect(change(root, {kind: 'purge', txns: [txn]}).done).toEqual([one]);
		expect([registry(root), history(root)]).toEqual([{mscn_1: {...entry, tags: ['new']}}, {mscn_1: {status: 'present'}}]);
	});

	test('says that an id is there whose old model came back beside the new one, and still when that goes', async () => {
		const root = registryOf({...modelFiles(one, {notes: 'old'}), 'model_registry.json': {mscn_1: entry}});
		const {txn = ''} = change(root, {kind: 'trash', removals: await removalsIn(root)});
		for (const [name, content] of Object.entries(modelFiles(one))) put(root, name, content);
		put(root, 'model_registry.json', {mscn_1: {...entry, tags: ['new']}});
		const {done} = change(root, {kind: 'undo', txn, targets: []});
		expect(done).toEqual([`${one}-restored`]);
		expect(registry(root)).toMatchObject({mscn_1: {tags: ['new']}, [`${one}-restored`]: {notes: 'old', tags: ['keep', 'own'], owner: {name: 'ana'}}});
		expect(history(root)).toMatchObject({mscn_1: {status: 'present'}, [`${one}-restored`]: {status: 'present'}});
		const [removal] = await removalsIn(root, [`${one}-restored`]);
		// Of two models with one id the registry may take this one for the first.
		const target = {...(removal?.target ?? expect.fail()), entry: 'mscn_1'};
		change(root, {kind: 'trash', removals: [{...removal, target, files: []}]});
		expect(registry(root)).toMatchObject({mscn_1: {tags: ['new']}});
		expect(history(root)).toMatchObject({mscn_1: {status: 'present'}});
	});

	test('knows a model that came back beside one with another id by its own', async () => {
		const root = registryOf({...modelFiles(one), 'model_registry.json': {mscn_1: entry}});
		const {txn = ''} = change(root, {kind: 'trash', removals: await removalsIn(root)});
		put(root, one, 'new');
		put(root, `${one}.json`, {model_id: 'another', training: {}});
		change(root, {kind: 'undo', txn, targets: []});
		expect(registry(root)).toMatchObject({mscn_1: {model_path: `${one}-restored`, tags: ['keep', 'own']}});
		expect(history(root)).toMatchObject({mscn_1: {status: 'present'}});
	});
});

describe('sequences', () => {
	const keys = ['Mscn/Model/a', 'Mscn/Model/b.pt', 'Mscn/Model/c', 'Lero/Model/a', 'Lero/Model/d\n'];
	const steps = fc.array(
		fc.oneof(
			fc.record({kind: fc.constant('trash' as const), which: fc.uniqueArray(fc.constantFrom(...keys), {minLength: 1})}),
			fc.record({kind: fc.constant('restore' as const), which: fc.uniqueArray(fc.constantFrom(...keys), {minLength: 1})}),
			fc.record({kind: fc.constant('undo' as const), which: fc.constant(keys)}),
			fc.record({kind: fc.constant('purge' as const), which: fc.constant(keys)}),
		),
		{minLength: 2, maxLength: 8},
	);

	test('of trash, restore, undo and purge end as a simple model says, with identical models', async () => {
		await holdsForAllAsync(
			[steps],
			async sequence => {
				const root = registryOf({
					...modelFiles(keys[0] ?? ''),
					...modelFiles(keys[1] ?? ''),
					...modelFiles(keys[3] ?? ''),
					...modelFiles(keys[4] ?? ''),
					[`${keys[2]}/x/weights`]: 'w',
				});
				const folders = ['Mscn/Model', 'Lero/Model'];
				const removals = new Map((await removalsIn(root)).map(removal => [removal.target.key, removal]));
				const whole = modelsHash(root, folders);
				// Where each model is by the rules: a transaction, in its place, or nowhere any more.
				const where = new Map<string, string>(keys.map(key => [key, 'place']));
				const open: string[] = [];
				for (const {kind, which} of sequence) {
					const txn = open.at(-1) ?? 'none';
					const inPlace = which.filter(key => where.get(key) === 'place');
					const inTrash = which.filter(key => !['place', 'gone'].includes(where.get(key) ?? ''));
					if (kind === 'trash') {
						const moved = change(root, {kind, removals: which.flatMap(key => removals.get(key) ?? [])});
						expect([...moved.done].sort()).toEqual([...inPlace].sort());
						if (moved.txn !== undefined) open.push(moved.txn);
						for (const key of inPlace) where.set(key, moved.txn ?? '');
					} else if (kind === 'restore') {
						const moved = change(root, {kind, models: which.map(key => ({txn: where.get(key) ?? '', key}))});
						expect([...moved.done].sort()).toEqual([...inTrash].sort());
						for (const key of inTrash) where.set(key, 'place');
					} else if (open.length > 0) {
						open.pop();
						const there = keys.filter(key => where.get(key) === txn);
						const ended = kind === 'undo' ? change(root, {kind, txn, targets: []}) : change(root, {kind, txns: [txn]});
						expect([...ended.done].sort()).toEqual([...there].sort());
						for (const key of there) where.set(key, kind === 'undo' ? 'place' : 'gone');
					}
					expect(trashed(root)).toEqual(keys.filter(key => !['place', 'gone'].includes(where.get(key) ?? '')).sort());
				}
				const rest = listTrash(root).entries.flatMap(({txn, models}) => models.map(({key}) => ({txn, key})));
				change(root, {kind: 'restore', models: rest});
				if (![...where.values()].includes('gone')) expect(modelsHash(root, folders)).toBe(whole);
				for (const key of keys) expect(fs.existsSync(path.join(root, key))).toBe(where.get(key) !== 'gone');
			},
			{runs: process.env.MREG_LONG_TESTS === undefined ? 12 : 300},
		);
	});
});
