/** Registries of models with sidecars, and the targets that changes of them need. */

import fs from 'node:fs';
import path from 'node:path';
import {runChange} from '../../store/changes.ts';
import type {Change} from '../../store/domain/change.ts';
import type {EditItem} from '../../store/domain/journal-entry.ts';
import type {Writer} from '../../store/journal-writer.ts';
import {targetOf} from './tagged-target.ts';
import {temporaryFolder} from './temporary-folder.ts';

/** A root with these sidecars, each with an artifact beside it; a name such as `Lero/Model/a` is its key, a plain one lies in `Mscn/Model`. */
export function rootOf(sidecars: Readonly<Record<string, string | Buffer>>): string {
	const root = temporaryFolder();
	for (const [name, text] of Object.entries(sidecars)) {
		const {key} = targetOf(name);
		fs.mkdirSync(path.dirname(path.join(root, key)), {recursive: true});
		fs.writeFileSync(path.join(root, key), 'weights');
		fs.writeFileSync(path.join(root, `${key}.json`), text);
	}
	return root;
}

export function writerOf(root: string, rest: Partial<Writer> = {}): Writer {
	return {root, by: 'mreg tag', now: Date.now, waitMs: 1_000, ...rest};
}

export function tag(root: string, names: readonly string[], change: {add?: readonly string[]; remove?: readonly string[]; writer?: Partial<Writer>}): Change {
	const {add = [], remove = [], writer} = change;
	return runChange(writerOf(root, writer), {kind: 'tag', edits: names.map(name => ({target: targetOf(name), add, remove}))});
}

export function sidecarOf(root: string, name: string): string {
	return fs.readFileSync(path.join(root, `${targetOf(name).key}.json`), 'utf8');
}

export function tagsOf(root: string, name: string): readonly string[] {
	return (JSON.parse(sidecarOf(root, name)) as {tags?: readonly string[]}).tags ?? [];
}

/** A line of the journal as it stands there. */
export interface Line {
	readonly txn: string;
	readonly op: string;
	readonly phase: string;
	readonly inverse_of?: string;
	readonly process?: {readonly pid: number};
	readonly items: readonly EditItem[];
}

/** The lines of the journal, parsed; none where there is no journal. */
export function journalOf(root: string): readonly Line[] {
	const file = path.join(root, '.mreg/journal.jsonl');
	return fs.existsSync(file)
		? fs
				.readFileSync(file, 'utf8')
				.trimEnd()
				.split('\n')
				.map(line => JSON.parse(line) as Line)
		: [];
}

/** Temporary files, locks and candidates for locks in a folder, with their sizes; of the turn to break a lock there is at most one. */
export function leftIn(folder: string): readonly string[] {
	return fs
		.readdirSync(folder)
		.filter(name => name.endsWith('.tmp') || (name.startsWith('.mreg.lock') && name !== '.mreg.lock.break'))
		.map(name => `${path.join(folder, name)} (${fs.statSync(path.join(folder, name)).size} bytes)`);
}
