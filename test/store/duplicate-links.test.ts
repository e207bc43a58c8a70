/** Files of the same bytes become one file with several names and copies again; whatever fails or is killed, each path always has its bytes. */

import {spawn, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import type {Change, ChangeRequest} from '../../store/domain/change.ts';
import {logOf} from '../../store/domain/log.ts';
import {examineRegistry} from '../../store/examination.ts';
import {readJournal} from '../../store/journal.ts';
import {runChange} from '../../store/changes.ts';
import {linkOf, linksOf, looksIn} from '../helpers/duplicates.ts';
import {straceProblem} from '../helpers/faults.ts';
import {freshCache, modelFiles, readRoot, registryOf} from '../helpers/registries.ts';
import {leftIn, writerOf} from '../helpers/sidecars.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {removalsIn} from '../helpers/trash.ts';
import {cannotMount, fill, tinyDisk} from '../helpers/tiny-disk.ts';
import {userErrorOf} from '../helpers/user-error-of.ts';

process.env['NODE_COMPILE_CACHE'] ??= temporaryFolder();

const bytes = 'weights'.repeat(2_000);
const keys = ['Mscn/Model/a', 'Mscn/Model/b', 'Lero/Model/c'];

/** Three models of the same bytes, each with a time of its own. */
function duplicates(rest: Readonly<Record<string, unknown>> = {}): string {
	const root = registryOf({...Object.assign({}, ...keys.map(key => ({...modelFiles(key), [key]: bytes}))), ...rest});
	keys.forEach((key, index) => fs.utimesSync(path.join(root, key), 1_700_000_000, 1_700_000_000 + index));
	return root;
}

const change = (root: string, request: ChangeRequest): Change => runChange(writerOf(root, {by: 'mreg doctor'}), request);
const link = (root: string, names: readonly string[] = keys): Change => change(root, {kind: 'link', links: [linkOf(root, names)]});
const undo = (root: string, {txn = ''}: {readonly txn?: string}): Change => change(root, {kind: 'undo', txn, targets: []});
const inodesOf = (root: string, names: readonly string[] = keys) => new Set(names.map(name => fs.statSync(path.join(root, name)).ino)).size;
const looksOf = (root: string) => ['Mscn', 'Lero'].map(folder => looksIn(path.join(root, folder)));
const tidy = (root: string) => ['Mscn/Model', 'Lero/Model'].flatMap(folder => leftIn(path.join(root, folder)));

describe('duplicates', () => {
	test('become one file, which frees their room, and are copies with their own modes and times again when that is taken back', () => {
		const root = duplicates();
		const before = looksOf(root);
		const change = link(root);
		expect(change).toMatchObject({done: keys.slice(1), skipped: []});
		expect(change.freedBytes).toBeGreaterThanOrEqual(2 * bytes.length);
		expect(change.notes.join(' ')).toContain('in place changes the others');
		expect(inodesOf(root)).toBe(1);
		expect(undo(root, change)).toMatchObject({done: keys.slice(1), skipped: []});
		expect(inodesOf(root)).toBe(3);
		expect(looksOf(root)).toEqual(before);
		expect(tidy(root)).toEqual([]);
		expect(logOf(readJournal(root).entries).map(({op, state, undoable}) => [op, state, undoable])).toEqual([
			['link', 'done', false],
			['link', 'undone', false],
		]);
	});

	test('that an examination finds are linked as it says, files in folders among them, and none is found then', async () => {
		const large = Buffer.alloc(100_000, 'weights');
		const root = duplicates({'Mscn/Model/f/deep/w.bin': large, 'Mscn/Model/f.json': {model_id: 'f'}, 'Lero/Model/g.pt': large});
		const look = async () => examineRegistry(root, await readRoot(root, freshCache()), {now: Date.now(), duplicates: true});
		const facts = await look();
		expect(facts.duplicates?.map(({files, bytes: size}) => [files.map(({file}) => file.path).sort(), size])).toEqual([
			[['Lero/Model/g.pt', 'Mscn/Model/f/deep/w.bin'], 100_000],
			[[...keys].sort(), bytes.length],
		]);
		expect(facts.duplicates?.[1]?.files[0]?.file.path).toBe(keys[0]);
		expect(change(root, {kind: 'link', links: linksOf(facts)}).skipped).toEqual([]);
		expect((await look()).duplicates).toEqual([]);
		expect(leftIn(path.join(root, 'Mscn/Model/f/deep'))).toEqual([]);
	});

	test('that differ after all stay as they are, whatever a checksum said', () => {
		const root = duplicates();
		fs.writeFileSync(path.join(root, 'Mscn/Model/b'), `x${bytes.slice(1)}`);
		fs.utimesSync(path.join(root, 'Mscn/Model/b'), 1_700_000_000, 1_700_000_000);
		const before = looksOf(root);
		expect(link(root, keys.slice(0, 2))).toMatchObject({
			done: [],
			skipped: [{key: 'Mscn/Model/b', reason: 'Mscn/Model/b and Mscn/Model/a differ.'}],
		});
		expect(looksOf(root)).toEqual(before);
	});

	test('that changed since they were found, are links, or have other permissions stay, each with its reason', () => {
		const root = duplicates();
		const links = [linkOf(root, keys)];
		fs.chmodSync(path.join(root, 'Mscn/Model/b'), 0o600);
		fs.utimesSync(path.join(root, 'Lero/Model/c'), 1, 1);
		const {done, skipped} = change(root, {kind: 'link', links});
		expect(done).toEqual([]);
		expect(skipped.map(({reason}) => reason)).toEqual([
			expect.stringContaining('has other permissions (0600)') as string,
			'Lero/Model/c changed since it was found.',
		]);
		expect(inodesOf(root)).toBe(3);
	});

	test('of a registered version become read-only with it, which is said', () => {
		const root = duplicates({'Mscn/Model/a.json': {model_id: 'a', family: 'net', version: 1}});
		fs.chmodSync(path.join(root, keys[0] ?? ''), 0o444);
		fs.chmodSync(path.join(root, 'Mscn/Model/b'), 0o644);
		const before = looksOf(root);
		const change = link(root, keys.slice(0, 2));
		expect(change.notes).toContain('Mscn/Model/b is read-only now, as the registered Mscn/Model/a is.');
		undo(root, change);
		expect(looksOf(root)).toEqual(before);
	});

	test.skipIf(process.getuid?.() !== 0)('of another owner stay', () => {
		const root = duplicates();
		fs.chownSync(path.join(root, 'Mscn/Model/b'), 65_534, 65_534);
		expect(link(root, keys.slice(0, 2)).skipped).toMatchObject([{reason: expect.stringContaining('belongs to another user') as string}]);
	});

	test('that were replaced since they were linked are left by the undo, and the others come apart', () => {
		const root = duplicates();
		const change = link(root);
		fs.rmSync(path.join(root, 'Mscn/Model/b'));
		fs.writeFileSync(path.join(root, 'Mscn/Model/b'), 'trained anew');
		const {done, skipped} = undo(root, change);
		expect({done, skipped}).toEqual({done: ['Lero/Model/c'], skipped: [{key: 'Mscn/Model/b', reason: 'Mscn/Model/b was replaced since.'}]});
		expect(fs.readFileSync(path.join(root, 'Mscn/Model/b'), 'utf8')).toBe('trained anew');
		expect(inodesOf(root)).toBe(3);
	});

	test('into one of which somebody wrote are apart after the undo, with the bytes that both have', () => {
		const root = duplicates();
		const change = link(root);
		fs.writeFileSync(path.join(root, 'Mscn/Model/b'), 'written in place');
		const {done, notes} = undo(root, change);
		expect(done).toEqual(keys.slice(1));
		expect(notes.join(' ')).toContain('was written since it was linked');
		expect(inodesOf(root)).toBe(3);
		expect(keys.map(key => fs.readFileSync(path.join(root, key), 'utf8'))).toEqual(keys.map(() => 'written in place'));
	});

	test('that are young are linked after a second look, unless somebody still writes them', () => {
		const root = duplicates();
		const now = new Date();
		fs.utimesSync(path.join(root, 'Mscn/Model/b'), now, now);
		expect(link(root, keys.slice(0, 2)).done).toEqual(['Mscn/Model/b']);
		const growing = path.join(root, 'Lero/Model/c');
		const writer = spawn('sh', ['-c', 'while :; do printf w >> "$0"; sleep 0.02; done', growing], {stdio: 'ignore'});
		onTestFinished(() => void writer.kill('SIGKILL'));
		fs.utimesSync(growing, now, now);
		const {done, skipped} = link(root, ['Mscn/Model/a', 'Lero/Model/c']);
		expect([done, skipped.map(({key}) => key)]).toEqual([[], ['Lero/Model/c']]);
		expect(inodesOf(root)).toBe(2);
	});

	test('get their times back to the nanosecond', () => {
		const root = duplicates();
		const file = path.join(root, 'Mscn/Model/b');
		spawnSync('touch', ['-d', '2024-03-01T12:30:00.123456789Z', file]);
		const timeOf = () => fs.statSync(file, {bigint: true}).mtimeNs;
		expect(timeOf() % 1_000_000_000n).toBe(123_456_789n);
		const change = link(root);
		expect(timeOf() % 1_000_000_000n).toBe(0n);
		undo(root, change);
		expect(timeOf()).toBe(1_709_296_200_123_456_789n);
	});

	test('into which somebody wrote after the first went to the trash come apart with the bytes of now, which is said', () => {
		for (const without of [() => undefined, (items: Record<string, unknown>) => delete items['toInode']]) {
			const root = duplicates();
			const change = link(root);
			const journal = path.join(root, '.mreg/journal.jsonl');
			const lines = fs.readFileSync(journal, 'utf8').trimEnd().split('\n');
			const edited = lines.map(line => {
				const entry = JSON.parse(line) as {items: Array<Record<string, unknown>>};
				entry.items.forEach(without);
				return JSON.stringify(entry);
			});
			fs.writeFileSync(journal, `${edited.join('\n')}\n`);
			fs.renameSync(path.join(root, 'Mscn/Model/a'), path.join(root, '.mreg/a'));
			fs.writeFileSync(path.join(root, 'Mscn/Model/b'), 'written in place');
			const {done, skipped, notes} = undo(root, change);
			expect({done, skipped}).toEqual({done: keys.slice(1), skipped: []});
			expect(notes).toContain('Mscn/Model/b: its bytes were changed since it was linked. It keeps them, as a file of its own.');
			expect(inodesOf(root, keys.slice(1))).toBe(2);
			expect(fs.readFileSync(path.join(root, 'Lero/Model/c'), 'utf8')).toBe('written in place');
		}
	});

	test('of which one goes to the trash and another stays are told of, with its name, unless all of them go', async () => {
		const root = duplicates();
		const [first = '', second = ''] = keys;
		link(root, [first, second]);
		const {notes, txn} = change(root, {kind: 'trash', removals: await removalsIn(root, [second])});
		expect(notes).toEqual([`${second} shares its bytes with ${first} (a hard link): who writes into that changes what lies in the trash.`]);
		undo(root, {txn});
		expect(change(root, {kind: 'trash', removals: await removalsIn(root, [first, second])}).notes).toEqual([]);
	});

	test('that have names elsewhere stay, as nothing would be freed, and are what others become a link to', async () => {
		const root = duplicates();
		fs.linkSync(path.join(root, 'Mscn/Model/b'), path.join(temporaryFolder(), 'elsewhere'));
		const {done, skipped, freedBytes} = link(root);
		expect(done).toEqual(['Lero/Model/c']);
		expect(skipped).toEqual([{key: 'Mscn/Model/b', reason: expect.stringContaining('names elsewhere') as string}]);
		expect(freedBytes).toBeLessThan(2 * bytes.length);
		const other = duplicates();
		fs.linkSync(path.join(other, 'Mscn/Model/b'), path.join(temporaryFolder(), 'elsewhere'));
		const facts = await examineRegistry(other, await readRoot(other, freshCache()), {now: Date.now(), duplicates: true});
		expect(facts.duplicates?.map(({files}) => files.map(({key}) => key))).toEqual([['Mscn/Model/b', 'Mscn/Model/a', 'Lero/Model/c']]);
		expect(change(other, {kind: 'link', links: linksOf(facts)})).toMatchObject({done: ['Mscn/Model/a', 'Lero/Model/c'], skipped: []});
		expect(inodesOf(other)).toBe(1);
	});

	test('that were one file under several names before free their room once, and are one file again', async () => {
		const root = duplicates();
		const [one, two] = ['Mscn/Model/b', 'Lero/Model/d'].map(name => path.join(root, name));
		fs.linkSync(one ?? '', two ?? '');
		const before = looksOf(root);
		const facts = await examineRegistry(root, await readRoot(root, freshCache()), {now: Date.now(), duplicates: true});
		expect(facts.duplicates?.[0]?.files).toHaveLength(3);
		const all = [...keys, 'Lero/Model/d'];
		const linked = change(root, {kind: 'link', links: linksOf(facts)});
		expect([...linked.done].sort()).toEqual(['Lero/Model/c', 'Lero/Model/d', 'Mscn/Model/b']);
		const blocks = fs.statSync(path.join(root, 'Mscn/Model/a')).blocks * 512;
		expect(linked.freedBytes).toBe(2 * blocks);
		expect(inodesOf(root, all)).toBe(1);
		expect(undo(root, linked)).toMatchObject({skipped: []});
		expect(inodesOf(root, all)).toBe(3);
		expect(fs.statSync(one ?? '').ino).toBe(fs.statSync(two ?? '').ino);
		expect(looksOf(root)).toEqual(before);
		expect(tidy(root)).toEqual([]);
	});

	test('of which the first went to the trash come apart all the same', () => {
		const root = duplicates();
		const change = link(root);
		fs.rmSync(path.join(root, 'Mscn/Model/a'));
		expect(undo(root, change)).toMatchObject({done: keys.slice(1), skipped: []});
		expect(inodesOf(root, keys.slice(1))).toBe(2);
	});
});

describe.skipIf(cannotMount !== undefined)(`on small disks${cannotMount === undefined ? '' : ` (left out: ${cannotMount})`}`, () => {
	test('files of two disks stay, with that reason', () => {
		const root = duplicates();
		const disk = tinyDisk(1);
		fs.symlinkSync(disk, path.join(root, 'Far'));
		fs.mkdirSync(path.join(disk, 'Model'));
		fs.writeFileSync(path.join(disk, 'Model/d'), bytes);
		expect(link(root, ['Mscn/Model/a', 'Far/Model/d'])).toMatchObject({done: [], skipped: [{reason: expect.stringContaining('another disk') as string}]});
	});

	test('a full disk lets them be linked, and refuses copies before anything is done', () => {
		const root = path.join(tinyDisk(8), 'root');
		const large = Buffer.alloc(1_500_000, 'w');
		for (const name of ['a', 'b']) {
			fs.mkdirSync(path.join(root, 'Mscn/Model'), {recursive: true});
			fs.writeFileSync(path.join(root, 'Mscn/Model', name), large);
			fs.utimesSync(path.join(root, 'Mscn/Model', name), 1_700_000_000, 1_700_000_000);
		}
		const two = keys.slice(0, 2);
		// The registry has its own folder and its reserve already.
		undo(root, link(root, two));
		const filler = fill(path.dirname(root));
		const linked = link(root, two);
		expect(linked).toMatchObject({done: ['Mscn/Model/b'], skipped: []});
		fs.appendFileSync(filler, Buffer.alloc(1_800_000));
		const error = userErrorOf(() => undo(root, linked));
		expect(error.message).toContain('The copy needs 1.5 MB');
		expect(inodesOf(root, two)).toBe(1);
	});
});

const unavailable = straceProblem();

/** `CALL:HOW:WHEN`, as in version-faults. @returns the exit code, or the signal */
async function endWith(root: string, request: ChangeRequest, fault: string): Promise<number | string> {
	const [call = '', how = '', when] = fault.split(':');
	const calls = `/^(${call}(at|at2)?)$`;
	const inject = ['-f', '-qq', '-o', '/dev/null', '-e', `trace=${calls}`, '-e', `inject=${calls}:${how === 'KILL' ? 'signal' : 'error'}=${how}:when=${when}`];
	const helper = path.join(import.meta.dirname, '../helpers/changing-process.ts');
	const child = spawn('strace', [...inject, process.execPath, helper, root, JSON.stringify(request)], {stdio: 'ignore'});
	return new Promise((resolve, reject) => child.on('error', reject).on('close', (code, signal) => resolve(signal ?? code ?? 0)));
}

describe.skipIf(unavailable !== undefined)(
	`where a call fails or the process is killed${unavailable === undefined ? '' : ` (left out: ${unavailable})`}`,
	() => {
		/** Links in a process with a fault, then ends what is left and takes it back. */
		async function linkWith(fault: string): Promise<number | string> {
			const root = duplicates();
			// The registry has its own folder already.
			change(root, {kind: 'settle'});
			undo(root, link(root));
			const before = looksOf(root);
			const ended = await endWith(root, {kind: 'link', links: [linkOf(root, keys)]}, fault);
			const allHere = () => keys.map(key => fs.readFileSync(path.join(root, key), 'utf8') === bytes);
			expect(allHere(), fault).toEqual([true, true, true]);
			change(root, {kind: 'settle'});
			expect(readJournal(root).unfinished, fault).toEqual([]);
			const linked = 3 - inodesOf(root);
			const line = logOf(readJournal(root).entries).find(({op, inverseOf, state}) => op === 'link' && inverseOf === undefined && state === 'done');
			expect(line?.keys.length ?? 0, fault).toBe(linked);
			if (line) undo(root, line);
			expect(looksOf(root), fault).toEqual(before);
			expect(
				tidy(root).filter(name => name.includes('.tmp')),
				fault,
			).toEqual([]);
			return ended;
		}

		/** Takes links back in a process with a fault, then ends what is left and takes the rest back. */
		async function undoWith(fault: string): Promise<number | string> {
			const root = duplicates();
			const before = looksOf(root);
			const {txn = ''} = link(root);
			const ended = await endWith(root, {kind: 'undo', txn, targets: []}, fault);
			expect(
				keys.map(key => fs.readFileSync(path.join(root, key), 'utf8') === bytes),
				fault,
			).toEqual([true, true, true]);
			change(root, {kind: 'settle'});
			expect(readJournal(root).unfinished, fault).toEqual([]);
			if (inodesOf(root) < 3) change(root, {kind: 'undo', txn, targets: []});
			expect(looksOf(root), fault).toEqual(before);
			expect(tidy(root), fault).toEqual([]);
			return ended;
		}

		async function each(faults: readonly string[], check: (fault: string) => Promise<number | string>): Promise<ReadonlyMap<string, number | string>> {
			const ends = new Map<string, number | string>();
			for (let at = 0; at < faults.length; at += 3) await Promise.all(faults.slice(at, at + 3).map(async fault => void ends.set(fault, await check(fault))));
			return ends;
		}

		test('no bytes are lost by linking, what stands is told, and all comes back', {timeout: 60_000}, async () => {
			const killed = ['link:KILL:3', 'link:KILL:4', 'rename:KILL:1', 'rename:KILL:2', 'unlink:KILL:3', 'unlink:KILL:4', 'unlink:KILL:5'];
			const ends = await each([...killed, 'rename:EIO:1', 'link:ENOSPC:3', 'fsync:EIO:3'], linkWith);
			expect(killed.filter(fault => ends.get(fault) === 'SIGKILL')).toEqual(killed);
			expect(ends.get('rename:EIO:1')).toBe(11);
		});

		test('no bytes are lost by the undo, and it can be done once more', {timeout: 60_000}, async () => {
			const killed = ['rename:KILL:1', 'rename:KILL:2', 'fsync:KILL:3', 'fchmod:KILL:4'];
			const ends = await each([...killed, 'rename:ENOSPC:2', 'write:ENOSPC:6'], undoWith);
			expect(killed.filter(fault => ends.get(fault) === 'SIGKILL')).toEqual(killed);
		});
	},
);

test('eight processes that link the same files at once link each once, and no bytes are lost', {timeout: 60_000}, async () => {
	const root = duplicates();
	const before = looksOf(root);
	const request = JSON.stringify({kind: 'link', links: [linkOf(root, keys)]});
	const helper = path.join(import.meta.dirname, '../helpers/changing-process.ts');
	const ends = await Promise.all(
		Array.from({length: 8}, async () => {
			const child = spawn(process.execPath, [helper, root, request], {stdio: 'ignore'});
			return new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
		}),
	);
	expect(ends.filter(code => code !== 0 && code !== 11)).toEqual([]);
	expect(inodesOf(root)).toBe(1);
	expect(keys.map(key => fs.readFileSync(path.join(root, key), 'utf8') === bytes)).toEqual([true, true, true]);
	const lines = logOf(readJournal(root).entries).filter(({state}) => state === 'done');
	expect(lines.flatMap(line => line.keys).sort()).toEqual(keys.slice(1).sort());
	for (const line of lines) undo(root, line);
	expect(looksOf(root)).toEqual(before);
	expect(tidy(root)).toEqual([]);
});
