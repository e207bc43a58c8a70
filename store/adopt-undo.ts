/** Takes adoptions back: sidecars that were made are removed as long as they are as they were made, moved ones go back, ids are as they were. */

import {statOf} from './atomic-file.ts';
import type {AdoptEntry} from './adopt.ts';
import type {OnProgress} from './changes.ts';
import type {Change, Skipped, Target} from './domain/change.ts';
import {folderOf} from './domain/identifier.ts';
import type {EditItem} from './domain/journal-entry.ts';
import {followExchange} from './exchange-follow.ts';
import {idBackTask, renamedById} from './identify.ts';
import type {Writer} from './journal-writer.ts';
import {removeMade, whyNotAsMade} from './promoted-sidecar.ts';
import {moveTask, renamedBy} from './rejoin.ts';
import {skipped} from './sidecar-job.ts';
import {runTasks, type DoneTask, type Task} from './sidecar-tasks.ts';
import {isSystemError, reasonOf} from './system-error.ts';

/** Takes a transaction back. @param options.targets the models of now @throws as adoptModels */
export function undoAdoption(
	writer: Writer,
	begins: readonly AdoptEntry[],
	{targets, onProgress}: {readonly targets: readonly Target[]; readonly onProgress: OnProgress},
): Change {
	const [first] = begins;
	if (!first) throw new Error('Bug: an adoption without a beginning is to be taken back');
	const byKey = new Map(targets.map(target => [target.key, target]));
	// An edit that had to be made anew is in the journal twice: the last one was written.
	const items = new Map(begins.flatMap(entry => entry.items).map(item => [item.key, item]));
	const gone: Skipped[] = [];
	const tasks = [...items.values()].flatMap((item): readonly Task[] => {
		const target = byKey.get(item.key) ?? (item.sha256.before === null ? goneTarget(item) : undefined);
		if (!target) gone.push({key: item.key, reason: `${item.key} is not in the registry any more.`});
		return target ? [taskOf(writer, target, item)] : [];
	});
	const follow = (done: readonly DoneTask[]) => followExchange(writer, followed(writer.root, done, items));
	const change = runTasks(writer, {op: 'adopt', tasks, follow, inverseOf: first.txn, isPart: gone.length > 0, onProgress});
	return {...change, skipped: [...gone, ...change.skipped]};
}

/** Of a model whose artifact is gone: the sidecar that was made for it goes all the same. */
function goneTarget({key, path}: EditItem): Target {
	return {key, id: key, algorithm: '', folder: folderOf(folderOf(key)), sidecar: path, files: [], bytes: 0, entry: key};
}

function taskOf(writer: Writer, target: Target, item: EditItem): Task {
	if (item.id) return idBackTask(writer, {target, item, id: item.id});
	const {from, path} = item;
	if (from !== undefined && path !== undefined) return moveTask(writer, {target, key: keyBefore(from), from: path, to: from});
	return removalTask(writer, target, item);
}

/** A sidecar whose artifact is missing has the key that its name tells. */
function keyBefore(sidecar: string): string {
	return sidecar.replace(/\.json$/, '');
}

function removalTask({root}: Writer, target: Target, made: EditItem): Task {
	const {path = '', after = null, sha256} = made;
	const item: EditItem = {...made, before: after, after: null, sha256: {before: sha256.after, after: null}};
	return {
		target,
		folders: [folderOf(path)],
		ready: () => {
			if (isGone(`${root}/${path}`)) return {kind: 'unchanged'};
			const why = whyNotAsMade(root, made);
			if (why !== undefined) return skipped(why);
			return {
				kind: 'ready',
				item,
				write: () => {
					try {
						const reason = removeMade(root, made);
						return reason === undefined ? {kind: 'done', item} : skipped(reason);
					} catch (error) {
						if (!isSystemError(error)) throw error;
						return skipped(`${path} cannot be removed: ${reasonOf(error)}.`);
					}
				},
			};
		},
	};
}

function isGone(path: string): boolean {
	try {
		return statOf(path) === undefined;
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return false;
	}
}

function followed(root: string, done: readonly DoneTask[], items: ReadonlyMap<string, EditItem>): Parameters<typeof followExchange>[1] {
	return {
		unadopted: done.flatMap(({target}) => {
			const made = items.get(target.key);
			return made?.isEntryNew === true && typeof made.after === 'string' ? [{...target, text: made.after}] : [];
		}),
		renamed: [...done.filter(({item}) => item.from !== undefined).flatMap(renamedBy), ...renamedById(root, done, items)],
	};
}
