/** Gives models ids of their own: one edit of `model_id` in the text of the sidecar, which can be taken back to the byte. */

import type {Edit, Node} from 'jsonc-parser';
import type {OnProgress} from './changes.ts';
import type {Change, IdEdit, Target} from './domain/change.ts';
import type {EditItem} from './domain/journal-entry.ts';
import {entriesIn, ownEntries} from './entry-owner.ts';
import {entryNames, followExchange, type RenamedTarget} from './exchange-follow.ts';
import type {Writer} from './journal-writer.ts';
import {childrenOf, insertion, keyOf, replacement, styleOf, valueOf} from './json-text.ts';
import {editTask} from './sidecar-batches.ts';
import {sha256, skipped} from './sidecar-job.ts';
import {edited, openSidecar, refused, spelled, splice, type EditOutcome} from './sidecar-splice.ts';
import {runTasks, type DoneTask, type Task} from './sidecar-tasks.ts';

const field = 'model_id';

/** Writes `model_id` into sidecars. One transaction. @throws as adoptModels */
export function identifyModels(writer: Writer, edits: readonly IdEdit[], {onProgress}: {readonly onProgress: OnProgress}): Change {
	const unique = [...new Map(edits.map(edit => [edit.target.key, edit])).values()];
	const entries = oldEntries(
		writer.root,
		unique.map(({target}) => target),
	);
	const tasks = unique.map(({target, id}): Task => {
		if (id === '' || !id.isWellFormed()) return {target, folders: [], ready: () => skipped(`${target.key} cannot have this id: a sidecar cannot hold it.`)};
		const entry = entries.get(target.key);
		return withId(editTask(writer, {target, edit: file => withModelId(file, id)}), {id: {before: target.id, after: id}, ...(entry ? {entry} : {})});
	});
	return runTasks(writer, {op: 'adopt', tasks, follow: done => followExchange(writer, {renamed: renamedById(writer.root, done)}), onProgress});
}

/** The task that takes it back: exactly where the file is as it was left, else by its meaning. */
export function idBackTask(
	writer: Writer,
	{target, item, id}: {readonly target: Target; readonly item: EditItem; readonly id: NonNullable<EditItem['id']>},
): Task {
	return withId(editTask(writer, {target, edit: file => takenBack(file, item, id)}), {id: {before: id.after, after: id.before}});
}

/**
 * What the exchange file must know: the entry gets the new id as its name; its key, where another model has that id.
 *
 * @param items those that are taken back, by key: their entries get the names and the texts of then
 */
export function renamedById(root: string, done: readonly DoneTask[], items: ReadonlyMap<string, EditItem> = new Map()): readonly RenamedTarget[] {
	const identified = done.filter(({item}) => item.id !== undefined);
	if (identified.length === 0) return [];
	const names = new Set(entryNames(root));
	const ownEntry = ownEntries(
		root,
		identified.map(({target}) => target),
		entriesIn(root),
	);
	return identified.flatMap(({target, item}) => {
		const [{after: id} = {after: target.id}, was] = [item.id, items.get(target.key)];
		const {name, from} = ownEntry(target);
		const oldEntry = from?.name ?? name;
		const entry = [was?.entry?.name ?? id, id].find(one => one === oldEntry || !names.has(one)) ?? target.key;
		// Another one that is renamed here gets no name twice.
		names.add(entry);
		const isAsBefore = was !== undefined && was.sha256.before === item.sha256.after;
		return [{...target, id, entry, oldEntry, ...(isAsBefore && was.entry?.text !== undefined ? {oldText: was.entry.text} : {})}];
	});
}

/** Longer ones do not go into the journal, nor all together more than that (bytes). */
const longestKept = 65_536;
const mostKept = 16_000_000;

/** The entries that models have, by key. */
function oldEntries(root: string, targets: readonly Target[]): ReadonlyMap<string, NonNullable<EditItem['entry']>> {
	const ownEntry = ownEntries(root, targets, entriesIn(root));
	const byName = new Map(
		targets.map(target => {
			const {name, from} = ownEntry(target);
			return [from?.name ?? name, target.key] as const;
		}),
	);
	const found = new Map<string, NonNullable<EditItem['entry']>>();
	let sum = 0;
	for (const {name, text} of entriesIn(root)) {
		const key = byName.get(name);
		if (key === undefined) continue;
		const bytes = Buffer.byteLength(text);
		const isKept = bytes <= longestKept && sum + bytes <= mostKept;
		if (isKept) sum += bytes;
		found.set(key, isKept ? {name, text} : {name});
	}
	return found;
}

/** The id that a sidecar says; undefined where it says none or cannot be read. */
export function modelIdIn(file: Buffer): string | undefined {
	const opened = openSidecar(file);
	const property = 'kind' in opened ? undefined : childrenOf(opened.root).findLast(each => keyOf(each) === field);
	const value = property && valueOf(property);
	return value?.type === 'string' ? String(value.value) : undefined;
}

function withModelId(file: Buffer, id: string): EditOutcome {
	const opened = openSidecar(file);
	if ('kind' in opened) return opened;
	const {text, root, start} = opened;
	const [property, second] = childrenOf(root).filter(each => keyOf(each) === field);
	if (second) return refused(`has "${field}" twice: take one of them out in a text editor.`);
	const edit = property ? replacement(text, root, {parent: root, property, missing: [], value: id}) : inserted(text, root, id);
	return edit ? edited(file, {text, start, edit: {...edit, content: spelled(text, edit.content)}}) : {kind: 'unchanged'};
}

/** The id comes first. */
function inserted(text: string, root: Node, id: string): Edit {
	const siblings = childrenOf(root);
	const [first] = siblings;
	if (!first) return insertion(text, root, {parent: root, missing: [field], value: id});
	const {colon, comma} = styleOf(text, root, {parent: root, siblings, at: first, value: id});
	const lead = text.slice(root.offset + 1, first.offset);
	return {offset: first.offset, length: 0, content: `${JSON.stringify(field)}${colon}${JSON.stringify(id)},${lead === '' ? comma.slice(1) : lead}`};
}

function takenBack(file: Buffer, {before, after, offset = 0, sha256: hashes}: EditItem, id: NonNullable<EditItem['id']>): EditOutcome {
	const texts = {before: before ?? '', after: after ?? ''};
	if (sha256(file) === hashes.after) {
		const bytes = splice(file, {offset, before: texts.after, after: texts.before});
		if (bytes && sha256(bytes) === hashes.before) return {kind: 'edited', bytes, offset, before: texts.after, after: texts.before};
	}
	if (modelIdIn(file) !== id.after) return refused(`has another "${field}" by now: it is left as it is.`);
	return withModelId(file, id.before);
}

/** The same task, whose items tell of the ids. */
function withId(task: Task, more: Pick<EditItem, 'id' | 'entry'>): Task {
	const told = (item: EditItem): EditItem => ({...item, ...more});
	return {
		...task,
		ready: () => {
			const ready = task.ready();
			if (ready.kind !== 'ready') return ready;
			return {
				kind: 'ready',
				item: told(ready.item),
				write: journal => {
					const written = ready.write(item => journal(told(item)));
					return written.kind === 'done' ? {...written, item: told(written.item)} : written;
				},
			};
		},
	};
}
