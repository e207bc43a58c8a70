/** A model as the library gives it: the object that `--json` prints, with types that hold whatever a sidecar says. */

import {isObject, own, type Json, type JsonObject} from '../../store/domain/json.ts';
import type {Model, TestResult, Training} from '../../store/domain/model.ts';
import {modelJson, type ModelFactsJson} from '../model-json.ts';

/** The training of a model, under the names that its sidecar uses; further keys are those of the training script. */
export interface TrainingRecord extends Pick<Training, 'dataset' | 'hyperparams' | 'trained_at'> {
	readonly [ownKey: string]: Json | undefined;
	/** null: nobody counted. */
	readonly num_queries?: number | null;
	/** Seconds; null: nobody measured. */
	readonly training_time?: number | null;
}

/** One test of a model, under the names that its sidecar uses. */
export interface TestRecord extends Omit<TestResult, 'num_queries'> {
	readonly [ownKey: string]: Json | undefined;
	/** null: nobody counted. */
	readonly num_queries?: number | null;
}

/**
 * A model: what its sidecar says, and what is known besides. The same object, under the same names, as in `mreg list --json`.
 *
 * Paths are relative to the root. Numbers that JSON does not know (`NaN`, `Infinity`) are texts. What a sidecar says under a known name with another type than that
 * of the name is left out here, and is one of the `problems`; `--json` prints that, too. As long as nothing of a model changes, the registry gives the same object: do not
 * change it.
 */
export interface ModelRecord extends ModelFactsJson {
	/** Further keys of the sidecar, as they stand there. */
	readonly [ownKey: string]: unknown;
	/** null: it was not trained, or nothing is known of that. */
	readonly training: TrainingRecord | null;
	/** In the order in which they were added. */
	readonly testing: readonly TestRecord[];
}

const known = new WeakMap<Model, ModelRecord>();

/** The same object for the same model. */
export function modelRecord(model: Model): ModelRecord {
	const found = known.get(model);
	if (found) return found;
	const json = modelJson(model);
	const {training, testing} = model.content;
	const record = {
		...json,
		training: trainingRecord(training),
		testing: Array.isArray(testing) ? (testing as readonly Json[]).filter(isObject).map(testRecord) : [],
	};
	known.set(model, record);
	return record;
}

type Kind = 'string' | 'number';

const trainingKinds: Readonly<Record<string, Kind>> = {dataset: 'string', trained_at: 'string', num_queries: 'number', training_time: 'number'};
const testKinds: Readonly<Record<string, Kind>> = {dataset: 'string', dataset_digest: 'string', tested_at: 'string', num_queries: 'number'};
/** null stands in them where nobody knows, as Python writes None. */
const maybeNull: ReadonlySet<string> = new Set(['num_queries', 'training_time']);

function trainingRecord(raw: Json | undefined): TrainingRecord | null {
	return isObject(raw) ? {...fitting(raw, trainingKinds), hyperparams: objectIn(raw, 'hyperparams')} : null;
}

function testRecord(raw: JsonObject): TestRecord {
	return {...fitting(raw, testKinds), performance: objectIn(raw, 'performance')};
}

function objectIn(raw: JsonObject, name: string): JsonObject {
	const value = own(raw, name);
	return isObject(value) ? value : {};
}

/** Without the known fields whose value is of another kind than their name says. */
function fitting(raw: JsonObject, kinds: Readonly<Record<string, Kind>>): JsonObject {
	const fits = ([name, value]: readonly [string, Json]) => {
		const kind = own(kinds, name);
		return kind === undefined || typeof value === kind || (value === null && maybeNull.has(name));
	};
	return Object.fromEntries(Object.entries(raw).filter(fits));
}
