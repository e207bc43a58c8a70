/** Damaged registries of fixtures/doctor, and what must be there when they are repaired. */

import fs from 'node:fs';
import path from 'node:path';
import {temporaryFolder} from './temporary-folder.ts';

const folder = path.join(import.meta.dirname, '..', '..', 'fixtures', 'doctor');
/** Stands for the root in texts that name it. */
const placeholder = 'ROOT';

/** Texts by their paths below a root. */
export type Tree = Readonly<Record<string, string>>;

export interface DoctorCase {
	readonly name: string;
	/** A copy of `before` of which no file is young. */
	readonly make: () => string;
	readonly before: Tree;
	readonly after: Tree;
}

export function doctorCases(): readonly DoctorCase[] {
	return fs.readdirSync(folder).map(name => ({
		name,
		make: () => oldCopy(path.join(folder, name, 'before')),
		before: treeOf(path.join(folder, name, 'before')),
		after: treeOf(path.join(folder, name, 'after')),
	}));
}

/** All files but our own folder. */
export function treeOf(root: string): Tree {
	const names = fs
		.readdirSync(root, {recursive: true, encoding: 'utf8'})
		.filter(name => !name.startsWith('.mreg') && fs.statSync(path.join(root, name)).isFile());
	return Object.fromEntries(names.sort().map(name => [name, fs.readFileSync(path.join(root, name), 'utf8').replaceAll(root, placeholder)]));
}

function oldCopy(from: string): string {
	const root = path.join(temporaryFolder(), 'root');
	fs.cpSync(from, root, {recursive: true});
	const time = new Date('2024-10-20T00:00:00Z');
	for (const name of [...fs.readdirSync(root, {recursive: true, encoding: 'utf8'}), '']) fs.utimesSync(path.join(root, name), time, time);
	return root;
}
