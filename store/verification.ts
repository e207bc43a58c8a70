/** Takes the checksums of registered artifacts anew, and says what is not as it was. */

import type {Model} from './domain/model.ts';

/** What became of one artifact. */
export interface Verified {
	readonly key: string;
	readonly state: 'ok' | 'differs' | 'missing' | 'no-checksum' | 'failed';
	/** Paths in the artifact ('' for an artifact that is one file), sorted. */
	readonly changed: readonly string[];
	readonly missing: readonly string[];
	readonly extra: readonly string[];
	/** Why it could not be read; a sentence, raw. */
	readonly reason?: string;
	/** Read, of its files. */
	readonly bytes: number;
}

export interface VerifyOptions {
	readonly onProgress?: (done: number, total: number) => void;
}

/** Several threads, as many as there are cores. Nothing is written. @returns in the order of the models */
export function verifyModels(root: string, models: readonly Model[], options: VerifyOptions): Promise<readonly Verified[]> {
	return Promise.reject(new Error(`Bug: not built yet: ${root} ${models.length} ${String(options.onProgress)}`));
}
