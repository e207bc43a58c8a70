/** Whether all programs find the same directory in a zip archive: there are three ways to look for it. */

import type {FileWindow} from './file-window.ts';

/** Of the record at the end without its comment, the longest comment, the locator before it, the large record before that (bytes). */
const [endBytes, longestComment, locatorBytes, largeBytes] = [22, 65_535, 20, 56];
const [endMark, locatorMark, largeMark] = [Buffer.from('PK\x05\x06', 'latin1'), 0x07064b50, 0x06064b50];

/**
 * True where the record at the end and the large one of zip64 say different directories, of which each program takes another,
 * or where the directory does not end where the records begin: Python goes back from there, others go by the offset that is said.
 */
export function isAmbiguousArchive(window: FileWindow): boolean {
	const tailBytes = Math.min(window.size, endBytes + longestComment);
	const tailAt = window.size - tailBytes;
	const tail = Buffer.from(window.read(tailAt, tailBytes));
	const found = tail.lastIndexOf(endMark, tailBytes - endBytes);
	if (found === -1) return false;
	const small = {count: tail.readUInt16LE(found + 10), bytes: tail.readUInt32LE(found + 12), offset: tail.readUInt32LE(found + 16)};
	const endAt = tailAt + found;
	const locator = endAt >= locatorBytes ? window.read(endAt - locatorBytes, locatorBytes) : undefined;
	if (locator?.readUInt32LE(0) !== locatorMark) return small.offset + small.bytes !== endAt;
	const largeAt = Number(locator.readBigUInt64LE(8));
	if (largeAt + largeBytes > endAt) return true;
	const record = window.read(largeAt, largeBytes);
	if (record.readUInt32LE(0) !== largeMark) return true;
	const [count, bytes, offset] = [32, 40, 48].map(at => Number(record.readBigUInt64LE(at))) as [number, number, number];
	const isSame = (short: number, most: number, long: number) => short === most || short === long;
	return (
		!isSame(small.count, 0xffff, count) || !isSame(small.bytes, 0xffffffff, bytes) || !isSame(small.offset, 0xffffffff, offset) || offset + bytes !== largeAt
	);
}
