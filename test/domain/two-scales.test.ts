/** Two scales of one metric: found where it is plain, and never where it may be one scale. */

import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {defaultConfig, type Config} from '../../store/domain/config.ts';
import {scaleFindings} from '../../store/domain/two-scales.ts';
import {madeModel} from '../helpers/made-models.ts';
import {anyName, holdsForAll} from '../helpers/property.ts';

function found(metric: string, values: readonly number[], {config = defaultConfig, dataset = 'imdb'}: {config?: Config; dataset?: string} = {}) {
	const models = values.map((value, index) => madeModel(`m${index}`, {testing: [{dataset, performance: {[metric]: value}}]}));
	return scaleFindings(models, config);
}

describe('a metric that is a share', () => {
	test('is found with 0.697 and 69.7, with both ranges and a query for the few', () => {
		expect(found('accuracy', [0.697, 0.61, 69.7])).toEqual([
			{
				kind: 'two-scales',
				keys: ['m2'],
				path: '',
				metric: 'accuracy',
				query: 'accuracy@imdb>1',
				message: 'accuracy on imdb: 2 results (0.61 – 0.697) as fractions, 1 result (69.7) as percentages',
				repair: "write one scale from the training script; the few: mreg list --where 'accuracy@imdb>1'",
				isInformation: false,
			},
		]);
	});

	test('names the fractions where they are the few', () => {
		const [finding] = found('f1', [0.8, 81, 79, 90]);
		expect(finding).toMatchObject({keys: ['m0'], repair: expect.stringContaining("'f1@imdb<=1'")});
	});

	test('is none on one scale, with bad percentages, on two datasets, or where a share may exceed one', () => {
		expect(found('accuracy', [0.1, 0.5, 0.99, 1])).toEqual([]);
		expect(found('accuracy', [0.5, 3, 10, 60])).toEqual([]);
		expect(found('accuracy', [1.2, 50, 99])).toEqual([]);
		expect(found('wer', [0.05, 0.3, 1.2])).toEqual([]);
		const models = [0.7, 70].map((value, index) => madeModel(`m${index}`, {testing: [{dataset: `d${index}`, performance: {accuracy: value}}]}));
		expect(scaleFindings(models, defaultConfig)).toEqual([]);
	});

	test('is one finding for all datasets, with one query', () => {
		const models = ['imdb', 'my set'].flatMap(dataset =>
			[0.7, 0.6, 70].map((value, index) => madeModel(`m${index}`, {testing: [{dataset, performance: {accuracy: value}}]})),
		);
		const plain = madeModel('p', {testing: [{dataset: 'other', performance: {accuracy: 71}}]});
		expect(scaleFindings([...models, plain], defaultConfig)).toMatchObject([
			{
				keys: ['m2'],
				message: 'accuracy on imdb and my set: 4 results (0.6 – 0.7) as fractions, 2 results (70) as percentages',
				repair: expect.stringContaining(`mreg list --where 'accuracy@imdb>1 or accuracy@"my set">1'`),
			},
		]);
	});

	test('of many datasets is asked for on any', () => {
		const models = ['a', 'b', 'c', 'd', 'e'].flatMap(dataset =>
			[0.7, 70].map((value, index) => madeModel(`m${index}`, {testing: [{dataset, performance: {accuracy: value}}]})),
		);
		const [finding] = scaleFindings(models, defaultConfig);
		expect(finding?.message).toMatch(/^accuracy on a, b, c and 2 more datasets: 5 results /);
		expect(finding?.repair).toMatch(/: mreg list --where 'accuracy<=1'$/);
	});

	test('has no few where both are as many', () => {
		const [finding] = found('accuracy', [0.7, 70]);
		expect(finding?.repair).toBe(
			"write one scale from the training script; as many are fractions as percentages; the fractions: mreg list --where 'accuracy@imdb<=1'",
		);
	});

	test('by its unit alone asks for more', () => {
		const config = {...defaultConfig, metrics: {hit_rate: {unit: '%'}}};
		expect(found('hit_rate', [0.7, 70], {config})).toEqual([]);
		expect(found('hit_rate', [0.7, 0.8, 70, 75], {config})).toHaveLength(1);
		expect(found('hit_rate', [0.7, 0.8, 70, 75])).toEqual([]);
	});
});

const known = new Set(['auc', 'map']);

test('losses, times and whatever has another name never are', () => {
	const values = fc.array(fc.oneof(fc.double({min: 0, max: 1, noNaN: true}), fc.double({min: 1, max: 100, noNaN: true}), fc.double({noNaN: true})), {
		maxLength: 12,
	});
	const name = fc.oneof(fc.constantFrom('loss', 'val_loss', 'total_time', 'q_error', 'latency', 'bleu', 'perplexity', 'Accuracy', 'my_accuracy'), anyName);
	holdsForAll([name, values], (metric, all) => known.has(metric) || found(metric, all).length === 0);
});

test('what spreads evenly over percentages never is', () => {
	// Steps below ten times: no gap as wide as between two scales.
	const steps = fc.array(fc.double({min: 1.01, max: 9, noNaN: true}), {maxLength: 8});
	holdsForAll([fc.double({min: 0.05, max: 1, noNaN: true}), steps], (first, factors) => {
		const values = factors.reduce<readonly number[]>((all, factor) => [...all, Math.min(100, (all.at(-1) ?? first) * factor)], [first]);
		return found('accuracy', values).length === 0;
	});
});

test('the same values as fractions and as percentages always are, where they are at least a tenth', () => {
	const values = fc.array(fc.double({min: 0.1, max: 1, noNaN: true}), {minLength: 1, maxLength: 8});
	holdsForAll([values], all => found('accuracy', [...all, ...all.map(value => value * 100)]).length === 1);
});
