/** The worker thread in which the dashboard's changes are made, so that keys answer while a thousand files are written. */

import {parentPort, workerData} from 'node:worker_threads';
import {answerTo} from './change-queries.ts';
import type {FromChanger, ToChanger} from './change-messages.ts';
import {runChange} from './changes.ts';
import {UserError} from './domain/user-error.ts';

const {root} = workerData as {readonly root: string};

const post = (message: FromChanger) => parentPort?.postMessage(message);

/** A bug showed: what is asked after it is for a fresh thread. */
let isBroken = false;

/** Progress is told this often (milliseconds). */
const tellEvery = 50;

parentPort?.on('message', (message: ToChanger) => {
	if (isBroken) return;
	const {id} = message;
	try {
		if (message.kind === 'ask') return post({kind: 'answer', id, answer: answerTo(root, message.query)});
		const stop = message.stop && new Int32Array(message.stop);
		let told = 0;
		const change = runChange({root, by: message.by, now: Date.now, waitMs: message.waitMs}, message.request, progress => {
			if (stop && Atomics.load(stop, 0) !== 0) throw new UserError('declined', 'It was stopped. Nothing was changed.');
			if (performance.now() - told < tellEvery) return;
			told = performance.now();
			post({kind: 'progress', id, progress});
		});
		post({kind: 'changed', id, change});
	} catch (error) {
		if (!(error instanceof UserError)) return breakWith(id, error);
		post({kind: 'failed', id, code: error.code, message: error.message, hint: error.hint});
	}
});

function breakWith(id: number, error: unknown): void {
	isBroken = true;
	// What was thrown may not be copied between threads: its stack is what counts.
	const told = new Error(error instanceof Error ? error.message : String(error));
	if (error instanceof Error) told.stack = error.stack;
	post({kind: 'broken', id, error: told});
}
