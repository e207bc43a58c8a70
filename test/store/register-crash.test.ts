/** Registering that is cut off, that many do at once, or for which there is no room: no version, or a whole one. */

import {spawn} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {describe, expect, test} from 'vitest';
import {runChange} from '../../store/changes.ts';
import {readJournal} from '../../store/journal.ts';
import {cannotBeNobody, giveToNobody, runAsNobody} from '../helpers/as-nobody.ts';
import {straceProblem} from '../helpers/faults.ts';
import {outside, register, registering, registrationOf, sha256, sidecarOf} from '../helpers/registering.ts';
import {registryOf} from '../helpers/registries.ts';
import {startScript, type Script} from '../helpers/script.ts';
import {leftoversIn} from '../helpers/staging-leftovers.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {cannotMount, freeBytes, tinyDisk} from '../helpers/tiny-disk.ts';
import {namesBelow, shareCompiled} from '../helpers/trash.ts';
import {until} from '../helpers/until.ts';
import {userErrorOf} from '../helpers/user-error-of.ts';

shareCompiled();
const isLong = process.env.MREG_LONG_TESTS !== undefined;
const models = 'Resnet18/Model';

async function isReady(script: Script): Promise<void> {
	await until(() => script.lines().includes('ready') || script.child.exitCode !== null, {timeout: 60_000});
	expect(script.child.exitCode, script.errors()).toBe(null);
}

/** The versions in the model folder; each must have an artifact with its bytes, and nothing else may be there. */
function wholeVersions(root: string): readonly number[] {
	const names = fs.existsSync(path.join(root, models)) ? fs.readdirSync(path.join(root, models)).filter(name => !name.startsWith('.mreg.lock')) : [];
	const sidecars = names.filter(name => name.endsWith('.json'));
	expect(
		names
			.filter(name => !name.endsWith('.json'))
			.map(name => `${path.parse(name).name}.json`)
			.sort(),
	).toEqual([...sidecars].sort());
	return sidecars.map(name => {
		const {version, checksum, model_path: artifact} = sidecarOf(root, `${models}/${name}`);
		const at = String(artifact);
		const stat = fs.statSync(at);
		const file = stat.isDirectory() ? path.join(at, 'w.bin') : at;
		const hash = sha256(fs.readFileSync(file));
		expect((checksum as {value: string}).value).toBe(stat.isDirectory() ? sha256(`${hash}  w.bin\n`) : hash);
		if (!fs.lstatSync(at).isSymbolicLink()) expect(fs.statSync(file).mode & 0o222).toBe(0);
		return Number(version);
	});
}

function versionsIn(root: string): number {
	return namesBelow(path.join(root, models)).filter(name => /^resnet18_v\d+\.json$/.test(name)).length;
}

/** The next change, a while later: what was cut off as it was being written tells nothing of its writer, and is left for ten seconds. */
function settled(root: string) {
	return runChange({...registering(root), now: () => Date.now() + 20_000}, {kind: 'settle'});
}

function tellEnded(root: string, context = ''): void {
	expect(readJournal(root).unfinished, context).toEqual([]);
	expect(leftoversIn(root), context).toEqual([]);
}

/** System calls that change the disk. */
const calls = ['mkdir', 'link', 'symlink', 'unlink', 'rename', 'rmdir', 'fsync', 'fchmod', 'fchown', 'write'] as const;
type Call = (typeof calls)[number];

/** The way, what is registered, and of which calls each is made to be the last one. */
const killings: ReadonlyArray<readonly [way: string, kind: string, at: readonly Call[]]> = [
	['copy', 'file', isLong ? calls : ['link']],
	['move', 'file', isLong ? calls : ['fchmod']],
	...(isLong ? ([['copy', 'folder', calls]] as const) : []),
	['move', 'folder', isLong ? calls : ['rename']],
	['link', 'file', isLong ? calls : ['symlink']],
];

describe.skipIf(straceProblem() !== undefined)('kill -9 at one system call after the other', () => {
	test.each(killings)(
		'of a %s of a %s: after the next change there is no version or a whole one, and the source of a move is in one place',
		async (way, kind, at) => {
			const outcomes = new Set<string>();
			const counts = await Promise.all(at.map(call => killedAtEach([way, kind, call], outcomes)));
			expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
			// Other calls are the last ones all on one side of what decides.
			if (isLong || at.includes('link')) expect([...outcomes].sort()).toEqual(['', '1']);
		},
		isLong ? 1_200_000 : 60_000,
	);

	/** @returns how many of these calls there are */
	async function killedAtEach([way, kind, call]: readonly [string, string, Call], outcomes: Set<string>): Promise<number> {
		for (let when = 1; ; when += 2) {
			const [first, second] = await Promise.all([isKilledAt(when), isKilledAt(when + 1)]);
			if (!first || !second) return when - (first ? 0 : 1);
		}

		/** False where there are not so many. */
		async function isKilledAt(when: number): Promise<boolean> {
			const folder = temporaryFolder();
			const root = path.join(folder, 'root');
			fs.mkdirSync(root);
			outside(folder, kind === 'file' ? 'm.pth' : 'm/w.bin', 'weights');
			const from = path.join(folder, kind === 'file' ? 'm.pth' : 'm');
			const ended = await endKilled([root, from, way], `inject=?${call},?${call}at:signal=KILL:when=${when}`);
			if (ended === 0) return false;
			expect(ended).toBe(137);
			const {notes} = settled(root);
			const versions = wholeVersions(root);
			const said = `${call} ${when}: ${versions.length} ${notes.join(' ')}`;
			expect(fs.existsSync(from), said).toBe(way !== 'move' || versions.length === 0);
			tellEnded(root, said);
			if (versions.length === 0) expect(fs.existsSync(path.join(root, 'Resnet18')), said).toBe(false);
			outcomes.add(versions.join());
			// Whatever became of it, the next one is registered beside it.
			outside(folder, 'next.pth', 'next');
			expect(register(root, registrationOf(path.join(folder, 'next.pth'))).registered?.version).toBe(versions.length + 1);
			return true;
		}
	}

	/** @returns the exit code, as a shell tells it */
	async function endKilled(args: readonly string[], inject: string): Promise<number> {
		const script = path.join(import.meta.dirname, '../helpers/registering-process.ts');
		const child = spawn('strace', ['-f', '--seccomp-bpf', '-o', '/dev/null', '-e', inject, process.execPath, script, ...args], {stdio: 'ignore'});
		return new Promise(resolve => child.on('close', (code, signal) => resolve(signal === null ? (code ?? 1) : 137)));
	}
});

test('a process that is killed while it copies leaves nothing after the next change, wherever that is', async () => {
	const root = registryOf({'mreg.config.json': {}});
	const from = outside(temporaryFolder(), 'm.pth', Buffer.alloc(60_000_000, 1));
	const script = startScript('registering-process', [root, from, 'copy', 'go', '50']);
	await isReady(script);
	await until(() => namesBelow(root).some(name => name.endsWith('/artifact')), {timeout: 60_000});
	script.child.kill('SIGKILL');
	await script.ended;
	settled(root);
	tellEnded(root);
	wholeVersions(root);
});

test(`killed at any moment, ${isLong ? 300 : 6} times: versions are whole, and no number is given twice`, async () => {
	const root = registryOf({'mreg.config.json': {}});
	const from = outside(temporaryFolder(), 'm.pth');
	for (let round = 0; round < (isLong ? 300 : 6); round++) {
		const script = startScript('registering-process', [root, from, 'copy', 'go', '1000']);
		await isReady(script);
		// It is in the middle of one of them then.
		const before = versionsIn(root);
		await until(() => versionsIn(root) > before, {timeout: 60_000});
		await wait(Math.random() * 50);
		script.child.kill('SIGKILL');
		await script.ended;
		settled(root);
		tellEnded(root);
	}
	const numbers = wholeVersions(root);
	expect(numbers.length).toBeGreaterThan(0);
	expect([...numbers].sort((a, b) => a - b)).toEqual(numbers.map((_, index) => index + 1));
}, 120_000);

test('eight at once get eight numbers', async () => {
	const root = registryOf({'mreg.config.json': {}});
	const folder = temporaryFolder();
	const scripts = Array.from({length: 8}, (_, index) => startScript('registering-process', [root, outside(folder, `m${index}.pth`), 'copy', 'wait']));
	for (const script of scripts) await isReady(script);
	for (const script of scripts) script.child.stdin.end('\n');
	expect(await Promise.all(scripts.map(script => script.ended)), scripts.map(script => script.errors()).join('')).toEqual(scripts.map(() => 0));
	expect([...wholeVersions(root)].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
	tellEnded(root);
}, 60_000);

test('eight at once with the same bytes make one version', async () => {
	const root = registryOf({'mreg.config.json': {}});
	const from = outside(temporaryFolder(), 'm.pth', Buffer.alloc(3_000_000, 1));
	const scripts = Array.from({length: 8}, () => startScript('registering-process', [root, from, 'copy', 'wait']));
	for (const script of scripts) await isReady(script);
	for (const script of scripts) script.child.stdin.end('\n');
	await Promise.all(scripts.map(script => script.ended));
	const said = scripts.map(script => JSON.parse(script.lines().at(-1) ?? '{}') as {registered?: {version: number; isKnown: boolean}});
	const made = said.filter(({registered}) => registered?.isKnown === false);
	expect(made.length).toBe(1);
	expect(wholeVersions(root)).toEqual([1]);
	tellEnded(root);
}, 60_000);

describe('without room or rights', () => {
	test.skipIf(cannotMount !== undefined)('a disk that has too little: said clearly, and all the room is there again', () => {
		const root = path.join(tinyDisk(6), 'root');
		fs.mkdirSync(root);
		register(root, registrationOf(outside(temporaryFolder(), 'small.pth')));
		const before = freeBytes(root);
		const from = outside(temporaryFolder(), 'm.pth', Buffer.alloc(8_000_000, 1));
		const error = userErrorOf(() => register(root, registrationOf(from)));
		expect([error.code, error.exitCode, error.message, error.hint]).toEqual([
			'failed',
			1,
			expect.stringMatching(/needs 8\.0 MB/),
			expect.stringContaining('Free some space'),
		]);
		expect(wholeVersions(root)).toEqual([1]);
		tellEnded(root);
		expect(freeBytes(root)).toBeGreaterThanOrEqual(before - 8_192);
	});

	test.skipIf(cannotBeNobody !== undefined)(
		'a normal user: a folder is registered, goes to the trash, comes back, and where nothing may be written nothing is left',
		() => {
			const folder = temporaryFolder();
			const root = path.join(folder, 'root');
			fs.mkdirSync(root);
			outside(folder, 'm/a/w.bin', 'w');
			outside(folder, 'm/b.bin', 'w');
			giveToNobody(folder);
			const said = runAsNobody('registering-as-user', [root, path.join(folder, 'm')]) as {
				before: string;
				after: string;
				trashed: readonly string[];
				refused: string;
			};
			expect(said.after).toBe(said.before);
			expect(said.trashed).toEqual([`${models}/resnet18_v1`]);
			expect(said.refused).toContain('permission denied (EACCES)');
			expect(namesBelow(path.join(root, models))).toEqual(['resnet18_v1', 'resnet18_v1.json', 'resnet18_v1/a', 'resnet18_v1/a/w.bin', 'resnet18_v1/b.bin']);
			tellEnded(root);
		},
	);
});
