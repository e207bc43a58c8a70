/** Reads registry.yaml, the first seed's file: family → version → fields. Nothing in it is run: what only Python can make is refused. */

import {isUtf8} from 'node:buffer';
import {isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Alias, type Document, type Node, type YAMLMap} from 'yaml';
import {isEntry} from './domain/import-facts.ts';
import type {SeedEntry} from './domain/import-plan.ts';
import {isObject, type Json, type JsonObject} from './domain/json.ts';
import {UserError} from './domain/user-error.ts';

export const yamlLimits = {
	/** Of the file, in bytes. */
	bytes: 16_000_000,
	/** How deep a version's fields are nested. */
	depth: 32,
	/** Values of one version, and of all; what an alias stands for counts each time. */
	values: 10_000,
	allValues: 500_000,
} as const;

/** What costs one entry only: the end of a sentence, raw. */
class OddNode extends Error {}

/**
 * The entries of a registry.yaml, in its order.
 *
 * @param name of the file, for messages
 * @throws UserError `failed` for what is no YAML (with the line), or no mapping
 */
export function parseSeedYaml(bytes: Buffer, name: string): readonly SeedEntry[] {
	if (bytes.length > yamlLimits.bytes) throw unreadable(`${name} is ${bytes.length} bytes; more than ${yamlLimits.bytes} are not read.`);
	if (!isUtf8(bytes)) throw unreadable(`${name} is not UTF-8 (line ${lineOfBadByte(bytes)}).`, 'Save it as UTF-8: iconv -f CP949 -t UTF-8, for example.');
	const lines = new LineCounter();
	// The last of two equal keys would win silently; aliases are followed here, with a limit.
	const document = parseDocument(bytes.toString('utf8').replace(/^\ufeff/, ''), {
		schema: 'core',
		intAsBigInt: true,
		uniqueKeys: false,
		prettyErrors: false,
		lineCounter: lines,
	});
	const [error] = document.errors;
	if (error) {
		const line = lines.linePos(error.pos[0]).line;
		const why = error.code === 'RESOURCE_EXHAUSTION' ? 'it is nested too deep' : error.message.replace(/[.:\s]+$/, '');
		throw unreadable(`${name} is no YAML that can be read: ${why} (line ${line}).`);
	}
	return new SeedReader(document, lines).entries(name);
}

function unreadable(message: string, hint = 'It is a mapping of families, versions and their fields, as the registry writes it with yaml.dump.'): UserError {
	return new UserError('failed', message, {hint});
}

function lineOfBadByte(bytes: Buffer): number {
	for (let line = 1, start = 0; ; line++) {
		const end = bytes.indexOf(10, start);
		if (end === -1 || !isUtf8(bytes.subarray(start, end))) return line;
		start = end + 1;
	}
}

/** Holds what aliases stand for, and how much was read of what may be read. */
class SeedReader {
	readonly #document: Document;
	readonly #lines: LineCounter;
	readonly #targets = new Map<Alias, Node>();
	#values = 0;

	constructor(document: Document, lines: LineCounter) {
		this.#document = document;
		this.#lines = lines;
		this.#learn(document.contents, new Map(), 0);
	}

	entries(name: string): readonly SeedEntry[] {
		const {contents} = this.#document;
		if (contents === null || (isScalar(contents) && contents.value === null)) return [];
		const top = this.#resolved(contents);
		if (!isMap(top)) throw unreadable(`${name} holds ${kindOf(top)}, not a mapping of families.`);
		const found = this.#families(top);
		const [only] = found;
		// `models:` around all of them.
		const inner = only && found.length === 1 && only.family === 'models' && isMap(only.node) ? this.#families(only.node) : [];
		const isWrapped = inner.length > 0 && inner.every(({node}) => isMap(node) && !this.#isEntry(node));
		return (isWrapped ? inner : found).flatMap(({family, node, odd}) => this.#versions(family, node, odd));
	}

	/** What each alias stands for: the last anchor of its name before it. */
	#learn(node: unknown, anchors: Map<string, Node>, depth: number): void {
		// Deeper ones stand in no version that is read.
		if (depth > yamlLimits.depth + 8) return;
		if (isAlias(node)) {
			const target = anchors.get(node.source);
			if (target) this.#targets.set(node, target);
		} else if (isMap(node) || isSeq(node)) {
			if (node.anchor !== undefined) anchors.set(node.anchor, node);
			for (const item of node.items) {
				const parts: readonly unknown[] = isMap(node) ? [(item as {key: unknown}).key, (item as {value: unknown}).value] : [item];
				for (const part of parts) this.#learn(part, anchors, depth + 1);
			}
		} else if (isScalar(node) && node.anchor !== undefined) anchors.set(node.anchor, node);
	}

	#resolved(node: unknown): unknown {
		return isAlias(node) ? this.#targets.get(node) : node;
	}

	#families(map: YAMLMap): ReadonlyArray<{readonly family: string; readonly node: unknown; readonly odd?: string}> {
		return this.#pairs(map).map(({key, value, odd}) => ({family: key, node: this.#resolved(value), odd}));
	}

	#versions(family: string, node: unknown, odd: string | undefined): readonly SeedEntry[] {
		if (odd !== undefined) return [{family, version: '', odd}];
		if (!isMap(node)) return [{family, version: '', odd: `is ${kindOf(node)}, not a mapping of versions`}];
		return this.#pairs(node).map(({key, value, odd: oddKey}) => {
			const entry = {family, version: key};
			if (oddKey !== undefined) return {...entry, odd: oddKey};
			try {
				return {...entry, fields: this.#fields(this.#resolved(value))};
			} catch (error) {
				if (error instanceof OddNode) return {...entry, odd: error.message};
				throw error;
			}
		});
	}

	#isEntry(map: YAMLMap): boolean {
		const plain = this.#pairs(map).flatMap(({key, value}) => (isScalar(value) && typeof value.value === 'string' ? [[key, value.value] as const] : []));
		return isEntry(Object.fromEntries(plain));
	}

	#fields(node: unknown): JsonObject {
		const before = this.#values;
		const value = isMap(node) ? this.#json(node, {depth: 1, most: before + yamlLimits.values}) : undefined;
		if (isObject(value)) return value;
		throw new OddNode(`is ${kindOf(node)}, not a mapping of fields`);
	}

	/** The pairs of a mapping. `odd`: what is wrong with a key; it stands twice, for one. */
	#pairs(map: YAMLMap): ReadonlyArray<{readonly key: string; readonly value: unknown; readonly odd?: string}> {
		const seen = new Set<string>();
		return map.items.map(({key, value}) => {
			const name = keyText(this.#resolved(key));
			if (name === undefined) return {key: '?', value, odd: `has a key that is no text${this.#at(key)}`};
			const isTwice = seen.has(name);
			seen.add(name);
			if (isTwice) return {key: name, value, odd: `stands there twice${this.#at(key)}`};
			return name === '<<' ? {key: name, value, odd: `is a merge key, which is not followed${this.#at(key)}`} : {key: name, value};
		});
	}

	#json(given: unknown, {depth, most}: {readonly depth: number; readonly most: number}): Json {
		if (++this.#values > yamlLimits.allValues) throw unreadable(`The file stands for more than ${yamlLimits.allValues} values, by its aliases.`);
		if (this.#values > most) throw new OddNode(`holds more than ${yamlLimits.values} values`);
		const node = this.#resolved(given);
		if (depth > yamlLimits.depth) throw new OddNode(`is nested more than ${yamlLimits.depth} deep${this.#at(given)}`);
		if (node === undefined && isAlias(given)) throw new OddNode(`has an alias of nothing, *${given.source}${this.#at(given)}`);
		const tag = isMap(node) || isSeq(node) || isScalar(node) ? node.tag : undefined;
		if (tag !== undefined && !isPlainTag(tag, node)) throw new OddNode(`holds ${shortTag(tag)}, which is no plain data${this.#at(node)}`);
		const inner = {depth: depth + 1, most};
		if (isSeq(node)) return node.items.map(item => this.#json(item, inner));
		if (isMap(node)) {
			return Object.fromEntries(
				this.#pairs(node).map(({key, value, odd}) => {
					if (odd !== undefined) throw new OddNode(odd.startsWith('has') ? odd : `has a key ${key} that ${odd}`);
					return [key, this.#json(value, inner)];
				}),
			);
		}
		return isScalar(node) ? scalarJson(node) : null;
	}

	#at(node: unknown): string {
		const range = isMap(node) || isSeq(node) || isScalar(node) || isAlias(node) ? node.range : undefined;
		return range ? ` (line ${this.#lines.linePos(range[0]).line})` : '';
	}
}

const core = 'tag:yaml.org,2002:';
const plainTags: ReadonlySet<string> = new Set(['str', 'int', 'float', 'bool', 'null', 'seq', 'map', 'timestamp'].map(name => core + name));

/** A tuple is a list: Python's yaml.dump writes shapes so. */
function isPlainTag(tag: string, node: unknown): boolean {
	return plainTags.has(tag) || (tag === `${core}python/tuple` && isSeq(node));
}

function shortTag(tag: string): string {
	return tag.startsWith(core) ? `!!${tag.slice(core.length)}` : tag;
}

/** Keys that are numbers as they are spelled: 1.10 is not 1.1. */
function keyText(node: unknown): string | undefined {
	if (!isScalar(node) || (node.tag !== undefined && !plainTags.has(node.tag))) return undefined;
	return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
}

/** What JSON has no number for becomes text, as everywhere here. */
function scalarJson({value, source}: {readonly value: unknown; readonly source?: string}): Json {
	if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
	if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
	if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
	return source ?? null;
}

function kindOf(node: unknown): string {
	if (isMap(node)) return 'a mapping';
	if (isSeq(node)) return 'a list';
	return isScalar(node) && node.value !== null ? 'a single value' : 'nothing';
}
