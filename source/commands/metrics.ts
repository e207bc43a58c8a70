/** `mreg metrics`: which way each metric is better, how it occurs, and setting it. */

import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import type {Direction} from '../../store/domain/config.ts';
import {nearestName} from '../../store/domain/identifier.ts';
import {directionCommand, metricSummaries, type MetricSummary} from '../../store/domain/metric-summary.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {jsonListLines} from '../model-json.ts';
import {tableLines, type Column} from '../table.ts';
import {formatNumber, jsonText, safeText} from '../text.ts';
import {counted} from '../words.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {algorithmOption} from './options.ts';
import {ofAlgorithm, problemNotes} from '../select.ts';

export const metrics: Command = {
	name: 'metrics',
	summary: 'list the metrics, or set which way one is better: metrics set NAME minimize|maximize',
	details: 'What is set stands in mreg.config.json. Nothing is ranked by a metric whose direction is not known.',
	arguments: [
		{name: '[ACTION]', summary: 'set; without it the metrics are listed'},
		{name: '[NAME]', summary: 'the metric, as the tests name it'},
		{name: '[DIRECTION]', summary: 'minimize (lower is better) or maximize (higher is better)'},
	],
	options: [
		{flags: algorithmOption.flags, summary: 'list only what models of this algorithm were tested for'},
		{flags: '--unit <U>', summary: "with set: the metric's unit, such as s; an empty one takes it away"},
	],
	examples: [
		{line: 'mreg metrics', summary: 'each metric, and where its direction comes from'},
		{line: 'mreg metrics set q_error_p95 minimize', summary: 'lower is better'},
		{line: 'mreg metrics set throughput maximize --unit queries/s', summary: 'higher is better, and shown with its unit'},
	],
	run,
};

interface MetricsOptions extends Options {
	readonly unit?: string;
}

async function run(context: Context, options: MetricsOptions, args: readonly string[]): Promise<Result> {
	const [action, name, direction] = args;
	if (action === undefined) return list(context, options);
	if (action !== 'set') throw unknownAction(args);
	if (name === undefined) throw new UserError('usage', 'Which metric?', {hint: 'mreg metrics set NAME minimize (or maximize). mreg metrics lists the names.'});
	if (direction !== 'minimize' && direction !== 'maximize') throw wrongDirection(name, direction);
	if (options.algo !== undefined) throw new UserError('usage', 'A direction holds for every algorithm: --algo is only for the list.');
	return set(context, options, {name, direction});
}

/** Most likely the word `set` was forgotten, or is misspelt. */
function unknownAction(args: readonly string[]): UserError {
	const [action = '', second = ''] = args;
	const command = directionCommand(args.length === 3 ? second : action, 'minimize');
	return new UserError('usage', `mreg metrics knows set, not "${action}".`, {hint: `To set a direction: ${command} (or maximize).`});
}

function wrongDirection(name: string, typed: string | undefined): UserError {
	const message = typed === undefined ? 'Which way is it better, minimize or maximize?' : `A direction is minimize or maximize, not "${typed}".`;
	return new UserError('usage', message, {
		hint: `${directionCommand(name, 'minimize')} says that lower is better, ${directionCommand(name, 'maximize')} that higher is.`,
	});
}

async function list(context: Context, options: MetricsOptions): Promise<Result> {
	if (options.unit !== undefined) throw new UserError('usage', '--unit is for mreg metrics set.');
	const snapshot = await context.snapshot();
	const {models, config, root} = snapshot;
	const all = metricSummaries(ofAlgorithm(models, options.algo), config);
	const summaries = options.algo === undefined ? all : all.filter(({results, unusable}) => results + unusable > 0);
	if (options.json === true) return {lines: jsonListLines({root}, 'metrics', summaries.values().map(summaryJson))};
	if (options.quiet === true) return {lines: summaries.map(({name}) => safeText(name))};
	if (summaries.length === 0) return {lines: [], notes: [safe`None of ${counted(models.length, 'model')} has a test result yet.`, ...problemNotes(snapshot)]};
	const [unset, ...more] = summaries.filter(({direction}) => direction === undefined);
	const notes =
		unset === undefined ? [] : [safe`${counted(more.length + 1, 'metric')} unset, so nothing is ranked by ${safeText(more.length === 0 ? 'it' : 'them')}.`];
	const next = unset === undefined ? [] : [safe`Say it once: ${safeText(directionCommand(unset.name, 'minimize'))} (or maximize).`];
	return {lines: tableLines(columns, summaries.map(cells), context.columns), notes: [...notes, ...next, ...problemNotes(snapshot)]};
}

const columns: readonly Column[] = [
	{header: safe`METRIC`, least: 16},
	{header: safe`BETTER`},
	{header: safe`FROM`, leaveOut: 3},
	{header: safe`UNIT`, least: 4, leaveOut: 5},
	{header: safe`RESULTS`, align: 'right', leaveOut: 6},
	{header: safe`MODELS`, align: 'right', leaveOut: 1},
	{header: safe`RANGE`, leaveOut: 7},
	{header: safe`UNUSABLE`, align: 'right', leaveOut: 4},
	{header: safe`DATASETS`, least: 10, leaveOut: 2},
];

const words: Readonly<Record<Direction, SafeText>> = {minimize: safe`↓ lower`, maximize: safe`↑ higher`};

function cells({name, direction, source, unit, results, models, unusable, least, greatest, datasets}: MetricSummary): readonly SafeText[] {
	return [
		name.trim() === '' ? safe`"${safeText(name)}"` : safeText(name),
		direction === undefined ? safe`? unset` : words[direction],
		safeText(source ?? ''),
		safeText(unit ?? ''),
		safe`${results}`,
		safe`${models}`,
		least === undefined || greatest === undefined
			? emptyText
			: least === greatest
				? formatNumber(least)
				: safe`${formatNumber(least)} – ${formatNumber(greatest)}`,
		unusable === 0 ? emptyText : safe`${unusable}`,
		joinSafe(datasets.map(safeText), safe`, `),
	];
}

function summaryJson({name, direction, source, unit, results, models, unusable, least, greatest, ranges}: MetricSummary): SafeText {
	return jsonText({
		metric: name,
		direction: direction ?? null,
		source: source ?? null,
		unit: unit ?? null,
		results,
		models,
		unusable,
		least: least ?? null,
		greatest: greatest ?? null,
		datasets: ranges,
	});
}

async function set(context: Context, options: MetricsOptions, {name, direction}: {readonly name: string; readonly direction: Direction}): Promise<Result> {
	if (context.readOnly) throw new UserError('read-only', 'mreg metrics set writes mreg.config.json, and --read-only was given.');
	const snapshot = await context.snapshot();
	const known = knownMetric(name, snapshot);
	const unit = options.unit === undefined ? known.unit : options.unit.trim() === '' ? undefined : options.unit.trim();
	const {editConfig} = await import('../../store/config-editor.ts');
	const {before, after} = await editConfig(
		snapshot.root,
		[
			{path: ['metrics', name, 'direction'], value: direction},
			...(options.unit === undefined ? [] : [{path: ['metrics', name, 'unit'] as const, value: unit}]),
		],
		{waitMs: context.wait, by: 'mreg metrics set'},
	);
	const config = `${snapshot.root}/mreg.config.json`;
	if (options.json === true) return {lines: [jsonText({schema: 1, metric: name, direction, unit: unit ?? null, config})]};
	if (options.quiet === true) return {lines: []};
	const better = direction === 'minimize' ? safe`lower is better` : safe`higher is better`;
	const measured = unit === undefined ? emptyText : safe`, in ${safeText(unit)}`;
	return {
		lines: [safe`${safeText(name)}: ${better} (${safeText(direction)})${measured}. ${safeText(config)}`],
		notes: before === after ? [safe`It said so already: nothing was written.`] : [],
	};
}

/** @throws UserError `not-found` for a metric that neither a test nor the config has */
function knownMetric(name: string, {models, config}: Snapshot): MetricSummary {
	const summaries = metricSummaries(models, config);
	const found = summaries.find(summary => summary.name === name);
	if (found) return found;
	const names = summaries.map(summary => summary.name);
	const nearest = names.find(other => other.toLowerCase() === name.toLowerCase()) ?? nearestName(name, names);
	throw new UserError('not-found', `No test has the metric "${name}".`, {
		hint: nearest === undefined ? 'mreg metrics lists those that there are.' : `Did you mean ${nearest}? mreg metrics lists them all.`,
	});
}
