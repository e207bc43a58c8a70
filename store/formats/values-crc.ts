/** Checksums of tensors' values, from those that an archive keeps of its entries: nothing is read for them. */

import zlib from 'node:zlib';
import {elementsOf} from '../domain/inspection-summary.ts';

export interface ValuesPlace {
	readonly shape: readonly number[];
	readonly strides: readonly number[];
	/** Values before the first. */
	readonly offset: number;
	/** Bytes of a value. */
	readonly itemSize: number;
	/** Of the whole storage. */
	readonly bytes: number;
}

/** As `Tensor.crc` has it; undefined for a tensor without values. @param crc of the whole storage */
export function valuesCrc(crc: number, {shape, strides, offset, itemSize, bytes}: ValuesPlace): string | undefined {
	const elements = elementsOf(shape);
	if (elements === 0) return undefined;
	const sum = crc.toString(16).padStart(8, '0');
	// The stride of what has one place does not count.
	const order = strides.map((stride, axis) => (shape[axis] === 1 ? 0 : stride));
	const isWhole = offset === 0 && Math.ceil(elements * itemSize) === bytes && isDense(shape, strides);
	if (!isWhole) return `${sum}@${offset}/${order.join(',')}`;
	return rowMajor(shape).every((stride, axis) => shape[axis] === 1 || stride === strides[axis]) ? sum : `${sum}/${order.join(',')}`;
}

/** The strides of values that lie in the order of their shape. */
export function rowMajor(shape: readonly number[]): readonly number[] {
	return shape.map((_, axis) => elementsOf(shape.slice(axis + 1)));
}

/** Each value has one place, and no place is left free. */
function isDense(shape: readonly number[], strides: readonly number[]): boolean {
	let expected = 1;
	const axes = [...shape.keys()].filter(axis => shape[axis] !== 1).sort((a, b) => (strides[a] ?? NaN) - (strides[b] ?? NaN));
	for (const axis of axes) {
		if (strides[axis] !== expected) return false;
		expected *= shape[axis] ?? NaN;
	}
	return true;
}

/** CRC-32 as polynomials over bits: the highest bit stands for x⁰. */
const [polynomial, one, byte] = [0xedb88320, 0x80000000, 0x00800000];

/** The checksum of what stands behind a beginning, from that of both together. @param length bytes behind the beginning */
export function crcBehind(both: number, beginning: Buffer, length: number): number {
	return (both ^ times(zlib.crc32(beginning), power(byte, length))) >>> 0;
}

function power(base: number, exponent: number): number {
	let [result, square] = [one, base];
	for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
		if (left % 2 === 1) result = times(result, square);
		square = times(square, square);
	}
	return result;
}

function times(a: number, b: number): number {
	let [product, shifted] = [0, b];
	for (let bit = one; bit !== 0; bit >>>= 1) {
		if ((a & bit) !== 0) product ^= shifted;
		shifted = (shifted & 1) === 1 ? (shifted >>> 1) ^ polynomial : shifted >>> 1;
	}
	return product >>> 0;
}
