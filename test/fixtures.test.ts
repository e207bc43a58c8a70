/** The fixtures are what they say: every case says what must be read from it, and only things that are there. */

import fs from 'node:fs';
import {describe, expect, test} from 'vitest';
import {z} from 'zod';
import type {ProblemKind} from '../store/domain/problem.ts';
import {brokenIndexes, fixtureCases, pathOfKey} from './helpers/fixtures.ts';

// A record, so that the compiler names a kind that is missing here.
const kinds: Record<ProblemKind, true> = {
	'unreadable-sidecar': true,
	'odd-value': true,
	'duplicate-key': true,
	'two-sidecars': true,
	'bad-name': true,
	'same-id': true,
	'future-time': true,
	'unreadable-folder': true,
	'unreadable-artifact': true,
	'unreadable-registry': true,
	'unreadable-history': true,
	'unreadable-journal': true,
	'unreadable-trash': true,
	'unreadable-config': true,
	'registry-drift': true,
	'tags-dropped': true,
	'tag-lost': true,
	'broken-link': true,
	'alias-twice': true,
	'missing-parent': true,
	'lineage-cycle': true,
	gone: true,
	'watch-failed': true,
	index: true,
};

const relativePath = z.string().min(1).regex(/^[^/]/);
const schema = z.strictObject({
	models: z.array(
		z.strictObject({
			key: relativePath,
			state: z.enum(['ok', 'untracked', 'missing', 'unreadable']),
			stale: z.boolean().optional(),
			kind: z.enum(['file', 'directory', 'link']).optional(),
		}),
	),
	// '' is the registry as a whole.
	problems: z.array(z.strictObject({kind: z.enum(Object.keys(kinds)), path: z.union([z.literal(''), relativePath])})),
});

const cases = fixtureCases();

test('every case has a name of its own, in kebab case', () => {
	const names = cases.map(({name}) => name);
	expect(new Set(names).size).toBe(names.length);
	for (const name of names) expect(name).toMatch(/^(sidecar|artifact|names|place)(-[a-z0-9]+)+$/);
});

describe.each(cases)('$name', ({expected, make, skip}) => {
	test('says what must be read', () => {
		schema.parse(expected);
		const keys = expected.models.map(({key}) => key);
		expect(new Set(keys).size).toBe(keys.length);
	});

	test.skipIf(skip !== undefined)('holds what it is said to hold', {timeout: 60_000}, () => {
		const root = make();
		const isThere = (key: string) => fs.lstatSync(pathOfKey(root, key), {throwIfNoEntry: false}) !== undefined;
		for (const {key, state} of expected.models) {
			if (state === 'ok' || state === 'untracked') expect(isThere(key), key).toBe(true);
			// A link to nothing is there, and what it should lead to is not.
			if (state === 'missing') expect([fs.existsSync(pathOfKey(root, key)), isThere(`${key}.json`)], key).toEqual([false, true]);
			if (state === 'unreadable') expect(isThere(`${key}.json`), key).toBe(true);
		}
		for (const {path} of expected.problems) expect(isThere(path), path).toBe(true);
	});
});

test('a broken index differs from the good one', () => {
	const good = '{"schema":1}\n{"key":"Mscn/Model/a"}\n{"key":"Mscn/Model/b"}\n';
	for (const {name, text} of brokenIndexes(good)) expect(text, name).not.toBe(good);
});
