/** The headers of ONNX models, and that nothing else is taken for one. */

import {execFileSync} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {withWindow, type FileWindow} from '../../../store/formats/file-window.ts';
import {isOnnx, readOnnx} from '../../../store/formats/onnx.ts';
import {bufferWindow} from '../../../store/formats/window-parts.ts';
import {message, onnx, onnxTensor, onnxValue} from '../../helpers/model-files.ts';
import {temporaryFolder} from '../../helpers/temporary-folder.ts';

const node = (operator: string, domain = '') => message([1, 'x'], [2, 'y'], [4, operator], ...(domain === '' ? [] : [[7, domain] as const]));
const graph = message(
	[1, node('Conv')],
	[1, node('Relu')],
	[1, node('Conv')],
	[1, node('Attention', 'com.microsoft')],
	[2, 'net'],
	[5, onnxTensor('w', 1, {dims: [8, 3, 3, 3], raw: 864})],
	[5, onnxTensor('h', 16, {dims: [2, 3], raw: 12})],
	[5, onnxTensor('q', 22, {dims: [3], raw: 2})],
	[11, onnxValue('x', ['batch', 3, 224, ''])],
	[11, onnxValue('w', [8, 3, 3, 3])],
	[12, onnxValue('y', [1])],
);
const model = onnx(graph);
const read = (file: Buffer) => readOnnx(bufferWindow(file));

test('initializers are the tensors, and the header says what made it, what goes in and what comes out', () => {
	const contents = read(model);
	expect(contents).toMatchObject({format: 'onnx', tensorCount: 3, parameters: 216 + 6 + 3, problems: []});
	expect(contents.tensors).toEqual([
		{name: 'w', dtype: 'float32', shape: [8, 3, 3, 3], bytes: 864},
		{name: 'h', dtype: 'bfloat16', shape: [2, 3], bytes: 12},
		{name: 'q', dtype: 'int4', shape: [3], bytes: 2},
	]);
	expect(contents.facts).toEqual([
		['producer', 'mytool 1.2'],
		['IR version', '8'],
		['opset', 'ai.onnx 17'],
		['epoch', '12'],
		['graph', 'net'],
		['nodes', '4: Conv 2, Relu 1, com.microsoft.Attention 1'],
		['input', 'x float32 [batch, 3, 224, ?]'],
		['output', 'y float32 [1]'],
	]);
});

const external = (name: string, pairs: Readonly<Record<string, string>>) =>
	Buffer.concat([
		onnxTensor(name, 1, {dims: [4]}),
		message(...Object.entries(pairs).map(([key, value]) => [13, message([1, key], [2, value])] as const), [14, 1]),
	]);

/** Writes a model with values elsewhere, and perhaps a file that has some. */
async function readBeside(tensors: readonly Buffer[], beside: Readonly<Record<string, number>>) {
	const folder = temporaryFolder();
	for (const [name, bytes] of Object.entries(beside)) fs.writeFileSync(path.join(folder, name), Buffer.alloc(bytes));
	const file = path.join(folder, 'net.onnx');
	fs.writeFileSync(file, onnx(message(...tensors.map(tensor => [5, tensor] as const))));
	return withWindow(file, readOnnx);
}

test('values in a file beside it are told with it', async () => {
	const {facts, tensors, problems} = await readBeside([external('a', {location: 'data'}), external('b', {location: 'data', offset: '16', length: '16'})], {
		data: 32,
	});
	expect(facts).toContainEqual(['external data', 'data: 2 tensors']);
	expect([tensors.length, problems]).toEqual([2, []]);
});

test.each([
	['is not there', {location: 'gone'}, "The file 'gone', in which values of its tensors lie, is not beside it."],
	['is too short', {location: 'data', offset: '8'}, "The file 'data' is cut off: its tensor 'a' ends at byte 24, and it has 16."],
	['is said to have other bytes', {location: 'data', length: '12'}, "Its tensor 'a' has 12 bytes, and float32 [4] takes 16."],
	['lies above', {location: '../../etc/passwd'}, "It takes values from '../../etc/passwd', which is not in its folder."],
	['lies anywhere', {location: '/etc/passwd'}, "It takes values from '/etc/passwd', which is not in its folder."],
	['lies on a disk of Windows', {location: 'C:\\data'}, "It takes values from 'C:\\data', which is not in its folder."],
	['has no name', {}, "It takes values from '', which is not in its folder."],
])('a file with values that %s is a problem', async (_, pairs, problem) => {
	expect((await readBeside([external('a', pairs)], {data: 16})).problems).toEqual([problem]);
});

test('files with values are not opened', async () => {
	const folder = temporaryFolder();
	execFileSync('mkfifo', [path.join(folder, 'data')]);
	fs.writeFileSync(path.join(folder, 'net.onnx'), onnx(message([5, external('a', {location: 'data'})])));
	expect((await withWindow(path.join(folder, 'net.onnx'), readOnnx)).problems).toEqual([
		"The file 'data', in which values of its tensors lie, is not beside it.",
	]);
});

const constant = (output: string, tensor: Buffer) => message([2, output], [4, 'Constant'], [5, message([1, 'value'], [5, tensor])]);

test('tensors within nodes and branches are listed by where they stand, small ones counted', () => {
	const branch = message([1, constant('k', onnxTensor('', 1, {dims: [100], raw: 400}))], [5, onnxTensor('inner', 1, {dims: [7], raw: 28})]);
	const deeper = message([1, message([4, 'Loop'], [5, message([1, 'body'], [6, branch])])]);
	const {tensors, facts, parameters} = read(
		onnx(
			message(
				[1, constant('weight', onnxTensor('ignored', 1, {dims: [50, 50], raw: 10_000}))],
				[1, constant('axes', onnxTensor('', 7, {dims: [2], raw: 16}))],
				[1, message([2, 'y'], [4, 'If'], [5, message([1, 'then_branch'], [6, branch])], [5, message([1, 'else_branch'], [6, deeper])])],
			),
		),
	);
	expect(tensors.map(({name}) => name)).toEqual(['weight', 'then_branch/k', 'then_branch/inner', 'else_branch/body/k', 'else_branch/body/inner']);
	expect(parameters).toBe(2500 + 2 * 107);
	expect(facts).toContainEqual(['small constants', '1, of 64 values at most: not listed']);
	expect(facts).toContainEqual(['nodes', '3: Constant 2, If 1']);
});

test('tensors within functions are listed', () => {
	const body = message([1, 'Gelu'], [7, constant('table', onnxTensor('', 1, {dims: [100], raw: 400}))]);
	const {tensors} = read(Buffer.concat([onnx(message([2, 'net'])), message([25, body])]));
	expect(tensors.map(({name}) => name)).toEqual(['table']);
});

test('graphs nested a thousand levels deep are a problem in a moment', () => {
	let inner = message([2, 'x']);
	for (let depth = 0; depth < 1000; depth++) inner = message([1, message([4, 'If'], [5, message([1, 'then_branch'], [6, inner])])]);
	expect(read(onnx(inner)).problems).toEqual(['Its graphs are nested deeper than 16 levels. What stands behind that place is not told.']);
});

test('a sparse initializer has the shape that it has with its zeros', () => {
	const sparse = message([1, onnxTensor('s', 1, {dims: [2], raw: 8})], [2, onnxTensor('', 7, {dims: [2], raw: 16})], [3, 10], [3, 10]);
	expect(read(onnx(message([15, sparse]))).tensors).toEqual([{name: 's', dtype: 'float32', shape: [10, 10], bytes: 24}]);
});

test('values of another length than the shape says are a problem', () => {
	expect(read(onnx(message([5, onnxTensor('w', 1, {dims: [4], raw: 12})]))).problems).toEqual(["Its tensor 'w' has 12 bytes, and float32 [4] takes 16."]);
});

test('lengths that cannot be are a problem of that tensor alone', () => {
	const contents = read(onnx(message([5, onnxTensor('bad', 1, {dims: [-3]})], [5, onnxTensor('good', 1, {dims: [2], raw: 8})])));
	expect(contents.problems).toEqual(["Its tensor 'bad' says an impossible shape: [-3]."]);
	expect(contents).toMatchObject({tensorCount: 2, parameters: 2});
});

test('a model that is cut off is known by its name, and tells what stands before the end', () => {
	const whole = onnx(message([5, onnxTensor('w', 1, {dims: [2], raw: 8})], [5, onnxTensor('v', 1, {dims: [5000], raw: 20_000})]));
	const cut = bufferWindow(Buffer.concat([message([1, 8], [2, 'mytool']), whole.subarray(0, 500)]));
	expect(isOnnx(cut, {isNamedSo: false})).toBe(false);
	expect(isOnnx(cut, {isNamedSo: true})).toBe(true);
	expect(readOnnx(cut).problems).toEqual(['It is cut off, or a length in it is wrong.']);
});

test('a graph that is broken inside tells what stands before that place', () => {
	const contents = read(onnx(Buffer.concat([message([5, onnxTensor('w', 1, {dims: [2], raw: 8})]), Buffer.from([0x2a, 0x7f, 1])])));
	expect(contents.tensorCount).toBe(1);
	expect(contents.problems).toEqual(['It is cut off, or a length in it is wrong. What stands behind that place is not told.']);
});

test('of 2 GB only headers are read', async () => {
	const file = path.join(temporaryFolder(), 'big.onnx');
	const fd = fs.openSync(file, 'w');
	const [count, bytes] = [1000, 2_000_000];
	const lengthOf = (length: number) => message([0, length]).subarray(1);
	const head = (name: string) => Buffer.concat([onnxTensor(name, 1, {dims: [bytes / 4]}), Buffer.from([0x4a]), lengthOf(bytes)]);
	const heads = Array.from({length: count}, (_, at) => head(`layer${at}`));
	const starts = heads.map(start => Buffer.concat([Buffer.from([0x2a]), lengthOf(start.length + bytes), start]));
	const total = starts.reduce((sum, start) => sum + start.length + bytes, 0);
	const lead = Buffer.concat([message([1, 8], [8, message([2, 17])]), Buffer.from([0x3a]), lengthOf(total)]);
	fs.writeSync(fd, lead);
	let at = lead.length;
	for (const start of starts) {
		fs.writeSync(fd, start, 0, start.length, at);
		at += start.length + bytes;
	}
	fs.ftruncateSync(fd, at);
	fs.closeSync(fd);
	let asked = 0;
	const counted = (window: FileWindow): FileWindow => ({size: window.size, read: (offset, length) => ((asked += length), window.read(offset, length))});
	const contents = await withWindow(file, window => (isOnnx(counted(window), {isNamedSo: false}) ? readOnnx(counted(window)) : undefined));
	expect(contents).toMatchObject({tensorCount: count, parameters: (count * bytes) / 4, problems: []});
	expect(asked).toBeLessThan(500_000);
});

test('random bytes, texts and pickles are no models, whatever they begin with', () => {
	for (let run = 0; run < 500; run++) {
		expect(isOnnx(bufferWindow(Buffer.concat([message([1, 8]), randomBytes(200)])), {isNamedSo: false})).toBe(false);
	}
	const others = ['{"a": 1}', '\b\n', 'PK\x03\x04', '\x80\x04\x95', `\b\b${'a'.repeat(100)}`];
	for (const text of others) expect(isOnnx(bufferWindow(Buffer.from(text, 'latin1')), {isNamedSo: true})).toBe(false);
	expect(isOnnx(bufferWindow(Buffer.alloc(1000)), {isNamedSo: true})).toBe(false);
	expect(isOnnx(bufferWindow(Buffer.alloc(0)), {isNamedSo: true})).toBe(false);
});

test('a model that ends before its opset may be cut off', () => {
	expect(read(message([1, 8], [7, message([2, 'net'])])).problems).toEqual(['It says no opset: it may be cut off.']);
	expect(read(message([1, 2], [7, message([2, 'net'])])).problems).toEqual([]);
});

test('of three million empty fields two million are looked at', () => {
	const {problems} = read(onnx(Buffer.alloc(6_000_000, Buffer.from([0x0a, 0x00]))));
	expect(problems[0]).toContain('more than 2,000,000 fields');
});
