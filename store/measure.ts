/** How big an artifact is and when it last changed: sizes and times only, its bytes are never opened. */

import fs from 'node:fs';
import type {Artifact} from './domain/model.ts';
import type {Problem} from './domain/problem.ts';
import {readNames, systemPath} from './file-names.ts';
import {systemReason} from './system-error.ts';

/** Files that are counted in one folder artifact; a larger one is measured up to here. */
const mostFiles = 200_000;

export interface Measured {
	readonly artifact: Omit<Artifact, 'path' | 'files'>;
	readonly problem?: Omit<Problem, 'path'>;
}

/**
 * @param path absolute
 * @param stat of the path itself, links not followed
 * @returns sum of lengths, newest mtime and number of files; a link is measured as the link that it is
 */
export function measureArtifact(path: string, stat: fs.BigIntStats): Measured {
	const own = {bytes: 0, modifiedAt: Number(stat.mtimeMs), count: 1};
	if (stat.isSymbolicLink()) return {artifact: {...own, kind: 'link'}};
	if (!stat.isDirectory()) return {artifact: {...own, kind: 'file', bytes: Number(stat.size)}};
	const total = {bytes: 0, modifiedAt: Number(stat.mtimeMs), count: 0};
	try {
		addFolder(path, total);
	} catch (error) {
		return {
			artifact: {...own, ...total, kind: 'directory'},
			problem: {kind: 'unreadable-artifact', message: `The size of this folder is not known: ${systemReason(error)}.`},
		};
	}
	return {artifact: {...own, ...total, kind: 'directory'}};
}

function addFolder(path: string, total: {bytes: number; modifiedAt: number; count: number}): void {
	for (const name of readNames(path)) {
		if (total.count >= mostFiles) return;
		const inner = `${path}/${name}`;
		const stat = fs.lstatSync(systemPath(inner), {throwIfNoEntry: false});
		if (!stat) continue;
		if (stat.isDirectory()) addFolder(inner, total);
		else {
			total.count++;
			if (stat.isFile()) total.bytes += stat.size;
		}
		total.modifiedAt = Math.max(total.modifiedAt, Math.floor(stat.mtimeMs));
	}
}
