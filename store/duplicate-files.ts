/** Finds model files that have the same bytes and take the disk several times. Reads only, but reads all of those that have another one of their size. */

import fs from 'node:fs';
import type {FileMark} from './domain/change.ts';
import {versionOf} from './domain/family.ts';
import type {DuplicateGroup} from './domain/finding.ts';
import type {Model} from './domain/model.ts';
import {entriesNow} from './artifact-entries.ts';
import {UserError} from './domain/user-error.ts';
import {systemPath} from './file-names.ts';
import {hashFiles} from './hash-pool.ts';
import {isSystemError, systemReason} from './system-error.ts';

export interface DuplicateOptions {
	/** Told of bytes that were read. */
	readonly onBytes: (done: number, total: number) => void;
}

interface ModelFile {
	readonly model: Model;
	readonly isRegistered: boolean;
	readonly file: FileMark;
	/** How many names it has on the disk. */
	readonly links: number;
}

/** One file, by the first of its names. */
interface SingleFile extends ModelFile {
	readonly names: readonly ModelFile[];
	/** It has names that no model of here has. */
	readonly isElsewhere: boolean;
}

/** Smaller files are not worth a link (bytes); those inside of folders must be larger still. */
const least = 4096;
const leastInside = 65_536;

/** The most saved bytes first. @returns `notes`: what could not be read, as sentences */
export async function findDuplicates(
	root: string,
	models: readonly Model[],
	{onBytes}: DuplicateOptions,
): Promise<{readonly groups: readonly DuplicateGroup[]; readonly notes: readonly string[]}> {
	const notes: string[] = [];
	const files = onceEach(models.filter(({growing}) => !growing).flatMap(model => filesOf(root, model, notes)));
	const alike = [...Map.groupBy(files, ({file}) => file.size).values()].filter(same => same.length > 1).flat();
	const total = alike.reduce((sum, {file}) => sum + file.size, 0);
	let read = 0;
	const outcomes = await hashFiles(
		alike.map(({file: {path, size}}) => ({path: `${root}/${path}`, size})),
		{onBytes: bytes => onBytes(Math.min((read += bytes), total), total)},
	);
	const hashed = alike.flatMap((each, index) => {
		const outcome = outcomes[index];
		if (outcome && 'reason' in outcome) notes.push(outcome.reason);
		// One that was written meanwhile is no duplicate of anything for long.
		return outcome && 'sha256' in outcome && isAsBefore(root, each.file) ? [{...each, file: {...each.file, sha256: outcome.sha256}}] : [];
	});
	const groups = [...Map.groupBy(hashed, ({file}) => `${file.sha256} ${file.size}`).values()].filter(same => same.length > 1);
	return {groups: groups.flatMap(groupOf).sort((a, b) => savedBy(b) - savedBy(a)), notes};
}

/** Of a file that keeps a name elsewhere a link to another one frees nothing: it can only be what others become. */
function groupOf(same: readonly SingleFile[]): readonly DuplicateGroup[] {
	const [first, ...sorted] = [...same].sort((a, b) => byPlace(a, b) || byRank(a, b));
	const others = sorted.filter(({isElsewhere}) => !isElsewhere);
	if (!first || others.length === 0) return [];
	const named = ({model, file}: ModelFile) => ({key: model.key, file});
	const files = [first, ...others].map(each => ({...named(each), ...(each.names.length > 0 ? {names: each.names.map(named)} : {})}));
	return [{files, bytes: first.file.size}];
}

function byPlace(a: SingleFile, b: SingleFile): number {
	if (a.isRegistered !== b.isRegistered) return a.isRegistered ? -1 : 1;
	return Number(b.isElsewhere) - Number(a.isElsewhere);
}

function savedBy({files, bytes}: DuplicateGroup): number {
	return (files.length - 1) * bytes;
}

/** Registered ones first, then the oldest. */
function byRank(a: ModelFile, b: ModelFile): number {
	if (a.isRegistered !== b.isRegistered) return a.isRegistered ? -1 : 1;
	const older = BigInt(a.file.mtime_ns) - BigInt(b.file.mtime_ns);
	if (older !== 0n) return older < 0n ? -1 : 1;
	return a.file.path < b.file.path ? -1 : 1;
}

/** Names that are one file already by the first of them in rank. */
function onceEach(files: readonly ModelFile[]): readonly SingleFile[] {
	return [...Map.groupBy(files, ({file}) => `${file.dev}:${file.inode}`).values()].flatMap(same => {
		const [first, ...names] = [...same].sort(byRank);
		return first ? [{...first, names, isElsewhere: first.links > same.length}] : [];
	});
}

function filesOf(root: string, model: Model, notes: string[]): readonly ModelFile[] {
	const {artifact, key} = model;
	if (!artifact || artifact.kind === 'link') return [];
	const folder = key.slice(0, key.lastIndexOf('/') + 1);
	const isRegistered = versionOf(model) !== undefined;
	try {
		const inside = artifact.kind === 'directory' ? insideOf(root, artifact.path) : [artifact.path];
		return [...inside, ...artifact.files.map(name => folder + name)].flatMap(path => {
			const found = markOf(root, path);
			return found && found.file.size >= least ? [{model, isRegistered, ...found}] : [];
		});
	} catch (error) {
		if (error instanceof UserError) notes.push(error.message);
		else notes.push(`${artifact.path} cannot be looked at: ${systemReason(error)}.`);
		return [];
	}
}

function insideOf(root: string, path: string): readonly string[] {
	const entries = entriesNow(`${root}/${path}`);
	if (typeof entries === 'string') return [];
	return entries.filter(({kind, size}) => kind === 'file' && size >= leastInside).map(entry => (entry.path === '' ? path : `${path}/${entry.path}`));
}

/** Undefined for what is no regular file. */
function markOf(root: string, path: string): {readonly file: FileMark; readonly links: number} | undefined {
	const stat = fs.lstatSync(systemPath(`${root}/${path}`), {bigint: true, throwIfNoEntry: false});
	if (stat?.isFile() !== true) return undefined;
	const file = {path, dev: String(stat.dev), inode: String(stat.ino), size: Number(stat.size), mtime_ns: String(stat.mtimeNs)};
	return {file, links: Number(stat.nlink)};
}

function isAsBefore(root: string, {path, inode, size, mtime_ns}: FileMark): boolean {
	try {
		const now = markOf(root, path)?.file;
		return now?.inode === inode && now.size === size && now.mtime_ns === mtime_ns;
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return false;
	}
}
