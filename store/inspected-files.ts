/** The files of an artifact that are looked into: found without opening one. */

import fs from 'node:fs';
import {unreadable} from './artifact-errors.ts';
import {UserError} from './domain/user-error.ts';
import {readNames, systemPath} from './file-names.ts';
import {followLinks, identity} from './linked-files.ts';
import {isSystemError, reasonOf, systemCode} from './system-error.ts';

export interface FoundFiles {
	/** Regular files, sorted; '' for an artifact that is one. */
	readonly files: readonly FoundFile[];
	/** Folders in it that cannot be read, with the reason. */
	readonly closed: ReadonlyArray<{readonly path: string; readonly reason: string}>;
	/** What in it is not looked into, as sentences. */
	readonly leftOut: readonly string[];
	/** The same as long as nobody changed, added or removed a file. */
	readonly mark: string;
}

export interface FoundFile {
	readonly path: string;
	readonly bytes: number;
	/** Of a link: what it says that it leads to; raw. */
	readonly link?: string;
}

/** Files and folders that are looked for: an artifact of more is looked at in part. */
const mostEntries = 100_000;
/** What is left out is told one by one so many times. */
const mostLeftOut = 20;
/** What belongs to other programs, and to us; all else that is hidden is loaded as well. */
const notOfModels = /^\.(?:git$|mreg)/;

/**
 * Links are followed to regular files, each of which is found once. Links to folders, FIFOs and devices are left out, and `.git` and `.mreg` without a word.
 *
 * @throws UserError `not-found`, `unreadable`
 */
export function findFiles(artifact: string, {most = mostEntries}: {readonly most?: number} = {}): FoundFiles {
	const stat = statOf(artifact);
	const marks = gatherMarks();
	marks.add(stat);
	if (!stat.isDirectory()) return {files: [{path: '', bytes: Number(stat.size)}], closed: [], leftOut: [], mark: marks.words()};
	const [files, closed]: [FoundFile[], Array<{path: string; reason: string}>] = [[], []];
	const [links, special, seen]: [string[], string[], Set<string>] = [[], [], new Set([identity(stat)])];
	const folders = [''];
	let left = most;
	for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
		const names = namesIn(artifact, folder, reason => closed.push({path: folder, reason}));
		for (const name of names) {
			if (notOfModels.test(name) || --left < 0) continue;
			const path = folder === '' ? name : `${folder}/${name}`;
			const found = fs.lstatSync(systemPath(`${artifact}/${path}`), {bigint: true, throwIfNoEntry: false});
			if (!found) continue;
			marks.add(found);
			seen.add(identity(found));
			if (found.isFile()) files.push({path, bytes: Number(found.size)});
			else if (found.isDirectory()) folders.push(path);
			else if (found.isSymbolicLink()) links.push(path);
			else special.push(`${path} is no regular file: it is not opened.`);
		}
	}
	const linked = followLinks(artifact, links.sort(), seen);
	for (const end of linked.stats) marks.add(end);
	const beyond = left >= 0 ? [] : [`It has more than ${most.toLocaleString('en')} files and folders: ${(-left).toLocaleString('en')} were not looked at.`];
	return {
		files: [...files, ...linked.files].sort((a, b) => (a.path < b.path ? -1 : 1)),
		closed,
		leftOut: [...beyond, ...shortened([...special, ...linked.leftOut])],
		mark: marks.words(),
	};
}

function shortened(sentences: readonly string[]): readonly string[] {
	const more = sentences.length - mostLeftOut;
	return more <= 0 ? sentences : [...sentences.slice(0, mostLeftOut), `${more.toLocaleString('en')} more links and special files are not followed.`];
}

function statOf(artifact: string): fs.BigIntStats {
	try {
		return fs.statSync(systemPath(artifact), {bigint: true});
	} catch (error) {
		if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) {
			throw new UserError('not-found', `${artifact} is not there.`, {hint: 'mreg list names the models that are.', cause: error});
		}
		throw unreadable(artifact, error);
	}
}

/** Of the artifact itself the reason is thrown. */
function namesIn(artifact: string, folder: string, onClosed: (reason: string) => void): readonly string[] {
	try {
		return readNames(folder === '' ? artifact : `${artifact}/${folder}`);
	} catch (error) {
		if (folder === '') throw unreadable(artifact, error);
		if (!isSystemError(error)) throw error;
		// Removed meanwhile: nothing is there to be told.
		if (error.code !== 'ENOENT') onClosed(reasonOf(error));
		return [];
	}
}

/** Of thousands of files one short text: their number, their bytes, and the newest of their times. */
function gatherMarks(): {readonly add: (stat: fs.BigIntStats) => void; readonly words: () => string} {
	let [count, bytes, inodes, changed, seen] = [0, 0n, 0n, 0n, 0n];
	return {
		add: ({size, ino, mtimeNs, ctimeNs}) => {
			count++;
			bytes += size;
			inodes += ino;
			if (mtimeNs > changed) changed = mtimeNs;
			if (ctimeNs > seen) seen = ctimeNs;
		},
		words: () => `${count}:${bytes}:${inodes}:${changed}:${seen}`,
	};
}
