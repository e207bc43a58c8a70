/** Reading JSON as people and Python write it: leniently, bounded, never blocking, and with the line where it goes wrong. */

import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {parseJsonBytes, parseJsonText, readJsonFile, sidecarLimits, signatureOf} from '../../store/sidecar-file.ts';
import {anyJson, holdsForAll} from '../helpers/property.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

function valueOf(text: string): unknown {
	const parsed = parseJsonText(text);
	if (!('value' in parsed)) throw new Error(parsed.message);
	return parsed.value;
}

function failureOf(text: string | Buffer) {
	const parsed = typeof text === 'string' ? parseJsonText(text) : parseJsonBytes(text);
	if ('value' in parsed) throw new Error(`read as ${JSON.stringify(parsed.value)}`);
	return parsed;
}

function written(content: string | Buffer): string {
	const file = path.join(temporaryFolder(), 'x.json');
	fs.writeFileSync(file, content);
	return file;
}

describe('numbers that JSON has not', () => {
	test.each<[string, unknown]>([
		['NaN', 'NaN'],
		['Infinity', 'Infinity'],
		['-Infinity', '-Infinity'],
		['[NaN, -Infinity,Infinity]', ['NaN', '-Infinity', 'Infinity']],
		['{"a":NaN,"b": Infinity}', {a: 'NaN', b: 'Infinity'}],
		['{"NaN": "NaN", "say \\"NaN\\"": "Infinity"}', {NaN: 'NaN', 'say "NaN"': 'Infinity'}],
		['{"a\\\\": NaN}', {'a\\': 'NaN'}],
	])('%s are kept as text', (text, value) => expect(valueOf(text)).toEqual(value));

	test.each(['nan', 'inf', '-NaN', '+Infinity', 'NaNa', 'aNaN', '1NaN', 'NaN1', '-Infinity-', '[NaN NaN]', 'NaN.5'])('%s is no JSON all the same', text => {
		expect(parseJsonText(text)).not.toHaveProperty('value');
	});

	test.each<[string, string]>([
		['1e999', 'Infinity'],
		['-1e999', '-Infinity'],
		['[1.5E+400]', 'Infinity'],
		['{"a": -12.25e1000}', '-Infinity'],
	])('%s, which no number can hold, is an infinity', (text, word) => {
		const value = valueOf(text);
		expect(typeof value === 'object' && value !== null ? Object.values(value) : [value]).toEqual([word]);
	});

	test.each<[string, number]>([
		['1e5', 1e5],
		['1e-05', 1e-5],
		['1e308', 1e308],
		['1e-999', 0],
		['1.5E+3', 1500],
		['1e005', 1e5],
	])('%s is a number like any other', (text, value) => expect(valueOf(text)).toBe(value));
});

describe('integers beyond 2^53', () => {
	test.each(['9007199254740993', '-9007199254740993', '12345678901234567890', '1'.repeat(400)])('%s are kept as text, to the digit', text => {
		expect(valueOf(text)).toBe(text);
		expect(valueOf(`{"a": [${text}]}`)).toEqual({a: [text]});
	});

	test.each<[string, number]>([
		['9007199254740991', 9007199254740991],
		['-9007199254740991', -9007199254740991],
		['1000000000000000', 1e15],
		['0.1234567890123456789', 0.1234567890123456789],
		['12345678901234567.5', 12345678901234567.5],
		['1234567890123456e2', 1234567890123456e2],
	])('%s is a number', (text, value) => {
		expect(valueOf(text)).toBe(value);
	});

	test('in text stay text', () => expect(valueOf('"12345678901234567890"')).toBe('12345678901234567890'));
});

describe('the beginning and the ends of lines', () => {
	test('may be a BOM and CRLF', () => {
		expect(parseJsonBytes(Buffer.from('\ufeff{\r\n"a": 1,\r\n"b": NaN}\r\n'))).toEqual({value: {a: 1, b: 'NaN'}, duplicates: []});
	});

	test.each(['utf16le', 'utf16be'])('are told of %s', encoding => {
		const bytes = Buffer.from('\ufeff{"a": 1}', 'utf16le');
		expect(failureOf(encoding === 'utf16be' ? bytes.swap16() : bytes)).toEqual({message: 'is UTF-16; save it as UTF-8.', line: 1});
	});

	test('name the line of the first byte that is not UTF-8', () => {
		const latin1 = Buffer.from('{\n"a": "x",\n"b": "caf\u00e9",\n"c": "\u00fc"}', 'latin1');
		expect(failureOf(latin1)).toEqual({message: 'is not UTF-8 (line 3); save it as UTF-8.', line: 3});
		expect(failureOf(Buffer.from([0x22, 0xff, 0x22]))).toMatchObject({line: 1});
		expect(failureOf(Buffer.concat([Buffer.from('{\n'), Buffer.from('가').subarray(0, 2)]))).toMatchObject({line: 2});
	});
});

describe('keys that stand twice', () => {
	test.each<[string, string[], unknown]>([
		['{"a": 1, "a": 2}', ['a'], {a: 2}],
		['{"a": 1, "b": {"a": 2}, "c": [{"a": 3}, {"a": 4}]}', [], {a: 1, b: {a: 2}, c: [{a: 3}, {a: 4}]}],
		['{"a": {"x": 1, "x": 2}, "b": 1, "b" : 2, "b"\n:3}', ['x', 'b'], {a: {x: 2}, b: 3}],
		['{"a": 1, "\\u0061": 2}', ['a'], {a: 2}],
		['{"a": "b", "b": "a", "c": "a: b"}', [], {a: 'b', b: 'a', c: 'a: b'}],
		['{"": 1, "": 2}', [''], {'': 2}],
		['[{"a": {"b": 1}}, {"a": {"b": 1}}]', [], [{a: {b: 1}}, {a: {b: 1}}]],
	])('in %s are %j; the last one counts', (text, duplicates, value) => expect(parseJsonText(text)).toEqual({value, duplicates}));

	test('called __proto__ or constructor are keys like any other', () => {
		const parsed = parseJsonText('{"__proto__": 1, "constructor": 2, "__proto__": 3}');
		expect(parsed).toMatchObject({duplicates: ['__proto__']});
		expect(Object.entries(valueOf('{"__proto__": 1, "constructor": 2, "__proto__": 3}') as object)).toEqual([
			['__proto__', 3],
			['constructor', 2],
		]);
	});
});

describe('what cannot be parsed', () => {
	test.each<[string, object]>([
		['', {cut: true, line: 1}],
		['{', {cut: true, line: 1}],
		['{"a": 1,\n', {cut: true}],
		['{"a": 1,\n"b": "tex', {cut: true, line: 2}],
		['{"a":\n\n[1, 2', {cut: true}],
		['{"a": NaN, "b": [Infinity', {cut: true}],
	])('%j is said to end in the middle', (text, wanted) => expect(failureOf(Buffer.from(text))).toMatchObject(wanted));

	test.each<[string, number]>([
		['{"a" 1}', 1],
		['{\n"a": 1,\n}', 3],
		['{"a": 1}\n{"b": 2}', 2],
		['{"a": 1 // why\n}', 1],
		["{\n'a': 1}", 2],
		['{"a": undefined}', 1],
		['{"a": 1}\n}', 2],
		['{"a":\n\nTrue}', 3],
	])('%j is not JSON, with its line %d', (text, line) => {
		const failure = failureOf(text);
		expect(failure).toMatchObject({line});
		expect(failure.cut).toBeUndefined();
		expect(failure.message).toMatch(new RegExp(`^is not JSON: .*\\(line ${line}\\)\\.$`));
	});

	test('of any text is a sentence, never an error', () => {
		holdsForAll(
			[anyJson, anyJson],
			(value, other) => {
				const text = JSON.stringify([value, other]);
				for (let cut = 0; cut < text.length; cut += Math.ceil(text.length / 20)) expect(failureOf(text.slice(0, cut)).message).toMatch(/^(is|ends) .*\.$/);
			},
			{runs: 100},
		);
	});
});

describe('the depth', () => {
	const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

	test('of 64 is read', () => expect(parseJsonText(nested(sidecarLimits.depth))).toHaveProperty('value'));

	test('of more is not, and the line is told', () => {
		expect(failureOf(`{"a": 1,\n"b": ${nested(sidecarLimits.depth)}}`)).toEqual({message: 'is nested more than 64 deep (line 2).', line: 2});
	});

	test('of a million is no danger', () => expect(failureOf('{"a":'.repeat(1e6))).toMatchObject({line: 1}));

	test('does not count brackets in text', () => expect(valueOf(`"${'['.repeat(1000)}"`)).toBe('['.repeat(1000)));

	test('does not count what is closed', () => expect(parseJsonText(`[${'[],'.repeat(1000)}[]]`)).toHaveProperty('value'));
});

describe('any JSON value', () => {
	/** Integers beyond 2^53 are text when they are read. */
	const asRead = (value: unknown): unknown =>
		JSON.parse(JSON.stringify(value), (_key, item: unknown) => {
			if (typeof item !== 'number') return item;
			const text = JSON.stringify(item);
			return /^-?\d{16,}$/.test(text) && !Number.isSafeInteger(item) ? text : item;
		});

	test('is read back as it was written, compactly or indented', () => {
		holdsForAll(
			[anyJson],
			value => {
				for (const indent of [undefined, 2, '\t']) expect(parseJsonText(JSON.stringify(value, null, indent))).toEqual({value: asRead(value), duplicates: []});
			},
			{runs: 2000},
		);
	});

	test('is read the same with a BOM', () => {
		holdsForAll([anyJson], value => expect(parseJsonBytes(Buffer.from(`\ufeff${JSON.stringify(value)}`))).toEqual(parseJsonText(JSON.stringify(value))));
	});
});

const python = (() => {
	try {
		execFileSync('python3', ['-c', ''], {stdio: 'ignore'});
		return undefined;
	} catch {
		return 'there is no python3 here';
	}
})();

test.skipIf(python !== undefined)(`what Python’s json.dump writes is read${python === undefined ? '' : ` (skipped: ${python})`}`, () => {
	const program = `
import json
value = {"nan": float("nan"), "inf": [float("inf"), -float("inf"), 1e999], "big": 2**64, "neg": -2**60, "small": 1e-05, "float": 45.0, "max": 1.7976931348623157e308,
         "text": 'say "NaN"\\n\\\\', "korean": "모델 💯", "none": None, "true": True, "deep": [[{"a": (1, 2)}]], "lone": "\\udce9"}
for ascii in (True, False):
    for indent in (None, 2):
        lone = dict(value) if ascii else {k: v for k, v in value.items() if k != "lone"}
        print(json.dumps(lone, ensure_ascii=ascii, indent=indent), end="\\0")
`;
	const texts = execFileSync('python3', ['-c', program], {encoding: 'utf8', env: {...process.env, PYTHONIOENCODING: 'utf-8'}})
		.split('\0')
		.slice(0, -1);
	expect(texts).toHaveLength(4);
	for (const text of texts) {
		expect(valueOf(text)).toMatchObject({
			nan: 'NaN',
			inf: ['Infinity', '-Infinity', 'Infinity'],
			big: '18446744073709551616',
			neg: '-1152921504606846976',
			small: 1e-5,
			float: 45,
			max: Number.MAX_VALUE,
			text: 'say "NaN"\n\\',
			korean: '모델 💯',
			none: null,
			true: true,
			deep: [[{a: [1, 2]}]],
		});
	}
});

describe('a file', () => {
	test('that is not there is undefined', () => expect(readJsonFile(path.join(temporaryFolder(), 'none.json'))).toBeUndefined());

	test('has the signature of its stat', () => {
		const file = written('{"a": 1}');
		expect(readJsonFile(file)).toEqual({signature: signatureOf(fs.statSync(file, {bigint: true})), parsed: {value: {a: 1}, duplicates: []}});
	});

	test('of the greatest size is read, a larger one is not', () => {
		const limit = 1000;
		expect(readJsonFile(written(`"${'x'.repeat(limit - 2)}"`), limit)).toHaveProperty('parsed');
		expect(readJsonFile(written(`"${'x'.repeat(limit - 1)}"`), limit)).toMatchObject({failure: {message: 'is 1001 bytes; more than 1000 are not read.'}});
	});

	test.each<[string, (file: string) => void, RegExp]>([
		['a FIFO', file => void execFileSync('mkfifo', [file]), /is a FIFO/],
		['a folder', file => fs.mkdirSync(file), /is a folder/],
		['a device', file => fs.symlinkSync('/dev/zero', file), /is a device/],
		['a link to a FIFO', file => void execFileSync('sh', ['-c', 'mkfifo "$0.fifo" && ln -s "$0.fifo" "$0"', file]), /is a FIFO/],
		['a link to nothing', file => fs.symlinkSync('nowhere', file), /is a link that leads nowhere/],
		['a link to itself', file => fs.symlinkSync(path.basename(file), file), /^(is a link that leads nowhere|cannot be opened)/],
	])('that is %s is answered at once with what it is', {timeout: 5000}, (_what, make, message) => {
		const file = path.join(temporaryFolder(), 'x.json');
		make(file);
		const read = readJsonFile(file);
		expect(read).toHaveProperty('failure');
		if (read && 'failure' in read) expect(read.failure.message).toMatch(message);
	});

	test('with a name that is not UTF-8 is read', () => {
		const folder = temporaryFolder();
		fs.writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xe9, 0x2e, 0x6a])]), '1');
		expect(readJsonFile(`${folder}/\udce9.j`)).toMatchObject({parsed: {value: 1}});
	});

	test.skipIf(process.platform !== 'linux')('that says it is empty and is not is read up to the limit (as those of /proc)', () => {
		expect(readJsonFile('/proc/self/stat')).toHaveProperty('failure');
		expect(readJsonFile('/proc/self/maps', 10)).toMatchObject({failure: {message: expect.stringContaining('more than 10 bytes are not read')}});
	});
});
