/** Reads the bytes of a pickle one after the other, never beyond its end, never more of them than is allowed. */

import {inspectionLimits} from '../domain/inspection.ts';
import type {FileWindow} from './file-window.ts';
import type {PickleBytes} from './pickle-values.ts';

/**
 * Who stops where a pickle breaks off: `end`: everybody, its bytes are over; `broken`: Python as well; `limit`: only this reader, and Python may go on.
 */
export type FaultKind = 'end' | 'broken' | 'limit';

/** The pickle is not as pickles are. The message is the end of a sentence, raw. */
export class PickleFault extends Error {
	readonly kind: FaultKind;

	constructor(message: string, kind: FaultKind = 'broken') {
		super(message);
		this.kind = kind;
	}
}

/** What is left of the limits, for all pickles of one file together. */
export interface PickleBudget {
	/** Bytes that are read; those that are stepped over do not count. */
	bytes: number;
	instructions: number;
	/** What the values take in memory (bytes, about). */
	memory: number;
	/** Pickles within pickles. */
	depth: number;
}

/** Texts and bytes that are longer are only measured (bytes). */
export const longestKept = 64 * 1024;

const pieceBytes = 64 * 1024;
const newline = 0x0a;

/** A checkpoint of 100,000 tensors takes 100 MB. */
const mostMemory = 144 * 2 ** 20;

export function pickleBudget(): PickleBudget {
	return {bytes: inspectionLimits.header, instructions: inspectionLimits.instructions, memory: mostMemory, depth: 8};
}

/** True where no further pickle can be read. */
export function isSpent({bytes, instructions, memory}: PickleBudget): boolean {
	return bytes < 0 || instructions < 0 || memory < 0;
}

export interface PickleCursor {
	/** Of the next byte. */
	readonly position: () => number;
	/** All of these throw a PickleFault beyond the end. */
	readonly byte: () => number;
	readonly uint16: () => number;
	readonly uint32: () => number;
	readonly int32: () => number;
	/** At most `longestKept`. */
	readonly bytes: (length: number) => Buffer;
	/** A text of so many bytes, or where it stands if it is too long to be kept. */
	readonly text: (length: number, encoding: 'utf8' | 'latin1') => string | PickleBytes;
	/** Up to the next newline, without it. */
	readonly line: (encoding: 'utf8' | 'latin1') => string | PickleBytes;
	readonly stepOver: (length: number) => PickleBytes;
}

export function cursorAt(window: FileWindow, start: number, budget: PickleBudget): PickleCursor {
	let [piece, begin, at]: [Buffer, number, number] = [Buffer.alloc(0), start, 0];
	const position = () => begin + at;
	const load = (length: number): void => {
		const left = window.size - position();
		if (length > left) throw new PickleFault(`an instruction asks for ${length} bytes, and there are ${left}`, 'end');
		budget.bytes -= at;
		if (budget.bytes < length) throw new PickleFault(`more than ${inspectionLimits.header} bytes of pickles are not read`, 'limit');
		[begin, at] = [position(), 0];
		piece = window.read(begin, Math.min(Math.max(length, pieceBytes), left));
	};
	const stepOver = (size: number): PickleBytes => {
		const offset = position();
		if (Number.isNaN(size)) throw new PickleFault('how many bytes stand here is not known', 'limit');
		if (size > window.size - offset) throw new PickleFault(`an instruction asks for ${size} bytes, and there are ${window.size - offset}`, 'end');
		if (at + size <= piece.length) at += size;
		else {
			budget.bytes -= at;
			[piece, begin, at] = [Buffer.alloc(0), offset + size, 0];
		}
		return {kind: 'bytes', offset, size};
	};
	/** @returns where they begin in the piece that is in memory */
	const have = (length: number): number => {
		if (at + length > piece.length) load(length);
		at += length;
		return at - length;
	};
	return {
		position,
		uint16: () => {
			const from = have(2);
			return piece.readUInt16LE(from);
		},
		uint32: () => {
			const from = have(4);
			return piece.readUInt32LE(from);
		},
		int32: () => {
			const from = have(4);
			return piece.readInt32LE(from);
		},
		byte: () => {
			if (at >= piece.length) load(1);
			return piece[at++] ?? 0;
		},
		bytes: length => {
			const from = have(length);
			return piece.subarray(from, at);
		},
		text: (length, encoding) => {
			if (length > longestKept) return stepOver(length);
			const from = have(length);
			return piece.toString(encoding, from, at);
		},
		line: encoding => {
			const near = piece.indexOf(newline, at);
			if (near !== -1 && near - at <= longestKept) {
				const text = piece.toString(encoding, at, near);
				at = near + 1;
				return text;
			}
			const offset = position();
			for (let length = 0; ;) {
				if (at >= piece.length) load(1);
				const end = piece.indexOf(newline, at);
				length += (end === -1 ? piece.length : end) - at;
				at = end === -1 ? piece.length : end + 1;
				if (end === -1) continue;
				return length > longestKept ? {kind: 'bytes', offset, size: length} : window.read(offset, length).toString(encoding);
			}
		},
		stepOver,
	};
}
