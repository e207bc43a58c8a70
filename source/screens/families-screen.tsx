/** The families of registered models. */

import type {ReactNode} from 'react';
import {emptyText, safe} from '../../components/safe-text.ts';
import type {FamiliesState} from './families-state.ts';
import {Lines} from './lines.tsx';
import type {ScreenContext} from './screen-context.ts';

export interface FamiliesScreenProps extends ScreenContext {
	readonly state: FamiliesState;
}

export function FamiliesScreen({state, height}: FamiliesScreenProps): ReactNode {
	void state;
	return <Lines lines={[safe` families`, emptyText]} height={height} />;
}
