/** A cleanup plan looked at again before it is carried out: what changed since, or is protected by now, stays. Pure. */

import {targetsOf, type Removal, type Skipped} from './change.ts';
import type {Model} from './model.ts';
import {planNamed, refusedWords} from './named-removal.ts';
import {removalOf, type PlanFile} from './plan-file.ts';
import {reasonWords} from './retention-words.ts';
import type {Loss} from './retention.ts';
import type {Snapshot} from './snapshot.ts';

export interface CheckedPlan {
	readonly removals: readonly Removal[];
	/** Bests that would be lost. */
	readonly losses: readonly Loss[];
	/** What stays of the plan, and why. */
	readonly skipped: readonly Skipped[];
	/** The models of the plan that are there, in its order. */
	readonly models: readonly Model[];
}

export interface PlanRules {
	/** Milliseconds since 1970. */
	readonly now: number;
	/** By key: links that point to artifacts. */
	readonly linkTargets: ReadonlyMap<string, string>;
}

/** The models that a plan would remove, in its order. */
export function plannedModels({models}: Pick<Snapshot, 'models'>, {remove}: PlanFile): readonly Model[] {
	const order = new Map(remove.map(({key}, index) => [key, index]));
	return models.filter(({key}) => order.has(key)).sort((a, b) => (order.get(a.key) ?? 0) - (order.get(b.key) ?? 0));
}

/** Which of the models may go now: by key in a fresh look, with the paths of that look and the signatures of the plan. */
export function checkedPlan(snapshot: Snapshot, plan: PlanFile, {now, linkTargets}: PlanRules): CheckedPlan {
	const planned = new Map(plan.remove.map(one => [one.key, one]));
	const models = plannedModels(snapshot, plan);
	const there = new Set(models.map(({key}) => key));
	const rules = {now, linkTargets, ranking: plan};
	const first = planNamed(snapshot, models, rules);
	const stays = new Set([...first.guarded.keys(), ...first.refused.keys()]);
	const gone = plan.remove.filter(({key}) => !there.has(key)).map(({key}) => ({key, reason: 'It is not there any more.'}));
	const refused = [...first.refused].map(([{key}, reason]) => ({key, reason: refusedWords(reason)}));
	const guarded = [...first.guarded].map(([{key}, reason]) => ({key, reason: `It is protected by now: ${reasonWords(reason, {foldSeeds: false})}.`}));
	const going = models.filter(model => !stays.has(model));
	const removals = targetsOf(going, snapshot.models).map(target => {
		const one = planned.get(target.key);
		return {key: target.key, removal: one && removalOf(one, target)};
	});
	const other = removals.filter(({removal}) => removal === undefined).map(({key}) => ({key, reason: 'It has other files than when the plan was made.'}));
	const unchanged = new Set(removals.flatMap(({key, removal}) => (removal ? [key] : [])));
	return {
		removals: removals.flatMap(({removal}) => removal ?? []),
		losses: planNamed(
			snapshot,
			going.filter(({key}) => unchanged.has(key)),
			rules,
		).losses,
		skipped: [...gone, ...refused, ...guarded, ...other],
		models,
	};
}
