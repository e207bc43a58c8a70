/** Inspects models in a thread of its own, so that keys answer meanwhile; it is started by the first question. */

import {Worker} from 'node:worker_threads';
import type {Inspection} from './domain/inspection.ts';
import {UserError} from './domain/user-error.ts';
import type {FromInspector, ToInspector} from './inspect-messages.ts';

export interface Inspector {
	/**
	 * As `inspectArtifact`; an answer is kept as long as the file, or its folder's newest file, is the same.
	 * The newest question comes first: who asked an older one may have left.
	 *
	 * @throws UserError `failed`, too, for a file that takes too much time or memory
	 */
	readonly inspect: (path: string) => Promise<Inspection>;
	/** What is still asked then is not answered: it is `declined`. */
	readonly close: () => Promise<void>;
}

export interface InspectorLimits {
	/** Milliseconds for one question. */
	readonly patience?: number;
	/** Milliseconds for one while another waits. */
	readonly politeness?: number;
	/** Answers that are kept. */
	readonly answers?: number;
	/** Megabytes of what the thread has made of headers. */
	readonly memory?: number;
}

/** Tensors in all answers that are kept. */
const mostTensors = 400_000;

interface Question {
	readonly path: string;
	readonly resolve: (inspection: Inspection) => void;
	readonly reject: (error: UserError) => void;
}

export function openInspector({patience = 30_000, politeness = 5_000, answers: mostAnswers = 200, memory = 512}: InspectorLimits = {}): Inspector {
	const answers = openAnswers(mostAnswers);
	const waiting: Question[] = [];
	let asked: Question | undefined;
	let worker: Worker | undefined;
	let timer: NodeJS.Timeout | undefined;
	let askedAt = 0;
	let isClosed = false;

	const settle = (end: (question: Question) => void) => {
		clearTimeout(timer);
		// What is idle keeps nobody from quitting.
		worker?.unref();
		const question = asked;
		asked = undefined;
		if (question) end(question);
		askNext();
	};
	/** The thread is given up, with the question that it was at. */
	const fail = (gone: Worker | undefined, reason: string) => {
		if (gone !== worker) return;
		worker = undefined;
		void gone?.terminate();
		settle(({path, reject}) =>
			reject(new UserError('failed', `${path} cannot be inspected: ${reason}.`, {hint: 'Its header may be broken. Loading it is no good idea.'})),
		);
	};
	const take = (message: FromInspector) =>
		settle(({path, resolve, reject}) => {
			if (message.kind === 'failed') return reject(new UserError(message.code, message.message, {hint: message.hint}));
			if (message.kind === 'inspected') answers.keep(path, message);
			const kept = message.kind === 'inspected' ? message.inspection : answers.of(path)?.inspection;
			if (kept) resolve(kept);
		});
	const started = () => {
		if (worker) return worker;
		const made = new Worker(new URL(import.meta.url.endsWith('.ts') ? './inspect-worker.ts' : './inspect-worker.js', import.meta.url), {
			resourceLimits: {maxOldGenerationSizeMb: memory},
		});
		// What a thread that was given up still says is no answer to the next question.
		made.on('message', (message: FromInspector) => made === worker && take(message));
		made.on('error', (error: Error) => fail(made, 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'it takes too much memory' : error.message));
		made.on('exit', () => fail(made, 'the thread that read it has ended'));
		return (worker = made);
	};
	const askNext = () => {
		if (asked || isClosed) return;
		asked = waiting.pop();
		if (!asked) return;
		askedAt = performance.now();
		const thread = started();
		thread.ref();
		thread.postMessage({path: asked.path, mark: answers.of(asked.path)?.mark} satisfies ToInspector);
		limitTime();
	};
	/** Counted from when it was asked. */
	const limitTime = () => {
		clearTimeout(timer);
		const most = waiting.length === 0 ? patience : Math.min(politeness, patience);
		timer = setTimeout(() => fail(worker, `it takes longer than ${most / 1000} s`), askedAt + most - performance.now());
		timer.unref();
	};
	return {
		inspect: path =>
			new Promise((resolve, reject) => {
				if (isClosed) return reject(ended());
				waiting.push({path, resolve, reject});
				if (asked) limitTime();
				else askNext();
			}),
		close: async () => {
			isClosed = true;
			clearTimeout(timer);
			for (const {reject} of [...(asked ? [asked] : []), ...waiting.splice(0)]) reject(ended());
			const last = worker;
			[worker, asked] = [undefined, undefined];
			await last?.terminate();
		},
	};
}

function ended(): UserError {
	return new UserError('declined', 'The program is ending.');
}

interface Answer {
	readonly inspection: Inspection;
	readonly mark: string;
}

/** The answers that were asked for last. */
function openAnswers(most: number): {readonly of: (path: string) => Answer | undefined; readonly keep: (path: string, answer: Answer) => void} {
	const answers = new Map<string, Answer>();
	let tensors = 0;
	const forget = (path: string) => {
		tensors -= sizeOf(answers.get(path));
		answers.delete(path);
	};
	return {
		of: path => answers.get(path),
		keep: (path, {inspection, mark}) => {
			forget(path);
			answers.set(path, {inspection, mark});
			tensors += sizeOf(answers.get(path));
			for (const oldest of answers.keys()) {
				if (answers.size <= most && (tensors <= mostTensors || oldest === path)) break;
				forget(oldest);
			}
		},
	};
}

function sizeOf(answer: Answer | undefined): number {
	return answer?.inspection.files.reduce((sum, {tensors}) => sum + tensors.length, 0) ?? 0;
}
