/** Registers a version: bytes that are never written again, with a sidecar. */

import type {OnProgress} from './changes.ts';
import type {Change} from './domain/change.ts';
import type {Registration} from './domain/registration.ts';
import type {Writer} from './journal-writer.ts';

export interface RegisterOptions {
	readonly onProgress: OnProgress;
}

/**
 * @returns `registered`: the version, or the one that has these bytes already
 * @throws UserError where nothing was registered, and why
 */
export function registerVersion(writer: Writer, registration: Registration, {onProgress}: RegisterOptions): Change {
	void writer;
	void registration;
	void onProgress;
	throw new Error('Bug: not built yet');
}
