/** How a visit begins with what the last one left: while the models come, and when they are all there. */

import {describe, expect, test} from 'vitest';
import {reduceApp} from '../../source/app-reducer.ts';
import {resumed, rowsAbove, sessionOf} from '../../source/app-session.ts';
import {initialApp, type AppAction, type AppContext, type AppState} from '../../source/app-state.ts';
import {cursorRow, offsetFor, rowsOf} from '../../source/screens/browse-state.ts';
import {viewOn} from '../../source/screens/taken-view.ts';
import type {Config} from '../../store/domain/config.ts';
import {defaultConfig} from '../../store/domain/config.ts';
import type {Model} from '../../store/domain/model.ts';
import type {Session} from '../../store/domain/session.ts';
import type {Activity} from '../../store/domain/snapshot.ts';
import {appContext} from '../helpers/app-context.ts';
import {madeModel} from '../helpers/made-models.ts';

const models = Array.from({length: 40}, (_, index) =>
	madeModel(`Mscn/Model/m${String(index).padStart(2, '0')}`, {
		tags: index % 2 === 0 ? ['even'] : [],
		training: {trained_at: new Date(Date.UTC(2024, 0, 40 - index)).toISOString(), hyperparams: {lr: index}},
		testing: [{dataset: 'imdb', performance: {total_time: 100 + index}}],
	}),
);
const loading: Activity = {phase: 'loading', done: 10, total: 40};
const settle: AppAction = {kind: 'browse', action: {kind: 'settle'}};

function context(
	found: readonly Model[],
	{activity = {phase: 'live', checkedAt: 0}, config = {}}: {activity?: Activity; config?: Partial<Config>} = {},
): AppContext {
	const base = appContext(found);
	const snapshot = {...base.screen.snapshot, activity, config: {...defaultConfig, ...config}};
	return {...base, screen: {...base.screen, snapshot}, browse: {...base.browse, snapshot}};
}

const begin = (session: Session) => resumed(initialApp, session);
const key = (index: number) => models[index]?.key ?? '';
const kept = (state: AppState, around: AppContext) => sessionOf(state, {above: rowsAbove(state, around), now: 1});
const plain = (session: Session) => JSON.parse(JSON.stringify(session)) as unknown;

describe('the cursor', () => {
	test('is on its model in the first picture where that is there, at its place in the window', () => {
		const all = context(models);
		const state = begin({cursor: key(20), above: 4});
		const rows = rowsOf(state.browse, all.screen.snapshot);
		expect(cursorRow(state.browse, rows)).toBe(20);
		expect(offsetFor(state.browse, rows, 10)).toBe(16);
		expect(rowsAbove(reduceApp(state, settle, all), all)).toBe(4);
	});

	test('waits for its model while others stream in, and is on it when it comes', () => {
		const early = reduceApp(begin({cursor: key(20), above: 4}), settle, context(models.slice(0, 10), {activity: loading}));
		expect(early.browse.cursor).toBe(key(20));
		const later = reduceApp(early, settle, context(models.slice(0, 30), {activity: loading}));
		expect(later.browse).toMatchObject({cursor: key(20), row: 20, offset: 16});
	});

	test('that a person moved meanwhile is theirs', () => {
		const around = context(models.slice(0, 10), {activity: loading});
		const moved = reduceApp(reduceApp(begin({cursor: key(20)}), settle, around), {kind: 'key', action: 'down'}, around);
		expect(reduceApp(moved, settle, context(models)).browse.cursor).toBe(key(1));
	});

	test('goes to the first row where its model is gone', () => {
		const around = context(models.toSpliced(20, 1));
		const {browse} = reduceApp(begin({cursor: key(20), above: 4}), settle, around);
		expect(browse).toMatchObject({cursor: undefined, row: 0, offset: 0});
	});
});

test('marks are kept while models stream in; then those that exist', () => {
	const state = begin({marks: [key(3), key(30), 'Mscn/Model/gone']});
	const early = reduceApp(state, settle, context(models.slice(0, 10), {activity: loading}));
	expect(early.browse.marks.size).toBe(3);
	expect([...reduceApp(early, settle, context(models)).browse.marks]).toEqual([key(3), key(30)]);
});

test('nothing is left out while there are no models at all: the disk may be away', () => {
	const session: Session = {algorithm: 'mscn', filter: 'tag:even', marks: [key(3)], cursor: key(2), fold: false, panel: true, objectives: {}};
	const empty = context([]);
	const state = reduceApp(begin(session), settle, empty);
	expect(plain(kept(state, empty))).toMatchObject({algorithm: 'mscn', filter: 'tag:even', marks: [key(3)], cursor: key(2)});
	expect(reduceApp(state, settle, context(models)).browse).toMatchObject({algorithm: 'mscn', filter: 'tag:even', cursor: key(2)});
});

test('a tab, a filter, an order and an objective that cannot be any more are left out, and it is said', () => {
	const state = begin({
		algorithm: 'lero',
		filter: 'depth=3',
		sort: {field: {kind: 'param', name: 'depth'}, order: 'natural'},
		objectives: {mscn: {metric: 'auc', direction: 'maximize'}, lero: {metric: 'total_time', direction: 'minimize'}},
	});
	const {browse, message} = reduceApp(state, settle, context(models));
	expect(browse).toMatchObject({algorithm: undefined, filter: '', sort: undefined});
	expect([...browse.objectives.keys()]).toEqual(['lero']);
	expect(message?.text).toContain('no models of lero any more, and its filter depth=3 cannot be read');
});

test('what was left comes back as it was, and is the same object while nothing changes', () => {
	const around = context(models);
	const session: Session = {
		algorithm: 'mscn',
		filter: 'tag:even',
		sort: {field: {kind: 'size'}, order: 'flipped'},
		fold: true,
		panel: false,
		cursor: key(4),
		above: 2,
		marks: [key(1)],
		objectives: {mscn: {metric: 'total_time', dataset: 'imdb', direction: 'minimize'}},
	};
	const state = reduceApp(begin(session), settle, around);
	const [first, second] = [kept(state, around), kept(state, around)];
	expect(plain(first)).toEqual(session);
	expect(Object.entries(first).every(([name, value]) => Object.entries(second).some(([other, same]) => other === name && same === value))).toBe(true);
});

test('what another screen shows in Browse for a while is not what is remembered', () => {
	const around = context(models);
	const state = reduceApp(begin({algorithm: 'mscn', filter: 'tag:even'}), settle, around);
	const visiting: AppState = {
		...state,
		browse: {...state.browse, algorithm: undefined, filter: 'is:untracked'},
		routes: [{screen: 'browse'}, {screen: 'browse', visit: {from: 'problems', filter: 'is:untracked', before: state.browse}}],
	};
	expect(kept(visiting, around)).toMatchObject({algorithm: 'mscn', filter: 'tag:even'});
});

describe('a saved view', () => {
	const views = {v: {query: 'tag:even', algorithm: 'mscn', sort: '-lr', columns: ['age'], fold: 'seed' as const}, bad: {query: 'nofield=3'}};

	test('that was on is on again, with its columns', () => {
		const session: Session = {view: 'v', algorithm: 'mscn', filter: 'tag:even', sort: {field: {kind: 'param', name: 'lr'}, order: 'flipped'}, fold: true};
		const {browse} = reduceApp(begin(session), settle, context(models, {config: {views}}));
		expect(viewOn(browse)?.name).toBe('v');
		expect(browse.columnsForNow).toEqual({algorithm: 'mscn', columns: ['age']});
	});

	test('that was changed or dropped since is not on', () => {
		const session: Session = {view: 'v', algorithm: 'mscn', filter: 'tag:even', fold: true};
		expect(viewOn(reduceApp(begin(session), settle, context(models, {config: {views}})).browse)).toBeUndefined();
		expect(viewOn(reduceApp(begin({...session, view: 'w'}), settle, context(models, {config: {views}})).browse)).toBeUndefined();
	});

	test('that is asked for stands above what was left, and its order comes with the models; marks stay', () => {
		const state = resumed(initialApp, {algorithm: undefined, filter: 'x', marks: [key(1)]}, {name: 'v', view: views.v});
		expect(state.browse).toMatchObject({algorithm: 'mscn', filter: 'tag:even', fold: true});
		const {browse} = reduceApp(state, settle, context(models, {config: {views}}));
		expect(viewOn(browse)?.name).toBe('v');
		expect(browse.sort).toEqual({field: {kind: 'param', name: 'lr'}, order: 'flipped'});
		expect(browse.marks.size).toBe(1);
	});

	test('that cannot be read is a message', () => {
		const {browse, message} = reduceApp(resumed(initialApp, {}, {name: 'bad', view: views.bad}), settle, context(models, {config: {views}}));
		expect(message).toMatchObject({isError: true});
		expect(message?.text).toContain('The view bad cannot be taken: its filter nofield=3 cannot be read');
		expect(browse.filter).toBe('');
	});
});
