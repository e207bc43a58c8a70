/** The headers of GGUF files, and what the parser is kept from. */

import {expect, test} from 'vitest';
import {FormatError} from '../../../store/formats/file-window.ts';
import {readGguf} from '../../../store/formats/gguf.ts';
import {bufferWindow} from '../../../store/formats/window-parts.ts';
import {gguf, type GgufOptions} from '../../helpers/model-files.ts';

const read = async (options: GgufOptions) => readGguf(bufferWindow(gguf(options)));

test('tensors are told rows first, and quantised ones by what their blocks take', async () => {
	const tensors = [
		{name: 'plain', dims: [64, 10], type: 0},
		{name: 'quantised', dims: [256, 4], type: 12, offset: 2560},
	];
	const contents = await read({tensors, data: 2560 + 4 * 144});
	expect(contents).toMatchObject({format: 'gguf', tensorCount: 2, parameters: 640 + 1024, problems: [], imports: []});
	expect(contents.tensors).toEqual([
		{name: 'plain', dtype: 'float32', shape: [10, 64], bytes: 2560},
		{name: 'quantised', dtype: 'Q4_K', shape: [4, 256], bytes: 576},
	]);
});

test('what the header says is facts, vocabularies by their length', async () => {
	const {facts} = await read({
		keys: [
			['llama.context_length', ['uint32', 2048]],
			['general.architecture', ['text', 'llama']],
			['general.file_type', ['uint32', 15]],
			['tokenizer.ggml.tokens', ['texts', ['a', 'b']]],
			['__proto__', ['texts', ['x']]],
		],
	});
	expect(facts).toEqual([
		['GGUF version', '3'],
		['quantization', 'Q4_K_M'],
		['general.architecture', 'llama'],
		['llama.context_length', '2048'],
		['tokenizer.ggml.tokens', '2 values'],
	]);
});

test('values that are missing at the end are a problem', async () => {
	expect((await read({tensors: [{name: 'w', dims: [64], type: 0}], data: 100})).problems).toEqual([
		"It is cut off: its tensor 'w' ends 256 bytes behind its header, and 100 are there.",
	]);
});

test('a type that is not known is told, and the others all the same', async () => {
	const contents = await read({
		tensors: [
			{name: 'new', dims: [4], type: 99},
			{name: 'old', dims: [4], type: 0},
		],
		data: 16,
	});
	expect(contents.tensors.map(({dtype}) => dtype)).toEqual(['type 99', 'float32']);
	expect(contents.problems).toEqual(["The size of type 99, the type of its tensor 'new', is not known here."]);
});

test.each([
	['a million tensors that are not there', {counts: [1_000_000n, 0n]}, 'Its header says 1000000 tensors; more than 100,000 are not read.'],
	['2^64 - 1 keys', {counts: [0n, 2n ** 64n - 1n]}, 'Its header says more than can be in'],
	['99,999 tensors in a few bytes', {counts: [99_999n, 0n]}, 'Its header says more than can be in'],
	['99,999 tensors in zeros', {counts: [99_999n, 0n], data: 30 * 99_999}, undefined],
	['a length beyond all', {tensors: [{name: 'w', dims: [2n ** 63n], type: 0}]}, 'Its header is broken: Tensor "w" dimension 0'],
	['one key more than there is', {counts: [0n, 1n]}, 'It is cut off'],
] as ReadonlyArray<readonly [string, GgufOptions, string | undefined]>)('a header that says %s ends in a moment', async (_, options, reason) => {
	const from = performance.now();
	if (reason === undefined) expect((await read(options)).parameters).toBe(99_999);
	else {
		await expect(read(options)).rejects.toThrow(FormatError);
		await expect(read(options)).rejects.toThrow(reason);
	}
	expect(performance.now() - from).toBeLessThan(3000);
});

test('a file that is cut off anywhere in its header is a broken one', async () => {
	const file = gguf({keys: [['general.name', ['text', 'tiny']]], tensors: [{name: 'w', dims: [64], type: 0}], data: 256});
	for (let length = 4; length < 80; length++) await expect(readGguf(bufferWindow(file.subarray(0, length)))).rejects.toThrow(FormatError);
});
