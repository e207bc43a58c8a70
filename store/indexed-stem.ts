/** What the index holds of a stem, read from its place in the file. */

import {readBlob} from './blob-file.ts';
import type {FoundModel} from './domain/build-model.ts';
import {decodeFound} from './found-codec.ts';
import type {IndexedStem} from './index-file.ts';

/** What the index says of a stem; nothing where its file was damaged behind our back: it is then read from the disk again. */
export function foundIn(indexed: IndexedStem): readonly FoundModel[] {
	try {
		const found = decodeFound(readBlob(indexed));
		return found.map(model => model.key).join('\0') === indexed.keys ? found : [];
	} catch {
		return [];
	}
}

/** As it stands there; undefined where it cannot be read. */
export function bytesOf(indexed: IndexedStem): Buffer | undefined {
	try {
		return readBlob(indexed);
	} catch {
		return undefined;
	}
}
