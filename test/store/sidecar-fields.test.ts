/** What is said of a version goes into a sidecar as one edit that leaves the rest as it is, byte for byte, and can be taken back. */

import {createHash} from 'node:crypto';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {isObject, type JsonObject} from '../../store/domain/json.ts';
import type {Checksum, VersionFacts} from '../../store/domain/registration.ts';
import {takenBack} from '../../store/promoted-sidecar.ts';
import {editFields} from '../../store/sidecar-fields.ts';
import {parseJsonBytes} from '../../store/sidecar-file.ts';
import {splice, type EditOutcome} from '../../store/sidecar-splice.ts';
import {anyName, holdsForAll} from '../helpers/property.ts';

const checksum: Checksum = {algorithm: 'sha256', value: 'ab'};
const facts = (rest: Partial<VersionFacts> = {}): VersionFacts => ({tags: [], lineage: {}, ...rest});
const edit = (text: string, rest: Partial<VersionFacts> = {}) => editFields(Buffer.from(text), {family: 'net', version: 2, checksum, facts: facts(rest)});

function edited(outcome: EditOutcome) {
	if (outcome.kind !== 'edited') return expect.fail(`not edited: ${JSON.stringify(outcome)}`);
	return outcome;
}

const after = (text: string, rest: Partial<VersionFacts> = {}) => edited(edit(text, rest)).bytes.toString('utf8');
const own = '"family": "net", "version": 2';
const sum = '"checksum": {"algorithm": "sha256", "value": "ab"}';

describe('the fields of a version', () => {
	test.each([
		['are added at the end', '{"model_id": "a"}', {}, `{"model_id": "a", ${own}, ${sum}}`],
		['replace what stands there', '{"version": "1.0", "a": 1}', {}, `{"version": 2, "a": 1, "family": "net", ${sum}}`],
		['keep other keys of the lineage', '{"lineage": {"x": 1e-05}}', {lineage: {parent: 'p'}}, `{"lineage": {"x": 1e-05, "parent": "p"}, ${own}, ${sum}}`],
		['replace keys of the lineage', '{"lineage": {"parent": "q"}}', {lineage: {parent: 'p'}}, `{"lineage": {"parent": "p"}, ${own}, ${sum}}`],
		['take the place of null', '{"lineage": null}', {lineage: {parent: 'p'}}, `{"lineage": {"parent": "p"}, ${own}, ${sum}}`],
		[
			'leave hyperparameters that are there',
			'{"training": {"hyperparams": {"lr": 0.10}}}',
			{dataset: 'd', hyperparams: {lr: 5, seed: 1}},
			`{"training": {"hyperparams": {"lr": 0.10, "seed": 1}, "dataset": "d"}, ${own}, ${sum}}`,
		],
		[
			'make hyperparameters where there is null',
			'{"training": {"hyperparams": null}}',
			{hyperparams: {lr: 5}},
			`{"training": {"hyperparams": {"lr": 5}}, ${own}, ${sum}}`,
		],
		['make a training where there is null', '{"training": null}', {hyperparams: {lr: 5}}, `{"training": {"hyperparams": {"lr": 5}}, ${own}, ${sum}}`],
		[
			'add tags and a test, and put the note below the other one',
			'{"tags": ["a"], "notes": "one", "testing": []}',
			{tags: ['a', 'b'], notes: 'two', test: {performance: {acc: 0.5}}},
			`{"tags": ["a", "b"], "notes": "one\\ntwo", "testing": [{"performance": {"acc": 0.5}}], ${own}, ${sum}}`,
		],
		[
			'say nothing of what is not known',
			'{"a": 1}',
			{framework: 'pytorch', input_shape: [1, 'N']},
			`{"a": 1, "framework": "pytorch", "input_shape": [1, "N"], ${own}, ${sum}}`,
		],
	])('%s', (_, before, rest, wanted) => {
		expect(after(before, rest)).toBe(wanted);
	});

	test('stand as the file is written: CRLF, tabs, a BOM', () => {
		const text = '\ufeff{\r\n\t"model_id": "a",\r\n\t"n": [NaN, 9007199254740993]\r\n}\r\n';
		expect(after(text, {lineage: {parent: 'p'}})).toBe(
			'\ufeff{\r\n\t"model_id": "a",\r\n\t"n": [NaN, 9007199254740993],\r\n\t"family": "net",\r\n\t"version": 2,\r\n\t"lineage": {\r\n\t\t"parent": "p"\r\n\t},\r\n' +
				'\t"checksum": {\r\n\t\t"algorithm": "sha256",\r\n\t\t"value": "ab"\r\n\t}\r\n}\r\n',
		);
	});
});

test.each([
	['a lineage that is no object', '{"lineage": "p"}', 'has a "lineage" that is no object'],
	['a family twice', '{"family": "a", "family": "b"}', 'has "family" twice'],
	['a key of the lineage twice', '{"lineage": {"parent": 1, "parent": 2}}', 'has "lineage.parent" twice'],
	['text that is cut', '{"a": ', 'ends in the middle'],
])('a sidecar with %s is refused', (_, text, reason) => {
	expect(edit(text, {lineage: {parent: 'p'}})).toMatchObject({kind: 'refused', reason: expect.stringContaining(reason) as string});
});

const item = (before: Buffer, outcome: ReturnType<typeof edited>) => ({
	key: 'k',
	before: outcome.before,
	after: outcome.after,
	offset: outcome.offset,
	sha256: {before: hash(before), after: hash(outcome.bytes)},
});
const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

test('in a file that changed since, the edit is taken back where its text still stands', () => {
	const before = Buffer.from('{"model_id": "a"}');
	const outcome = edited(edit('{"model_id": "a"}'));
	const later = Buffer.from(outcome.bytes.toString('utf8').replace('{', '{"new": 1, ').replace(/\}$/, ', "aliases": ["x"]}'));
	expect(edited(takenBack(later, item(before, outcome))).bytes.toString('utf8')).toBe('{"new": 1, "model_id": "a", "aliases": ["x"]}');
	const reworded = Buffer.from(outcome.bytes.toString('utf8').replace('"version": 2', '"version": 3'));
	expect(takenBack(reworded, item(before, outcome))).toMatchObject({kind: 'refused', reason: expect.stringContaining('was changed since') as string});
});

const value = fc.constantFrom(
	'null',
	'1e-05',
	'45.0',
	'NaN',
	'9007199254740993',
	'"\\u0041"',
	'[1,  2]',
	'{ "a":1 }',
	'"📊"',
	'"\\ud83d\\udcca"',
	'{}',
	'{\n "x" : 1}',
);
const space = fc.constantFrom('', ' ', '\n', '\r\n\t', '  ');
const name = fc.oneof(
	fc.constantFrom('"lineage"', '"training"', '"framework"', '"version"', '"domain"', '"checksum"', '"a"', '"b"'),
	anyName.map(text => JSON.stringify(text)),
);
const members = fc.uniqueArray(fc.tuple(name, value, space, space), {maxLength: 6, selector: ([name]) => JSON.parse(name) as string});
const anyFacts = fc.record({
	framework: fc.option(anyName, {nil: undefined}),
	dataset: fc.option(anyName, {nil: undefined}),
	tags: fc.array(anyName, {maxLength: 2}),
	notes: fc.option(anyName, {nil: undefined}),
	lineage: fc.record({parent: anyName}, {requiredKeys: []}),
	test: fc.option(fc.record({performance: fc.constant({acc: 0.5})}), {nil: undefined}),
});

function contentOf(bytes: Buffer): JsonObject {
	const parsed = parseJsonBytes(bytes);
	if ('message' in parsed || !isObject(parsed.value)) return expect.fail(`no object: ${JSON.stringify(parsed)} ${bytes.toString('utf8')}`);
	return parsed.value;
}

test('on random sidecars: the rest says the same, and taking it back gives the very bytes', () => {
	let count = 0;
	holdsForAll([members, anyFacts, fc.constantFrom('', '\ufeff'), space], (members, rest, bom, end) => {
		const text = `${bom}{${members.map(([name, value, before, gap]) => `${before}${name}:${gap}${value}${gap}`).join(',')}${end}}${end}`;
		const original = Buffer.from(text);
		const outcome = edit(text, rest);
		if (outcome.kind === 'refused') return;
		count++;
		const made = edited(outcome);
		const content = contentOf(made.bytes);
		const ours = {family: 0, version: 0, checksum: 0, framework: 0, lineage: 0, training: 0, tags: 0, notes: 0, testing: 0};
		expect({...content, ...ours}).toEqual({...contentOf(original), ...ours});
		expect(content).toMatchObject({family: 'net', version: 2, checksum, ...(rest.framework === undefined ? {} : {framework: rest.framework})});
		for (const [name, value] of members) if (!Object.hasOwn(ours, JSON.parse(name) as string)) expect(made.bytes.toString('utf8')).toContain(value);
		expect(splice(made.bytes, {offset: made.offset, before: made.after ?? '', after: made.before ?? ''})?.equals(original)).toBe(true);
		expect(edited(takenBack(made.bytes, item(original, made))).bytes.equals(original)).toBe(true);
	});
	expect(count).toBeGreaterThan(150);
});
