/** `mreg best`: which model is best on which dataset, and by how much. */

import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import type {Best} from '../../store/domain/best.ts';
import {isConfiguration} from '../../store/domain/configuration.ts';
import type {Model} from '../../store/domain/model.ts';
import {unitOf} from '../../store/domain/objective.ts';
import type {RankedScore} from '../../store/domain/scoring.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {tieFrom} from '../../store/domain/welch.ts';
import {bestJson} from '../best-json.ts';
import {bestsOf, noResult, type Bests} from '../best-choice.ts';
import {tableLines} from '../table.ts';
import {formatNumber, jsonText, safeText} from '../text.ts';
import {counted, metricTitle, namedShort} from '../words.ts';
import {artifactPath, printablePath} from './artifact-path.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {algorithmOption, foldOption, isFolded} from './options.ts';
import {viewOption, withView} from './viewed.ts';
import {namesFor} from '../select.ts';

export const best: Command = {
	name: 'best',
	summary: 'print the best model on each dataset',
	details:
		'Compared are results on one dataset with one dataset_digest and one number of queries; where there are several such groups, the largest.\n' +
		'Without --dataset: on the dataset of the objective in mreg.config.json, else on every one.',
	options: [
		algorithmOption,
		{flags: '--dataset <D>', summary: 'tested on this dataset (not: trained on it)'},
		{flags: '--metric <M>', summary: 'by this metric; default: the objective, else total_time, else the only one with a direction'},
		{flags: '--where <Q>', summary: 'only among models that match a query'},
		foldOption,
		viewOption,
		{flags: '--mixed', summary: 'compare all results, whatever they were measured on'},
		{flags: '--path', summary: 'print the absolute path of its artifact instead'},
	],
	examples: [
		{line: 'mreg best --algo mscn --dataset imdb', summary: 'the fastest on imdb'},
		{line: 'cp -r "$(mreg best --algo mscn --dataset imdb --path)" serving/', summary: 'its artifact'},
		{line: 'mreg best --fold seed --json', summary: 'the best configuration on each dataset, for a program'},
	],
	run,
};

async function run(context: Context, typed: Options): Promise<Result> {
	isFolded(typed.fold);
	const snapshot = await context.snapshot();
	const options = withView(typed, snapshot);
	const {algo, dataset, metric, where, mixed} = options;
	const fold = isFolded(options.fold);
	const {found, ...asked} = bestsOf(snapshot, {algo, dataset, metric, where, mixed, fold}, context.now);
	const {models: all, config} = snapshot;
	const [first] = found;
	if (!first) throw noResult(asked);
	if (options.json === true) return {lines: jsonLines(found, {asked: asked.dataset !== undefined})};
	const notes = [...notesOf(found, options), ...missingNotes(found, snapshot, context)];
	if (options.path === true || options.quiet === true) {
		if (found.length > 1) throw severalDatasets(found, options);
		return {lines: [options.path === true ? pathLine(first, snapshot, context) : safeText(namesFor(all)(first.model))], notes};
	}
	const only = dataset === undefined ? onlyNotes(asked) : [];
	return {lines: [...table(found, {name: namesFor(all), unit: unitOf(config, asked.metric), width: context.columns})], notes: [...only, ...notes]};
}

/** That the objective names one dataset where the models were tested on more. */
function onlyNotes({dataset, others}: Pick<Bests, 'dataset' | 'others'>): readonly SafeText[] {
	if (dataset === undefined || others.length === 0) return [];
	return [safe`Only ${safeText(dataset)}, the dataset of the objective; --dataset NAME for another: ${namedShort(others)}.`];
}

function severalDatasets(found: readonly Best[], {path}: Options): UserError {
	const names = found.map(({dataset}) => dataset ?? '(no dataset)');
	return new UserError('usage', `There is a best model on each of ${found.length} datasets, and ${path === true ? '--path' : '--quiet'} prints one.`, {
		hint: `Choose with --dataset: ${names.slice(0, 12).join(', ')}${names.length > 12 ? ` and ${names.length - 12} more` : ''}.`,
	});
}

function pathLine({model}: Best, snapshot: Snapshot, context: Context): SafeText {
	const path = artifactPath(model, snapshot, context);
	if (path !== undefined) return printablePath(path);
	throw new UserError('not-found', `The artifact of the best model, ${model.id}, is missing.`, {hint: `See \`mreg show ${model.id}\`.`});
}

function missingNotes(found: readonly Best[], snapshot: Snapshot, context: Context): readonly SafeText[] {
	const missing = new Set(found.map(({model}) => model).filter(model => artifactPath(model, snapshot, context) === undefined));
	return [...missing].map(model => safe`Warning: the artifact of ${safeText(model.id)} is missing.`);
}

function table(
	found: readonly Best[],
	{name, unit, width}: {name: (model: Model) => string; unit: string | undefined; width: number | undefined},
): Iterable<SafeText> {
	const [{metric, direction} = {metric: '', direction: 'minimize' as const}] = found;
	const isFolded = found.some(({score}) => isConfiguration(score.row));
	const columns = [
		{header: safe`DATASET`},
		{header: isFolded ? safe`BEST, MEDIAN MODEL` : safe`BEST`},
		{
			header: metricTitle(metric, {unit, direction}),
			align: 'right' as const,
		},
		{header: isFolded ? safe`SEEDS` : emptyText},
		{header: safe`OF`, align: 'right' as const},
		{header: safe`NEXT`, least: 16},
	];
	const rows = found.map(one => [
		safeText(one.dataset ?? '–'),
		safeText(name(one.model)),
		valueWords(one.score),
		isConfiguration(one.score.row) ? seedWords(one.score) : emptyText,
		safe`${one.of}`,
		nextWords(one, name),
	]);
	return tableLines(columns, rows, width);
}

function valueWords({value, sample}: RankedScore): SafeText {
	return sample.deviation === undefined ? formatNumber(value) : safe`${formatNumber(value)} ± ${formatNumber(sample.deviation, 2)}`;
}

function seedWords({sample, expected}: RankedScore): SafeText {
	return sample.count < expected ? safe`${sample.count} of ${expected} !` : safe`${sample.count}`;
}

function nextWords({runnerUp, lead}: Best, name: (model: Model) => string): SafeText {
	if (!runnerUp) return safe`–`;
	const who = isConfiguration(runnerUp.row)
		? safe`${counted(runnerUp.sample.count, 'seed')} of ${safeText(name(runnerUp.measured[0].model))}`
		: safeText(name(runnerUp.row));
	const apart = lead === undefined ? valueWords(runnerUp) : safe`${formatNumber(lead * 100, lead < 0.001 ? 2 : 1)}% behind`;
	return joinSafe(
		[who, apart, runnerUp.tied ? safe`≈ a tie` : emptyText].filter(part => part !== ''),
		safe`, `,
	);
}

function notesOf(found: readonly Best[], options: Options): readonly SafeText[] {
	const leftOut = found.flatMap(({dataset, leftOut: others, group, of}) => {
		if (others.length === 0) return [];
		const on = safeText(dataset ?? 'no dataset');
		const queries = group?.queries === undefined ? emptyText : safe` (${formatNumber(group.queries)} queries)`;
		return [safe`${on}: ${counted(others.length, 'result')} measured on other data left out, ${of} compared${queries}; --mixed compares all.`];
	});
	const folded = found.filter(({score}) => isConfiguration(score.row) && score.sample.count > 1);
	const medians = options.path === true || options.quiet === true ? folded.map(() => safe`This is the median model of the best configuration.`) : [];
	const ties = found
		.filter(({runnerUp, score}) => runnerUp?.tied === true && score.sample.count > 1)
		.map(({dataset}) => safe`${safeText(dataset ?? 'no dataset')}: the lead lies inside the spread of the seeds, a tie (Welch's test, p > ${tieFrom}).`);
	return [...leftOut, ...medians, ...ties];
}

/** One best, as {schema, model, metric, ...}; several under `results`. */
function* jsonLines(found: readonly Best[], {asked}: {asked: boolean}): Iterable<SafeText> {
	const [only] = found;
	if (only && found.length === 1 && asked) {
		yield jsonText({schema: 1, ...bestJson(only)});
		return;
	}
	yield safe`{"schema":1,"results":[`;
	for (const [index, one] of found.entries()) yield safe`${jsonText(bestJson(one))}${index === found.length - 1 ? emptyText : safe`,`}`;
	yield safe`]}`;
}
