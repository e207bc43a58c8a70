/** Who holds a lock, read from the text of a lock file, and whether that process can still be at work. */

import {isObject, own} from './json.ts';

/** The content of a `.mreg.lock`. `null` stands where a system does not tell (macOS has neither boot ids nor pid namespaces). */
export interface LockHolder {
	readonly v: 1;
	readonly host: string;
	readonly boot_id: string | null;
	readonly pid_ns: string | null;
	readonly pid: number;
	/** Field 22 of /proc/PID/stat, as text: tells a process from a later one of the same pid. */
	readonly start: string | null;
	/** Tells this lock from every other one. */
	readonly token: string;
	/** ISO 8601, UTC. */
	readonly at: string;
	/** What the holder is doing (`mreg tag`), for messages only. */
	readonly by?: string;
}

/** A lock file that was read: its holder, or why nothing can be said of it. */
export type LockReading = {readonly holder: LockHolder} | {readonly reason: string};

/** `held`: its process runs here · `stale`: its process is gone · `foreign`: cannot be told from here, so it counts as held. */
export type LockJudgement = 'held' | 'stale' | 'foreign';

/** The machine and the namespace that judge. */
export interface Here {
	readonly host: string;
	readonly boot_id: string | null;
	readonly pid_ns: string | null;
	/** The start of a running process, `null` where it runs but does not tell, `undefined` where there is no such process. */
	startOf(pid: number): string | null | undefined;
}

/** Returns the holder, or the reason why the text is none: never throws. Unknown further keys are ignored. */
export function parseLock(text: string): LockReading {
	if (text.trim() === '') return {reason: 'the lock file is empty'};
	const value = parsed(text);
	if (!isObject(value)) return {reason: 'the lock file does not hold a JSON object'};
	const v = own(value, 'v');
	if (typeof v === 'number' && v > 1) return {reason: `the lock was made by a newer version of mreg (lock format ${v})`};
	const host = own(value, 'host');
	const boot_id = own(value, 'boot_id');
	const pid_ns = own(value, 'pid_ns');
	const pid = own(value, 'pid');
	const start = own(value, 'start');
	const token = own(value, 'token');
	const at = own(value, 'at');
	const by = own(value, 'by');
	if (v !== 1) return oddField('v');
	if (typeof host !== 'string' || host === '') return oddField('host');
	if (!isTextOrNull(boot_id)) return oddField('boot_id');
	if (!isTextOrNull(pid_ns)) return oddField('pid_ns');
	if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid < 1) return oddField('pid');
	if (!isTextOrNull(start)) return oddField('start');
	if (typeof token !== 'string' || token === '') return oddField('token');
	if (typeof at !== 'string') return oddField('at');
	return {holder: {v, host, boot_id, pid_ns, pid, start, token, at, ...(typeof by === 'string' ? {by} : {})}};
}

/** Says whether a lock may be broken: only a `stale` one. What cannot be read, or a process that cannot be seen from here, is `foreign`. */
export function judgeLock(reading: LockReading, here: Here): LockJudgement {
	if ('reason' in reading) return 'foreign';
	const {holder} = reading;
	if (holder.host !== here.host) return 'foreign';
	if ((holder.boot_id === null) !== (here.boot_id === null)) return 'foreign';
	if (holder.boot_id !== here.boot_id) return 'stale';
	if (holder.pid_ns !== here.pid_ns) return 'foreign';
	const start = here.startOf(holder.pid);
	if (start === undefined) return 'stale';
	if (start !== null && holder.start !== null && start !== holder.start) return 'stale';
	return 'held';
}

/** True if this is the lock with that token: the second look of whoever moved a lock aside. */
export function isLockOf(reading: LockReading | undefined, token: string): boolean {
	return reading !== undefined && 'holder' in reading && reading.holder.token === token;
}

/** Returns words for a message: `process 4121 on gpu3 (mreg tag) since 2026-11-22T10:00:00.000Z`. */
export function describeLock(reading: LockReading): string {
	if ('reason' in reading) return `someone unknown: ${reading.reason}`;
	const {host, pid, at, by} = reading.holder;
	return `process ${pid} on ${host}${by === undefined ? '' : ` (${by})`} since ${at}`;
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function isTextOrNull(value: unknown): value is string | null {
	return typeof value === 'string' || value === null;
}

function oddField(name: string): LockReading {
	return {reason: `the lock file has no usable "${name}"`};
}
