/** Looking into a large checkpoint, as torch.save lays it out: in this process, and as a whole command. Its values are a hole in the file. */

import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import {inspectArtifact} from '../store/inspect.ts';
import type {Figures} from './figures.ts';
import {timed, type Launch} from './program.ts';
import {median} from './statistics.ts';

export interface InspectOptions {
	readonly launch: Launch;
	/** For the checkpoint, which is made once. */
	readonly folder: string;
	readonly megabytes: number;
	readonly runs: number;
}

const tensors = 1_000;

/** Medians of the runs; the first only warms. @throws Error where not all tensors are found */
export async function measureInspect({launch, folder, megabytes, runs}: InspectOptions): Promise<Figures> {
	const file = checkpoint(folder, megabytes);
	const [inside, whole]: [number[], number[]] = [[], []];
	for (let run = 0; run <= runs; run++) {
		const from = performance.now();
		const {files} = await inspectArtifact(file);
		const took = performance.now() - from;
		if (files[0]?.tensorCount !== tensors || files[0].problems.length > 0) throw new Error(`${file} was not read: ${files[0]?.problems.join(' ')}`);
		const command = await timed(launch.node, [launch.cli, 'inspect', file], launch);
		if (run === 0) continue;
		inside.push(took);
		whole.push(command);
	}
	return {inspect: median(inside), inspectCommand: median(whole)};
}

/** A checkpoint of float32 values, unless it lies there whole. @returns its path */
function checkpoint(folder: string, megabytes: number): string {
	const made = path.join(folder, `checkpoint-${megabytes}.pth`);
	if (fs.existsSync(made)) return made;
	const elements = Math.floor((megabytes * 1e6) / tensors / 4);
	const part = `${made}.part`;
	const archive = openArchive(part);
	archive.add('archive/data.pkl', stateDict(elements));
	archive.add('archive/byteorder', Buffer.from('little'));
	for (let at = 0; at < tensors; at++) archive.add(`archive/data/${at}`, elements * 4);
	archive.add('archive/version', Buffer.from('3\n'));
	archive.close();
	fs.renameSync(part, made);
	return made;
}

/** The pickle of an OrderedDict of tensors, with the instructions that torch.save uses. */
function stateDict(elements: number): Buffer {
	const text = (value: string) => Buffer.concat([Buffer.from('X'), uint32(Buffer.byteLength(value)), Buffer.from(value)]);
	const number = (value: number) => Buffer.concat([Buffer.from('J'), uint32(value)]);
	const tensor = (at: number) => [
		text(`layers.${at}.weight`),
		Buffer.from('ctorch._utils\n_rebuild_tensor_v2\n((', 'latin1'),
		text('storage'),
		Buffer.from('ctorch\nFloatStorage\n', 'latin1'),
		text(String(at)),
		text('cpu'),
		number(elements),
		Buffer.from('tQ', 'latin1'),
		number(0),
		number(elements),
		Buffer.from('\x85', 'latin1'),
		number(1),
		Buffer.from('\x85\x89ccollections\nOrderedDict\n)RtR', 'latin1'),
	];
	const items = Array.from({length: tensors}, (_, at) => tensor(at)).flat();
	return Buffer.concat([Buffer.from('\x80\x02ccollections\nOrderedDict\n)R(', 'latin1'), ...items, Buffer.from('u.', 'latin1')]);
}

/** A zip archive of stored entries, whose bytes begin at multiples of 64 as torch.save has them; a number is a hole of so many bytes. */
function openArchive(file: string): {readonly add: (name: string, content: Buffer | number) => void; readonly close: () => void} {
	const fd = fs.openSync(file, 'w');
	const directory: Buffer[] = [];
	let offset = 0;
	return {
		add: (name, content) => {
			const size = typeof content === 'number' ? content : content.length;
			const padding = 64 - ((offset + 30 + name.length + 4) % 64);
			const extra = Buffer.concat([Buffer.from('FB'), uint16(padding), Buffer.alloc(padding, 'Z')]);
			const sum = typeof content === 'number' ? 0 : zlib.crc32(content);
			const common = [uint16(20), uint16(0x800), uint16(0), uint32(0), uint32(sum), uint32(size), uint32(size), uint16(name.length)];
			const start = Buffer.concat([Buffer.from('PK\x03\x04'), ...common, uint16(extra.length), Buffer.from(name), extra]);
			fs.writeSync(fd, start, 0, start.length, offset);
			if (typeof content !== 'number') fs.writeSync(fd, content, 0, size, offset + start.length);
			directory.push(Buffer.concat([Buffer.from('PK\x01\x02'), uint16(0), ...common, Buffer.alloc(12), uint32(offset), Buffer.from(name)]));
			offset += start.length + size;
		},
		close: () => {
			const whole = Buffer.concat(directory);
			const counts = [uint16(directory.length), uint16(directory.length)];
			const end = Buffer.concat([whole, Buffer.from('PK\x05\x06'), Buffer.alloc(4), ...counts, uint32(whole.length), uint32(offset), uint16(0)]);
			fs.writeSync(fd, end, 0, end.length, offset);
			fs.closeSync(fd);
		},
	};
}

function uint16(value: number): Buffer {
	return Buffer.from([value & 255, value >> 8]);
}

function uint32(value: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32LE(value);
	return bytes;
}
