/** One process at a time holds the lock of a folder; a dead one is replaced at once, one that cannot be seen from here never. */

import {spawn} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import type {Json} from '../../store/domain/json.ts';
import {isLockOf, judgeLock, parseLock, type Here, type LockHolder} from '../../store/domain/lock-holder.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {removeStaleTemps} from '../../store/leftovers.ts';
import {acquireLock, breakLock, processHere, readLock, releaseLock, withLock} from '../../store/lock.ts';
import {startScript, type Script} from '../helpers/script.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {until} from '../helpers/until.ts';

const lockName = '.mreg.lock';
const isLinux = process.platform === 'linux';

/** See fixtures/lock/README.md: the Python client runs the same cases. */
interface Case {
	readonly name: string;
	readonly about?: string;
	readonly judged?: string;
	readonly lock: Json;
	readonly here: Omit<Here, 'startOf'> & {readonly processes: {readonly [pid: string]: string | null}};
	readonly expect: 'held' | 'stale' | 'foreign';
}

describe('conformance', () => {
	const folder = path.join(import.meta.dirname, '../../fixtures/lock');
	const files = fs.readdirSync(folder).filter(name => name.endsWith('.json'));
	const cases = files.map(file => JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8')) as Case);

	test('every case is named by its file', () => {
		expect(cases.map(({name}) => `${name}.json`)).toEqual(files);
		expect(cases.length).toBeGreaterThan(12);
	});

	test.each(cases)('$name is $expect', ({lock, here, judged, expect: expected}) => {
		const reading = parseLock(typeof lock === 'string' ? lock : JSON.stringify(lock));
		const found = judged === undefined ? judgeLock(reading, {...here, startOf: pid => here.processes[pid]}) : isLockOf(reading, judged) ? 'stale' : 'held';
		expect(found).toBe(expected);
	});
});

describe('a lock', () => {
	test.runIf(isLinux)('names this process, its host, boot, namespace and start', () => {
		const folder = temporaryFolder();
		const lock = acquireLock(folder, {now: () => 0, by: 'mreg tag'});
		const stat = fs.readFileSync('/proc/self/stat', 'latin1');
		expect(JSON.parse(fs.readFileSync(path.join(folder, lockName), 'utf8'))).toEqual({
			v: 1,
			host: processHere().host,
			boot_id: fs.readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim(),
			pid_ns: fs.readlinkSync('/proc/self/ns/pid'),
			pid: process.pid,
			start: stat.slice(stat.lastIndexOf(')')).split(' ')[20],
			token: lock.token,
			at: '1970-01-01T00:00:00.000Z',
			by: 'mreg tag',
		});
		expect(releaseLock(lock)).toBe(true);
		expect(fs.readdirSync(folder)).toEqual([]);
	});

	test('has the mode of a new file of its folder, so that others of the group can read it', () => {
		const folder = temporaryFolder();
		fs.chmodSync(folder, 0o2775);
		withLock(folder, {}, () => expect(fs.statSync(path.join(folder, lockName)).mode & 0o777).toBe(0o664));
	});

	test('is freed when the action throws', () => {
		const folder = temporaryFolder();
		expect(() => withLock(folder, {}, () => expect.fail('in the middle'))).toThrow('in the middle');
		expect(withLock(folder, {waitMs: 0}, () => 'next')).toBe('next');
	});

	test("leaves another's lock alone when it was taken away meanwhile", () => {
		const folder = temporaryFolder();
		const lock = acquireLock(folder);
		const other = foreignLock();
		fs.writeFileSync(path.join(folder, lockName), other);
		expect(releaseLock(lock)).toBe(false);
		expect(fs.readFileSync(path.join(folder, lockName), 'utf8')).toBe(other);
		fs.unlinkSync(path.join(folder, lockName));
		expect(releaseLock(lock)).toBe(false);
	});

	test('taken twice by one thread is a bug, said at once', () => {
		const folder = temporaryFolder();
		expect(() => withLock(folder, {}, () => withLock(folder, {}, () => 'never'))).toThrow('Bug');
		expect(fs.readdirSync(folder)).toEqual([]);
	});

	test('of a folder that is not there is a sentence', () => {
		const folder = path.join(temporaryFolder(), 'gone');
		const error = lockError(folder, 0);
		expect(error).toMatchObject({code: 'not-found', message: `Cannot lock ${folder}: no such file or directory (ENOENT). Nothing was changed.`});
	});
});

describe('processes', () => {
	test('lose no update: 8 processes x 50', async () => {
		const file = newCounter();
		const scripts = Array.from({length: 8}, () => startScript('counting-process', [file, '50']));
		for (const script of scripts) expect(await script.ended, script.errors()).toBe(0);
		expect(fs.readFileSync(file, 'utf8')).toBe('400\n');
		expect(fs.readdirSync(path.dirname(file))).toEqual(['count']);
	}, 120_000);

	test('lose no update when each one dies with the lock in its hands', async () => {
		const file = newCounter();
		const lanes = Array.from({length: 8}, async () => {
			for (let i = 0; i < 6; i++) {
				const script = startScript('counting-process', [file, '1', 'dies']);
				expect(await script.ended, script.errors()).toBe('SIGKILL');
			}
		});
		await Promise.all(lanes);
		expect(fs.readFileSync(file, 'utf8')).toBe('48\n');
		withLock(path.dirname(file), {waitMs: 0}, () => undefined);
		expect(fs.readdirSync(path.dirname(file))).toEqual(['count']);
	}, 120_000);

	test('never take away the new lock of another one when all of them find a dead one: 8 processes x 250', async () => {
		const file = newCounter();
		const scripts = Array.from({length: 8}, () => startScript('counting-process', [file, '250', 'leaves']));
		for (const script of scripts) expect(await script.ended, script.errors()).toBe(0);
		expect(fs.readFileSync(file, 'utf8')).toBe('2000\n');
	}, 120_000);

	test('wait for a holder that lives, then name it', async () => {
		const folder = temporaryFolder();
		const script = await holder(folder);
		const {error, ms} = timed(() => lockError(folder, 300));
		expect(ms).toBeGreaterThanOrEqual(299);
		expect(error).toMatchObject({code: 'locked', exitCode: 5});
		expect(error.message).toMatch(new RegExp(`^${folder} is locked by process ${script.child.pid} on ${processHere().host} \\(holding\\) since 20`));
		expect(error.hint).toContain('mreg unlock');
		expect(fs.readdirSync(folder)).toEqual([lockName]);
	});

	test('get the lock when a holder frees it', async () => {
		const file = newCounter();
		const folder = path.dirname(file);
		const script = await holder(folder);
		const waiting = startScript('counting-process', [file, '1']);
		await candidateIn(folder);
		expect(fs.readFileSync(file, 'utf8')).toBe('0\n');
		script.child.stdin.end();
		expect(await waiting.ended, waiting.errors()).toBe(0);
		expect(fs.readFileSync(file, 'utf8')).toBe('1\n');
	});

	test('break the lock of a killed holder at once', async () => {
		const folder = temporaryFolder();
		const script = await holder(folder);
		script.child.kill('SIGKILL');
		await script.ended;
		expect(fs.readdirSync(folder)).toEqual([lockName]);
		expect(withLock(folder, {waitMs: 0}, () => 'mine')).toBe('mine');
		expect(fs.readdirSync(folder)).toEqual([]);
	});

	test.runIf(isLinux)('break the lock of a zombie', async () => {
		const folder = temporaryFolder();
		fs.writeFileSync(path.join(folder, 'zombie.sh'), 'exec 3<&0\n"$@" <&3 &\nexec sleep 1000');
		// The shell becomes a program that never asks for the end of its child.
		const parent = spawn('sh', [path.join(folder, 'zombie.sh'), process.execPath, path.join(import.meta.dirname, '../helpers/holding-process.ts'), folder]);
		onTestFinished(() => void parent.kill('SIGKILL'));
		const held = await until(() => {
			const reading = readLock(folder);
			return reading !== undefined && 'holder' in reading ? reading.holder : undefined;
		});
		process.kill(held.pid, 'SIGKILL');
		await until(() => fs.readFileSync(`/proc/${held.pid}/stat`, 'latin1').includes(') Z '));
		expect(withLock(folder, {waitMs: 0}, () => 'mine')).toBe('mine');
	});

	test.each([
		{what: 'of another host', content: foreignLock(), says: 'process 4121 on elsewhere since 2026-11-22T10:00:00.000Z'},
		{what: 'that is empty', content: '', says: 'the lock file is empty'},
		{what: 'that is cut', content: foreignLock().slice(0, 40), says: 'does not hold a JSON object'},
		{what: 'of a newer version', content: foreignLock({v: 2}), says: 'a newer version of mreg (lock format 2)'},
		{what: 'that is huge', content: ' '.repeat(100_000), says: 'too large'},
	])('never break a lock $what, and say what it is', ({content, says}) => {
		const folder = temporaryFolder();
		fs.writeFileSync(path.join(folder, lockName), content);
		const {error, ms} = timed(() => lockError(folder, 150));
		expect(ms).toBeGreaterThanOrEqual(149);
		expect(error).toMatchObject({code: 'locked', exitCode: 5});
		expect(error.message).toContain(says);
		expect(fs.readdirSync(folder)).toEqual([lockName]);
		expect(fs.readFileSync(path.join(folder, lockName), 'utf8')).toBe(content);
	});

	test('never break what is no file at all', () => {
		const folder = temporaryFolder();
		fs.symlinkSync('nowhere', path.join(folder, lockName));
		expect(lockError(folder, 0)).toMatchObject({code: 'locked'});
		expect(fs.readlinkSync(path.join(folder, lockName))).toBe('nowhere');
	});

	test('wait for a holder of another host and go on when it is gone', async () => {
		const file = newCounter();
		const folder = path.dirname(file);
		fs.writeFileSync(path.join(folder, lockName), foreignLock());
		const waiting = startScript('counting-process', [file, '1']);
		await candidateIn(folder);
		fs.unlinkSync(path.join(folder, lockName));
		expect(await waiting.ended, waiting.errors()).toBe(0);
		expect(fs.readFileSync(file, 'utf8')).toBe('1\n');
	});
});

describe('breaking', () => {
	test('puts back a lock that is not the one that was judged', () => {
		const folder = temporaryFolder();
		fs.writeFileSync(path.join(folder, lockName), foreignLock());
		const {ino} = fs.statSync(path.join(folder, lockName));
		expect(breakLock(folder, 'another-token')).toBe(false);
		expect(fs.readdirSync(folder)).toEqual([lockName]);
		expect(fs.statSync(path.join(folder, lockName)).ino).toBe(ino);
	});

	test('removes the one that was judged, and says so when it is already gone', () => {
		const folder = temporaryFolder();
		fs.writeFileSync(path.join(folder, lockName), foreignLock({token: 'that'}));
		expect(breakLock(folder, 'that')).toBe(true);
		expect(fs.readdirSync(folder)).toEqual([]);
		expect(breakLock(folder, 'that')).toBe(false);
	});

	test('waits for the turn of another process, and takes over that of a dead one', () => {
		const folder = temporaryFolder();
		const dead = holderHere({boot_id: 'before', token: 'dead'});
		fs.writeFileSync(path.join(folder, lockName), dead);
		fs.writeFileSync(path.join(folder, '.mreg.lock.break'), holderHere({token: 'breaking'}));
		expect(lockError(folder, 100)).toMatchObject({code: 'locked'});
		expect(fs.readFileSync(path.join(folder, lockName), 'utf8')).toBe(dead);

		fs.writeFileSync(path.join(folder, '.mreg.lock.break'), holderHere({boot_id: 'before', token: 'broke'}));
		expect(withLock(folder, {waitMs: 5000}, () => 'mine')).toBe('mine');
		expect(fs.readdirSync(folder)).toEqual([]);
	});
});

test('kill -9, 100 times: the file always parses, nothing acknowledged is lost, no pile of files is left', async () => {
	await Promise.all([killLoop(50), killLoop(50)]);
}, 180_000);

/** Kills a writer `rounds` times, each time after some writes, at whatever it does then. */
async function killLoop(rounds: number): Promise<void> {
	const folder = temporaryFolder();
	const file = path.join(folder, 'a.json');
	fs.writeFileSync(file, '{"n": 0}');
	let left = 0;
	for (let round = 0; round < rounds; round++) {
		const script = startScript('writing-process', [file, 'locked']);
		await until(() => script.lines().length > round % 5, {timeout: 30_000, describe: () => script.errors()});
		script.child.kill('SIGKILL');
		expect(await script.ended, script.errors()).toBe('SIGKILL');
		const acknowledged = Number(script.lines().at(-1));
		const {n, fill} = JSON.parse(fs.readFileSync(file, 'utf8'));
		expect(n).toBeGreaterThanOrEqual(acknowledged);
		expect(n).toBeLessThanOrEqual(acknowledged + 1);
		expect(new Set(fill).size).toBe(1);
		left += removeStaleTemps(folder, 0, Date.now()).length;
		expect(fs.readdirSync(folder).filter(name => name !== lockName && name !== '.mreg.lock.break')).toEqual(['a.json']);
	}
	// Otherwise the writers were never killed in the middle of a write.
	expect(left).toBeGreaterThan(0);
	withLock(folder, {waitMs: 5000}, () => undefined);
	expect(fs.readdirSync(folder)).toEqual(['a.json']);
}

function newCounter(): string {
	const file = path.join(temporaryFolder(), 'count');
	fs.writeFileSync(file, '0\n');
	return file;
}

async function holder(folder: string): Promise<Script> {
	const script = startScript('holding-process', [folder]);
	await until(() => script.lines().includes('held'), {timeout: 30_000, describe: () => script.errors()});
	return script;
}

/** Resolves when a process that waits has made the file that it wants to link into place. */
async function candidateIn(folder: string): Promise<void> {
	await until(() => fs.readdirSync(folder).some(name => /^\.mreg\.lock\.\d/.test(name)), {timeout: 30_000});
}

function lockError(folder: string, waitMs: number): UserError {
	try {
		withLock(folder, {waitMs}, () => undefined);
	} catch (error) {
		if (error instanceof UserError) return error;
		throw error;
	}
	return expect.fail('the lock was taken');
}

function timed(action: () => UserError): {error: UserError; ms: number} {
	const start = performance.now();
	const error = action();
	return {error, ms: performance.now() - start};
}

function foreignLock(fields: Partial<Omit<LockHolder, 'v'>> & {v?: number} = {}): string {
	return holderHere({host: 'elsewhere', boot_id: 'b', pid_ns: 'n', pid: 4121, start: '1', at: '2026-11-22T10:00:00.000Z', ...fields});
}

function holderHere(fields: Partial<Omit<LockHolder, 'v'>> & {v?: number}): string {
	const {host, boot_id, pid_ns, pid, start} = processHere();
	return JSON.stringify({v: 1, host, boot_id, pid_ns, pid, start, token: 'token', at: '2026-11-22T10:00:00.000Z', ...fields});
}
