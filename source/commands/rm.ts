/** `mreg rm`: moves named models to the trash. */

import {emptyText, safe, type SafeText} from '../../components/safe-text.ts';
import {nothingDone, targetsOf, type Skipped} from '../../store/domain/change.ts';
import type {Model} from '../../store/domain/model.ts';
import {planNamed, refusedWords, type NamedRemoval, type NamedRules} from '../../store/domain/named-removal.ts';
import {reasonWords} from '../../store/domain/retention-words.ts';
import {sizesOf} from '../../store/domain/sizes.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {jsonText, safeText} from '../text.ts';
import {counted} from '../words.ts';
import {changeRegistry, changeResult, inPart, requireWritable, skippedNotes} from './changing.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {namedRemovalOptions, whereOption} from './options.ts';
import {namedLines} from './plan-lines.ts';
import {withSecondLook} from './removal-plan.ts';
import {allowRemoval, removedWords} from './removing.ts';
import {namesByKey} from '../model-lookup.ts';
import {chosenModels} from './named-models.ts';
import {requireConfig} from '../select.ts';

export const rm: Command = {
	name: 'rm',
	summary: 'move models to the trash: those that are named, or all that match',
	details:
		'At a terminal it asks: for more than 10 models, a best that would be lost, or a protected model the count is to be typed. --yes does not ask; where a ' +
		'best or a protected model would be lost it needs --accept-loss, too (else exit code 4).\n' +
		'A protected model (a tag, a registered version, a parent of another one, the target of a link) goes only when it is named by its ID, not by --where ' +
		'or -. What is being written stays.',
	arguments: [{name: '[ID...]', summary: 'the models; - reads IDs from standard input'}],
	options: [whereOption, ...namedRemovalOptions],
	examples: [
		{line: 'mreg rm mscn_20241019_103000', summary: 'asks, and can be taken back'},
		{line: "mreg rm --where 'is:untested age>30d' --dry-run", summary: 'what would go'},
	],
	run,
};

const by = 'mreg rm';

async function run(context: Context, options: Options, args: readonly string[]): Promise<Result> {
	if (options.dryRun !== true) await requireWritable(context, await context.root());
	const read = await context.snapshot();
	requireConfig(read, 'What protects the models');
	const chosen = await chosenModels(read, {ids: args, where: options.where, hint: 'mreg rm ID...'}, context);
	const keys = new Set(chosen.map(({key}) => key));
	const snapshot = await withSecondLook(read, seen => seen.models.filter(({key}) => keys.has(key)));
	const order = new Map([...keys].map((key, index) => [key, index]));
	const models = snapshot.models.filter(({key}) => keys.has(key)).sort((a, b) => (order.get(a.key) ?? 0) - (order.get(b.key) ?? 0));
	const {linkTargets, markRemovals} = await import('../../store/removal-marks.ts');
	const rules = {now: context.now, linkTargets: linkTargets(snapshot.root, [...keys])};
	const isNamed = options.where === undefined && !args.includes('-');
	const {plan, left} = leftOut(snapshot, models, {isNamed, rules});
	const going = new Set(plan.remove);
	const removed = models.filter(model => going.has(model));
	const {marked, skipped: unseen} = markRemovals(snapshot.root, targetsOf(removed, snapshot.models));
	const skipped = [...left, ...unseen];
	const name = namesByKey(models, snapshot.models);
	const shown = {marked, name, columns: context.columns, guarded: plan.guarded, losses: plan.losses};
	if (options.dryRun === true) return dryRun(removed, {options, lines: namedLines(removed, shown), skipped, name, plan, freed: sizesOf(marked)});
	if (marked.length === 0) return changeResult(nothingDone, {options, done: undefined, name, skipped, notes: [safe`Nothing was removed.`]});
	const guarded = removed.filter(model => plan.guarded.has(model)).map(({key}) => name(key));
	await allowRemoval(context, options, {count: removed.length, losses: plan.losses, guarded, lines: namedLines(removed, shown)});
	const change = await changeRegistry(context, snapshot.root, {kind: 'trash', removals: marked.map(({removal}) => removal)}, by);
	const done = new Set(change.done);
	const bytes = sizesOf(marked.filter(one => done.has(one.removal.target.key))).trashed;
	return changeResult(change, {options, done: removedWords(change, {bytes, isFinal: false}), name, skipped});
}

/** The plan without what may not go, and why that stays. */
function leftOut(
	snapshot: Snapshot,
	models: readonly Model[],
	{isNamed, rules}: {readonly isNamed: boolean; readonly rules: NamedRules},
): {readonly plan: NamedRemoval; readonly left: readonly Skipped[]} {
	const first = planNamed(snapshot, models, rules);
	const words = (reason: Parameters<typeof reasonWords>[0]) => reasonWords(reason, {foldSeeds: false});
	const refused = [...first.refused].map(([{key}, reason]) => ({key, reason: refusedWords(reason)}));
	if (isNamed || first.guarded.size === 0) return {plan: first, left: refused};
	const guarded = [...first.guarded].map(([{key}, reason]) => ({key, reason: `It is protected: ${words(reason)}. It goes only when it is named by its ID.`}));
	const others = models.filter(model => !first.guarded.has(model));
	return {plan: planNamed(snapshot, others, rules), left: [...refused, ...guarded]};
}

interface DryRun {
	readonly options: Options;
	readonly lines: Iterable<SafeText>;
	readonly skipped: readonly Skipped[];
	readonly name: (key: string) => string;
	readonly plan: NamedRemoval;
	readonly freed: {readonly trashed: number; readonly freed: number};
}

function dryRun(removed: readonly Model[], {options, lines, skipped, name, plan, freed}: DryRun): Result {
	const exitCode = skipped.length > 0 ? inPart : 0;
	if (options.json === true) {
		const remove = removed.map(({key, id}) => ({key, model_id: id}));
		const losses = plan.losses.map(({metric, dataset, from, to, isRanked}) => ({metric, dataset: dataset ?? null, from, to: to ?? null, ranked: isRanked}));
		return {lines: [jsonText({schema: 1, remove, skipped, trashed_bytes: freed.trashed, freed_bytes: freed.freed, losses})], exitCode};
	}
	if (options.quiet === true) return {lines: removed.map(({key}) => safeText(name(key))), notes: skippedNotes(skipped, name), exitCode};
	const last = safe`Nothing was changed${removed.length === 0 ? safe`: ${counted(skipped.length, 'model')} stay` : emptyText}.`;
	return {lines: removed.length === 0 ? [] : lines, notes: [...skippedNotes(skipped, name), last], exitCode};
}
