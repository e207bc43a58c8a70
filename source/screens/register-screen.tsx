/** The form for a version that is to be registered. */

import type {ReactNode} from 'react';
import {emptyText, safe} from '../../components/safe-text.ts';
import {Lines} from './lines.tsx';
import type {RegisterAction, RegisterState} from './register-state.ts';
import type {ScreenContext} from './screen-context.ts';

export interface RegisterScreenProps extends ScreenContext {
	readonly state: RegisterState;
	readonly dispatch: (action: RegisterAction) => void;
}

export function RegisterScreen({state, dispatch, height}: RegisterScreenProps): ReactNode {
	void state;
	void dispatch;
	return <Lines lines={[safe` register`, emptyText]} height={height} />;
}
