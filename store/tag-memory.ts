/** What the journal says of the tags that were set here, read on as it grows. */

import type {EditItem, JournalEntry, KnownEntry, MoveItem, Operation} from './domain/journal-entry.ts';
import {afterEdit, nothingKnown, removedBy, type TagHistory} from './domain/lost-tags.ts';
import {JournalTail} from './journal-tail.ts';

/** Transactions that have not ended: one that was cut off set nothing. */
type Begun = Map<string, readonly KnownEntry[]>;

/** What changes tags, or which file a key stands for. */
const watched: ReadonlySet<Operation> = new Set(['tag', 'trash', 'restore']);

export class TagMemory {
	readonly #journal: JournalTail;
	readonly #histories = new Map<string, TagHistory>();
	/** Of models in the trash, by their place there: another one may have their name meanwhile. */
	readonly #away = new Map<string, TagHistory>();
	readonly #begun: Begun = new Map();

	constructor(root: string) {
		this.#journal = new JournalTail(root, /"(?:tag|trash|restore)"/);
	}

	/** Reads what was appended to the journal. @returns the models whose history changed, by key */
	read(): ReadonlyMap<string, TagHistory> {
		const appended = this.#journal.read();
		if (!appended) return new Map();
		if (appended.isAnew) for (const map of [this.#histories, this.#away, this.#begun]) map.clear();
		return this.#take(appended.entries);
	}

	#take(entries: Iterable<JournalEntry>): ReadonlyMap<string, TagHistory> {
		const changed = new Map<string, TagHistory>();
		for (const entry of entries) {
			if (entry.op === 'unknown' || !watched.has(entry.op)) continue;
			const {txn, phase} = entry;
			if (phase === 'begin') {
				this.#begun.set(txn, [...(this.#begun.get(txn) ?? []), entry]);
				for (const [key, {tags}] of editsOf([entry])) {
					const history = this.#histories.get(key) ?? nothingKnown;
					if (tags) changed.set(key, {...history, coming: tags.after, removed: removedBy(history, tags, timeOf(entry))});
				}
				continue;
			}
			const begun = this.#begun.get(txn) ?? [];
			this.#begun.delete(txn);
			const isDone = (key: string) => phase === 'done' && (entry.items.length === 0 || done.has(key));
			const done = new Set(entry.items.map(item => item.key));
			for (const key of this.#ended(begun, isDone, timeOf(entry))) changed.set(key, this.#histories.get(key) ?? nothingKnown);
		}
		return changed;
	}

	/** Takes in what a transaction did. @returns the keys of which another thing is known now, or nothing any more */
	#ended(begun: readonly KnownEntry[], isDone: (key: string) => boolean, at: number): readonly string[] {
		const edits = editsOf(begun);
		for (const [key, {tags}] of edits) {
			if (tags && isDone(key)) this.#histories.set(key, afterEdit(this.#histories.get(key), tags, at));
		}
		const moved = begun.flatMap(entry => (entry.op === 'trash' || entry.op === 'restore' ? entry.items.map(item => ({op: entry.op, item})) : []));
		return [...edits.keys(), ...moved.flatMap(({op, item}) => (isDone(item.key) && this.#moved(op, item) ? [item.key] : []))];
	}

	/** A model went to the trash or came back. @returns whether anything is known of its tags */
	#moved(op: 'trash' | 'restore', {key, artifact, sidecar}: MoveItem): boolean {
		const move = artifact ?? sidecar;
		const [from, fromKey, to, toKey] =
			op === 'trash' ? [this.#histories, key, this.#away, move?.to ?? key] : [this.#away, move?.from ?? key, this.#histories, key];
		const history = from.get(fromKey);
		if (!history) return false;
		from.delete(fromKey);
		to.set(toKey, history);
		return true;
	}
}

function timeOf({at}: KnownEntry): number {
	const time = Date.parse(at);
	return Number.isNaN(time) ? 0 : time;
}

/** The items of edits of tags, by key: of an edit that had to be made anew the last one was written. */
function editsOf(begun: readonly KnownEntry[]): ReadonlyMap<string, EditItem> {
	return new Map(begun.flatMap(entry => (entry.op === 'tag' ? entry.items.map(item => [item.key, item] as const) : [])));
}
