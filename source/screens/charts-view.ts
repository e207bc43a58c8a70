/** What Charts shows: the chart, the point under the cursor, or why there is none. Pure; the last answers are kept. */

import type {Chart} from '../../store/domain/chart.ts';
import {chartOfStanding, type ChartX} from '../../store/domain/charting.ts';
import {unitOf, type Objective} from '../../store/domain/objective.ts';
import type {Config} from '../../store/domain/config.ts';
import type {Model} from '../../store/domain/model.ts';
import {parameterEffects, type ParameterEffect} from '../../store/domain/parameter-effect.ts';
import {standings, type Standing} from '../../store/domain/ranking.ts';
import {pointPlaces} from '../chart-plot.ts';
import {groupsOf} from './browse-view.ts';
import type {ChartsState} from './charts-state.ts';
import {remember} from './remember.ts';
import type {ScreenContext} from './screen-context.ts';

export type ChartsPage = ChartsShown | ChartsEmpty;

export interface ChartsShown {
	readonly kind: 'chart';
	readonly chart: Chart;
	/** Index of the point under the cursor. */
	readonly cursor: number;
	readonly objective: Objective;
	readonly standing: Standing;
	/** What the x axis of the scatter is. */
	readonly parameter?: ParameterEffect;
	readonly effects: readonly ParameterEffect[];
}

export interface ChartsEmpty {
	readonly kind: 'empty';
	readonly why: 'no-models' | 'no-objective' | 'no-results' | 'no-times' | 'no-parameters' | 'without-parameter';
	readonly models: readonly Model[];
	readonly objective?: Objective;
	readonly parameter?: string;
}

export function chartsPage(state: ChartsState, {snapshot, objectiveOf}: Pick<ScreenContext, 'snapshot' | 'objectiveOf'>): ChartsPage {
	const {algorithm} = state;
	const models = algorithm === undefined ? snapshot.models : (groupsOf(snapshot.models).get(algorithm) ?? none);
	if (models.length === 0) return {kind: 'empty', why: 'no-models', models};
	const objective = objectiveOf(algorithm);
	if (!objective) return {kind: 'empty', why: 'no-objective', models};
	const {metric, dataset, direction} = objective;
	const standing = standingOf(models, metric, direction, dataset);
	if (!standing) return {kind: 'empty', why: 'no-results', models, objective};
	const effects = effectsOf(standing, snapshot.config.seedKeys);
	const isScatter = state.chart === 'scatter';
	const parameter = isScatter ? parameterOf(state, effects) : undefined;
	if (isScatter && parameter === undefined) return {kind: 'empty', why: 'no-parameters', models, objective};
	const name = algorithm === undefined ? undefined : models[0]?.algorithm;
	const chart = chartOf(standing, parameter, name, {objective, config: snapshot.config, of: models.length});
	if (!chart) return {kind: 'empty', why: isScatter ? 'without-parameter' : 'no-times', models, objective, parameter};
	return {
		kind: 'chart',
		chart,
		cursor: cursorIn(chart, state),
		objective,
		standing,
		parameter: parameter === undefined ? undefined : (effects.find(one => one.name === parameter) ?? unmeasured(parameter, chart)),
		effects,
	};
}

const none: readonly Model[] = [];

const standingOf = remember(
	(models: readonly Model[], metric: string, direction: Objective['direction'], dataset: string | undefined): Standing | undefined =>
		standings(models, {metric, direction: direction ?? 'minimize'}, dataset === undefined ? undefined : {dataset})[0],
);

const effectsOf = remember((standing: Standing, seedKeys: readonly string[]) => parameterEffects(standing.compared, {seedKeys}));

/** The one that was chosen; it stays while models come, also where another one begins to matter more. */
function parameterOf({parameter}: ChartsState, effects: readonly ParameterEffect[]): string | undefined {
	return parameter ?? effects[0]?.name;
}

function unmeasured(name: string, {points}: Chart): ParameterEffect {
	return {name, effect: 0, values: 1, models: points.length, isSeed: false};
}

interface ChartOf {
	readonly objective: Objective;
	readonly config: Config;
	readonly of: number;
}

/** Of both charts the last: Tab goes back and forth between them. */
const charts = {
	history: remember((standing: Standing, _parameter: string | undefined, name: string | undefined, ...of: ChartParts) =>
		makeChart(standing, {kind: 'time'}, name, of),
	),
	scatter: remember((standing: Standing, parameter: string | undefined, name: string | undefined, ...of: ChartParts) =>
		makeChart(standing, {kind: 'parameter', name: parameter ?? ''}, name, of),
	),
};

type ChartParts = [direction: Objective['direction'], unit: string | undefined, of: number];

function chartOf(standing: Standing, parameter: string | undefined, name: string | undefined, {objective, config, of}: ChartOf): Chart | undefined {
	const {metric, direction} = objective;
	return charts[parameter === undefined ? 'history' : 'scatter'](standing, parameter, name, direction, unitOf(config, metric), of);
}

function makeChart(standing: Standing, x: ChartX, name: string | undefined, [direction, unit, of]: ChartParts): Chart | undefined {
	return chartOfStanding(standing, x, {direction, unit, name, of});
}

/** The point of the cursor's model; where that is not drawn, the one that stands where it stood, else the best, else the last. */
function cursorIn(chart: Chart, {cursor, at}: ChartsState): number {
	const last = chart.points.length - 1;
	const own = cursor === undefined ? undefined : pointPlaces(chart).get(cursor);
	if (own !== undefined) return own;
	if (at !== undefined) return Math.min(at, last);
	const best = chart.points.findIndex(({kind}) => kind === 'best');
	return best === -1 ? last : best;
}

/** What can be chosen for the x axis of the scatter, what matters most first, and what stands there now. */
export function parameterChoices(
	state: ChartsState,
	context: Pick<ScreenContext, 'snapshot' | 'objectiveOf'>,
): {readonly choices: readonly ParameterEffect[]; readonly current?: string} {
	const page = chartsPage({...state, chart: 'history'}, context);
	return page.kind === 'empty' ? {choices: []} : {choices: page.effects, current: parameterOf(state, page.effects)};
}
