/** `mreg record`: adds a test result to a model. */

import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {targetsOf, type ResultEdit} from '../../store/domain/change.ts';
import {parseTime} from '../../store/domain/identifier.ts';
import {own} from '../../store/domain/json.ts';
import type {Model} from '../../store/domain/model.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {shellWord} from '../../store/domain/test-command.ts';
import {testResult} from '../../store/domain/test-result.ts';
import {timesIn} from '../../store/domain/times-text.ts';
import {inOneLine, UserError} from '../../store/domain/user-error.ts';
import {namesByKey} from '../model-lookup.ts';
import {parseDigest, parseMetrics, plainText} from '../registration-facts.ts';
import {formatNumber, safeText} from '../text.ts';
import {counted} from '../words.ts';
import {changeRegistry, changeResult} from './changing.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {directionNotes} from './direction-notes.ts';
import {namedModels} from './named-models.ts';
import {parseCount} from './options.ts';

export const record: Command = {
	name: 'record',
	summary: 'add a test result to a model',
	details:
		'The result stands behind those that the model has, never in place of one.\n' +
		'The times of the queries give total_time, average_time, median_time, p95_time, p99_time and the number of queries.\n' +
		'--metric adds to these, or says otherwise.\n' +
		'Many jobs may record at once: model_registry.json is written for all of them together. Unless --wait says otherwise each waits a minute for that.',
	arguments: [{name: '<ID>', summary: 'the model that was tested; - reads it from standard input'}],
	options: [
		{flags: '--dataset <D>', summary: 'what it was tested on'},
		{flags: '--times <FILE>', summary: 'seconds, one a line or a JSON array; - is standard input'},
		{flags: '--metric <NAME=NUMBER>', summary: 'a metric', list: 'metrics'},
		{flags: '--queries <N>', summary: 'how many queries there were; with --times as many as times'},
		{flags: '--tested-at <TIME>', summary: 'when it was tested, ISO 8601; default: now'},
		{flags: '--dataset-digest <SHA256>', summary: 'the digest of the dataset'},
	],
	examples: [
		{line: 'mreg record mscn_20241019_103000 --dataset stats_tiny --times times.txt', summary: 'from the time of each query'},
		{line: './run.sh | mreg record 1019_1030 --dataset imdb --times -', summary: 'likewise, from a pipe'},
		{line: 'mreg record 1019_1030 --dataset imdb --metric total_time=117.03 --queries 113', summary: 'what was measured elsewhere'},
	],
	run,
};

const by = 'mreg record';
/** Hundreds of jobs that end at once take that long (milliseconds). */
const usualWait = 60_000;

async function run(context: Context, options: Options, [id = '']: readonly string[]): Promise<Result> {
	const dataset = datasetOf(options, id);
	const result = await resultOf(context, options, {dataset, id});
	const snapshot = await context.snapshot();
	const model = await testedModel(context, snapshot, id);
	const edits = targetsOf([model], snapshot.models).map(target => ({target, result}));
	const patient = options.wait === undefined ? {...context, wait: usualWait} : context;
	const change = await changeRegistry(patient, snapshot.root, {kind: 'result', edits}, by);
	const isDone = change.done.length > 0;
	const name = namesByKey([model], snapshot.models);
	return changeResult(change, {
		options,
		done: isDone ? doneWords(result, {dataset, name: name(model.key)}) : undefined,
		name,
		notes: isDone ? directionNotes(newMetrics(result, snapshot), snapshot.config, 'so nothing is ranked by it') : [],
		json: {model_id: model.id, result: isDone ? result : null},
	});
}

/** @throws UserError `usage` */
function datasetOf(options: Options, id: string): string {
	const dataset = plainText(options.dataset, 'dataset');
	if (dataset !== undefined) return dataset;
	throw new UserError('usage', 'What was it tested on?', {hint: `mreg record ${shellWord(id)} --dataset D --times FILE`});
}

/** The result that was typed. @throws UserError `usage`, or why the times cannot be read */
async function resultOf(context: Context, options: Options, {dataset, id}: {readonly dataset: string; readonly id: string}): Promise<ResultEdit['result']> {
	const {metrics = [], queries, testedAt, datasetDigest} = options;
	if (options.times === '-' && id === '-') {
		throw new UserError('usage', 'Standard input cannot be both the ID and the times.', {hint: 'Type the ID, or name a file with --times.'});
	}
	const told = {
		dataset,
		performance: parseMetrics(metrics),
		numQueries: queries === undefined ? undefined : parseCount(queries, '--queries'),
		testedAt: testedAt === undefined ? undefined : timeText(testedAt),
		datasetDigest: parseDigest(datasetDigest, 'digest of the dataset'),
	};
	const times = options.times === undefined ? undefined : await timesOf(context, options.times);
	return testResult({...told, times}, context.now);
}

/** @throws UserError `usage` */
function timeText(typed: string): string {
	const text = typed.trim();
	if (parseTime(text) !== undefined) return text;
	throw new UserError('usage', `--tested-at takes a time such as 2024-10-19T12:00:00, not "${inOneLine(text)}".`);
}

async function timesOf(context: Context, file: string): Promise<readonly number[]> {
	if (file === '-') return timesIn((await context.inputLines()).join('\n'), 'Standard input');
	const {readTimesText} = await import('../../store/times-file.ts');
	return timesIn(readTimesText(await context.absolute(file)), file);
}

/** @throws UserError `usage` for several models, `failed` for one that has no sidecar, and as `namedModels` */
async function testedModel(context: Context, snapshot: Snapshot, id: string): Promise<Model> {
	const [model, ...others] = await namedModels(snapshot, [id], context);
	if (!model || others.length > 0) {
		throw new UserError('usage', `A result is of one model, and ${others.length + 1} were named.`, {hint: 'mreg record ID for each of them.'});
	}
	if (model.sidecar !== undefined) return model;
	throw new UserError('failed', `${model.id} has no sidecar in which a result could stand. Nothing was changed.`, {
		hint: `Make one first: mreg adopt ${shellWord(model.id)}`,
	});
}

function performanceIn({performance}: ResultEdit['result']): Readonly<Record<string, number>> {
	return Object.fromEntries(Object.entries(performance ?? {}).flatMap(([name, value]) => (typeof value === 'number' ? [[name, value]] : [])));
}

/** `recorded total_time 35.12, average_time 0.439 on stats_tiny (80 queries) for mscn_20241019_103000` */
function doneWords(result: ResultEdit['result'], {dataset, name}: {readonly dataset: string; readonly name: string}): SafeText {
	const metrics = joinSafe(
		Object.entries(performanceIn(result)).map(([metric, value]) => safe`${safeText(metric)} ${formatNumber(value)}`),
		safe`, `,
	);
	const queries = typeof result.num_queries === 'number' ? safe` (${counted(result.num_queries, 'query', 'queries')})` : emptyText;
	return safe`recorded ${metrics} on ${safeText(dataset)}${queries} for ${safeText(name)}`;
}

/** Metrics that no model of the registry had before. */
function newMetrics(result: ResultEdit['result'], {models}: Snapshot): readonly string[] {
	const isKnown = (metric: string) => models.some(({tests}) => tests.some(({performance}) => own(performance, metric) !== undefined));
	return Object.keys(performanceIn(result)).filter(metric => !isKnown(metric));
}
