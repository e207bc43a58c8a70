/** What the journal says of the tags that were set here, read on as it grows. */

import {closeSync, constants, fstatSync, openSync, readSync} from 'node:fs';
import type {EditItem, JournalEntry} from './domain/journal-entry.ts';
import {parseJournalLine} from './domain/journal-entry.ts';
import {afterEdit, type TagHistory} from './domain/lost-tags.ts';
import {readJournal} from './journal.ts';
import {ownFolder} from './own-folder.ts';

/** Of an edit of tags: what its end is waited for, as a transaction that was cut off set nothing. */
type Begun = Map<string, EditItem[]>;

export class TagMemory {
	readonly #root: string;
	#histories = new Map<string, TagHistory>();
	#begun: Begun = new Map();
	#inode = 0n;
	#offset = 0;

	constructor(root: string) {
		this.#root = root;
	}

	/** Reads what was appended to the journal. @returns the models whose history changed, by key */
	read(): ReadonlyMap<string, TagHistory> {
		const file = this.#open();
		if (file === undefined) return new Map();
		const {fd, inode, size} = file;
		try {
			if (inode === this.#inode && size === this.#offset) return new Map();
			if (inode === this.#inode && size > this.#offset) return this.#take(linesOf(this.#appended(fd, size)));
		} finally {
			closeSync(fd);
		}
		return this.#readAll(inode);
	}

	/** Another file than before: all of the journal counts, and what was put aside of it. */
	#readAll(inode: bigint): ReadonlyMap<string, TagHistory> {
		[this.#histories, this.#begun] = [new Map(), new Map()];
		const {entries, end} = readJournal(this.#root);
		[this.#inode, this.#offset] = [inode, end];
		return this.#take(entries);
	}

	#take(entries: Iterable<JournalEntry>): ReadonlyMap<string, TagHistory> {
		const changed = new Map<string, TagHistory>();
		for (const entry of entries) {
			if (entry.op !== 'tag') continue;
			const {txn, phase, items} = entry;
			if (phase === 'begin') {
				this.#begun.set(txn, [...(this.#begun.get(txn) ?? []), ...items]);
				continue;
			}
			const done = phase === 'done' ? new Set(items.map(item => item.key)) : undefined;
			for (const {key, tags} of this.#begun.get(txn) ?? []) {
				if (!tags || !done || (done.size > 0 && !done.has(key))) continue;
				const history = afterEdit(this.#histories.get(key), tags);
				this.#histories.set(key, history);
				changed.set(key, history);
			}
			this.#begun.delete(txn);
		}
		return changed;
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

function* linesOf(bytes: Buffer): Generator<JournalEntry> {
	for (const line of bytes.toString('utf8').split('\n')) {
		if (!line.includes('"tag"')) continue;
		const {entry} = parseJournalLine(line);
		if (entry) yield entry;
	}
}
