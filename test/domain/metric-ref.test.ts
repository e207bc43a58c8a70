/** `metric@dataset`: where it is split, how names with `@`, quotes and spaces are written, and that it reads back. */

import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {formatMetricRef, parseMetricRef, type KnownNames} from '../../store/domain/metric-ref.ts';
import {anyName, holdsForAll} from '../helpers/property.ts';

function known(metrics: readonly string[], datasets: readonly string[]): KnownNames {
	return {metrics: new Set(metrics), datasets: new Set(datasets)};
}

const usual = known(['auc', 'total_time', 'recall@10'], ['imdb', 'my set', '10', 'a@b']);

describe('is read', () => {
	test.each([
		['auc', {metric: 'auc'}],
		['total_time@imdb', {metric: 'total_time', dataset: 'imdb'}],
		['recall@10', {metric: 'recall@10'}],
		['recall@10@imdb', {metric: 'recall@10', dataset: 'imdb'}],
		['auc@a@b', {metric: 'auc', dataset: 'a@b'}],
		['auc@my set', {metric: 'auc', dataset: 'my set'}],
		['"recall@10"@"my set"', {metric: 'recall@10', dataset: 'my set'}],
		['"recall@10"@imdb', {metric: 'recall@10', dataset: 'imdb'}],
		['auc@"my set"', {metric: 'auc', dataset: 'my set'}],
		[String.raw`"a\"b\\c"`, {metric: String.raw`a"b\c`}],
		['new@unheard', {metric: 'new', dataset: 'unheard'}],
		['a@b@c', {metric: 'a@b', dataset: 'c'}],
		['new', {metric: 'new'}],
		['__proto__@constructor', {metric: '__proto__', dataset: 'constructor'}],
	])('%s', (text, ref) => expect(parseMetricRef(text, usual)).toEqual(ref));

	test.each(['', '@', '@imdb', 'auc@', '"auc', 'auc@"imdb', '""', '""@imdb', 'auc@""', '"a"b', '"a"@"b"@"c"', '"'])('%j as nothing', text => {
		expect(parseMetricRef(text, known([], []))).toBeUndefined();
	});

	test('at the last @ that parts a known metric from a known dataset', () => {
		const names = known(['a', 'a@b'], ['b@c', 'c']);
		expect(parseMetricRef('a@b@c', names)).toEqual({metric: 'a@b', dataset: 'c'});
		expect(parseMetricRef('a@b@c', known(['a'], ['b@c', 'c']))).toEqual({metric: 'a', dataset: 'b@c'});
	});
});

describe('is written', () => {
	test('plainly where it can be, else in quotes', () => {
		expect(formatMetricRef({metric: 'auc'})).toBe('auc');
		expect(formatMetricRef({metric: 'auc', dataset: 'imdb'})).toBe('auc@imdb');
		expect(formatMetricRef({metric: 'recall@10', dataset: 'my set'})).toBe('"recall@10"@"my set"');
		expect(formatMetricRef({metric: 'a"b\\'})).toBe(String.raw`"a\"b\\"`);
	});

	test('so that it reads back, whatever the names and whatever else is known', () => {
		holdsForAll(
			[anyName, fc.option(anyName, {nil: undefined}), fc.array(anyName, {maxLength: 4}), fc.array(anyName, {maxLength: 4})],
			(metric, dataset, metrics, datasets) => {
				const ref = dataset === undefined ? {metric} : {metric, dataset};
				const names = known([metric, ...metrics], dataset === undefined ? datasets : [dataset, ...datasets]);
				expect(parseMetricRef(formatMetricRef(ref), names)).toEqual(ref);
			},
			{runs: 3000},
		);
	});
});

test('no text makes it throw', () => {
	holdsForAll([fc.string({unit: fc.constantFrom('"', '\\', '@', 'a', ' ', '\n')})], text => void parseMetricRef(text, usual), {runs: 2000});
	expect(parseMetricRef(`"${'\\'.repeat(100_000)}`, usual)).toBeUndefined();
});
