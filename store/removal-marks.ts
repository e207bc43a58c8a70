/** What models are on the disk now, for a plan that is to be carried out later: device, inode, size and time of each file, and the blocks that they take. */

import fs from 'node:fs';
import path from 'node:path';
import type {FileMark, Skipped, Target} from './domain/change.ts';
import {baseName, folderOf} from './domain/identifier.ts';
import type {Marked} from './domain/sizes.ts';
import {hashOf, markFile, type Blocks} from './file-marks.ts';
import {decodeName, systemPath} from './file-names.ts';
import {isSystemError, systemReason} from './system-error.ts';

/**
 * Looks at the files of models. Reads only.
 *
 * @param root absolute and real
 * @param options.sha256 the sidecars' contents, too (for a plan that is kept in a file)
 * @returns what is there, in the order of the targets; models that cannot be looked at are `skipped`
 */
export function markRemovals(
	root: string,
	targets: readonly Target[],
	options: {readonly sha256?: boolean} = {},
): {marked: readonly Marked[]; skipped: readonly Skipped[]} {
	const marked: Marked[] = [];
	const skipped: Skipped[] = [];
	for (const target of targets) {
		const result = markOne(root, target, options.sha256 === true);
		if (typeof result === 'string') skipped.push({key: target.key, reason: result});
		else marked.push(result);
	}
	return {marked, skipped};
}

/** @returns why it cannot be looked at, as a sentence */
function markOne(root: string, target: Target, withHash: boolean): Marked | string {
	const {artifact, sidecar, files} = target;
	if (artifact === undefined && sidecar === undefined) return 'It has no files here.';
	const blocks: Blocks = {single: 0, linked: new Map()};
	const marks = new Map<string, FileMark>();
	try {
		for (const each of [artifact, sidecar, ...files]) {
			if (each === undefined) continue;
			const mark = markFile(`${root}/${each}`, each, blocks);
			if (!mark) return `${baseName(each)} is gone.`;
			const sha256 = withHash && each === sidecar ? hashOfFile(`${root}/${each}`) : undefined;
			marks.set(each, sha256 === undefined ? mark : {...mark, sha256});
		}
	} catch (error) {
		return `It cannot be looked at: ${systemReason(error)}.`;
	}
	const removal = {
		target,
		artifact: artifact === undefined ? undefined : marks.get(artifact),
		sidecar: sidecar === undefined ? undefined : marks.get(sidecar),
		files: files.flatMap(each => marks.get(each) ?? []),
	};
	return {removal, single: blocks.single, linked: blocks.linked.size === 0 ? nothingLinked : [...blocks.linked.values()]};
}

const nothingLinked: Marked['linked'] = [];

function hashOfFile(file: string): string | undefined {
	try {
		return hashOf(file);
	} catch (error) {
		// A link, or a file that may not be read: its time and size must do.
		if (isSystemError(error)) return undefined;
		throw error;
	}
}

/**
 * By key: a link in the root, an algorithm folder or a model folder that points to a model's artifact (or into it), relative to the root.
 * A link that is a model itself counts, too.
 */
export function linkTargets(root: string, keys: readonly string[]): ReadonlyMap<string, string> {
	const byRealPath = new Map<string, string>();
	const folders = new Set(['']);
	const realFolders = new Map<string, string | undefined>();
	for (const key of keys) {
		const folder = folderOf(key);
		folders.add(folder).add(folderOf(folder));
		if (!realFolders.has(folder)) realFolders.set(folder, realPath(`${root}/${folder}`));
		const real = realFolders.get(folder);
		if (real !== undefined) byRealPath.set(`${real}/${baseName(key)}`, key);
	}
	const found = new Map<string, string>();
	for (const folder of folders) {
		for (const name of linksIn(folder === '' ? root : `${root}/${folder}`)) {
			const link = folder === '' ? name : `${folder}/${name}`;
			for (const key of keysBehind(`${root}/${link}`, byRealPath)) if (key !== link && !found.has(key)) found.set(key, link);
		}
	}
	return found;
}

/** Links that lead to links are followed one by one: each may be a model. */
const mostSteps = 40;

function keysBehind(link: string, byRealPath: ReadonlyMap<string, string>): readonly string[] {
	const keys: string[] = [];
	let current: string | undefined = link;
	for (let step = 0; step < mostSteps; step++) {
		current = oneStepOf(current);
		if (current === undefined) break;
		for (let part: string = current; part !== '/'; part = path.dirname(part)) {
			const key = byRealPath.get(part);
			if (key !== undefined) keys.push(key);
		}
	}
	return keys;
}

/** Where a link points to, in a real folder; undefined for what is no link or leads nowhere. */
function oneStepOf(link: string): string | undefined {
	let target: string;
	try {
		target = decodeName(fs.readlinkSync(systemPath(link), 'buffer'));
	} catch {
		return undefined;
	}
	const name = baseName(target);
	const start = target.startsWith('/') ? '' : `${path.dirname(link)}/`;
	if (name === '' || name === '.' || name === '..') return realPath(start + target);
	const folder = realPath(start + target.slice(0, target.length - name.length));
	return folder === undefined ? undefined : `${folder}/${name}`;
}

function realPath(folder: string): string | undefined {
	try {
		return decodeName(fs.realpathSync.native(systemPath(folder), 'buffer'));
	} catch {
		return undefined;
	}
}

function linksIn(folder: string): readonly string[] {
	try {
		const entries = fs.readdirSync(systemPath(folder), {withFileTypes: true, encoding: 'buffer'});
		return entries.filter(entry => entry.isSymbolicLink()).map(entry => decodeName(entry.name));
	} catch {
		// A folder that cannot be read is a problem of the scan.
		return [];
	}
}
