/** training_registry.json, the training history of an algorithm: whether it can be used. It is read whole only by what writes it. */

import fs from 'node:fs';
import type {Problem} from './domain/problem.ts';
import {systemPath} from './file-names.ts';
import {systemReason} from './system-error.ts';

export const historyName = 'training_registry.json';

/** One problem for each history file that is no JSON object from end to end, judged by its first and last bytes: it may be large. */
export function historyProblems(root: string, folders: ReadonlyArray<{readonly folder: string}>): Problem[] {
	return [...new Set(folders.map(({folder}) => folder))].flatMap(folder => {
		const path = `${folder}/${historyName}`;
		const trouble = troubleWith(`${root}/${path}`);
		return trouble === undefined ? [] : [{kind: 'unreadable-history' as const, path, message: `The training history ${trouble}. It is left alone.`}];
	});
}

function troubleWith(path: string): string | undefined {
	try {
		const stat = fs.statSync(systemPath(path), {throwIfNoEntry: false});
		if (!stat) return undefined;
		if (!stat.isFile()) return 'is not a file';
		const fd = fs.openSync(systemPath(path), 'r');
		try {
			const [first, last] = [Buffer.alloc(64), Buffer.alloc(64)];
			const start = first.toString('utf8', 0, fs.readSync(fd, first, 0, 64, 0));
			const end = last.toString('utf8', 0, fs.readSync(fd, last, 0, 64, Math.max(0, stat.size - 64)));
			if (!/^\ufeff?\s*\{/.test(start)) return 'is not a JSON object';
			return /\}\s*$/.test(end) ? undefined : 'ends in the middle';
		} finally {
			fs.closeSync(fd);
		}
	} catch (error) {
		return `cannot be read: ${systemReason(error)}`;
	}
}
