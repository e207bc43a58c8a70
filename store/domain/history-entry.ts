/** What training_registry.json keeps of a model. Pure. */

import {isObject, own, type Json, type JsonObject} from './json.ts';
import {isSameTime, nameOfTraining} from './overwritten.ts';

/** Whether the model's files are in their place. */
export type HistoryStatus = 'present' | 'trashed' | 'purged';

/** What the history keeps of a model. @param content its sidecar's, exact where numbers are to keep their spelling @param of.bytes the lengths of the artifact's files; null where nobody knows them */
export function historyEntry(content: JsonObject, {bytes, status = 'present'}: {readonly bytes: number | null; readonly status?: HistoryStatus}): JsonObject {
	const said = own(content, 'training');
	const training = isObject(said) ? said : {};
	return {
		dataset: own(training, 'dataset') ?? null,
		hyperparams: own(training, 'hyperparams') ?? {},
		trained_at: own(training, 'trained_at') ?? null,
		training_time: own(training, 'training_time') ?? null,
		results: own(content, 'testing') ?? [],
		artifact_bytes: bytes,
		status,
	};
}

export interface EntryChange {
	/** The entry of before. */
	readonly old: JsonObject;
	/** As it is to be. */
	readonly next: JsonObject;
}

/**
 * What becomes of an entry that is written anew, so that no facts of an earlier training go: one of another time is kept under a name of its own, and one
 * that the model's files say nothing of stands.
 *
 * @returns the entries that are to be set; the first is that of the name
 */
export function entriesAfter(name: string, {old, next}: EntryChange): ReadonlyArray<readonly [name: string, entry: JsonObject]> {
	const [was, is] = [timeIn(old), timeIn(next)];
	if (was === undefined || isSameTime(was, is)) return [[name, next]];
	if (is !== undefined) {
		return [
			[name, next],
			[nameOfTraining(name, was), {...old, status: 'purged'}],
		];
	}
	const training = Object.fromEntries(
		trainingFields.flatMap(field => (saysNothing(own(next, field)) && !saysNothing(own(old, field)) ? [[field, own(old, field) ?? null]] : [])),
	);
	return [[name, {...next, ...training, results: allResults(own(old, 'results'), own(next, 'results'))}]];
}

const trainingFields = ['dataset', 'hyperparams', 'trained_at', 'training_time'] as const;

function timeIn(entry: JsonObject): string | undefined {
	const at = own(entry, 'trained_at');
	return typeof at === 'string' ? at : undefined;
}

function saysNothing(value: Json | undefined): boolean {
	return value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}

/** Those of before that are not among those of now come first. */
function allResults(old: Json | undefined, next: Json | undefined): Json {
	if (!Array.isArray(old) || old.length === 0) return next ?? [];
	const [before, now] = [old as readonly Json[], Array.isArray(next) ? (next as readonly Json[]) : []];
	const known = new Set(now.map(result => JSON.stringify(result)));
	return [...before.filter(result => !known.has(JSON.stringify(result))), ...now];
}
