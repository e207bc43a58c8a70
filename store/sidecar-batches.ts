/** Carries out edits of sidecars as one transaction: folder by folder, in short slices under the folder's lock, journal first, exchange files last. */

import {syncFolder} from './atomic-file.ts';
import type {OnProgress} from './changes.ts';
import type {Change, Skipped, Target} from './domain/change.ts';
import type {EditItem} from './domain/journal-entry.ts';
import {UserError} from './domain/user-error.ts';
import {followExchange, type EditedTarget, type Followed} from './exchange-follow.ts';
import {appendJournal, newTransaction, type Writer} from './journal-writer.ts';
import {removeLeftovers} from './leftovers.ts';
import {withLock} from './lock.ts';
import {isFull, ownFolder} from './own-folder.ts';
import {readyEdit, writeEdit, type Job, type NotReady, type ReadyEdit} from './sidecar-job.ts';
import {isSystemError, reasonOf} from './system-error.ts';

export type EditOperation = 'tag' | 'note' | 'result' | 'alias';

export interface EditRequest {
	readonly op: EditOperation;
	/** One a sidecar. */
	readonly jobs: readonly Job[];
	/** The transaction that is taken back. */
	readonly inverseOf?: string;
	/** It has models that are not among the jobs, as they are not there. */
	readonly isPart?: boolean;
	readonly onProgress: OnProgress;
}

/** How long a folder is locked at a time, about (milliseconds). */
const slice = 100;
const batchSizes = {first: 16, most: 256} as const;

/** What is known of a transaction while it is carried out. */
interface Run {
	readonly writer: Writer;
	readonly request: EditRequest;
	txn?: string;
	/** Items of all its `begin` lines. */
	begun: number;
	readonly done: Array<{readonly job: Job; readonly item: EditItem}>;
	readonly unchanged: string[];
	readonly skipped: Array<Skipped & {readonly isChanging: boolean}>;
	readonly notes: string[];
	/** Why nothing more can be done, or could not in one folder. */
	failure?: UserError;
	isOver: boolean;
}

/**
 * @returns what was done, and what was not and why
 * @throws UserError where nothing was done: `locked`, `changed`, or why it cannot begin
 */
export function runEdits(writer: Writer, request: EditRequest): Change {
	const run: Run = {writer, request, begun: 0, done: [], unchanged: [], skipped: [], notes: [], isOver: false};
	for (const [folder, jobs] of Map.groupBy(request.jobs, folderOf)) {
		if (folder === undefined) takeAll(run, jobs);
		else editFolder(run, folder, jobs);
	}
	if (run.done.length > 0) run.notes.push(...followExchange(writer, followed(run)));
	// What stands as it stood before is taken back as well: it is not to be offered again.
	if (request.inverseOf !== undefined && run.txn === undefined && run.skipped.length === 0 && request.isPart !== true) begin(run, []);
	if (run.txn !== undefined) end(run, run.txn);
	refuseNothing(run);
	return {
		txn: run.done.length > 0 ? run.txn : undefined,
		done: run.done.map(({job}) => job.target.key),
		unchanged: run.unchanged,
		skipped: run.skipped.map(({key, reason}) => ({key, reason})),
		notes: run.notes,
		...(run.done.length > 0 && run.done.every(({item}) => item.sha256.before === item.sha256.after) ? {isAcceptance: true as const} : {}),
	};
}

/** The folder whose lock holds for a sidecar, relative to the root; undefined without a sidecar. */
function folderOf({target}: Job): string | undefined {
	return target.sidecar?.slice(0, Math.max(0, target.sidecar.lastIndexOf('/')));
}

/** Those that have no sidecar. */
function takeAll(run: Run, jobs: readonly Job[]): void {
	for (const job of jobs) {
		const outcome = readyEdit(run.writer, job);
		if (outcome.kind !== 'ready') take(run, job, outcome);
	}
}

function editFolder(run: Run, folder: string, jobs: readonly Job[]): void {
	const {root, waitMs, by, now} = run.writer;
	let isTidied = false;
	const path = folder === '' ? root : `${root}/${folder}`;
	let size: number = batchSizes.first;
	for (let at = 0; at < jobs.length;) {
		if (run.isOver) return skipAll(run, jobs.slice(at));
		const batch = jobs.slice(at, at + size);
		let took = 0;
		const lock = {isTaken: false};
		try {
			withLock(path, {waitMs, by}, () => {
				const start = performance.now();
				lock.isTaken = true;
				editBatch(run, path, batch);
				took = performance.now() - start;
				if (!isTidied) removeLeftovers(path, {now: now(), isOurs: file => file.endsWith('.json')});
				isTidied = true;
			});
		} catch (error) {
			if (!(error instanceof UserError)) throw error;
			if (!lock.isTaken) {
				run.failure ??= error;
				return skipAll(run, jobs.slice(at), error.message);
			}
			// What was done stands; only the lock could not be freed.
			run.notes.push(error.message);
		}
		at += batch.length;
		size = Math.max(1, Math.min(batchSizes.most, 4 * size, Math.round((batch.length * slice) / Math.max(1, took))));
		run.request.onProgress({done: handled(run), total: run.request.jobs.length});
	}
}

/** One slice: read all, one line in the journal, write all. */
function editBatch(run: Run, path: string, jobs: readonly Job[]): void {
	const ready: ReadyEdit[] = [];
	for (const job of jobs) {
		const outcome = readyEdit(run.writer, job);
		if (outcome.kind !== 'ready') take(run, job, outcome);
		else if (!isHeldUp(run, job, ready)) ready.push(outcome);
	}
	if (ready.length === 0) return;
	try {
		begin(
			run,
			ready.map(({item}) => item),
		);
	} catch (error) {
		return giveUp(run, ready, error);
	}
	for (const [index, edit] of ready.entries()) {
		if (isHeldUp(run, edit.job)) continue;
		const written = writeEdit(run.writer, edit, item => begin(run, [item]));
		// On a full disk all is tried again when the reserve is given up, as long as nothing stands.
		if (run.done.length === 0 && written.kind === 'skipped' && isFull(written.cause)) return giveUp(run, ready.slice(index), written.cause);
		if (written.kind === 'done') {
			run.done.push({job: edit.job, item: written.item});
			if (written.note !== undefined) run.notes.push(written.note);
		} else take(run, edit.job, written);
	}
	try {
		syncFolder(path);
	} catch (error) {
		if (!isSystemError(error)) throw error;
		run.notes.push(`${path} is changed, but the disk did not confirm it: ${reasonOf(error)}. A power cut now could bring back the old state.`);
	}
}

/** True for a job that follows one which does not stand: it is left out. @param coming those that are to be written before it */
function isHeldUp(run: Run, job: Job, coming: readonly ReadyEdit[] = []): boolean {
	const {follows = []} = job;
	if (follows.length === 0) return false;
	const standing = new Set([...run.done, ...coming].map(({job}) => job.target.key).concat(run.unchanged));
	const missing = follows.find(key => !standing.has(key));
	if (missing === undefined) return false;
	skipAll(run, [job], `${job.target.sidecar} stays as it is, because ${missing} could not be changed.`);
	return true;
}

function begin(run: Run, items: readonly EditItem[]): void {
	const {op, inverseOf} = run.request;
	const txn = run.txn ?? newTransaction(run.writer);
	appendJournal(run.writer, {txn, op, phase: 'begin', items, inverseOf});
	run.txn = txn;
	run.begun += items.length;
}

/** Without a journal nothing is changed. @throws what is a bug */
function giveUp(run: Run, edits: readonly ReadyEdit[], error: unknown): void {
	if (!(error instanceof UserError)) throw error;
	run.failure = error;
	run.isOver = true;
	skipAll(
		run,
		edits.map(({job}) => job),
	);
}

function skipAll(run: Run, jobs: readonly Job[], reason = run.failure?.message ?? ''): void {
	for (const {target} of jobs) run.skipped.push({key: target.key, reason, isChanging: false});
}

function take(run: Run, {target: {key}}: Job, outcome: NotReady): void {
	if (outcome.kind === 'unchanged') run.unchanged.push(key);
	else run.skipped.push({key, reason: outcome.reason, isChanging: outcome.isChanging === true});
}

function handled({done, unchanged, skipped}: Run): number {
	return done.length + unchanged.length + skipped.length;
}

function followed({request, done}: Run): Followed {
	if (request.op === 'result') return {present: done.map(({job}) => job.target)};
	return {edited: done.map(({job, item}) => editedTarget(job.target, item, job))};
}

/** What the exchange files must know of an edit. */
export function editedTarget(target: Target, {tags, note}: EditItem, {removedTags = [], kept = {}}: Pick<Job, 'removedTags' | 'kept'> = {}): EditedTarget {
	const gone = tags?.before.filter(tag => !tags.after.includes(tag) && kept.tags?.includes(tag) !== true) ?? [];
	return {target, removedTags: [...gone, ...removedTags], isNoteEdited: note !== undefined && kept.note !== true};
}

function end(run: Run, txn: string): void {
	const {op, inverseOf} = run.request;
	const phase = run.done.length > 0 || run.begun === 0 ? 'done' : 'undone';
	const items = run.done.length === run.begun ? [] : run.done.map(({item}) => item);
	for (const path of [run.writer.root, ownFolder(run.writer.root)]) removeLeftovers(path, {now: run.writer.now()});
	// Where models were left out the rest can be taken back, too: so it does not say that all was.
	const whole = run.skipped.length === 0 && run.request.isPart !== true ? inverseOf : undefined;
	try {
		appendJournal(run.writer, {txn, op, phase, items, inverseOf: whole});
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		run.notes.push(`${error.message} The next change ends this one.`);
	}
}

/** @throws UserError where nothing was done, although something was to be done and could be */
function refuseNothing({done, unchanged, skipped, failure}: Run): void {
	if (done.length > 0 || unchanged.length > 0) return;
	if (failure) throw failure;
	if (skipped.length === 0 || !skipped.every(({isChanging}) => isChanging)) return;
	throw new UserError(
		'changed',
		skipped
			.map(({reason}) => reason)
			.slice(0, 3)
			.join(' '),
		{
			hint: 'Another program writes it all the time. Try again when it rests.',
		},
	);
}
