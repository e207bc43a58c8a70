/** Links inside a model folder: whether they lead to something in that folder, without a step outside it. */

import fs from 'node:fs';
import {systemPath} from './file-names.ts';

/** As many as Linux follows in one path. */
const mostLinks = 40;

/**
 * Why a link would not mean the same in a copy of its folder, or undefined where it does: `leaves the folder`.
 *
 * @param folder absolute and real
 * @param path of the link in it; the folders above it are no links
 * @throws the system's error
 */
export function outsideOf(folder: string, path: string): string | undefined {
	const reached: string[] = [];
	const open = path.split('/');
	let links = 0;
	for (let part = open.shift(); part !== undefined; part = open.shift()) {
		if (part === '' || part === '.') continue;
		if (part === '..') {
			// Also where the way comes back: the copy's folder has another name.
			if (reached.pop() === undefined) return 'leaves the folder';
			continue;
		}
		const whole = [folder, ...reached, part].join('/');
		const stat = fs.lstatSync(systemPath(whole), {throwIfNoEntry: false});
		if (!stat) return 'leads nowhere';
		if (!stat.isDirectory() && !stat.isSymbolicLink() && open.length > 0) return 'leads nowhere';
		if (!stat.isSymbolicLink()) reached.push(part);
		else {
			if (++links > mostLinks) return 'leads nowhere, but round in a circle';
			const target = fs.readlinkSync(systemPath(whole));
			if (target.startsWith('/')) return 'has an absolute path, which leaves the folder';
			open.unshift(...target.split('/'));
		}
	}
	return undefined;
}
