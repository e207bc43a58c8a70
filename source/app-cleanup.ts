/** What the Cleanup screen asks of the disk, and what it does. */

import type {ChangeReach, Handlers} from './app-actions.ts';

export function cleanupHandlers(_reach: ChangeReach): Handlers {
	return {};
}

/** What opens the screen, from anywhere. */
export function cleanupOpeners(_reach: ChangeReach): Handlers {
	return {};
}
