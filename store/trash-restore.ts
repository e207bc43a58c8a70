/** Brings models back from the trash: to where they were, or beside it where the name is taken. Nothing is ever replaced. */

import {ensureFolder} from './atomic-file.ts';
import {nothingDone, type Change, type Skipped, type Trashed} from './domain/change.ts';
import {baseName, folderOf, pathIn} from './domain/identifier.ts';
import type {MoveItem} from './domain/journal-entry.ts';
import {freeNames} from './domain/restored-names.ts';
import {journalItem, movesOf, withMoves, type TrashedModel} from './domain/trash-manifest.ts';
import {UserError} from './domain/user-error.ts';
import type {OnProgress} from './changes.ts';
import {followExchange, type Followed} from './exchange-follow.ts';
import {readNames} from './file-names.ts';
import {inFolder, openFolder, openInside, withFolder, type OpenFolder} from './folder-handle.ts';
import {readJournal, type Journal} from './journal.ts';
import {appendJournal, newTransaction, type Writer} from './journal-writer.ts';
import {exists, inSlices, moveAll} from './move-files.ts';
import {sharedAliasNotes} from './restored-aliases.ts';
import {systemCode, systemReason} from './system-error.ts';
import {discardFolder} from './trash-deletion.ts';
import {endMoves, endTransaction, progressOf, syncFolders} from './trash-ending.ts';
import {placesOf, toldPath} from './trash-place.ts';
import {readTrashFolder, type TrashFolder} from './trash-reading.ts';
import {livingTarget, presentTarget} from './trash-targets.ts';
import {isTakenBack, toldPlaceOf, whyUnreachable} from './trash-whereabouts.ts';

/** A model that comes back: `item` goes from the trash to the root. */
interface Job {
	readonly trashed: TrashedModel;
	readonly item: MoveItem;
}

interface Group {
	readonly from: TrashFolder;
	/** The model folder, relative to the root. */
	readonly folder: string;
	readonly jobs: readonly Job[];
}

interface Tally {
	readonly done: Job[];
	readonly torn: MoveItem[];
	readonly skipped: Skipped[];
	refused?: UserError;
}

const gone = 'It is not in the trash any more.';

/**
 * One transaction. A model comes back whole or not at all.
 *
 * @param options.inverseOf the transaction that is taken back as a whole
 * @returns `done`: the keys of now
 * @throws UserError `locked`, or why the journal cannot be written: nothing was done
 */
export function restoreFromTrash(writer: Writer, models: readonly Trashed[], options: {readonly onProgress: OnProgress; readonly inverseOf?: string}): Change {
	const tally: Tally = {done: [], torn: [], skipped: []};
	const groups = groupsOf(writer, models, tally.skipped);
	const items = groups.flatMap(({jobs}) => jobs.map(({item}) => item));
	const {inverseOf} = options;
	if (items.length === 0 && (inverseOf === undefined || !isTakenBack(writer.root, inverseOf, []))) return {...nothingDone, skipped: tally.skipped};
	const txn = newTransaction(writer);
	appendJournal(writer, {txn, op: 'restore', phase: 'begin', items, inverseOf});
	const tick = progressOf(models.length, options.onProgress, () => tally.done.length + tally.torn.length + tally.skipped.length);
	for (const group of groups) moveGroup(writer, group, {tally, tick});
	const stands = [...tally.done.map(({item}) => item), ...tally.torn];
	const folders = groups.flatMap(({from, folder}) => [`${writer.root}/${folder}`, `${from.path}/${folder}`]).filter(each => exists(each));
	const notes = [...(stands.length === 0 ? [] : syncFolders(folders)), ...tally.done.flatMap(renamedNote)];
	if (tally.done.length > 0) notes.push(...followExchange(writer, followed(writer.root, tally.done)));
	// The manifest goes last: it knows what stood only in the exchange file.
	for (const from of new Set(groups.map(group => group.from))) discardFolder(from.place, from.txn, from.manifest.models);
	notes.push(...ended(writer, {txn, groups, tally, inverseOf}));
	notes.push(
		...sharedAliasNotes(
			writer.root,
			tally.done.flatMap(({item}) => item.sidecar?.to ?? []),
		),
	);
	if (stands.length === 0 && tally.refused) throw tally.refused;
	tick('last');
	return {txn: stands.length === 0 ? undefined : txn, done: tally.done.map(({item}) => item.key), unchanged: [], skipped: tally.skipped, notes};
}

/** Ends it in the journal. What did not bring back all does not count as having taken back the transaction: that can be done once more. */
function ended(writer: Writer, {txn, groups, tally, inverseOf}: {txn: string; groups: readonly Group[]; tally: Tally; inverseOf?: string}): readonly string[] {
	const stands = [...tally.done.map(({item}) => item), ...tally.torn];
	const isWhole = inverseOf !== undefined && isTakenBack(writer.root, inverseOf, stands);
	const line = {txn, op: 'restore', inverseOf: isWhole ? inverseOf : undefined} as const;
	// All of it came back one by one, before.
	if (groups.length === 0) return endTransaction(writer, {...line, phase: 'done', items: []});
	return endMoves(writer, {...line, stands, isAll: tally.done.length === groups.reduce((sum, {jobs}) => sum + jobs.length, 0)});
}

/** A sentence about a model that came back under another name. */
function renamedNote({trashed, item}: Job): readonly string[] {
	const [was] = movesOf(trashed);
	const [is] = movesOf(item);
	if (was === undefined || is === undefined || was.from === is.to) return [];
	return [`${was.from} is there again already: what was in the trash came back as ${is.to}.`];
}

function followed(root: string, done: readonly Job[]): Followed {
	const models = done.filter(({trashed}) => trashed.stray !== true);
	return {
		present: models.map(({trashed, item}) => presentTarget(root, trashed, item)),
		living: models.flatMap(({trashed, item}) => livingTarget(root, trashed, item) ?? []),
	};
}

/** What is asked for, by the folders that it comes from and goes to; what cannot come back is skipped. */
function groupsOf(writer: Writer, models: readonly Trashed[], skipped: Skipped[]): readonly Group[] {
	const journal = readJournal(writer.root);
	const busy = busyWith(journal);
	const places = models.length === 0 ? [] : placesOf(writer.root, journal);
	const byFolder = new Map<string, {from: TrashFolder; folder: string; trashed: TrashedModel[]}>();
	for (const [txn, asked] of Map.groupBy(models, model => model.txn)) {
		const read = places.flatMap(place => readTrashFolder(place, txn, journal) ?? []);
		const folders = read.filter(each => typeof each !== 'string');
		const there = new Map(folders.flatMap(from => from.present.map(trashed => [trashed.key, {from, trashed}] as const)));
		for (const key of new Set(asked.map(model => model.key))) {
			const found = there.get(key);
			if (!found || busy.has(txn) || busy.has(`${txn}/${key}`)) {
				const reason = busy.get(txn) ?? busy.get(`${txn}/${key}`) ?? read.find(each => typeof each === 'string');
				skipped.push({key, reason: reason ?? whyNotThere(writer.root, journal, {txn, key})});
				continue;
			}
			const folder = folderOf(movesOf(found.trashed)[0]?.from ?? '');
			const name = `${found.from.path}\0${folder}`;
			const group = byFolder.get(name) ?? {from: found.from, folder, trashed: []};
			group.trashed.push(found.trashed);
			byFolder.set(name, group);
		}
	}
	const taken = new Map<string, Set<string>>();
	return [...byFolder.values()].map(({from, folder, trashed}) => {
		const names = taken.get(folder) ?? namesIn(`${writer.root}/${folder}`);
		taken.set(folder, names);
		return {from, folder, jobs: trashed.map(model => ({trashed: model, item: itemOf(from, model, names)}))};
	});
}

function whyNotThere(root: string, {entries}: Journal, which: Trashed): string {
	const place = toldPlaceOf(root, entries, which);
	return (place && whyUnreachable(place)) ?? gone;
}

/** What another process moves or deletes just now: transactions, and `<transaction>/<key>`. Those of processes that are gone were ended before. */
function busyWith({unfinished}: Journal): ReadonlyMap<string, string> {
	const busy = new Map<string, string>();
	for (const entry of unfinished) {
		if (entry.op === 'trash') busy.set(entry.txn, 'It is still being moved to the trash by another process.');
		if (entry.op !== 'purge') continue;
		for (const {path, key} of entry.items) busy.set(`${baseName(path.slice(0, -key.length - 1))}/${key}`, 'It is being deleted for good by another process.');
	}
	return busy;
}

/** @param names those that are taken in the folder; the model's are added */
function itemOf({place, txn}: TrashFolder, model: TrashedModel, names: Set<string>): MoveItem {
	const own = movesOf(model).map(({from}) => baseName(from));
	const free = freeNames(own, names);
	for (const name of free) names.add(name);
	const newNames = new Map(own.map((name, index) => [name, free[index] ?? name]));
	const item = withMoves(journalItem(model), move => {
		const name = baseName(move.from);
		return {...move, from: toldPath(place, txn, move.from), to: pathIn(folderOf(move.from), newNames.get(name) ?? name)};
	});
	if (own.every(name => newNames.get(name) === name)) return item;
	return {...item, key: item.artifact?.to ?? (movesOf(item)[0]?.to ?? item.key).replace(/\.json$/, '')};
}

function namesIn(folder: string): Set<string> {
	try {
		return new Set(readNames(folder));
	} catch (error) {
		// A folder that is gone is made again; what else is wrong with it is said when it is opened.
		systemReason(error);
		return new Set();
	}
}

function moveGroup(writer: Writer, {from, folder, jobs}: Group, {tally, tick}: {tally: Tally; tick: () => void}): void {
	const skip = ({trashed}: Job, reason: string) => void tally.skipped.push({key: trashed.key, reason});
	try {
		ensureFolder(`${writer.root}/${folder}`);
		withFolder(openFolder(from.path, {follow: false}), trash =>
			withFolder(openInside(trash, folder), source =>
				withFolder(openFolder(`${writer.root}/${folder}`, {follow: true}), target => {
					// The lock of the trash keeps a purge from deleting what is being taken out.
					inSlices([target.path, from.place.path], jobs, {
						writer,
						prepare: () => true,
						act: job => {
							moveOne(job, {root: writer.root, source, target, tally});
							tick();
						},
						refuse: (job, error) => {
							tally.refused ??= error;
							skip(job, error.message);
						},
					});
				}),
			),
		);
	} catch (error) {
		const reason = systemCode(error) === 'ENOENT' ? gone : reasonFor(error);
		const told = new Set([...tally.done.map(({trashed}) => trashed.key), ...tally.skipped.map(({key}) => key)]);
		for (const job of jobs) if (!told.has(job.trashed.key)) skip(job, reason);
	}
}

function reasonFor(error: unknown): string {
	return error instanceof UserError ? error.message : `Its folder cannot be opened: ${systemReason(error)}.`;
}

function moveOne(job: Job, {root, source, target, tally}: {root: string; source: OpenFolder; target: OpenFolder; tally: Tally}): void {
	const moves = movesOf(job.item);
	const skip = (reason: string) => void tally.skipped.push({key: job.trashed.key, reason});
	const steps = moves.map(({from, to}) => ({from: inFolder(source, baseName(from)), to: inFolder(target, baseName(to))}));
	const taken = moves.find((_, index) => exists(steps[index]?.to ?? ''));
	if (taken) return skip(`${baseName(taken.to)} was made there just now: restore it again, and it comes back beside that.`);
	const outcome = moveAll(root, steps);
	if (outcome.kind === 'moved') return void tally.done.push(job);
	if (outcome.kind === 'kept') return skip(`It cannot be moved back: ${outcome.reason}.`);
	skip(`Only a part of it could be moved back: ${outcome.reason}.`);
	tally.torn.push(withMoves(job.item, move => (moves.indexOf(move) < outcome.moved ? move : undefined)));
}
