/** Telling formats by what stands in a file, and what broken and hostile files come to. */

import {randomBytes} from 'node:crypto';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {FormatError} from '../../../store/formats/file-window.ts';
import {readContents} from '../../../store/formats/file-format.ts';
import {bufferWindow} from '../../../store/formats/window-parts.ts';
import {gguf, message, npy, npyHeader, onnx, onnxTensor, onnxValue, safetensors, zip} from '../../helpers/model-files.ts';
import {holdsForAllAsync} from '../../helpers/property.ts';

const read = async (bytes: Buffer, name = 'model') => readContents(bufferWindow(bytes), name);

const array = npy(npyHeader("'<f4'", [2, 3]), {data: 24});
const files: Readonly<Record<string, Buffer>> = {
	safetensors: safetensors({__metadata__: {format: 'pt'}, w: {dtype: 'F32', shape: [2, 3], data_offsets: [0, 24]}}, 24),
	npy: array,
	npz: zip([['w.npy', array]], {isDeflated: true}),
	onnx: onnx(message([1, message([1, 'x'], [4, 'Relu'])], [5, onnxTensor('w', 1, {dims: [2, 3], raw: 24})], [11, onnxValue('x', ['n', 3])])),
	gguf: gguf({keys: [['general.name', ['text', 'tiny']]], tensors: [{name: 'w', dims: [3, 2], type: 0}], data: 24}),
	pickle: Buffer.from('\x80\x02cposix\nsystem\nX\x04\x00\x00\x00true\x85R.', 'latin1'),
	zip: zip([['readme.txt', Buffer.from('hello')]]),
	hdf5: Buffer.from('\x89HDF\r\n\x1a\n......', 'latin1'),
};

test.each(Object.entries(files))('%s is told by what stands in it, whatever its name', async (format, bytes) => {
	for (const name of ['model', 'model.pt', 'model.onnx', 'model.txt']) expect(await read(bytes, name)).toMatchObject({format, problems: []});
});

test.each(['safetensors', 'npy', 'npz', 'onnx', 'gguf'])('the one tensor of %s is float32 [2, 3]', async format => {
	expect(await read(files[format] ?? Buffer.alloc(0))).toMatchObject({parameters: 6, tensors: [{dtype: 'float32', shape: [2, 3], bytes: 24}]});
});

test.each([
	['nothing', Buffer.alloc(0)],
	['text', Buffer.from('(this is a note)')],
	['JSON', Buffer.from('{"a": 1}')],
	['zeros', Buffer.alloc(10_000)],
	['one byte', Buffer.from([0x80])],
])('%s is of no known format, not even under the name of one', async (_, bytes) => {
	for (const name of ['model', 'model.onnx', 'model.pkl', 'model.safetensors', 'model.npz', 'model.gguf', 'model.pth']) {
		expect(await read(bytes, name)).toBeUndefined();
	}
});

test('a pickle of the first protocol is known whatever its name', async () => {
	const pickle = Buffer.from('cposix\nsystem\n(Vtrue\ntR.', 'latin1');
	expect(await read(pickle, 'model.pkl')).toMatchObject({format: 'pickle', imports: ['posix.system']});
	expect(await read(pickle, 'model.txt')).toMatchObject({format: 'pickle', imports: ['posix.system']});
});

test.each(Object.keys(files))('%s that is cut off is told as broken, or as nothing known', async format => {
	const whole = files[format] ?? Buffer.alloc(0);
	for (let length = 0; length < whole.length; length++) {
		const contents = await read(whole.subarray(0, length));
		if (contents !== undefined && format !== 'hdf5') expect([length, contents.problems]).not.toEqual([length, []]);
	}
});

test('an archive of Keras says what wrote it', async () => {
	const keras = zip([
		['metadata.json', Buffer.from('{"keras_version": "3.1.0", "date_saved": "2024-11-20@10:00:00"}')],
		['config.json', Buffer.from('{"class_name": "Sequential"}')],
		['model.weights.h5', Buffer.from('x')],
	]);
	expect((await read(keras))?.facts).toEqual([
		['producer', 'Keras 3.1.0'],
		['saved', '2024-11-20@10:00:00'],
		['class', 'Sequential'],
		['entries', '3'],
	]);
});

test('of an archive of arrays the broken ones are told, and what objects would import', async () => {
	const pickle = Buffer.from('cposix\nsystem\n(Vtrue\ntR.', 'latin1');
	const contents = await read(
		zip(
			[
				['w.npy', array],
				['broken.npy', Buffer.from('no array')],
				['objects.npy', npy(npyHeader("'|O'", [1]), {data: pickle})],
				['long.npy', npy(`${npyHeader("'<f4'", [3]).trimEnd()}${' '.repeat(20_000)}\n`, {data: 12})],
			],
			{isDeflated: true},
		),
	);
	expect(contents).toMatchObject({format: 'npz', tensorCount: 3, parameters: 10, imports: ['posix.system']});
	expect(contents?.tensors.map(({name}) => name)).toEqual(['w', 'objects', 'long']);
	expect(contents?.problems).toEqual(["Its entry 'broken.npy': It is no NumPy array."]);
});

test('of a compressed array only the beginning is inflated', async () => {
	const archive = zip([['w.npy', npy(npyHeader("'<f4'", [500_000]), {data: randomBytes(2_000_000)})]], {isDeflated: true});
	// Whoever inflates it all finds that it is broken.
	archive.fill(0, archive.length / 2, archive.length - 1000);
	expect(await read(archive)).toMatchObject({parameters: 500_000, problems: []});
});

const place = fc.record({at: fc.nat(), byte: fc.integer({min: 0, max: 255}), kind: fc.constantFrom('set', 'insert', 'cut', 'double')});

test.each(Object.entries(files))('any change to %s comes to a result in a moment, and to no other error', async (format, bytes) => {
	await holdsForAllAsync(
		[fc.array(place, {minLength: 1, maxLength: 6}), fc.constantFrom('model', `model.${format}`)],
		async (places, name) => {
			const changed = places.reduce(mutated, bytes);
			const from = performance.now();
			await resultOf(changed, name);
			return performance.now() - from < 3000;
		},
		{runs: 400},
	);
});

test.each(Object.entries(files))('random bytes behind the beginning of %s come to a result in a moment', async (_, bytes) => {
	await holdsForAllAsync(
		[fc.nat({max: 60}), fc.uint8Array({maxLength: 2000})],
		async (length, random) => {
			const from = performance.now();
			await resultOf(Buffer.concat([bytes.subarray(0, length), random]), 'model.onnx');
			return performance.now() - from < 3000;
		},
		{runs: 300},
	);
});

function mutated(bytes: Buffer, {at, byte, kind}: {readonly at: number; readonly byte: number; readonly kind: string}): Buffer {
	const place = bytes.length === 0 ? 0 : at % bytes.length;
	const [before, behind] = [bytes.subarray(0, place), bytes.subarray(place)];
	if (kind === 'cut') return before;
	if (kind === 'insert') return Buffer.concat([before, Buffer.from([byte]), behind]);
	if (kind === 'double') return Buffer.concat([bytes, behind]);
	return Buffer.concat([before, Buffer.from([byte]), behind.subarray(1)]);
}

/** What comes of it has only short texts and plausible numbers. */
async function resultOf(bytes: Buffer, name: string): Promise<void> {
	try {
		const contents = await read(bytes, name);
		if (!contents) return;
		for (const text of [...contents.problems, ...contents.imports, ...contents.facts.flat()]) expect(text.length).toBeLessThanOrEqual(4096);
		expect(Number.isSafeInteger(contents.parameters)).toBe(true);
		for (const tensor of contents.tensors) expect(Number.isFinite(tensor.bytes)).toBe(true);
	} catch (error) {
		if (!(error instanceof FormatError)) throw error;
	}
}
