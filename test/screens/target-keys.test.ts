/** Which models a change is about. */

import {expect, test} from 'vitest';
import type {AppState} from '../../source/app-state.ts';
import type {ActionId} from '../../source/key-binding.ts';
import {outOfView, targetModels} from '../../source/screens/target-keys.ts';
import {afterKeys, appContext} from '../helpers/app-context.ts';
import {madeModel} from '../helpers/made-models.ts';

const seeds = [1, 2, 3].map(seed => madeModel(`Mscn/Model/m_${seed}`, {training: {dataset: 'imdb', hyperparams: {lr: 1, seed}}}));
const keys = seeds.map(({key}) => key);
const context = appContext(seeds);
const {snapshot} = context.screen;

function targetKeys(...of: Parameters<typeof targetModels>): readonly string[] {
	return targetModels(...of).map(({key}) => key);
}

function after(...actions: readonly ActionId[]): readonly string[] {
	return targetKeys(stateAfter(...actions), context.screen);
}

const stateAfter = (...actions: readonly ActionId[]) => afterKeys(context, ...actions);

test('in Browse the model under the cursor, a folded row with all of its models', () => {
	expect(after('down')).toEqual([keys[1]]);
	expect(after('fold')).toHaveLength(3);
	expect(after('fold', 'open', 'down')).toHaveLength(1);
});

test('marks count instead of the cursor, those out of view as well, and those alone that are still there', () => {
	expect(after('mark', 'mark')).toEqual([keys[0], keys[1]]);
	const hidden = {...stateAfter('mark'), browse: {...stateAfter('mark').browse, filter: 'nothing like this'}};
	expect(targetKeys(hidden, context.screen)).toEqual([keys[0]]);
	const later = {...context.screen, snapshot: {...snapshot, models: seeds.slice(1)}};
	expect(targetKeys(stateAfter('mark'), later)).toEqual([keys[1]]);
});

test('on Detail its model, whatever is marked', () => {
	expect(after('mark', 'open')).toEqual([keys[1]]);
});

test('in Compare the model under its cursor; none on a screen without models', () => {
	expect(after('markAll', 'showCompare', 'right')).toHaveLength(1);
	expect(after('markAll', 'showMetrics')).toEqual([]);
});

test('in Leaderboard the marks, else the row', () => {
	expect(after('mark', 'mark', 'showLeaderboard')).toEqual([keys[0], keys[1]]);
	expect(after('showLeaderboard')).toEqual([]);
});

test('what a filter hides, or what is above or below the rows of the window, is not in view', () => {
	const hiddenIn = (state: AppState, height = 10) => [...outOfView(targetModels(state, context.screen), state, {screen: context.screen, height})].sort();
	const marked = stateAfter('markAll');
	expect(hiddenIn(marked)).toEqual([]);
	expect(hiddenIn(marked, 2)).toHaveLength(1);
	expect(hiddenIn({...marked, browse: {...marked.browse, filter: 'id:m_1'}})).toEqual(keys.slice(1));
	expect(hiddenIn({...marked, browse: {...marked.browse, algorithm: 'other'}})).toEqual(keys);
	// A folded row shows all of its models.
	expect(hiddenIn(stateAfter('markAll', 'fold'), 1)).toEqual([]);
	// Elsewhere the model itself is shown.
	expect(hiddenIn(stateAfter('open'), 0)).toEqual([]);
});
