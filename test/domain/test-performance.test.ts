/** What the times of a test say together: the cases that the Python client runs, too, and times that are none. */

import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {performanceOf} from '../../store/domain/test-performance.ts';
import {testResult} from '../../store/domain/test-result.ts';
import {holdsForAll} from '../helpers/property.ts';
import {userErrorOf} from '../helpers/user-error-of.ts';

const folder = path.join(import.meta.dirname, '../../fixtures/performance');
const cases = fs.readdirSync(folder).map(name => ({name, ...(JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')) as Case)}));

interface Case {
	readonly times: readonly number[];
	readonly expect: {readonly num_queries: number; readonly [name: string]: number};
}

test.each(cases)('$name: the same bits as everywhere', ({times, expect: {num_queries: queries, ...expected}}) => {
	expect(performanceOf(times)).toEqual(expected);
	expect(testResult({dataset: 'imdb', times}, 0)).toMatchObject({num_queries: queries, performance: expected});
});

test('the times are read, not sorted in place', () => {
	const times = [3, 1, 2];
	performanceOf(times);
	expect(times).toEqual([3, 1, 2]);
});

test('percentiles lie between the times, in their order, and the mean is the total by the number', () => {
	const someTimes = fc.array(fc.double({min: 0, max: 1e6, noNaN: true}), {minLength: 1, maxLength: 40});
	holdsForAll([someTimes], times => {
		const {total_time, average_time, median_time, p95_time, p99_time} = performanceOf(times);
		const [least, most] = [Math.min(...times), Math.max(...times)];
		const rising = [least, median_time, p95_time, p99_time, most];
		expect(rising.every((value, index) => index === 0 || value >= (rising[index - 1] ?? 0))).toBe(true);
		expect(average_time).toBe(total_time / times.length);
	});
});

describe('what is no time is refused with its place', () => {
	test.each([
		[[0.1, Number.NaN], 'The time 2 is NaN'],
		[[-0.1], 'The time 1 is -0.1'],
		[[1, 2, Infinity], 'The time 3 is Infinity'],
		[[], 'There are no times'],
		[[1e308, 1e308], 'The times are too large'],
	])('%j', (times, message) => {
		expect(userErrorOf(() => performanceOf(times))).toMatchObject({code: 'usage', message: expect.stringContaining(message) as string});
	});
});

describe('a test result', () => {
	const now = new Date(2024, 9, 19, 12, 0, 7).getTime();

	test('has the keys of the seeds in their order, and local time without a zone', () => {
		expect(JSON.stringify(testResult({dataset: 'imdb', performance: {total_time: 2}, numQueries: 80, datasetDigest: 'sha256:ab'}, now))).toBe(
			'{"dataset":"imdb","num_queries":80,"tested_at":"2024-10-19T12:00:07","performance":{"total_time":2},"dataset_digest":"sha256:ab"}',
		);
	});

	test('has no number of queries where nobody knows it', () => {
		expect(testResult({dataset: 'imdb', performance: {auc: 0.9}, testedAt: '2024-01-01'}, now)).toEqual({
			dataset: 'imdb',
			tested_at: '2024-01-01',
			performance: {auc: 0.9},
		});
	});

	test('of times says what is told besides, and in place of them', () => {
		const result = testResult({dataset: 'imdb', times: [1, 3], performance: {auc: 0.5, total_time: 4.5}, numQueries: 1}, now);
		expect(result).toMatchObject({num_queries: 1, performance: {total_time: 4.5, average_time: 2, auc: 0.5}});
	});

	test('without times and metrics is refused', () => {
		expect(userErrorOf(() => testResult({dataset: 'imdb'}, now))).toMatchObject({code: 'usage', message: 'What was measured on imdb?'});
	});
});
