/** `mreg best`: which model is best on which dataset, and by how much. */

import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {bestOn, type Best} from '../../store/domain/best.ts';
import {isConfiguration} from '../../store/domain/configuration.ts';
import type {Model} from '../../store/domain/model.ts';
import {objectiveFor, unitOf} from '../../store/domain/objective.ts';
import type {RankedScore} from '../../store/domain/scoring.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {tieFrom} from '../../store/domain/welch.ts';
import {modelJsonLine} from '../model-json.ts';
import {tableLines} from '../table.ts';
import {formatNumber, jsonText, safeText} from '../text.ts';
import {counted, metricTitle} from '../words.ts';
import {artifactPath, printablePath} from './artifact-path.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {algorithmOption, foldOption, isFolded} from './options.ts';
import {matchingModels, namesFor, onlyAlgorithm, requireConfig} from './select.ts';
import {testDataset} from './test-dataset.ts';

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

async function run(context: Context, options: Options): Promise<Result> {
	const fold = isFolded(options.fold);
	const snapshot = await context.snapshot();
	requireConfig(snapshot);
	const {models: all, config} = snapshot;
	if (all.length === 0) throw new UserError('nothing-matched', `There are no models in ${snapshot.root} yet.`);
	// `--dataset` means the test dataset here.
	const models = matchingModels(all, {algo: options.algo, where: options.where}, {now: context.now, config});
	const {metric, direction, dataset: configured} = objectiveFor(models, config, {algorithm: options.algo ?? onlyAlgorithm(models), metric: options.metric});
	const dataset = testDataset(models, options.dataset, configured);
	const found = bestOn(models, {metric, direction, mixed: options.mixed, fold, config}, dataset === undefined ? undefined : {dataset});
	const [first] = found;
	if (!first) {
		throw new UserError(
			'nothing-matched',
			`None of ${counted(models.length, 'model')} has a result of ${metric}${dataset === undefined ? '' : ` on ${dataset}`} that is a number.`,
			{
				hint: 'See mreg metrics.',
			},
		);
	}
	if (options.json === true) return {lines: jsonLines(found, {asked: dataset !== undefined})};
	const notes = [...notesOf(found, options), ...missingNotes(found, snapshot, context)];
	if (options.path === true || options.quiet === true) {
		if (found.length > 1) throw severalDatasets(found, options);
		return {lines: [options.path === true ? pathLine(first, snapshot, context) : safeText(namesFor(all)(first.model))], notes};
	}
	return {lines: [...table(found, {name: namesFor(all), unit: unitOf(config, metric), width: context.columns})], notes};
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
		yield safe`{"schema":1,${jsonFields(only)}}`;
		return;
	}
	yield safe`{"schema":1,"results":[`;
	for (const [index, one] of found.entries()) yield safe`{${jsonFields(one)}}${index === found.length - 1 ? emptyText : safe`,`}`;
	yield safe`]}`;
}

function jsonFields({model, metric, direction, dataset, group, score, runnerUp, lead, of, leftOut}: Best): SafeText {
	const rest = {
		metric,
		direction,
		dataset: dataset ?? null,
		queries: group?.queries ?? null,
		value: score.value,
		...jsonScore(score),
		of,
		runner_up: runnerUp ? {...named(runnerUp), value: runnerUp.value, ...jsonScore(runnerUp), tied: runnerUp.tied} : null,
		lead: lead ?? null,
		left_out: leftOut.map(one => ({key: one.model.key, model_id: one.model.id, value: one.value, reason: one.reason})),
	};
	const fields = Object.entries(rest).map(([name, value]) => safe`${jsonText(name)}:${jsonText(value)}`);
	return joinSafe([safe`"model":${modelJsonLine(model)}`, ...fields], safe`,`);
}

function named({row, measured}: RankedScore): {key: string; model_id: string; keys?: readonly string[]} {
	const {key, id} = measured[0].model;
	return isConfiguration(row) ? {key, model_id: id, keys: row.models.map(model => model.key)} : {key, model_id: id};
}

function jsonScore({row, sample, expected}: RankedScore): object {
	return isConfiguration(row) ? {deviation: sample.deviation ?? null, count: sample.count, expected, keys: row.models.map(({key}) => key)} : {};
}
