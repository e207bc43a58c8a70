/** What stands over a screen and takes its keys: a list of tags, a note, a question, what to copy, all that can be done. Pure. */

import type {Change, ChangeRequest} from '../../store/domain/change.ts';
import type {View} from '../../store/domain/session.ts';
import type {ActionId} from '../key-binding.ts';

/** A text that is being typed, with the cursor in it. */
export interface Typing {
	readonly value: string;
	readonly cursor: number;
}

export const nothingTyped: Typing = {value: '', cursor: 0};

/** A change that waits for an answer or is under way. */
export interface PendingChange {
	readonly request: ChangeRequest;
	/** As the log shows it: `dashboard`. */
	readonly by: string;
	/** Raw words for what is done then: `tagged 5 models paper`. Counts of what was skipped are added. */
	readonly done: string;
	/** Likewise, of the models that were changed indeed. */
	readonly doneOf?: (keys: readonly string[], change?: Change) => string;
	/** The command that does the same; undefined where there is none in so few words. */
	readonly command?: string;
	/** What goes first, so that this change leaves nothing behind: notes and tags that stand only in model_registry.json. */
	readonly before?: readonly ChangeRequest[];
	/** What is said of that, where it is worth a sentence of its own. */
	readonly doneBefore?: (keys: readonly string[]) => string;
}

/** A tag of the registry, in NFC. */
export interface TagCount {
	readonly tag: string;
	/** How many models have it, and how many of those that are tagged. */
	readonly count: number;
	readonly have: number;
}

export interface TagsDialog {
	readonly kind: 'tags';
	/** The models that are tagged. */
	readonly keys: readonly string[];
	/** What they are, raw: `5 models`, or the id of one. */
	readonly subject: string;
	/** As they were when the list was opened, and those that were made here. */
	readonly tags: readonly TagCount[];
	readonly typing: Typing;
	/** The row under the cursor. */
	readonly row: number;
	/** What was ticked or unticked here; undefined: as it was. */
	readonly ticks: ReadonlyMap<string, boolean | undefined>;
}

export interface NoteDialog {
	readonly kind: 'note';
	readonly keys: readonly string[];
	readonly subject: string;
	/** The note as it was; undefined: the one text replaces the notes of several. */
	readonly before?: string;
	readonly typing: Typing;
}

export interface ConfirmDialog {
	readonly kind: 'confirm';
	/** Raw sentences: the question first. */
	readonly lines: readonly string[];
	/** `yes`: y or n; a number is to be typed. */
	readonly expects: 'yes' | number;
	/** Another number was entered than is asked; raw. */
	readonly wrong?: string;
	/** Enter says yes, too: nothing can be lost by it. */
	readonly isEnterYes?: true;
	/** Text that is to be seen as it is, below the question; raw. */
	readonly text?: readonly string[];
	readonly typing: Typing;
	readonly pending: PendingChange;
}

/** What is asked is still being found out: keys that come meanwhile are for the question. */
export interface AskingDialog {
	readonly kind: 'asking';
	/** Raw: `looking at 12 models`. */
	readonly what: string;
	/** Tells it from one that was left and opened again. */
	readonly question: symbol;
	readonly typed: string;
}

/** What can be copied of models. */
export type CopyKind = 'id' | 'path' | 'sidecar' | 'key' | 'test' | 'command' | 'json';

export interface CopyDialog {
	readonly kind: 'copy';
	readonly keys: readonly string[];
	readonly subject: string;
	readonly choices: ReadonlyArray<{readonly kind: CopyKind; readonly label: string; readonly hint: string}>;
	/** What was typed for it before it was there. */
	readonly typed?: string;
}

/** All that can be done here. */
export interface PaletteDialog {
	readonly kind: 'palette';
	/** As they were when it was opened. */
	readonly choices: readonly PaletteChoice[];
	readonly typing: Typing;
	/** The row under the cursor, of those that fit what was typed. */
	readonly row: number;
}

export interface PaletteChoice {
	readonly id: string;
	/** Raw, as are the others. */
	readonly label: string;
	readonly help: string;
	/** '' where no key does it. */
	readonly key: string;
	/** Why it finds nothing to act on now. */
	readonly whyNot?: string;
	readonly does:
		| {readonly kind: 'key'; readonly action: ActionId}
		| {readonly kind: 'tab'; readonly algorithm: string | undefined}
		| {readonly kind: 'view'; readonly name: string}
		/** No key does it: a sentence about how one comes to it. */
		| {readonly kind: 'say'; readonly how: string}
		/** A command, for the clipboard. */
		| {readonly kind: 'command'; readonly command: string};
}

/** The saved views of the registry. */
export interface ViewsDialog {
	readonly kind: 'views';
	/** As they were when it was opened; raw: what each shows, or why that cannot be told. */
	readonly views: ReadonlyArray<{readonly name: string; readonly words: string; readonly view?: View}>;
	/** Name of the one that is on. */
	readonly on?: string;
	/** What is shown now, in words; raw. */
	readonly shown: string;
	readonly readOnly: boolean;
	readonly step:
		| {readonly kind: 'list' | 'drop'}
		/** What the view that is saved is called. */
		| {readonly kind: 'name'}
		| {readonly kind: 'sure'; readonly to: 'replace' | 'drop'; readonly name: string; readonly words: string};
	readonly typing: Typing;
	/** The row under the cursor, of those that fit what was typed. */
	readonly row: number;
}

export type Dialog = TagsDialog | NoteDialog | ConfirmDialog | AskingDialog | CopyDialog | PaletteDialog | ViewsDialog;
