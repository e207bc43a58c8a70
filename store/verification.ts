/** Takes the checksums of registered artifacts anew, and says what is not as it was. */

import {createHash} from 'node:crypto';
import fs from 'node:fs';
import {entriesNow, wholePath, type Entry} from './artifact-entries.ts';
import {checksumOf, differencesOf, type FileDifferences} from './domain/checksum.ts';
import {formatVersion, versionOf} from './domain/family.ts';
import {own} from './domain/json.ts';
import type {Model} from './domain/model.ts';
import {isSidecarUnreadable, lostVersion, type Known, type RegisteredVersion} from './domain/registered-version.ts';
import {digestLines, linkMark, type Checksum} from './domain/registration.ts';
import {UserError} from './domain/user-error.ts';
import type {Verified} from './domain/verified.ts';
import {decodeName, linkTarget, systemPath} from './file-names.ts';
import type {HashOutcome} from './hash-messages.ts';
import {hashFiles} from './hash-pool.ts';
import {isSystemError, reasonOf, systemCode} from './system-error.ts';

export interface VerifyOptions {
	/** Told how many bytes of how many are read. */
	readonly onProgress?: (done: number, total: number) => void;
	/** What was registered; undefined: what the sidecars say. */
	readonly known?: Pick<Known, 'versionOf' | 'registeredAs'>;
}

const nothingKnown: NonNullable<VerifyOptions['known']> = {versionOf, registeredAs: () => undefined};

/** An artifact as it lies there now, nothing of it read yet; or what is known without. */
interface Look {
	readonly model: Model;
	readonly checksum?: Checksum;
	/** Absolute; a link to it has been followed. */
	readonly path: string;
	readonly entries: readonly Entry[];
	readonly known?: Pick<Verified, 'state' | 'reason'>;
}

/**
 * Several threads, as there are cores. Nothing is written. A folder whose sidecar has no list of its files is compared as a whole.
 *
 * @param root absolute
 * @returns in the order of the models
 */
export async function verifyModels(root: string, models: readonly Model[], {onProgress, known = nothingKnown}: VerifyOptions): Promise<readonly Verified[]> {
	const looks = models.map(model => lookAt(root, model, known.versionOf(model)));
	const files = looks.flatMap(({path, entries}) =>
		entries.filter(({kind}) => kind === 'file').map(entry => ({path: wholePath(path, entry.path), size: entry.size})),
	);
	const total = files.reduce((sum, {size}) => sum + size, 0);
	let read = 0;
	const onBytes = (bytes: number) => onProgress?.(Math.min((read += bytes), total), total);
	const hashed = (await hashFiles(files, {onBytes})).values();
	return looks.map(look =>
		withVersion(
			verified(look, () => hashed.next().value ?? {gone: true}),
			look.model,
			known.registeredAs(look.model),
		),
	);
}

/** The bytes alone do not tell that a version is still the one that was registered. */
function withVersion(found: Verified, model: Model, registered: RegisteredVersion | undefined): Verified {
	if (!registered || (found.state !== 'ok' && found.state !== 'differs')) return found;
	const reason = lostVersion(model, registered);
	if (reason === undefined) return found;
	return {...found, state: found.state === 'ok' ? 'other-version' : found.state, reason};
}

/** What is said of a version of which there is nothing any more. */
export function goneVersion({key, sidecar}: RegisteredVersion): Verified {
	const files = sidecar === undefined ? key : `${key} and ${sidecar}`;
	const reason = `is gone: it lies neither in its place nor in the trash. Put ${files} back from a copy; its number is not given again.`;
	return {key, state: 'gone', changed: [], missing: [], extra: [], reason, bytes: 0};
}

function lookAt(root: string, model: Model, version: ReturnType<Known['versionOf']>): Look {
	const path = `${root}/${model.artifact?.path ?? model.key}`;
	const checksum = checksumOf(model.content);
	const nothing = {model, checksum, path, entries: []};
	// A checksum that was good once says nothing of a sidecar that is broken by now.
	if (isSidecarUnreadable(model)) return {...nothing, known: unreadableSidecar(model)};
	if (!checksum) return {...nothing, known: withoutChecksum(model, version)};
	if (!model.artifact) return {...nothing, known: {state: 'missing'}};
	try {
		const real = decodeName(fs.realpathSync.native(systemPath(path), 'buffer'));
		const entries = entriesNow(real);
		if (typeof entries !== 'string') return {model, checksum, path: real, entries};
		if (entries === real) return {...nothing, known: {state: 'missing'}};
		return {...nothing, known: {state: 'failed', reason: `${entries} vanished while the folder was read.`}};
	} catch (error) {
		if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(systemCode(error) ?? '')) return {...nothing, known: {state: 'missing', reason: brokenLink(path)}};
		if (error instanceof UserError) return {...nothing, known: {state: 'failed', reason: error.message}};
		if (!isSystemError(error)) throw error;
		return {...nothing, known: {state: 'failed', reason: `${path} cannot be read: ${reasonOf(error)}.`}};
	}
}

/** A sentence, where the artifact is a link to nothing. */
function brokenLink(path: string): string | undefined {
	const target = linkTarget(path);
	return target === undefined ? undefined : `its link leads to ${target}, and nothing is there.`;
}

function unreadableSidecar({sidecar = ''}: Model): Pick<Verified, 'state' | 'reason'> {
	return {state: 'no-sidecar', reason: `${sidecar} cannot be read. Mend it (mreg show tells what is wrong), or put it back from a copy.`};
}

function withoutChecksum({sidecar, content}: Model, version: ReturnType<Known['versionOf']>): Pick<Verified, 'state' | 'reason'> {
	if (!version) return {state: 'no-checksum'};
	const copy = 'Put it back from a copy: nothing else tells what its bytes were.';
	if (sidecar === undefined) {
		const file = version.sidecar === undefined ? '' : `: ${version.sidecar}`;
		return {state: 'no-sidecar', reason: `the sidecar of ${formatVersion(version)} is missing${file}. ${copy}`};
	}
	const lost = own(content, 'checksum') === undefined ? `${sidecar} has no checksum any more` : `the checksum in ${sidecar} is none that registering writes`;
	return {state: 'no-checksum', reason: `${lost}. ${copy}`};
}

/** @param next what came of the next file, in the order of the entries */
function verified({model: {key}, checksum, path, entries, known}: Look, next: () => HashOutcome): Verified {
	const none = {changed: [], missing: [], extra: []};
	if (!checksum || known) return {key, ...none, bytes: 0, state: 'no-checksum', ...known};
	const found = new Map<string, string>();
	let reason: string | undefined;
	let bytes = 0;
	for (const {path: inside, kind, size} of entries.filter(({kind}) => kind !== 'folder')) {
		const outcome = kind === 'file' ? next() : {sha256: kind === 'link' ? linkMark + (linkTarget(wholePath(path, inside)) ?? '') : kind};
		if ('reason' in outcome) reason ??= outcome.reason;
		if (!('sha256' in outcome)) continue;
		found.set(inside, outcome.sha256);
		if (kind === 'file') bytes += size;
	}
	if (reason !== undefined) return {key, state: 'failed', ...none, reason, bytes};
	const differences = compared(checksum, found, {isFolder: entries.some(({path, kind}) => path === '' && kind === 'folder')});
	if (!differences) return {key, state: 'ok', ...none, bytes};
	return {key, state: found.size === 0 && !checksum.files ? 'missing' : 'differs', ...differences, bytes};
}

/** What differs, or undefined. */
function compared(checksum: Checksum, found: ReadonlyMap<string, string>, {isFolder}: {readonly isFolder: boolean}): FileDifferences | undefined {
	const value = isFolder
		? createHash('sha256')
				.update(digestLines(Object.fromEntries(found)))
				.digest('hex')
		: found.get('');
	if (value === checksum.value) return undefined;
	// A file in place of a folder, or a folder in place of a file; or a folder of which only the whole is known.
	if (isFolder !== (checksum.files !== undefined)) return {changed: [''], missing: [], extra: []};
	return differencesOf(new Map(isFolder ? Object.entries(checksum.files ?? {}) : [['', checksum.value]]), found);
}
