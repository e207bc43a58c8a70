/** Metrics of which nobody said whether lower or higher is better. Pure. */

import type {Config} from './config.ts';
import type {Finding} from './finding.ts';
import {own} from './json.ts';
import {directionCommand} from './metric-summary.ts';
import type {Model} from './model.ts';
import {directionOf} from './objective.ts';
import {metricNumber} from './sidecar.ts';

/** One for each, by name. It hinders ranking, and nothing is wrong. */
export function directionFindings(models: readonly Model[], config: Config): readonly Finding[] {
	const isKnown = new Map<string, boolean>();
	const keys = new Map<string, string[]>();
	for (const {key, tests} of models) {
		for (const {performance} of tests) {
			for (const metric in performance) {
				let known = isKnown.get(metric);
				if (known === undefined) isKnown.set(metric, (known = directionOf(config, metric) !== undefined));
				if (known || metricNumber(own(performance, metric) ?? null) === undefined) continue;
				const found = keys.get(metric);
				if (!found) keys.set(metric, [key]);
				else if (found.at(-1) !== key) found.push(key);
			}
		}
	}
	return [...keys]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([metric, of]) => ({
			kind: 'unknown-direction',
			keys: of,
			path: '',
			metric,
			message: `${metric} of ${of.length === 1 ? '1 model' : `${of.length} models`} ranks nothing: nobody said whether lower or higher is better`,
			repair: `say it once, with minimize or maximize: ${directionCommand(metric, 'minimize')}`,
			isInformation: true,
		}));
}
