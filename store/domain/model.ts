/** A model: one artifact with its sidecar, as it is kept in memory and shown everywhere. */

import type {Json, JsonObject} from './json.ts';
import type {DroppedTags} from './lost-tags.ts';
import type {Problem} from './problem.ts';

/** `ok` · `untracked`: an artifact without a sidecar · `missing`: a sidecar without an artifact, or whose artifact is a link to nothing · `unreadable`: a sidecar that cannot be parsed · `gone`: none of its files is there any more, and it was not this program that took them (only where gone models are asked for). */
export type ModelState = 'ok' | 'untracked' | 'missing' | 'unreadable' | 'gone';

/** The model's bytes. `path` is relative to the root; `bytes` is the sum of the lengths of its files (0 for a link). */
export interface Artifact {
	readonly path: string;
	readonly kind: 'file' | 'directory' | 'link';
	readonly bytes: number;
	/** The newest mtime in it, in milliseconds since 1970. */
	readonly modifiedAt: number;
	/** For a directory, how many files it holds at any depth; 1 for a file. */
	readonly count: number;
	/** Further files of the same model beside it (`X.onnx` beside `X.pt`), names only. */
	readonly files: readonly string[];
}

/** One test of a model, under the names that the sidecar uses. Only what is well formed is here. */
export interface TestResult {
	readonly dataset?: string;
	readonly dataset_digest?: string;
	readonly num_queries?: number;
	readonly tested_at?: string;
	readonly performance: {readonly [metric: string]: Json};
}

/** The training of a model, under the names that the sidecar uses. Only what is well formed is here. */
export interface Training {
	readonly dataset?: string;
	readonly num_queries?: number;
	readonly hyperparams: {readonly [name: string]: Json};
	readonly trained_at?: string;
	/** Seconds. */
	readonly training_time?: number;
}

/** The artifact that a missing model had, as it was seen last. */
export interface LostArtifact {
	readonly kind: 'file' | 'directory' | 'link';
	/** Beyond 2^53 on some disks: text. */
	readonly inode: string;
	readonly bytes: number;
	/** Milliseconds since 1970. */
	readonly modifiedAt: number;
}

/** A training whose model and sidecar another training wrote over. */
export interface EarlierTraining {
	/** When that was seen, in milliseconds since 1970. */
	readonly seenAt: number;
	/** `training` and `testing` of its sidecar. */
	readonly content: JsonObject;
	/** Bytes of its artifact, where they were known. */
	readonly artifactBytes?: number;
}

export interface Model {
	/** The artifact's path below the root, `/`-separated, raw as on disk: unique, and what cursor, marks and plans hold. */
	readonly key: string;
	/** The sidecar's `model_id`, else the artifact's name. Not unique. */
	readonly id: string;
	readonly algorithm: string;
	/** The folder that holds `Model/`, relative to the root (`Mscn`). */
	readonly folder: string;
	/** The algorithm that the folder stands for, whatever the sidecar says. */
	readonly folderAlgorithm: string;
	readonly state: ModelState;
	/** The last good values are shown, because the file cannot be read now. */
	readonly stale: boolean;
	/** The artifact is being written, as far as can be seen. */
	readonly growing: boolean;
	/** Its path relative to the root. */
	readonly sidecar?: string;
	readonly artifact?: Artifact;
	/** Of a missing one, where it was seen before. */
	readonly lost?: LostArtifact;
	/** What was overwritten under this id, as far as the index has seen it and nobody remembered it yet. */
	readonly overwrote?: EarlierTraining;
	/** When it was seen for the first time, or trained anew, in milliseconds since 1970; absent for what was there when the index was first made (see `cameAt`). */
	readonly firstSeen?: number;
	/** When the model was made, in milliseconds since 1970 (see `timeOfModel`); -Infinity where nothing tells. */
	readonly time: number;
	readonly training?: Training;
	readonly tests: readonly TestResult[];
	readonly tags: readonly string[];
	readonly notes: string;
	/** Tags and notes among the above that stand only in model_registry.json. */
	readonly fromRegistry?: {readonly tags: readonly string[]; readonly notes?: string};
	/** Tags that were set here and that another program dropped: what goes back into the sidecar is among `tags`. */
	readonly dropped?: DroppedTags;
	/** The sidecar as it was read, unknown keys and all; NaN, infinities and integers beyond 2^53 as text. */
	readonly content: JsonObject;
	readonly problems: readonly Problem[];
	/** Lower-cased NFC text of id, algorithm, datasets, tags and notes, for bare words. */
	readonly search: string;
}

/** A model whose files vanished, and not by this program. */
export interface GoneModel {
	/** As it was seen last; its state is `gone`. */
	readonly model: Model;
	/** When it was noticed, in milliseconds since 1970. */
	readonly goneAt: number;
}

/** When a model came, in milliseconds since 1970: seen for the first time, or trained anew; of those that were there before the index was, when it was made. */
export function cameAt({firstSeen, time}: Pick<Model, 'firstSeen' | 'time'>): number {
	return firstSeen ?? time;
}
