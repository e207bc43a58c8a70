/** The footer: the keys that do something now, as many as fit. */

import {expect, test} from 'vitest';
import {displayWidth} from '../../components/cells.ts';
import {keyBarLine} from '../../components/key-bar.tsx';
import {barOf, keysNow, messageLine, underwayLine} from '../../source/app-footer.tsx';
import {reduceApp} from '../../source/app-reducer.ts';
import {initialApp, type AppState} from '../../source/app-state.ts';
import type {ActionId} from '../../source/key-binding.ts';
import {actionFor} from '../../source/keymap.ts';
import {browseView} from '../../source/screens/browse-view.ts';
import {nothingTyped, type Dialog, type PendingChange} from '../../source/screens/dialog.ts';
import {emptyExport} from '../../source/screens/export-state.ts';
import {targetKeys} from '../../source/screens/target-keys.ts';
import {afterKeys, appContext} from '../helpers/app-context.ts';
import {madeModel} from '../helpers/made-models.ts';

const seeds = [1, 2].map(seed => madeModel(`Mscn/Model/m_${seed}`, {training: {dataset: 'imdb', hyperparams: {lr: 1, seed}}}));
const context = appContext(seeds);
const {snapshot} = context.screen;
const pressed = (...actions: readonly ActionId[]) => afterKeys(context, ...actions);

function plain(text: string): string {
	return text.replaceAll(/\u{1B}\[[\d;]*m/gu, '');
}

function footer(state: AppState, {width = 80, problems = 0} = {}): string {
	const keys = keysNow(state, {rows: browseView(snapshot, state.browse).rows, problems, readOnly: false});
	return plain(keyBarLine({...barOf(keys), width})).trim();
}

test('Browse in 80 columns has the keys that a first visit needs, and q quits', () => {
	const wanted = '/ filter  spc mark  c compare  t tag  d trash  x cleanup  : all  ? help  q quit';
	expect(footer(initialApp)).toBe(wanted);
	expect(footer(initialApp, {problems: 3})).toBe(wanted);
	expect(footer(initialApp, {width: 120, problems: 3})).toContain('6 problems');
	expect(footer(initialApp, {width: 200})).not.toContain('6 problems');
	expect(footer(initialApp, {width: 120})).toContain('t tag  n note  f fold  d trash  x cleanup');
});

test('where nothing may be changed the keys that change are not there', () => {
	const {rows} = browseView(snapshot, initialApp.browse);
	const keys = keysNow(initialApp, {rows, problems: 0, readOnly: true}).map(({id}) => id);
	expect(keys).not.toContain('tags');
	expect(keys).not.toContain('remove');
	expect(keys).toContain('copyMenu');
});

test('keys that find no row are not named: none where there is no model, of marked models those that act on them', () => {
	const keys = (state: AppState, isEmpty: boolean) => keysNow(state, {rows: [], problems: 0, readOnly: false, isEmpty}).map(({shown}) => shown);
	for (const key of ['Enter', 'Space', 'c', 't', 'd', 'x', 'n', 'y', 'b', '/', 's']) expect(keys(initialApp, true)).not.toContain(key);
	expect(keys(initialApp, true)).toEqual(expect.arrayContaining(['?', 'q', 'R', 'F']));
	expect(keys(initialApp, false)).toEqual(expect.arrayContaining(['/', 'x', 's']));
	for (const key of ['Enter', 'Space', 't']) expect(keys(initialApp, false)).not.toContain(key);
	expect(keys(pressed('markAll'), false)).toEqual(expect.arrayContaining(['t', 'd', 'c']));
});

test('in a wide terminal the screens and what is the same everywhere stand at the right end', () => {
	const wide = footer(initialApp, {width: 200, problems: 3});
	expect(wide).toMatch(
		/^\/ filter  spc mark  Enter detail  c compare  t tag  n note  f fold  b best .* {2,}2 board .*6 problems .*: all {2}\? help {2}q quit$/,
	);
	expect(displayWidth(wide)).toBe(199);
});

test('F and R are in the footer of Browse from 160 columns on', () => {
	expect(footer(initialApp, {width: 160})).toMatch(/F families +R register/);
});

test('R is for one model: the marked one before that under the cursor, and of several for none', () => {
	const one = pressed('down', 'mark', 'first', 'register');
	expect(one.register.from).toBe(browseView(snapshot, initialApp.browse).rows[1]?.key);
	const several = pressed('markAll', 'register');
	expect(several.routes).toEqual([{screen: 'browse'}]);
	expect(several.message).toEqual({text: 'R registers one model: 2 are marked. A takes all marks away.', isError: true});
	const onBoard = reduceApp(pressed('markAll', 'showLeaderboard'), {kind: 'key', action: 'register'}, context);
	expect(onBoard.message).toEqual(several.message);
	const unmarked = reduceApp(onBoard, {kind: 'key', action: 'markNone'}, context);
	expect(unmarked.browse.marks.size).toBe(0);
});

test('+ is named where the models that are meant have no sidecar, in place of t and n, in 80 columns too', () => {
	const stray = madeModel('Mscn/Model/stray', {}, {state: 'untracked', sidecar: undefined});
	const mixed = appContext([...seeds, stray]);
	const shown = (...actions: readonly ActionId[]) => {
		const state = afterKeys(mixed, ...actions);
		const {rows} = browseView(mixed.screen.snapshot, state.browse);
		const keys = keysNow(state, {rows, problems: 0, readOnly: false, targets: targetKeys(state, mixed.screen)});
		return plain(keyBarLine({...barOf(keys), width: 80})).trim();
	};
	const row = browseView(mixed.screen.snapshot, initialApp.browse).rows.findIndex(({key}) => key === stray.key);
	const to = Array.from({length: row}, () => 'down' as const);
	const other = row === 0 ? (['down'] as const) : [];
	expect(shown(...to)).toBe('/ filter  spc mark  c compare  + adopt  d trash           : all  ? help  q quit');
	expect(shown(...to, 'open')).toContain('+ adopt');
	expect(shown(...other)).not.toContain('adopt');
	expect(shown(...other, 'open')).not.toContain('adopt');
	expect(shown('markAll', ...other)).toContain('+ adopt');
	expect(shown(...to, 'showMetrics')).not.toContain('adopt');
});

test('elsewhere q goes back', () => {
	for (const action of ['showMetrics', 'showLeaderboard', 'showProblems', 'help', 'columns'] as const) expect(footer(pressed(action))).toContain('q back');
	expect(footer(pressed('showMetrics', 'back'))).toContain('q quit');
});

test('the ways to all actions, to help and back stay on every screen in 80 columns, and export stands in Leaderboard in 120', () => {
	const opened = [
		'open',
		'showCompare',
		'showLeaderboard',
		'showMetrics',
		'showProblems',
		'showCharts',
		'showTrash',
		'showCleanup',
		'showFamilies',
		'showMessages',
		'columns',
		'export',
	] as const;
	for (const action of opened) expect([action, footer(pressed(action))]).toEqual([action, expect.stringMatching(/ {2}: all {2}\? help {2}q back$/)]);
	expect(footer(pressed('showLeaderboard'), {width: 120})).toContain('E export');
	expect(footer(pressed('showCompare'), {width: 120})).toContain('E export');
});

test('fewer and more digits stand together', () => {
	expect(footer(pressed('export'))).toContain('- + digits');
});

test('Enter opens a folded row, and closes an open one', () => {
	expect(footer(pressed('fold'))).toContain('Enter open');
	expect(footer(pressed('fold', 'open'))).toContain('Enter close');
	expect(footer(pressed('fold', 'open', 'down'), {width: 120})).toContain('Enter detail');
});

test('while something else takes the keys, they are its own', () => {
	expect(footer(pressed('filter'))).toBe('Enter keep  Esc back  Tab complete  Shift-Tab previous');
	for (const action of ['sortMenu', 'pickTab', 'objective'] as const) expect(footer(pressed(action))).toBe('↑↓ choose  Enter take  Esc back');
	expect(footer(pressed('showLeaderboard', 'objective'))).toBe('↑↓ choose  Enter take  Esc back');
	const naming: AppState = {...pressed('export'), export: {...emptyExport, typing: {value: '', cursor: 0}}};
	expect(footer(naming)).toBe('Enter write  Esc back');
});

test('a dialog has its own keys', () => {
	const pending: PendingChange = {request: {kind: 'purge', txns: []}, by: 'dashboard', done: 'done'};
	const over = (dialog: Dialog) => footer(reduceApp(initialApp, {kind: 'dialog', dialog}, context));
	expect(over({kind: 'tags', keys: [], subject: 'm', tags: [], typing: nothingTyped, row: 0, ticks: new Map()})).toBe(
		'Enter take  Space tick  ↑↓ choose  Esc back',
	);
	expect(over({kind: 'note', keys: [], subject: 'm', before: '', typing: nothingTyped})).toBe('Enter keep  Esc back');
	expect(over({kind: 'confirm', lines: [], expects: 'yes', typing: nothingTyped, pending})).toBe('Esc no');
	expect(over({kind: 'confirm', lines: [], expects: 11, typing: nothingTyped, pending})).toBe('type 11, Enter yes  Esc no');
	expect(over({kind: 'copy', keys: [], subject: 'm', choices: []})).toBe('↑↓ choose  Enter take  Esc back');
});

test('what was done stands beside the command and u, and gives way from the right', () => {
	const line = (width: number) => plain(messageLine({text: 'tagged 5 models 논문', command: 'mreg tag 논문 -- m_1 m_2 m_3', isUndoable: true}, width));
	expect(line(80)).toBe(' tagged 5 models 논문      mreg tag 논문 -- m_1 m_2 m_3                  u undo ');
	expect(line(50)).toMatch(/^ tagged 5 models 논문 {6}mreg tag 논문… +u undo $/u);
	expect(line(40)).toMatch(/^ tagged 5 models 논문 +u undo $/u);
	expect(line(20)).toBe(' tagged 5 …  u undo ');
	for (const width of [80, 50, 40, 20]) expect(displayWidth(line(width))).toBe(width);
	const long = plain(messageLine({text: 'x', command: 'a\u{1B}[2J'.repeat(100_000)}, 60));
	expect(long).toMatch(/^ x {6}a\\e\[2Ja\\e\[2J.*…$/);
});

test('what is under way is counted, with a bar where there is room', () => {
	expect(plain(underwayLine({what: 'tagging', done: 120, total: 1_000}, 80))).toMatch(/^ tagging █{5}░{35} 120 of 1,000 … *$/);
	expect(plain(underwayLine({what: 'tagging', done: 120, total: 1_000}, 26)).trim()).toBe('tagging 120 of 1,000 …');
	expect(plain(underwayLine({what: 'taking back', done: 0, total: 0}, 30)).trim()).toBe('taking back …');
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
	expect(footer(state)).toMatch(/^↑ ↓ scroll {2}\/ search {3,}: all {2}\? close {2}q back$/);
	expect(reduceApp(state, {kind: 'key', action: 'help'}, context).routes.at(-1)).toEqual({screen: 'leaderboard'});
});
