/** The types of ONNX in words: dtypes of tensors, and what an input or output takes. */

import type {ProtobufReader, Span} from './protobuf-reader.ts';

/** TensorProto.DataType with the bits of a value; undefined: each has its own length. */
const dtypes: ReadonlyMap<number, readonly [name: string, bits: number | undefined]> = new Map([
	[1, ['float32', 32]],
	[2, ['uint8', 8]],
	[3, ['int8', 8]],
	[4, ['uint16', 16]],
	[5, ['int16', 16]],
	[6, ['int32', 32]],
	[7, ['int64', 64]],
	[8, ['string', undefined]],
	[9, ['bool', 8]],
	[10, ['float16', 16]],
	[11, ['float64', 64]],
	[12, ['uint32', 32]],
	[13, ['uint64', 64]],
	[14, ['complex64', 64]],
	[15, ['complex128', 128]],
	[16, ['bfloat16', 16]],
	[17, ['float8_e4m3fn', 8]],
	[18, ['float8_e4m3fnuz', 8]],
	[19, ['float8_e5m2', 8]],
	[20, ['float8_e5m2fnuz', 8]],
	[21, ['uint4', 4]],
	[22, ['int4', 4]],
	[23, ['float4_e2m1fn', 4]],
	[24, ['float8_e8m0fnu', 8]],
	[25, ['uint2', 2]],
	[26, ['int2', 2]],
	[27, ['float6_e2m3fn', 6]],
	[28, ['float6_e3m2fn', 6]],
]);

/** @returns bits undefined where values have a length of their own, or the type is not known */
export function onnxDtype(number: number): {readonly name: string; readonly bits: number | undefined} {
	const [name, bits] = dtypes.get(number) ?? [`type ${number}`, undefined];
	return {name, bits};
}

/** No tensor has more dimensions. */
const mostDimensions = 64;

/** Of a ValueInfoProto: `x`, `float32 [batch, 3, 224, 224]`; `?` stands for a length that is not said. */
export function readValueInfo(span: Span, reader: ProtobufReader): {readonly name: string; readonly type: string} {
	let [name, type] = ['', ''];
	for (const field of reader.fields(span)) {
		if (field.kind !== 'bytes') continue;
		if (field.number === 1) name = reader.text(field);
		else if (field.number === 2) type = typeWords(field, reader, 0);
	}
	return {name, type};
}

/** Sequences and optionals say what is in them, not deeper than a person would read. */
function typeWords(span: Span, reader: ProtobufReader, depth: number): string {
	let words = '';
	for (const field of reader.fields(span)) {
		if (field.kind !== 'bytes') continue;
		if (field.number === 1) words = tensorWords(field, reader);
		else if (field.number === 8) words = `sparse ${tensorWords(field, reader)}`;
		else if (field.number === 4) words = `sequence of ${innerWords(field, reader, depth)}`.trim();
		else if (field.number === 9) words = `optional ${innerWords(field, reader, depth)}`.trim();
		else if (field.number === 5) words = 'map';
	}
	return words;
}

function innerWords(span: Span, reader: ProtobufReader, depth: number): string {
	if (depth >= 3) return '…';
	for (const field of reader.fields(span)) if (field.number === 1 && field.kind === 'bytes') return typeWords(field, reader, depth + 1);
	return '';
}

function tensorWords(span: Span, reader: ProtobufReader): string {
	let [dtype, shape] = ['', ''];
	for (const field of reader.fields(span)) {
		if (field.number === 1 && field.kind === 'varint') dtype = onnxDtype(Number(field.value)).name;
		else if (field.number === 2 && field.kind === 'bytes') shape = ` [${lengthsOf(field, reader).join(', ')}]`;
	}
	return `${dtype}${shape}`;
}

function lengthsOf(span: Span, reader: ProtobufReader): readonly string[] {
	const lengths: string[] = [];
	for (const field of reader.fields(span)) {
		if (field.number !== 1 || field.kind !== 'bytes') continue;
		if (lengths.length >= mostDimensions) return [...lengths, '…'];
		let length = '?';
		for (const said of reader.fields(field)) {
			if (said.number === 1 && said.kind === 'varint') length = String(reader.integers(said)[0]);
			else if (said.number === 2 && said.kind === 'bytes') length = reader.text(said) || '?';
		}
		lengths.push(length);
	}
	return lengths;
}
