/** Cleanup: what would be kept and removed, and why. */

import type {ReactNode} from 'react';
import type {CleanupState} from './cleanup-state.ts';
import type {ScreenContext} from './screen-context.ts';

export interface CleanupScreenProps extends ScreenContext {
	readonly state: CleanupState;
	/** Why nothing may be changed; undefined where it may. */
	readonly readOnly: string | undefined;
}

export function CleanupScreen(_props: CleanupScreenProps): ReactNode {
	return null;
}
