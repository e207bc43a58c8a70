/** What is in memory: all models of a root and how fresh they are. Replaced, never changed. */

import type {Config} from './config.ts';
import type {GoneModel, Model} from './model.ts';
import type {Problem} from './problem.ts';

/** What the store is doing now. `total` is how many models the index knew, where it knew any. */
export type Activity =
	| {readonly phase: 'loading'; readonly done: number; readonly total: number}
	| {readonly phase: 'scanning'; readonly done: number; readonly total: number}
	/** `nextAt`: when all is looked at again, where that is known. */
	| {readonly phase: 'live'; readonly checkedAt: number; readonly nextAt?: number}
	/** `done` models of about `total` were looked at. */
	| {readonly phase: 'checking'; readonly checkedAt: number; readonly since: number; readonly done: number; readonly total: number}
	/** The disk has not answered since then. */
	| {readonly phase: 'stalled'; readonly since: number};

export interface Snapshot {
	/** Absolute real path. */
	readonly root: string;
	/** Why this root: `--root`, `MREG_ROOT`, `found by model_registry.json`, ... */
	readonly reason: string;
	/** Newest first; of equal times by key. */
	readonly models: readonly Model[];
	/** Models whose files vanished, and not by this program, until they are dismissed or come back: those that vanished last first. Not among `models`. */
	readonly gone?: readonly GoneModel[];
	/** How many more vanished than are remembered one by one. */
	readonly goneMore?: number;
	/** When the last visit of the dashboard ended, in milliseconds since 1970: what came later is new. */
	readonly lastVisit?: number;
	/** The folders and files that are a problem, and those of the models. */
	readonly problems: readonly Problem[];
	readonly config: Config;
	readonly activity: Activity;
	/** How model folders are noticed: by file events, or only by checking (why is a problem). */
	readonly watching: boolean;
	/** Free bytes of the disk that holds the root; undefined where it does not say. */
	readonly freeBytes?: number;
	/** Where there are no models: what was looked for and what lies there instead. */
	readonly seenInstead?: string;
}

/** What newer models come before, in a list that is shown newest first. */
export function byNewest(a: Model, b: Model): number {
	if (a.time !== b.time) return a.time > b.time ? -1 : 1;
	return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}
