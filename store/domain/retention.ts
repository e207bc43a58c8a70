/** Which models a cleanup would keep and remove, and why: the top N by an objective, and everything that must not go. */

import type {Direction} from './config.ts';
import type {Model} from './model.ts';
import type {Snapshot} from './snapshot.ts';

/** What a cleanup is to keep. Times in milliseconds. */
export interface Policy {
	/** In lower case. */
	readonly algorithm: string;
	/** How many of the best stay: models, or with `foldSeeds` configurations with all their models. Without a dataset: on each dataset. */
	readonly keep: number;
	readonly metric: string;
	readonly direction: Direction;
	readonly dataset?: string;
	/** Models alike but for a seed stay or go together. */
	readonly foldSeeds: boolean;
	/** The best of every other dataset stays, too. */
	readonly keepBests: boolean;
	/** The best of every other metric with a known direction stays, too, on each dataset. */
	readonly keepLosses?: boolean;
	/** Models without a rank stay until they are so old; absent: for good. */
	readonly untested?: number;
	/** Models that are younger stay. */
	readonly minAge: number;
	/** Tags that keep a model. */
	readonly protectedTags: readonly string[];
	/** Keys of models that were moved to a list by hand. Nothing of a rule moves them again; what no rule may remove can be removed by hand. */
	readonly keptByHand?: ReadonlySet<string>;
	readonly removedByHand?: ReadonlySet<string>;
}

export type KeepReason =
	/** One of the best N; `rank` counts from 1. */
	| {readonly kind: 'top'; readonly rank: number; readonly dataset?: string}
	| {readonly kind: 'best-elsewhere'; readonly metric: string; readonly dataset?: string}
	| {readonly kind: 'tag'; readonly tags: readonly string[]}
	| {readonly kind: 'version'; readonly family: string; readonly version: number}
	| {readonly kind: 'parent'; readonly of: string}
	| {readonly kind: 'link-target'; readonly from: string}
	| {readonly kind: 'young'; readonly ageMs: number}
	| {readonly kind: 'growing' | 'unreadable' | 'missing' | 'untracked' | 'stale' | 'bad-name'}
	/** Never tested on what ranks (`not-tested`), or tested, but not to be compared with the others. */
	| {readonly kind: 'unranked'; readonly why: 'not-tested' | 'not-comparable' | 'no-number'}
	/** Its configuration stays as a whole, because of another model. */
	| {readonly kind: 'configuration'; readonly of: string}
	| {readonly kind: 'hand'};

export type RemoveReason =
	| {readonly kind: 'outranked'; readonly rank: number; readonly dataset?: string}
	| {readonly kind: 'unranked'; readonly why: 'not-tested' | 'not-comparable' | 'no-number'; readonly ageMs: number}
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
	throw new Error(`not built yet: ${policy.algorithm} ${context.now} ${snapshot.models.length}`);
}
