/** What a cleanup keeps, and the reasons that it says, rule by rule. */

import {describe, expect, test} from 'vitest';
import {defaultConfig, type Config} from '../../store/domain/config.ts';
import type {JsonObject} from '../../store/domain/json.ts';
import type {Model} from '../../store/domain/model.ts';
import {planCleanup, type CleanupPlan, type PlanContext, type Policy} from '../../store/domain/retention.ts';
import {byNewest} from '../../store/domain/snapshot.ts';
import {result} from '../helpers/any-results.ts';
import {madeModel} from '../helpers/made-models.ts';

const now = new Date('2024-12-01T00:00:00').getTime();
const hour = 3_600_000;
const day = 24 * hour;

const policy: Policy = {
	algorithm: 'mscn',
	keep: 1,
	metric: 'total_time',
	direction: 'minimize',
	dataset: 'imdb',
	foldSeeds: false,
	keepBests: false,
	minAge: 0,
	protectedTags: ['keep', 'best'],
};

interface Made extends Partial<Omit<Parameters<typeof madeModel>[2] & object, 'extras'>> {
	/** By dataset: total_time, or all metrics. */
	readonly on?: Readonly<Record<string, number | string | JsonObject>>;
	readonly tests?: readonly JsonObject[];
	readonly seed?: number;
	readonly lr?: number;
	readonly trainedAt?: string;
	readonly more?: JsonObject;
}

/** A model of mscn of the 1st of October. */
function mscn(name: string, {on = {}, tests = [], seed, lr, trainedAt = '2024-10-01T00:00:00', more = {}, ...found}: Made = {}): Model {
	const hyperparams = {...(seed === undefined ? {} : {seed}), ...(lr === undefined ? {} : {lr})};
	const testing = [...Object.entries(on).map(([dataset, said]) => result(dataset, typeof said === 'object' ? said : {total_time: said})), ...tests];
	return madeModel(`Mscn/Model/${name}`, {algorithm: 'mscn', training: {trained_at: trainedAt, hyperparams}, testing, ...more}, found);
}

function plan(models: readonly Model[], rule: Partial<Policy> = {}, more: Partial<PlanContext> & {readonly config?: Partial<Config>} = {}): CleanupPlan {
	const {config, ...context} = more;
	return planCleanup({models: [...models].sort(byNewest), config: {...defaultConfig, ...config}}, {...policy, ...rule}, {now, ...context});
}

function names(rows: ReadonlyArray<{readonly model: Model}>): readonly string[] {
	return rows.map(({model}) => model.id);
}

/** The kinds of reasons that keep a model, in their order; none where it goes. */
function kinds({keep}: CleanupPlan, name: string): readonly string[] {
	return keep.find(({model}) => model.id === name)?.reasons.map(({kind}) => kind) ?? [];
}

const ladder = [10, 20, 30, 40].map(value => mscn(`t${value}`, {on: {imdb: value}}));

describe('the best N', () => {
	test('stay, and the others go, best first, with their places', () => {
		const {keep, remove} = plan(ladder, {keep: 2});
		expect(keep.map(({model, reasons}) => [model.id, reasons])).toEqual([
			['t10', [{kind: 'top', rank: 1, dataset: 'imdb'}]],
			['t20', [{kind: 'top', rank: 2, dataset: 'imdb'}]],
		]);
		expect(remove.map(({model, reason}) => [model.id, reason])).toEqual([
			['t30', {kind: 'outranked', rank: 3, dataset: 'imdb'}],
			['t40', {kind: 'outranked', rank: 4, dataset: 'imdb'}],
		]);
	});

	test('are the greatest where that is better', () => {
		expect(names(plan(ladder, {keep: 2, direction: 'maximize'}).keep)).toEqual(['t40', 't30']);
	});

	test('of equal values are the newer', () => {
		const [older, newer] = [mscn('older', {on: {imdb: 10}}), mscn('newer', {on: {imdb: 10}, trainedAt: '2024-10-02T00:00:00'})];
		expect(names(plan([older, newer]).keep)).toEqual(['newer']);
	});

	test('without a dataset are the best N on each, and a model that is outranked everywhere goes by its best place', () => {
		const models = [
			mscn('imdb', {on: {imdb: 1, tpch: 3}}),
			mscn('tpch', {on: {imdb: 3, tpch: 1}}),
			mscn('both', {on: {imdb: 2, tpch: 4}}),
			mscn('nowhere', {tests: [{num_queries: 80, performance: {total_time: 9}}]}),
			mscn('last', {on: {imdb: 5, tpch: 5}}),
			mscn('third', {on: {imdb: 4, tpch: 2}}),
		];
		const {keep, remove} = plan(models, {dataset: undefined});
		expect(new Set(names(keep))).toEqual(new Set(['imdb', 'tpch', 'nowhere']));
		expect(keep.find(({model}) => model.id === 'nowhere')?.reasons).toEqual([{kind: 'top', rank: 1, dataset: undefined}]);
		expect(remove.map(({model, reason}) => [model.id, reason])).toEqual([
			['both', {kind: 'outranked', rank: 2, dataset: 'imdb'}],
			['third', {kind: 'outranked', rank: 2, dataset: 'tpch'}],
			['last', {kind: 'outranked', rank: 5, dataset: 'imdb'}],
		]);
	});

	test('are as many that have an artifact: what is missing takes no place', () => {
		const gone = mscn('gone', {on: {imdb: 1}, state: 'missing', artifact: undefined});
		const {keep, losses} = plan([gone, ...ladder]);
		expect(keep.map(({model, reasons}) => [model.id, reasons.map(({kind}) => kind)])).toEqual([
			['gone', ['missing']],
			['t10', ['top']],
		]);
		expect(losses).toEqual([]);
	});

	test('are compared within the largest group only; what was measured on other queries has no rank and stays', () => {
		const other = mscn('other', {tests: [{dataset: 'imdb', num_queries: 7, performance: {total_time: 1}}]});
		const made = plan([...ladder, other]);
		expect(names(made.keep)).toEqual(['t10', 'other']);
		expect(made.keep[1]?.reasons).toEqual([{kind: 'unranked', why: 'not-comparable'}]);
	});

	test('are none where none is to be kept', () => {
		expect(names(plan(ladder, {keep: 0}).remove)).toEqual(['t10', 't20', 't30', 't40']);
	});

	test('are none, and no best there, even where the bests of other datasets are kept; only to lose nothing keeps it', () => {
		const models = [...ladder, mscn('elsewhere', {on: {imdb: 50, tpch: 1}})];
		expect(names(plan(models, {keep: 0, keepBests: true}).keep)).toEqual(['elsewhere']);
		expect(new Set(names(plan(models, {keep: 0, keepLosses: true}).keep))).toEqual(new Set(['elsewhere', 't10']));
	});

	test('are of the algorithm only, however it is written', () => {
		const other = madeModel('Lero/Model/x', {algorithm: 'lero', testing: [result('imdb', {total_time: 1})]});
		const {keep, remove} = plan([...ladder, other], {algorithm: 'MSCN'});
		expect([...names(keep), ...names(remove)]).toEqual(['t10', 't20', 't30', 't40']);
	});
});

describe('configurations', () => {
	const seeds = (lr: number, values: readonly number[]) => values.map((value, seed) => mscn(`lr${lr}s${seed}`, {lr, seed, on: {imdb: value}}));

	test('are ranked by their mean and stay or go whole', () => {
		const models = [...seeds(1, [10, 11]), ...seeds(2, [5, 30]), ...seeds(3, [20, 21])];
		const {keep, remove} = plan(models, {foldSeeds: true});
		expect(new Set(names(keep))).toEqual(new Set(['lr1s0', 'lr1s1']));
		expect(remove.map(({model, reason}) => [model.id, 'rank' in reason && reason.rank])).toEqual([
			['lr2s0', 2],
			['lr2s1', 2],
			['lr3s0', 3],
			['lr3s1', 3],
		]);
	});

	test('of the best stay with the seed that was not tested', () => {
		const models = [...seeds(1, [10, 11]), mscn('lr1s2', {lr: 1, seed: 2}), ...seeds(2, [20, 21])];
		const made = plan(models, {foldSeeds: true, untested: day});
		expect(names(made.remove)).toEqual(['lr2s0', 'lr2s1']);
		expect(kinds(made, 'lr1s2')).toEqual(['top']);
	});

	test('of which one model is kept for another reason stay whole', () => {
		const [first, ...others] = seeds(2, [20, 21, 22]);
		const tagged = mscn('lr2s0', {lr: 2, seed: 0, on: {imdb: 20}, more: {tags: ['keep']}});
		expect(first?.id).toBe(tagged.id);
		const made = plan([...seeds(1, [10, 11, 12]), tagged, ...others], {foldSeeds: true});
		expect(made.remove).toEqual([]);
		expect(made.keep.find(({model}) => model.id === 'lr2s1')?.reasons).toEqual([{kind: 'configuration', of: tagged.key}]);
	});

	test('without folding are nothing: seeds are ranked one by one', () => {
		expect(names(plan(seeds(1, [10, 11])).remove)).toEqual(['lr1s1']);
	});

	test('that are best on another dataset stay whole with the bests, and so does that of the best single model', () => {
		const on = (name: string, lr: number, seed: number, values: Readonly<Record<string, number>>) => mscn(name, {lr, seed, on: values});
		const models = [
			on('a0', 1, 0, {imdb: 10, tpch: 30}),
			on('a1', 1, 1, {imdb: 11, tpch: 31}),
			on('b0', 2, 0, {imdb: 20, tpch: 10}),
			on('b1', 2, 1, {imdb: 21, tpch: 11}),
			on('c0', 3, 0, {imdb: 5, tpch: 40}),
			on('c1', 3, 1, {imdb: 50, tpch: 41}),
			on('d0', 4, 0, {imdb: 60, tpch: 60}),
			on('d1', 4, 1, {imdb: 61, tpch: 61}),
		];
		const made = plan(models, {foldSeeds: true, keepBests: true});
		expect(names(made.remove)).toEqual(['d0', 'd1']);
		expect([kinds(made, 'b0'), kinds(made, 'b1'), kinds(made, 'c0'), kinds(made, 'c1')]).toEqual([
			['best-elsewhere'],
			['best-elsewhere'],
			['best-elsewhere'],
			['configuration'],
		]);
		expect(made.losses).toEqual([]);
		const lost = plan(models, {foldSeeds: true}).losses.filter(({dataset}) => dataset === 'imdb');
		expect(lost).toMatchObject([{from: 5, to: 10, isRanked: true}]);
	});
});

describe('a model stays that', () => {
	test.each<[string, Made, string]>([
		['carries a protected tag', {more: {tags: ['wip', 'keep']}}, 'tag'],
		['carries one in other letters', {more: {tags: ['KEEP']}}, 'tag'],
		['cannot be read', {state: 'unreadable'}, 'unreadable'],
		['has no artifact', {state: 'missing', artifact: undefined}, 'missing'],
		['has no sidecar', {state: 'untracked', sidecar: undefined}, 'untracked'],
		['shows its last good values', {stale: true}, 'stale'],
		['is being written', {growing: true}, 'growing'],
		['is a version', {more: {family: 'net', version: 3}}, 'version'],
		['is a version beyond 2^53', {more: {family: 'net', version: '12345678901234567890'}}, 'version'],
		['is of the future', {trainedAt: '2025-10-01T00:00:00'}, 'young'],
	])('%s', (_, made, kind) => {
		expect(kinds(plan([...ladder, mscn('it', {on: {imdb: 50}, ...made})]), 'it')[0]).toBe(kind);
	});

	test('has a name that is not UTF-8, or a sidecar or a further file with such a name', () => {
		const bad = 'a\udcff';
		const further = mscn('further', {on: {imdb: 50}});
		const models = [
			...ladder,
			mscn(bad, {on: {imdb: 50}}),
			mscn('sidecar', {on: {imdb: 50}, sidecar: `Mscn/Model/${bad}.json`}),
			{...further, artifact: {path: further.key, kind: 'file' as const, bytes: 1, modifiedAt: 0, count: 1, files: [bad]}},
		];
		const made = plan(models);
		for (const name of [bad, 'sidecar', 'further']) expect(kinds(made, name)).toEqual(['bad-name']);
	});

	test('a link below the root points to', () => {
		const made = plan(ladder, {}, {linkTargets: new Map([['Mscn/Model/t30', 'best.pt']])});
		expect(made.keep.find(({model}) => model.id === 't30')?.reasons).toEqual([{kind: 'link-target', from: 'best.pt'}]);
	});

	test.each([
		['family without a version', {family: 'net'}],
		['a version without a family', {version: 1}],
		['a version as text', {family: 'net', version: '1'}],
		['half a version', {family: 'net', version: 1.5}],
		['a family without a name', {family: '', version: 1}],
		['another tag', {tags: ['keeper']}],
	])('but not for %s', (_, more) => {
		expect(kinds(plan([...ladder, mscn('it', {on: {imdb: 50}, more})]), 'it')).toEqual([]);
	});

	test('is protected by a tag in another Unicode form', () => {
		const it = mscn('it', {on: {imdb: 50}, more: {tags: ['보존'.normalize('NFD')]}});
		expect(kinds(plan([...ladder, it], {protectedTags: ['보존'.normalize('NFC')]}), 'it')).toEqual(['tag']);
	});

	test('is younger than asked for, and none that is just as old', () => {
		const old = (ms: number) => mscn('it', {on: {imdb: 50}, trainedAt: new Date(now - ms).toISOString()});
		expect(kinds(plan([...ladder, old(day - 1)], {minAge: day}), 'it')).toEqual(['young']);
		expect(kinds(plan([...ladder, old(day)], {minAge: day}), 'it')).toEqual([]);
	});

	test('has no time that is known, even if nothing is asked', () => {
		const it = {...mscn('it', {on: {imdb: 50}}), time: -Infinity};
		expect(plan([...ladder, it]).keep.find(({model}) => model.id === 'it')?.reasons).toEqual([{kind: 'young', ageMs: Infinity}]);
	});
});

describe('a model without a rank', () => {
	const untested = (name: string, age: number) => mscn(name, {trainedAt: new Date(now - age).toISOString()});

	test('stays for good where nothing else is said, with why it has none', () => {
		const models = [
			mscn('plain'),
			mscn('elsewhere', {on: {tpch: 1}}),
			mscn('otherMetric', {on: {imdb: {auc: 1}}}),
			mscn('nan', {on: {imdb: 'NaN'}}),
			mscn('text', {on: {imdb: 'fast'}}),
			mscn('digest', {tests: [result('imdb', {total_time: 1}, {dataset_digest: 'x'})]}),
		];
		const made = plan([...ladder, ...models]);
		const why = (name: string) => made.keep.find(({model}) => model.id === name)?.reasons;
		for (const name of ['plain', 'elsewhere', 'otherMetric']) expect(why(name)).toEqual([{kind: 'unranked', why: 'not-tested'}]);
		for (const name of ['nan', 'text']) expect(why(name)).toEqual([{kind: 'unranked', why: 'no-number'}]);
		expect(why('digest')).toEqual([{kind: 'unranked', why: 'not-comparable'}]);
	});

	test('goes when it is older than the untested may be, the oldest first', () => {
		const models = [untested('a', 7 * day), untested('b', 7 * day + 1), untested('c', 20 * day)];
		const made = plan([...ladder, ...models], {untested: 7 * day});
		expect(kinds(made, 'a')).toEqual(['unranked']);
		expect(made.remove.filter(({reason}) => reason.kind === 'unranked').map(({model, reason}) => [model.id, reason])).toEqual([
			['c', {kind: 'unranked', why: 'not-tested', ageMs: 20 * day}],
			['b', {kind: 'unranked', why: 'not-tested', ageMs: 7 * day + 1}],
		]);
	});

	test('stays where its age is not known or its time still to come', () => {
		const models = [{...mscn('unknown'), time: -Infinity}, mscn('future', {trainedAt: '2025-01-01T00:00:00'})];
		const made = plan(models, {untested: 0});
		expect(made.remove).toEqual([]);
		expect(kinds(made, 'unknown')).toEqual(['young', 'unranked']);
	});

	test('is one on whose configuration there is no mean', () => {
		const models = [mscn('up', {lr: 1, seed: 0, on: {imdb: 'Infinity'}}), mscn('down', {lr: 1, seed: 1, on: {imdb: '-Infinity'}})];
		expect(plan(models, {foldSeeds: true}).keep.map(({reasons}) => reasons)).toEqual([
			[{kind: 'unranked', why: 'no-number'}],
			[{kind: 'unranked', why: 'no-number'}],
		]);
	});
});

describe('a parent', () => {
	const child = (parent: unknown, more: JsonObject = {}) => mscn('child', {more: {lineage: {parent: parent as string}, tags: ['keep'], ...more}});
	const parent = mscn('parent', {on: {imdb: 50}});

	test.each([['parent'], ['Mscn/Model/parent'], [['elsewhere', 'parent']]])('of something kept stays, named as %j', name => {
		expect(plan([...ladder, parent, child(name)]).keep.find(({model}) => model.id === 'parent')?.reasons).toEqual([{kind: 'parent', of: 'Mscn/Model/child'}]);
	});

	test.each([['net/v2'], ['net@v2'], ['Net/V2']])('stays as a version, named as %s', name => {
		const version = mscn('parent', {on: {imdb: 50}, more: {family: 'net', version: 2}});
		expect(kinds(plan([...ladder, version, child(name)]), 'parent')).toEqual(['version', 'parent']);
	});

	test('stays under the same name in another Unicode form', () => {
		expect(kinds(plan([...ladder, mscn('부모'.normalize('NFD'), {on: {imdb: 50}}), child('부모'.normalize('NFC'))]), '부모'.normalize('NFD'))).toEqual([
			'parent',
		]);
	});

	test.each([['par'], [''], [null], [[['parent']]], [{}]])('is not named by %j', name => {
		expect(kinds(plan([...ladder, parent, child(name)]), 'parent')).toEqual([]);
	});

	test('of something that goes goes, too', () => {
		const going = mscn('child', {on: {imdb: 60}, more: {lineage: {parent: 'parent'}}});
		expect(names(plan([...ladder, parent, going]).remove)).toContain('parent');
	});

	test('of a parent stays, and one of a model of another algorithm', () => {
		const grandparent = mscn('grandparent', {on: {imdb: 51}});
		const middle = mscn('parent', {on: {imdb: 50}, more: {lineage: {parent: 'grandparent'}}});
		const other = madeModel('Lero/Model/x', {algorithm: 'lero', lineage: {parent: 'parent'}});
		const made = plan([...ladder, grandparent, middle, other]);
		expect([kinds(made, 'parent'), kinds(made, 'grandparent')]).toEqual([['parent'], ['parent']]);
	});

	test('is each of several models with that id', () => {
		const twin = madeModel('Other/Model/parent', {algorithm: 'mscn', model_id: 'parent', testing: [result('imdb', {total_time: 70})]});
		expect(names(plan([...ladder, parent, twin, child('parent')]).remove)).not.toContain('parent');
	});

	test('of itself is none', () => {
		expect(kinds(plan([...ladder, mscn('self', {more: {lineage: {parent: 'self'}, tags: ['keep']}})]), 'self')).not.toContain('parent');
	});

	test('of itself, and two that are parents of each other, are held by nothing', () => {
		const loop = (name: string, of: string) => mscn(name, {on: {imdb: 60}, more: {lineage: {parent: of}}});
		expect(names(plan([...ladder, loop('self', 'self'), loop('x', 'y'), loop('y', 'x')]).remove)).toEqual(expect.arrayContaining(['self', 'x', 'y']));
	});

	test('keeps its configuration when seeds are folded', () => {
		const pair = [mscn('parent', {lr: 9, seed: 0, on: {imdb: 50}}), mscn('fellow', {lr: 9, seed: 1, on: {imdb: 50}})];
		expect(kinds(plan([...ladder, ...pair, child('parent')], {foldSeeds: true}), 'fellow')).toEqual(['configuration']);
	});
});

describe('by hand', () => {
	const key = (name: string) => `Mscn/Model/${name}`;

	test('what no rule may remove can be removed, and nothing else moves with it', () => {
		const models = [
			...ladder,
			mscn('bare', {state: 'untracked', sidecar: undefined}),
			mscn('torn', {state: 'unreadable'}),
			mscn('young', {trainedAt: '2024-11-30T23:00:00'}),
		];
		const made = plan(models, {minAge: day, removedByHand: new Set(['t10', 'bare', 'torn', 'young'].map(key))});
		expect(made.keep).toEqual([]);
		expect(made.remove.slice(0, 3).map(({reason}) => reason.kind)).toEqual(['outranked', 'outranked', 'outranked']);
		expect(made.remove.slice(3).map(({reason}) => reason.kind)).toEqual(['hand', 'hand', 'hand', 'hand']);
	});

	test('what is being written stays, and what has no file', () => {
		const models = [mscn('growing', {growing: true, on: {imdb: 1}}), {...mscn('entry', {state: 'missing', artifact: undefined}), sidecar: undefined}];
		expect(plan(models, {keep: 0, removedByHand: new Set(['growing', 'entry'].map(key))}).remove).toEqual([]);
	});

	test('what is kept stays, even if it was removed by hand before', () => {
		const hands = new Set([key('t40')]);
		const made = plan(ladder, {keptByHand: hands, removedByHand: hands});
		expect(made.keep.map(({model, reasons}) => [model.id, reasons[0].kind])).toEqual([
			['t40', 'hand'],
			['t10', 'top'],
		]);
	});

	test('the best that goes leaves its place: the next is not kept for it, and it is said to be lost', () => {
		const {remove, losses} = plan(ladder, {removedByHand: new Set([key('t10')])});
		expect(names(remove)).toEqual(['t20', 't30', 't40', 't10']);
		expect(losses).toMatchObject([{from: 10, to: undefined}]);
	});

	test('a parent that was removed holds nothing any more', () => {
		const models = [
			...ladder,
			mscn('grandparent', {on: {imdb: 50}}),
			mscn('parent', {on: {imdb: 51}, more: {lineage: {parent: 'grandparent'}}}),
			mscn('child', {more: {lineage: {parent: 'parent'}, tags: ['keep']}}),
		];
		expect(names(plan(models, {removedByHand: new Set([key('parent')])}).remove)).toEqual(expect.arrayContaining(['parent', 'grandparent']));
	});
});

test('of several reasons all are said, and the one that counts is first', () => {
	const it = mscn('it', {
		on: {imdb: 1, tpch: 1},
		growing: true,
		stale: true,
		trainedAt: '2024-12-01T00:00:00',
		more: {tags: ['keep', 'wip', 'best'], family: 'net', version: 1},
	});
	const child = mscn('child', {more: {lineage: {parent: 'it'}}});
	const made = plan([it, child], {minAge: day, keepBests: true, keptByHand: new Set([it.key])}, {linkTargets: new Map([[it.key, 'l']])});
	expect(made.keep.find(({model}) => model.id === 'it')?.reasons).toEqual([
		{kind: 'hand'},
		{kind: 'growing'},
		{kind: 'stale'},
		{kind: 'version', family: 'net', version: 1},
		{kind: 'link-target', from: 'l'},
		{kind: 'parent', of: child.key},
		{kind: 'tag', tags: ['keep', 'best']},
		{kind: 'top', rank: 1, dataset: 'imdb'},
		{kind: 'best-elsewhere', metric: 'total_time', dataset: 'tpch'},
		{kind: 'young', ageMs: 0},
	]);
});

test('what is kept stands by its reasons, and within one the best or the newest first', () => {
	const models = [
		mscn('b', {on: {imdb: 2}}),
		mscn('a', {on: {imdb: 1}}),
		mscn('old', {more: {tags: ['keep']}}),
		mscn('new', {trainedAt: '2024-11-01T00:00:00', more: {tags: ['keep']}}),
		mscn('untested'),
		mscn('torn', {state: 'unreadable'}),
	];
	expect(names(plan(models, {keep: 2}).keep)).toEqual(['torn', 'new', 'old', 'a', 'b', 'untested']);
});

describe('losses', () => {
	const both = (name: string, imdb: number, tpch: number, auc: number) => mscn(name, {on: {imdb: {total_time: imdb, auc, odd: imdb}, tpch}});
	const models = [both('fast', 1, 9, 0.1), both('slow', 2, 5, 0.9), both('slower', 3, 5, 0.9)];

	test('name the best now, what would be best then, and the model; those that one ranks by come first', () => {
		expect(plan(models).losses.map(({model, ...loss}) => ({...loss, model: model.id}))).toEqual([
			{metric: 'total_time', direction: 'minimize', dataset: 'tpch', from: 5, to: 9, isRanked: true, model: 'slow'},
			{metric: 'auc', direction: 'maximize', dataset: 'imdb', from: 0.9, to: 0.1, isRanked: false, model: 'slow'},
		]);
	});

	test('are none where an equal value stays', () => {
		expect(plan(models, {keptByHand: new Set(['Mscn/Model/slower'])}).losses).toEqual([]);
	});

	test('by what the config ranks these models by count as ranked', () => {
		const losses = plan(models, {}, {config: {objectives: {mscn: {metric: 'auc'}}}}).losses;
		expect(losses.map(({metric, isRanked}) => [metric, isRanked])).toEqual([
			['total_time', true],
			['auc', true],
		]);
	});

	test('say nothing of a metric without a direction, and follow the policy for its own', () => {
		const made = plan([...ladder, mscn('x', {on: {imdb: {odd: 9}}})], {metric: 'odd', direction: 'maximize', keep: 0, untested: 0});
		expect(made.losses.map(({metric, direction, from}) => [metric, direction, from])).toEqual([
			['odd', 'maximize', 9],
			['total_time', 'minimize', 10],
		]);
	});

	test('go away by metric with the bests, and altogether when they are to be kept, too', () => {
		expect(plan(models, {keepBests: true}).losses.map(({metric}) => metric)).toEqual([]);
		const apart = [both('fast', 1, 5, 0.1), both('slow', 2, 9, 0.9)];
		expect(plan(apart, {keepBests: true}).losses.map(({metric}) => metric)).toEqual(['auc']);
		expect(plan(apart, {keepLosses: true})).toMatchObject({losses: [], remove: []});
	});
});

test('tags that are no list may protect: no rule removes the model', () => {
	const odd = madeModel('Net/Model/odd', {tags: 'keep', testing: [{dataset: 'd', performance: {total_time: 9}}]});
	const best = madeModel('Net/Model/best', {testing: [{dataset: 'd', performance: {total_time: 1}}]});
	const plan = planCleanup(
		{models: [best, odd], config: defaultConfig},
		{algorithm: 'net', keep: 1, metric: 'total_time', direction: 'minimize', foldSeeds: false, keepBests: false, minAge: 0, protectedTags: ['keep']},
		{now: 1_000_000},
	);
	expect(plan.keep.find(({model}) => model.id === 'odd')?.reasons[0]).toEqual({kind: 'unreadable'});
});
