/** What a cleanup would do, as plain data: the `plan` of `mreg cleanup --json`. */

import type {Direction} from '../../store/domain/config.ts';
import type {JsonObject} from '../../store/domain/json.ts';

/** A model in a plan, and why it stays or goes. */
export interface PlannedModel {
	readonly key: string;
	readonly model_id: string;
	readonly reason: string;
}

/** A model that would go, with its files as they were when the plan was made: a changed one stays. */
export interface PlannedRemoval extends PlannedModel {
	/** What it takes on the disk. */
	readonly bytes: number;
	readonly artifact: JsonObject | null;
	readonly sidecar: JsonObject | null;
	readonly files: readonly JsonObject[];
}

/** A best that would be lost. */
export interface PlannedLoss {
	readonly metric: string;
	readonly dataset: string | null;
	/** An infinity is text. */
	readonly from: number | string;
	/** null: none stays. */
	readonly to: number | string | null;
	/** By this metric the plan ranks. */
	readonly ranked: boolean;
}

/**
 * What a cleanup would keep and remove. Plain data: `JSON.stringify({schema: 1, plan})` is what `mreg cleanup --plan` writes and `mreg apply` reads.
 */
export interface CleanupPlan {
	/** Absolute. */
	readonly root: string;
	/** ISO 8601, UTC. */
	readonly made_at: string;
	readonly algorithm: string;
	readonly metric: string;
	readonly direction: Direction;
	/** null: on each dataset. */
	readonly dataset: string | null;
	readonly keep_top: number;
	readonly fold_seeds: boolean;
	readonly keep: readonly PlannedModel[];
	readonly remove: readonly PlannedRemoval[];
	/** What would lie in the trash. */
	readonly trashed_bytes: number;
	/** What the disk would have more of after a purge. */
	readonly freed_bytes: number;
	readonly losses: readonly PlannedLoss[];
}
