/** The question before a cleanup, and the change that waits for its answer. Pure. */

import type {Skipped} from '../../store/domain/change.ts';
import type {Model} from '../../store/domain/model.ts';
import type {Loss} from '../../store/domain/retention.ts';
import {sizesOf, type Marked} from '../../store/domain/sizes.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {countWords, mostUnasked} from '../log-words.ts';
import {formatBytes, formatNumber} from '../text.ts';
import {agoWords} from '../words.ts';
import {firstOf} from './change-words.ts';
import type {CleanupDisk} from './cleanup-disk.ts';
import {guardedIn, guardWords} from './cleanup-guarded.ts';
import {commandOf, whyNoCommand} from './cleanup-rule.ts';
import type {CleanupPage, PlanPage} from './cleanup-view.ts';
import {nothingTyped, type ConfirmDialog, type PendingChange} from './dialog.ts';

/** As the log shows it. */
const by = 'dashboard cleanup';
/** Losses and models that are named one by one. */
const mostNamed = 3;

/** Whether a change is a cleanup of this screen, and whether it was one for good; undefined: it is another one. */
export function cleanupOf({by: who, request}: PendingChange): {readonly isPurge: boolean} | undefined {
	return who === by && request.kind === 'trash' ? {isPurge: request.purge === true} : undefined;
}

/** Why nothing can be removed now, as a sentence; undefined where it can. */
export function whyNotNow(page: CleanupPage, {activity}: Pick<Snapshot, 'activity'>): string | undefined {
	if (page.kind === 'none') return page.reasons.join(' ');
	if (page.plan.remove.length === 0) return nothingWords(page.models.length);
	switch (activity.phase) {
		case 'loading':
		case 'scanning':
			return 'The folders are still being read: what is best is not known yet.';
		case 'stalled':
			return 'The disk does not answer.';
		case 'live':
		case 'checking':
			return undefined;
	}
}

export interface CleanupFacts {
	/** Nothing stays in the trash. */
	readonly isPurge: boolean;
	/** What the plan was made of. */
	readonly snapshot: Snapshot;
	readonly links: CleanupDisk['links'];
	/** The files of what would go, as they are now. */
	readonly marked: readonly Marked[];
	readonly skipped: readonly Skipped[];
}

/** @returns why nothing can go, as a sentence, where nothing can */
export function cleanupQuestion(page: PlanPage, {isPurge, snapshot, links, marked, skipped}: CleanupFacts): ConfirmDialog | string {
	const {plan, policy, models, algorithm} = page;
	const left = skipped.map(({key, reason}) => `${key}: ${reason}`);
	if (marked.length === 0) return `None of them can be moved. ${firstOf(left, 1)}`;
	const {trashed, freed} = sizesOf(marked);
	const lost = plan.losses.filter(({isRanked}) => isRanked);
	const guarded = guardedIn(plan, snapshot.models, snapshot.config, links);
	const staying = models.length - marked.length;
	const count = countWords(marked.length);
	const isTyped = isPurge || marked.length > mostUnasked || lost.length > 0 || guarded.length > 0;
	return {
		kind: 'confirm',
		lines: [
			isPurge ? `Delete ${count} of ${algorithm} for good?` : `Move ${count} of ${algorithm}, ${formatBytes(trashed)}, to the trash? Undo with u.`,
			isPurge ? `That frees ${formatBytes(freed)}, and there is no way back.` : 'That frees nothing until it is purged.',
			...(guarded.length === 0
				? []
				: [
						`Protected: ${firstOf(
							guarded.map(kept => `${kept.model.id} (${guardWords(kept)})`),
							mostNamed,
						)}.`,
					]),
			...movedWords(page, new Set(marked.map(({removal}) => removal.target.key))),
			...(lost.length === 0 ? [] : [`You would lose: ${firstOf(lost.map(lossWords), mostNamed)}`]),
			...(left.length === 0 ? [] : [`Left as they are: ${firstOf(left, 2)}`]),
			staying === 0 ? 'None stays.' : `${countWords(staying)} ${staying === 1 ? 'stays' : 'stay'}.`,
		],
		expects: isTyped ? marked.length : 'yes',
		typing: nothingTyped,
		pending: {
			request: {kind: 'trash', removals: marked.map(({removal}) => removal), ...(isPurge ? {purge: true} : {})},
			by,
			done: isPurge ? `cleaned up ${algorithm} for good` : `cleaned up ${algorithm}`,
			command: whyNoCommand(policy, snapshot.config) === undefined ? commandOf(policy, {purge: isPurge}) : undefined,
		},
	};
}

/** `3 moved here by hand, 2 of them 9h ago: a, b, c.`: what was chosen in an earlier visit stands first. @param going keys of what goes */
function movedWords({plan, byHand}: PlanPage, going: ReadonlySet<string>): readonly string[] {
	const moved = plan.remove.flatMap(({model, reason}) => {
		if (reason.kind !== 'hand' || !going.has(model.key)) return [];
		return [{id: model.id, leftAt: byHand.removed.get(model.key)?.leftAt}];
	});
	if (moved.length === 0) return [];
	const times = moved.flatMap(({leftAt}) => leftAt ?? []);
	const [oldest = plan.madeAt] = times.toSorted((a, b) => a - b);
	const which = times.length === moved.length ? '' : `, ${times.length.toLocaleString('en-US')} of them`;
	const when = times.length === 0 ? '' : `${which} ${agoWords(plan.madeAt - oldest)}`;
	const ids = [...moved.filter(({leftAt}) => leftAt !== undefined), ...moved.filter(({leftAt}) => leftAt === undefined)].map(({id}) => id);
	return [`${moved.length.toLocaleString('en-US')} moved here by hand${when}: ${firstOf(ids, mostNamed)}.`];
}

/** Looks at files take a moment: what was changed meanwhile is left. @param live the models of now, by key */
export function unchangedOnly(
	marked: readonly Marked[],
	planned: readonly Model[],
	live: ReadonlyMap<string, Model>,
): {readonly marked: readonly Marked[]; readonly skipped: readonly Skipped[]} {
	const changed = new Set(planned.filter(model => live.get(model.key) !== model).map(({key}) => key));
	return {
		marked: marked.filter(({removal}) => !changed.has(removal.target.key)),
		skipped: [...changed].map(key => ({key, reason: 'it was changed just now'})),
	};
}

/** Why nothing goes where the plan removes nothing, as a sentence. @param count the models that there are */
export function nothingWords(count: number): string {
	return `Nothing is to be removed: ${count === 1 ? 'the one model stays' : `all ${count.toLocaleString('en-US')} stay`}.`;
}

/** `best total_time@imdb 117.03 → 118.9`. */
function lossWords({metric, dataset, from, to}: Loss): string {
	return `best ${dataset === undefined ? metric : `${metric}@${dataset}`} ${formatNumber(from)} → ${to === undefined ? 'none' : formatNumber(to)}`;
}
