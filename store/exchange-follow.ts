/** Brings the exchange files in step with models that were just changed: only their entries, and only where the files are there. */

import {writeChunksAtomic} from './atomic-file.ts';
import type {Target} from './domain/change.ts';
import type {JsonObject} from './domain/json.ts';
import {UserError} from './domain/user-error.ts';
import {entryChanges, type EntryChange, type Followed, type GoneTarget, type PresentTarget} from './exchange-changes.ts';
import {entryTextsByName, exchangeName, exchangeSignature, MalformedError} from './exchange-file.ts';
import {isInPlace} from './exchange-kept.ts';
import {isSameFile, readExactSidecar, registryChunks} from './exchange-writer.ts';
import {historyEntry, type HistoryStatus} from './domain/history-entry.ts';
import {rewriteHistory, type HistoryUpdate} from './history-writer.ts';
import {historyName} from './history-file.ts';
import type {Writer} from './journal-writer.ts';
import {removeLeftovers} from './leftovers.ts';
import {withLock} from './lock.ts';
import {isSystemError, reasonOf} from './system-error.ts';

export type {EditedTarget, Followed, GoneTarget, PresentTarget, RenamedTarget, UnadoptedTarget} from './exchange-changes.ts';

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
	return tryToFollow(writer, followed).notes;
}

export interface FollowOutcome {
	/** Sentences about what could not be brought in step. */
	readonly notes: readonly string[];
	/** `busy`: another program has a file, and it is worth trying again; `failed`: it is not. */
	readonly state: 'followed' | 'busy' | 'failed';
}

/** As followExchange, and tells whether the files are in step now. */
export function tryToFollow(writer: Writer, followed: Followed): FollowOutcome {
	const isGone = (target: Target) => !isInPlace(writer.root, target);
	const known = {...followed, trashed: followed.trashed?.filter(isGone), purged: followed.purged?.filter(isGone)};
	const foreign = new Set<string>();
	const outcomes = [attempted(exchangeName, () => followRegistry(writer, known, foreign)), ...followHistories(writer, known, foreign)];
	const state = (['failed', 'busy'] as const).find(worse => outcomes.some(outcome => outcome.state === worse)) ?? 'followed';
	return {notes: outcomes.flatMap(({notes}) => notes), state};
}

/** True where model_registry.json says of models that are there what it is to say: nothing would be written. False also where that cannot be told. */
export function isInStep(root: string, present: readonly PresentTarget[]): boolean {
	const outcome = {isOther: false};
	try {
		const changes = entryChanges(root, {present}, {foreign: new Set(), behind: new Set()});
		const entries = changedEntries(`${root}/${exchangeName}`, changes, outcome);
		while (!outcome.isOther && entries.next().done !== true);
	} catch (error) {
		if (!(error instanceof UserError) && !isSystemError(error)) throw error;
		return false;
	}
	return !outcome.isOther;
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

function attempted(file: string, action: () => string | undefined): FollowOutcome {
	try {
		const note = action();
		return {notes: note === undefined ? [] : [note], state: 'followed'};
	} catch (error) {
		const notes = (why: string) => [`${file} does not follow yet: ${why} ${later}`];
		if (error instanceof UserError) return {notes: notes(error.message), state: error.code === 'locked' || error.code === 'changed' ? 'busy' : 'failed'};
		if (isSystemError(error)) return {notes: notes(`${reasonOf(error)}.`), state: 'failed'};
		throw error;
	}
}

/** @param foreign gets the names of entries that are those of other models, which are there */
function followRegistry(writer: Writer, followed: Followed, foreign: Set<string>): string | undefined {
	const {root, by, now} = writer;
	if (!exchangeSignature(root)) return undefined;
	const behind = new Set<string>();
	const changes = entryChanges(root, followed, {foreign, behind});
	if (changes.size === 0) return undefined;
	return withLock(root, {waitMs: waitOf(writer), by}, () => {
		removeLeftovers(root, {now: now(), isOurs: file => file === exchangeName});
		for (let attempt = 0; attempt < tries; attempt++) {
			const before = exchangeSignature(root);
			if (!before) return undefined;
			const outcome = {isOther: false};
			behind.clear();
			const isSame = () => isSameFile(before, exchangeSignature(root));
			const chunks = registryChunks(changedEntries(`${root}/${exchangeName}`, changes, outcome));
			if (writeChunksAtomic(`${root}/${exchangeName}`, chunks, {isStillWanted: () => outcome.isOther && isSame()})) return behindNote(behind);
			if (!outcome.isOther && isSame()) return behindNote(behind);
		}
		throw new UserError('changed', 'another program writes it all the time.');
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

/** Why entries do not say what the sidecars say. */
function behindNote(behind: ReadonlySet<string>): string | undefined {
	const [first] = behind;
	if (first === undefined) return undefined;
	const what =
		behind.size === 1
			? `The entry of ${first} in ${exchangeName} keeps its own words, as it has`
			: `${behind.size} entries of ${exchangeName} keep their own words, as they have`;
	return `${what} results that the sidecar does not have. mreg index writes what the sidecar says, and keeps the old entry in a file beside it.`;
}

/** `living`: it is there, and what else is known of its name stands. */
type Statuses = ReadonlyArray<{readonly target: GoneTarget; readonly status: HistoryStatus | 'living'}>;

function followHistories(writer: Writer, followed: Followed, foreign: ReadonlySet<string>): readonly FollowOutcome[] {
	const {present = [], trashed = [], purged = [], living = []} = followed;
	const all: Statuses = [
		...living.map(target => ({target, status: 'living' as const})),
		...present.map(target => ({target, status: 'present' as const})),
		...trashed.map(target => ({target, status: 'trashed' as const})),
		...purged.map(target => ({target, status: 'purged' as const})),
	];
	const own = all.filter(({target}) => !foreign.has(target.entry));
	return [...Map.groupBy(own, ({target}) => target.folder)].map(([folder, group]) => {
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
			// It was removed meanwhile, which is told already.
			if (status === 'present' && !isInPlace(root, target)) return [];
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
