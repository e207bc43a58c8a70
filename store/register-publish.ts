/** The short part of registering, under the locks: the number, the line in the journal, the artifact, and the sidecar last. */

import {createHash} from 'node:crypto';
import fs from 'node:fs';
import {changedMeanwhile} from './artifact-errors.ts';
import {changedSince, type ArtifactSource} from './artifact-source.ts';
import {syncFolder} from './atomic-file.ts';
import type {RegisteredArtifact, RegisterItem} from './domain/journal-entry.ts';
import type {Checksum, PresentVersion, Registration, VersionFacts} from './domain/registration.ts';
import {UserError} from './domain/user-error.ts';
import {versionNames, versionText, type VersionNames} from './domain/version-sidecar.ts';
import {systemPath} from './file-names.ts';
import {appendJournal, newTransaction, type Writer} from './journal-writer.ts';
import {withLock} from './lock.ts';
import {withReserve} from './own-folder.ts';
import {furtherVersions, type Doubted, type FamilySearch} from './register-known.ts';
import {withNumber, type KnownNumbers} from './register-numbers.ts';
import type {VersionPlace} from './register-place.ts';
import {sidecarLimits} from './sidecar-file.ts';
import {publish, publishCopy, stageSidecar, takeBack} from './staging.ts';
import type {Staging} from './staging-folder.ts';
import {isSystemError} from './system-error.ts';

/** All that is known before the locks are taken. */
export interface Ready {
	readonly registration: Registration;
	readonly family: string;
	readonly way: 'copy' | 'move' | 'link';
	readonly facts: VersionFacts;
	/** The model as it was named outside, absolute. */
	readonly from: string;
	readonly source: ArtifactSource;
	readonly checksum: Checksum;
	readonly place: VersionPlace;
	readonly staging: Staging;
	/** The artifact is where it was outside, and goes from there to its place on the same disk. */
	readonly isInPlace: boolean;
	readonly numbers: KnownNumbers;
	/** Where the family's versions are, and what was read of them without a lock. */
	readonly search: FamilySearch;
	readonly doubted: Doubted;
}

export interface Published {
	readonly kind: 'published';
	readonly txn: string;
	readonly version: number;
	readonly item: RegisterItem;
	readonly names: VersionNames;
	/** The sidecar has the checksum of each file of a folder. */
	readonly isWhole: boolean;
}

export type PublishOutcome =
	| Published
	/** Another process registered these bytes meanwhile, as it says. */
	| {readonly kind: 'known'; readonly present: PresentVersion}
	/** A name that it would get was made by another program just now. */
	| {readonly kind: 'taken'; readonly version: number};

/** @throws UserError or the system's error: nothing was published */
export function publishVersion(writer: Writer, ready: Ready): PublishOutcome {
	const {place, source, isInPlace, numbers, way, registration, search, checksum, doubted} = ready;
	return withLock(place.real, {waitMs: writer.waitMs, by: writer.by, now: writer.now}, () => {
		const changed = way === 'copy' || (way === 'move' && !isInPlace) ? undefined : changedSince(source);
		if (changed !== undefined) throw changedMeanwhile(changed);
		return withNumber(writer, numbers, (version, items) => {
			const further = registration.isNewWanted ? [] : furtherVersions(writer.root, search, items);
			const present = further.find(({sha256, key}) => sha256 === checksum.value && !doubted.has(key));
			return present ? {kind: 'known', present} : put(writer, ready, begin(writer, ready, version));
		});
	});
}

function begin(writer: Writer, ready: Ready, version: number): Published {
	const {family, way, facts, from, source, checksum, place, staging, isInPlace} = ready;
	const names = versionNames({family, version}, {path: from, isFolder: source.isFolder});
	const key = `${place.models}/${names.artifact}`;
	const path = `${writer.root}/${key}`;
	const {text, isWhole} = versionText(facts, {family, version, id: names.id, path, createdAt: writer.now(), checksum}, sidecarLimits.bytes);
	if (Buffer.byteLength(text) > sidecarLimits.bytes) {
		throw new UserError('usage', `What is said of it is longer than ${sidecarLimits.bytes} bytes: such a sidecar is not read. Nothing was registered.`);
	}
	stageSidecar(staging, text);
	const item: RegisterItem = {
		key,
		id: names.id,
		family,
		version,
		way,
		staging: staging.folder.slice(writer.root.length + 1),
		artifact: {to: key, ...(isInPlace ? {from: source.path} : {}), ...signatureOf(isInPlace ? source.path : staging.artifact)},
		sidecar: {to: `${place.models}/${names.sidecar}`, sha256: createHash('sha256').update(text).digest('hex')},
		copied_from: facts.lineage.source ?? from,
	};
	const txn = newTransaction(writer);
	appendJournal(writer, {txn, op: 'register', phase: 'begin', items: [item]});
	return {kind: 'published', txn, version, item, names, isWhole};
}

/** What tells it apart from what has its old name later. */
function signatureOf(file: string): Partial<RegisteredArtifact> {
	const stat = fs.lstatSync(systemPath(file), {bigint: true});
	return stat.isSymbolicLink() ? {} : {dev: String(stat.dev), inode: String(stat.ino), size: Number(stat.size), mtime_ns: String(stat.mtimeNs)};
}

function put(writer: Writer, {place, staging, source, isInPlace}: Ready, published: Published): PublishOutcome {
	const {names, version} = published;
	const from = isInPlace ? source.path : staging.artifact;
	const [artifact, sidecar] = [`${place.real}/${names.artifact}`, `${place.real}/${names.sidecar}`];
	const made: Array<readonly [published: string, from: string]> = [];
	try {
		if (publish(from, artifact)) {
			made.push([artifact, from]);
			syncFolder(place.real);
			if (publishCopy(staging.sidecar, sidecar)) {
				made.push([sidecar, staging.sidecar]);
				syncFolder(place.real);
				return published;
			}
		}
	} catch (error) {
		// Where it cannot be taken back, the line in the journal stays open: the next change ends it.
		if (isTakenBack(made)) endNothing(writer, published);
		throw error;
	}
	if (!isTakenBack(made)) {
		throw new UserError('failed', `${artifact} cannot be taken back: ${names.sidecar} was made there just now.`, {hint: 'mreg log shows what became of it.'});
	}
	endNothing(writer, published);
	return {kind: 'taken', version};
}

function isTakenBack(made: ReadonlyArray<readonly [published: string, from: string]>): boolean {
	try {
		return made.toReversed().every(([published, from]) => takeBack(published, from));
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return false;
	}
}

function endNothing(writer: Writer, {txn}: Published): void {
	withReserve(writer.root, () => appendJournal(writer, {txn, op: 'register', phase: 'undone', items: []}));
}
