/** Saved views in the dashboard: the list that V opens, taking one, saving what is shown, dropping one. */

import type {Config} from '../store/domain/config.ts';
import {own} from '../store/domain/json.ts';
import type {NamedView} from '../store/domain/session.ts';
import type {ChangeReach, Handlers} from './app-actions.ts';
import {typeInto} from './app-dialogs.ts';
import {screenOf} from './app-state.ts';
import {namesOf} from './screens/browse-view.ts';
import {nothingTyped, type ViewsDialog} from './screens/dialog.ts';
import {takenView, viewOf, viewOn} from './screens/taken-view.ts';
import {chosenView, openViews} from './screens/view-list.ts';
import {dropViewCommand, saveViewCommand, takeViewCommand, viewName, viewWords} from './views.ts';

export function viewHandlers(reach: ChangeReach): Handlers {
	return {views: () => openList(reach)};
}

/** The config is read anew: what others saved meanwhile is in the list, also before the first look is over. Keys that come meanwhile are for the list. */
function openList(reach: ChangeReach): void {
	const {state, context, dispatch, world, run} = reach;
	const question = Symbol('views');
	dispatch({kind: 'dialog', dialog: {kind: 'asking', what: 'reading the views', question, typed: ''}});
	run(async () => {
		let config: Config | undefined;
		try {
			config = await world.config();
		} finally {
			const {dialog, browse} = state();
			const around = context();
			if (dialog?.kind === 'asking' && dialog.question === question) {
				if (config && around) {
					const shown = viewWords(viewOf(browse, {config}, namesOf(around.screen.snapshot.models)));
					dispatch({kind: 'dialog', dialog: openViews({config, on: viewOn(browse)?.name, shown, readOnly: world.readOnly !== undefined})});
					if (dialog.typed !== '') typeInto(reach, dialog.typed);
				} else dispatch({kind: 'dialog', dialog: undefined});
			}
		}
		return undefined;
	});
}

/** Shows what a saved view says, by its name. */
export function takeView(reach: ChangeReach, name: string): void {
	const {config} = reach.live();
	const broken = own(config.brokenViews ?? {}, name);
	const view = own(config.views, name);
	if (broken !== undefined) return reach.say(brokenWords(name, `cannot be understood: ${broken}`), true);
	if (!view) return reach.say(`There is no view ${name} any more.`, true);
	take(reach, {name, view});
}

function take({state, dispatch, live, say}: ChangeReach, {name, view}: NamedView): void {
	const taken = takenView(name, view, live().models);
	if ('problem' in taken) return say(taken.problem, true);
	if (screenOf(state()) !== 'leaderboard') dispatch({kind: 'key', action: 'showBrowse'});
	dispatch({kind: 'browse', action: {kind: 'view', view: taken.view}});
	dispatch({kind: 'message', message: {text: `Took the view ${name}.`, command: takeViewCommand(name)}});
}

function brokenWords(name: string, words: string): string {
	return `The view ${name} in mreg.config.json cannot be taken: it ${words}.`;
}

/** Does what the list or its question was answered with. */
export function answerViews(reach: ChangeReach, dialog: ViewsDialog): void {
	const {dispatch} = reach;
	const {step} = dialog;
	const ask = (next: ViewsDialog['step']) => dispatch({kind: 'dialog', dialog: {...dialog, step: next, typing: nothingTyped, row: 0}});
	/** What others see under a name is not replaced without a word. */
	const saveAs = (typed: string) =>
		reach.run(() => {
			const name = viewName(typed);
			const before = dialog.views.find(one => one.name === name);
			if (before) ask({kind: 'sure', to: 'replace', name, words: before.words});
			else save(reach, name);
			return undefined;
		});
	if (step.kind === 'sure') return step.to === 'replace' ? save(reach, step.name) : drop(reach, step.name);
	if (step.kind === 'name') return saveAs(dialog.typing.value);
	const chosen = chosenView(dialog);
	switch (chosen?.kind) {
		case undefined:
			return undefined;
		case 'take': {
			const {name, words} = chosen;
			const view = dialog.views.find(one => one.name === name)?.view;
			return view ? take(reach, {name, view}) : reach.say(brokenWords(name, words), true);
		}
		case 'save':
			return chosen.name === undefined ? ask({kind: 'name'}) : saveAs(chosen.name);
		case 'dropOne':
			return ask({kind: 'drop'});
		case 'drop':
			return ask({kind: 'sure', to: 'drop', name: chosen.name, words: chosen.words});
	}
}

function save({state, dispatch, world, live, run}: ChangeReach, name: string): void {
	const {models, config} = live();
	const view = viewOf(state().browse, {config}, namesOf(models));
	run(async () => {
		await world.saveView(name, view);
		const taken = takenView(name, view, models);
		if ('view' in taken) dispatch({kind: 'browse', action: {kind: 'viewSaved', view: taken.view}});
		dispatch({kind: 'message', message: {text: `Saved the view ${name}.`, command: saveViewCommand({name, view})}});
		return undefined;
	});
}

function drop({dispatch, world, run}: ChangeReach, name: string): void {
	run(async () => {
		await world.dropView(name);
		dispatch({kind: 'message', message: {text: `Dropped the view ${name}; no model was touched.`, command: dropViewCommand(name)}});
		return undefined;
	});
}
