/** Writes what a run changed into its sidecar on the disk; the caller holds the lock of the folder. */

import {baseName, folderOf} from './domain/identifier.ts';
import type {Target} from './domain/change.ts';
import type {Json, JsonObject} from './domain/json.ts';
import {noChanges, type RunChanges} from './domain/run-changes.ts';
import {sidecarPlace} from './domain/sidecar-place.ts';
import {UserError} from './domain/user-error.ts';
import {readNames} from './file-names.ts';
import type {Writer} from './journal-writer.ts';
import {madeSidecar, writeSidecar} from './promoted-sidecar.ts';
import {mergedSidecar, newSidecarText} from './run-sidecar.ts';
import {readyEdit, writeEdit, type NotReady, type Written} from './sidecar-job.ts';

/** A sidecar that stands. */
export interface WrittenSidecar {
	/** Relative to the root. */
	readonly path: string;
	readonly bytes: Buffer;
	/** Sentences about what could not be confirmed. */
	readonly notes: readonly string[];
}

/** What a run changed, and what `training` was before. */
export type SidecarChanges = RunChanges & {readonly base?: Json};

/** Looks whether a sidecar can be edited at all; nothing is written. @throws UserError as editRunSidecar */
export function refuseOddSidecar(writer: Writer, target: Target): void {
	const ready = readyEdit(writer, {target, edit: file => mergedSidecar(file, noChanges)});
	if (ready.kind === 'skipped') throw refusal(ready);
}

/**
 * Puts changes into a sidecar that is there.
 *
 * @throws UserError `changed` where another program writes it all the time, `failed` where it is gone, a link, or cannot be edited
 */
export function editRunSidecar(writer: Writer, target: Target, changes: SidecarChanges): WrittenSidecar {
	let bytes: Buffer = Buffer.alloc(0);
	const edit = (file: Buffer) => {
		const outcome = mergedSidecar(file, changes);
		bytes = outcome.kind === 'edited' ? outcome.bytes : file;
		return outcome;
	};
	const ready = readyEdit(writer, {target, edit});
	const written: Written = ready.kind === 'ready' ? writeEdit(writer, ready, () => undefined) : ready;
	if (written.kind === 'skipped') throw refusal(written);
	return {path: target.sidecar ?? '', bytes, notes: written.kind === 'done' && written.note !== undefined ? [written.note] : []};
}

/**
 * Makes a sidecar for a model that has none.
 *
 * @throws UserError `changed` where it has one by now, `failed` where none can be made
 */
export function addRunSidecar(writer: Writer, target: Target, content: JsonObject): WrittenSidecar {
	const {path, bytes} = plannedSidecar(writer, target, content);
	const made = madeSidecar({key: target.key, path, text: bytes.toString()});
	const written = made.kind === 'new' ? writeSidecar(writer, made, () => undefined) : made;
	if (made.kind !== 'new' || written.kind === 'skipped') throw refusal(written);
	return {path, bytes: made.bytes, notes: []};
}

/** The sidecar that addRunSidecar would make. @throws UserError as it does */
export function plannedSidecar(writer: Writer, {key, artifact = key}: Target, content: JsonObject): Pick<WrittenSidecar, 'path' | 'bytes'> {
	const folder = folderOf(artifact);
	const place = sidecarPlace(baseName(artifact), readNames(`${writer.root}/${folder}`));
	if (place.kind === 'has') {
		throw new UserError('changed', `${artifact} is described already, by ${place.sidecar}.`, {hint: 'Load it again, then save.'});
	}
	if (place.kind === 'refused') throw new UserError('failed', `${artifact} gets no sidecar. ${place.reason}`);
	return {path: `${folder}/${place.name}`, bytes: Buffer.from(newSidecarText(content))};
}

/** The bytes that a sidecar has, and those that it is to have; nothing is written. @throws UserError as editRunSidecar */
export function plannedEdit(writer: Writer, target: Target, changes: SidecarChanges): {readonly before: Buffer; readonly bytes: Buffer} {
	let before: Buffer = Buffer.alloc(0);
	const edit = (file: Buffer) => {
		before = file;
		return mergedSidecar(file, changes);
	};
	const ready = readyEdit(writer, {target, edit});
	if (ready.kind === 'skipped') throw refusal(ready);
	return {before, bytes: ready.kind === 'ready' ? ready.edited.bytes : before};
}

function refusal(outcome: Written | NotReady): UserError {
	if (outcome.kind !== 'skipped') throw new Error('Bug: what was written is refused');
	const {reason, isChanging, cause} = outcome;
	if (cause instanceof UserError) return cause;
	const hint = isChanging === true ? 'Save it again.' : 'mreg undo and mreg restore bring a removed model back; mreg doctor says what is wrong with a sidecar.';
	return new UserError(isChanging === true ? 'changed' : 'failed', reason, {hint, cause});
}
