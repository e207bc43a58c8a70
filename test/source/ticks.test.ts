/** Where ticks stand. */

import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {linearTicks, logTicks, timeTicks} from '../../source/ticks.ts';
import {holdsForAll} from '../helpers/property.ts';

const ends = fc.tuple(fc.double({noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12}), fc.double({noNaN: true, min: 1e-9, max: 1e12}));
const most = fc.integer({min: 2, max: 20});

describe('of numbers', () => {
	test.each([
		[0, 1, 6, [0, 0.2, 0.4, 0.6, 0.8, 1], 1],
		[0, 1, 11, [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1], 1],
		[117, 162, 6, [120, 130, 140, 150, 160], 0],
		[-3, 3, 4, [-2, 0, 2], 0],
		[0.00012, 0.00089, 5, [0.0002, 0.0004, 0.0006, 0.0008], 4],
		[1e9, 5e9, 5, [1e9, 2e9, 3e9, 4e9, 5e9], 0],
	])('from %d to %d at most %d', (from, to, limit, values, decimals) => {
		expect(linearTicks(from, to, limit)).toEqual({values, decimals});
	});

	test('they are round, evenly spaced, inside, and not too many', () => {
		holdsForAll([ends, most], ([from, span], limit) => {
			const to = from + span;
			if (!(to > from)) return;
			const {values} = linearTicks(from, to, limit);
			expect(values.length).toBeLessThanOrEqual(limit);
			expect(values.every(value => value >= from && value <= to)).toBe(true);
			const [first = 0, second] = values;
			if (second === undefined) return;
			const step = second - first;
			const mantissa = step / 10 ** Math.floor(Math.log10(step) + 1e-6);
			expect([1, 2, 5].some(one => Math.abs(mantissa / one - 1) < 1e-3 * Math.max(1, Math.abs(first) / step / 1e6))).toBe(true);
			for (const [index, value] of values.entries()) expect(value).toBeCloseTo(first + index * step, Math.max(0, 6 - Math.log10(Math.abs(value) + step)));
		});
	});

	test('where there is room for four, there are at least two', () => {
		holdsForAll([ends], ([from, span]) => {
			// Below that, two numbers cannot be told apart.
			if (Math.abs(from) / span < 1e9) expect(linearTicks(from, from + span, 4).values.length).toBeGreaterThan(1);
		});
	});

	test('each is the number that one would type', () => {
		for (const value of linearTicks(0, 1, 11).values) expect(String(value).length).toBeLessThanOrEqual(3);
		for (const value of linearTicks(-0.3, 0.3, 7).values) expect(String(value)).toMatch(/^-?0(\.\d)?$/);
	});

	test('one value has one tick, and what is infinite none', () => {
		expect(linearTicks(5, 5, 4).values).toEqual([5]);
		expect(linearTicks(-Infinity, Infinity, 4).values).toEqual([]);
	});
});

describe('on a logarithmic axis', () => {
	test.each([
		[1e-4, 1e-2, 9, [1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2]],
		[1e-4, 1e-2, 5, [1e-4, 3e-4, 1e-3, 3e-3, 1e-2]],
		[1e-4, 1e-2, 3, [1e-4, 1e-3, 1e-2]],
		[1, 1e9, 4, [1, 1e3, 1e6, 1e9]],
		[20, 90, 4, [20, 50]],
	])('from %d to %d at most %d', (from, to, limit, values) => {
		expect(logTicks(from, to, limit).values).toEqual(values);
	});

	test('they ascend inside, and are not too many', () => {
		holdsForAll([fc.double({noNaN: true, min: -12, max: 11}), fc.double({noNaN: true, min: 0.01, max: 20}), most], (low, span, limit) => {
			const [from, to] = [10 ** low, 10 ** (low + span)];
			const {values} = logTicks(from, to, limit);
			expect(values.length).toBeLessThanOrEqual(limit);
			expect(values.every((value, index) => value >= from && value <= to && value > (values[index - 1] ?? 0))).toBe(true);
		});
	});
});

describe('whatever the numbers are', () => {
	const odd = fc.constantFrom(Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE, -Number.MIN_VALUE, 1e300, 1e-300, 1e308, -1e308, 2.5e-320, 0, 1);
	const near = fc.tuple(fc.double({noNaN: true, noDefaultInfinity: true}), fc.integer({min: 0, max: 40})).map(([value, ulps]) => {
		let next = value;
		for (let index = 0; index < ulps; index++) next += Math.abs(next) * Number.EPSILON || Number.MIN_VALUE;
		return [value, Number.isFinite(next) ? next : value] as const;
	});
	const number = fc.oneof(odd, fc.double({noNaN: true, noDefaultInfinity: true}), fc.double({noNaN: true, min: -1e-300, max: 1e-300}));
	const pair = fc.oneof(
		near,
		fc.tuple(number, number).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const),
	);
	const mostAtAll = fc.integer({min: 1, max: 40});
	const inside = ([from, to]: readonly [number, number], limit: number, values: readonly number[]) =>
		values.length <= Math.max(2, limit) && values.every((value, index) => value >= from && value <= to && value > (values[index - 1] ?? -Infinity));

	test('linear ticks end, ascend inside, are not too many, and one is there', () => {
		holdsForAll(
			[pair, mostAtAll],
			(ends, limit) => {
				const {values} = linearTicks(...ends, limit);
				return values.length > 0 && inside(ends, limit, values);
			},
			{runs: 2000},
		);
	});

	test('logarithmic ticks likewise', () => {
		holdsForAll(
			[pair, mostAtAll],
			(ends, limit) => {
				const {values} = logTicks(...ends, limit);
				return values.length > 0 && inside(ends, limit, values);
			},
			{runs: 2000},
		);
	});

	test('times likewise, but for one that is there', () => {
		holdsForAll([pair, mostAtAll], (ends, limit) => inside(ends, limit, timeTicks(...ends, limit).values), {runs: 200});
	});

	test('from the least number that there is to the greatest', () => {
		expect(linearTicks(-Number.MAX_VALUE, Number.MAX_VALUE, 4).values).toEqual([-1e308, 0, 1e308]);
		expect(linearTicks(0, 4e-323, 5).values).toEqual([0, 1e-323, 2e-323, 3e-323, 4e-323]);
		expect(logTicks(1e-300, 1e300, 4).values).toEqual([1e-151, 1, 1e151]);
	});

	test('what is not finite has none', () => {
		for (const ticks of [linearTicks, logTicks, timeTicks]) {
			for (const [from, to] of [
				[1, Infinity],
				[-Infinity, 1],
				[NaN, NaN],
				[-Infinity, Infinity],
			] as const) {
				expect(ticks(from, to, 4).values.filter(value => !Number.isFinite(value))).toEqual([]);
			}
		}
	});
});

describe('of times', () => {
	const at = (text: string) => new Date(text).getTime();
	const words = (from: string, to: string, limit: number) => timeTicks(at(from), at(to), limit).values.map(value => new Date(value).toString().slice(4, 21));

	test('days begin at midnight', () => {
		expect(words('2024-10-19T10:30', '2024-10-22T09:00', 5)).toEqual(['Oct 20 2024 00:00', 'Oct 21 2024 00:00', 'Oct 22 2024 00:00']);
	});

	test('years begin in January, also across many', () => {
		expect(words('2019-05-01T00:00', '2026-03-01T00:00', 8)).toEqual([2020, 2021, 2022, 2023, 2024, 2025, 2026].map(year => `Jan 01 ${year} 00:00`));
	});

	test('months begin on their first day, whatever their length', () => {
		expect(words('2024-01-15T00:00', '2024-05-02T00:00', 6)).toEqual(['Feb 01 2024 00:00', 'Mar 01 2024 00:00', 'Apr 01 2024 00:00', 'May 01 2024 00:00']);
	});

	test('minutes and seconds', () => {
		expect(words('2024-10-19T10:31:10', '2024-10-19T11:29:00', 5)).toEqual([
			'Oct 19 2024 10:40',
			'Oct 19 2024 10:50',
			'Oct 19 2024 11:00',
			'Oct 19 2024 11:10',
			'Oct 19 2024 11:20',
		]);
		expect(timeTicks(at('2024-10-19T10:31:10'), at('2024-10-19T10:31:19'), 5).unit).toBe('second');
	});

	test('they ascend inside, and are not too many, from seconds to millennia', () => {
		const from = fc.integer({min: -1e12, max: 4e12});
		holdsForAll([from, fc.double({noNaN: true, min: 0.5, max: 13}), most], (start, power, limit) => {
			const end = start + 10 ** power;
			const {values} = timeTicks(start, end, limit);
			expect(values.length).toBeLessThanOrEqual(limit);
			expect(values.every((value, index) => value >= start && value <= end && value > (values[index - 1] ?? -Infinity))).toBe(true);
		});
	});
});
