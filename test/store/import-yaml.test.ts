/** registry.yaml as it is read: as Python writes it, as people do, and as somebody who means harm. */

import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {parseSeedYaml, yamlLimits} from '../../store/import-yaml.ts';
import type {SeedEntry} from '../../store/domain/import-plan.ts';
import {UserError} from '../../store/domain/user-error.ts';

function read(text: string | Buffer): readonly SeedEntry[] {
	return parseSeedYaml(Buffer.from(text), 'registry.yaml');
}

function fixture(name: string): readonly SeedEntry[] {
	return read(fs.readFileSync(path.join(import.meta.dirname, '../../fixtures/import', name, 'registry.yaml')));
}

function refusalOf(text: string | Buffer): string {
	try {
		read(text);
	} catch (error) {
		if (error instanceof UserError) return error.message;
		throw error;
	}
	throw new Error('it was read');
}

const fieldsOf = (entry: SeedEntry | undefined) => (entry && 'fields' in entry ? entry.fields : entry);

test('what yaml.dump of PyYAML writes', () => {
	const entries = fixture('seed');
	expect(entries.map(({family, version}) => `${family}/${version}`)).toEqual(['chest_xray_densenet/v1', 'resnet18/v1', 'resnet18/v2']);
	expect(fieldsOf(entries[0])).toMatchObject({input_shape: null, metrics: {auc: 0.845, sensitivity: 0.00001}, description: '흉부 X-ray 진단 모델\n두 번째 줄'});
	expect(fieldsOf(entries[1])).toMatchObject({input_shape: [3, 224, 224], registered_at: '2024-11-20T10:00:00.123456', metrics: {top1_accuracy: 0.697}});
	expect(fieldsOf(entries[2])).toMatchObject({description: '성능 개선 버전: "v2" (시뮬레이션)'});
});

test("Python's tuples are lists, and what two versions share both have", () => {
	const shared = {input_shape: [1, 3, 224, 224], metrics: {acc: 0.5}};
	expect(fixture('tuples-and-aliases').map(fieldsOf)).toMatchObject([shared, shared]);
});

test('numbers that JSON has none for become text, and keys stay as they are spelled', () => {
	const [first, second] = read('net:\n  1.10: {path: a, big: 9007199254740993, a: .nan, b: -.inf, at: 2024-11-20 10:00:00, yes: yes}\n  1: {path: b}\n');
	expect([first?.version, second?.version]).toEqual(['1.10', '1']);
	expect(fieldsOf(first)).toEqual({path: 'a', big: '9007199254740993', a: 'NaN', b: '-Infinity', at: '2024-11-20 10:00:00', yes: 'yes'});
});

test('a wrapper `models` is taken off; a family of that name is none', () => {
	expect(read('models: {net: {v1: {path: a}}, other: {v1: {path: b}}}').map(({family}) => family)).toEqual(['net', 'other']);
	expect(read('models: {v1: {path: a}}').map(({family, version}) => [family, version])).toEqual([['models', 'v1']]);
});

test('an empty file has no entries', () => {
	expect([read(''), read('# nothing\n'), read('{}'), read('~')]).toEqual([[], [], [], []]);
});

test('tags of Python are refused as data, each with its line, and cost one version', () => {
	const entries = read(`net:
  v1: {path: a, metrics: !!python/object/apply:os.system ["touch /tmp/x"]}
  v2: {path: b, metrics: {acc: !!python/object/apply:numpy.core.multiarray.scalar [1]}}
  v3: {path: !!python/name:os.system '', x: 1}
  v4: !!python/object:registry.Model {path: d}
  v5: {path: e, x: !!binary aGk=}
  v6: {path: f}
`);
	expect(entries.map(entry => ('odd' in entry ? entry.odd : 'read'))).toEqual([
		'holds !!python/object/apply:os.system, which is no plain data (line 2)',
		'holds !!python/object/apply:numpy.core.multiarray.scalar, which is no plain data (line 3)',
		'holds !!python/name:os.system, which is no plain data (line 4)',
		'holds !!python/object:registry.Model, which is no plain data (line 5)',
		'holds !!binary, which is no plain data (line 6)',
		'read',
	]);
});

test('equal keys, keys that are no text, merge keys and aliases of nothing cost one version', () => {
	const entries = read(`net:
  v1: {path: a, path: b}
  v1: {path: c}
  v2: {path: d, [x]: 1}
  v3: {path: e, <<: {a: 1}}
  v4: {path: f, x: *nowhere}
  v5: text
  v6:
other: [1]
`);
	expect(entries.map(entry => ('odd' in entry ? `${entry.family}/${entry.version} ${entry.odd}` : 'read'))).toEqual([
		'net/v1 has a key path that stands there twice (line 2)',
		'net/v1 stands there twice (line 3)',
		'net/v2 has a key that is no text (line 4)',
		'net/v3 has a key << that is a merge key, which is not followed (line 5)',
		'net/v4 has an alias of nothing, *nowhere (line 6)',
		'net/v5 is a single value, not a mapping of fields',
		'net/v6 is nothing, not a mapping of fields',
		'other/ is a list, not a mapping of versions',
	]);
});

test('keys such as __proto__ are data', () => {
	const [entry] = read('__proto__:\n  constructor: {path: a, __proto__: {polluted: 1}}\n');
	expect([entry?.family, entry?.version]).toEqual(['__proto__', 'constructor']);
	expect(Object.keys(fieldsOf(entry) ?? {})).toEqual(['path', '__proto__']);
	expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test('a bomb of aliases, and an alias of itself, cost one version and little time', () => {
	const levels = Array.from(
		{length: 12},
		(_, level) => `  l${level}: &l${level} [${Array.from({length: 9}, () => (level === 0 ? 'x' : `*l${level - 1}`)).join(', ')}]`,
	);
	const started = performance.now();
	const entries = read(`seed:\n${levels.join('\n')}\nnet:\n  v1: {path: a, metrics: *l11}\n  v2: &self {path: b, x: *self}\n  v3: {path: c}\n`);
	expect(performance.now() - started).toBeLessThan(2000);
	expect(entries.slice(-3).map(entry => ('odd' in entry ? entry.odd : 'read'))).toEqual([
		`holds more than ${yamlLimits.values} values`,
		expect.stringMatching(/^is nested more than 32 deep/),
		'read',
	]);
});

test('families that are one alias of another stop at a limit', () => {
	const versions = Array.from({length: 1000}, (_, index) => `  v${index}: {path: a, b: [1, 2, 3, 4, 5]}`).join('\n');
	const families = Array.from({length: 400}, (_, index) => `f${index}: *all`).join('\n');
	expect(refusalOf(`all: &all\n${versions}\n${families}\n`)).toContain('more than 500000 values');
}, 20_000);

test.each([
	['[', 100_000],
	['{a: ', 20_000],
	['- ', 20_000],
	['? ', 20_000],
])('%s, so often that it is too deep, is refused with its line', (piece, count) => {
	expect(refusalOf(piece.repeat(count))).toMatch(/^registry\.yaml is no YAML that can be read: it is nested too deep \(line 1\)\.$/);
});

test('deep within limits of the parser is one bad version', () => {
	const entries = read(`net:\n  v1: {path: a, x: ${'['.repeat(200)}${']'.repeat(200)}}\n  v2: {path: b}\n`);
	expect(entries.map(entry => ('odd' in entry ? entry.odd : 'read'))).toEqual(['is nested more than 32 deep (line 2)', 'read']);
});

test('what is no YAML is refused with its line', () => {
	expect(refusalOf('net:\n  v1:\n\tpath: a\n')).toMatch(/\(line 3\)\.$/);
	expect(refusalOf('net:\n  v1: [\n')).toMatch(/\(line \d\)\.$/);
	expect(refusalOf('a: 1\n---\nb: 2\n')).toMatch(/line \d/);
	expect(refusalOf(Buffer.from([...Buffer.from('a:\n  b: '), 0xc7, 0xd1, 10]))).toContain('not UTF-8 (line 2)');
	expect(refusalOf('- a\n- b\n')).toBe('registry.yaml holds a list, not a mapping of families.');
	expect(refusalOf(Buffer.alloc(yamlLimits.bytes + 1, 32))).toContain(`more than ${yamlLimits.bytes} are not read`);
});
