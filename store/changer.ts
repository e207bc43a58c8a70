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
	/** One after the other. @throws UserError as `runChange`; anything else is a bug of the program, and what follows it goes on in a fresh thread */
	readonly change: (request: ChangeRequest, options: ChangeOptions) => Promise<Change>;
	/** @throws UserError for a disk that does not let it be read */
	readonly ask: <Q extends ChangeQuery>(query: Q) => Promise<AnswerTo<Q>>;
	/** Starts the thread, so that the first change need not wait for it. */
	readonly warm: () => void;
	/** Waits for the change that is under way, then ends the thread. */
	readonly close: () => Promise<void>;
}

interface Waiting {
	readonly message: ToChanger;
	readonly resolve: (value: Change | Answer) => void;
	readonly reject: (error: unknown) => void;
	readonly onProgress?: (progress: Progress) => void;
}

export function openChanger(root: string): Changer {
	const waiting = new Map<number, Waiting>();
	let worker: Worker | undefined;
	let count = 0;
	let idle: (() => void) | undefined;

	/** A worker in which a bug showed does nothing more: its change fails, and what waits behind it goes to a fresh one. */
	const broken = (which: Worker, error: unknown, id = waiting.keys().next().value) => {
		if (which !== worker) return;
		worker = undefined;
		void which.terminate();
		const one = id === undefined ? undefined : waiting.get(id);
		if (id !== undefined) waiting.delete(id);
		one?.reject(error);
		for (const {message} of waiting.values()) started().postMessage(message);
		if (waiting.size === 0) idle?.();
	};
	const started = (): Worker => {
		if (worker) return worker;
		const made = new Worker(new URL(import.meta.url.endsWith('.ts') ? './change-worker.ts' : './change-worker.js', import.meta.url), {workerData: {root}});
		worker = made;
		made.on('message', (message: FromChanger) => {
			if (message.kind === 'broken') return broken(made, message.error, message.id);
			const one = waiting.get(message.id);
			if (message.kind === 'progress') return one?.onProgress?.(message.progress);
			waiting.delete(message.id);
			if (message.kind === 'changed') one?.resolve(message.change);
			else if (message.kind === 'answer') one?.resolve(message.answer);
			else one?.reject(new UserError(message.code, message.message, {hint: message.hint}));
			if (waiting.size === 0) idle?.();
		});
		made.on('error', error => broken(made, error));
		made.on('exit', code => broken(made, new Error(`The thread that makes changes ended with ${code}.`)));
		// What is idle keeps nobody from quitting.
		made.unref();
		return made;
	};
	const sent = <Value>(message: ToChanger, onProgress?: (progress: Progress) => void) =>
		new Promise<Value>((resolve, reject) => {
			// What cannot be sent is refused here, and is not waited for.
			started().postMessage(message);
			waiting.set(message.id, {message, resolve: value => resolve(value as Value), reject, onProgress});
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
