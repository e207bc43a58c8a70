/** Merges what a look at the disk found into the models that were known. */

import type {Model} from './model.ts';
import {byNewest} from './snapshot.ts';

/**
 * @param known models, newest first
 * @param changed models that are new or other than before
 * @param removed keys that are gone
 * @returns the models, newest first; `known` itself where nothing changed
 */
export function reconcile(known: readonly Model[], changed: readonly Model[], removed: ReadonlySet<string>): readonly Model[] {
	if (changed.length === 0 && removed.size === 0) return known;
	const latest = new Map(changed.map(model => [model.key, model]));
	const kept = known.filter(model => !latest.has(model.key) && !removed.has(model.key));
	return mergeSorted(kept, [...latest.values()].filter(model => !removed.has(model.key)).sort(byNewest));
}

/** Two lists, each newest first, as one: linear, so that one new model among 100,000 costs a copy and no sort. */
function mergeSorted(a: readonly Model[], b: readonly Model[]): readonly Model[] {
	const merged: Model[] = [];
	let j = 0;
	for (const model of a) {
		for (let next = b[j]; next !== undefined && byNewest(next, model) < 0; next = b[++j]) merged.push(next);
		merged.push(model);
	}
	for (; j < b.length; j++) {
		const next = b[j];
		if (next) merged.push(next);
	}
	return merged;
}
