/** The fields of the query language that every registry has: their names, what kind of value each has, and where a model keeps it. */

import {versionAliases} from './family.ts';
import {parseTime} from './identifier.ts';
import {own} from './json.ts';
import type {Model} from './model.ts';
import type {IsName, Part} from './query-condition.ts';
import {metricNumber} from './sidecar.ts';

export type BuiltinName =
	| 'id'
	| 'algo'
	| 'folder'
	| 'dataset'
	| 'test'
	| 'tag'
	| 'alias'
	| 'note'
	| 'state'
	| 'size'
	| 'age'
	| 'trained'
	| 'tested'
	| 'tests'
	| 'version'
	| 'family'
	| 'training_time';

/** `contains`: what `:` means, else it means equal. `some`: whether any of the model's texts passes. */
export interface TextField {
	readonly kind: 'text';
	readonly contains: boolean;
	readonly some: (model: Model, passes: (text: string) => boolean) => boolean;
}

/** `value`: undefined where the model has none. Bytes, milliseconds (age), seconds (duration) or a plain number. */
export interface NumberField {
	readonly kind: 'count' | 'size' | 'age' | 'duration';
	readonly value: (model: Model, now: number) => number | undefined;
}

/** `value`: milliseconds since 1970, undefined where the model has none. */
export interface TimeField {
	readonly kind: 'time';
	readonly value: (model: Model) => number | undefined;
}

export type BuiltinField = TextField | NumberField | TimeField;

/**
 * | field | what it is |
 * |---|---|
 * | `id`, `note`, `folder` | text; `:` finds a part of it |
 * | `algo`, `dataset` (trained on), `test` (has a result on), `tag`, `alias` (of a registered version), `state`, `family` | text; `:` is equal |
 * | `size` | bytes of the artifact |
 * | `age` | how long ago the model was made (`Model.time`) |
 * | `trained` | when the model was made, as it is sorted by |
 * | `tested` | when it was tested last |
 * | `tests` | how many tests it has; 0 is a number, too |
 * | `version` | the sidecar's number |
 * | `training_time` | seconds |
 */
export const builtinFields: Readonly<Record<BuiltinName, BuiltinField>> = {
	id: {kind: 'text', contains: true, some: (model, passes) => passes(model.id)},
	algo: {kind: 'text', contains: false, some: (model, passes) => passes(model.algorithm)},
	dataset: {kind: 'text', contains: false, some: ({training}, passes) => training?.dataset !== undefined && passes(training.dataset)},
	test: {kind: 'text', contains: false, some: (model, passes) => model.tests.some(({dataset}) => dataset !== undefined && passes(dataset))},
	tag: {kind: 'text', contains: false, some: (model, passes) => model.tags.some(tag => passes(tag))},
	alias: {kind: 'text', contains: false, some: (model, passes) => versionAliases(model).some(alias => passes(alias))},
	note: {kind: 'text', contains: true, some: ({notes}, passes) => notes !== '' && passes(notes)},
	folder: {kind: 'text', contains: true, some: (model, passes) => passes(model.folder)},
	state: {kind: 'text', contains: false, some: (model, passes) => passes(model.state)},
	size: {kind: 'size', value: model => model.artifact?.bytes},
	age: {kind: 'age', value: ({time}, now) => (Number.isFinite(time) ? now - time : undefined)},
	trained: {kind: 'time', value: ({time}) => (Number.isFinite(time) ? time : undefined)},
	tested: {kind: 'time', value: newestTest},
	tests: {kind: 'count', value: model => model.tests.length},
	version: {kind: 'count', value: ({content}) => metricNumber(own(content, 'version') ?? null)},
	family: {kind: 'text', contains: false, some: someFamily},
	training_time: {kind: 'duration', value: model => model.training?.training_time},
};

const aliases: Readonly<Record<string, BuiltinName>> = {
	model: 'id',
	model_id: 'id',
	algorithm: 'algo',
	tested_on: 'test',
	tags: 'tag',
	aliases: 'alias',
	notes: 'note',
	trained_at: 'trained',
	tested_at: 'tested',
	took: 'training_time',
};

export const builtinNames = Object.keys(builtinFields) as readonly BuiltinName[];

/** Whatever may be typed for a builtin field. */
export const builtinWords: readonly string[] = [...builtinNames, ...Object.keys(aliases)];

/** The field that a word names. */
export function builtinNamed(word: string): BuiltinName | undefined {
	return builtinNames.find(name => name === word) ?? own(aliases, word);
}

/** What `is:` takes. `untested`: the model is whole, but has no tests. `latest`: the newest of its algorithm. `registered`: it is a version of a family. `protected`: it carries one of the config's `protectedTags`. `new`: it came after the last visit. `gone`: its files vanished, and not by this program. */
export const isNames: readonly IsName[] = [
	'best',
	'latest',
	'registered',
	'protected',
	'untested',
	'untracked',
	'missing',
	'unreadable',
	'growing',
	'stale',
	'new',
	'gone',
];

/** What `has:` takes besides fields. */
const parts: Readonly<Record<string, Part['name']>> = {problem: 'problems', problems: 'problems', sidecar: 'sidecar', artifact: 'artifact'};

export const partWords: readonly string[] = ['problems', 'sidecar', 'artifact'];

/** The part of a model that a word behind `has:` names. */
export function partNamed(word: string): Part['name'] | undefined {
	return own(parts, word);
}

export const stateNames: ReadonlyArray<Model['state']> = ['ok', 'untracked', 'missing', 'unreadable', 'gone'];

/** What stands in place of a field, always with a colon. */
export const keywords = ['is', 'has', 'sort', 'top'] as const;

/** Sort keys that every registry has (those of sorting.ts, each by one name). */
export const sortWords: readonly string[] = [
	'trained_at',
	'performance',
	'size',
	'id',
	'algo',
	'dataset',
	'state',
	'tested',
	'tests',
	'tags',
	'notes',
	'training_time',
	'version',
];

function someFamily({content}: Model, passes: (text: string) => boolean): boolean {
	const family = own(content, 'family');
	return typeof family === 'string' && family !== '' && passes(family);
}

function newestTest({tests}: Model): number | undefined {
	let newest: number | undefined;
	for (const {tested_at: text} of tests) {
		const time = text === undefined ? undefined : parseTime(text);
		if (time !== undefined && (newest === undefined || time > newest)) newest = time;
	}
	return newest;
}
