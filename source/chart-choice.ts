/** The chart that a command was asked for. Pure. */

import type {Chart} from '../store/domain/chart.ts';
import {chartOfStanding, type ChartX} from '../store/domain/charting.ts';
import {directionOf, metricsOf, objectiveFor, unitOf, type Objective} from '../store/domain/objective.ts';
import {standings, type Standing} from '../store/domain/ranking.ts';
import type {Model} from '../store/domain/model.ts';
import {paramsCalled} from '../store/domain/short-names.ts';
import type {Snapshot} from '../store/domain/snapshot.ts';
import {namesIn} from '../store/domain/sorting.ts';
import {UserError} from '../store/domain/user-error.ts';
import {known, matchingModels, onlyAlgorithm, requireConfig} from './select.ts';
import {testDataset} from './test-dataset.ts';
import {counted} from './words.ts';

/** What was typed. */
export interface ChartAsked {
	readonly algo?: string;
	/** Tested on it. */
	readonly dataset?: string;
	readonly metric?: string;
	/** `time`, or a hyperparameter; `param.time` where one has that name. */
	readonly x?: string;
	readonly where?: string;
	readonly mixed?: boolean;
}

export interface ChosenChart {
	readonly chart: Chart;
	/** What is drawn: best, group, dataset. */
	readonly standing: Standing;
	/** undefined: nobody said which is better, so nothing is best. */
	readonly direction: Objective['direction'];
	/** Other datasets that have results of the metric, where none was asked for. */
	readonly others: readonly string[];
}

/**
 * @param now milliseconds since 1970, for ages in the query
 * @throws UserError `nothing-matched`, `not-found` for a metric or a hyperparameter that there is not, `usage`
 */
export function chosenChart(snapshot: Snapshot, {algo, dataset: typed, metric: wanted, x = 'time', where, mixed}: ChartAsked, now: number): ChosenChart {
	requireConfig(snapshot);
	const {models: all, config, root} = snapshot;
	if (all.length === 0) throw new UserError('nothing-matched', `There are no models in ${root} yet.`);
	const models = matchingModels(all, {algo, where}, {now, config, lastVisit: snapshot.lastVisit});
	const {metric, direction, dataset: configured} = objectiveOf(models, snapshot, {algo, metric: wanted});
	const axis = axisOf(models, x);
	const dataset = testDataset(models, typed, configured);
	const found = standings(models, {metric, direction: direction ?? 'minimize', mixed}, dataset === undefined ? undefined : {dataset});
	const [standing] = found;
	const on = dataset === undefined ? '' : ` on ${dataset}`;
	if (!standing) {
		throw new UserError('nothing-matched', `None of ${counted(models.length, 'model')} has a result of ${metric}${on} that is a number.`, {
			hint: 'See mreg metrics.',
		});
	}
	const only = onlyAlgorithm(models);
	const name = only === undefined ? undefined : models[0]?.algorithm;
	const chart = chartOfStanding(standing, axis, {direction, unit: unitOf(config, metric), name, of: models.length});
	if (chart) return {chart, standing, direction, others: found.slice(1).flatMap(({dataset: other}) => other ?? [])};
	const least = axis.kind === 'time' ? 'a time and' : `${axis.name} and`;
	throw new UserError('nothing-matched', `None of ${counted(models.length, 'model')} has ${least} a finite result of ${metric}${on}.`);
}

/** A metric that was asked for is drawn, too, where nobody said which of its values are better. */
function objectiveOf(models: readonly Model[], {config}: Snapshot, {algo, metric}: {readonly algo?: string; readonly metric?: string}): Objective {
	if (metric !== undefined && directionOf(config, metric) === undefined && metricsOf(models).has(metric)) return {metric};
	return objectiveFor(models, config, {algorithm: algo ?? onlyAlgorithm(models), metric});
}

/** A short name, `lr`, is understood where it is of one only. @throws UserError `not-found`, `usage` */
function axisOf(models: readonly Model[], x: string): ChartX {
	if (x === 'time') return {kind: 'time'};
	const names = namesIn(models).params;
	const name = names.has(x) ? x : x.startsWith('param.') ? x.slice('param.'.length) : x;
	if (names.has(name)) return {kind: 'parameter', name};
	const called = paramsCalled(name, names);
	const [long] = called;
	if (called.length > 1) throw new UserError('usage', `"${name}" is short for ${called.join(' and ')}.`, {hint: 'Write which of them.'});
	if (long !== undefined) return {kind: 'parameter', name: long};
	throw new UserError('not-found', `None of these models has the hyperparameter "${name}".`, {hint: known('hyperparameters', name, [...names])});
}
