/** Pickles instruction by instruction, and checkpoints of torch made of them. */

import {bufferWindow} from '../../store/formats/window-parts.ts';
import type {FileWindow} from '../../store/formats/file-window.ts';
import {zipOf} from './zip-files.ts';

/** A piece of a pickle: its bytes as Latin-1. */
export type Piece = string;

export function pickle(...pieces: readonly Piece[]): Buffer {
	return Buffer.from(`\x80\x02${pieces.join('')}.`, 'latin1');
}

export function windowOn(bytes: Buffer): FileWindow {
	return bufferWindow(bytes);
}

export function text(value: string): Piece {
	const bytes = Buffer.from(value);
	return `X${uint32(bytes.length)}${bytes.toString('latin1')}`;
}

export function int(value: number): Piece {
	return `J${uint32(value >>> 0)}`;
}

export function tuple(...items: readonly Piece[]): Piece {
	return `(${items.join('')}t`;
}

export function global(module: string, name: string): Piece {
	return `c${module}\n${name}\n`;
}

export function call(callable: Piece, ...args: readonly Piece[]): Piece {
	return `${callable}${tuple(...args)}R`;
}

export function dict(entries: Readonly<Record<string, Piece>>): Piece {
	return `}(${Object.entries(entries)
		.map(([key, value]) => text(key) + value)
		.join('')}u`;
}

export interface MadeTensor {
	readonly shape?: readonly number[];
	readonly strides?: readonly number[];
	readonly offset?: number;
	readonly key?: string;
	readonly type?: string;
	/** Values that the storage is said to have. */
	readonly length?: number;
}

/** A call of `_rebuild_tensor_v2`, of two floats unless told otherwise. */
export function tensor({shape = [2], strides = [1], offset = 0, key = '0', type = 'FloatStorage', length = 2}: MadeTensor = {}): Piece {
	const storage = `${tuple(text('storage'), global('torch', type), text(key), text('cpu'), int(length))}Q`;
	const hooks = call(global('collections', 'OrderedDict'));
	return call(global('torch._utils', '_rebuild_tensor_v2'), storage, int(offset), tuple(...shape.map(int)), tuple(...strides.map(int)), '\x89', hooks);
}

/** As torch.save writes it. */
export function checkpoint(root: Buffer, storages: Readonly<Record<string, number>> = {'0': 8}): Buffer {
	return zipOf([
		{name: 'made/data.pkl', bytes: root},
		...Object.entries(storages).map(([key, size]) => ({name: `made/data/${key}`, bytes: Buffer.alloc(size)})),
		{name: 'made/version', bytes: Buffer.from('3\n')},
	]);
}

function uint32(value: number): Piece {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32LE(value);
	return bytes.toString('latin1');
}
