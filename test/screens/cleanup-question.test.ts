/** What is asked before a cleanup. */

import {expect, test} from 'vitest';
import {cleanupOf, cleanupQuestion, unchangedOnly, whyNotNow, type CleanupFacts} from '../../source/screens/cleanup-question.ts';
import type {CleanupState} from '../../source/screens/cleanup-state.ts';
import {cleanupPage, type PlanPage} from '../../source/screens/cleanup-view.ts';
import type {ConfirmDialog} from '../../source/screens/dialog.ts';
import type {ScreenContext} from '../../source/screens/screen-context.ts';
import type {Model} from '../../store/domain/model.ts';
import {after, cleanup, contextOf, marksOf, model, ranked} from '../helpers/cleanup-context.ts';

function planned(state: CleanupState, context: ScreenContext): PlanPage {
	const page = cleanupPage(state, context);
	if (page.kind === 'none') throw new Error(page.reasons.join(' '));
	return page;
}

function asked(state: CleanupState, context: ScreenContext, facts: Partial<CleanupFacts> = {}): ConfirmDialog {
	const page = planned(state, context);
	const marked = marksOf(page.plan.remove.map(({model: one}) => one));
	const question = cleanupQuestion(page, {isPurge: false, snapshot: context.snapshot, links: undefined, marked, skipped: [], ...facts});
	if (typeof question === 'string') throw new Error(question);
	return question;
}

test('a few that nobody misses need a yes; what goes is exactly what was looked at', () => {
	const context = contextOf(ranked(7));
	const question = asked(cleanup, context);
	expect(question).toMatchObject({
		lines: ['Move 2 models of mscn, 2 GB, to the trash? Undo with u.', 'That frees nothing until it is purged.', '5 models stay.'],
		expects: 'yes',
		pending: {done: 'cleaned up mscn', command: 'mreg cleanup --algo mscn --keep 5 --metric total_time --dataset imdb --keep-bests'},
	});
	const {request} = question.pending;
	expect(request.kind === 'trash' && request.removals.map(({target}) => target.key)).toEqual(['Mscn/Model/m_6', 'Mscn/Model/m_7']);
	expect(request).not.toHaveProperty('purge');
	expect(cleanupOf(question.pending)).toEqual({isPurge: false});
	expect(cleanupOf({...question.pending, by: 'dashboard'})).toBeUndefined();
});

test('the count is typed of more than ten, for a purge, for a lost best, for what is protected', () => {
	const many = contextOf(ranked(16));
	expect(asked(cleanup, many).expects).toBe(11);
	const few = contextOf(ranked(7));
	expect(asked(cleanup, few, {isPurge: true})).toMatchObject({expects: 2, pending: {request: {purge: true}, command: expect.stringContaining(' --purge')}});
	const best = after(cleanup, few, 'down', 'openGroup', 'down', 'otherList');
	expect(asked(best, few)).toMatchObject({expects: 3, pending: {command: undefined}});
	expect(asked(best, few).lines).toContain('You would lose: best total_time@imdb 100 → 101');
	const kept = contextOf([...ranked(6), model('m_8', {on: {imdb: 300}, more: {tags: ['keep']}})]);
	const guarded = after(cleanup, kept, 'last', 'otherList');
	expect(asked(guarded, kept)).toMatchObject({expects: 2});
	expect(asked(guarded, kept).lines).toContain('Protected: m_8 (tag keep).');
});

test('one that stays, and none, are said so', () => {
	const context = contextOf(ranked(2));
	const one = after(cleanup, context, 'openGroup', 'down', 'otherList');
	expect(asked(one, context).lines.at(-1)).toBe('1 model stays.');
	expect(asked(after(cleanup, context, 'otherList'), context).lines.at(-1)).toBe('None stays.');
});

test('what cannot be looked at, or was changed meanwhile, stays', () => {
	const context = contextOf(ranked(7));
	const page = planned(cleanup, context);
	const models: readonly Model[] = page.plan.remove.map(({model: one}) => one);
	const live = new Map(contextOf(ranked(7)).snapshot.models.map(one => [one.key, one]));
	live.set('Mscn/Model/m_6', models[0] ?? model('none'));
	const {marked, skipped} = unchangedOnly(marksOf(models), models, live);
	expect(marked.map(({removal}) => removal.target.id)).toEqual(['m_6']);
	const question = asked(cleanup, context, {marked, skipped});
	expect(question.lines).toEqual([
		'Move 1 model of mscn, 1 GB, to the trash? Undo with u.',
		'That frees nothing until it is purged.',
		'Left as they are: Mscn/Model/m_7: it was changed just now',
		'6 models stay.',
	]);
	expect(cleanupQuestion(page, {isPurge: false, snapshot: context.snapshot, links: undefined, marked: [], skipped})).toContain('None of them can be moved.');
});

test('nothing goes before all is read, nor where nothing is to go', () => {
	const context = contextOf(ranked(7));
	const page = planned(cleanup, context);
	expect(whyNotNow(page, context.snapshot)).toBeUndefined();
	expect(whyNotNow(page, {activity: {phase: 'scanning', done: 1, total: 2}})).toContain('still being read');
	expect(whyNotNow(page, {activity: {phase: 'stalled', since: 0}})).toContain('does not answer');
	const none = contextOf(ranked(5));
	expect(whyNotNow(planned(cleanup, none), none.snapshot)).toBe('Nothing is to be removed: all 5 stay.');
	const one = contextOf(ranked(1));
	expect(whyNotNow(planned(cleanup, one), one.snapshot)).toBe('Nothing is to be removed: the one model stays.');
	const unset = contextOf(ranked(7), {objective: {metric: 'x'}});
	expect(whyNotNow(cleanupPage(cleanup, unset), unset.snapshot)).toContain('8 says it once');
});
