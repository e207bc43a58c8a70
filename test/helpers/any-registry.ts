/** Registries with whatever a cleanup has to mind: states, tags, versions, lineage and hands, around models with results of every kind. */

import fc from 'fast-check';
import {defaultConfig, type Config} from '../../store/domain/config.ts';
import type {FoundModel} from '../../store/domain/build-model.ts';
import type {Json, JsonObject} from '../../store/domain/json.ts';
import type {Model} from '../../store/domain/model.ts';
import type {Policy} from '../../store/domain/retention.ts';
import {byNewest} from '../../store/domain/snapshot.ts';
import {madeModel} from './made-models.ts';
import {objectOf} from './property.ts';

/** Two of the metrics of `anyMetric` have a direction by themselves or by this config, three have none or are named like what objects inherit. */
export const directedConfig: Config = {
	...defaultConfig,
	objectives: {mscn: {metric: 'recall@10'}},
	metrics: objectOf([
		['recall@10', {direction: 'maximize'}],
		['__proto__', {direction: 'maximize'}],
	]) as Config['metrics'],
};

/** Half a day after the newest of the models. */
export const now = new Date('2024-10-02T12:00:00').getTime();
export const day = 86_400_000;

const rarely = <Value>(arbitrary: fc.Arbitrary<Value>, weight = 5): fc.Arbitrary<Value | undefined> =>
	fc.oneof({weight, arbitrary: fc.constant(undefined)}, {weight: 1, arbitrary});

interface Extra {
	readonly content: JsonObject;
	readonly found: Partial<FoundModel>;
}

function anyExtra(keys: readonly string[]): fc.Arbitrary<Extra> {
	const anyParent = fc.constantFrom(...keys, ...keys.map(key => key.slice(key.lastIndexOf('/') + 1)), 'net/v1', 'net@v2', 'nowhere');
	return fc
		.record({
			state: rarely(fc.constantFrom('untracked' as const, 'missing' as const, 'unreadable' as const), 12),
			growing: rarely(fc.constant(true), 20),
			stale: rarely(fc.constant(true), 20),
			tags: rarely(fc.constantFrom<readonly string[]>(['keep'], ['wip'], ['Best', 'keep'], ['production ']), 7),
			version: rarely(fc.constantFrom<Json>(1, 2, 2, '3', 1.5), 10),
			parent: rarely(anyParent, 7),
		})
		.map(({state, growing, stale, tags, version, parent}) => ({
			content: {
				...(tags && {tags}),
				...(version !== undefined && {family: 'net', version}),
				...(parent !== undefined && {lineage: {parent}}),
			},
			found: {
				...(state && {state}),
				...(state === 'missing' && {artifact: undefined}),
				growing: growing === true,
				stale: stale === true,
			},
		}));
}

const anyValue: fc.Arbitrary<Json> = fc.oneof(
	{weight: 12, arbitrary: fc.integer({min: -1, max: 5})},
	{weight: 1, arbitrary: fc.constantFrom<Json>(0.1, -0, 'NaN', 'Infinity', '-Infinity', 'fast', '12345678901234567890', null)},
);

const anyTest: fc.Arbitrary<JsonObject> = fc
	.record({
		dataset: fc.constantFrom<Json>('imdb', 'imdb', 'imdb', 'tpch', 'tpch', '__proto__', null),
		num_queries: fc.constantFrom<Json>(80, 80, 80, 80, 80, 80, 113),
		dataset_digest: fc.constantFrom<Json>(null, null, null, null, null, null, 'sha256:1'),
		tested_at: fc.constantFrom<Json>('2024-10-19T12:00:00Z', '2024-10-20T12:00:00Z', 'yesterday', null),
		performance: fc
			.array(fc.tuple(fc.constantFrom('total_time', 'total_time', 'total_time', 'recall@10', 'recall@10', '__proto__', 'constructor'), anyValue), {
				minLength: 1,
				maxLength: 4,
			})
			.map(objectOf) as fc.Arbitrary<JsonObject>,
	})
	.map(test => test as JsonObject);

const anySidecar: fc.Arbitrary<JsonObject> = fc.record({
	algorithm: fc.constantFrom('mscn', 'mscn', 'mscn', 'mscn', 'MSCN', 'lero'),
	training: fc.record({
		trained_at: fc.constantFrom<Json>('2024-09-01T00:00:00', '2024-09-01T00:00:00', '2024-09-20T00:00:00', '2024-10-02T00:00:00', '2024-10-09T00:00:00', null),
		hyperparams: fc.record({lr: fc.constantFrom(1, 1, 2), seed: fc.constantFrom<Json>(1, 2, 3, null)}),
	}),
	testing: fc.array(anyTest, {maxLength: 4, size: 'max'}),
});

const keys = ['B/Model/b', 'A/Model/a', 'A/Model/__proto__', 'A/Model/한글', 'C/Model/c', 'A/Model/b', 'constructor', 'Z', 'A/Model/c', 'A/Model/\udcff'];

function modelOf(key: string, sidecar: JsonObject, {content, found}: Extra): Model {
	// What cannot be read says nothing, and an artifact alone neither.
	const said = found.state === 'unreadable' || found.state === 'untracked' ? {} : {...sidecar, ...content};
	const dated = found.state === 'missing' ? {...said, created_at: '1970-01-01T00:00:00Z'} : said;
	return madeModel(key, dated, {...found, folderAlgorithm: 'mscn'});
}

/** Up to ten models, newest first, of several algorithms. */
export const anyRegistry: fc.Arbitrary<readonly Model[]> = fc
	.array(fc.tuple(anySidecar, anyExtra(keys)), {maxLength: keys.length, size: 'max'})
	.chain(found =>
		fc
			.shuffledSubarray(keys, {minLength: found.length, maxLength: found.length})
			.map(names => found.map(([sidecar, extra], index) => modelOf(names[index] ?? '', sidecar, extra)).sort(byNewest)),
	);

/** Rules for such a registry. */
export const anyPolicy: fc.Arbitrary<Policy> = fc.record({
	algorithm: fc.constantFrom('mscn', 'MSCN'),
	keep: fc.constantFrom(0, 1, 1, 2),
	metric: fc.constantFrom('total_time', 'total_time', 'total_time', 'recall@10', '__proto__', 'constructor'),
	direction: fc.constantFrom('minimize' as const, 'maximize' as const),
	dataset: fc.constantFrom('imdb', 'imdb', 'tpch', '__proto__', undefined, undefined),
	foldSeeds: fc.boolean(),
	keepBests: fc.boolean(),
	keepLosses: rarely(fc.constant(true), 6),
	untested: fc.constantFrom(undefined, 0, day, 20 * day),
	minAge: fc.constantFrom(0, 0, 0, 0, 3 * day, 20 * day),
	protectedTags: fc.constant(['keep', 'best']),
});

/** Some of the keys. */
export function someKeys(models: readonly Model[]): fc.Arbitrary<ReadonlySet<string>> {
	return fc.subarray(models.map(({key}) => key)).map(keys => new Set(keys));
}
