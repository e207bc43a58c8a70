/** The journal of a registry, `.mreg/journal.jsonl`: what is about to be done here and what was done, appended whole lines, read leniently. */

import {isUtf8} from 'node:buffer';
import {
	closeSync,
	constants,
	fstatSync,
	fsyncSync,
	ftruncateSync,
	openSync,
	readFileSync,
	readSync,
	readdirSync,
	renameSync,
	statSync,
	writeSync,
} from 'node:fs';
import {hostname, userInfo} from 'node:os';
import {join} from 'node:path';
import {syncFolder} from './atomic-file.ts';
import {parseJournalLine, unfinishedOf, type JournalEntry, type ItemOf, type Operation, type Phase} from './domain/journal-entry.ts';
import type {Problem} from './domain/problem.ts';
import {UserError} from './domain/user-error.ts';
import {processHere, withLock} from './lock.ts';
import {ensureOwnFolder, ownFolder} from './own-folder.ts';
import {codeOf, hintFor, isSystemError, reasonOf, systemCode} from './system-error.ts';

export interface Journal {
	/** Oldest first, the unknown ones among them. */
	readonly entries: readonly JournalEntry[];
	readonly problems: readonly Problem[];
	/** The `begin` lines of transactions that neither ended nor were taken back (see unfinishedOf). */
	readonly unfinished: readonly JournalEntry[];
	/** How many bytes of `.mreg/journal.jsonl` are whole lines. */
	readonly end: number;
}

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

interface Content {
	readonly bytes: Buffer;
	/** Of the file: tells it under another name. */
	readonly inode: bigint;
}

const folderName = '.mreg';
const activeName = 'journal.jsonl';
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

function rotatedNumber(name: string): number {
	return Number(/^journal\.(\d+)\.jsonl$/u.exec(name)?.[1] ?? Number.NaN);
}

/**
 * Reads `.mreg/journal.1.jsonl`, `journal.2.jsonl` and so on (rotated, oldest first), then `.mreg/journal.jsonl`. Changes nothing, needs no lock, never throws for what is on the disk.
 * No journal is an empty one. A last line that is cut is left out: it is still being written, or its writer was killed. Any other broken line is a problem.
 */
export function readJournal(root: string): Journal {
	const problems: Problem[] = [];
	const entries: JournalEntry[] = [];
	const report = (name: string, message: string) =>
		void problems.push({kind: 'unreadable-journal', path: name === '' ? folderName : `${folderName}/${name}`, message});
	// Before the others: what is rotated meanwhile is then seen twice, and not missed.
	const active = read(root, activeName, report);
	for (const name of rotatedNames(root, report)) {
		const content = read(root, name, report);
		if (content !== undefined && content.inode !== active?.inode) addLines(content.bytes, name, {entries, report});
	}
	if (active !== undefined) addLines(active.bytes, activeName, {entries, report});
	return {entries, problems, unfinished: unfinishedOf(entries), end: (active?.bytes.lastIndexOf(newline) ?? -1) + 1};
}

function addLines(bytes: Buffer, name: string, to: {entries: JournalEntry[]; report: (name: string, message: string) => void}): void {
	let line = 0;
	for (let start = 0; start < bytes.length;) {
		line++;
		const found = bytes.indexOf(newline, start);
		const end = found === -1 ? bytes.length : found;
		const text = bytes.subarray(start, end);
		start = end + 1;
		if (isBlank(text)) continue;
		const {entry, problem} = isUtf8(text) ? parseJournalLine(text.toString('utf8')) : {problem: 'not UTF-8'};
		if (entry === undefined && found === -1) return;
		if (entry !== undefined) to.entries.push(entry);
		if (problem !== undefined) to.report(name, `line ${line}: ${problem}`);
	}
}

function isBlank(text: Buffer): boolean {
	return text.length === 0 || (text.length === 1 && text[0] === 0x0d);
}

function rotatedNames(root: string, report: (name: string, message: string) => void): readonly string[] {
	try {
		return readdirSync(join(root, folderName))
			.filter(name => !Number.isNaN(rotatedNumber(name)))
			.sort((a, b) => rotatedNumber(a) - rotatedNumber(b));
	} catch (error) {
		if (!isAbsent(error)) report('', `cannot be read: ${reasonOf(error)}`);
		return [];
	}
}

function read(root: string, name: string, report: (name: string, message: string) => void): Content | undefined {
	try {
		// A pipe put in its place must not block.
		const fd = openSync(join(root, folderName, name), constants.O_RDONLY | constants.O_NONBLOCK);
		try {
			const stat = fstatSync(fd, {bigint: true});
			if (stat.isFile()) return {bytes: readFileSync(fd), inode: stat.ino};
			report(name, 'not a regular file');
		} finally {
			closeSync(fd);
		}
	} catch (error) {
		if (!isAbsent(error)) report(name, `cannot be read: ${reasonOf(error)}`);
	}
	return undefined;
}

function isAbsent(error: unknown): boolean {
	return systemCode(error) === 'ENOENT';
}
