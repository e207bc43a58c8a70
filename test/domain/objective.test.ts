/** Directions and objectives: the config first, then the well-known names to the letter, and no guess. */

import {describe, expect, test} from 'vitest';
import type {Config} from '../../store/domain/config.ts';
import {parseConfig} from '../../store/domain/config-schema.ts';
import type {JsonObject} from '../../store/domain/json.ts';
import type {Model} from '../../store/domain/model.ts';
import {
	configuredObjective,
	directionOf,
	directionSource,
	metricsOf,
	objectiveFor,
	unitOf,
	unsetDirection,
	usualObjective,
} from '../../store/domain/objective.ts';
import {anyModels, result, testedModel} from '../helpers/any-results.ts';
import {rawNumber, rawOf, rawTests} from '../helpers/plain-reading.ts';
import {holdsForAll, objectOf} from '../helpers/property.ts';

function config(value: unknown): Config {
	const parsed = parseConfig(value);
	if ('error' in parsed) throw new Error(parsed.error);
	return parsed.ok;
}

const none = config({});

describe('the direction of a metric', () => {
	test.each('acc accuracy top1 top5 auc auroc f1 precision recall map iou dice bleu r2'.split(' '))('%s is better large', metric => {
		expect(directionOf(none, metric)).toBe('maximize');
	});

	test.each('loss val_loss total_time average_time median_time p95_time p99_time latency mse rmse mae perplexity wer'.split(' '))(
		'%s is better small',
		metric => {
			expect(directionOf(none, metric)).toBe('minimize');
		},
	);

	test.each(['accuracy_drop', 'my_loss', 'AUC', 'Loss', 'total_time ', 'time', 'error', '', '__proto__', 'constructor', 'toString'])(
		'%j is unset: nothing is guessed from part of a name',
		metric => {
			expect(directionOf(none, metric)).toBeUndefined();
		},
	);

	test('in the config wins over the well-known name', () => {
		expect(directionOf(config({metrics: {loss: {direction: 'maximize'}}}), 'loss')).toBe('maximize');
	});

	test('stays the well-known one where the config only gives a unit', () => {
		const withUnit = config({metrics: {loss: {unit: 'nats'}}});
		expect(directionOf(withUnit, 'loss')).toBe('minimize');
		expect(unitOf(withUnit, 'loss')).toBe('nats');
	});

	test('of a metric called constructor is set like that of any other, and __proto__ harms nothing', () => {
		const odd = config(JSON.parse('{"metrics": {"__proto__": {"direction": "maximize"}, "constructor": {"direction": "minimize", "unit": "s"}}}'));
		expect(directionOf(odd, 'constructor')).toBe('minimize');
		expect(unitOf(odd, 'constructor')).toBe('s');
		expect(directionOf(odd, 'direction')).toBeUndefined();
	});
});

test('a unit is unset where the config says none', () => {
	expect(unitOf(none, 'total_time')).toBeUndefined();
	expect(unitOf(none, 'toString')).toBeUndefined();
});

describe('the objective of an algorithm', () => {
	const both = config({objectives: {Mscn: {metric: 'total_time', dataset: 'imdb'}, '*': {metric: 'score'}}});

	test('is found without case', () => {
		for (const name of ['mscn', 'MSCN', 'Mscn']) {
			expect(configuredObjective(both, name)).toMatchObject({metric: 'total_time', dataset: 'imdb', direction: 'minimize'});
		}
	});

	test('is that of * for any other, with an unset direction where nothing tells it', () => {
		expect(configuredObjective(both, 'lero')).toEqual({metric: 'score', direction: undefined});
		expect(configuredObjective(both, '__proto__')).toEqual({metric: 'score', direction: undefined});
	});

	test('is undefined where none is named', () => {
		expect(configuredObjective(none, 'mscn')).toBeUndefined();
		expect(configuredObjective(none, 'constructor')).toBeUndefined();
	});
});

test('where a direction comes from is told', () => {
	const some = config({metrics: {loss: {direction: 'maximize'}, mae: {unit: 's'}, score: {unit: 's'}, speed: {direction: 'maximize'}}});
	expect(['loss', 'mae', 'score', 'speed', 'auc', 'other', '__proto__', 'toString'].map(metric => directionSource(some, metric))).toEqual([
		'config',
		'well-known',
		undefined,
		'config',
		'well-known',
		undefined,
		undefined,
		undefined,
	]);
});

const withMetrics = (...metrics: readonly string[]): Model => testedModel('a', [result('imdb', objectOf(metrics.map(name => [name, 1])) as JsonObject)]);

describe('the usual objective', () => {
	const usual = (config: Config, ...metrics: readonly string[]) => usualObjective(config, 'mscn', new Set(metrics));

	test('is the configured one before all', () => {
		const some = config({objectives: {mscn: {metric: 'auc', dataset: 'imdb'}}});
		expect(usual(some, 'total_time', 'auc')).toEqual({metric: 'auc', dataset: 'imdb', direction: 'maximize'});
		expect(usualObjective(some, 'lero', new Set(['total_time', 'auc']))).toEqual({metric: 'total_time', direction: 'minimize'});
	});

	test('is total_time where that occurs', () => {
		expect(usual(none, 'auc', 'total_time', 'loss')).toEqual({metric: 'total_time', direction: 'minimize'});
	});

	test('is else the only metric with a known direction', () => {
		expect(usual(none, 'score', 'auc', '정확도')).toEqual({metric: 'auc', direction: 'maximize'});
		expect(usual(config({metrics: {정확도: {direction: 'maximize'}}}), 'score', '정확도')).toEqual({metric: '정확도', direction: 'maximize'});
	});

	test('is none where two metrics have a direction, or none has', () => {
		expect(usual(none, 'auc', 'loss')).toBeUndefined();
		expect(usual(none, 'score')).toBeUndefined();
		expect(usual(none)).toBeUndefined();
	});
});

test('metrics of models are all that are a number in any test, NaN and infinities too', () => {
	holdsForAll([anyModels], models => {
		const expected = models
			.map(rawOf)
			.flatMap(rawTests)
			.flatMap(({performance}) => Object.entries(performance as object).flatMap(([name, value]) => (rawNumber(value) === undefined ? [] : [name])));
		expect(metricsOf(models)).toEqual(new Set(expected));
	});
});

describe('the objective that a command ranks by', () => {
	const thrown = (models: readonly Model[], asked: Parameters<typeof objectiveFor>[2] = {}, by = none): unknown => {
		try {
			return objectiveFor(models, by, asked);
		} catch (error) {
			return error;
		}
	};

	test('is the metric that was asked for, on the configured dataset only where that is its own', () => {
		const some = config({objectives: {'*': {metric: 'auc', dataset: 'imdb'}}});
		const models = [withMetrics('auc', 'loss')];
		expect(objectiveFor(models, some, {})).toEqual({metric: 'auc', direction: 'maximize', dataset: 'imdb'});
		expect(objectiveFor(models, some, {metric: 'auc'})).toEqual({metric: 'auc', direction: 'maximize', dataset: 'imdb'});
		expect(objectiveFor(models, some, {metric: 'loss'})).toEqual({metric: 'loss', direction: 'minimize', dataset: undefined});
		expect(objectiveFor([withMetrics('recall@10')], config({metrics: {'recall@10': {direction: 'maximize'}}}), {})).toMatchObject({metric: 'recall@10'});
	});

	test('that no test has is not found, with the nearest or all', () => {
		expect(thrown([withMetrics('total_time', 'auc')], {metric: 'total_tim'})).toMatchObject({code: 'not-found', hint: expect.stringContaining('total_time')});
		for (const metric of ['qqqqqqqqqq', '__proto__', 'constructor']) {
			expect(thrown([withMetrics('total_time')], {metric})).toMatchObject({code: 'not-found', message: expect.stringContaining(metric)});
		}
	});

	test('without a direction is refused with what to type, as one word of a shell', () => {
		expect(thrown([withMetrics('score')], {metric: 'score'})).toMatchObject({
			code: 'unset-direction',
			exitCode: 2,
			hint: expect.stringContaining('mreg metrics set score minimize'),
		});
		expect(thrown([withMetrics("it's 1")])).toMatchObject({
			code: 'unset-direction',
			hint: expect.stringContaining(String.raw`mreg metrics set 'it'\''s 1' minimize`),
		});
		expect(unsetDirection('정 확도').hint).toContain("mreg metrics set '정 확도' minimize");
		expect(thrown([withMetrics('score')], {}, config({objectives: {'*': {metric: 'score'}}}))).toMatchObject({code: 'unset-direction'});
	});

	test('is asked for where several could be meant', () => {
		expect(thrown([withMetrics('loss', 'auc', 'score')])).toMatchObject({code: 'usage', exitCode: 2, hint: expect.stringMatching(/auc, loss, score/)});
	});

	test('is none where nothing was tested', () => {
		for (const models of [[], [testedModel('a', [])], [testedModel('a', [result('imdb', {total_time: 'fast'})])]]) {
			expect(thrown(models)).toMatchObject({code: 'nothing-matched', exitCode: 3});
		}
		expect(thrown([], {metric: 'total_time'})).toMatchObject({code: 'not-found', exitCode: 3});
	});
});
