/** Reads the journal of a registry, `.mreg/journal.jsonl`: what was about to be done here, and what was done; leniently. */

import {isUtf8} from 'node:buffer';
import {closeSync, constants, fstatSync, openSync, readFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {parseJournalLine, unfinishedOf, type JournalEntry} from './domain/journal-entry.ts';
import type {Problem} from './domain/problem.ts';
import {reasonOf, systemCode} from './system-error.ts';

export interface Journal {
	/** Oldest first, the unknown ones among them. */
	readonly entries: readonly JournalEntry[];
	readonly problems: readonly Problem[];
	/** The `begin` lines of transactions that neither ended nor were taken back (see unfinishedOf). */
	readonly unfinished: readonly JournalEntry[];
	/** How many bytes of `.mreg/journal.jsonl` are whole lines. */
	readonly end: number;
}

interface Content {
	readonly bytes: Buffer;
	/** Of the file: tells it under another name. */
	readonly inode: bigint;
}

const folderName = '.mreg';
export const activeName = 'journal.jsonl';
const newline = 0x0a;

/** The number of a journal that was put aside; NaN for any other name. */
export function rotatedNumber(name: string): number {
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

/** How our own lines begin. */
const head =
	/^\{"v":1,"txn":"([^"\\]+)","at":"[^"\\]*","host":"(?:[^"\\]|\\.)*","user":"(?:[^"\\]|\\.)*","by":"(?:[^"\\]|\\.)*","op":"[a-z]+","phase":"(begin|done|undone)"/;
/** All of such a beginning is within so many bytes. */
const headBytes = 2_000;

/** False where every transaction has ended, as far as the beginnings of the lines tell: what they list is not read, which makes it quick for a long journal. */
export function mayHaveUnfinished(root: string): boolean {
	const open = new Set<string>();
	const ignore = () => undefined;
	for (const name of [...rotatedNames(root, ignore), activeName]) {
		const {bytes} = read(root, name, ignore) ?? {bytes: Buffer.alloc(0)};
		for (let start = 0; start < bytes.length;) {
			const found = bytes.indexOf(newline, start);
			const end = found === -1 ? bytes.length : found;
			const [, txn, phase] = head.exec(bytes.toString('latin1', start, Math.min(end, start + headBytes))) ?? [];
			start = end + 1;
			if (txn === undefined) return true;
			if (phase === 'begin') open.add(txn);
			else open.delete(txn);
		}
	}
	return open.size > 0;
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

/** The bytes of one of the journals; none where it cannot be read. */
export function journalBytes(root: string, name: string): Buffer {
	return read(root, name, () => undefined)?.bytes ?? Buffer.alloc(0);
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
