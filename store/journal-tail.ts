/** Reads on in the journal as it grows. */

import {closeSync, constants, fstatSync, openSync, readSync} from 'node:fs';
import {parseJournalLine, type JournalEntry} from './domain/journal-entry.ts';
import {readJournal} from './journal.ts';
import {ownFolder} from './own-folder.ts';

/** What the journal says since it was last read. */
export interface Appended {
	/** It is another file than before: all of it counts, and what was put aside of it. */
	readonly isAnew: boolean;
	readonly entries: Iterable<JournalEntry>;
}

export class JournalTail {
	readonly #root: string;
	readonly #wanted: RegExp;
	#inode = 0n;
	#offset = 0;

	/** @param wanted lines that do not match it are not read as JSON */
	constructor(root: string, wanted: RegExp) {
		this.#root = root;
		this.#wanted = wanted;
	}

	/** @returns undefined where nothing was appended, or where there is no journal that can be read */
	read(): Appended | undefined {
		const file = this.#open();
		if (file === undefined) return undefined;
		const {fd, inode, size} = file;
		try {
			if (inode === this.#inode && size === this.#offset) return undefined;
			if (inode === this.#inode && size > this.#offset) return {isAnew: false, entries: entriesIn(this.#appended(fd, size), this.#wanted)};
		} finally {
			closeSync(fd);
		}
		const {entries, end} = readJournal(this.#root);
		[this.#inode, this.#offset] = [inode, end];
		return {isAnew: true, entries};
	}

	/** The whole lines that were appended. */
	#appended(fd: number, size: number): Buffer {
		const bytes = Buffer.alloc(size - this.#offset);
		const read = readSync(fd, bytes, 0, bytes.length, this.#offset);
		const end = bytes.subarray(0, read).lastIndexOf(0x0a) + 1;
		this.#offset += end;
		return bytes.subarray(0, end);
	}

	#open(): {readonly fd: number; readonly inode: bigint; readonly size: number} | undefined {
		try {
			const fd = openSync(`${ownFolder(this.#root)}/journal.jsonl`, constants.O_RDONLY | constants.O_NONBLOCK);
			const stat = fstatSync(fd, {bigint: true});
			return {fd, inode: stat.ino, size: Number(stat.size)};
		} catch {
			// None yet, or one that cannot be read: `mreg log` says why.
			return undefined;
		}
	}
}

function* entriesIn(bytes: Buffer, wanted: RegExp): Generator<JournalEntry> {
	for (const line of bytes.toString('utf8').split('\n')) {
		if (!wanted.test(line)) continue;
		const {entry} = parseJournalLine(line);
		if (entry) yield entry;
	}
}
