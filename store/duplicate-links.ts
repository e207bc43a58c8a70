/** Makes files of the same bytes one file with several names. */

import type {OnProgress} from './changes.ts';
import {nothingDone, type Change, type DuplicateLink, type Skipped} from './domain/change.ts';
import {folderOf} from './domain/identifier.ts';
import type {KnownEntry, LinkItem} from './domain/journal-entry.ts';
import {UserError} from './domain/user-error.ts';
import {appendJournal, newTransaction, type Writer} from './journal-writer.ts';
import {isSameLook, lookAtFile, replaceByLink} from './link-files.ts';
import {endLinks, syncFoldersOf} from './link-ending.ts';
import {linkJobs, verifier, type LinkJob} from './link-jobs.ts';
import {locked} from './move-files.ts';
import {withReserve} from './own-folder.ts';

export type LinkEntry = Extract<KnownEntry, {op: 'link'}>;

export {settleLinks} from './link-ending.ts';
export {undoLinks} from './link-undo.ts';

interface Options {
	readonly onProgress: OnProgress;
}

/** Read for so long, or so many files, before they are linked under one lock (milliseconds). */
const sliceMs = 150;
const sliceFiles = 500;
const blockBytes = 512n;

/** What became of the files so far. */
interface Tally {
	readonly txn: string;
	readonly begun: LinkItem[];
	readonly done: LinkItem[];
	readonly skipped: Skipped[];
	readonly notes: string[];
	/** By file how many of its names are left. */
	readonly left: Map<string, bigint>;
	freed: number;
	/** The first lock that could not be had. */
	refused?: UserError;
}

/**
 * One transaction. The bytes of both files are read and compared anew, whatever was known of them.
 *
 * @returns `freedBytes`: of the blocks of files that have no name left
 * @throws UserError where nothing was done: `locked`, or why the journal cannot be written
 */
export function linkDuplicates(writer: Writer, links: readonly DuplicateLink[], {onProgress}: Options): Change {
	const {jobs, linked, skipped} = linkJobs(writer, links);
	const tally: Tally = {txn: newTransaction(writer), begun: [], done: [], skipped: [...skipped], notes: [], left: new Map(), freed: 0};
	const verify = verifier(jobs, onProgress);
	for (const [folder, here] of Map.groupBy(jobs, ({key}) => folderOf(key))) linkFolder(writer, {folder, jobs: here}, {tally, verify});
	const {begun, done, refused} = tally;
	const unchanged = [...new Set(linked)];
	if (begun.length === 0) {
		if (refused) throw refused;
		return {...nothingDone, unchanged, skipped: tally.skipped};
	}
	const notes = [...tally.notes, ...syncFoldersOf(writer.root, done), ...endLinks(writer, {txn: tally.txn, begun, stands: done})];
	if (done.length === 0) return {...nothingDone, unchanged, skipped: tally.skipped, notes};
	return {
		txn: tally.txn,
		done: [...new Set(done.map(({key}) => key))],
		unchanged,
		skipped: tally.skipped,
		notes: [...notes, warning],
		freedBytes: tally.freed,
	};
}

export function isLink(entry: KnownEntry): entry is LinkEntry {
	return entry.op === 'link';
}

const warning =
	'Linked files are one file with several names: a program that writes into one of them in place changes the others as well (one that puts a new file there does not).';

interface Tools {
	readonly tally: Tally;
	readonly verify: ReturnType<typeof verifier>;
}

function linkFolder(writer: Writer, {folder, jobs}: {readonly folder: string; readonly jobs: readonly LinkJob[]}, {tally, verify}: Tools): void {
	for (let next = 0; next < jobs.length;) {
		const ready: Array<{readonly job: LinkJob; readonly sha256: string}> = [];
		for (const end = performance.now() + sliceMs; next < jobs.length && ready.length < sliceFiles && performance.now() < end; next++) {
			const job = jobs[next];
			const verified = job && verify(job);
			if (!job || !verified) continue;
			if ('sha256' in verified) ready.push({job, sha256: verified.sha256});
			else skip(tally, job, verified.reason);
		}
		if (ready.length === 0) continue;
		const error = attempted(() => locked([`${writer.root}/${folder}`], writer, () => linkSlice(writer, ready, tally)));
		if (error === undefined) continue;
		tally.refused ??= error;
		const told = new Set(tally.begun.map(({path}) => path));
		for (const job of [...ready.map(each => each.job), ...jobs.slice(next)]) if (!told.has(job.other.file.path)) skip(tally, job, error.message);
		return;
	}
}

/** A journal that cannot be written is as a lock that cannot be had: the slice is left. */
function attempted(action: () => UserError | undefined): UserError | undefined {
	try {
		return action();
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		return error;
	}
}

function linkSlice(writer: Writer, ready: ReadonlyArray<{readonly job: LinkJob; readonly sha256: string}>, tally: Tally): void {
	const same = ready.filter(({job}) => {
		const isSame = isStill(job);
		if (!isSame) skip(tally, job, `${job.other.file.path} or ${job.first.file.path} was written just now.`);
		return isSame;
	});
	const items = same.map(({job, sha256}) => itemOf(job, sha256));
	if (items.length === 0) return;
	withReserve(writer.root, () => appendJournal(writer, {txn: tally.txn, op: 'link', phase: 'begin', items}));
	tally.begun.push(...items);
	for (const [index, {job}] of same.entries()) {
		const reason = replaceByLink(writer.root, job.first.looked, job.other.looked);
		const item = items[index];
		if (reason !== undefined) skip(tally, job, `${job.other.file.path} is left as it is: ${reason}.`);
		if (reason !== undefined || !item) continue;
		tally.done.push(item);
		const {stat} = job.other.looked;
		const id = `${stat.dev}:${stat.ino}`;
		const left = (tally.left.get(id) ?? stat.nlink) - 1n;
		tally.left.set(id, left);
		if (left === 0n) tally.freed += Number(stat.blocks * blockBytes);
		if (job.note !== undefined) tally.notes.push(job.note);
	}
}

function isStill({first, other}: LinkJob): boolean {
	const now = [first, other].map(({looked}) => isSameLook(lookAtFile(looked.path)?.stat, looked.stat));
	return now.every(isSame => isSame);
}

function itemOf({key, first, other, was}: LinkJob, sha256: string): LinkItem {
	const {stat} = other.looked;
	return {
		key,
		path: other.file.path,
		to: first.file.path,
		sha256,
		inode: String(stat.ino),
		size: Number(stat.size),
		mtime_ns: String(stat.mtimeNs),
		mode: Number(stat.mode) & 0o7777,
		toInode: String(first.looked.stat.ino),
		...(was === undefined ? {} : {was}),
	};
}

function skip(tally: Tally, {key}: LinkJob, reason: string): void {
	tally.skipped.push({key, reason});
}
