/** The lock of a folder: a file that one process at a time can link(2) into place, shared with Python (fixtures/lock/README.md). */

import {closeSync, constants, fstatSync, linkSync, openSync, readFileSync, readlinkSync, renameSync, unlinkSync} from 'node:fs';
import {hostname} from 'node:os';
import {join} from 'node:path';
import {createFile, inodeOf, isRunning, removeQuietly, uniqueToken} from './atomic-file.ts';
import {describeLock, isLockOf, judgeLock, parseLock, type Here, type LockHolder, type LockReading} from './domain/lock-holder.ts';
import {UserError} from './domain/user-error.ts';
import {codeOf, hintFor, reasonOf, systemCode} from './system-error.ts';

export interface LockOptions {
	/** How long to wait for another holder, in milliseconds. Default 10,000. */
	readonly waitMs?: number;
	/** Milliseconds since 1970, for the time that the lock file shows. Default Date.now. */
	readonly now?: () => number;
	/** What is being done (`mreg tag`), for the message that another process shows. */
	readonly by?: string;
}

/** A lock that is held, until releaseLock. */
export interface Lock {
	readonly folder: string;
	readonly token: string;
}

const lockName = '.mreg.lock';
/** Held while a stale lock is broken: two that break one at a time would move away each other's new locks. */
const turnName = '.mreg.lock.break';
const largestLock = 64 * 1024;

/** Tokens of the locks that this thread holds: waiting for one of them would never end. */
const heldHere = new Set<string>();

/**
 * Runs `action` while this process holds the folder's lock and returns its result. `action` is synchronous, and short: 200 ms at most.
 * Throws a UserError `locked` (exit 5) that names the holder when the wait is over, and whatever `action` throws.
 */
export function withLock<T>(folder: string, options: LockOptions, action: (lock: Lock) => T): T {
	const lock = acquireLock(folder, options);
	let result: T;
	try {
		result = action(lock);
	} catch (error) {
		releaseAfter(error, lock);
		throw error;
	}
	releaseLock(lock);
	return result;
}

/**
 * Takes the lock of a folder. One whose process is gone is broken at once; any other is waited for, blocking this thread.
 * Throws a UserError: `locked` (exit 5) with the holder, or why the folder cannot be locked at all.
 */
export function acquireLock(folder: string, options: LockOptions = {}): Lock {
	const token = uniqueToken();
	const candidate = join(folder, `${lockName}.${token}`);
	const content = Buffer.from(`${JSON.stringify(holderHere(token, options))}\n`);
	const end = performance.now() + (options.waitMs ?? 10_000);
	try {
		// On the disk for good: a power cut must not leave an empty lock, which nobody may break.
		createFile(candidate, [content], {fsync: true});
		for (let attempt = 0; !isLinked(candidate, join(folder, lockName)); attempt++) giveWay(folder, candidate, {attempt, end});
	} catch (error) {
		throw systemCode(error) === undefined ? error : cannotLock(folder, error);
	} finally {
		removeQuietly(candidate);
	}
	heldHere.add(token);
	return {folder, token};
}

/**
 * Frees a lock. Returns false if it was no longer this one (`mreg unlock` removed it, for example): another's is left alone.
 * Throws a UserError if it cannot be removed; it then lasts until this process ends.
 */
export function releaseLock(lock: Lock): boolean {
	const path = join(lock.folder, lockName);
	heldHere.delete(lock.token);
	let reading = readLock(lock.folder);
	// Absent: whoever took it for another one, a stale one, is putting it back. Unreadable: the disk may do better the next time.
	for (let attempt = 0; attempt < 3 && (reading === undefined || 'reason' in reading); attempt++) {
		sleep(5);
		reading = readLock(lock.folder);
	}
	if (reading !== undefined && 'reason' in reading) throw cannotFree(path, reading.reason);
	if (!isLockOf(reading, lock.token)) return false;
	try {
		removeTrying(path, 2);
		return true;
	} catch (error) {
		throw cannotFree(path, reasonOf(error), error);
	}
}

/** Returns who holds the lock of a folder, or why that cannot be told; undefined if nobody does. Changes nothing and waits for nobody. */
export function readLock(folder: string): LockReading | undefined {
	return readLockFile(join(folder, lockName));
}

/**
 * Removes the lock that has this token, which was judged stale: it is moved aside, looked at again, and put back if it is another one by now.
 * Returns true if that lock is gone. Throws the system's errors.
 */
export function breakLock(folder: string, token: string): boolean {
	return broken(folder, lockName, token);
}

/** This machine and process, as lock files name them, and the processes that can be seen from here. */
export function processHere(): Here & {readonly pid: number; readonly start: string | null} {
	here ??= {
		host: hostname(),
		boot_id: textOr(null, () => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()),
		pid_ns: textOr(null, () => readlinkSync('/proc/self/ns/pid', 'latin1')),
		pid: process.pid,
		start: startOf(process.pid) ?? null,
		startOf,
	};
	return here;
}

let here: ReturnType<typeof processHere> | undefined;

/** Field 22 of /proc/PID/stat; `null` for a process that runs but does not tell (macOS, hidepid), `undefined` for none and for a zombie. */
function startOf(pid: number): string | null | undefined {
	const stat = textOr(undefined, () => readFileSync(`/proc/${pid}/stat`, 'latin1'));
	if (stat === undefined) return isRunning(pid) ? null : undefined;
	// The second field is the program's name in parentheses, and may hold spaces and parentheses itself.
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	const state = fields[0];
	return state === 'Z' || state === 'X' ? undefined : (fields[22 - 3] ?? null);
}

function holderHere(token: string, options: LockOptions): LockHolder {
	const {host, boot_id, pid_ns, pid, start} = processHere();
	const at = new Date((options.now ?? Date.now)()).toISOString();
	return {v: 1, host, boot_id, pid_ns, pid, start, token, at, ...(options.by === undefined ? {} : {by: options.by})};
}

/** True if the candidate has this name now. */
function isLinked(candidate: string, path: string): boolean {
	try {
		linkSync(candidate, path);
		return true;
	} catch (error) {
		// Over NFS a repeated request can fail although the first one made the link.
		if (systemCode(error) === 'EEXIST') return inodeOf(path) === inodeOf(candidate);
		if (!['EPERM', 'ENOTSUP', 'ENOSYS'].includes(systemCode(error) ?? '')) throw error;
		throw new UserError('failed', `Cannot lock ${path}: this disk has no hard links (${systemCode(error)}). Nothing was changed.`, {
			hint: 'Keep what is to be changed on a disk that has them (ext4, xfs, btrfs, APFS, NFS).',
			cause: error,
		});
	}
}

/** Breaks the lock if it is stale, else waits for a moment; throws when the wait is over. */
function giveWay(folder: string, candidate: string, {attempt, end}: {attempt: number; end: number}): void {
	const reading = readLock(folder);
	if (reading === undefined) return;
	if ('holder' in reading && heldHere.has(reading.holder.token)) throw new Error(`Bug: ${folder} is locked twice by the same thread`);
	if (staleToken(reading) !== undefined && brokenInTurn(folder, candidate)) return;
	const left = end - performance.now();
	if (left <= 0) {
		throw new UserError('locked', `${folder} is locked by ${describeLock(reading)}. Nothing was changed.`, {
			hint: 'Try again later, or wait longer with --wait 60s. If that process is gone for certain, remove its lock: mreg unlock',
		});
	}
	sleep(Math.min(left, 1 + Math.random() * Math.min(4 * 2 ** attempt, 100)));
}

/** The token of a lock that may be broken. */
function staleToken(reading: LockReading | undefined): string | undefined {
	if (reading === undefined || 'reason' in reading || judgeLock(reading, processHere()) !== 'stale') return undefined;
	return reading.holder.token;
}

/** Breaks a stale lock unless another process is about to. Returns true if it is worth trying to take the lock at once. */
function brokenInTurn(folder: string, candidate: string): boolean {
	const turn = join(folder, turnName);
	if (!isLinked(candidate, turn)) {
		const left = staleToken(readLockFile(turn));
		if (left !== undefined) broken(folder, turnName, left);
		return false;
	}
	try {
		// What was read before this turn may have been broken by another one, and taken.
		const token = staleToken(readLock(folder));
		return token === undefined || broken(folder, lockName, token);
	} finally {
		removeTrying(turn, 2);
	}
}

function broken(folder: string, name: string, token: string): boolean {
	const path = join(folder, name);
	const aside = join(folder, `${lockName}.stale.${uniqueToken()}`);
	try {
		renameSync(path, aside);
	} catch (error) {
		// Another process was faster.
		if (systemCode(error) === 'ENOENT') return false;
		throw error;
	}
	if (isLockOf(readLockFile(aside), token)) {
		removeTrying(aside, 2);
		return true;
	}
	putBack(aside, path);
	return false;
}

function readLockFile(path: string): LockReading | undefined {
	try {
		// Neither a link nor a pipe put in its place may lead away or block.
		const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
		try {
			const stat = fstatSync(fd);
			if (!stat.isFile()) return {reason: 'the lock is not a regular file'};
			if (stat.size > largestLock) return {reason: `the lock file is too large (${stat.size} bytes)`};
			return parseLock(readFileSync(fd, 'utf8'));
		} finally {
			closeSync(fd);
		}
	} catch (error) {
		if (systemCode(error) === undefined) throw error;
		return systemCode(error) === 'ENOENT' ? undefined : {reason: `the lock file cannot be read: ${reasonOf(error)}`};
	}
}

function putBack(aside: string, path: string): void {
	try {
		linkSync(aside, path);
	} catch (error) {
		// EEXIST: a third process has taken the lock meanwhile. Else linking another user's file is forbidden here.
		if (systemCode(error) !== 'EEXIST') return renameSync(aside, path);
	}
	removeQuietly(aside);
}

/** The error of `action` matters more than one of the release. */
function releaseAfter(error: unknown, lock: Lock): void {
	try {
		releaseLock(lock);
	} catch (second) {
		if (error instanceof Error) error.cause ??= second;
	}
}

function removeTrying(path: string, times: number): void {
	try {
		unlinkSync(path);
	} catch (error) {
		if (systemCode(error) === 'ENOENT') return;
		if (times <= 1) throw error;
		removeTrying(path, times - 1);
	}
}

function cannotLock(folder: string, error: unknown): UserError {
	return new UserError(codeOf(error), `Cannot lock ${folder}: ${reasonOf(error)}. Nothing was changed.`, {hint: hintFor(error), cause: error});
}

function cannotFree(path: string, reason: string, cause?: unknown): UserError {
	return new UserError('failed', `The change is made, but its lock ${path} cannot be removed: ${reason}.`, {
		hint: 'It ends with this process. If it is still there then: mreg unlock',
		cause,
	});
}

function textOr<T>(otherwise: T, read: () => string): string | T {
	try {
		return read();
	} catch {
		return otherwise;
	}
}

function sleep(ms: number): void {
	Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
