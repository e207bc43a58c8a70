/** What stands over a screen and takes its keys: a list of tags, a note, a question, what to copy. Pure. */

import type {ChangeRequest} from '../../store/domain/change.ts';

/** A text that is being typed, with the cursor in it. */
export interface Typing {
	readonly value: string;
	readonly cursor: number;
}

/** A change that waits for an answer or is under way. */
export interface PendingChange {
	readonly request: ChangeRequest;
	/** As the log shows it: `dashboard`. */
	readonly by: string;
	/** Raw words for what is done then: `tagged 5 models paper`. Counts of what was skipped are added. */
	readonly done: string;
	/** The command that does the same; undefined where there is none in so few words. */
	readonly command?: string;
}

export type Dialog =
	| {
			readonly kind: 'tags';
			/** The models that are tagged. */
			readonly keys: readonly string[];
			readonly typing: Typing;
			/** The row under the cursor. */
			readonly row: number;
			/** What was ticked or unticked here. */
			readonly ticks: ReadonlyMap<string, boolean>;
	  }
	| {readonly kind: 'note'; readonly keys: readonly string[]; readonly typing: Typing}
	| {
			readonly kind: 'confirm';
			/** Raw sentences: the question first. */
			readonly lines: readonly string[];
			/** `yes`: y or n; a number is to be typed. */
			readonly expects: 'yes' | number;
			readonly typing: Typing;
			readonly pending: PendingChange;
	  }
	| {readonly kind: 'copy'; readonly key: string};
