/** Writes training_registry.json, the training history of an algorithm: how a model that was removed is still known. */

import fs from 'node:fs';
import {removeQuietly, syncFolder, writeChunksAtomic} from './atomic-file.ts';
import {isObject, own, type Json, type JsonObject} from './domain/json.ts';
import {entriesAfter} from './domain/history-entry.ts';
import {UserError} from './domain/user-error.ts';
import {parseExact, stringifyExact} from './exact-json.ts';
import {systemPath} from './file-names.ts';
import {historyName} from './history-file.ts';
import {removeLeftovers} from './leftovers.ts';
import {withLock} from './lock.ts';

/** The entries that are to be set; undefined takes one out. @param known what the file says of a name; undefined where it does not know it */
export type HistoryUpdate = (known: (name: string) => JsonObject | undefined) => ReadonlyArray<readonly [name: string, entry: JsonObject | undefined]>;

export interface HistoryOptions {
	readonly update: HistoryUpdate;
	/** How long to wait for another program's lock, in milliseconds. */
	readonly waitMs: number;
	/** What is being done, for the message that another process shows. */
	readonly by: string;
	/** False: only a history that is there already is written. Default true. */
	readonly isMade?: boolean;
	/** A history that has no entry any more goes. */
	readonly removeEmpty?: boolean;
}

/** A larger history is not read (bytes). */
const largest = 256_000_000;
const tries = 5;

/**
 * Sets entries in the history of an algorithm folder, under its lock; the others, and keys that are not ours, stay, and so do the facts of an earlier
 * training of the same name (see `entriesAfter`).
 *
 * @returns false for a file of another shape, which was left alone
 * @throws UserError `locked`, `changed`, or why it cannot be written
 */
export function rewriteHistory(root: string, folder: string, {update, waitMs, by, isMade = true, removeEmpty = false}: HistoryOptions): boolean {
	const path = `${root}/${folder}/${historyName}`;
	if (!isMade && !fs.existsSync(systemPath(path))) return true;
	return withLock(`${root}/${folder}`, {waitMs, by}, () => {
		removeLeftovers(`${root}/${folder}`, {now: Date.now(), isOurs: file => file === historyName});
		for (let attempt = 0; attempt < tries; attempt++) {
			const before = lookAt(path);
			const old = readHistory(path, before);
			if (!old) return false;
			const isStillWanted = () => isSame(before, lookAt(path));
			if (!isStillWanted()) continue;
			const history: Record<string, Json> = Object.assign(Object.create(null) as Record<string, Json>, old.value);
			const known = (name: string) => {
				const entry = own(old.value, name);
				return isObject(entry) ? entry : undefined;
			};
			setEntries(history, update(known), known);
			if (removeEmpty && old.text !== undefined && Object.keys(history).length === 0) {
				if (removeQuietly(path)) syncFolder(`${root}/${folder}`);
				return true;
			}
			const text = stringifyExact(history);
			if (text === old.text || writeChunksAtomic(path, [Buffer.from(text)], {isStillWanted})) return true;
		}
		throw new UserError('changed', `${folder}/${historyName} changed ${tries} times while it was edited; it stands as another program wrote it.`, {
			hint: 'Try again when that program rests.',
		});
	});
}

/** What is known of an earlier training under a name stays known; what is kept of it already stays as it is. */
function setEntries(history: Record<string, Json>, updates: ReturnType<HistoryUpdate>, known: (name: string) => JsonObject | undefined): void {
	const set = updates.map(([name, entry]) => {
		const old = known(name);
		return {name, entries: entry && old ? entriesAfter(name, {old, next: entry}) : [[name, entry] as const]};
	});
	const written = set.flatMap(({name, entries}) => entries.filter(([each]) => each === name));
	for (const [name, entry] of written) {
		if (entry) history[name] = entry;
		else Reflect.deleteProperty(history, name);
	}
	const earlier = set.flatMap(({name, entries}) => entries.filter(([each]) => each !== name));
	if (earlier.length === 0) return;
	// Of several models with one id another one may have the name now: then it stands elsewhere.
	const facts = new Set(written.flatMap(([, entry]) => (entry ? [factsIn(entry)] : [])));
	for (const [name, entry] of earlier) if (entry && !facts.has(factsIn(entry))) history[name] ??= entry;
}

function factsIn(entry: JsonObject): string {
	return JSON.stringify(['trained_at', 'dataset', 'hyperparams', 'results'].map(field => own(entry, field) ?? null));
}

/** The history of an algorithm folder, its numbers as `parseExact` gives them; empty where there is none; undefined for a file of another shape. Throws the system's errors. */
export function historyIn(root: string, folder: string): JsonObject | undefined {
	const path = `${root}/${folder}/${historyName}`;
	return readHistory(path, lookAt(path))?.value;
}

/** The history of now; empty where there is none; undefined where it is something else. */
function readHistory(path: string, stat: fs.BigIntStats | undefined): {readonly value: JsonObject; readonly text?: string} | undefined {
	if (!stat) return {value: {}};
	if (!stat.isFile() || stat.size > BigInt(largest)) return undefined;
	try {
		const text = fs.readFileSync(systemPath(path), 'utf8');
		const value = parseExact(text.replace(/^\ufeff/, ''));
		return isObject(value) ? {value, text} : undefined;
	} catch {
		// Not JSON: it is not ours to mend.
		return undefined;
	}
}

function lookAt(path: string): fs.BigIntStats | undefined {
	return fs.statSync(systemPath(path), {bigint: true, throwIfNoEntry: false});
}

function isSame(a: fs.BigIntStats | undefined, b: fs.BigIntStats | undefined): boolean {
	return a?.ino === b?.ino && a?.mtimeNs === b?.mtimeNs && a?.size === b?.size;
}
