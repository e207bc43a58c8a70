/** Bytes that lie in a file instead of in memory: a place is enough to have them again. */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {uniqueToken} from './atomic-file.ts';
import {systemReason} from './system-error.ts';

/** Where some bytes lie. */
export interface Blob {
	readonly source: BlobSource;
	readonly at: number;
	readonly length: number;
}

export interface BlobSource {
	/** @throws the system's error, or where the file is shorter than it was */
	readonly read: (at: number, length: number) => Buffer;
}

/** The bytes of a blob. */
export function readBlob({source, at, length}: Blob): Buffer {
	return source.read(at, length);
}

/** An open file; it is the same bytes even when another one takes its name. */
export function fileSource(fd: number): BlobSource {
	return {
		read: (at, length) => {
			const bytes = Buffer.allocUnsafe(length);
			for (let done = 0; done < length;) {
				const read = fs.readSync(fd, bytes, done, length - done, at + done);
				if (read === 0) throw new Error('the file is shorter than it was');
				done += read;
			}
			return bytes;
		},
	};
}

const flushAt = 256_000;

/** Takes bytes and keeps them in a temporary file without a name, so that nothing is left behind however the process ends. */
export class Spill implements BlobSource {
	#fd: number | undefined;
	#written = 0;
	#waiting: Buffer[] = [];
	#waitingBytes = 0;
	#flushAt = flushAt;
	readonly #folder: string;

	/** @param folder where the file lies; the system's temporary folder where that cannot be written */
	constructor(folder: string) {
		this.#folder = folder;
	}

	keep(bytes: Uint8Array): Blob {
		const at = this.#written + this.#waitingBytes;
		this.#waiting.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
		this.#waitingBytes += bytes.length;
		if (this.#waitingBytes >= this.#flushAt) this.#flush();
		return {source: this, at, length: bytes.length};
	}

	read(at: number, length: number): Buffer {
		if (at + length > this.#written) this.#flush();
		// What cannot be written waits in memory.
		if (at >= this.#written || this.#fd === undefined) {
			if (this.#waiting.length > 1) this.#waiting = [Buffer.concat(this.#waiting)];
			return Buffer.from(this.#waiting[0]?.subarray(at - this.#written, at - this.#written + length) ?? []);
		}
		return fileSource(this.#fd).read(at, length);
	}

	/** Forgets all of it: no blob of it may be read any more. */
	clear(): void {
		if (this.#fd !== undefined) fs.ftruncateSync(this.#fd);
		[this.#written, this.#waiting, this.#waitingBytes, this.#flushAt] = [0, [], 0, flushAt];
	}

	#flush(): void {
		this.#fd ??= openUnnamed(this.#folder) ?? openUnnamed(os.tmpdir());
		if (this.#fd === undefined || !this.#write(this.#fd, Buffer.concat(this.#waiting))) {
			// The disk is full: it is asked again when as much more has come.
			this.#flushAt = this.#waitingBytes + flushAt;
			return;
		}
		this.#written += this.#waitingBytes;
		[this.#waiting, this.#waitingBytes, this.#flushAt] = [[], 0, flushAt];
	}

	/** @returns false where not all of it could be written */
	#write(fd: number, bytes: Buffer): boolean {
		try {
			for (let done = 0; done < bytes.length;) done += fs.writeSync(fd, bytes, done, bytes.length - done, this.#written + done);
			return true;
		} catch (error) {
			systemReason(error);
			return false;
		}
	}
}

function openUnnamed(folder: string): number | undefined {
	const file = path.join(folder, `.spill.${uniqueToken()}.tmp`);
	try {
		const fd = fs.openSync(file, 'wx+', 0o600);
		fs.unlinkSync(file);
		return fd;
	} catch {
		// Not here: the next place, or memory.
		return undefined;
	}
}
