/** A plan in words: why each model stays or goes, and the groups that a screen shows. */

import {describe, expect, test} from 'vitest';
import {ageWords, lengthWords} from '../../store/domain/age.ts';
import type {Model} from '../../store/domain/model.ts';
import {groupPlan, type PlanGroups} from '../../store/domain/retention-groups.ts';
import {ordinal, reasonWords} from '../../store/domain/retention-words.ts';
import type {CleanupPlan, KeepReason, Policy, RemoveReason} from '../../store/domain/retention.ts';
import {planCleanup} from '../../store/domain/retention.ts';
import {anyPolicy, anyRegistry, directedConfig, now} from '../helpers/any-registry.ts';
import {result} from '../helpers/any-results.ts';
import {madeModel} from '../helpers/made-models.ts';
import {holdsForAll} from '../helpers/property.ts';

const hour = 3_600_000;
const day = 24 * hour;

const policy: Policy = {
	algorithm: 'mscn',
	keep: 5,
	metric: 'total_time',
	direction: 'minimize',
	dataset: 'imdb',
	foldSeeds: false,
	keepBests: true,
	untested: 7 * day,
	minAge: day,
	protectedTags: ['keep'],
};

describe('the words of a reason', () => {
	test.each<[KeepReason | RemoveReason, string]>([
		[{kind: 'top', rank: 1, dataset: 'imdb'}, 'best on imdb'],
		[{kind: 'top', rank: 3, dataset: 'imdb'}, '3rd best on imdb'],
		[{kind: 'top', rank: 2}, '2nd best'],
		[{kind: 'best-elsewhere', metric: 'p95_time', dataset: 'my set'}, 'best by p95_time@"my set"'],
		[{kind: 'tag', tags: ['keep']}, 'tag keep'],
		[{kind: 'tag', tags: ['keep', 'best']}, 'tags keep, best'],
		[{kind: 'version', family: 'net', version: 2}, 'version net/v2'],
		[{kind: 'parent', of: 'A/Model/x'}, 'parent of A/Model/x'],
		[{kind: 'link-target', from: 'best.pt'}, 'best.pt points to it'],
		[{kind: 'young', ageMs: 3.5 * hour}, 'young: 3 h old'],
		[{kind: 'young', ageMs: -1}, 'its time is still to come'],
		[{kind: 'young', ageMs: Infinity}, 'its age is not known'],
		[{kind: 'unranked', why: 'not-tested'}, 'not tested'],
		[{kind: 'unranked', why: 'not-tested', ageMs: 13.9 * day}, 'not tested, 13 days old'],
		[{kind: 'unranked', why: 'not-comparable', ageMs: 13 * day}, 'not comparable, 13 days old'],
		[{kind: 'unranked', why: 'no-number'}, 'result is no number'],
		[{kind: 'configuration', of: 'A/Model/x'}, 'same configuration as A/Model/x'],
		[{kind: 'outranked', rank: 41, dataset: 'imdb'}, 'outranked: 41st on imdb'],
		[{kind: 'hand'}, 'by hand'],
	])('%j: %s', (reason, words) => expect(reasonWords(reason, {foldSeeds: false})).toBe(words));

	test('count configurations where seeds are folded', () => {
		const folded = (reason: KeepReason | RemoveReason) => reasonWords(reason, {foldSeeds: true});
		expect(folded({kind: 'top', rank: 1, dataset: 'imdb'})).toBe('best configuration on imdb');
		expect(folded({kind: 'outranked', rank: 112, dataset: 'imdb'})).toBe('outranked: 112th configuration on imdb');
	});

	test('are there for each state', () => {
		for (const kind of ['growing', 'unreadable', 'missing', 'untracked', 'stale', 'bad-name'] as const) {
			expect(reasonWords({kind}, {foldSeeds: false})).toMatch(/^[a-z]/);
		}
	});

	test('count 1st, 2nd, 3rd, 4th, 11th to 13th, 21st, 111th', () => {
		expect([1, 2, 3, 4, 11, 12, 13, 21, 22, 111, 123].map(ordinal)).toEqual([
			'1st',
			'2nd',
			'3rd',
			'4th',
			'11th',
			'12th',
			'13th',
			'21st',
			'22nd',
			'111th',
			'123rd',
		]);
	});

	test('say ages in whole units and what was asked for as it was', () => {
		expect([0, 119_999, 120_000, 47.9 * hour, 48 * hour, 13.9 * day].map(ageWords)).toEqual(['0 s', '119 s', '2 min', '47 h', '2 days', '13 days']);
		expect([90 * 60_000, 2.5 * hour, day, 7 * day, 10.5 * day].map(lengthWords)).toEqual(['90 min', '2.5 h', '24 h', '7 days', '10.5 days']);
	});
});

function model(name: string, rest: Partial<Model> = {}): Model {
	return {...madeModel(`Mscn/Model/${name}`, {algorithm: 'mscn'}), ...rest};
}

function tested(name: string, value: number | string): Model {
	return madeModel(`Mscn/Model/${name}`, {algorithm: 'mscn', testing: [result('imdb', {total_time: value})]});
}

function groups({keep = [], remove = []}: Partial<CleanupPlan>, rule: Partial<Policy> = {}): PlanGroups {
	return groupPlan({policy: {...policy, ...rule}, madeAt: 0, keep, remove, losses: []});
}

function kept(of: Model, reason: KeepReason): CleanupPlan['keep'][number] {
	return {model: of, reasons: [reason]};
}

/** Titles and details. */
function words(list: PlanGroups['keep'] | PlanGroups['remove']): readonly string[] {
	return list.map(({title, detail, models}) => `${title} · ${models.length} · ${detail}`);
}

describe('the groups', () => {
	test('of what is kept stand with what one ranks by first and what was moved by hand last', () => {
		const keep = [
			kept(model('h'), {kind: 'hand'}),
			kept(model('g'), {kind: 'growing'}),
			kept(model('u', {state: 'unreadable'}), {kind: 'unreadable'}),
			kept(model('m', {state: 'missing'}), {kind: 'missing'}),
			kept(model('v'), {kind: 'version', family: 'net', version: 2}),
			kept(model('l'), {kind: 'link-target', from: 'best.pt'}),
			kept(model('p'), {kind: 'parent', of: 'x'}),
			kept(model('t1'), {kind: 'tag', tags: ['best', 'keep']}),
			kept(model('t2'), {kind: 'tag', tags: ['keep']}),
			kept(model('t3'), {kind: 'tag', tags: ['best']}),
			kept(tested('a', 117.03), {kind: 'top', rank: 1, dataset: 'imdb'}),
			kept(tested('b', 123.9), {kind: 'top', rank: 2, dataset: 'imdb'}),
			kept(model('e1'), {kind: 'best-elsewhere', metric: 'total_time', dataset: 'production'}),
			kept(model('e2'), {kind: 'best-elsewhere', metric: 'total_time', dataset: 'tpch'}),
			kept(model('y'), {kind: 'young', ageMs: hour}),
			kept(model('n'), {kind: 'unranked', why: 'not-tested'}),
			kept(model('c'), {kind: 'configuration', of: 'x'}),
		];
		expect(words(groups({keep}).keep)).toEqual([
			'best 5 on imdb · 2 · 117.03 to 123.90',
			'best on another dataset · 2 · production 1, tpch 1',
			'tagged best 2, keep 1 · 3 · ',
			'registered as a version · 1 · net/v2',
			'target of a link · 1 · best.pt',
			'younger than 24 h, or growing · 2 · 1 being written now',
			'parent of something kept · 1 · p',
			'same configuration as something kept · 1 · ',
			'never tested, not older than 7 days · 1 · ',
			'unreadable or missing · 2 · no rule removes them',
			'moved here by you · 1 · ',
		]);
	});

	test('of what is removed say from which to which place, and the oldest untested first', () => {
		const remove: CleanupPlan['remove'] = [
			{model: model('a'), reason: {kind: 'outranked', rank: 6, dataset: 'imdb'}},
			{model: model('b'), reason: {kind: 'outranked', rank: 61, dataset: 'imdb'}},
			{model: model('c'), reason: {kind: 'unranked', why: 'not-tested', ageMs: 13 * day}},
			{model: tested('d', 'fast'), reason: {kind: 'unranked', why: 'no-number', ageMs: 8 * day}},
			{model: model('e', {state: 'untracked'}), reason: {kind: 'hand'}},
		];
		expect(words(groups({remove}).remove)).toEqual([
			'outranked · 2 · 6th to 61st on imdb',
			'never tested, older than 7 days · 1 · oldest first',
			'result is no number, older than 7 days · 1 · oldest first',
			'moved here by you · 1 · no sidecar, so no rule removes them',
		]);
	});

	test('say configurations where seeds are folded, and each dataset where none is chosen', () => {
		const keep = [
			kept(model('a'), {kind: 'top', rank: 1, dataset: 'imdb'}),
			kept(model('b'), {kind: 'top', rank: 1, dataset: 'tpch'}),
			kept(model('c'), {kind: 'top', rank: 2}),
		];
		const remove: CleanupPlan['remove'] = ['imdb', 'tpch'].map((dataset, rank) => ({model: model('d'), reason: {kind: 'outranked', rank: rank + 6, dataset}}));
		const rule = {dataset: undefined, foldSeeds: true};
		expect(words(groups({keep}, rule).keep)).toEqual(['best 5 configurations on each dataset · 3 · imdb 1, tpch 1, no dataset 1']);
		expect(words(groups({keep}, {...rule, keep: 1}).keep)[0]).toMatch(/^best configuration on each dataset · /);
		expect(words(groups({remove}, rule).remove)).toEqual(['outranked · 2 · 6th configuration on imdb, 7th configuration on tpch']);
	});

	test('give the values of the best from the best on, as far as there are any', () => {
		const top = (of: Model) => kept(of, {kind: 'top', rank: 1, dataset: 'imdb'});
		const detail = (models: readonly Model[], rule: Partial<Policy> = {}) => groups({keep: models.map(top)}, rule).keep[0]?.detail;
		expect(detail([tested('a', 0.341), tested('b', 0.352)], {direction: 'maximize'})).toBe('0.35200 to 0.34100');
		expect(detail([tested('a', 2), tested('b', 30)])).toBe('2 to 30');
		expect(detail([tested('a', 'Infinity'), tested('b', '-Infinity')])).toBe('-inf to inf');
		expect(detail([tested('a', 5), model('untested seed')])).toBe('5');
		expect(detail([model('untested seed')])).toBe('');
	});

	test('name the measure where not all bests are of another dataset', () => {
		const keep = [
			kept(model('a'), {kind: 'best-elsewhere', metric: 'auc', dataset: 'imdb'}),
			kept(model('b'), {kind: 'best-elsewhere', metric: 'total_time', dataset: 'tpch'}),
		];
		expect(words(groups({keep}).keep)).toEqual(['best elsewhere · 2 · auc@imdb 1, total_time@tpch 1']);
	});

	test('and their rows say what something was not tested on, and never tested only of what has no result at all', () => {
		const reason = {kind: 'unranked', why: 'not-tested', ageMs: 8 * day} as const;
		const title = (models: readonly Model[], rule: Partial<Policy>) => groups({remove: models.map(one => ({model: one, reason}))}, rule).remove[0]?.title;
		const row = (of: Model, rule: Partial<Policy>) => reasonWords(reason, {...policy, ...rule}, {...policy, ...rule, model: of});
		const other = tested('a', 1);
		expect(title([other, model('b')], {dataset: 'tpch'})).toBe('not tested on tpch, older than 7 days');
		expect(row(other, {dataset: 'tpch'})).toBe('not tested on tpch, 8 days old');
		expect(row(model('b'), {dataset: 'tpch'})).toBe('never tested, 8 days old');
		// It was tested there, but not for this metric.
		expect(title([other], {metric: 'auc'})).toBe('not tested for auc@imdb, older than 7 days');
		expect(row(other, {metric: 'auc', dataset: undefined})).toBe('not tested for auc, 8 days old');
		expect(words(groups({keep: [kept(other, {kind: 'unranked', why: 'not-tested'})]}, {dataset: 'tpch', untested: undefined}).keep)).toEqual([
			'not tested on tpch · 1 · ',
		]);
	});

	test('say whatever their age where it makes no difference', () => {
		const remove: CleanupPlan['remove'] = [{model: model('c'), reason: {kind: 'unranked', why: 'not-tested', ageMs: 0}}];
		expect(words(groups({remove}, {untested: 0}).remove)).toEqual(['never tested, whatever their age · 1 · oldest first']);
	});

	test('of the best say which of them stand elsewhere, so that the number can be understood', () => {
		const [place, other] = [{kind: 'top', rank: 1, dataset: 'imdb'} as const, {kind: 'tag', tags: ['keep']} as const];
		const keep: CleanupPlan['keep'] = [
			kept(tested('a', 5), place),
			{model: tested('b', 6), reasons: [other, place]},
			{model: tested('c', 7), reasons: [other, place]},
			{model: tested('d', 8), reasons: [{kind: 'version', family: 'net', version: 1}, place]},
			kept(tested('e', 9), other),
		];
		expect(words(groups({keep}).keep)).toEqual([
			'best 5 on imdb · 1 · 5, +2 tagged, +1 registered',
			'tagged keep · 3 · ',
			'registered as a version · 1 · net/v1',
		]);
	});

	test('tell what is young from what has no known age', () => {
		const young = (ageMs: number) => kept(model('a'), {kind: 'young', ageMs});
		expect(words(groups({keep: [young(Infinity), young(-1)]}).keep)).toEqual(['of no known age · 2 · ']);
		expect(words(groups({keep: [young(0), young(-1), kept(model('g'), {kind: 'growing'})]}).keep)).toEqual([
			'younger than 24 h, of no known age, or growing · 3 · 1 being written now',
		]);
	});

	test('name three and say how many more', () => {
		const keep = ['a', 'b', 'c', 'd', 'e'].map(name => kept(model(name), {kind: 'parent', of: 'x'}));
		expect(groups({keep}).keep[0]?.detail).toBe('a, b, c and 2 more');
	});

	test('hold each model of a plan once, in its order, and all have a title', () => {
		holdsForAll([anyRegistry, anyPolicy], (models, rule) => {
			const plan = planCleanup({models, config: directedConfig}, rule, {now});
			const made = groupPlan(plan);
			for (const [rows, list] of [
				[plan.keep, made.keep],
				[plan.remove, made.remove],
			] as const) {
				expect(new Set(list.flatMap(group => group.models.map(({model}) => model.key)))).toEqual(new Set(rows.map(({model}) => model.key)));
				expect(list.reduce((sum, group) => sum + group.models.length, 0)).toBe(rows.length);
				for (const group of list) {
					expect(group.title).not.toBe('');
					const places = group.models.map(row => rows.findIndex(({model}) => model === row.model));
					expect(places).toEqual(places.toSorted((a, b) => a - b));
				}
				expect(new Set(list.map(({id}) => id)).size).toBe(list.length);
			}
		});
	});
});
