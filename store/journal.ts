/** The journal of a registry, `.mreg/journal.jsonl`: what was done here, read leniently. (The writer comes with the first command that changes something.) */

import {isUtf8} from 'node:buffer';
import {closeSync, constants, fstatSync, openSync, readFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {reasonOf, systemCode} from './system-error.ts';
import {parseJournalLine, unfinishedOf, type JournalEntry} from './domain/journal-entry.ts';
import type {Problem} from './domain/problem.ts';

export interface Journal {
	/** Oldest first, the unknown ones among them. */
	readonly entries: readonly JournalEntry[];
	readonly problems: readonly Problem[];
	/** The `begin` lines of transactions that neither ended nor were taken back (see unfinishedOf). */
	readonly unfinished: readonly JournalEntry[];
}

interface Content {
	readonly bytes: Buffer;
	/** Of the file: tells it under another name. */
	readonly inode: bigint;
}

const folderName = '.mreg';
const activeName = 'journal.jsonl';
const newline = 0x0a;

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
	return {entries, problems, unfinished: unfinishedOf(entries)};
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
	const numberOf = (name: string) => Number(/^journal\.(\d+)\.jsonl$/u.exec(name)?.[1] ?? Number.NaN);
	try {
		return readdirSync(join(root, folderName))
			.filter(name => !Number.isNaN(numberOf(name)))
			.sort((a, b) => numberOf(a) - numberOf(b));
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
