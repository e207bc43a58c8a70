/** What a cleanup removes of whatever registry by whatever rule: never what must stay (promise 11), and the rest as a plain reading of the sidecars says. */

import fc from 'fast-check';
import {expect, test} from 'vitest';
import {defaultConfig, type Direction} from '../../store/domain/config.ts';
import type {Model} from '../../store/domain/model.ts';
import {planCleanup, type CleanupPlan, type Policy} from '../../store/domain/retention.ts';
import {anyPolicy, anyRegistry, day, directedConfig, now, someKeys} from '../helpers/any-registry.ts';
import {rawRows, rawScore, scoresInOrder} from '../helpers/plain-folding.ts';
import {inOrder, isRawBetter, largestGroups, rawDatasets, rawOf, rawResults, said, type RawResult} from '../helpers/plain-reading.ts';
import {holdsForAll} from '../helpers/property.ts';

const runs = {runs: 400};
const config = directedConfig;

function plan(models: readonly Model[], policy: Policy, linkTargets?: ReadonlyMap<string, string>): CleanupPlan {
	return planCleanup({models, config}, policy, {now, linkTargets});
}

function ownModels(models: readonly Model[]): readonly Model[] {
	return models.filter(({algorithm}) => algorithm.toLowerCase() === 'mscn');
}

function keys(rows: ReadonlyArray<{readonly model: Model}>): readonly string[] {
	return rows.map(({model}) => model.key);
}

/** The comparable results on a dataset; undefined where it is open which group counts. */
function comparedOn(models: readonly Model[], metric: string, dataset: string | undefined): readonly RawResult[] | undefined {
	const groups = largestGroups(rawResults(ownModels(models).map(rawOf), metric, dataset));
	return groups.length > 1 ? undefined : (groups[0] ?? []);
}

function datasetsOf(models: readonly Model[], {dataset}: Policy): ReadonlyArray<string | undefined> {
	return dataset === undefined ? rawDatasets(ownModels(models).map(rawOf)) : [dataset];
}

function isThere(models: readonly Model[], key: string): boolean {
	return models.some(model => model.key === key && model.state !== 'missing');
}

test('what is kept and what is removed is each model of the algorithm once', () => {
	holdsForAll(
		[anyRegistry, anyPolicy],
		(models, policy) => {
			const {keep, remove} = plan(models, policy);
			expect([...keys(keep), ...keys(remove)].sort()).toEqual(keys(ownModels(models).map(model => ({model}))).toSorted());
		},
		runs,
	);
});

test('no rule removes what is protected, unreadable, missing, untracked, stale, growing, badly named, a version, the target of a link or young', () => {
	holdsForAll(
		[anyRegistry, anyPolicy, fc.infiniteStream(fc.boolean())],
		(models, policy, coins) => {
			const targets = new Map(models.filter(() => coins.next().value === true).map(({key}) => [key, `link to ${key}`]));
			for (const {model} of plan(models, policy, targets).remove) {
				expect(model.state).toBe('ok');
				expect(model.stale || model.growing || targets.has(model.key)).toBe(false);
				expect(model.tags.filter(tag => ['keep', 'best'].includes(tag.toLowerCase()))).toEqual([]);
				expect(Number.isInteger(said(model.content, 'version')) && said(model.content, 'family') === 'net').toBe(false);
				expect(now - model.time).toBeGreaterThanOrEqual(policy.minAge);
				expect(model.key.isWellFormed()).toBe(true);
			}
		},
		runs,
	);
});

test('what has no comparable result stays, unless the untested may go and it is older than they may be', () => {
	holdsForAll(
		[anyRegistry, anyPolicy],
		(models, policy) => {
			const groups = datasetsOf(models, policy).map(dataset => comparedOn(models, policy.metric, dataset));
			fc.pre(!groups.includes(undefined));
			const ranked = new Set(groups.flatMap(group => (group ?? []).map(({key}) => key)));
			for (const {model} of plan(models, policy).remove) {
				if (ranked.has(model.key)) continue;
				expect(policy.untested).toBeDefined();
				expect(now - model.time).toBeGreaterThan(policy.untested ?? Infinity);
			}
		},
		runs,
	);
});

test('no rule removes the parent of anything that stays, of whatever algorithm', () => {
	holdsForAll(
		[anyRegistry, anyPolicy],
		(models, policy) => {
			const {remove} = plan(models, policy);
			const removed = new Set(keys(remove));
			const named = models.filter(({key}) => !removed.has(key)).map(({key, content}) => ({key, parent: said(said(content, 'lineage'), 'parent')}));
			for (const {model} of remove) {
				const version = `${String(said(model.content, 'family'))}/v${String(said(model.content, 'version'))}`;
				const names: readonly unknown[] = [model.key, model.id, version, version.replace('/', '@')];
				expect(named.filter(({parent}) => names.includes(parent))).toEqual([]);
			}
		},
		runs,
	);
});

test('the best N on a dataset are those that a plain sort finds', () => {
	holdsForAll(
		[anyRegistry, anyPolicy],
		(models, rule) => {
			const policy = {...rule, foldSeeds: false};
			const raw = ownModels(models).map(rawOf);
			const {keep} = plan(models, policy);
			for (const dataset of datasetsOf(models, policy)) {
				const group = comparedOn(models, policy.metric, dataset);
				if (!group) continue;
				const best = inOrder(group, raw, policy.direction)
					.filter(({key}) => isThere(models, key))
					.slice(0, policy.keep);
				const top = keep.filter(({reasons}) => reasons.some(reason => reason.kind === 'top' && reason.dataset === dataset));
				expect(keys(top).toSorted()).toEqual(best.map(({key}) => key).sort());
			}
		},
		runs,
	);
});

test('the best N configurations are those that a plain sort of means finds, each with all its models', () => {
	holdsForAll(
		[anyRegistry, anyPolicy],
		(models, rule) => {
			const policy = {...rule, foldSeeds: true};
			const rows = rawRows(ownModels(models).map(rawOf), config.seedKeys);
			const {keep} = plan(models, policy);
			for (const dataset of datasetsOf(models, policy)) {
				const group = comparedOn(models, policy.metric, dataset);
				if (!group) continue;
				const scores = scoresInOrder(
					rows.flatMap(row => rawScore(row, group, policy.direction) ?? []),
					policy.direction,
				);
				const best = scores.filter(({row}) => row.models.some(({key}) => isThere(models, key))).slice(0, policy.keep);
				const top = keep.filter(({reasons}) => reasons.some(reason => reason.kind === 'top' && reason.dataset === dataset));
				expect(keys(top).toSorted()).toEqual(best.flatMap(({row}) => row.models.map(({key}) => key)).sort());
			}
		},
		runs,
	);
});

test('with seeds folded models alike but for a seed stay or go together', () => {
	holdsForAll(
		[anyRegistry, anyPolicy],
		(models, rule) => {
			const removed = new Set(keys(plan(models, {...rule, foldSeeds: true}).remove));
			for (const {models: alike} of rawRows(ownModels(models).map(rawOf), config.seedKeys)) {
				expect(new Set(alike.map(({key}) => removed.has(key))).size).toBe(1);
			}
		},
		runs,
	);
});

test('to keep more never removes more', () => {
	holdsForAll(
		[anyRegistry, anyPolicy, fc.nat(3)],
		(models, policy, more) => {
			const fewer = new Set(keys(plan(models, policy).remove));
			const removed = keys(plan(models, {...policy, keep: policy.keep + more}).remove);
			expect(removed.filter(key => !fewer.has(key))).toEqual([]);
		},
		runs,
	);
});

test('the losses are those that a plain look at what stays finds', () => {
	holdsForAll(
		[anyRegistry, anyPolicy],
		(models, policy) => {
			const {remove, losses} = plan(models, policy);
			const removed = new Set(keys(remove));
			const metrics: ReadonlyArray<readonly [string, Direction]> = [
				['total_time', 'minimize'],
				['recall@10', 'maximize'],
				['__proto__', 'maximize'],
			];
			const directions = new Map<string, Direction>([...metrics, [policy.metric, policy.direction]]);
			for (const [metric, direction] of directions) {
				for (const dataset of rawDatasets(ownModels(models).map(rawOf))) {
					const group = comparedOn(models, metric, dataset)?.filter(({key}) => isThere(models, key));
					if (!group) continue;
					const before = bestOf(group, direction);
					const after = bestOf(
						group.filter(({key}) => !removed.has(key)),
						direction,
					);
					const found = losses.filter(loss => loss.metric === metric && loss.dataset === dataset);
					const isRanked = metric === policy.metric || metric === 'recall@10';
					expect(found.map(loss => ({from: loss.from, to: loss.to, ranked: loss.isRanked}))).toEqual(
						before === after ? [] : [{from: before, to: after, ranked: isRanked}],
					);
					for (const loss of found) {
						expect(removed.has(loss.model.key)).toBe(true);
						expect(group.find(({key}) => key === loss.model.key)?.value).toBe(before);
					}
				}
			}
			expect(losses.filter(({metric}) => !directions.has(metric))).toEqual([]);
			expect(losses.map(({isRanked}) => isRanked)).toEqual(losses.map(({isRanked}) => isRanked).toSorted((a, b) => Number(b) - Number(a)));
		},
		runs,
	);
});

function bestOf(results: readonly RawResult[], direction: Direction): number | undefined {
	return results.reduce<number | undefined>((best, {value}) => (best === undefined || isRawBetter(value, best, direction) ? value : best), undefined);
}

test('where the bests are kept none by the metric that ranks is lost', () => {
	holdsForAll(
		[anyRegistry, anyPolicy],
		(models, rule) => {
			const policy = {...rule, keepBests: true, keep: rule.keep + 1};
			expect(plan(models, policy).losses.filter(({metric}) => metric === policy.metric)).toEqual([]);
		},
		runs,
	);
});

test('where the losses are kept there are none, even if none is kept for its place', () => {
	holdsForAll([anyRegistry, anyPolicy], (models, policy) => expect(plan(models, {...policy, keepLosses: true}).losses).toEqual([]), runs);
});

test('what was moved by hand is where it was moved to, but for what is being written', () => {
	const registryWithHands = anyRegistry.chain(models => fc.tuple(fc.constant(models), someKeys(models), someKeys(models)));
	holdsForAll(
		[registryWithHands, anyPolicy],
		([models, keptByHand, removedByHand], policy) => {
			const {keep, remove} = plan(models, {...policy, keptByHand, removedByHand});
			const without = new Map(plan(models, policy).keep.map(({model, reasons}) => [model.key, reasons]));
			for (const {model, reasons} of keep) {
				expect(reasons[0].kind === 'hand').toBe(keptByHand.has(model.key));
				if (removedByHand.has(model.key) && !keptByHand.has(model.key)) expect(model.growing).toBe(true);
			}
			for (const {model, reason} of remove) {
				expect(keptByHand.has(model.key) || model.growing).toBe(false);
				expect(reason.kind === 'hand').toBe(removedByHand.has(model.key));
				// A rule removes something more only where what it stayed for is gone.
				const before = without.get(model.key);
				if (before && reason.kind !== 'hand') expect(before.every(({kind}) => kind === 'parent' || kind === 'configuration')).toBe(true);
			}
		},
		runs,
	);
});

test('the order of the models and another list of the same give the same plan', () => {
	holdsForAll(
		[anyRegistry, anyPolicy],
		(models, policy) => {
			const [one, two] = [plan(models, policy), plan([...models], policy)];
			expect(two).toEqual(one);
			// What is remembered of a list of models must not be that of another rule.
			plan(models, {...policy, metric: 'total_time', direction: 'maximize', dataset: undefined, foldSeeds: !policy.foldSeeds});
			expect(plan(models, policy)).toEqual(one);
		},
		{runs: 200},
	);
});

test('each plan is of sound reasons: a place for what is outranked, and for the best N places from 1 to N', () => {
	holdsForAll(
		[anyRegistry, anyPolicy],
		(models, policy) => {
			const {keep, remove} = plan(models, policy);
			for (const {reasons} of keep) for (const reason of reasons) if (reason.kind === 'top') expect(reason.rank >= 1 && reason.rank <= policy.keep).toBe(true);
			for (const {reason} of remove) if (reason.kind === 'outranked') expect(reason.rank).toBeGreaterThan(policy.keep);
		},
		runs,
	);
});

test('a plan of 10,000 models with 8 metrics on 4 datasets takes less than a second of computing even where nothing is warm, and one after a key a third of that', () => {
	const models = manyModels(10_000);
	const policy: Policy = {
		algorithm: 'mscn',
		keep: 5,
		metric: 'm0',
		direction: 'minimize',
		dataset: 'd0',
		foldSeeds: false,
		keepBests: true,
		untested: day,
		minAge: 0,
		protectedTags: ['keep'],
	};
	const metrics = Object.fromEntries(Array.from({length: 8}, (_, index) => [`m${index}`, {direction: 'minimize' as const}]));
	const took = (keep: number) => {
		const start = process.cpuUsage();
		const {remove} = planCleanup({models, config: {...defaultConfig, metrics}}, {...policy, keep}, {now});
		expect(remove.length).toBeGreaterThan(9000);
		// What others do on the machine is not ours.
		const {user, system} = process.cpuUsage(start);
		return (user + system) / 1000;
	};
	expect(took(5)).toBeLessThan(1000);
	expect(Math.min(took(6), took(7), took(8))).toBeLessThan(333);
});

function manyModels(count: number): readonly Model[] {
	const [sample] = fc.sample(
		anyRegistry.filter(models => models.some(({state, growing}) => state === 'ok' && !growing)),
		{numRuns: 1, seed: 1},
	);
	const like = sample?.find(({state, growing}) => state === 'ok' && !growing);
	if (!like) throw new Error('There is no model to copy.');
	return Array.from({length: count}, (_, index) => ({
		...like,
		key: `A/Model/m${index}`,
		id: `m${index}`,
		algorithm: 'mscn',
		stale: false,
		tags: [],
		content: {},
		time: now - day - index,
		tests: Array.from({length: 4}, (_, dataset) => ({
			dataset: `d${dataset}`,
			num_queries: 80,
			performance: Object.fromEntries(Array.from({length: 8}, (_, metric) => [`m${metric}`, (index * 7919 + metric * 31 + dataset) % 10_007])),
		})),
	}));
}
