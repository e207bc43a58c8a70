/** Removes what killed writers left in a folder that is being changed anyway: temporary files and candidates for locks. */

import fs from 'node:fs';
import {isRunning, removeQuietly, removeStaleTemps} from './atomic-file.ts';
import {judgeLock, parseLock} from './domain/lock-holder.ts';
import {readNames, systemPath} from './file-names.ts';
import {processHere} from './lock.ts';
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

/** Housekeeping: what cannot be read or removed stays, without an error. @param folder absolute */
export function removeLeftovers(folder: string, {now, deadPids, isOurs}: LeftoverOptions): void {
	// Ours begin with a dot: mostly there is none, and a folder with 100,000 names is listed once.
	const names = namesIn(folder).filter(name => name.startsWith('.'));
	if (names.length === 0) return;
	for (const name of names) {
		const path = `${folder}/${name}`;
		const [, file, pid] = /^\.(.*)\.(\d+)-[0-9a-f]{16}\.tmp$/su.exec(name) ?? [];
		const isLeft = file !== undefined && (deadPids?.has(Number(pid)) === true || isOurs?.(file) === true) && !isRunning(Number(pid));
		const candidate = /^\.mreg\.lock\.(?:stale\.)?(\d+)-[0-9a-f]{16}$/u.exec(name)?.[1];
		if (isLeft || (candidate !== undefined && isOfDeadProcess(path, {pid: Number(candidate), now}))) removeQuietly(path);
	}
	removeStaleTemps(folder, oldEnough, now);
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

function namesIn(folder: string): readonly string[] {
	try {
		return readNames(folder);
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return [];
	}
}
