/** The world of the dashboard: the terminal's clipboard, files that a person names, the registry's config, the user's settings. */

import type {Changer} from '../../store/changer.ts';
import type {Inspector} from '../../store/inspector.ts';
import type {Registry} from '../../store/registry.ts';
import {readableConfig} from './open-view.ts';
import {editConfig, type JsonEdit} from '../../store/config-editor.ts';
import {own} from '../../store/domain/json.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {downloadsName} from '../../store/domain/family.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {exportPath, writeExport} from '../../store/export-file.ts';
import {mayHaveUnfinished} from '../../store/journal.ts';
import {readSettings, saveColumns} from '../../store/user-settings.ts';
import {clipboardSequence} from '../clipboard.ts';
import {homePath} from '../home-path.ts';
import type {UserSettings, World} from '../world.ts';

export interface WorldOptions {
	readonly root: string;
	readonly env: NodeJS.ProcessEnv;
	readonly home: string;
	/** The folder that paths are relative to. */
	readonly cwd: string;
	/** Why nothing may be changed below the root; undefined where it may. */
	readonly readOnly: string | undefined;
	readonly registry: Pick<Registry, 'rescan' | 'look' | 'getSnapshot' | 'subscribe'>;
	readonly changer: Changer;
	readonly inspector: Inspector;
	/** Writes to the terminal as it is. */
	readonly toTerminal: (sequence: string) => void;
	/** Lets a person edit text in $EDITOR. @returns the text as it is then */
	readonly editText: (text: string) => string;
}

/** The dashboard waits no longer for another program's lock (milliseconds): it stands still meanwhile. */
const waitMs = 500;
/** A change waits in a thread of its own. */
const changeWaitMs = 10_000;
/** What was changed is said when it can be seen, or after so long (milliseconds). */
const seenWithin = 250;
/** To a new version the cursor goes. */
const newSeenWithin = 2_000;
/** Of more models than these all are looked at (names). */
const mostLookedAt = 2_000;

export function openWorld({root, env, home, cwd, readOnly, registry, changer, inspector, toTerminal, editText}: WorldOptions): World {
	const edit = async (edits: readonly JsonEdit[]) => {
		if (readOnly !== undefined) throw new UserError('read-only', readOnly);
		await editConfig(root, edits, {waitMs});
		registry.rescan();
	};
	const source = async (typed: string) => {
		const path = exportPath(typed, {cwd, home});
		return {...(await changer.ask({kind: 'source', path})), path};
	};
	return {
		copy: text => {
			const made = clipboardSequence(text, env);
			if ('error' in made) throw new UserError('failed', made.error);
			toTerminal(made.sequence);
			return env.TMUX === undefined ? undefined : 'tmux passes it on only with: set -g allow-passthrough on';
		},
		folder: homePath(cwd, home),
		writeFile: async (typed, text) => {
			const file = exportPath(typed, {cwd, home});
			await writeExport(file, text, {overwrite: false});
			return file;
		},
		setDirection: async (metric, direction) => {
			const said = own(registry.getSnapshot().config.metrics, metric);
			const isLast = direction === undefined && Object.keys(said ?? {}).every(name => name === 'direction');
			return edit([isLast ? {path: ['metrics', metric]} : {path: ['metrics', metric, 'direction'], value: direction}]);
		},
		setObjective: async (algorithm, {metric, dataset, direction}) =>
			edit([
				{path: ['objectives', algorithm], value: {metric, dataset}},
				...(direction === undefined ? [] : [{path: ['metrics', metric, 'direction'] as const, value: direction}]),
			]),
		config: async () => readableConfig(root, 'Which views there are'),
		saveView: async (name, {query, algorithm, columns, sort, fold}) => edit([{path: ['views', name], value: {query, algorithm, columns, sort, fold}}]),
		dropView: async name => edit([{path: ['views', name]}]),
		readOnly,
		change: async (request, by, onProgress, signal) => {
			if (readOnly !== undefined) throw new UserError('read-only', readOnly);
			const {models} = registry.getSnapshot();
			const change = await changer.change(request, {by, waitMs: changeWaitMs, onProgress, signal});
			registry.look(change.done.length > mostLookedAt || change.notes.length > 0 ? [] : change.done);
			await seen(registry, models, change.done, {isNew: change.registered !== undefined});
			return change;
		},
		settle: async () => {
			if (readOnly !== undefined || !mayHaveUnfinished(root)) return [];
			const {notes} = await changer.change({kind: 'settle'}, {by: 'dashboard', waitMs: changeWaitMs});
			if (notes.length > 0) registry.look([]);
			return notes;
		},
		marks: async (targets, sha256) => changer.ask({kind: 'marks', targets, sha256}),
		links: async keys => changer.ask({kind: 'links', keys}),
		trash: async () => changer.ask({kind: 'trash'}),
		source,
		complete: async typed => {
			const {completedPath} = await import('../../store/path-completion.ts');
			return completedPath(typed, {cwd, home});
		},
		pathOf: async typed => {
			try {
				return (await source(typed)).path;
			} catch (error) {
				if (!(error instanceof UserError)) throw error;
				return error.code === 'not-found' ? undefined : exportPath(typed, {cwd, home});
			}
		},
		download: async (url, onProgress, signal) => {
			if (readOnly !== undefined) throw new UserError('read-only', readOnly);
			const {download} = await import('../../store/download.ts');
			return download(url, {folder: `${root}/${downloadsName}`, now: Date.now, onProgress, signal});
		},
		gitCommit: async () => {
			const {gitCommit} = await import('../../store/git.ts');
			return gitCommit(cwd);
		},
		inspect: async artifact => inspector.inspect(`${root}/${artifact}`),
		entries: async all => {
			const {entrySidecars} = await import('../../store/import-exchange.ts');
			return entrySidecars(root, all);
		},
		examine: async () => {
			const {examineRegistry} = await import('../../store/examination.ts');
			return examineRegistry(root, registry.getSnapshot(), {now: Date.now()});
		},
		warm: () => changer.warm(),
		editText: text => {
			const edited = editText(text);
			return edited === text ? undefined : edited;
		},
		dismissGone: async () => {
			const {dismissGone} = await import('../../store/gone-dismissal.ts');
			dismissGone(root, env, Date.now());
			registry.look([]);
		},
		saveColumns: (algorithm, columns) => saveColumns(env, home, algorithm, columns),
	};
}

/** Waits until the snapshot has what was changed, but not for long: the next key is to find it there. @param before the models as they were @param isNew they are to be there then */
async function seen(
	registry: Pick<Registry, 'getSnapshot' | 'subscribe'>,
	before: Snapshot['models'],
	keys: readonly string[],
	{isNew}: {readonly isNew: boolean},
): Promise<void> {
	const changed = new Set(keys);
	const old = new Set(before.filter(({key}) => changed.has(key)));
	const isSeen = () => {
		const {models} = registry.getSnapshot();
		return models !== before && !models.some(model => old.has(model)) && (!isNew || models.some(({key}) => changed.has(key)));
	};
	if (keys.length === 0 || isSeen()) return;
	await new Promise<void>(resolve => {
		const end = () => {
			clearTimeout(timer);
			leave();
			resolve();
		};
		const timer = setTimeout(end, isNew ? newSeenWithin : seenWithin);
		const leave = registry.subscribe(() => {
			if (isSeen()) end();
		});
	});
}

/** The user's settings as the dashboard wants them. */
export function openSettings(env: NodeJS.ProcessEnv, home: string): UserSettings {
	const {settings, problem} = readSettings(env, home);
	return {columns: new Map(Object.entries(settings.columns)), keys: settings.keys, problem};
}
