/** The whole dashboard without its terminal: some models, and keys that are pressed. */

import {reduceApp} from '../../source/app-reducer.ts';
import {initialApp, type AppContext, type AppState} from '../../source/app-state.ts';
import type {ActionId} from '../../source/key-binding.ts';
import {defaultConfig} from '../../store/domain/config.ts';
import type {Model} from '../../store/domain/model.ts';

export function appContext(models: readonly Model[]): AppContext {
	const snapshot: AppContext['screen']['snapshot'] = {
		root: '/r',
		reason: 'test',
		models,
		problems: [],
		config: defaultConfig,
		activity: {phase: 'live', checkedAt: 0},
		watching: true,
	};
	return {
		screen: {snapshot, width: 80, height: 22, objectiveOf: () => undefined, now: 0},
		browse: {snapshot, height: 10, columns: []},
		columnIds: [],
		pages: {detail: 50, help: 50, messages: 0},
	};
}

/** What the dashboard is after these keys. */
export function afterKeys(context: AppContext, ...actions: readonly ActionId[]): AppState {
	return actions.reduce((state, action) => reduceApp(state, {kind: 'key', action}, context), initialApp);
}
