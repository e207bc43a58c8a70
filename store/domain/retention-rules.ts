/** What one model has that keeps it, whatever becomes of the others. */

import {own} from './json.ts';
import type {Model} from './model.ts';
import {foldText} from './folded-text.ts';
import {claimedVersion} from './family.ts';
import type {RetentionPlaces} from './retention-places.ts';
import type {KeepReason, PlanContext, Policy} from './retention.ts';

/** Nothing of a rule holds a model that was moved by hand; what is being written, or has no file that could be moved, cannot be. */
export function isRemovedByHand(model: Model, {removedByHand, keptByHand}: Policy): boolean {
	if (removedByHand?.has(model.key) !== true || keptByHand?.has(model.key) === true) return false;
	return !model.growing && (model.artifact !== undefined || model.sidecar !== undefined);
}

/** @returns what says of a model why it stays by itself: for nothing else's sake; none where nothing does */
export function modelRules(policy: Policy, places: RetentionPlaces, context: PlanContext): (model: Model) => KeepReason[] {
	const protectedTags = new Set(policy.protectedTags.map(foldText));
	return model => {
		const found: KeepReason[] = [];
		addFacts(found, model, {policy, context});
		const tags = model.tags.length === 0 ? [] : model.tags.filter(tag => protectedTags.has(foldText(tag)));
		if (tags.length > 0) found.push({kind: 'tag', tags});
		found.push(...(places.top.get(model) ?? []));
		const ageMs = context.now - model.time;
		if (hasNoAge(ageMs) || ageMs < policy.minAge) found.push({kind: 'young', ageMs});
		const mayGo = policy.untested !== undefined && !hasNoAge(ageMs) && ageMs > policy.untested;
		if (!mayGo && !places.best.has(model)) found.push({kind: 'unranked', why: places.whyUnranked(model)});
		return found;
	};
}

/** What holds whoever ranks. */
function addFacts(found: KeepReason[], model: Model, {policy, context}: {readonly policy: Policy; readonly context: PlanContext}): void {
	if (policy.keptByHand?.has(model.key) === true) found.push({kind: 'hand'});
	if (model.growing) found.push({kind: 'growing'});
	if (model.state !== 'ok') found.push({kind: model.state === 'gone' ? 'missing' : model.state});
	// Tags that cannot be read may protect.
	else if (hasOddTags(model)) found.push({kind: 'unreadable'});
	if (model.stale) found.push({kind: 'stale'});
	if (hasBadName(model)) found.push({kind: 'bad-name'});
	const version = claimedVersion(model);
	if (version) found.push({kind: 'version', ...version});
	const from = context.linkTargets?.get(model.key);
	if (from !== undefined) found.push({kind: 'link-target', from});
}

/** Bytes of a name that are no UTF-8 stand in it as lone surrogates. */
function hasBadName({key, sidecar, artifact}: Model): boolean {
	return !key.isWellFormed() || sidecar?.isWellFormed() === false || artifact?.files.some(name => !name.isWellFormed()) === true;
}

/** True where the time of a model is not known, or still to come: it counts as young. */
function hasNoAge(ageMs: number): boolean {
	return ageMs === Infinity || !(ageMs >= 0);
}

function hasOddTags({content}: Model): boolean {
	const tags = own(content, 'tags') ?? null;
	return tags !== null && !Array.isArray(tags);
}
