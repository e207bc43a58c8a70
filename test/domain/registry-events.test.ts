/** What happened between two snapshots. */

import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {defaultConfig, type Config} from '../../store/domain/config.ts';
import type {Model} from '../../store/domain/model.ts';
import type {Problem} from '../../store/domain/problem.ts';
import {eventsBetween, type RegistryEvent} from '../../store/domain/registry-events.ts';
import {byNewest, type Activity, type Snapshot} from '../../store/domain/snapshot.ts';
import {result, testedModel} from '../helpers/any-results.ts';
import {madeArtifact, madeModel} from '../helpers/made-models.ts';
import {holdsForAll} from '../helpers/property.ts';

const live: Activity = {phase: 'live', checkedAt: 0};

interface Seen {
	readonly config?: Config;
	readonly problems?: readonly Problem[];
	readonly activity?: Activity;
}

function snapshotOf(models: readonly Model[], {config = defaultConfig, problems = [], activity = live}: Seen = {}): Snapshot {
	return {root: '/r', reason: 'test', models: [...models].sort(byNewest), problems, config, activity, watching: true};
}

function between(before: readonly Model[], after: readonly Model[], seen: {readonly before?: Seen; readonly after?: Seen} = {}): readonly RegistryEvent[] {
	return eventsBetween(snapshotOf(before, seen.before), snapshotOf(after, seen.after));
}

/** An event in short: `model.changed A/Model/a tags,notes`. */
function short(event: RegistryEvent): string {
	switch (event.event) {
		case 'model.changed':
			return `${event.event} ${event.model.key} ${event.fields.join(',')}`;
		case 'result.added':
			return `${event.event} ${event.model.key} ${event.result.dataset} ${JSON.stringify(event.result.performance)}`;
		case 'best.changed':
			return `${event.event} ${event.algorithm} ${event.metric}@${event.dataset}: ${event.from?.model.key} -> ${event.to?.model.key} ${event.to?.value}`;
		case 'problem':
			return `${event.event} ${event.problem.kind} ${event.problem.path} ${event.model?.key ?? ''}`.trimEnd();
		default:
			return `${event.event} ${event.model.key}`;
	}
}

const shorts = (...of: Parameters<typeof between>) => between(...of).map(short);

describe('models', () => {
	const keys = fc.constantFrom('A/Model/a', 'A/Model/b', 'B/Model/a', 'B/Model/c', '__proto__');
	const anyModel = fc.tuple(keys, fc.constantFrom(undefined, 1, 1, 2, 3), fc.constantFrom('', 'x')).map(([key, time, notes]) => {
		return madeModel(key, {created_at: time === undefined ? null : new Date(time).toISOString(), notes}, {artifact: undefined});
	});
	const anyModels = fc.array(anyModel, {maxLength: 6}).map(list => [...new Map(list.map(model => [model.key, model])).values()]);

	test('that come, go or change are told, whatever their times, and no others', () => {
		holdsForAll(
			[anyModels, anyModels, fc.array(fc.boolean(), {minLength: 6, maxLength: 6})],
			(before, other, kept) => {
				const after = [...new Map([...other, ...before.filter((_, index) => kept[index])].map(model => [model.key, model])).values()];
				const [earlier, later] = [before, after].map(models => new Map(models.map(model => [model.key, model])));
				const expected = [
					...before.flatMap(({key}) => (later?.has(key) === true ? [] : [`model.removed ${key}`])),
					...after.flatMap(model => {
						const was = earlier?.get(model.key);
						if (!was) return [`model.added ${model.key}`];
						const fields = [
							...(was.notes === model.notes ? [] : ['notes']),
							...(was.content['created_at'] === model.content['created_at'] ? [] : ['created_at']),
						];
						return fields.length === 0 ? [] : [`model.changed ${model.key} ${fields.join(',')}`];
					}),
				];
				expect(shorts(before, after).toSorted()).toEqual(expected.toSorted());
			},
			{runs: 2000},
		);
	});

	test('come from the oldest to the newest, each before its results, and removals before all', () => {
		const old = madeModel('A/Model/old', {training: {trained_at: '2024-01-01T00:00:00'}, testing: [result('imdb', {q: 1}), result('tpch', {q: 2})]});
		const young = madeModel('A/Model/young', {training: {trained_at: '2024-01-02T00:00:00'}});
		expect(shorts([madeModel('A/Model/gone')], [young, old])).toEqual([
			'model.removed A/Model/gone',
			'model.added A/Model/old',
			'result.added A/Model/old imdb {"q":1}',
			'result.added A/Model/old tpch {"q":2}',
			'model.added A/Model/young',
		]);
	});

	test('that were only read again are no news', () => {
		const content = {training: {hyperparams: {lr: NaN}}, tags: ['a'], testing: [result('imdb', {q: 1})]};
		expect(shorts([madeModel('A/Model/a', content)], [madeModel('A/Model/a', structuredClone(content))])).toEqual([]);
	});

	test.each<[string, Parameters<typeof madeModel>, Parameters<typeof madeModel>]>([
		['tags', ['A/Model/a', {tags: ['x']}], ['A/Model/a', {tags: ['x', 'y']}]],
		['notes', ['A/Model/a', {}], ['A/Model/a', {notes: '좋음'}]],
		['training', ['A/Model/a', {training: null}], ['A/Model/a', {training: {dataset: 'imdb'}}]],
		['training', ['A/Model/a', {training: {hyperparams: {lr: NaN}}}], ['A/Model/a', {training: {hyperparams: {lr: null}}}]],
		['__proto__', ['A/Model/a', {}], ['A/Model/a', JSON.parse('{"__proto__": 1}')]],
		['algorithm', ['A/Model/a', {}], ['A/Model/a', {algorithm: 'b'}]],
		['model_id', ['A/Model/a', {}], ['A/Model/a', {model_id: 'b'}]],
		['state', ['A/Model/a', {}], ['A/Model/a', {}, {state: 'missing'}]],
		['artifact', ['A/Model/a', {}], ['A/Model/a', {}, {artifact: madeArtifact('A/Model/a', {bytes: 2})}]],
		['growing', ['A/Model/a', {}, {growing: true, state: 'untracked', sidecar: undefined}], ['A/Model/a', {}, {state: 'untracked', sidecar: undefined}]],
	])('that changed say what of them: %s', (field, before, after) => {
		expect(shorts([madeModel(...before)], [madeModel(...after)])).toEqual([`model.changed A/Model/a ${field}`]);
	});

	test('that grow are no news until they are whole', () => {
		const bare = {state: 'untracked', sidecar: undefined} as const;
		const growing = (bytes: number) => madeModel('A/Model/a', {}, {...bare, growing: true, artifact: madeArtifact('A/Model/a', {bytes})});
		expect(shorts([growing(1)], [growing(2)])).toEqual([]);
		const whole = madeModel('A/Model/a', {}, {...bare, artifact: madeArtifact('A/Model/a', {bytes: 3})});
		expect(shorts([growing(2)], [whole])).toEqual(['model.changed A/Model/a growing,artifact']);
	});

	test('that have their sidecar are whole, however young they are: neither begin nor end of their rest is told', () => {
		const [young, rested] = [madeModel('A/Model/a', {}, {growing: true}), madeModel('A/Model/a')];
		expect(shorts([young], [rested])).toEqual([]);
		expect(shorts([rested], [young])).toEqual([]);
		const bare = madeModel('A/Model/a', {}, {growing: true, state: 'untracked', sidecar: undefined});
		expect(shorts([bare], [young])).toEqual(['model.changed A/Model/a state,growing,sidecar']);
	});

	test('of a folder that cannot be read now are not each told: one problem says it', () => {
		expect(shorts([madeModel('A/Model/a')], [madeModel('A/Model/a', {}, {stale: true})])).toEqual([]);
	});
});

describe('results', () => {
	const model = (...results: ReturnType<typeof result>[]) => madeModel('A/Model/a', {testing: results});
	const [one, two] = [result('imdb', {q: 1}), result('imdb', {q: 2})];

	test('that are new are told, wherever in the list they stand, and also if they say the same as another', () => {
		expect(shorts([model(one)], [model(two, one)])).toEqual(['result.added A/Model/a imdb {"q":2}']);
		expect(shorts([model(one)], [model(one, one)])).toEqual(['result.added A/Model/a imdb {"q":1}']);
		expect(shorts([model(one, two)], [model(two, one)])).toEqual([]);
	});

	test('that are gone or other than before change the model', () => {
		expect(shorts([model(one, two)], [model(two)])).toEqual(['model.changed A/Model/a testing']);
		expect(shorts([model(one)], [model(two)])).toEqual(['model.changed A/Model/a testing', 'result.added A/Model/a imdb {"q":2}']);
	});
});

describe('results of a model that came', () => {
	const noon = Date.UTC(2024, 9, 20, 12);
	const at = (time: string | undefined, q: number) => ({...result('imdb', {q}), tested_at: time ?? null});
	const come = (model: Model, departed?: ReadonlyMap<string, Model>) => eventsBetween(snapshotOf([]), snapshotOf([model]), {since: noon, departed}).map(short);

	test('are told where they were tested after the watch began', () => {
		const model = madeModel('A/Model/a', {testing: [at('2024-10-20T11:59:59Z', 1), at('2024-10-20T12:00:00Z', 2)]});
		expect(come(model)).toEqual(['model.added A/Model/a', 'result.added A/Model/a imdb {"q":2}']);
	});

	test('count as old as their model where they say no time', () => {
		for (const [made, told] of [
			['2024-10-20T11:00:00Z', 1],
			['2024-10-20T13:00:00Z', 2],
		] as const) {
			expect(come(madeModel('A/Model/a', {created_at: made, testing: [at(undefined, 1)]}))).toHaveLength(told);
		}
	});

	test('are not told again where it had them before it went', () => {
		const [one, two] = [at('2024-10-20T13:00:00Z', 1), at('2024-10-20T14:00:00Z', 2)];
		const departed = new Map([['A/Model/a', madeModel('A/Model/a', {testing: [one]})]]);
		expect(come(madeModel('A/Model/a', {testing: [one, two]}), departed)).toEqual(['model.added A/Model/a', 'result.added A/Model/a imdb {"q":2}']);
	});

	test('of a model that stays are told whatever time they say', () => {
		const events = eventsBetween(snapshotOf([madeModel('A/Model/a')]), snapshotOf([madeModel('A/Model/a', {testing: [at('2020-01-01T00:00:00Z', 1)]})]), {
			since: noon,
		});
		expect(events.map(short)).toEqual(['result.added A/Model/a imdb {"q":1}']);
	});
});

test('what is of one model comes together: its results, that it is the best, its problems', () => {
	const [a, b] = [testedModel('A/Model/a', [result('imdb', {total_time: 1})]), testedModel('B/Model/b', [result('imdb', {total_time: 1})], {day: 2})];
	const problems: Problem[] = ['A/Model/a.json', 'B/Model/b.json'].map(path => ({kind: 'odd-value', path, message: 'x'}));
	expect(shorts([], [a, b], {after: {problems}}).map(text => text.split(' ')[0] + (/Model.(a|b)\b/.exec(text)?.[1] ?? ''))).toEqual([
		...['model.addeda', 'result.addeda', 'best.changeda', 'problema'],
		...['model.addedb', 'result.addedb', 'best.changedb', 'problemb'],
	]);
});

describe('the best', () => {
	const [slow, fast] = [testedModel('Mscn/Model/slow', [result('imdb', {total_time: 9})]), testedModel('Mscn/Model/fast', [result('imdb', {total_time: 3})])];
	const bests = (...of: Parameters<typeof between>) => shorts(...of).filter(text => text.startsWith('best'));
	const {algorithm} = slow;

	test('is told when a better one comes, and when it goes', () => {
		expect(bests([], [slow])).toEqual([`best.changed ${algorithm} total_time@imdb: undefined -> Mscn/Model/slow 9`]);
		expect(bests([slow], [slow, fast])).toEqual([`best.changed ${algorithm} total_time@imdb: Mscn/Model/slow -> Mscn/Model/fast 3`]);
		expect(bests([slow, fast], [slow])).toEqual([`best.changed ${algorithm} total_time@imdb: Mscn/Model/fast -> Mscn/Model/slow 9`]);
		expect(bests([slow], [])).toEqual([`best.changed ${algorithm} total_time@imdb: Mscn/Model/slow -> undefined undefined`]);
	});

	test('is told when its own value is another, and whether that is better', () => {
		const other = (value: number, queries?: number) => testedModel('Mscn/Model/fast', [{...result('imdb', {total_time: value}), num_queries: queries ?? null}]);
		const improved = (...of: Parameters<typeof between>) => between(...of).flatMap(event => (event.event === 'best.changed' ? [event.improved] : []));
		expect(bests([other(3)], [other(2)])).toEqual([`best.changed ${algorithm} total_time@imdb: Mscn/Model/fast -> Mscn/Model/fast 2`]);
		expect(bests([other(3)], [other(3)])).toEqual([]);
		expect(improved([other(3)], [other(2)])).toEqual([true]);
		expect(improved([other(3)], [other(4)])).toEqual([false]);
		expect(improved([], [other(4)])).toEqual([true]);
		expect(improved([other(4)], [])).toEqual([false]);
		// Other queries: no value is better than one that is not comparable.
		expect(improved([other(3, 113)], [other(2, 80)])).toEqual([false]);
	});

	test('stays the best while others come that are worse, or have other data', () => {
		expect(bests([fast], [slow, fast])).toEqual([]);
		const others = [1, 2].map(at => testedModel(`Mscn/Model/other${at}`, [{...result('imdb', {total_time: 9}), num_queries: 7}]));
		expect(bests([fast, slow], [fast, slow, testedModel('Mscn/Model/other', [{...result('imdb', {total_time: 1}), num_queries: 7}])])).toEqual([]);
		// The larger group decides, as in `mreg best`.
		expect(bests([fast], [fast, ...others])).toHaveLength(1);
	});

	test('is told of each dataset, or of the one that the objective names', () => {
		const both = testedModel('Mscn/Model/both', [result('imdb', {total_time: 1}), result('tpch', {total_time: 1})]);
		expect(bests([slow], [slow, both])).toHaveLength(2);
		const config = {...defaultConfig, objectives: {[algorithm.toLowerCase()]: {metric: 'total_time', dataset: 'tpch'}}};
		expect(bests([slow], [slow, both], {before: {config}, after: {config}})).toEqual([
			`best.changed ${algorithm} total_time@tpch: undefined -> Mscn/Model/both 1`,
		]);
	});

	test('is another where the config turns a direction round or names another metric, and nobody lost the old one', () => {
		const config = {...defaultConfig, metrics: {total_time: {direction: 'maximize' as const}}};
		expect(bests([slow, fast], [slow, fast], {after: {config}})).toEqual([`best.changed ${algorithm} total_time@imdb: Mscn/Model/fast -> Mscn/Model/slow 9`]);
		const two = [testedModel('Mscn/Model/a', [result('imdb', {total_time: 1, auc: 0.5})])];
		const byAuc = {...defaultConfig, objectives: {'*': {metric: 'auc'}}};
		expect(bests(two, two, {after: {config: byAuc}})).toEqual([`best.changed ${algorithm} auc@imdb: undefined -> Mscn/Model/a 0.5`]);
	});

	test('is not guessed where a metric has no direction, or the config cannot be read', () => {
		expect(bests([], [testedModel('Mscn/Model/a', [result('imdb', {q_error: 1})])])).toEqual([]);
		const problems = [{kind: 'unreadable-config' as const, path: 'mreg.config.json', message: 'Line 3.'}];
		expect(bests([slow], [slow, fast], {after: {problems}})).toEqual([]);
	});
});

describe('problems', () => {
	const cut: Problem = {kind: 'unreadable-sidecar', path: 'A/Model/a.json', message: 'It ends in line 3.'};
	const problems = (before: readonly Problem[], after: readonly Problem[], models: readonly Model[] = []) =>
		shorts(models, models, {before: {problems: before}, after: {problems: after}});

	test('that are new are told, with the model whose file it is', () => {
		expect(problems([], [cut], [madeModel('A/Model/a'), madeModel('A/Model/b')])).toEqual(['problem unreadable-sidecar A/Model/a.json A/Model/a']);
		expect(problems([], [{kind: 'unreadable-folder', path: '', message: 'Gone.'}])).toEqual(['problem unreadable-folder']);
	});

	test('that stay are not told again, also in other words', () => {
		expect(problems([cut], [{...cut}])).toEqual([]);
		expect(problems([cut], [{...cut, message: 'It ends in line 4.'}])).toEqual([]);
		expect(problems([cut, cut], [])).toEqual([]);
	});

	test('of one file may be several odd values', () => {
		const odd = (message: string): Problem => ({kind: 'odd-value', path: 'A/Model/a.json', message});
		expect(problems([odd('tags is no list.')], [odd('tags is no list.'), odd('notes is no text.')])).toEqual(['problem odd-value A/Model/a.json']);
	});

	test('a disk that does not answer is told once', () => {
		const stalled: Seen = {activity: {phase: 'stalled', since: 0}};
		expect(shorts([], [], {after: stalled})).toEqual(['problem stalled']);
		expect(shorts([], [], {before: stalled, after: stalled})).toEqual([]);
		expect(shorts([], [], {before: stalled})).toEqual([]);
	});
});

test('two snapshots of 100,000 models that differ in one cost a few milliseconds', () => {
	const models = Array.from({length: 100_000}, (_, at) => testedModel(`A/Model/${at}`, [result('imdb', {total_time: at})])).sort(byNewest);
	const before = snapshotOf(models);
	// What ranks is found once for a list of models.
	eventsBetween(snapshotOf([]), before);
	const after = {...before, models: [testedModel('B/Model/x', [], {day: 2}), ...before.models]};
	const times = Array.from({length: 5}, () => {
		const from = performance.now();
		expect(eventsBetween(before, {...after, models: [...after.models]}).map(({event}) => event)).toEqual(['model.added']);
		return performance.now() - from;
	});
	expect(Math.min(...times)).toBeLessThan(50);
});
