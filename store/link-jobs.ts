/** Which files may become links to which others: what they are now, whose they are, and whether they have the same bytes. Reads only. */

import type {OnProgress} from './changes.ts';
import type {DuplicateLink, FileMark, Skipped} from './domain/change.ts';
import {versionOf} from './domain/family.ts';
import {folderOf} from './domain/identifier.ts';
import {modelExtensions} from './domain/pairing.ts';
import {isPathBelow} from './domain/trash-manifest.ts';
import {UserError} from './domain/user-error.ts';
import {hashFile, pieceSize} from './file-hash.ts';
import type {Writer} from './journal-writer.ts';
import {isSameLook, lookAtFile, syncFile, type Looked} from './link-files.ts';
import {sidecarContent} from './register-known.ts';
import {systemReason} from './system-error.ts';

interface Side {
	readonly file: FileMark;
	readonly looked: Looked;
}

/** One file that is to become a link. */
export interface LinkJob {
	/** Of the model whose file it is. */
	readonly key: string;
	/** What it becomes a link to. */
	readonly first: Side;
	readonly other: Side;
	/** The path that `other` is one file with until then, and that is linked before it. */
	readonly was?: string;
	/** A sentence for when it is done. */
	readonly note?: string;
}

/** Younger files are looked at twice, with so long between (milliseconds). */
const young = 10_000;
const secondLookAfter = 1_000;
const writeBits = 0o222;

/** Looks at all files. Blocks this thread for a second where one of them is young. @returns `linked`: keys of files that are links already */
export function linkJobs(
	{root, now}: Writer,
	links: readonly DuplicateLink[],
): {readonly jobs: readonly LinkJob[]; readonly linked: readonly string[]; readonly skipped: readonly Skipped[]} {
	const [linked, skipped]: [string[], Skipped[]] = [[], []];
	const seen = new Set<string>();
	const jobs = links.flatMap(link => {
		const first = sideOf(root, link.key, link.file);
		const isRegistered = typeof first === 'string' ? false : isRegisteredKey(root, link.key);
		const sides = link.others.map(({key, file}) => ({key, file, other: sideOf(root, key, file)}));
		const namesOf = Map.groupBy(
			sides.flatMap(({other}) => (typeof other === 'string' ? [] : other)),
			({looked}) => fileOf(looked),
		);
		return sides.flatMap(({key, file, other}): readonly LinkJob[] => {
			const refuse = (reason: string): [] => {
				skipped.push({key, reason});
				return [];
			};
			if (typeof first === 'string') return refuse(first);
			if (typeof other === 'string') return refuse(other);
			if (seen.has(file.path)) return refuse(`${file.path} is named twice.`);
			seen.add(file.path);
			if (fileOf(other.looked) === fileOf(first.looked)) {
				linked.push(key);
				return [];
			}
			const fit = fitOf(first, other, isRegistered);
			if ('reason' in fit) return refuse(fit.reason);
			const names = new Set(namesOf.get(fileOf(other.looked))?.map(one => one.file.path));
			if (other.looked.stat.nlink > BigInt(names.size)) {
				return refuse(
					`${file.path} is one file with names elsewhere (hard links), which would keep its bytes: as a link to ${first.file.path} it would free nothing.`,
				);
			}
			const [was] = names;
			return [{key, first, other, ...(was === file.path ? {} : {was}), ...fit}];
		});
	});
	if (jobs.some(({first, other}) => [first, other].some(({looked}) => now() - Number(looked.stat.mtimeMs) < young))) pause(secondLookAfter);
	return {jobs, linked, skipped};
}

/** Equal for all names of one file. */
function fileOf({stat}: Looked): string {
	return `${stat.dev}:${stat.ino}`;
}

/** What is there, if it is what was found; else why not, as a sentence. */
function sideOf(root: string, key: string, file: FileMark): Side | string {
	const {path} = file;
	if (!isPathBelow(path) || folderOf(key) === '' || !path.startsWith(`${folderOf(key)}/`)) return `${path} is no file of ${key}.`;
	try {
		const looked = lookAtFile(`${root}/${path}`);
		if (!looked) return `${path} is no regular file (any more).`;
		const {stat} = looked;
		const isSame =
			String(stat.ino) === file.inode && String(stat.dev) === file.dev && Number(stat.size) === file.size && String(stat.mtimeNs) === file.mtime_ns;
		return isSame ? {file, looked} : `${path} changed since it was found.`;
	} catch (error) {
		return `${path} cannot be looked at: ${systemReason(error)}.`;
	}
}

/** Owner, group and mode of a file are those of all its names. */
function fitOf(
	{file: to, looked: {stat: first}}: Side,
	{file, looked: {stat: other}}: Side,
	isRegistered: boolean,
): {readonly note?: string} | {readonly reason: string} {
	if (first.dev !== other.dev) return {reason: `${file.path} lies on another disk than ${to.path}: a link cannot lead there.`};
	if (first.size !== other.size) return {reason: `${file.path} and ${to.path} differ.`};
	if (first.uid !== other.uid || first.gid !== other.gid) {
		return {reason: `${file.path} belongs to another user or group than ${to.path}, and as a link it would have that owner and mode.`};
	}
	const [mode, wanted] = [Number(other.mode) & 0o7777, Number(first.mode) & 0o7777];
	if (mode === wanted) return {};
	if (isRegistered && (mode & ~writeBits) === wanted) return {note: `${file.path} is read-only now, as the registered ${to.path} is.`};
	return {reason: `${file.path} has other permissions (${octal(mode)}) than ${to.path} (${octal(wanted)}), and as a link it would have those.`};
}

function octal(mode: number): string {
	return mode.toString(8).padStart(4, '0');
}

/** Whether a sidecar of the model says which version it is. */
function isRegisteredKey(root: string, key: string): boolean {
	const extension = modelExtensions.find(each => key.endsWith(`.${each}`));
	const names = [`${key}.json`, ...(extension === undefined ? [] : [`${key.slice(0, -extension.length - 1)}.json`])];
	return names.some(name => {
		const file = `${root}/${name}`;
		const content = isFile(file) ? sidecarContent(file) : undefined;
		return content !== undefined && versionOf({content}) !== undefined;
	});
}

function isFile(path: string): boolean {
	try {
		return lookAtFile(path) !== undefined;
	} catch (error) {
		systemReason(error);
		return false;
	}
}

/**
 * @returns a function that reads both files of a job (the first of several once) and tells the checksum that they share, or why they do not, as a sentence;
 * the bytes of the first are on the disk for good then
 */
export function verifier(jobs: readonly LinkJob[], onProgress: OnProgress): (job: LinkJob) => {readonly sha256: string} | {readonly reason: string} {
	const room = Buffer.allocUnsafeSlow(pieceSize);
	const firsts = new Map<string, {readonly sha256: string} | {readonly reason: string}>();
	const sizes = new Map(jobs.flatMap(({first, other}) => [first, other].map(({file}) => [file.path, file.size] as const)));
	const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
	let done = 0;
	const onPiece = (piece: Uint8Array) => onProgress({done: Math.min((done += piece.length), total), total, unit: 'bytes'});
	const read = ({looked, file}: Side) => {
		try {
			if (!isSameLook(lookAtFile(looked.path)?.stat, looked.stat)) return {reason: `${file.path} is being written.`};
			return {sha256: hashFile(looked.path, {room, onPiece})};
		} catch (error) {
			if (error instanceof UserError) return {reason: error.message};
			return {reason: `${file.path} cannot be read: ${systemReason(error)}.`};
		}
	};
	return ({first, other}) => {
		let known = firsts.get(first.file.path);
		if (!known) {
			known = read(first);
			if ('sha256' in known) known = synced(first) ?? known;
			firsts.set(first.file.path, known);
		}
		if (!('sha256' in known)) return known;
		const found = read(other);
		if (!('sha256' in found)) return found;
		return found.sha256 === known.sha256 ? found : {reason: `${other.file.path} and ${first.file.path} differ.`};
	};
}

function synced({looked, file}: Side): {readonly reason: string} | undefined {
	try {
		syncFile(looked.path);
		return undefined;
	} catch (error) {
		return {reason: `${file.path} is not on the disk for good: ${systemReason(error)}.`};
	}
}

function pause(ms: number): void {
	Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
