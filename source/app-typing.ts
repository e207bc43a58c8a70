/** What was typed for a field or a menu in the same read as the key that opened it, before it was there to take it. */

import {textEditState, typeText} from '../components/text-edit.ts';
import type {AppAction, AppState} from './app-state.ts';
import {top} from './routes.ts';

export interface TypeAhead {
	readonly state: AppState;
	readonly dispatch: (action: AppAction) => void;
	/** The name of a file was typed to its end. */
	readonly onFile: (path: string) => void;
	/** Takes characters as keys. */
	readonly press: (text: string) => void;
}

export function typeAhead(text: string, {state, dispatch, onFile, press}: TypeAhead): void {
	if (top(state.routes).screen === 'export') {
		const {typing} = state.export;
		if (!typing) return;
		const typed = typeText(textEditState(typing.value, typing.cursor), text);
		dispatch({kind: 'export', action: {kind: 'typing', ...typed.state}});
		if (!typed.submitted || typed.state.value.trim() === '') return;
		dispatch({kind: 'export', action: {kind: 'typed'}});
		onFile(typed.state.value);
		press(typed.rest);
		return;
	}
	const {typing, menu} = state.browse;
	if (menu) dispatch({kind: 'browse', action: {kind: 'menuKeys', keys: text}});
	if (!typing) return;
	const typed = typeText(textEditState(typing.value, typing.cursor), text);
	dispatch({kind: 'browse', action: {kind: 'filter', ...typed.state}});
	if (!typed.submitted) return;
	dispatch({kind: 'browse', action: {kind: 'filterDone'}});
	press(typed.rest);
}
