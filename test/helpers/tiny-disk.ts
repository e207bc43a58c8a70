/** A disk of a few megabytes, to be filled to the last byte. Mounting one takes root's rights. */

import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {afterAll} from 'vitest';
import {temporaryFolder} from './temporary-folder.ts';

const mounted = new Set<string>();

/** Why no disk can be mounted here, or undefined. */
export const cannotMount: string | undefined = (() => {
	try {
		unmount(mount(1));
		return undefined;
	} catch {
		return 'no small disk can be mounted here, which takes root’s rights';
	}
})();

/** A new empty disk. @returns its folder, absolute and real */
export function tinyDisk(megabytes: number): string {
	return mount(megabytes);
}

/** Fills a disk to the last byte, in a file beside the registry. @returns the file */
export function fill(disk: string): string {
	const file = path.join(disk, 'filler.bin');
	const fd = fs.openSync(file, 'w');
	try {
		for (let size = 65_536; size >= 1;) {
			try {
				fs.writeSync(fd, Buffer.alloc(size, 1));
			} catch {
				size = Math.floor(size / 2);
			}
		}
	} finally {
		fs.closeSync(fd);
	}
	return file;
}

/** Bytes that are free for this user. */
export function freeBytes(disk: string): number {
	const {bavail, bsize} = fs.statfsSync(disk);
	return bavail * bsize;
}

function mount(megabytes: number): string {
	const folder = temporaryFolder();
	execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], {stdio: 'ignore'});
	mounted.add(folder);
	return folder;
}

function unmount(folder: string): void {
	execFileSync('umount', ['-l', folder], {stdio: 'ignore'});
	mounted.delete(folder);
}

// The last hook that is added runs first: the disks are gone before their folders are removed.
afterAll(() => mounted.forEach(unmount));
process.once('exit', () => mounted.forEach(unmount));
