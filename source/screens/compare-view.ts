/** What Compare shows of a snapshot: the comparison of its models, kept while nothing changes. Pure. */

import {safe, type SafeText} from '../../components/safe-text.ts';
import {compareModels, type Comparison, type ComparisonOptions, type FactRow, type ResultRow} from '../../store/domain/comparison.ts';
import type {Config} from '../../store/domain/config.ts';
import {own} from '../../store/domain/json.ts';
import type {Model} from '../../store/domain/model.ts';
import {directionOf, type Objective} from '../../store/domain/objective.ts';
import {comparisonCommand, typedNames} from '../comparison-command.ts';
import {comparisonGrid} from '../comparison-grid.ts';
import {judgingMetric, outcomeSentences} from '../comparison-outcome.ts';
import {listed} from '../comparison-words.ts';
import type {Grid} from '../grid.ts';
import {comparedInsides} from '../looked-inside.ts';
import {safeText} from '../text.ts';
import {counted, formatTime} from '../words.ts';
import type {CompareState} from './compare-state.ts';
import {groupsOf, modelsByKey} from './browse-view.ts';
import {remember} from './remember.ts';
import type {ScreenContext} from './screen-context.ts';

/** A row with values of its models. */
export type CompareRow = FactRow | ResultRow;

export interface CompareView {
	/** Those of the keys that are there, in their order. */
	readonly models: readonly Model[];
	/** Keys of models that are not. */
	readonly gone: readonly string[];
	readonly comparison: Comparison;
	/** The metric that the models are judged by. */
	readonly metric?: string;
	/** Whether only rows are shown in which the models differ. */
	readonly differences: boolean;
	/** The rows that the cursor goes through. */
	readonly rows: readonly CompareRow[];
	/** What can be typed for each model. */
	readonly names: readonly string[];
	readonly outcome: readonly SafeText[];
}

/** Beyond this many rows only the differences are shown unless asked. */
const manyRows = 20;

export function compareView({keys, baseline, differences}: CompareState, {snapshot, objectiveOf, insides}: ScreenContext): CompareView {
	const {models, gone} = picked(snapshot.models, keys);
	const objective = objectiveOf(models[0]?.algorithm);
	const asked = objective?.metric;
	const comparison = compared(models, snapshot.models, withDirection(snapshot.config, objective), baseline, asked, insidesOf(models, insides));
	// What is in the files comes later: what is shown does not turn round by that.
	const facts = comparison.facts.filter(({section}) => section !== 'tensors').length;
	const only = differences ?? facts + comparison.results.length > manyRows;
	const metric = judgedBy(comparison, asked);
	return {
		models,
		gone,
		comparison,
		metric,
		differences: only,
		rows: rowsOf(comparison, only),
		names: namesOf(models, snapshot.models),
		outcome: outcomeOf(comparison, metric),
	};
}

/** The config with the direction that was chosen for now, if any was. */
const withDirection = remember((config: Config, objective: Objective | undefined): Config => {
	if (objective?.direction === undefined || directionOf(config, objective.metric) === objective.direction) return config;
	const {metric, direction} = objective;
	return {...config, metrics: Object.fromEntries([...Object.entries(config.metrics), [metric, {...own(config.metrics, metric), direction}]])};
});

const picked = remember((all: readonly Model[], keys: readonly string[]): {models: readonly Model[]; gone: readonly string[]} => {
	const byKey = modelsByKey(all);
	const wanted = [...new Set(keys)];
	return {models: wanted.flatMap(key => byKey.get(key) ?? []), gone: wanted.filter(key => !byKey.has(key))};
});

/** All models of their algorithms: only these can be alike but for a seed. */
function ofTheirs(models: readonly Model[], all: readonly Model[]): readonly Model[] {
	const names = new Set(models.map(({algorithm}) => algorithm.toLowerCase()));
	const groups = groupsOf(all);
	return [...names].flatMap(name => groups.get(name) ?? []);
}

const compared = remember(
	(
		models: readonly Model[],
		all: readonly Model[],
		config: Config,
		baseline: string | undefined,
		metric: string | undefined,
		inspections: ComparisonOptions['inspections'],
	): Comparison =>
		compareModels(models, {
			config,
			metric,
			inspections,
			all: ofTheirs(models, all),
			baseline: Math.max(
				0,
				models.findIndex(({key}) => key === baseline),
			),
		}),
);

const insidesOf = remember(comparedInsides);

const judgedBy = remember(judgingMetric);

const namesOf = remember(typedNames);

const outcomeOf = remember((comparison: Comparison, metric: string | undefined) => outcomeSentences(comparison, {metric, howToSet: safe`8 sets it`}));

/** In the order in which they stand: training, hyperparameters, results, tensors, tags. */
const rowsOf = remember(({facts, results}: Comparison, differences: boolean): readonly CompareRow[] => {
	const of = (...sections: ReadonlyArray<FactRow['section']>) => facts.filter(({section}) => sections.includes(section));
	return [...of('training', 'hyperparameters'), ...results, ...of('tensors'), ...of('tags')].filter(row => !differences || !row.isEqual);
});

/** `4 models, mscn and lero`. */
export function modelsWords(models: readonly Model[]): SafeText {
	const algorithms = [...new Map(models.map(({algorithm}) => [algorithm.toLowerCase(), safeText(algorithm)])).values()];
	return safe`${counted(models.length, 'model')}, ${algorithms.length > 3 ? safe`${algorithms.length} algorithms` : listed(algorithms)}`;
}

/** The command line that prints what Compare shows. */
export function compareCommand({comparison, names, differences}: CompareView, most?: number): string {
	const {baseline} = comparison;
	return comparisonCommand({names, baseline: baseline === 0 ? undefined : names[baseline], differences}, most);
}

/** The table that Compare shows, to export. */
export function compareGrid(state: CompareState, context: ScreenContext): Grid {
	const view = compareView(state, context);
	return comparisonGrid(view.comparison, {
		title: `compare  ${modelsWords(view.models)}`,
		name: index => view.names[index] ?? '',
		differences: view.differences,
		comments: [compareCommand(view), formatTime(context.now)],
		outcome: view.outcome,
	});
}
