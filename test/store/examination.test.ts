/** What only the disk tells: renamed artifacts, strays, dead locks, cut-off transactions, duplicates; and that looking changes nothing. */

import {createHash} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {runChange} from '../../store/changes.ts';
import type {Change, ChangeRequest} from '../../store/domain/change.ts';
import type {DiskFacts} from '../../store/domain/finding.ts';
import type {LostArtifact, Model} from '../../store/domain/model.ts';
import {strayRemoval} from '../../store/domain/strays.ts';
import {examineRegistry, type ExaminationOptions} from '../../store/examination.ts';
import {readJournal} from '../../store/journal.ts';
import {processHere} from '../../store/lock.ts';
import {listTrash} from '../../store/trash-listing.ts';
import {freshCache, modelFiles, putOld, readRoot, registryOf} from '../helpers/registries.ts';
import {rootOf, tag, writerOf} from '../helpers/sidecars.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {namesBelow} from '../helpers/trash.ts';
import {treeHash} from '../helpers/tree-hash.ts';

/** A pid that no process has. */
const deadPid = 4_194_304;
const hex = '0123456789abcdef';
const day = 24 * 3_600_000;
const weights = 'w'.repeat(3_000);

async function look(root: string, options: Partial<ExaminationOptions> & {readonly lost?: Readonly<Record<string, LostArtifact>>} = {}): Promise<DiskFacts> {
	const {models, config} = await readRoot(root, freshCache());
	const known = models.map((model): Model => ({...model, lost: options.lost?.[model.key] ?? model.lost}));
	return examineRegistry(root, {models: known, config}, {now: Date.now(), ...options});
}

const change = (root: string, request: ChangeRequest): Change => runChange(writerOf(root, {by: 'mreg doctor'}), request);

/** What the index remembers of an artifact. */
function lostOf(root: string, key: string): LostArtifact {
	const stat = fs.statSync(path.join(root, key), {bigint: true});
	return {kind: 'file', inode: String(stat.ino), bytes: Number(stat.size), modifiedAt: Number(stat.mtimeMs)};
}

const rename = (root: string, from: string, to: string) => fs.renameSync(path.join(root, from), path.join(root, to));
const pairsOf = ({renamed}: DiskFacts) => renamed.map(({key, to, by}) => [key, to, by]);

describe('a renamed artifact', () => {
	test('is found by its inode, in another folder of the registry too', async () => {
		const root = registryOf({...modelFiles('Mscn/Model/a'), ...modelFiles('Lero/Model/x'), ...modelFiles('Mscn/Model/c')});
		const lost = {'Mscn/Model/a': lostOf(root, 'Mscn/Model/a')};
		rename(root, 'Mscn/Model/a', 'Lero/Model/b');
		const facts = await look(root, {lost});
		expect(pairsOf(facts)).toEqual([['Mscn/Model/a', 'Lero/Model/b', 'inode']]);
		expect(facts.renamed[0]?.artifact).toMatchObject({path: 'Lero/Model/b', inode: lost['Mscn/Model/a'].inode, size: 7});
	});

	test('is none where another file was made that got its inode', async () => {
		const root = registryOf(modelFiles('Mscn/Model/a'));
		const lost = {'Mscn/Model/a': lostOf(root, 'Mscn/Model/a')};
		rename(root, 'Mscn/Model/a', 'Mscn/Model/b');
		fs.utimesSync(path.join(root, 'Mscn/Model/b'), 1_700_000_000, 1_700_000_000);
		expect(pairsOf(await look(root, {lost}))).toEqual([]);
	});

	test('is found by the checksum of its version, of a file and of a folder, where its size is known', async () => {
		const sha = (text: string) => createHash('sha256').update(text).digest('hex');
		const files = {w: sha(weights)};
		const {digestLines} = await import('../../store/domain/registration.ts');
		const root = registryOf({
			'Net/Model/a.json': {model_id: 'a', training: {}, checksum: {algorithm: 'sha256', value: sha(weights)}},
			'Net/Model/f.json': {model_id: 'f', training: {}, checksum: {algorithm: 'sha256', value: sha(digestLines(files)), files}},
			'Net/Model/other': 'v'.repeat(3_000),
			'Net/Model/b': weights,
			'Net/Model/g/w': weights,
			'Net/training_registry.json': {a: {artifact_bytes: 3_000}, f: {artifact_bytes: 3_000}},
		});
		expect(pairsOf(await look(root)).sort()).toEqual([
			['Net/Model/a', 'Net/Model/b', 'checksum'],
			['Net/Model/f', 'Net/Model/g', 'checksum'],
		]);
	});

	test('that another name leads to, too, is told with all of them', async () => {
		const root = registryOf({...modelFiles('Mscn/Model/c'), 'Mscn/Model/c': weights});
		const lost = {'Mscn/Model/c': lostOf(root, 'Mscn/Model/c')};
		rename(root, 'Mscn/Model/c', 'Mscn/Model/c_ren.pt');
		fs.linkSync(path.join(root, 'Mscn/Model/c_ren.pt'), path.join(root, 'Mscn/Model/c_hl.pt'));
		const {renamed} = await look(root, {lost});
		expect(renamed).toHaveLength(1);
		expect([renamed[0]?.to, ...(renamed[0]?.or ?? [])].sort()).toEqual(['Mscn/Model/c_hl.pt', 'Mscn/Model/c_ren.pt']);
	});

	test('that two missing models had under two names is told of both, each with the other', async () => {
		const root = registryOf({...modelFiles('Mscn/Model/a'), ...modelFiles('Mscn/Model/b')});
		const lost = {'Mscn/Model/a': lostOf(root, 'Mscn/Model/a'), 'Mscn/Model/b': lostOf(root, 'Mscn/Model/a')};
		fs.rmSync(path.join(root, 'Mscn/Model/b'));
		rename(root, 'Mscn/Model/a', 'Mscn/Model/x');
		const {renamed} = await look(root, {lost});
		expect(renamed.map(({key, to, rivals}) => [key, to, rivals]).sort()).toEqual([
			['Mscn/Model/a', 'Mscn/Model/x', ['Mscn/Model/b']],
			['Mscn/Model/b', 'Mscn/Model/x', ['Mscn/Model/a']],
		]);
	});

	test('is none of its size where its time was another one, or where the names state two times', async () => {
		const root = registryOf({'Net/Model/old.json': {model_id: 'old', training: {}}, 'Net/Model/new.pt': weights});
		const lost = (modifiedAt: number): Readonly<Record<string, LostArtifact>> => ({'Net/Model/old': {kind: 'file', inode: '1', bytes: 3_000, modifiedAt}});
		expect(pairsOf(await look(root, {lost: lost(1)}))).toEqual([]);
		const {modifiedAt} = lostOf(root, 'Net/Model/new.pt');
		expect(pairsOf(await look(root, {lost: lost(modifiedAt)}))).toEqual([['Net/Model/old', 'Net/Model/new.pt', 'size']]);
		const [one, two] = ['Net/Model/net_20240101_000000', 'Net/Model/net_20240202_000000'];
		const files = {[`${one}.json`]: {model_id: 'net', training: {}}, [`${two}.pt`]: weights};
		const timed = registryOf({...files, 'Net/training_registry.json': {net: {artifact_bytes: 3_000}}});
		expect(pairsOf(await look(timed))).toEqual([]);
	});

	test('is found by a size that only one missing and one untracked model of the folder have, and by none that more have', async () => {
		const files = {
			'Net/Model/a.json': {model_id: 'a', training: {}},
			'Net/Model/b': weights,
			'Net/training_registry.json': {a: {artifact_bytes: 3_000}, c: {artifact_bytes: 3_000}},
		};
		expect(pairsOf(await look(registryOf(files)))).toEqual([['Net/Model/a', 'Net/Model/b', 'size']]);
		const others = [
			{'Net/Model/b2': weights},
			{'Net/Model/c.json': {model_id: 'c', training: {}}},
			{...modelFiles('Net/Model/d'), 'Net/Model/d': weights},
			{'Net/Model/a.json': {model_id: 'a', training: {}, checksum: {algorithm: 'sha256', value: '0'.repeat(64)}}},
		];
		for (const other of others) expect(pairsOf(await look(registryOf({...files, ...other})))).toEqual([]);
		expect(pairsOf(await look(registryOf({...files, 'Net/Model/b': 'tiny', 'Net/training_registry.json': {a: {artifact_bytes: 4}}})))).toEqual([]);
	});
});

/** A registry with temporary files of every kind; `ours` and `others` are strays, the rest is not. */
function littered(): {readonly root: string; readonly ours: readonly string[]; readonly others: readonly string[]} {
	const root = registryOf({...modelFiles('Mscn/Model/a'), 'Mscn/Model/f/x.tmp': 'inside', 'Mscn/Model/f.json': {model_id: 'f'}});
	const ours = [`.mreg/.index.${deadPid}-${hex}.tmp`, `.mreg_x.json.${deadPid}-${hex}.tmp`, `Mscn/Model/.a.json.${deadPid}-${hex}.tmp`];
	const others = ['Mscn/Model/download.pt.part', 'Mscn/notes.txt~', 'big.crdownload', 'old.tmp'];
	const kept = [`Mscn/Model/.b.json.${process.pid}-${hex}.tmp`, 'Mscn/Model/described.tmp', 'Mscn/Model/described.tmp.json'];
	for (const name of [...ours, ...others, ...kept]) putOld(root, name, 'left');
	fs.writeFileSync(path.join(root, 'Mscn/Model/young.tmp'), 'young');
	const now = new Date();
	// Somebody who runs writes it.
	fs.utimesSync(path.join(root, kept[0] ?? ''), now, now);
	fs.mkdirSync(path.join(root, 'Mscn/folder.tmp'));
	// A staging folder whose maker was killed before it wrote who it is.
	const staging = path.join(root, `Mscn/Model/.mreg-staging.${deadPid}-${hex}`);
	fs.mkdirSync(staging);
	fs.utimesSync(staging, new Date(0), new Date(0));
	return {root, ours: [...ours.filter(name => name !== `.mreg_x.json.${deadPid}-${hex}.tmp`), ours[1] ?? '', `Mscn/Model/${path.basename(staging)}`], others};
}

const straysOf = ({strays}: DiskFacts, kind: string) => strays.filter(stray => stray.kind === kind).map(({file}) => file.path);

describe('temporary files', () => {
	test('of killed processes and old ones of other programs are found; those of models, of folders and young ones are not', async () => {
		const {root, ours, others} = littered();
		const facts = await look(root);
		expect(straysOf(facts, 'ours').sort()).toEqual([...ours].sort());
		expect(straysOf(facts, 'other').sort()).toEqual(others);
		expect(facts.notes).toEqual([]);
	});

	test.skipIf(process.platform !== 'linux')('that a living process holds open are left, however old they are', async () => {
		const {root, others} = littered();
		const fd = fs.openSync(path.join(root, 'old.tmp'), 'r');
		onTestFinished(() => fs.closeSync(fd));
		expect(straysOf(await look(root), 'other').sort()).toEqual(others.filter(name => name !== 'old.tmp'));
	});

	test('of other programs are known by the names that programs give them, hidden ones too; what could be a model or a sidecar is none', async () => {
		const strays = ['.a.pt.tmp123', '.a.pt.tmp-Xy', 'Mscn/Model/.a.pt.tmp.1', 'Mscn/Model/.tmpab12_xyz', 'old.txt.tmp.a1b2', 'tmp0a1b2c3d'];
		const others = ['Mscn/Model/tmp0a1b2c3d', 'Mscn/Model/a.pt.tmp.7', 'tmp0a1b2c3', 'tmp0A1B2C3D', 'x.tmp.pt', 'x.tmp.json', 'a.tmpfile', '.gitignore'];
		const root = registryOf({...modelFiles('Mscn/Model/a')});
		for (const name of [...strays, ...others]) putOld(root, name, 'left');
		fs.writeFileSync(path.join(root, 'tmpyoung123'), 'young');
		expect(straysOf(await look(root), 'other').sort()).toEqual(strays.toSorted());
		const removals = (await look(root)).strays.map(strayRemoval);
		expect(change(root, {kind: 'trash', removals})).toMatchObject({skipped: [], done: expect.arrayContaining(strays)});
	});

	test('of ours are removed by a deep settling, which tells of it and not the journal, and nothing else is touched', () => {
		const {root, ours} = littered();
		const before = namesBelow(root);
		const {notes, txn} = change(root, {kind: 'settle', deep: true});
		expect(notes).toEqual([expect.stringMatching(/^Removed 4 temporary files that killed processes left, [\d.]+ kB\.$/)]);
		expect(txn).toBeUndefined();
		expect(namesBelow(root)).toEqual(before.filter(name => !ours.includes(name)));
		expect(readJournal(root).entries).toEqual([]);
		expect(change(root, {kind: 'settle', deep: true}).notes).toEqual([]);
	});

	test('of others go to the trash as they are, come back by undo and by name, and can be purged; the exchange files are told nothing', async () => {
		const {root, others} = littered();
		putOld(root, 'model_registry.json', {a: {model_id: 'a', notes: 'kept'}});
		const exchange = fs.readFileSync(path.join(root, 'model_registry.json'));
		const removals = (await look(root)).strays.filter(({kind}) => kind === 'other').map(strayRemoval);
		const looks = () => others.map(name => ({...fs.lstatSync(path.join(root, name), {throwIfNoEntry: false}), ctimeMs: 0, ctime: 0, atime: 0, atimeMs: 0}));
		const before = looks();
		const trashed = change(root, {kind: 'trash', removals});
		expect(trashed).toMatchObject({skipped: [], notes: []});
		expect([...trashed.done].sort()).toEqual(others);
		expect(
			listTrash(root)
				.entries.flatMap(({models}) => models.map(({id}) => id))
				.sort(),
		).toEqual(others);
		expect(straysOf(await look(root), 'other')).toEqual([]);
		expect(change(root, {kind: 'undo', txn: trashed.txn ?? '', targets: []})).toMatchObject({skipped: []});
		expect(looks()).toEqual(before);
		const again = change(root, {kind: 'trash', removals});
		expect(change(root, {kind: 'restore', models: [{txn: again.txn ?? '', key: 'old.tmp'}]}).done).toEqual(['old.tmp']);
		expect(change(root, {kind: 'purge', txns: [again.txn ?? '']}).skipped).toEqual([]);
		expect(namesBelow(root).filter(name => others.includes(name))).toEqual(['old.tmp']);
		expect(fs.readFileSync(path.join(root, 'model_registry.json'))).toEqual(exchange);
		expect(namesBelow(root).filter(name => name.endsWith('training_registry.json'))).toEqual([]);
	});

	test('that a killed process was moving to the trash are there or here, and come back', async () => {
		const {root, others} = littered();
		const removals = (await look(root)).strays.filter(({kind}) => kind === 'other').map(strayRemoval);
		const {txn = ''} = change(root, {kind: 'trash', removals});
		// The end of the transaction never was written, and its writer is gone.
		const file = path.join(root, '.mreg/journal.jsonl');
		const [begin = ''] = fs.readFileSync(file, 'utf8').split('\n');
		fs.writeFileSync(file, `${begin.replace(`"pid":${process.pid}`, `"pid":${deadPid}`)}\n`);
		expect((await look(root)).unfinished).toEqual([txn]);
		expect(change(root, {kind: 'settle'}).notes.join(' ')).toContain('all 4 models are in the trash');
		expect(namesBelow(root).filter(name => name.endsWith('training_registry.json'))).toEqual([]);
		change(root, {kind: 'undo', txn, targets: []});
		expect(namesBelow(root).filter(name => others.includes(name))).toEqual(others);
	});

	test('whose name a model could have are not taken for strays by what a plan says', () => {
		const root = registryOf(modelFiles('Mscn/Model/a'));
		const stat = fs.statSync(path.join(root, 'Mscn/Model/a'), {bigint: true});
		putOld(root, 'mreg.config.json', {});
		const file = {path: 'mreg.config.json', dev: String(stat.dev), inode: String(stat.ino), size: 2, mtime_ns: '0'};
		expect(change(root, {kind: 'trash', removals: [strayRemoval({file, kind: 'other'})]}).skipped).toMatchObject([
			{reason: 'mreg.config.json is no file of a model.'},
		]);
	});
});

describe('what dead processes hold', () => {
	test('is told: their locks with who that was, and their transactions; living ones are left', async () => {
		const root = rootOf({a: '{}'});
		tag(root, ['a'], {add: ['x']});
		const {startOf: _, ...here} = processHere();
		const lock = (pid: number) =>
			JSON.stringify({v: 1, ...here, pid, start: pid === process.pid ? here.start : '1', token: `${pid}-${hex}`, at: new Date().toISOString()});
		fs.writeFileSync(path.join(root, 'Mscn/Model/.mreg.lock'), lock(deadPid));
		fs.writeFileSync(path.join(root, '.mreg.lock'), lock(process.pid));
		const journal = path.join(root, '.mreg/journal.jsonl');
		const [begin = ''] = fs.readFileSync(journal, 'utf8').split('\n');
		const cut = begin.replace(/"txn":"[^"]*"/, '"txn":"dead"').replace(`"pid":${process.pid}`, `"pid":${deadPid}`);
		fs.appendFileSync(journal, `${cut}\n${begin.replace(/"txn":"[^"]*"/, '"txn":"alive"')}\n`);
		const facts = await look(root);
		expect(facts.staleLocks).toEqual([{folder: 'Mscn/Model', holder: expect.stringContaining(`process ${deadPid} on`) as string}]);
		expect(facts.unfinished).toEqual(['dead']);
		const {notes} = change(root, {kind: 'settle', deep: true});
		expect(notes).toContain('Removed the lock of a process that is gone.');
		expect(fs.existsSync(path.join(root, 'Mscn/Model/.mreg.lock'))).toBe(false);
		expect(fs.existsSync(path.join(root, '.mreg.lock'))).toBe(true);
		expect(await look(root)).toMatchObject({staleLocks: [], unfinished: []});
	});
});

describe('duplicates', () => {
	test('are looked for only where that is asked, with registered ones first, else the oldest, and the most bytes first', async () => {
		const root = registryOf({
			...modelFiles('Mscn/Model/a'),
			'Mscn/Model/a': 'x'.repeat(5_000),
			...modelFiles('Mscn/Model/b', {family: 'net', version: 1}),
			'Mscn/Model/b': 'x'.repeat(5_000),
			...modelFiles('Lero/Model/c'),
			'Lero/Model/c': 'x'.repeat(5_000),
			'Mscn/Model/p.pt': 'y'.repeat(9_000),
			'Mscn/Model/p.onnx': 'y'.repeat(9_000),
			'Mscn/Model/p.json': {model_id: 'p'},
			'Mscn/Model/same-size.pt': 'z'.repeat(9_000),
			'Mscn/Model/small.pt': 'x',
			'Mscn/Model/small2.pt': 'x',
		});
		fs.linkSync(path.join(root, 'Lero/Model/c'), path.join(root, 'Lero/Model/d'));
		fs.symlinkSync('a', path.join(root, 'Mscn/Model/link'));
		fs.utimesSync(path.join(root, 'Lero/Model/c'), 1_600_000_000, 1_600_000_000);
		expect((await look(root)).duplicates).toBeUndefined();
		const read: Array<readonly [number, number]> = [];
		const {duplicates} = await look(root, {duplicates: true, onBytes: (done, total) => void read.push([done, total])});
		expect(duplicates?.map(({files, bytes}) => [bytes, files.map(({file}) => file.path)])).toEqual([
			[5_000, ['Mscn/Model/b', 'Lero/Model/c', 'Mscn/Model/a']],
			[9_000, [expect.stringContaining('Mscn/Model/p.'), expect.stringContaining('Mscn/Model/p.')]],
		]);
		expect(read.at(-1)).toEqual([42_000, 42_000]);
		expect(duplicates?.[0]?.files[0]?.file.sha256).toBe(createHash('sha256').update('x'.repeat(5_000)).digest('hex'));
	});
});

describe('an examination', () => {
	test('changes nothing, and fails for nothing on the disk', async () => {
		const {root} = littered();
		const {models, config} = await readRoot(root, freshCache());
		const before = treeHash(root);
		await examineRegistry(root, {models, config}, {now: Date.now(), duplicates: true});
		expect(treeHash(root)).toBe(before);
		fs.rmSync(root, {recursive: true});
		await expect(examineRegistry(root, {models, config}, {now: Date.now() + 30 * day, duplicates: true})).resolves.toMatchObject({strays: [], renamed: []});
	});

	test('of a registry whose folder is a file tells what it could not look at', async () => {
		const {root} = littered();
		const {models, config} = await readRoot(root, freshCache());
		const file = path.join(temporaryFolder(), 'file');
		fs.writeFileSync(file, '');
		const {notes} = await examineRegistry(file, {models, config}, {now: Date.now()});
		expect(notes.join(' ')).toContain('cannot be looked through');
	});
});
