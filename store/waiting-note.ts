/** A line on a terminal that says how far a look at a slow disk is, drawn by a thread of its own: the one that looks waits in the disk's calls. */

import {Worker} from 'node:worker_threads';

export interface WaitingNote {
	/** So many models were read. */
	readonly seen: (models: number) => void;
	/** Takes the line away. */
	readonly close: () => void;
}

/** @param words what is read, safe to show @param clear takes the line away, where one was drawn */
export function openWaitingNote(words: string, clear: () => void): WaitingNote {
	const counts = new Int32Array(new SharedArrayBuffer(8));
	const worker = new Worker(note, {eval: true, workerData: {counts, words, quiet: quietFor, stuck: stuckAfter}, stdout: false, stderr: false});
	worker.unref();
	return {
		seen: models => void Atomics.store(counts, 0, models),
		close: () => {
			void worker.terminate();
			if (Atomics.load(counts, 1) === 1) clear();
		},
	};
}

/** What is done within this time needs no words (milliseconds). */
const quietFor = 3_000;
/** Nothing was read for so long (milliseconds). */
const stuckAfter = 3_000;

/** By the number of the descriptor: the streams of a thread go through the one that waits. */
const note = `
const fs = require('node:fs');
const {counts, words, quiet, stuck} = require('node:worker_threads').workerData;
const begun = Date.now();
let [last, changed] = [0, begun];
setInterval(() => {
	const now = Date.now();
	const models = Atomics.load(counts, 0);
	if (models !== last) [last, changed] = [models, now];
	if (now - begun < quiet) return;
	Atomics.store(counts, 1, 1);
	const state = now - changed < stuck ? models + ' models so far' : 'no answer for ' + Math.round((now - changed) / 1000) + ' s';
	try {
		fs.writeSync(2, '\\r' + words + ': ' + state + '. Ctrl-C ends.\\u001B[K');
	} catch {}
}, 500);
`;
