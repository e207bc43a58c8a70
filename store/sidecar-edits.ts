/** Edits sidecars: tags, notes, aliases and results, journalled, under the lock of their folder, in the text of the file. */

import {aliasJobs, followedInUndo, inUndoOrder, movedOn} from './alias-edits.ts';
import type {OnProgress} from './changes.ts';
import type {Change, NoteEdit, ResultEdit, Skipped, TagEdit, Target} from './domain/change.ts';
import type {EditItem, KnownEntry} from './domain/journal-entry.ts';
import type {AliasEdit} from './domain/registration.ts';
import type {Writer} from './journal-writer.ts';
import {addedResult, isListMade} from './result-text.ts';
import {runEdits} from './sidecar-batches.ts';
import {sha256, type Job} from './sidecar-job.ts';
import {splice, type EditOutcome} from './sidecar-splice.ts';
import type {EditOperation} from './sidecar-tasks.ts';
import {editSidecar, wordsOf} from './sidecar-text.ts';

interface EditOptions {
	readonly onProgress: OnProgress;
}

/**
 * Adds tags to models and takes tags off them.
 *
 * @throws UserError where nothing was done: `locked`, `changed`, or why it cannot begin
 */
export function editTags(writer: Writer, edits: readonly TagEdit[], {onProgress}: EditOptions): Change {
	// What is asked for twice of one model is one edit.
	const jobs = [...Map.groupBy(edits, ({target}) => target.key).values()].flatMap(group => {
		const [add, remove] = [group.flatMap(edit => edit.add), group.flatMap(edit => edit.remove)];
		const carried = [...new Set(group.flatMap(edit => edit.carried ?? []))];
		const isAccepted = group.some(edit => edit.accept === true);
		const edit = (file: Buffer) => {
			const outcome = withCarried(editSidecar(file, {kind: 'tags', add, remove}), carried);
			return isAccepted ? accepted(file, outcome) : outcome;
		};
		return group.slice(0, 1).map(({target}) => ({target, edit, removedTags: remove}));
	});
	return runEdits(writer, {op: 'tag', jobs, onProgress});
}

/** An edit that says which of the added tags stood in model_registry.json already. */
function withCarried(outcome: EditOutcome, carried: readonly string[]): EditOutcome {
	if (carried.length === 0 || outcome.kind !== 'edited' || !outcome.tags) return outcome;
	return {...outcome, tags: {...outcome.tags, carried}};
}

/** An edit of tags that says, too, that they are right as they are then: it is journalled even where nothing changes. */
function accepted(file: Buffer, outcome: EditOutcome): EditOutcome {
	if (outcome.kind === 'edited' && outcome.tags) return {...outcome, tags: {...outcome.tags, accepted: true}};
	if (outcome.kind !== 'unchanged') return outcome;
	const tags = wordsOf(file)?.tags ?? [];
	return {kind: 'edited', bytes: file, offset: 0, before: null, after: null, tags: {before: tags, after: tags, accepted: true}};
}

/** Sets the notes of models; of several for one model the last one counts. @throws as editTags */
export function editNotes(writer: Writer, edits: readonly NoteEdit[], {onProgress}: EditOptions): Change {
	const jobs = [...new Map(edits.map(edit => [edit.target.key, edit])).values()].map(({target, text, append, isCarried}) => ({
		target,
		edit: (file: Buffer) => {
			const outcome = editSidecar(file, {kind: 'note', text, append});
			return isCarried === true && outcome.kind === 'edited' && outcome.note ? {...outcome, note: {...outcome.note, carried: true as const}} : outcome;
		},
	}));
	return runEdits(writer, {op: 'note', jobs, onProgress});
}

/**
 * Gives aliases to versions and takes them off. One that goes from one version of a family to another is first on both, and is never found nowhere;
 * where the new one cannot get it, the old one keeps it.
 *
 * @throws as editTags
 */
export function editAliases(writer: Writer, edits: readonly AliasEdit[], {onProgress}: EditOptions): Change {
	return runEdits(writer, {op: 'alias', jobs: aliasJobs(edits), onProgress});
}

/** Adds results behind those that the models have, one a model. @throws as editTags */
export function editResults(writer: Writer, edits: readonly ResultEdit[], {onProgress}: EditOptions): Change {
	const jobs = edits.map(({target, result}) => ({target, edit: (file: Buffer) => editSidecar(file, {kind: 'result', result})}));
	return runEdits(writer, {op: 'result', jobs, onProgress});
}

/** An entry of the journal whose items are edits of sidecars. */
export type EditEntry = Extract<KnownEntry, {op: EditOperation}>;

/**
 * Takes the edits of one transaction back, as a transaction of its own: a file that was not touched since gets its bytes back, in any other the edit is taken
 * back by its meaning.
 *
 * @param begins its `begin` lines, with the items that stand
 * @param options.targets the models of now, by key
 * @throws as editTags
 */
export function undoEdits(writer: Writer, begins: readonly EditEntry[], {targets, onProgress}: EditOptions & {readonly targets: readonly Target[]}): Change {
	const [first] = begins;
	if (!first) throw new Error('Bug: a transaction without a beginning is to be taken back');
	const byKey = new Map(targets.map(target => [target.key, target]));
	const gone: Skipped[] = [];
	const items = inUndoOrder(lastItems(begins));
	const pathOf = ({key}: EditItem) => {
		const sidecar = byKey.get(key)?.sidecar;
		return sidecar === undefined ? undefined : `${writer.root}/${sidecar}`;
	};
	const jobs = items.flatMap((item): readonly Job[] => {
		const target = byKey.get(item.key);
		if (!target) gone.push({key: item.key, reason: `${item.key} is not in the registry any more.`});
		const kept = {tags: item.tags?.carried, note: item.note?.carried};
		const alias = movedOn(item, items, pathOf);
		const elsewhere: EditOutcome = {kind: 'refused', reason: `does not get the alias "${alias}" back: the model that got it has it no more.`};
		return target ? [{target, kept, follows: followedInUndo(item, items), edit: file => (alias === undefined ? takenBack(file, item) : elsewhere)}] : [];
	});
	const change = runEdits(writer, {op: first.op, jobs, inverseOf: first.txn, isPart: gone.length > 0, onProgress});
	return {...change, skipped: [...gone, ...change.skipped]};
}

/** An edit that had to be made anew is in the journal twice: the last one was written. */
function lastItems(begins: readonly EditEntry[]): readonly EditItem[] {
	return [...new Map(begins.flatMap(({items}) => items).map(item => [item.key, item])).values()];
}

function takenBack(file: Buffer, item: EditItem): EditOutcome {
	const {after, offset, tags, note, aliases} = item;
	if (typeof after === 'string' && offset !== undefined && sha256(file) === item.sha256.after) {
		const bytes = splice(file, {offset, before: after, after: item.before ?? ''});
		if (bytes && sha256(bytes) === item.sha256.before) {
			return {kind: 'edited', bytes, offset, before: after === '' ? null : after, after: item.before ?? '', ...wordsChanged(file, bytes, item)};
		}
	}
	// A list that the edit made goes with the last that is in it.
	const isEmptyGone = item.before === null;
	if (tags) return editSidecar(file, {kind: 'tags', add: without(tags.before, tags.after), remove: without(tags.after, tags.before), isEmptyGone});
	if (aliases) {
		return editSidecar(file, {kind: 'aliases', add: without(aliases.before, aliases.after), remove: without(aliases.after, aliases.before), isEmptyGone});
	}
	if (!note) return resultTakenBack(file, item);
	const now = wordsOf(file)?.note;
	if (now === note.before) return {kind: 'unchanged'};
	if (now !== note.after) return {kind: 'refused', reason: 'has a note that was changed since: it is left as it is.'};
	return editSidecar(file, {kind: 'note', text: note.before, append: false});
}

function resultTakenBack(file: Buffer, item: EditItem): EditOutcome {
	const result = addedResult(item);
	if (result === undefined) return {kind: 'refused', reason: 'was changed since: take the edit out in a text editor.'};
	return editSidecar(file, {kind: 'resultGone', result, isEmptyGone: isListMade(item)});
}

/** What the journal says of an edit that is taken back exactly. */
function wordsChanged(file: Buffer, bytes: Buffer, {tags, note, aliases}: EditItem): Pick<EditItem, 'tags' | 'note' | 'aliases'> {
	const [before, after] = [wordsOf(file), wordsOf(bytes)];
	if (!before || !after) return {};
	return {
		...(tags ? {tags: {before: before.tags, after: after.tags}} : {}),
		...(note ? {note: {before: before.note, after: after.note}} : {}),
		...(aliases ? {aliases: {before: before.aliases, after: after.aliases}} : {}),
	};
}

function without(texts: readonly string[], others: readonly string[]): readonly string[] {
	return texts.filter(text => !others.includes(text));
}
