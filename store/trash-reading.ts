/** Reads the folder of one transaction in the trash: what its manifest says, else what the journal says, and what is still there. */

import fs from 'node:fs';
import {baseName, folderOf} from './domain/identifier.ts';
import {
	isPathBelow,
	isTransactionName,
	manifestName,
	movesOf,
	parseManifest,
	withMoves,
	type TrashedModel,
	type TrashManifest,
} from './domain/trash-manifest.ts';
import {takenBy} from './file-marks.ts';
import {readNames} from './file-names.ts';
import type {Journal} from './journal.ts';
import {systemReason} from './system-error.ts';
import {toldPath, type Place} from './trash-place.ts';

/** One transaction at one place. */
export interface TrashFolder {
	readonly place: Place;
	readonly txn: string;
	/** Absolute. */
	readonly path: string;
	readonly manifest: TrashManifest;
	/** Those of which something is there, each with the moves of what is there. */
	readonly present: readonly TrashedModel[];
}

/** @returns why it cannot be told what lies there, as a sentence; undefined where there is no such folder */
export function readTrashFolder(place: Place, txn: string, journal: Pick<Journal, 'entries'>): TrashFolder | string | undefined {
	const path = `${place.path}/${txn}`;
	if (!isTransactionName(txn) || fs.lstatSync(path, {throwIfNoEntry: false})?.isDirectory() !== true) return undefined;
	const read = readManifest(`${path}/${manifestName}`);
	const manifest = typeof read === 'string' ? (fromJournal(place, txn, journal) ?? read) : read;
	if (typeof manifest === 'string') return `${manifestName} ${manifest}, and the journal does not know what lies there.`;
	return {place, txn, path, manifest, present: presentOf(path, manifest.models)};
}

/** The transactions that have a folder at a place. Never throws: what cannot be read has none. */
export function transactionsAt(place: Place): readonly string[] {
	try {
		return readNames(place.path).filter(isTransactionName);
	} catch {
		return [];
	}
}

/** One listing a folder: to ask for each file would take three times as long. */
function presentOf(path: string, models: readonly TrashedModel[]): readonly TrashedModel[] {
	const names = new Map<string, ReadonlySet<string>>();
	const isThere = (from: string) => {
		const folder = folderOf(from);
		let known = names.get(folder);
		if (!known) names.set(folder, (known = namesIn(`${path}/${folder}`)));
		return known.has(baseName(from));
	};
	return models.flatMap(model => {
		const moves = movesOf(model);
		if (moves.every(({from}) => isThere(from))) return model;
		const left = moves.filter(({from}) => isThere(from)).map(({from}) => `${path}/${from}`);
		return left.length === 0 ? [] : {...withMoves(model, move => (isThere(move.from) ? move : undefined)), bytes: takenBy(left)};
	});
}

function namesIn(folder: string): ReadonlySet<string> {
	try {
		return new Set(readNames(folder));
	} catch {
		return new Set();
	}
}

function readManifest(file: string): TrashManifest | string {
	try {
		// Neither a link nor a pipe put in its place may lead away or block.
		const fd = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK);
		try {
			return fs.fstatSync(fd).isFile() ? parseManifest(fs.readFileSync(fd, 'utf8')) : 'is no regular file';
		} finally {
			fs.closeSync(fd);
		}
	} catch (error) {
		return `cannot be read: ${systemReason(error)}`;
	}
}

function fromJournal(place: Place, txn: string, {entries}: Pick<Journal, 'entries'>): TrashManifest | undefined {
	for (const entry of entries) {
		if (entry.op !== 'trash' || entry.txn !== txn || entry.phase !== 'begin') continue;
		const here = entry.items.filter(item => movesOf(item).every(({from, to}) => isPathBelow(from) && isAt(place, txn, {from, to})));
		const models = here.map(item => ({...item, bytes: takenBy(movesOf(item).map(move => `${place.path}/${txn}/${move.from}`))}));
		const {at, host, user, by} = entry;
		return {v: 1, txn, at, host, user, by, root: '', models};
	}
	return undefined;
}

function isAt(place: Place, txn: string, {from, to}: {readonly from: string; readonly to: string}): boolean {
	return to === toldPath(place, txn, from);
}
