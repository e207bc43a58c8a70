/** Takes the checksums of several files, one after another; what is wrong with one costs only that one. */

import {UserError} from './domain/user-error.ts';
import {hashFile} from './file-hash.ts';
import type {HashOutcome} from './hash-messages.ts';
import {systemCode} from './system-error.ts';

export interface HashBatchOptions {
	/** Room for a piece of a file. */
	readonly room: Uint8Array;
	/** Told of each piece that was read. */
	readonly onBytes: (bytes: number) => void;
}

/** @param paths absolute @returns what came of each, in their order */
export function hashBatch(paths: readonly string[], {room, onBytes}: HashBatchOptions): readonly HashOutcome[] {
	return paths.map(path => {
		try {
			return {sha256: hashFile(path, {room, onPiece: piece => onBytes(piece.length)})};
		} catch (error) {
			if (!(error instanceof UserError)) throw error;
			return ['ENOENT', 'ENOTDIR'].includes(systemCode(error.cause) ?? '') ? {gone: true} : {reason: error.message};
		}
	});
}
