/**
 * Walks through the fields of a protocol buffer in a file, and skips by its length what nobody asked for.
 * The parsers there are for ONNX take the whole file into memory; a model of 2 GB is read here by its headers only.
 */

import {inspectionLimits} from '../domain/inspection.ts';
import {FormatError, type FileWindow} from './file-window.ts';

/** A part of a file that holds a message. */
export interface Span {
	readonly start: number;
	readonly end: number;
}

export type Field =
	| {readonly number: number; readonly kind: 'varint'; readonly value: bigint}
	/** Where its bytes lie: of a text, a message, or packed numbers. */
	| ({readonly number: number; readonly kind: 'bytes'} & Span)
	| ({readonly number: number; readonly kind: 'fixed'} & Span);

export interface ProtobufReader {
	/** @throws FormatError for what is no protocol buffer, or goes on longer than is read */
	readonly fields: (span: Span) => Generator<Field, void, undefined>;
	/** Cut after `inspectionLimits.text` bytes. */
	readonly text: (span: Span) => string;
	/** Signed, as `int64` is written. */
	readonly integers: (field: Field) => readonly number[];
}

/** Of one file, all of its messages together: more is not looked at. */
const mostFields = 2_000_000;
/** Numbers packed into one field: no tensor has more dimensions. */
const mostPacked = 64;
const longestVarint = 10;

export function openProtobuf(window: FileWindow): ProtobufReader {
	let count = 0;

	const varint = (at: number, end: number): readonly [value: bigint, next: number] => {
		const bytes = window.read(at, Math.min(longestVarint, end - at));
		let [low, shift] = [0, 0];
		for (let index = 0; index < bytes.length; index++) {
			const byte = bytes[index] ?? 0;
			if (index === 4) return longVarint(bytes, at);
			low |= (byte & 0x7f) << shift;
			if (byte < 0x80) return [BigInt(low), at + index + 1];
			shift += 7;
		}
		throw new FormatError('It is cut off, or no protocol buffer.');
	};

	function* fields({start, end}: Span): Generator<Field, void, undefined> {
		for (let at = start; at < end;) {
			if (++count > mostFields) throw new FormatError(`It has more than ${mostFields.toLocaleString('en')} fields.`);
			const [key, from] = varint(at, end);
			const [number, wire] = [Number(key >> 3n), Number(key & 7n)];
			if (number === 0) throw new FormatError('It is no protocol buffer.');
			if (wire === 0) {
				const [value, next] = varint(from, end);
				yield {number, kind: 'varint', value};
				at = next;
				continue;
			}
			const field = spanOf(wire, from, end);
			if (field.end > end) throw new FormatError('It is cut off, or a length in it is wrong.');
			yield {number, ...field};
			at = field.end;
		}
	}

	const spanOf = (wire: number, from: number, end: number): Span & {readonly kind: 'bytes' | 'fixed'} => {
		if (wire === 1) return {kind: 'fixed', start: from, end: from + 8};
		if (wire === 5) return {kind: 'fixed', start: from, end: from + 4};
		if (wire !== 2) throw new FormatError('It is no protocol buffer.');
		const [length, start] = varint(from, end);
		return {kind: 'bytes', start, end: start + Number(length)};
	};

	return {
		fields,
		text: ({start, end}) => window.read(start, Math.min(end - start, inspectionLimits.text)).toString('utf8'),
		integers: field => {
			if (field.kind === 'varint') return [Number(BigInt.asIntN(64, field.value))];
			if (field.kind === 'fixed') return [];
			const numbers: number[] = [];
			for (let at = field.start; at < field.end && numbers.length <= mostPacked;) {
				const [value, next] = varint(at, field.end);
				numbers.push(Number(BigInt.asIntN(64, value)));
				at = next;
			}
			return numbers;
		},
	};
}

function longVarint(bytes: Buffer, at: number): readonly [value: bigint, next: number] {
	let value = 0n;
	for (let index = 0; index < bytes.length; index++) {
		const byte = bytes[index] ?? 0;
		value |= BigInt(byte & 0x7f) << BigInt(7 * index);
		if (byte < 0x80) return [BigInt.asUintN(64, value), at + index + 1];
	}
	throw new FormatError('It is cut off, or no protocol buffer.');
}

/** A message of two texts, as entries of a map are written: a key and a value. */
export function pairOf(span: Span, reader: ProtobufReader): {readonly key: string; readonly value: string} {
	let [key, value] = ['', ''];
	for (const field of reader.fields(span)) {
		if (field.kind !== 'bytes') continue;
		if (field.number === 1) key = reader.text(field);
		else if (field.number === 2) value = reader.text(field);
	}
	return {key, value};
}
