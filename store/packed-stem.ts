/** What was seen of a stem, in the form in which the index keeps it. */

import type {Blob} from './blob-file.ts';
import {buildModel} from './domain/build-model.ts';
import {encodeFound} from './found-codec.ts';
import {packIds, type IndexedStem} from './index-file.ts';
import type {Stem} from './scanner.ts';

export interface PackedStem {
	readonly bytes: Uint8Array;
	readonly keys: readonly string[];
	readonly ids: readonly string[];
	/** With the place of its bytes. */
	readonly at: (place: Blob) => IndexedStem;
}

export function packStem({look, models, restless}: Stem): PackedStem {
	const built = models.map(found => ({found, model: buildModel(found)}));
	const newest = Math.max(...models.map(({artifact}) => (artifact?.kind === 'directory' ? artifact.modifiedAt : -Infinity)));
	const keys = models.map(({key}) => key);
	const ids = built.map(({model}) => model.id);
	return {
		bytes: encodeFound(built.map(({found, model}) => ({...found, search: model.search}))),
		keys,
		ids,
		at: place => ({
			look,
			time: Math.max(...built.map(({model}) => model.time)),
			directoryModifiedAt: Number.isFinite(newest) ? newest : undefined,
			restless,
			overwrote: models.some(({overwrote}) => overwrote !== undefined),
			live: true,
			keys: keys.join('\0'),
			ids: packIds(keys, ids),
			...place,
		}),
	};
}
