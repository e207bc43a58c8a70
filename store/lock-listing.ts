/** The locks that are held in a registry now: of its root, its own folder, its algorithm folders and its model folders. */

import {readConfig} from './config-file.ts';
import {judgeLock, type LockJudgement, type LockReading} from './domain/lock-holder.ts';
import {breakLock, processHere, readLock} from './lock.ts';
import {registryFolders} from './registry-folders.ts';
import {systemReason} from './system-error.ts';

export interface HeldLock {
	/** Relative to the root; '' for the root itself. */
	readonly folder: string;
	readonly reading: LockReading;
	readonly judgement: LockJudgement;
}

/** Looks only. @param root absolute and real @returns one for each folder that is locked, by folder */
export async function listLocks(root: string): Promise<readonly HeldLock[]> {
	const {config} = await readConfig(root);
	return locksIn(root, registryFolders(root, config.modelFolders));
}

/** As listLocks. @param folders relative to the root */
export function locksIn(root: string, folders: readonly string[]): readonly HeldLock[] {
	return folders.flatMap(folder => {
		const reading = readLock(pathOf(root, folder));
		return reading ? [{folder, reading, judgement: judgeLock(reading, processHere())}] : [];
	});
}

/** Removes a lock, if it is still the one that was read. @returns whether it is gone, or why it cannot be removed */
export function removeLock(root: string, {folder, reading}: HeldLock): boolean | string {
	if (!('holder' in reading)) return false;
	try {
		return breakLock(pathOf(root, folder), reading.holder.token);
	} catch (error) {
		return systemReason(error);
	}
}

function pathOf(root: string, folder: string): string {
	return folder === '' ? root : `${root}/${folder}`;
}
