/** The rule of a cleanup as the screen has it: what ranks, how many stay, what else stays. Pure. */

import type {Config} from '../../store/domain/config.ts';
import type {Model} from '../../store/domain/model.ts';
import {configuredObjective, directionOf, metricsOf, type Objective} from '../../store/domain/objective.ts';
import type {Policy} from '../../store/domain/retention.ts';
import {cleanupLine} from '../cleanup-command.ts';
import {remember} from './remember.ts';
import type {ScreenContext} from './screen-context.ts';

/** Times in milliseconds. */
export interface CleanupRule {
	/** At least 1: to keep nothing is not offered on a screen. */
	readonly keep: number;
	readonly foldSeeds: boolean;
	/** Undefined: what ranks the models in Browse. */
	readonly objective?: Pick<Objective, 'metric' | 'dataset'>;
	readonly keepBests: boolean;
	readonly keepLosses: boolean;
	/** Undefined: those of the config. */
	readonly protectedTags?: readonly string[];
	readonly minAge: number;
	/** Undefined: what is not tested stays for good. */
	readonly untested?: number;
}

/** What a visit begins with: the command's defaults, and nothing that is best is lost by this metric. */
export const usualRule: CleanupRule = {keep: 5, foldSeeds: false, keepBests: true, keepLosses: false, minAge: 0};

/** What was moved to the other list by hand, by keys. */
export interface ByHand {
	readonly kept: ReadonlySet<string>;
	readonly removed: ReadonlyMap<string, Chosen>;
}

/** A model that shall go although the rule may say otherwise. */
export interface Chosen {
	/** Of the model that was meant (see `lookOf`): another one does not go for it. */
	readonly look: string;
	/** When the visit in which that was said was left, where it was an earlier one; in milliseconds since 1970. */
	readonly leftAt?: number;
}

export const nothingByHand: ByHand = {kept: new Set(), removed: new Map()};

/**
 * What ranks now; undefined where nothing decides. Where nothing is tested nothing is ranked, and which metric it is makes no difference.
 *
 * @param models those of the algorithm
 */
export function objectiveOfRule(
	rule: CleanupRule,
	algorithm: string,
	{snapshot, objectiveOf, models}: Pick<ScreenContext, 'snapshot' | 'objectiveOf'> & {readonly models: readonly Model[]},
): Objective | undefined {
	const {config} = snapshot;
	if (rule.objective) return {...rule.objective, direction: directionOf(config, rule.objective.metric)};
	const usual = objectiveOf(algorithm);
	if (usual || metricsIn(models).size > 0) return usual;
	const {metric} = configuredObjective(config, algorithm) ?? {metric: 'total_time'};
	return {metric, direction: directionOf(config, metric) ?? 'minimize'};
}

const metricsIn = remember(metricsOf);

export function tagsOfRule({protectedTags}: CleanupRule, config: Config): readonly string[] {
	return protectedTags ?? config.protectedTags;
}

/** The policy of a rule: the same object as before for the same question. */
export const policyOf = remember(
	(
		algorithm: string,
		rule: CleanupRule,
		byHand: ByHand,
		metric: string,
		direction: Policy['direction'],
		dataset: string | undefined,
		config: Config,
	): Policy => ({
		algorithm,
		keep: rule.keep,
		metric,
		direction,
		dataset,
		foldSeeds: rule.foldSeeds,
		keepBests: rule.keepBests,
		keepLosses: rule.keepLosses,
		untested: rule.untested,
		minAge: rule.minAge,
		protectedTags: tagsOfRule(rule, config),
		keptByHand: byHand.kept,
		removedByHand: new Set(byHand.removed.keys()),
	}),
);

/** Why no command has the same rule, as the end of a sentence; undefined where one has. */
export function whyNoCommand(policy: Policy, config: Config): string | undefined {
	if ((policy.keptByHand?.size ?? 0) + (policy.removedByHand?.size ?? 0) > 0) return 'models were moved by hand';
	if (policy.keepLosses === true) return 'bests that would be lost are kept';
	if (!isSameList(policy.protectedTags, config.protectedTags)) return 'other tags protect than in mreg.config.json';
	const known = directionOf(config, policy.metric);
	if (known !== undefined && known !== policy.direction) return `the direction of ${policy.metric} holds only here`;
	// Without --dataset the command takes the configured one.
	const configured = configuredObjective(config, policy.algorithm);
	if (policy.dataset === undefined && configured?.metric === policy.metric && configured.dataset !== undefined) return 'it ranks on each dataset';
	return undefined;
}

/** The command that does what the policy says, without what only the screen knows. */
export function commandOf(policy: Policy, options: {readonly dryRun?: boolean; readonly purge?: boolean}): string {
	return cleanupLine({...policy, ...options});
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
	return a.length === b.length && a.every((tag, index) => tag === b[index]);
}
