/** What tells that a file is still the one that was seen, and what it takes on the disk. Opens nothing but folders, and sidecars where their content is asked for. */

import {createHash} from 'node:crypto';
import fs from 'node:fs';
import type {FileMark} from './domain/change.ts';
import {sizesOf, type LinkedFile} from './domain/sizes.ts';
import {readNames, systemPath} from './file-names.ts';
import {sidecarLimits} from './sidecar-file.ts';
import {isSystemError} from './system-error.ts';

/** What the files of one model take: blocks, and those with several names apart. */
export interface Blocks {
	single: number;
	readonly linked: Map<string, LinkedFile>;
}

const blockBytes = 512n;

/**
 * Looks at a file, a link (never followed) or a folder with all that is in it.
 *
 * @param path for system calls, as text
 * @param name what the mark says: the path relative to the root
 * @returns undefined where there is nothing
 * @throws the system's error
 */
export function markFile(path: string, name: string, blocks?: Blocks): FileMark | undefined {
	const stat = fs.lstatSync(systemPath(path), {bigint: true, throwIfNoEntry: false});
	if (!stat) return undefined;
	if (blocks) count(stat, blocks);
	const total = stat.isDirectory() ? totalOf(path, stat, blocks) : {size: Number(stat.size), newest: stat.mtimeNs};
	return {path: name, dev: String(stat.dev), inode: String(stat.ino), size: total.size, mtime_ns: String(total.newest)};
}

/**
 * What the files of one model take on the disk, in bytes: their blocks, and of hard links each file once. What cannot be looked at takes nothing.
 *
 * @param paths for system calls, as text; of files, links (never followed) or folders with all that is in them
 */
export function takenBy(paths: readonly string[]): number {
	const blocks: Blocks = {single: 0, linked: new Map()};
	for (const path of paths) {
		try {
			markFile(path, path, blocks);
		} catch (error) {
			if (!isSystemError(error)) throw error;
		}
	}
	return sizesOf([{single: blocks.single, linked: [...blocks.linked.values()]}]).trashed;
}

/** In hexadecimal; undefined for what is no file, or larger than sidecars are. @throws the system's error */
export function hashOf(path: string): string | undefined {
	// Neither a link nor a pipe put in its place may lead away or block.
	const fd = fs.openSync(systemPath(path), fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK);
	try {
		const stat = fs.fstatSync(fd);
		if (!stat.isFile() || stat.size > sidecarLimits.bytes) return undefined;
		return createHash('sha256').update(fs.readFileSync(fd)).digest('hex');
	} finally {
		fs.closeSync(fd);
	}
}

/** What is found of a mark: `deep` compares all that is in a folder, and contents where the mark has them. */
export type Comparison = 'same' | 'changed' | 'gone';

/** @throws the system's error */
export function compareMark(path: string, mark: FileMark, {deep}: {readonly deep: boolean}): Comparison {
	const stat = fs.lstatSync(systemPath(path), {bigint: true, throwIfNoEntry: false});
	if (!stat) return 'gone';
	if (String(stat.ino) !== mark.inode || String(stat.dev) !== mark.dev) return 'changed';
	if (!stat.isDirectory()) {
		if (Number(stat.size) !== mark.size || String(stat.mtimeNs) !== mark.mtime_ns) return 'changed';
	} else if (deep) {
		const {size, newest} = totalOf(path, stat);
		if (size !== mark.size || String(newest) !== mark.mtime_ns) return 'changed';
	}
	return deep && mark.sha256 !== undefined && stat.isFile() && hashOf(path) !== mark.sha256 ? 'changed' : 'same';
}

interface Total {
	size: number;
	newest: bigint;
}

function totalOf(path: string, stat: fs.BigIntStats, blocks?: Blocks): Total {
	const total = {size: 0, newest: stat.mtimeNs};
	addFolder(path, total, blocks);
	return total;
}

function addFolder(path: string, total: Total, blocks: Blocks | undefined): void {
	for (const name of readNames(path)) {
		const inner = `${path}/${name}`;
		const stat = fs.lstatSync(systemPath(inner), {bigint: true, throwIfNoEntry: false});
		if (!stat) continue;
		if (blocks) count(stat, blocks);
		if (stat.mtimeNs > total.newest) total.newest = stat.mtimeNs;
		if (stat.isDirectory()) addFolder(inner, total, blocks);
		else if (stat.isFile()) total.size += Number(stat.size);
	}
}

/** A folder has links of its own kind: only files have further names. */
function count(stat: fs.BigIntStats, blocks: Blocks): void {
	const bytes = Number(stat.blocks * blockBytes);
	if (stat.nlink <= 1n || stat.isDirectory()) {
		blocks.single += bytes;
		return;
	}
	const id = `${stat.dev}:${stat.ino}`;
	const known = blocks.linked.get(id);
	blocks.linked.set(id, {id, bytes, links: Number(stat.nlink), names: (known?.names ?? 0) + 1});
}
