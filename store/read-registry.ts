/** One full look at a registry, for headless commands: the same index and checks as the dashboard's, in this thread. */

import type {Snapshot} from './domain/snapshot.ts';
import {decodeFound} from './found-codec.ts';
import {Indexer} from './indexer.ts';
import {ModelSet} from './model-set.ts';
import {seenInstead} from './root.ts';
import {readSession} from './session-file.ts';

export interface ReadOptions {
	/** Absolute and real. */
	readonly root: string;
	/** Why this root. */
	readonly reason: string;
	/** Milliseconds since 1970. */
	readonly now: number;
	readonly env: NodeJS.ProcessEnv;
	/** Told how many models were looked at. */
	readonly onSeen?: (models: number) => void;
}

/** A sidecar that cannot be parsed and is this young is read again, as somebody may be writing it (milliseconds between, and how often). */
const settle = {pause: 150, times: 3} as const;

/** @returns the registry as it is on disk now; what cannot be read is in its problems */
export async function readRegistry({root, reason, now, env, onSeen}: ReadOptions): Promise<Snapshot> {
	const set = new ModelSet();
	const indexer = new Indexer({
		root,
		env,
		clock: () => now,
		sink: {
			changed: models => models.forEach(bytes => set.take(decodeFound(bytes))),
			removed: keys => set.remove(keys),
			facts: facts => set.takeFacts(facts),
			histories: histories => set.takeHistories(histories),
			gone: change => set.takeGone(change),
		},
	});
	await indexer.load();
	await indexer.readConfig();
	for (const seen of indexer.check()) onSeen?.(seen);
	for (let round = 0; round < settle.times && indexer.hasUnsettled; round++) {
		Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, settle.pause);
		indexer.lookAtRestless();
		indexer.tellFacts();
	}
	const saved = await indexer.save();
	const snapshot = set.snapshot({
		root,
		reason,
		now,
		activity: {phase: 'live', checkedAt: now},
		watching: false,
		lastVisit: readSession(root, env).leftAt,
		extraProblems: saved === undefined ? [] : [saved],
	});
	return snapshot.models.length === 0 ? {...snapshot, seenInstead: seenInstead(root)} : snapshot;
}
