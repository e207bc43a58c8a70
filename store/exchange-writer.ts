/** Writes the exchange files that the seeds' Python reads: model_registry.json and each training_registry.json, from the models' own files. */

import fs from 'node:fs';
import {writeChunksAtomic, writeFileAtomic} from './atomic-file.ts';
import {isObject, type JsonObject} from './domain/json.ts';
import {targetsOf, type Target} from './domain/change.ts';
import type {Model} from './domain/model.ts';
import type {Snapshot} from './domain/snapshot.ts';
import {UserError} from './domain/user-error.ts';
import {parseExact} from './exact-json.ts';
import {ownEntries} from './entry-owner.ts';
import {entryNow, entryText, exactObject, versionKeys, withoutKeys} from './exchange-entry.ts';
import {exchangeEntries, exchangeName, exchangeSignature} from './exchange-file.ts';
import {systemPath} from './file-names.ts';
import {historyName} from './history-file.ts';
import {historyEntry} from './domain/history-entry.ts';
import {rewriteHistory, type HistoryUpdate} from './history-writer.ts';
import {withLock} from './lock.ts';
import {sidecarLimits, type Signature} from './sidecar-file.ts';
import {codeOf, hintFor, isSystemError, reasonOf} from './system-error.ts';

export interface WriteExchangeOptions {
	/** How long to wait for another program's lock, in milliseconds. */
	readonly waitMs: number;
	/** Milliseconds since 1970. */
	readonly now: number;
}

export interface WrittenExchange {
	/** Models that stand in model_registry.json as their sidecars say now. */
	readonly written: number;
	/** Entries of models without files, left as they were. */
	readonly kept: number;
	/** Training histories that say what the sidecars say now, relative to the root. */
	readonly histories: readonly string[];
	/** Training histories that have another shape and were left alone, relative to the root. */
	readonly leftAlone: readonly string[];
	/** Where an unreadable model_registry.json was copied to, relative to the root. */
	readonly copiedAside?: string;
	/** Entries with results that their sidecars do not have, as they were before they were written anew. */
	readonly keptAside?: {readonly path: string; readonly entries: number};
}

/** A file that is being written by somebody is not judged before it was quiet for so long (milliseconds). */
const quiet = 5_000;
const tries = 5;

/**
 * Rewrites model_registry.json and the training histories. Entries that no model has stay, byte for byte.
 *
 * @throws UserError `locked`, `changed` (exit 5), or why a file cannot be written
 */
export function writeExchange(root: string, {models}: Pick<Snapshot, 'models'>, options: WriteExchangeOptions): WrittenExchange {
	const oldestFirst = models.filter(model => model.state === 'ok' || (model.state === 'missing' && model.sidecar !== undefined)).reverse();
	const targets = targetsOf(oldestFirst, models);
	const named = new Map(oldestFirst.map((model, index) => [targets[index]?.entry ?? model.key, model] as const));
	const contents = new Map(
		[...named].flatMap(([name, model]) => {
			const content = readExactSidecar(root, model.sidecar);
			return content ? [[name, {model, content}] as const] : [];
		}),
	);
	const entries = new Map([...contents].map(([name, {model, content}]) => [name, (old: string | undefined) => indexedEntry(model, content, old)] as const));
	const registry = saying(exchangeName, () =>
		withLock(root, {waitMs: options.waitMs, by: 'mreg index'}, () => rewriteRegistry(root, {entries, targets}, options)),
	);
	const byFolder = [...Map.groupBy([...contents], ([, {model}]) => model.folder)];
	const paths = byFolder.map(([folder, group]) => {
		const update: HistoryUpdate = known =>
			group.flatMap(([name, {model, content}]) => (model.artifact ? [[name, {...known(name), ...historyEntry(content, {bytes: model.artifact.bytes})}]] : []));
		const path = `${folder}/${historyName}`;
		return {path, isOurs: saying(path, () => rewriteHistory(root, folder, {update, waitMs: options.waitMs, by: 'mreg index'}))};
	});
	const leftAlone = paths.filter(({isOurs}) => !isOurs).map(({path}) => path);
	const histories = paths.filter(({isOurs}) => isOurs).map(({path}) => path);
	return {...registry, histories, leftAlone};
}

/** A system call that fails on the way becomes an error that names the file. */
function saying<T>(file: string, action: () => T): T {
	try {
		return action();
	} catch (error) {
		if (!isSystemError(error)) throw error;
		throw new UserError(codeOf(error), `${file} cannot be used: ${reasonOf(error)}.`, {hint: hintFor(error), cause: error});
	}
}

/** The sidecar's object with its numbers as they are spelled (exact-json.ts); undefined for one that cannot be read. @param sidecar relative to the root */
export function readExactSidecar(root: string, sidecar: string | undefined): JsonObject | undefined {
	if (sidecar === undefined) return undefined;
	const path = systemPath(`${root}/${sidecar}`);
	try {
		const stat = fs.statSync(path);
		if (!stat.isFile() || stat.size > sidecarLimits.bytes) return undefined;
		const value = parseExact(fs.readFileSync(path, 'utf8').replace(/^\ufeff/, ''));
		return isObject(value) ? value : undefined;
	} catch {
		// It changed since it was indexed: its entry stays as it is until it can be read.
		return undefined;
	}
}

interface IndexedEntry {
	readonly text: string;
	/** The entry of before has results that are not in the new one. */
	readonly isLosing: boolean;
}

/** The text of an entry from the text of before. */
type EntryWriter = (old: string | undefined) => IndexedEntry;

/** What the sidecar says of results counts: only where it says nothing of them, those of before stay. */
function indexedEntry(model: Model, content: JsonObject, old: string | undefined): IndexedEntry {
	const was = exactObject(old);
	const {entry, lost} = entryNow(model, content, {was, others: withoutKeys(was, versionKeys), isListWhole: true});
	return {text: entryText(entry), isLosing: lost.length > 0};
}

type RegistryResult = Omit<WrittenExchange, 'leftAlone' | 'histories'>;

interface Entries {
	/** By the names of the targets. */
	readonly entries: ReadonlyMap<string, EntryWriter>;
	readonly targets: readonly Target[];
}

function rewriteRegistry(root: string, {entries, targets}: Entries, {now}: WriteExchangeOptions): RegistryResult {
	const path = `${root}/${exchangeName}`;
	for (let attempt = 0; attempt < tries; attempt++) {
		const before = exchangeSignature(root);
		const old = before ? readOld(root) : [];
		const copiedAside = typeof old === 'string' ? copyAside(root, {why: old, now}) : undefined;
		const {merged, losing} = mergeEntries(root, typeof old === 'string' ? [] : old, {entries, targets});
		// The second look, when all is written: another program may have written it meanwhile.
		const isStillWanted = () => isSameFile(before, exchangeSignature(root));
		if (!isStillWanted()) continue;
		const keptAside = losing.length > 0 ? keepAside(root, {entries: losing, now}) : undefined;
		if (!writeIfOther(path, [...registryChunks(merged)], isStillWanted)) continue;
		return {written: entries.size, kept: merged.size - entries.size, copiedAside, keptAside};
	}
	throw new UserError('changed', `${exchangeName} changed ${tries} times while it was read; nothing was written.`, {
		hint: 'Another program writes it all the time. Try again when it rests.',
	});
}

/** The entries of now as their own text, or why they cannot be read. */
function readOld(root: string): Array<readonly [string, string]> | string {
	try {
		return [...exchangeEntries(`${root}/${exchangeName}`)].map(({name, text}) => [name, text] as const);
	} catch (error) {
		return (error as Error).message;
	}
}

/** `losing`: entries of before whose results would be nowhere any more. */
function mergeEntries(
	root: string,
	old: ReadonlyArray<readonly [string, string]>,
	{entries, targets}: Entries,
): {readonly merged: Map<string, string>; readonly losing: ReadonlyArray<readonly [string, string]>} {
	const merged = new Map(old);
	const losing: Array<readonly [string, string]> = [];
	const ownEntry = ownEntries(
		root,
		targets,
		old.map(([name, text]) => ({name, text})),
	);
	for (const target of targets) {
		const write = entries.get(target.entry);
		if (!write) continue;
		const {name, from} = ownEntry(target);
		if (from) merged.delete(from.name);
		const before = from?.text ?? merged.get(name);
		const {text, isLosing} = write(before);
		if (isLosing && before !== undefined) losing.push([name, before]);
		merged.set(name, text);
	}
	return {merged, losing};
}

/** The bytes of model_registry.json with these entries. */
export function* registryChunks(entries: Iterable<readonly [name: string, text: string]>): Generator<Uint8Array> {
	let text = '{';
	let isEmpty = true;
	for (const [name, value] of entries) {
		text += `${isEmpty ? '' : ','}\n  ${JSON.stringify(name)}: ${value}`;
		isEmpty = false;
		if (text.length < 1_000_000) continue;
		yield Buffer.from(text);
		text = '';
	}
	yield Buffer.from(`${text}${isEmpty ? '' : '\n'}}`);
}

/** A file that says the same already is not touched. @returns false where it was not wanted any more */
function writeIfOther(path: string, chunks: readonly Uint8Array[], isStillWanted: () => boolean): boolean {
	const size = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
	const stat = fs.statSync(systemPath(path), {throwIfNoEntry: false});
	const isSame = stat?.isFile() === true && stat.size === size && fs.readFileSync(systemPath(path)).equals(Buffer.concat(chunks));
	return isSame || writeChunksAtomic(path, chunks, {isStillWanted});
}

/** True for two looks at one unchanged file, and where there was none both times. */
export function isSameFile(a: Signature | undefined, b: Signature | undefined): boolean {
	return a?.mtime_ns === b?.mtime_ns && a?.inode === b?.inode && a?.size === b?.size;
}

/** Keeps entries in a file of their own. */
function keepAside(root: string, {entries, now}: {entries: ReadonlyArray<readonly [string, string]>; now: number}): WrittenExchange['keptAside'] {
	const path = asideName('before', now);
	writeChunksAtomic(`${root}/${path}`, registryChunks(entries));
	return {path, entries: entries.length};
}

function asideName(what: string, now: number): string {
	return `${exchangeName}.${what}-${new Date(now).toISOString().replaceAll(/[:.]/g, '')}`;
}

/** Keeps an unreadable file under another name. @throws UserError `locked` while somebody may still be writing it */
function copyAside(root: string, {why, now}: {why: string; now: number}): string {
	const path = `${root}/${exchangeName}`;
	if (Math.abs(now - fs.statSync(path).mtimeMs) < quiet) {
		throw new UserError('locked', `${exchangeName} cannot be read (${why}), and somebody wrote it a moment ago.`, {
			hint: `Try again when it has been quiet for ${quiet / 1000} seconds.`,
		});
	}
	const name = asideName('unreadable', now);
	writeFileAtomic(`${root}/${name}`, fs.readFileSync(path));
	return name;
}
