/** What happened since the last visit, as the dashboard says it: under the tabs, beside a filter, in the log, and by N. */

import {describe, expect, test} from 'vitest';
import {displayWidth} from '../../components/cells.ts';
import {unpainted} from '../../components/paint.ts';
import {reduceApp} from '../../source/app-reducer.ts';
import {sessionOf} from '../../source/app-session.ts';
import {initialApp, screenOf, type AppAction, type AppContext, type AppState} from '../../source/app-state.ts';
import type {ActionId} from '../../source/key-binding.ts';
import {filterLine} from '../../source/screens/browse-message.tsx';
import {rowsOf} from '../../source/screens/browse-state.ts';
import {browseView} from '../../source/screens/browse-view.ts';
import {emptyLines} from '../../source/screens/empty-lines.ts';
import {sinceBeside, sinceLine} from '../../source/screens/since-line.ts';
import type {Activity} from '../../store/domain/snapshot.ts';
import {appContext} from '../helpers/app-context.ts';
import {madeModel} from '../helpers/made-models.ts';

const now = new Date(2026, 10, 22, 12).getTime();
const lastVisit = new Date(2026, 10, 22, 2, 11).getTime();

const made = (key: string, at: number) => madeModel(key, {tags: ['paper']}, {firstSeen: at});
const old = [made('Mscn/Model/old_1', lastVisit - 1), made('Mscn/Model/old_2', lastVisit - 2), made('Resnet/Model/old', lastVisit - 3)];
const [ofResnet, ofLero, ofMscn] = [made('Resnet/Model/new', now - 1), made('Lero/Model/new', now - 2), made('Mscn/Model/new', now - 3)];
const live: Activity = {phase: 'live', checkedAt: 0};

function context(came: ReturnType<typeof made>[], {visit = lastVisit, activity = live}: {visit?: number | null; activity?: Activity} = {}): AppContext {
	const base = appContext([...old, ...came]);
	const snapshot = {...base.screen.snapshot, activity, lastVisit: visit ?? undefined};
	return {...base, screen: {...base.screen, snapshot, now}, browse: {...base.browse, snapshot}};
}

const settle: AppAction = {kind: 'browse', action: {kind: 'settle'}};
const inTab = (algorithm: string | undefined, filter = ''): AppState => ({...initialApp, browse: {...initialApp.browse, algorithm, filter, lastGood: filter}});
const press = (state: AppState, action: ActionId, around: AppContext) => reduceApp(state, {kind: 'key', action}, around);
const idsOf = ({browse}: AppState, {screen}: AppContext) => rowsOf(browse, screen.snapshot).map(row => row.key);

function options({browse}: AppState, {screen: {snapshot}}: AppContext) {
	return {ranks: browseView(snapshot, browse).ranks, algorithm: browse.algorithm, now};
}

function filtered(state: AppState, around: AppContext, width: number): string {
	const {snapshot} = around.screen;
	const since = (room: number) => sinceBeside(snapshot, {...options(state, around), width: room});
	return unpainted(filterLine(state.browse.filter, {view: browseView(snapshot, state.browse), width, since}));
}

describe('a filter that is on', () => {
	const around = context([ofMscn, ofLero]);
	const state = inTab(undefined, 'tag:paper');

	test.each([
		[60, / tag:paper +5 of 5 {2}Since 02:11 \+2 · Esc shows all $/],
		[100, / tag:paper +5 of 5 {2}Since 02:11 {2}\+2 models · Esc shows all $/],
	])('leaves what happened since the last visit in view in %i columns', (width, wanted) => {
		expect(filtered(state, around, width)).toMatch(wanted);
	});

	test('and its own words go before it where there is no room', () => {
		for (let width = 30; width <= 100; width++) {
			const line = filtered(state, around, width);
			expect(displayWidth(line)).toBeLessThanOrEqual(width);
			if (line.includes('Since')) expect(line).toMatch(/tag:paper +5 of 5 .*\+2.* · Esc shows all $/);
		}
		expect(filtered(state, context([]), 100)).toMatch(/ 3 of 3 {2}Esc shows all $/);
	});
});

describe('the log of messages', () => {
	test('has it once, when the first look is over', () => {
		const early = reduceApp(initialApp, settle, context([ofMscn], {activity: {phase: 'checking', checkedAt: 0, since: 0, done: 0, total: 1}}));
		expect(early.said).toEqual([]);
		const told = reduceApp(early, settle, context([ofMscn, ofLero]));
		expect(told.said).toEqual([{text: 'Since 02:11, your last visit: 2 models came.', command: 'mreg since 2026-11-22T02:11', at: now}]);
		expect(told.message, 'nothing covers the keys').toBeUndefined();
		expect(reduceApp(told, settle, context([ofMscn, ofLero, ofResnet])).said).toHaveLength(1);
	});

	test('has nothing where nothing happened, or where no visit is remembered', () => {
		expect(reduceApp(initialApp, settle, context([])).said).toEqual([]);
		expect(reduceApp(initialApp, settle, context([ofMscn], {visit: null})).said).toEqual([]);
	});
});

describe('the line of a tab', () => {
	const line = (algorithm: string | undefined, came: ReturnType<typeof made>[]) => {
		const around = context(came);
		return unpainted(sinceLine(around.screen.snapshot, {...options(inTab(algorithm), around), width: 80})).trim();
	};

	test.each([
		[undefined, [ofResnet, ofLero], '+2 models'],
		['resnet', [ofResnet], '+1 model'],
		['mscn', [ofResnet], '+1 resnet'],
		['mscn', [ofMscn, ofResnet], '+1 mscn, +1 resnet'],
		['resnet', [ofMscn, ofResnet], '+1 resnet, +1 mscn'],
		['mscn', [ofLero, ofResnet], '+2 in other tabs'],
		['mscn', [ofMscn, ofLero, ofResnet], '+1 mscn, +2 in other tabs'],
	])('%s tells its own from those of others', (algorithm, came, words) => {
		expect(line(algorithm, came)).toMatch(new RegExp(`^Since 02:11 +${words.replaceAll('+', '\\+')} +N shows them$`));
	});
});

describe('N', () => {
	test('shows what came in the tab, and all again', () => {
		const around = context([ofMscn, ofResnet]);
		const shown = press(inTab('mscn'), 'showNew', around);
		expect([shown.browse.algorithm, idsOf(shown, around)]).toEqual(['mscn', [ofMscn.key]]);
		expect(press(shown, 'showNew', around).browse.filter).toBe('');
	});

	test('goes to the algorithm of what came where the tab has none, and to All where there are several', () => {
		const one = press(inTab('mscn'), 'showNew', context([ofResnet]));
		expect(one.browse).toMatchObject({algorithm: 'resnet', filter: 'is:new'});
		expect(one.message?.text).toMatch(/^Nothing of mscn came since your last visit \(02:11\): it was [Rr]esnet\.$/);
		const around = context([ofResnet, ofLero]);
		const several = press(inTab('mscn'), 'showNew', around);
		expect(several.browse.algorithm).toBeUndefined();
		expect(idsOf(several, around).toSorted()).toEqual([ofLero.key, ofResnet.key]);
	});

	test('says since when nothing came, and shows what it showed', () => {
		const state = press(inTab('mscn', 'tag:paper'), 'showNew', context([]));
		expect(state.browse).toMatchObject({algorithm: 'mscn', filter: 'tag:paper'});
		expect(state.message?.text).toBe('No model came since your last visit (02:11).');
	});

	test('in Detail goes back to the rows with what came, and stays where nothing did', () => {
		const around = context([ofMscn]);
		const detail = press(initialApp, 'open', around);
		expect(screenOf(detail)).toBe('detail');
		const shown = press(detail, 'showNew', around);
		expect([screenOf(shown), shown.browse.filter]).toEqual(['browse', 'is:new']);
		const again = press(press(shown, 'open', around), 'showNew', around);
		expect([screenOf(again), again.browse.filter]).toEqual(['browse', 'is:new']);
		const nothing = context([]);
		const stays = press(press(initialApp, 'open', nothing), 'showNew', nothing);
		expect([screenOf(stays), stays.message?.text]).toEqual(['detail', 'No model came since your last visit (02:11).']);
	});

	test('promises a next visit only where this one is remembered', () => {
		const first = context([], {visit: null});
		expect(press(initialApp, 'showNew', first).message?.text).toContain('at the next one');
		const {message} = press(initialApp, 'showNew', {...first, isForgotten: true});
		expect(message?.text).toContain('in a registry of yours');
		expect(message?.text).not.toContain('next');
	});
});

describe('what is new', () => {
	test.each([
		['is:new', undefined],
		['tag:paper -is:new', undefined],
		['(IS:NEW or tag:a)', undefined],
		['is:newest', 'is:newest'],
		['"is:new"', '"is:new"'],
		['this:new', 'this:new'],
		['tag:paper', 'tag:paper'],
	])('is not asked for again at the next visit: %s', (filter, kept) => {
		expect(sessionOf(inTab(undefined, filter), {above: 0, now}).filter).toBe(kept);
	});

	test('is nothing: an empty list says since when', () => {
		const lines = (visit: number | null) => {
			const {snapshot} = context([], {visit}).screen;
			return emptyLines(snapshot, {text: 'is:new', isReadable: true}, {width: 80, readOnly: false, now}).join('\n');
		};
		expect(lines(lastVisit)).toContain('Nothing came here since 02:11, your last visit.');
		expect(lines(null)).toContain('Nothing counts as new: no earlier visit is remembered.');
	});
});
