/** What verifying a model found. */

/** What became of one artifact. */
export interface Verified {
	readonly key: string;
	/** `no-sidecar`: what describes the artifact is not there or cannot be read. `other-version`: the bytes are the same, and the sidecar says another version or none. `gone`: there is nothing any more of a version. */
	readonly state: 'ok' | 'differs' | 'missing' | 'no-checksum' | 'no-sidecar' | 'other-version' | 'gone' | 'failed';
	/** Paths in the artifact ('' for an artifact that is one file), sorted. */
	readonly changed: readonly string[];
	readonly missing: readonly string[];
	readonly extra: readonly string[];
	/** Why it could not be read or compared, and the next step; sentences, raw. */
	readonly reason?: string;
	/** Read, of its files. */
	readonly bytes: number;
}
