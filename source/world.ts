/** What the dashboard may do outside its own screen. All of it may fail with a UserError, whose words are shown. */

import type {Change, ChangeRequest, LogLine, Progress, Skipped, Target, TrashEntry} from '../store/domain/change.ts';
import type {Objective} from '../store/domain/objective.ts';
import type {Config, Direction} from '../store/domain/config.ts';
import type {DiskFacts} from '../store/domain/finding.ts';
import type {Inspection} from '../store/domain/inspection.ts';
import type {Problem} from '../store/domain/problem.ts';
import type {EntrySidecars} from '../store/domain/import-entries.ts';
import type {Model} from '../store/domain/model.ts';
import type {View} from '../store/domain/session.ts';
import type {Marked} from '../store/domain/sizes.ts';

export interface World {
	/** Hands text to the terminal's clipboard. @returns what to add to `copied`, where the terminal may not take it */
	readonly copy: (text: string) => string | undefined;
	/** The working folder, as a person would write it; raw. */
	readonly folder: string;
	/** Writes a file that a person named; `~/` and paths relative to the working folder are understood. @returns the absolute path */
	readonly writeFile: (path: string, text: string) => Promise<string>;
	/** Writes a metric's direction into mreg.config.json; undefined takes it out. */
	readonly setDirection: (metric: string, direction: Direction | undefined) => Promise<void>;
	/** Writes an objective, and the direction of its metric, into mreg.config.json. @param algorithm in lower case, or `*` */
	readonly setObjective: (algorithm: string, objective: Objective) => Promise<void>;
	/** Why nothing may be changed below the root; undefined where it may. */
	readonly readOnly: string | undefined;
	/** Changes the registry, in a thread of its own; the snapshot follows. @param by the screen or action, as the log shows it @param signal stops it, where that is told while a file is read */
	readonly change: (request: ChangeRequest, by: string, onProgress?: (progress: Progress) => void, signal?: AbortSignal) => Promise<Change>;
	/** Puts right what a crash left, where there is something and it may be. @returns raw sentences about it */
	readonly settle: () => Promise<readonly string[]>;
	/** What models are on the disk now. @param sha256 with the contents of the sidecars, for a plan in a file */
	readonly marks: (targets: readonly Target[], sha256?: boolean) => Promise<{readonly marked: readonly Marked[]; readonly skipped: readonly Skipped[]}>;
	/** By key: links below the root that point to artifacts. */
	readonly links: (keys: readonly string[]) => Promise<ReadonlyMap<string, string>>;
	readonly trash: () => Promise<TrashNow>;
	/** Looks at a model file or folder that a person named; `~/` and paths relative to the working folder are understood. */
	readonly source: (typed: string) => Promise<SourceFile>;
	/** What a path that is being typed goes on with; undefined where there is nothing to add. Fails never. */
	readonly complete: (typed: string) => Promise<string | undefined>;
	/** The absolute path of what a person named; undefined where nothing lies there. */
	readonly pathOf: (typed: string) => Promise<string | undefined>;
	/** Brings a model file from a URL, once. @returns where it lies, the URL without what signs it in, a raw sentence where the server could not be asked */
	readonly download: (
		url: string,
		onProgress: (done: number, total: number | undefined) => void,
		signal: AbortSignal,
	) => Promise<{readonly path: string; readonly url: string; readonly note?: string}>;
	/** That of the working folder. */
	readonly gitCommit: () => Promise<string | undefined>;
	/** What the headers of a model's files say, read in a thread of its own; kept as long as its files are the same. @param artifact relative to the root */
	readonly inspect: (artifact: string) => Promise<Inspection>;
	/** What model_registry.json says of models without sidecars. Fails never for the disk. @param all models of the registry */
	readonly entries: (all: readonly Model[]) => Promise<EntrySidecars>;
	/** What only the disk tells of what is wrong, without reading all files. */
	readonly examine: () => Promise<DiskFacts>;
	/** Gets ready for a change, which is then made at once. */
	readonly warm: () => void;
	/** Lets a person edit text in $EDITOR, which has the terminal meanwhile. @returns undefined where it was left as it was */
	readonly editText: (text: string) => string | undefined;
	/** The config as it is on the disk now. */
	readonly config: () => Promise<Config>;
	/** Keeps a view in mreg.config.json under a name, in place of one that has it. */
	readonly saveView: (name: string, view: View) => Promise<void>;
	readonly dropView: (name: string) => Promise<void>;
	/** What vanished until now is told no more. */
	readonly dismissGone: () => Promise<void>;
	/** Keeps the columns of an algorithm in the user's settings; undefined: the usual ones. */
	readonly saveColumns: (algorithm: string, columns: readonly string[] | undefined) => void;
}

/** A model file or folder outside the registry. */
export interface SourceFile {
	/** Absolute. */
	readonly path: string;
	readonly isFolder: boolean;
	/** Of all its files. */
	readonly bytes: number;
	/** How many. */
	readonly files: number;
}

/** The trash and the log, as they are now. */
export interface TrashNow {
	readonly entries: readonly TrashEntry[];
	/** Newest first. */
	readonly log: readonly LogLine[];
	readonly problems: readonly Problem[];
	/** Bytes for this user; undefined where the disk does not say. */
	readonly disk?: {readonly free: number; readonly total: number};
	/** Who reads it, as the journal would name them. */
	readonly me: {readonly user: string; readonly host: string};
}

/** What the user's settings say. */
export interface UserSettings {
	/** Columns by algorithm in lower case; `*`: All. */
	readonly columns: ReadonlyMap<string, readonly string[]>;
	/** Other keys, as the file has them: see remapping.ts. */
	readonly keys?: unknown;
	/** Why they could not be read. */
	readonly problem?: string;
}
