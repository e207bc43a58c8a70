/** What the disk holds of models, and what it would have more of without them: blocks, not lengths, and of hard links each file once. */

import type {Removal} from './change.ts';

/** A file with several names. */
export interface LinkedFile {
	/** Tells the file from every other one: device and inode. */
	readonly id: string;
	/** Bytes that its blocks take. */
	readonly bytes: number;
	/** How many names it has on the whole disk, and how many of them in this model. */
	readonly links: number;
	readonly names: number;
}

/** A model's files as they are now, and what they take. */
export interface Marked {
	readonly removal: Removal;
	/** Bytes of the blocks of files that have one name only. */
	readonly single: number;
	readonly linked: readonly LinkedFile[];
}

/** Bytes on the disk. */
export interface Sizes {
	/** What would lie in the trash. */
	readonly trashed: number;
	/** What the disk would have more of after a purge: files that have further names elsewhere free nothing. */
	readonly freed: number;
}

/** What a set of models takes, and what removing them for good would free. */
export function sizesOf(marked: Iterable<Pick<Marked, 'single' | 'linked'>>): Sizes {
	let single = 0;
	const linked = new Map<string, {bytes: number; links: number; names: number}>();
	for (const one of marked) {
		single += one.single;
		for (const {id, bytes, links, names} of one.linked) {
			const known = linked.get(id);
			if (known) known.names += names;
			else linked.set(id, {bytes, links, names});
		}
	}
	let [trashed, freed] = [single, single];
	for (const {bytes, links, names} of linked.values()) {
		trashed += bytes;
		if (names >= links) freed += bytes;
	}
	return {trashed, freed};
}
