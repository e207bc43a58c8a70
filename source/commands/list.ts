/** `mreg list`: models that match, as a table, the seed's long text, CSV, TSV or JSON. */

import {safe, type SafeText} from '../../components/safe-text.ts';
import type {Model} from '../../store/domain/model.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import type {SortKey} from '../../store/domain/sorting.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {jsonListLines, modelJsonLine} from '../model-json.ts';
import {askedList} from '../model-list.ts';
import {jsonText, safeText} from '../text.ts';
import {counted, testedDatasets} from '../words.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {exportLines} from './list-export.ts';
import {longLines} from './list-long.ts';
import {modelTable} from './list-table.ts';
import {algorithmOption, parseCount} from './options.ts';
import {viewOption, withView} from './viewed.ts';
import {namesFor, problemNotes} from '../select.ts';

export const list: Command = {
	name: 'list',
	summary: 'list models, newest first',
	details: 'Nothing matches: exit code 3. --format csv and tsv have every hyperparameter and result in a column of its own.',
	options: [
		algorithmOption,
		{flags: '--dataset <D>', summary: 'only models trained on this dataset (not: tested on it)'},
		{flags: '--tags <T...>', summary: 'only models that have all of these tags'},
		{flags: '--where <Q>', summary: 'only models that match a query, as / in the dashboard: words, FIELD:VALUE, or, not, ( ), sort:, top:'},
		{flags: '--sort <KEY>', summary: 'trained_at (default), performance, size, id, METRIC@DATASET, a hyperparameter, ...; -KEY turns it round'},
		viewOption,
		{flags: '--limit <N>', summary: 'the first N only'},
		{flags: '--long', summary: 'every test of every model, as text'},
		{flags: '--format <F>', summary: 'table (default), csv, tsv or ndjson'},
	],
	examples: [
		{line: 'mreg list --algo mscn --sort total_time@imdb --limit 5', summary: 'the five that are fastest on imdb'},
		{line: "mreg list --where 'dataset:production total_time@imdb<130 -tag:wip sort:total_time@imdb top:5'", summary: 'as typed behind / in the dashboard'},
		{line: 'mreg list --tags best --format csv > best.csv', summary: 'for a spreadsheet'},
		{line: 'mreg list --quiet --dataset imdb | mreg show -', summary: 'ids, for another command'},
	],
	run,
};

const formats = ['table', 'csv', 'tsv', 'ndjson'] as const;
type Format = (typeof formats)[number];

async function run(context: Context, typed: Options): Promise<Result> {
	const format = parseFormat(typed.format);
	const limit = typed.limit === undefined ? Infinity : parseCount(typed.limit, '--limit');
	const snapshot = await context.snapshot();
	const options = withView(typed, snapshot);
	const all = snapshot.models;
	if (all.length === 0 && !isFiltered(options)) return nothing(snapshot, options);
	const {algo, dataset, tags, where} = options;
	const {models, matched, sort, leftOut} = askedList(snapshot, {algo, dataset, tags, where, sort: options.sort, limit}, context.now);
	const apart = leftOut.size === 0 ? [] : [safe`${counted(leftOut.size, 'result')} measured on other data (≠) stand behind those that can be compared.`];
	const cut = models.length < matched ? [safe`${models.length} of ${counted(matched, 'model')} shown.`] : [];
	return {
		lines: linesOf(models, {snapshot, options, format, context, sort, leftOut}),
		notes: [...apart, ...(isForPeople(options, format) ? [...cut, ...problemNotes(snapshot)] : [])],
	};
}

interface Printing {
	readonly snapshot: Snapshot;
	readonly options: Options;
	readonly format: Format;
	readonly context: Context;
	readonly sort?: SortKey;
	/** Models whose result, by which they are sorted, is not comparable with the others'. */
	readonly leftOut: ReadonlySet<Model>;
}

function linesOf(models: readonly Model[], {snapshot, options, format, context, sort, leftOut}: Printing): Iterable<SafeText> {
	if (options.json === true) return jsonListLines({root: snapshot.root}, 'models', jsonLines(models), {problems: snapshot.problems});
	const name = namesFor(snapshot.models);
	if (options.quiet === true) return models.values().map(model => safeText(name(model)));
	if (options.long === true) return longLines(models);
	switch (format) {
		case 'ndjson':
			return jsonLines(models);
		case 'csv':
		case 'tsv':
			return exportLines(models, format);
		case 'table':
			return modelTable(models, {
				datasets: datasetsTestedOn(snapshot.models),
				name,
				now: context.now,
				columns: context.columns,
				metric: sort?.field.kind === 'metric' ? sort.field : undefined,
				leftOut,
			});
	}
}

function datasetsTestedOn(models: readonly Model[]): number {
	const datasets = new Set<string>();
	for (const model of models) for (const dataset of testedDatasets(model)) datasets.add(dataset);
	return datasets.size;
}

function* jsonLines(models: readonly Model[]): Iterable<SafeText> {
	for (const model of models) yield modelJsonLine(model);
}

function nothing(snapshot: Snapshot, options: Options): Result {
	const seen = (snapshot.seenInstead ?? '').split('\n').map(safeText);
	const notes = [safe`There are no models in ${safeText(snapshot.root)} yet.`, ...seen, ...problemNotes(snapshot)];
	return {lines: options.json === true ? [jsonText({schema: 1, root: snapshot.root, models: [], problems: snapshot.problems})] : [], notes};
}

function isFiltered({algo, dataset, tags, where}: Options): boolean {
	return algo !== undefined || dataset !== undefined || tags !== undefined || where !== undefined;
}

function isForPeople(options: Options, format: Format): boolean {
	return options.json !== true && options.quiet !== true && format === 'table';
}

function parseFormat(text = 'table'): Format {
	const format = formats.find(known => known === text);
	if (format !== undefined) return format;
	throw new UserError('usage', `There is no format "${text}".`, {hint: `--format takes ${formats.join(', ')}.`});
}
