/** Keeps the facts of trainings that were overwritten in training_registry.json, under names of their own, and takes them out again. */

import fs from 'node:fs';
import {nothingDone, type Change, type Remembered, type Skipped} from './domain/change.ts';
import type {KnownEntry, RememberItem} from './domain/journal-entry.ts';
import {isObject, own, type Json, type JsonObject} from './domain/json.ts';
import {UserError} from './domain/user-error.ts';
import {exactText, stringifyExact} from './exact-json.ts';
import {systemPath} from './file-names.ts';
import {historyName} from './history-file.ts';
import {historyIn, rewriteHistory, type HistoryUpdate} from './history-writer.ts';
import {appendJournal, newTransaction, type Writer} from './journal-writer.ts';
import {sha256} from './sidecar-job.ts';
import {codeOf, hintFor, isSystemError, reasonOf} from './system-error.ts';

export type RememberEntry = Extract<KnownEntry, {op: 'remember'}>;

/** An entry as it is written. */
interface Wanted {
	readonly item: RememberItem;
	readonly entry: JsonObject;
}

/**
 * Writes entries into the training histories of their folders, which are made where there are none. One transaction. An entry of this name that is there
 * already stays as it is. The entries are plain data: numbers as numbers, texts as they are.
 *
 * @throws UserError where nothing was done: `locked`, `changed`, or why it cannot begin
 */
export function rememberTrainings(writer: Writer, models: readonly Remembered[]): Change {
	const [unchanged, other, wanted]: [string[], Skipped[], Wanted[]] = [[], [], []];
	for (const [folder, group] of Map.groupBy(models, ({target}) => target.folder)) {
		const history = told(folder, () => historyIn(writer.root, folder));
		const names = new Set(Object.keys(history ?? {}));
		const made = fs.existsSync(systemPath(`${writer.root}/${folder}/${historyName}`)) ? {} : {made: true as const};
		for (const {target, name, entry} of group) {
			if (!history) other.push({key: target.key, reason: otherShape(folder)});
			else if (names.has(name)) unchanged.push(target.key);
			else wanted.push(wantedOf({key: target.key, folder, name, ...made}, entry));
			names.add(name);
		}
	}
	if (wanted.length === 0) return {...nothingDone, unchanged, skipped: other};
	const txn = newTransaction(writer);
	const items = wanted.map(({item}) => item);
	appendJournal(writer, {txn, op: 'remember', phase: 'begin', items});
	const byName = new Map(wanted.map(one => [placeOf(one.item), one]));
	const run = rewriteFolders(writer, items, {
		update: group => known => group.flatMap(item => (known(item.name) ? [] : [[item.name, byName.get(placeOf(item))?.entry] as const])),
		isDone: stands,
	});
	return ended(writer, {txn, run: {...run, skipped: [...other, ...run.skipped]}, unchanged});
}

export function isRemembering(entry: KnownEntry): entry is RememberEntry {
	return entry.op === 'remember';
}

/** Takes a transaction back: the entries go, where nobody changed them; a history that was made for them goes with the last. @throws as rememberTrainings */
export function undoRemembered(writer: Writer, begins: readonly RememberEntry[]): Change {
	const [first] = begins;
	if (!first) throw new Error('Bug: a transaction without a beginning is to be taken back');
	const items = begins.flatMap(entry => entry.items);
	const kept = Map.groupBy(items, item => (stands(writer.root, item) ? 'standing' : 'other'));
	const standing = kept.get('standing') ?? [];
	const skipped = (kept.get('other') ?? []).map(item => ({key: item.key, reason: whyLeft(writer.root, item)}));
	if (standing.length === 0 && skipped.length > 0) return {...nothingDone, skipped};
	const txn = newTransaction(writer);
	appendJournal(writer, {txn, op: 'remember', phase: 'begin', items: standing, inverseOf: first.txn});
	const run = rewriteFolders(writer, standing, {
		update: group => known => group.flatMap(item => (isSame(known(item.name), item) ? [[item.name, undefined] as const] : [])),
		isDone: (root, item) => !stands(root, item),
	});
	const all = {...run, skipped: [...skipped, ...run.skipped]};
	return ended(writer, {txn, run: all, unchanged: [], inverseOf: all.skipped.length === 0 ? first.txn : undefined});
}

/** Ends a transaction that was cut off: the histories say what of it stands. @returns a sentence for the person */
export function settleRemembered(writer: Writer, begins: readonly RememberEntry[]): string {
	const [first] = begins;
	if (!first) throw new Error('Bug: a transaction without a beginning is to be ended');
	const items = begins.flatMap(entry => entry.items);
	const {txn, op, inverse_of: inverseOf} = first;
	const done = items.filter(item => stands(writer.root, item) === (inverseOf === undefined));
	const isWhole = done.length === items.length;
	appendJournal(writer, {txn, op, phase: done.length > 0 ? 'done' : 'undone', items: isWhole ? [] : done, inverseOf: isWhole ? inverseOf : undefined});
	const what = inverseOf === undefined ? 'earlier trainings are in' : 'earlier trainings left';
	return `An earlier ${first.by === '' ? 'change' : `\`${first.by}\``} was cut off: ${done.length} of ${items.length} ${what} ${historyName}; mreg log shows it.`;
}

interface Run {
	readonly done: readonly RememberItem[];
	readonly skipped: readonly Skipped[];
	readonly failure?: UserError;
}

interface Rewriting {
	readonly update: (items: readonly RememberItem[]) => HistoryUpdate;
	/** Whether the file is as it is to be, whatever was said of the writing. */
	readonly isDone: (root: string, item: RememberItem) => boolean;
}

function rewriteFolders({root, waitMs, by}: Writer, items: readonly RememberItem[], {update, isDone}: Rewriting): Run {
	const [done, skipped]: [RememberItem[], Skipped[]] = [[], []];
	let failure: UserError | undefined;
	for (const [folder, group] of Map.groupBy(items, item => item.folder)) {
		let reason = otherShape(folder);
		try {
			const removeEmpty = group.some(({made}) => made === true);
			const isOurs = told(folder, () => rewriteHistory(root, folder, {update: update(group), waitMs, by, removeEmpty}));
			if (isOurs) reason = `${folder}/${historyName} was changed by another program meanwhile.`;
		} catch (error) {
			if (!(error instanceof UserError)) throw error;
			failure ??= error;
			reason = error.message;
		}
		for (const item of group) {
			if (isDone(root, item)) done.push(item);
			else skipped.push({key: item.key, reason});
		}
	}
	return {done, skipped, failure};
}

interface Ending {
	readonly txn: string;
	readonly run: Run;
	readonly unchanged: readonly string[];
	readonly inverseOf?: string;
}

function ended(writer: Writer, {txn, run: {done, skipped, failure}, unchanged, inverseOf}: Ending): Change {
	const isWhole = skipped.length === 0;
	appendJournal(writer, {txn, op: 'remember', phase: isWhole || done.length > 0 ? 'done' : 'undone', items: isWhole ? [] : done, inverseOf});
	if (failure && done.length === 0) throw failure;
	return {txn: done.length > 0 ? txn : undefined, done: done.map(({key}) => key), unchanged, skipped, notes: []};
}

/** Whether an entry is there as it was written. */
function stands(root: string, item: RememberItem): boolean {
	return isSame(entryOf(root, item), item);
}

function isSame(entry: JsonObject | undefined, item: RememberItem): boolean {
	return entry !== undefined && hashOf(entry) === item.sha256;
}

function whyLeft(root: string, item: RememberItem): string {
	const where = `${item.folder}/${historyName}`;
	return entryOf(root, item) ? `${where} says something else of ${item.name} since: it stays.` : `${where} has no entry ${item.name} any more.`;
}

function entryOf(root: string, {folder, name}: RememberItem): JsonObject | undefined {
	try {
		const entry = own(historyIn(root, folder) ?? {}, name);
		return isObject(entry) ? entry : undefined;
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return undefined;
	}
}

function otherShape(folder: string): string {
	return `${folder}/${historyName} is no history of trainings and is left alone.`;
}

function wantedOf(item: Omit<RememberItem, 'sha256'>, entry: JsonObject): Wanted {
	const exact = Object.fromEntries(Object.entries(entry).map(([key, value]) => [exactText(key), exactOf(value)]));
	return {item: {...item, sha256: hashOf(exact)}, entry: exact};
}

/** Plain data as `stringifyExact` takes it. */
function exactOf(value: Json): Json {
	if (typeof value === 'string') return exactText(value);
	if (Array.isArray(value)) return value.map(exactOf);
	return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [exactText(key), exactOf(inner)])) : value;
}

function hashOf(entry: JsonObject): string {
	return sha256(Buffer.from(stringifyExact(entry)));
}

function placeOf({folder, name}: RememberItem): string {
	return `${folder}\0${name}`;
}

/** A system call that fails becomes an error that names the file. */
function told<T>(folder: string, action: () => T): T {
	try {
		return action();
	} catch (error) {
		if (!isSystemError(error)) throw error;
		throw new UserError(codeOf(error), `${folder}/${historyName} cannot be used: ${reasonOf(error)}.`, {hint: hintFor(error), cause: error});
	}
}
