/** Where a window over a list stands so that the cursor is in it. */

const contextRows = 2;

function between(value: number, least: number, most: number): number {
	return Math.max(least, Math.min(most, value));
}

/**
 * The new first row of a window of `height` rows over `count` rows: the nearest to the old `offset` that shows the cursor
 * with two rows of context (fewer in a low window, none beyond the ends of the list).
 */
export function scrollTo(offset: number, cursor: number, height: number, count: number): number {
	if (height < 1 || count < 1) {
		return 0;
	}

	const row = between(cursor, 0, count - 1);
	const context = Math.min(contextRows, Math.floor((height - 1) / 2));
	const near = between(offset, row - height + 1 + context, row - context);
	return between(near, 0, Math.max(0, count - height));
}
