/** What models side by side say of themselves: which facts are equal and which differ from the baseline; and their repeated tests. */

import {describe, expect, test} from 'vitest';
import {compareModels, repeatsOf} from '../../store/domain/comparison.ts';
import {defaultConfig as config} from '../../store/domain/config.ts';
import type {Json, JsonObject} from '../../store/domain/json.ts';
import {anyModels, result, testedModel} from '../helpers/any-results.ts';
import {madeModel} from '../helpers/made-models.ts';
import {rawNumber, rawOf, rawTests, said} from '../helpers/plain-reading.ts';
import {holdsForAll, objectOf} from '../helpers/property.ts';

describe('the facts of a comparison', () => {
	const fact = (field: string, ...params: readonly JsonObject[]) =>
		compareModels(
			params.map((hyperparams, at) => madeModel(`m${at}`, {training: {hyperparams}})),
			{config, baseline: 1},
		).facts.find(row => row.field === field);

	test.each<[string, Json | undefined, Json | undefined, boolean]>([
		['numbers', 1, 1, true],
		['a number and its text', 1, '1', false],
		['integers too long for a number', '9223372036854775807', '9223372036854775806', false],
		['objects in another order', {a: 1, b: [1]}, {b: [1], a: 1}, true],
		['lists in another order', [1, 2], [2, 1], false],
		['a value and none', 1, undefined, false],
		['none and null, beside a value', undefined, null, true],
	])('%s', (_, one, two, isEqual) => {
		for (const name of ['lr', '__proto__', '학습률']) {
			const own = (value: Json | undefined) => (value === undefined ? {} : (objectOf([[name, value]]) as JsonObject));
			const found = fact(name, own(one), own(two), ...(one === undefined ? [own(1)] : []));
			expect(found?.differs.slice(0, 2)).toEqual([!isEqual, false]);
			if (one !== undefined) expect(found?.isEqual).toBe(isEqual);
		}
	});

	test('are not there where no model says anything', () => {
		expect(fact('lr', {lr: null}, {})).toBeUndefined();
		expect(fact('toString', {}, {})).toBeUndefined();
	});
});

test('repeated tests are all numbers of a metric on a dataset, in their order', () => {
	const model = testedModel('a', [
		result('imdb', {x: 1}),
		result('tpch', {x: 9}),
		result('imdb', {x: 'NaN'}),
		result('imdb', {x: 'Infinity'}),
		result('imdb', {x: 'text'}),
		result(undefined, {x: 2}),
	]);
	expect(repeatsOf(model, 'x', 'imdb')).toEqual([1, Infinity]);
	expect(repeatsOf(model, 'x', undefined)).toEqual([2]);
	holdsForAll([anyModels], models => {
		for (const model of models) {
			const values = rawTests(rawOf(model))
				.filter(({dataset}) => dataset === 'imdb')
				.map(({performance}) => rawNumber(said(performance, '__proto__')) ?? NaN);
			expect(repeatsOf(model, '__proto__', 'imdb')).toEqual(values.filter(value => !Number.isNaN(value)));
		}
	});
});
