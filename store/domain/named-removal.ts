/** What comes of removing models that a person named, whatever their rank: what protects them, what cannot go, which bests would be lost. */

import type {Direction} from './config.ts';
import type {Model} from './model.ts';
import {metricsOf, usualObjective} from './objective.ts';
import {planCleanup, type KeepReason, type Loss, type Policy} from './retention.ts';
import {reasonWords} from './retention-words.ts';
import type {Snapshot} from './snapshot.ts';

export interface NamedRemoval {
	readonly remove: readonly Model[];
	/** Those of them that no rule would remove, and why. */
	readonly guarded: ReadonlyMap<Model, KeepReason>;
	/** What cannot be removed at all, and why. */
	readonly refused: ReadonlyMap<Model, KeepReason>;
	/** Those that one ranks by come first, by algorithm. */
	readonly losses: readonly Loss[];
}

export interface NamedRemovalOptions {
	/** Milliseconds since 1970. */
	readonly now: number;
	/** By key: links that point to artifacts. */
	readonly linkTargets: ReadonlyMap<string, string>;
	/** What ranks an algorithm (in lower case); undefined where nothing does, or nobody said which way is better. */
	readonly rankingOf: (algorithm: string) => {readonly metric: string; readonly direction: Direction} | undefined;
}

/** Reasons that a person must mean to overrule. */
const guarding: ReadonlySet<KeepReason['kind']> = new Set(['tag', 'version', 'parent', 'link-target']);

/** Pure: nothing is touched. @param models those that were named, of any algorithms */
export function planNamedRemoval(snapshot: Pick<Snapshot, 'models' | 'config'>, models: readonly Model[], options: NamedRemovalOptions): NamedRemoval {
	const guarded = new Map<Model, KeepReason>();
	const refused = new Map<Model, KeepReason>();
	const remove: Model[] = [];
	const losses: Loss[] = [];
	for (const [algorithm, group] of Map.groupBy(models, model => model.algorithm.toLowerCase())) {
		const named = new Set(group.map(({key}) => key));
		const policy = policyOf(snapshot, algorithm, {named, ranking: options.rankingOf(algorithm)});
		const byHand = planCleanup(snapshot, {...policy, removedByHand: named}, options);
		for (const {model, reasons} of byHand.keep) if (named.has(model.key)) refused.set(model, reasons[0]);
		for (const {model, reasons} of planCleanup(snapshot, policy, options).keep) {
			const reason = named.has(model.key) && !refused.has(model) ? reasons.find(({kind}) => guarding.has(kind)) : undefined;
			if (reason) guarded.set(model, reason);
		}
		remove.push(...byHand.remove.map(({model}) => model));
		losses.push(...byHand.losses);
	}
	return {remove, guarded, refused, losses};
}

/** Nothing is kept for its rank or its age, and everything that was not named. */
function policyOf(
	{models, config}: Pick<Snapshot, 'models' | 'config'>,
	algorithm: string,
	{named, ranking}: {readonly named: ReadonlySet<string>; readonly ranking: ReturnType<NamedRemovalOptions['rankingOf']>},
): Policy {
	const others = models.filter(model => model.algorithm.toLowerCase() === algorithm && !named.has(model.key));
	return {
		algorithm,
		keep: 0,
		// Without a metric nothing is ranked, and no best that one ranks by can be lost.
		metric: ranking?.metric ?? '',
		direction: ranking?.direction ?? 'minimize',
		foldSeeds: false,
		keepBests: false,
		untested: 0,
		minAge: 0,
		protectedTags: config.protectedTags,
		keptByHand: new Set(others.map(({key}) => key)),
	};
}

export interface NamedRules {
	/** Milliseconds since 1970. */
	readonly now: number;
	/** By key: links that point to artifacts. */
	readonly linkTargets: ReadonlyMap<string, string>;
	/** What a plan ranked by; else what ranks each algorithm. */
	readonly ranking?: {readonly metric: string; readonly direction: Direction};
}

/** What comes of removing models that a person named, ranked by what usually ranks them. @param models of any algorithms */
export function planNamed(snapshot: Snapshot, models: readonly Model[], {ranking, ...rules}: NamedRules): NamedRemoval {
	const usual = (algorithm: string) => {
		const own = snapshot.models.filter(model => model.algorithm.toLowerCase() === algorithm);
		const objective = usualObjective(snapshot.config, algorithm, metricsOf(own));
		return objective?.direction === undefined ? undefined : {metric: objective.metric, direction: objective.direction};
	};
	return planNamedRemoval(snapshot, models, {...rules, rankingOf: algorithm => ranking ?? usual(algorithm)});
}

/** Why a named model stays, as a sentence; raw. */
export function refusedWords(reason: KeepReason): string {
	return reason.kind === 'growing' ? 'It is being written.' : `It stays: ${reasonWords(reason, {foldSeeds: false})}.`;
}
