/** Finds the lines of some operations in the bytes of a journal, without reading the others: a cleanup of many models writes long ones. */

import {parseJournalLine, type KnownEntry, type Operation} from './domain/journal-entry.ts';
import {activeName, journalBytes, rotatedNumber} from './journal.ts';
import {ownFolder} from './own-folder.ts';
import {namesIn} from './staging-folder.ts';

const newline = 0x0a;

/** In the order of the lines; what cannot be read is left out. */
export function* entriesOf<O extends Operation>(bytes: Buffer, ops: readonly O[]): Iterable<Extract<KnownEntry, {op: O}>> {
	const starts = ops.flatMap(op => linesWith(bytes, Buffer.from(`"op":"${op}"`)));
	for (const start of [...new Set(starts)].sort((a, b) => a - b)) {
		const end = bytes.indexOf(newline, start);
		const {entry} = parseJournalLine(bytes.toString('utf8', start, end === -1 ? bytes.length : end));
		if (entry && isOf(entry.op, ops)) yield entry as Extract<KnownEntry, {op: O}>;
	}
}

/** Where the lines begin that hold a text. */
function linesWith(bytes: Buffer, mark: Buffer): readonly number[] {
	const starts: number[] = [];
	for (let at = bytes.indexOf(mark); at !== -1; at = bytes.indexOf(mark, at)) {
		starts.push(bytes.lastIndexOf(newline, at) + 1);
		const end = bytes.indexOf(newline, at);
		at = end === -1 ? bytes.length : end;
	}
	return starts;
}

function isOf(op: string, ops: readonly Operation[]): boolean {
	return ops.some(one => one === op);
}

/** The journals that were put aside, the oldest first: such a one never changes. */
export function rotatedNames(root: string): readonly string[] {
	return namesIn(ownFolder(root))
		.filter(name => !Number.isNaN(rotatedNumber(name)))
		.sort((a, b) => rotatedNumber(a) - rotatedNumber(b));
}

/** The bytes of all journals of a registry, the oldest first. What is put aside meanwhile is there twice. */
export function allJournals(root: string): readonly Buffer[] {
	const active = journalBytes(root, activeName);
	return [...rotatedNames(root).map(name => journalBytes(root, name)), active];
}
