/** Ends what killed processes left of saving a run: what was replaced halfway is put back, a new model that was being published is published. */

import {syncFolder} from './atomic-file.ts';
import {canonicalText} from './domain/configuration.ts';
import {isObject, own, type Json, type JsonObject} from './domain/json.ts';
import {isNobodys} from './domain/pairing.ts';
import {systemPath} from './file-names.ts';
import {exists} from './move-files.ts';
import {replaceFile, type ReadFile} from './replace-file.ts';
import {carry, isFolder, letGoOfOld, placeOnDisk, replaceArtifact, takeReplacedBack, type ModelBefore, type OnDisk, type PublishPlan} from './run-replace.ts';
import {parseJsonBytes} from './sidecar-file.ts';
import {readSidecar, sha256} from './sidecar-job.ts';
import {publish, publishCopy} from './staging.ts';
import {isDeadStaging, isRunStagingName, namesIn, removeTree, runStagingAt, smallText, type RunStaging} from './staging-folder.ts';
import {UserError} from './domain/user-error.ts';
import {isSystemError} from './system-error.ts';

/**
 * Settles the staging folders of dead processes in a model folder, and removes them. The caller holds the lock of the folder, as a rule: nothing is replaced without it, either.
 * Housekeeping: what cannot be read or moved stays, without an error.
 *
 * @param folder absolute
 * @param names in it
 */
export function settleDeadRuns(folder: string, {names, now}: {readonly names: readonly string[]; readonly now: number}): void {
	for (const name of names) {
		if (!isRunStagingName(name) || !isDeadStaging(folder, name, now)) continue;
		const staging = runStagingAt(`${folder}/${name}`);
		try {
			settle(folder, staging);
		} catch (error) {
			if (!(error instanceof UserError) && !isSystemError(error)) throw error;
			continue;
		}
		removeTree(staging.folder);
	}
}

function settle(folder: string, staging: RunStaging): void {
	const plan = planIn(staging.plan);
	if (plan?.before && exists(systemPath(staging.sidecar))) return settleReplaced(folder, staging, {...plan, before: plan.before});
	putBack(folder, staging);
	if (plan && !plan.before) finish(folder, staging, plan);
}

/** A folder is replaced by two renames: where the second did not come, the old one is all that there is. */
function putBack(folder: string, {old}: RunStaging): void {
	const names = namesIn(old).filter(name => !exists(systemPath(`${folder}/${name}`)));
	for (const name of names) publish(`${old}/${name}`, `${folder}/${name}`);
	if (names.length > 0) syncFolder(folder);
}

/** Words and weights are to belong together: the sidecar follows where it still can, otherwise the old artifact comes back. */
function settleReplaced(folder: string, staging: RunStaging, plan: PublishPlan & {readonly before: ModelBefore}): void {
	const {files, before} = plan;
	const [[from, to] = ['', '']] = Object.entries(files);
	const path = `${folder}/${plan.sidecar}`;
	const [written, there] = [`${staging.fresh}/${from}`, `${folder}/${to}`].map(placeOnDisk);
	// A file that is given a free name has both for a moment.
	if (written && !isSamePlace(written, there ?? null)) return putBack(folder, staging);
	const isRemoved = before.sidecar_sha256 !== null && !exists(systemPath(path));
	// Whoever removed the model, or put the old one back, did it after this save.
	if (isRemoved || !there || isSamePlace(there, before.artifact)) return;
	const made = plan.after?.[to];
	if (made && !isSamePlace(there, made)) return;
	const staged = readSidecar(staging.sidecar);
	const now = exists(systemPath(path)) ? readSidecar(path) : undefined;
	// Who can read it may settle it later.
	if ('reason' in staged) throw new UserError('unreadable', `${staging.sidecar} ${staged.reason}`);
	if (now && 'reason' in now) throw new UserError('unreadable', `${path} ${now.reason}`);
	const isAsBefore = (now ? sha256(now.bytes) : null) === before.sidecar_sha256;
	if (!isAsBefore && !(now && isOfOneTraining(now, staged))) return takeReplacedBack(folder, staging, files);
	const missing = Object.entries(files).filter(([name]) => name !== from && exists(systemPath(`${staging.fresh}/${name}`)));
	for (const [name, target] of missing) replaceArtifact(folder, staging, {from: name, to: target});
	syncFolder(folder);
	if (isAsBefore && !(now ? replaceFile(path, staged.bytes, {read: now}) : publishCopy(staging.sidecar, path))) return takeReplacedBack(folder, staging, files);
	letGoOfOld(folder, staging, files);
	putBeside(folder, staging);
	syncFolder(folder);
}

/** What has names of its own goes where nothing is. */
function putBeside(folder: string, {fresh}: RunStaging): void {
	for (const name of namesIn(fresh).filter(isOneName)) {
		const [from, to] = [`${fresh}/${name}`, `${folder}/${name}`];
		if (!publish(from, to) && isFolder(from) && isFolder(to)) carry(from, to, {isMoved: true});
	}
}

/** Somebody may have written the sidecar since it was put there. */
function isOfOneTraining(one: ReadFile, other: ReadFile): boolean {
	const [mine, theirs] = [one, other].map(({bytes}) => {
		const parsed = parseJsonBytes(bytes);
		return 'value' in parsed && isObject(parsed.value) ? canonicalText(own(parsed.value, 'training')) : undefined;
	});
	return mine !== undefined && mine === theirs;
}

function isSamePlace(one: OnDisk | null, other: OnDisk | null): boolean {
	return one !== null && one.dev === other?.dev && one.inode === other.inode;
}

/** The artifact may have its name already, and a model is not to be without its sidecar. */
function finish(folder: string, staging: RunStaging, said: PublishPlan): void {
	const {fresh, sidecar} = staging;
	if (!exists(systemPath(sidecar))) return;
	const files = Object.entries(said.files);
	const isWhole = files.every(([from, to]) => exists(systemPath(`${fresh}/${from}`)) || exists(systemPath(`${folder}/${to}`)));
	if (!isWhole) return;
	for (const [from, to] of files) {
		if (exists(systemPath(`${fresh}/${from}`)) && !publish(`${fresh}/${from}`, `${folder}/${to}`)) return;
	}
	syncFolder(folder);
	if (publishCopy(sidecar, `${folder}/${said.sidecar}`)) putBeside(folder, staging);
	syncFolder(folder);
}

/** Undefined for a plan that is not there, cut, or not written as ours are. */
function planIn(file: string): PublishPlan | undefined {
	let value: unknown;
	try {
		value = JSON.parse(smallText(file) ?? '');
	} catch {
		return undefined;
	}
	const [files, sidecar] = isObject(value) ? [own(value, 'files'), own(value, 'sidecar')] : [];
	if (!isObject(files) || !isOneName(sidecar)) return undefined;
	const names = Object.entries(files).filter((entry): entry is [string, string] => entry.every(isOneName));
	if (names.length !== Object.keys(files).length) return undefined;
	const before = isObject(value) ? own(value, 'before') : undefined;
	if (!isObject(before)) return {files: Object.fromEntries(names), sidecar};
	const after = isObject(value) ? own(value, 'after') : undefined;
	return {
		files: Object.fromEntries(names),
		sidecar,
		before: beforeIn(before),
		after: Object.fromEntries(Object.entries(isObject(after) ? after : {}).map(([name, place]) => [name, onDisk(place)])),
	};
}

function beforeIn(value: JsonObject): ModelBefore {
	const digest = own(value, 'sidecar_sha256');
	return {sidecar_sha256: typeof digest === 'string' ? digest : null, artifact: onDisk(own(value, 'artifact'))};
}

function onDisk(value: Json | undefined): OnDisk | null {
	if (!isObject(value)) return null;
	const [dev, inode] = ['dev', 'inode'].map(name => own(value, name));
	return typeof dev === 'string' && typeof inode === 'string' ? {dev, inode} : null;
}

/** Of a file of a model, in the folder. */
function isOneName(name: unknown): name is string {
	return typeof name === 'string' && name !== '' && !name.includes('/') && !name.includes('\0') && !isNobodys(name);
}
