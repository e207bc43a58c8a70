/** The files that links within an artifact lead to, as a snapshot of Hugging Face is made of links to its blobs. */

import fs from 'node:fs';
import {linkTarget, systemPath} from './file-names.ts';
import type {FoundFile} from './inspected-files.ts';
import {isSystemError} from './system-error.ts';

export interface LinkedFiles {
	readonly files: readonly FoundFile[];
	/** Links that are not followed, as sentences. */
	readonly leftOut: readonly string[];
	/** Of all that the links lead to. */
	readonly stats: readonly fs.BigIntStats[];
}

/** Regular files only, each once. @param links below the artifact @param seen what needs no second look, by `identity` */
export function followLinks(artifact: string, links: readonly string[], seen: ReadonlySet<string>): LinkedFiles {
	const [files, leftOut, stats]: [FoundFile[], string[], fs.BigIntStats[]] = [[], [], []];
	const known = new Set(seen);
	for (const path of links) {
		const end = endOf(`${artifact}/${path}`);
		if (end) stats.push(end);
		if (!end) leftOut.push(`${path} is a link that leads nowhere.`);
		else if (known.has(identity(end))) continue;
		else if (end.isDirectory()) leftOut.push(`${path} is a link to a folder: it is not followed.`);
		else if (!end.isFile()) leftOut.push(`${path} is a link to what is no regular file: it is not followed.`);
		else {
			files.push({path, bytes: Number(end.size), link: linkTarget(`${artifact}/${path}`) ?? ''});
			known.add(identity(end));
		}
	}
	return {files, leftOut, stats};
}

/** The same for all names of one file. */
export function identity({dev, ino}: fs.BigIntStats): string {
	return `${dev}:${ino}`;
}

/** What a link leads to in the end; undefined where that is nothing, or cannot be looked at. */
function endOf(link: string): fs.BigIntStats | undefined {
	try {
		return fs.statSync(systemPath(link), {bigint: true, throwIfNoEntry: false});
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return undefined;
	}
}
