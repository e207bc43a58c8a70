/** What the indexer tells of a root. */

import {bytesOf, foundIn} from './indexed-stem.ts';
import type {Config} from './domain/config.ts';
import type {TagHistory} from './domain/lost-tags.ts';
import type {Problem} from './domain/problem.ts';
import type {GoneChange} from './gone-stems.ts';
import type {IndexedExchange} from './index-file.ts';

/** What holds for the whole root, told whenever a check ended. */
export interface RootFacts {
	readonly config: Config;
	readonly problems: readonly Problem[];
	/** What model_registry.json says beyond the sidecars; the same object as long as it says the same. */
	readonly exchange?: IndexedExchange;
	/** Model folders that cannot be read now, with a `/` at the end. */
	readonly stalePrefixes: readonly string[];
	/** Free bytes for this user on the disk of the root. */
	readonly freeBytes?: number;
}

export interface IndexerSink {
	readonly total?: (models: number) => void;
	/** Models that are new or changed, as JSON texts, those of one stem separated by tabs. */
	readonly changed: (models: readonly Uint8Array[]) => void | Promise<void>;
	readonly removed: (keys: readonly string[]) => void;
	readonly facts: (facts: RootFacts) => void;
	/** What the journal knows anew of the tags of models, by key. */
	readonly histories: (histories: ReadonlyMap<string, TagHistory>) => void;
	/** Models that vanished, came back or were dismissed. */
	readonly gone?: (change: GoneModels) => void;
}

/** What changed in what is gone. */
export interface GoneModels {
	/** As `decodeFound` reads them, with when they vanished (milliseconds since 1970), in that order. */
	readonly came: ReadonlyArray<{readonly bytes: Uint8Array; readonly at: number}>;
	/** Keys of those that are gone no more. */
	readonly over: readonly string[];
	/** How many vanished that are not remembered one by one. */
	readonly more: number;
}

/** As it is told: those whose bytes cannot be read any more are left out. */
export function goneModels({came, over, more}: GoneChange): GoneModels {
	const readable = came.flatMap(stem => {
		const bytes = bytesOf(stem);
		return bytes && foundIn(stem).length > 0 ? [{bytes, at: stem.goneAt}] : [];
	});
	return {came: readable, over, more};
}
