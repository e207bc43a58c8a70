/** Writes training_registry.json, the training history of an algorithm: how a model that was removed is still known. */

import fs from 'node:fs';
import {writeChunksAtomic} from './atomic-file.ts';
import {isObject, own, type Json, type JsonObject} from './domain/json.ts';
import {UserError} from './domain/user-error.ts';
import {exactNumber, parseExact, stringifyExact} from './exact-json.ts';
import {systemPath} from './file-names.ts';
import {historyName} from './history-file.ts';
import {removeLeftovers} from './leftovers.ts';
import {withLock} from './lock.ts';

/** Whether the model's files are in their place. */
export type HistoryStatus = 'present' | 'trashed' | 'purged';

/** The entries that are to be set. @param known what the file says of a name; undefined where it does not know it */
export type HistoryUpdate = (known: (name: string) => JsonObject | undefined) => ReadonlyArray<readonly [name: string, entry: JsonObject]>;

export interface HistoryOptions {
	readonly update: HistoryUpdate;
	/** How long to wait for another program's lock, in milliseconds. */
	readonly waitMs: number;
	/** What is being done, for the message that another process shows. */
	readonly by: string;
	/** False: only a history that is there already is written. Default true. */
	readonly isMade?: boolean;
}

/** A larger history is not read (bytes). */
const largest = 256_000_000;
const tries = 5;

/**
 * Sets entries in the history of an algorithm folder, under its lock; the others, and keys that are not ours, stay.
 *
 * @returns false for a file of another shape, which was left alone
 * @throws UserError `locked`, `changed`, or why it cannot be written
 */
export function rewriteHistory(root: string, folder: string, {update, waitMs, by, isMade = true}: HistoryOptions): boolean {
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
			for (const [name, entry] of update(known)) history[name] = entry;
			const text = stringifyExact(history);
			if (text === old.text || writeChunksAtomic(path, [Buffer.from(text)], {isStillWanted})) return true;
		}
		throw new UserError('changed', `${folder}/${historyName} changed ${tries} times while it was edited; it stands as another program wrote it.`, {
			hint: 'Try again when that program rests.',
		});
	});
}

/** What the history keeps of a model. @param content its sidecar's, exact @param of.bytes the lengths of the artifact's files */
export function historyEntry(content: JsonObject, {bytes, status = 'present'}: {readonly bytes: number; readonly status?: HistoryStatus}): JsonObject {
	const said = own(content, 'training');
	const training = isObject(said) ? said : {};
	return {
		dataset: own(training, 'dataset') ?? null,
		hyperparams: own(training, 'hyperparams') ?? {},
		trained_at: own(training, 'trained_at') ?? null,
		training_time: own(training, 'training_time') ?? null,
		results: own(content, 'testing') ?? [],
		artifact_bytes: exactNumber(bytes),
		status,
	};
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
