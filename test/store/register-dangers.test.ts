/** Registering where something is odd: damaged versions, names that clash, files with further names, the registry's own files, kills in between. */

import {spawn} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {runChange} from '../../store/changes.ts';
import type {PresentVersion, Registration} from '../../store/domain/registration.ts';
import {readJournal} from '../../store/journal.ts';
import {listTrash} from '../../store/trash-listing.ts';
import {cannotBeNobody, giveToNobody, runAsNobody} from '../helpers/as-nobody.ts';
import {change} from '../helpers/changes.ts';
import {straceProblem} from '../helpers/faults.ts';
import {outside, register, registering, registrationOf, sha256, sidecarOf} from '../helpers/registering.ts';
import {modelFiles, put, registryOf} from '../helpers/registries.ts';
import {leftoversIn} from '../helpers/staging-leftovers.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {cannotMount, fill, tinyDisk} from '../helpers/tiny-disk.ts';
import {namesBelow, shareCompiled, targetsIn} from '../helpers/trash.ts';
import {userErrorOf} from '../helpers/user-error-of.ts';

shareCompiled();
const isLong = process.env.MREG_LONG_TESTS !== undefined;
const models = 'Resnet18/Model';

function emptyRoot(): string {
	return registryOf({'mreg.config.json': {}});
}

function presentOf(
	root: string,
	{key = '', sha256: hash = '', bytes = 0} = register(root, registrationOf(outside(temporaryFolder(), 'm.pth', 'w'))).registered ?? {},
) {
	return {family: 'resnet18', version: 1, key, bytes, sha256: hash} satisfies PresentVersion;
}

/** Somebody damages, replaces or deletes what is registered. */
function replaced(file: string, how: 'damaged' | 'shorter' | 'missing' | 'linked'): void {
	fs.rmSync(file);
	if (how === 'damaged') fs.writeFileSync(file, 'x');
	if (how === 'shorter') fs.writeFileSync(file, '');
	if (how === 'linked') fs.symlinkSync(outside(temporaryFolder(), 'far.pth', 'w'), file);
}

describe('bytes that a version had', () => {
	test.each(['copy', 'move'] as const)('are registered anew by %s where it has them no more, and it is said which version that is', kind => {
		for (const how of ['damaged', 'shorter', 'missing', 'linked'] as const) {
			const root = emptyRoot();
			const present = presentOf(root);
			replaced(path.join(root, present.key), how);
			const from = outside(root, '../again.pth', 'w');
			const {registered, notes} = register(root, registrationOf(from, {present: [present], source: {kind, path: from}}));
			expect(registered, how).toMatchObject({version: 2, isKnown: false});
			expect(notes.join(' '), how).toMatch(/resnet18\/v1 .*mreg verify/);
			expect(fs.readFileSync(path.join(root, registered?.key ?? ''), 'utf8')).toBe('w');
		}
	});

	test('are not registered a second time as a link where a link has them', () => {
		const root = emptyRoot();
		const from = outside(temporaryFolder(), 'm.pth', 'w');
		const linked: Partial<Registration> = {source: {kind: 'link', path: from}};
		const present = presentOf(root, register(root, registrationOf(from, linked)).registered);
		expect(register(root, registrationOf(from, {...linked, present: [present]})).registered).toMatchObject({version: 1, isKnown: true});
		expect(register(root, registrationOf(from, {present: [present]})).registered).toMatchObject({version: 2, isKnown: false});
	});

	test('are a new version of a model in place where the version has them no more', async () => {
		const root = registryOf({'mreg.config.json': {}, 'Resnet18/Model/mine.pth': 'w'});
		const present = presentOf(root);
		replaced(path.join(root, present.key), 'damaged');
		const target = (await targetsIn(root)).get('Resnet18/Model/mine.pth');
		if (!target) throw new Error('no model');
		const {registered, notes} = register(root, {...registrationOf(''), present: [present], source: {kind: 'promote', target}});
		expect(registered).toMatchObject({version: 2, isKnown: false});
		expect(notes.join(' ')).toMatch(/resnet18\/v1 .*mreg verify/);
	});
});

describe('one family', () => {
	test('is one in whatever case: in one folder, and the same bytes once, also where the others are not told of', () => {
		const root = emptyRoot();
		const from = outside(temporaryFolder(), 'm.pth', 'w');
		expect(register(root, registrationOf(from, {family: 'Bert', folder: 'Bert'})).registered).toMatchObject({version: 1});
		expect(register(root, registrationOf(from, {family: 'BERT', folder: 'BERT'})).registered).toMatchObject({version: 1, isKnown: true, family: 'Bert'});
		expect(register(root, registrationOf(from, {family: 'BERT', folder: 'BERT', isNewWanted: true})).registered).toMatchObject({version: 2});
		expect(fs.readdirSync(root).filter(name => name.toLowerCase() === 'bert')).toEqual(['Bert']);
	});

	test('has its versions in the folder that is there, also an empty one', () => {
		const root = emptyRoot();
		fs.mkdirSync(path.join(root, 'resnet18'));
		expect(register(root, registrationOf(outside(temporaryFolder(), 'm.pth'))).registered?.key).toBe('resnet18/Model/resnet18_v1.pth');
	});

	test('has the same bytes once also where they lie in another folder of it, or in place', () => {
		const root = registryOf({'mreg.config.json': {}, 'old/Resnet18/Model/.keep': ''});
		const from = outside(temporaryFolder(), 'm.pth', 'w');
		register(root, registrationOf(from, {folder: 'old/Resnet18'}));
		expect(register(root, registrationOf(from)).registered).toMatchObject({version: 1, isKnown: true, key: 'old/Resnet18/Model/resnet18_v1.pth'});
		expect(namesBelow(root)).not.toContain('Resnet18');
	});

	test('does not lie in a folder of models', () => {
		const root = registryOf({'mreg.config.json': {modelFolders: ['Resnet18']}, 'Resnet18/a.pth': 'w'});
		const before = namesBelow(root);
		expect(userErrorOf(() => register(root, registrationOf(outside(temporaryFolder(), 'm.pth')))).message).toMatch(/Resnet18.*models.*Nothing was registered/);
		expect(namesBelow(root)).toEqual(before);
	});

	test('has a folder that has a name', () => {
		const error = userErrorOf(() => register(emptyRoot(), registrationOf(outside(temporaryFolder(), 'm.pth'), {folder: ''})));
		expect(error.message).toContain('Nothing was registered');
	});
});

describe('numbers', () => {
	test('beyond a billion are none, and the next one is free', () => {
		const root = registryOf({[`${models}/resnet18_v9007199254740990.pth`]: 'w', [`${models}/resnet18_v5.pth`]: 'w'});
		const from = outside(temporaryFolder(), 'm.pth');
		expect(register(root, registrationOf(from, {taken: [9_007_199_254_740_991, 4.5, -3]})).registered?.version).toBe(6);
		const {code, message} = userErrorOf(() => register(root, registrationOf(from, {version: 1_000_000_001, isNewWanted: true})));
		expect([code, message]).toEqual(['usage', expect.stringContaining('1000000000')]);
		expect(register(root, registrationOf(from, {version: 1_000_000_000, isNewWanted: true})).registered?.version).toBe(1_000_000_000);
		const full = userErrorOf(() => register(root, registrationOf(from, {isNewWanted: true})));
		expect(full.message).toMatch(/resnet18\/v1000000000 .*Nothing was registered/);
		expect(full.hint).toContain('resnet18@v7');
	});
});

describe('a file that has further names', () => {
	test('is copied by --move: one name goes, the others stay as they were', () => {
		const folder = temporaryFolder();
		const from = outside(folder, 'm.pth', 'w');
		fs.chmodSync(from, 0o644);
		fs.linkSync(from, path.join(folder, 'other.pth'));
		const root = emptyRoot();
		const {registered} = register(root, registrationOf(from, {source: {kind: 'move', path: from}}));
		expect(fs.readdirSync(folder)).toEqual(['other.pth']);
		expect(fs.statSync(path.join(folder, 'other.pth')).mode & 0o777).toBe(0o644);
		expect(fs.statSync(path.join(root, registered?.key ?? '')).nlink).toBe(1);
	});

	test('is read-only under each of them where it is registered in place, and that is said', async () => {
		const root = registryOf({'mreg.config.json': {}, 'Resnet18/Model/mine.pth': 'w'});
		fs.linkSync(path.join(root, 'Resnet18/Model/mine.pth'), path.join(root, '../other.pth'));
		const target = (await targetsIn(root)).get('Resnet18/Model/mine.pth');
		if (!target) throw new Error('no model');
		const {notes} = register(root, {...registrationOf(''), source: {kind: 'promote', target}});
		expect(notes.join(' ')).toMatch(/other names.*read-only/);
	});
});

describe("the registry's own files are neither moved nor linked:", () => {
	test.each(['mreg.config.json', 'model_registry.json', 'Mscn/training_registry.json', 'old/training_registry.json', 'old', '../elsewhere/.mreg/trash/t/x'])(
		'%s',
		name => {
			const root = registryOf({
				...modelFiles('Mscn/Model/m_1'),
				'mreg.config.json': {},
				'model_registry.json': {},
				'Mscn/training_registry.json': {},
				'old/training_registry.json': {},
				'../elsewhere/.mreg/trash/t/x': 'w',
			});
			const before = namesBelow(path.dirname(root));
			for (const kind of ['move', 'link'] as const) {
				const from = path.join(root, name);
				const {message} = userErrorOf(() => register(root, registrationOf(from, {source: {kind, path: from}})));
				expect(message).toMatch(/registry.*Nothing was registered/);
			}
			expect(namesBelow(path.dirname(root))).toEqual(before);
		},
	);

	test('nor is a model in a folder that the config names, or in one that is linked from elsewhere', () => {
		const root = registryOf({'mreg.config.json': {modelFolders: ['runs/*/checkpoints']}, 'runs/a/checkpoints/x.pth': 'w', '../elsewhere/Model/y.pth': 'w'});
		fs.mkdirSync(path.join(root, 'Far'));
		fs.symlinkSync('../../elsewhere/Model', path.join(root, 'Far/Model'));
		for (const name of ['runs/a/checkpoints/x.pth', '../elsewhere/Model/y.pth']) {
			const from = path.join(root, name);
			expect(userErrorOf(() => register(root, registrationOf(from, {source: {kind: 'move', path: from}}))).message).toMatch(/model of this registry already/);
		}
	});
});

test('a folder that the registry lies in is not walked', () => {
	const started = performance.now();
	expect(userErrorOf(() => register(emptyRoot(), registrationOf('/'))).message).toContain('contains the registry');
	expect(performance.now() - started).toBeLessThan(1_000);
});

test('model_registry.json has no checksum of each file of a folder', () => {
	const folder = temporaryFolder();
	outside(folder, 'm/a.bin', 'w');
	const root = emptyRoot();
	put(root, 'model_registry.json', {});
	register(root, registrationOf(path.join(folder, 'm')));
	const {checksum} = sidecarOf(root, 'model_registry.json').resnet18_v1 as {checksum: object};
	expect(Object.keys(checksum)).toEqual(['algorithm', 'value']);
	expect(Object.keys(sidecarOf(root, `${models}/resnet18_v1.json`).checksum as object)).toEqual(['algorithm', 'value', 'files']);
});

test('holes of a file are kept', () => {
	const from = outside(temporaryFolder(), 'm.pth', 'start');
	fs.truncateSync(from, 8_000_000);
	fs.appendFileSync(from, 'end');
	fs.truncateSync(from, 9_000_000);
	fs.utimesSync(from, 1_700_000_000, 1_700_000_000);
	const root = emptyRoot();
	const {registered} = register(root, registrationOf(from));
	const copy = path.join(root, registered?.key ?? '');
	expect(registered?.sha256).toBe(sha256(fs.readFileSync(from)));
	expect(fs.readFileSync(copy).equals(fs.readFileSync(from))).toBe(true);
	expect(fs.statSync(copy).blocks).toBeLessThanOrEqual(fs.statSync(from).blocks + 256);
});

describe('a disk without room', () => {
	test.skipIf(cannotMount !== undefined)('is seen before anything is copied: what is needed and what is free is said', () => {
		const root = path.join(tinyDisk(6), 'root');
		fs.mkdirSync(root);
		const from = outside(temporaryFolder(), 'm.pth', Buffer.alloc(8_000_000, 1));
		const {code, message, hint} = userErrorOf(() => register(root, registrationOf(from)));
		expect([code, message]).toEqual(['failed', expect.stringMatching(/m\.pth needs 8\.0 MB.* \d\.\d MB .*free.*Nothing was registered\.$/)]);
		expect(hint).toContain('Free some space');
		expect(fs.readdirSync(root).sort()).toEqual(['.mreg']);
	});

	test.skipIf(cannotMount !== undefined)('that fills meanwhile is said of the source, and no staging folder is named', () => {
		const disk = tinyDisk(12);
		const root = path.join(disk, 'root');
		fs.mkdirSync(root);
		const from = outside(temporaryFolder(), 'm.pth', Buffer.alloc(9_000_000, 1));
		let isFull = false;
		const onProgress = () => {
			if (!isFull) fill(disk);
			isFull = true;
		};
		const {message} = userErrorOf(() => runChange(registering(root), {kind: 'register', registration: registrationOf(from)}, onProgress));
		expect(message).toBe(`${from} cannot be copied: no space left on device (ENOSPC). Nothing was registered.`);
	});

	test.skipIf(cannotMount !== undefined)('gives up the reserve to take a registration back', async () => {
		const disk = tinyDisk(4);
		const root = path.join(disk, 'root');
		fs.mkdirSync(root);
		const {txn = ''} = register(root, registrationOf(outside(temporaryFolder(), 'm.pth')));
		const targets = [...(await targetsIn(root)).values()];
		fill(disk);
		expect(change(root, {kind: 'undo', txn, targets}).done).toEqual([`${models}/resnet18_v1.pth`]);
		expect(listTrash(root).entries.flatMap(entry => entry.models.map(({key}) => key))).toEqual([`${models}/resnet18_v1.pth`]);
	});
});

test.skipIf(cannotBeNobody !== undefined)("where the source's folder lets nothing be taken away, --move says so, and the file stays", () => {
	const folder = temporaryFolder();
	outside(folder, 'far/m.pth', 'w');
	fs.mkdirSync(path.join(folder, 'root'));
	giveToNobody(folder);
	fs.chmodSync(path.join(folder, 'far'), 0o555);
	const said = runAsNobody('registering-process', [path.join(folder, 'root'), path.join(folder, 'far/m.pth'), 'move', '', '1', 'tell']) as {
		message: string;
		hint: string;
	};
	expect(said.message).toMatch(/m\.pth cannot be taken out of .*\/far: permission denied.*Nothing was registered\.$/);
	expect(said.hint).toContain('--move');
	expect(namesBelow(path.join(folder, 'root')).filter(name => !name.startsWith('.mreg'))).toEqual([]);
});

describe.skipIf(straceProblem() !== undefined)('kill -9 in the middle of --move, after which the name of the source is used again', () => {
	test.each(['file', 'folder'])(
		'of a %s: what is in its place is a version, and what has its old name stays',
		async kind => {
			const versions = new Set<number>();
			for (const call of isLong ? ['link', 'unlink', 'rename', 'mkdir', 'fsync'] : [kind === 'file' ? 'link' : 'rename']) {
				for (let when = 1, isOver = false; !isOver; when += 3) {
					const counts = await Promise.all([0, 1, 2].map(each => killedAt(kind, `inject=?${call},?${call}at:signal=KILL:when=${when + each}`)));
					for (const count of counts) if (count !== undefined) versions.add(count);
					isOver = counts.includes(undefined);
				}
			}
			if (isLong || kind === 'file') expect([...versions].sort()).toEqual([0, 1]);
		},
		isLong ? 600_000 : 60_000,
	);

	/** @returns how many versions there are; undefined where it was not killed */
	async function killedAt(kind: string, inject: string): Promise<number | undefined> {
		const folder = temporaryFolder();
		const root = path.join(folder, 'root');
		fs.mkdirSync(root);
		outside(folder, kind === 'file' ? 'm.pth' : 'm/w.bin', 'weights');
		const from = path.join(folder, kind === 'file' ? 'm.pth' : 'm');
		const script = path.join(import.meta.dirname, '../helpers/registering-process.ts');
		const child = spawn('strace', ['-f', '--seccomp-bpf', '-o', '/dev/null', '-e', inject, process.execPath, script, root, from, 'move'], {stdio: 'ignore'});
		const ended = await new Promise<number>(resolve => child.on('close', (code, signal) => resolve(signal === null ? (code ?? 1) : 137)));
		if (ended === 0) return undefined;
		const artifact = path.join(root, models, `resnet18_v1${kind === 'file' ? '.pth' : ''}`);
		const isThere = fs.existsSync(artifact);
		// As torch.save and its like do: written beside, and renamed over it.
		outside(folder, kind === 'file' ? 'new.pth' : 'new/w.bin', 'again');
		if (isThere || kind === 'file') fs.renameSync(path.join(folder, kind === 'file' ? 'new.pth' : 'new'), from);
		const {notes} = runChange({...registering(root), now: () => Date.now() + 20_000}, {kind: 'settle'});
		const said = `${inject} ${notes.join(' ')}`;
		expect(fs.existsSync(artifact), said).toBe(isThere);
		const file = kind === 'file' ? '' : '/w.bin';
		if (isThere) expect(fs.readFileSync(`${artifact}${file}`, 'utf8'), said).toBe('weights');
		if (isThere) expect(sidecarOf(root, `${models}/resnet18_v1.json`), said).toMatchObject({version: 1});
		else expect(fs.existsSync(path.join(root, 'Resnet18')), said).toBe(false);
		if (isThere) expect(fs.readFileSync(`${from}${file}`, 'utf8'), said).toBe('again');
		expect(readJournal(root).unfinished, said).toEqual([]);
		expect(leftoversIn(root), said).toEqual([]);
		return isThere ? 1 : 0;
	}
});

describe('what a model of the registry is a link to', () => {
	const linking = (root: string, target: string) =>
		register(root, registrationOf(target, {source: {kind: 'link', path: target}, family: 'fam', folder: 'Fam'}));
	const moving = (root: string, from: string) => register(root, registrationOf(from, {source: {kind: 'move', path: from}}));

	test.each([
		['the file itself', 's.pth', 's.pth'],
		['a folder around it', 'run/s.pth', 'run'],
		['a part of a linked folder', 'run', 'run/s.pth'],
	])('is not moved away: %s', (_, target, moved) => {
		const root = emptyRoot();
		const folder = temporaryFolder();
		outside(folder, target === 'run' ? 'run/s.pth' : target);
		const {registered} = linking(root, path.join(folder, target));
		const error = userErrorOf(() => moving(root, path.join(folder, moved)));
		expect(error.message).toMatch(/cannot be moved: fam\/v1 is a link to it\. Nothing was registered/);
		expect(error.hint).toContain('--move');
		expect(fs.existsSync(path.join(root, registered?.key ?? ''))).toBe(true);
		expect(namesBelow(root)).not.toContain('Resnet18');
	});

	test('is copied, and what lies beside it is moved; a link that no sidecar tells of is named by its key', () => {
		const root = emptyRoot();
		const folder = temporaryFolder();
		const target = outside(folder, 's.pth');
		const beside = outside(folder, 's.pth2');
		linking(root, target);
		expect(moving(root, beside).registered).toMatchObject({version: 1});
		expect(register(root, registrationOf(target)).registered).toMatchObject({version: 2});
		const bare = outside(folder, 'bare.pth');
		fs.symlinkSync(bare, path.join(root, 'Fam/Model/mine.pth'));
		expect(userErrorOf(() => moving(root, bare)).message).toContain('Fam/Model/mine.pth is a link to it');
	});
});
