/** Gives what a run wrote its names, under the lock of the model folder: the artifact first, the sidecar of a new model last. */

import path from 'node:path';
import {syncFolder} from './atomic-file.ts';
import type {JsonObject} from './domain/json.ts';
import {freeId} from './domain/run-id.ts';
import {newNames, type RunNames} from './domain/run-names.ts';
import {UserError} from './domain/user-error.ts';
import {readNames} from './file-names.ts';
import {isTaken, type RunPlace} from './run-place.ts';
import {stagePlan, type PublishPlan} from './run-replace.ts';
import {newSidecarText} from './run-sidecar.ts';
import {publish, publishCopy, takeBack} from './staging.ts';
import type {RunStaging} from './staging-folder.ts';
import {isSystemError, reasonOf} from './system-error.ts';

export interface NewRun {
	/** As it was when the script wrote under it. */
	readonly id: string;
	readonly place: RunPlace;
	readonly staging: RunStaging;
	/** Names of what was written. */
	readonly written: readonly string[];
	/** What the sidecar is to say. @param artifact absolute */
	readonly content: (id: string, artifact: string) => JsonObject;
}

export interface PublishedRun {
	readonly id: string;
	readonly names: RunNames;
	/** The bytes of the sidecar. */
	readonly sidecar: Buffer;
	/** Sentences about what could not be confirmed. */
	readonly notes: readonly string[];
}

/** So often another program may take the name directly before the sidecar gets it. */
const tries = 100;

/** Publishes a model that was not there. Its id gets `_2`, `_3` … where another model has it by now. @throws UserError or the system's error: nothing was published */
export function publishNew(run: NewRun): PublishedRun {
	const {place, staging, written} = run;
	for (let attempt = 0; attempt < tries; attempt++) {
		const there = readNames(place.real);
		const id = freeId(run.id, each => isTaken(there, each));
		const renamed = Object.fromEntries(written.map(name => [name, id + name.slice(run.id.length)]));
		const names = newNames(id, Object.values(renamed));
		const sidecar = Buffer.from(newSidecarText(run.content(id, path.join(place.real, names.artifact))));
		stagePlan(staging, {files: renamed, sidecar: names.sidecar}, sidecar);
		if (put(place.real, staging, {files: renamed, sidecar: names.sidecar})) return {id, names, sidecar, notes: confirmed(place.real)};
	}
	throw new UserError('changed', `Other programs take every name in ${place.models} that this run could have. Nothing was saved.`, {hint: 'Try again.'});
}

/** @returns false where another program has one of the names: nothing was published */
function put(folder: string, {fresh, sidecar}: RunStaging, plan: PublishPlan): boolean {
	const made: Array<readonly [published: string, from: string]> = [];
	const undo = () => made.toReversed().every(([published, from]) => takeBack(published, from));
	try {
		for (const [from, to] of Object.entries(plan.files)) {
			if (!publish(`${fresh}/${from}`, `${folder}/${to}`)) return undone(undo());
			made.push([`${folder}/${to}`, `${fresh}/${from}`]);
		}
		syncFolder(folder);
		if (!publishCopy(sidecar, `${folder}/${plan.sidecar}`)) return undone(undo());
	} catch (error) {
		if (isSystemError(error)) undo();
		throw error;
	}
	return true;
}

/** Makes the names last through a power cut. @returns a sentence where the disk does not confirm it */
export function confirmed(folder: string): readonly string[] {
	try {
		syncFolder(folder);
		return [];
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return [`${folder} is changed, but the disk did not confirm it: ${reasonOf(error)}. A power cut now could bring back the old state.`];
	}
}

function undone(isUndone: boolean): false {
	if (!isUndone) throw new UserError('failed', 'Another program took the names of this run while it was saved.', {hint: 'Save it again.'});
	return false;
}
