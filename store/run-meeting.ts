/** What others did to a model since a run loaded or saved it, as far as a save of that run cannot just add to it. */

import {isStill} from './artifact-identity.ts';
import {own, type JsonObject} from './domain/json.ts';
import type {RunChanges} from './domain/run-changes.ts';
import {isTrainedTwice} from './domain/run-training.ts';
import {UserError} from './domain/user-error.ts';
import type {Writer} from './journal-writer.ts';
import {exists} from './move-files.ts';
import {contentIn} from './run-sidecar.ts';
import {keyOf, type RunFiles} from './run-target.ts';
import {isThereAlready, pathsIn, type Update} from './run-update.ts';
import {readSidecar} from './sidecar-job.ts';
import {systemPath} from './file-names.ts';

export interface MeetingRequest {
	/** What the sidecar said when the run was loaded or saved last. */
	readonly base: JsonObject;
	readonly changes: RunChanges;
	/** Since the artifact was loaded or saved last. */
	readonly isTrained: boolean;
	/** Absent: only the sidecar is to change. */
	readonly update?: Update;
}

/**
 * `none`: both belong together. `theirs`: somebody put another artifact there, and this run has no training of its own: that one stays. `both`: this run was
 * trained, and the model that is there is another one by now: each is a model of its own.
 *
 * @throws UserError `changed` for two trainings where this run wrote no artifact
 */
export function meetingOf({root}: Writer, run: RunFiles, {base, changes, isTrained, update}: MeetingRequest): 'none' | 'theirs' | 'both' {
	const content = contentNow(root, run);
	const isTwice = content !== undefined && isTrainedTwice({base: own(base, 'training'), ours: changes.training, now: own(content, 'training')});
	if (!update) {
		if (!isTwice) return 'none';
		throw new UserError('changed', `${keyOf(run)} tells of another training by now: two trainings are not mixed. Nothing was saved.`, {
			hint: 'Give save a function that writes the model file: it is saved under an id of its own then.',
		});
	}
	const [{from, to} = {from: '', to: ''}] = update.steps;
	const path = `${run.place.real}/${to}`;
	const isKnown = run.artifact !== undefined && (run.seen === undefined || isStill(run.seen, path, pathsIn(`${update.staging.fresh}/${from}`)));
	const isOther = !isKnown && exists(systemPath(path)) && !isThereAlready(run, update);
	if (isTwice || (isOther && isTrained)) return 'both';
	return isOther ? 'theirs' : 'none';
}

function contentNow(root: string, {place, sidecar}: RunFiles): JsonObject | undefined {
	const read = sidecar === undefined ? undefined : readSidecar(`${root}/${place.models}/${sidecar}`);
	return read && 'bytes' in read ? contentIn(read.bytes) : undefined;
}
