/** The form for a version that is to be registered, and how keys change it. Pure. */

import type {Model} from '../../store/domain/model.ts';
import type {ScreenContext} from './screen-context.ts';

export interface RegisterState {
	/** The model that it was opened on. */
	readonly key?: string;
}

export type RegisterAction = {readonly kind: 'type'; readonly text: string};

export const emptyRegister: RegisterState = {};

/** The form for a model of the registry, or an empty one. */
export function openRegister(model: Model | undefined, context: ScreenContext): RegisterState {
	void context;
	return {key: model?.key};
}

export function reduceRegister(state: RegisterState, action: RegisterAction, context: ScreenContext): RegisterState {
	void action;
	void context;
	return state;
}
