/** Makes changes in a thread of its own, which starts with the first of them. */

import {Worker} from 'node:worker_threads';
import type {Change, ChangeRequest, Progress} from './domain/change.ts';
import {UserError} from './domain/user-error.ts';
import type {Answer, AnswerTo, ChangeQuery} from './change-queries.ts';
import type {FromChanger, ToChanger} from './change-messages.ts';

export interface ChangeOptions {
	/** The screen or action, as the log shows it. */
	readonly by: string;
	readonly waitMs: number;
	readonly onProgress?: (progress: Progress) => void;
	/** Gives up the change when it next tells of its progress, with a UserError `declined`: only for one that has changed nothing where it tells of it. */
	readonly signal?: AbortSignal;
}

export interface Changer {
	/** One after the other. @throws UserError as `runChange` */
	readonly change: (request: ChangeRequest, options: ChangeOptions) => Promise<Change>;
	/** @throws UserError for a disk that does not let it be read */
	readonly ask: <Q extends ChangeQuery>(query: Q) => Promise<AnswerTo<Q>>;
	/** Starts the thread, so that the first change need not wait for it. */
	readonly warm: () => void;
	/** Waits for the change that is under way, then ends the thread. */
	readonly close: () => Promise<void>;
}

interface Waiting {
	readonly resolve: (value: Change | Answer) => void;
	readonly reject: (error: UserError) => void;
	readonly onProgress?: (progress: Progress) => void;
}

export function openChanger(root: string): Changer {
	const waiting = new Map<number, Waiting>();
	let worker: Worker | undefined;
	let count = 0;
	let idle: (() => void) | undefined;

	const started = () => {
		if (worker) return worker;
		worker = new Worker(new URL(import.meta.url.endsWith('.ts') ? './change-worker.ts' : './change-worker.js', import.meta.url), {workerData: {root}});
		worker.on('message', (message: FromChanger) => {
			const one = waiting.get(message.id);
			if (message.kind === 'progress') return one?.onProgress?.(message.progress);
			waiting.delete(message.id);
			if (message.kind === 'changed') one?.resolve(message.change);
			else if (message.kind === 'answer') one?.resolve(message.answer);
			else one?.reject(new UserError(message.code, message.message, {hint: message.hint}));
			if (waiting.size === 0) idle?.();
		});
		worker.on('error', error => {
			// A bug in the worker is a bug of the program: it ends as one, with its stack kept.
			setImmediate(() => {
				throw error;
			});
		});
		// What is idle keeps nobody from quitting.
		worker.unref();
		return worker;
	};
	const sent = <Value>(message: ToChanger, onProgress?: (progress: Progress) => void) =>
		new Promise<Value>((resolve, reject) => {
			waiting.set(message.id, {resolve: value => resolve(value as Value), reject, onProgress});
			started().postMessage(message);
		});
	return {
		change: async (request, {by, waitMs, onProgress, signal}) =>
			sent<Change>({kind: 'change', id: ++count, request, by, waitMs, stop: signal && stopFlag(signal)}, onProgress),
		ask: async query => sent({kind: 'ask', id: ++count, query}),
		warm: () => void started(),
		close: async () => {
			if (waiting.size > 0) await new Promise<void>(resolve => (idle = resolve));
			await worker?.terminate();
		},
	};
}

/** What a blocked thread can see of a signal. */
function stopFlag(signal: AbortSignal): SharedArrayBuffer {
	const flag = new SharedArrayBuffer(4);
	const set = () => void Atomics.store(new Int32Array(flag), 0, 1);
	if (signal.aborted) set();
	else signal.addEventListener('abort', set, {once: true});
	return flag;
}
