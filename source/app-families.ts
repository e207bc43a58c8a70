/** Families, the versions of one, and the form for a new one: where keys lead from there, and to there. Pure. */

import {modelsOf} from '../store/domain/configuration.ts';
import {formatVersion, type Family} from '../store/domain/family.ts';
import type {Model} from '../store/domain/model.ts';
import {formatValue} from '../store/domain/query-format.ts';
import type {Registered} from '../store/domain/registration.ts';
import {back, goToVersion, openDetail} from './app-going.ts';
import type {AppContext, AppState} from './app-state.ts';
import type {ActionId} from './key-binding.ts';
import {showByFilter} from './app-visits.ts';
import {push, top} from './routes.ts';
import {cursorRow, rowsOf} from './screens/browse-state.ts';
import {modelsByKey} from './screens/browse-view.ts';
import {closeVersions, familyUnderCursor, openFamilies, openVersions, reduceFamilies} from './screens/families-state.ts';
import {familyOf} from './screens/families-view.ts';
import {modelUnderCursor as modelInLeaderboard} from './screens/leaderboard-state.ts';
import {openRegister} from './screens/register-opening.ts';
import {emptyRegister, isPromotion, reduceRegister} from './screens/register-state.ts';
import {versionsView, versionUnderCursor} from './screens/versions-view.ts';

/** A key in the list of families, or in that of the versions of one. */
export function reduceInFamilies(state: AppState, action: ActionId, context: AppContext): AppState {
	const {screen} = context;
	const version = versionUnderCursor(state.families, screen);
	const family = familyUnderCursor(state.families, screen);
	switch (action) {
		case 'open':
			if (version) return openDetail(state, version.model.key);
			return family ? {...state, families: openVersions(state.families, family.name)} : state;
		case 'showInBrowse':
			return family ? showInBrowse(state, family, {key: version?.model.key, context}) : state;
		default:
			return {...state, families: reduceFamilies(state.families, action, screen)};
	}
}

/** From the versions of a family back to the families; undefined elsewhere. */
export function backToFamilies(state: AppState, {screen}: AppContext): AppState | undefined {
	const isOpen = top(state.routes).screen === 'families' && versionsView(state.families, screen) !== undefined;
	return isOpen ? {...state, families: closeVersions(state.families)} : undefined;
}

/** The list of families, on that of the model under the cursor; from the versions that were shown in Browse back to them. */
export function showFamilies(state: AppState, context: AppContext): AppState {
	const route = top(state.routes);
	if (route.screen === 'families') return backToFamilies(state, context) ?? state;
	const model = modelUnderCursor(state, context);
	const family = model && familyOf(model, context.screen.snapshot.models);
	const isBack = route.screen === 'browse' && route.visit?.from === 'families';
	const shown = isBack ? state.families.open?.family : undefined;
	const families =
		shown === undefined
			? openFamilies(state.families, family?.name, context.screen)
			: openVersions(state.families, shown, family?.name === shown ? model?.key : undefined);
	return {...state, families, routes: push(state.routes, {screen: 'families'})};
}

/** Browse with the versions of a family, the newest first. @param key of the model under the cursor; undefined: the latest */
function showInBrowse(
	state: AppState,
	{name, versions}: Family,
	{key = versions[0]?.model.key, context}: {readonly key?: string; readonly context: AppContext},
): AppState {
	return showByFilter(state, {from: 'families', filter: `family:${formatValue(':', name)}`, cursor: key}, context);
}

/** In Detail of a version that was opened among the others of its family: the one before or after; undefined elsewhere. */
export function neighbourVersion(state: AppState, step: 1 | -1, {screen}: AppContext): AppState | undefined {
	const opened = versionsView(state.families, screen);
	if (state.routes.at(-2)?.screen !== 'families' || !opened) return undefined;
	const families = reduceFamilies(state.families, step < 0 ? 'up' : 'down', screen);
	const next = versionUnderCursor(families, screen);
	return next && next.model !== opened.family.versions[opened.row]?.model ? {...openDetail(state, next.model.key), families} : state;
}

/** The form for the model that is marked, else the one under the cursor; where several are marked, why not. */
export function showForm(state: AppState, context: AppContext): AppState {
	const {screen} = top(state.routes);
	const known = modelsByKey(context.screen.snapshot.models);
	const marked = screen === 'browse' || screen === 'leaderboard' ? [...state.browse.marks].flatMap(key => known.get(key) ?? []) : [];
	if (marked.length > 1) {
		return {...state, message: {text: `R registers one model: ${marked.length} are marked. A takes all marks away.`, isError: true}};
	}
	return {...state, register: openRegister(marked[0] ?? modelUnderCursor(state, context)), routes: push(state.routes, {screen: 'register'})};
}

/** Where the form leads: to the new version, among the others of its family where it was opened there; back where a model became one in place. Bytes that are known already are said there. */
export function afterRegistering(state: AppState, made: Registered | undefined, context: AppContext): AppState {
	if (!made || top(state.routes).screen !== 'register' || !state.register.busy) return state;
	if (made.isKnown) return {...state, register: reduceRegister(state.register, {kind: 'known', version: formatVersion(made)})};
	const left = {...state, register: emptyRegister};
	if (state.routes.some(({screen}) => screen === 'families') && !isPromotion(state.register)) {
		return {...left, families: openVersions(left.families, made.family, made.key), routes: push(left.routes, {screen: 'families'})};
	}
	return isPromotion(state.register) ? back(left) : goToVersion(left, made.key, context);
}

/** The model that the cursor is on, where the screen has one; of a family its latest version. */
function modelUnderCursor(state: AppState, {screen}: AppContext): Model | undefined {
	const route = top(state.routes);
	const {snapshot} = screen;
	switch (route.screen) {
		case 'detail':
			return modelsByKey(snapshot.models).get(route.key);
		case 'leaderboard':
			return modelsByKey(snapshot.models).get(modelInLeaderboard(state.leaderboard, screen) ?? '');
		case 'families':
			return (versionUnderCursor(state.families, screen) ?? familyUnderCursor(state.families, screen)?.versions[0])?.model;
		case 'browse': {
			const rows = rowsOf(state.browse, snapshot);
			const row = rows[cursorRow(state.browse, rows)];
			return row && modelsOf(row)[0];
		}
		default:
			return undefined;
	}
}
