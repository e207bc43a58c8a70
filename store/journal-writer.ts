/** Writes the journal of a registry: whole lines, appended under its lock. */

import {closeSync, constants, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, readdirSync, renameSync, statSync, writeSync} from 'node:fs';
import {hostname, userInfo} from 'node:os';
import {join} from 'node:path';
import {syncFolder} from './atomic-file.ts';
import type {ItemOf, Operation, Phase} from './domain/journal-entry.ts';
import {UserError} from './domain/user-error.ts';
import {activeName, rotatedNumber} from './journal.ts';
import {processHere, withLock} from './lock.ts';
import {ensureOwnFolder, ownFolder} from './own-folder.ts';
import {codeOf, hintFor, isSystemError, reasonOf} from './system-error.ts';

/** Who changes a registry. */
export interface Writer {
	/** Absolute and real. */
	readonly root: string;
	/** The command or screen, as the log shows it: `mreg tag`. */
	readonly by: string;
	/** Milliseconds since 1970. */
	readonly now: () => number;
	/** How long to wait for another program's lock, in milliseconds. */
	readonly waitMs: number;
}

/** A line that is to be written; the rest of it is known. */
export interface JournalLine<O extends Operation> {
	readonly txn: string;
	readonly op: O;
	readonly phase: Phase;
	/** In `done` and `undone`: those of the `begin` lines that it holds for; none where it holds for all. */
	readonly items: ReadonlyArray<ItemOf[O]>;
	/** The transaction that this one takes back. */
	readonly inverseOf?: string;
}

const newline = 0x0a;
/** A journal that is larger is put aside, as `journal.1.jsonl` and so on (bytes). */
const largest = 16_000_000;
let transactions = 0;

/** A name for a new transaction that no other has, and that sorts by its time. */
export function newTransaction({now}: Writer): string {
	transactions++;
	const at = new Date(now())
		.toISOString()
		.replace(/\.\d+Z$/, '')
		.replaceAll(/[-:]/g, '');
	return `${at}-${process.pid}-${String(transactions).padStart(2, '0')}`;
}

/**
 * Appends one line under the lock of the journal; a `begin` is on the disk for good when it returns. Makes the registry's own folder where there is none.
 *
 * @throws UserError `locked`, or why it cannot be written: nothing was written then
 */
export function appendJournal<O extends Operation>(writer: Writer, {txn, op, phase, items, inverseOf}: JournalLine<O>): void {
	ensureOwnFolder(writer.root);
	const folder = ownFolder(writer.root);
	const {boot_id, pid_ns, pid, start} = processHere();
	const line = {
		v: 1,
		txn,
		at: new Date(writer.now()).toISOString(),
		host: hostname(),
		user: userName(),
		by: writer.by,
		op,
		phase,
		...(inverseOf === undefined ? {} : {inverse_of: inverseOf}),
		...(phase === 'begin' ? {process: {boot_id, pid_ns, pid, start}} : {}),
		items,
	};
	const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
	withLock(folder, {waitMs: writer.waitMs, by: writer.by}, () => {
		try {
			rotate(folder);
			append(join(folder, activeName), bytes, phase === 'begin');
		} catch (error) {
			if (!isSystemError(error)) throw error;
			throw new UserError(codeOf(error), `The journal ${join(folder, activeName)} cannot be written: ${reasonOf(error)}.`, {
				hint: hintFor(error),
				cause: error,
			});
		}
	});
}

function append(path: string, bytes: Buffer, sync: boolean): void {
	const isNew = statSync(path, {throwIfNoEntry: false}) === undefined;
	const fd = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW | constants.O_NONBLOCK, 0o666);
	try {
		const {size} = fstatSync(fd);
		const last = Buffer.alloc(1, newline);
		if (size > 0) readSync(fd, last, 0, 1, size - 1);
		// A line that was cut is ended first.
		const all = last[0] === newline ? bytes : Buffer.concat([Buffer.from('\n'), bytes]);
		try {
			for (let offset = 0; offset < all.length;) offset += writeSync(fd, all, offset);
			if (sync) fsyncSync(fd);
		} catch (error) {
			ftruncateSync(fd, size);
			throw error;
		}
	} finally {
		closeSync(fd);
	}
	if (isNew && sync) syncFolder(join(path, '..'));
}

function rotate(folder: string): void {
	const active = join(folder, activeName);
	if ((statSync(active, {throwIfNoEntry: false})?.size ?? 0) < largest) return;
	const numbers = readdirSync(folder)
		.map(rotatedNumber)
		.filter(number => !Number.isNaN(number));
	renameSync(active, join(folder, `journal.${Math.max(0, ...numbers) + 1}.jsonl`));
}

/** The user's name, as the journal and manifests have it. */
export function userName(): string {
	try {
		return userInfo().username;
	} catch {
		// A user that the system has no name for, as in some containers.
		return String(process.getuid?.() ?? '');
	}
}
