/** The headers of safetensors files. */

import {expect, test} from 'vitest';
import {FormatError} from '../../../store/formats/file-window.ts';
import {isSafetensors, readSafetensors} from '../../../store/formats/safetensors.ts';
import {bufferWindow} from '../../../store/formats/window-parts.ts';
import {safetensors} from '../../helpers/model-files.ts';

const read = (header: unknown, data = 0) => readSafetensors(bufferWindow(safetensors(header, data)));
const tensor = (dtype: string, shape: readonly number[], offsets: readonly [number, number]) => ({dtype, shape, data_offsets: offsets});

test('tensors are told by name, dtype, shape and bytes', () => {
	const contents = read(
		{w: tensor('F32', [2, 3], [0, 24]), b: tensor('BF16', [2], [24, 28]), one: tensor('I64', [], [28, 36]), q: tensor('F4', [3], [36, 38])},
		38,
	);
	expect(contents).toMatchObject({format: 'safetensors', tensorCount: 4, parameters: 12, imports: [], problems: []});
	expect(contents.tensors).toEqual([
		{name: 'w', dtype: 'float32', shape: [2, 3], bytes: 24},
		{name: 'b', dtype: 'bfloat16', shape: [2], bytes: 4},
		{name: 'one', dtype: 'int64', shape: [], bytes: 8},
		{name: 'q', dtype: 'float4_e2m1fn', shape: [3], bytes: 2},
	]);
});

test('tensors stand in the order of their values, then in that of the header, also where their names are numbers', () => {
	const places = [
		['b', 2, 3],
		['10', 1, 2],
		['9', 0, 1],
		['a', 2, 2],
		['0', 2, 2],
	] as const;
	const entries = places.map(([name, from, to]) => `"${name}":${JSON.stringify(tensor('U8', [to - from], [from, to]))}`);
	expect(read(`{${entries.join(',')}}`, 3).tensors.map(({name}) => name)).toEqual(['9', '10', 'b', 'a', '0']);
});

test('what the file says of itself is facts, and its format names what wrote it', () => {
	expect(read({__metadata__: {format: 'pt', note: '모델'}}).facts).toEqual([
		['producer', 'PyTorch'],
		['format', 'pt'],
		['note', '모델'],
	]);
});

test.each([
	['overlap', {a: tensor('U8', [4], [0, 4]), b: tensor('U8', [4], [2, 6])}, 6, "Its tensors 'a' and 'b' overlap."],
	['leave a hole', {a: tensor('U8', [4], [0, 4]), b: tensor('U8', [4], [6, 10])}, 10, "2 bytes before its tensor 'b' belong to none."],
	['reach beyond the end', {a: tensor('U8', [4], [0, 4])}, 3, 'It is cut off: its tensors take 4 bytes, and 3 are there.'],
	['leave bytes at the end', {a: tensor('U8', [4], [0, 4])}, 9, '5 bytes at its end belong to no tensor.'],
	['end before they begin', {a: tensor('U8', [4], [4, 0])}, 0, "Its tensor 'a' has an end (0) before its beginning (4)."],
	['have other bytes than their shape', {a: tensor('F32', [4], [0, 4])}, 4, "Its tensor 'a' has 4 bytes, and F32 [4] takes 16."],
	[
		'have a shape that no file can have',
		{a: tensor('U8', [2 ** 40, 2 ** 40], [0, 4])},
		4,
		"Its tensor 'a' says an impossible shape: [1099511627776, 1099511627776].",
	],
	['have a negative length', {a: tensor('U8', [-1], [0, 4])}, 4, "Its tensor 'a' has no shape."],
	['have a dtype that nobody knows', {a: tensor('Q9', [4], [0, 4])}, 4, "Its tensor 'a' has a dtype that is not known here: 'Q9'."],
])('tensors that %s are a problem', (_, header, data, problem) => {
	expect(read(header, data).problems).toContain(problem);
});

test('a name that comes twice is told, however it is spelled', () => {
	const text = '{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"\\u0061":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}';
	expect(read(text, 1).problems).toContain("Its header says 'a' twice: which of them counts is for each reader to choose.");
});

test('of many problems the first are told, and how many more there are', () => {
	const header = Object.fromEntries(Array.from({length: 50}, (_, at) => [`t${at}`, tensor('Q9', [], [0, 0])]));
	const {problems} = read(header);
	expect(problems).toHaveLength(21);
	expect(problems.at(-1)).toBe('30 more problems are not told.');
});

test.each([
	['no JSON', '{"a"', 'Its header is no JSON.'],
	['a list', '[1]', 'Its header is no JSON.'],
	['nested a million levels deep', `{"a":${'['.repeat(1e6)}`, 'Its header is nested deeper than 4 levels.'],
	['of a million empty lists', `{"a":[${'[],'.repeat(1e6)}1]}`, 'Its header has more in it than is read.'],
	['of ten million numbers', `{"a":[${'1,'.repeat(1e7)}1]}`, 'Its header has more in it than is read.'],
])('a header that is %s is refused at once', (_, text, reason) => {
	const from = performance.now();
	expect(() => read(text)).toThrow(new FormatError(reason));
	expect(performance.now() - from).toBeLessThan(1000);
});

test('a length beyond the end, or of more than is read, is refused before a byte of it is read', () => {
	const file = safetensors('{}');
	file.writeBigUInt64LE(2n ** 31n);
	expect(() => readSafetensors(bufferWindow(file))).toThrow(FormatError);
	expect(isSafetensors(file)).toBe(true);
	file.writeBigUInt64LE(2n ** 62n);
	expect(isSafetensors(file)).toBe(false);
});

test('50,000 tensors are read in a moment', () => {
	const header = Object.fromEntries(Array.from({length: 50_000}, (_, at) => [`layer${at}.weight`, tensor('U8', [1], [at, at + 1])]));
	const file = safetensors(header, 50_000);
	const from = performance.now();
	expect(readSafetensors(bufferWindow(file))).toMatchObject({tensorCount: 50_000, parameters: 50_000, problems: []});
	expect(performance.now() - from).toBeLessThan(1500);
});

test('names are kept raw but short', () => {
	const long = 'n'.repeat(10_000);
	const {tensors} = read({['__proto__']: tensor('U8', [1], [0, 1]), 'a\n\u001b[31m': tensor('U8', [1], [1, 2]), [long]: tensor('U8', [1], [2, 3])}, 3);
	expect(tensors.map(({name}) => name.length)).toEqual(expect.arrayContaining([4096]));
	expect(tensors.map(({name}) => name)).toContain('a\n\u001b[31m');
});
