/** What a comparison says in sentences. */

import {expect, test} from 'vitest';
import {safe} from '../../components/safe-text.ts';
import {judgingMetric, outcomeSentences, winsParts} from '../../source/comparison-outcome.ts';
import {letterOf, listed, percentWords} from '../../source/comparison-words.ts';
import {headersOf} from '../../source/screens/compare-header.ts';
import {compareModels} from '../../store/domain/comparison.ts';
import {defaultConfig} from '../../store/domain/config.ts';
import type {Model} from '../../store/domain/model.ts';
import {comparable} from '../helpers/compared-models.ts';

function outcome(models: readonly Model[], {metric, all}: {metric?: string; all?: readonly Model[]} = {}): readonly string[] {
	const comparison = compareModels(models, {config: defaultConfig, metric, all});
	return outcomeSentences(comparison, {metric: judgingMetric(comparison, metric), howToSet: safe`8 sets it`});
}

test('who is best on what', () => {
	const models = [comparable('a', {on: {imdb: 3, tpch: 1}}), comparable('b', {on: {imdb: 2, tpch: 2}}), comparable('c', {on: {imdb: 1, tpch: 3}})];
	expect(outcome(models)[0]).toBe('By total_time A is best on tpch; C on imdb.');
});

test('who beats the baseline, and who is worse, wherever both were tested', () => {
	const models = [comparable('a', {on: {imdb: 3, tpch: 3}}), comparable('b', {on: {imdb: 2, tpch: 2}}), comparable('c', {on: {imdb: 4}})];
	expect(outcome(models)).toEqual([
		'By total_time B is best on imdb and tpch.',
		'B beats A wherever both were tested.',
		'C is worse than A wherever both were tested.',
		'C was not tested on tpch.',
	]);
});

test('a lead inside the spread of the seeds is a tie, not a win', () => {
	const seeds = (name: string, lr: number, values: readonly number[]) =>
		values.map((value, seed) => comparable(`${name}${seed}`, {params: {lr, seed}, on: {imdb: value}}));
	const some = seeds('a', 1, [100, 104, 96]);
	const others = seeds('b', 2, [99, 105, 97]);
	const sentences = outcome([...some.slice(0, 1), ...others.slice(0, 1)], {all: [...some, ...others]});
	expect(sentences).toEqual(['A and B tie on imdb: 1.0% apart, seeds spread 4.1%.']);
});

test('equal values are equal', () => {
	expect(outcome([comparable('a', {on: {imdb: 1}}), comparable('b', {on: {imdb: 1}})])[0]).toMatch(/^[AB] and [AB] are equal on imdb\.$/);
});

test('who ran other queries', () => {
	const models = [comparable('a', {on: {imdb: 1}}), comparable('b', {on: {imdb: 2}}), comparable('c', {on: {imdb: 0.5}, queries: {imdb: 80}})];
	expect(outcome(models)).toEqual([
		'By total_time A is best on imdb.',
		'B is worse than A wherever both were tested.',
		'C ran other queries on imdb (80, not 100).',
	]);
});

test('nothing comparable is said, and no one is best', () => {
	const models = [comparable('a', {on: {imdb: 1}}), comparable('b', {on: {imdb: 2}, queries: {imdb: 80}})];
	const [first, second] = outcome(models);
	expect(first).toBe('No two of these models have a total_time on the same queries of the same dataset, so none is better.');
	expect(second).toMatch(/ran other queries on imdb/);
});

test('no tests at all', () => {
	expect(outcome([comparable('a'), comparable('b')])).toEqual(['None of these models has a test result yet.']);
});

test('a metric without direction says how to set it', () => {
	const models = [comparable('a', {on: {imdb: {'recall@10': 1}}}), comparable('b', {on: {imdb: {'recall@10': 2}}})];
	expect(outcome(models, {metric: 'recall@10'})[0]).toBe('Whether recall@10 is better low or high is not known, so nothing is ranked: 8 sets it.');
});

test('a result that is no number is said, and who was not tested', () => {
	const models = [
		comparable('a', {on: {imdb: 1}}),
		comparable('b', {on: {imdb: 2}}),
		comparable('c', {on: {imdb: {total_time: 'NaN'}}}),
		comparable('d'),
		comparable('e', {on: {imdb: {loss: 1}}}),
	];
	expect(outcome(models, {metric: 'total_time'}).slice(2)).toEqual(['The total_time of C on imdb is no number.', 'D was not tested.', 'E has no total_time.']);
});

test('many gaps are one sentence', () => {
	const models = Array.from({length: 60}, (_, index) => comparable(`m${index}`, {on: {imdb: index, [`own${index}`]: 1}}));
	const sentences = outcome(models);
	expect(sentences.at(-1)).toBe('A, B, C and 57 others were not tested on all of the datasets.');
	expect(sentences.length).toBeLessThan(6);
});

test('a metric may be called like an inherited property', () => {
	const performance = JSON.parse('{"__proto__": 1}') as never;
	expect(outcome([comparable('a', {on: {imdb: performance}}), comparable('b', {on: {imdb: performance}})])[0]).toMatch(/^Whether __proto__ is better/);
});

test('wins are counted by dataset, ties beside them: a tie is no win, also in the header', () => {
	const models = [
		comparable('a', {on: {imdb: 1, tpch: 1}}),
		comparable('b', {on: {imdb: 2, tpch: 1}}),
		...['c', 'd', 'e', 'f'].map(name => comparable(name, {on: {imdb: 3}})),
	];
	const parts = winsParts(compareModels(models, {config: defaultConfig}), 'total_time');
	expect(parts[0]).toBe('wins (2 datasets): ');
	expect(parts.at(-1)).toBe('4 others 0');
	expect([...parts.slice(1, -1)].sort()).toEqual(['A 1, tied 1', 'B 0, tied 1']);
	const best = headersOf(compareModels(models, {config: defaultConfig}), 'total_time').map(header => header.best);
	expect(best.slice(0, 2)).toEqual([['imdb'], []]);
});

test('letters go on behind Z', () => {
	expect([0, 25, 26, 27, 51, 52, 701, 702].map(letterOf)).toEqual(['A', 'Z', 'AA', 'AB', 'AZ', 'BA', 'ZZ', 'AAA']);
});

test('lists and distances in words', () => {
	expect(listed([])).toBe('');
	expect(listed([safe`A`])).toBe('A');
	expect(listed([safe`A`, safe`B`, safe`C`, safe`D`, safe`E`])).toBe('A, B, C and 2 others');
	expect([-0.185, 0.003, 2.4, 0, 0.0003, 12_345].map(percentWords)).toEqual(['−18.5%', '+0.3%', '+240%', '0%', '+0.03%', '+1e6%']);
});
