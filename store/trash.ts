/** Moves models to the trash and back, and empties it: the only code that moves artifacts, and the only one that deletes any. */

import type {Change, Removal, Trashed} from './domain/change.ts';
import type {KnownEntry} from './domain/journal-entry.ts';
import type {OnProgress} from './changes.ts';
import type {Writer} from './journal.ts';

interface MoveOptions {
	readonly onProgress: OnProgress;
}

export function moveToTrash(writer: Writer, removals: readonly Removal[], options: MoveOptions): Change {
	throw new Error(`not built yet: ${writer.by} ${removals.length} ${String(options)}`);
}

/** @param options.inverseOf the transaction that is taken back as a whole */
export function restoreFromTrash(writer: Writer, models: readonly Trashed[], options: MoveOptions & {readonly inverseOf?: string}): Change {
	throw new Error(`not built yet: ${writer.by} ${models.length} ${String(options)}`);
}

export function purgeTrash(writer: Writer, txns: readonly string[], options: MoveOptions): Change {
	throw new Error(`not built yet: ${writer.by} ${txns.length} ${String(options)}`);
}

export type MoveEntry = Extract<KnownEntry, {op: 'trash' | 'restore' | 'purge'}>;

/** Ends a transaction that its writer could not end. @returns a sentence for the person */
export function settleMoves(writer: Writer, begins: readonly MoveEntry[]): string {
	throw new Error(`not built yet: ${writer.by} ${begins.length}`);
}
