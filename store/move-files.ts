/** The only code that renames models: all files of one or none, a folder at a time under its lock, for a short while at once. */

import {lstatSync, renameSync} from 'node:fs';
import {UserError} from './domain/user-error.ts';
import type {Writer} from './journal-writer.ts';
import {withLock} from './lock.ts';
import {withReserve} from './own-folder.ts';
import {systemCode, systemReason} from './system-error.ts';

/** Paths for system calls. */
export interface Step {
	readonly from: string | Buffer;
	readonly to: string | Buffer;
}

/** `torn`: the first `moved` steps were made, and could not be taken back. */
export type Outcome =
	{readonly kind: 'moved'} | {readonly kind: 'kept'; readonly reason: string} | {readonly kind: 'torn'; readonly moved: number; readonly reason: string};

/** Makes the steps in their order. Where one fails, those before it are taken back. Whoever calls has seen that the new names are free. */
export function moveAll(root: string, steps: readonly Step[]): Outcome {
	for (const [index, step] of steps.entries()) {
		const reason = moveOne(root, step);
		if (reason === undefined) continue;
		for (let back = index - 1; back >= 0; back--) {
			const {from, to} = steps[back] ?? step;
			const failed = moveOne(root, {from: to, to: from});
			if (failed !== undefined) return {kind: 'torn', moved: back + 1, reason: `${reason}, and could not be put back: ${failed}`};
		}
		return {kind: 'kept', reason};
	}
	return {kind: 'moved'};
}

/** @returns why it could not be renamed */
function moveOne(root: string, {from, to}: Step): string | undefined {
	try {
		// A folder may need room for a new name.
		withReserve(root, () => renameSync(from, to));
		return undefined;
	} catch (error) {
		if (systemCode(error) === 'EXDEV') return 'it lies on another disk than its trash (EXDEV)';
		// Over NFS a repeated request can fail although the first one moved the file.
		if (systemCode(error) === 'ENOENT' && exists(to) && !exists(from)) return undefined;
		return systemReason(error);
	}
}

/** True where there is anything of this name. What cannot be looked at counts as there. */
export function exists(path: string | Buffer): boolean {
	try {
		return lstatSync(path, {throwIfNoEntry: false}) !== undefined;
	} catch {
		return true;
	}
}

/** Milliseconds for which a lock is held, and for which it is prepared what is done under it. */
const sliceMs = 150;

export interface Slices<Job> {
	readonly writer: Writer;
	/** Before the lock is taken, for what takes long. False: there is nothing to do for this one. */
	readonly prepare: (job: Job) => boolean;
	/** Under the lock. */
	readonly act: (job: Job) => void;
	/** The lock cannot be had. */
	readonly refuse: (job: Job, error: UserError) => void;
}

/**
 * Does many small things in a folder, under its lock, which others get again and again in between. A folder in which nothing is to be done is not locked.
 *
 * @param folders absolute; they are locked in this order
 */
export function inSlices<Job>(folders: readonly string[], jobs: readonly Job[], {writer, prepare, act, refuse}: Slices<Job>): void {
	for (let next = 0; next < jobs.length;) {
		const ready: Job[] = [];
		for (const end = performance.now() + sliceMs; next < jobs.length && performance.now() < end; next++) {
			const job = jobs[next];
			if (job !== undefined && prepare(job)) ready.push(job);
		}
		for (let at = 0; at < ready.length;) {
			const error = locked(folders, writer, () => {
				for (const end = performance.now() + sliceMs; at < ready.length && performance.now() < end; at++) {
					const job = ready[at];
					if (job !== undefined) act(job);
				}
			});
			if (error === undefined) continue;
			for (const job of [...ready.slice(at), ...jobs.slice(next)]) refuse(job, error);
			return;
		}
	}
}

/** Runs `action` under the locks of folders; on a full disk the reserve is given up for them. @returns why a lock cannot be had */
export function locked(folders: readonly string[], writer: Writer, action: () => void): UserError | undefined {
	const [folder, ...others] = folders;
	if (folder === undefined) {
		action();
		return undefined;
	}
	const reached = {inside: false, end: false};
	const inLock = () => {
		reached.inside = true;
		const error = locked(others, writer, action);
		reached.end = true;
		return error;
	};
	try {
		return withReserve(writer.root, () => withLock(folder, {waitMs: writer.waitMs, by: writer.by}, inLock));
	} catch (error) {
		if (!(error instanceof UserError) || reached.inside !== reached.end) throw error;
		// What it was taken for is done; that it cannot be freed ends with this process.
		return reached.end ? undefined : error;
	}
}
