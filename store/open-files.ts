/** Tells which files a living process holds open, where the system says so (Linux). Reads only. */

import fs from 'node:fs';
import {decodeName, systemPath} from './file-names.ts';
import {isSystemError} from './system-error.ts';

const processes = '/proc';

/** @param paths absolute @returns those of them that are open; processes of other users do not tell, and none is known on other systems */
export function heldOpen(paths: readonly string[]): ReadonlySet<string> {
	if (paths.length === 0 || process.platform !== 'linux') return new Set();
	const byReal = new Map(paths.map(path => [quietly(() => decodeName(fs.realpathSync.native(systemPath(path), 'buffer'))) ?? path, path]));
	const held = new Set<string>();
	for (const pid of quietly(() => fs.readdirSync(processes)) ?? []) {
		if (!/^\d+$/.test(pid)) continue;
		const folder = `${processes}/${pid}/fd`;
		for (const fd of quietly(() => fs.readdirSync(folder)) ?? []) {
			// What it leads to is not looked at: a disk that does not answer must not block.
			const target = quietly(() => decodeName(fs.readlinkSync(`${folder}/${fd}`, 'buffer')));
			const path = target === undefined ? undefined : byReal.get(target);
			if (path !== undefined) held.add(path);
		}
	}
	return held;
}

/** Processes end while one looks, and those of other users cannot be looked into. */
function quietly<Value>(look: () => Value): Value | undefined {
	try {
		return look();
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return undefined;
	}
}
