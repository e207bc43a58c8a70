/**
 * The index: what was seen at the last look, in the user's cache folder. A cache: delete it and nothing is lost, but the memory of what is not on the disk any
 * more: which artifact a missing model had, which training was overwritten, which models vanished, and when each was first seen.
 */

import {createHash} from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {crc32} from 'node:zlib';
import {Low, type Adapter} from 'lowdb';
import {ensureFolder, writeChunksAtomic} from './atomic-file.ts';
import {baseName} from './domain/identifier.ts';
import type {FoundModel, RegistryExtras} from './domain/build-model.ts';
import {fileSource, readBlob, Spill, type Blob, type BlobSource} from './blob-file.ts';
import type {Signature} from './sidecar-file.ts';
import {isSystemError, reasonOf, systemCode} from './system-error.ts';

/** Goes up when the form of a line changes; an index of another schema is built anew. */
const schema = 6;
/** An older one that can still be read: it knew nothing of what vanished. */
const readable: readonly number[] = [5, schema];

/** Where the found models lie, as `encodeFound` writes them; a write of the index puts them elsewhere. */
type MutableBlob = {-readonly [Part in keyof Blob]: Blob[Part]};

/** What the index keeps of one stem of one model folder (see `Stem` in scanner.ts). */
export interface IndexedStem extends MutableBlob {
	readonly look: string;
	/** Time of its newest model, in milliseconds since 1970: lines are written newest first, so that the first ones make the first frame. */
	readonly time: number;
	readonly directoryModifiedAt?: number;
	readonly restless: boolean;
	/** One of its models has overwritten a training. */
	readonly overwrote: boolean;
	/** Looked at by this process; not kept on disk. */
	readonly live: boolean;
	/** The keys of its models, joined by NUL: mostly there is one, and 100,000 lists of one would be 10 MB. See `keysOf`. */
	readonly keys: string;
	/** Their ids, likewise; '' where they are the last parts of the keys. See `idsOf`. */
	readonly ids: string;
}

/** A stem whose files vanished without this program. */
export interface GoneStem extends IndexedStem {
	/** Of the model folder. */
	readonly path: string;
	readonly stem: string;
	/** When it was noticed, in milliseconds since 1970. */
	readonly goneAt: number;
}

/** Stems that vanished and are not remembered one by one. */
export interface GoneMore {
	readonly count: number;
	/** When the last of them vanished, in milliseconds since 1970. */
	readonly at: number;
}

/** What model_registry.json said when it was last read. */
export interface IndexedExchange {
	readonly signature: Signature;
	/** By key, with the name of the entry. */
	readonly extras: ReadonlyArray<readonly [key: string, extras: RegistryExtras, name: string]>;
	readonly missing: readonly FoundModel[];
}

/** The keys of the models of a stem. */
export function keysOf({keys}: IndexedStem): string[] {
	return keys.split('\0');
}

/** The ids of the models of a stem. */
export function idsOf(indexed: IndexedStem): string[] {
	return indexed.ids === '' ? keysOf(indexed).map(baseName) : indexed.ids.split('\0');
}

/** Ids as a stem keeps them. */
export function packIds(keys: readonly string[], ids: readonly string[]): string {
	return keys.every((key, index) => baseName(key) === ids[index]) ? '' : ids.join('\0');
}

export interface IndexData {
	root: string;
	/** By model folder (`Mscn/Model`), then by stem. */
	folders: Map<string, Map<string, IndexedStem>>;
	/** By model folder and stem, joined by NUL, in the order in which they vanished. */
	gone: Map<string, GoneStem>;
	goneMore?: GoneMore;
	/** All was looked at once: what comes from here on is new. */
	isWhole: boolean;
	exchange?: IndexedExchange;
	/** Models that came, went or changed may have something to do with what model_registry.json says: it is to be read again. */
	exchangeDue: boolean;
}

/** `$XDG_CACHE_HOME/mreg/<hash of the real root>/`. @param root absolute and real */
export function cacheFolder(root: string, env: NodeJS.ProcessEnv): string {
	const base = env.XDG_CACHE_HOME !== undefined && path.isAbsolute(env.XDG_CACHE_HOME) ? env.XDG_CACHE_HOME : path.join(env.HOME ?? os.homedir(), '.cache');
	return path.join(base, 'mreg', createHash('sha256').update(root).digest('hex').slice(0, 16));
}

export interface IndexListener {
	/** How many models the index says it holds, before the first is read. */
	readonly onTotal?: (models: number) => void;
	/** A batch of models, newest first, as tab-separated JSON texts a stem. */
	readonly onModels?: (batch: readonly Uint8Array[]) => void | Promise<void>;
}

export interface Index {
	/** `read()` streams what it reads to the listener. */
	readonly db: Low<IndexData>;
	/** Why the file could not be used, where it could not. */
	readonly trouble: () => string | undefined;
	/** Keeps the bytes of models until the next write. */
	readonly keep: (models: Uint8Array) => Blob;
}

/** The index of a root as a lowdb database. */
export function openIndex(root: string, env: NodeJS.ProcessEnv, listener: IndexListener = {}): Index {
	const folder = cacheFolder(root, env);
	const spill = new Spill(folder);
	const adapter = new IndexAdapter(path.join(folder, 'index.jsonl'), {root, listener, spill});
	return {db: new Low<IndexData>(adapter, emptyIndex(root)), trouble: () => adapter.trouble, keep: models => spill.keep(models)};
}

function emptyIndex(root: string): IndexData {
	return {root, folders: new Map(), gone: new Map(), isWhole: false, exchangeDue: false};
}

class IndexAdapter implements Adapter<IndexData> {
	readonly #path: string;
	readonly #root: string;
	readonly #listener: IndexListener;
	readonly #spill: Spill;
	/** The file that the places of the models refer to. */
	#fd: number | undefined;
	trouble: string | undefined;

	constructor(path: string, of: {root: string; listener: IndexListener; spill: Spill}) {
		this.#path = path;
		this.#root = of.root;
		this.#listener = of.listener;
		this.#spill = of.spill;
	}

	async read(): Promise<IndexData | null> {
		const data = emptyIndex(this.#root);
		let header: Header | undefined;
		let count = 0;
		try {
			this.#fd = fs.openSync(this.#path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
			if (!fs.fstatSync(this.#fd).isFile()) throw new Error('it is not a file');
			const source = fileSource(this.#fd);
			for (const lines of linesOf(this.#fd)) {
				const batch: Uint8Array[] = [];
				try {
					for (const {line, at} of lines) {
						if (!header) {
							header = parseHeader(line, this.#root);
							[data.exchange, data.exchangeDue] = [header.exchangeByKey, header.exchangeDue];
							[data.goneMore, data.isWhole] = [header.goneMore, header.isWhole];
							this.#listener.onTotal?.(header.models);
							continue;
						}
						const {folder, stem, indexed, models, goneAt} = parseLine(line, at, source);
						count++;
						if (goneAt !== undefined) {
							data.gone.set(`${folder}\0${stem}`, {...indexed, path: folder, stem, goneAt});
							continue;
						}
						let stems = data.folders.get(folder);
						if (!stems) data.folders.set(folder, (stems = new Map<string, IndexedStem>()));
						stems.set(stem, indexed);
						batch.push(models);
					}
				} finally {
					// The lines lie in a buffer that the next ones will overwrite.
					if (batch.length > 0) await this.#listener.onModels?.(batch);
				}
			}
			if (count !== header?.stems) throw new Error('it is cut short');
		} catch (error) {
			// Every line that was good is checked against the disk anyway, so it may stay; what is not among them was known perhaps.
			data.isWhole = false;
			if (!['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) this.trouble = isSystemError(error) ? reasonOf(error) : (error as Error).message;
		}
		return header ? data : null;
	}

	write(data: IndexData): Promise<void> {
		ensureFolder(path.dirname(this.#path), {mode: 0o700});
		const places: Array<{indexed: IndexedStem; at: number}> = [];
		writeChunksAtomic(this.#path, this.#chunks(data, places), {mode: 0o600, fsync: false});
		const fd = fs.openSync(this.#path, 'r');
		const source = fileSource(fd);
		for (const {indexed, at} of places) [indexed.source, indexed.at] = [source, at];
		if (this.#fd !== undefined) fs.closeSync(this.#fd);
		this.#fd = fd;
		this.#spill.clear();
		return Promise.resolve();
	}

	/** The file in pieces of about 1 MB; says where it puts the models of each stem. */
	*#chunks(data: IndexData, places: Array<{indexed: IndexedStem; at: number}>): Generator<Uint8Array> {
		const all = [...data.folders].flatMap(([folder, stems]) => [...stems].map(([stem, indexed]) => ({folder, stem, indexed})));
		all.sort((a, b) => b.indexed.time - a.indexed.time || (a.stem < b.stem ? -1 : 1));
		const gone = Array.from(data.gone.values(), indexed => ({folder: indexed.path, stem: indexed.stem, indexed}));
		const models = all.reduce((sum, {indexed}) => sum + keysOf(indexed).length, 0);
		let chunk: Uint8Array[] = [];
		let [at, size] = [0, 0];
		const add = (bytes: Uint8Array) => {
			chunk.push(bytes);
			size += bytes.length;
			at += bytes.length;
		};
		const header = Buffer.from(
			JSON.stringify({
				...{schema, root: data.root, models, stems: all.length + gone.length, isWhole: data.isWhole, goneMore: data.goneMore},
				...{exchangeByKey: data.exchange, exchangeDue: data.exchangeDue},
			}),
		);
		add(Buffer.concat([header, tab, checksum(header), newline]));
		for (const {folder, stem, indexed} of [...all, ...gone]) {
			const {look, time, directoryModifiedAt, restless, overwrote, keys, ids} = indexed;
			const bytes = readBlob(indexed);
			const goneAt = 'goneAt' in indexed ? [indexed.goneAt] : [];
			const head = Buffer.from(
				`${JSON.stringify([folder, stem, look, Number.isFinite(time) ? time : null, directoryModifiedAt ?? null, restless, keys, ids, overwrote, bytes.length, ...goneAt])}\t`,
			);
			add(checksum(head, bytes));
			add(tab);
			add(head);
			places.push({indexed, at});
			add(bytes);
			add(newline);
			if (size < 1_000_000) continue;
			yield Buffer.concat(chunk);
			[chunk, size] = [[], 0];
		}
		yield Buffer.concat(chunk);
	}
}

/** What a line of the index tells of a stem; its bytes are overwritten when the next one is asked for. */
export interface KeptStem {
	readonly keys: readonly string[];
	readonly ids: readonly string[];
	/** As `decodeFound` reads them. */
	readonly models: Uint8Array;
}

/** What the last look at a root has left, newest first, without looking at the root; nothing where there is no index, and no more where it is damaged. @param root absolute and real */
export function* keptStems(root: string, env: NodeJS.ProcessEnv, onExchange: (exchange: IndexedExchange) => void = () => undefined): Generator<KeptStem> {
	let fd: number | undefined;
	try {
		fd = fs.openSync(path.join(cacheFolder(root, env), 'index.jsonl'), fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
		const source = fileSource(fd);
		let isFirst = true;
		for (const lines of linesOf(fd)) {
			for (const {line, at} of lines) {
				if (!isFirst) {
					const {indexed, models, goneAt} = parseLine(line, at, source);
					if (goneAt === undefined) yield {keys: keysOf(indexed), ids: idsOf(indexed), models};
					continue;
				}
				isFirst = false;
				const {exchangeByKey} = parseHeader(line, root);
				if (exchangeByKey) onExchange(exchangeByKey);
			}
		}
	} catch {
		// What was read before is as good as a cache is.
	} finally {
		if (fd !== undefined) fs.closeSync(fd);
	}
}

const [tab, newline] = [Buffer.from('\t'), Buffer.from('\n')];

/** `exchangeByKey`: older versions kept it by id, as `exchange`; what they kept is read from the disk again. */
type Header = {models: number; stems: number; isWhole: boolean; goneMore?: GoneMore; exchangeByKey?: IndexedExchange; exchangeDue: boolean};

/** Eight letters by which a line is known to be what was written: a file that is not flushed may come out of a power cut with holes. */
function checksum(...parts: readonly Uint8Array[]): Buffer {
	return Buffer.from(
		parts
			.reduce((sum, part) => crc32(part, sum), 0)
			.toString(16)
			.padStart(8, '0'),
	);
}

/** @throws an Error that says why this index is not for us */
function parseHeader(line: Buffer, root: string): Header {
	const end = line.indexOf(9);
	const text = end === -1 ? line : line.subarray(0, end);
	const header = parseOrDamaged(text) as (Partial<Header> & {schema?: number; root?: string}) | null;
	if (typeof header?.schema === 'number' && !readable.includes(header.schema)) throw new Error(`it has schema ${header.schema}, this program ${schema}`);
	if (!checksum(text).equals(line.subarray(end + 1))) throw new Error('its first line is damaged');
	if (header?.root !== root || typeof header.models !== 'number' || typeof header.stems !== 'number') throw new Error('it has another shape');
	const {models, stems, isWhole = true, goneMore, exchangeByKey, exchangeDue = false} = header;
	return {models, stems, isWhole, goneMore, exchangeByKey, exchangeDue};
}

function parseOrDamaged(bytes: Buffer): unknown {
	try {
		return JSON.parse(bytes.toString('utf8'));
	} catch {
		throw new Error('its first line is damaged');
	}
}

const sumLength = 8;

function parseLine(line: Buffer, at: number, source: BlobSource): {folder: string; stem: string; indexed: IndexedStem; models: Buffer; goneAt?: number} {
	const start = sumLength + 1;
	if (!checksum(line.subarray(start)).equals(line.subarray(0, sumLength))) throw new Error('a line is damaged');
	const end = line.indexOf(9, start);
	const head: unknown = JSON.parse(line.toString('utf8', start, end));
	if (!isHead(head)) throw new Error('a line has another shape');
	const [folder, stem, look, time, directoryModifiedAt, restless, keys, ids, overwrote, length, goneAt] = head;
	const models = line.subarray(end + 1);
	if (models.length !== length) throw new Error('a line is damaged');
	return {
		folder,
		stem,
		models,
		goneAt,
		indexed: {
			look,
			time: time ?? -Infinity,
			directoryModifiedAt: directoryModifiedAt ?? undefined,
			restless,
			overwrote,
			live: false,
			keys,
			ids,
			source,
			at: at + end + 1,
			length,
		},
	};
}

type Head = [
	folder: string,
	stem: string,
	look: string,
	time: number | null,
	directoryModifiedAt: number | null,
	restless: boolean,
	keys: string,
	ids: string,
	overwrote: boolean,
	length: number,
	/** Only of a stem that vanished. */
	goneAt?: number,
];

function isHead(head: unknown): head is Head {
	return (
		Array.isArray(head) &&
		(head.length === 10 || (head.length === 11 && typeof head[10] === 'number')) &&
		[0, 1, 2, 6, 7].every(at => typeof head[at] === 'string')
	);
}

type Line = {readonly line: Buffer; readonly at: number};

/**
 * The lines of an open file, without their ends, and where each begins: those of about 600 kB at a time, in a buffer that is used again.
 * A cut last line is left out.
 */
function* linesOf(fd: number): Generator<readonly Line[]> {
	let buffer = Buffer.allocUnsafe(600_000);
	let position = 0;
	let kept = 0;
	for (;;) {
		const read = fs.readSync(fd, buffer, kept, buffer.length - kept, position + kept);
		if (read === 0) return;
		const bytes = buffer.subarray(0, kept + read);
		const lines: Line[] = [];
		let start = 0;
		for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
			lines.push({line: bytes.subarray(start, end), at: position + start});
			start = end + 1;
		}
		yield lines;
		kept = bytes.length - start;
		const next = kept > buffer.length / 2 ? Buffer.allocUnsafe(buffer.length * 2) : buffer;
		bytes.copy(next, 0, start);
		buffer = next;
		position += start;
	}
}
