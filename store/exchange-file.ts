/** Reads model_registry.json, the file shared with the seeds' Python: an object from model_id to metadata. Entry by entry, so that 100 MB of it need no 500 MB of memory. */

import {isUtf8} from 'node:buffer';
import fs from 'node:fs';
import type {FoundModel, RegistryExtras} from './domain/build-model.ts';
import {isObject, own, type Json, type JsonObject} from './domain/json.ts';
import {interpretSidecar} from './domain/sidecar.ts';
import {parseJsonText, signatureOf, type Signature} from './sidecar-file.ts';
import {systemReason} from './system-error.ts';

export const exchangeName = 'model_registry.json';

/** What the file says beyond the sidecars. */
export interface ExchangeReading {
	readonly extras: ReadonlyArray<readonly [key: string, extras: RegistryExtras, name: string]>;
	/** Models of which only the entry is left. */
	readonly missing: readonly FoundModel[];
}

/** The model of an entry, and the tags and notes that its sidecar has. */
export interface EntryModel extends RegistryExtras {
	readonly key: string;
}

/** Whose an entry is; `unclear` where models have its name and nobody knows of which it tells, undefined where none has it. */
export type EntryModels = (name: string, value: JsonObject) => EntryModel | 'unclear' | undefined;

/** The signature of the exchange file of a root; undefined where there is none. */
export function exchangeSignature(root: string): Signature | undefined {
	const stat = fs.statSync(`${root}/${exchangeName}`, {bigint: true, throwIfNoEntry: false});
	return stat?.isFile() ? signatureOf(stat) : undefined;
}

/**
 * Compares the exchange file with the sidecars.
 *
 * @returns what stands only in the file, or a sentence that says why it cannot be read
 */
export function readExchange(root: string, entryModels: EntryModels): {ok: ExchangeReading} | {error: string} {
	const extras = new Map<string, readonly [key: string, extras: RegistryExtras, name: string]>();
	const missing: FoundModel[] = [];
	try {
		for (const entry of exchangeEntries(`${root}/${exchangeName}`)) {
			const [id, value] = [entry.name, entry.value()];
			if (!isObject(value)) continue;
			const known = entryModels(id, value);
			if (known === 'unclear') continue;
			if (!known) {
				missing.push(missingModel(id, value));
				continue;
			}
			const said = interpretSidecar(value);
			const [, before = {tags: [], notes: ''}] = extras.get(known.key) ?? [];
			const knownTags = new Set([...known.tags, ...before.tags]);
			const only = {
				tags: [...before.tags, ...said.tags.filter(tag => !knownTags.has(tag))],
				notes: known.notes === '' ? before.notes || said.notes : '',
			};
			if (only.tags.length > 0 || only.notes !== '') extras.set(known.key, [known.key, only, id]);
		}
	} catch (error) {
		if (error instanceof MalformedError) return {error: error.message};
		return {error: `it cannot be read: ${systemReason(error)}`};
	}
	return {ok: {extras: [...extras.values()], missing}};
}

function missingModel(id: string, value: JsonObject): FoundModel {
	const algorithm = own(value, 'algorithm');
	const content = own(value, 'model_id') === undefined ? {...value, model_id: id} : value;
	return {
		key: id,
		folder: '',
		folderAlgorithm: typeof algorithm === 'string' ? algorithm : '',
		state: 'missing',
		stale: false,
		growing: false,
		content,
		problems: [],
	};
}

/** What is wrong with the file, as the end of a sentence. */
export class MalformedError extends Error {}

export interface ExchangeEntry {
	readonly name: string;
	/** The JSON text of its value, as it stands in the file. */
	readonly text: string;
	readonly value: () => Json;
}

/** The entries of a JSON object in a file, one after the other. @throws MalformedError, or the system's error */
export function* exchangeEntries(path: string): Generator<ExchangeEntry> {
	for (const text of entryTexts(path)) yield parseEntry(text);
}

/** The entries with their texts alone, for who needs few of their values. What is wrong inside one is not seen. @throws as exchangeEntries */
export function* entryTextsByName(path: string): Generator<Omit<ExchangeEntry, 'value'>> {
	for (const text of entryTexts(path)) yield splitEntry(text);
}

function* entryTexts(path: string): Generator<string> {
	const fd = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
	try {
		if (!fs.fstatSync(fd).isFile()) throw new MalformedError('it is not a file');
		const splitter = new EntrySplitter();
		for (let empty = true; ; empty = false) {
			const chunk = Buffer.allocUnsafe(1_000_000);
			const read = fs.readSync(fd, chunk, 0, chunk.length, null);
			if (read === 0) {
				if (empty) throw new MalformedError('it is empty');
				if (!splitter.ended) throw new MalformedError('it ends in the middle');
				return;
			}
			yield* splitter.take(chunk.subarray(0, read));
		}
	} finally {
		fs.closeSync(fd);
	}
}

function parseEntry(text: string): ExchangeEntry {
	const parsed = parseJsonText(`{${text}}`);
	const [entry] = 'value' in parsed && isObject(parsed.value) ? Object.entries(parsed.value) : [];
	if (!entry) throw noJson(text);
	return {...splitEntry(text), value: () => entry[1]};
}

function splitEntry(text: string): {readonly name: string; readonly text: string} {
	const [, name, value] = /^\s*("[^"\\]*(?:\\.[^"\\]*)*")\s*:([^]*)$/.exec(text) ?? [];
	if (name === undefined || value === undefined) throw noJson(text);
	try {
		return {name: JSON.parse(name) as string, text: value.trim()};
	} catch {
		throw noJson(text);
	}
}

function noJson(text: string): MalformedError {
	return new MalformedError(`the entry that begins with ${text.trim().slice(0, 60)} is no JSON`);
}

/** A larger entry is no model's (bytes). */
const largestEntry = 64_000_000;

/** Cuts the bytes of a JSON object into the texts of its entries (`"id": {...}`), knowing only strings and brackets. */
class EntrySplitter {
	ended = false;
	#depth = 0;
	#inString = false;
	#escaped = false;
	#pending: Buffer[] = [];
	#pendingBytes = 0;

	/** @returns the entries that end in this chunk */
	take(chunk: Buffer): string[] {
		const entries: string[] = [];
		let start = this.#depth === 0 ? -1 : 0;
		for (let at = 0; at < chunk.length; at++) {
			const byte = chunk[at];
			if (this.#inString) {
				if (this.#escaped) this.#escaped = false;
				else if (byte === 92) this.#escaped = true;
				else if (byte === 34) this.#inString = false;
				continue;
			}
			if (byte === 34 && this.#depth > 0) this.#inString = true;
			else if (byte === 123 || byte === 91) {
				if (++this.#depth === 1) start = this.#open(byte, at);
			} else if (byte === 44 && this.#depth === 1) {
				entries.push(this.#entry(chunk.subarray(start, at)));
				start = at + 1;
			} else if ((byte === 125 || byte === 93) && this.#depth > 0) {
				if (--this.#depth > 0) continue;
				if (byte === 93) throw new MalformedError('it is not a JSON object');
				const last = this.#entry(chunk.subarray(start, at));
				if (last.trim() !== '') entries.push(last);
				this.ended = true;
				start = -1;
			} else if (this.#depth === 0 && !isSpaceOrBom(byte)) throw new MalformedError(this.ended ? 'there is text after its end' : 'it is not a JSON object');
		}
		if (start !== -1) {
			this.#pending.push(chunk.subarray(start));
			this.#pendingBytes += chunk.length - start;
			if (this.#pendingBytes > largestEntry) throw new MalformedError(`one of its entries is larger than ${largestEntry} bytes`);
		}
		return entries;
	}

	#open(byte: number, at: number): number {
		if (byte !== 123 || this.ended) throw new MalformedError('it is not a JSON object');
		return at + 1;
	}

	#entry(end: Buffer): string {
		const bytes = Buffer.concat([...this.#pending, end]);
		if (!isUtf8(bytes)) throw new MalformedError('it is not UTF-8');
		const text = bytes.toString('utf8');
		[this.#pending, this.#pendingBytes] = [[], 0];
		return text;
	}
}

function isSpaceOrBom(byte: number | undefined): boolean {
	return byte === 32 || byte === 10 || byte === 13 || byte === 9 || byte === 0xef || byte === 0xbb || byte === 0xbf;
}
