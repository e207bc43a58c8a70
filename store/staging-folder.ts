/** A folder beside models in which a version or the artifact of a run is made: its names, whose it is, and how those of dead processes go away. */

import fs from 'node:fs';
import {isRunning} from './atomic-file.ts';
import {baseName, folderOf} from './domain/identifier.ts';
import {judgeLock, parseLock} from './domain/lock-holder.ts';
import {readNames, systemPath} from './file-names.ts';
import {processHere} from './lock.ts';
import {exists} from './move-files.ts';
import {isSystemError} from './system-error.ts';

/** A folder that is staged in; absolute paths. */
export interface Staging {
	readonly folder: string;
	readonly artifact: string;
	readonly sidecar: string;
}

/** A folder of a run that is saved; absolute paths. */
export interface RunStaging {
	readonly folder: string;
	/** Here the artifact is written. */
	readonly fresh: string;
	/** Here lies what is replaced, until the new one is in its place. */
	readonly old: string;
	/** The sidecar of a new model. */
	readonly sidecar: string;
	/** Which names the files of a new model get: from here on it is published, whoever does it. */
	readonly plan: string;
}

export const stagingPrefix = '.mreg-staging.';
export const runStagingPrefix = '.mreg-run.';
const named = /^\.mreg-(staging|run)\.(\d+-[0-9a-f]{16})$/;
export const holderName = 'holder.json';
const largestHolder = 64 * 1024;
/** The holder is written as soon as the folder is made; another machine may be about to (milliseconds). */
const writtenWithin = 10_000;

/** The names that a folder that is staged in has. */
export function stagingAt(folder: string): Staging {
	return {folder, artifact: `${folder}/artifact`, sidecar: `${folder}/sidecar.json`};
}

/** The names that a folder of a run has. */
export function runStagingAt(folder: string): RunStaging {
	return {folder, fresh: `${folder}/new`, old: `${folder}/old`, sidecar: `${folder}/sidecar.json`, plan: `${folder}/publish.json`};
}

/** True for the name of such a folder. */
export function isStagingName(name: string): boolean {
	return named.test(name);
}

/** True for that of a folder of a run. */
export function isRunStagingName(name: string): boolean {
	return named.exec(name)?.[1] === 'run';
}

/** What tells a staging folder from all others: the end of its name. */
export function stagingToken(name: string): string {
	return named.exec(name)?.[2] ?? '';
}

/** Removes the staging folders of dead processes that lie in a model folder, and were not to be published yet: nothing awaits those. @param names in it */
export function removeDeadBeside(folder: string, {names, now}: {readonly names: readonly string[]; readonly now: number}): void {
	for (const name of names) if (!isRunStagingName(name) && isDeadStaging(folder, name, now)) removeTree(`${folder}/${name}`);
}

/** True for such a one. */
export function isDeadStaging(folder: string, name: string, now: number): boolean {
	if (!isStagingName(name)) return false;
	const staging = stagingAt(`${folder}/${name}`);
	const isAwaited = !isRunStagingName(name) && exists(systemPath(staging.sidecar));
	return !isAwaited && isDead(`${staging.folder}/${holderName}`, now);
}

/** True where a process that is gone made it. @param holder its file; of one that is missing or cut the name tells the process */
export function isDead(holder: string, now: number): boolean {
	const text = smallText(holder);
	const reading = text === undefined ? undefined : parseLock(text);
	if (reading && 'holder' in reading) return judgeLock(reading, processHere()) === 'stale';
	// Another user's, perhaps on another machine.
	if (text === undefined && exists(systemPath(holder))) return false;
	const pid = /(\d+)-[0-9a-f]{16}/.exec(`${baseName(folderOf(holder))} ${baseName(holder)}`)?.[1];
	const stat = fs.statSync(systemPath(text === undefined ? folderOf(holder) : holder), {throwIfNoEntry: false});
	return stat !== undefined && !isRunning(Number(pid)) && now - stat.mtimeMs > writtenWithin;
}

/** The text of a small file; undefined where it cannot be read. */
export function smallText(file: string): string | undefined {
	try {
		const fd = fs.openSync(systemPath(file), fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK);
		try {
			const stat = fs.fstatSync(fd);
			return stat.isFile() && stat.size <= largestHolder ? fs.readFileSync(fd, 'utf8') : undefined;
		} finally {
			fs.closeSync(fd);
		}
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return undefined;
	}
}

/** The names in a folder; none where it cannot be read. */
export function namesIn(folder: string): readonly string[] {
	try {
		return readNames(folder);
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return [];
	}
}

/** Only a folder that is called as ours are, and is no link. @returns whether it is gone */
export function removeTree(folder: string): boolean {
	try {
		if (!isStagingName(baseName(folder))) throw new Error(`Bug: ${folder} is no folder of ours`);
		if (fs.lstatSync(systemPath(folder), {throwIfNoEntry: false})?.isDirectory() === true) fs.rmSync(systemPath(folder), {recursive: true, force: true});
		return true;
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return false;
	}
}
