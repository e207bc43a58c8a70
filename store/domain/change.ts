/** What can be changed in a registry, as data: what is asked for, and what came of it. */

import type {Model} from './model.ts';
import type {Operation} from './journal-entry.ts';
import type {AliasEdit, Registered, Registration} from './registration.ts';
import type {JsonObject} from './json.ts';

/** A model as a change needs it: where its files lie, by our own scan, relative to the root. */
export interface Target {
	readonly key: string;
	readonly id: string;
	readonly algorithm: string;
	/** The folder in which training_registry.json lies. */
	readonly folder: string;
	/** The key, where there is an artifact. */
	readonly artifact?: string;
	readonly sidecar?: string;
	/** Further files of the model beside its artifact. */
	readonly files: readonly string[];
	/** Lengths of the artifact's files, in bytes, for the training history. */
	readonly bytes: number;
	/** Its name in model_registry.json: the id, or the key where an older model has the same id. */
	readonly entry: string;
	/** Keys of all models that have its id, the oldest first; absent where it has the id alone. */
	readonly sharing?: readonly string[];
	/** A file that is no model's (see strayRemoval): the exchange files are told nothing of it. */
	readonly isStray?: true;
}

/** Tags that a model is to have, and those that it is not to have. What it has already or has not is left. */
export interface TagEdit {
	readonly target: Target;
	readonly add: readonly string[];
	readonly remove: readonly string[];
	/** Those of `add` that stand in model_registry.json already: they stay there when the edit is taken back. */
	readonly carried?: readonly string[];
	/** The tags are right as they are, also where nothing changes: that is journalled, with the same tags before and after. */
	readonly accept?: true;
}

export interface NoteEdit {
	readonly target: Target;
	readonly text: string;
	/** Below what is there, as a line of its own. */
	readonly append: boolean;
	/** It stands in model_registry.json already, and stays there when the edit is taken back. */
	readonly isCarried?: true;
}

/** A value of JSON that is to be written into a sidecar; what is undefined is left out. */
export type ResultValue = string | number | boolean | null | readonly ResultValue[] | {readonly [key: string]: ResultValue | undefined};

/** A test of a model that is to stand behind those that it has. */
export interface ResultEdit {
	readonly target: Target;
	/** Under the names that a sidecar uses: {dataset, num_queries, tested_at, performance: {total_time, …}, dataset_digest?}. */
	readonly result: {readonly [key: string]: ResultValue | undefined};
}

/** A file as it was when it was planned to move it. Inodes, devices and nanoseconds go beyond 2^53 and are text. */
export interface FileMark {
	/** Relative to the root. */
	readonly path: string;
	readonly dev: string;
	readonly inode: string;
	/** Bytes; of a folder the sum of its files at any depth. */
	readonly size: number;
	/** Of a folder the newest in it. */
	readonly mtime_ns: string;
	/** In hexadecimal, where it was asked for. */
	readonly sha256?: string;
}

/** A model that is to be removed, and its files as they were when that was decided: changed ones stay. */
export interface Removal {
	readonly target: Target;
	readonly artifact?: FileMark;
	readonly sidecar?: FileMark;
	readonly files: readonly FileMark[];
}

/** A model in the trash. */
export interface Trashed {
	readonly txn: string;
	readonly key: string;
}

/** A sidecar for a model that has none. */
export interface Adoption {
	readonly target: Target;
	/** The sidecar's whole text, as it was shown. */
	readonly text: string;
	/** Where it was shown to go, relative to the root: where it would go elsewhere by now, it is not written. */
	readonly path?: string;
}

/** A sidecar that gets the name of the artifact that it describes, which was renamed. */
export interface Rejoining {
	/** The missing model: its sidecar is moved. */
	readonly target: Target;
	/** The artifact as it was found, relative to the root. */
	readonly artifact: FileMark;
	/** Where the sidecar goes, relative to the root. */
	readonly to: string;
}

/** A model that gets an id of its own. */
export interface IdEdit {
	readonly target: Target;
	readonly id: string;
}

/** Files of the same bytes: each of `others` becomes a hard link to `file`. */
export interface DuplicateLink {
	/** The model whose file it is. */
	readonly key: string;
	/** With `sha256`. */
	readonly file: FileMark;
	readonly others: ReadonlyArray<{readonly key: string; readonly file: FileMark}>;
}

/** The facts of a training that another one has overwritten: they go into training_registry.json. */
export interface Remembered {
	/** The model of now. */
	readonly target: Target;
	/** Its name in training_registry.json. */
	readonly name: string;
	readonly entry: JsonObject;
}

export type ChangeRequest =
	| {readonly kind: 'adopt'; readonly adoptions: readonly Adoption[]}
	| {readonly kind: 'rejoin'; readonly moves: readonly Rejoining[]}
	| {readonly kind: 'identify'; readonly edits: readonly IdEdit[]}
	| {readonly kind: 'link'; readonly links: readonly DuplicateLink[]}
	| {readonly kind: 'remember'; readonly models: readonly Remembered[]}
	| {readonly kind: 'tag'; readonly edits: readonly TagEdit[]}
	| {readonly kind: 'note'; readonly edits: readonly NoteEdit[]}
	/** One a model. */
	| {readonly kind: 'result'; readonly edits: readonly ResultEdit[]}
	/** `purge`: nothing stays in the trash, which frees the disk at once. */
	| {readonly kind: 'trash'; readonly removals: readonly Removal[]; readonly purge?: boolean}
	| {readonly kind: 'restore'; readonly models: readonly Trashed[]}
	/** `targets`: the models of now, by key, for edits that are taken back. */
	| {readonly kind: 'undo'; readonly txn: string; readonly targets: readonly Target[]}
	/** Nothing but to put right what a crash left, as every change does first. `deep`: in all folders of the registry, locks of dead processes, too. */
	| {readonly kind: 'settle'; readonly deep?: boolean}
	/** Whole transactions. */
	| {readonly kind: 'purge'; readonly txns: readonly string[]}
	| {readonly kind: 'register'; readonly registration: Registration}
	| {readonly kind: 'alias'; readonly edits: readonly AliasEdit[]};

export interface Skipped {
	readonly key: string;
	/** A sentence, raw. */
	readonly reason: string;
}

/** What came of a request. */
export interface Change {
	/** Undefined where nothing was to be done. */
	readonly txn?: string;
	/** Keys of the models that were changed. */
	readonly done: readonly string[];
	/** Models that are as they are to be already: nothing was written. */
	readonly unchanged: readonly string[];
	readonly skipped: readonly Skipped[];
	/** Raw sentences: what a crash had left and was put right, what was restored under another name. */
	readonly notes: readonly string[];
	/** It only says that all is right as it is: there is nothing to take back. */
	readonly isAcceptance?: true;
	/** Bytes that the disk has more of now, where something was purged. */
	readonly freedBytes?: number;
	/** Of a request to register. */
	readonly registered?: Registered;
}

/** What comes of a request that had nothing to do. */
export const nothingDone: Change = {done: [], unchanged: [], skipped: [], notes: []};

/** What is known of a request while it is carried out. */
export interface Progress {
	readonly done: number;
	readonly total: number;
	/** What is counted; models where nothing is said. */
	readonly unit?: 'bytes';
}

/** One transaction of the journal, for people. */
export interface LogLine {
	readonly txn: string;
	readonly op: Operation | 'unknown';
	/** ISO 8601, UTC. */
	readonly at: string;
	readonly host: string;
	readonly user: string;
	/** The command or screen. */
	readonly by: string;
	/** `open`: begun, and neither ended nor taken back; `nothing`: it ended without anything done. */
	readonly state: 'done' | 'undone' | 'open' | 'nothing';
	readonly inverseOf?: string;
	/** Keys of its models; of a config its file. */
	readonly keys: readonly string[];
	/** Of tags and notes the first words of what was changed, raw: `+paper −wip`; of a version its name: `resnet18/v1`; of a result `on imdb`. */
	readonly what?: string;
	/** Of a removal: how many of its models left the trash since; absent where none did. */
	readonly since?: {readonly restored: number; readonly purged: number};
	/** Whether `undo` can take it back now. */
	readonly undoable: boolean;
}

/** One transaction in the trash. */
export interface TrashEntry {
	readonly txn: string;
	readonly at: string;
	readonly host: string;
	readonly user: string;
	readonly by: string;
	/** The models that are still there. */
	readonly models: ReadonlyArray<{readonly key: string; readonly id: string; readonly bytes: number}>;
	/** What their files took on the disk when they were moved, in bytes: blocks, as a purge frees them, but for files that have further names elsewhere. */
	readonly bytes: number;
}

/**
 * Models as targets of a change.
 *
 * @param models those that are to be changed
 * @param all those of the registry, newest first: of several with one id the oldest has its name in model_registry.json
 */
export function targetsOf(models: readonly Model[], all: readonly Model[]): readonly Target[] {
	const ids = new Set(models.map(model => model.id));
	const sharing = new Map<string, string[]>();
	for (const model of all) {
		if (!ids.has(model.id) || model.sidecar === undefined) continue;
		const others = sharing.get(model.id);
		if (others) others.push(model.key);
		else sharing.set(model.id, [model.key]);
	}
	for (const keys of sharing.values()) keys.reverse();
	return models.map(model => {
		const folder = model.key.slice(0, model.key.lastIndexOf('/') + 1);
		const keys = sharing.get(model.id) ?? [];
		return {
			key: model.key,
			id: model.id,
			algorithm: model.algorithm,
			folder: model.folder,
			artifact: model.artifact?.path,
			sidecar: model.sidecar,
			files: (model.artifact?.files ?? []).map(name => folder + name),
			bytes: model.artifact?.bytes ?? 0,
			entry: (keys[0] ?? model.key) === model.key ? model.id : model.key,
			...(keys.length > 1 ? {sharing: keys} : {}),
		};
	});
}
