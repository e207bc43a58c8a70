/** Brings the exchange files in step with models that were just changed: only their entries, and only where the files are there. */

import fs from 'node:fs';
import {writeChunksAtomic} from './atomic-file.ts';
import type {Target} from './domain/change.ts';
import {isObject, type JsonObject} from './domain/json.ts';
import {interpretSidecar} from './domain/sidecar.ts';
import {UserError} from './domain/user-error.ts';
import {entryTextsByName, exchangeName, exchangeSignature, MalformedError} from './exchange-file.ts';
import {exchangeEntry, isSameFile, readExactSidecar, registryChunks} from './exchange-writer.ts';
import {systemPath} from './file-names.ts';
import {historyEntry, rewriteHistory, type HistoryStatus, type HistoryUpdate} from './history-writer.ts';
import {historyName} from './history-file.ts';
import type {Writer} from './journal-writer.ts';
import {removeLeftovers} from './leftovers.ts';
import {withLock} from './lock.ts';
import {parseJsonBytes, parseJsonText} from './sidecar-file.ts';
import {isSystemError, reasonOf} from './system-error.ts';

/** A model whose tags or note were edited. */
export interface EditedTarget {
	readonly target: Target;
	/** Tags that were taken off: what else stands only in model_registry.json stays there. */
	readonly removedTags: readonly string[];
	readonly isNoteEdited: boolean;
}

/** What became of models. */
export interface Followed {
	/** Tags and notes, of which the training histories do not tell. */
	readonly edited?: readonly EditedTarget[];
	/** They came back, or have further results. */
	readonly present?: readonly Target[];
	readonly trashed?: readonly Target[];
	readonly purged?: readonly Target[];
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
	return [...attempted(exchangeName, () => followRegistry(writer, followed)), ...followHistories(writer, followed)];
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

function followRegistry(writer: Writer, followed: Followed): string | undefined {
	const {root, by, now} = writer;
	if (!exchangeSignature(root)) return undefined;
	const changes = entryChanges(root, followed);
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

function entryChanges(root: string, {edited = [], present = [], trashed = [], purged = []}: Followed): ReadonlyMap<string, EntryChange> {
	const changes = new Map<string, EntryChange>();
	for (const target of [...trashed, ...purged]) changes.set(target.entry, () => undefined);
	for (const target of present) changes.set(target.entry, old => entryText(root, {target, old}));
	for (const one of edited) changes.set(one.target.entry, old => entryText(root, {target: one.target, old, kept: keptWords(one, old)}));
	return changes;
}

interface Words {
	readonly tags: readonly string[];
	readonly notes: string;
}

/** What the entry said of tags and note, without what this edit took off. */
function keptWords({removedTags, isNoteEdited}: EditedTarget, old: string | undefined): Words {
	const parsed = old === undefined ? undefined : parseJsonText(old);
	if (!parsed || !('value' in parsed) || !isObject(parsed.value)) return {tags: [], notes: ''};
	const {tags, notes} = interpretSidecar(parsed.value);
	return {tags: tags.filter(tag => !removedTags.includes(tag)), notes: isNoteEdited ? '' : notes};
}

/** The entry as the sidecar has it now; the old one where the sidecar cannot be read. @param of.kept what stands perhaps only in the entry */
function entryText(root: string, {target, old, kept}: {target: Target; old?: string; kept?: Words}): string | undefined {
	const content = readExactSidecar(root, target.sidecar);
	const words = content && readWords(root, target);
	if (!words) return old;
	const tags = [...new Set([...words.tags, ...(kept?.tags ?? [])])];
	return exchangeEntry({...target, tags, notes: words.notes === '' ? (kept?.notes ?? '') : words.notes}, content);
}

function readWords(root: string, {sidecar}: Target): Words | undefined {
	try {
		const parsed = parseJsonBytes(fs.readFileSync(systemPath(`${root}/${sidecar}`)));
		return 'value' in parsed && isObject(parsed.value) ? interpretSidecar(parsed.value) : undefined;
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return undefined;
	}
}

type Statuses = ReadonlyArray<{readonly target: Target; readonly status: HistoryStatus}>;

function followHistories(writer: Writer, {present = [], trashed = [], purged = []}: Followed): readonly string[] {
	const all: Statuses = [
		...present.map(target => ({target, status: 'present' as const})),
		...trashed.map(target => ({target, status: 'trashed' as const})),
		...purged.map(target => ({target, status: 'purged' as const})),
	];
	return [...Map.groupBy(all, ({target}) => target.folder)].flatMap(([folder, group]) => {
		const path = `${folder}/${historyName}`;
		return attempted(path, () => {
			// A removed model must stay known; one that is there is known anyway.
			const isMade = group.some(({status}) => status !== 'present');
			const isOurs = rewriteHistory(writer.root, folder, {update: historyUpdate(writer.root, group), waitMs: waitOf(writer), by: writer.by, isMade});
			return isOurs ? undefined : `${path} is no history of trainings and is left alone. Move it away, then run mreg index.`;
		});
	});
}

function historyUpdate(root: string, group: Statuses): HistoryUpdate {
	return known =>
		group.map(({target, status}) => {
			const old = known(target.entry);
			const content = status === 'purged' && old ? undefined : readExactSidecar(root, target.sidecar);
			return [target.entry, {...(old ?? historyEntry({}, target)), ...said(content, {target, old}), status}];
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
