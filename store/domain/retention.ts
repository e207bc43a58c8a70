/** Which models a cleanup would keep and remove, and why: the top N by an objective, and everything that must not go. */

import type {Direction} from './config.ts';
import type {Model} from './model.ts';
import {factsOf} from './retention-facts.ts';
import {lossesOf} from './retention-losses.ts';
import {ordersOf, placesOf, type RetentionPlaces} from './retention-places.ts';
import {keepReasons, precedenceOf} from './retention-reasons.ts';
import {byNewest, type Snapshot} from './snapshot.ts';

/** What a cleanup is to keep. Times in milliseconds. */
export interface Policy {
	/** Compared without case. */
	readonly algorithm: string;
	/** How many of the best stay: models, or with `foldSeeds` configurations with all their models. Without a dataset: on each dataset. */
	readonly keep: number;
	readonly metric: string;
	readonly direction: Direction;
	readonly dataset?: string;
	/** Models alike but for a seed stay or go together. */
	readonly foldSeeds: boolean;
	/**
	 * The best on every other dataset stays, too; with `foldSeeds` the best configuration there, and on each dataset the best single model,
	 * which may be of a configuration that is none of the best.
	 */
	readonly keepBests: boolean;
	/** Nothing of `losses` is lost: the best by every metric with a known direction stays, too, on each dataset. */
	readonly keepLosses?: boolean;
	/** Models without a rank stay until they are so old; absent: for good. */
	readonly untested?: number;
	/** Models that are younger stay. */
	readonly minAge: number;
	/** Tags that keep a model. */
	readonly protectedTags: readonly string[];
	/**
	 * Keys of models that were moved to a list by hand. Nothing of a rule moves them again; what no rule may remove can be removed by hand,
	 * but for what is being written or has no file. What is in both stays.
	 */
	readonly keptByHand?: ReadonlySet<string>;
	readonly removedByHand?: ReadonlySet<string>;
}

/** Never tested on what ranks (`not-tested`), or tested, but not to be compared with the others, or with a result that is no number. */
export type UnrankedReason = 'not-tested' | 'not-comparable' | 'no-number';

/** `of` and `from` are a model's key and a path below the root. */
export type KeepReason =
	/** One of the best N; `rank` counts from 1, models or configurations; of equal ones the newer is before, and what is missing takes no place. */
	| {readonly kind: 'top'; readonly rank: number; readonly dataset?: string}
	| {readonly kind: 'best-elsewhere'; readonly metric: string; readonly dataset?: string}
	| {readonly kind: 'tag'; readonly tags: readonly string[]}
	| {readonly kind: 'version'; readonly family: string; readonly version: number}
	| {readonly kind: 'parent'; readonly of: string}
	| {readonly kind: 'link-target'; readonly from: string}
	/** `ageMs` is negative for a time to come, Infinity for one that is not known. */
	| {readonly kind: 'young'; readonly ageMs: number}
	| {readonly kind: 'growing' | 'unreadable' | 'missing' | 'untracked' | 'stale' | 'bad-name'}
	| {readonly kind: 'unranked'; readonly why: UnrankedReason}
	/** Its configuration stays as a whole, because of another model. */
	| {readonly kind: 'configuration'; readonly of: string}
	| {readonly kind: 'hand'};

export type RemoveReason =
	| {readonly kind: 'outranked'; readonly rank: number; readonly dataset?: string}
	| {readonly kind: 'unranked'; readonly why: UnrankedReason; readonly ageMs: number}
	| {readonly kind: 'hand'};

export interface Kept {
	readonly model: Model;
	/** The first is the one that counts; the others hold, too. */
	readonly reasons: readonly [KeepReason, ...KeepReason[]];
}

export interface Removed {
	readonly model: Model;
	readonly reason: RemoveReason;
}

/** A best that would be gone. */
export interface Loss {
	readonly metric: string;
	readonly direction: Direction;
	readonly dataset?: string;
	/** The best now, and the best that stays; undefined where none stays. */
	readonly from: number;
	readonly to?: number;
	readonly model: Model;
	/** One ranks by this metric: the policy does, or the config for this algorithm. The others are measured, too. */
	readonly isRanked: boolean;
}

export interface CleanupPlan {
	readonly policy: Policy;
	/** Milliseconds since 1970. */
	readonly madeAt: number;
	/** In the order of their reasons, and within one the best, or the newest, first. */
	readonly keep: readonly Kept[];
	/** What is outranked best first, then what has no rank, oldest first, then what was moved by hand. */
	readonly remove: readonly Removed[];
	/** Those that one ranks by come first. */
	readonly losses: readonly Loss[];
}

export interface PlanContext {
	/** Milliseconds since 1970. */
	readonly now: number;
	/** By key: a link below the root that points to the model's artifact. */
	readonly linkTargets?: ReadonlyMap<string, string>;
}

/** Plans a cleanup. Pure: nothing is touched. */
export function planCleanup(snapshot: Pick<Snapshot, 'models' | 'config'>, policy: Policy, context: PlanContext): CleanupPlan {
	const {models, config} = snapshot;
	const facts = factsOf(models, policy.algorithm.toLowerCase());
	const places = placesOf(ordersOf(facts, policy, config), policy);
	const reasons = keepReasons(models, {facts, policy, config, places, context});
	const [keep, remove]: [Kept[], Removed[]] = [[], []];
	for (const model of facts.models) {
		const [first, ...others] = reasons.get(model) ?? [];
		if (first) keep.push({model, reasons: [first, ...others]});
		else remove.push({model, reason: removeReason(model, places, {policy, now: context.now})});
	}
	return {
		policy,
		madeAt: context.now,
		keep: keep.sort(compareKept),
		remove: remove.sort(compareRemoved),
		losses: lossesOf(facts, model => reasons.has(model), {policy, config}),
	};
}

function removeReason(model: Model, places: RetentionPlaces, {policy, now}: {readonly policy: Policy; readonly now: number}): RemoveReason {
	if (policy.removedByHand?.has(model.key) === true) return {kind: 'hand'};
	const place = places.best.get(model);
	return place ? {kind: 'outranked', ...place} : {kind: 'unranked', why: places.whyUnranked(model), ageMs: now - model.time};
}

function compareKept({model: a, reasons: [one]}: Kept, {model: b, reasons: [two]}: Kept): number {
	const [rank, other] = [one.kind === 'top' ? one.rank : 0, two.kind === 'top' ? two.rank : 0];
	return precedenceOf(one.kind) - precedenceOf(two.kind) || rank - other || byNewest(a, b);
}

const removeOrder: readonly RemoveReason['kind'][] = ['outranked', 'unranked', 'hand'];

function compareRemoved({model: a, reason: one}: Removed, {model: b, reason: two}: Removed): number {
	const byKind = removeOrder.indexOf(one.kind) - removeOrder.indexOf(two.kind);
	if (byKind !== 0) return byKind;
	if (one.kind === 'outranked' && two.kind === 'outranked') return one.rank - two.rank || byNewest(a, b);
	return one.kind === 'unranked' ? byNewest(b, a) : byNewest(a, b);
}
