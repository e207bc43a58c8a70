/** `mreg cleanup`: keeps the best models of an algorithm, and all that must not go, and moves the others to the trash. */

import {safe, type SafeText} from '../../components/safe-text.ts';
import {nothingDone, targetsOf, type Skipped} from '../../store/domain/change.ts';
import {planJson} from '../../store/domain/plan-file.ts';
import {planCleanup, type CleanupPlan} from '../../store/domain/retention.ts';
import {sizesOf, type Marked} from '../../store/domain/sizes.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {shellWord} from '../../store/domain/test-command.ts';
import {cleanupPolicy} from '../cleanup-policy.ts';
import {formatBytes, jsonText, safeText} from '../text.ts';
import {counted} from '../words.ts';
import {namesByKey} from '../model-lookup.ts';
import {changeRegistry, changeResult, requireWritable, skippedNotes} from './changing.ts';
import {cleanupAsked} from './cleanup-policy.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {foldOption, removalOptions} from './options.ts';
import {planLines} from './plan-lines.ts';
import {withSecondLook} from './removal-plan.ts';
import {allowRemoval, removedWords} from './removing.ts';
import {ofAlgorithm, requireConfig} from '../select.ts';

export const cleanup: Command = {
	name: 'cleanup',
	summary: 'keep the best models of an algorithm and all that is protected; the others go to the trash',
	details:
		'Stays, whatever its rank: what has a protected tag, is a registered version, the parent of something kept or the target of a link, is not tested ' +
		'(but see --untested), not comparable, unreadable, missing, without a sidecar, or being written. Without --dataset the best on each dataset stay.\n' +
		'At a terminal it asks: for more than 10 models, a best that would be lost, and --purge the count is to be typed. --yes does not ask; where a best would ' +
		'be lost it needs --accept-loss, too (else exit code 4).\n' +
		'--plan FILE writes down what would go, and mreg apply FILE does that or less.',
	options: [
		{flags: '--algo <A>', summary: 'the algorithm; needed where there are several'},
		{flags: '--keep <N>', summary: 'how many of the best stay (default 5); 0 needs --all'},
		{flags: '--all <NAME>', summary: 'with --keep 0: the name of the algorithm, to be sure'},
		{flags: '--metric <M>', summary: 'by this metric; default: the objective, else total_time, else the only one with a direction'},
		{flags: '--dataset <D>', summary: 'by the results on this dataset (not: trained on it)'},
		foldOption,
		{flags: '--untested <AGE>', summary: 'what has no rank goes, too, when it is older than this, such as 7d'},
		{flags: '--min-age <AGE>', summary: 'what is younger stays, such as 24h'},
		{flags: '--keep-bests', summary: 'the best on every other dataset stays, too'},
		...removalOptions,
		{flags: '--plan <FILE>', summary: 'write the plan to a new file, and change nothing'},
		{flags: '--purge', summary: 'remove for good at once, as for a full disk'},
	],
	examples: [
		{line: 'mreg cleanup --algo mscn --keep 5 --dry-run', summary: 'what would go, and why'},
		{line: 'mreg cleanup --algo mscn --fold seed --keep-bests --untested 7d --min-age 24h', summary: 'whole configurations'},
		{line: 'mreg cleanup --algo mscn --plan plan.json && mreg apply plan.json --yes', summary: 'look at it in between'},
	],
	run,
};

const by = 'mreg cleanup';

interface Planned {
	readonly snapshot: Snapshot;
	readonly plan: CleanupPlan;
	readonly marked: readonly Marked[];
	/** What cannot be looked at. */
	readonly skipped: readonly Skipped[];
	readonly name: (key: string) => string;
}

async function run(context: Context, options: Options): Promise<Result> {
	const isLook = options.dryRun === true || options.plan !== undefined;
	if (!isLook) await requireWritable(context, await context.root());
	const planned = await planFrom(context, options);
	const {snapshot, plan, marked, skipped, name} = planned;
	if (isLook) return looked(context, options, planned);
	if (plan.remove.length === 0) {
		const notes = [safe`Nothing to clean up: ${counted(plan.keep.length, 'model')} of ${safeText(plan.policy.algorithm)} stay. --dry-run says why.`];
		return changeResult(nothingDone, {options, done: undefined, name, notes});
	}
	const isFinal = options.purge === true;
	const lines = planLines(plan, {marked, name, columns: context.columns});
	await allowRemoval(context, options, {count: plan.remove.length, losses: plan.losses, isFinal, lines});
	const change = await changeRegistry(context, snapshot.root, {kind: 'trash', removals: marked.map(({removal}) => removal), purge: isFinal}, by);
	const done = new Set(change.done);
	const bytes = sizesOf(marked.filter(one => done.has(one.removal.target.key))).trashed;
	return changeResult(change, {options, done: removedWords(change, {bytes, isFinal}), name, isUndoable: !isFinal, skipped});
}

/** @throws UserError what the policy refuses, and `unreadable` for a config that cannot be read */
async function planFrom(context: Context, options: Options): Promise<Planned> {
	const read = await context.snapshot();
	requireConfig(read, 'What ranks and protects the models');
	const policy = cleanupPolicy(read, cleanupAsked(options));
	const {linkTargets, markRemovals} = await import('../../store/removal-marks.ts');
	const keys = ofAlgorithm(read.models, policy.algorithm).map(({key}) => key);
	const rules = {now: context.now, linkTargets: linkTargets(read.root, keys)};
	const planOf = (snapshot: Snapshot) => planCleanup(snapshot, policy, rules);
	const snapshot = await withSecondLook(read, seen => planOf(seen).remove.map(({model}) => model));
	const plan = planOf(snapshot);
	const removed = plan.remove.map(({model}) => model);
	const sha256 = options.plan !== undefined || (options.dryRun === true && options.json === true);
	const {marked, skipped} = markRemovals(snapshot.root, targetsOf(removed, snapshot.models), {sha256});
	return {snapshot, plan, marked, skipped, name: namesByKey([...removed, ...plan.keep.map(({model}) => model)], snapshot.models)};
}

/** Shows the plan, or writes it to a file. */
async function looked(context: Context, options: Options, {snapshot, plan, marked, skipped, name}: Planned): Promise<Result> {
	const sizes = sizesOf(marked);
	const json = jsonText(planJson({plan, root: snapshot.root, sizes, marked}), options.plan === undefined ? undefined : 1);
	const notes: SafeText[] = [...skippedNotes(skipped, name)];
	if (options.plan !== undefined) {
		const file = await context.absolute(options.plan);
		const {writeExport} = await import('../../store/export-file.ts');
		await writeExport(file, `${json}\n`, {overwrite: false});
		const size = formatBytes(sizes.trashed);
		notes.push(
			safe`Wrote the plan to ${safeText(file)}: ${counted(plan.remove.length, 'model')}, ${size}. ${safeText(`mreg apply ${shellWord(file)}`)} carries it out.`,
		);
		if (options.dryRun !== true && options.json !== true) return {lines: [], notes};
	}
	if (options.json === true) return {lines: [json]};
	if (options.quiet === true) return {lines: plan.remove.map(({model}) => safeText(name(model.key)))};
	return {lines: planLines(plan, {marked, name, columns: context.columns}), notes: [...notes, safe`Nothing was changed.`]};
}
