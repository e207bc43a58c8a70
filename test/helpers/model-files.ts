/** Model files built byte by byte: safetensors, NumPy, ONNX and GGUF, good ones and such as no library would write. */

import zlib from 'node:zlib';

/** A header of safetensors as text, or as what is to be its JSON. @param data bytes behind it */
export function safetensors(header: unknown, data = 0): Buffer {
	const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
	return Buffer.concat([uint64(text.length), text, Buffer.alloc(data)]);
}

/** A NumPy array. @param header the dictionary as Python prints it */
export function npy(header: string, {data = 0, version = 1}: {readonly data?: number | Buffer; readonly version?: number} = {}): Buffer {
	const text = Buffer.from(header, version === 3 ? 'utf8' : 'latin1');
	const length = Buffer.alloc(version === 1 ? 2 : 4);
	length.writeUIntLE(text.length, 0, length.length);
	return Buffer.concat([
		Buffer.from([0x93]),
		Buffer.from('NUMPY'),
		Buffer.from([version, 0]),
		length,
		text,
		typeof data === 'number' ? Buffer.alloc(data) : data,
	]);
}

/** The header of a plain array. */
export function npyHeader(descr: string, shape: readonly number[], order: 'True' | 'False' = 'False'): string {
	return `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': (${shape.map(length => `${length},`).join(' ')}), }\n`;
}

/** Fields of a protocol buffer, by number: a number, a text, or the bytes of a message. */
export function message(...fields: ReadonlyArray<readonly [number: number, value: number | string | Buffer]>): Buffer {
	return Buffer.concat(
		fields.map(([number, value]) => {
			if (typeof value === 'number') return Buffer.concat([varint(number * 8), varint(value)]);
			const bytes = Buffer.from(value);
			return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
		}),
	);
}

function varint(value: number): Buffer {
	const bytes: number[] = [];
	let left = BigInt.asUintN(64, BigInt(value));
	while (left >= 128n) {
		bytes.push(Number(left & 127n) | 128);
		left >>= 7n;
	}
	return Buffer.from([...bytes, Number(left)]);
}

/** An initializer of ONNX. @param type of TensorProto.DataType */
export function onnxTensor(name: string, type: number, {dims, raw}: {readonly dims: readonly number[]; readonly raw?: number}): Buffer {
	return message(...dims.map(length => [1, length] as const), [2, type], [8, name], ...(raw === undefined ? [] : [[9, Buffer.alloc(raw)] as const]));
}

/** An input or output of ONNX of float32. @param lengths '' for one that is not said */
export function onnxValue(name: string, lengths: ReadonlyArray<number | string>): Buffer {
	const shape = message(...lengths.map(length => [1, length === '' ? Buffer.alloc(0) : message([typeof length === 'number' ? 1 : 2, length])] as const));
	return message([1, name], [2, message([1, message([1, 1], [2, shape])])]);
}

/** A model of ONNX around the fields of its graph. */
export function onnx(graph: Buffer): Buffer {
	return message([1, 8], [2, 'mytool'], [3, '1.2'], [7, graph], [14, message([1, 'epoch'], [2, '12'])], [8, message([1, ''], [2, 17])]);
}

export interface GgufTensor {
	readonly name: string;
	/** As ggml counts them: the fastest first. */
	readonly dims: ReadonlyArray<number | bigint>;
	readonly type: number;
	readonly offset?: number;
}

/** A value of GGUF with the number of its type. */
export type GgufValue = readonly ['text', string] | readonly ['uint32', number] | readonly ['texts', readonly string[]];

export interface GgufOptions {
	readonly keys?: ReadonlyArray<readonly [key: string, value: GgufValue]>;
	readonly tensors?: readonly GgufTensor[];
	/** In place of the numbers of tensors and keys that there are. */
	readonly counts?: readonly [tensors: bigint, keys: bigint];
	/** Bytes behind the header. */
	readonly data?: number;
}

export function gguf({keys = [], tensors = [], counts, data = 0}: GgufOptions): Buffer {
	const [tensorCount, keyCount] = counts ?? [BigInt(tensors.length), BigInt(keys.length)];
	const header = Buffer.concat([
		Buffer.from('GGUF'),
		uint32(3),
		uint64(tensorCount),
		uint64(keyCount),
		...keys.flatMap(([key, value]) => [ggufText(key), ggufValue(value)]),
		...tensors.flatMap(({name, dims, type, offset = 0}) => [ggufText(name), uint32(dims.length), ...dims.map(uint64), uint32(type), uint64(offset)]),
	]);
	return Buffer.concat([header, Buffer.alloc((32 - (header.length % 32)) % 32), Buffer.alloc(data)]);
}

function ggufValue([kind, value]: GgufValue): Buffer {
	if (kind === 'text') return Buffer.concat([uint32(8), ggufText(value)]);
	if (kind === 'uint32') return Buffer.concat([uint32(4), uint32(value)]);
	return Buffer.concat([uint32(9), uint32(8), uint64(value.length), ...value.map(ggufText)]);
}

function ggufText(text: string): Buffer {
	return Buffer.concat([uint64(Buffer.byteLength(text)), Buffer.from(text)]);
}

function uint32(value: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32LE(value);
	return bytes;
}

function uint64(value: number | bigint): Buffer {
	const bytes = Buffer.alloc(8);
	bytes.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)));
	return bytes;
}

/** A zip archive. @param options.isDeflated compressed entries */
export function zip(entries: ReadonlyArray<readonly [name: string, bytes: Buffer]>, {isDeflated = false} = {}): Buffer {
	const [files, directory]: [Buffer[], Buffer[]] = [[], []];
	let offset = 0;
	for (const [name, bytes] of entries) {
		const stored = isDeflated ? zlib.deflateRawSync(bytes) : bytes;
		const common = Buffer.concat([
			Buffer.from([20, 0, 0, 0, isDeflated ? 8 : 0, 0, 0, 0, 0, 0]),
			uint32(zlib.crc32(bytes)),
			uint32(stored.length),
			uint32(bytes.length),
			uint32(Buffer.byteLength(name)),
		]);
		const file = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), stored]);
		files.push(file);
		directory.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), common, Buffer.alloc(10), uint32(offset), Buffer.from(name)]));
		offset += file.length;
	}
	const [count, whole] = [Buffer.from([entries.length & 255, entries.length >> 8]), Buffer.concat(directory)];
	return Buffer.concat([...files, whole, Buffer.from('PK\x05\x06'), Buffer.alloc(4), count, count, uint32(whole.length), uint32(offset), Buffer.alloc(2)]);
}
