/** The live registry: a snapshot that follows the disk, and who wants to know when it changes. */

import {Worker} from 'node:worker_threads';
import type {Activity, Snapshot} from './domain/snapshot.ts';
import {decodeFound} from './found-codec.ts';
import {ModelSet} from './model-set.ts';
import {readSession} from './session-file.ts';
import type {ReadOptions} from './read-registry.ts';
import type {FromWorker, ToWorker} from './worker-messages.ts';

export interface Registry {
	/** The snapshot of now; the same object until something changed. */
	readonly getSnapshot: () => Snapshot;
	/** @returns what ends the subscription */
	readonly subscribe: (listener: () => void) => () => void;
	/** Looks at everything, inside folder artifacts too. */
	readonly rescan: () => void;
	/** Looks at files that were just changed here; paths relative to the root. None: at everything. */
	readonly look: (paths: readonly string[]) => void;
	/** Likewise; resolves when the snapshot shows what lies there now. */
	readonly seen: (paths: readonly string[]) => Promise<void>;
	/** Whether the registry keeps the process alive, as it does until it is told. */
	readonly setHolding: (isHolding: boolean) => void;
	/** While paused the snapshot stays as it is; what happened meanwhile comes with the resume. */
	readonly setPaused: (paused: boolean) => void;
	/** True where the worker has said nothing for so long that it is stuck in a call: the process cannot end by waiting for it. */
	readonly isStuck: () => boolean;
	/** Keeps the index and ends the worker; does not wait longer than a second for a disk that hangs. */
	readonly close: () => Promise<void>;
}

/** A new snapshot costs this share of the time at most: the next one comes after so many times what the last took. */
const publishFactor = 4;
/** While models stream in, pictures are at least so far apart (milliseconds). */
const restWhileReading = 100;
/** Two pictures are never farther apart than this, whatever they cost (milliseconds). */
const longestRest = 400;
const closeWithin = 1_000;
/** A thread that is told to end does so within this time, unless it is stuck (milliseconds). */
const endWithin = 300;
/** The worker speaks every second; a longer pause is no sign of work, which it breathes in (milliseconds). */
const stuckAfter = 2_000;
/** What only the journal tells may be shown so much later (milliseconds). */
const historyRest = 100;
/** Without a word from the worker for so long, the disk does not answer (milliseconds). */
const silence = 3_000;

/** What a listener throws is thrown behind what goes on: the others are called, and who waits is told. */
function call(listener: () => void): void {
	try {
		listener();
	} catch (error) {
		queueMicrotask(() => {
			throw error;
		});
	}
}

/** Opens a registry and begins to follow it. The first snapshot is empty; the first models come from the index. */
export function openRegistry(options: Omit<ReadOptions, 'now'> & {readonly clock?: () => number}): Registry {
	const {root, reason, env, clock = Date.now} = options;
	const set = new ModelSet();
	// That of this visit is not written yet.
	const lastVisit = readSession(root, env).leftAt;
	const listeners = new Set<() => void>();
	let activity: Activity = {phase: 'loading', done: 0, total: 0};
	let watching = true;
	let paused = false;
	let timer: NodeJS.Timeout | undefined;
	let free = 0;
	let late = false;
	let total = 0;
	let checkedAt: number | undefined;
	let nextAt: number | undefined;
	let seenInstead: string | undefined;
	/** Who waits for a look, and whose look is in the next picture. */
	const looks = new Map<number, () => void>();
	const shownNext: Array<() => void> = [];
	let lookCount = 0;
	let snapshot: Snapshot = set.snapshot({root, reason, now: clock(), activity, watching, lastVisit});

	const take = () => {
		const next = set.snapshot({root, reason, now: clock(), activity, watching, lastVisit});
		return next.models.length === 0 && activity.phase === 'live' ? {...next, seenInstead} : next;
	};
	const publish = () => {
		timer = undefined;
		if (paused) return;
		const from = performance.now();
		snapshot = take();
		for (const listener of listeners) call(listener);
		for (const shown of shownNext.splice(0)) shown();
		// What listeners draw counts, too: it is done when the loop comes round.
		free = Infinity;
		setImmediate(() => {
			const now = performance.now();
			// The first rows wait for nothing.
			free =
				snapshot.models.length === 0
					? 0
					: now + Math.max(activity.phase === 'live' ? 0 : restWhileReading, Math.min(longestRest, publishFactor * (now - from)));
			if (late) soon();
			late = false;
		});
	};
	const soon = () => {
		if (free === Infinity) late = true;
		else timer ??= setTimeout(publish, Math.max(0, free - performance.now()));
	};
	const send = (message: ToWorker) => worker.postMessage(message);
	const worker = new Worker(new URL(import.meta.url.endsWith('.ts') ? './scan-worker.ts' : './scan-worker.js', import.meta.url), {
		workerData: {root, env: {...env}},
	});
	let failure: unknown;
	let isEnded = false;
	const closed = new Promise<void>(resolve =>
		worker.once('exit', () => {
			isEnded = true;
			resolve();
		}),
	);
	worker.on('error', error => {
		failure = error;
		// A bug in the worker is a bug of the program: it ends as one, with its stack kept.
		setImmediate(() => {
			throw failure;
		});
	});
	let heard = clock();
	const listen = setInterval(() => {
		if (clock() - heard < silence) return;
		activity = {phase: 'stalled', since: heard};
		soon();
	}, 1_000);
	// One message a turn of the loop: all at once they would keep it from keys and from drawing.
	const inbox: FromWorker[] = [];
	worker.on('message', (message: FromWorker) => {
		heard = clock();
		if (message.kind === 'alive' && activity.phase !== 'stalled') return;
		if (inbox.push(message) === 1) setImmediate(takeNext);
	});
	const takeNext = () => {
		const [message] = inbox;
		if (message) handle(message);
		inbox.shift();
		if (inbox.length > 0) setImmediate(takeNext);
	};
	const handle = (message: FromWorker) => {
		if (activity.phase === 'stalled') activity = checkedAt === undefined ? {phase: 'scanning', done: set.size, total} : {phase: 'live', checkedAt, nextAt};
		switch (message.kind) {
			case 'total':
				total = message.models;
				break;
			case 'models':
				set.take(decodeFound(message.bytes));
				send({kind: 'taken'});
				if (activity.phase === 'loading') activity = {phase: 'loading', done: set.size, total};
				break;
			case 'removed':
				set.remove(message.keys);
				break;
			case 'facts':
				set.takeFacts(message.facts);
				({watching} = message);
				break;
			case 'histories':
				set.takeHistories(message.histories);
				// What was edited comes right behind it: a picture of this alone would keep that one waiting.
				setTimeout(soon, historyRest).unref();
				return;
			case 'gone':
				set.takeGone(message.change);
				break;
			case 'checking':
				activity =
					checkedAt === undefined
						? {phase: 'scanning', done: message.seen, total: Math.max(total, message.seen)}
						: {
								...{phase: 'checking', checkedAt, since: activity.phase === 'checking' ? activity.since : clock()},
								done: message.seen,
								total: Math.max(set.size, message.seen),
							};
				break;
			case 'checked':
				({at: checkedAt, nextAt, seenInstead} = message);
				activity = {phase: 'live', checkedAt, nextAt};
				break;
			case 'looked': {
				const shown = looks.get(message.id);
				if (shown) shownNext.push(shown);
				looks.delete(message.id);
				break;
			}
			case 'alive':
				break;
			case 'closed':
				return;
		}
		soon();
	};

	return {
		getSnapshot: () => snapshot,
		subscribe: listener => {
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},
		rescan: () => send({kind: 'check', deep: true}),
		look: paths => send({kind: 'look', paths}),
		seen: async paths =>
			new Promise<void>(resolve => {
				const id = ++lookCount;
				looks.set(id, resolve);
				send({kind: 'look', paths, id});
			}),
		setHolding: isHolding => {
			for (const one of [worker, listen]) {
				if (isHolding) one.ref();
				else one.unref();
			}
		},
		isStuck: () => !isEnded && clock() - heard > stuckAfter,
		setPaused: value => {
			paused = value;
			if (!paused) soon();
		},
		close: async () => {
			clearTimeout(timer);
			clearInterval(listen);
			listeners.clear();
			for (const shown of [...looks.values(), ...shownNext.splice(0)]) shown();
			looks.clear();
			send({kind: 'close'});
			if (await within(closed, closeWithin)) return;
			// One that is stuck in a call ends when the call does.
			void worker.terminate();
			await within(closed, endWithin);
		},
	};
}

/** Whether something happens within so many milliseconds. */
async function within(event: Promise<void>, ms: number): Promise<boolean> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<boolean>(resolve => (timer = setTimeout(() => resolve(false), ms)));
	const happened = await Promise.race([event.then(() => true), late]);
	clearTimeout(timer);
	return happened;
}
