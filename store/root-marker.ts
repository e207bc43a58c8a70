/** Which folder is named as the registry, or marked as one: what can be said without looking for models. */

import fs from 'node:fs';
import path from 'node:path';
import {shellWord} from './domain/test-command.ts';
import {UserError} from './domain/user-error.ts';
import {systemCode, systemReason} from './system-error.ts';

export interface RootOptions {
	/** What `--root` or the first argument said. */
	readonly root?: string;
	/** What said it, for errors; `--root` unless told. */
	readonly saidBy?: string;
	readonly env: NodeJS.ProcessEnv;
	readonly cwd: string;
	readonly home: string;
}

/** `root` is absolute and real; `reason` completes 'because ...'. */
export interface Root {
	readonly root: string;
	readonly reason: string;
}

/** The journal is there from the first change on. */
const markers = ['mreg.config.json', 'model_registry.json', '.mreg/journal.jsonl'] as const;

/**
 * `--root`, else MREG_ROOT, else the nearest folder upward with a marker file (not above home, not across a mount); undefined where there is none.
 *
 * @throws UserError `no-registry`
 */
export function markedRoot(options: RootOptions): Root | undefined {
	if (options.root !== undefined) return named(options.root, options.saidBy ?? '--root', options.cwd);
	const fromEnv = options.env.MREG_ROOT;
	if (fromEnv !== undefined && fromEnv !== '') return named(fromEnv, 'MREG_ROOT', options.cwd);
	return markerUpward(options.cwd, options.home);
}

function named(given: string, by: string, cwd: string): Root {
	const root = path.resolve(cwd, given);
	let stat: fs.Stats;
	try {
		stat = fs.statSync(root);
	} catch (error) {
		throw new UserError('no-registry', `${by} names ${root}, which cannot be opened: ${systemReason(error)}.`, {
			hint: systemCode(error) === 'ENOENT' ? `To begin a registry there: mkdir -p ${shellWord(given)}` : undefined,
		});
	}
	if (!stat.isDirectory()) {
		throw new UserError('no-registry', `${by} names ${root}, which is not a folder.`);
	}
	return {root: fs.realpathSync(root), reason: by};
}

function markerUpward(cwd: string, home: string): Root | undefined {
	const start = fs.realpathSync(cwd);
	const top = fs.existsSync(home) ? fs.realpathSync(home) : home;
	const device = fs.statSync(start).dev;
	for (let folder = start; ; folder = path.dirname(folder)) {
		if (fs.statSync(folder, {throwIfNoEntry: false})?.dev !== device) return undefined;
		const marker = markers.find(name => fs.existsSync(path.join(folder, name)));
		if (marker !== undefined) return {root: folder, reason: folder === start ? marker : `${marker} above the working folder`};
		if (folder === top || folder === path.dirname(folder)) return undefined;
	}
}
