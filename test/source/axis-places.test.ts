/** Places on an axis, whatever its ends are. */

import fc from 'fast-check';
import {expect, test} from 'vitest';
import {axisPlaces} from '../../source/axis-places.ts';
import {holdsForAll} from '../helpers/property.ts';

const odd = fc.constantFrom(Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE, 1e-300, 1e300, 1e308, -1e308, 0, 1, 100);
const number = fc.oneof(odd, fc.double({noNaN: true, noDefaultInfinity: true}));
const pad = fc.constantFrom(0, 0.02, 0.04);
/** Rounding may lead so far outside. */
const bit = 1e-9;

test.each(['linear', 'log'] as const)('on a %s axis every value and every tick has a place between its ends', scale => {
	holdsForAll(
		[number, number, number, pad, fc.integer({min: 1, max: 30})],
		(a, b, c, free, most) => {
			const [from = 0, value = 0, to = 0] = [a, b, c].map(one => (scale === 'log' ? Math.abs(one) || 1 : one)).sort((one, other) => one - other);
			const {at, ticks} = axisPlaces({label: 'x', scale, from, to}, free);
			for (const end of [from, value, to]) {
				expect(at(end)).toBeGreaterThanOrEqual(free - bit);
				expect(at(end)).toBeLessThanOrEqual(1 - free + bit);
			}
			const found = ticks(most);
			expect(found.length).toBeGreaterThan(0);
			expect(found.length).toBeLessThanOrEqual(Math.max(2, most));
			for (const {at: place, text} of found) {
				expect(place).toBeGreaterThanOrEqual(-bit);
				expect(place).toBeLessThanOrEqual(1 + bit);
				expect(text).not.toMatch(/inf|NaN/i);
			}
		},
		{runs: 1000},
	);
});

test('an axis from the least to the greatest number tells its ends apart', () => {
	const {at} = axisPlaces({label: 'x', scale: 'linear', from: -Number.MAX_VALUE, to: Number.MAX_VALUE}, 0);
	expect([-Number.MAX_VALUE, 0, Number.MAX_VALUE].map(at)).toEqual([0, 0.5, 1]);
	expect(axisPlaces({label: 'x', scale: 'linear', from: 0, to: Number.MIN_VALUE}, 0).at(Number.MIN_VALUE)).toBe(1);
});
