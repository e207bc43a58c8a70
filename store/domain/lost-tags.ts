/** Tags that were set here and dropped since by a program that rewrote the sidecar from old memory: what is still known of them, and what is to be asked. */

import type {TagChange} from './journal-entry.ts';

/** What the journal knows of a model's tags. */
export interface TagHistory {
	/** What our last edit left. */
	readonly now: readonly string[];
	/** What stood before our edits, one after the other, back to the last change that was not ours. */
	readonly earlier: ReadonlyArray<readonly string[]>;
	/** Tags that were set here and gone before a later edit, where nobody said yet whether on purpose. */
	readonly owed: readonly string[];
	/** Tags that our edits took off, and when (milliseconds since 1970): an older model_registry.json that has them still is only behind. */
	readonly removed?: ReadonlyMap<string, number>;
	/** What an edit of ours that is under way writes: it may stand there already. */
	readonly coming?: readonly string[];
}

/** Of a file that is another one now: whatever tags it has, none is lost. */
export const nothingKnown: TagHistory = {now: [], earlier: [], owed: []};

/** How the tags of a sidecar differ from what was set here. */
export interface DroppedTags {
	/** They equal what stood before our edit: these go back into the sidecar, those out of it. */
	readonly add: readonly string[];
	readonly remove: readonly string[];
	/** They were set here and are gone, and the tags changed in another way, too. */
	readonly asked: readonly string[];
}

/** The history after one more edit of ours. One that changes nothing, or says so, says that the tags are right as they are. */
export function afterEdit(history: TagHistory | undefined, change: TagChange, at: number): TagHistory {
	const removed = removedBy(history, change, at);
	return {...tagsAfter(history, change), ...(removed.size > 0 ? {removed} : {})};
}

/** What is remembered of tags that were taken off. @param at when the edit was made, in milliseconds since 1970 */
export function removedBy(history: TagHistory | undefined, {before, after}: TagChange, at: number): ReadonlyMap<string, number> {
	const removed = new Map([...(history?.removed ?? [])].filter(([tag]) => !after.includes(tag)));
	for (const tag of without(before, after)) removed.set(tag, at);
	return removed;
}

function tagsAfter(history: TagHistory | undefined, {before, after, accepted}: TagChange): TagHistory {
	if (isSame(before, after)) return {now: after, earlier: [], owed: []};
	if (accepted === true) return {now: after, earlier: [before], owed: []};
	if (!history) return {now: after, earlier: [before], owed: []};
	if (isSame(before, history.now)) return {now: after, earlier: [...history.earlier, before].slice(-mostStates), owed: without(history.owed, after)};
	const isOld = history.earlier.some(state => isSame(state, before));
	const owed = isOld ? history.owed : [...new Set([...history.owed, ...without(history.now, before)])];
	return {now: after, earlier: [before], owed: without(owed, after)};
}

/** A script that keeps tags in memory over more of our edits than this is asked about (states). */
const mostStates = 20;

/** @returns how the tags of a sidecar differ from what was set here; undefined where nothing is lost */
export function droppedTags(own: readonly string[], history: TagHistory): DroppedTags | undefined {
	const {now, earlier, owed, coming} = history;
	if (coming && isSame(own, coming)) return undefined;
	const stillOwed = without(owed, own);
	if (isSame(own, now)) return stillOwed.length === 0 ? undefined : {add: [], remove: [], asked: stillOwed};
	if (earlier.some(state => isSame(state, own))) return {add: without(now, own), remove: without(own, now), asked: without(stillOwed, now)};
	const asked = [...new Set([...stillOwed, ...without(now, own)])];
	return asked.length === 0 ? undefined : {add: [], remove: [], asked};
}

/** The tags that a model has: those of its sidecar, with what was dropped. */
export function withDropped(own: readonly string[], {add, remove}: DroppedTags): readonly string[] {
	return add.length + remove.length === 0 ? own : [...without(own, remove), ...add];
}

/** Tags are a set: their order says nothing. */
function isSame(a: readonly string[], b: readonly string[]): boolean {
	return without(a, b).length === 0 && without(b, a).length === 0;
}

function without(tags: readonly string[], others: readonly string[]): readonly string[] {
	return tags.filter(tag => !others.includes(tag));
}
