/** The sidecar of a model that is registered in place: edited where there is one, made where there is none, and taken back the same way. */

import {createFile, refuseOddTarget, removeQuietly, statOf, temporaryName} from './atomic-file.ts';
import type {Target} from './domain/change.ts';
import {formatVersion, versionOf, type Version} from './domain/family.ts';
import {baseName, folderOf} from './domain/identifier.ts';
import type {EditItem} from './domain/journal-entry.ts';
import {isObject} from './domain/json.ts';
import {modelExtensions} from './domain/pairing.ts';
import type {Checksum, VersionFacts} from './domain/registration.ts';
import {versionContent} from './domain/version-sidecar.ts';
import type {Writer} from './journal-writer.ts';
import {changedSince, editFields, withoutEdit, withoutFields} from './sidecar-fields.ts';
import {parseJsonBytes, sidecarLimits} from './sidecar-file.ts';
import {readSidecar, readyEdit, sha256, writeEdit, type NotReady, type ReadyEdit, type Written} from './sidecar-job.ts';
import {splice, type EditOutcome} from './sidecar-splice.ts';
import {publishCopy} from './staging.ts';
import {codeOf, hintFor, isSystemError, reasonOf} from './system-error.ts';
import {UserError} from './domain/user-error.ts';

/** What the sidecar is to say. */
export interface Promotion extends Version {
	readonly target: Target;
	readonly checksum: Checksum;
	readonly facts: VersionFacts;
	/** Milliseconds since 1970. */
	readonly at: number;
}

/** A sidecar that is to be made. */
interface NewSidecar {
	readonly kind: 'new';
	readonly bytes: Buffer;
	readonly item: EditItem;
}

export type ReadySidecar = ReadyEdit | NewSidecar;

/** Prepares the sidecar in memory; nothing is written. `isWhole` is false where the checksums of a folder's files had to be left out. */
export function readySidecar(writer: Writer, promotion: Promotion): {readonly ready: ReadySidecar | NotReady; readonly isWhole: boolean} {
	const ready = readyWith(writer, promotion);
	const {files, ...checksum} = promotion.checksum;
	if (ready.kind !== 'skipped' || files === undefined || !ready.reason.includes(tooLarge)) return {ready, isWhole: true};
	return {ready: readyWith(writer, {...promotion, checksum}), isWhole: false};
}

const tooLarge = 'would be larger than';

function readyWith(writer: Writer, promotion: Promotion): ReadySidecar | NotReady {
	const {target, facts, at} = promotion;
	if (target.sidecar === undefined) return newSidecar(writer, promotion);
	const test = facts.test && {dataset: facts.test.dataset, tested_at: new Date(at).toISOString(), performance: facts.test.performance};
	return readyEdit(writer, {
		target,
		edit: file => {
			const version = versionIn(file);
			if (version) return {kind: 'refused', reason: `is registered already, as ${formatVersion(version)}.`};
			return editFields(file, {...promotion, facts: {...facts, test}});
		},
	});
}

function newSidecar({root}: Writer, {target, facts, at, ...rest}: Promotion): NewSidecar | NotReady {
	const {key, id, algorithm, artifact = key} = target;
	const name = baseName(artifact);
	const stem = modelExtensions.find(extension => name.endsWith(`.${extension}`));
	const path = `${folderOf(artifact)}/${stem === undefined ? name : name.slice(0, -stem.length - 1)}.json`;
	const content = {...versionContent(facts, {...rest, id, path: `${root}/${artifact}`, createdAt: at}), algorithm};
	return madeSidecar({key, path, text: `${JSON.stringify(content, null, 2)}\n`});
}

/** A sidecar that is to be made, in memory. @param of.path relative to the root */
export function madeSidecar({key, path, text}: {readonly key: string; readonly path: string; readonly text: string}): NewSidecar | NotReady {
	const bytes = Buffer.from(text);
	if (bytes.length > sidecarLimits.bytes) return {kind: 'skipped', reason: `${path} ${tooLarge} ${sidecarLimits.bytes} bytes.`};
	const item = {key, path, before: null, after: text, offset: 0, sha256: {before: null, after: sha256(bytes)}};
	return {kind: 'new', bytes, item};
}

/** Writes it; the caller holds the lock of its folder, and syncs that. @param journal as in writeEdit */
export function writeSidecar(writer: Writer, ready: ReadySidecar, journal: (item: EditItem) => void): Written {
	if (ready.kind === 'ready') return writeEdit(writer, ready, journal);
	const {item, bytes} = ready;
	const path = `${writer.root}/${item.path}`;
	const temporary = `${folderOf(path)}/${temporaryName(baseName(path))}`;
	try {
		createFile(temporary, [bytes], {fsync: true});
		if (publishCopy(temporary, path)) return {kind: 'done', item};
		return {kind: 'skipped', reason: `${item.path} was made by another program just now.`, isChanging: true};
	} catch (error) {
		if (!isSystemError(error)) throw error;
		const cause = new UserError(codeOf(error), `Cannot write ${path}: ${reasonOf(error)}.`, {hint: hintFor(error), cause: error});
		return {kind: 'skipped', reason: cause.message, cause};
	} finally {
		removeQuietly(temporary);
	}
}

/** The version that the bytes of a sidecar tell of. */
export function versionIn(file: Buffer): Version | undefined {
	const parsed = parseJsonBytes(file);
	return 'value' in parsed && isObject(parsed.value) ? versionOf({content: parsed.value}) : undefined;
}

/** True if the sidecar of a promoted model is as its promotion left it, or still tells of the version. */
export function tellsOf(root: string, {edit, family, version}: Version & {readonly edit?: EditItem}): boolean {
	if (!edit) return false;
	const read = readSidecar(`${root}/${edit.path ?? ''}`);
	if ('reason' in read) return false;
	const now = versionIn(read.bytes);
	return sha256(read.bytes) === edit.sha256.after || (now?.family === family && now.version === version);
}

/** True for a sidecar that was made, and is as it was made. */
export function isAsMade(root: string, {path = '', sha256: hashes}: EditItem): boolean {
	if (hashes.before !== null) return false;
	const read = readSidecar(`${root}/${path}`);
	return !('reason' in read) && sha256(read.bytes) === hashes.after;
}

/** The edit that takes another one back: of a file that was made the fields that are as they were made; else exactly where the file is as it was left, otherwise where its text still stands, and once only. */
export function takenBack(file: Buffer, {before, after, offset = 0, sha256: hashes}: EditItem): EditOutcome {
	const texts = {before: before ?? '', after: after ?? ''};
	if (hashes.before === null) return withoutFields(file, texts.after);
	if (sha256(file) === hashes.after) {
		const bytes = splice(file, {offset, before: texts.after, after: texts.before});
		if (bytes && sha256(bytes) === hashes.before) return {kind: 'edited', bytes, offset, before: texts.after, after: texts.before};
	}
	return withoutEdit(file, texts) ?? changedSince;
}

/** Why a sidecar that was made is to stay, as a sentence; undefined where it is as it was made. */
export function whyNotAsMade(root: string, {path = '', sha256: hashes}: EditItem): string | undefined {
	const read = readSidecar(`${root}/${path}`);
	if ('reason' in read) return `${path} ${read.reason}`;
	return sha256(read.bytes) === hashes.after ? undefined : `${path} was changed since it was made: delete it, if the model is not to be described.`;
}

/** Removes a sidecar that was made, if nobody changed it since. @returns why it stays, as a sentence */
export function removeMade(root: string, edit: EditItem): string | undefined {
	const {path = ''} = edit;
	const why = whyNotAsMade(root, edit);
	if (why !== undefined) return why;
	const whole = `${root}/${path}`;
	const stat = statOf(whole);
	if (stat) refuseOddTarget(whole, stat);
	return removeQuietly(whole) ? undefined : `${path} cannot be removed.`;
}
