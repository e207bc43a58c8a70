/** One sidecar that is edited: read with its signature, edited in memory, written, and edited anew where another program wrote it meanwhile. */

import {createHash} from 'node:crypto';
import fs from 'node:fs';
import {WriteError} from './atomic-file.ts';
import type {Target} from './domain/change.ts';
import type {EditItem} from './domain/journal-entry.ts';
import {UserError} from './domain/user-error.ts';
import {systemPath} from './file-names.ts';
import type {Writer} from './journal-writer.ts';
import {replaceFile, type ReadFile} from './replace-file.ts';
import {notAFile, sidecarLimits} from './sidecar-file.ts';
import type {EditedText, EditOutcome} from './sidecar-splice.ts';
import {isSystemError, reasonOf, systemCode} from './system-error.ts';

/** A model, and what is to be done to the bytes of its sidecar. */
export interface Job {
	readonly target: Target;
	readonly edit: (file: Buffer) => EditOutcome;
	/** Tags that the model is not to have, whether the sidecar has them or only model_registry.json. */
	readonly removedTags?: readonly string[];
	/** Models whose edits must stand before this one is written, by their keys: otherwise it is left out. */
	readonly follows?: readonly string[];
	/** Words that leave the sidecar and stay in model_registry.json, where they stood before. */
	readonly kept?: {readonly tags?: readonly string[]; readonly note?: boolean};
}

/** An edit that is ready to be written. */
export interface ReadyEdit {
	readonly kind: 'ready';
	readonly job: Job;
	readonly read: ReadFile;
	readonly edited: EditedText;
	/** For the journal. */
	readonly item: EditItem;
}

/** `reason`: a sentence; `isChanging`: only because another program writes the file. */
export type NotReady =
	{readonly kind: 'unchanged'} | {readonly kind: 'skipped'; readonly reason: string; readonly isChanging?: boolean; readonly cause?: unknown};

/** `note`: what else is to be said of an edit that stands. */
export type Written = {readonly kind: 'done'; readonly item: EditItem; readonly note?: string} | NotReady;

const tries = 5;
/** Between two looks at a file that is being written, in milliseconds; doubled each time. */
const pause = 10;
/** A text that ends in the middle is being written if the file is this young (milliseconds). */
const young = 2_000;

/** Where, and by whose clock. */
type Place = Pick<Writer, 'root' | 'now'>;

/** Reads a sidecar and makes the edit in memory. One that is just being written is looked at again for a moment. */
export function readyEdit({root, now}: Place, job: Job): ReadyEdit | NotReady {
	const {sidecar, key} = job.target;
	if (sidecar === undefined) return skipped(`${key} has no sidecar in which this could be kept.`);
	for (let attempt = 1; ; attempt++) {
		const read = readSidecar(`${root}/${sidecar}`);
		if ('reason' in read) return skipped(`${sidecar} ${read.reason}`);
		const outcome = job.edit(read.bytes);
		switch (outcome.kind) {
			case 'unchanged':
				return outcome;
			case 'edited':
				return {kind: 'ready', job, read, edited: outcome, item: itemOf(job.target, read.bytes, outcome)};
			case 'refused': {
				const isChanging = outcome.cut === true && Math.abs(now() - Number(read.mtimeNs / 1_000_000n)) < young;
				if (!isChanging || attempt === tries) return {...skipped(`${sidecar} ${outcome.reason}`), isChanging};
				sleep(pause * 2 ** (attempt - 1));
			}
		}
	}
}

/**
 * Writes an edit; the caller holds the lock of the folder, and syncs it. Never throws for the disk.
 *
 * @param first whose item is in the journal already
 * @param journal writes the item of an edit that had to be made anew, before it is written
 */
export function writeEdit(place: Place, first: ReadyEdit, journal: (item: EditItem) => void): Written {
	const {job} = first;
	const path = `${place.root}/${job.target.sidecar}`;
	let ready = first;
	try {
		for (let attempt = 1; attempt <= tries; attempt++) {
			// What is only accepted is in the file already.
			if (ready.edited.bytes === ready.read.bytes) return {kind: 'done', item: ready.item};
			if (replaceFile(path, ready.edited.bytes, {read: ready.read})) return {kind: 'done', item: ready.item};
			sleep(pause * 2 ** (attempt - 1));
			const again = readyEdit(place, job);
			if (again.kind !== 'ready') return again;
			journal(again.item);
			ready = again;
		}
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		if (error instanceof WriteError && error.stands === 'new') return {kind: 'done', item: ready.item, note: error.message};
		return {...skipped(error.message), cause: error};
	}
	return {...skipped(`${job.target.sidecar} changed ${tries} times while it was edited; it stands as another program wrote it.`), isChanging: true};
}

/** The sidecar's bytes with its signature, or the rest of a sentence that says why it cannot be edited. Never waits for a FIFO, never follows a link. @param path absolute */
export function readSidecar(path: string): ReadFile | {readonly reason: string} {
	try {
		const fd = fs.openSync(systemPath(path), fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK | fs.constants.O_NOCTTY);
		try {
			const stat = fs.fstatSync(fd, {bigint: true});
			if (!stat.isFile()) return {reason: notAFile(stat)};
			if (stat.size > BigInt(sidecarLimits.bytes)) return {reason: `is ${stat.size} bytes; more than ${sidecarLimits.bytes} are not read.`};
			return {bytes: fs.readFileSync(fd), inode: stat.ino, mtimeNs: stat.mtimeNs};
		} finally {
			fs.closeSync(fd);
		}
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return {reason: reasonFor(error)};
	}
}

/** In hexadecimal. */
export function sha256(bytes: Uint8Array): string {
	return createHash('sha256').update(bytes).digest('hex');
}

function reasonFor(error: NodeJS.ErrnoException): string {
	switch (systemCode(error)) {
		case 'ENOENT':
		case 'ENOTDIR':
			return 'is not there any more.';
		case 'ELOOP':
		case 'EMLINK':
			return 'is a link: it is read, but not edited. Edit the file that it points to, or put a copy in its place.';
		case 'ENXIO':
			return 'is a socket or a device, not a file.';
		default:
			return `cannot be opened: ${reasonOf(error)}.`;
	}
}

function itemOf({key, sidecar}: Target, file: Buffer, {bytes, before, after, offset, tags, note, aliases}: EditedText): EditItem {
	return {
		key,
		path: sidecar,
		before,
		after,
		offset,
		sha256: {before: sha256(file), after: sha256(bytes)},
		...(tags ? {tags} : {}),
		...(note ? {note} : {}),
		...(aliases ? {aliases} : {}),
	};
}

/** @param reason a sentence */
export function skipped(reason: string): Extract<NotReady, {kind: 'skipped'}> {
	return {kind: 'skipped', reason};
}

function sleep(ms: number): void {
	Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
