/** Where a version is made before anybody can see it: a folder beside its place that tells whose it is. Nothing that is published replaces anything. */

import fs from 'node:fs';
import {createFile, ensureFolder, inodeOf, removeQuietly, syncFolder, uniqueToken} from './atomic-file.ts';
import {systemPath} from './file-names.ts';
import type {Writer} from './journal-writer.ts';
import {processHere} from './lock.ts';
import {exists} from './move-files.ts';
import {ensureOwnFolder} from './own-folder.ts';
import {holderName, stagingAt, stagingPrefix, type Staging} from './staging-folder.ts';
import {makePlace, type VersionPlace} from './register-place.ts';
import {noteOf, removeSettled} from './staging-removal.ts';
import {systemCode} from './system-error.ts';

/** Makes a folder to stage in, and what is missing of its place; who they are made by is written down first. @throws UserError or the system's error */
export function makeStaging({root, by, now}: Writer, place: VersionPlace): Staging {
	const token = uniqueToken();
	const folder = `${place.models}/${stagingPrefix}${token}`;
	const made = place.missing.map(each => each.slice(root.length + 1));
	const {host, boot_id, pid_ns, pid, start} = processHere();
	const holder = {v: 1, host, boot_id, pid_ns, pid, start, token, at: new Date(now()).toISOString(), by, folder, made};
	const bytes = Buffer.from(`${JSON.stringify(holder)}\n`);
	ensureOwnFolder(root);
	createFile(noteOf(root, folder), [bytes], {fsync: false});
	try {
		makePlace(place);
		ensureFolder(`${root}/${folder}`, {fsync: false});
		createFile(`${root}/${folder}/${holderName}`, [bytes], {fsync: false});
	} catch (error) {
		removeSettled(root, `${root}/${folder}`);
		throw error;
	}
	return stagingAt(`${root}/${folder}`);
}

/** Puts the sidecar there, in place of one that was put there before; it is on the disk for good with all that lies beside it. @throws the system's error */
export function stageSidecar({folder, sidecar}: Staging, text: string): void {
	removeQuietly(sidecar);
	createFile(sidecar, [Buffer.from(text)], {fsync: true});
	syncFolder(folder);
}

/** Puts a link there, which is to be published as it is. @throws the system's error */
export function stageLink({artifact}: Staging, target: string): void {
	fs.symlinkSync(systemPath(target), systemPath(artifact));
}

/**
 * Gives what lies at `from` the name `to` on the same disk, where nothing has that name.
 *
 * @returns false where something has it: nothing was done
 * @throws the system's error
 */
export function publish(from: string, to: string): boolean {
	const stat = fs.lstatSync(systemPath(from));
	if (stat.isSymbolicLink()) return isMade(() => fs.symlinkSync(fs.readlinkSync(systemPath(from), 'buffer'), systemPath(to)));
	if (stat.isFile()) {
		const linked = linkTo(from, to);
		if (linked !== undefined) return linked && removedAfter(from, to);
	}
	if (exists(systemPath(to))) return false;
	return isMade(() => fs.renameSync(systemPath(from), systemPath(to)));
}

/** As publish, and what lies at `from` keeps that name, too. */
export function publishCopy(from: string, to: string): boolean {
	const linked = linkTo(from, to);
	if (linked === undefined) throw new Error(`Bug: ${to} cannot be linked where locks could be`);
	return linked;
}

/** True where both names are of one file, or of links to one place. */
export function isSameThing(one: string, other: string): boolean {
	const [inode, otherInode] = [inodeOf(one), inodeOf(other)];
	if (inode === undefined || otherInode === undefined) return false;
	return inode === otherInode || (linkText(one) !== undefined && linkText(one) === linkText(other));
}

function linkText(file: string): string | undefined {
	try {
		return fs.readlinkSync(systemPath(file), 'hex');
	} catch {
		return undefined;
	}
}

/** Gives what lies at `from` a second name. @returns false where something has it, undefined where hard links to this file are not allowed (another user's, or too many) */
export function linkTo(from: string, to: string): boolean | undefined {
	try {
		fs.linkSync(systemPath(from), systemPath(to));
		return true;
	} catch (error) {
		// Over NFS a repeated request can fail although the first one made the link.
		if (systemCode(error) === 'EEXIST') return inodeOf(to) === inodeOf(from);
		if (['EPERM', 'EMLINK', 'ENOTSUP', 'ENOSYS'].includes(systemCode(error) ?? '')) return undefined;
		throw error;
	}
}

/** What lay at `from` has another name by now; where the old one cannot be taken away, it has not. */
function removedAfter(from: string, to: string): true {
	try {
		fs.unlinkSync(systemPath(from));
		return true;
	} catch (error) {
		removeQuietly(to);
		throw error;
	}
}

function isMade(make: () => void): boolean {
	try {
		make();
		return true;
	} catch (error) {
		if (['EEXIST', 'ENOTEMPTY', 'ENOTDIR', 'EISDIR'].includes(systemCode(error) ?? '')) return false;
		throw error;
	}
}

/** Takes a published name away: what it names has its old one again. @returns false where something else has that by now @throws the system's error */
export function takeBack(published: string, old: string): boolean {
	if (!isSameThing(published, old)) return publish(published, old);
	fs.unlinkSync(systemPath(published));
	return true;
}

/** Takes the old name away of what has its new one, where both were left. */
export function removeOldName(old: string, published: string): void {
	if (isSameThing(old, published)) removeQuietly(old);
}
