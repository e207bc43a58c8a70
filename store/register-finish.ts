/** What follows when a version is published: read-only files, the journal's end, the exchange files, and the source of what was moved from another disk. */

import path from 'node:path';
import {makeReadOnly} from './artifact-copy.ts';
import {changedSince, readSource, type ArtifactSource} from './artifact-source.ts';
import type {Change, Target} from './domain/change.ts';
import {baseName} from './domain/identifier.ts';
import {formatVersion} from './domain/family.ts';
import {UserError} from './domain/user-error.ts';
import {followExchange} from './exchange-follow.ts';
import {openFolder, withFolder} from './folder-handle.ts';
import type {Writer} from './journal-writer.ts';
import type {Published, Ready} from './register-publish.ts';
import {removeSettled} from './staging-removal.ts';
import {isSystemError, reasonOf} from './system-error.ts';
import {deletePart, type Deletion} from './trash-deletion.ts';
import {endTransaction} from './trash-ending.ts';

/** Never throws for the disk: the version is there. */
export function finishVersion(writer: Writer, ready: Ready, {txn, version, item, isWhole}: Published): Change {
	const {family, way, source, checksum, place, staging, isInPlace} = ready;
	const {key} = item;
	const sidecar = item.sidecar?.to;
	const target: Target = {key, id: item.id, algorithm: family, folder: place.folder, artifact: key, sidecar, files: [], bytes: source.bytes, entry: item.id};
	const notes = isInPlace ? [...protectedNotes(`${writer.root}/${key}`)] : [];
	removeSettled(writer.root, staging.folder);
	notes.push(...endTransaction(writer, {txn, op: 'register', phase: 'done', items: []}));
	notes.push(...followExchange(writer, {present: [target]}));
	if (way === 'move' && !isInPlace) notes.push(...sourceNotes(writer.root, source));
	if (!isWhole) {
		notes.push(`${formatVersion({family, version})} has too many files for a checksum of each: verify can tell that something changed, but not what.`);
	}
	const registered = {family, version, key, isKnown: false, sha256: checksum.value, bytes: source.bytes};
	return {txn, done: [key], unchanged: [], skipped: [], notes, registered};
}

/** Makes the files of a moved model read-only. @returns sentences about what could not be done */
export function protectedNotes(artifact: string): readonly string[] {
	try {
		makeReadOnly(readSource(artifact));
		return [];
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		return [`The files of ${baseName(artifact)} could not be made read-only. ${error.message}`];
	}
}

/** Deletes the source of what was moved from another disk, where it is what was copied. @returns sentences about what stays */
function sourceNotes(root: string, source: ArtifactSource): readonly string[] {
	const stays = (why: string) => [`${source.path} stays where it is: ${why}.`];
	const deletion: Deletion = {freed: 0};
	try {
		const changed = changedSince(source);
		if (changed !== undefined) return stays(`${changed} changed since it was copied`);
		withFolder(openFolder(path.dirname(source.path), {follow: false}), folder => deletePart(root, folder, {name: baseName(source.path), deletion}));
	} catch (error) {
		if (error instanceof UserError) return stays(error.message.replace(/\.$/, ''));
		if (!isSystemError(error)) throw error;
		return stays(reasonOf(error));
	}
	return deletion.reason === undefined ? [] : stays(deletion.reason);
}
