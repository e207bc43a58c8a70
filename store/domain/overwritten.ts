/** Tells that a training wrote over another one: its sidecar says another `trained_at` than the one before, of the same model. Pure. */

import {comparePlainTimes, parseTime} from './identifier.ts';
import {isObject, own, type JsonObject} from './json.ts';
import type {EarlierTraining} from './model.ts';

export interface Overwriting {
	/** The sidecar as it was read before; an empty object where there was none. */
	readonly before: JsonObject;
	/** As it is now. */
	readonly after: JsonObject;
	/** Milliseconds since 1970. */
	readonly seenAt: number;
	/** Bytes of the artifact that the earlier training made, where they are known. */
	readonly artifactBytes?: number;
	/** What was overwritten before that. */
	readonly known?: EarlierTraining;
	/** `known` is kept elsewhere by now: it makes room for any other. */
	readonly isKept?: boolean;
}

/**
 * What has been overwritten and is to be remembered: of several trainings the latest, but never one without results in place of one with results.
 * Nothing that this program writes changes `trained_at`, so a sidecar with another one was written by another training.
 */
export function overwrittenBy({before, after, seenAt, artifactBytes, known, isKept}: Overwriting): EarlierTraining | undefined {
	// A training whose sidecar was put back is not lost any more.
	const left = known && isSameTime(trainedAt(known.content), trainedAt(after)) ? undefined : known;
	if (!isAnother(before, after)) return left;
	const content = Object.fromEntries(
		['training', 'testing'].flatMap(field => {
			const said = own(before, field);
			return said === undefined ? [] : [[field, said]];
		}),
	);
	if (left && isKept !== true && hasResults(left.content) && !hasResults(content)) return left;
	return {seenAt, content, ...(artifactBytes === undefined ? {} : {artifactBytes})};
}

/** The name of an overwritten training in training_registry.json; undefined where it says no time. @param id the model's */
export function rememberedName(id: string, {content}: EarlierTraining): string | undefined {
	const at = trainedAt(content);
	return at === undefined ? undefined : nameOfTraining(id, at);
}

/** The name of an earlier training in training_registry.json. @param name that of the model there @param at its `trained_at` */
export function nameOfTraining(name: string, at: string): string {
	return `${name} (${at})`;
}

function isAnother(before: JsonObject, after: JsonObject): boolean {
	const [was, is] = [trainedAt(before), trainedAt(after)];
	return was !== undefined && is !== undefined && !isSameTime(was, is) && own(before, 'model_id') === own(after, 'model_id');
}

/** When the training of a sidecar was, as it is written there; undefined where it says no time. */
export function trainedAt(content: JsonObject): string | undefined {
	const training = own(content, 'training');
	const at = isObject(training) ? own(training, 'trained_at') : undefined;
	return typeof at === 'string' ? at : undefined;
}

/** Also where the same time is spelled in another way. */
export function isSameTime(one: string | undefined, two: string | undefined): boolean {
	if (one === undefined || two === undefined || one === two) return one === two;
	if ((comparePlainTimes(one, two) ?? 0) !== 0) return false;
	const time = parseTime(one);
	return time !== undefined && time === parseTime(two);
}

function hasResults(content: JsonObject): boolean {
	const testing = own(content, 'testing');
	return Array.isArray(testing) && testing.length > 0;
}
