/** Brings the exchange files in step with models that were just changed: only their entries, and only where the files are there. */

import type {Target} from './domain/change.ts';
import type {Writer} from './journal.ts';

/** What became of models. */
export interface Followed {
	/** Their sidecars were edited, or came back. */
	readonly present?: readonly Target[];
	readonly trashed?: readonly Target[];
	readonly purged?: readonly Target[];
}

/**
 * Replaces the entries of models in model_registry.json, takes out those of removed ones, and keeps the training histories. Never throws for the disk:
 * what was done to the models themselves stands.
 *
 * @returns sentences about what could not be brought in step; `mreg index` does it later
 */
export function followExchange(writer: Writer, followed: Followed): readonly string[] {
	throw new Error(`not built yet: ${writer.by} ${String(followed)}`);
}
