/** What a removal needs to know of the disk and of the rules: what rests, what protects named models, what would be lost. */

import {targetsOf} from '../../store/domain/change.ts';
import type {Direction} from '../../store/domain/config.ts';
import type {Model} from '../../store/domain/model.ts';
import {planNamedRemoval, type NamedRemoval} from '../../store/domain/named-removal.ts';
import {metricsOf, usualObjective} from '../../store/domain/objective.ts';
import {reasonWords} from '../../store/domain/retention-words.ts';
import type {KeepReason} from '../../store/domain/retention.ts';
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

export interface NamedRules {
	/** Milliseconds since 1970. */
	readonly now: number;
	/** By key: links that point to artifacts. */
	readonly linkTargets: ReadonlyMap<string, string>;
	/** What a plan ranked by; else what ranks each algorithm. */
	readonly ranking?: {readonly metric: string; readonly direction: Direction};
}

/** What comes of removing models that a person named. @param models of any algorithms */
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
