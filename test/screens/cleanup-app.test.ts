/** Cleanup within the whole: what is opened again, and where it is said what came of it. */

import {expect, test} from 'vitest';
import {keysNow} from '../../source/app-footer.tsx';
import {reduceApp} from '../../source/app-reducer.ts';
import {initialApp, type AppAction, type AppContext, type AppState} from '../../source/app-state.ts';
import type {PendingChange} from '../../source/screens/dialog.ts';
import {nothingDone} from '../../store/domain/change.ts';
import {contextOf, ranked, type Around} from '../helpers/cleanup-context.ts';

function around(options: Around = {}): AppContext {
	const screen = contextOf(ranked(7), options);
	return {screen, browse: {snapshot: screen.snapshot, height: 10, columns: []}, columnIds: [], pages: {detail: 50, help: 50, messages: 0}};
}

function after(context: AppContext, ...actions: ReadonlyArray<AppAction | 'showCleanup' | 'otherList' | 'back'>): AppState {
	return actions.reduce((state: AppState, action) => reduceApp(state, typeof action === 'string' ? {kind: 'key', action} : action, context), initialApp);
}

const pending: PendingChange = {request: {kind: 'trash', removals: []}, by: 'dashboard cleanup', done: 'cleaned up mscn'};
const change = {...nothingDone, txn: 't', done: ['Mscn/Model/m_7']};
const done: readonly AppAction[] = [
	{kind: 'changed', change, pending},
	{kind: 'message', message: {text: 'cleaned up mscn', command: 'mreg cleanup', isUndoable: true, isCleanup: true}},
];
const footer = (state: AppState) => keysNow(state, {rows: [], problems: 0, readOnly: false}).map(({id}) => id);

test('x loses nothing that was moved by hand, neither where it is open nor where it was left', () => {
	const context = around();
	expect(after(context, 'showCleanup', 'otherList', 'showCleanup').cleanup.byHand.kept.size).toBe(2);
	const again = after(context, 'showCleanup', 'otherList', 'back', 'showCleanup').cleanup;
	expect(again.byHand.kept.size).toBe(2);
	expect(again.left).toBe(context.screen.now);
	expect(after(context, 'showCleanup', 'back', 'showCleanup').cleanup.left).toBeUndefined();
});

test('what came of it is said on the screen, and the last line has the keys, with u', () => {
	const context = around();
	const state = after(context, 'showCleanup', ...done);
	expect(state).toMatchObject({message: undefined, lastCommand: 'mreg cleanup', cleanup: {result: {done: 1}}});
	expect(footer(state)).toContain('undo');
	expect(footer(after(context, 'showCleanup'))).not.toContain('undo');
});

test('it is said in the last line where the screen has no room for it or another one is shown', () => {
	expect(after(around({height: 6}), 'showCleanup', ...done).message).toMatchObject({text: 'cleaned up mscn'});
	expect(after(around(), 'showCleanup', 'back', ...done).message).toMatchObject({text: 'cleaned up mscn'});
});
