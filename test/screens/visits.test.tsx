/** Browse as Families and Problems open it, to show some models: how one goes back, and when there is no way back any more. */

import {describe, expect, test} from 'vitest';
import {displayWidth} from '../../components/cells.ts';
import {keysNow} from '../../source/app-footer.tsx';
import {reduceApp} from '../../source/app-reducer.ts';
import {isAtRoot, screenOf, type AppAction, type AppState} from '../../source/app-state.ts';
import type {ActionId} from '../../source/key-binding.ts';
import {visitIn} from '../../source/routes.ts';
import {filterLine} from '../../source/screens/browse-message.tsx';
import {browseView} from '../../source/screens/browse-view.ts';
import {problemRows} from '../../source/screens/problem-rows.ts';
import {afterKeys, appContext} from '../helpers/app-context.ts';
import {madeModel} from '../helpers/made-models.ts';

const untracked = ['one', 'two'].map(name => madeModel(`Net/Model/${name}`, {}, {state: 'untracked', sidecar: undefined}));
const versions = [1, 2].map(version => madeModel(`Res/Model/res_v${version}`, {family: 'res', version}));
const context = appContext([...untracked, ...versions]);
const {snapshot} = context.screen;

const press = (state: AppState, ...actions: readonly ActionId[]) =>
	actions.reduce((before, action) => reduceApp(before, {kind: 'key', action}, context), state);
const act = (state: AppState, ...actions: ReadonlyArray<Extract<AppAction, {kind: 'browse'}>['action']>) =>
	actions.reduce((before, action) => reduceApp(before, {kind: 'browse', action}, context), state);

/** Browse with a filter and a tab of its own, then what leads to the visit. */
const before = act(afterKeys(context, 'nextTab', 'filter'), {kind: 'filter', value: 'o', cursor: 1}, {kind: 'filterDone'});

function fromProblems(): AppState {
	const row = problemRows(snapshot, {now: 0}).find(({kind}) => kind === 'untracked') ?? expect.fail('nothing is untracked');
	const shown = press(before, 'showProblems');
	return press({...shown, problems: {...shown.problems, rowKey: row.rowKey}}, 'open');
}

const visits = [
	['problems', 'showProblems', 'is:untracked', fromProblems],
	['families', 'showFamilies', 'family:res', () => press(before, 'showFamilies', 'showInBrowse')],
] as const;

describe.each(visits)('from %s', (screen, key, filter, visit) => {
	test('Browse shows what the filter finds, and nothing quits the program there', () => {
		const state = visit();
		expect([screenOf(state), state.browse.filter, state.browse.algorithm]).toEqual(['browse', filter, undefined]);
		expect(browseView(snapshot, state.browse).rows).toHaveLength(2);
		expect(isAtRoot(state)).toBe(false);
		const keys = keysNow(state, {rows: browseView(snapshot, state.browse).rows, problems: 0, readOnly: false});
		expect(keys.find(({id}) => id === 'back')?.label).toBe('back');
	});

	test.each([[key], ['back']] as const)('%s goes back, and Browse shows again what it did before', action => {
		const back = press(visit(), 'mark', action);
		expect([screenOf(back), back.routes.length]).toEqual([screen, 2]);
		expect(back.browse).toMatchObject({filter: 'o', algorithm: before.browse.algorithm, cursor: before.browse.cursor});
		expect(back.browse.marks.size).toBe(1);
		const out = press(back, 'back');
		expect([screenOf(out), isAtRoot(out)]).toEqual(['browse', true]);
	});

	test('Detail, help and 1 lead back to it as long as the filter stands, also with more conditions', () => {
		const narrowed = act(press(visit(), 'filter'), {kind: 'filter', value: `${filter} -x`, cursor: 1}, {kind: 'filterDone'});
		for (const state of [visit(), press(visit(), 'open', 'back'), press(visit(), 'help', 'showBrowse'), press(visit(), 'showBrowse'), narrowed]) {
			expect(screenOf(state)).toBe('browse');
			expect(screenOf(press(state, 'back'))).toBe(screen);
		}
	});

	test('is over when Escape takes the filter away, or another one is typed', () => {
		const escaped = press(visit(), 'escape');
		const typed = act(press(visit(), 'filter'), {kind: 'filter', value: 'w', cursor: 1}, {kind: 'filterDone'});
		for (const state of [escaped, typed]) {
			expect(state.routes).toEqual([{screen: 'browse'}]);
			expect(browseView(snapshot, state.browse).rows.length).toBeGreaterThan(0);
		}
		expect(escaped.browse.filter).toBe('');
	});

	test('is not over while the filter is only being typed, and Escape leaves it as it was', () => {
		const typing = act(press(visit(), 'filter'), {kind: 'filter', value: '', cursor: 0});
		expect(visitIn(typing.routes)).toBeDefined();
		expect(screenOf(press(typing, 'escape', 'back'))).toBe(screen);
	});
});

test('there is one visit at a time, and what was shown before the first comes back after the last', () => {
	const both = press(press(fromProblems(), 'showFamilies'), 'first', 'showInBrowse');
	expect(both.routes.filter(route => route.screen === 'browse')).toHaveLength(2);
	const left = press(both, 'back', 'back', 'back');
	expect([screenOf(left), left.browse.filter]).toEqual(['browse', 'o']);
});

test('6 on Problems itself keeps the row and what the disk told', () => {
	const shown = press(before, 'showProblems');
	const looked = {...shown, problems: {...shown.problems, rowKey: 'row', disk: {renamed: [], strays: [], staleLocks: [], unfinished: [], notes: []}}};
	expect(press(looked, 'showProblems').problems).toBe(looked.problems);
	expect(press(press(looked, 'back'), 'showProblems').problems.disk).toBeUndefined();
});

test.each([40, 60, 100])('the line of the filter says in %i columns how to go back before how to show all', width => {
	const state = fromProblems();
	const line = filterLine(state.browse.filter, {view: browseView(snapshot, state.browse), visit: visitIn(state.routes), width});
	expect(displayWidth(line)).toBeLessThanOrEqual(width);
	expect(line).toContain('6 goes back');
	expect(line.includes('Esc shows all')).toBe(width >= 60);
});
