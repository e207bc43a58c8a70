/** Registers a model that is in the root already, in place: its sidecar gets the version, its files become read-only. */

import type {OnProgress} from './changes.ts';
import type {Change, Target} from './domain/change.ts';
import type {KnownEntry} from './domain/journal-entry.ts';
import type {Registration} from './domain/registration.ts';
import type {Writer} from './journal-writer.ts';

export type RegisterEntry = Extract<KnownEntry, {op: 'register'}>;

/** @throws UserError where nothing was registered, and why */
export function promoteModel(writer: Writer, registration: Registration, {onProgress}: {readonly onProgress: OnProgress}): Change {
	void writer;
	void registration;
	void onProgress;
	throw new Error('Bug: not built yet');
}

/** Ends a promotion that was cut off: the sidecar says whether it stands. @returns a sentence for the person */
export function settlePromotion(writer: Writer, begins: readonly RegisterEntry[]): string {
	void writer;
	void begins;
	throw new Error('Bug: not built yet');
}

/** Gives the sidecar its text back and the files their modes. */
export function undoPromotion(writer: Writer, begins: readonly RegisterEntry[], {targets}: {readonly targets: readonly Target[]}): Change {
	void writer;
	void begins;
	void targets;
	throw new Error('Bug: not built yet');
}
