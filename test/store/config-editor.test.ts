/** Setting a value in mreg.config.json changes the text of that value alone, or nothing at all and says why. */

import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import {parseTree, type Node} from 'jsonc-parser';
import {describe, expect, test} from 'vitest';
import {editConfig, editJsonFile, type JsonEdit} from '../../store/config-editor.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {processHere} from '../../store/lock.ts';
import {cannotBeNobody, giveToNobody, runAsNobody} from '../helpers/as-nobody.ts';
import {anyJson, anyName, holdsForAll, objectOf} from '../helpers/property.ts';
import {startScript} from '../helpers/script.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

const name = 'mreg.config.json';
const direction = (metric: string, value: string | undefined): JsonEdit => ({path: ['metrics', metric, 'direction'], value});

describe('an edit', () => {
	test('makes the file where there is none, and nothing else', async () => {
		const root = temporaryFolder();
		fs.chmodSync(root, 0o2770);
		const result = await editConfig(root, [direction('auc', 'maximize')]);
		expect(text(root)).toBe('{\n  "metrics": {\n    "auc": {\n      "direction": "maximize"\n    }\n  }\n}\n');
		expect(result).toEqual({before: undefined, after: text(root)});
		expect(fs.readdirSync(root)).toEqual([name]);
		expect(fs.statSync(path.join(root, name)).mode & 0o7777).toBe(0o660);
	});

	test('returns the text before and after', async () => {
		const root = withConfig('{"a": 1}');
		expect(await editConfig(root, [{path: ['a'], value: 2}])).toEqual({before: '{"a": 1}', after: '{"a": 2}'});
		expect(text(root)).toBe('{"a": 2}');
	});

	test('keeps BOM, CRLF, tabs, odd spacing, odd numbers and the missing final newline', async () => {
		const lines = [
			'\ufeff{',
			'\t"mine" :  [NaN, -Infinity,1e-05 , 45.0, 12345678901234567890, 1E400],',
			'\t"objectives": {"mscn": {"metric": "total_time"}}   ,',
			'\t"metrics": {',
			'\t\t"total_time": {',
			'\t\t\t"direction": "minimize" ,   "unit": "NaN"',
			'\t\t}',
			'\t},',
			'',
			'\t"학습": "\\u0041 // no comment"',
			'}',
		];
		const root = withConfig(lines.join('\r\n'));
		await editConfig(root, [direction('auc', 'maximize'), direction('total_time', 'maximize'), {path: ['objectives', 'mscn', 'dataset'], value: 'imdb'}]);
		lines[2] = '\t"objectives": {"mscn": {"metric": "total_time", "dataset": "imdb"}}   ,';
		lines[5] = '\t\t\t"direction": "maximize" ,   "unit": "NaN"';
		lines[6] = '\t\t},\r\n\t\t"auc": {\r\n\t\t\t"direction": "maximize"\r\n\t\t}';
		expect(text(root)).toBe(lines.join('\r\n'));
	});

	test.each([
		['one line', '{"metrics": {"a": {"unit": "s"}}}\n', '{"metrics": {"a": {"unit": "s"}, "auc": {"direction": "maximize"}}}\n'],
		['no spaces', '{"metrics":{"a":{"unit":"s"}}}', '{"metrics":{"a":{"unit":"s"},"auc":{"direction":"maximize"}}}'],
		['spaces within braces', '{ "metrics": { "a": { "unit": "s" } } }', '{ "metrics": { "a": { "unit": "s" }, "auc": { "direction": "maximize" } } }'],
		['an empty object on one line', '{"x": 1, "metrics": {}}\n', '{"x": 1, "metrics": {"auc": {"direction": "maximize"}}}\n'],
		['an empty object', '{\n    "metrics": { }\n}', '{\n    "metrics": {\n        "auc": {\n            "direction": "maximize"\n        }\n    }\n}'],
		[
			'one line a value',
			'{\n "metrics": {\n  "a": {"unit": "s"},\n  "b": {}\n }\n}\n',
			'{\n "metrics": {\n  "a": {"unit": "s"},\n  "b": {},\n  "auc": {"direction": "maximize"}\n }\n}\n',
		],
		[
			'a line a key at the top',
			'{"objectives": {"mscn": {"metric": "m"}},\n "trash": {"keepDays": 1}}\n',
			'{"objectives": {"mscn": {"metric": "m"}},\n "trash": {"keepDays": 1},\n "metrics": {"auc": {"direction": "maximize"}}}\n',
		],
		['commas first', '{ "a": 1\n, "metrics": {"b": {}}\n}', '{ "a": 1\n, "metrics": {"b": {}, "auc": {"direction": "maximize"}}\n}'],
		['nothing but braces', '{}', '{\n  "metrics": {\n    "auc": {\n      "direction": "maximize"\n    }\n  }\n}'],
	])('is laid out as the text around it: %s', async (_, before, after) => {
		const root = withConfig(before);
		await editConfig(root, [direction('auc', 'maximize')]);
		expect(text(root)).toBe(after);
	});

	test.each([
		['the first', 'a', '{\n\t"b": 2,\n\t"c": 3\n}'],
		['one in the middle', 'b', '{\n\t"a": 1,\n\t"c": 3\n}'],
		['the last', 'c', '{\n\t"a": 1,\n\t"b": 2\n}'],
		['one that is not there', 'd', '{\n\t"a": 1,\n\t"b": 2,\n\t"c": 3\n}'],
	])('without a value removes %s', async (_, key, after) => {
		const root = withConfig('{\n\t"a": 1,\n\t"b": 2,\n\t"c": 3\n}');
		await editConfig(root, [{path: [key]}]);
		expect(text(root)).toBe(after);
	});

	test('that removes all leaves empty braces', async () => {
		const root = withConfig('{\n  "metrics": {\n    "auc": {"direction": "maximize"}\n  }\n}\n');
		await editConfig(root, [{path: ['metrics', 'auc']}]);
		expect(text(root)).toBe('{\n  "metrics": {}\n}\n');
	});

	test('that changes nothing writes nothing', async () => {
		const root = withConfig('{"metrics": {"auc":{ "unit":"", "direction":"maximize" }}, "trash": {"keepDays": 1.40e1}}');
		const {ino} = fs.statSync(path.join(root, name));
		const {before, after} = await editConfig(root, [direction('auc', 'maximize'), {path: ['trash', 'keepDays'], value: 14}, {path: ['x', 'y']}]);
		expect(after).toBe(before);
		expect(fs.statSync(path.join(root, name)).ino).toBe(ino);
		const empty = temporaryFolder();
		expect(await editConfig(empty, [{path: ['x', 'y']}])).toEqual({before: undefined, after: ''});
		expect(fs.readdirSync(empty)).toEqual([]);
	});

	test('finds an algorithm whatever its case, and a metric only as it is', async () => {
		const root = withConfig('{"objectives": {"MSCN": {"metric": "a"}}, "metrics": {"AUC": {}}}');
		await editConfig(root, [{path: ['objectives', 'mscn', 'metric'], value: 'b'}, direction('auc', 'maximize')]);
		expect(text(root)).toBe('{"objectives": {"MSCN": {"metric": "b"}}, "metrics": {"AUC": {}, "auc": {"direction": "maximize"}}}');
	});

	test('of a whole objective keeps the keys that are not ours and drops a dataset that is not named', async () => {
		const root = withConfig('{"objectives": {"mscn": {"metric": "a", "dataset": "imdb", "why": "it is asked for"}}}');
		await editConfig(root, [{path: ['objectives', 'mscn'], value: {metric: 'b', dataset: undefined}}]);
		expect(text(root)).toBe('{"objectives": {"mscn": {"metric": "b", "why": "it is asked for"}}}');
		await editConfig(root, [{path: ['objectives', 'lero'], value: {metric: 'c', dataset: 'stats'}}]);
		expect(text(root)).toBe('{"objectives": {"mscn": {"metric": "b", "why": "it is asked for"}, "lero": {"metric": "c", "dataset": "stats"}}}');
	});

	test('keeps the mode of the file', async () => {
		const root = withConfig('{}');
		fs.chmodSync(path.join(root, name), 0o640);
		await editConfig(root, [direction('auc', 'maximize')]);
		expect(fs.statSync(path.join(root, name)).mode & 0o7777).toBe(0o640);
	});

	test.each(['__proto__', 'constructor', 'recall@10', '"\\\n', '메트릭'])('takes a key such as %j', async key => {
		const root = temporaryFolder();
		await editConfig(root, [{path: ['metrics', key, 'unit'], value: key}]);
		const parsed = JSON.parse(text(root)) as {metrics: Record<string, unknown>};
		expect(Object.entries(parsed.metrics)).toEqual([[key, {unit: key}]]);
		await editConfig(root, [{path: ['metrics', key]}]);
		expect(text(root)).toBe('{\n  "metrics": {}\n}\n');
	});
});

describe('any text', () => {
	const layouts = fc.record({
		indent: fc.constantFrom('', ' ', '  ', '    ', '\t'),
		eol: fc.constantFrom('\n', '\r\n'),
		end: fc.constantFrom('', '\n', ' \r\n\n'),
		bom: fc.constantFrom('', '\ufeff'),
	});
	const innerObject = fc.array(fc.tuple(anyName, anyJson), {maxLength: 3}).map(objectOf);
	const anyObject = fc.array(fc.tuple(anyName, fc.oneof(anyJson, innerObject)), {maxLength: 5}).map(objectOf);
	const anyEdit = fc.record({key: anyName, inner: fc.option(anyName, {nil: undefined}), value: anyJson});

	test('stays byte for byte outside the value that is set, and says the new value', () => {
		const file = path.join(temporaryFolder(), 'any.json');
		holdsForAll([anyObject, layouts, anyEdit, fc.boolean()], (content, layout, {key, inner, value}, isThere) => {
			const keys = Object.keys(content);
			const first = isThere && keys[0] !== undefined ? keys[0] : key;
			const before = written(file, content, layout);
			const old = Object.hasOwn(content, first) ? content[first] : undefined;
			const isWithin = inner !== undefined && typeof old === 'object' && old !== null && !Array.isArray(old);
			const {after} = edit(file, {path: isWithin ? [first, inner] : [first], value: value as string});
			expect(parsed(after)).toEqual(isWithin ? changed(content, first, changed(old, inner, value)) : changed(content, first, value));
			const replaced = isWithin ? own(old, inner) : old;
			const ofOld = replaced === undefined ? 0 : stood(replaced, layout, isWithin ? 2 : 1).length;
			expect(common(before, after)).toBeGreaterThanOrEqual(before.length - ofOld);
			if (!/(?<!\r)\n/.test(before) && before.includes('\r\n')) expect(after).not.toMatch(/(?<!\r)\n/);
		});
	});

	test('is the old one again when a new key is removed', () => {
		const file = path.join(temporaryFolder(), 'any.json');
		holdsForAll([anyObject, layouts, anyJson], (content, layout, value) => {
			const before = written(file, changed(content, 'there', 1), layout);
			edit(file, {path: ['new to all'], value: value as string});
			expect(edit(file, {path: ['new to all']}).after).toBe(before);
		});
	});

	/** Every JSON object is a file without fault here. */
	function edit(file: string, change: JsonEdit) {
		return editJsonFile(file, [change], {check: () => undefined, algorithmsIn: ''});
	}
});

describe('a config that cannot be edited stays as it is:', () => {
	test.each([
		['empty', '', 'is empty.'],
		['cut', '{"a": 1', 'ends in the middle (line 1).'],
		['a comment', '{\n  // mine\n  "a": 1\n}', 'is not JSON: invalid comment token (line 2).'],
		['a list', '[]', 'has wrong keys: the file: Invalid input: expected object, received array.'],
		['a wrong value', '{"metrics": {"a": {"direction": "up"}}}', 'has wrong keys: metrics.a.direction: Invalid option: expected one of "minimize"|"maximize".'],
		['a key twice', '{"a": {"x": 1, "x": 2}}', 'has keys that stand twice in one object: "x".'],
		['an algorithm twice', '{"objectives": {"mscn": {"metric": "a"}, "MSCN": {"metric": "b"}}}', 'names one algorithm twice: "mscn", "MSCN".'],
		['no object on the way', '{"mine": {"x": 1}}', 'has wrong keys: mine.x is not an object.'],
	])('%s', async (_, before, reason) => {
		const root = withConfig(before);
		const error = await failure(
			editConfig(root, [
				{path: ['objectives', 'mscn', 'metric'], value: 'm'},
				{path: ['mine', 'x', 'y'], value: 1},
			]),
		);
		expect(error).toMatchObject({code: 'unreadable', exitCode: 1, message: `${path.join(root, name)} ${reason} Nothing was changed.`});
		expect(error.hint).toBeTruthy();
		expect(text(root)).toBe(before);
		expect(fs.readdirSync(root)).toEqual([name]);
	});

	test('not UTF-8', async () => {
		const root = temporaryFolder();
		fs.writeFileSync(path.join(root, name), Buffer.from('{"a": "\xe9"}', 'latin1'));
		expect(await failure(editConfig(root, [direction('auc', 'maximize')]))).toMatchObject({code: 'unreadable'});
		expect(fs.readFileSync(path.join(root, name), 'latin1')).toBe('{"a": "\xe9"}');
	});

	test('a value that may not stand there', async () => {
		const root = withConfig('{}');
		const error = await failure(editConfig(root, [direction('auc', 'maximize'), direction('f1', 'up')]));
		expect(error).toMatchObject({code: 'usage', exitCode: 2});
		expect(error.message).toContain('would have wrong keys: metrics.f1.direction:');
		expect(text(root)).toBe('{}');
	});

	test('a link, also one that leads nowhere', async () => {
		const root = temporaryFolder();
		fs.writeFileSync(path.join(root, 'other.json'), '{}');
		fs.symlinkSync('other.json', path.join(root, name));
		expect(await failure(editConfig(root, [direction('auc', 'maximize')]))).toMatchObject({code: 'read-only'});
		fs.unlinkSync(path.join(root, 'other.json'));
		expect((await failure(editConfig(root, [direction('auc', 'maximize')]))).message).toContain('is a link that leads nowhere');
		expect(fs.readdirSync(root)).toEqual([name]);
	});

	test('a folder, and no registry at all', async () => {
		const root = temporaryFolder();
		fs.mkdirSync(path.join(root, name));
		expect((await failure(editConfig(root, [direction('auc', 'maximize')]))).message).toContain(`${name} is a folder, not a file.`);
		expect(await failure(editConfig(path.join(root, 'gone'), [direction('auc', 'maximize')]))).toMatchObject({code: 'not-found'});
	});

	test('one that another process holds', async () => {
		const root = withConfig('{}');
		const {host, boot_id, pid_ns, pid, start} = processHere();
		fs.writeFileSync(path.join(root, '.mreg.lock'), JSON.stringify({v: 1, host, boot_id, pid_ns, pid, start, token: 'theirs', at: '2024-10-19T10:30:00Z'}));
		expect(await failure(editConfig(root, [direction('auc', 'maximize')], {waitMs: 0}))).toMatchObject({code: 'locked', exitCode: 5});
		expect(text(root)).toBe('{}');
	});

	test.skipIf(cannotBeNobody)('one in a folder that is read-only', () => {
		const root = withConfig('{}');
		giveToNobody(root);
		fs.chmodSync(root, 0o555);
		expect(runAsNobody('refused-process', [root])).toMatchObject({
			code: 'read-only',
			message: `Cannot lock ${root}: permission denied (EACCES). Nothing was changed.`,
		});
		fs.chmodSync(root, 0o755);
		expect(text(root)).toBe('{}');
	});
});

describe('other writers', () => {
	test('of ours lose no edit: 4 processes x 15', async () => {
		const root = withConfig('{"mine": NaN}');
		const scripts = ['a', 'b', 'c', 'd'].map(each => startScript('configuring-process', [root, each, '15']));
		for (const script of scripts) expect(await script.ended, script.errors()).toBe(0);
		const {metrics} = JSON.parse(text(root).replace('NaN', '0')) as {metrics: object};
		expect(Object.keys(metrics)).toHaveLength(60);
		expect(fs.readdirSync(root)).toEqual([name]);
	}, 60_000);

	test('that know no lock are not overwritten unseen', () => {
		const file = path.join(withConfig('{"a": 1}'), name);
		let looks = 0;
		// The second look is at the text that is about to be written: the other one is faster.
		const check = () => {
			if (++looks === 2) fs.writeFileSync(file, '{"a": 1, "theirs": 2}');
			return undefined;
		};
		editJsonFile(file, [{path: ['ours'], value: 3}], {check, algorithmsIn: ''});
		expect(fs.readFileSync(file, 'utf8')).toBe('{"a": 1, "theirs": 2, "ours": 3}');
	});

	test('that never rest are left alone', () => {
		const file = path.join(withConfig('{"a": 1}'), name);
		let looks = 0;
		const check = () => void fs.writeFileSync(file, `{"a": 1${' '.repeat(++looks)}}`);
		expect(() => editJsonFile(file, [{path: ['ours'], value: 3}], {check, algorithmsIn: ''})).toThrow(expect.objectContaining({code: 'changed', exitCode: 5}));
		expect(fs.readFileSync(file, 'utf8')).not.toContain('ours');
		expect(fs.readdirSync(path.dirname(file))).toEqual([name]);
	});
});

function withConfig(content: string): string {
	const root = temporaryFolder();
	fs.writeFileSync(path.join(root, name), content);
	return root;
}

function text(root: string): string {
	return fs.readFileSync(path.join(root, name), 'utf8');
}

async function failure(action: Promise<unknown>): Promise<UserError> {
	const error: unknown = await action.then(
		() => undefined,
		(error: unknown) => error,
	);
	if (error instanceof UserError) return error;
	throw new Error('No UserError was thrown', {cause: error});
}

interface Layout {
	readonly indent: string;
	readonly eol: string;
	readonly end: string;
	readonly bom: string;
}

/** Writes the object in a layout. @returns the text */
function written(file: string, content: object, {indent, eol, end, bom}: Layout): string {
	const text = bom + JSON.stringify(content, null, indent).replaceAll('\n', eol) + end;
	fs.writeFileSync(file, text);
	return text;
}

/** The text of a value that stands so deep. */
function stood(value: unknown, {indent, eol}: Layout, depth: number): string {
	return JSON.stringify(value, null, indent).replaceAll('\n', eol + indent.repeat(depth));
}

/** Not by JSON.parse: that of Node 24 takes a key `"` for `\` if it has just read an object with that one in its place. */
function parsed(text: string): unknown {
	return read(parseTree(text.replace(/^\ufeff/, '')));
}

function read(node: Node | undefined): unknown {
	const children = node?.children ?? [];
	if (node?.type === 'array') return children.map(read);
	if (node?.type === 'object') return objectOf(children.map(property => [String(property.children?.[0]?.value), read(property.children?.[1])]));
	return node?.value;
}

function own(object: object, key: string): unknown {
	return Object.getOwnPropertyDescriptor(object, key)?.value;
}

/** The object with one own key set, `__proto__` too. */
function changed(object: object, key: string, value: unknown): object {
	return objectOf([...Object.entries(object).filter(([each]) => each !== key), [key, value]]);
}

/** How many characters two texts have in common at their beginning and end. */
function common(a: string, b: string): number {
	let [start, end] = [0, 0];
	while (start < a.length && a[start] === b[start]) start++;
	while (end < a.length - start && a.at(-1 - end) === b.at(-1 - end)) end++;
	return start + end;
}
