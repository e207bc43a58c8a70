/** A cleanup plan as a screen shows it: models together that stay or go for one reason, so that hundreds are a few lines. */

import {lengthWords} from './age.ts';
import {formatMetricRef} from './metric-ref.ts';
import {topWords} from './retention-top.ts';
import {counts, onDataset, ordinal, unrankedWords} from './retention-words.ts';
import type {CleanupPlan, KeepReason, Kept, Policy, Removed, RemoveReason} from './retention.ts';

/** `title` and `detail` are raw text; `detail` may be empty. The models are in the order of the plan. */
export interface PlanGroup<Row extends Kept | Removed> {
	/** The same for the same kind of reason, however the rule is changed. */
	readonly id: string;
	readonly title: string;
	readonly detail: string;
	readonly models: readonly [Row, ...Row[]];
}

export interface PlanGroups {
	readonly keep: ReadonlyArray<PlanGroup<Kept>>;
	readonly remove: ReadonlyArray<PlanGroup<Removed>>;
}

/** The groups that there are, in the order of a screen: what one ranks by first, what was moved by hand last. */
export function groupPlan({policy, keep, remove}: CleanupPlan): PlanGroups {
	const kept = grouped(keep, ({reasons: [reason]}) => keepGroup(reason), keepOrder);
	const removed = grouped(remove, ({reason}) => (reason.kind === 'unranked' ? reason.why : reason.kind), removeOrder);
	return {
		keep: kept.map(({id, models}) => ({id, models, ...(id === 'top' ? topWords(models, keep, policy) : keepWords(id, models, policy))})),
		remove: removed.map(({id, models}) => ({id, models, ...removeWords(id, models, policy)})),
	};
}

const keepOrder = [
	'top',
	'best-elsewhere',
	'tag',
	'version',
	'link-target',
	'young',
	'parent',
	'configuration',
	'not-tested',
	'not-comparable',
	'no-number',
	'unsound',
	'hand',
] as const;
type KeepGroup = (typeof keepOrder)[number];

const removeOrder = ['outranked', 'not-tested', 'not-comparable', 'no-number', 'hand'] as const;
type RemoveGroup = (typeof removeOrder)[number];

type Words = Pick<PlanGroup<Kept>, 'title' | 'detail'>;

function grouped<Row extends Kept | Removed, Id extends string>(
	rows: readonly Row[],
	groupOf: (row: Row) => Id,
	order: readonly Id[],
): ReadonlyArray<{readonly id: Id; readonly models: readonly [Row, ...Row[]]}> {
	const groups = Map.groupBy(rows, groupOf);
	return order.flatMap(id => {
		const [first, ...others] = groups.get(id) ?? [];
		return first ? {id, models: [first, ...others] as const} : [];
	});
}

function keepGroup(reason: KeepReason): KeepGroup {
	switch (reason.kind) {
		case 'growing':
			return 'young';
		case 'unreadable':
		case 'untracked':
		case 'missing':
		case 'stale':
		case 'bad-name':
			return 'unsound';
		case 'unranked':
			return reason.why;
		default:
			return reason.kind;
	}
}

function keepWords(id: Exclude<KeepGroup, 'top'>, kept: readonly Kept[], policy: Policy): Words {
	const reasons = kept.map(({reasons: [reason]}) => reason);
	const models = kept.map(({model}) => model);
	switch (id) {
		case 'best-elsewhere':
			return bestsWords(reasons, policy);
		case 'tag':
			return {title: `tagged ${counts(reasons.flatMap(reason => (reason.kind === 'tag' ? (reason.tags[0] ?? []) : [])))}`, detail: ''};
		case 'version':
			return {title: 'registered as a version', detail: some(reasons.flatMap(one => (one.kind === 'version' ? `${one.family}/v${one.version}` : [])))};
		case 'link-target':
			return {title: 'target of a link', detail: some(reasons.flatMap(one => (one.kind === 'link-target' ? one.from : [])))};
		case 'young':
			return youngWords(reasons, policy);
		case 'parent':
			return {title: 'parent of something kept', detail: some(models.map(model => model.id))};
		case 'configuration':
			return {title: 'same configuration as something kept', detail: ''};
		case 'not-tested':
		case 'not-comparable':
		case 'no-number':
			return {title: unrankedWords(id, models, policy) + (isAge(policy.untested) ? `, not older than ${lengthWords(policy.untested)}` : ''), detail: ''};
		case 'unsound':
			return {title: unsoundTitle(reasons), detail: 'no rule removes them'};
		case 'hand':
			return {title: 'moved here by you', detail: ''};
	}
}

function removeWords(id: RemoveGroup, removed: readonly Removed[], policy: Policy): Words {
	const models = removed.map(({model}) => model);
	switch (id) {
		case 'outranked':
			return {
				title: 'outranked',
				detail: outrankedDetail(
					removed.map(({reason}) => reason),
					policy,
				),
			};
		case 'not-tested':
		case 'not-comparable':
		case 'no-number':
			return {
				title: `${unrankedWords(id, models, policy)}, ${isAge(policy.untested) ? `older than ${lengthWords(policy.untested)}` : 'whatever their age'}`,
				detail: 'oldest first',
			};
		case 'hand':
			return {title: 'moved here by you', detail: models.every(({state}) => state === 'untracked') ? 'no sidecar, so no rule removes them' : ''};
	}
}

function isAge(age: number | undefined): age is number {
	return age !== undefined && age > 0;
}

function bestsWords(reasons: readonly KeepReason[], {metric, dataset}: Policy): Words {
	const bests = reasons.flatMap(reason => (reason.kind === 'best-elsewhere' ? reason : []));
	if (bests.every(best => best.metric === metric && best.dataset !== undefined && best.dataset !== dataset)) {
		return {title: 'best on another dataset', detail: counts(bests.map(best => best.dataset ?? ''))};
	}
	return {title: 'best elsewhere', detail: counts(bests.map(formatMetricRef))};
}

function youngWords(reasons: readonly KeepReason[], {minAge}: Policy): Words {
	const growing = reasons.filter(({kind}) => kind === 'growing').length;
	const odd = reasons.filter(reason => reason.kind === 'young' && !(reason.ageMs >= 0 && reason.ageMs < Infinity)).length;
	const parts = [
		...(growing + odd < reasons.length ? [`younger than ${lengthWords(minAge)}`] : []),
		...(odd > 0 ? ['of no known age'] : []),
		...(growing > 0 ? ['growing'] : []),
	];
	return {title: joined(parts), detail: growing === 0 ? '' : `${growing} being written now`};
}

/** `or` behind a comma, as `younger than 24 h, or growing`. */
function joined(parts: readonly string[]): string {
	const last = parts.at(-1) ?? '';
	return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')}, or ${last}`;
}

const unsoundNames = [
	['unreadable', 'unreadable'],
	['untracked', 'untracked'],
	['missing', 'missing'],
	['stale', 'not to be read now'],
	['bad-name', 'badly named'],
] as const;

function unsoundTitle(reasons: readonly KeepReason[]): string {
	const names = unsoundNames.filter(([kind]) => reasons.some(reason => reason.kind === kind)).map(([, name]) => name);
	return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;
}

/** `6th to 61st on imdb`, of several datasets each. */
function outrankedDetail(reasons: readonly RemoveReason[], {foldSeeds}: Policy): string {
	const ranks = new Map<string | undefined, readonly [number, number]>();
	for (const reason of reasons) {
		if (reason.kind !== 'outranked') continue;
		const [from, to] = ranks.get(reason.dataset) ?? [reason.rank, reason.rank];
		ranks.set(reason.dataset, [Math.min(from, reason.rank), Math.max(to, reason.rank)]);
	}
	const said = [...ranks].map(([dataset, [from, to]]) => {
		const range = from === to ? ordinal(from) : `${ordinal(from)} to ${ordinal(to)}`;
		return range + (foldSeeds ? ' configuration' : '') + onDataset(dataset);
	});
	return some(said);
}

/** The first three different ones, and how many more there are. */
function some(names: readonly string[]): string {
	const different = [...new Set(names)];
	return different.slice(0, 3).join(', ') + (different.length > 3 ? ` and ${different.length - 3} more` : '');
}
