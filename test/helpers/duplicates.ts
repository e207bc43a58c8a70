/** Registries with files of the same bytes, and requests that link them. Loads nothing of the test runner: child processes use it, too. */

import fs from 'node:fs';
import path from 'node:path';
import type {DuplicateLink, FileMark} from '../../store/domain/change.ts';
import type {DiskFacts} from '../../store/domain/finding.ts';

/** A file as it is on the disk now. */
export function markOf(root: string, file: string): FileMark {
	const stat = fs.lstatSync(path.join(root, file), {bigint: true});
	return {path: file, dev: String(stat.dev), inode: String(stat.ino), size: Number(stat.size), mtime_ns: String(stat.mtimeNs)};
}

/** Links all further files to the first one. @param keys also the paths of their artifacts */
export function linkOf(root: string, [first = '', ...others]: readonly string[]): DuplicateLink {
	return {key: first, file: markOf(root, first), others: others.map(key => ({key, file: markOf(root, key)}))};
}

/** As doctor asks for it. */
export function linksOf({duplicates = []}: DiskFacts): readonly DuplicateLink[] {
	return duplicates.flatMap(({files: [first, ...others]}) => (first ? [{...first, others: others.flatMap(({names = [], ...one}) => [one, ...names])}] : []));
}

/** By name: kind, mode, size, bytes and time of change (nanoseconds) of all in a folder but locks. */
export function looksIn(folder: string): Readonly<Record<string, string>> {
	const looks: Record<string, string> = {};
	for (const name of fs.readdirSync(folder, {recursive: true, encoding: 'utf8'}).sort()) {
		if (name.includes('.mreg')) continue;
		const file = path.join(folder, name);
		const stat = fs.lstatSync(file);
		looks[name] =
			`${stat.mode.toString(8)} ${stat.isFile() ? `${stat.size} ${fs.lstatSync(file, {bigint: true}).mtimeNs} ${fs.readFileSync(file, 'latin1').slice(0, 40)}` : ''}`;
	}
	return looks;
}
