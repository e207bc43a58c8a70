/** Keys that were typed before the first rows were there, and wait for them. Pure. */

import type {ActionId} from './key-binding.ts';

/** Characters, or the name of a key that is none. */
export type EarlyKey = {readonly text: string} | {readonly special: string};

/** No more than so many wait. */
export const mostEarly = 100;

/** These mean something without any rows, and whatever was typed before them. */
const atOnce: ReadonlySet<ActionId> = new Set(['abort', 'suspend', 'redraw', 'back', 'escape', 'help']);

/** These are about rows. */
const ofRows: ReadonlySet<ActionId> = new Set([
	'up',
	'down',
	'pageUp',
	'pageDown',
	'halfUp',
	'halfDown',
	'first',
	'last',
	'left',
	'right',
	'nextTab',
	'previousTab',
	'pickTab',
	'toBest',
	'mark',
	'range',
	'rangeUp',
	'rangeDown',
	'markAll',
	'markInvert',
	'open',
	'compare',
	'tags',
	'note',
	'noteEditor',
	'protect',
	'remove',
	'copyMenu',
	'copyPath',
]);

/** Whether what a key does in Browse waits for the rows: what is typed behind one that waits keeps its place. @param waiting how many wait already */
export function early(action: ActionId | undefined, waiting: number): boolean {
	if (action !== undefined && atOnce.has(action)) return false;
	return waiting > 0 || (action !== undefined && ofRows.has(action));
}
