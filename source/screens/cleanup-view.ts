/** What the Cleanup screen shows of a state: the plan, its groups as rows, the cursor. Pure; the last answers are kept. */

import type {SafeText} from '../../components/safe-text.ts';
import {scrollTo} from '../../components/scroll.ts';
import type {Model} from '../../store/domain/model.ts';
import type {Objective} from '../../store/domain/objective.ts';
import {planCleanup, type CleanupPlan, type Kept, type Policy, type Removed} from '../../store/domain/retention.ts';
import {groupPlan, type PlanGroup, type PlanGroups} from '../../store/domain/retention-groups.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {groupsOf} from './browse-view.ts';
import {byHandNow} from './cleanup-by-hand.ts';
import {cleanupLayout, formOf, type CleanupLayout} from './cleanup-layout.ts';
import {isFull, spaceOf} from './cleanup-disk.ts';
import {objectiveOfRule, policyOf, type ByHand} from './cleanup-rule.ts';
import {sentenceLines} from './cleanup-sentence.ts';
import type {CleanupState} from './cleanup-state.ts';
import {remember} from './remember.ts';
import type {ScreenContext} from './screen-context.ts';

export type ListName = 'remove' | 'keep';

/** `id` is the same for the same thing in every plan. */
export type CleanupRow =
	| {readonly kind: 'head'; readonly id: string; readonly list: ListName; readonly models: readonly Model[]}
	| {readonly kind: 'group'; readonly id: string; readonly list: ListName; readonly group: PlanGroup<Kept | Removed>; readonly isOpen: boolean}
	| {readonly kind: 'model'; readonly id: string; readonly list: ListName; readonly group: PlanGroup<Kept | Removed>; readonly item: Kept | Removed};

export interface PlanPage {
	readonly kind: 'plan';
	readonly algorithm: string;
	readonly models: readonly Model[];
	readonly objective: Objective;
	readonly policy: Policy;
	/** What holds now of what was moved by hand. */
	readonly byHand: ByHand;
	/** How many models do not go for it, as they have changed since. */
	readonly changed: number;
	readonly plan: CleanupPlan;
	readonly groups: PlanGroups;
	readonly rows: readonly CleanupRow[];
	/** The row under the cursor: never a head. -1: there is none. */
	readonly cursor: number;
	readonly offset: number;
	/** The rule in words. */
	readonly sentence: readonly SafeText[];
	readonly layout: CleanupLayout;
}

/** Why nothing can be planned. */
export interface NoPlanPage {
	readonly kind: 'none';
	readonly algorithm?: string;
	readonly models: readonly Model[];
	readonly objective?: Objective;
	/** Raw sentences. */
	readonly reasons: readonly string[];
	readonly sentence: readonly SafeText[];
	readonly layout: CleanupLayout;
}

export type CleanupPage = PlanPage | NoPlanPage;

const noModels: readonly Model[] = [];

/** What is cleaned up, in lower case; before models were there when it was opened, the first that came. */
export function algorithmIn({algorithm}: Pick<CleanupState, 'algorithm'>, {models}: Pick<Snapshot, 'models'>): string | undefined {
	return algorithm ?? models[0]?.algorithm.toLowerCase();
}

/** The models of the algorithm: the same list as before while they are the same. */
export function modelsIn(state: Pick<CleanupState, 'algorithm'>, snapshot: Pick<Snapshot, 'models'>): readonly Model[] {
	const {models} = snapshot;
	const algorithm = algorithmIn(state, snapshot);
	return algorithm === undefined ? noModels : (groupsOf(models).get(algorithm) ?? noModels);
}

export function cleanupPage(state: CleanupState, context: ScreenContext): CleanupPage {
	const snapshot = state.frozen ?? context.snapshot;
	const algorithm = algorithmIn(state, snapshot);
	const models = modelsIn(state, snapshot);
	const objective = algorithm === undefined ? undefined : objectiveOfRule(state.rule, algorithm, {snapshot, objectiveOf: context.objectiveOf, models});
	const {width, height} = context;
	const sentence =
		models.length === 0
			? []
			: sentenceLines(state.rule, {config: snapshot.config, models, objective}, {width, isShort: formOf(width) !== 'wide', field: state.field?.id});
	const layout = cleanupLayout({width, height, sentence: sentence.length, isSaid: isSaid(state, context)});
	const none = (...reasons: readonly string[]): NoPlanPage => ({kind: 'none', algorithm, models, objective, reasons, sentence, layout});
	if (algorithm === undefined || models.length === 0) return none('There are no models here to clean up.', 'q goes back.');
	const unread = snapshot.problems.find(({kind, path}) => kind === 'unreadable-config' && path === 'mreg.config.json');
	if (unread) return none(unread.message, 'What is protected is not known without it. 6 says where it is broken.');
	if (!objective) {
		return none(
			`Nothing ranks the models of ${algorithm} yet.`,
			'Tab Tab chooses a metric here, o one in Browse, and 8 says whether lower or higher is better.',
		);
	}
	if (objective.direction === undefined) {
		return none(
			`It is not known whether ${objective.metric} is better small or large, so nothing is ranked by it.`,
			'8 says it once; o in Browse, or Tab here, chooses another metric.',
		);
	}
	const {metric, direction, dataset} = objective;
	const {byHand, changed} = byHandNow(state.byHand, snapshot);
	const policy = policyOf(algorithm, state.rule, byHand, metric, direction, dataset, snapshot.config);
	const plan = planOf(snapshot, policy, {links: state.disk.links, now: context.now});
	const groups = groupsOfPlan(plan);
	const {rows, stops} = rowsOf(groups, plan, state.open);
	const cursor = cursorIn(rows, stops, state);
	return {
		kind: 'plan',
		algorithm,
		models,
		objective,
		policy,
		byHand,
		changed,
		plan,
		groups,
		rows,
		cursor,
		offset: scrollTo(state.offset, cursor, layout.list, rows.length),
		sentence,
		layout,
	};
}

/** Whether there is something to say above the keys. */
function isSaid({notice, result, disk}: CleanupState, {snapshot}: ScreenContext): boolean {
	const {free, total} = spaceOf(disk, snapshot);
	return notice !== undefined || result !== undefined || isFull(free, total);
}

/** Rows that the cursor may stand on. */
export function stopsOf({groups, plan}: PlanPage, {open}: Pick<CleanupState, 'open'>): readonly number[] {
	return rowsOf(groups, plan, open).stops;
}

/** Without a plan for new ages: it is made anew when the rule, the models or the links change, not with every tick of the clock. */
function planOf({models, config}: Snapshot, policy: Policy, {links, now}: {readonly links: CleanupState['disk']['links']; readonly now: number}): CleanupPlan {
	const question = [models, config, policy, links] as const;
	if (!lastPlan || !question.every((part, index) => part === lastPlan?.question[index])) {
		lastPlan = {question, plan: planCleanup({models, config}, policy, {now, linkTargets: links})};
	}
	return lastPlan.plan;
}

let lastPlan: {readonly question: readonly unknown[]; readonly plan: CleanupPlan} | undefined;

const groupsOfPlan = remember(groupPlan);

const rowsOf = remember(
	(groups: PlanGroups, plan: CleanupPlan, open: ReadonlySet<string>): {readonly rows: readonly CleanupRow[]; readonly stops: readonly number[]} => {
		const rows: CleanupRow[] = [];
		const stops: number[] = [];
		for (const list of ['remove', 'keep'] as const) {
			rows.push({kind: 'head', id: list, list, models: plan[list].map(({model}) => model)});
			for (const group of groups[list]) {
				const id = groupRowId(list, group.id);
				const isOpen = open.has(id);
				stops.push(rows.push({kind: 'group', id, list, group, isOpen}) - 1);
				if (!isOpen) continue;
				for (const item of group.models) stops.push(rows.push({kind: 'model', id: modelRowId(item.model.key), list, group, item}) - 1);
			}
		}
		return {rows, stops};
	},
);

export function groupRowId(list: ListName, group: string): string {
	return `${list} ${group}`;
}

/** No group's id begins like it. */
function modelRowId(key: string): string {
	return `model ${key}`;
}

const placesOf = remember((rows: readonly CleanupRow[]): ReadonlyMap<string, number> => new Map(rows.map(({id}, index) => [id, index])));

/** On the row that it was moved to, or where that is gone on what stands in its place. */
function cursorIn(rows: readonly CleanupRow[], stops: readonly number[], {id, row}: Pick<CleanupState, 'id' | 'row'>): number {
	const found = id === undefined ? undefined : placesOf(rows).get(id);
	if (found !== undefined) return found;
	return stops.find(stop => stop >= row) ?? stops.at(-1) ?? -1;
}
