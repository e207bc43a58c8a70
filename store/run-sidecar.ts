/** The sidecar of a run: the text of a new one, and what a run changed put into the text of one that is there. */

import {Buffer} from 'node:buffer';
import {changedContent, type RunChanges} from './domain/run-changes.ts';
import {isObject, own, type Json, type JsonObject} from './domain/json.ts';
import {fieldsToSet, isTrainedTwice} from './domain/run-training.ts';
import {UserError} from './domain/user-error.ts';
import {plainStyle, print} from './json-text.ts';
import {parseJsonBytes, parseJsonText, sidecarLimits} from './sidecar-file.ts';
import {within} from './sidecar-fields.ts';
import {openSidecar, refused, type EditOutcome} from './sidecar-splice.ts';
import {editSidecar, type SidecarEdit} from './sidecar-text.ts';

/** The text of a new sidecar, laid out as the seeds' programs write it. @throws UserError `failed` where it could not be read any more */
export function newSidecarText(content: JsonObject): string {
	const text = `${print(content, plainStyle, '')}\n`;
	const why = whyUnreadable(Buffer.from(text));
	if (why === undefined) return text;
	throw new UserError('failed', `The sidecar ${why} Nothing was saved.`, {hint: 'Say less, or keep it in a file of its own.'});
}

/** Why a sidecar of these bytes could not be read; undefined where it can. A last look: whatever was let in, a broken sidecar is never written. */
function whyUnreadable(bytes: Buffer): string | undefined {
	if (bytes.length > sidecarLimits.bytes) return `would be larger than ${sidecarLimits.bytes} bytes, and could not be read any more.`;
	const parsed = parseJsonBytes(bytes);
	if ('message' in parsed) return `could not be read any more: it ${parsed.message}`;
	return isObject(parsed.value) ? undefined : 'would be no JSON object.';
}

/**
 * Puts changes into the bytes of a sidecar: what they do not own stays, byte for byte. Results and tags stand beside those that others added meanwhile.
 * The places of the edit are not told.
 *
 * @param changes.base `training` as it was when the run was loaded or saved last
 */
export function mergedSidecar(bytes: Buffer, changes: RunChanges & {readonly base?: Json}): EditOutcome {
	const {base, training: ours} = changes;
	const trainings = {base, ours, now: own(contentIn(bytes) ?? {}, 'training')};
	if (isTrainedTwice(trainings)) return refused('tells of another training by now: two trainings are not mixed.');
	const trained = withTraining(bytes, fieldsToSet(trainings));
	if (!Buffer.isBuffer(trained)) return trained;
	let now = trained;
	for (const edit of wordEdits(changes)) {
		const outcome = editSidecar(now, edit);
		if (outcome.kind === 'refused') return outcome;
		if (outcome.kind === 'edited') now = outcome.bytes;
	}
	if (now.equals(bytes)) return {kind: 'unchanged'};
	const why = whyUnreadable(now);
	if (why !== undefined) return refused(why);
	return {kind: 'edited', bytes: now, offset: 0, before: null, after: null};
}

function withTraining(bytes: Buffer, fields: RunChanges['training']): Buffer | Exclude<EditOutcome, {kind: 'edited' | 'unchanged'}> {
	const opened = openSidecar(bytes);
	if ('kind' in opened) return opened;
	const text = within(opened.text, 'training', fields);
	if (typeof text !== 'string') return text;
	return text === opened.text ? bytes : Buffer.concat([bytes.subarray(0, opened.start), Buffer.from(text)]);
}

function wordEdits({tags, notes, results}: RunChanges): readonly SidecarEdit[] {
	return [
		...results.map(result => ({kind: 'result' as const, result})),
		...(tags.add.length + tags.remove.length > 0 ? [{kind: 'tags' as const, ...tags}] : []),
		...(notes === undefined ? [] : [{kind: 'note' as const, text: notes, append: false}]),
	];
}

/** What a sidecar says; undefined for one that cannot be read. Numbers that JSON does not know, and whole ones beyond 2^53, are texts. */
export function contentIn(bytes: Buffer): JsonObject | undefined {
	const parsed = parseJsonBytes(bytes);
	return 'value' in parsed && isObject(parsed.value) ? parsed.value : undefined;
}

/** What the sidecar says when the changes are in it, as it is read then. */
export function contentWith(base: JsonObject, changes: RunChanges): JsonObject {
	const parsed = parseJsonText(print(changedContent(base, changes), plainStyle, ''));
	if ('value' in parsed && isObject(parsed.value)) return parsed.value;
	throw new Error('Bug: the content of a run is no JSON');
}
