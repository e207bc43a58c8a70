/** Which files this program moved itself, as the journal says: what left by it did not vanish, and what it brought back is not new. */

import type {JournalEntry, KnownEntry, Move} from './domain/journal-entry.ts';
import {JournalTail} from './journal-tail.ts';
import {filesInLook, signOf} from './stem-look.ts';

/** How a file was taken away. */
interface Taken {
	/** Milliseconds since 1970. */
	readonly at: number;
	/** See `LookedFile`; undefined where the journal does not say which file it was. */
	readonly sign?: string;
}

/** A file that a transaction takes from a model. */
interface TakenPath {
	/** Of the model, as the transaction names it. */
	readonly key: string;
	readonly path: string;
	readonly sign?: string;
}

export class OwnMoves {
	readonly #root: string;
	readonly #journal: JournalTail;
	/** By the path that a file had, relative to the root. */
	readonly #taken = new Map<string, Taken>();
	readonly #broughtBack = new Set<string>();
	/** What transactions took that may still be taken back. */
	readonly #begun = new Map<string, readonly TakenPath[]>();

	constructor(root: string) {
		this.#root = root;
		this.#journal = new JournalTail(root, /"(?:trash|restore|adopt|register)"/);
	}

	/** Whether any of these files, which are not there any more, was moved by this program. @param folder their folder, relative to the root @param look how they were seen last */
	tookAny(folder: string, look: string): boolean {
		this.#read();
		if (this.#taken.size === 0) return false;
		const files = filesInLook(look);
		const newest = Math.max(...files.map(({changedAt}) => changedAt));
		return files.some(({name, sign}) => {
			const taken = this.#taken.get(`${folder}/${name}`);
			// What another program wrote under this name afterwards was changed later.
			return taken !== undefined && (taken.sign === sign || newest <= taken.at);
		});
	}

	/** Whether any of these files came back from the trash. */
	broughtBackAny(folder: string, look: string): boolean {
		this.#read();
		return this.#broughtBack.size > 0 && filesInLook(look).some(({name}) => this.#broughtBack.has(`${folder}/${name}`));
	}

	#read(): void {
		const appended = this.#journal.read();
		if (!appended) return;
		if (appended.isAnew) for (const known of [this.#taken, this.#broughtBack, this.#begun]) known.clear();
		for (const entry of appended.entries) this.#take(entry);
	}

	#take(entry: JournalEntry): void {
		if (entry.op === 'unknown') return;
		if (entry.phase === 'begin') return this.#begin(entry);
		const done = new Set(entry.items.map(({key}) => key));
		const stays = ({key}: TakenPath) => entry.phase === 'undone' || (done.size > 0 && !done.has(key));
		for (const one of this.#begun.get(entry.txn) ?? []) if (stays(one)) this.#taken.delete(one.path);
		this.#begun.delete(entry.txn);
	}

	#begin(entry: KnownEntry): void {
		const at = Date.parse(entry.at);
		if (entry.op === 'restore') {
			for (const {to} of entry.items.flatMap(movesOf)) {
				this.#taken.delete(to);
				this.#broughtBack.add(to);
			}
			return;
		}
		const taken = this.#takenBy(entry);
		for (const {path, sign} of taken) {
			this.#taken.set(path, {at, sign});
			this.#broughtBack.delete(path);
		}
		if (taken.length > 0) this.#begun.set(entry.txn, [...(this.#begun.get(entry.txn) ?? []), ...taken]);
	}

	#takenBy(entry: KnownEntry): readonly TakenPath[] {
		switch (entry.op) {
			case 'trash':
				return entry.items.flatMap(item => movesOf(item).map(move => ({key: item.key, path: move.from, sign: signOf(move)})));
			case 'adopt':
				return entry.items.flatMap(({key, from}) => (from === undefined ? [] : [{key, path: from}]));
			case 'register':
				return entry.items.flatMap(({key, way, artifact}) =>
					way === 'move' && artifact?.from?.startsWith(`${this.#root}/`) === true ? [{key, path: artifact.from.slice(this.#root.length + 1)}] : [],
				);
			default:
				return [];
		}
	}
}

function movesOf({artifact, sidecar, files = []}: {readonly artifact?: Move; readonly sidecar?: Move; readonly files?: readonly Move[]}): readonly Move[] {
	return [artifact, sidecar, ...files].filter(move => move !== undefined);
}
