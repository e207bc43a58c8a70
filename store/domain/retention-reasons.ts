/** Why each model of an algorithm stays: every reason that holds, in the order in which they count. */

import type {Config} from './config.ts';
import type {Model} from './model.ts';
import {contestsFor} from './retention-losses.ts';
import type {AlgorithmFacts} from './retention-facts.ts';
import {isRemovedByHand, modelRules} from './retention-rules.ts';
import {ordersOf, type RetentionPlaces} from './retention-places.ts';
import type {KeepReason, PlanContext, Policy} from './retention.ts';

/** Of several reasons the first of these counts. */
const precedence: readonly KeepReason['kind'][] = [
	'hand',
	'growing',
	'unreadable',
	'missing',
	'untracked',
	'stale',
	'bad-name',
	'version',
	'link-target',
	'parent',
	'tag',
	'top',
	'best-elsewhere',
	'young',
	'unranked',
	'configuration',
];

/** The place of a kind of reason among the others, from 0. */
export function precedenceOf(kind: KeepReason['kind']): number {
	return precedence.indexOf(kind);
}

export type Reasons = ReadonlyMap<Model, readonly KeepReason[]>;

export interface RuleInput {
	readonly facts: AlgorithmFacts;
	readonly policy: Policy;
	readonly config: Config;
	readonly places: RetentionPlaces;
	readonly context: PlanContext;
}

/** The models that stay, each with at least one reason. */
export function keepReasons(all: readonly Model[], input: RuleInput): Reasons {
	const {facts, policy, places, context} = input;
	const reasons = new Map<Model, KeepReason[]>();
	const rulesOf = modelRules(policy, places, context);
	const bests = bestsElsewhere(input);
	for (const model of facts.models) {
		if (isRemovedByHand(model, policy)) continue;
		const found = rulesOf(model);
		found.push(...(bests.get(model) ?? []));
		if (found.length > 0) reasons.set(model, found);
	}
	spread(all, reasons, input);
	for (const found of reasons.values()) if (found.length > 1) found.sort((a, b) => precedenceOf(a.kind) - precedenceOf(b.kind));
	return reasons;
}

/** The bests that stay although they are not among the best N by the policy's own order. */
function bestsElsewhere({facts, policy, config}: RuleInput): ReadonlyMap<Model, readonly KeepReason[]> {
	const bests = new Map<Model, KeepReason[]>();
	const put = (model: Model, {metric, dataset}: {readonly metric: string; readonly dataset?: string}) => {
		const said = bests.get(model) ?? [];
		if (said.some(reason => reason.kind === 'best-elsewhere' && reason.metric === metric && reason.dataset === dataset)) return;
		bests.set(model, [...said, {kind: 'best-elsewhere', metric, dataset}]);
	};
	if (!policy.keepBests && policy.keepLosses !== true) return bests;
	const own = new Set(ordersOf(facts, policy, config).map(({standing}) => standing.dataset));
	for (const {standing, rows} of policy.foldSeeds ? facts.orders({metric: policy.metric, direction: policy.direction}, {seedKeys: config.seedKeys}) : []) {
		const first = own.has(standing.dataset) ? undefined : rows.find(({models}) => models.some(({state}) => state !== 'missing'));
		for (const model of first?.models ?? []) put(model, standing);
	}
	for (const contest of contestsFor(facts, policy, config)) {
		if (!policy.keepLosses && contest.metric !== policy.metric) continue;
		// Where the policy ranks itself the best is the first of the N, unless configurations are ranked: then the best single model may be of one that goes.
		const isOwn = contest.metric === policy.metric && own.has(contest.dataset);
		if (isOwn && (policy.keep < 1 ? policy.keepLosses !== true : !policy.foldSeeds)) continue;
		put(contest.best.model, contest);
	}
	return bests;
}

/** Parents of what stays stay, and the configurations of what stays, until nothing more follows. */
function spread(all: readonly Model[], reasons: Map<Model, KeepReason[]>, {facts, policy, config}: RuleInput): void {
	const parents = facts.parents();
	const configurations = policy.foldSeeds ? facts.configurations({seedKeys: config.seedKeys}) : new Map<Model, readonly Model[]>();
	if (parents.size === 0 && configurations.size === 0) return;
	const own = new Set(facts.models);
	const staying = [...all.filter(model => parents.has(model) && !own.has(model)), ...reasons.keys()];
	const add = (model: Model, reason: KeepReason) => {
		if (isRemovedByHand(model, policy)) return;
		const said = reasons.get(model);
		if (!said) {
			reasons.set(model, [reason]);
			staying.push(model);
		} else if (!said.some(({kind}) => kind === reason.kind)) said.push(reason);
	};
	// Grows while it is walked.
	for (const model of staying) {
		for (const parent of parents.get(model) ?? []) add(parent, {kind: 'parent', of: model.key});
		for (const fellow of configurations.get(model) ?? []) if (!reasons.has(fellow)) add(fellow, {kind: 'configuration', of: model.key});
	}
}
