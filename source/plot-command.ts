/** The command line that draws a chart again. */

import {shellWord} from '../store/domain/test-command.ts';

export interface PlotCommand {
	readonly algorithm?: string;
	readonly metric: string;
	readonly dataset?: string;
	/** undefined: over time. */
	readonly parameter?: string;
}

/** `mreg plot --algo mscn --metric total_time --dataset imdb --x learning_rate`. */
export function plotLine({algorithm, metric, dataset, parameter}: PlotCommand): string {
	return [
		'mreg plot',
		...(algorithm === undefined ? [] : [`--algo ${shellWord(algorithm)}`]),
		`--metric ${shellWord(metric)}`,
		...(dataset === undefined ? [] : [`--dataset ${shellWord(dataset)}`]),
		...(parameter === undefined ? [] : [`--x ${shellWord(parameter === 'time' ? 'param.time' : parameter)}`]),
	].join(' ');
}
