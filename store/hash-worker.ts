/** A worker thread that takes checksums: several of them read a registry as fast as its disk gives it. */

import {parentPort} from 'node:worker_threads';
import {hashBatch} from './hash-batch.ts';
import type {FromHasher, HashBatch} from './hash-messages.ts';

const post = (message: FromHasher) => parentPort?.postMessage(message);

/** More at once is not faster. */
const room = Buffer.allocUnsafeSlow(2 ** 18);
/** Progress is told this often (bytes). */
const tellEvery = 16 * 2 ** 20;

let untold = 0;

parentPort?.on('message', ({id, paths}: HashBatch) => {
	const outcomes = hashBatch(paths, {
		room,
		onBytes: bytes => {
			untold += bytes;
			if (untold < tellEvery) return;
			post({kind: 'read', bytes: untold});
			untold = 0;
		},
	});
	post({kind: 'read', bytes: untold});
	untold = 0;
	post({kind: 'hashed', id, outcomes});
});
