/** Registering: the files of a version, its number, what is refused, and taking it back. */

import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import type {Registration} from '../../store/domain/registration.ts';
import {logOf, newestUndoable} from '../../store/domain/log.ts';
import {readJournal} from '../../store/journal.ts';
import {listTrash} from '../../store/trash-listing.ts';
import {change} from '../helpers/changes.ts';
import {outside, register, registrationOf, sha256, sidecarOf} from '../helpers/registering.ts';
import {freshCache, modelFiles, put, readRoot, registryOf} from '../helpers/registries.ts';
import {leftoversIn} from '../helpers/staging-leftovers.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {namesBelow, removalsIn, targetsIn} from '../helpers/trash.ts';
import {cannotMount, tinyDisk} from '../helpers/tiny-disk.ts';
import {userErrorOf} from '../helpers/user-error-of.ts';

const models = 'Resnet18/Model';

function emptyRoot(): string {
	return registryOf({'mreg.config.json': {}});
}

function modeOf(file: string): number {
	return fs.statSync(file).mode & 0o777;
}

/** Everything in the model folder, sorted. */
function inModels(root: string, folder = models): readonly string[] {
	return namesBelow(path.join(root, folder));
}

describe('a copied file', () => {
	test('becomes version 1: read-only bytes, a sidecar that says what is known, nothing else, and the source as it was', async () => {
		const root = emptyRoot();
		const from = outside(temporaryFolder(), 'model_final.pth', 'weights');
		const before = fs.statSync(from, {bigint: true});
		const {registered, done, txn, skipped, notes} = register(
			root,
			registrationOf(from, {
				facts: {
					framework: 'pytorch',
					architecture: 'resnet18',
					input_shape: [1, 3, 224, 224],
					domain: 'general',
					dataset: 'imagenet',
					hyperparams: {lr: 0.1},
					test: {performance: {acc: 0.697}},
					tags: ['baseline'],
					notes: 'first',
					lineage: {source: from, git_commit: 'abc-dirty'},
				},
			}),
		);
		const key = `${models}/resnet18_v1.pth`;
		expect(registered).toEqual({family: 'resnet18', version: 1, key, isKnown: false, sha256: sha256('weights'), bytes: 7});
		expect({done, skipped, notes, hasTxn: txn !== undefined}).toEqual({done: [key], skipped: [], notes: [], hasTxn: true});
		expect(inModels(root)).toEqual(['resnet18_v1.json', 'resnet18_v1.pth']);
		expect(fs.readFileSync(path.join(root, key), 'utf8')).toBe('weights');
		expect(modeOf(path.join(root, key)) & 0o222).toBe(0);
		const text = fs.readFileSync(path.join(root, models, 'resnet18_v1.json'), 'utf8');
		const at: unknown = sidecarOf(root, `${models}/resnet18_v1.json`).created_at;
		const said = {
			model_id: 'resnet18_v1',
			algorithm: 'resnet18',
			family: 'resnet18',
			version: 1,
			model_path: path.join(root, key),
			created_at: at,
			framework: 'pytorch',
			architecture: 'resnet18',
			input_shape: [1, 3, 224, 224],
			domain: 'general',
			training: {dataset: 'imagenet', hyperparams: {lr: 0.1}},
			testing: [{tested_at: at, performance: {acc: 0.697}}],
			tags: ['baseline'],
			notes: 'first',
			lineage: {source: from, git_commit: 'abc-dirty'},
			checksum: {algorithm: 'sha256', value: sha256('weights')},
		};
		expect(text).toBe(`${JSON.stringify(said, null, 2)}\n`);
		expect(leftoversIn(root)).toEqual([]);
		const after = fs.statSync(from, {bigint: true});
		expect([after.ino, after.mode, after.mtimeNs, after.ctimeNs]).toEqual([before.ino, before.mode, before.mtimeNs, before.ctimeNs]);
		const {models: found, problems} = await readRoot(root, freshCache(), Date.now() + 60_000);
		expect(found.map(({key, id, state, algorithm}) => ({key, id, state, algorithm}))).toEqual([{key, id: 'resnet18_v1', state: 'ok', algorithm: 'resnet18'}]);
		expect(problems).toEqual([]);
	});

	test('of which nothing is known has no empty fields in its sidecar', () => {
		const root = emptyRoot();
		register(root, registrationOf(outside(temporaryFolder(), 'a.pth'), {facts: {tags: [], lineage: {}}}));
		expect(Object.keys(sidecarOf(root, `${models}/resnet18_v1.json`))).toEqual([
			...['model_id', 'algorithm', 'family', 'version', 'model_path', 'created_at', 'checksum'],
		]);
	});

	test.each([
		['model.bin', ['resnet18_v1.bin', 'resnet18_v1.json']],
		['model.PTH', ['resnet18_v1.PTH', 'resnet18_v1.PTH.json']],
		['model.txt', ['resnet18_v1.txt', 'resnet18_v1.txt.json']],
		['model.json', ['resnet18_v1.json', 'resnet18_v1.json.json']],
		['model.tar.gz', ['resnet18_v1.tar.gz', 'resnet18_v1.tar.gz.json']],
		['model.part', ['resnet18_v1', 'resnet18_v1.json']],
		['model.pth~', ['resnet18_v1', 'resnet18_v1.json']],
		['model_0.5', ['resnet18_v1', 'resnet18_v1.json']],
		['weights', ['resnet18_v1', 'resnet18_v1.json']],
	])('called %s is paired with its sidecar by a scan', async (name, names) => {
		const root = emptyRoot();
		register(root, registrationOf(outside(temporaryFolder(), name, '{"model_id": "not this"}')));
		expect(inModels(root)).toEqual([...names].sort());
		const {models: found} = await readRoot(root, freshCache());
		expect(found.map(({id, state, artifact}) => ({id, state, artifact: artifact?.path}))).toEqual([
			{id: 'resnet18_v1', state: 'ok', artifact: `${models}/${names[0] === 'resnet18_v1.json' && name !== 'model.json' ? 'resnet18_v1' : names[0]}`},
		]);
	});

	test('is called after the link that was named, and is the file that the link leads to', () => {
		const folder = temporaryFolder();
		fs.symlinkSync(outside(folder, 'blobs/0123', 'w'), path.join(folder, 'model.safetensors'));
		const root = emptyRoot();
		register(root, registrationOf(path.join(folder, 'model.safetensors')));
		expect(inModels(root)).toEqual(['resnet18_v1.json', 'resnet18_v1.safetensors']);
		expect(fs.lstatSync(path.join(root, models, 'resnet18_v1.safetensors')).isFile()).toBe(true);
	});

	test('has the digests of a parent and of data outside in its lineage', () => {
		const folder = temporaryFolder();
		const [parentPath, datasetPath] = [outside(folder, 'parent.pth', 'p'), outside(folder, 'data.csv', 'd')];
		const root = emptyRoot();
		register(root, registrationOf(outside(folder, 'a.pth'), {parentPath, datasetPath, facts: {tags: [], lineage: {}}}));
		expect(sidecarOf(root, `${models}/resnet18_v1.json`).lineage).toEqual({
			parent: parentPath,
			parent_digest: `sha256:${sha256('p')}`,
			dataset_digest: `sha256:${sha256('d')}`,
		});
	});

	test('enters model_registry.json and the training history where they are', () => {
		const root = emptyRoot();
		put(root, 'model_registry.json', {other: {tags: []}});
		put(root, 'Resnet18/training_registry.json', {});
		register(root, registrationOf(outside(temporaryFolder(), 'a.pth', 'w')));
		expect(Object.keys(sidecarOf(root, 'model_registry.json'))).toEqual(['other', 'resnet18_v1']);
		expect(sidecarOf(root, 'Resnet18/training_registry.json')).toMatchObject({resnet18_v1: {status: 'present', artifact_bytes: 1}});
	});
});

test('a folder becomes a version: folders 0755, files read-only, a checksum of each file', () => {
	const folder = temporaryFolder();
	outside(folder, 'model/a/weights.bin', 'w');
	fs.chmodSync(outside(folder, 'model/run.sh', '#!'), 0o755);
	const root = emptyRoot();
	register(root, registrationOf(path.join(folder, 'model')));
	expect(inModels(root)).toEqual(['resnet18_v1', 'resnet18_v1.json', 'resnet18_v1/a', 'resnet18_v1/a/weights.bin', 'resnet18_v1/run.sh']);
	const modes = ['', '/a', '/a/weights.bin', '/run.sh'].map(inner => modeOf(path.join(root, models, `resnet18_v1${inner}`)).toString(8));
	expect(modes).toEqual(['755', '755', '444', '555']);
	const files = {'a/weights.bin': sha256('w'), 'run.sh': sha256('#!')};
	const value = sha256(`${files['a/weights.bin']}  a/weights.bin\n${files['run.sh']}  run.sh\n`);
	expect(sidecarOf(root, `${models}/resnet18_v1.json`).checksum).toEqual({algorithm: 'sha256', value, files});
});

describe('--move', () => {
	const moving = (from: string): Partial<Registration> => ({source: {kind: 'move', path: from}});

	test.each(['file', 'folder'])('takes a %s from where it was: the very same inode, read-only now', kind => {
		const folder = temporaryFolder();
		const inner = outside(folder, kind === 'file' ? 'm.pth' : 'm/w.bin', 'w');
		const from = path.join(folder, kind === 'file' ? 'm.pth' : 'm');
		const {ino} = fs.statSync(from);
		const root = path.join(folder, 'root');
		fs.mkdirSync(root);
		const {registered, notes} = register(root, registrationOf(from, moving(from)));
		const at = path.join(root, registered?.key ?? '');
		expect({exists: fs.existsSync(from), ino: fs.statSync(at).ino, notes}).toEqual({exists: false, ino, notes: []});
		expect(modeOf(kind === 'file' ? at : path.join(at, path.basename(inner))) & 0o222).toBe(0);
		expect(leftoversIn(root)).toEqual([]);
	});

	test.skipIf(cannotMount !== undefined)('from another disk copies, and deletes the source at the end', () => {
		const disk = tinyDisk(2);
		const from = path.join(disk, 'm');
		outside(disk, 'm/a/w.bin', 'w');
		const root = emptyRoot();
		expect(register(root, registrationOf(from, moving(from))).notes).toEqual([]);
		expect(inModels(root)).toContain('resnet18_v1/a/w.bin');
		expect(fs.readdirSync(disk)).toEqual([]);
	});

	test('of a link is refused: what it leads to stays', () => {
		const folder = temporaryFolder();
		const link = path.join(folder, 'link.pth');
		fs.symlinkSync(outside(folder, 'm.pth'), link);
		const root = emptyRoot();
		expect(userErrorOf(() => register(root, registrationOf(link, moving(link)))).message).toContain('is a link to');
		expect(fs.readdirSync(folder).sort()).toEqual(['link.pth', 'm.pth']);
		expect(fs.existsSync(path.join(root, 'Resnet18'))).toBe(false);
	});
});

describe('--link', () => {
	test('leaves the file where it is, writable as it was, and a link is the artifact', async () => {
		const root = emptyRoot();
		const [far, near] = [outside(temporaryFolder(), 'm.pth', 'w'), outside(root, 'pretrained_models/n.pth', 'n')];
		for (const from of [far, near]) {
			const mode = modeOf(from);
			register(root, registrationOf(from, {source: {kind: 'link', path: from}}));
			expect(modeOf(from)).toBe(mode);
		}
		expect(fs.readlinkSync(path.join(root, models, 'resnet18_v1.pth'))).toBe(far);
		expect(fs.readlinkSync(path.join(root, models, 'resnet18_v2.pth'))).toBe('../../pretrained_models/n.pth');
		expect(fs.readFileSync(path.join(root, models, 'resnet18_v2.pth'), 'utf8')).toBe('n');
		expect(sidecarOf(root, `${models}/resnet18_v1.json`).checksum).toEqual({algorithm: 'sha256', value: sha256('w')});
		expect(leftoversIn(root)).toEqual([]);
		expect((await readRoot(root, freshCache())).models.map(({state}) => state)).toEqual(['ok', 'ok']);
	});
});

describe('the number', () => {
	const versionOf = (root: string, others: Partial<Registration> = {}) =>
		register(root, registrationOf(outside(temporaryFolder(), 'm.pth'), others)).registered?.version;

	test('is the next one, and 7 where 7 was asked for', () => {
		const root = emptyRoot();
		const numbers = [undefined, undefined, 7, undefined].map(version => versionOf(root, {isNewWanted: true, version}));
		expect(numbers).toEqual([1, 2, 7, 8]);
	});

	test.each([
		['a name in the folder', {[`${models}/ResNet18_v4.onnx`]: 'w'}, 5],
		['what a snapshot knew', {}, 10],
		[
			'the training history, with the escapes of Python',
			{'Resnet18/training_registry.json': String.raw`{"resnet18_v5": {}, "resn\u0065t18_v6": {}, "my_resnet18_v90": {}}`},
			7,
		],
		['the trash', {'.mreg/trash/t/manifest.json': {v: 1, models: [{key: `${models}/resnet18_v7.pth`, id: 'resnet18_v7'}]}}, 8],
	])('is above that of %s', (what, files, version) => {
		expect(versionOf(registryOf(files), {taken: what === 'what a snapshot knew' ? [9] : []})).toBe(version);
	});

	test('is never given again, also when the version was purged and its journal put aside', () => {
		const root = emptyRoot();
		const from = outside(temporaryFolder(), 'm.pth');
		const {txn = ''} = register(root, registrationOf(from));
		fs.rmSync(path.join(root, 'Resnet18'), {recursive: true});
		fs.renameSync(path.join(root, '.mreg/journal.jsonl'), path.join(root, '.mreg/journal.1.jsonl'));
		expect(txn).not.toBe('');
		expect(register(root, registrationOf(from)).registered?.version).toBe(2);
		const {code, message, exitCode} = userErrorOf(() => register(root, registrationOf(from, {version: 1, isNewWanted: true})));
		expect({code, exitCode, message}).toEqual({code: 'failed', exitCode: 1, message: expect.stringContaining('resnet18/v1 exists, or did once')});
	});

	test('of another family does not count', () => {
		const root = registryOf({[`${models}/resnet18b_v8.pth`]: 'w', [`${models}/my_resnet18_v9`]: 'w', [`${models}/resnet18_v3x`]: 'w'});
		expect(versionOf(root)).toBe(1);
	});
});

describe('the same bytes', () => {
	const present = {family: 'resnet18', version: 1, key: `${models}/resnet18_v1.pth`, bytes: 1, sha256: sha256('w')};

	test('are the version that has them: nothing is written', () => {
		const root = emptyRoot();
		const from = outside(temporaryFolder(), 'other.pth', 'w');
		register(root, registrationOf(from));
		const before = namesBelow(root);
		const again = register(root, registrationOf(from, {present: [present]}));
		expect(again).toMatchObject({done: [], unchanged: [present.key], registered: {version: 1, isKnown: true}});
		expect(again.txn).toBeUndefined();
		expect(namesBelow(root)).toEqual(before);
	});

	test('are another version where that is wanted, and where only the length is the same', () => {
		const root = emptyRoot();
		const from = outside(temporaryFolder(), 'other.pth', 'w');
		expect(register(root, registrationOf(from, {taken: [1], present: [present], isNewWanted: true})).registered).toMatchObject({version: 2, isKnown: false});
		expect(register(root, registrationOf(outside(temporaryFolder(), 'x', 'v'), {present: [present]})).registered).toMatchObject({version: 3, isKnown: false});
	});
});

const disks = [['', temporaryFolder], ...(cannotMount === undefined ? [[' on another disk', () => tinyDisk(2)] as const] : [])] as const;

test.each(disks)(
	'a model folder that is linked from elsewhere%s gets its versions there, and undo puts them into the trash of that disk',
	async (where, folderOf) => {
		const root = registryOf({});
		const elsewhere = folderOf();
		fs.mkdirSync(`${elsewhere}/Model`);
		fs.mkdirSync(`${root}/Resnet18`);
		fs.symlinkSync(`${elsewhere}/Model`, `${root}/Resnet18/Model`);
		const {txn = '', registered} = register(root, registrationOf(outside(root, '../a.pth')));
		expect(registered?.key).toBe(`${models}/resnet18_v1.pth`);
		expect(fs.readdirSync(`${elsewhere}/Model`).sort()).toEqual(['resnet18_v1.json', 'resnet18_v1.pth']);
		const near = outside(root, 'near.pth');
		register(root, registrationOf(near, {source: {kind: 'link', path: near}}));
		expect(fs.readFileSync(`${root}/${models}/resnet18_v2.pth`, 'utf8')).toBe('weights of near.pth');
		expect(change(root, {kind: 'undo', txn, targets: [...(await targetsIn(root)).values()]}).done).toEqual([`${models}/resnet18_v1.pth`]);
		expect(fs.readdirSync(`${elsewhere}/Model`).sort()).toEqual(['resnet18_v2.json', 'resnet18_v2.pth']);
		expect(fs.readdirSync(elsewhere).sort()).toEqual(where === '' ? ['Model'] : ['.mreg', 'Model']);
		expect(listTrash(root).entries.flatMap(entry => entry.models.map(({key}) => key))).toEqual([`${models}/resnet18_v1.pth`]);
	},
);

describe('is refused, and nothing is made:', () => {
	const refusals: ReadonlyArray<readonly [what: string, code: string, says: RegExp, make: (root: string) => Registration]> = [
		['no such file', 'not-found', /There is no/, root => registrationOf(`${root}/../none.pth`)],
		['an empty file', 'failed', /is empty/, root => registrationOf(outside(root, '../a.pth', ''))],
		['a folder that the registry lies in', 'failed', /contains the registry/, root => registrationOf(path.dirname(root))],
		['the root', 'failed', /contains the registry/, root => registrationOf(root)],
		['a folder of models', 'failed', /has models of the registry in it/, root => registrationOf(`${root}/Mscn`)],
		['a model of the registry', 'failed', /is a model of this registry already/, root => registrationOf(`${root}/Mscn/Model/m_1`)],
		['what lies in .mreg', 'failed', /own folder/, root => registrationOf(outside(root, '.mreg/trash/t/x', 'w'))],
		[
			'a part of a model, to be moved',
			'failed',
			/is a part of a model/,
			root => ({...registrationOf(''), source: {kind: 'move', path: `${root}/Mscn/Model/m_2/w`}}),
		],
		['a name that leads elsewhere', 'usage', /cannot name a family/, root => registrationOf(outside(root, '../a.pth'), {family: '../x'})],
		[
			"a folder that is a link into the registry's own",
			'failed',
			/link into the registry's own folder/,
			root => {
				fs.mkdirSync(`${root}/.mreg/trash`, {recursive: true});
				fs.symlinkSync('.mreg/trash', `${root}/Resnet18`);
				return registrationOf(outside(root, '../a.pth'));
			},
		],
		[
			'a file in place of the folder',
			'failed',
			/is no folder/,
			root => {
				put(root, 'Resnet18', 'x');
				return registrationOf(outside(root, '../a.pth'));
			},
		],
	];

	test.each(refusals)('%s', (_, code, says, make) => {
		const root = registryOf({...modelFiles('Mscn/Model/m_1'), 'Mscn/Model/m_2/w': 'w'});
		const registration = make(root);
		const before = namesBelow(path.dirname(root));
		const error = userErrorOf(() => register(root, registration));
		expect([error.code, error.message, error.hint]).toEqual([code, expect.stringMatching(says), expect.stringMatching(/./)]);
		expect(namesBelow(path.dirname(root))).toEqual(before);
	});

	test('a number that is taken, before anything is copied', () => {
		const root = registryOf({[`${models}/resnet18_v3.pth`]: 'w'});
		const before = namesBelow(root);
		expect(userErrorOf(() => register(root, registrationOf(outside(temporaryFolder(), 'm.pth'), {version: 3}))).hint).toContain('resnet18/v4');
		expect(namesBelow(root)).toEqual(before);
	});
});

test('a model folder that is a link inside the root gets the files in the folder that it leads to', () => {
	const root = registryOf({'data/models/x.txt': 'x'});
	fs.mkdirSync(path.join(root, 'Resnet18'));
	fs.symlinkSync('../data/models', path.join(root, 'Resnet18/Model'));
	expect(register(root, registrationOf(outside(temporaryFolder(), 'm.pth'))).registered?.key).toBe(`${models}/resnet18_v1.pth`);
	expect(namesBelow(path.join(root, 'data/models'))).toEqual(['resnet18_v1.json', 'resnet18_v1.pth', 'x.txt']);
});

test('what dead processes staged is removed beside the new version', () => {
	const root = emptyRoot();
	put(root, `${models}/.mreg-staging.1-0123456789abcdef/artifact/w`, 'w');
	put(root, `${models}/.mreg-staging.1-0123456789abcdef/holder.json`, {v: 1, host: 'x', boot_id: null, pid_ns: null, pid: 1, start: null, token: 't', at: ''});
	const dead = `${models}/.mreg-staging.4194303-0123456789abcdef`;
	put(root, `${dead}/artifact/w`, 'w');
	const time = new Date(Date.now() - 60_000);
	fs.utimesSync(path.join(root, dead), time, time);
	register(root, registrationOf(outside(temporaryFolder(), 'm.pth')));
	expect(inModels(root).filter(name => !name.includes('/'))).toEqual(['.mreg-staging.1-0123456789abcdef', 'resnet18_v1.json', 'resnet18_v1.pth']);
});

describe('undo', () => {
	async function undo(root: string, txn = '') {
		return change(root, {kind: 'undo', txn, targets: [...(await targetsIn(root)).values()]});
	}
	const logNow = (root: string) => logOf(readJournal(root).entries);

	test.each([
		['others of another length', 'other bytes', 'are not those that were registered'],
		['others of the same length', 'WEIGHTS of m.pth', 'may not be those that were registered'],
	])('says that the bytes were replaced by %s', async (_, bytes, words) => {
		const root = emptyRoot();
		const {txn} = register(root, registrationOf(outside(temporaryFolder(), 'm.pth')));
		const file = path.join(root, models, 'resnet18_v1.pth');
		fs.rmSync(file);
		fs.writeFileSync(file, bytes);
		const {done, notes} = await undo(root, txn);
		expect(done).toEqual([`${models}/resnet18_v1.pth`]);
		expect(notes.join(' ')).toContain(`The bytes of resnet18/v1 ${words}`);
		expect(inModels(root)).toEqual([]);
	});

	test('says nothing of bytes that are as they were, also in a copy of the registry', async () => {
		const root = emptyRoot();
		const {txn} = register(root, registrationOf(outside(temporaryFolder(), 'm.pth')));
		const copy = path.join(temporaryFolder(), 'copy');
		fs.cpSync(root, copy, {recursive: true, preserveTimestamps: true});
		expect((await undo(copy, txn)).notes.join(' ')).not.toContain('bytes');
	});

	test('moves the version to the trash; it comes back, and its number is not given again', async () => {
		const root = emptyRoot();
		const from = outside(temporaryFolder(), 'm.pth');
		const {txn} = register(root, registrationOf(from));
		const key = `${models}/resnet18_v1.pth`;
		expect(logNow(root)[0]).toMatchObject({op: 'register', what: 'resnet18/v1', undoable: true, keys: [key]});
		const undone = await undo(root, txn);
		expect(undone).toMatchObject({done: [key], skipped: [], notes: [expect.stringContaining('resnet18/v1 is in the trash: mreg restore resnet18_v1')]});
		expect(inModels(root)).toEqual([]);
		expect(logNow(root).map(({op, state, inverseOf}) => ({op, state, inverseOf}))).toEqual([
			{op: 'trash', state: 'done', inverseOf: txn},
			{op: 'register', state: 'undone', inverseOf: undefined},
		]);
		expect(newestUndoable(logNow(root), new Set([undone.txn ?? '']))).toBeUndefined();
		expect(register(root, registrationOf(from)).registered?.version).toBe(2);
		expect(await undo(root, undone.txn)).toMatchObject({done: [key]});
		expect(logNow(root).find(line => line.txn === txn)).toMatchObject({state: 'done', undoable: true});
		expect(inModels(root)).toEqual(['resnet18_v1.json', 'resnet18_v1.pth', 'resnet18_v2.json', 'resnet18_v2.pth']);
	});

	test('of a moved one does not bring it back to where it was, and says so', async () => {
		const folder = temporaryFolder();
		const from = outside(folder, 'm.pth');
		const root = path.join(folder, 'root');
		fs.mkdirSync(root);
		const {txn} = register(root, registrationOf(from, {source: {kind: 'move', path: from}}));
		expect((await undo(root, txn)).notes.join(' ')).toContain(`resnet18/v1 is in the trash, not back at ${from}: mreg restore`);
		expect(fs.existsSync(from)).toBe(false);
		expect(listTrash(root).entries.flatMap(entry => entry.models.map(({key}) => key))).toEqual([`${models}/resnet18_v1.pth`]);
	});

	test('leaves what is in its place and is another model, and says when nothing is', async () => {
		const root = emptyRoot();
		const {txn} = register(root, registrationOf(outside(temporaryFolder(), 'm.pth')));
		put(root, `${models}/resnet18_v1.json`, {model_id: 'mine', training: {}});
		expect((await undo(root, txn)).skipped).toEqual([{key: `${models}/resnet18_v1.pth`, reason: 'What is in its place is not resnet18/v1.'}]);
		change(root, {kind: 'trash', removals: await removalsIn(root)});
		expect((await undo(root, txn)).skipped).toEqual([{key: `${models}/resnet18_v1.pth`, reason: 'It is not in its place any more.'}]);
	});
});
