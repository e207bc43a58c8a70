/** Sidecars that cannot be read for a moment, as while a script writes them in place: until such a one rests, its model is seen as it was. */

import type {Model} from './model.ts';
import type {Problem} from './problem.ts';
import {byNewest, type Snapshot} from './snapshot.ts';

/** A sidecar that was written so long ago (milliseconds) and still cannot be read is broken. */
const restsAfter = 2_000;

/** Since when a sidecar is seen that cannot be read, and why. */
interface Torn {
	readonly since: number;
	readonly reason: string;
}

/** The sidecars that are given time, by the keys of their models. */
export type TornSidecars = ReadonlyMap<string, Torn>;

export interface AtRest {
	/** The same snapshot where nothing is given time. */
	readonly snapshot: Snapshot;
	readonly torn: TornSidecars;
	/** When to look again, in milliseconds; Infinity where nothing is given time. */
	readonly wait: number;
}

/**
 * A snapshot without sidecars that broke just now: their models are as they were told last, new ones are not there yet, and the problem is none.
 *
 * @param told the snapshot that was told last, as this function gave it; undefined: nothing is given time, as what lay there before may be broken for long
 * @param options.now milliseconds since 1970
 */
export function atRest(snapshot: Snapshot, told: Snapshot | undefined, {torn: before, now}: {readonly torn: TornSidecars; readonly now: number}): AtRest {
	const broken = told ? snapshot.models.filter(({state}) => state === 'unreadable') : [];
	if (!told || broken.length === 0) return {snapshot, torn: new Map(), wait: Infinity};
	const known = knownAs(told, broken);
	const torn = new Map<string, Torn>();
	for (const model of broken) {
		if (known.get(model.key)?.state === 'unreadable') continue;
		const reason = reasonOf(model);
		const seen = before.get(model.key);
		// Another reason: it is still being written.
		const since = seen?.reason === reason ? seen.since : now;
		if (now - since < restsAfter) torn.set(model.key, {since, reason});
	}
	if (torn.size === 0) return {snapshot, torn, wait: Infinity};
	const files = new Set(broken.flatMap(({key, sidecar}) => (torn.has(key) && sidecar !== undefined ? [sidecar] : [])));
	const models = snapshot.models.flatMap(model => (torn.has(model.key) ? (known.get(model.key) ?? []) : [model])).sort(byNewest);
	const problems = snapshot.problems.filter(problem => !isUnreadable(problem) || !files.has(problem.path));
	const first = Math.min(...Array.from(torn.values(), ({since}) => since));
	return {snapshot: {...snapshot, models, problems}, torn, wait: first + restsAfter - now};
}

function knownAs({models}: Snapshot, wanted: readonly Model[]): ReadonlyMap<string, Model> {
	const keys = new Set(wanted.map(({key}) => key));
	return new Map(models.flatMap(model => (keys.has(model.key) ? [[model.key, model] as const] : [])));
}

function reasonOf({problems}: Model): string {
	return problems.find(isUnreadable)?.message ?? '';
}

function isUnreadable({kind}: Problem): boolean {
	return kind === 'unreadable-sidecar';
}
