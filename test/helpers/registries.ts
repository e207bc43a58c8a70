/** Small registries on disk for tests of reading, and what of a snapshot must be the same however it was read. */

import fs from 'node:fs';
import path from 'node:path';
import {readRegistry} from '../../store/read-registry.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {temporaryFolder} from './temporary-folder.ts';

/** Files by their path below the root; text as it is, anything else as JSON. */
export type Files = Readonly<Record<string, unknown>>;

/** A new root with these files, whose times are a day in the past. */
export function registryOf(files: Files): string {
	const root = path.join(temporaryFolder(), 'root');
	fs.mkdirSync(root);
	for (const [name, content] of Object.entries(files)) putOld(root, name, content);
	return root;
}

/** Writes a file as if it had been there for a long time: nothing about it is growing. */
export function putOld(root: string, name: string, content: unknown): void {
	put(root, name, content);
	const time = new Date('2024-10-20T00:00:00Z');
	for (const each of [name, path.dirname(name)]) fs.utimesSync(path.join(root, each), time, time);
}

/** Writes a file; its folders are made. */
export function put(root: string, name: string, content: unknown): void {
	const file = path.join(root, name);
	fs.mkdirSync(path.dirname(file), {recursive: true});
	fs.writeFileSync(file, typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content));
}

/** The files of a good model, whose sidecar says this beside its id. */
export function modelFiles(key: string, content: object = {}): Files {
	return {
		[key]: 'weights',
		[`${key}.json`]: {
			model_id: path.posix.basename(key),
			training: {dataset: 'production', hyperparams: {lr: 0.1}, trained_at: '2024-10-19T10:30:00'},
			...content,
		},
	};
}

/** A cache of its own, so that tests share no index. */
export function freshCache(): NodeJS.ProcessEnv {
	return {...process.env, XDG_CACHE_HOME: temporaryFolder()};
}

/** Reads a root as a headless command does. */
export function readRoot(root: string, env: NodeJS.ProcessEnv, now = new Date('2024-11-01T00:00:00Z').getTime()): Promise<Snapshot> {
	return readRegistry({root, reason: 'test', now, env});
}

/** The index file of a cache that holds one. */
export function indexFile(env: NodeJS.ProcessEnv): string {
	const base = path.join(env.XDG_CACHE_HOME ?? '', 'mreg');
	const [folder] = fs.readdirSync(base);
	return path.join(base, folder ?? '', 'index.jsonl');
}

/** What a snapshot says of the disk, without what only says how it was read, and what came or vanished since an earlier look. */
export function contentOf({models, problems, config}: Snapshot) {
	return {
		models: models.map(({firstSeen: _, ...model}) => model),
		problems: problems
			.filter(({kind}) => kind !== 'index' && kind !== 'gone')
			.map(problem => JSON.stringify(problem))
			.sort(),
		config,
	};
}

/** Likewise, without what only an index remembers, because it is not on the disk any more: that goes with the index. */
export function contentOnDisk(snapshot: Snapshot) {
	const {models, ...rest} = contentOf(snapshot);
	return {...rest, models: models.map(({lost: _lost, overwrote: _overwrote, ...model}) => model)};
}
