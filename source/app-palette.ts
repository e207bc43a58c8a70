/** What `:` opens, and what its Enter does. */

import type {ChangeReach, Handlers} from './app-actions.ts';
import {copyPlain} from './app-copying.ts';
import {canUndo} from './app-footer.tsx';
import type {AppContext, AppState} from './app-state.ts';
import {screenOf} from './app-state.ts';
import {takeView} from './app-views.ts';
import type {KeyBinding} from './key-binding.ts';
import {tabsOf} from './screens/browse-view.ts';
import type {PaletteChoice} from './screens/dialog.ts';
import {openPalette} from './screens/palette.ts';
import {targetKeys} from './screens/target-keys.ts';

export function paletteHandlers(reach: ChangeReach): Handlers {
	const {state, context, dispatch, world} = reach;
	return {
		palette: () => {
			const [now, around] = [state(), context()];
			if (!around) return;
			const {models, config} = around.screen.snapshot;
			const dialog = openPalette({
				screen: screenOf(now),
				whyNot: whyNotIn(now, around, world.readOnly !== undefined),
				tabs: tabsOf(models),
				views: config.views,
				recent: now.recent,
			});
			dispatch({kind: 'dialog', dialog});
		},
	};
}

/** Does what was chosen, exactly as its key would. */
export function doChosen(reach: ChangeReach, {id, does}: PaletteChoice): void {
	const {dispatch, act, say, run} = reach;
	dispatch({kind: 'used', id});
	switch (does.kind) {
		case 'key':
			return act(does.action);
		case 'tab':
			dispatch({kind: 'key', action: 'showBrowse'});
			return dispatch({kind: 'browse', action: {kind: 'tab', algorithm: does.algorithm}});
		case 'view':
			return takeView(reach, does.name);
		case 'say':
			return say(does.how);
		case 'command':
			return run(() => copyPlain(reach, {text: does.command, what: does.command}));
	}
}

/** Why a key would find nothing to act on, in a word or two: raw. The key itself says it in a sentence. */
function whyNotIn(state: AppState, {screen}: AppContext, readOnly: boolean): (binding: KeyBinding) => string | undefined {
	const targets = targetKeys(state, screen);
	const {models} = screen.snapshot;
	return ({id, changes}) => {
		if (readOnly && changes) return 'read-only';
		switch (id) {
			case 'markNone':
				return state.browse.marks.size === 0 ? 'nothing is marked' : undefined;
			case 'tags':
			case 'note':
			case 'noteEditor':
				return !targets ? 'no model here' : targets.canEdit ? undefined : 'no sidecar here';
			case 'adopt':
				return targets?.canAdopt === true ? undefined : 'nothing to adopt here';
			case 'protect':
			case 'remove':
			case 'copyMenu':
			case 'copyPath':
				return targets ? undefined : 'no model here';
			case 'compare':
			case 'showCompare':
			case 'export':
			case 'markAll':
			case 'markInvert':
			case 'toBest':
				return models.length === 0 ? 'no models yet' : undefined;
			case 'undo':
				return canUndo(state) ? undefined : 'nothing was done here';
			default:
				return undefined;
		}
	};
}
