/** What the registry answers with, besides models: the objects that `--json` prints, with the models as records. */

import type {BestFactsJson} from '../best-json.ts';
import type {ComparisonFactsJson} from '../comparison-json.ts';
import type {FamilyVersionFactsJson, VersionFactsJson} from '../version-json.ts';
import type {ModelRecord} from './model-record.ts';

/** The best model on a dataset, why it is that, and by how much. */
export interface BestModel extends BestFactsJson {
	/** Where models alike but for a seed count as one: the median one of the best. */
	readonly model: ModelRecord;
}

/** Models side by side. What stands in the lists of a row is in the order of the models. */
export interface Comparison extends ComparisonFactsJson {
	/** The key of the model that the others are compared with. */
	readonly baseline: string | null;
	readonly models: readonly ModelRecord[];
	/** What could not be looked into; sentences. */
	readonly notes: readonly string[];
}

/** A version among those of its family. */
export interface FamilyVersion extends FamilyVersionFactsJson {
	readonly model: ModelRecord;
}

/** A version, or any model, and where its artifact is. */
export interface Version extends VersionFactsJson {
	readonly model: ModelRecord;
}

/** What became of a change. Nothing is reported that did not happen. */
export interface ChangeResult {
	/** By which it can be taken back later, and which `mreg log` shows; null where nothing was to be done. */
	readonly txn: string | null;
	/** Keys of the models that were changed. */
	readonly done: readonly string[];
	/** Keys of models that are as they were to be already. */
	readonly unchanged: readonly string[];
	/** Models that were left as they are, and why: a change of many is no less done for the others. */
	readonly skipped: ReadonlyArray<{readonly key: string; readonly reason: string}>;
	/** Sentences: what was carried along, what a crash had left and was put right. */
	readonly notes: readonly string[];
	/**
	 * Takes the change back.
	 *
	 * @throws MregError `usage` where that was done already, or cannot be done
	 */
	readonly undo: () => Promise<ChangeResult>;
}

/** What was registered. */
export interface Registered extends ChangeResult {
	/** `resnet18/v2`. */
	readonly name: string;
	readonly family: string;
	readonly version: number;
	readonly key: string;
	/** These bytes were that version already: nothing was changed. */
	readonly known: boolean;
	readonly sha256: string;
	readonly bytes: number;
	/** Of the artifact, absolute. */
	readonly path: string;
}
