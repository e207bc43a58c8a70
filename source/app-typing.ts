/** What was typed for a field or a menu in the same read as the key that opened it, before it was there to take it. */

import {textEditState, typeText} from '../components/text-edit.ts';
import type {AppAction, AppState} from './app-state.ts';
import {top} from './routes.ts';

export interface TypeAhead {
	readonly state: AppState;
	readonly dispatch: (action: AppAction) => void;
	/** The name of a file was typed to its end. */
	readonly onFile: (path: string) => void;
	/** A dialog is open, and takes it. */
	readonly onDialog: (text: string) => void;
	/** The form for a version is open, and takes it. */
	readonly onForm: (text: string) => void;
	/** Takes characters as keys. */
	readonly press: (text: string) => void;
}

export function typeAhead(text: string, {state, dispatch, onFile, onDialog, onForm, press}: TypeAhead): void {
	if (state.dialog) return onDialog(text);
	if (top(state.routes).screen === 'register') return onForm(text);
	if (top(state.routes).screen === 'help') {
		const {typing} = state.helpSearch;
		if (!typing) return;
		const typed = typeText(textEditState(typing.value, typing.cursor), text);
		dispatch({kind: 'helpSearch', action: {kind: 'typed', typing: typed.state}});
		if (!typed.submitted) return;
		dispatch({kind: 'helpSearch', action: {kind: 'done'}});
		press(typed.rest);
		return;
	}
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
	if (top(state.routes).screen === 'cleanup') return typeIntoCleanup(text, {state, dispatch, onFile, press});
	if (top(state.routes).screen === 'charts' && state.charts.menu) return dispatch({kind: 'charts', action: {kind: 'menuKeys', keys: text}});
	const {typing, menu} = state.browse;
	if (menu) dispatch({kind: 'browse', action: {kind: 'menuKeys', keys: text}});
	if (!typing) return;
	const typed = typeText(textEditState(typing.value, typing.cursor), text);
	dispatch({kind: 'browse', action: {kind: 'filter', ...typed.state}});
	if (!typed.submitted) return;
	dispatch({kind: 'browse', action: {kind: 'filterDone'}});
	press(typed.rest);
}

/** Fields of the rule, with Tab between them, or the name of the file for the plan. */
function typeIntoCleanup(text: string, {state, dispatch, onFile, press}: Omit<TypeAhead, 'onDialog' | 'onForm'>): void {
	const {file, field} = state.cleanup;
	if (file) {
		const typed = typeText(textEditState(file.value, file.cursor), text);
		dispatch({kind: 'cleanup', action: {kind: 'file', typing: typed.state}});
		if (!typed.submitted || typed.state.value.trim() === '') return;
		onFile(typed.state.value);
		return press(typed.rest);
	}
	if (!field) return;
	const [, first = '', end = '', rest = ''] = /^([^\t\r\n]*)([\t\r\n]?)(.*)$/s.exec(text) ?? [];
	if (first !== '') dispatch({kind: 'cleanup', action: {kind: 'type', text: first}});
	if (end === '') return;
	if (end !== '\t') {
		dispatch({kind: 'cleanup', action: {kind: 'leaveField', isKept: true}});
		return press(rest);
	}
	dispatch({kind: 'cleanup', action: {kind: 'nextField', by: 1}});
	if (rest !== '') typeIntoCleanup(rest, {state, dispatch, onFile, press});
}
