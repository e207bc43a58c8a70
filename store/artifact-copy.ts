/** Copies model files while their checksums are taken, and takes checksums of files that stay where they are. */

import type {ArtifactSource} from './artifact-source.ts';
import type {Checksum} from './domain/registration.ts';

export interface CopyOptions {
	/** Told how many bytes of how many are done. */
	readonly onBytes?: (done: number, total: number) => void;
}

/**
 * Copies an artifact to a place where nothing is: files read-only (their x bits kept), folders 0755, times kept; all of it on the disk when it returns.
 *
 * @param to absolute
 * @throws UserError `changed` where the source changed meanwhile, `failed` for a full disk and the like. What was copied stays; the caller removes it
 */
export function copyArtifact(source: ArtifactSource, to: string, {onBytes}: CopyOptions): Checksum {
	void onBytes;
	throw new Error(`Bug: not built yet: ${source.path} ${to}`);
}

/** The checksum of what lies there. @throws UserError as copyArtifact */
export function hashArtifact(source: ArtifactSource, {onBytes}: CopyOptions): Checksum {
	void onBytes;
	throw new Error(`Bug: not built yet: ${source.path}`);
}

/** Takes the w bits from the files, not from the folders. @returns the modes of those that had one, by their paths in the artifact */
export function makeReadOnly(source: ArtifactSource): Readonly<Record<string, number>> {
	throw new Error(`Bug: not built yet: ${source.path}`);
}
