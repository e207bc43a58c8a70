/** Removes what killed writers left in a folder that is being changed anyway: temporary files, candidates for locks, and what was staged. */

import fs from 'node:fs';
import {isRunning, removeQuietly} from './atomic-file.ts';
import {judgeLock, parseLock} from './domain/lock-holder.ts';
import {readNames, systemPath} from './file-names.ts';
import {processHere} from './lock.ts';
import {settleDeadRuns} from './run-recovery.ts';
import {isDeadStaging, removeDeadBeside} from './staging-folder.ts';
import {isSystemError} from './system-error.ts';

export interface LeftoverOptions {
	/** Milliseconds since 1970. */
	readonly now: number;
	/** Writers of this machine that are known to be gone: their temporary files are removed however young they are. */
	readonly deadPids?: ReadonlySet<number>;
	/** Files that are written only under a lock that the caller holds: nobody can be writing theirs. */
	readonly isOurs?: (file: string) => boolean;
}

/** A temporary file of a writer that may run on another machine is left for so long (milliseconds). */
const oldEnough = 3_600_000;
const largestLock = 64 * 1024;
/** A lock is written as soon as its file is made; another machine may be about to (milliseconds). */
const writtenWithin = 10_000;

/** Of `a.json`, by a process. */
const temporary = /^\.(.*)\.(\d+)-[0-9a-f]{16}\.tmp$/su;
/** A candidate for a lock, or a lock moved aside. */
const candidateFor = /^\.mreg\.lock\.(?:stale\.)?(\d+)-[0-9a-f]{16}$/u;

/** Housekeeping: what cannot be read or removed stays, without an error. @param folder absolute */
export function removeLeftovers(folder: string, {now, deadPids, isOurs}: LeftoverOptions): void {
	// Ours begin with a dot: mostly there is none, and a folder with 100,000 names is listed once.
	const names = namesIn(folder).filter(name => name.startsWith('.'));
	if (names.length === 0) return;
	for (const name of names) {
		const path = `${folder}/${name}`;
		const [, file, pid] = temporary.exec(name) ?? [];
		const isLeft = file !== undefined && (deadPids?.has(Number(pid)) === true || isOurs?.(file) === true) && !isRunning(Number(pid));
		const candidate = candidateFor.exec(name)?.[1];
		if (isLeft || (candidate !== undefined && isOfDeadProcess(path, {pid: Number(candidate), now}))) removeQuietly(path);
	}
	removeStaleTemps(folder, oldEnough, now);
	removeDeadBeside(folder, {names, now});
	settleDeadRuns(folder, {names, now});
}

/**
 * Removes temporary files, lock candidates and locks moved aside, unchanged for `olderThanMs` before `now` (milliseconds since 1970), whose process does not
 * run here. Housekeeping, as above.
 *
 * @returns their names
 */
export function removeStaleTemps(folder: string, olderThanMs: number, now: number): readonly string[] {
	return namesIn(folder).filter(name => {
		const pid = writerOf(name);
		if (pid === undefined) return false;
		const path = `${folder}/${name}`;
		const stat = statQuietly(path);
		if (!stat?.isFile()) return false;
		return isStale(pid, now - stat.mtimeMs, olderThanMs) && removeQuietly(path);
	});
}

/** The names of what removeLeftovers would remove from a folder, without knowing more of it. Reads only. @param folder absolute */
export function leftoversIn(folder: string, now: number): readonly string[] {
	const hidden = namesIn(folder).filter(name => name.startsWith('.'));
	return hidden.filter(name => {
		if (isDeadStaging(folder, name, now)) return true;
		const pid = writerOf(name);
		if (pid === undefined) return false;
		const path = `${folder}/${name}`;
		const stat = statQuietly(path);
		if (stat?.isFile() !== true) return false;
		return isStale(pid, now - stat.mtimeMs, oldEnough) || (candidateFor.test(name) && isOfDeadProcess(path, {pid, now}));
	});
}

/** True for a name that our temporary files, lock candidates and locks moved aside have, whoever writes them. */
export function isOwnTemporary(name: string): boolean {
	return writerOf(name) !== undefined;
}

/** Pids come back, and one of another machine means nothing here: after a day a running process is no longer believed to be the writer. */
function isStale(pid: number, age: number, olderThanMs: number): boolean {
	return age >= olderThanMs && (!isRunning(pid) || age >= 24 * 3600 * 1000);
}

/** The pid in the name of one of our temporary files, lock candidates or locks moved aside; undefined for any other file. */
function writerOf(name: string): number | undefined {
	const pid = temporary.exec(name)?.[2] ?? candidateFor.exec(name)?.[1];
	return pid === undefined ? undefined : Number(pid);
}

/** A candidate tells whose it is, as the lock would; one that tells nothing was cut off when it was made. */
function isOfDeadProcess(path: string, {pid, now}: {pid: number; now: number}): boolean {
	try {
		const stat = fs.lstatSync(systemPath(path));
		if (!stat.isFile() || stat.size > largestLock) return false;
		const reading = parseLock(fs.readFileSync(systemPath(path), 'utf8'));
		if ('reason' in reading) return !isRunning(pid) && now - stat.mtimeMs > writtenWithin;
		return judgeLock(reading, processHere()) === 'stale';
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return false;
	}
}

function statQuietly(path: string): fs.Stats | undefined {
	try {
		return fs.lstatSync(systemPath(path));
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return undefined;
	}
}

function namesIn(folder: string): readonly string[] {
	try {
		return readNames(folder);
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return [];
	}
}
