/** Welch's test against a numeric integration of Student's density and against its closed forms. */

import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {isTie, sampleOf, tieFrom, welchProbability, type Sample} from '../../store/domain/welch.ts';
import {holdsForAll} from '../helpers/property.ts';

/** P(|T| > t) by Simpson's rule: with x = √ν sinh u the density becomes cosh(u)^-ν, smooth and soon nothing. */
function tails(t: number, freedom: number): number {
	const start = Math.asinh(Math.abs(t) / Math.sqrt(freedom));
	const density = (u: number) => Math.exp(-freedom * (Math.abs(u) + Math.log1p(Math.exp(-2 * Math.abs(u))) - Math.LN2));
	const integral = (from: number) => {
		const [steps, width] = [4000, 45 / freedom + 9 / Math.sqrt(freedom)];
		const h = width / steps;
		let sum = density(from) + density(from + width);
		for (let step = 1; step < steps; step++) sum += density(from + step * h) * (step % 2 === 1 ? 4 : 2);
		return (sum * h) / 3;
	};
	return integral(start) / integral(0);
}

function welch(a: readonly number[], b: readonly number[]): {t: number; freedom: number} {
	const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
	const error = (list: readonly number[]) => list.reduce((sum, value) => sum + (value - mean(list)) ** 2, 0) / (list.length - 1) / list.length;
	const [ea, eb] = [error(a), error(b)];
	return {t: (mean(a) - mean(b)) / Math.sqrt(ea + eb), freedom: (ea + eb) ** 2 / (ea ** 2 / (a.length - 1) + eb ** 2 / (b.length - 1))};
}

function probability(a: readonly number[], b: readonly number[]): number {
	const found = welchProbability(sampleOf(a), sampleOf(b));
	if (found === undefined) throw new Error('There is no probability.');
	return found;
}

const values = fc.array(fc.integer({min: -40, max: 40}), {minLength: 2, maxLength: 9});
const spread = values.filter(list => new Set(list).size > 1);

describe('a sample', () => {
	test('has the mean and the deviation divided by one less than there are', () => {
		expect(sampleOf([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({mean: 5, deviation: Math.sqrt(32 / 7), count: 8});
		expect(sampleOf([3])).toEqual({mean: 3, count: 1});
		holdsForAll([spread, fc.double({min: -1e6, max: 1e6, noNaN: true})], (list, shift) => {
			const shifted = list.map(value => value + shift);
			const {mean, deviation, count} = sampleOf(shifted);
			const plain = shifted.reduce((sum, value) => sum + value, 0) / list.length;
			expect(mean).toBeCloseTo(plain, 8);
			expect(deviation).toBeCloseTo(Math.sqrt(shifted.reduce((sum, value) => sum + (value - plain) ** 2, 0) / (list.length - 1)), 8);
			expect(count).toBe(list.length);
		});
	});

	test('of equal values has exactly their value and no deviation, however many they are', () => {
		holdsForAll([fc.double({noNaN: true, noDefaultInfinity: true}), fc.integer({min: 2, max: 30})], (value, count) => {
			expect(sampleOf(new Array<number>(count).fill(value))).toEqual({mean: value, deviation: 0, count});
		});
	});

	test('of whole numbers has the nearest number to their mean', () => {
		holdsForAll([values], list => expect(sampleOf(list).mean + 0).toBe(list.reduce((sum, value) => sum + value, 0) / list.length + 0));
	});

	test('keeps the mean between the least and the greatest, near the end of all numbers too', () => {
		const any = fc.oneof(fc.double({noNaN: true, noDefaultInfinity: true}), fc.constantFrom(Number.MAX_VALUE, -Number.MAX_VALUE));
		holdsForAll([fc.array(any, {minLength: 1, maxLength: 6})], list => {
			const {mean} = sampleOf(list);
			expect(mean).toBeGreaterThanOrEqual(Math.min(...list));
			expect(mean).toBeLessThanOrEqual(Math.max(...list));
		});
	});
});

describe('the probability', () => {
	test('is what integrating the density gives', () => {
		holdsForAll(
			[spread, spread, fc.constantFrom(0, 1, 5, 30, 100)],
			(a, b, apart) => {
				const far = b.map(value => value + apart);
				const {t, freedom} = welch(a, far);
				const [found, expected] = [probability(a, far), tails(t, freedom)];
				expect(Math.abs(found - expected)).toBeLessThan(1e-9);
				expect(Math.abs(found / expected - 1), `t ${t}, ν ${freedom}`).toBeLessThan(1e-7);
			},
			{runs: 500},
		);
	});

	test('is that of the closed forms of one and two degrees of freedom', () => {
		for (const t of [0.01, 0.3, 1, 2.7, 12.706, 100]) {
			// One sample without any spread leaves the other's degrees of freedom.
			const one: Sample = {mean: t, deviation: Math.SQRT2, count: 2};
			expect(welchProbability(one, {mean: 0, deviation: 0, count: 5})).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(t), 12);
			const [a, b]: Sample[] = [
				{mean: t, deviation: 1, count: 2},
				{mean: 0, deviation: 1, count: 2},
			];
			expect(a && b && welchProbability(a, b)).toBeCloseTo(1 - t / Math.sqrt(2 + t * t), 12);
		}
	});

	test('is that of the normal distribution for very many values', () => {
		const sample = (mean: number): Sample => ({mean, deviation: Math.sqrt(5e8), count: 1e9});
		expect(welchProbability(sample(1.959963985), sample(0))).toBeCloseTo(0.05, 6);
		expect(welchProbability(sample(2.575829304), sample(0))).toBeCloseTo(0.01, 6);
	});

	test('is the same either way round, lies between 0 and 1, and falls as the means part', () => {
		holdsForAll([values, values], (a, b) => {
			const p = probability(a, b);
			expect(probability(b, a)).toBe(p);
			expect(p).toBeGreaterThanOrEqual(0);
			expect(p).toBeLessThanOrEqual(1);
			const {mean: ma} = sampleOf(a);
			const {mean: mb} = sampleOf(b);
			const farther = b.map(value => value + (mb >= ma ? 7 : -7));
			expect(probability(a, farther)).toBeLessThanOrEqual(p);
		});
	});

	test('is 1 for equal means', () => {
		holdsForAll([values], list => {
			expect(probability(list, list)).toBe(1);
			expect(probability(list, [...list].reverse())).toBe(1);
			expect(probability([-1, 1, -3, 3], [...list, ...list.map(value => -value)])).toBe(1);
		});
		expect(probability([0.1, 0.1, 0.1], [0.1, 0.1])).toBe(1);
	});

	test('is 0 for other values without any spread', () => {
		expect(probability([1, 1], [2, 2, 2])).toBe(0);
	});

	test('does not depend on the unit', () => {
		holdsForAll([spread, spread, fc.constantFrom(1e-150, 1e-90, 1e-9, 1e9, 1e90, 1e150)], (a, b, unit) => {
			const scaled = probability(
				a.map(value => value * unit),
				b.map(value => value * unit),
			);
			expect(scaled).toBeCloseTo(probability(a, b), 9);
		});
	});

	test.each([
		['one value', [1], [1, 2]],
		['one value on either side', [1], [2]],
		['an infinite value', [1, Infinity], [1, 2]],
		['infinite values of both signs', [-Infinity, Infinity], [1, 2]],
		['NaN', [1, NaN], [1, 2]],
	])('is undefined for %s, which is no tie', (_, a, b) => {
		for (const [one, two] of [
			[sampleOf(a), sampleOf(b)],
			[sampleOf(b), sampleOf(a)],
		] as const) {
			expect(welchProbability(one, two)).toBeUndefined();
			expect(isTie(one, two)).toBe(false);
		}
	});
});

test('a tie is a probability above 0.05', () => {
	expect(tieFrom).toBe(0.05);
	holdsForAll([spread, spread], (a, b) => {
		const {t, freedom} = welch(a, b);
		const expected = tails(t, freedom);
		if (Math.abs(expected - 0.05) > 1e-6) expect(isTie(sampleOf(a), sampleOf(b))).toBe(expected > 0.05);
	});
});
