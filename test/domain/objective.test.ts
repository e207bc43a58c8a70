/** Directions and objectives: the config first, then the well-known names to the letter, and no guess. */

import {describe, expect, test} from 'vitest';
import type {Config} from '../../store/domain/config.ts';
import {parseConfig} from '../../store/domain/config-schema.ts';
import {configuredObjective, directionOf, unitOf} from '../../store/domain/objective.ts';

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
