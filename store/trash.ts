/** Moves models to the trash: told to the journal first, artifact before sidecar, by renames on one disk, and only what is still as it was when that was decided. */

import {hostname} from 'node:os';
import {ensureFolder} from './atomic-file.ts';
import {nothingDone, type Change, type Removal, type Skipped} from './domain/change.ts';
import {baseName} from './domain/identifier.ts';
import type {MoveItem} from './domain/journal-entry.ts';
import {journalItem, movesOf, withMoves} from './domain/trash-manifest.ts';
import {UserError} from './domain/user-error.ts';
import type {OnProgress} from './changes.ts';
import {exchangeName} from './exchange-file.ts';
import {followExchange} from './exchange-follow.ts';
import {entryTextsOf} from './exchange-kept.ts';
import {compareMark} from './file-marks.ts';
import {inFolder, isSameFolder, openFolder, openInside, withFolder, type OpenFolder} from './folder-handle.ts';
import {appendJournal, newTransaction, userName, type Writer} from './journal-writer.ts';
import {removeLeftovers} from './leftovers.ts';
import {inSlices, moveAll} from './move-files.ts';
import {withReserve} from './own-folder.ts';
import {sharedFile, sharedNote, type SharedFile} from './shared-bytes.ts';
import {isSystemError, systemReason} from './system-error.ts';
import {discardFolder} from './trash-deletion.ts';
import {endMoves, progressOf, syncFolders} from './trash-ending.ts';
import {groupsOf, marksOf, type Group, type Job} from './trash-groups.ts';
import {writeManifest} from './trash-place.ts';
import {goneTarget} from './trash-targets.ts';

interface MoveOptions {
	readonly onProgress: OnProgress;
	readonly inverseOf?: string;
	/** It leaves the trash at once. */
	readonly isPurged?: boolean;
}

/** What became of the models so far. */
interface Tally {
	readonly done: Job[];
	/** Models of which only a part could be moved, with the moves that stand. */
	readonly torn: MoveItem[];
	readonly skipped: Skipped[];
	/** Files with further names. */
	readonly shared: SharedFile[];
	/** The first lock that could not be had. */
	refused?: UserError;
}

/**
 * One transaction. A model is moved whole or not at all; one that changed since its marks were made stays.
 *
 * @param options.inverseOf the transaction that is taken back
 * @throws UserError `locked`, or why the trash or the journal cannot be written: nothing was done
 */
export function moveToTrash(writer: Writer, removals: readonly Removal[], options: MoveOptions): Change {
	const tally: Tally = {done: [], torn: [], skipped: [], shared: []};
	const txn = newTransaction(writer);
	const groups = groupsOf(writer, removals, {txn, skipped: tally.skipped});
	const models = groups.flatMap(({jobs}) => jobs.map(({model}) => model));
	if (models.length === 0) return {...nothingDone, skipped: tally.skipped};
	appendJournal(writer, {txn, op: 'trash', phase: 'begin', items: models.map(journalItem), inverseOf: options.inverseOf});
	const tick = progressOf(removals.length, options.onProgress, () => tally.done.length + tally.torn.length + tally.skipped.length);
	const kept = entryTextsOf(
		writer.root,
		groups.flatMap(({jobs}) => jobs.flatMap(({removal: {target}}) => (target.isStray === true ? [] : target))),
	);
	const ready = prepared(writer, groups, {txn, tally, texts: kept.texts});
	for (const group of ready) moveGroup(writer, txn, group, {tally, tick});
	const stands = [...tally.done.map(({model}) => journalItem(model)), ...tally.torn];
	for (const {place} of ready) if (stands.length === 0) discardFolder(place, txn, models);
	const isAll = tally.done.length === models.length;
	const notes = [
		...(stands.length === 0 ? [] : lostNote(kept.lost)),
		...(options.isPurged === true ? [] : sharedNote(writer.root, tally.shared)),
		...syncFolders(stands.length === 0 ? [] : ready.flatMap(({folder, place}) => [`${place.path}/${txn}/${folder}`, `${writer.root}/${folder}`])),
		...(tally.done.length === 0
			? []
			: followExchange(writer, {trashed: tally.done.flatMap(({model}) => (model.stray === true ? [] : goneTarget(writer.root, model, model)))})),
		...endMoves(writer, {txn, op: 'trash', stands, isAll, inverseOf: isAll ? options.inverseOf : undefined}),
	];
	if (stands.length === 0 && tally.refused) throw tally.refused;
	tick('last');
	const done = tally.done.map(({removal}) => removal.target.key);
	return {txn: stands.length === 0 ? undefined : txn, done, unchanged: [], skipped: tally.skipped, notes};
}

function lostNote(lost: number): readonly string[] {
	if (lost === 0) return [];
	return [
		`${lost === 1 ? 'An entry' : `${lost} entries`} of ${exchangeName} too large to be kept with what was removed: tags and a note that stand only there do not come back.`,
	];
}

interface Preparing {
	readonly txn: string;
	readonly tally: Tally;
	/** What model_registry.json says of the models, by their names there. */
	readonly texts: ReadonlyMap<string, string>;
}

/** Writes the manifest of each place. Where that cannot be done, its models stay. @throws UserError where it is the registry's own: nothing was done */
function prepared(writer: Writer, groups: readonly Group[], {txn, tally, texts}: Preparing): readonly Group[] {
	const at = new Date(writer.now()).toISOString();
	const head = {v: 1, txn, at, host: hostname(), user: userName(), by: writer.by, root: writer.root} as const;
	return [...Map.groupBy(groups, ({place}) => place.path).values()].flatMap(here => {
		const place = here[0]?.place;
		if (!place) return [];
		removeLeftovers(place.path, {now: writer.now()});
		try {
			withReserve(writer.root, () =>
				writeManifest(place, {...head, models: here.flatMap(({jobs}) => jobs.map(({model}) => ({...model, entry_text: texts.get(model.entry ?? '')})))}),
			);
			return here;
		} catch (error) {
			if (!(error instanceof UserError)) throw error;
			if (place.isOwn) {
				endMoves(writer, {txn, op: 'trash', stands: [], isAll: false});
				throw error;
			}
			for (const {jobs} of here) for (const {removal} of jobs) tally.skipped.push({key: removal.target.key, reason: error.message});
			return [];
		}
	});
}

interface Progress {
	readonly tally: Tally;
	readonly tick: () => void;
}

function moveGroup(writer: Writer, txn: string, {folder, place, jobs}: Group, {tally, tick}: Progress): void {
	const skip = ({removal}: Job, reason: string) => void tally.skipped.push({key: removal.target.key, reason});
	try {
		// A linked model folder is followed, as the scan does: the marks of its files tell whether it is still the same.
		withFolder(openFolder(`${writer.root}/${folder}`, {follow: true}), source => {
			withReserve(writer.root, () => ensureFolder(`${place.path}/${txn}/${folder}`, {fsync: false}));
			withFolder(openFolder(place.path, {follow: false}), trash =>
				withFolder(openInside(trash, `${txn}/${folder}`), target => {
					const before = tally.done.length;
					inSlices([source.path], jobs, {
						writer,
						prepare: job => {
							const reason = whyNot(source, job.removal, {deep: true});
							if (reason !== undefined) skip(job, reason);
							return reason === undefined;
						},
						act: job => {
							moveOne(job, {root: writer.root, source, target, tally});
							tick();
						},
						refuse: (job, error) => {
							tally.refused ??= error;
							skip(job, error.message);
						},
					});
					// Only where this is still the folder of these models.
					if (tally.done.length > before) removeLeftovers(source.at, {now: writer.now()});
				}),
			);
		});
	} catch (error) {
		const reason = error instanceof UserError ? error.message : `Its folder cannot be opened: ${systemReason(error)}.`;
		const told = new Set([...tally.done.map(({model}) => model.key), ...tally.torn.map(({key}) => key), ...tally.skipped.map(({key}) => key)]);
		for (const job of jobs) if (!told.has(job.model.key)) skip(job, reason);
	}
}

function moveOne(job: Job, {root, source, target, tally}: {root: string; source: OpenFolder; target: OpenFolder; tally: Tally}): void {
	const {removal, model} = job;
	const reason = whyNot(source, removal, {deep: false});
	if (reason !== undefined) return void tally.skipped.push({key: model.key, reason});
	const moves = movesOf(model);
	const outcome = moveAll(
		root,
		moves.map(({from}) => ({from: inFolder(source, baseName(from)), to: inFolder(target, baseName(from))})),
	);
	if (outcome.kind === 'moved') {
		for (const {from} of moves) tally.shared.push(...sharedFile(from, inFolder(target, baseName(from))));
		return void tally.done.push(job);
	}
	const stays = outcome.kind === 'kept' ? 'It cannot be moved' : 'Only a part of it could be moved; mreg restore brings that back';
	tally.skipped.push({key: model.key, reason: `${stays}: ${outcome.reason}.`});
	if (outcome.kind === 'torn') tally.torn.push(withMoves(journalItem(model), move => (moves.indexOf(move) < outcome.moved ? move : undefined)));
}

/** Why a model is not moved: its files are not what they were. */
function whyNot(source: OpenFolder, removal: Removal, options: {readonly deep: boolean}): string | undefined {
	if (source.at === source.path && !isSameFolder(source)) return 'Its folder changed since it was planned.';
	for (const mark of marksOf(removal)) {
		try {
			const found = compareMark(`${source.at}/${baseName(mark.path)}`, mark, options);
			if (found !== 'same') return `${baseName(mark.path)} ${found === 'gone' ? 'is gone' : 'changed since it was planned'}.`;
		} catch (error) {
			if (!isSystemError(error)) throw error;
			return `${baseName(mark.path)} cannot be looked at: ${systemReason(error)}.`;
		}
	}
	return undefined;
}
