/** model_registry.json as the seeds write it: read entry by entry, whatever its size, and compared with the sidecars. */

import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {RegistryExtras} from '../../store/domain/build-model.ts';
import {exchangeName, exchangeSignature, readExchange, type EntryModels, type ExchangeReading} from '../../store/exchange-file.ts';
import {anyJson, anyName, holdsForAll} from '../helpers/property.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

/** The file is read in pieces of so many bytes. */
const chunk = 1_000_000;
const unknown = () => undefined;

function rootWith(text: string | Buffer): string {
	const root = temporaryFolder();
	fs.writeFileSync(path.join(root, exchangeName), text);
	return root;
}

function reading(text: string | Buffer, words: EntryModels = unknown): ExchangeReading {
	const result = readExchange(rootWith(text), words);
	if ('error' in result) throw new Error(result.error);
	return result.ok;
}

function errorOf(text: string | Buffer): string {
	const result = readExchange(rootWith(text), unknown);
	if ('ok' in result) throw new Error(`read ${result.ok.missing.length} entries`);
	return result.error;
}

const ids = (text: string | Buffer) => reading(text).missing.map(({key}) => key);

describe('an entry without a model', () => {
	test('is a missing model, with all that the entry says', () => {
		const entry = {algorithm: 'mscn', tags: ['a'], training: {dataset: 'imdb'}, unknown: [1]};
		expect(reading(JSON.stringify({mscn_1: entry})).missing).toEqual([
			{
				key: 'mscn_1',
				folder: '',
				folderAlgorithm: 'mscn',
				state: 'missing',
				stale: false,
				growing: false,
				content: {...entry, model_id: 'mscn_1'},
				problems: [],
			},
		]);
	});

	test('keeps the id that it gives itself', () => {
		expect(reading('{"a": {"model_id": "b"}}').missing[0]).toMatchObject({key: 'a', content: {model_id: 'b'}});
	});

	test('may be called like what every object inherits', () => {
		expect(ids('{"__proto__": {"tags": ["x"]}, "constructor": {}, "toString": {}}')).toEqual(['__proto__', 'constructor', 'toString']);
		expect(reading('{"__proto__": {"tags": ["x"]}}').missing[0]?.content).toEqual({tags: ['x'], model_id: '__proto__'});
	});

	test('that is no object is passed over', () => expect(ids('{"a": null, "b": [], "c": "x", "d": 1, "e": {}}')).toEqual(['e']));
});

describe('an entry of a model', () => {
	const known = (words: Partial<RegistryExtras>) => (id: string) => (id === 'a' ? {key: 'Mscn/Model/a', tags: [], notes: '', ...words} : undefined);
	const extras = (entry: object, words: Partial<RegistryExtras>) => reading(JSON.stringify({a: entry}), known(words));

	test('adds the tags that the sidecar has not', () => {
		expect(extras({tags: ['x', 'y', 'x']}, {tags: ['y', 'z']}).extras).toEqual([['Mscn/Model/a', {tags: ['x'], notes: ''}, 'a']]);
	});

	test('adds the note where the sidecar has none', () => {
		expect(extras({notes: 'theirs'}, {}).extras).toEqual([['Mscn/Model/a', {tags: [], notes: 'theirs'}, 'a']]);
		expect(extras({notes: 'theirs'}, {notes: 'mine'}).extras).toEqual([]);
	});

	test('that says no more adds nothing', () => {
		expect(extras({tags: ['x'], notes: 'n', training: {}}, {tags: ['x'], notes: 'n'})).toEqual({extras: [], missing: []});
		expect(extras({tags: 'x', notes: 7}, {})).toEqual({extras: [], missing: []});
	});
});

describe('the text', () => {
	test.each<[string, string[]]>([
		['{}', []],
		[' \n\t{ \r\n } \n', []],
		['\ufeff{"a": {}}', ['a']],
		['{"a":{},"b":{}}', ['a', 'b']],
		['{"a": {"x": "}{][,\\"\\\\"}, "b": {"x": [[{}], "\\\\"]}}', ['a', 'b']],
		['{"a\\"b": {}, "c\\\\": {}, "{": {}, ",": {}}', ['a"b', 'c\\', '{', ',']],
		['{"모델 📊": {}}', ['모델 📊']],
		['{"a": {"loss": NaN, "big": 12345678901234567890}}', ['a']],
	])('%j has the entries %j', (text, expected) => expect(ids(text)).toEqual(expected));

	test.each<[string | Buffer, RegExp]>([
		['', /empty/],
		['   ', /ends in the middle/],
		['[]', /not a JSON object/],
		['[{"a": {}}]', /not a JSON object/],
		['null', /not a JSON object/],
		['"text"', /not a JSON object|ends in the middle/],
		['{', /ends in the middle/],
		['{"a": {}', /ends in the middle/],
		['{"a": {}, "b": {"x', /ends in the middle/],
		['{"a": {"tags": ["x"]', /ends in the middle/],
		['{"a": {}} {"b": {}}', /not a JSON object|text after its end/],
		['{"a": {}} x', /text after its end/],
		['{"a": {}}}', /text after its end/],
		['{"a": {}}}, "b": {}}', /text after its end/],
		['{"a": {}}]', /text after its end/],
		['{"a": {}]', /not a JSON object|no JSON/],
		['{"a": {"b": 1]}', /ends in the middle|no JSON/],
		['{"a": {}}"b"', /text after its end/],
		['{"a": tru}', /the entry that begins with "a": tru/],
		['{a: {}}', /no JSON/],
		['{"a" {}}', /no JSON/],
		['{"a": {},, "b": {}}', /no JSON/],
		['}', /not a JSON object|ends/],
		[']{"a": {}}', /not a JSON object/],
	])('%j is an error that says why', (text, message) => expect(errorOf(text)).toMatch(message));

	test('that is cut anywhere is an error, never a part of the entries', () => {
		const text = JSON.stringify({a: {tags: ['x', '}'], notes: '"quoted" \\'}, 'b"': {training: {hyperparams: {x: [1, {}]}}}}, null, 1);
		for (let end = 0; end < text.length - 1; end++) expect(errorOf(text.slice(0, end)), text.slice(0, end)).toMatch(/empty|ends in the middle/);
		expect(ids(text)).toEqual(['a', 'b"']);
	});

	test('of any entries is read as JSON.parse would', () => {
		holdsForAll([fc.uniqueArray(fc.tuple(anyName, anyJson), {selector: ([name]) => name, maxLength: 6}), fc.constantFrom(undefined, 2)], (entries, indent) => {
			const text = JSON.stringify(Object.fromEntries(entries.map(([name, value]) => [name, {value}])), null, indent);
			expect(ids(text)).toEqual(Object.keys(JSON.parse(text) as object));
		});
	});
});

describe('pieces of the file', () => {
	/** A file in which `edge` lies across the end of the first piece, at every one of its bytes in turn. */
	const acrossTheEdge = (edge: string): string[] =>
		Array.from({length: Buffer.byteLength(edge) + 1}, (_, inside) => {
			const start = '{"first": {"notes": "';
			return `${start}${'x'.repeat(chunk - start.length - inside)}${edge}`;
		});

	test.each([
		['an escape and the end of an entry', '\\\\\\""},"second":{}}\n'],
		['brackets in text', '}{][,:"},"second":{}}'],
		['a character of several bytes', '가💯"},"second":{}}'],
	])('may end in %s', {timeout: 60_000}, (_what, edge) => {
		for (const text of acrossTheEdge(edge)) {
			const {missing} = reading(text);
			expect(missing.map(({key}) => key)).toEqual(['first', 'second']);
			expect((missing[0]?.content.notes as string).replaceAll('x', '')).toBe((JSON.parse(text) as {first: {notes: string}}).first.notes.replaceAll('x', ''));
		}
	});

	test('are put together for an entry that is larger than several', () => {
		const notes = `"]}${'가'.repeat(chunk)}\\`;
		const found = reading(JSON.stringify({small: {}, large: {notes}, last: {tags: ['x']}})).missing;
		expect(found.map(({key}) => key)).toEqual(['small', 'large', 'last']);
		expect(found[1]?.content.notes).toBe(notes);
	});

	test('cut in a later one are an error', () => {
		const text = JSON.stringify({small: {}, large: {notes: 'x'.repeat(2 * chunk)}});
		for (const end of [chunk, chunk + 1, 2 * chunk, text.length - 1]) expect(errorOf(text.slice(0, end))).toMatch(/ends in the middle/);
	});

	test('hold 100,000 entries', {timeout: 60_000}, () => {
		const text = JSON.stringify(Object.fromEntries(Array.from({length: 100_000}, (_, index) => [`m_${index}`, {tags: ['x'], training: {dataset: 'imdb'}}])));
		const result = reading(text, id => (id.endsWith('7') ? {key: id, tags: [], notes: ''} : undefined));
		expect([result.missing.length, result.extras.length]).toEqual([90_000, 10_000]);
	});
});

describe('the file', () => {
	test('that is not there has no signature', () => expect(exchangeSignature(temporaryFolder())).toBeUndefined());

	test('that is a folder has no signature, and reading it is an error', () => {
		const root = temporaryFolder();
		fs.mkdirSync(path.join(root, exchangeName));
		expect(exchangeSignature(root)).toBeUndefined();
		expect(readExchange(root, unknown)).toEqual({error: expect.stringMatching(/not a file|directory/)});
	});

	test('that is gone is an error with the system’s reason', () => {
		expect(readExchange(temporaryFolder(), unknown)).toEqual({error: expect.stringContaining('ENOENT')});
	});

	test('has another signature when it is written again', () => {
		const root = rootWith('{}');
		const before = exchangeSignature(root);
		fs.writeFileSync(path.join(root, exchangeName), '{"a": {}}');
		expect(exchangeSignature(root)).not.toEqual(before);
	});
});
