/** Moves sidecars to the artifacts that they describe, and back. */

import {inodeOf} from './atomic-file.ts';
import type {OnProgress} from './changes.ts';
import type {Change, FileMark, Rejoining, Target} from './domain/change.ts';
import {baseName, folderOf} from './domain/identifier.ts';
import type {EditItem} from './domain/journal-entry.ts';
import {describedBy, isPairOf} from './domain/sidecar-place.ts';
import {UserError} from './domain/user-error.ts';
import {followExchange, type RenamedTarget} from './exchange-follow.ts';
import {compareMark} from './file-marks.ts';
import {systemPath} from './file-names.ts';
import {folderNames, type FolderNames} from './folder-names.ts';
import type {Writer} from './journal-writer.ts';
import {exists} from './move-files.ts';
import {readSidecar, sha256, skipped, type NotReady, type Written} from './sidecar-job.ts';
import {runTasks, type DoneTask, type ReadyTask, type Task} from './sidecar-tasks.ts';
import {publish} from './staging.ts';
import {codeOf, hintFor, isSystemError, reasonOf} from './system-error.ts';

/** Gives sidecars the names of the artifacts that they describe. One transaction. @throws as adoptModels */
export function rejoinSidecars(writer: Writer, moves: readonly Rejoining[], {onProgress}: {readonly onProgress: OnProgress}): Change {
	const unique = [...new Map(moves.map(move => [move.target.key, move])).values()];
	const names = folderNames();
	const tasks = unique.map(({target, artifact, to}) => {
		const from = target.sidecar;
		if (from === undefined) return {target, folders: [], ready: () => skipped(`${target.key} has no sidecar that could be moved.`)};
		return moveTask(writer, {target, key: artifact.path, from, to, refusal: () => refusalOf(writer.root, {artifact, from, to}, names)});
	});
	return runTasks(writer, {op: 'adopt', tasks, follow: done => followExchange(writer, {renamed: done.flatMap(renamedBy)}), onSlice: names.forget, onProgress});
}

/** A sidecar that is to have another name; both are relative to the root. */
export interface SidecarMove {
	readonly target: Target;
	/** Of the model, once it is moved. */
	readonly key: string;
	readonly from: string;
	readonly to: string;
	/** Why it is not to be moved, as a sentence; asked under the locks. */
	readonly refusal?: () => string | undefined;
}

export function moveTask({root}: Writer, {target, key, from, to, refusal}: SidecarMove): Task {
	const folders = [...new Set([folderOf(from), folderOf(to)])].sort();
	const ready = (): ReadyTask | NotReady => {
		const reason = refusal?.();
		if (reason !== undefined) return skipped(reason);
		const read = readSidecar(`${root}/${from}`);
		if ('reason' in read) return skipped(`${from} ${read.reason}`);
		if (exists(systemPath(`${root}/${to}`))) return skipped(`${to} is there already: nothing is put in its place.`);
		const hash = sha256(read.bytes);
		const item: EditItem = {key, path: to, from, before: null, after: null, offset: 0, sha256: {before: hash, after: hash}};
		return {kind: 'ready', item, write: () => moved(root, {item, from, to, inode: read.inode})};
	};
	return {target, folders, ready};
}

/** What the exchange file must know: an entry is renamed where it had the key as its name. */
export function renamedBy({target, item}: DoneTask): readonly RenamedTarget[] {
	const {key, path} = item;
	return target.entry === target.key && target.key !== key ? [{...target, key, sidecar: path, entry: key, oldEntry: target.entry}] : [];
}

function refusalOf(root: string, {artifact, from, to}: {artifact: FileMark; from: string; to: string}, names: FolderNames): string | undefined {
	try {
		const comparison = compareMark(`${root}/${artifact.path}`, artifact, {deep: true});
		if (comparison === 'gone') return `${artifact.path} is not there any more.`;
		if (comparison === 'changed') return `${artifact.path} is not what it was when it was found: look again.`;
		const described = describedBy(names.around(`${root}/${folderOf(from)}`, baseName(from)), baseName(from));
		if (described !== undefined) return `${from} describes ${described}, which is there.`;
		const around = names.around(`${root}/${folderOf(to)}`, baseName(artifact.path)).filter(name => folderOf(from) !== folderOf(to) || name !== baseName(from));
		const isPair = folderOf(to) === folderOf(artifact.path) && isPairOf([...around, baseName(to)], {artifact: baseName(artifact.path), sidecar: baseName(to)});
		return isPair ? undefined : `${to} would not be read as the sidecar of ${artifact.path}.`;
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return `${artifact.path} cannot be looked at: ${reasonOf(error)}.`;
	}
}

function moved(root: string, {item, from, to, inode}: {item: EditItem; from: string; to: string; inode: bigint}): Written {
	try {
		if (inodeOf(`${root}/${from}`) !== inode) return {...skipped(`${from} was changed by another program just now.`), isChanging: true};
		if (publish(`${root}/${from}`, `${root}/${to}`)) return {kind: 'done', item};
		return {...skipped(`${to} was made by another program just now.`), isChanging: true};
	} catch (error) {
		if (!isSystemError(error)) throw error;
		const cause = new UserError(codeOf(error), `${from} cannot be moved to ${to}: ${reasonOf(error)}.`, {hint: hintFor(error), cause: error});
		return {...skipped(cause.message), cause};
	}
}
