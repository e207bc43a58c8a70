/** Whether a disk has room for what is to be copied there. */

import fs from 'node:fs';
import {sizeWords} from './domain/size-words.ts';
import {UserError} from './domain/user-error.ts';
import {systemPath} from './file-names.ts';
import {isSystemError} from './system-error.ts';

/** Refuses what cannot fit. A disk that does not tell is tried. @param of.folder where it goes to @throws UserError `failed` */
export function refuseWithoutRoom(path: string, {bytes, folder}: {readonly bytes: number; readonly folder: string}): void {
	const free = freeIn(folder);
	if (free === undefined || bytes <= free) return;
	throw new UserError('failed', `${path} needs ${sizeWords(bytes)}, and ${sizeWords(free)} are free on the disk that it is to go to.`, {
		hint: 'Free some space on that disk (mreg purge empties the trash), then try again. --link leaves the file where it is.',
	});
}

/** Bytes that are free for this user on the disk of a folder; undefined where it does not say. */
export function freeIn(folder: string): number | undefined {
	try {
		const {blocks, bfree, bavail, bsize} = fs.statfsSync(systemPath(folder));
		// Some kinds of disk tell zeros.
		return blocks === 0 ? undefined : (process.getuid?.() === 0 ? bfree : bavail) * bsize;
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return undefined;
	}
}
