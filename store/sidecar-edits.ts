/** Edits sidecars: tags and notes, journalled, under the lock of their folder, in the text of the file. */

import type {Change, NoteEdit, Target, TagEdit} from './domain/change.ts';
import type {KnownEntry} from './domain/journal-entry.ts';
import type {OnProgress} from './changes.ts';
import type {Writer} from './journal.ts';

interface EditOptions {
	readonly onProgress: OnProgress;
}

export function editTags(writer: Writer, edits: readonly TagEdit[], options: EditOptions): Change {
	throw new Error(`not built yet: ${writer.by} ${edits.length} ${String(options)}`);
}

export function editNotes(writer: Writer, edits: readonly NoteEdit[], options: EditOptions): Change {
	throw new Error(`not built yet: ${writer.by} ${edits.length} ${String(options)}`);
}

/** An entry of the journal whose items are edits of sidecars. */
export type EditEntry = Extract<KnownEntry, {op: 'tag' | 'note' | 'result'}>;

/** Takes the edits of one transaction back, as a transaction of its own. @param begins its `begin` lines @param targets the models of now, by key */
export function undoEdits(writer: Writer, begins: readonly EditEntry[], options: EditOptions & {readonly targets: readonly Target[]}): Change {
	throw new Error(`not built yet: ${writer.by} ${begins.length} ${String(options)}`);
}

/** Ends a transaction that its writer could not end: says what stands, and puts the exchange files right. @returns a sentence for the person */
export function settleEdits(writer: Writer, begins: readonly EditEntry[]): string {
	throw new Error(`not built yet: ${writer.by} ${begins.length}`);
}
