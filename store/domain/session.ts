/** What the dashboard remembers of a registry from one visit to the next. Pure. */

import type {Json} from './json.ts';
import type {Objective} from './objective.ts';
import type {SortKey} from './sorting.ts';

/** All of it is optional: what cannot be used any more (a tab that is gone, a filter that cannot be read) is left out, and the rest holds. */
export interface Session {
	/** When the last visit ended, in milliseconds since 1970: what came later is new. */
	readonly leftAt?: number;
	/** In lower case; undefined: All. */
	readonly algorithm?: string;
	/** Name of the saved view that was taken. */
	readonly view?: string;
	readonly filter?: string;
	readonly sort?: SortKey;
	readonly fold?: boolean;
	/** Whether the details beside or below the rows are shown. */
	readonly panel?: boolean;
	/** Key of the model under the cursor. */
	readonly cursor?: string;
	/** How many rows stood above it in the window. */
	readonly above?: number;
	/** Keys. */
	readonly marks?: readonly string[];
	/** Objectives chosen for now, by algorithm in lower case; `*`: for all. */
	readonly objectives?: Readonly<Record<string, Objective>>;
	/** A cleanup that was not applied: its algorithm, its rule as the screen has it, what was moved by hand. */
	readonly cleanup?: Json;
}

/** A saved view by its name. */
export interface NamedView {
	readonly name: string;
	readonly view: View;
}

/** What is kept under a name: what Browse or a leaderboard shows. In `views` of mreg.config.json. */
export interface View {
	readonly query?: string;
	/** In lower case. */
	readonly algorithm?: string;
	readonly columns?: readonly string[];
	/** As `--sort` takes it: `total_time@imdb`, `-size`. */
	readonly sort?: string;
	readonly fold?: 'seed';
}
