/** The directory of a zip archive and the bytes of its entries, never more of them than is asked for. */

import {Readable} from 'node:stream';
import zlib from 'node:zlib';
import {fromRandomAccessReaderPromise, RandomAccessReader, type Entry, type ZipFile} from 'yauzl';
import {inspectionLimits} from '../domain/inspection.ts';
import {FormatError, UnreadError, type FileWindow} from './file-window.ts';
import {quoted, shortText} from './tensor-list.ts';
import {bufferWindow, windowPart} from './window-parts.ts';
import {isAmbiguousArchive} from './zip-directories.ts';
import {archiveProblems} from './zip-problems.ts';

export interface ArchiveEntry {
	/** As the directory says it; raw. */
	readonly name: string;
	/** Bytes, as the directory says. */
	readonly size: number;
	/** Bytes in the archive, as the directory says. */
	readonly compressedSize: number;
	/** 0 stored, 8 deflated; nothing else can be read. */
	readonly method: number;
	readonly isEncrypted: boolean;
	/** CRC-32 of its bytes, as the directory says; 0 where nobody counted it. */
	readonly crc: number;
	/** Where its own header begins in the file (bytes). */
	readonly offset: number;
}

export interface Archive {
	/** In the order of the directory; at most `inspectionLimits.entries`. */
	readonly entries: readonly ArchiveEntry[];
	/** The last of this name, which is what most readers take. */
	readonly entry: (name: string) => ArchiveEntry | undefined;
	/** Other programs may find other entries in it. */
	readonly isAmbiguous: boolean;
	/** Sentences about names that leave the folder, names that are there twice, sizes that cannot be; raw. */
	readonly problems: readonly string[];
	/**
	 * All bytes of an entry.
	 *
	 * @throws FormatError where there are more than `limit`, or where they cannot be read
	 */
	readonly readEntry: (entry: ArchiveEntry | string, options: {readonly limit: number}) => Promise<Buffer>;
	/**
	 * The first bytes of an entry: `limit` of them, or all that there are. No more is inflated.
	 *
	 * @throws FormatError where they cannot be read
	 */
	readonly readStart: (entry: ArchiveEntry | string, options: {readonly limit: number}) => Promise<Buffer>;
	/**
	 * The bytes of an entry where they lie, however many; of a compressed one those that come first.
	 *
	 * @throws FormatError where they cannot be read
	 */
	readonly openEntry: (entry: ArchiveEntry, options: {readonly limit: number}) => Promise<OpenEntry>;
}

export interface OpenEntry {
	readonly window: FileWindow;
	/** False: it has more bytes than are read. */
	readonly isWhole: boolean;
}

/** What yauzl says of a file without the record that stands last in an archive. */
const noEnd = 'End of central directory record signature not found';

/** Compressed bytes that are handed to the inflater at once. */
const pieceBytes = 64 * 1024;

/** A broken directory has a sentence for each of its entries; nobody reads more. */
const mostProblems = 20;

/** @throws FormatError where it is no zip archive, or one without a directory that can be read */
export async function readArchive(window: FileWindow): Promise<Archive> {
	const zip = await asFormatError(
		fromRandomAccessReaderPromise(new WindowReader(window), window.size, {autoClose: false, decodeStrings: false, validateEntrySizes: false}),
	);
	const entries = await asFormatError(entriesOf(zip));
	const problems = archiveProblems(entries, window.size).take(mostProblems).toArray();
	if (zip.entryCount > entries.length) problems.push(`Its directory says ${zip.entryCount} entries; the first ${entries.length} were read.`);

	const isAmbiguous = isAmbiguousArchive(window);
	if (isAmbiguous) problems.unshift('It has more than one directory: which of them a program takes is its own affair, and what it loads then is not known.');
	const byName = new Map(entries.map(entry => [entry.name, entry]));
	const start = async (wanted: ArchiveEntry | string, limit: number): Promise<Buffer> => {
		if (typeof wanted !== 'string') return await bytesOf(window, wanted, limit);
		const entry = byName.get(wanted);
		if (!entry) throw new FormatError(`It has no entry ${quoted(wanted)}.`);
		return await bytesOf(window, entry, limit);
	};
	return {
		entries,
		entry: name => byName.get(name),
		isAmbiguous,
		problems,
		readStart: (entry, {limit}) => start(entry, limit),
		openEntry: async (entry, {limit}) => {
			// Who goes by the other of two sizes reads no more than this.
			if (entry.method === 0) return {window: windowPart(window, beginOf(window, entry), Math.max(entry.size, entry.compressedSize)), isWhole: true};
			const bytes = await bytesOf(window, entry, limit + 1);
			return {window: bufferWindow(bytes.subarray(0, limit)), isWhole: bytes.length <= limit};
		},
		readEntry: async (entry, {limit}) => {
			const found = await start(entry, limit + 1);
			if (found.length <= limit) return found;
			throw new FormatError(`Its entry ${quoted(typeof entry === 'string' ? entry : entry.name)} is larger than ${limit} bytes, which are not read.`);
		},
	};
}

/** yauzl waits for nothing but this: what it reads is there at once. */
class WindowReader extends RandomAccessReader {
	private readonly window: FileWindow;

	constructor(window: FileWindow) {
		super();
		this.window = window;
	}

	override read(buffer: Buffer, offset: number, length: number, position: number, callback: (error: Error | null) => void): void {
		callback(this.copy(buffer.subarray(offset, offset + length), position));
	}

	private copy(target: Buffer, position: number): Error | null {
		try {
			this.window.read(position, target.length).copy(target);
			return null;
		} catch (error) {
			if (error instanceof Error) return error;
			throw error;
		}
	}
}

async function entriesOf(zip: ZipFile): Promise<readonly ArchiveEntry[]> {
	const entries: ArchiveEntry[] = [];
	const most = Math.min(zip.entryCount, inspectionLimits.entries);
	if (most === 0) return entries;
	await new Promise<void>((resolve, reject) => {
		// An entry comes while it is asked for: asking from within would nest 200,000 calls.
		let [isAsking, isNextWanted] = [false, false];
		const ask = () => {
			isNextWanted = true;
			if (isAsking) return;
			isAsking = true;
			while (isNextWanted) {
				isNextWanted = false;
				zip.readEntry();
			}
			isAsking = false;
		};
		zip.on('error', reject);
		zip.on('entry', (entry: Entry) => {
			entries.push(entryOf(entry));
			if (entries.length >= most) resolve();
			else ask();
		});
		ask();
	});
	return entries;
}

function entryOf(entry: Entry): ArchiveEntry {
	return {
		name: entry.fileNameRaw.toString('utf8'),
		size: entry.uncompressedSize,
		compressedSize: entry.compressedSize,
		method: entry.compressionMethod,
		isEncrypted: entry.isEncrypted(),
		crc: entry.crc32,
		offset: entry.relativeOffsetOfLocalHeader,
	};
}

/** Where its bytes begin in the file. @throws FormatError where it cannot be read */
function beginOf(window: FileWindow, entry: ArchiveEntry): number {
	const name = quoted(entry.name);
	if (entry.isEncrypted) throw new FormatError(`Its entry ${name} is encrypted.`);
	if (entry.method !== 0 && entry.method !== 8) {
		throw new FormatError(`Its entry ${name} is compressed in a way that is not known here (${entry.method}).`);
	}
	const header = window.read(entry.offset, 30);
	if (header.readUInt32LE(0) !== 0x04034b50) throw new FormatError(`Its entry ${name} is not where its directory says.`);
	return entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
}

async function bytesOf(window: FileWindow, entry: ArchiveEntry, limit: number): Promise<Buffer> {
	const begin = beginOf(window, entry);
	if (entry.method === 0) return Buffer.from(window.read(begin, Math.min(entry.compressedSize, limit)));
	if (begin + entry.compressedSize > window.size) throw new FormatError(`Its entry ${quoted(entry.name)} is cut off.`);
	return await inflateStart(piecesOf(window, begin, entry.compressedSize), {limit, expected: entry.size});
}

function* piecesOf(window: FileWindow, begin: number, length: number): Generator<Buffer> {
	for (let done = 0; done < length; done += pieceBytes) yield Buffer.from(window.read(begin + done, Math.min(pieceBytes, length - done)));
}

/** @param expected bytes, as the directory says */
async function inflateStart(pieces: Iterable<Buffer>, {limit, expected}: {readonly limit: number; readonly expected: number}): Promise<Buffer> {
	const source = Readable.from(pieces);
	const inflater = zlib.createInflateRaw({chunkSize: pieceBytes});
	source.on('error', error => inflater.destroy(error));
	let room: Buffer = Buffer.allocUnsafe(Math.min(limit, Math.max(expected, pieceBytes)));
	let length = 0;
	try {
		for await (const piece of source.pipe(inflater) as AsyncIterable<Buffer>) {
			if (length + piece.length > room.length && room.length < limit) room = grown(room, Math.min(limit, 2 * (length + piece.length)));
			length += piece.copy(room, length);
			if (length >= limit) break;
		}
	} catch (error) {
		if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) {
			throw new FormatError(`A compressed entry is broken: ${error.message}.`);
		}
		throw error;
	} finally {
		source.destroy();
		inflater.destroy();
	}
	return room.subarray(0, length);
}

function grown(bytes: Buffer, size: number): Buffer {
	const room = Buffer.allocUnsafe(size);
	bytes.copy(room);
	return room;
}

/** What yauzl finds wrong, as a sentence; system errors as they are. */
async function asFormatError<Value>(promise: Promise<Value>): Promise<Value> {
	try {
		return await promise;
	} catch (error) {
		if (error instanceof FormatError || !(error instanceof Error) || 'syscall' in error) throw error;
		if (error.message.startsWith(noEnd)) {
			throw new FormatError(`It begins as an archive and has no directory at its end: it was cut off, or is still being written. No program can load it.`);
		}
		throw new UnreadError(`It is no zip archive that can be read: ${shortText(error.message).replace(/\.$/, '')}.`);
	}
}
