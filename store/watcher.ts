/** Hears of changes: which names of which model folder, and that something changed about the root. Events are hints; none is promised. */

import fs from 'node:fs';
import path from 'node:path';
import {watch, type FSWatcher} from 'chokidar';
import {configName} from './config-file.ts';
import type {Problem} from './domain/problem.ts';
import {exchangeName} from './exchange-file.ts';
import {isHintName, type ModelFolder} from './scanner.ts';
import {systemReason} from './system-error.ts';

/** Hints of one folder that come within this many milliseconds are told together. */
const coalesce = 10;

export interface WatchListener {
	/** `names` changed in a model folder (its path relative to the root). */
	readonly onNames: (folder: string, names: readonly string[]) => void;
	/** The config or the set of folders may have changed. */
	readonly onStructure: () => void;
	/** model_registry.json may have changed. */
	readonly onExchange: () => void;
	/** Events cannot be had, or not all. Told once. */
	readonly onTrouble: (problem: Problem) => void;
}

export interface Watcher {
	/** Follows the folders of now. @returns whether there are new ones among them: what changes before their watch stands is not told */
	readonly follow: (folders: readonly ModelFolder[]) => boolean;
	readonly close: () => Promise<void>;
}

/** @param root absolute and real */
export function startWatcher(root: string, listener: WatchListener): Watcher {
	const pending = new Map<string, Set<string>>();
	let timer: NodeJS.Timeout | undefined;
	let structureChanged = false;
	let exchangeChanged = false;
	let troubled = false;
	const byRealPath = new Map<string, string>();
	let watchedRoots: readonly string[] = [];

	const tell = () => {
		timer = undefined;
		const hints = [...pending];
		pending.clear();
		for (const [folder, names] of hints) listener.onNames(folder, [...names]);
		if (structureChanged) listener.onStructure();
		if (exchangeChanged) listener.onExchange();
		[structureChanged, exchangeChanged] = [false, false];
	};
	const wake = () => {
		timer ??= setTimeout(tell, coalesce);
	};
	const onTrouble = (error: unknown) => {
		if (troubled) return;
		troubled = true;
		const {code} = error as NodeJS.ErrnoException;
		const why =
			code === 'ENOSPC'
				? 'all inotify watches of this user are taken (fs.inotify.max_user_watches)'
				: code === 'EMFILE'
					? 'all inotify instances of this user are taken (fs.inotify.max_user_instances)'
					: systemReason(error);
		listener.onTrouble({kind: 'watch-failed', path: '', message: `No file events: ${why}. The folders are checked from time to time instead.`});
	};
	const common = {depth: 0, followSymlinks: false, ignoreInitial: true, persistent: true, ignorePermissionErrors: true} as const;
	const models: FSWatcher = watch([], {
		...common,
		ignored: (name, stats) => !byRealPath.has(name) && stats?.isDirectory() !== true && !isHintName(path.basename(name)),
	});
	models.on('all', (_event, name) => {
		const folder = byRealPath.get(path.dirname(name));
		if (folder === undefined) {
			if (byRealPath.has(name)) structureChanged = true;
			else return;
		} else {
			const names = pending.get(folder);
			if (names) names.add(path.basename(name));
			else pending.set(folder, new Set([path.basename(name)]));
		}
		wake();
	});
	// Before it tells of a name, chokidar lists the whole folder; the raw event has the name at once.
	models.on('raw', (_event, name, details) => {
		const folder = byRealPath.get((details as {watchedPath?: string}).watchedPath ?? '');
		if (folder === undefined || typeof name !== 'string' || !isHintName(name)) return;
		const names = pending.get(folder);
		if (names) names.add(name);
		else pending.set(folder, new Set([name]));
		wake();
	});
	const structure: FSWatcher = watch([], {
		...common,
		ignored: (name, stats) => stats?.isFile() === true && ![configName, exchangeName].includes(path.basename(name)),
	});
	structure.on('all', (_event, name) => {
		if (path.basename(name) === exchangeName) exchangeChanged = true;
		else structureChanged = true;
		wake();
	});
	for (const watcher of [models, structure]) watcher.on('error', onTrouble);

	return {
		follow: folders => {
			const wanted = new Map(folders.map(folder => [realPath(path.join(root, folder.path)), folder.path]));
			const gone = [...byRealPath.keys()].filter(real => !wanted.has(real));
			const fresh = [...wanted.keys()].filter(real => !byRealPath.has(real));
			for (const real of gone) byRealPath.delete(real);
			for (const real of fresh) byRealPath.set(real, wanted.get(real) ?? '');
			if (gone.length > 0) models.unwatch(gone);
			if (fresh.length > 0) models.add(fresh);
			const roots = [...new Set([root, ...folders.map(folder => path.join(root, folder.folder))])];
			const freshRoots = roots.filter(folder => !watchedRoots.includes(folder));
			if (freshRoots.length > 0) structure.add(freshRoots);
			watchedRoots = roots;
			return fresh.length > 0 || freshRoots.length > 0;
		},
		close: async () => {
			clearTimeout(timer);
			await Promise.all([models.close(), structure.close()]);
		},
	};
}

function realPath(folder: string): string {
	try {
		return fs.realpathSync(folder);
	} catch {
		// It is gone already: the next check says so.
		return folder;
	}
}
