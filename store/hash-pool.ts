/** Takes the checksums of many files in several threads. */

import os from 'node:os';
import {Worker} from 'node:worker_threads';
import {hashBatch} from './hash-batch.ts';
import type {FromHasher, HashBatch, HashOutcome} from './hash-messages.ts';

export interface FileToHash {
	/** Absolute. */
	readonly path: string;
	/** Bytes, as far as is known. */
	readonly size: number;
}

export interface HashPoolOptions {
	/** Told of bytes that were read, some at a time. */
	readonly onBytes: (bytes: number) => void;
}

/** Each takes 20 MB of memory, and four read more than most disks give. */
const mostThreads = 4;

/** A thread gets so much at once (bytes, files): larger files go alone. */
const batchBytes = 8 * 2 ** 20;
const batchFiles = 100;

/** Less than this is read sooner than a thread has started (bytes). */
const leastForThreads = 16 * 2 ** 20;

/** @returns what came of each file, in their order */
export async function hashFiles(files: readonly FileToHash[], {onBytes}: HashPoolOptions): Promise<readonly HashOutcome[]> {
	const paths = files.map(({path}) => path);
	if (files.reduce((sum, {size}) => sum + size, 0) < leastForThreads) return hashBatch(paths, {room: Buffer.allocUnsafeSlow(2 ** 18), onBytes});
	const batches = batchesOf(files);
	const outcomes: HashOutcome[] = [];
	// The largest first: at the end no thread is left alone with one.
	const waiting = [...batches].sort((a, b) => a.bytes - b.bytes);
	const take = () => waiting.pop();
	const done = (first: number, some: readonly HashOutcome[]) => some.forEach((outcome, at) => (outcomes[first + at] = outcome));
	const threads = Math.min(os.availableParallelism(), mostThreads, batches.length);
	await Promise.all(Array.from({length: threads}, () => runThread({take, done, onBytes})));
	return outcomes;
}

interface Batch extends HashBatch {
	readonly bytes: number;
}

/** Neighbours stay together. The id of each is the place of its first file. */
function batchesOf(files: readonly FileToHash[]): readonly Batch[] {
	const batches: Array<{id: number; paths: string[]; bytes: number}> = [];
	files.forEach(({path, size}, id) => {
		const last = batches.at(-1);
		if (last && last.bytes + size <= batchBytes && last.paths.length < batchFiles) {
			last.paths.push(path);
			last.bytes += size;
		} else batches.push({id, paths: [path], bytes: size});
	});
	return batches;
}

interface Work extends HashPoolOptions {
	readonly take: () => Batch | undefined;
	readonly done: (first: number, outcomes: readonly HashOutcome[]) => void;
}

/** Gives one thread batch after batch. Rejects where the thread ends with a bug. */
async function runThread({take, done, onBytes}: Work): Promise<void> {
	const worker = new Worker(new URL(import.meta.url.endsWith('.ts') ? './hash-worker.ts' : './hash-worker.js', import.meta.url), {
		// It makes nothing but short answers.
		resourceLimits: {maxYoungGenerationSizeMb: 2, stackSizeMb: 1, maxOldGenerationSizeMb: 32},
	});
	try {
		await new Promise<void>((resolve, reject) => {
			const next = () => {
				const batch = take();
				if (batch) worker.postMessage({id: batch.id, paths: batch.paths} satisfies HashBatch);
				else resolve();
			};
			worker.on('error', reject);
			worker.on('message', (message: FromHasher) => {
				if (message.kind === 'read') return onBytes(message.bytes);
				done(message.id, message.outcomes);
				next();
			});
			next();
		});
	} finally {
		await worker.terminate();
	}
}
