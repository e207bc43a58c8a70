/** What is told of a training run, and what it tells: the words of the library. */

import type {Json} from '../../store/domain/json.ts';
import type {TestResult, Training} from '../../store/domain/model.ts';

/** Where a run belongs, and by which clock. */
export interface RunOptions {
	/** The folder of the registry; absent: as every command finds it (`MREG_ROOT`, else the nearest folder upward that is one). */
	readonly root?: string;
	/** Milliseconds since 1970; `Date.now` unless given. */
	readonly now?: () => number;
	/** How long to wait for another program's lock, in milliseconds; 10,000 unless given. */
	readonly wait?: number;
}

/** What a new run is. */
export interface NewRunOptions extends RunOptions {
	/** The method, such as `mscn`: its folder is the one of this name in any case, else a new one with a capital. */
	readonly algorithm: string;
	/** What the id begins with; the algorithm unless given. */
	readonly name?: string;
	/** An id that `resolve` gave; absent: one of the name and the local time. */
	readonly id?: string;
}

/** What is told of a training. */
export interface TrainingInfo {
	readonly dataset: string;
	/** Numbers, texts, true, false, null, lists and plain objects, by name. */
	readonly hyperparams: Readonly<Record<string, unknown>>;
	readonly numQueries?: number;
	/** Seconds; absent: what `train` measures. */
	readonly trainingTime?: number;
	/** ISO 8601; absent: now. */
	readonly trainedAt?: string;
}

/** What a save made. */
export interface SavedModel {
	/** Another one than before, where another process took the id meanwhile. */
	readonly id: string;
	/** The absolute path of the artifact. */
	readonly path: string;
	/** The absolute path of the sidecar. */
	readonly sidecar: string;
	/** The absolute paths of all that the model consists of, the artifact first, and of what else this run wrote beside it. */
	readonly files: readonly string[];
}

/** What a sidecar says. Keys that are not named here are those of other programs. */
export interface RunMetadata {
	readonly [ownKey: string]: Json | TrainingMetadata | readonly TestResult[];
	readonly model_id: string;
	readonly algorithm: string;
	/** null: it was not trained here. */
	readonly training: TrainingMetadata | null;
	readonly testing: readonly TestResult[];
	readonly tags: readonly string[];
	readonly notes: string;
}

/** The training of a model, under the names that the sidecar uses; null: not known. */
export interface TrainingMetadata extends Omit<Training, 'num_queries' | 'training_time'> {
	readonly enabled?: boolean;
	readonly num_queries?: number | null;
	/** Seconds. */
	readonly training_time?: number | null;
}
