/** Ends links of duplicates, and those that were cut off, in the journal: the inodes say what stands. */

import {folderOf} from './domain/identifier.ts';
import type {LinkItem} from './domain/journal-entry.ts';
import {isPathBelow} from './domain/trash-manifest.ts';
import {UserError} from './domain/user-error.ts';
import type {LinkEntry} from './duplicate-links.ts';
import {type Writer} from './journal-writer.ts';
import {removeLeftovers} from './leftovers.ts';
import {lookAtFile, type Looked} from './link-files.ts';
import {systemReason} from './system-error.ts';
import {endTransaction, isUnfinished, syncFolders} from './trash-ending.ts';

/** Ends it in the journal. @returns sentences about what could not be written */
export function endLinks(
	writer: Writer,
	{
		txn,
		begun,
		stands,
		inverseOf,
	}: {readonly txn: string; readonly begun: readonly LinkItem[]; readonly stands: readonly LinkItem[]; readonly inverseOf?: string},
): readonly string[] {
	const isAll = stands.length === begun.length;
	const phase = stands.length === 0 ? 'undone' : 'done';
	return endTransaction(writer, {txn, op: 'link', phase, items: isAll ? [] : stands, inverseOf});
}

/** @returns sentences about what the disk did not confirm */
export function syncFoldersOf(root: string, items: readonly LinkItem[]): readonly string[] {
	return syncFolders([...new Set(items.map(({path}) => `${root}/${folderOf(path)}`))]);
}

/** Ends a transaction that was cut off, or the taking back of one: the inodes say what stands. @returns a sentence for the person */
export function settleLinks(writer: Writer, begins: readonly LinkEntry[]): string {
	const [first] = begins;
	if (!first) throw new Error('Bug: a transaction without a beginning is to be ended');
	const cut = `An earlier ${first.by === '' ? 'change' : `\`${first.by}\``} was cut off`;
	const items = begins.flatMap(entry => entry.items);
	const deadPids = new Set(begins.flatMap(({process}) => process?.pid ?? []));
	for (const folder of new Set(items.map(({path}) => folderOf(path)))) removeLeftovers(`${writer.root}/${folder}`, {now: writer.now(), deadPids});
	if (!isUnfinished(writer, first.txn)) return `${cut}; another process put that right.`;
	const isUndo = first.inverse_of !== undefined;
	const stands = items.filter(item => isReplaced(writer.root, item) !== isUndo);
	const inverseOf = stands.length === items.length ? first.inverse_of : undefined;
	const notes = endLinks(writer, {txn: first.txn, begun: items, stands, inverseOf});
	const state = isUndo ? 'a copy of its own again' : 'linked';
	const count =
		items.length === 1
			? `its file is ${stands.length === 1 ? '' : 'not '}${state}`
			: `${stands.length} of ${items.length} files are ${isUndo ? 'copies of their own again' : state}`;
	return [`${cut}: ${count}; mreg log shows it.`, ...notes].join(' ');
}

/** True where a file is the one that it was linked to. */
export function isLinkOf(root: string, {to}: LinkItem, {stat}: Looked): boolean {
	const other = isPathBelow(to) ? lookAtFile(`${root}/${to}`) : undefined;
	return other?.stat.ino === stat.ino && other.stat.dev === stat.dev;
}

/** True where a file is the one that it was to become a link to. */
function isReplaced(root: string, item: LinkItem): boolean {
	try {
		const looked = isPathBelow(item.path) ? lookAtFile(`${root}/${item.path}`) : undefined;
		if (!looked || String(looked.stat.ino) === item.inode) return false;
		// What it was linked to may have been removed since.
		if (item.toInode !== undefined) return String(looked.stat.ino) === item.toInode || isLinkOf(root, item, looked);
		const isThere = isPathBelow(item.to) && lookAtFile(`${root}/${item.to}`) !== undefined;
		return isThere ? isLinkOf(root, item, looked) : looked.stat.nlink > 1n && Number(looked.stat.size) === item.size;
	} catch (error) {
		systemReason(error);
		return false;
	}
}

/** @returns what `action` says, or why it failed, as a sentence */
export function inWords(path: string, action: () => string | undefined): string | undefined {
	try {
		return action();
	} catch (error) {
		if (error instanceof UserError) return error.message;
		return `${path} is left as it is: ${systemReason(error)}.`;
	}
}
