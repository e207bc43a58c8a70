/** What happened in a registry between two snapshots, as events: what `mreg watch` prints and scripts wait for. */

import {bestChanges, type BestChange} from './best-changes.ts';
import {parseTime} from './identifier.ts';
import type {Json, JsonObject} from './json.ts';
import type {Model, TestResult} from './model.ts';
import type {Problem} from './problem.ts';
import {byNewest, type Snapshot} from './snapshot.ts';

export type RegistryEvent =
	| {readonly event: 'model.added'; readonly model: Model}
	| {readonly event: 'model.removed'; readonly model: Model}
	/** `fields`: the names, as JSON has them, of what is other than before; of results only where some are gone. */
	| {readonly event: 'model.changed'; readonly model: Model; readonly before: Model; readonly fields: readonly string[]}
	/** A result that a model had not before; of a model that came only those that are news themselves (see `EventOptions`). */
	| {readonly event: 'result.added'; readonly model: Model; readonly result: TestResult}
	| BestChange
	/** `model`: whose file it is, if it is one's. */
	| {readonly event: 'problem'; readonly problem: Problem | Silence; readonly model?: Model};

/** The disk does not answer. */
export interface Silence {
	readonly kind: 'stalled';
	readonly path: '';
	readonly message: string;
}

/** What is news of a model that came: a copy or an undo brings results that are old. */
export interface EventOptions {
	/** Results of a model that came are news where they were tested from then on (milliseconds since 1970), or say no time and the model was made from then on. */
	readonly since?: number;
	/** Models that were there once and are gone, by key: what they had is no news when they come back. */
	readonly departed?: ReadonlyMap<string, Model>;
}

/**
 * What happened from one snapshot to a later one of the same registry: removals; then the models from the oldest, each with its results, the bests that it is
 * now and its problems; then the other bests and problems. Models are the same where their keys are. What did not change costs nothing but a look at each list.
 */
export function eventsBetween(before: Snapshot, after: Snapshot, options: EventOptions = {}): readonly RegistryEvent[] {
	const {gone, come} = before.models === after.models ? nothing : differences(before.models, after.models);
	const earlier = new Map(gone.map(model => [model.key, model]));
	const keys = new Set(come.map(({key}) => key));
	const events: RegistryEvent[] = [];
	for (const model of gone) if (!keys.has(model.key)) events.push({event: 'model.removed', model});
	const further: RegistryEvent[] = [];
	const ofModel = new Map<string, RegistryEvent[]>();
	for (const event of [...bestChanges(before, after), ...problemEvents(before, after)]) {
		const key = event.event === 'best.changed' ? event.to?.model.key : event.event === 'problem' ? event.model?.key : undefined;
		if (key === undefined || !keys.has(key)) further.push(event);
		else ofModel.set(key, [...(ofModel.get(key) ?? []), event]);
	}
	for (const model of come.toReversed()) {
		for (const event of eventsOf(model, earlier.get(model.key), options)) events.push(event);
		for (const event of ofModel.get(model.key) ?? []) events.push(event);
	}
	for (const event of further) events.push(event);
	return events;
}

const nothing = {gone: [], come: []};

/** The models that stand in one list only; both are newest first, so one walk is enough. */
function differences(before: readonly Model[], after: readonly Model[]): {readonly gone: readonly Model[]; readonly come: readonly Model[]} {
	const [gone, come]: [Model[], Model[]] = [[], []];
	let [i, j] = [0, 0];
	for (;;) {
		const [a, b] = [before[i], after[j]];
		if (a === undefined && b === undefined) return {gone, come};
		if (a === b) {
			i++;
			j++;
			continue;
		}
		const order = a === undefined ? 1 : b === undefined ? -1 : byNewest(a, b);
		if (a !== undefined && order <= 0) {
			gone.push(a);
			i++;
		}
		if (b !== undefined && order >= 0) {
			come.push(b);
			j++;
		}
	}
}

function eventsOf(model: Model, before: Model | undefined, {since = -Infinity, departed}: EventOptions): readonly RegistryEvent[] {
	const {added, lost} = resultChanges((before ?? departed?.get(model.key))?.tests ?? [], model.tests);
	const news = before ? added : added.filter(({tested_at: at}) => ((at === undefined ? undefined : parseTime(at)) ?? model.time) >= since);
	const results = news.map(result => ({event: 'result.added' as const, model, result}));
	if (!before) return [{event: 'model.added', model}, ...results];
	const fields = changedFields(before, model, lost);
	return fields.length === 0 ? results : [{event: 'model.changed', model, before, fields}, ...results];
}

/** Results have no names: they are told apart by all that they say. */
function resultChanges(before: readonly TestResult[], after: readonly TestResult[]): {readonly added: readonly TestResult[]; readonly lost: boolean} {
	if (before.length === 0) return {added: after, lost: false};
	const known = new Map<string, number>();
	for (const text of before.map(textOf)) known.set(text, (known.get(text) ?? 0) + 1);
	const added = after.filter(result => {
		const text = textOf(result);
		const count = known.get(text) ?? 0;
		if (count > 0) known.set(text, count - 1);
		return count === 0;
	});
	return {added, lost: after.length - added.length < before.length};
}

/** What the model says itself, whatever its sidecar says of it. */
const ownFields = ['model_id', 'algorithm', 'tags', 'notes', 'testing'] as const;

function changedFields(before: Model, after: Model, lostResults: boolean): readonly string[] {
	const fields: string[] = [];
	const compare = (name: string, a: unknown, b: unknown) => {
		if (a !== b && textOf(a) !== textOf(b)) fields.push(name);
	};
	compare('model_id', before.id, after.id);
	compare('algorithm', before.algorithm, after.algorithm);
	if (lostResults) fields.push('testing');
	compare('tags', before.tags, after.tags);
	compare('notes', before.notes, after.notes);
	for (const name of sidecarKeys(before.content, after.content)) compare(name, valueAt(before.content, name), valueAt(after.content, name));
	compare('state', before.state, after.state);
	// That an artifact is being written was said when it came, or is said by its change.
	if (!isBeingWritten(after)) compare('growing', isBeingWritten(before), false);
	compare('sidecar', before.sidecar, after.sidecar);
	// How far an artifact has come is no news while it is being written: that it is whole, is.
	if (!after.growing || !before.growing) compare('artifact', before.artifact, after.artifact);
	return fields;
}

/** A sidecar comes last: what has one is whole, however young its files are. */
export function isBeingWritten({growing, state}: Pick<Model, 'growing' | 'state'>): boolean {
	return growing && state === 'untracked';
}

function sidecarKeys(before: JsonObject, after: JsonObject): readonly string[] {
	if (before === after) return [];
	const names = new Set([...Object.keys(before), ...Object.keys(after)]);
	for (const name of ownFields) names.delete(name);
	return [...names];
}

function valueAt(content: JsonObject, name: string): Json | undefined {
	return Object.hasOwn(content, name) ? content[name] : undefined;
}

/** The same text for what says the same; NaN and infinities are not null. */
function textOf(value: unknown): string {
	return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'number' && !Number.isFinite(inner) ? `${inner} as a number` : inner)) ?? '';
}

function* problemEvents(before: Snapshot, after: Snapshot): Iterable<RegistryEvent> {
	const silence = after.activity.phase === 'stalled' && before.activity.phase !== 'stalled';
	if (silence) yield {event: 'problem', problem: {kind: 'stalled', path: '', message: 'The disk does not answer.'}};
	const same = new Set(before.problems);
	// What vanishes is told model by model.
	const unknown = after.problems.filter(problem => !same.has(problem) && problem.kind !== 'gone');
	if (unknown.length === 0) return;
	const known = new Set(before.problems.map(nameOf));
	const fresh = unknown.filter(problem => {
		const name = nameOf(problem);
		if (known.has(name)) return false;
		known.add(name);
		return true;
	});
	if (fresh.length === 0) return;
	const paths = new Set(fresh.map(({path}) => path));
	const owners = new Map<string, Model>();
	for (const model of after.models) for (const path of [model.sidecar, model.key]) if (path !== undefined && paths.has(path)) owners.set(path, model);
	for (const problem of fresh) {
		const model = owners.get(problem.path);
		yield model ? {event: 'problem', problem, model} : {event: 'problem', problem};
	}
}

/** A file is unreadable once, whatever line is broken now; what is odd in it is several things. */
function nameOf({kind, path, message}: Problem): string {
	return kind === 'odd-value' || kind === 'duplicate-key' ? `${kind}\0${path}\0${message}` : `${kind}\0${path}`;
}
