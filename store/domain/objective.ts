/** Whether a metric is better small or large, and by what models are ranked. Nothing is guessed from part of a name. */

import type {Config, Direction} from './config.ts';
import {nearestName} from './identifier.ts';
import {own} from './json.ts';
import type {Model} from './model.ts';
import {metricNumber} from './sidecar.ts';
import {shellWord} from './test-command.ts';
import {inOneLine, UserError} from './user-error.ts';

export type {Direction} from './config.ts';

/** What ranks models now; `dataset` undefined: any. */
export interface Objective {
	readonly metric: string;
	readonly dataset?: string;
	readonly direction?: Direction;
}

/** A metric that can rank. */
export interface DirectedMetric {
	readonly metric: string;
	readonly direction: Direction;
}

const wellKnown = new Map<string, Direction>([
	...['acc', 'accuracy', 'top1', 'top5', 'auc', 'auroc', 'f1', 'precision', 'recall', 'map', 'iou', 'dice', 'bleu', 'r2'].map(
		name => [name, 'maximize'] as const,
	),
	...['loss', 'val_loss', 'total_time', 'average_time', 'median_time', 'p95_time', 'p99_time', 'latency', 'mse', 'rmse', 'mae', 'perplexity', 'wer'].map(
		name => [name, 'minimize'] as const,
	),
]);

/** The direction of a metric: from the config, else from the table of exact well-known names, else undefined (unset). */
export function directionOf(config: Config, metric: string): Direction | undefined {
	return own(config.metrics, metric)?.direction ?? wellKnown.get(metric);
}

/** Where the direction of a metric comes from; undefined where it is unset. */
export function directionSource(config: Config, metric: string): 'config' | 'well-known' | undefined {
	if (own(config.metrics, metric)?.direction !== undefined) return 'config';
	return wellKnown.has(metric) ? 'well-known' : undefined;
}

/** The unit of a metric as the config says it (`s`), or undefined. */
export function unitOf(config: Config, metric: string): string | undefined {
	return own(config.metrics, metric)?.unit;
}

/** The objective that the config names for an algorithm (compared without case), else for `*`, else undefined. */
export function configuredObjective(config: Config, algorithm: string): Objective | undefined {
	const named = own(config.objectives, algorithm.toLowerCase()) ?? own(config.objectives, '*');
	if (!named) return undefined;
	return {...named, direction: directionOf(config, named.metric)};
}

/**
 * The objective of an algorithm: the configured one, else `total_time` where it occurs, else the only metric with a known direction.
 * undefined where nothing decides.
 *
 * @param algorithm `*` for all algorithms together
 * @param metrics that occur as numbers in its models
 */
export function usualObjective(config: Config, algorithm: string, metrics: ReadonlySet<string>): Objective | undefined {
	const configured = configuredObjective(config, algorithm);
	if (configured) return configured;
	if (metrics.has('total_time')) return {metric: 'total_time', direction: directionOf(config, 'total_time')};
	const known = [...metrics].filter(metric => directionOf(config, metric) !== undefined);
	const [metric] = known;
	return metric !== undefined && known.length === 1 ? {metric, direction: directionOf(config, metric)} : undefined;
}

/** The metrics that are a number in any of the models. */
export function metricsOf(models: readonly Model[]): ReadonlySet<string> {
	const metrics = new Set<string>();
	for (const {tests} of models) {
		for (const {performance} of tests) {
			for (const metric in performance) {
				if (metrics.has(metric)) continue;
				const value = own(performance, metric);
				if (value !== undefined && metricNumber(value) !== undefined) metrics.add(metric);
			}
		}
	}
	return metrics;
}

/** Whether any of the models has a metric as a number. */
export function hasMetric(models: readonly Model[], metric: string): boolean {
	return models.some(({tests}) => tests.some(({performance}) => metricNumber(own(performance, metric) ?? null) !== undefined));
}

/**
 * The objective that a command ranks by: the metric that was asked for, else the usual one; with its direction.
 * Where another metric than the configured one is asked for, the configured dataset is not meant.
 *
 * @param models those that are ranked
 * @throws UserError `not-found` for a metric that no test has, `usage` where nothing decides, `unset-direction`
 */
export function objectiveFor(
	models: readonly Model[],
	config: Config,
	asked: {readonly algorithm?: string; readonly metric?: string},
): DirectedMetric & Objective {
	const metrics = metricsOf(models);
	const usual = usualObjective(config, asked.algorithm ?? '*', metrics);
	const metric = asked.metric ?? usual?.metric;
	if (metric === undefined) throw undecided(metrics, config);
	if (metrics.size === 0 && asked.metric === undefined) throw undecided(metrics, config);
	if (!metrics.has(metric)) throw unknownMetric(metric, metrics, asked.metric === undefined);
	const direction = directionOf(config, metric);
	if (direction === undefined) throw unsetDirection(metric);
	return {metric, direction, dataset: usual?.metric === metric ? usual.dataset : undefined};
}

/** @returns the error that says what to type where a metric has no direction */
export function unsetDirection(metric: string): UserError {
	const name = shellWord(metric);
	return new UserError('unset-direction', `It is not known whether ${metric} is better small or large, so nothing is ranked by it.`, {
		hint: `Say it once: mreg metrics set ${name} minimize (or maximize). In the dashboard: 8.`,
	});
}

function unknownMetric(metric: string, metrics: ReadonlySet<string>, isConfigured: boolean): UserError {
	const nearest = nearestName(metric, metrics);
	const where = isConfigured ? ', by which mreg.config.json ranks these models' : '';
	return new UserError('not-found', `No test has the metric "${metric}"${where}.`, {
		hint: nearest === undefined ? listed(metrics) : `Did you mean ${inOneLine(nearest)}?`,
	});
}

function undecided(metrics: ReadonlySet<string>, config: Config): UserError {
	if (metrics.size === 0) return new UserError('nothing-matched', 'None of these models has a test result yet.', {hint: 'See mreg list.'});
	const known = [...metrics].filter(metric => directionOf(config, metric) !== undefined);
	if (known.length === 0) {
		const [first = ''] = metrics;
		return new UserError('unset-direction', 'None of the metrics has a known direction, so nothing is ranked.', {
			hint: `${listed(metrics)} Say it once: mreg metrics set ${shellWord(first)} minimize (or maximize).`,
		});
	}
	return new UserError('usage', 'Which metric ranks?', {hint: `${listed(metrics)} Choose one with --metric, or set an objective in mreg.config.json.`});
}

function listed(metrics: ReadonlySet<string>): string {
	const names = [...metrics].sort().map(inOneLine);
	return `The metrics: ${names.slice(0, 12).join(', ')}${names.length > 12 ? ` and ${names.length - 12} more` : ''}.`;
}
