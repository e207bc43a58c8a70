/** Decides which folder is the registry, and says why; where there is none, says what was seen instead. */

import fs from 'node:fs';
import path from 'node:path';
import {modelExtensions} from './domain/pairing.ts';
import {UserError} from './domain/user-error.ts';
import {findModelFolders} from './model-folders.ts';
import {markedRoot, type Root, type RootOptions} from './root-marker.ts';
import {systemReason} from './system-error.ts';

export type {Root, RootOptions} from './root-marker.ts';

/**
 * `--root`, else MREG_ROOT, else the nearest folder upward with a marker file (not above home, not across a mount),
 * else the working folder if it holds model folders, else its ExampleData/ if that does.
 *
 * @throws UserError `no-registry`
 */
export function findRoot(options: RootOptions): Root {
	const marked = markedRoot(options);
	if (marked) return marked;
	for (const [folder, reason] of [
		[options.cwd, 'working folder'],
		[path.join(options.cwd, 'ExampleData'), 'ExampleData in the working folder'],
	] as const) {
		if (isFolder(folder) && findModelFolders(folder, []).folders.length > 0) return {root: fs.realpathSync(folder), reason};
	}
	throw new UserError('no-registry', `There is no model registry in ${options.cwd}.`, {hint: withBeginning(seenInstead(options.cwd), options.cwd)});
}

function isFolder(folder: string): boolean {
	return fs.statSync(folder, {throwIfNoEntry: false})?.isDirectory() ?? false;
}

/** In a model folder nobody begins another registry. */
function withBeginning(hint: string, folder: string): string {
	return registryAbove(folder) !== undefined ? hint : `${hint}\nTo begin a registry in this folder: mreg register NAME FILE --root .`;
}

function registryAbove(folder: string): string | undefined {
	const above = /^(.*)\/[^/]+\/Model(?:\/|$)/.exec(folder)?.[1];
	return above === '' ? undefined : above;
}

/** What was looked for, and the model files that lie elsewhere with the words that would take them as models. */
export function seenInstead(folder: string): string {
	const within = registryAbove(folder);
	if (within !== undefined) return `This is within a model folder; the registry is above: ${within}`;
	const lookedFor = 'Looked for folders ALGORITHM/Model (to depth 4), and for mreg.config.json, model_registry.json or .mreg/journal.jsonl here and above.';
	const {files, folders, extensions} = countModelFiles(folder);
	if (files === 0) return `${lookedFor}\nGo to your models or name their folder: mreg-tui FOLDER. To try it without any: mreg-tui --demo.`;
	const kinds = extensions.map(extension => `.${extension}`).join(' and ');
	const seen = `${lookedFor}\nSeen instead: ${files} ${kinds} in ${folders.length} ${folders.length === 1 ? 'folder' : 'folders'}.`;
	const first = folders.find(each => each !== '');
	if (first === undefined) return `${seen} To take them as models, move them into a folder ALGORITHM/Model.`;
	const escape = (name: string) => name.replaceAll(/[\\()[\]{}!*+@|]/g, '?');
	const parts = first.split('/');
	// What all have in common at the top is no algorithm: it is named, so that the first * is.
	const isShared = parts.length > 2 && folders.every(each => each.split('/')[0] === parts[0]);
	const glob = parts.map((part, index) => (index === parts.length - 1 || (index === 0 && isShared) ? escape(part) : '*')).join('/');
	return `${seen} To take them as models, write mreg.config.json here: ${JSON.stringify({modelFolders: [glob]}).replace(':', ': ')}`;
}

/** Counts model files by extension, to depth 4 and at most 20,000 entries. */
function countModelFiles(root: string): {files: number; folders: string[]; extensions: string[]} {
	const counts = new Map<string, number>();
	const folders = new Set<string>();
	let [seen, files] = [0, 0];
	const walk = (relative: string, level: number) => {
		for (const entry of entriesOf(path.join(root, relative))) {
			if (++seen > 20_000) return;
			const inner = relative === '' ? entry.name : `${relative}/${entry.name}`;
			if (entry.isDirectory() && level < 4 && !entry.name.startsWith('.') && entry.name !== 'node_modules') walk(inner, level + 1);
			const extension = modelExtensions.find(extension => entry.isFile() && entry.name.endsWith(`.${extension}`));
			if (extension === undefined) continue;
			files++;
			counts.set(extension, (counts.get(extension) ?? 0) + 1);
			folders.add(relative);
		}
	};
	walk('', 0);
	const extensions = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 2);
	return {files, folders: [...folders], extensions: extensions.map(([extension]) => extension)};
}

function entriesOf(folder: string): fs.Dirent[] {
	try {
		return fs.readdirSync(folder, {withFileTypes: true});
	} catch {
		// Unreadable: it has nothing to show.
		return [];
	}
}

/** Why nothing may be changed below a root; undefined where it may. @param asked `--read-only` was given */
export function whyReadOnly(root: string, asked: boolean): string | undefined {
	if (asked) return 'The registry was opened with --read-only.';
	try {
		fs.accessSync(root, fs.constants.W_OK);
		return undefined;
	} catch (error) {
		return `${root} cannot be written: ${systemReason(error)}.`;
	}
}
