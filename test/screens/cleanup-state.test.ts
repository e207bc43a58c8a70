/** What keys do on the Cleanup screen. */

import {describe, expect, test} from 'vitest';
import {initialBrowse} from '../../source/screens/browse-state.ts';
import {emptyCleanup, openCleanup, type CleanupState} from '../../source/screens/cleanup-state.ts';
import {cleanupPage, type PlanPage} from '../../source/screens/cleanup-view.ts';
import type {ScreenContext} from '../../source/screens/screen-context.ts';
import {nothingDone} from '../../store/domain/change.ts';
import {madeModel} from '../helpers/made-models.ts';
import {after, cleanup, contextOf, day, looked, model, now, ranked} from '../helpers/cleanup-context.ts';

function planned(state: CleanupState, context: ScreenContext): PlanPage {
	const page = cleanupPage(state, context);
	if (page.kind === 'none') throw new Error(page.reasons.join(' '));
	return page;
}

const removed = (state: CleanupState, context: ScreenContext) => planned(state, context).plan.remove.map(({model: {id}}) => id);
const under = (state: CleanupState, context: ScreenContext) => {
	const {rows, cursor} = planned(state, context);
	const row = rows[cursor];
	return row?.kind === 'model' ? row.item.model.id : row?.kind === 'group' ? `${row.list} ${row.group.id}` : row?.kind;
};

describe('opening', () => {
	const lero = madeModel('Lero/Model/l');
	const context = contextOf([lero, ...ranked(2)]);

	test('takes the algorithm of the tab, else of the row under the cursor', () => {
		expect(openCleanup(emptyCleanup, {...initialBrowse, algorithm: 'mscn'}, context).algorithm).toBe('mscn');
		expect(openCleanup(emptyCleanup, {...initialBrowse, cursor: 'Mscn/Model/m_2'}, context).algorithm).toBe('mscn');
		expect(openCleanup(emptyCleanup, {...initialBrowse, cursor: lero.key}, context).algorithm).toBe('lero');
	});

	test('counts configurations where Browse has its seeds folded', () => {
		expect(openCleanup(emptyCleanup, {...initialBrowse, fold: true}, context).rule.foldSeeds).toBe(true);
	});

	test('again goes on with the plan that was left, and looks at the disk anew; another algorithm begins anew', () => {
		const browse = {...initialBrowse, algorithm: 'mscn'};
		const before = after(looked(openCleanup(emptyCleanup, browse, context), context), context, 'keepLosses', 'otherList');
		const again = openCleanup(before, browse, context);
		expect(before.byHand.removed.size).toBe(2);
		expect(again).toMatchObject({rule: before.rule, byHand: before.byHand, left: context.now});
		expect(again.disk.looked.size).toBe(0);
		expect(openCleanup(before, {...browse, algorithm: 'lero'}, context)).toMatchObject({rule: {keepLosses: false}, byHand: {kept: new Set()}});
	});

	test('before models are there it is of the first that comes', () => {
		const early = openCleanup(emptyCleanup, initialBrowse, contextOf([]));
		expect(cleanupPage(early, contextOf([])).kind).toBe('none');
		expect(planned(early, contextOf(ranked(7))).algorithm).toBe('mscn');
	});
});

describe('the cursor', () => {
	const context = contextOf(ranked(7));

	test('stands on groups and models, never on the names of the lists', () => {
		expect(under(cleanup, context)).toBe('remove outranked');
		expect(under(after(cleanup, context, 'down'), context)).toBe('keep top');
		expect(under(after(cleanup, context, 'down', 'down', 'last', 'up'), context)).toBe('remove outranked');
	});

	test('opens a group and closes it from within', () => {
		const open = after(cleanup, context, 'openGroup', 'down', 'down');
		expect(under(open, context)).toBe('m_7');
		const closed = after(open, context, 'closeGroup');
		expect(under(closed, context)).toBe('remove outranked');
		expect(planned(closed, context).rows).toHaveLength(4);
	});

	test('stays on its model while others come', () => {
		const open = after(cleanup, context, 'openGroup', 'down', 'down');
		const more = contextOf([...ranked(7), model('late', {on: {imdb: 105.5}})]);
		expect(removed(open, more)).toEqual(['m_6', 'late', 'm_7']);
		expect(under(open, more)).toBe('m_7');
	});
});

describe('Space', () => {
	const context = contextOf(ranked(7));

	test('moves a model to the other list and the next one is under the cursor; from there it goes back to the rule', () => {
		const moved = after(cleanup, context, 'openGroup', 'down', 'otherList');
		expect(removed(moved, context)).toEqual(['m_7']);
		expect(under(moved, context)).toBe('m_7');
		const back = after(moved, context, 'last', 'openGroup', 'down', 'otherList');
		expect(removed(back, context)).toEqual(['m_6', 'm_7']);
		expect(back.byHand).toEqual({kept: new Set(), removed: new Map()});
	});

	test('is taken back by 0, all of it', () => {
		const moved = after(cleanup, context, 'otherList', 'last', 'otherList');
		const back = after(moved, context, 'resetByHand');
		expect(back.byHand).toEqual({kept: new Set(), removed: new Map()});
		expect(removed(back, context)).toEqual(['m_6', 'm_7']);
	});

	test('moves a whole group', () => {
		const none = after(cleanup, context, 'otherList');
		expect(removed(none, context)).toEqual([]);
		const all = after(cleanup, context, 'down', 'otherList');
		expect(removed(all, context)).toHaveLength(7);
		expect(planned(all, context).plan.losses.some(({isRanked}) => isRanked)).toBe(true);
	});

	test('keeps what is being written, and says why', () => {
		const growing = contextOf([...ranked(7), model('new', {growing: true})]);
		const state = after(cleanup, growing, 'last', 'openGroup', 'down', 'otherList');
		expect(state.notice).toBe('new is being written: it stays.');
		expect(removed(state, growing)).not.toContain('new');
		expect(after(state, growing, 'up').notice).toBeUndefined();
	});
});

describe('the rule', () => {
	const context = contextOf([...ranked(7), model('old', {age: 20}), model('new', {age: 2}), model('best', {on: {tpch: 1}, more: {tags: ['Keep']}})]);

	test('changes field by field with what is typed, and the plan with it', () => {
		const keep = after(cleanup, context, 'rule', {kind: 'type', text: '3'});
		expect(removed(keep, context)).toEqual(['m_4', 'm_5', 'm_6', 'm_7']);
		const next = after(keep, context, ...Array.from({length: 6}, () => ({kind: 'nextField', by: 1}) as const), {kind: 'type', text: '7d'});
		expect(next.field?.id).toBe('untested');
		expect(removed(next, context)).toEqual(['m_4', 'm_5', 'm_6', 'm_7', 'old']);
		expect(after(next, context, {kind: 'leaveField', isKept: true}).rule).toMatchObject({keep: 3, untested: 7 * day});
	});

	test('Escape takes back what was typed in the field', () => {
		const typed = after(cleanup, context, 'rule', {kind: 'type', text: '1'}, {kind: 'step', by: 1}, {kind: 'leaveField', isKept: false});
		expect(typed).toMatchObject({rule: {keep: 5}, field: undefined});
	});

	test('holds on while what is typed means nothing, and says so', () => {
		const typed = after(cleanup, context, 'rule', {kind: 'type', text: '12x'});
		expect(typed).toMatchObject({rule: {keep: 5}, field: {isUnderstood: false}});
		expect(after(typed, context, {kind: 'typing', field: 'keep', typing: {value: '12', cursor: 2}}).rule.keep).toBe(12);
		// The text of a field that was left meanwhile is not that of the next one.
		const next = after(typed, context, {kind: 'typing', field: 'keep', typing: {value: '12', cursor: 2}}, {kind: 'nextField', by: 1});
		expect(after(next, context, {kind: 'typing', field: 'keep', typing: {value: '9', cursor: 1}})).toEqual(next);
	});

	test('is not left while what is typed means nothing, but by Escape', () => {
		const typed = after(cleanup, context, 'rule', {kind: 'type', text: '0'});
		for (const leaving of [
			{kind: 'leaveField', isKept: true},
			{kind: 'nextField', by: 1},
		] as const) {
			expect(after(typed, context, leaving).field).toMatchObject({id: 'keep', typing: {value: '0'}});
		}
		expect(after(typed, context, {kind: 'leaveField', isKept: false})).toMatchObject({field: undefined, rule: {keep: 5}});
	});

	test('Space goes to the next choice and leaves the field empty', () => {
		const fold = after(cleanup, context, 'rule', {kind: 'nextField', by: 1});
		const toggled = after(fold, context, {kind: 'type', text: ' '});
		expect(toggled).toMatchObject({rule: {foldSeeds: true}, field: {id: 'fold', typing: {value: ''}}});
		const back = after(toggled, context, {kind: 'typing', field: 'fold', typing: {value: ' ', cursor: 1}}, {kind: 'leaveField', isKept: true});
		expect(back.rule.foldSeeds).toBe(false);
	});

	test('never keeps none of the best', () => {
		const state = after(cleanup, context, 'rule', {kind: 'type', text: '0'});
		expect(state.rule.keep).toBe(5);
		const steps = Array.from({length: 9}, () => ({kind: 'step', by: -1}) as const);
		expect(after(cleanup, context, 'rule', ...steps).rule.keep).toBe(1);
	});

	test('p lets go of the tags of the group under the cursor', () => {
		const kept = contextOf([...ranked(7), model('m_8', {on: {imdb: 200}, more: {tags: ['Keep']}})]);
		const onTag = after(cleanup, kept, 'last');
		expect(under(onTag, kept)).toBe('keep tag');
		const state = after(onTag, kept, 'letGoTag');
		expect(state.rule.protectedTags).toEqual(['best', 'production']);
		expect(removed(state, kept)).toContain('m_8');
		expect(after(cleanup, kept, 'letGoTag')).toMatchObject({notice: expect.stringContaining('p lets go of the tags')});
	});

	test('L keeps the bests that would be lost', () => {
		const slow = (ms: number) => ({testing: [{dataset: 'imdb', num_queries: 113, performance: {total_time: 200, latency: ms}}]});
		const measured = contextOf([...ranked(7), model('quick', {more: slow(1)}), model('slow', {more: slow(2)})]);
		expect(removed(cleanup, measured)).toEqual(['m_6', 'm_7', 'quick', 'slow']);
		const state = after(cleanup, measured, 'keepLosses');
		expect(removed(state, measured)).toEqual(['m_6', 'm_7', 'slow']);
		expect(planned(state, measured).plan.losses).toEqual([]);
		expect(removed(after(state, measured, 'keepLosses'), measured)).toHaveLength(4);
	});
});

describe('the plan', () => {
	test('is made once for a rule and models, whatever the time', () => {
		const context = contextOf(ranked(7));
		const first = planned(cleanup, context).plan;
		expect(planned(after(cleanup, context, 'down', 'openGroup'), {...context, now: now + day}).plan).toBe(first);
		expect(planned(after(cleanup, context, 'otherList'), context).plan).not.toBe(first);
	});

	test('keeps what a link points to', () => {
		const context = contextOf(ranked(7));
		expect(removed(looked(cleanup, context, new Map([['Mscn/Model/m_7', 'Mscn/latest']])), context)).toEqual(['m_6']);
	});

	test('stands still while the name of its file is typed', () => {
		const context = contextOf(ranked(7));
		const typing = after(cleanup, context, {kind: 'file', typing: {value: 'p', cursor: 1}});
		const more = contextOf(ranked(9));
		expect(removed(typing, more)).toEqual(['m_6', 'm_7']);
		expect(removed(after(typing, more, {kind: 'file', typing: undefined}), more)).toHaveLength(4);
	});
});

test('what was not measured may be cleaned up by age, although nothing ranks', () => {
	const context = contextOf([model('old', {age: 20}), model('new', {age: 1})], {objective: undefined});
	const state = {...cleanup, rule: {...cleanup.rule, untested: 7 * day}};
	expect(removed(state, context)).toEqual(['old']);
});

test('what was left by a change is looked at again, and what went is forgotten', () => {
	const context = contextOf(ranked(8));
	const state = after(looked(cleanup, context), context, 'openGroup', 'down', 'otherList');
	const change = {...nothingDone, txn: 't', done: ['Mscn/Model/m_6', 'Mscn/Model/m_8'], skipped: [{key: 'Mscn/Model/m_7', reason: 'changed'}]};
	const changed = after(state, context, {kind: 'changed', change, cleanup: {isPurge: false}});
	expect(changed).toMatchObject({changes: 1, result: {done: 2, skipped: change.skipped, isPurge: false}, byHand: {kept: new Set()}});
	expect([...changed.disk.looked.keys()]).not.toContain('Mscn/Model/m_7');
	// What another screen did is not told here.
	expect(after(changed, context, {kind: 'changed', change})).toMatchObject({changes: 2, result: undefined});
});

test('a file that changes while it is looked at is looked at again', () => {
	const before = contextOf(ranked(2));
	const later = contextOf([...ranked(1), model('m_2', {on: {imdb: 300}})]);
	const {models} = before.snapshot;
	const state = after(cleanup, later, {kind: 'looked', asked: models, marked: [], skipped: []});
	expect(state.disk.looked.size).toBe(0);
});
