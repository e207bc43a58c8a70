/** Cleanup plans: made, shown, and carried out only as far as they still hold. */

import {nothingDone, targetsOf} from '../../store/domain/change.ts';
import {checkedPlan, plannedModels} from '../../store/domain/checked-plan.ts';
import {isObject} from '../../store/domain/json.ts';
import {parsePlan, planJson, type PlanFile} from '../../store/domain/plan-file.ts';
import {planCleanup} from '../../store/domain/retention.ts';
import {sizesOf} from '../../store/domain/sizes.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {ageOf} from '../age-text.ts';
import {cleanupPolicy} from '../cleanup-policy.ts';
import {requireAccepted, requireFew} from '../removal-limits.ts';
import {withSecondLook, type LookTwice} from '../second-look.ts';
import {ofAlgorithm, requireConfig} from '../select.ts';
import type {ChangeResult} from './answers.ts';
import type {CleanupPlan} from './cleanup-plan.ts';
import type {ApplyRequest, CleanupRequest} from './requests.ts';
import {changeIn, resultOf, type World} from './world.ts';

export async function planIn(world: World, request: CleanupRequest): Promise<CleanupPlan> {
	const {algorithm, foldSeeds = false, keepBests = false, untested, minAge = 0, ...rest} = request;
	const read = world.live.getSnapshot();
	requireConfig(read, 'What ranks and protects the models');
	const ages = {untested: untested === undefined ? undefined : ageOf(untested, 'untested'), minAge: ageOf(minAge, 'minAge')};
	const policy = cleanupPolicy(read, {...rest, algo: algorithm, foldSeeds, keepBests, ...ages});
	const keys = ofAlgorithm(read.models, policy.algorithm).map(({key}) => key);
	const rules = {now: Date.now(), linkTargets: await world.changer.ask({kind: 'links', keys})};
	const planOf = (snapshot: Snapshot) => planCleanup(snapshot, policy, rules);
	const snapshot = await withSecondLook(read, seen => planOf(seen).remove.map(({model}) => model), lookTwice(world));
	const plan = planOf(snapshot);
	const targets = targetsOf(
		plan.remove.map(({model}) => model),
		snapshot.models,
	);
	const {marked} = await world.changer.ask({kind: 'marks', targets, sha256: true});
	// What it prints is what it says: the JSON is the plan.
	return planJson({plan, root: world.root, sizes: sizesOf(marked), marked}).plan as unknown as CleanupPlan;
}

export async function applyIn(world: World, given: CleanupPlan, {acceptLoss, maxRemove}: ApplyRequest): Promise<ChangeResult> {
	const plan = readPlan(given);
	const {root} = world;
	if (plan.root !== root) throw new UserError('usage', `This plan is for ${plan.root}, not for ${root}. Nothing was done.`, {hint: 'Open that registry.'});
	const read = world.live.getSnapshot();
	requireConfig(read, 'What ranks and protects the models');
	const snapshot = await withSecondLook(read, seen => plannedModels(seen, plan), lookTwice(world));
	const keys = plannedModels(snapshot, plan).map(({key}) => key);
	const {removals, losses, skipped} = checkedPlan(snapshot, plan, {now: Date.now(), linkTargets: await world.changer.ask({kind: 'links', keys})});
	requireFew(removals.length, maxRemove);
	requireAccepted(losses, {acceptLoss});
	const change = removals.length === 0 ? nothingDone : await changeIn(world, {kind: 'trash', removals});
	return resultOf(world, {...change, skipped: [...skipped, ...change.skipped]});
}

/** Also the contents of a file that `mreg cleanup --plan` wrote. @throws UserError `unreadable` for what is no plan */
function readPlan(given: unknown): PlanFile {
	const parsed = parsePlan(isObject(given) && 'plan' in given ? given : {schema: 1, plan: given});
	if ('ok' in parsed) return parsed.ok;
	throw new UserError('unreadable', `The plan cannot be used: ${parsed.error} Nothing was done.`, {hint: 'planCleanup makes one.'});
}

function lookTwice({changer}: World): LookTwice {
	return async (_root, targets) => changer.ask({kind: 'resting', targets});
}
