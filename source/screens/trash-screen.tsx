/** Trash and log: what was done here, what lies in the trash, and what can be taken back. */

import type {ReactNode} from 'react';
import type {TrashState} from './trash-state.ts';
import type {ScreenContext} from './screen-context.ts';

export interface TrashScreenProps extends ScreenContext {
	readonly state: TrashState;
}

export function TrashScreen(_props: TrashScreenProps): ReactNode {
	return null;
}
