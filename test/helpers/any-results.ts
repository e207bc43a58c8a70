/** Models with results of every kind for properties of ranking: few values, so that equal ones, other data and repeated tests come often. */

import fc from 'fast-check';
import type {Json, JsonObject} from '../../store/domain/json.ts';
import type {Model} from '../../store/domain/model.ts';
import {madeModel} from './made-models.ts';
import {objectOf} from './property.ts';

export const anyDirection = fc.constantFrom('minimize' as const, 'maximize' as const);

/** Metrics that the models have, and one that none has. */
export const anyMetric = fc.constantFrom('total_time', 'recall@10', '__proto__', '정확도', 'constructor');

const anyValue: fc.Arbitrary<Json> = fc.oneof(
	{weight: 6, arbitrary: fc.integer({min: -1, max: 4})},
	{weight: 1, arbitrary: fc.constantFrom<Json>(0.1, -0, 'NaN', 'Infinity', '-Infinity')},
	{weight: 1, arbitrary: fc.constantFrom<Json>(null, 'fast', '12345678901234567890', '7', [1], true, {})},
);

/** Times with and without a zone, two that are one moment, and such as say nothing. */
const anyTime = fc.constantFrom<Json>(
	'2024-10-19T12:00:00Z',
	'2024-10-19T21:00:00+09:00',
	'2024-10-20T12:00:00',
	'2024-10-21T12:00:00',
	'2024-10-21T12:00:00',
	'yesterday',
	'',
	null,
);

const anyTest: fc.Arbitrary<JsonObject> = fc
	.record({
		dataset: fc.constantFrom<Json>('imdb', 'imdb', 'tpch', '__proto__', '한글 자료', null),
		num_queries: fc.constantFrom<Json>(80, 80, 80, 113, '12345678901234567890', 'many', null),
		dataset_digest: fc.constantFrom<Json>(null, null, null, 'sha256:1', '__proto__'),
		tested_at: anyTime,
		performance: fc.array(fc.tuple(anyMetric, anyValue), {maxLength: 4}).map(objectOf) as fc.Arbitrary<JsonObject>,
	})
	.map(test => test as JsonObject);

const anyHyperparams = fc
	.array(
		fc.tuple(fc.constantFrom('seed', 'seed', 'random_seed', 'lr', '__proto__', 'layers'), fc.constantFrom<Json>(1, 2, [1, {a: 1, b: 2}], [1, {b: 2, a: 1}])),
		{
			maxLength: 3,
		},
	)
	.map(objectOf) as fc.Arbitrary<JsonObject>;

const anySidecar: fc.Arbitrary<JsonObject> = fc.record({
	algorithm: fc.constantFrom('mscn', 'MSCN', 'lero', '__proto__'),
	training: fc.record({
		trained_at: fc.constantFrom<Json>('2024-10-01T00:00:00', '2024-10-02T00:00:00', null),
		dataset: fc.constantFrom<Json>('imdb', 'imdb', null),
		num_queries: fc.constantFrom<Json>(500, 500, 500, null),
		hyperparams: anyHyperparams,
	}),
	testing: fc.array(anyTest, {maxLength: 5}),
});

const keys = ['B/Model/b', 'A/Model/a', 'A/Model/__proto__', 'A/Model/한글', 'C/Model/c', 'A/Model/b', 'constructor', 'Z', 'A/Model/c', 'A/Model/d'];

/** Up to ten models with keys of their own, in any order. */
export const anyModels: fc.Arbitrary<readonly Model[]> = fc
	.array(anySidecar, {maxLength: keys.length})
	.chain(sidecars =>
		fc
			.shuffledSubarray(keys, {minLength: sidecars.length, maxLength: sidecars.length})
			.map(names => sidecars.map((sidecar, at) => madeModel(names[at] ?? '', sidecar))),
	);

/** The models, and the same in another order. */
export const shuffledModels: fc.Arbitrary<readonly [readonly Model[], readonly Model[]]> = anyModels.chain(models =>
	fc.shuffledSubarray([...models], {minLength: models.length, maxLength: models.length}).map(other => [models, other] as const),
);

/** One test on a dataset, in short. */
export function result(dataset: string | undefined, metrics: JsonObject, more: JsonObject = {}): JsonObject {
	return {...(dataset === undefined ? {} : {dataset}), num_queries: 80, performance: metrics, ...more};
}

/** A model with these tests, trained on a day of October 2024. */
export function testedModel(
	key: string,
	tests: readonly JsonObject[],
	{day = 1, hyperparams = {}}: {readonly day?: number; readonly hyperparams?: JsonObject} = {},
): Model {
	return madeModel(key, {training: {dataset: 'imdb', trained_at: `2024-10-${String(day).padStart(2, '0')}T00:00:00`, hyperparams}, testing: tests});
}
