/** What a look at the whole registry finds wrong or odd, each with the one thing that puts it right. */

import type {ChangeRequest, FileMark} from './change.ts';
import type {JsonObject} from './json.ts';

export type FindingKind =
	| 'untracked' // an artifact without a sidecar
	| 'renamed' // a sidecar whose artifact lies under another name
	| 'missing' // a sidecar whose artifact was not found
	| 'broken' // an artifact that is empty, or whose header says that it is cut off
	| 'path-differs' // model_path names another place
	| 'registry-drift' // tags or a note that stand only in model_registry.json
	| 'tags-dropped' // tags set here, dropped by another program
	| 'tag-lost' // likewise, but it asks
	| 'duplicate' // artifacts with the same bytes
	| 'stray-file' // a temporary file that nobody writes any more
	| 'stale-lock' // a lock of a dead process
	| 'unfinished' // a transaction that was cut off
	| 'same-id' // two models of one id
	| 'overwritten' // a training that another one has overwritten
	| 'future-time' // times later than now
	| 'two-scales' // one metric as a fraction and as a percentage
	| 'unknown-direction'; // a metric of which nobody said whether lower or higher is better

export interface Finding {
	readonly kind: FindingKind;
	/** The models that it is about. */
	readonly keys: readonly string[];
	/** Where to look, relative to the root; '' for the registry. */
	readonly path: string;
	/** The metric that it is about, where it is about one; raw. */
	readonly metric?: string;
	/** Finds just these models, where the kind alone does not say how; raw. */
	readonly query?: string;
	/** What is wrong, as a sentence; raw. */
	readonly message: string;
	/** What puts it right, as a sentence; raw: what `--fix` and f do where there is a `fix`, else what a person can do. */
	readonly repair: string;
	/** What to type for this alone, where a command does it; raw. */
	readonly command?: string;
	/** In this order; absent: nothing here decides it. */
	readonly fix?: readonly ChangeRequest[];
	/** Nothing is wrong: it is told, and does not count for the exit code. */
	readonly isInformation: boolean;
}

/** What only the disk tells. */
export interface DiskFacts {
	/** Missing models whose artifact was found. */
	readonly renamed: readonly Renamed[];
	/** By key why models without a sidecar can have none, as sentences; absent: none is known. */
	readonly unadoptable?: ReadonlyMap<string, string>;
	readonly strays: readonly Stray[];
	/** Folders, relative to the root, whose lock a dead process holds, with who that was; raw. */
	readonly staleLocks: ReadonlyArray<{readonly folder: string; readonly holder: string}>;
	/** Transactions that were cut off, and can be ended: their ids. */
	readonly unfinished: readonly string[];
	/** Untracked models that have an entry in model_registry.json, which becomes the sidecar: their keys, and the entries' names. */
	readonly described?: ReadonlyArray<{readonly key: string; readonly entry: string}>;
	/** Trainings of which only the training histories or model_registry.json still tell. */
	readonly overwritten?: readonly ToldTraining[];
	/** Models whose header is wrong, each with the first sentence about it; raw. undefined: nobody asked for them, as all headers must be read. */
	readonly broken?: ReadonlyArray<{readonly key: string; readonly problem: string}>;
	/** undefined: nobody asked for them, as all candidates must be read. */
	readonly duplicates?: readonly DuplicateGroup[];
	/** What could not be looked at, as sentences; raw. */
	readonly notes: readonly string[];
}

/** An earlier training of a model, as an exchange file tells of it. */
export interface ToldTraining {
	/** Of the model that is there now. */
	readonly key: string;
	/** The file that tells of it, relative to the root. */
	readonly file: string;
	/** Its name in training_registry.json, where it is kept. */
	readonly name: string;
	/** `training` and `testing`, as a sidecar would have them. */
	readonly content: JsonObject;
	/** What training_registry.json is to keep. */
	readonly entry: JsonObject;
}

export interface Renamed {
	/** Of the missing model. */
	readonly key: string;
	/** Of the untracked one. */
	readonly to: string;
	readonly artifact: FileMark;
	/** What tells that they are the same. A size only hints at it. */
	readonly by: 'checksum' | 'inode' | 'size';
	/** Other untracked artifacts that may as well be it. */
	readonly or?: readonly string[];
	/** Other missing models whose it may as well be. */
	readonly rivals?: readonly string[];
}

export interface Stray {
	readonly file: FileMark;
	/** `ours`: what a killed process of this program left; it is removed. `other`: another program's, older than a week; it goes to the trash. */
	readonly kind: 'ours' | 'other';
}

/** Files of the same bytes in several models. */
export interface DuplicateGroup {
	/** The one that stays as it is comes first: registered, else with names elsewhere, else the oldest. `names`: other names of the same file. */
	readonly files: ReadonlyArray<{
		readonly key: string;
		readonly file: FileMark;
		readonly names?: ReadonlyArray<{readonly key: string; readonly file: FileMark}>;
	}>;
	/** Of one of them. */
	readonly bytes: number;
}
