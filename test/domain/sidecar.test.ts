/** What a sidecar says: read leniently, with every odd field named, and nothing copied that is good as it is. */

import {describe, expect, test} from 'vitest';
import type {JsonObject} from '../../store/domain/json.ts';
import {interpretSidecar, metricNumber} from '../../store/domain/sidecar.ts';
import {anyJson, holdsForAll, objectOf} from '../helpers/property.ts';
import {isObject} from '../../store/domain/json.ts';

const aTest: JsonObject = {
	dataset: 'imdb',
	dataset_digest: 'sha256:1',
	num_queries: 100,
	tested_at: '2024-10-19T12:00:00',
	performance: {total_time: 45.23, hits: '12345678901234567890', bad: 'NaN', none: null},
};
const training = {
	enabled: true,
	dataset: 'production',
	num_queries: 500,
	hyperparams: {num_epoch: 100, note: {a: [1]}},
	trained_at: '2024-10-19T10:30:00',
	training_time: 1800.5,
};
const testing: readonly JsonObject[] = [aTest, {performance: {}}];
const good = {
	model_id: 'mscn_1',
	algorithm: 'mscn',
	created_at: '2024-10-18T00:00:00Z',
	training,
	testing,
	tags: ['production', 'best'],
	notes: 'a note',
	unknown: {kept: true},
};

function odd(content: JsonObject): string[] {
	return interpretSidecar(content).odd.map(({field, message}) => `${field} ${message}`);
}

test.each([
	[{metrics: {acc: 0.9, note: 'x'}}, 'its "metrics" are not read'],
	[{performance: {}, scores: {acc: 'NaN'}, timings: {s: 1}, text: {a: 'b'}}, 'its "scores" and "timings" are not read'],
	[{acc: 0.9}, 'its "acc" is not read'],
	[{performance: null, a: 1, b: 2, c: {x: 1}, d: 4, e: 5}, 'its "a", "b", "c" and 2 more are not read'],
])('a test with numbers under other names than "performance" is told: %j', (result, words) => {
	expect(odd({testing: [aTest, {dataset: 'imdb', num_queries: 3, ...result}]}).filter(each => each.startsWith('testing[1] has'))).toEqual([
		`testing[1] has no "performance": ${words}`,
	]);
});

test.each<JsonObject>([{}, {dataset: 'imdb', num_queries: 3}, {remark: {a: 'b'}, list: [1]}, {performance: {acc: 1}, metrics: {f1: 1}}])(
	'a test is not told of where nothing else holds numbers, or "performance" does: %j',
	result => expect(odd({testing: [result]})).toEqual([]),
);

describe('a good sidecar', () => {
	const said = interpretSidecar(good);

	test('says all that it says, and nothing is odd', () => {
		expect(said).toEqual({
			modelId: 'mscn_1',
			algorithm: 'mscn',
			createdAt: Date.UTC(2024, 9, 18),
			training: good.training,
			tests: good.testing,
			tags: good.tags,
			notes: 'a note',
			odd: [],
		});
	});

	test('is not copied', () => {
		expect(said.training).toBe(good.training);
		expect(said.tests).toBe(good.testing);
		expect(said.tags).toBe(good.tags);
	});
});

test.each<[string, JsonObject]>([
	['an empty object', {}],
	['all null', {model_id: null, algorithm: null, training: null, testing: null, tags: null, notes: null, created_at: null}],
	['empty text', {model_id: '', algorithm: '', notes: '', created_at: '', training: {}, testing: [], tags: []}],
	[
		'all null inside',
		{
			training: {dataset: null, num_queries: null, hyperparams: null, trained_at: null, training_time: null},
			testing: [{dataset: null, dataset_digest: null, num_queries: null, tested_at: null, performance: null}],
		},
	],
])('%s is as good as nothing said, and not odd', (_name, content) => {
	const said = interpretSidecar(content);
	expect(said).toMatchObject({modelId: undefined, algorithm: undefined, tags: [], notes: '', createdAt: undefined, odd: []});
	for (const test of said.tests) expect(Object.values(test).filter(value => value !== undefined)).toEqual([{}]);
	for (const value of Object.values(said.training ?? {})) expect(value === undefined || isObject(value)).toBe(true);
});

test.each<[string, JsonObject, string]>([
	['a number as id', {model_id: 42}, 'model_id is 42, not text'],
	['a list as algorithm', {algorithm: ['a']}, 'algorithm is a list, not text'],
	['an object as notes', {notes: {}}, 'notes is an object, not text'],
	['a number as created_at', {created_at: 1729301400}, 'created_at is 1729301400, not text'],
	['nonsense as created_at', {created_at: 'long ago'}, 'created_at "long ago" is not an ISO 8601 time'],
	['text as training', {training: 'yes'}, 'training is not an object'],
	['a list as training', {training: []}, 'training is not an object'],
	['a number as dataset', {training: {dataset: 1}}, 'training.dataset is 1, not text'],
	['text as a number', {training: {num_queries: 'many'}}, 'training.num_queries is the text "many", not a number'],
	['text as a time it took', {training: {training_time: '30 min'}}, 'training.training_time is the text "30 min", not a number'],
	['a list of hyperparameters', {training: {hyperparams: [1]}}, 'training.hyperparams is not an object'],
	['nonsense as trained_at', {training: {trained_at: 'soon'}}, 'training.trained_at "soon" is not an ISO 8601 time'],
	['an object as tests', {testing: {}}, 'testing is not a list'],
	['a test that is text', {testing: ['fast']}, 'testing[0] is not an object'],
	['a test on a number', {testing: [{}, {dataset: 7}]}, 'testing[1].dataset is 7, not text'],
	['performance as a list', {testing: [{performance: [1]}]}, 'testing[0].performance is not an object'],
	['a metric as text', {testing: [{performance: {auc: 'high'}}]}, 'testing[0].performance.auc is the text "high", not a number; it is not ranked'],
	['a metric as a list', {testing: [{performance: {auc: [1]}}]}, 'testing[0].performance.auc is a list, not a number; it is not ranked'],
	['a metric as true', {testing: [{performance: {auc: true}}]}, 'testing[0].performance.auc is true, not a number; it is not ranked'],
	['nonsense as tested_at', {testing: [{tested_at: 'x'.repeat(99)}]}, `testing[0].tested_at "${'x'.repeat(60)}" is not an ISO 8601 time`],
	['a digest that is a number', {testing: [{dataset_digest: 1}]}, 'testing[0].dataset_digest is 1, not text'],
	['text as tags', {tags: 'best'}, 'tags is the text "best", not a list'],
	['a tag that is no text', {tags: ['best', 1]}, 'tags holds something that is not text'],
])('%s is named', (_name, content, message) => expect(odd(content)).toEqual([message]));

describe('beside what is odd', () => {
	test('the rest is used', () => {
		const said = interpretSidecar({
			...good,
			model_id: 7,
			training: {...good.training, num_queries: {}},
			testing: [aTest, 'x', {...aTest, dataset: []}],
			tags: ['best', null, 'best', 'keep'],
		});
		expect(said.modelId).toBeUndefined();
		expect(said.algorithm).toBe('mscn');
		expect(said.training).toEqual({
			dataset: 'production',
			num_queries: undefined,
			hyperparams: good.training.hyperparams,
			trained_at: good.training.trained_at,
			training_time: 1800.5,
		});
		expect(said.tests).toHaveLength(2);
		expect(said.tests[0]).toBe(aTest);
		expect(said.tests[1]).toMatchObject({dataset: undefined, num_queries: 100, performance: aTest['performance']});
		expect(said.tags).toEqual(['best', 'keep']);
		expect(said.odd.map(({field}) => field)).toEqual(['model_id', 'training.num_queries', 'testing[1]', 'testing[2].dataset', 'tags']);
	});

	test('a tag that stands twice is one, and that is not odd', () => {
		expect(interpretSidecar({tags: ['a', 'b', 'a']})).toMatchObject({tags: ['a', 'b'], odd: []});
	});

	test('numbers that are kept as text are numbers again', () => {
		const said = interpretSidecar({training: {num_queries: '12345678901234567890', training_time: 'NaN', hyperparams: {}}});
		expect(said).toMatchObject({training: {num_queries: 12345678901234567890, training_time: undefined}, odd: []});
	});
});

describe('keys that every object inherits', () => {
	const hostile = JSON.parse(`{"__proto__": {"model_id": "no", "tags": ["no"]}, "constructor": 1, "toString": null,
		"training": {"__proto__": {"dataset": "no"}, "hyperparams": {"__proto__": 1, "constructor": 2}},
		"testing": [{"performance": {"__proto__": 1, "constructor": "x", "toString": 2}}], "tags": ["__proto__", "constructor"]}`) as JsonObject;

	test('say nothing that they should not', () => {
		const said = interpretSidecar(hostile);
		expect(said.modelId).toBeUndefined();
		expect(said.tags).toEqual(['__proto__', 'constructor']);
		expect(said.training?.dataset).toBeUndefined();
		expect(Object.keys(said.training?.hyperparams ?? {})).toEqual(['__proto__', 'constructor']);
		expect(Object.keys(said.tests[0]?.performance ?? {})).toEqual(['__proto__', 'constructor', 'toString']);
		expect(said.odd).toEqual([{field: 'testing[0].performance.constructor', message: 'is the text "x", not a number; it is not ranked'}]);
	});
});

describe('any JSON object', () => {
	const keys = ['model_id', 'algorithm', 'created_at', 'training', 'testing', 'tags', 'notes'] as const;
	const inTraining = ['dataset', 'num_queries', 'hyperparams', 'trained_at', 'training_time'] as const;
	const inTest = ['dataset', 'dataset_digest', 'num_queries', 'tested_at', 'performance'] as const;

	test('is read without an error, and what comes out has the shape that its type says', () => {
		holdsForAll(
			[anyJson, anyJson, anyJson, anyJson],
			(a, b, c, d) => {
				const values = [a, b, c, d];
				const pick = (names: readonly string[], shift: number) => objectOf(names.map((name, index) => [name, values[(index + shift) % 4]]));
				for (const [shift] of values.entries()) {
					const candidates = [pick(keys, shift), {training: pick(inTraining, shift), testing: [pick(inTest, shift), values[shift]]}, isObject(a) ? a : {}];
					for (const content of candidates as JsonObject[]) {
						const before = JSON.stringify(content);
						const said = interpretSidecar(content);
						for (const text of [
							said.modelId,
							said.algorithm,
							said.training?.dataset,
							said.training?.trained_at,
							...said.tests.flatMap(test => [test.dataset, test.dataset_digest, test.tested_at]),
						]) {
							expect(text === undefined || typeof text === 'string').toBe(true);
						}
						for (const number of [said.createdAt, said.training?.num_queries, said.training?.training_time, ...said.tests.map(test => test.num_queries)]) {
							expect(number === undefined || Number.isFinite(number)).toBe(true);
						}
						expect(said.modelId).not.toBe('');
						expect(typeof said.notes).toBe('string');
						expect(said.tags.every(tag => typeof tag === 'string')).toBe(true);
						expect(new Set(said.tags).size).toBe(said.tags.length);
						if (said.training) expect(isObject(said.training.hyperparams)).toBe(true);
						for (const test of said.tests) expect(isObject(test.performance)).toBe(true);
						expect(JSON.stringify(content), 'the object is left as it was').toBe(before);
					}
				}
			},
			{runs: 400},
		);
	});
});

describe('a metric as a number', () => {
	test.each<[JsonObject[string], number | undefined]>([
		[1.5, 1.5],
		[0, 0],
		['NaN', NaN],
		['Infinity', Infinity],
		['-Infinity', -Infinity],
		['12345678901234567890', 12345678901234567890],
		['-9007199254740993', -9007199254740993],
		['1', undefined],
		['+Infinity', undefined],
		['nan', undefined],
		['NaN ', undefined],
		['', undefined],
		[null, undefined],
		[true, undefined],
		[[], undefined],
		[{}, undefined],
	])('%j is %d', (value, number) => expect(metricNumber(value)).toBe(number));
});
