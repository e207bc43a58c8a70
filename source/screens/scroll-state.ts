/** Where one is in a page that only scrolls, or in a plain list with a cursor. Pure. */

import type {ActionId} from '../key-binding.ts';

/** The line that a key leads to, of `count` lines with `height` of them on the screen; undefined where the key does not move. */
export function movedLine(line: number, action: ActionId, {count, height}: {readonly count: number; readonly height: number}): number | undefined {
	const steps: Partial<Record<ActionId, number>> = {
		up: line - 1,
		down: line + 1,
		pageUp: line - height,
		pageDown: line + height,
		halfUp: line - Math.ceil(height / 2),
		halfDown: line + Math.ceil(height / 2),
		first: 0,
		last: count - 1,
	};
	const next = steps[action];
	return next === undefined ? undefined : Math.max(0, Math.min(count - 1, next));
}
