/** Looks while the form for a version is shown whether there is what it names. */

import {useEffect, useEffectEvent} from 'react';
import {UserError} from '../store/domain/user-error.ts';
import type {ChangeReach} from './app-actions.ts';
import {screenOf} from './app-state.ts';
import {errorText} from './screens/register-check.ts';
import {isUrl, placeIn, schemeProblem} from './screens/register-fields.ts';
import {isPromotion} from './screens/register-state.ts';

/** What is typed is looked at when nothing more comes for so long (milliseconds). */
const typingRest = 120;

/** While the form is shown: looks whether there is what source and parent name. */
export function useRegisterLook({state, dispatch, world, run}: ChangeReach): void {
	const {register: form} = state();
	const isShown = screenOf(state()) === 'register' && !form.busy;
	const isPath = !isPromotion(form) && !isUrl(form.values.source) && schemeProblem(form.values.source) === undefined;
	const source = isPath && placeIn(form.values.source) !== '' ? form.values.source : undefined;
	const parent = form.values.parent.trim() === '' ? undefined : form.values.parent;
	const lookAtSource = useEffectEvent((typed: string) =>
		run(async () => {
			try {
				const found = await world.source(placeIn(typed));
				dispatch({kind: 'register', action: {kind: 'source', look: {typed, found}}});
			} catch (error) {
				if (!(error instanceof UserError)) throw error;
				dispatch({kind: 'register', action: {kind: 'source', look: {typed, problem: errorText(error)}}});
			}
			return undefined;
		}),
	);
	const lookAtParent = useEffectEvent((typed: string) =>
		run(async () => {
			dispatch({kind: 'register', action: {kind: 'parent', typed, path: await world.pathOf(typed)}});
			return undefined;
		}),
	);
	useEffect(() => whenAtRest(isShown ? source : undefined, lookAtSource), [isShown, source]);
	useEffect(() => whenAtRest(isShown ? parent : undefined, lookAtParent), [isShown, parent]);
}

/** @returns what calls it off */
function whenAtRest(typed: string | undefined, look: (typed: string) => void): (() => void) | undefined {
	if (typed === undefined) return undefined;
	const timer = setTimeout(look, typingRest, typed);
	return () => clearTimeout(timer);
}
