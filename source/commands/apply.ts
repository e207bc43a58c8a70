/** `mreg apply`: carries out a cleanup plan from a file, or less: what changed since, or is protected by now, stays. */

import {emptyText, safe, type SafeText} from '../../components/safe-text.ts';
import {nothingDone} from '../../store/domain/change.ts';
import {checkedPlan, plannedModels, type CheckedPlan} from '../../store/domain/checked-plan.ts';
import {parsePlan, type PlanFile} from '../../store/domain/plan-file.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {tableLines} from '../table.ts';
import {formatBytes, jsonText, safeText} from '../text.ts';
import {counted} from '../words.ts';
import {changeRegistry, changeResult, inPart, requireWritable, skippedNotes} from './changing.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {removalOptions} from './options.ts';
import {lossLines} from './plan-lines.ts';
import {withSecondLook} from './removal-plan.ts';
import {allowRemoval, removedWords} from './removing.ts';
import {namesByKey} from '../model-lookup.ts';
import {requireConfig} from '../select.ts';

export const apply: Command = {
	name: 'apply',
	summary: 'carry out a plan that mreg cleanup --plan wrote: what it says, or less',
	details:
		'A model whose files changed since, that is protected by now, or that is being written stays and is named; the exit code is 6 then.\n' +
		'At a terminal it asks: for more than 10 models, or a best that would be lost, the count is to be typed. --yes does not ask; where a best would be lost ' +
		'it needs --accept-loss, too (else exit code 4).',
	arguments: [{name: '<FILE>', summary: 'the plan; - reads it from standard input'}],
	options: removalOptions,
	examples: [
		{line: 'mreg apply plan.json', summary: 'asks first'},
		{line: 'mreg apply plan.json --yes --accept-loss', summary: 'in a script, also where a best would be lost'},
	],
	run,
};

const by = 'mreg apply';

/** A plan looked at again now. */
interface Checked extends CheckedPlan {
	readonly name: (key: string) => string;
	/** Bytes that the plan says each model takes, by key. */
	readonly bytes: ReadonlyMap<string, number>;
}

async function run(context: Context, options: Options, [file = '']: readonly string[]): Promise<Result> {
	const plan = await readPlan(context, file);
	if (options.dryRun !== true) await requireWritable(context, await context.root());
	const read = await context.snapshot();
	requireConfig(read, 'What ranks and protects the models');
	if (plan.root !== read.root) {
		throw new UserError('usage', `This plan is for ${plan.root}, not for ${read.root}. Nothing was done.`, {hint: 'Name its registry with --root.'});
	}
	const now = await checked(context, read, plan);
	const {removals, losses, skipped, name, bytes} = now;
	const lines = [...checkedLines(plan, now, context)];
	if (options.dryRun === true) return dryRun(now, {options, lines});
	if (removals.length === 0) return changeResult(nothingDone, {options, done: undefined, name, skipped, notes: [safe`Nothing was removed.`]});
	await allowRemoval(context, options, {count: removals.length, losses, lines});
	const change = await changeRegistry(context, read.root, {kind: 'trash', removals}, by);
	const moved = change.done.reduce((sum, key) => sum + (bytes.get(key) ?? 0), 0);
	return changeResult(change, {options, done: removedWords(change, {bytes: moved, isFinal: false}), name, skipped});
}

/** @throws UserError `unreadable` for what is no plan */
async function readPlan(context: Context, file: string): Promise<PlanFile> {
	const {readPlanText} = await import('../../store/plan-reader.ts');
	const name = file === '-' ? 'What came from standard input' : file;
	const text = file === '-' ? (await context.inputLines()).join('\n') : readPlanText(await context.absolute(file));
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		throw new UserError('unreadable', `${name} is no JSON: ${(error as Error).message}. Nothing was done.`, {hint: planHint});
	}
	const parsed = parsePlan(value);
	if ('ok' in parsed) return parsed.ok;
	throw new UserError('unreadable', `${name} cannot be used: ${parsed.error} Nothing was done.`, {hint: planHint});
}

const planHint = 'mreg cleanup --plan FILE writes one.';

/** The plan as it can be carried out now. */
async function checked(context: Context, read: Snapshot, plan: PlanFile): Promise<Checked> {
	const snapshot = await withSecondLook(read, seen => plannedModels(seen, plan));
	const {linkTargets} = await import('../../store/removal-marks.ts');
	const keys = plannedModels(snapshot, plan).map(({key}) => key);
	const found = checkedPlan(snapshot, plan, {now: context.now, linkTargets: linkTargets(snapshot.root, keys)});
	return {
		...found,
		name: nameIn(plan, namesByKey(found.models, snapshot.models)),
		bytes: new Map(plan.remove.map(({key, bytes}) => [key, bytes])),
	};
}

/** What is gone is called as the plan calls it. */
function nameIn(plan: PlanFile, name: (key: string) => string): (key: string) => string {
	const ids = new Map(plan.remove.map(({key, id}) => [key, id]));
	return key => (name(key) === key ? (ids.get(key) ?? key) : name(key));
}

function* checkedLines(plan: PlanFile, {removals, losses, name, bytes}: Checked, {columns}: Context): Iterable<SafeText> {
	const reasons = new Map(plan.remove.map(({key, reason}) => [key, reason]));
	const shown = removals
		.slice(0, mostShown)
		.map(({target: {key}}) => [safeText(name(key)), formatBytes(bytes.get(key) ?? 0), safeText(reasons.get(key) ?? '')]);
	yield* tableLines(
		[
			{header: safe`REMOVE`, least: 20},
			{header: safe`SIZE`, align: 'right'},
			{header: safe`WHY`, least: 12, leaveOut: 1},
		],
		shown,
		columns,
	);
	if (removals.length > mostShown) yield safe`… ${removals.length - mostShown} more: --quiet or --json names them all`;
	yield* lossLines(losses);
	yield emptyText;
	const total = removals.reduce((sum, {target: {key}}) => sum + (bytes.get(key) ?? 0), 0);
	yield safe`${counted(removals.length, 'model')} of ${plan.remove.length} in the plan, ${formatBytes(total)}, to the trash.`;
}

/** Models that are named one by one. */
const mostShown = 40;

function dryRun({removals, losses, skipped, name}: Checked, {options, lines}: {readonly options: Options; readonly lines: readonly SafeText[]}): Result {
	const exitCode = skipped.length > 0 ? inPart : 0;
	if (options.json === true) {
		const remove = removals.map(({target: {key, id}}) => ({key, model_id: id}));
		const lost = losses.map(({metric, dataset, from, to, isRanked}) => ({metric, dataset: dataset ?? null, from, to: to ?? null, ranked: isRanked}));
		return {lines: [jsonText({schema: 1, remove, skipped, losses: lost})], exitCode};
	}
	const notes = skippedNotes(skipped, name);
	if (options.quiet === true) return {lines: removals.map(({target: {key}}) => safeText(name(key))), notes, exitCode};
	return {lines, notes: [...notes, safe`Nothing was changed.`], exitCode};
}
