/** Reads the initializers of an ONNX model: name, dtype and shape; the values are skipped. */

import {elementsOf} from '../domain/inspection-summary.ts';
import type {Tensor} from '../domain/inspection.ts';
import type {External} from './onnx-external.ts';
import {onnxDtype} from './onnx-types.ts';
import {pairOf, type ProtobufReader, type Span} from './protobuf-reader.ts';
import {quoted} from './tensor-list.ts';

export interface Initializer {
	readonly tensor: Tensor;
	/** Where its values lie, if not in the model. */
	readonly external?: External;
	readonly problem?: string;
}

/** The fields of a TensorProto, by the numbers of onnx.proto. */
const parts = {dims: 1, dtype: 2, strings: 6, name: 8, raw: 9, external: 13, place: 14};
/** TensorProto.DataLocation: in a file of its own. */
const elsewhere = 1;
/** Things that are said of values that lie elsewhere: location, offset, length, checksum. */
const mostSaid = 16;

/** @throws FormatError where it is broken */
export function readTensor(span: Span, reader: ProtobufReader): Initializer {
	const shape: number[] = [];
	const said = new Map<string, string>();
	let [name, dtype, texts, place, raw]: [string, number, number, number, number?] = ['', 0, 0, 0, undefined];
	for (const field of reader.fields(span)) {
		if (field.number === parts.dims) shape.push(...reader.integers(field));
		else if (field.number === parts.dtype) dtype = reader.integers(field)[0] ?? 0;
		else if (field.number === parts.place) place = reader.integers(field)[0] ?? 0;
		else if (field.kind !== 'bytes') continue;
		else if (field.number === parts.name) name = reader.text(field);
		else if (field.number === parts.strings) texts += field.end - field.start;
		else if (field.number === parts.raw) raw = field.end - field.start;
		else if (field.number === parts.external) {
			const {key, value} = pairOf(field, reader);
			if (said.size < mostSaid) said.set(key, value);
		}
	}
	const {name: words, bits} = onnxDtype(dtype);
	const bytes = bits === undefined ? texts : Math.ceil((elementsOf(shape) * bits) / 8);
	const external = externalOf(said, place);
	const there = external ? external.length : raw;
	const isLying = there !== undefined && bits !== undefined && there !== bytes;
	return {
		tensor: {name, dtype: words, shape, bytes},
		...(external === undefined ? {} : {external}),
		...(isLying ? {problem: `Its tensor ${quoted(name)} has ${there} bytes, and ${words} [${shape.slice(0, 8).join(', ')}] takes ${bytes}.`} : {}),
	};
}

/** Numbers stand there as texts. */
function externalOf(said: ReadonlyMap<string, string>, place: number): External | undefined {
	const location = said.get('location');
	if (location === undefined && place !== elsewhere) return undefined;
	const [offset, length] = [countIn(said.get('offset')), countIn(said.get('length'))];
	return {location: location ?? '', offset: offset ?? 0, length};
}

function countIn(text: string | undefined): number | undefined {
	return text !== undefined && /^\d{1,20}$/.test(text) ? Number(text) : undefined;
}

/** Its shape is the one it has with all its zeros, its bytes those of what is there. @throws FormatError where it is broken */
export function readSparseTensor(span: Span, reader: ProtobufReader): Initializer {
	const shape: number[] = [];
	let [values, indices]: [Initializer?, Initializer?] = [undefined, undefined];
	for (const field of reader.fields(span)) {
		if (field.number === 3) shape.push(...reader.integers(field));
		else if (field.kind !== 'bytes') continue;
		else if (field.number === 1) values = readTensor(field, reader);
		else if (field.number === 2) indices = readTensor(field, reader);
	}
	const bytes = (values?.tensor.bytes ?? 0) + (indices?.tensor.bytes ?? 0);
	return {...values, tensor: {name: values?.tensor.name ?? '', dtype: values?.tensor.dtype ?? onnxDtype(0).name, shape, bytes}};
}
