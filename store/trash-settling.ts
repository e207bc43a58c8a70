/** Ends moves that their writer could not end: what is half moved goes on in its direction, what was not begun stays where it is. */

import {baseName, folderOf, pathIn} from './domain/identifier.ts';
import type {KnownEntry, Move, MoveItem} from './domain/journal-entry.ts';
import {isPathBelow, movesOf, withMoves, type TrashedModel} from './domain/trash-manifest.ts';
import {followExchange, type Followed} from './exchange-follow.ts';
import {systemPath} from './file-names.ts';
import {readJournal} from './journal.ts';
import type {Writer} from './journal-writer.ts';
import {exists, locked, moveAll} from './move-files.ts';
import {discardFolder} from './trash-deletion.ts';
import {endMoves, isUnfinished} from './trash-ending.ts';
import {placeOfTold, type Place} from './trash-place.ts';
import {settlePurge, type PurgeEntry} from './trash-purge-settling.ts';
import {readTrashFolder} from './trash-reading.ts';
import {goneTarget, livingTarget, presentTarget} from './trash-targets.ts';
import {isFileOf, isTakenBack} from './trash-whereabouts.ts';

export type MoveEntry = Extract<KnownEntry, {op: 'trash' | 'restore' | 'purge'}>;
type TrashEntry = Extract<MoveEntry, {op: 'trash' | 'restore'}>;

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
	const begun = new Map(items.map(item => [item.key, item] as const));
	const known = new Map(folders.flatMap(({models}) => models.flatMap(model => movesOf(model).map(({from}) => [from, model] as const))));
	const pairs = stands.map(item => ({item, trashed: trashedOf(begun.get(item.key) ?? item, op, known)}));
	const notes = stands.length === 0 ? [] : [...followExchange(writer, followed(writer.root, op, pairs))];
	for (const folder of folders) if (folder.left === 0) discardFolder(folder.place, folder.txn, folder.models);
	const parts = stands.filter(item => movesOf(item).length < movesOf(begun.get(item.key) ?? item).length);
	const isAll = stands.length === items.length && parts.length === 0;
	const isWhole = inverse_of !== undefined && isAll && (op === 'trash' || isTakenBack(writer.root, inverse_of, stands));
	notes.push(...endMoves(writer, {txn, op, stands, isAll, inverseOf: isWhole ? inverse_of : undefined}));
	return [`${cut}${words(op, {whole: stands.length - parts.length, parts, all: items.length})}`, ...notes].join(' ');
}

/** The model as it was removed, by the manifest; else as far as the line of the journal tells. @param known by the paths that its files had */
function trashedOf(item: MoveItem, op: 'trash' | 'restore', known: ReadonlyMap<string, TrashedModel>): TrashedModel {
	// What came back beside a taken name has its old one in the trash.
	const before = op === 'trash' ? item : withMoves(item, move => ({...move, from: pathIn(folderOf(move.to), baseName(move.from))}));
	const [first] = movesOf(before);
	const isRenamed = op === 'restore' && first !== undefined && first.from !== first.to;
	return known.get(first?.from ?? '') ?? {...before, bytes: 0, key: isRenamed ? first.from : item.key};
}

type Pairs = ReadonlyArray<{readonly item: MoveItem; readonly trashed: TrashedModel}>;

function followed(root: string, op: 'trash' | 'restore', all: Pairs): Followed {
	const pairs = all.filter(({item}) => item.stray !== true);
	if (op === 'trash') return {trashed: pairs.map(({trashed, item}) => goneTarget(root, trashed, item))};
	return {
		present: pairs.map(({trashed, item}) => presentTarget(root, trashed, item)),
		living: pairs.flatMap(({trashed, item}) => livingTarget(root, trashed, item) ?? []),
	};
}

interface Counts {
	readonly whole: number;
	/** Models of which a part is where it was to go. */
	readonly parts: readonly MoveItem[];
	readonly all: number;
}

function words(op: 'trash' | 'restore', {whole, parts, all}: Counts): string {
	if (whole + parts.length === 0) return ' before it moved anything.';
	const where = op === 'trash' ? 'in the trash' : 'back';
	const [first] = parts;
	const some = parts.length === 1 && first ? `a part of ${first.key}` : `a part of each of ${parts.length} more`;
	const count = whole === all ? (all === 1 ? 'its model is' : `all ${all} models are`) : `${whole} of ${all} models ${whole === 1 ? 'is' : 'are'}`;
	const said = whole === 0 ? `${some} is ${where}` : `${count} ${where}${parts.length === 0 ? '' : `, and ${some}`}`;
	if (op === 'trash') return `: ${said}; mreg undo brings ${whole + parts.length === 1 ? 'it' : 'them'} back.`;
	return whole === all ? `: ${said}.` : `: ${said}, the others are still in the trash.`;
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
			if (isFileOf(from, move) && !exists(systemPath(to))) moveAll(writer.root, [{from: systemPath(from), to: systemPath(to)}]);
		}
	});
	if (error?.code === 'locked') throw error;
	return ways.filter(isMoved).map(({move}) => move);
}

/** Both paths as absolute ones; undefined for a line that is not written as ours are. */
function wayOf(root: string, move: Move, {op, txn}: {readonly op: 'trash' | 'restore'; readonly txn: string}): Way | undefined {
	const [told, own] = op === 'trash' ? [move.to, move.from] : [move.from, move.to];
	const found = placeOfTold(root, told, pathIn(folderOf(own), baseName(told)));
	if (!isPathBelow(own) || !found || (op === 'trash' && found.txn !== txn)) return undefined;
	const [trash, model] = [`${found.place.path}/${found.txn}/${pathIn(folderOf(own), baseName(told))}`, `${root}/${own}`];
	return op === 'trash' ? {move, from: model, to: trash} : {move, from: trash, to: model};
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
		const at = placeOfTold(root, told, pathIn(folderOf(own), baseName(told)));
		if (at) found.set(`${at.place.path}/${at.txn}`, at);
	}
	const journal = readJournal(root);
	return [...found.values()].flatMap(({place, txn}) => {
		const folder = readTrashFolder(place, txn, journal);
		if (folder === undefined || typeof folder === 'string') return [];
		return {place, txn, models: folder.manifest.models, left: folder.present.length};
	});
}
