/** What a cleanup would remove although no rule ever would: what is protected and was moved by hand. Pure. */

import type {Config} from '../../store/domain/config.ts';
import type {Model} from '../../store/domain/model.ts';
import {planCleanup, type CleanupPlan, type KeepReason, type Kept} from '../../store/domain/retention.ts';
import {reasonWords} from '../../store/domain/retention-words.ts';
import type {CleanupDisk} from './cleanup-disk.ts';
import {remember} from './remember.ts';

/** What protects a model, as the end of `protected by …`: a person must mean to overrule it. */
const guarding: Readonly<Partial<Record<KeepReason['kind'], string>>> = {
	tag: 'a tag',
	version: 'a version',
	parent: 'what was made from it',
	'link-target': 'a link',
};

/** @param models of all algorithms */
export const guardedIn = remember((plan: CleanupPlan, models: readonly Model[], config: Config, links: CleanupDisk['links']): readonly Kept[] => {
	const byHand = new Set(plan.remove.flatMap(({model, reason}) => (reason.kind === 'hand' ? model.key : [])));
	if (byHand.size === 0) return [];
	const byRule = planCleanup({models, config}, {...plan.policy, removedByHand: undefined}, {now: plan.madeAt, linkTargets: links});
	return byRule.keep.filter(({model, reasons}) => byHand.has(model.key) && reasons.some(isGuarding));
});

/** `tag keep, version net/v2`. */
export function guardWords({reasons}: Kept): string {
	return reasons
		.filter(isGuarding)
		.map(reason => reasonWords(reason, {foldSeeds: false}))
		.join(', ');
}

/** `a tag or a version`: what protects all of these. */
export function guardKinds(guarded: readonly Kept[]): string {
	return [...new Set(guarded.flatMap(({reasons}) => reasons.flatMap(({kind}) => guarding[kind] ?? [])))].join(' or ');
}

function isGuarding({kind}: KeepReason): boolean {
	return guarding[kind] !== undefined;
}
