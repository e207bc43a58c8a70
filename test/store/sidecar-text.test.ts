/** An edit of a sidecar's text changes the text of its own value alone, in the style of the file, or says why it cannot. */

import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {interpretSidecar} from '../../store/domain/sidecar.ts';
import {isObject, type JsonObject} from '../../store/domain/json.ts';
import {parseJsonBytes} from '../../store/sidecar-file.ts';
import {splice, type EditOutcome} from '../../store/sidecar-splice.ts';
import {editSidecar, wordsOf, type SidecarEdit} from '../../store/sidecar-text.ts';
import {anyName, holdsForAll} from '../helpers/property.ts';

const tags = (add: readonly string[], remove: readonly string[] = []): SidecarEdit => ({kind: 'tags', add, remove});
const note = (text: string, append = false): SidecarEdit => ({kind: 'note', text, append});
const edit = (text: string, what: SidecarEdit) => editSidecar(Buffer.from(text), what);

/** The text after an edit that is made. */
function after(text: string, what: SidecarEdit): string {
	return edited(edit(text, what)).bytes.toString('utf8');
}

function edited(outcome: EditOutcome) {
	if (outcome.kind !== 'edited') return expect.fail(`not edited: ${JSON.stringify(outcome)}`);
	return outcome;
}

describe('a tag is added in the style of the list', () => {
	test.each([
		['one line', '{"tags": ["a", "b"]}', '{"tags": ["a", "b", "x"]}'],
		['no spaces', '{"tags":["a"]}', '{"tags":["a","x"]}'],
		['no spaces, several', '{"tags":["a","b"]}', '{"tags":["a","b","x"]}'],
		['spaces within brackets', '{"tags": [ "a" ]}', '{"tags": [ "a", "x" ]}'],
		['a line a tag', '{\n  "tags": [\n    "a"\n  ]\n}\n', '{\n  "tags": [\n    "a",\n    "x"\n  ]\n}\n'],
		['CRLF and tabs', '{\r\n\t"tags": [\r\n\t\t"a",\r\n\t\t"b"\r\n\t]\r\n}', '{\r\n\t"tags": [\r\n\t\t"a",\r\n\t\t"b",\r\n\t\t"x"\r\n\t]\r\n}'],
		['commas first', '{"tags": ["a"\n , "b"\n ]}', '{"tags": ["a"\n , "b"\n , "x"\n ]}'],
		['an empty list on one line', '{"tags": []}', '{"tags": ["x"]}'],
		['an empty list as Python indents', '{\n  "tags": []\n}', '{\n  "tags": [\n    "x"\n  ]\n}'],
		['an empty list beside a list on one line', '{\n  "a": [1, 2],\n  "tags": []\n}', '{\n  "a": [1, 2],\n  "tags": ["x"]\n}'],
		['null', '{"tags": null, "a": 1}', '{"tags": ["x"], "a": 1}'],
		['no tags, one line', '{"model_id": "m"}', '{"model_id": "m", "tags": ["x"]}'],
		['no tags, no spaces', '{"model_id":"m"}', '{"model_id":"m","tags":["x"]}'],
		['no tags, indented', '{\n    "model_id": "m"\n}\n', '{\n    "model_id": "m",\n    "tags": [\n        "x"\n    ]\n}\n'],
		['nothing at all', '{}', '{\n  "tags": [\n    "x"\n  ]\n}'],
		['a BOM', '\ufeff{"tags": ["a"]}', '\ufeff{"tags": ["a", "x"]}'],
		['items that are no text', '{"tags": ["a", 1.50, null, {"tags": []}]}', '{"tags": ["a", 1.50, null, {"tags": []}, "x"]}'],
		['odd numbers around', '{"n": [NaN, 1e-05, 9007199254740993], "tags": []}', '{"n": [NaN, 1e-05, 9007199254740993], "tags": ["x"]}'],
		['keys that stand twice elsewhere', '{"a": 1, "a": 2, "tags": ["a"]}', '{"a": 1, "a": 2, "tags": ["a", "x"]}'],
		['tags deeper down', '{"training": {"tags": ["a"]}, "tags": ["b"]}', '{"training": {"tags": ["a"]}, "tags": ["b", "x"]}'],
	])('%s', (_, before, wanted) => {
		expect(after(before, tags(['x']))).toBe(wanted);
	});
});

describe('a tag is taken off', () => {
	test.each([
		['the first', '{"tags": [ "x",  "a" ]}', '{"tags": [ "a" ]}'],
		['the last', '{"tags": ["a",  "x"]}', '{"tags": ["a"]}'],
		['one in the middle', '{"tags": ["a" , "x",\n"b"]}', '{"tags": ["a",\n"b"]}'],
		['the only one', '{\n  "tags": [\n    "x"\n  ]\n}', '{\n  "tags": []\n}'],
		['one that stands twice', '{"tags": ["x", "a", "x"]}', '{"tags": ["a"]}'],
		['one that is spelled with escapes', '{"tags": ["\\u0078", "a"]}', '{"tags": ["a"]}'],
	])('%s', (_, before, wanted) => {
		expect(after(before, tags([], ['x']))).toBe(wanted);
	});

	test('and another added in one edit', () => {
		expect(after('{"tags": ["x"]}', tags(['y'], ['x']))).toBe('{"tags": ["y"]}');
	});
});

test('a tag that stays keeps its escapes', () => {
	expect(after('{"tags": ["\\u0061", "b"]}', tags(['x'], ['b']))).toBe('{"tags": ["\\u0061", "x"]}');
});

test('new text is escaped where the file escapes what is not ASCII', () => {
	expect(after('{"notes": "\\ud559", "tags": []}', tags(['학습']))).toBe('{"notes": "\\ud559", "tags": ["\\ud559\\uc2b5"]}');
	expect(after('{"notes": "학", "tags": []}', tags(['학습']))).toBe('{"notes": "학", "tags": ["학습"]}');
});

test('tags are compared exactly: case, spaces and composed letters count', () => {
	expect(after('{"tags": ["A", "é"]}', tags(['a', 'A ', 'e\u0301']))).toBe('{"tags": ["A", "é", "a", "A ", "e\u0301"]}');
});

test.each([
	['a tag that is there', '{"tags": ["a", "\\u0078"]}', tags(['x'])],
	['no tag that is there', '{"tags": ["a"]}', tags([], ['x'])],
	['no tag of none', '{}', tags([], ['x'])],
	['the note that is there', '{"notes": "\\u0078"}', note('x')],
	['no note where none is', '{"notes": null}', note('')],
	['nothing below a note', '{"notes": "a"}', note('', true)],
])('%s changes nothing', (_, text, what) => {
	expect(edit(text, what)).toEqual({kind: 'unchanged'});
});

describe('a note', () => {
	test.each([
		['replaces the one that is there', '{"notes": "old", "a": 1}', note('new "one"'), '{"notes": "new \\"one\\"", "a": 1}'],
		['takes the place of null', '{"notes":null}', note('x'), '{"notes":"x"}'],
		['is added where none is', '{\n  "a": 1\n}', note('x'), '{\n  "a": 1,\n  "notes": "x"\n}'],
		['is emptied', '{"notes": "x"}', note(''), '{"notes": ""}'],
		['is a line of its own below another', '{"notes": "\\u0061\\/b"}', note('c', true), '{"notes": "\\u0061\\/b\\nc"}'],
		['stands below one that ends its line', '{"notes": "a\\n"}', note('c', true), '{"notes": "a\\nc"}'],
		['is the first line below nothing', '{"notes": ""}', note('c', true), '{"notes": "c"}'],
	])('%s', (_, before, what, wanted) => {
		expect(after(before, what)).toBe(wanted);
	});
});

describe('a result', () => {
	const result: SidecarEdit = {kind: 'result', result: {dataset: 'imdb', performance: {total_time: 1.5}}};
	test.each([
		['behind others on one line', '{"testing": [{"a": 1}]}', '{"testing": [{"a": 1}, {"dataset": "imdb", "performance": {"total_time": 1.5}}]}'],
		['where none is', '{"model_id": "m"}', '{"model_id": "m", "testing": [{"dataset": "imdb", "performance": {"total_time": 1.5}}]}'],
		['where there is null', '{"testing":null}', '{"testing":[{"dataset":"imdb","performance":{"total_time":1.5}}]}'],
		[
			'behind others that are indented',
			'{\n  "testing": [\n    {\n      "a": 1\n    }\n  ]\n}',
			'{\n  "testing": [\n    {\n      "a": 1\n    },\n    {\n      "dataset": "imdb",\n      "performance": {\n        "total_time": 1.5\n      }\n    }\n  ]\n}',
		],
	])('is added %s', (_, before, wanted) => {
		expect(after(before, result)).toBe(wanted);
	});
});

describe('a sidecar is refused', () => {
	test.each([
		['with tags that are no list', '{"tags": "a"}', tags(['x']), 'has "tags" that are no list'],
		['with tags twice', '{"tags": [], "t\\u0061gs": []}', tags(['x']), 'has "tags" twice'],
		['with notes twice', '{"notes": "", "notes": ""}', note('x'), 'has "notes" twice'],
		['with notes that are no text', '{"notes": 3}', note('x'), 'has "notes" that are no text'],
		['that is a list', '[]', tags(['x']), 'is not a JSON object.'],
		['that is empty', '', tags(['x']), 'is empty.'],
		['that is cut', '{"tags": [', tags(['x']), 'ends in the middle'],
		['that would be too large to be read', `{"notes": "${'a'.repeat(3_999_980)}"}`, tags(['x'.repeat(100)]), 'would be larger than'],
	])('%s', (_, text, what, reason) => {
		expect(edit(text, what)).toMatchObject({kind: 'refused', reason: expect.stringContaining(reason) as string});
	});

	test('that is not UTF-8, with the line', () => {
		expect(editSidecar(Buffer.from('{"a":\n"\xe9"}', 'latin1'), tags(['x']))).toMatchObject({
			kind: 'refused',
			reason: 'is not UTF-8 (line 2); save it as UTF-8.',
		});
	});

	test('only for what is edited: tags twice do not matter to a note', () => {
		expect(after('{"tags": [], "tags": []}', note('x'))).toBe('{"tags": [], "tags": [], "notes": "x"}');
	});
});

test('an edit tells where it stands in bytes, the words before and after, and a new field replaces nothing', () => {
	const outcome = edited(edit('\ufeff{"학": "습", "tags": ["a", "a", 1]}', tags(['x'])));
	expect(outcome).toMatchObject({before: '["a", "a", 1]', after: '["a", "a", 1, "x"]', tags: {before: ['a'], after: ['a', 'x']}});
	expect(outcome.offset).toBe(Buffer.byteLength('\ufeff{"학": "습", "tags": '));
	expect(edited(edit('{"a": 1}', note('x')))).toMatchObject({before: null, after: ', "notes": "x"', offset: 7, note: {before: '', after: 'x'}});
});

/** Random sidecars as text: odd spacing, spelling, numbers and keys; what is edited stands somewhere among them. */
const space = fc.constantFrom('', '', ' ', '\n', '\r\n\t', '  ');
const scalar = fc.oneof(
	fc.constantFrom(
		'null',
		'true',
		'NaN',
		'-Infinity',
		'1e-05',
		'9007199254740993',
		'45.0',
		'-0',
		'"]"',
		'"\\u0041\\"\\\\"',
		'"a,b: {"',
		'"NaN"',
		'"\\ud83d\\ude00"',
		'"\\u0000"',
	),
	anyName.map(name => JSON.stringify(name)),
);
const spaced = (inner: fc.Arbitrary<string>) => fc.tuple(space, inner, space).map(parts => parts.join(''));
const key = fc.oneof(
	fc.constantFrom('"a"', '"tag"', '"Tags"', '"__proto__"', '"training"'),
	anyName.filter(name => name !== 'tags' && name !== 'notes').map(name => JSON.stringify(name)),
);
const member = (keys: fc.Arbitrary<string>, values: fc.Arbitrary<string>) => fc.tuple(spaced(keys), spaced(values)).map(([name, value]) => `${name}:${value}`);
const anyValue: fc.Arbitrary<string> = fc.letrec<{value: string}>(tie => ({
	value: fc.oneof(
		{depthSize: 'small', withCrossShrink: true},
		scalar,
		fc.array(spaced(tie('value')), {maxLength: 3}).map(items => `[${items.join(',')}]`),
		fc.array(member(fc.oneof(key, fc.constantFrom('"tags"', '"notes"')), tie('value')), {maxLength: 3}).map(members => `{${members.join(',')}}`),
	),
})).value;
const others = fc.array(member(key, anyValue), {maxLength: 3});
const list = fc.tuple(
	fc.array(spaced(fc.oneof({weight: 3, arbitrary: anyName.map(name => JSON.stringify(name))}, {weight: 1, arbitrary: anyValue})), {maxLength: 5}),
	space,
);
const tagName = fc.oneof(fc.constantFrom('a', 'b', 'x'), anyName);
const frame = fc.record({
	bom: fc.constantFrom('', '\ufeff'),
	before: others,
	after: others,
	name: fc.constantFrom('"tags"', '"t\\u0061gs"'),
	gap: space,
	end: space,
});

type Frame = typeof frame extends fc.Arbitrary<infer T> ? T : never;

/** The text on both sides of the value of tags. */
function around({bom, before, after, name, gap, end}: Frame): readonly [string, string] {
	return [`${bom}${end}{${before.map(text => `${text},`).join('')}${name}:${gap}`, `${gap}${after.map(text => `,${text}`).join('')}}${end}`];
}

function contentOf(bytes: Buffer): JsonObject {
	const parsed = parseJsonBytes(bytes);
	if ('message' in parsed || !isObject(parsed.value)) return expect.fail(`no object: ${JSON.stringify(parsed)} ${bytes.toString('utf8')}`);
	return parsed.value;
}

describe('on random sidecars', () => {
	test('nothing outside the value of tags changes, kept items keep their spelling, and the tags are those that were asked for', () => {
		holdsForAll([frame, list, fc.array(tagName, {maxLength: 3}), fc.array(tagName, {maxLength: 3})], (frame, [items, blank], add, remove) => {
			const [start, end] = around(frame);
			const text = `${start}[${items.join(',') || blank}]${end}`;
			const before = interpretSidecar(contentOf(Buffer.from(text))).tags;
			const wanted = new Set([...before.filter(tag => !remove.includes(tag) || add.includes(tag)), ...add]);
			const outcome = edit(text, tags(add, remove));
			const bytes = outcome.kind === 'unchanged' ? Buffer.from(text) : edited(outcome).bytes;
			const result = bytes.toString('utf8');
			expect(result.startsWith(start) && result.endsWith(end)).toBe(true);
			expect(new Set(interpretSidecar(contentOf(bytes)).tags)).toEqual(wanted);
			let at = start.length;
			for (const item of items.map(item => item.trim())) {
				if (item.startsWith('"') && !wanted.has(JSON.parse(item) as string)) continue;
				at = result.indexOf(item, at) + item.length;
				expect(at).toBeGreaterThanOrEqual(item.length);
			}
		});
	});

	test('a tag that is set and taken off leaves all but the value of tags as it was', () => {
		holdsForAll([frame, list], (frame, [items, blank]) => {
			const [start, end] = around(frame);
			const text = `${start}[${items.join(',') || blank}]${end}`;
			const tagged = edited(edit(text, tags(['a tag that no other is'])));
			const untagged = edited(editSidecar(tagged.bytes, tags([], ['a tag that no other is']))).bytes;
			const result = untagged.toString('utf8');
			expect(result.startsWith(start) && result.endsWith(end)).toBe(true);
			expect(contentOf(untagged)).toEqual(contentOf(Buffer.from(text)));
		});
	});

	test('without tags, with null, and for notes: the rest says the same, the journal’s texts lead back to the same bytes', () => {
		holdsForAll(
			[
				frame,
				fc.constantFrom('absent', 'null'),
				fc.oneof(
					tagName.map(tag => tags([tag])),
					anyName.map(text => note(text)),
				),
			],
			(frame, kind, what) => {
				const members = [...frame.before, ...(kind === 'null' ? [`${frame.name}:${frame.gap}null`, '"notes":null'] : []), ...frame.after];
				const original = Buffer.from(`${frame.bom}{${members.join(',') || frame.gap}}${frame.end}`);
				const outcome = edited(editSidecar(original, what));
				expect({...contentOf(outcome.bytes), tags: 0, notes: 0}).toEqual({...contentOf(original), tags: 0, notes: 0});
				expect(wordsOf(outcome.bytes)).toEqual(
					what.kind === 'tags' ? {tags: what.add, aliases: [], note: ''} : {tags: [], aliases: [], note: what.kind === 'note' ? what.text : ''},
				);
				expect(splice(outcome.bytes, {offset: outcome.offset, before: outcome.after ?? '', after: outcome.before ?? ''})?.equals(original)).toBe(true);
			},
		);
	});

	test('a further result leaves the others as they are', () => {
		holdsForAll([others, fc.array(spaced(anyValue), {maxLength: 3}), anyName], (others, items, name) => {
			const text = `{${[...others, `"testing":[${items.join(',')}]`].join(',')}}`;
			const before = contentOf(Buffer.from(text));
			const content = contentOf(edited(edit(text, {kind: 'result', result: {[name]: 1}})).bytes);
			expect(content).toEqual({...before, testing: [...(before['testing'] as readonly []), Object.fromEntries([[name, 1]])]});
		});
	});
});
