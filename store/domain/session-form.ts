/** What is remembered of a visit as JSON, and back: what is too large is left out, and what cannot be understood is not remembered. Pure. */

import {isObject, own, type Json, type JsonObject} from './json.ts';
import type {Objective} from './objective.ts';
import type {Session} from './session.ts';
import {plainSortFields, type SortField, type SortKey} from './sorting.ts';

/** Goes up when the form changes; another one is not understood. */
const schema = 1;

/** So much is remembered: keys of marks, algorithms with an objective, characters of a text and of a key. */
export const sessionLimits = {marks: 100_000, objectives: 1_000, text: 10_000, key: 5_000} as const;

/** @param root absolute and real: the file says whose it is */
export function sessionJson(root: string, session: Session): JsonObject {
	const {sort, marks, objectives, cleanup, ...plain} = session;
	return {
		schema,
		root,
		...defined(plain),
		...(sort === undefined ? {} : {sort: sortJson(sort)}),
		...(marks === undefined || marks.length === 0 ? {} : {marks: marks.slice(0, sessionLimits.marks)}),
		...(objectives === undefined ? {} : {objectives: objectivesJson(objectives)}),
		...(cleanup === undefined ? {} : {cleanup}),
	};
}

/** Nothing remembered for what is of another root or another form. @param root absolute and real */
export function readSessionJson(root: string, value: Json): Session {
	if (!isObject(value) || own(value, 'schema') !== schema || own(value, 'root') !== root) return {};
	const [leftAt, fold, panel, above, marks] = [own(value, 'leftAt'), own(value, 'fold'), own(value, 'panel'), own(value, 'above'), own(value, 'marks')];
	return {
		leftAt: typeof leftAt === 'number' && Number.isFinite(leftAt) && leftAt > 0 ? leftAt : undefined,
		algorithm: textIn(value, 'algorithm', sessionLimits.key),
		view: textIn(value, 'view', sessionLimits.key),
		filter: textIn(value, 'filter', sessionLimits.text),
		sort: readSort(own(value, 'sort')),
		fold: typeof fold === 'boolean' ? fold : undefined,
		panel: typeof panel === 'boolean' ? panel : undefined,
		cursor: textIn(value, 'cursor', sessionLimits.key),
		above: typeof above === 'number' && Number.isInteger(above) && above > 0 && above < 10_000 ? above : undefined,
		marks: Array.isArray(marks) ? marks.slice(0, sessionLimits.marks).filter(isKey) : undefined,
		objectives: readObjectives(own(value, 'objectives')),
		cleanup: own(value, 'cleanup'),
	};
}

function isKey(value: Json | undefined): value is string {
	return typeof value === 'string' && value !== '' && value.length <= sessionLimits.key;
}

function textIn(value: JsonObject, key: string, most: number): string | undefined {
	const found = own(value, key);
	return typeof found === 'string' && found !== '' && found.length <= most ? found : undefined;
}

function defined(values: {readonly [key: string]: Json | undefined}): JsonObject {
	return Object.fromEntries(Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])));
}

function sortJson({field, order}: SortKey): JsonObject {
	return {field: defined({...field}), order};
}

const orders: readonly SortKey['order'][] = ['natural', 'flipped', 'ascending', 'descending'];

function readSort(value: Json | undefined): SortKey | undefined {
	if (!isObject(value)) return undefined;
	const order = orders.find(one => one === own(value, 'order'));
	const field = readField(own(value, 'field'));
	return order && field && {field, order};
}

function readField(value: Json | undefined): SortField | undefined {
	if (!isObject(value)) return undefined;
	const [kind, metric, dataset, name] = [own(value, 'kind'), own(value, 'metric'), own(value, 'dataset'), own(value, 'name')];
	if (kind === 'metric') return isKey(metric) ? {kind, metric, dataset: typeof dataset === 'string' ? dataset : undefined} : undefined;
	if (kind === 'param') return isKey(name) ? {kind, name} : undefined;
	if (kind === 'objective') return {kind};
	const plain = plainSortFields.find(one => one === kind);
	return plain && {kind: plain};
}

function objectivesJson(objectives: Readonly<Record<string, Objective>>): JsonObject {
	const entries = Object.entries(objectives).slice(0, sessionLimits.objectives);
	return Object.fromEntries(entries.map(([algorithm, {metric, dataset, direction}]) => [algorithm, defined({metric, dataset, direction})]));
}

function readObjectives(value: Json | undefined): Readonly<Record<string, Objective>> | undefined {
	if (!isObject(value)) return undefined;
	const read = Object.entries(value)
		.slice(0, sessionLimits.objectives)
		.flatMap(([algorithm, one]) => {
			const objective = readObjective(one);
			return objective ? [[algorithm, objective] as const] : [];
		});
	return Object.fromEntries(read);
}

function readObjective(value: Json): Objective | undefined {
	if (!isObject(value)) return undefined;
	const [metric, dataset, direction] = [own(value, 'metric'), own(value, 'dataset'), own(value, 'direction')];
	if (!isKey(metric)) return undefined;
	return {
		metric,
		dataset: typeof dataset === 'string' ? dataset : undefined,
		direction: direction === 'minimize' || direction === 'maximize' ? direction : undefined,
	};
}
