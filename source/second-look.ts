/** What is being written, looked at twice instead of waiting until it is ten seconds old. Pure but for the looks, which are an argument. */

import {targetsOf, type Target} from '../store/domain/change.ts';
import type {Model} from '../store/domain/model.ts';
import type {Snapshot} from '../store/domain/snapshot.ts';

/** Looks at models twice, and tells the keys of those that did not change meanwhile. */
export type LookTwice = (root: string, targets: readonly Target[]) => Promise<ReadonlySet<string>>;

/**
 * The snapshot in which only those models are growing that are written now: it is looked at them twice where any of them would go.
 *
 * @param wouldGo the models that would be removed if nothing were growing
 */
export async function withSecondLook(snapshot: Snapshot, wouldGo: (snapshot: Snapshot) => readonly Model[], lookTwice: LookTwice): Promise<Snapshot> {
	const growing = snapshot.models.filter(model => model.growing);
	if (growing.length === 0) return snapshot;
	const keys = new Set(wouldGo(resting(snapshot, new Set(growing.map(({key}) => key)))).map(({key}) => key));
	const candidates = growing.filter(({key}) => keys.has(key));
	if (candidates.length === 0) return snapshot;
	return resting(snapshot, await lookTwice(snapshot.root, targetsOf(candidates, snapshot.models)));
}

function resting(snapshot: Snapshot, keys: ReadonlySet<string>): Snapshot {
	if (keys.size === 0) return snapshot;
	return {...snapshot, models: snapshot.models.map(model => (keys.has(model.key) ? {...model, growing: false} : model))};
}
