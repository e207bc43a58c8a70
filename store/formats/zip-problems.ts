/** What is wrong with the directory of a zip archive, as sentences. */

import {quoted} from './tensor-list.ts';
import type {ArchiveEntry} from './zip-archive.ts';

/** Header of an entry without its name and extra field (bytes). */
const headerBytes = 30;

/** A stream deflated as well as can be gives so many bytes for one. */
const mostInflation = 1032;

/** Names that leave the folder they are unpacked in, names that are there twice, entries one over the other, sizes that cannot be. */
export function* archiveProblems(entries: readonly ArchiveEntry[], fileSize: number): Generator<string> {
	/** By the name in lower case, the last that has it. */
	const names = new Map<string, string>();
	for (const entry of entries) {
		const name = quoted(entry.name);
		if (leavesFolder(entry.name)) yield `Its entry ${name} would be unpacked outside of its folder.`;
		const [lower, other] = [anyCaseOf(entry.name), names.get(anyCaseOf(entry.name))];
		if (other === entry.name) yield `Its entry ${name} is there more than once.`;
		else if (other !== undefined) {
			yield `The name of its entry ${name} differs from another's in upper and lower case only: which of them a program takes is its own affair.`;
		}
		names.set(lower, entry.name);
		if (isLyingSize(entry)) yield `The size of its entry ${name} cannot be: ${entry.size} bytes from ${entry.compressedSize}.`;
	}
	yield* overlaps(entries, fileSize);
}

/** As torch looks for names: of letters beyond ASCII it knows no case. */
export function anyCaseOf(name: string): string {
	return name.replace(/[A-Z]/g, letter => letter.toLowerCase());
}

function leavesFolder(name: string): boolean {
	return /^([\\/]|[A-Za-z]:)/.test(name) || name.split(/[\\/]/).includes('..');
}

function isLyingSize({size, compressedSize, method, isEncrypted}: ArchiveEntry): boolean {
	if (isEncrypted) return false;
	if (method === 0) return size !== compressedSize;
	return method === 8 && size > compressedSize * mostInflation;
}

function* overlaps(entries: readonly ArchiveEntry[], fileSize: number): Generator<string> {
	const byOffset = [...entries].sort((a, b) => a.offset - b.offset);
	for (const [at, entry] of byOffset.entries()) {
		const next = byOffset[at + 1];
		const end = entry.offset + headerBytes + entry.compressedSize;
		if (end > fileSize) yield `Its entry ${quoted(entry.name)} reaches beyond its end: to byte ${end} of ${fileSize}.`;
		else if (next && end > next.offset) yield `Its entries ${quoted(entry.name)} and ${quoted(next.name)} lie one over the other.`;
	}
}
