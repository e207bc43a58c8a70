/** Registers a model that is in the root already, in place: its sidecar gets the version, its files become read-only. */

import {folderOf} from './domain/identifier.ts';
import {hashArtifact} from './artifact-copy.ts';
import {takeWriteBits, type Modes} from './artifact-modes.ts';
import {changedMeanwhile, knownAlready} from './artifact-errors.ts';
import {changedSince, type ArtifactSource} from './artifact-source.ts';
import {statOf, syncFolder} from './atomic-file.ts';
import type {OnProgress} from './changes.ts';
import {nothingDone, type Change, type Target} from './domain/change.ts';
import {formatVersion} from './domain/family.ts';
import type {EditItem, RegisterItem} from './domain/journal-entry.ts';
import type {Checksum, Registration, VersionFacts} from './domain/registration.ts';
import {UserError} from './domain/user-error.ts';
import {followExchange} from './exchange-follow.ts';
import {appendJournal, newTransaction, type Writer} from './journal-writer.ts';
import {removeLeftovers} from './leftovers.ts';
import {lineageWithDigests} from './lineage-digests.ts';
import {withLock} from './lock.ts';
import {withReserve} from './own-folder.ts';
import {readySidecar, versionIn, writeSidecar, type ReadySidecar} from './promoted-sidecar.ts';
import {holderOf, type Doubted} from './register-known.ts';
import {refuseTaken, searchNumbers, withNumber, type KnownNumbers} from './register-numbers.ts';
import {restingSource} from './register-source.ts';
import {readSidecar, type Written} from './sidecar-job.ts';
import {isSystemError, reasonOf} from './system-error.ts';

export {settlePromotion, undoPromotion, type RegisterEntry} from './promote-ending.ts';

/** @throws UserError where nothing was registered, and why */
export function promoteModel(writer: Writer, registration: Registration, {onProgress}: {readonly onProgress: OnProgress}): Change {
	const {family, source: from, folder, taken, version, present, isNewWanted} = registration;
	if (from.kind !== 'promote') throw new Error('Bug: only a model of the registry is promoted');
	const {root} = writer;
	const {key, artifact, sidecar} = from.target;
	if (artifact === undefined) {
		throw new UserError('failed', `${key} has no model file: there is nothing to register.`, {hint: 'mreg list --long shows where it was.'});
	}
	refuseRegistered(root, sidecar);
	const folders = [...new Set([`${root}/${folder}/Model`, `${root}/${folderOf(artifact)}`])];
	const numbers = searchNumbers(root, {family, taken, version, folders});
	refuseTaken(root, numbers);
	const source = restingSource(`${root}/${artifact}`, writer.now());
	const onBytes = (done: number, total: number) => onProgress({done, total, unit: 'bytes'});
	const checksum = hashArtifact(source, {onBytes});
	const doubted: Doubted = new Map();
	const others = isNewWanted ? [] : present.filter(one => one.key !== key);
	const known = holderOf(root, others, {sha256: checksum.value, way: 'promote', doubted, onBytes});
	if (known && version !== undefined) throw knownAlready(known, version);
	if (known) return {...nothingDone, unchanged: [known.key], notes: [...doubted.values()], registered: {...known, isKnown: true}};
	const facts = {...registration.facts, lineage: lineageWithDigests(registration)};
	const change = published(writer, {target: from.target, family, source, checksum, numbers, facts, modes: modesOf(root, artifact, source)});
	return {...change, notes: [...doubted.values(), ...change.notes]};
}

/** @throws UserError for a model that is a version already */
function refuseRegistered(root: string, sidecar: string | undefined): void {
	const read = sidecar === undefined ? undefined : readSidecar(`${root}/${sidecar}`);
	const version = read === undefined || 'reason' in read ? undefined : versionIn(read.bytes);
	if (!version) return;
	throw new UserError('failed', `${sidecar} is registered already, as ${formatVersion(version)}. Nothing was registered.`, {
		hint: 'A version is registered once. mreg tag, note and alias add to what is said of it.',
	});
}

/** Of the files that can be written. What a link in the registry points to is not the registry's to change. */
function modesOf(root: string, artifact: string, {files}: ArtifactSource): Modes {
	if (statOf(`${root}/${artifact}`)?.isSymbolicLink() === true) return {};
	const own = files.filter(({mode, link}) => link === undefined && (mode & 0o222) !== 0);
	return Object.fromEntries(own.map(({path, mode}) => [path === '' ? artifact : `${artifact}/${path}`, mode]));
}

/** All that is known before the locks are taken. */
interface Prepared {
	readonly target: Target;
	readonly family: string;
	readonly source: ArtifactSource;
	readonly checksum: Checksum;
	readonly numbers: KnownNumbers;
	readonly facts: VersionFacts;
	readonly modes: Modes;
}

/** A promotion whose line is in the journal. */
interface Begun {
	readonly txn: string;
	readonly item: RegisterItem;
	readonly ready: ReadySidecar;
	readonly isWhole: boolean;
}

/** The short part, under the lock of the folder; the number is given under that of the root, as it is for every version of this registry. */
function published(writer: Writer, prepared: Prepared): Change {
	const {root, waitMs, by, now} = writer;
	const {target, source, checksum, modes, numbers} = prepared;
	const path = `${root}/${folderOf(target.key)}`;
	const notes: string[] = [];
	const {txn, item, edit} = withLock(path, {waitMs, by, now}, () => {
		const changed = changedSince(source);
		if (changed !== undefined) throw changedMeanwhile(changed);
		const begun = withNumber(writer, numbers, version => begin(writer, prepared, version));
		const edit = written(writer, begun, notes);
		notes.push(...synced(path), ...modeNotes(takeWriteBits(root, modes)));
		if (source.hasOtherNames && Object.keys(modes).length > 0) {
			notes.push('Its files have other names, too (hard links): they are read-only under those as well.');
		}
		if (!begun.isWhole) notes.push(`The checksums of its ${source.files.length} files are too long for a sidecar: only that of the whole folder is kept.`);
		removeLeftovers(path, {now: now(), isOurs: file => file.endsWith('.json')});
		return {...begun, edit};
	});
	notes.push(...followExchange(writer, {present: [{...target, sidecar: edit.path}]}));
	try {
		// One that had to be made anew is in the journal twice.
		appendJournal(writer, {txn, op: 'register', phase: 'done', items: edit === item.edit ? [] : [{...item, edit}]});
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		notes.push(`${error.message} The next change ends this one.`);
	}
	const {family, version, key} = item;
	return {...nothingDone, txn, done: [key], notes, registered: {family, version, key, isKnown: false, sha256: checksum.value, bytes: source.bytes}};
}

function begin(writer: Writer, {target, family, checksum, facts, modes}: Prepared, version: number): Begun {
	const {ready, isWhole} = readySidecar(writer, {target, family, version, checksum, facts, at: writer.now()});
	if (ready.kind === 'unchanged') throw new Error('Bug: a sidecar without a version has this one already');
	if (ready.kind === 'skipped') throw refusedBy(ready);
	const item: RegisterItem = {key: target.key, id: target.id, family, version, way: 'promote', edit: ready.item, modes};
	const txn = newTransaction(writer);
	appendJournal(writer, {txn, op: 'register', phase: 'begin', items: [item]});
	return {txn, item, ready, isWhole};
}

/** @returns the edit that stands @throws UserError where none does: that is in the journal then */
function written(writer: Writer, {txn, item, ready}: Begun, notes: string[]): EditItem {
	const outcome = writeSidecar(writer, ready, edit => appendJournal(writer, {txn, op: 'register', phase: 'begin', items: [{...item, edit}]}));
	if (outcome.kind === 'done') {
		if (outcome.note !== undefined) notes.push(outcome.note);
		return outcome.item;
	}
	withReserve(writer.root, () => appendJournal(writer, {txn, op: 'register', phase: 'undone', items: []}));
	throw refusedBy(outcome);
}

function refusedBy(outcome: Exclude<Written, {kind: 'done'}>): UserError {
	if (outcome.kind === 'unchanged') return new UserError('changed', 'Another program registered it just now. Nothing was registered.');
	const {reason, isChanging, cause} = outcome;
	const [code, hint] = isChanging === true ? (['changed', 'Try again when no other program writes it.'] as const) : (['failed', undefined] as const);
	return new UserError(cause instanceof UserError ? cause.code : code, `${reason} Nothing was registered.`, {
		hint: cause instanceof UserError ? cause.hint : hint,
		cause,
	});
}

function synced(path: string): readonly string[] {
	try {
		syncFolder(path);
		return [];
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return [`${path} is changed, but the disk did not confirm it: ${reasonOf(error)}. A power cut now could bring back the old state.`];
	}
}

/** @param paths that could not be made read-only */
function modeNotes([first, ...others]: readonly string[]): readonly string[] {
	if (first === undefined) return [];
	const whose = others.length === 0 ? `${first} is` : `${first} and ${others.length} more are`;
	return [`${whose} not this user's to make read-only: take care that nobody writes there. mreg verify tells whether somebody did.`];
}
