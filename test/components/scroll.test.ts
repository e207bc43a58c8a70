/** A window over a list shows its cursor, in all sizes. */
import {expect, test} from 'vitest';
import {scrollTo} from '../../components/scroll.ts';

test('shows the cursor with context, moves no further than it must, and never shows beyond the list', () => {
	for (let height = 1; height <= 9; height++) {
		for (let count = 1; count <= 14; count++) {
			const last = Math.max(0, count - height);
			const context = Math.min(2, Math.floor((height - 1) / 2));
			for (let cursor = 0; cursor < count; cursor++) {
				const good = Array.from({length: last + 1}, (_, offset) => offset).filter(
					offset => offset <= Math.max(0, cursor - context) && offset + height > Math.min(count - 1, cursor + context),
				);
				for (let offset = -3; offset <= count + 3; offset++) {
					const next = scrollTo(offset, cursor, height, count);
					const distance = Math.min(...good.map(place => Math.abs(place - offset)));
					expect(good, `${cursor} of ${count} in ${height} from ${offset}`).toContain(next);
					expect(Math.abs(next - offset)).toBe(distance);
				}
			}
		}
	}
});

test('an empty list or window stands at the top', () => {
	expect(scrollTo(5, 3, 10, 0)).toBe(0);
	expect(scrollTo(5, 3, 0, 10)).toBe(0);
});

test('a cursor beyond the list counts as at its end', () => {
	expect(scrollTo(0, 99, 5, 20)).toBe(15);
	expect(scrollTo(9, -1, 5, 20)).toBe(0);
});
