/** The results of a family's versions as columns: a metric on a dataset each, so that what stands below one another can be compared. Pure. */

import {emptyText, safe, type SafeText} from '../components/safe-text.ts';
import {resultOf} from '../store/domain/build-model.ts';
import type {Config} from '../store/domain/config.ts';
import type {FamilyBest} from '../store/domain/family-best.ts';
import type {Family} from '../store/domain/family.ts';
import {own} from '../store/domain/json.ts';
import {formatMetricRef, type MetricRef} from '../store/domain/metric-ref.ts';
import type {Model} from '../store/domain/model.ts';
import {directionOf, unitOf} from '../store/domain/objective.ts';
import {standings} from '../store/domain/ranking.ts';
import {metricNumber} from '../store/domain/sidecar.ts';
import {metricTitle, valueWords} from './words.ts';

export interface ResultColumn {
	/** Without a dataset: the tests that name none. */
	readonly ref: MetricRef;
	/** `acc@imagenet ↑`. */
	readonly title: SafeText;
	/** The versions whose result there was measured on other data than the others'. */
	readonly leftOut: ReadonlySet<Model>;
}

/** The column that ranks, then those that most versions have. */
export function resultColumns({versions}: Family, {best, config}: {readonly best: FamilyBest | undefined; readonly config: Config}): readonly ResultColumn[] {
	const models = versions.map(({model}) => model);
	const isRanking = ({metric, dataset}: MetricRef) => best !== undefined && metric === best.metric && dataset === best.dataset;
	return refsOf(models)
		.sort((a, b) => Number(isRanking(b.ref)) - Number(isRanking(a.ref)) || b.count - a.count)
		.map(({ref}) => {
			const {metric, dataset} = ref;
			const direction = directionOf(config, metric);
			const [standing] = standings(models, {metric, direction: direction ?? 'minimize'}, {dataset});
			return {
				ref,
				title: metricTitle(formatMetricRef(ref), {unit: unitOf(config, metric), direction}),
				leftOut: new Set(standing?.leftOut.map(({model}) => model)),
			};
		});
}

/** `0.712`, `≠ 0.9` where it is not compared, `–` where there is none. */
export function resultCell(model: Model, {ref: {metric, dataset}, leftOut}: ResultColumn): SafeText {
	const test = resultOf({tests: model.tests.filter(one => one.dataset === dataset)}, metric);
	if (!test) return safe`–`;
	return safe`${leftOut.has(model) ? safe`≠ ` : emptyText}${valueWords(own(test.performance, metric) ?? null)}`;
}

/** What any of them has a number for, and how many have. */
function refsOf(models: readonly Model[]): Array<{readonly ref: MetricRef; readonly count: number}> {
	const found = new Map<string, {readonly ref: MetricRef; readonly models: Set<Model>}>();
	for (const model of models) {
		for (const {dataset, performance} of model.tests) {
			for (const [metric, value] of Object.entries(performance)) {
				if (metricNumber(value) === undefined) continue;
				const name = JSON.stringify([metric, dataset]);
				const known = found.get(name) ?? {ref: dataset === undefined ? {metric} : {metric, dataset}, models: new Set<Model>()};
				known.models.add(model);
				found.set(name, known);
			}
		}
	}
	return [...found.values()].map(({ref, models: having}) => ({ref, count: having.size}));
}
