/** Ends moves and purges that their writer could not end: what is half moved goes on in its direction, what was not begun stays where it is. */

import {lstatSync} from 'node:fs';
import {baseName} from './domain/identifier.ts';
import type {KnownEntry, Move, MoveItem} from './domain/journal-entry.ts';
import {folderOf, isPathBelow, movesOf, targetOfTrashed, withMoves, type TrashedModel} from './domain/trash-manifest.ts';
import {followExchange} from './exchange-follow.ts';
import {systemPath} from './file-names.ts';
import {readJournal} from './journal.ts';
import type {Writer} from './journal-writer.ts';
import {exists, locked, moveAll} from './move-files.ts';
import {discardFolder} from './trash-deletion.ts';
import {endMoves} from './trash-ending.ts';
import {pathFromRoot, placeOfTold, type Place} from './trash-place.ts';
import {deleteModels, endPurge, type Purged} from './trash-purge.ts';
import {readTrashFolder} from './trash-reading.ts';

export type MoveEntry = Extract<KnownEntry, {op: 'trash' | 'restore' | 'purge'}>;
type TrashEntry = Extract<MoveEntry, {op: 'trash' | 'restore'}>;
type PurgeEntry = Extract<MoveEntry, {op: 'purge'}>;

/** Ends a transaction that its writer could not end. @returns a sentence for the person @throws UserError `locked`: it is as it was */
export function settleMoves(writer: Writer, begins: readonly MoveEntry[]): string {
	const moves = begins.filter((entry): entry is TrashEntry => entry.op !== 'purge');
	return moves.length > 0
		? settleRenames(writer, moves)
		: settlePurge(
				writer,
				begins.filter((entry): entry is PurgeEntry => entry.op === 'purge'),
			);
}

/** Where a file of a model is, and where it was to go, for system calls. */
interface Way {
	readonly move: Move;
	readonly from: string;
	readonly to: string;
}

function settleRenames(writer: Writer, begins: readonly TrashEntry[]): string {
	const [{op, txn, by, inverse_of}] = begins as [TrashEntry];
	const items = begins.flatMap(entry => entry.items);
	const stands = items.flatMap(item => {
		const moved = settleModel(writer, item, {op, txn});
		return moved.length === 0 ? [] : withMoves(item, move => (moved.includes(move) ? move : undefined));
	});
	const cut = `An earlier \`${by}\` was cut off`;
	// Somebody else ended it meanwhile, and what is there now may have come later.
	if (!isUnfinished(writer, txn)) return `${cut}; another process put that right.`;
	const folders = foldersOf(writer.root, items, {op, txn});
	const known = new Map(folders.flatMap(folder => folder.models.map(model => [model.key, model] as const)));
	const targets = stands.map(item => {
		const target = targetOfTrashed({bytes: 0, ...known.get(item.key), ...(op === 'trash' ? item : comeBack(item))});
		return op === 'trash' ? {...target, sidecar: item.sidecar && pathFromRoot(writer.root, item.sidecar.to)} : target;
	});
	const notes = stands.length === 0 ? [] : [...followExchange(writer, op === 'trash' ? {trashed: targets} : {present: targets})];
	for (const folder of folders) if (folder.left === 0) discardFolder(folder.place, folder.txn, folder.models);
	const isAll = stands.length === items.length && stands.every((item, index) => movesOf(item).length === movesOf(items[index] ?? item).length);
	const isWhole = isAll && folders.every(({left}) => left === 0);
	notes.push(...endMoves(writer, {txn, op, stands, isAll, inverseOf: isWhole ? inverse_of : undefined}));
	return [`${cut}${words(op, stands.length, items.length)}`, ...notes].join(' ');
}

function words(op: 'trash' | 'restore', moved: number, all: number): string {
	if (moved === 0) return ' before it moved anything.';
	const count = moved === all ? `${all === 1 ? 'its model is' : `all ${all} models are`}` : `${moved} of ${all} models are`;
	if (op === 'trash') return `: ${count} in the trash; mreg undo brings ${all === 1 ? 'it' : 'them'} back.`;
	return moved === all ? `: ${count} back.` : `: ${count} back, the others are still in the trash.`;
}

/** Completes a model of which some files were moved. @returns the moves that stand */
function settleModel(writer: Writer, item: MoveItem, {op, txn}: {readonly op: 'trash' | 'restore'; readonly txn: string}): readonly Move[] {
	const ways = movesOf(item).flatMap(move => wayOf(writer.root, move, {op, txn}) ?? []);
	// Nothing but a rename puts anything into a transaction's folder or takes it out.
	const isMoved = ({from, to}: Way) => (op === 'trash' ? exists(systemPath(to)) : !exists(systemPath(from)) && exists(systemPath(to)));
	const moved = ways.filter(isMoved);
	const rest = ways.filter(way => !moved.includes(way));
	if (moved.length === 0 || rest.length === 0) return moved.map(({move}) => move);
	const [first] = rest as [Way];
	const error = locked([folderOf(op === 'trash' ? first.from : first.to)], writer, () => {
		if (!isUnfinished(writer, txn)) return;
		for (const {move, from, to} of rest) {
			if (isSameFile(from, move) && !exists(systemPath(to))) moveAll(writer.root, [{from: systemPath(from), to: systemPath(to)}]);
		}
	});
	if (error?.code === 'locked') throw error;
	return ways.filter(isMoved).map(({move}) => move);
}

/** Both paths as absolute ones; undefined for a line that is not written as ours are. */
function wayOf(root: string, move: Move, {op, txn}: {readonly op: 'trash' | 'restore'; readonly txn: string}): Way | undefined {
	const [told, own] = op === 'trash' ? [move.to, move.from] : [move.from, move.to];
	const found = placeOfTold(root, told, `${folderOf(own)}/${baseName(told)}`);
	if (!isPathBelow(own) || !found || (op === 'trash' && found.txn !== txn)) return undefined;
	const [trash, model] = [`${found.place.path}/${found.txn}/${folderOf(own)}/${baseName(told)}`, `${root}/${own}`];
	return op === 'trash' ? {move, from: model, to: trash} : {move, from: trash, to: model};
}

/** Inodes come again: what was made anew may have the one of what was moved. */
function isSameFile(path: string, move: Move): boolean {
	const stat = lstatSync(systemPath(path), {bigint: true, throwIfNoEntry: false});
	if (!stat || String(stat.ino) !== move.inode) return false;
	return stat.isDirectory() || (Number(stat.size) === move.size && String(stat.mtimeNs) === move.mtime_ns);
}

function isUnfinished({root}: Writer, txn: string): boolean {
	return readJournal(root).unfinished.some(entry => entry.txn === txn);
}

/** A model that is back, told as if it had never lain elsewhere. */
function comeBack(item: MoveItem): MoveItem {
	return withMoves(item, move => ({...move, from: move.to}));
}

interface Folder {
	readonly place: Place;
	readonly txn: string;
	readonly models: readonly TrashedModel[];
	/** How many models lie there. */
	readonly left: number;
}

/** The folders of the trash that these items go to or come from. */
function foldersOf(root: string, items: readonly MoveItem[], {op}: {readonly op: 'trash' | 'restore'; readonly txn: string}): readonly Folder[] {
	const found = new Map<string, {place: Place; txn: string}>();
	for (const move of items.flatMap(movesOf)) {
		const [told, own] = op === 'trash' ? [move.to, move.from] : [move.from, move.to];
		const at = placeOfTold(root, told, `${folderOf(own)}/${baseName(told)}`);
		if (at) found.set(`${at.place.path}/${at.txn}`, at);
	}
	const journal = readJournal(root);
	return [...found.values()].flatMap(({place, txn}) => {
		const folder = readTrashFolder(place, txn, journal);
		if (folder === undefined || typeof folder === 'string') return [];
		return {place, txn, models: folder.manifest.models, left: folder.present.length};
	});
}

/** What was to be deleted is deleted to the end: half a model is of no use to anybody. */
function settlePurge(writer: Writer, begins: readonly PurgeEntry[]): string {
	const [{txn, by}] = begins as [PurgeEntry];
	const items = begins.flatMap(entry => entry.items);
	const journal = readJournal(writer.root);
	const purged: Purged = {done: [], skipped: [], freed: 0};
	const groups = Map.groupBy(items, item => item.path.slice(0, -item.key.length - 1));
	for (const [, here] of groups) {
		const [first] = here;
		const at = first && placeOfTold(writer.root, first.path, first.key);
		if (!at) continue;
		const folder = readTrashFolder(at.place, at.txn, journal);
		const known = new Map(folder === undefined || typeof folder === 'string' ? [] : folder.manifest.models.map(model => [model.key, model] as const));
		deleteModels(writer, {...at, models: here.map(item => known.get(item.key) ?? item)}, {purged, tick: () => undefined});
	}
	const notes = endPurge(writer, {txn, items}, purged);
	const left = purged.skipped.length === 0 ? '' : ` ${purged.skipped.length} could not be deleted: ${purged.skipped[0]?.reason ?? ''}`;
	return [`An earlier \`${by}\` was cut off; it is finished now: ${purged.done.length} models are deleted for good.${left}`, ...notes].join(' ');
}
