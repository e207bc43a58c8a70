/** What was moved by hand in Cleanup, when its models are other ones by now. */

import {describe, expect, test} from 'vitest';
import {unpainted} from '../../components/paint.ts';
import {initialBrowse} from '../../source/screens/browse-state.ts';
import {byHandLine} from '../../source/screens/cleanup-lines.ts';
import {cleanupQuestion, whyNotNow} from '../../source/screens/cleanup-question.ts';
import {cleanupJson, readCleanup} from '../../source/screens/cleanup-remembered.ts';
import {emptyCleanup, openCleanup, type CleanupState} from '../../source/screens/cleanup-state.ts';
import {cleanupPage, type PlanPage} from '../../source/screens/cleanup-view.ts';
import type {ScreenContext} from '../../source/screens/screen-context.ts';
import type {Json, JsonObject} from '../../store/domain/json.ts';
import type {Model} from '../../store/domain/model.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {after, cleanup, contextOf, marksOf, now, ranked} from '../helpers/cleanup-context.ts';
import {madeArtifact, madeModel} from '../helpers/made-models.ts';

const sidecar: JsonObject = {
	model_id: 'meant',
	training: {dataset: 'p', trained_at: '2026-01-01T00:00:00Z', hyperparams: {lr: 1}},
	testing: [{dataset: 'imdb', num_queries: 113, performance: {total_time: 90}}],
	tags: [],
	notes: '',
};
const artifact = madeArtifact('Mscn/Model/meant', {bytes: 100, modifiedAt: 5});
const meant = madeModel('Mscn/Model/meant', sidecar, {artifact});
const loading: Snapshot['activity'] = {phase: 'loading', done: 1, total: 8};

function planned(state: CleanupState, context: ScreenContext): PlanPage {
	const page = cleanupPage(state, context);
	if (page.kind === 'none') throw new Error(page.reasons.join(' '));
	return page;
}

const removed = (state: CleanupState, context: ScreenContext) => planned(state, context).plan.remove.map(({model: {id}}) => id);
const said = (state: CleanupState, context: ScreenContext) => unpainted(byHandLine(state, planned(state, context), context)).trim();
const withMeant = (model: Model, around?: Parameters<typeof contextOf>[1]) => contextOf([model, ...ranked(6)], around);

/** The best model, moved to what goes. */
const moved = after(cleanup, withMeant(meant), 'down', 'openGroup', 'down', 'otherList');
/** The same in the next visit, a while later. */
const nextVisit = readCleanup(JSON.parse(JSON.stringify(cleanupJson(moved, {fold: false, now: now - 3_600_000}))) as Json) ?? emptyCleanup;
const browse = {...initialBrowse, algorithm: 'mscn'};

describe.each<readonly [string, CleanupState]>([
	['in one visit', moved],
	['in the next visit', nextVisit],
])('a model that was moved to what goes, %s,', (_when, state) => {
	test('goes as long as it is the same', () => {
		const context = withMeant(madeModel(meant.key, structuredClone(sidecar), {artifact: {...artifact}}));
		expect(removed(openCleanup(state, browse, context), context)).toContain('meant');
		expect(said(state, context)).toContain('1 moved by hand');
		expect(said(state, context)).not.toContain('changed');
	});

	test.each<readonly [string, Model]>([
		['other content of the same size and an old time', madeModel(meant.key, sidecar, {artifact: {...artifact, modifiedAt: 4}})],
		['other content of the same time', madeModel(meant.key, sidecar, {artifact: {...artifact, bytes: 101}})],
		['another training', madeModel(meant.key, {...sidecar, training: {dataset: 'p', hyperparams: {lr: 2}}}, {artifact})],
		['a new result', madeModel(meant.key, {...sidecar, testing: [{dataset: 'imdb', num_queries: 113, performance: {total_time: 80}}]}, {artifact})],
		['a tag', madeModel(meant.key, {...sidecar, tags: ['paper']}, {artifact})],
		['a note', madeModel(meant.key, {...sidecar, notes: 'the good one'}, {artifact})],
	])('stays by the rule once it has %s, and that is said', (_what, model) => {
		const context = withMeant(model);
		const again = openCleanup(state, browse, context);
		expect(removed(again, context)).not.toContain('meant');
		expect(removed(state, context)).not.toContain('meant');
		expect(said(again, context)).toContain('1 that you moved has changed since: the rule decides');
	});
});

test('one that changed can be moved again, as it is now', () => {
	const context = withMeant(madeModel(meant.key, {...sidecar, notes: 'the good one'}, {artifact}));
	const again = after({...openCleanup(moved, browse, context), id: `model ${meant.key}`}, context, 'otherList');
	expect(removed(again, context)).toContain('meant');
});

test('what was kept by hand stays kept, however it changed', () => {
	const models = ranked(7);
	const [before, worst] = [contextOf(models), models[6]];
	const kept = after(cleanup, before, 'openGroup', 'down', 'down', 'otherList');
	expect(removed(kept, before)).toEqual(['m_6']);
	const changed = contextOf([...models.slice(0, 6), madeModel(worst?.key ?? '', {...worst?.content, notes: 'other'})]);
	expect(removed(openCleanup(kept, browse, changed), changed)).toEqual(['m_6']);
	expect(said(kept, changed)).not.toContain('changed since');
});

test('nothing is forgotten while models are on their way, and nothing goes', () => {
	const context = withMeant(meant);
	const kept = after(nextVisit, context, 'last', 'openGroup', 'last', 'otherList');
	const partial = contextOf(ranked(6).slice(0, 1), {snapshot: {activity: loading}});
	const early = openCleanup(kept, browse, partial);
	expect(early.byHand).toEqual(kept.byHand);
	expect(said(early, partial)).not.toContain('changed');
	expect(whyNotNow(cleanupPage(early, withMeant(meant, {snapshot: {activity: loading}})), {activity: loading})).toContain('still being read');
	expect(removed(early, context)).toEqual(removed(kept, context));
});

test('a plan that was left is not given up for the model that came first', () => {
	const lero = madeModel('Lero/Model/l');
	const partial = contextOf([lero], {snapshot: {activity: loading}});
	expect(openCleanup(nextVisit, {...initialBrowse, cursor: meant.key}, partial)).toMatchObject({algorithm: 'mscn', byHand: nextVisit.byHand});
	expect(openCleanup(nextVisit, {...initialBrowse, cursor: lero.key}, partial).algorithm).toBe('lero');
});

test('the question names what was moved by hand, and of when where it was in an earlier visit', () => {
	const context = withMeant(meant);
	const lines = (state: CleanupState) => {
		const page = planned(state, context);
		const marked = marksOf(page.plan.remove.map(({model}) => model));
		const asked = cleanupQuestion(page, {isPurge: false, snapshot: context.snapshot, links: undefined, marked, skipped: []});
		return typeof asked === 'string' ? [asked] : asked.lines;
	};
	expect(lines(cleanup).join('\n')).not.toContain('by hand');
	expect(lines(moved)).toContain('1 moved here by hand: meant.');
	expect(lines(nextVisit)).toContain('1 moved here by hand 1h ago: meant.');
	const more = after(nextVisit, context, 'last', 'otherList');
	expect(lines(more)).toContain('5 moved here by hand, 1 of them 1h ago: meant, m_1, m_2 and 2 more.');
});
