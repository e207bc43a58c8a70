/** Ends registrations that were cut off: a version whose artifact is in its place gets its sidecar, of any other one nothing is left. */

import {createHash} from 'node:crypto';
import fs from 'node:fs';
import {syncFolder} from './atomic-file.ts';
import type {Target} from './domain/change.ts';
import {formatVersion, isSameFamily, versionOf} from './domain/family.ts';
import {baseName, folderOf} from './domain/identifier.ts';
import type {RegisterItem} from './domain/journal-entry.ts';
import {isPathBelow} from './domain/trash-manifest.ts';
import {followExchange} from './exchange-follow.ts';
import {systemPath} from './file-names.ts';
import {appendJournal, type Writer} from './journal-writer.ts';
import {removeLeftovers} from './leftovers.ts';
import {exists, locked} from './move-files.ts';
import {settlePromotion, type RegisterEntry} from './promote.ts';
import {protectedNotes} from './register-finish.ts';
import {sidecarContent} from './register-known.ts';
import {isSameThing, publishCopy, removeOldName, takeBack} from './staging.ts';
import {isStagingName, stagingAt} from './staging-folder.ts';
import {freeDeadLock, removeSettled} from './staging-removal.ts';
import {systemReason} from './system-error.ts';
import {isUnfinished} from './trash-ending.ts';

/** @returns a sentence for the person @throws UserError `locked`: it is as it was */
export function settleRegistration(writer: Writer, begins: readonly RegisterEntry[]): string {
	const [first] = begins;
	const item = first?.items[0];
	if (!first || !item || item.way === 'promote') return settlePromotion(writer, begins);
	const cut = `An earlier \`${first.by === '' ? 'mreg register' : first.by}\` was cut off`;
	const places = placesOf(writer.root, item);
	const settled = places ? settleAt(writer, item, {places, txn: first.txn}) : {stands: false};
	if (settled === undefined) return `${cut}; another process put that right.`;
	if ('problem' in settled) return `${cut}: ${settled.problem}`;
	if (places) removeSettled(writer.root, places.staging.folder);
	freeDeadLock(writer, '');
	const notes: string[] = [];
	if (settled.stands && places) {
		if (item.way === 'move') notes.push(...protectedNotes(places.artifact));
		notes.push(...followExchange(writer, {present: [targetOf(writer.root, item)]}));
	}
	appendJournal(writer, {txn: first.txn, op: 'register', phase: settled.stands ? 'done' : 'undone', items: []});
	return [`${cut}${settled.stands ? `: ${formatVersion(item)} is registered.` : ' before it registered anything.'}`, ...notes].join(' ');
}

/** Absolute paths. */
interface Places {
	readonly staging: ReturnType<typeof stagingAt>;
	readonly artifact: string;
	readonly sidecar: string;
	/** Where the artifact comes from. */
	readonly from: string;
}

/** Undefined for a line that is not written as ours are. */
function placesOf(root: string, {staging, artifact, sidecar}: RegisterItem): Places | undefined {
	if (staging === undefined || !artifact || !sidecar) return undefined;
	const folder = folderOf(staging);
	const isOurs = [staging, artifact.to, sidecar.to].every(path => isPathBelow(path) && folderOf(path) === folder) && isStagingName(baseName(staging));
	if (!isOurs || (artifact.from !== undefined && !artifact.from.startsWith('/'))) return undefined;
	const at = stagingAt(`${root}/${staging}`);
	return {staging: at, artifact: `${root}/${artifact.to}`, sidecar: `${root}/${sidecar.to}`, from: artifact.from ?? at.artifact};
}

type Settled = {readonly stands: boolean} | {readonly problem: string};

/** @returns undefined where somebody else settled it meanwhile */
function settleAt(writer: Writer, item: RegisterItem, {places, txn}: {readonly places: Places; readonly txn: string}): Settled | undefined {
	const folder = folderOf(places.artifact);
	if (!exists(folder)) return {stands: false};
	let settled: Settled | undefined;
	const error = locked([fs.realpathSync(systemPath(folder))], writer, () => {
		if (!isUnfinished(writer, txn)) return;
		removeLeftovers(folder, {now: writer.now()});
		try {
			settled = completed(item, places);
			syncFolder(folder);
		} catch (failed) {
			settled = {problem: `${formatVersion(item)} cannot be put right: ${systemReason(failed)}. The next change tries again.`};
		}
	});
	if (error) throw error;
	return settled;
}

/** Takes the steps that are left. @throws the system's error */
function completed(item: RegisterItem, {staging, artifact, sidecar, from}: Places): Settled {
	if (isSidecarOf(item, sidecar)) {
		removeOldName(from, artifact);
		return {stands: true};
	}
	if (!isMoved(item, {artifact, from})) {
		// Somebody has written it under its old name since: that one is to stay.
		if (item.artifact?.inode !== undefined && isSameThing(from, artifact)) takeBack(artifact, from);
		return {stands: false};
	}
	if (isStaged(item, staging.sidecar) && publishCopy(staging.sidecar, sidecar)) {
		removeOldName(from, artifact);
		return {stands: true};
	}
	// Somebody took the sidecar's name, or what was staged is lost: the artifact goes back to where it came from.
	if (!exists(systemPath(staging.folder)) && item.artifact?.from === undefined) return {stands: false};
	if (takeBack(artifact, from)) return {stands: false};
	return {
		problem: `${artifact} can neither be registered (its sidecar's name is taken) nor go back to ${from}, where something else is. Move one of them away.`,
	};
}

/** True where what is in the artifact's place is what was to get there, whatever has its old name by now. */
function isMoved({artifact: recorded}: RegisterItem, {artifact, from}: Pick<Places, 'artifact' | 'from'>): boolean {
	const stat = fs.lstatSync(systemPath(artifact), {bigint: true, throwIfNoEntry: false});
	if (!stat) return false;
	// Lines of an older form tell nothing of it, nor do those of links.
	if (recorded?.inode === undefined) return !exists(systemPath(from)) || isSameThing(from, artifact);
	if (String(stat.ino) !== recorded.inode) return false;
	// Of a folder size and time are those of its names.
	return stat.isDirectory() || (Number(stat.size) === recorded.size && String(stat.mtimeNs) === recorded.mtime_ns);
}

/** True for the sidecar as it was published; tags and the like may have been added since. */
function isSidecarOf({family, version}: RegisterItem, file: string): boolean {
	const content = exists(systemPath(file)) ? sidecarContent(file) : undefined;
	const said = content && versionOf({content});
	return said !== undefined && said.version === version && isSameFamily(said.family, family);
}

function isStaged({sidecar}: RegisterItem, file: string): boolean {
	return (
		exists(systemPath(file)) &&
		createHash('sha256')
			.update(fs.readFileSync(systemPath(file)))
			.digest('hex') === sidecar?.sha256
	);
}

/** As the journal and the disk tell. */
function targetOf(root: string, {key, id, family, sidecar}: RegisterItem): Target {
	const stat = fs.statSync(systemPath(`${root}/${key}`), {throwIfNoEntry: false});
	const folder = folderOf(folderOf(key)) || '.';
	return {key, id, algorithm: family, folder, artifact: key, sidecar: sidecar?.to, files: [], bytes: stat?.isFile() ? stat.size : 0, entry: id};
}
