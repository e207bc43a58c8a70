/** What lies in the trash, from its own manifests: it tells of itself without the journal. */

import type {TrashEntry} from './domain/change.ts';
import type {Problem} from './domain/problem.ts';
import {readJournal, type Journal} from './journal.ts';
import {placesOf} from './trash-place.ts';
import {readTrashFolder, transactionsAt, type TrashFolder} from './trash-reading.ts';
import {lostPlaces} from './trash-whereabouts.ts';

/**
 * @param options.journal where it is read already
 * @returns the transactions that have models in the trash, newest first
 */
export function listTrash(
	root: string,
	options: {readonly journal?: Pick<Journal, 'entries'>} = {},
): {entries: readonly TrashEntry[]; problems: readonly Problem[]} {
	const {folders, problems} = readTrashFolders(root, options.journal ?? readJournal(root));
	const entries = [...Map.groupBy(folders, folder => folder.txn).values()].flatMap(entryOf);
	return {entries: entries.sort(newestFirst), problems};
}

/** All that lies in the trash, at all its places. */
function readTrashFolders(root: string, journal: Pick<Journal, 'entries'>): {folders: readonly TrashFolder[]; problems: readonly Problem[]} {
	const folders: TrashFolder[] = [];
	const problems: Problem[] = [];
	const begun = new Set(journal.entries.filter(entry => entry.op === 'trash').map(entry => entry.txn));
	for (const place of placesOf(root, journal)) {
		for (const txn of transactionsAt(place)) {
			const folder = readTrashFolder(place, txn, journal);
			if (folder === undefined) continue;
			if (typeof folder !== 'string') {
				// Another registry may have its trash beside the same linked folder.
				if (place.isOwn || folder.manifest.root === root || begun.has(txn)) folders.push(folder);
			} else if (place.isOwn) {
				problems.push({kind: 'unreadable-trash', path: `.mreg/trash/${txn}`, message: `${folder} What lies there stays there.`});
			}
		}
	}
	return {folders, problems: [...problems, ...lostPlaces(root, journal.entries)]};
}

function entryOf(folders: readonly TrashFolder[]): TrashEntry[] {
	const [first] = folders;
	const models = folders.flatMap(({present}) => present.map(({key, id, bytes}) => ({key, id, bytes})));
	if (!first || models.length === 0) return [];
	const {at, host, user, by} = first.manifest;
	return [{txn: first.txn, at, host, user, by, models, bytes: models.reduce((sum, {bytes}) => sum + bytes, 0)}];
}

function newestFirst(one: TrashEntry, two: TrashEntry): number {
	if (one.at !== two.at) return one.at < two.at ? 1 : -1;
	return one.txn < two.txn ? 1 : -1;
}
