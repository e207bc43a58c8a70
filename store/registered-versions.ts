/** Which versions there should be by the journal: those that were registered here, and neither taken back nor moved to the trash since. Reads only. */

import type {RegisteredVersion} from './domain/registered-version.ts';
import type {KnownEntry} from './domain/journal-entry.ts';
import {allJournals, entriesOf} from './journal-search.ts';

type Entry = Extract<KnownEntry, {op: 'register' | 'trash' | 'restore'}>;

/** In the order in which they were registered. */
export function registeredVersions(root: string): readonly RegisteredVersion[] {
	const journals = allJournals(root);
	if (!journals.some(bytes => bytes.includes('"op":"register"'))) return [];
	const [standing, removed] = [new Map<string, RegisteredVersion>(), new Map<string, RegisteredVersion>()];
	const begun = new Map<string, Entry[]>();
	for (const entry of journals.flatMap(bytes => [...entriesOf(bytes, ['register', 'trash', 'restore'])])) {
		const before = begun.get(entry.txn) ?? [];
		begun.set(entry.txn, [...before, entry]);
		if (entry.phase === 'done') end(entry, before, {standing, removed});
	}
	return [...standing.values()];
}

interface Versions {
	readonly standing: Map<string, RegisteredVersion>;
	/** In the trash, or deleted from there. */
	readonly removed: Map<string, RegisteredVersion>;
}

function end(done: Entry, begun: readonly Entry[], {standing, removed}: Versions): void {
	// What the end lists is what was done; without a list it was all of it.
	for (const entry of done.items.length > 0 ? [done] : begun) {
		if (entry.op === 'trash') for (const item of entry.items) move(item, standing, removed);
		else if (entry.op === 'restore') for (const item of entry.items) move(item, removed, standing);
		else if (done.inverse_of !== undefined) for (const {key} of entry.items) standing.delete(key);
		else {
			for (const {key, id, family, version, sidecar, edit} of entry.items) {
				standing.set(key, {key, id, family, version, sidecar: sidecar?.to ?? edit?.path});
			}
		}
	}
}

/** One that was renamed meanwhile is known by its id. */
function move({key, id}: {readonly key: string; readonly id: string}, from: Map<string, RegisteredVersion>, to: Map<string, RegisteredVersion>): void {
	const known = from.get(key) ?? [...from.values()].find(one => one.id === id);
	if (!known) return;
	from.delete(known.key);
	to.set(known.key, known);
}
