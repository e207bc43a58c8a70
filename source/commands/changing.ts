/** How commands change a registry, and how they say what came of it. */

import {safe, type SafeText} from '../../components/safe-text.ts';
import type {Change, ChangeRequest, Progress, Skipped} from '../../store/domain/change.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {jsonText, safeText} from '../text.ts';
import type {Context, Options, Result} from './command.ts';

/** What was done with some of the models only. */
export const inPart = 6;
/** Models that are named one by one in words; JSON has them all. */
const mostNamed = 20;

/** @throws UserError `read-only` where nothing may be changed below the root */
export async function requireWritable(context: Context, root: string): Promise<void> {
	const {whyReadOnly} = await import('../../store/root.ts');
	const why = whyReadOnly(root, context.readOnly);
	if (why === undefined) return;
	const hint = context.readOnly ? 'Leave out --read-only.' : 'Change it as a user who may write there.';
	throw new UserError('read-only', `${why} Nothing was changed.`, {hint});
}

/**
 * Carries out a change.
 *
 * @param by the command, as the log and other programs that wait show it
 * @throws UserError `read-only`, `locked`, `changed`, or why it cannot begin
 */
export async function changeRegistry(context: Context, root: string, request: ChangeRequest, by: string): Promise<Change> {
	await requireWritable(context, root);
	const {runChange} = await import('../../store/changes.ts');
	return runChange({root, by, now: Date.now, waitMs: context.wait}, request);
}

/** How a change is made that takes long and may be stopped while it has changed nothing yet. */
export interface LongChange {
	/** The command, as the log and other programs that wait show it. */
	readonly by: string;
	readonly onProgress: (progress: Progress) => void;
}

/**
 * Carries out a change that Ctrl-C may stop: in a thread of its own, where signals reach the process.
 *
 * @throws UserError as `changeRegistry`, and `declined` where it was stopped
 */
export async function changeStoppably(context: Context, root: string, request: ChangeRequest, {by, onProgress}: LongChange): Promise<Change> {
	await requireWritable(context, root);
	const {stoppable} = context;
	if (stoppable === undefined) {
		const {runChange} = await import('../../store/changes.ts');
		return runChange({root, by, now: Date.now, waitMs: context.wait}, request, onProgress);
	}
	const {openChanger} = await import('../../store/changer.ts');
	const changer = openChanger(root);
	try {
		return await stoppable(signal => changer.change(request, {by, waitMs: context.wait, onProgress, signal}));
	} finally {
		await changer.close();
	}
}

/** What a command says about a change. */
export interface Said {
	readonly options: Options;
	/** What was done, in one line; undefined where nothing was. */
	readonly done: SafeText | undefined;
	/** How a model is named to people, by its key. */
	readonly name: (key: string) => string;
	/** Further words. */
	readonly notes?: readonly SafeText[];
	/** False where it cannot be taken back. */
	readonly isUndoable?: boolean;
	/** Models that were left out before. */
	readonly skipped?: readonly Skipped[];
	/** Further keys of the JSON answer. */
	readonly json?: Readonly<Record<string, unknown>>;
}

/** A change as lines, notes and exit code: 6 where something was skipped. */
export function changeResult(change: Change, {options, done, name, notes = [], isUndoable = true, skipped: before = [], json = {}}: Said): Result {
	const skipped = [...before, ...change.skipped];
	const exitCode = skipped.length > 0 ? inPart : 0;
	const undo = isUndoable && change.isAcceptance !== true && change.txn !== undefined && change.done.length > 0 ? `mreg undo ${change.txn}` : undefined;
	const said = [...change.notes.map(safeText), ...notes];
	if (options.json === true) {
		const {txn, done: keys, unchanged, freedBytes} = change;
		const freed = freedBytes === undefined ? {} : {freed_bytes: freedBytes};
		return {lines: [jsonText({schema: 1, txn: txn ?? null, done: keys, skipped, undo: undo ?? null, unchanged, ...freed, notes: said, ...json})], exitCode};
	}
	const words = [...said, ...skippedNotes(skipped, name)];
	if (options.quiet === true) return {lines: change.done.map(key => safeText(name(key))), notes: words, exitCode};
	const hint = undo === undefined ? [] : [safe`${safeText(undo)} takes it back.`];
	return {lines: done === undefined ? [] : [done], notes: [...words, ...hint], exitCode};
}

/** Each model with the reason why it was left as it is. */
export function skippedNotes(skipped: readonly Skipped[], name: (key: string) => string): readonly SafeText[] {
	const shown = skipped.slice(0, mostNamed).map(({key, reason}) => safe`Skipped ${safeText(name(key))}: ${safeText(reason)}`);
	return skipped.length > mostNamed ? [...shown, safe`Skipped ${skipped.length - mostNamed} more: --json names them all.`] : shown;
}
