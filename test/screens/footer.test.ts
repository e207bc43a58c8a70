/** The footer: the keys that do something now, as many as fit. */

import {expect, test} from 'vitest';
import {keyBarLine} from '../../components/key-bar.tsx';
import {keysNow} from '../../source/app-footer.tsx';
import {initialApp, reduceApp, type AppContext, type AppState} from '../../source/app-state.ts';
import type {ActionId} from '../../source/key-binding.ts';
import {actionFor} from '../../source/keymap.ts';
import {browseView} from '../../source/screens/browse-view.ts';
import {emptyExport} from '../../source/screens/export-state.ts';
import {safeText} from '../../source/text.ts';
import {defaultConfig} from '../../store/domain/config.ts';
import {madeModel} from '../helpers/made-models.ts';

const seeds = [1, 2].map(seed => madeModel(`Mscn/Model/m_${seed}`, {training: {dataset: 'imdb', hyperparams: {lr: 1, seed}}}));
const snapshot: AppContext['screen']['snapshot'] = {
	root: '/r',
	reason: 'test',
	models: seeds,
	problems: [],
	config: defaultConfig,
	activity: {phase: 'live', checkedAt: 0},
	watching: true,
};
const context: AppContext = {
	screen: {snapshot, width: 80, height: 22, objectiveOf: () => undefined, now: 0},
	browse: {snapshot, height: 10, columns: []},
	columnIds: [],
	pages: {detail: 50, help: 50},
};

function pressed(...actions: readonly ActionId[]): AppState {
	return actions.reduce((state, action) => reduceApp(state, {kind: 'key', action}, context), initialApp);
}

function footer(state: AppState, {width = 80, problems = 0} = {}): string {
	const keys = keysNow(state, {rows: browseView(snapshot, state.browse).rows, problems});
	const items = keys.map(({shown, label, weight}) => ({key: safeText(shown), label: safeText(label), priority: weight}));
	return keyBarLine({items, width})
		.replaceAll(/\u{1B}\[[\d;]*m/gu, '')
		.trim();
}

test('Browse in 80 columns has the keys that a first visit needs, and q quits', () => {
	const wanted = '? help  / filter  Enter detail  Space mark  c compare  f fold  2 board  q quit';
	expect(footer(initialApp)).toBe(wanted);
	expect(footer(initialApp, {problems: 3})).toBe(wanted);
	expect(footer(initialApp, {width: 120, problems: 3})).toContain('6 problems');
	expect(footer(initialApp, {width: 200})).not.toContain('6 problems');
	expect(footer(initialApp, {width: 100})).toContain('s sort');
});

test('elsewhere q goes back', () => {
	for (const action of ['showMetrics', 'showLeaderboard', 'showProblems', 'help', 'columns'] as const) expect(footer(pressed(action))).toContain('q back');
	expect(footer(pressed('showMetrics', 'back'))).toContain('q quit');
});

test('Enter opens a folded row, and closes an open one', () => {
	expect(footer(pressed('fold'))).toContain('Enter open');
	expect(footer(pressed('fold', 'open'))).toContain('Enter close');
	expect(footer(pressed('fold', 'open', 'down'))).toContain('Enter detail');
});

test('while something else takes the keys, they are its own', () => {
	expect(footer(pressed('filter'))).toBe('Enter keep  Esc undo  Tab complete  Shift-Tab back');
	for (const action of ['sortMenu', 'pickTab', 'objective'] as const) expect(footer(pressed(action))).toBe('↑↓ choose  Enter take  Esc back');
	expect(footer(pressed('showLeaderboard', 'objective'))).toBe('↑↓ choose  Enter take  Esc back');
	const naming: AppState = {...pressed('export'), export: {...emptyExport, typing: {value: '', cursor: 0}}};
	expect(footer(naming)).toBe('Enter write  Esc undo');
});

test('Detail, Compare and Leaderboard say what the arrows choose', () => {
	expect(footer(pressed('open'))).toContain('← → model');
	expect(footer(pressed('showCompare'))).toContain('← → model');
	expect(footer(pressed('showLeaderboard'))).toContain('← → dataset');
});

test('no screen offers to open itself', () => {
	expect(footer(pressed('showLeaderboard'), {width: 300})).not.toContain('2 ');
	expect(footer(pressed('showMetrics'), {width: 300})).not.toContain('8 ');
	expect(footer(pressed('showProblems'), {width: 300, problems: 2})).not.toContain('6 ');
});

test('s sorts in Browse and in Leaderboard', () => {
	expect(actionFor('s', 'browse')).toBe('sortMenu');
	expect(actionFor('s', 'leaderboard')).toBe('sortMenu');
	expect(footer(pressed('showLeaderboard'))).toContain('s sort');
});

test('help knows the screen that it was opened from, and ? closes it again', () => {
	const state = pressed('showLeaderboard', 'help');
	expect(state.routes.at(-1)).toEqual({screen: 'help', from: 'leaderboard'});
	expect(footer(state)).toBe('? close  ↑ ↓ scroll  q back');
	expect(reduceApp(state, {kind: 'key', action: 'help'}, context).routes.at(-1)).toEqual({screen: 'leaderboard'});
});
