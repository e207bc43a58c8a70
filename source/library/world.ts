/** What the parts of an open registry have in common. */

import {whyReadOnly} from '../../store/root.ts';
import type {Changer} from '../../store/changer.ts';
import {targetsOf, type Change, type ChangeRequest, type LogLine} from '../../store/domain/change.ts';
import {newestUndoable} from '../../store/domain/log.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {UserError} from '../../store/domain/user-error.ts';
import type {Registry as LiveRegistry} from '../../store/registry.ts';
import {reasonToAsk} from '../log-words.ts';
import type {ChangeResult} from './answers.ts';
import {shownByAll} from './open-registries.ts';

/** An open registry from within. */
export interface World {
	readonly root: string;
	readonly by: string;
	/** Milliseconds; undefined: as usual. */
	readonly wait?: number;
	readonly live: Pick<LiveRegistry, 'getSnapshot' | 'seen' | 'rescan'>;
	readonly changer: Changer;
	/** Does what changes something: keeps the process alive, and closing waits for it. @throws UserError where it was closed */
	readonly changing: <Value>(work: () => Promise<Value>) => Promise<Value>;
	readonly isClosed: () => boolean;
}

const usualWait = 10_000;

/** Makes a change, and waits until the snapshot shows it. @param wait milliseconds, where nothing else was said @throws UserError `read-only`, `locked`, `changed`, … */
export async function changeIn({root, by, wait, live, changer}: World, request: ChangeRequest, usual = usualWait): Promise<Change> {
	const why = whyReadOnly(root, false);
	if (why !== undefined) throw new UserError('read-only', `${why} Nothing was changed.`, {hint: 'Change it as a user who may write there.'});
	const change = await changer.change(request, {by, waitMs: wait ?? usual});
	if (change.notes.length > 0) live.rescan();
	await shownByAll(root, change.done);
	return change;
}

/**
 * What is not found may be new: another program wrote it, and no event has told of it yet. The disk is looked at once more before that is said.
 *
 * @param work changes nothing
 */
export async function lookedAgain<Value>({live, isClosed}: World, work: (snapshot: Snapshot) => Value | Promise<Value>): Promise<Value> {
	try {
		return await work(live.getSnapshot());
	} catch (error) {
		if (!(error instanceof UserError) || error.code !== 'not-found' || isClosed()) throw error;
		await live.seen([]);
		return work(live.getSnapshot());
	}
}

/** A change as the library tells of it. @param notes what was said besides */
export function resultOf(world: World, {txn, done, unchanged, skipped, notes: said}: Change, notes: readonly string[] = []): ChangeResult {
	const all = {txn: txn ?? null, done, unchanged, skipped, notes: [...said, ...notes]};
	return {...all, undo: async () => world.changing(() => (txn === undefined ? nothingToUndo() : undoIn(world, txn)))};
}

function nothingToUndo(): Promise<never> {
	return Promise.reject(new UserError('usage', 'There is nothing to take back.'));
}

/**
 * Takes a transaction back; without one the newest that can be, where nobody would be asked about it.
 *
 * @throws UserError `not-found`, `usage`, `declined`
 */
export async function undoIn(world: World, txn: string | undefined): Promise<ChangeResult> {
	// What a crash left is ended first: it may be what is meant.
	const settled = await changeIn(world, {kind: 'settle'});
	const {log, entries, me} = await world.changer.ask({kind: 'trash'});
	const line = txn === undefined ? newestOf(log, new Set(entries.map(entry => entry.txn)), me.user) : log.find(one => one.txn === txn);
	if (!line) throw new UserError('not-found', `The journal has no transaction ${txn}.`, {hint: 'mreg log lists them.'});
	const keys = new Set(line.keys);
	const {models} = world.live.getSnapshot();
	const targets = targetsOf(
		models.filter(({key}) => keys.has(key)),
		models,
	);
	const change = await changeIn(world, {kind: 'undo', txn: line.txn, targets});
	return resultOf(world, change, settled.notes);
}

function newestOf(log: readonly LogLine[], inTrash: ReadonlySet<string>, user: string): LogLine {
	const line = newestUndoable(log, inTrash);
	if (!line) throw new UserError('not-found', 'There is nothing that can be taken back.', {hint: 'mreg log lists what was done here.'});
	const why = reasonToAsk(line, {user, now: Date.now()});
	if (why === undefined) return line;
	throw new UserError('declined', `The newest change, ${line.txn}, is ${why}. Nothing was taken back.`, {
		hint: `Name it if that is meant: undo('${line.txn}').`,
	});
}
