/** Temporary files that lie about in a registry: which names are such, and how one of another program goes to the trash. Pure. */

import type {Removal} from './change.ts';
import type {Stray} from './finding.ts';
import {folderOf} from './identifier.ts';
import {withoutModelExtension} from './sidecar-name.ts';

const strayNames = [
	/\.(tmp|part|partial|crdownload)$|~$/,
	// `.net.pt.tmp123` and `net.pt.tmp.a1b2`: a name beside which a program writes the file that is to take its place.
	/^\..*\.tmp[\w-]+$/,
	/.\.tmp\.[\w-]+$/,
	// As Python's tempfile names them.
	/^\.?tmp[a-z0-9_]{8}$/,
];

/**
 * True for names that programs give to files in the making, and editors to copies of what they edit.
 * What is called like a model's file or a sidecar is none, unless it is hidden.
 */
export function isStrayName(name: string): boolean {
	return strayNames.some(one => one.test(name)) && (name.startsWith('.') || withoutKnownExtension(name) === name);
}

function withoutKnownExtension(name: string): string {
	return withoutModelExtension(name.endsWith('.json') ? name.slice(0, -'.json'.length) : name);
}

/** Takes it to the trash as it is: its key is its path; the exchange files are told nothing of it. */
export function strayRemoval({file}: Stray): Removal {
	const {path, size} = file;
	return {
		target: {key: path, id: path, algorithm: '', folder: folderOf(path), artifact: path, files: [], bytes: size, entry: path, isStray: true},
		artifact: file,
		files: [],
	};
}
