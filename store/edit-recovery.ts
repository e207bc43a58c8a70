/** Ends edits of sidecars that were cut off: each file says whether its edit stands. */

import type {AdoptEntry} from './adopt.ts';
import type {Target} from './domain/change.ts';
import {baseName} from './domain/identifier.ts';
import {isObject} from './domain/json.ts';
import type {EditItem} from './domain/journal-entry.ts';
import {interpretSidecar} from './domain/sidecar.ts';
import {entryNames, followExchange} from './exchange-follow.ts';
import {markPending} from './exchange-pending.ts';
import {appendJournal, type Writer} from './journal-writer.ts';
import {removeLeftovers} from './leftovers.ts';
import {ownFolder} from './own-folder.ts';
import {standsIn} from './result-text.ts';
import {editedTarget, takenText} from './sidecar-batches.ts';
import type {EditEntry} from './sidecar-edits.ts';
import {parseJsonBytes} from './sidecar-file.ts';
import {readSidecar, sha256} from './sidecar-job.ts';
import {wordsOf} from './sidecar-text.ts';

/**
 * Ends a transaction that its writer could not end: says what stands, puts the exchange files right, and removes what was left in the folders.
 *
 * @returns a sentence for the person
 * @throws UserError where the journal cannot be written
 */
export function settleEdits(writer: Writer, begins: readonly EditEntry[]): string {
	const [first] = begins;
	if (!first) throw new Error('Bug: a transaction without a beginning is to be ended');
	// One that had to be made anew is there twice.
	const byKey = Map.groupBy(
		begins.flatMap(({items}) => items),
		({key}) => key,
	);
	const standing = [...byKey.values()].flatMap(items => {
		const read = readSidecar(`${writer.root}/${pathOf(items[0])}`);
		const item = 'reason' in read ? undefined : items.findLast(each => stands(read.bytes, each));
		return item && !('reason' in read) ? [{item, bytes: read.bytes}] : [];
	});
	const notes = follow(writer, {first, standing});
	return endCutOff(writer, begins, {standing: standing.map(({item}) => item), notes});
}

/**
 * Removes what a transaction left in the folders, and writes its end.
 *
 * @param of.standing the last item of each model that has the change
 * @param of.notes what was said of the exchange files
 * @returns a sentence for the person
 * @throws UserError where the journal cannot be written
 */
export function endCutOff(
	writer: Writer,
	begins: ReadonlyArray<EditEntry | AdoptEntry>,
	{standing, notes}: {readonly standing: readonly EditItem[]; readonly notes: readonly string[]},
): string {
	const [first] = begins;
	if (!first) throw new Error('Bug: a transaction without a beginning is to be ended');
	tidy(writer, begins);
	const begun = begins.flatMap(entry => entry.items);
	const count = new Set(begun.map(({key}) => key)).size;
	const {txn, op, inverse_of: inverseOf} = first;
	const isWhole = standing.length === count;
	const items = isWhole && begun.length === count ? [] : standing;
	appendJournal(writer, {txn, op, phase: standing.length > 0 ? 'done' : 'undone', items, inverseOf: isWhole ? inverseOf : undefined});
	const what = `An earlier ${first.by === '' ? 'change' : `\`${first.by}\``} was cut off`;
	const models = count === 1 ? `its model ${isWhole ? 'has' : 'does not have'} the change` : `${standing.length} of ${count} models have the change`;
	return [`${what}: ${models}; mreg log shows it.`, ...notes].join(' ');
}

/** True if a file has an edit. In one that changed since, its meaning counts. */
function stands(file: Buffer, item: EditItem): boolean {
	const {sha256: hashes, tags, note, aliases} = item;
	const hash = sha256(file);
	if (hash === hashes.after) return true;
	const words = hash === hashes.before ? undefined : wordsOf(file);
	if (!words) return false;
	if (tags) return areSet(tags, words.tags);
	if (aliases) return areSet(aliases, words.aliases);
	return note ? note.after === words.note : standsIn(file, item);
}

/** True if what an edit added is there, and what it took off is not. */
function areSet({before, after}: {readonly before: readonly string[]; readonly after: readonly string[]}, now: readonly string[]): boolean {
	return after.every(text => now.includes(text)) && !before.some(text => !after.includes(text) && now.includes(text));
}

export interface Standing {
	readonly item: EditItem;
	readonly bytes: Buffer;
}

/** Brings the exchange files in step with the models that have their edits. @returns sentences about what could not be */
function follow(writer: Writer, {first, standing}: {first: EditEntry; standing: readonly Standing[]}): readonly string[] {
	if (standing.length === 0) return [];
	const names = entryNames(writer.root);
	const targets = standing.map(one => ({item: one.item, target: standingTarget(one, names)}));
	if (first.op !== 'result') return followExchange(writer, {edited: targets.map(({item, target}) => editedTarget(target, item))});
	if (first.inverse_of !== undefined) return followExchange(writer, {present: targets.map(({item, target}) => ({...target, taken: takenText(item)}))});
	// Hundreds of jobs may have been killed at once: settlePending follows for all of them.
	return markPending(
		writer,
		targets.map(({target}) => target),
	).notes;
}

/** What the journal and the sidecar tell of a model. @param names of the entries of model_registry.json */
export function standingTarget({item, bytes}: Standing, names: ReadonlySet<string>): Target {
	const {key} = item;
	const sidecar = pathOf(item);
	const folder = folderOf(folderOf(sidecar));
	const parsed = parseJsonBytes(bytes);
	const said = 'value' in parsed && isObject(parsed.value) ? interpretSidecar(parsed.value) : undefined;
	const id = said?.modelId ?? baseName(key);
	return {key, id, algorithm: said?.algorithm ?? baseName(folder).toLowerCase(), folder, sidecar, files: [], bytes: 0, entry: names.has(key) ? key : id};
}

/** The sidecar, relative to the root. */
function pathOf(item: EditItem | undefined): string {
	return item?.path ?? `${item?.key ?? ''}.json`;
}

function folderOf(path: string): string {
	const end = path.lastIndexOf('/');
	return end === -1 ? '.' : path.slice(0, end);
}

function tidy({root, now}: Writer, begins: ReadonlyArray<EditEntry | AdoptEntry>): void {
	const deadPids = new Set(begins.flatMap(({process}) => process?.pid ?? []));
	const folders = new Set(begins.flatMap(({items}) => items).map(item => folderOf(pathOf(item))));
	const paths = new Set([root, ownFolder(root), ...[...folders].flatMap(folder => [`${root}/${folder}`, `${root}/${folderOf(folder)}`])]);
	for (const path of paths) removeLeftovers(path, {now: now(), deadPids});
}
