/** Looks while something is shown at what belongs to it: whether there is what the form for a version names; what is in a model's files. */

import {useEffect, useEffectEvent} from 'react';
import type {Model} from '../store/domain/model.ts';
import {mostInspected} from '../store/domain/tensor-comparison.ts';
import {UserError} from '../store/domain/user-error.ts';
import type {ChangeReach} from './app-actions.ts';
import {screenOf, type AppState} from './app-state.ts';
import {artifactMark, isKnown} from './looked-inside.ts';
import {top} from './routes.ts';
import {modelsByKey} from './screens/browse-view.ts';
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

/** Who walks through models waits for none: one is looked into when it is shown for so long (milliseconds). */
const walkingRest = 120;

/** While Detail or Compare is shown: looks into the files of its models, one after the other, and again when they change. */
export function useLookInside({state, dispatch, world, run, live}: ChangeReach): void {
	const lookAt = useEffectEvent((isOver: () => boolean) =>
		run(async () => {
			for (const model of insidesShown(state(), live().models)) {
				const mark = artifactMark(model);
				if (isOver()) return undefined;
				if (!model.artifact || mark === undefined || isKnown(state().insides, model)) continue;
				const found = await foundIn(world.inspect(model.artifact.path));
				dispatch({kind: 'inside', key: model.key, inside: {mark, found}});
			}
			return undefined;
		}),
	);
	const marks = insidesShown(state(), live().models).map(model => artifactMark(model) ?? '');
	const shown = marks.some(mark => mark !== '') ? marks.join('\n') : undefined;
	useEffect(() => {
		if (shown === undefined) return undefined;
		let over = false;
		const timer = setTimeout(lookAt, walkingRest, () => over);
		return () => {
			over = true;
			clearTimeout(timer);
		};
	}, [shown]);
}

async function foundIn(inspected: ReturnType<ChangeReach['world']['inspect']>) {
	try {
		return {inspection: await inspected};
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		return {problem: errorText(error)};
	}
}

/** The models whose files are looked into for what is shown. */
function insidesShown(state: AppState, models: readonly Model[]): readonly Model[] {
	const route = top(state.routes);
	const keys = route.screen === 'compare' ? state.compare.keys : route.screen === 'detail' ? [route.key] : [];
	return keys.flatMap(key => modelsByKey(models).get(key) ?? []).slice(0, mostInspected);
}

/** @returns what calls it off */
function whenAtRest(typed: string | undefined, look: (typed: string) => void): (() => void) | undefined {
	if (typed === undefined) return undefined;
	const timer = setTimeout(look, typingRest, typed);
	return () => clearTimeout(timer);
}
