/** What verifying a model found, as `--json` prints it. */

import type {Verified} from '../store/domain/verified.ts';

/** What became of one artifact. */
export interface VerifiedJson {
	readonly key: string;
	readonly model_id: string | null;
	/** `no-sidecar`: what describes the artifact is not there or cannot be read. `other-version`: the bytes are the same, and the sidecar says another version or none. `gone`: there is nothing any more of a version. */
	readonly state: 'ok' | 'differs' | 'missing' | 'no-checksum' | 'no-sidecar' | 'other-version' | 'gone' | 'failed';
	/** Read, of its files. */
	readonly bytes: number;
	/** Paths in the artifact; `''` for an artifact that is one file. */
	readonly changed: readonly string[];
	readonly missing: readonly string[];
	readonly extra: readonly string[];
	/** Why it could not be read or compared. */
	readonly reason: string | null;
}

/** @param id of the model; undefined where nothing tells it */
export function verifiedJson({key, state, changed, missing, extra, reason, bytes}: Verified, id: string | undefined): VerifiedJson {
	return {key, model_id: id ?? null, state, bytes, changed, missing, extra, reason: reason ?? null};
}
