/** `mreg compare`: models side by side, as a table, an export or JSON. */

import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {compareModels, type Comparison} from '../../store/domain/comparison.ts';
import type {Model} from '../../store/domain/model.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {shellWord} from '../../store/domain/test-command.ts';
import {mostInspected} from '../../store/domain/tensor-comparison.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {baselineOf, testedDataset, usualMetric} from '../comparison-choice.ts';
import {comparisonCommand} from '../comparison-command.ts';
import {comparisonLines} from '../comparison-json.ts';
import {comparisonGrid} from '../comparison-grid.ts';
import {judgingMetric, outcomeSentences} from '../comparison-outcome.ts';
import {datasetName, leftOutWords, queriesWords} from '../comparison-words.ts';
import {gridLines} from '../grid-formats.ts';
import {safeText} from '../text.ts';
import {formatTime} from '../words.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {blockLines} from './compare-table.ts';
import {gridFormats, gridOptions, oneOf, parseDigits} from './options.ts';
import {namedModels} from './named-models.ts';
import {namesFor, requireConfig} from '../select.ts';

export const compare: Command = {
	name: 'compare',
	summary: 'show models side by side: training, hyperparameters, results, and which is better',
	details:
		'An ID is a key, an id, a version (NAME/v2, NAME@latest, NAME@best, NAME@ALIAS), or any part of an id that names one model only; - reads IDs from standard input, one a line. ' +
		'Compared is what ran the same queries of the same dataset; other results are marked ≠. ' +
		`Of ${mostInspected} models at most the headers of their files are read: tensors that differ, also in their values where the files keep checksums (PyTorch, npz).`,
	arguments: [{name: '<ID...>', summary: 'two models or more'}],
	options: [
		{flags: '--dataset <D>', summary: 'only results on this dataset (tested on, not: trained on)'},
		{flags: '--baseline <ID>', summary: 'the one of them that the others are compared with (default: the first)'},
		{flags: '--differences', summary: 'only rows in which the models differ'},
		...gridOptions,
	],
	examples: [
		{line: 'mreg compare 1018_1712 1019_1030 --differences', summary: 'two models, where they differ'},
		{line: 'mreg list --algo mscn --limit 3 --quiet | mreg compare - --format md', summary: 'for a report'},
		{line: 'mreg compare 1018_1712 1019_1030 --json', summary: 'for a program'},
	],
	run,
};

async function run(context: Context, options: Options, args: readonly string[]): Promise<Result> {
	const format = oneOf(gridFormats, options.format ?? 'table', '--format');
	const digits = parseDigits(options.digits);
	const snapshot = await context.snapshot();
	requireConfig(snapshot);
	const {models, notes: named} = await askedModels(context, snapshot, {args, dataset: options.dataset});
	const baseline = options.baseline === undefined ? 0 : baselineOf(options.baseline, models, {snapshot, dataset: options.dataset});
	const dataset = options.dataset === undefined ? undefined : testedDataset(options.dataset, models, snapshot);
	const {config} = snapshot;
	const asked = usualMetric(models, snapshot);
	const name = namesFor(snapshot.models);
	if (options.quiet === true && options.json !== true) return {lines: models.map(model => safeText(name(model))), notes: named};
	const {comparedContents} = await import('../../store/compared-contents.ts');
	const {inspections, notes: closed} = await comparedContents(models, snapshot.root);
	const unread = closed.map(safeText);
	const comparison = compareModels(models, {config, baseline, dataset, metric: asked, all: snapshot.models, inspections});
	const leftOut = leftOutNotes(comparison, name);
	if (options.json === true) return {lines: comparisonLines(comparison, options.differences === true), notes: [...leftOut, ...unread]};
	const notes = [...named, ...unread];
	const names = models.map(name);
	const metric = judgingMetric(comparison, asked);
	const outcome = outcomeSentences(comparison, {metric, howToSet: safeText(`mreg metrics set ${shellWord(metric ?? '')} minimize (or maximize) sets it`)});
	const differences = options.differences === true;
	const isTable = format === 'table';
	const command = comparisonCommand({names, baseline: baseline === 0 ? undefined : names[baseline], differences, dataset, format, digits});
	const grid = comparisonGrid(comparison, {
		name: index => names[index] ?? '',
		differences,
		comments: [command, formatTime(context.now)],
		outcome: isTable ? [] : outcome,
	});
	if (!isTable) return {lines: gridLines(grid, format, {digits}), notes: format === 'csv' ? [...notes, ...leftOut] : notes};
	return {lines: [...outcome, emptyText, ...blockLines(grid, {digits, columns: context.columns})], notes};
}

/** The models that are named, each once, and what is to be said about those named twice. @throws UserError `usage` for fewer than two */
async function askedModels(
	context: Context,
	snapshot: Snapshot,
	{args, dataset}: {readonly args: readonly string[]; readonly dataset: string | undefined},
): Promise<{models: readonly Model[]; notes: readonly SafeText[]}> {
	const typed: string[] = [];
	for (const id of args) {
		if (id !== '-') typed.push(id);
		else for (const line of await context.inputLines()) if (line.trim() !== '' && line.trim() !== '-') typed.push(line.trim());
	}
	const models = await namedModels(snapshot, typed, context, {dataset});
	const [only] = models;
	if (only && models.length === 1) {
		const again = typed.length > 1 ? `, ${typed.length} times` : '';
		throw new UserError('usage', `Only one model is named${again}: ${only.id}. Compare takes two or more.`, {
			hint: `See \`mreg show ${shellWord(only.id)}\` for one model, \`mreg list\` for others.`,
		});
	}
	if (models.length === typed.length) return {models, notes: []};
	const twice = [...new Set(typed.filter((id, index) => typed.indexOf(id) !== index))].map(safeText);
	const more = typed.length - models.length;
	const said = twice.length === more ? joinSafe(twice, safe`, `) : safe`${more} of the ${typed.length} models`;
	return {models, notes: [safe`Named twice, and compared once: ${said}.`]};
}

/** Formats without marks cannot say which results are not comparable. */
function leftOutNotes({models, results}: Comparison, name: (model: Model) => string): readonly SafeText[] {
	const said = new Map<string, SafeText>();
	for (const {cells, dataset, group} of results) {
		for (const [index, cell] of cells.entries()) {
			const model = models[index];
			if (cell.kind !== 'left-out' || !model) continue;
			const usual = group?.queries === undefined ? emptyText : safe`, the others ${queriesWords(group.queries)}`;
			const why = safe`${leftOutWords(cell)}${cell.reason === 'other-queries' ? usual : emptyText}`;
			said.set(JSON.stringify([dataset ?? null, index]), safe`Not compared on ${datasetName(dataset)}: ${safeText(name(model))} (${why}).`);
		}
	}
	return [...said.values()];
}
