/** What a removal needs to know of the disk and of the rules: what rests, what protects named models, what would be lost. */

import {targetsOf} from '../../store/domain/change.ts';
import type {Direction} from '../../store/domain/config.ts';
import type {Model} from '../../store/domain/model.ts';
import {directionOf, metricsOf, usualObjective} from '../../store/domain/objective.ts';
import {reasonWords} from '../../store/domain/retention-words.ts';
import {planCleanup, type KeepReason, type Loss, type Policy, type Removed} from '../../store/domain/retention.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';

/** Between the two looks at what seems to be written now (milliseconds). */
const secondLookAfter = 1_000;

/**
 * The snapshot in which only those models are growing that are written now: it is looked at them twice, a second apart, where any of them would go.
 *
 * @param wouldGo the models that would be removed if nothing were growing
 */
export async function withSecondLook(snapshot: Snapshot, wouldGo: (snapshot: Snapshot) => readonly Model[]): Promise<Snapshot> {
	const growing = snapshot.models.filter(model => model.growing);
	if (growing.length === 0) return snapshot;
	const keys = new Set(wouldGo(resting(snapshot, new Set(growing.map(({key}) => key)))).map(({key}) => key));
	const candidates = growing.filter(({key}) => keys.has(key));
	if (candidates.length === 0) return snapshot;
	const {restingModels} = await import('../../store/second-look.ts');
	return resting(snapshot, restingModels(snapshot.root, targetsOf(candidates, snapshot.models), {waitMs: secondLookAfter}));
}

function resting(snapshot: Snapshot, keys: ReadonlySet<string>): Snapshot {
	if (keys.size === 0) return snapshot;
	return {...snapshot, models: snapshot.models.map(model => (keys.has(model.key) ? {...model, growing: false} : model))};
}

/** What comes of removing models that a person named. */
export interface NamedPlan {
	readonly remove: readonly Removed[];
	/** Those of them that no rule would remove, and why. */
	readonly guarded: ReadonlyMap<Model, KeepReason>;
	/** What cannot be removed at all, and why. */
	readonly refused: ReadonlyMap<Model, KeepReason>;
	readonly losses: readonly Loss[];
}

export interface NamedOptions {
	/** Milliseconds since 1970. */
	readonly now: number;
	/** By key: links that point to artifacts. */
	readonly linkTargets: ReadonlyMap<string, string>;
	/** What a plan ranked by; else what ranks each algorithm. */
	readonly ranking?: {readonly metric: string; readonly direction: Direction};
}

/** Reasons that a person must have meant to overrule. */
const guarding: ReadonlySet<KeepReason['kind']> = new Set(['tag', 'version', 'parent', 'link-target']);

/** @param models those that were named, of any algorithms */
export function planNamed(snapshot: Snapshot, models: readonly Model[], options: NamedOptions): NamedPlan {
	const guarded = new Map<Model, KeepReason>();
	const refused = new Map<Model, KeepReason>();
	const [remove, losses]: [Removed[], Loss[]] = [[], []];
	for (const [algorithm, group] of Map.groupBy(models, model => model.algorithm.toLowerCase())) {
		const named = new Set(group.map(({key}) => key));
		const policy = policyOf(snapshot, algorithm, {named, options});
		const byRule = planCleanup(snapshot, policy, options);
		for (const {model, reasons} of byRule.keep) {
			const reason = named.has(model.key) ? reasons.find(({kind}) => guarding.has(kind)) : undefined;
			if (reason) guarded.set(model, reason);
		}
		const byHand = planCleanup(snapshot, {...policy, removedByHand: named}, options);
		for (const {model, reasons} of byHand.keep) if (named.has(model.key)) refused.set(model, reasons[0]);
		remove.push(...byHand.remove);
		losses.push(...byHand.losses);
	}
	for (const model of refused.keys()) guarded.delete(model);
	return {remove, guarded, refused, losses};
}

/** Nothing is kept for its rank or age, and everything that was not named. */
function policyOf(
	{models, config}: Snapshot,
	algorithm: string,
	{named, options}: {readonly named: ReadonlySet<string>; readonly options: NamedOptions},
): Policy {
	const own = models.filter(model => model.algorithm.toLowerCase() === algorithm);
	const usual = usualObjective(config, algorithm, metricsOf(own));
	// Without an objective nothing is ranked, and no best that one ranks by can be lost.
	const metric = options.ranking?.metric ?? (usual?.direction === undefined ? '' : usual.metric);
	return {
		algorithm,
		keep: 0,
		metric,
		direction: options.ranking?.direction ?? directionOf(config, metric) ?? 'minimize',
		foldSeeds: false,
		keepBests: false,
		untested: 0,
		minAge: 0,
		protectedTags: config.protectedTags,
		keptByHand: new Set(own.filter(({key}) => !named.has(key)).map(({key}) => key)),
	};
}

/** Why a named model stays, as a sentence; raw. */
export function refusedWords(reason: KeepReason): string {
	return reason.kind === 'growing' ? 'It is being written.' : `It stays: ${reasonWords(reason, {foldSeeds: false})}.`;
}
