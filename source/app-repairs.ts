/** What Problems can put right. */

import type {ChangeReach, Handlers} from './app-actions.ts';

export function repairHandlers(_reach: ChangeReach): Handlers {
	return {};
}
