/** What becomes of a training that a run tells of, where others wrote into the sidecar meanwhile: one training is one fact. Pure. */

import {canonicalText} from './configuration.ts';
import {isObject, own, type Json, type JsonObject} from './json.ts';

/** Values of `training`. */
export interface Trainings {
	/** What the sidecar said when the run was loaded or saved last. */
	readonly base: Json | undefined;
	/** Fields that the run set since. */
	readonly ours: JsonObject;
	/** What the sidecar says now. */
	readonly now: Json | undefined;
}

/** True where the run and somebody else trained the model since: their words are never mixed. */
export function isTrainedTwice({base, ours, now}: Trainings): boolean {
	if (Object.keys(ours).length === 0 || isSame(base, now)) return false;
	return !isSame(own(ours, 'trained_at') ?? fieldOf(base, 'trained_at'), fieldOf(now, 'trained_at'));
}

/**
 * The fields that are to be set, of one training that both tell of: each one that the run changed, and of the hyperparameters those that it changed or took
 * out. A training of its own is set as a whole.
 */
export function fieldsToSet({base, ours, now}: Trainings): JsonObject {
	const {trained_at: at = fieldOf(base, 'trained_at')} = ours;
	if (!isObject(base) || !isObject(now) || !isSame(at, fieldOf(base, 'trained_at'))) return ours;
	const changed = Object.entries(ours).filter(([name, value]) => !isSame(value, own(base, name)));
	return Object.fromEntries(
		changed.map(([name, value]) => [name, name === 'hyperparams' ? merged({base: own(base, name), ours: value, now: own(now, name)}) : value]),
	);
}

function merged({base, ours, now}: {readonly base?: Json; readonly ours: Json; readonly now?: Json}): Json {
	if (!isObject(base) || !isObject(ours) || !isObject(now)) return ours;
	const kept = Object.entries(now).filter(([name]) => Object.hasOwn(ours, name) || !Object.hasOwn(base, name));
	const changed = Object.entries(ours).filter(([name, value]) => !isSame(value, own(base, name)));
	return {...Object.fromEntries(kept), ...Object.fromEntries(changed)};
}

function fieldOf(training: Json | undefined, name: string): Json | undefined {
	return isObject(training) ? own(training, name) : undefined;
}

function isSame(one: Json | undefined, other: Json | undefined): boolean {
	return canonicalText(one ?? null) === canonicalText(other ?? null);
}
