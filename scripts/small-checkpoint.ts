/** Writes checkpoints as torch.save does, small ones for the demo: an archive of a pickled state_dict and the bytes of its tensors. */

import zlib from 'node:zlib';

export interface SmallTensor {
	readonly name: string;
	/** Rows first. */
	readonly shape: readonly number[];
	/** As many as the shape says. */
	readonly values: readonly number[];
}

/** What torch.load reads as an OrderedDict of float32 tensors. */
export function smallCheckpoint(tensors: readonly SmallTensor[]): Buffer {
	const hooks = 'ccollections\nOrderedDict\n)R';
	const items = tensors.map(({name, shape, values}, index) => {
		const storage = `(${text('storage')}ctorch\nFloatStorage\n${text(String(index))}${text('cpu')}${int(values.length)}tQ`;
		const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
		return `${text(name)}ctorch._utils\n_rebuild_tensor_v2\n(${storage}${int(0)}(${shape.map(int).join('')}t(${strides.map(int).join('')}t\x89${hooks}tR`;
	});
	const pickle = Buffer.from(`\x80\x02${hooks}(${items.join('')}u.`, 'latin1');
	return archiveOf([
		['archive/data.pkl', pickle],
		['archive/byteorder', Buffer.from('little')],
		...tensors.map(({values}, index) => [`archive/data/${index}`, floats(values)] as const),
		['archive/version', Buffer.from('3\n')],
	]);
}

/** A pickled object of a class that only the training's own code has. */
export function smallPickle(module: string, name: string): Buffer {
	return Buffer.from(`\x80\x02c${module}\n${name}\n)\x81}${text('normalizer')}Nsb.`, 'latin1');
}

/** A pickled whole number below 256. */
export function pickledNumber(value: number): Buffer {
	return Buffer.from([0x80, 4, 0x4b, value, 0x2e]);
}

function text(value: string): string {
	return `X${uint32(value.length)}${value}`;
}

function int(value: number): string {
	return `J${uint32(value)}`;
}

function uint32(value: number): string {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32LE(value);
	return bytes.toString('latin1');
}

function floats(values: readonly number[]): Buffer {
	const bytes = Buffer.alloc(values.length * 4);
	for (const [index, value] of values.entries()) bytes.writeFloatLE(value, index * 4);
	return bytes;
}

/** A zip archive, nothing of it compressed. */
function archiveOf(entries: ReadonlyArray<readonly [name: string, bytes: Buffer]>): Buffer {
	const [files, directory]: [Buffer[], Buffer[]] = [[], []];
	let at = 0;
	for (const [name, bytes] of entries) {
		const [local, central, crc] = [Buffer.alloc(30), Buffer.alloc(46), zlib.crc32(bytes)];
		local.writeUInt32LE(0x04034b50, 0);
		central.writeUInt32LE(0x02014b50, 0);
		for (const [header, first] of [
			[local, 14],
			[central, 16],
		] as const) {
			header.writeUInt32LE(crc, first);
			header.writeUInt32LE(bytes.length, first + 4);
			header.writeUInt32LE(bytes.length, first + 8);
			header.writeUInt16LE(name.length, first + 12);
		}
		central.writeUInt32LE(at, 42);
		files.push(local, Buffer.from(name), bytes);
		directory.push(central, Buffer.from(name));
		at += local.length + name.length + bytes.length;
	}
	const [list, end] = [Buffer.concat(directory), Buffer.alloc(22)];
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt16LE(entries.length, 8);
	end.writeUInt16LE(entries.length, 10);
	end.writeUInt32LE(list.length, 12);
	end.writeUInt32LE(at, 16);
	return Buffer.concat([...files, list, end]);
}
