/** Changes sidecars as one transaction: folder by folder, in short slices under the folder's lock, journal first, exchange files last. */

import {syncFolder} from './atomic-file.ts';
import type {OnProgress} from './changes.ts';
import type {Change, Skipped, Target} from './domain/change.ts';
import type {EditItem} from './domain/journal-entry.ts';
import {UserError} from './domain/user-error.ts';
import {appendJournal, newTransaction, type Writer} from './journal-writer.ts';
import {removeLeftovers} from './leftovers.ts';
import {withLock} from './lock.ts';
import {isFull, ownFolder} from './own-folder.ts';
import type {NotReady, Written} from './sidecar-job.ts';
import {isSystemError, reasonOf} from './system-error.ts';

export type EditOperation = 'tag' | 'note' | 'result' | 'alias';

/** What is to be done to the sidecar of one model. */
export interface Task {
	readonly target: Target;
	/** The folders whose locks hold for it, relative to the root, in the order in which they are taken; none where nothing can be done. */
	readonly folders: readonly string[];
	/** Models whose tasks must stand before this one is written, by their keys: otherwise it is left out. */
	readonly follows?: readonly string[];
	/** Looks at the disk and prepares; nothing is written. */
	readonly ready: () => ReadyTask | NotReady;
}

/** A task that can be carried out. */
export interface ReadyTask {
	readonly kind: 'ready';
	/** For the journal. */
	readonly item: EditItem;
	/** Never throws for the disk. @param journal writes the item of what had to be made anew, before it is written */
	readonly write: (journal: (item: EditItem) => void) => Written;
}

/** A task that stands. */
export interface DoneTask {
	readonly target: Target;
	readonly item: EditItem;
}

export interface TaskRequest {
	readonly op: EditOperation | 'adopt';
	/** One a sidecar. */
	readonly tasks: readonly Task[];
	/** Brings the exchange files in step. @returns sentences about what could not be */
	readonly follow: (done: readonly DoneTask[]) => readonly string[];
	/** What was seen of the folders does not hold any more: their locks were not held. */
	readonly onSlice?: () => void;
	/** The transaction that is taken back. */
	readonly inverseOf?: string;
	/** It has models that are not among the tasks, as they are not there. */
	readonly isPart?: boolean;
	readonly onProgress: OnProgress;
}

/** A task with what it is to write. */
interface Prepared {
	readonly task: Task;
	readonly ready: ReadyTask;
}

/** How long a folder is locked at a time, about (milliseconds). */
const slice = 100;
const batchSizes = {first: 16, most: 256} as const;

/** What is known of a transaction while it is carried out. */
interface Run {
	readonly writer: Writer;
	readonly request: TaskRequest;
	txn?: string;
	/** Items of all its `begin` lines. */
	begun: number;
	readonly done: DoneTask[];
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
export function runTasks(writer: Writer, request: TaskRequest): Change {
	const run: Run = {writer, request, begun: 0, done: [], unchanged: [], skipped: [], notes: [], isOver: false};
	for (const tasks of Map.groupBy(request.tasks, ({folders}) => folders.join('\0')).values()) {
		const {folders = []} = tasks[0] ?? {};
		if (folders.length === 0) takeAll(run, tasks);
		else changeFolders(run, folders, tasks);
	}
	if (run.done.length > 0) run.notes.push(...request.follow(run.done));
	// What stands as it stood before is taken back as well: it is not to be offered again.
	if (request.inverseOf !== undefined && run.txn === undefined && run.skipped.length === 0 && request.isPart !== true) begin(run, []);
	if (run.txn !== undefined) end(run, run.txn);
	refuseNothing(run);
	return {
		txn: run.done.length > 0 ? run.txn : undefined,
		done: run.done.map(({target}) => target.key),
		unchanged: run.unchanged,
		skipped: run.skipped.map(({key, reason}) => ({key, reason})),
		notes: run.notes,
		...(request.op === 'tag' && run.done.length > 0 && run.done.every(({item}) => item.sha256.before === item.sha256.after)
			? {isAcceptance: true as const}
			: {}),
	};
}

/** Those that have no place. */
function takeAll(run: Run, tasks: readonly Task[]): void {
	for (const task of tasks) {
		const outcome = task.ready();
		if (outcome.kind !== 'ready') take(run, task, outcome);
	}
}

function changeFolders(run: Run, folders: readonly string[], tasks: readonly Task[]): void {
	const {root, now} = run.writer;
	let isTidied = false;
	const paths = folders.map(folder => (folder === '' ? root : `${root}/${folder}`));
	let size: number = batchSizes.first;
	for (let at = 0; at < tasks.length;) {
		if (run.isOver) return skipAll(run, tasks.slice(at));
		const batch = tasks.slice(at, at + size);
		let took = 0;
		const lock = {isTaken: false};
		try {
			withLocks(run.writer, paths, () => {
				const start = performance.now();
				lock.isTaken = true;
				run.request.onSlice?.();
				changeBatch(run, paths, batch);
				took = performance.now() - start;
				for (const path of isTidied ? [] : paths) removeLeftovers(path, {now: now(), isOurs: file => file.endsWith('.json')});
				isTidied = true;
			});
		} catch (error) {
			if (!(error instanceof UserError)) throw error;
			if (!lock.isTaken) {
				run.failure ??= error;
				return skipAll(run, tasks.slice(at), error.message);
			}
			// What was done stands; only the lock could not be freed.
			run.notes.push(error.message);
		}
		at += batch.length;
		size = Math.max(1, Math.min(batchSizes.most, 4 * size, Math.round((batch.length * slice) / Math.max(1, took))));
		run.request.onProgress({done: handled(run), total: run.request.tasks.length});
	}
}

function withLocks(writer: Writer, [path, ...others]: readonly string[], action: () => void): void {
	if (path === undefined) return action();
	const {waitMs, by} = writer;
	withLock(path, {waitMs, by}, () => withLocks(writer, others, action));
}

/** One slice: read all, one line in the journal, write all. */
function changeBatch(run: Run, paths: readonly string[], tasks: readonly Task[]): void {
	const ready: Prepared[] = [];
	for (const task of tasks) {
		const outcome = task.ready();
		if (outcome.kind !== 'ready') take(run, task, outcome);
		else if (!isHeldUp(run, task, ready)) ready.push({task, ready: outcome});
	}
	if (ready.length === 0) return;
	try {
		begin(
			run,
			ready.map(({ready: {item}}) => item),
		);
	} catch (error) {
		return giveUp(run, ready, error);
	}
	for (const [index, prepared] of ready.entries()) {
		const {task} = prepared;
		if (isHeldUp(run, task)) continue;
		const written = prepared.ready.write(item => begin(run, [item]));
		// On a full disk all is tried again when the reserve is given up, as long as nothing stands.
		if (run.done.length === 0 && written.kind === 'skipped' && isFull(written.cause)) return giveUp(run, ready.slice(index), written.cause);
		if (written.kind === 'done') {
			run.done.push({target: task.target, item: written.item});
			if (written.note !== undefined) run.notes.push(written.note);
		} else take(run, task, written);
	}
	for (const path of paths) sync(run, path);
}

function sync(run: Run, path: string): void {
	try {
		syncFolder(path);
	} catch (error) {
		if (!isSystemError(error)) throw error;
		run.notes.push(`${path} is changed, but the disk did not confirm it: ${reasonOf(error)}. A power cut now could bring back the old state.`);
	}
}

/** True for a task that follows one which does not stand: it is left out. @param coming those that are to be written before it */
function isHeldUp(run: Run, task: Task, coming: readonly Prepared[] = []): boolean {
	const {follows = []} = task;
	if (follows.length === 0) return false;
	const standing = new Set([...run.done.map(({target}) => target.key), ...coming.map(({task: {target}}) => target.key), ...run.unchanged]);
	const missing = follows.find(key => !standing.has(key));
	if (missing === undefined) return false;
	skipAll(run, [task], `${task.target.sidecar} stays as it is, because ${missing} could not be changed.`);
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
function giveUp(run: Run, prepared: readonly Prepared[], error: unknown): void {
	if (!(error instanceof UserError)) throw error;
	run.failure = error;
	run.isOver = true;
	skipAll(
		run,
		prepared.map(({task}) => task),
	);
}

function skipAll(run: Run, tasks: readonly Task[], reason = run.failure?.message ?? ''): void {
	for (const {target} of tasks) run.skipped.push({key: target.key, reason, isChanging: false});
}

function take(run: Run, {target: {key}}: Task, outcome: NotReady): void {
	if (outcome.kind === 'unchanged') run.unchanged.push(key);
	else run.skipped.push({key, reason: outcome.reason, isChanging: outcome.isChanging === true});
}

function handled({done, unchanged, skipped}: Run): number {
	return done.length + unchanged.length + skipped.length;
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
