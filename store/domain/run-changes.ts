/** What a training run changed since it was loaded or saved, and what its sidecar says with that. Pure. */

import {isObject, own, type Json, type JsonObject} from './json.ts';
import {UserError} from './user-error.ts';

/** Changes that are not in the sidecar yet. */
export interface RunChanges {
	/** Fields of `training` that are set; other fields stay as they are. */
	readonly training: JsonObject;
	readonly tags: {readonly add: readonly string[]; readonly remove: readonly string[]};
	/** Undefined: the note stays as it is. */
	readonly notes?: string;
	/** Behind those that the sidecar has. */
	readonly results: readonly JsonObject[];
}

export const noChanges: RunChanges = {training: {}, tags: {add: [], remove: []}, results: []};

/** What the sidecar of a new run says before anything is known of it, in the order in which the seeds' programs write it. */
export function emptyRun({id, algorithm, path}: {readonly id: string; readonly algorithm: string; readonly path: string}): JsonObject {
	return {model_id: id, algorithm, model_path: path, training: null, testing: [], tags: [], notes: ''};
}

/** A sidecar's content with changes in it. */
export function changedContent(base: JsonObject, {training, tags, notes, results}: RunChanges): JsonObject {
	const trained = own(base, 'training');
	const hasTraining = Object.keys(training).length > 0;
	return {
		...base,
		...(hasTraining ? {training: {...(isObject(trained) ? trained : {}), ...training}} : {}),
		...(results.length > 0 ? {testing: [...listIn(base, 'testing'), ...results]} : {}),
		...(tags.add.length + tags.remove.length > 0 ? {tags: withTags(listIn(base, 'tags'), tags)} : {}),
		...(notes === undefined ? {} : {notes}),
	};
}

/** Changes, and those that were made after them. */
export function bothChanges(first: RunChanges, later: RunChanges): RunChanges {
	const {tags} = tagged(first, later.tags);
	return {
		training: {...first.training, ...later.training},
		tags,
		notes: later.notes ?? first.notes,
		results: [...first.results, ...later.results],
	};
}

/** Tags that are set come off the list of those taken away, and the other way round. */
export function tagged(changes: RunChanges, edit: RunChanges['tags']): RunChanges {
	const add = [...new Set([...changes.tags.add.filter(tag => !edit.remove.includes(tag)), ...edit.add])];
	const remove = [...new Set([...changes.tags.remove.filter(tag => !edit.add.includes(tag)), ...edit.remove])];
	return {...changes, tags: {add, remove}};
}

function withTags(before: readonly Json[], {add, remove}: RunChanges['tags']): readonly Json[] {
	const kept = before.filter(tag => typeof tag !== 'string' || !remove.includes(tag));
	return [...kept, ...add.filter(tag => !kept.includes(tag))];
}

function listIn(content: JsonObject, name: string): readonly Json[] {
	const list = own(content, name);
	return Array.isArray(list) ? (list as readonly Json[]) : [];
}

/** A sidecar of more depth is not read. */
const deepest = 48;

/**
 * A value as it is kept: a copy of what JSON (with NaN and infinities) can say; what is undefined in an object is left out.
 *
 * @param name of the value, for the error: `hyperparams`
 * @throws UserError `usage` that names the place of what cannot be kept
 */
export function plainJson(value: unknown, name: string, depth = 0): Json {
	if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') return value;
	if (depth > deepest) throw new UserError('usage', `${name} is nested more than ${deepest} deep, or holds itself: a sidecar cannot keep it.`);
	if (Array.isArray(value)) {
		// Not map: it would leave holes.
		return Array.from(value, (item: unknown, index) => plainJson(item, `${name}[${index}]`, depth + 1));
	}
	if (isPlainObject(value)) {
		const fields = Object.entries(value).filter(([, item]) => item !== undefined);
		return Object.fromEntries(fields.map(([key, item]) => [key, plainJson(item, `${name}.${key}`, depth + 1)]));
	}
	throw new UserError('usage', `${name} is ${kindOf(value)}: a sidecar keeps numbers, texts, true, false, null, lists and plain objects.`, {
		hint: 'Make a number or a text of it first.',
	});
}

/** As plainJson, of an object. @throws UserError `usage` */
export function plainObject(value: unknown, name: string): JsonObject {
	const plain = plainJson(value, name);
	if (isObject(plain)) return plain;
	throw new UserError('usage', `${name} must be an object of names and values, not ${Array.isArray(plain) ? 'a list' : JSON.stringify(plain)}.`);
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
	if (typeof value !== 'object' || value === null) return false;
	const prototype: unknown = Object.getPrototypeOf(value);
	return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}

function kindOf(value: unknown): string {
	if (typeof value !== 'object' || value === null) return value === undefined ? 'undefined' : `a ${typeof value}`;
	const {constructor} = value as {readonly constructor?: unknown};
	return typeof constructor === 'function' && constructor.name !== '' ? `a ${constructor.name}` : 'an object of its own kind';
}
