/** What the Trash screen remembers: what lies in the trash, the log, and where the cursor is. Pure. */

import type {ActionId} from '../key-binding.ts';
import type {TrashNow} from '../world.ts';
import type {ScreenContext} from './screen-context.ts';

export interface TrashState {
	/** Undefined until it was read. */
	readonly now?: TrashNow;
	readonly cursor: number;
}

export const emptyTrash: TrashState = {cursor: 0};

export type TrashAction = {readonly kind: 'key'; readonly action: ActionId} | {readonly kind: 'read'; readonly now: TrashNow};

export function reduceTrash(state: TrashState, action: TrashAction, context: ScreenContext): TrashState {
	if (action.kind === 'read') return {...state, now: action.now};
	return context.height > 0 ? state : state;
}
