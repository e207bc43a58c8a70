/** What the Trash screen asks of the disk, and what it does. */

import type {ChangeReach, Handlers} from './app-actions.ts';

export function trashHandlers(_reach: ChangeReach): Handlers {
	return {};
}

/** What opens the screen, from anywhere. */
export function trashOpeners(_reach: ChangeReach): Handlers {
	return {};
}
