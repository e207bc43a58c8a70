/** What the dashboard may do outside its own screen. All of it may fail with a UserError, whose words are shown. */

import type {Objective} from '../store/domain/objective.ts';
import type {Direction} from '../store/domain/config.ts';

export interface World {
	/** Hands text to the terminal's clipboard. @returns what to add to `copied`, where the terminal may not take it */
	readonly copy: (text: string) => string | undefined;
	/** Writes a file that a person named; `~/` and paths relative to the working folder are understood. @returns the absolute path */
	readonly writeFile: (path: string, text: string) => Promise<string>;
	/** Writes a metric's direction into mreg.config.json; undefined takes it out. */
	readonly setDirection: (metric: string, direction: Direction | undefined) => Promise<void>;
	/** Writes an objective, and the direction of its metric, into mreg.config.json. @param algorithm in lower case, or `*` */
	readonly setObjective: (algorithm: string, objective: Objective) => Promise<void>;
	/** Keeps the columns of an algorithm in the user's settings; undefined: the usual ones. */
	readonly saveColumns: (algorithm: string, columns: readonly string[] | undefined) => void;
}

/** What the user's settings say. */
export interface UserSettings {
	/** Columns by algorithm in lower case; `*`: All. */
	readonly columns: ReadonlyMap<string, readonly string[]>;
	/** Why they could not be read. */
	readonly problem?: string;
}
