/** Finds the folders whose entries are models: every `Model/` to depth 4 and what `modelFolders` in the config names. */

import fs from 'node:fs';
import path from 'node:path';
import fastGlob from 'fast-glob';
import {baseName} from './domain/identifier.ts';
import type {Problem} from './domain/problem.ts';
import type {ModelFolder} from './scanner.ts';
import {systemCode, systemReason} from './system-error.ts';

const depth = 4;

export interface FoundFolders {
	readonly folders: readonly ModelFolder[];
	/** Folders that could not be looked into. */
	readonly problems: readonly Problem[];
}

/**
 * Hidden folders and node_modules are passed over; a link to a folder is followed once, by device and inode.
 *
 * @param root absolute
 * @param globs further folders, relative to the root: `runs` / any / `checkpoints`
 */
export function findModelFolders(root: string, globs: readonly string[]): FoundFolders {
	const problems: Problem[] = [];
	const files = guardedFiles(root, problems);
	const find = (pattern: string, deep = depth) =>
		fastGlob.sync(pattern, {
			cwd: root,
			onlyDirectories: true,
			followSymbolicLinks: false,
			deep,
			ignore: ['**/node_modules/**'],
			fs: files,
			suppressErrors: true,
		});
	const folders: ModelFolder[] = find('**/Model').map(found => {
		const folder = path.posix.dirname(found);
		return {path: found, folder, algorithm: folder === '.' ? baseName(root).toLowerCase() : baseName(folder).toLowerCase()};
	});
	const further = globs.map(plainGlob).filter(glob => glob !== '' && glob !== '*/Model');
	if (further.length > mostGlobs) {
		problems.push({kind: 'unreadable-config', path: 'mreg.config.json', message: `modelFolders has ${further.length} globs; the first ${mostGlobs} are used.`});
	}
	for (const glob of further.slice(0, mostGlobs)) {
		const all = leadsOut(glob) ? ['..'] : findOrSay(glob, find, problems);
		const inside = all.filter(found => found !== '..' && !found.startsWith('../') && !path.isAbsolute(found));
		if (inside.length < all.length) {
			problems.push({
				kind: 'unreadable-folder',
				path: glob,
				message: 'This glob of modelFolders leads out of the registry, where nothing is taken. Link the folder into the registry instead.',
			});
		}
		for (const found of inside) {
			if (!folders.some(known => known.path === found)) {
				folders.push({path: found, folder: path.posix.dirname(found), algorithm: starOf(glob, found).toLowerCase()});
			}
		}
	}
	return {folders: onceEach(root, folders, problems), problems};
}

/** Further globs that are looked for: each is a walk through the folders. */
const mostGlobs = 100;

/** `./runs/*` and `runs/*` with a slash behind it as `runs/*`: keys are not to begin or end otherwise. */
function plainGlob(glob: string): string {
	return glob.replace(/^(?:\.\/+)+/, '').replace(/(?<=[^/])\/+$/, '');
}

function leadsOut(glob: string): boolean {
	return path.isAbsolute(glob) || glob.split(/[/{},|()]/).includes('..');
}

/** What a glob finds; one that cannot be read is a problem. */
function findOrSay(glob: string, find: (pattern: string, deep: number) => string[], problems: Problem[]): string[] {
	try {
		return find(glob, Math.max(depth, glob.split('/').length));
	} catch (error) {
		problems.push({
			kind: 'unreadable-config',
			path: 'mreg.config.json',
			message: `modelFolders: ${JSON.stringify(glob)} cannot be used: ${(error as Error).message}.`,
		});
		return [];
	}
}

/** The part of a found path that the first `*` of its glob stands for, else its last part. */
function starOf(glob: string, found: string): string {
	const index = glob.split('/').findIndex(part => part.includes('*'));
	return (index === -1 ? undefined : found.split('/')[index]) ?? baseName(found);
}

/** What fast-glob sees of the disk: nothing inside a `Model/`, links to folders as folders, and no error that would stop it. */
function guardedFiles(root: string, problems: Problem[]): Partial<fastGlob.FileSystemAdapter> {
	const read = (folder: string): fs.Dirent[] => {
		if (path.basename(folder) === 'Model') return [];
		let entries: fs.Dirent[];
		try {
			entries = fs.readdirSync(folder, {withFileTypes: true});
		} catch (error) {
			const relative = path.relative(root, folder);
			// The folder in which a glob begins need not be there.
			if (systemCode(error) === 'ENOENT' && relative !== '') return [];
			if (!problems.some(problem => problem.path === relative)) {
				problems.push({kind: 'unreadable-folder', path: relative, message: `This folder cannot be read: ${systemReason(error)}.`});
			}
			return [];
		}
		return entries
			.filter(entry => !entry.name.startsWith('.'))
			.map(entry => {
				if (!entry.isSymbolicLink()) return entry;
				const followed = followLink(folder, entry);
				if (typeof followed !== 'string') return followed;
				problems.push({
					kind: 'unreadable-folder',
					path: path.relative(root, path.join(folder, entry.name)),
					message: `This link cannot be followed: ${followed}.`,
				});
				return entry;
			});
	};
	return {readdirSync: read as unknown as typeof fs.readdirSync};
}

/** A link that leads to a folder outside its own ancestors is walked like one. @returns why it cannot be followed, where that is worth a word */
function followLink(folder: string, entry: fs.Dirent): fs.Dirent | string {
	const target = path.join(folder, entry.name);
	try {
		if (!fs.statSync(target).isDirectory()) return entry;
		const real = fs.realpathSync(target);
		if (`${fs.realpathSync(folder)}/`.startsWith(`${real}/`)) return entry;
	} catch (error) {
		return entry.name === 'Model' ? systemReason(error) : entry;
	}
	return Object.assign(Object.create(entry) as fs.Dirent, {name: entry.name, isDirectory: () => true, isSymbolicLink: () => false});
}

/** Of paths that lead to one folder (by device and inode) the one without a link, else the first. */
function onceEach(root: string, folders: readonly ModelFolder[], problems: Problem[]): ModelFolder[] {
	const byInode = new Map<string, ModelFolder>();
	const sorted = [...folders].sort((a, b) => Number(isLinked(root, a.path)) - Number(isLinked(root, b.path)) || (a.path < b.path ? -1 : 1));
	for (const folder of sorted) {
		let stat: fs.Stats | undefined;
		try {
			stat = fs.statSync(path.join(root, folder.path), {throwIfNoEntry: false});
		} catch (error) {
			problems.push({kind: 'unreadable-folder', path: folder.path, message: `This folder cannot be read: ${systemReason(error)}.`});
		}
		if (!stat) continue;
		const inode = `${stat.dev}:${stat.ino}`;
		if (!byInode.has(inode)) byInode.set(inode, folder);
	}
	return [...byInode.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function isLinked(root: string, relative: string): boolean {
	try {
		return fs.realpathSync(path.join(root, relative)) !== path.join(fs.realpathSync(root), relative);
	} catch {
		return true;
	}
}
