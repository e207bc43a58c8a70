/** Whether a metric is better small or large, and by what models are ranked. Nothing is guessed from part of a name. */

import type {Config, Direction} from './config.ts';
import {own} from './json.ts';

export type {Direction} from './config.ts';

/** What ranks models now; `dataset` undefined: any. */
export interface Objective {
	readonly metric: string;
	readonly dataset?: string;
	readonly direction?: Direction;
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
