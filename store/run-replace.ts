/** Puts what a run wrote in the place of what is there, so that words and weights belong together whenever the process is killed: either can be brought in step with the other. */

import fs from 'node:fs';
import {createFile, ensureFolder, refuseOddTarget, removeQuietly, syncFolder} from './atomic-file.ts';
import {UserError} from './domain/user-error.ts';
import {readNames, systemPath} from './file-names.ts';
import {exists} from './move-files.ts';
import {linkTo, publish} from './staging.ts';
import type {RunStaging} from './staging-folder.ts';

/** Which names the files of a run get. */
export interface PublishPlan {
	/** From the names that they were written under to those in the model folder, the artifact's first. */
	readonly files: Readonly<Record<string, string>>;
	readonly sidecar: string;
	/** Of a model that was there: what it was. */
	readonly before?: ModelBefore;
	/** Of such a one what the new files are, by their names in the model folder. */
	readonly after?: Readonly<Record<string, OnDisk | null>>;
}

/** What tells a file or folder from all others, in decimals. */
export interface OnDisk {
	readonly dev: string;
	readonly inode: string;
}

/** Null for what it did not have. */
export interface ModelBefore {
	readonly sidecar_sha256: string | null;
	readonly artifact: OnDisk | null;
}

/** From here on it is published, whoever does it. @throws the system's error */
export function stagePlan({folder, sidecar, plan}: RunStaging, said: PublishPlan, bytes: Buffer): void {
	for (const file of [plan, sidecar]) removeQuietly(file);
	createFile(sidecar, [bytes], {fsync: true});
	createFile(plan, [Buffer.from(JSON.stringify(said))], {fsync: true});
	syncFolder(folder);
}

/** What lies at a path, for a plan. */
export function placeOnDisk(path: string): OnDisk | null {
	const stat = fs.lstatSync(systemPath(path), {bigint: true, throwIfNoEntry: false});
	return stat ? {dev: String(stat.dev), inode: String(stat.ino)} : null;
}

/**
 * Puts a file or folder in the place of another one, or where nothing is. What was there lies in the staging folder then, for whom the sidecar cannot follow. A
 * file is replaced by one rename, a folder by two; what the old folder has and the new one has not is carried into it.
 *
 * @param from a name in what was written
 * @throws UserError `read-only` for a link or a file that this user may not write, or the system's error: the old one is in its place
 */
export function replaceArtifact(folder: string, {fresh, old}: RunStaging, {from, to}: {readonly from: string; readonly to: string}): void {
	const [source, target, aside] = [`${fresh}/${from}`, `${folder}/${to}`, `${old}/${to}`];
	const there = fs.lstatSync(systemPath(target), {throwIfNoEntry: false});
	if (!there) {
		if (publish(source, target)) return;
		throw new UserError('changed', `Another program made ${target} just now. It stands; nothing was saved.`, {hint: 'Save it again.'});
	}
	if (!there.isDirectory()) refuseOddTarget(target, there);
	ensureFolder(old, {fsync: false});
	const isNewFolder = isFolder(source);
	if (!there.isDirectory() && !isNewFolder && linkTo(target, aside) === true) {
		syncFolder(old);
		return fs.renameSync(systemPath(source), systemPath(target));
	}
	if (there.isDirectory() && isNewFolder) carry(target, source);
	fs.renameSync(systemPath(target), systemPath(aside));
	try {
		fs.renameSync(systemPath(source), systemPath(target));
	} catch (error) {
		if (!exists(systemPath(target))) fs.renameSync(systemPath(aside), systemPath(target));
		throw error;
	}
}

/**
 * Gives files that only one of two folders has a place in the other, too.
 *
 * @param options.isMoved what cannot have two names leaves the first folder, and what is of another kind there stays as it is
 * @throws UserError for a file that has the name of a folder, or the system's error
 */
export function carry(from: string, into: string, {isMoved = false}: {readonly isMoved?: boolean} = {}): void {
	let isChanged = false;
	for (const name of readNames(from)) {
		const [source, target] = [`${from}/${name}`, `${into}/${name}`];
		const [stat, there] = [source, target].map(path => fs.lstatSync(systemPath(path), {throwIfNoEntry: false}));
		if (stat?.isDirectory() === true) {
			if (there && !there.isDirectory()) {
				if (isMoved) continue;
				throw otherKind(source);
			}
			if (!there) ensureFolder(target, {mode: stat.mode & 0o7777, fsync: false});
			carry(source, target, {isMoved});
			isChanged ||= !there;
		} else if (stat && there?.isDirectory() === true) {
			if (!isMoved) throw otherKind(source);
		} else if (stat && !there) {
			isChanged = true;
			if (stat.isSymbolicLink()) publish(source, target);
			else if (linkTo(source, target) === undefined && isMoved) fs.renameSync(systemPath(source), systemPath(target));
		}
	}
	if (isChanged) syncFolder(into);
}

function otherKind(path: string): UserError {
	return new UserError('failed', `${path} is there, and of what was written under its name one is a folder, the other a file. Nothing was saved.`, {
		hint: 'Move it away, then save again.',
	});
}

/** Brings back what was replaced: what was put in its place is in the staging folder then, or gone. @throws the system's error */
export function takeReplacedBack(folder: string, {fresh, old}: RunStaging, files: PublishPlan['files']): void {
	for (const [from, to] of Object.entries(files).toReversed()) {
		const [source, target, aside] = [`${fresh}/${from}`, `${folder}/${to}`, `${old}/${to}`];
		const [kept, there] = [aside, target].map(path => fs.lstatSync(systemPath(path), {throwIfNoEntry: false}));
		if (!kept) continue;
		if (there && (there.isDirectory() || kept.isDirectory())) {
			// It was not replaced yet, and somebody else made what is there.
			if (exists(systemPath(source))) continue;
			ensureFolder(fresh, {fsync: false});
			fs.renameSync(systemPath(target), systemPath(source));
		}
		fs.renameSync(systemPath(aside), systemPath(target));
	}
	syncFolder(folder);
}

/** The save stands: what it did not write of an old folder is in the new one, and what was replaced does not come back. @throws the system's error */
export function letGoOfOld(folder: string, {folder: staged, old}: RunStaging, files: PublishPlan['files']): void {
	if (!exists(systemPath(old))) return;
	for (const name of Object.values(files)) {
		if (isFolder(`${old}/${name}`) && isFolder(`${folder}/${name}`)) carry(`${old}/${name}`, `${folder}/${name}`, {isMoved: true});
	}
	fs.renameSync(systemPath(old), systemPath(`${staged}/replaced`));
}

/** A link to one is none. */
export function isFolder(path: string): boolean {
	return fs.lstatSync(systemPath(path), {throwIfNoEntry: false})?.isDirectory() === true;
}
