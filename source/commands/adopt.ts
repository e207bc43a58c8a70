/** `mreg adopt`: writes sidecars for models that have none. */

import {emptyText, safe, type SafeText} from '../../components/safe-text.ts';
import {nothingDone} from '../../store/domain/change.ts';
import {isObject, own, type JsonObject} from '../../store/domain/json.ts';
import {sourceWords, type AdoptionPlan, type PlannedAdoption} from '../adoption-plan.ts';
import {tableLines, type Column} from '../table.ts';
import {jsonText, safeText} from '../text.ts';
import {counted, saidTime} from '../words.ts';
import {fromEntries, plannedAdoptions} from './adopting.ts';
import {changeResult, inPart, requireWritable, skippedNotes} from './changing.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {namesByKey} from '../model-lookup.ts';
import {chosenModels} from './named-models.ts';
import {whereOption} from './options.ts';
import {withSecondLook} from './removal-plan.ts';
import {askIn, confirm} from './removing.ts';

export const adopt: Command = {
	name: 'adopt',
	summary: 'write sidecars for models that have none',
	details:
		'A model that model_registry.json has an entry of gets it as its sidecar, word by word, with its results.\n' +
		'Else a sidecar says what the name of the model, its time and its header tell, and nothing more: id, algorithm, path, time, framework, hyperparameters.\n' +
		'Each is shown before it is written. At a terminal it asks; elsewhere it needs --yes. No file is replaced, and what has a sidecar is left as it is.',
	arguments: [{name: '[ID...]', summary: 'the models; - reads IDs from standard input'}],
	options: [whereOption, {flags: '--dry-run', summary: 'show the sidecars, and write none'}, {flags: '--yes', summary: 'do not ask'}],
	examples: [
		{line: 'mreg adopt --where is:untracked', summary: 'shows the sidecars and asks'},
		{line: 'mreg adopt net_20241020_120000 --dry-run', summary: 'what its sidecar would say'},
	],
	run,
};

const by = 'mreg adopt';
/** Up to so many sidecars are shown as a whole. */
const mostWhole = 3;
/** Rows of the table of more. */
const mostRows = 20;
/** Fewer are written before anybody could see how far it is. */
const few = 20;

async function run(context: Context, options: Options, args: readonly string[]): Promise<Result> {
	if (options.dryRun !== true) await requireWritable(context, await context.root());
	const read = await context.snapshot();
	const chosen = await chosenModels(read, {ids: args, where: options.where, hint: 'mreg adopt ID..., or mreg adopt --where is:untracked'}, context);
	const keys = new Set(chosen.map(({key}) => key));
	const snapshot = await withSecondLook(read, seen => seen.models.filter(({key, state}) => keys.has(key) && state === 'untracked'));
	const byKey = new Map(snapshot.models.map(model => [model.key, model]));
	const models = chosen.map(model => byKey.get(model.key) ?? model);
	const name = namesByKey(models, snapshot.models);
	const plan = await plannedAdoptions(context, models, snapshot, {isNamed: options.where === undefined});
	const notes = plan.notes.map(safeText);
	const contents = await contentsOf(plan.adoptions);
	if (options.dryRun === true) return dryRun(plan, {options, columns: context.columns, name, contents});
	if (plan.adoptions.length === 0) {
		return changeResult(nothingDone, {options, done: undefined, name, skipped: plan.skipped, notes: [safe`Nothing was written.`]});
	}
	const ask = askIn(context, options, '--dry-run shows the sidecars; --yes goes on without asking.');
	const lines = shownLines(plan.adoptions, contents, context.columns);
	if (ask) await confirm(ask, {lines, verb: plan.adoptions.length === 1 ? safe`write this sidecar` : safe`write these ${plan.adoptions.length} sidecars`});
	const {runChange} = await import('../../store/changes.ts');
	const change = runChange({root: snapshot.root, by, now: Date.now, waitMs: context.wait}, {kind: 'adopt', adoptions: plan.adoptions}, ({done, total}) => {
		if (total > few) context.progress?.(safe`writing sidecars: ${done} of ${total}`);
	});
	context.progress?.(undefined);
	const paths = new Map(plan.adoptions.map(({target: {key}, path}) => [key, path]));
	const described = new Set(plan.adoptions.filter(({source}) => source === 'entry').map(({target}) => target.key));
	const [first] = change.done;
	const done =
		first === undefined
			? undefined
			: change.done.length > 1
				? safe`wrote ${counted(change.done.length, 'sidecar')}${fromEntries(change.done.filter(key => described.has(key)).length, change.done.length)}`
				: safe`wrote ${safeText(paths.get(first) ?? first)}${safeText(described.has(first) ? sourceWords({source: 'entry'}) : '')}`;
	return changeResult(change, {options, done, name, notes, skipped: plan.skipped});
}

interface DryRun {
	readonly options: Options;
	readonly columns: number | undefined;
	readonly name: (key: string) => string;
	/** What the sidecars would say, by the keys of their models. */
	readonly contents: ReadonlyMap<string, JsonObject>;
}

function dryRun({adoptions, skipped, notes}: AdoptionPlan, {options, columns, name, contents}: DryRun): Result {
	const exitCode = skipped.length > 0 ? inPart : 0;
	if (options.json === true) {
		const shown = adoptions.map(({target: {key}, path, source}) => ({key, sidecar: path, source, content: contents.get(key) ?? {}}));
		return {lines: [jsonText({schema: 1, adoptions: shown, skipped, notes})], exitCode};
	}
	const words = [...notes.map(safeText), ...skippedNotes(skipped, name), safe`Nothing was written.`];
	if (options.quiet === true) return {lines: adoptions.map(({target}) => safeText(name(target.key))), notes: words, exitCode};
	return {lines: adoptions.length === 0 ? [] : shownLines(adoptions, contents, columns), notes: words, exitCode};
}

const columns: readonly Column[] = [
	{header: safe`SIDECAR`, least: 20},
	{header: safe`TIME`, leaveOut: 2},
	{header: safe`FRAMEWORK`, leaveOut: 1},
];

/** Whole sidecars where there are few, else a table of the first ones. */
function* shownLines(adoptions: readonly PlannedAdoption[], contents: ReadonlyMap<string, JsonObject>, width: number | undefined): Iterable<SafeText> {
	if (adoptions.length <= mostWhole) {
		for (const adoption of adoptions) {
			const {path, text} = adoption;
			yield safe`${safeText(path)}${safeText(sourceWords(adoption))}`;
			for (const line of text.trimEnd().split('\n')) yield safe`  ${safeText(line)}`;
			yield emptyText;
		}
		return;
	}
	yield safe`${counted(adoptions.length, 'sidecar')}${fromEntries(adoptions.filter(({source}) => source === 'entry').length, adoptions.length)}; --dry-run --json has them all as a whole.`;
	yield emptyText;
	const rows = adoptions.slice(0, mostRows).map(({path, target: {key}}) => {
		const content = contents.get(key) ?? {};
		const framework = own(content, 'framework');
		const time = own(content, 'created_at');
		return [safeText(path), typeof time === 'string' ? saidTime(time) : emptyText, typeof framework === 'string' ? safeText(framework) : emptyText];
	});
	yield* tableLines(columns, rows, width);
	if (adoptions.length > mostRows) yield safe`… and ${adoptions.length - mostRows} more`;
	yield emptyText;
}

/** What the sidecars would say, by the keys of their models; an entry may hold numbers that only Python knows. */
async function contentsOf(adoptions: readonly PlannedAdoption[]): Promise<ReadonlyMap<string, JsonObject>> {
	const {parseJsonText} = await import('../../store/sidecar-file.ts');
	const contents = adoptions.map(({target: {key}, text}) => {
		const parsed = parseJsonText(text);
		return [key, 'value' in parsed && isObject(parsed.value) ? parsed.value : {}] as const;
	});
	return new Map(contents);
}
