/** What the list of families remembers, and how keys change it. Pure. */

import type {ActionId} from '../key-binding.ts';
import type {ScreenContext} from './screen-context.ts';

export interface FamiliesState {
	/** The family under the cursor; undefined: the first. */
	readonly cursor?: string;
}

export const emptyFamilies: FamiliesState = {};

export function reduceFamilies(state: FamiliesState, action: ActionId, context: ScreenContext): FamiliesState {
	void action;
	void context;
	return state;
}
