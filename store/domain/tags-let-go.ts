/** Which tags people let go of, as the journal tells it: they were lost, and were to stay away. Pure. */

import type {EditItem, JournalEntry, KnownEntry} from './journal-entry.ts';
import {afterEdit, droppedTags, type TagHistory} from './lost-tags.ts';

/** @returns by transaction the tags that it let go of, each once; those that let go of none are left out */
export function tagsLetGo(entries: readonly JournalEntry[]): ReadonlyMap<string, readonly string[]> {
	const found = new Map<string, readonly string[]>();
	// Most journals have none, and some are long.
	if (!entries.some(entry => entry.op === 'tag' && entry.items.some(isAcceptance))) return found;
	const histories = new Map<string, TagHistory>();
	const begun = new Map<string, KnownEntry[]>();
	for (const entry of entries) {
		if (entry.op === 'unknown' || entry.op !== 'tag') continue;
		const {txn, phase} = entry;
		const before = begun.get(txn) ?? [];
		if (phase === 'begin') {
			begun.set(txn, [...before, entry]);
			continue;
		}
		begun.delete(txn);
		if (phase !== 'done') continue;
		const stands = new Set(entry.items.map(({key}) => key));
		const gone = new Set<string>();
		for (const [key, item] of editsOf(before)) {
			if (!item.tags || (stands.size > 0 && !stands.has(key))) continue;
			const history = histories.get(key);
			if (history && isAcceptance(item)) for (const tag of lostOf(history, item.tags)) gone.add(tag);
			histories.set(key, afterEdit(history, item.tags, Date.parse(entry.at)));
		}
		if (gone.size > 0) found.set(txn, [...gone]);
	}
	return found;
}

/** What was asked about before the edit and is not there after it. */
function lostOf(history: TagHistory, {before, after}: NonNullable<EditItem['tags']>): readonly string[] {
	return (droppedTags(before, history)?.asked ?? []).filter(tag => !after.includes(tag));
}

/** Of an edit that had to be made anew the last one was written. */
function editsOf(begun: readonly KnownEntry[]): ReadonlyMap<string, EditItem> {
	return new Map(begun.flatMap(entry => (entry.op === 'tag' ? entry.items.map(item => [item.key, item] as const) : [])));
}

/** A person said that the tags are right as they are. */
function isAcceptance({tags}: EditItem): boolean {
	return tags !== undefined && (tags.accepted === true || (tags.before.length === tags.after.length && tags.before.every(tag => tags.after.includes(tag))));
}
