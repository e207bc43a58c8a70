/** What a command is: data that makes its help and its options, and a function from a snapshot to lines. Printing and exiting are cli.ts's. */

import type {SafeText} from '../../components/safe-text.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import type {Registry} from '../../store/registry.ts';

export interface Command {
	readonly name: string;
	/** One sentence without a full stop, for the list of commands. */
	readonly summary: string;
	/** Further sentences for the command's own help. */
	readonly details?: string;
	/** As help shows them: `<ID...>`. */
	readonly arguments?: ReadonlyArray<{readonly name: string; readonly summary: string}>;
	/** Besides the global ones: `--algo <A>`. */
	readonly options?: readonly OptionSpec[];
	readonly examples: ReadonlyArray<{readonly line: string; readonly summary: string}>;
	/** It reads gigabytes: memory counts for more than the time of its start. */
	readonly isLong?: boolean;
	/** @throws UserError */
	readonly run: (context: Context, options: Options, args: readonly string[]) => Promise<Result>;
}

export interface OptionSpec {
	readonly flags: string;
	readonly summary: string;
	/** It may be typed several times, one value each: where the list of them goes. */
	readonly list?: 'metrics' | 'params' | 'tags';
}

/** What was typed, by the names of the options; text as it was typed. */
export interface Options {
	readonly json?: boolean;
	readonly quiet?: boolean;
	readonly algo?: string;
	readonly dataset?: string;
	readonly tags?: readonly string[];
	readonly where?: string;
	readonly sort?: string;
	readonly limit?: string;
	readonly failUnsafe?: boolean;
	readonly long?: boolean;
	readonly format?: string;
	readonly path?: boolean;
	readonly metric?: string;
	/** `seed`. */
	readonly fold?: string;
	readonly mixed?: boolean;
	readonly by?: string;
	readonly baseline?: string;
	readonly differences?: boolean;
	readonly digits?: string;
	readonly holes?: boolean;
	readonly unit?: string;
	readonly remove?: boolean;
	readonly append?: boolean;
	/** How many of the best stay. */
	readonly keep?: string;
	/** The algorithm of which nothing need stay. */
	readonly all?: string;
	readonly untested?: string;
	readonly minAge?: string;
	readonly keepBests?: boolean;
	readonly dryRun?: boolean;
	/** A file for a plan. */
	readonly plan?: string;
	readonly purge?: boolean;
	readonly yes?: boolean;
	readonly acceptLoss?: boolean;
	readonly maxRemove?: string;
	readonly olderThan?: string;
	readonly host?: string;
	readonly fix?: boolean;
	/** What is said of a version that is registered; `metrics` and `params` as `NAME=VALUE`. */
	readonly metrics?: readonly string[];
	readonly params?: readonly string[];
	readonly testDataset?: string;
	readonly framework?: string;
	readonly architecture?: string;
	readonly inputShape?: string;
	readonly domain?: string;
	readonly note?: string;
	/** A model of the registry, or a file outside. */
	readonly parent?: string;
	readonly parentDigest?: string;
	readonly datasetDigest?: string;
	readonly datasetPath?: string;
	readonly newVersion?: boolean;
	readonly move?: boolean;
	readonly link?: boolean;
	/** The model that is promoted. */
	readonly from?: string;
	/** A file of seconds, one a line or a JSON array; `-` is standard input. */
	readonly times?: string;
	/** How many queries a test had. */
	readonly queries?: string;
	/** When a test was made, ISO 8601. */
	readonly testedAt?: string;
	/** A model that is to be run, instead of the best. */
	readonly id?: string;
	/** A new run is wanted. */
	readonly training?: boolean;
	/** What the id of a new run begins with. */
	readonly name?: string;
	/** A query that is waited for. */
	readonly until?: string;
	readonly timeout?: string;
	/** The name of a saved view. */
	readonly view?: string;
	/** Columns of a view that is saved, by commas. */
	readonly columns?: string;
	/** A hyperparameter against which a metric is drawn; `time`. */
	readonly x?: string;
	/** A metric. */
	readonly y?: string;
	/** Files that a chart or a report is written to; `-` is standard output. */
	readonly svg?: string;
	readonly html?: string;
	/** Rows of each leaderboard of a report. */
	readonly top?: string;
	/** What a page is called. */
	readonly title?: string;
	/** Takes what is gone out of the index. */
	readonly dismiss?: boolean;
	/** Only ASCII signs. */
	readonly ascii?: boolean;
	/** As it was typed; `Context.wait` is what it means, or the default. */
	readonly wait?: string;
	/** The arguments behind a `--`, where one was typed: the last ones of all. */
	readonly behindDashes?: readonly string[];
}

/** What a command may ask of the world. */
export interface Context {
	/** Milliseconds since 1970. */
	readonly now: number;
	/** Cells of the terminal that standard output is; undefined where it is none. */
	readonly columns: number | undefined;
	/** The locale names another encoding than UTF-8: charts are drawn with ASCII signs only. */
	readonly isAscii?: boolean;
	/** Whose settings hold. Absent: nobody's. */
	readonly user?: {readonly env: Readonly<Record<string, string | undefined>>; readonly home: string};
	/** Nothing below the root may be changed. */
	readonly readOnly: boolean;
	/** How long to wait for another program's lock, in milliseconds. */
	readonly wait: number;
	/** Finds the registry without looking at it: its absolute real path. @throws UserError `no-registry` */
	readonly root: () => Promise<string>;
	/** Finds the registry and looks at it once. @throws UserError `no-registry` */
	readonly snapshot: () => Promise<Snapshot>;
	/** Finds the registry and begins to follow it; from then on a signal ends the process at once. @throws UserError `no-registry` */
	readonly live: () => Promise<Live>;
	/** The lines of standard input. */
	readonly inputLines: () => Promise<readonly string[]>;
	/** True where something is at an absolute path; a link counts as what it points to. */
	readonly exists: (path: string) => boolean;
	/** The absolute path of one that was typed: `~/` is the home, others are relative to the working folder. */
	readonly absolute: (typed: string) => Promise<string>;
	/** Asks a person and returns the line that was typed, '' for an end of input or Ctrl-C; absent where nobody sits at a terminal. */
	readonly ask?: (question: SafeText) => Promise<string>;
	/** Draws one line over the last one, on standard error; undefined takes it away. Absent where no terminal shows it. */
	readonly progress?: (line: SafeText | undefined) => void;
	/** Does work that takes long. Signals that end the process tell it to stop first; a second one does not wait for it. Absent: they end the process at once. */
	readonly stoppable?: <Value>(work: (signal: AbortSignal) => Promise<Value>) => Promise<Value>;
}

/** A registry that is followed. Whoever has it closes it. */
export interface Live {
	readonly registry: Registry;
	/** Milliseconds since 1970. */
	readonly clock: () => number;
	/** Words for standard error, at once. */
	readonly say: (notes: readonly SafeText[]) => void;
}

export interface Result {
	/** Data, for standard output; may be made while it is printed. */
	readonly lines: Iterable<SafeText>;
	/** What comes behind the lines, asked for when they are printed: so they need not all be in memory. Notes and exit code of the last stand for all. */
	readonly next?: () => Promise<Result>;
	/** Words, for standard error, after the data. */
	readonly notes?: readonly SafeText[];
	readonly exitCode?: number;
}

/** A result of several parts, each made when those before it are printed. @param end what is said when all are */
export async function resultInParts(parts: AsyncIterator<Iterable<SafeText>, void>, end: () => Omit<Result, 'lines' | 'next'>): Promise<Result> {
	const part = await parts.next();
	if (part.done) return {lines: [], ...end()};
	return {lines: part.value, next: () => resultInParts(parts, end)};
}
