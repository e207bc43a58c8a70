/** Carries out edits of sidecars as one transaction, and tells what the exchange files must know of them. */

import type {OnProgress} from './changes.ts';
import type {Change, Target} from './domain/change.ts';
import type {EditItem} from './domain/journal-entry.ts';
import {folderOf} from './domain/identifier.ts';
import type {TakenText} from './exchange-entry.ts';
import {followExchange, type EditedTarget, type Followed} from './exchange-follow.ts';
import {awaitFollowed, markPending, type Marked} from './exchange-pending.ts';
import type {Writer} from './journal-writer.ts';
import {readyEdit, writeEdit, type Job} from './sidecar-job.ts';
import {runTasks, type DoneTask, type EditOperation, type Task, type TaskRequest} from './sidecar-tasks.ts';

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

/**
 * @returns what was done, and what was not and why
 * @throws UserError where nothing was done: `locked`, `changed`, or why it cannot begin
 */
export function runEdits(writer: Writer, {jobs, ...request}: EditRequest): Change {
	const byKey = new Map(jobs.map(job => [job.target.key, job]));
	const tasks = jobs.map(job => editTask(writer, job));
	if (request.op === 'result' && request.inverseOf === undefined) return runResults(writer, {...request, op: 'result', tasks});
	return runTasks(writer, {...request, tasks, follow: done => followExchange(writer, followed(request, done, byKey))});
}

/** Jobs of a cluster record at once: the exchange files follow for all of them together. The transaction ends before that, as its mark stands for the rest. */
function runResults(writer: Writer, request: Omit<TaskRequest, 'follow'>): Change {
	let marked: Marked = {notes: []};
	const follow = (done: readonly DoneTask[]) => {
		marked = markPending(
			writer,
			done.map(({target}) => target),
		);
		return marked.notes;
	};
	const change = runTasks(writer, {...request, follow});
	return {...change, notes: [...change.notes, ...awaitFollowed(writer, marked)]};
}

/** The edit of a sidecar as a task. */
export function editTask(writer: Writer, job: Job): Task {
	const {target, follows} = job;
	return {
		target,
		follows,
		folders: target.sidecar === undefined ? [] : [folderOf(target.sidecar)],
		ready: () => {
			const ready = readyEdit(writer, job);
			return ready.kind === 'ready' ? {kind: 'ready', item: ready.item, write: journal => writeEdit(writer, ready, journal)} : ready;
		},
	};
}

function followed({op}: Pick<EditRequest, 'op'>, done: readonly DoneTask[], jobs: ReadonlyMap<string, Job>): Followed {
	// One that is taken back; those that are added are marked.
	if (op === 'result') return {present: done.map(({target, item}) => ({...target, taken: takenText(item)}))};
	return {edited: done.map(({target, item}) => editedTarget(target, item, jobs.get(target.key)))};
}

/** What the exchange files must know of an edit. */
export function editedTarget(
	target: Target,
	{tags, note, aliases}: EditItem,
	{removedTags = [], kept = {}}: Pick<Job, 'removedTags' | 'kept'> = {},
): EditedTarget {
	const gone = tags?.before.filter(tag => !tags.after.includes(tag) && kept.tags?.includes(tag) !== true) ?? [];
	return {target, removedTags: [...gone, ...removedTags], isNoteEdited: note !== undefined && kept.note !== true, isAliased: aliases !== undefined};
}

/** What an edit that takes another one back takes out of the sidecar. */
export function takenText({before, after}: Pick<EditItem, 'before' | 'after'>): TakenText {
	return {before: before ?? '', after: after ?? ''};
}
