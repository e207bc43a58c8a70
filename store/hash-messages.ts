/** What the threads that take checksums are sent, and what they answer. */

/** Absolute paths of files. */
export interface HashBatch {
	readonly id: number;
	readonly paths: readonly string[];
}

/** Of one file; `gone`: there is none any more. `reason` is a sentence, raw. */
export type HashOutcome = {readonly sha256: string} | {readonly gone: true} | {readonly reason: string};

export type FromHasher =
	/** So many bytes more. */
	| {readonly kind: 'read'; readonly bytes: number}
	/** In the order of the paths. */
	| {readonly kind: 'hashed'; readonly id: number; readonly outcomes: readonly HashOutcome[]};
