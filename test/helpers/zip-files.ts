/** Zip archives byte by byte, also such as no program writes: names that leave the folder, sizes that lie. */

import zlib from 'node:zlib';

export interface ZipEntry {
	readonly name: string;
	readonly bytes: Buffer;
	readonly deflated?: boolean;
	/** What the directory says instead of the truth (bytes). */
	readonly says?: {readonly size?: number; readonly compressedSize?: number; readonly offset?: number};
}

/** @param options.count what the end of the directory says of how many there are */
export function zipOf(entries: readonly ZipEntry[], {count = entries.length}: {readonly count?: number} = {}): Buffer {
	const [files, directory]: [Buffer[], Buffer[]] = [[], []];
	let at = 0;
	for (const {name, bytes, deflated = false, says = {}} of entries) {
		const [nameBytes, stored] = [Buffer.from(name), deflated ? zlib.deflateRawSync(bytes) : bytes];
		const method = deflated ? 8 : 0;
		const local = Buffer.alloc(30);
		local.writeUInt32LE(0x04034b50, 0);
		local.writeUInt16LE(method, 8);
		local.writeUInt16LE(nameBytes.length, 26);
		const central = Buffer.alloc(46);
		central.writeUInt32LE(0x02014b50, 0);
		central.writeUInt16LE(method, 10);
		central.writeUInt32LE(says.compressedSize ?? stored.length, 20);
		central.writeUInt32LE(says.size ?? bytes.length, 24);
		central.writeUInt16LE(nameBytes.length, 28);
		central.writeUInt32LE(says.offset ?? at, 42);
		files.push(local, nameBytes, stored);
		directory.push(central, nameBytes);
		at += 30 + nameBytes.length + stored.length;
	}
	const list = Buffer.concat(directory);
	const end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt16LE(count, 8);
	end.writeUInt16LE(count, 10);
	end.writeUInt32LE(list.length, 12);
	end.writeUInt32LE(at, 16);
	return Buffer.concat([...files, list, end]);
}
