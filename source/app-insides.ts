/** What is in the files of the models that are shown, as it becomes known. Pure. */

import type {AppAction, AppContext, AppState} from './app-state.ts';
import {withInside} from './looked-inside.ts';
import {keepingRow} from './screens/compare-state.ts';

/** The rows of a comparison may be more by that: the cursor keeps its own. */
export function lookedInside(state: AppState, {key, inside}: Extract<AppAction, {kind: 'inside'}>, {screen}: AppContext): AppState {
	const insides = withInside(state.insides, key, inside);
	const {compare} = state;
	if (!compare.keys.includes(key)) return {...state, insides};
	return {...state, insides, compare: keepingRow(compare, {...screen, insides: state.insides}, {...screen, insides})};
}
