/** What became of models that went to the trash, as far as the journal tells: whose files were taken out again, and which were deleted. Pure. */

import type {JournalEntry, KnownEntry, MoveItem, Phase} from './journal-entry.ts';
import {movesOf} from './trash-manifest.ts';

export interface TrashAccounts {
	/** The models that each transaction moved to the trash, with the moves that stand. */
	readonly trashed: ReadonlyMap<string, readonly MoveItem[]>;
	/** Where in the trash the files lay that were restored. */
	readonly takenOut: ReadonlySet<string>;
	/** Where in the trash the models lay that were purged (see placeInTrash). */
	readonly deleted: ReadonlySet<string>;
}

/** Of transactions that were cut off and not put right yet nothing is said. */
export function accountsOf(entries: readonly JournalEntry[]): TrashAccounts {
	const trashed = standing(entries.filter((entry): entry is Extract<KnownEntry, {op: 'trash'}> => entry.op === 'trash'));
	const restored = standing(entries.filter((entry): entry is Extract<KnownEntry, {op: 'restore'}> => entry.op === 'restore'));
	const purged = standing(entries.filter((entry): entry is Extract<KnownEntry, {op: 'purge'}> => entry.op === 'purge'));
	return {
		trashed,
		takenOut: new Set([...restored.values()].flatMap(items => items.flatMap(movesOf).map(({from}) => from))),
		deleted: new Set([...purged.values()].flatMap(items => items.map(({path}) => path))),
	};
}

/** True for a file of the trash that is still to come back: nobody restored it, and nobody deleted its model. */
export function isLeft(item: MoveItem, {takenOut, deleted}: Pick<TrashAccounts, 'takenOut' | 'deleted'>): boolean {
	return !deleted.has(placeInTrash(item)) && movesOf(item).some(({to}) => !takenOut.has(to));
}

/** Where a model lies that was moved to the trash, as the line of its purge tells it. */
export function placeInTrash(item: MoveItem): string {
	const [first] = movesOf(item);
	return first === undefined ? '' : first.to.slice(0, -first.from.length) + item.key;
}

interface Lines<Item> {
	readonly txn: string;
	readonly phase: Phase;
	readonly items: readonly Item[];
}

/** By transaction: what stands of those that are done. */
function standing<Item>(lines: ReadonlyArray<Lines<Item>>): ReadonlyMap<string, readonly Item[]> {
	const begun = new Map<string, readonly Item[]>();
	const done = new Map<string, readonly Item[]>();
	for (const {txn, phase, items} of lines) {
		if (phase === 'begin') begun.set(txn, [...(begun.get(txn) ?? []), ...items]);
		if (phase === 'done') done.set(txn, items.length > 0 ? items : (begun.get(txn) ?? []));
	}
	return done;
}
