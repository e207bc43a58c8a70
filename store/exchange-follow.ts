/** Brings the exchange files in step with models that were just changed: only their entries, and only where the files are there. */

import fs from 'node:fs';
import {writeChunksAtomic} from './atomic-file.ts';
import type {Target} from './domain/change.ts';
import {isObject, type JsonObject} from './domain/json.ts';
import {interpretSidecar} from './domain/sidecar.ts';
import {UserError} from './domain/user-error.ts';
import {entryTextsByName, exchangeName, exchangeSignature, MalformedError} from './exchange-file.ts';
import {isForeign, isInPlace, keptEntry, keptIn, type Kept} from './exchange-kept.ts';
import {exchangeEntry, isSameFile, readExactSidecar, registryChunks} from './exchange-writer.ts';
import {systemPath} from './file-names.ts';
import {historyEntry, rewriteHistory, type HistoryStatus, type HistoryUpdate} from './history-writer.ts';
import {historyName} from './history-file.ts';
import type {Writer} from './journal-writer.ts';
import {removeLeftovers} from './leftovers.ts';
import {withLock} from './lock.ts';
import {parseJsonBytes} from './sidecar-file.ts';
import {isSystemError, reasonOf} from './system-error.ts';

/** A model whose tags or note were edited. */
export interface EditedTarget {
	readonly target: Target;
	/** Tags that were taken off: what else stands only in model_registry.json stays there. */
	readonly removedTags: readonly string[];
	readonly isNoteEdited: boolean;
}

/** A model that is there. */
export interface PresentTarget extends Target {
	/** What its entry in model_registry.json said before it was removed. */
	readonly entryText?: string;
}

/** A model that is gone from its place. */
export interface GoneTarget extends Target {
	/** Where its sidecar can be read now, relative to the root. */
	readonly readFrom?: string;
}

/** What became of models. */
export interface Followed {
	/** Tags and notes, of which the training histories do not tell. */
	readonly edited?: readonly EditedTarget[];
	/** They came back, or have further results. What stands only in model_registry.json stays there. */
	readonly present?: readonly PresentTarget[];
	/** Those that are in their place again by now are left alone: they were made anew. */
	readonly trashed?: readonly GoneTarget[];
	/** Likewise. */
	readonly purged?: readonly GoneTarget[];
	/** They have the names of others that were removed, and are there: the training histories are not to say otherwise. */
	readonly living?: readonly Target[];
}

/** Somebody who holds the lock for longer is not waited for: `mreg index` does it later (milliseconds). */
const longestWait = 1_000;
const tries = 5;
const later = 'mreg index brings it in step.';

/**
 * Replaces the entries of models in model_registry.json, takes out those of removed ones, and keeps the training histories. Never throws for the disk:
 * what was done to the models themselves stands.
 *
 * @returns sentences about what could not be brought in step; `mreg index` does it later
 */
export function followExchange(writer: Writer, followed: Followed): readonly string[] {
	const isGone = (target: Target) => !isInPlace(writer.root, target);
	const known = {...followed, trashed: followed.trashed?.filter(isGone), purged: followed.purged?.filter(isGone)};
	const foreign = new Set<string>();
	return [...attempted(exchangeName, () => followRegistry(writer, known, foreign)), ...followHistories(writer, known, foreign)];
}

/** The names that the entries of model_registry.json have; none where it cannot be read. */
export function entryNames(root: string): ReadonlySet<string> {
	const names = new Set<string>();
	try {
		for (const {name} of entryTextsByName(`${root}/${exchangeName}`)) names.add(name);
	} catch (error) {
		if (!(error instanceof MalformedError) && !isSystemError(error)) throw error;
	}
	return names;
}

function attempted(file: string, action: () => string | undefined): readonly string[] {
	try {
		const note = action();
		return note === undefined ? [] : [note];
	} catch (error) {
		if (error instanceof UserError) return [`${file} does not follow yet: ${error.message} ${later}`];
		if (isSystemError(error)) return [`${file} does not follow yet: ${reasonOf(error)}. ${later}`];
		throw error;
	}
}

/** The text of an entry from the text of now (undefined where there is none); undefined takes it out. */
type EntryChange = (old: string | undefined) => string | undefined;

/** @param foreign gets the names of entries that are those of other models, which are there */
function followRegistry(writer: Writer, followed: Followed, foreign: Set<string>): string | undefined {
	const {root, by, now} = writer;
	if (!exchangeSignature(root)) return undefined;
	const changes = entryChanges(root, followed, foreign);
	if (changes.size === 0) return undefined;
	return withLock(root, {waitMs: waitOf(writer), by}, () => {
		removeLeftovers(root, {now: now(), isOurs: file => file === exchangeName});
		for (let attempt = 0; attempt < tries; attempt++) {
			const before = exchangeSignature(root);
			if (!before) return undefined;
			const outcome = {isOther: false};
			const isSame = () => isSameFile(before, exchangeSignature(root));
			const chunks = registryChunks(changedEntries(`${root}/${exchangeName}`, changes, outcome));
			if (writeChunksAtomic(`${root}/${exchangeName}`, chunks, {isStillWanted: () => outcome.isOther && isSame()})) return undefined;
			if (!outcome.isOther && isSame()) return undefined;
		}
		return `${exchangeName} does not follow yet: another program writes it all the time. ${later}`;
	});
}

/** The entries in their order, one after the other, so that a large file is never in memory; new ones behind them. */
function* changedEntries(path: string, changes: ReadonlyMap<string, EntryChange>, outcome: {isOther: boolean}): Generator<readonly [string, string]> {
	const missing = new Map(changes);
	try {
		for (const {name, text} of entryTextsByName(path)) {
			const change = changes.get(name);
			missing.delete(name);
			const after = change ? change(text) : text;
			if (after !== text) outcome.isOther = true;
			if (after !== undefined) yield [name, after];
		}
	} catch (error) {
		if (!(error instanceof MalformedError)) throw error;
		throw new UserError('unreadable', `It cannot be read (${error.message}) and is left alone.`, {hint: 'mreg index writes it anew.', cause: error});
	}
	for (const [name, change] of missing) {
		const text = change(undefined);
		if (text === undefined) continue;
		outcome.isOther = true;
		yield [name, text];
	}
}

function entryChanges(root: string, {edited = [], present = [], trashed = [], purged = []}: Followed, foreign: Set<string>): ReadonlyMap<string, EntryChange> {
	const changes = new Map<string, EntryChange>();
	const setOwn = (target: Target, change: EntryChange) =>
		changes.set(target.entry, old => {
			if (old === undefined || !isForeign(root, target, old)) return change(old);
			foreign.add(target.entry);
			return old;
		});
	for (const target of [...trashed, ...purged]) setOwn(target, () => undefined);
	for (const target of present) {
		setOwn(target, old => entryText(root, {target, old: old ?? keptEntry(target.entryText), kept: keptIn([old, target.entryText])}));
	}
	for (const one of edited) changes.set(one.target.entry, old => entryText(root, {target: one.target, old, kept: keptWords(one, old)}));
	return changes;
}

/** What the entry said of tags and note, without what this edit took off. */
function keptWords({removedTags, isNoteEdited}: EditedTarget, old: string | undefined): Kept {
	const {tags, notes} = keptIn([old]);
	return {tags: tags.filter(tag => !removedTags.includes(tag)), notes: isNoteEdited ? '' : notes};
}

/** The entry as the sidecar has it now; the old one where the sidecar cannot be read. @param of.kept what stands perhaps only in the entry */
function entryText(root: string, {target, old, kept}: {target: Target; old?: string; kept: Kept}): string | undefined {
	const content = readExactSidecar(root, target.sidecar);
	const words = content && readWords(root, target);
	if (!words) return old;
	const tags = [...new Set([...words.tags, ...kept.tags])];
	return exchangeEntry({...target, tags, notes: words.notes === '' ? kept.notes : words.notes}, content, kept.others);
}

function readWords(root: string, {sidecar}: Target): Pick<Kept, 'tags' | 'notes'> | undefined {
	try {
		const parsed = parseJsonBytes(fs.readFileSync(systemPath(`${root}/${sidecar}`)));
		return 'value' in parsed && isObject(parsed.value) ? interpretSidecar(parsed.value) : undefined;
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return undefined;
	}
}

/** `living`: it is there, and what else is known of its name stands. */
type Statuses = ReadonlyArray<{readonly target: GoneTarget; readonly status: HistoryStatus | 'living'}>;

function followHistories(writer: Writer, followed: Followed, foreign: ReadonlySet<string>): readonly string[] {
	const {present = [], trashed = [], purged = [], living = []} = followed;
	const all: Statuses = [
		...living.map(target => ({target, status: 'living' as const})),
		...present.map(target => ({target, status: 'present' as const})),
		...trashed.map(target => ({target, status: 'trashed' as const})),
		...purged.map(target => ({target, status: 'purged' as const})),
	];
	const own = all.filter(({target}) => !foreign.has(target.entry));
	return [...Map.groupBy(own, ({target}) => target.folder)].flatMap(([folder, group]) => {
		const path = `${folder}/${historyName}`;
		return attempted(path, () => {
			// A removed model must stay known; one that is there is known anyway.
			const isMade = group.some(({status}) => status === 'trashed' || status === 'purged');
			const isOurs = rewriteHistory(writer.root, folder, {update: historyUpdate(writer.root, group), waitMs: waitOf(writer), by: writer.by, isMade});
			return isOurs ? undefined : `${path} is no history of trainings and is left alone. Move it away, then run mreg index.`;
		});
	});
}

function historyUpdate(root: string, group: Statuses): HistoryUpdate {
	return known =>
		group.flatMap(({target, status}) => {
			const old = known(target.entry);
			if (status === 'living') return old ? [[target.entry, {...old, status: 'present'}] as const] : [];
			const content = status === 'purged' && old ? undefined : readExactSidecar(root, target.readFrom ?? target.sidecar);
			return [[target.entry, {...(old ?? historyEntry({}, target)), ...said(content, {target, old}), status}] as const];
		});
}

/** What the sidecar says now; nothing where it cannot be read: what is known stands. */
function said(content: JsonObject | undefined, {target, old}: {target: Target; old?: JsonObject}): JsonObject {
	if (!content) return {};
	const {artifact_bytes, ...rest} = historyEntry(content, target);
	// Of a model without an artifact the size of the one that it had stays.
	return old && target.artifact === undefined ? rest : {...rest, artifact_bytes: artifact_bytes ?? null};
}

function waitOf({waitMs}: Writer): number {
	return Math.min(waitMs, longestWait);
}
