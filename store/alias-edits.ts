/** Edits of aliases, in an order in which no alias is nowhere: who is to have one gets it before the others lose it. */

import type {EditItem} from './domain/journal-entry.ts';
import type {AliasEdit} from './domain/registration.ts';
import {readSidecar, type Job} from './sidecar-job.ts';
import {editSidecar, wordsOf} from './sidecar-text.ts';

/** One job a model: those that get an alias first, and those that lose it only where the other one has it. */
export function aliasJobs(edits: readonly AliasEdit[]): readonly Job[] {
	// What is asked for twice of one model is one edit.
	const all = [...Map.groupBy(edits, ({target}) => target.key).values()].flatMap(group =>
		group.slice(0, 1).map(({target}) => ({target, add: group.flatMap(edit => edit.add), remove: group.flatMap(edit => edit.remove)})),
	);
	return [...all.filter(({add}) => add.length > 0), ...all.filter(({add}) => add.length === 0)].map(({target, add, remove}) => ({
		target,
		follows: all.filter(other => other.target !== target && other.add.some(alias => remove.includes(alias))).map(other => other.target.key),
		edit: file => editSidecar(file, {kind: 'aliases', add, remove}),
	}));
}

/** The edits of a transaction in the order in which they are taken back: who lost an alias gets it before the other one loses it. */
export function inUndoOrder(items: readonly EditItem[]): readonly EditItem[] {
	return [...items.filter(item => lost(item).length > 0), ...items.filter(item => lost(item).length === 0)];
}

/** The models that are to have an alias back before this one loses it, by their keys. */
export function followedInUndo(item: EditItem, items: readonly EditItem[]): readonly string[] {
	const aliases = gained(item);
	if (aliases.length === 0) return [];
	return items.filter(other => other !== item && lost(other).some(alias => aliases.includes(alias))).map(({key}) => key);
}

/**
 * An alias that a model lost and that went on since, from the model that got it: it is not given back, or two would have it.
 *
 * @param pathOf the sidecar of a model of the transaction, absolute; undefined where there is none any more
 */
export function movedOn(item: EditItem, items: readonly EditItem[], pathOf: (item: EditItem) => string | undefined): string | undefined {
	return lost(item).find(alias => {
		const heirs = items.filter(other => other !== item && gained(other).includes(alias));
		return heirs.length > 0 && !heirs.some(heir => hasAlias(pathOf(heir), alias));
	});
}

function hasAlias(path: string | undefined, alias: string): boolean {
	const read = path === undefined ? undefined : readSidecar(path);
	if (read === undefined || 'reason' in read) return false;
	return wordsOf(read.bytes)?.aliases.includes(alias) === true;
}

function lost({aliases}: EditItem): readonly string[] {
	return aliases?.before.filter(alias => !aliases.after.includes(alias)) ?? [];
}

function gained({aliases}: EditItem): readonly string[] {
	return aliases?.after.filter(alias => !aliases.before.includes(alias)) ?? [];
}
