/** In what order models stand: a total order for every field, with what is missing last. */

import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {defaultConfig, type Config} from '../../store/domain/config.ts';
import type {JsonObject} from '../../store/domain/json.ts';
import type {Model} from '../../store/domain/model.ts';
import {standings} from '../../store/domain/ranking.ts';
import {byNewest} from '../../store/domain/snapshot.ts';
import {flipped, isAscending, namesIn, parseSortKey, sortModels, type SortKey, type SortOrder} from '../../store/domain/sorting.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {anyMetric, anyModels, shuffledModels} from '../helpers/any-results.ts';
import {madeArtifact, madeModel} from '../helpers/made-models.ts';
import {inOrder, newestAnywhere, newestNumber, newestFirst, rawOf} from '../helpers/plain-reading.ts';
import {holdsForAll, objectOf} from '../helpers/property.ts';

const config: Config = {...defaultConfig, metrics: {score: {direction: 'maximize'}}};
const orders: readonly SortOrder[] = ['natural', 'flipped', 'ascending', 'descending'];
const day = (number: number) => `2024-10-${String(number).padStart(2, '0')}T00:00:00`;

function tested(key: string, metrics: JsonObject, more: JsonObject = {}): Model {
	return madeModel(key, {training: {trained_at: day(1), hyperparams: {}}, testing: [{dataset: 'imdb', performance: metrics}], ...more});
}

function order(models: readonly Model[], key: SortKey): string[] {
	return sortModels(models, key, config).map(model => model.key);
}

function byMetric(metric: string, order: SortOrder = 'natural', dataset?: string): SortKey {
	return {field: {kind: 'metric', metric, dataset}, order};
}

describe('models by a metric', () => {
	const values = {a: 2, b: 'NaN', c: 1, d: 'Infinity', e: '-Infinity', f: null, g: 'fast', h: '12345678901234567890', i: [1], j: true} as const;
	const models = Object.entries(values).map(([key, value]) => tested(key, {total_time: value}));
	const unranked = ['b', 'f', 'g', 'i', 'j'];

	test('stand best first, what is no number last', () => {
		expect(order(models, byMetric('total_time'))).toEqual(['e', 'c', 'a', 'h', 'd', ...unranked]);
	});

	test('stand the other way round when flipped, what is no number still last', () => {
		expect(order(models, byMetric('total_time', 'flipped'))).toEqual(['d', 'h', 'a', 'c', 'e', ...unranked]);
	});

	test('that is better large stand the largest first', () => {
		const some = [1, 3, 2].map(value => tested(`m${value}`, {score: value, auc: value, unheard: value}));
		expect(order(some, byMetric('score'))).toEqual(['m3', 'm2', 'm1']);
		expect(order(some, byMetric('auc'))).toEqual(['m3', 'm2', 'm1']);
		expect(order(some, byMetric('unheard'))).toEqual(['m1', 'm2', 'm3']);
		expect(order(some, byMetric('score', 'flipped'))).toEqual(['m1', 'm2', 'm3']);
		for (const metric of ['score', 'auc', 'unheard']) {
			expect(order(some, byMetric(metric, 'ascending'))).toEqual(['m1', 'm2', 'm3']);
			expect(order(some, byMetric(metric, 'descending'))).toEqual(['m3', 'm2', 'm1']);
		}
	});

	test('on a dataset go by the latest result there', () => {
		const on = (key: string, ...tests: Array<[dataset: string, at: number, value: number]>) =>
			madeModel(key, {
				training: {trained_at: day(1), hyperparams: {}},
				testing: tests.map(([dataset, at, value]) => ({dataset, tested_at: day(at), performance: {total_time: value}})),
			});
		const some = [on('a', ['imdb', 2, 5], ['tpch', 3, 1]), on('b', ['imdb', 2, 1], ['imdb', 3, 9]), on('c', ['tpch', 1, 2])];
		expect(order(some, byMetric('total_time', 'natural', 'imdb'))).toEqual(['a', 'b', 'c']);
		expect(order(some, byMetric('total_time', 'natural', 'tpch'))).toEqual(['a', 'c', 'b']);
		expect(order(some, byMetric('total_time'))).toEqual(['a', 'c', 'b']);
	});
});

describe('models by time', () => {
	const at = (key: string, time: number | undefined) =>
		madeModel(key, time === undefined ? {} : {training: {trained_at: day(time), hyperparams: {}}}, time === undefined ? {artifact: undefined} : {});
	const models = [at('old', 1), at('none', undefined), at('new', 3), at('twin b', 2), at('twin a', 2)];

	test('stand newest first, of equal times by key, those without a time last', () => {
		expect(order(models, {field: {kind: 'time'}, order: 'natural'})).toEqual(['new', 'twin a', 'twin b', 'old', 'none']);
	});

	test('stand oldest first when flipped, those without a time still last', () => {
		expect(order(models, {field: {kind: 'time'}, order: 'flipped'})).toEqual(['old', 'twin a', 'twin b', 'new', 'none']);
	});

	test('of their latest test', () => {
		const some = [
			tested('never', {}),
			...[1, 3, 2].map(number =>
				madeModel(`t${number}`, {testing: [{tested_at: day(number), performance: {}}, {performance: {}}, {tested_at: 'nonsense', performance: {}}]}),
			),
		];
		expect(order(some, {field: {kind: 'tested'}, order: 'natural'})).toEqual(['t3', 't2', 't1', 'never']);
		expect(order(some, {field: {kind: 'tested'}, order: 'flipped'})).toEqual(['t1', 't2', 't3', 'never']);
	});

	test('of their latest test, with more tests than a call takes arguments', () => {
		const many = madeModel('many', {testing: Array.from({length: 200_000}, () => ({tested_at: day(2), performance: {}}))});
		expect(order([tested('never', {}), many], {field: {kind: 'tested'}, order: 'natural'})).toEqual(['many', 'never']);
	});
});

describe('models by other fields', () => {
	test('of text stand from a to z, without any last', () => {
		const some = [
			['b', 'imdb'],
			['a', 'tpch'],
			['c', undefined],
		].map(([key, dataset]) => madeModel(`${key}`, {algorithm: key?.toUpperCase() ?? '', training: {dataset: dataset ?? null, hyperparams: {}}}));
		expect(order(some, {field: {kind: 'id'}, order: 'natural'})).toEqual(['a', 'b', 'c']);
		expect(order(some, {field: {kind: 'algorithm'}, order: 'flipped'})).toEqual(['c', 'b', 'a']);
		expect(order(some, {field: {kind: 'dataset'}, order: 'natural'})).toEqual(['b', 'a', 'c']);
		expect(order(some, {field: {kind: 'dataset'}, order: 'flipped'})).toEqual(['a', 'b', 'c']);
	});

	test('of size, tests, training time, tags and notes', () => {
		const make = (key: string, number: number, content: JsonObject) =>
			madeModel(key, {training: {training_time: number, trained_at: day(1), hyperparams: {}}, ...content}, {artifact: madeArtifact(key, {bytes: number})});
		const some = [
			make('b', 20, {tags: ['y'], notes: 'n', testing: [{performance: {}}]}),
			make('a', 3, {tags: ['x']}),
			madeModel('none', {training: {trained_at: day(1), hyperparams: {}}}, {artifact: undefined}),
		];
		for (const kind of ['size', 'training_time', 'tags'] as const) expect(order(some, {field: {kind}, order: 'natural'}), kind).toEqual(['a', 'b', 'none']);
		expect(order(some, {field: {kind: 'notes'}, order: 'natural'})).toEqual(['b', 'a', 'none']);
		expect(order(some, {field: {kind: 'tests'}, order: 'natural'})).toEqual(['a', 'none', 'b']);
	});

	test('of performance go by the mean total_time of all tests as the seed counts it: a missing one is 0, no tests at all are last', () => {
		const make = (key: string, ...times: Array<number | null>) =>
			madeModel(key, {testing: times.map((time): JsonObject => ({performance: time === null ? {} : {total_time: time}}))});
		const some = [make('ten', 10), make('six', 12, null), make('none'), make('seven', 6, 8)];
		expect(order(some, {field: {kind: 'performance'}, order: 'natural'})).toEqual(['six', 'seven', 'ten', 'none']);
	});

	test('of a hyperparameter: numbers before text, NaN and none last, long integers and infinities as the numbers that they are', () => {
		const values: JsonObject = {a: 10, b: 9, c: '9', d: 'adam', e: 'NaN', f: null, g: '12345678901234567890', h: 'Infinity', i: '-Infinity', k: [1, 2]};
		const some = [
			...Object.entries(values).map(([key, value]) => madeModel(key, {training: {trained_at: day(1), hyperparams: {x: value}}})),
			madeModel('z', {training: {trained_at: day(1), hyperparams: {}}}),
		];
		expect(order(some, {field: {kind: 'param', name: 'x'}, order: 'natural'})).toEqual(['i', 'b', 'a', 'g', 'h', 'c', 'k', 'd', 'e', 'f', 'z']);
	});

	test('called __proto__ or constructor sort like any other', () => {
		const some = [2, 1].map(value =>
			madeModel(
				`m${value}`,
				JSON.parse(`{"training": {"hyperparams": {"__proto__": ${value}}}, "testing": [{"performance": {"constructor": ${value}}}]}`) as JsonObject,
			),
		);
		expect(order(some, {field: {kind: 'param', name: '__proto__'}, order: 'natural'})).toEqual(['m1', 'm2']);
		expect(order(some, byMetric('constructor'))).toEqual(['m1', 'm2']);
		expect(order(some, byMetric('toString'))).toEqual(['m1', 'm2']);
	});
});

describe('any order', () => {
	const value = fc.constantFrom<JsonObject[string]>(1, 2, 3.5, -1, 0, 'NaN', 'Infinity', '-Infinity', null, 'text', '12345678901234567890', true, [], {});
	const anyModel = fc.record({
		metric: value,
		param: value,
		time: fc.option(fc.integer({min: 1, max: 4})),
		size: fc.integer({min: 0, max: 3}),
		dataset: fc.constantFrom('imdb', 'tpch', null),
		tags: fc.subarray(['x', 'y']),
	});
	const models = fc.array(anyModel, {maxLength: 8}).map(list =>
		list.map(({metric, param, time, size, dataset, tags}, index) =>
			madeModel(
				`m${index}`,
				{
					training: {dataset, trained_at: time === null ? null : day(time), hyperparams: {x: param}},
					testing: [{dataset: 'imdb', performance: {total_time: metric, score: metric}}],
					tags,
				},
				{artifact: size === 0 ? undefined : madeArtifact('m', {bytes: size})},
			),
		),
	);
	const fields: ReadonlyArray<SortKey['field']> = [
		...(['time', 'id', 'algorithm', 'dataset', 'size', 'state', 'tested', 'tests', 'tags', 'notes', 'performance', 'training_time'] as const).map(kind => ({
			kind,
		})),
		{kind: 'metric', metric: 'total_time'},
		{kind: 'metric', metric: 'score', dataset: 'imdb'},
		{kind: 'metric', metric: 'absent'},
		{kind: 'param', name: 'x'},
	];
	const keys = fc.record({field: fc.constantFrom(...fields), order: fc.constantFrom(...orders)});

	test('has every model once, and does not change the list that it is given', () => {
		holdsForAll([models, keys], (models, key) => {
			const before = [...models];
			const sorted = sortModels(models, key, config);
			expect([...sorted].sort(byNewest)).toEqual([...before].sort(byNewest));
			expect(models).toEqual(before);
		});
	});

	test('does not depend on the order before it', () => {
		holdsForAll(
			[models.chain(models => fc.tuple(fc.constant(models), fc.shuffledSubarray(models, {minLength: models.length}))), keys],
			([models, shuffled], key) => {
				expect(order(shuffled, key)).toEqual(order(models, key));
			},
			{runs: 2000},
		);
	});

	test('is what choosing the first of the rest again and again gives', () => {
		holdsForAll(
			[models, keys],
			(models, key) => {
				const rest = [...models];
				const chosen: string[] = [];
				while (rest.length > 0) {
					const first = rest.find(model => rest.every(other => other === model || order([other, model], key)[0] === model.key));
					expect(first, 'one of them comes before all others').toBeDefined();
					if (!first) return;
					chosen.push(first.key);
					rest.splice(rest.indexOf(first), 1);
				}
				expect(order(models, key)).toEqual(chosen);
			},
			{runs: 500},
		);
	});

	test('flipped is the other one of numbers, and what has none stays last', () => {
		holdsForAll([models], models => {
			const has = (key: string) =>
				/^"?-?(\d|Infinity)/.test(JSON.stringify(models.find(model => model.key === key)?.tests[0]?.performance['total_time'] ?? null));
			const [natural, other] = [order(models, byMetric('total_time')), order(models, byMetric('total_time', 'flipped'))];
			expect(other.filter(key => !has(key))).toEqual(natural.filter(key => !has(key)));
			expect(natural.slice(0, natural.filter(has).length).every(has)).toBe(true);
			expect(other.slice(0, other.filter(has).length).every(has)).toBe(true);
		});
	});

	test('flipped twice is itself', () => {
		for (const order of orders) expect(flipped(flipped({field: {kind: 'size'}, order})).order).toBe(order);
		for (const field of fields) for (const order of orders) expect(isAscending(flipped({field, order}), config)).toBe(!isAscending({field, order}, config));
	});

	test('newest first with ties by key is a total order', () => {
		holdsForAll([models], models => {
			for (const a of models) for (const b of models) expect(byNewest(a, b)).toBe(a === b ? 0 : -byNewest(b, a));
		});
	});
});

describe('by any metric, on a dataset or on any, under either direction', () => {
	const anyKey = fc.record({
		metric: anyMetric,
		dataset: fc.constantFrom(undefined, 'imdb', '__proto__', 'nowhere'),
		direction: fc.constantFrom('minimize' as const, 'maximize' as const, undefined),
		order: fc.constantFrom(...orders),
	});
	const directed = (metric: string, direction: 'minimize' | 'maximize' | undefined): Config => ({
		...defaultConfig,
		metrics: objectOf(direction ? [[metric, {direction}]] : []) as Config['metrics'],
	});

	test('the order is that of a plain reading: what is missing or NaN last, equal ones newest first, then by key', () => {
		holdsForAll(
			[anyModels, anyKey],
			(models, {metric, dataset, direction, order}) => {
				const raw = models.map(rawOf);
				const results = raw.flatMap(model => (dataset === undefined ? newestAnywhere(model, metric) : newestNumber(model, metric, dataset)) ?? []);
				const usual = direction ?? 'minimize';
				const natural = direction === undefined && metric === 'total_time' ? 'minimize' : usual;
				const other = natural === 'minimize' ? 'maximize' : 'minimize';
				const way = {natural, flipped: other, ascending: 'minimize', descending: 'maximize'} as const;
				const numbers = inOrder(
					results.filter(({value}) => !Number.isNaN(value)),
					raw,
					way[order],
				).map(({key}) => key);
				const rest = newestFirst(raw.filter(({key}) => !numbers.includes(key))).map(({key}) => key);
				// What ranking leaves out (ranking.test.ts) stands behind what is compared, but where the values alone count.
				const [standing] =
					dataset === undefined || order === 'ascending' || order === 'descending' ? [] : standings(models, {metric, direction: natural}, {dataset});
				const leftOut = new Set(standing?.leftOut.map(({model}) => model.key));
				const sorted = sortModels(models, byMetric(metric, order, dataset), directed(metric, direction));
				expect(sorted.map(({key}) => key)).toEqual([...numbers.filter(key => !leftOut.has(key)), ...numbers.filter(key => leftOut.has(key)), ...rest]);
			},
			{runs: 2000},
		);
	});

	test('the order does not depend on the one before it, and sorting again changes nothing', () => {
		holdsForAll([shuffledModels, anyKey], ([models, others], {metric, dataset, direction, order}) => {
			const sort = (some: readonly Model[]) => sortModels(some, byMetric(metric, order, dataset), directed(metric, direction));
			expect(sort(others)).toEqual(sort(models));
			expect(sort(sort(models))).toEqual(sort(models));
		});
	});
});

describe('a sort key as text', () => {
	const names = namesIn([
		madeModel('a', {
			training: {dataset: 'train set', hyperparams: {lr: 1, size: 2, auc: 3}},
			testing: [{dataset: 'imdb', performance: {total_time: 1, auc: 2, time: 3}}, {performance: {'recall@10': 1}}],
		}),
	]);

	test.each<[string, SortKey['field']]>([
		['trained_at', {kind: 'time'}],
		['age', {kind: 'time'}],
		['model_id', {kind: 'id'}],
		['algo', {kind: 'algorithm'}],
		['performance', {kind: 'performance'}],
		['training_time', {kind: 'training_time'}],
		['total_time', {kind: 'metric', metric: 'total_time'}],
		['total_time@imdb', {kind: 'metric', metric: 'total_time', dataset: 'imdb'}],
		['auc@train set', {kind: 'metric', metric: 'auc', dataset: 'train set'}],
		['recall@10', {kind: 'metric', metric: 'recall@10'}],
		['"recall@10"@imdb', {kind: 'metric', metric: 'recall@10', dataset: 'imdb'}],
		['time', {kind: 'time'}],
		['metric.time', {kind: 'metric', metric: 'time'}],
		['size', {kind: 'size'}],
		['param.size', {kind: 'param', name: 'size'}],
		['lr', {kind: 'param', name: 'lr'}],
		['auc', {kind: 'metric', metric: 'auc'}],
		['param.auc', {kind: 'param', name: 'auc'}],
	])('%s', (text, field) => {
		expect(parseSortKey(text, names)).toEqual({field, order: 'natural'});
		expect(parseSortKey(`-${text}`, names)).toEqual({field, order: 'flipped'});
	});

	test.each([
		'',
		'-',
		'--size',
		'nothing',
		'total_time@nowhere',
		'nothing@imdb',
		'param.nothing',
		'metric.nothing',
		'metric.',
		'__proto__',
		'constructor',
		'toString',
		'"auc',
	])('%j is an error of usage that names what there is', text => {
		expect(() => parseSortKey(text, names)).toThrow(UserError);
		expect(() => parseSortKey(text, names)).toThrow(
			expect.objectContaining({code: 'usage', exitCode: 2, hint: expect.stringMatching(/trained_at.*total_time.*lr/)}),
		);
	});

	test('of any text is a key or an error of usage', () => {
		holdsForAll([fc.string({unit: fc.constantFrom('-', '@', '"', '.', 'a', 'param.', 'metric.', 'auc', 'imdb')})], text => {
			try {
				parseSortKey(text, names);
			} catch (error) {
				expect(error).toBeInstanceOf(UserError);
			}
		});
	});
});
