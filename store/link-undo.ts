/** Takes links of duplicates back: each file is a copy of its own again, and names that were one file before are one again. */

import type {OnProgress} from './changes.ts';
import {nothingDone, type Change, type Skipped} from './domain/change.ts';
import {folderOf} from './domain/identifier.ts';
import type {LinkItem} from './domain/journal-entry.ts';
import {sizeWords} from './domain/size-words.ts';
import {isPathBelow} from './domain/trash-manifest.ts';
import {UserError} from './domain/user-error.ts';
import {removeQuietly} from './atomic-file.ts';
import type {LinkEntry} from './duplicate-links.ts';
import {hashFile, pieceSize} from './file-hash.ts';
import {freeIn} from './free-room.ts';
import {readJournal} from './journal.ts';
import {appendJournal, newTransaction, type Writer} from './journal-writer.ts';
import {copyBeside, isSameLook, lookAtFile, replaceByCopy, replaceByLink, type Copied, type Looked} from './link-files.ts';
import {endLinks, inWords, isLinkOf, syncFoldersOf} from './link-ending.ts';
import {locked} from './move-files.ts';
import {endTransaction} from './trash-ending.ts';

/** A file that is to be a copy of its own again. */
interface Way {
	readonly item: LinkItem;
	readonly looked: Looked;
}

/**
 * Takes a transaction back: each file is a copy of its own again, with the mode and time that it had. One that was written since keeps its bytes.
 *
 * @throws UserError `failed` where the disk has no room for the copies, or why it cannot begin: nothing was done
 */
export function undoLinks(writer: Writer, begins: readonly LinkEntry[], {onProgress}: {readonly onProgress: OnProgress}): Change {
	const [first] = begins;
	if (!first) return nothingDone;
	const items = standing(writer.root, first.txn, begins);
	const {ways, apart, skipped} = waysOf(writer.root, items);
	if (ways.length === 0 && apart.length < items.length) return {...nothingDone, skipped};
	refuseFull(ways.filter(({item}) => item.was === undefined));
	const txn = newTransaction(writer);
	appendJournal(writer, {txn, op: 'link', phase: 'begin', items: ways.map(({item}) => item), inverseOf: first.txn});
	const [done, notes]: [LinkItem[], string[]] = [[], []];
	const copy = copier(ways, onProgress);
	for (const way of ways) {
		const again = linkedAgain(writer, way, done);
		if (again === 'linked') {
			done.push(way.item);
			continue;
		}
		const copied = copy(way);
		if (typeof copied === 'string') {
			skipped.push({key: way.item.key, reason: copied});
			continue;
		}
		const reason = putBack(writer, way, copied);
		if (reason !== undefined) skipped.push({key: way.item.key, reason});
		else done.push(way.item);
		if (reason === undefined && copied.sha256 !== way.item.sha256) {
			notes.push(writtenNote(writer.root, way));
		}
	}
	const isWhole = done.length + apart.length === items.length;
	notes.push(...syncFoldersOf(writer.root, done), ...ended(writer, {txn, ways, done, inverseOf: isWhole ? first.txn : undefined}));
	const isDone = done.length > 0 || isWhole;
	return {...nothingDone, txn: isDone ? txn : undefined, done: [...new Set([...done, ...apart].map(({key}) => key))], skipped, notes};
}

/** A name of a file that was put back just now gets that one, as it was before. Where it cannot, it is copied. */
function linkedAgain(writer: Writer, {item, looked}: Way, done: readonly LinkItem[]): 'linked' | 'no' {
	const first = item.was === undefined ? undefined : done.find(({path}) => path === item.was);
	if (!first || first.inode !== item.inode || first.toInode !== String(looked.stat.ino)) return 'no';
	let isDone = false;
	const error = locked([`${writer.root}/${folderOf(item.key)}`], writer, () => {
		const now = lookAtFile(`${writer.root}/${first.path}`);
		isDone = now !== undefined && replaceByLink(writer.root, now, looked) === undefined;
	});
	return error === undefined && isDone ? 'linked' : 'no';
}

function writtenNote(root: string, {item: {path, to}, looked}: Way): string {
	const isThere = lookAtFile(`${root}/${to}`)?.stat.ino === looked.stat.ino;
	if (!isThere) return `${path}: its bytes were changed since it was linked. It keeps them, as a file of its own.`;
	return `${path} was written since it was linked, and so was ${to}: each has these bytes now, as a file of its own.`;
}

function ended(
	writer: Writer,
	{txn, ways, done, inverseOf}: {readonly txn: string; readonly ways: readonly Way[]; readonly done: readonly LinkItem[]; readonly inverseOf?: string},
): readonly string[] {
	// All of it was apart already.
	if (ways.length === 0) return endTransaction(writer, {txn, op: 'link', phase: 'done', items: [], inverseOf});
	return endLinks(writer, {txn, begun: ways.map(({item}) => item), stands: done, inverseOf});
}

/** The items that were linked: a model may have several files of which only some were. */
function standing(root: string, txn: string, begins: readonly LinkEntry[]): readonly LinkItem[] {
	const items = begins.flatMap(entry => entry.items);
	const end = readJournal(root).entries.findLast(entry => entry.op === 'link' && entry.txn === txn && entry.phase === 'done');
	const held = new Set(end?.op === 'link' ? end.items.map(({path}) => path) : []);
	return held.size === 0 ? items : items.filter(({path}) => held.has(path));
}

/** `apart`: files that are copies of their own already. */
function waysOf(root: string, items: readonly LinkItem[]): {readonly ways: readonly Way[]; readonly apart: readonly LinkItem[]; readonly skipped: Skipped[]} {
	const [ways, apart, skipped]: [Way[], LinkItem[], Skipped[]] = [[], [], []];
	const room = Buffer.allocUnsafeSlow(pieceSize);
	const shared = sharedInodes(root, items);
	// What others are names of comes first.
	for (const item of [...items].sort((a, b) => Number(a.was !== undefined) - Number(b.was !== undefined))) {
		const reason = inWords(item.path, () => {
			const looked = isPathBelow(item.path) ? lookAtFile(`${root}/${item.path}`) : undefined;
			if (!looked) return `${item.path} is not there any more.`;
			const inode = String(looked.stat.ino);
			// What it was linked to may have been removed or replaced since.
			const isLinked = isLinkOf(root, item, looked) || inode === item.toInode || (item.toInode === undefined && shared.has(inode));
			if (!isLinked && (Number(looked.stat.size) !== item.size || hashFile(looked.path, {room}) !== item.sha256)) return `${item.path} was replaced since.`;
			if (!isLinked && looked.stat.nlink === 1n) apart.push(item);
			else ways.push({item, looked});
			return undefined;
		});
		if (reason !== undefined) skipped.push({key: item.key, reason});
	}
	return {ways, apart, skipped};
}

/** Inodes that several of the paths have now. */
function sharedInodes(root: string, items: readonly LinkItem[]): ReadonlySet<string> {
	const inodes = items.flatMap(({path}) => {
		let inode: string | undefined;
		inWords(path, () => {
			const looked = isPathBelow(path) ? lookAtFile(`${root}/${path}`) : undefined;
			inode = looked && String(looked.stat.ino);
			return undefined;
		});
		return inode ?? [];
	});
	return new Set([...Map.groupBy(inodes, inode => inode)].flatMap(([inode, same]) => (same.length > 1 ? inode : [])));
}

/** @throws UserError where the copies do not fit */
function refuseFull(ways: readonly Way[]): void {
	for (const here of Map.groupBy(ways, ({looked}) => looked.stat.dev).values()) {
		const folder = folderOf(here[0]?.looked.path ?? '');
		const bytes = here.reduce((sum, {looked}) => sum + Number(looked.stat.size), 0);
		const free = freeIn(folder);
		if (free === undefined || bytes <= free) continue;
		throw new UserError(
			'failed',
			`${here.length === 1 ? 'The copy needs' : `${here.length} copies need`} ${sizeWords(bytes)}, and ${sizeWords(free)} are free on the disk of ${folder}. Nothing was changed.`,
			{
				hint: 'Free some space on that disk (mreg purge empties the trash), then try again.',
			},
		);
	}
}

function copier(ways: readonly Way[], onProgress: OnProgress): (way: Way) => Copied | string {
	const room = Buffer.allocUnsafeSlow(pieceSize);
	const total = ways.reduce((sum, {item}) => sum + item.size, 0);
	let read = 0;
	const onPiece = (piece: Uint8Array) => onProgress({done: Math.min((read += piece.length), total), total, unit: 'bytes'});
	return ({item, looked}) => {
		let copied: Copied | undefined;
		const reason = inWords(item.path, () => {
			// The names that were taken off it since have changed its other times.
			const now = lookAtFile(looked.path);
			if (!now || !isSameLook(now.stat, looked.stat)) return `${item.path} is being written.`;
			copied = copyBeside(now, {room, onPiece});
			return undefined;
		});
		return copied ?? reason ?? `${item.path} cannot be copied.`;
	};
}

/** Under the lock of the model's folder. @returns why it was not done, as a sentence */
function putBack(writer: Writer, {item}: Way, copied: Copied): string | undefined {
	let reason: string | undefined;
	// A time of before would be a lie for bytes that were written since.
	const mtimeNs = copied.sha256 === item.sha256 ? BigInt(item.mtime_ns) : copied.source.stat.mtimeNs;
	const error = locked([`${writer.root}/${folderOf(item.key)}`], writer, () => {
		const failed = replaceByCopy(copied, {mode: item.mode, mtimeNs});
		if (failed !== undefined) reason = `${item.path} is still a link: ${failed}.`;
	});
	if (error) removeQuietly(copied.temporary);
	return error?.message ?? reason;
}
